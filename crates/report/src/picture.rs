//! Charts laid out: where each bar, line and word goes, for renderers to draw in their own way.
//!
//! Whole units throughout, so that the same chart gives the same picture everywhere. A unit is about a
//! sixteenth of the height of a line of text.

mod map;

use record::Date;

use crate::wording::{Bar, Chart, Drawn, Moment};

/// How wide every picture is.
pub const WIDTH: i32 = 840;
/// The height of one row.
const ROW: i32 = 26;
const TEXT: i32 = 14;
const SMALL: i32 = 12;
/// Words beside a bar are cut here.
const LONGEST_LABEL: usize = 42;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: i32,
    pub height: i32,
    pub shapes: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Bar {
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        tone: Tone,
    },
    Line {
        from: (i32, i32),
        to: (i32, i32),
    },
    Dot {
        x: i32,
        y: i32,
        radius: i32,
        tone: Tone,
    },
    /// Filled; a ring within a ring is left out.
    Area {
        rings: Vec<Vec<(i32, i32)>>,
    },
    Path {
        points: Vec<(i32, i32)>,
    },
    Words {
        x: i32,
        y: i32,
        size: i32,
        anchor: Anchor,
        quiet: bool,
        link: Option<String>,
        text: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Full,
    /// What is still to come: drawn hollow.
    Hollow,
}

/// Which end of the words stands at their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

pub fn draw(chart: &Chart) -> Picture {
    match &chart.drawn {
        Drawn::Bars(bars) => draw_bars(bars),
        Drawn::Map { spots, note } => map::draw(spots, note),
        Drawn::Timeline { from, to, moments, marks } => draw_timeline(*from, *to, moments, marks),
    }
}

fn draw_bars(bars: &[Bar]) -> Picture {
    const GAP: i32 = 10;
    let most = bars.iter().map(|bar| bar.amount).max().unwrap_or(0).max(1);
    let widest = bars.iter().map(|bar| width(&cut(&bar.label), TEXT)).max().unwrap_or(0);
    let left = widest.clamp(60, WIDTH / 2) + GAP;
    let room = (WIDTH - left - 70).max(1);
    let mut shapes = Vec::new();
    for (y, bar) in (0..).step_by(ROW as usize).zip(bars) {
        let long = (i128::from(bar.amount) * i128::from(room) / i128::from(most)) as i32;
        let long = long.max(i32::from(bar.amount > 0) * 2);
        shapes.push(words(left - GAP, y + 18, TEXT, Anchor::End, cut(&bar.label)));
        shapes.push(Shape::Bar { x: left, y: y + 5, width: long, height: ROW - 9, tone: Tone::Full });
        let amount = words(left + long + 6, y + 18, SMALL, Anchor::Start, bar.shown.clone());
        shapes.push(quiet(amount));
    }
    let line = Shape::Line { from: (left, 0), to: (left, ROW * bars.len() as i32) };
    shapes.push(line);
    Picture { width: WIDTH, height: (ROW * bars.len() as i32).max(ROW), shapes }
}

/// Days across, one row for each moment; its name beside it, on the side where there is room.
fn draw_timeline(from: Date, to: Date, moments: &[Moment], marks: &[(Date, String)]) -> Picture {
    const EDGE: i32 = 14;
    const HEAD: i32 = 24;
    let days = i64::from((to - from).get_days()).max(1);
    let across = |date: Date| {
        let day = i64::from((date.clamp(from, to) - from).get_days());
        EDGE + (day * i64::from(WIDTH - 2 * EDGE) / days) as i32
    };
    let height = HEAD + ROW * moments.len() as i32 + 6;
    let mut shapes = Vec::new();
    let mut free = 0;
    for (date, name) in marks {
        let x = across(*date);
        shapes.push(Shape::Line { from: (x, HEAD - 6), to: (x, height) });
        // a mark whose name would run into the one before goes without
        if x >= free && x + width(name, SMALL) <= WIDTH {
            shapes.push(quiet(words(x, SMALL, SMALL, Anchor::Start, name.clone())));
            free = x + width(name, SMALL) + 8;
        }
    }
    for (y, moment) in (HEAD..).step_by(ROW as usize).zip(moments) {
        let (start, end) = (across(moment.from), across(moment.to));
        let middle = y + ROW / 2;
        let tone = if moment.planned { Tone::Hollow } else { Tone::Full };
        let label = format!("{} ({})", cut(&moment.label), moment.when);
        let right = end.max(start + 6) + 8;
        let long = width(&label, SMALL);
        let (x, anchor) = if right + long <= WIDTH {
            (right, Anchor::Start)
        } else if start - 10 - long >= 0 {
            (start - 10, Anchor::End)
        } else {
            ((WIDTH - long).clamp(0, start), Anchor::Start)
        };
        // where there is room on neither side the bar is an underline
        let (top, thick) =
            if anchor == Anchor::Start && x < right { (middle + 7, 3) } else { (middle - 5, 10) };
        if end - start > 12 || thick < 10 {
            shapes.push(Shape::Bar { x: start, y: top, width: (end - start).max(6), height: thick, tone });
        } else {
            shapes.push(Shape::Dot { x: start, y: middle, radius: 5, tone });
        }
        let named = words(x, middle + 4, SMALL, anchor, label);
        shapes.push(linked(named, moment.link.clone()));
    }
    Picture { width: WIDTH, height, shapes }
}

