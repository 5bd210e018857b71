//! A chart as SVG within the page, with its words for whoever does not see it.

use std::fmt::Write;

use super::Html;
use crate::picture::{self, Anchor, Shape, Tone};
use crate::wording::Chart;

impl Html<'_> {
    pub fn chart(&mut self, chart: &Chart) {
        let picture = picture::draw(chart);
        self.charts += 1;
        let (title, about) = (format!("chart-{}-title", self.charts), format!("chart-{}-about", self.charts));
        self.raw("<figure>");
        self.element("figcaption", &[], &chart.title);
        let view = format!("0 0 {} {}", picture.width, picture.height);
        let labels = format!("{title} {about}");
        self.open(
            "svg",
            &[
                ("viewBox", &view),
                ("role", "img"),
                ("aria-labelledby", &labels),
                ("xmlns", "http://www.w3.org/2000/svg"),
            ],
        );
        self.element("title", &[("id", &title)], &chart.title);
        self.element("desc", &[("id", &about)], &chart.about);
        for shape in &picture.shapes {
            self.shape(shape);
        }
        self.raw("</svg></figure>\n");
    }

    fn shape(&mut self, shape: &Shape) {
        let number = |value: &i32| value.to_string();
        let class = |tone: &Tone| match tone {
            Tone::Full => "full",
            Tone::Hollow => "hollow",
        };
        match shape {
            Shape::Bar { x, y, width, height, tone } => {
                let [x, y, width, height] = [x, y, width, height].map(number);
                let place = [("x", &*x), ("y", &*y), ("width", &*width), ("height", &*height)];
                self.element("rect", &[&place[..], &[("class", class(tone))]].concat(), "");
            }
            Shape::Line { from, to } => {
                let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(|value| value.to_string());
                self.element("line", &[("x1", &*x1), ("y1", &*y1), ("x2", &*x2), ("y2", &*y2)], "");
            }
            Shape::Dot { x, y, radius, tone } => {
                let [x, y, radius] = [x, y, radius].map(number);
                let place = [("cx", &*x), ("cy", &*y), ("r", &*radius), ("class", class(tone))];
                self.element("circle", &place, "");
            }
            Shape::Area { rings } => {
                let data: String = rings.iter().map(|ring| path(ring) + "z").collect();
                self.element("path", &[("d", &data), ("class", "land"), ("fill-rule", "evenodd")], "");
            }
            Shape::Path { points } => self.element("path", &[("d", &path(points)), ("class", "border")], ""),
            Shape::Words { x, y, size, anchor, quiet, link, text } => {
                let [x, y, size] = [x, y, size].map(number);
                let anchor = match anchor {
                    Anchor::Start => "start",
                    Anchor::Middle => "middle",
                    Anchor::End => "end",
                };
                let class = if *quiet { "quiet" } else { "name" };
                let attributes = [
                    ("x", &*x),
                    ("y", &*y),
                    ("font-size", &*size),
                    ("text-anchor", anchor),
                    ("class", class),
                ];
                let link = link.as_ref().filter(|link| self.anchors.contains(*link));
                let to = link.map(|link| format!("#{link}"));
                if let Some(to) = &to {
                    self.open("a", &[("href", to)]);
                }
                self.element("text", &attributes, text);
                if to.is_some() {
                    self.close("a");
                }
            }
        }
    }
}

/// Points as the data of a path, each after the first by its way from the one before.
fn path(points: &[(i32, i32)]) -> String {
    let mut data = String::new();
    let mut before = None;
    for (x, y) in points {
        let _ = match before {
            None => write!(data, "M{x} {y}"),
            Some((from_x, from_y)) => write!(data, "l{} {}", x - from_x, y - from_y),
        };
        before = Some((*x, *y));
    }
    data
}
