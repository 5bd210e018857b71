//! Charts, drawn where `report::picture` says.

use std::rc::Rc;

use report::picture::{Anchor, Shape, Tone};

use super::blocks::{HEADING, Printer};
use super::setting::{Family, Manner};
use super::sheet::{BOTTOM, Content, Draw, Kind, Pouring, RIGHT, TOP};
use crate::flow::{Chart, Run, words};
use crate::ink::{ACCENT, INK, LAND, PAPER, RULE, SOFT};

impl Printer {
    /// How much room a chart needs to start; most of a page where it is higher than that.
    pub fn height(&self, chart: &Chart) -> f32 {
        let scale = (RIGHT - self.left) / chart.picture.width.max(1) as f32;
        HEADING.leading + 14.0 + chart.picture.height as f32 * scale
    }

    /// The picture under its title; its table where it is higher than a page.
    pub fn chart(&mut self, chart: &Chart) {
        let scale = (RIGHT - self.left) / chart.picture.width.max(1) as f32;
        let height = chart.picture.height as f32 * scale;
        let title = Rc::new(self.setter.set(&chart.title, HEADING, Some(RIGHT - self.left)));
        let is_drawn = height + title.height() + 8.0 <= BOTTOM - TOP;
        self.sheets.space(4.0);
        self.sheets.need(title.height() + 8.0 + if is_drawn { height } else { 60.0 });
        let alt = match (words(&chart.title), &chart.about) {
            (title, about) if about.is_empty() => title,
            (title, about) => format!("{title}. {about}"),
        };
        if !is_drawn || alt.trim().is_empty() {
            self.sheets.open(Kind::Paragraph);
            self.pour(&title, &chart.title, self.left);
            self.sheets.close();
            self.sheets.space(3.0);
            return self.table(&chart.table);
        }
        let top = self.sheets.y;
        let bottom = top + title.height() + 5.0 + height;
        self.sheets.open(Kind::Figure(alt, self.sheets.page(), [self.left, top, RIGHT, bottom]));
        if !title.lines.is_empty() {
            self.sheets.open(Kind::Caption);
            self.pour(&title, &chart.title, self.left);
            self.sheets.close();
        }
        self.sheets.space(5.0);
        let top = self.sheets.y;
        for shape in &chart.picture.shapes {
            self.shape(shape, scale, (self.left, top));
        }
        self.sheets.y = top + height;
        self.sheets.close();
        self.sheets.space(10.0);
    }

    fn shape(&mut self, shape: &Shape, scale: f32, (left, top): (f32, f32)) {
        let at = |x: &i32, y: &i32| (left + *x as f32 * scale, top + *y as f32 * scale);
        let filled = |tone: &Tone| *tone == Tone::Full;
        let content = Content { lang: None, expansion: None };
        match shape {
            Shape::Bar { x, y, width, height, tone } => {
                let ((x, y), filled) = (at(x, y), filled(tone));
                let (width, height) = (*width as f32 * scale, *height as f32 * scale);
                self.sheets.belong(content, Draw::Box { x, y, width, height, color: ACCENT, filled });
            }
            Shape::Line { from, to } => {
                let (from, to) = (at(&from.0, &from.1), at(&to.0, &to.1));
                self.sheets.belong(content, Draw::Stroke { from, to, width: 0.6, color: RULE });
            }
            Shape::Dot { x, y, radius, tone } => {
                let ((x, y), filled) = (at(x, y), filled(tone));
                let radius = *radius as f32 * scale;
                self.sheets.belong(content, Draw::Dot { x, y, radius, color: ACCENT, filled });
            }
            Shape::Area { rings } => {
                let ring = |ring: &Vec<(i32, i32)>| ring.iter().map(|(x, y)| at(x, y)).collect();
                let rings = rings.iter().map(ring).collect();
                self.sheets.belong(content, Draw::Area { rings, color: LAND });
            }
            Shape::Path { points } => {
                let points = points.iter().map(|(x, y)| at(x, y)).collect();
                self.sheets.belong(content, Draw::Path { points, width: 0.6, color: PAPER });
            }
            Shape::Words { x, y, size, anchor, quiet, text, .. } => {
                let color = if *quiet { SOFT } else { INK };
                let size = *size as f32 * scale;
                let manner =
                    Manner { family: Family::Sans, size, leading: size, bold: false, color, raise: false };
                let runs = vec![Run { text: text.clone(), ..Run::default() }];
                let set = Rc::new(self.setter.set(&runs, manner, None));
                let (x, y) = at(x, y);
                let x = match anchor {
                    Anchor::Start => x,
                    Anchor::Middle => x - set.width() / 2.0,
                    Anchor::End => x - set.width(),
                };
                let top = y - super::sheet::baseline(size);
                // Words stay readable where lines and bars run beneath them.
                let (width, height) = (set.width() + 3.0, size * 1.2);
                let paper =
                    Draw::Box { x: x - 1.5, y: y - size * 0.9, width, height, color: PAPER, filled: true };
                if !set.lines.is_empty() {
                    self.sheets.adorn(paper);
                }
                self.sheets.line(&set, &runs, 0, x, top, &mut Pouring::default());
            }
        }
    }
}