fn words(x: i32, y: i32, size: i32, anchor: Anchor, text: String) -> Shape {
    Shape::Words { x, y, size, anchor, quiet: false, link: None, text }
}

fn quiet(mut shape: Shape) -> Shape {
    if let Shape::Words { quiet, .. } = &mut shape {
        *quiet = true;
    }
    shape
}

fn linked(mut shape: Shape, to: Option<String>) -> Shape {
    if let Shape::Words { link, .. } = &mut shape {
        *link = to;
    }
    shape
}

/// About how wide words are: renderers have different fonts, so there is room to spare.
fn width(text: &str, size: i32) -> i32 {
    text.chars().count() as i32 * size * 6 / 10
}

fn cut(label: &str) -> String {
    match label.char_indices().nth(LONGEST_LABEL) {
        Some((at, _)) => {
            let kept = label.get(..at).unwrap_or(label);
            let kept = kept.rsplit_once(' ').map_or(kept, |(kept, _)| kept);
            format!("{kept}\u{2026}")
        }
        None => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str, amount: u64) -> Bar {
        Bar { label: label.to_owned(), amount, shown: amount.to_string() }
    }

    fn chart(drawn: Drawn) -> Chart {
        let columns = ["a".to_owned(), "b".to_owned()];
        Chart { title: "t".to_owned(), about: "d".to_owned(), columns, drawn }
    }

    #[test]
    fn the_longest_bar_fills_the_room_and_none_is_lost() {
        let picture = draw(&chart(Drawn::Bars(vec![bar("one", 1000), bar("two", 1), bar("none", 0)])));
        let widths: Vec<i32> = picture
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Bar { width, .. } => Some(*width),
                _ => None,
            })
            .collect();
        assert!(widths[0] > WIDTH / 2 && widths[1] == 2 && widths[2] == 0, "{widths:?}");
    }

    proptest::proptest! {
        #[test]
        fn nothing_lies_outside_the_picture(
            amounts in proptest::collection::vec(proptest::prelude::any::<u64>(), 0..5),
            days in proptest::collection::vec((-4000i32..4000, 0i32..4000), 0..5),
            label in "\\PC{0,80}",
        ) {
            let bars = amounts.iter().map(|amount| bar(&label, *amount)).collect();
            let cites = crate::outcomes::Cites::default();
            let day = |at: i32| Date::constant(2024, 6, 1).saturating_add(some_days(at));
            let moment = |(at, long): &(i32, i32)| Moment {
                label: label.clone(), from: day(*at), to: day(at + long), when: "then".to_owned(),
                link: None, planned: long % 2 == 0, cites: cites.clone(),
            };
            let moments = days.iter().map(moment).collect();
            let timeline = Drawn::Timeline {
                from: day(0), to: day(365), moments, marks: vec![(day(30), "July".to_owned())],
            };
            for drawn in [Drawn::Bars(bars), timeline] {
                let picture = draw(&chart(drawn));
                for shape in &picture.shapes {
                    let (x, y) = match shape {
                        Shape::Bar { x, y, width, height, .. } => {
                            proptest::prop_assert!(*width >= 0 && *height >= 0);
                            (x + width, y + height)
                        }
                        Shape::Dot { x, y, .. } | Shape::Words { x, y, .. } => (*x, *y),
                        Shape::Line { to, .. } => *to,
                        Shape::Area { .. } | Shape::Path { .. } => (0, 0),
                    };
                    proptest::prop_assert!((0..=picture.width).contains(&x), "{shape:?}");
                    proptest::prop_assert!((0..=picture.height).contains(&y), "{shape:?}");
                }
            }
        }
    }

    fn some_days(days: i32) -> std::time::Duration {
        std::time::Duration::from_secs(u64::from(days.unsigned_abs()) * 86_400)
    }
}
