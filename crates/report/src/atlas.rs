//! The shapes of land and borders that maps are drawn over, and where a place lies on them.

use std::f64::consts::PI;
use std::sync::LazyLock;

/// Land and borders as an SVG file; its comment names source, licence and projection.
pub const WORLD: &str = include_str!("../data/world.svg");

/// Across and down, in tenths of a degree of Miller's projection.
pub type Point = (i32, i32);

/// A part of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub left: i32,
    pub top: i32,
    pub width: i32,
    pub height: i32,
}

pub struct Shapes {
    /// Closed; a ring within a ring is water.
    pub land: Vec<Vec<Point>>,
    pub borders: Vec<Vec<Point>>,
}

/// The shapes of [`WORLD`].
pub fn shapes() -> &'static Shapes {
    static SHAPES: LazyLock<Shapes> =
        LazyLock::new(|| Shapes { land: lines(path("land")), borders: lines(path("borders")) });
    &SHAPES
}

/// Where degrees north and east lie in Miller's projection, as the shapes are drawn.
pub fn project(lat: f64, lon: f64) -> Point {
    let lat = lat.clamp(-85.0, 85.0).to_radians();
    let y = 1.25 * (PI / 4.0 + 0.4 * lat).tan().ln();
    ((lon * 10.0).round() as i32, (-y.to_degrees() * 10.0).round() as i32)
}

impl Window {
    /// A window around all points, twice as wide as high unless they reach from pole to pole, and not too
    /// small; the inhabited world where there are none.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Window {
        let mut points = points.into_iter();
        let Some(first) = points.next() else {
            return Window { left: -1700, top: -950, width: 3400, height: 1700 };
        };
        let (mut least, mut most) = (first, first);
        for (x, y) in points {
            least = (least.0.min(x), least.1.min(y));
            most = (most.0.max(x), most.1.max(y));
        }
        let width = (most.0 - least.0 + 160).max((most.1 - least.1 + 120) * 2).clamp(500, 3600);
        let height = (width / 2).max(most.1 - least.1 + 120);
        Window { left: (least.0 + most.0 - width) / 2, top: (least.1 + most.1 - height) / 2, width, height }
    }

    fn edges(&self) -> [Edge; 4] {
        let (across, down): (Axis, Axis) = (|point| point.0, |point| point.1);
        [
            Edge { along: across, at: self.left, side: 1 },
            Edge { along: across, at: self.right(), side: -1 },
            Edge { along: down, at: self.top, side: 1 },
            Edge { along: down, at: self.bottom(), side: -1 },
        ]
    }

    fn right(&self) -> i32 {
        self.left + self.width
    }

    fn bottom(&self) -> i32 {
        self.top + self.height
    }

    /// What of a ring lies within, by the way of Sutherland and Hodgman; empty where nothing does.
    pub fn area(&self, ring: &[Point]) -> Vec<Point> {
        let mut kept = ring.to_vec();
        for edge in self.edges() {
            let mut within = Vec::with_capacity(kept.len());
            let Some(mut before) = kept.last().copied() else { break };
            for point in kept {
                if edge.keeps(point) != edge.keeps(before) {
                    within.push(edge.crossing(before, point));
                }
                if edge.keeps(point) {
                    within.push(point);
                }
                before = point;
            }
            kept = within;
        }
        kept
    }

    /// The stretches of a line that lie within.
    pub fn stretches(&self, line: &[Point]) -> Vec<Vec<Point>> {
        let mut found: Vec<Vec<Point>> = Vec::new();
        let mut is_open = false;
        for pair in line.windows(2) {
            let [from, to] = pair else { continue };
            let Some((start, end)) = self.segment(*from, *to) else {
                is_open = false;
                continue;
            };
            match found.last_mut() {
                Some(stretch) if is_open && stretch.last() == Some(&start) => stretch.push(end),
                _ => found.push(vec![start, end]),
            }
            is_open = end == *to;
        }
        found
    }

    /// What of a segment lies within.
    fn segment(&self, mut from: Point, mut to: Point) -> Option<(Point, Point)> {
        for edge in self.edges() {
            match (edge.keeps(from), edge.keeps(to)) {
                (true, true) => {}
                (false, false) => return None,
                (true, false) => to = edge.crossing(from, to),
                (false, true) => from = edge.crossing(from, to),
            }
        }
        Some((from, to))
    }
}

type Axis = fn(Point) -> i32;

struct Edge {
    along: Axis,
    /// Where on its axis it stands.
    at: i32,
    /// On which side of it the window is: 1 above, -1 below.
    side: i32,
}

