//! A map with circles on it, their area by their amount.

use super::{Anchor, Picture, SMALL, Shape, Tone, WIDTH, cut, quiet, width, words};
use crate::atlas::{self, Point, Window};
use crate::wording::Spot;

/// The radius of the largest circle.
const LARGEST: f64 = 26.0;
/// What is nearer than this to the point before it is not drawn.
const FINEST: i32 = 2;
/// The height of the note under the map.
const NOTE: i32 = 22;

pub fn draw(spots: &[Spot], note: &str) -> Picture {
    let window = Window::around(spots.iter().map(|spot| spot.at));
    let scale = |length: i32| (i64::from(length) * i64::from(WIDTH) / i64::from(window.width.max(1))) as i32;
    let at = |point: Point| (scale(point.0 - window.left), scale(point.1 - window.top));
    let bottom = scale(window.height);
    let shapes = atlas::shapes();
    let land = shapes.land.iter().map(|ring| thin(window.area(ring).into_iter().map(at)));
    let rings: Vec<Vec<Point>> = land.filter(|ring| ring.len() > 2).collect();
    let mut drawn = vec![Shape::Area { rings }];
    let borders = shapes.borders.iter().flat_map(|line| window.stretches(line));
    let borders = borders.map(|line| thin(line.into_iter().map(at))).filter(|line| line.len() > 1);
    drawn.extend(borders.map(|points| Shape::Path { points }));
    let most = spots.iter().map(|spot| spot.amount).max().unwrap_or(0).max(1);
    let mut taken: Vec<Room> = Vec::new();
    let mut circles = Vec::new();
    for spot in spots {
        let (x, y) = at(spot.at);
        let radius = (LARGEST * (spot.amount as f64 / most as f64).sqrt()).round().max(3.0) as i32;
        taken.push(Room { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
        circles.push((spot, x, y, radius));
    }
    drawn.extend(circles.iter().map(|(_, x, y, radius)| Shape::Dot {
        x: *x,
        y: *y,
        radius: *radius,
        tone: Tone::Full,
    }));
    let whole = Room { left: 0, right: WIDTH, top: 0, bottom };
    for (spot, x, y, radius) in circles {
        let label = format!("{}: {}", cut(&spot.label), spot.shown);
        let long = width(&label, SMALL);
        let sides = [
            (x + radius + 5, y + 4, Anchor::Start),
            (x - radius - 5, y + 4, Anchor::End),
            (x, y - radius - 6, Anchor::Middle),
            (x, y + radius + SMALL + 3, Anchor::Middle),
        ];
        let free = sides.into_iter().find_map(|(x, y, anchor)| {
            let left = match anchor {
                Anchor::Start => x,
                Anchor::Middle => x - long / 2,
                Anchor::End => x - long,
            };
            let room = Room { left, right: left + long, top: y - SMALL, bottom: y + 3 };
            let is_free = whole.holds(&room) && !taken.iter().any(|other| other.meets(&room));
            is_free.then_some((x, y, anchor, room))
        });
        // a name for which there is no room goes without: the words beside the picture have it
        if let Some((x, y, anchor, room)) = free {
            taken.push(room);
            drawn.push(words(x, y, SMALL, anchor, label));
        }
    }
    drawn.push(quiet(words(0, bottom + NOTE - 7, SMALL - 2, Anchor::Start, note.to_owned())));
    Picture { width: WIDTH, height: bottom + NOTE, shapes: drawn }
}

struct Room {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
}

impl Room {
    fn meets(&self, other: &Room) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn holds(&self, other: &Room) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }
}

/// Without points that nobody would see; the last one always stays.
fn thin(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    let mut last = None;
    for point in points {
        let is_near =
            kept.last().is_some_and(|(x, y)| (x - point.0).abs() < FINEST && (y - point.1).abs() < FINEST);
        last = is_near.then_some(point);
        if !is_near {
            kept.push(point);
        }
    }
    kept.extend(last);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(label: &str, amount: u64, at: Point) -> Spot {
        Spot { label: label.to_owned(), amount, shown: amount.to_string(), at }
    }

    #[test]
    fn circles_grow_by_area_and_names_lie_apart() {
        let spots = [
            spot("One", 16, atlas::project(51.2, 71.4)),
            spot("Two", 4, atlas::project(38.6, 68.8)),
            spot("Three", 1, atlas::project(53.9, 27.6)),
        ];
        let picture = draw(&spots, "a note");
        let radii: Vec<i32> = picture
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Dot { radius, .. } => Some(*radius),
                _ => None,
            })
            .collect();
        assert_eq!(radii, [26, 13, 7]);
        let names = picture.shapes.iter().filter(|shape| matches!(shape, Shape::Words { .. })).count();
        assert_eq!(names, 4);
    }

    proptest::proptest! {
        #[test]
        fn nothing_lies_outside_the_picture(
            places in proptest::collection::vec((-90.0f64..90.0, -180.0f64..180.0, 0u64..9), 0..30),
        ) {
            let spots: Vec<Spot> =
                places.iter().map(|(lat, lon, n)| spot("Somewhere", *n, atlas::project(*lat, *lon))).collect();
            let picture = draw(&spots, "");
            let within = |(x, y): (i32, i32)| (0..=picture.width).contains(&x) && (0..=picture.height).contains(&y);
            for shape in &picture.shapes {
                let is_within = match shape {
                    Shape::Area { rings } => rings.iter().flatten().all(|point| within(*point)),
                    Shape::Path { points } => points.iter().all(|point| within(*point)),
                    Shape::Words { x, y, .. } | Shape::Dot { x, y, .. } => within((*x, *y)),
                    Shape::Bar { .. } | Shape::Line { .. } => false,
                };
                proptest::prop_assert!(is_within, "{shape:?}");
            }
        }
    }
}