impl Edge {
    fn keeps(&self, point: Point) -> bool {
        ((self.along)(point) - self.at) * self.side >= 0
    }

    /// Where the way between two points on both sides crosses it.
    fn crossing(&self, from: Point, to: Point) -> Point {
        let start = i64::from((self.along)(from));
        let long = i64::from((self.along)(to)) - start;
        let part = |from: i32, to: i32| match long {
            0 => from,
            long => from + (i64::from(to - from) * (i64::from(self.at) - start) / long) as i32,
        };
        (part(from.0, to.0), part(from.1, to.1))
    }
}

/// The data of the path that bears an id.
fn path(id: &str) -> &'static str {
    let after = |text: &'static str, mark: &str| text.split_once(mark).map_or("", |(_, rest)| rest);
    let data = after(after(WORLD, &format!("<path id=\"{id}\"")), " d=\"");
    data.split_once('"').map_or("", |(data, _)| data)
}

/// The lines of a path that is written with the commands M, l and z alone.
fn lines(data: &str) -> Vec<Vec<Point>> {
    let pair = |text: &str| {
        let (x, y) = text.trim().split_once(' ')?;
        Some((x.parse::<i32>().ok()?, y.parse::<i32>().ok()?))
    };
    let line = |text: &str| {
        let mut steps = text.trim_end_matches('z').split('l').filter_map(pair);
        let mut at = steps.next()?;
        let mut points = vec![at];
        for (x, y) in steps {
            at = (at.0 + x, at.1 + y);
            points.push(at);
        }
        Some(points)
    };
    data.split('M').filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lie_where_the_shapes_are() {
        assert_eq!(project(0.0, 0.0), (0, 0));
        // Minsk, by the formula of the script that drew the shapes
        assert_eq!(project(53.9, 27.57), (276, -599));
        assert!(project(90.0, 180.0).1 > -1400);
        let shapes = shapes();
        assert!(shapes.land.len() > 100 && shapes.borders.len() > 100);
        let is_on_land = |point: Point| {
            let crossed = shapes.land.iter().flat_map(|ring| {
                let next = ring.iter().skip(1).chain(ring.first());
                ring.iter().zip(next).filter(move |(a, b)| {
                    (a.1 > point.1) != (b.1 > point.1) && {
                        let across = i64::from(b.0 - a.0) * i64::from(point.1 - a.1) / i64::from(b.1 - a.1);
                        i64::from(point.0) < i64::from(a.0) + across
                    }
                })
            });
            crossed.count() % 2 == 1
        };
        assert!(is_on_land(project(53.9, 27.57)));
        // the middle of the Atlantic, and of the Caspian Sea
        assert!(!is_on_land(project(30.0, -40.0)) && !is_on_land(project(40.0, 50.8)));
    }

    const SQUARE: Window = Window { left: 0, top: 0, width: 100, height: 100 };

    #[test]
    fn shapes_are_cut_at_the_window() {
        let around = [(-50, -50), (150, -50), (150, 150), (-50, 150)];
        let mut corners = SQUARE.area(&around);
        corners.sort();
        assert_eq!(corners, [(0, 0), (0, 100), (100, 0), (100, 100)]);
        assert!(SQUARE.area(&[(200, 0), (300, 0), (300, 50)]).is_empty());
        let through = [(-50, 50), (50, 50), (150, 50), (150, 80), (50, 80)];
        assert_eq!(
            SQUARE.stretches(&through),
            [vec![(0, 50), (50, 50), (100, 50)], vec![(100, 80), (50, 80)]]
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_kept_lies_outside(
            points in proptest::collection::vec((-3600i32..3600, -3600i32..3600), 0..12),
        ) {
            let within = |point: &Point| (0..=100).contains(&point.0) && (0..=100).contains(&point.1);
            proptest::prop_assert!(SQUARE.area(&points).iter().all(within));
            proptest::prop_assert!(SQUARE.stretches(&points).iter().flatten().all(within));
            let window = Window::around(points.iter().copied());
            let holds = |point: &Point| {
                (window.left..=window.right()).contains(&point.0)
                    && (window.top..=window.bottom()).contains(&point.1)
            };
            let far = points.iter().map(|point| point.0).max().zip(points.iter().map(|point| point.0).min());
            let fits = far.is_none_or(|(most, least)| most - least <= 3600);
            proptest::prop_assert!(!fits || points.is_empty() || points.iter().all(holds));
        }
    }
}
