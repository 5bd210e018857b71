//! The blocks of a flow, one under the other, on as many sheets as they need.

use std::rc::Rc;

use report::wording::Tone;

use super::setting::{Family, Manner, Set, Setter};
use super::sheet::{Draw, Kind, LEFT, Pouring, RIGHT, Sheets, baseline};
use crate::flow::{Flow, Item, Link, Part, Passage, Run, Runs, Section, words};
use crate::ink::{ACCENT, Color, INK, RULE, SOFT, WARNING};

/// A line of the outline: level, words, and where it leads.
#[derive(Debug)]
pub struct Signpost {
    pub level: u8,
    pub words: String,
    pub page: usize,
    pub y: f32,
}

/// A number to be set once it is known on which page something stands: of an anchor, at the end of a line.
#[derive(Debug)]
pub struct Forward {
    pub anchor: String,
    pub page: usize,
    pub baseline: f32,
}

pub struct Printer {
    pub setter: Setter,
    pub sheets: Sheets,
    pub outline: Vec<Signpost>,
    pub forwards: Vec<Forward>,
    /// Where lines start.
    pub left: f32,
}

const fn manner(family: Family, size: f32, leading: f32, bold: bool, color: Color) -> Manner {
    Manner { family, size, leading, bold, color, raise: true }
}

pub const BODY: Manner = manner(Family::Serif, 10.0, 14.6, false, INK);
const KICKER: Manner = manner(Family::Sans, 9.0, 13.0, true, SOFT);
const TITLE: Manner = manner(Family::Sans, 21.0, 26.0, true, ACCENT);
const PERIOD: Manner = manner(Family::Sans, 13.0, 18.0, false, SOFT);
const SECTION: Manner = manner(Family::Sans, 14.0, 18.5, true, ACCENT);
pub const HEADING: Manner = manner(Family::Sans, 10.5, 14.0, true, INK);
const COUNT: Manner = manner(Family::Sans, 9.5, 14.0, false, INK);
const SMALL: Manner = manner(Family::Serif, 8.8, 12.4, false, INK);
/// Between a mark of a list and its words.
const STEP: f32 = 14.0;
/// Lists in lists are indented no further.
const DEEPEST: usize = 6;

impl Printer {
    pub fn new() -> Printer {
        Printer {
            setter: Setter::new(),
            sheets: Sheets::new(),
            outline: Vec::new(),
            forwards: Vec::new(),
            left: LEFT,
        }
    }

    pub fn flow(&mut self, flow: &Flow) {
        self.sheets.open(Kind::Section);
        self.paragraph(&flow.kicker, KICKER, Kind::Paragraph);
        self.sheets.space(3.0);
        self.signpost(1, &flow.title);
        self.paragraph(&flow.title, TITLE, Kind::Heading(1, words(&flow.title)));
        self.sheets.space(3.0);
        self.paragraph(&flow.period, PERIOD, Kind::Paragraph);
        self.sheets.space(14.0);
        for runs in &flow.opening {
            self.paragraph(runs, BODY, Kind::Paragraph);
            self.sheets.space(6.0);
        }
        self.counts(&flow.counts);
        self.contents(flow);
        self.sheets.close();
        for section in &flow.sections {
            self.section(section);
        }
    }

    /// Runs as one paragraph, of the width that is left.
    fn paragraph(&mut self, runs: &Runs, manner: Manner, kind: Kind) {
        let set = self.setter.set(runs, manner, Some(RIGHT - self.left));
        if set.lines.is_empty() {
            return;
        }
        self.sheets.open(kind);
        self.pour(&Rc::new(set), runs, self.left);
        self.sheets.close();
    }

    /// Lines one under the other; no line stands alone at the foot or head of a page.
    pub fn pour(&mut self, set: &Rc<Set>, runs: &Runs, x: f32) {
        let mut pouring = Pouring::default();
        let (count, mut line) = (set.lines.len(), 0);
        while line < count {
            let left = count - line;
            let fit = ((self.sheets.room() + 0.5) / set.leading).max(0.0) as usize;
            let fit = match fit {
                fit if fit >= left => left,
                0 | 1 => 0,
                fit if left - fit == 1 && fit > 2 => fit - 1,
                fit => fit,
            };
            // Not even two lines fit on an empty page only where the page is no page.
            if fit == 0 && self.sheets.y > super::sheet::TOP {
                self.sheets.turn();
                continue;
            }
            for _ in 0..fit.max(1) {
                let y = self.sheets.y;
                self.sheets.line(set, runs, line, x, y, &mut pouring);
                self.sheets.y += set.leading;
                line += 1;
            }
            if line < count {
                self.sheets.turn();
            }
        }
        self.sheets.pour_out(&mut pouring);
    }

    fn signpost(&mut self, level: u8, runs: &Runs) {
        let words = words(runs).trim().to_owned();
        if !words.is_empty() {
            let (page, y) = (self.sheets.page(), self.sheets.y);
            self.outline.push(Signpost { level, words, page, y });
        }
    }

    /// The numbers of the overview, three in a row.
    fn counts(&mut self, counts: &[Runs]) {
        const ACROSS: usize = 3;
        if counts.is_empty() {
            return;
        }
        self.sheets.space(6.0);
        let width = (RIGHT - self.left) / ACROSS as f32;
        self.sheets.open(Kind::Numbered);
        for row in counts.chunks(ACROSS) {
            let sets: Vec<Rc<Set>> =
                row.iter().map(|runs| Rc::new(self.setter.set(runs, COUNT, Some(width - 12.0)))).collect();
            let height = sets.iter().map(|set| set.height()).fold(0.0, f32::max);
            self.sheets.need(height + 6.0);
            let top = self.sheets.y;
            for (index, (set, runs)) in sets.iter().zip(row).enumerate() {
                self.sheets.y = top;
                self.sheets.open(Kind::Item);
                self.sheets.open(Kind::Body);
                self.pour(set, runs, self.left + width * index as f32);
                self.sheets.close();
                self.sheets.close();
            }
            self.sheets.y = top + height + 2.0;
        }
        self.sheets.close();
        self.sheets.space(8.0);
    }

    /// The sections with the pages that they start on.
    fn contents(&mut self, flow: &Flow) {
        if flow.sections.is_empty() {
            return;
        }
        self.sheets.space(6.0);
        self.sheets.need(60.0);
        self.paragraph(&flow.contents, HEADING, Kind::Paragraph);
        self.sheets.space(3.0);
        self.sheets.open(Kind::Contents);
        for section in &flow.sections {
            let to = Link::Within(section.id.clone());
            let number = |run: &Run| Run { link: Some(to.clone()), ..run.clone() };
            let runs: Runs = section.title.iter().map(number).collect();
            let room = RIGHT - self.left - 40.0;
            let set = Rc::new(self.setter.set(&runs, Manner { color: INK, ..BODY }, Some(room)));
            self.sheets.need(set.height());
            self.sheets.open(Kind::Entry);
            self.pour(&set, &runs, self.left);
            self.sheets.close();
            let baseline = self.sheets.y - set.leading + baseline(set.leading);
            let page = self.sheets.page();
            self.forwards.push(Forward { anchor: section.id.clone(), page, baseline });
        }
        self.sheets.close();
    }

    fn section(&mut self, section: &Section) {
        self.sheets.open(Kind::Section);
        self.sheets.space(24.0);
        let boxed = section.tone == Tone::Warning;
        let manner = if boxed { Manner { color: WARNING, ..SECTION } } else { SECTION };
        // With the start of what it heads, which may be a heading again.
        let start = match section.parts.first() {
            Some(Part::Chart(chart)) => self.height(chart),
            Some(Part::Table(_)) => 90.0,
            _ if section.tone == Tone::Apparatus => 110.0,
            _ => 66.0,
        };
        // What is higher than a page starts below its heading all the same.
        self.sheets.need((start + 36.0).min(super::sheet::BOTTOM - super::sheet::TOP));
        let from = (self.sheets.page(), self.sheets.y);
        if boxed {
            self.left += 12.0;
        }
        self.sheets.anchor(&section.id);
        self.signpost(2, &section.title);
        self.paragraph(&section.title, manner, Kind::Heading(2, words(&section.title)));
        if !boxed {
            let y = self.sheets.y + 2.0;
            self.sheets.adorn(Draw::Stroke { from: (self.left, y), to: (RIGHT, y), width: 0.6, color: RULE });
        }
        self.sheets.space(8.0);
        for part in &section.parts {
            self.part(part, section.tone);
        }
        if boxed {
            self.left -= 12.0;
            self.bar(from);
        }
        self.sheets.close();
    }

    /// A bar beside all that was placed since.
    fn bar(&mut self, start: (usize, f32)) {
        let last = self.sheets.page();
        for page in start.0..=last {
            let top = if page == start.0 { start.1 } else { super::sheet::TOP };
            let bottom = if page == last { self.sheets.y } else { super::sheet::BOTTOM };
            let height = (bottom - top).max(0.0);
            let bar = Draw::Box { x: self.left, y: top, width: 2.4, height, color: WARNING, filled: true };
            self.sheets.under(page, bar);
        }
    }

    fn part(&mut self, part: &Part, tone: Tone) {
        match part {
            Part::Paragraph(runs) => {
                let manner = if tone == Tone::Apparatus { SMALL } else { BODY };
                self.paragraph(runs, manner, Kind::Paragraph);
                self.sheets.space(6.0);
            }
            Part::Heading { id, runs } => {
                self.sheets.space(6.0);
                // A source stands with its description and the start of a passage.
                self.sheets.need(if tone == Tone::Apparatus { 104.0 } else { 62.0 });
                if let Some(id) = id {
                    self.sheets.anchor(id);
                }
                self.signpost(3, runs);
                self.paragraph(runs, HEADING, Kind::Heading(3, words(runs)));
                self.sheets.space(3.0);
            }
            Part::List(items) => {
                self.list(items, 0);
                self.sheets.space(4.0);
            }
            Part::Table(table) => self.table(table),
            Part::Passages(passages) => {
                self.sheets.open(Kind::Numbered);
                for passage in passages {
                    self.passage(passage);
                }
                self.sheets.close();
            }
            Part::Chart(chart) => self.chart(chart),
        }
    }

    fn list(&mut self, items: &[Item], depth: usize) {
        if items.is_empty() {
            return;
        }
        let indent = if depth < DEEPEST { STEP } else { 0.0 };
        self.sheets.open(Kind::List);
        self.left += indent;
        for item in items {
            let set = Rc::new(self.setter.set(&item.runs, BODY, Some(RIGHT - self.left)));
            self.sheets.need(set.leading * set.lines.len().min(2) as f32);
            if let Some(id) = &item.id {
                self.sheets.anchor(id);
            }
            self.sheets.open(Kind::Item);
            if !set.lines.is_empty() {
                self.bullet(depth);
            }
            self.sheets.open(Kind::Body);
            self.pour(&set, &item.runs, self.left);
            self.sheets.space(3.0);
            self.list(&item.items, depth + 1);
            self.sheets.close();
            self.sheets.close();
        }
        self.left -= indent;
        self.sheets.close();
    }

    fn bullet(&mut self, depth: usize) {
        let y = self.sheets.y + baseline(BODY.leading) - BODY.size * 0.26;
        let x = self.left - 8.0;
        let mark = match depth % 2 {
            0 => Draw::Dot { x, y, radius: 1.5, color: ACCENT, filled: true },
            _ => Draw::Stroke { from: (x - 2.0, y), to: (x + 2.0, y), width: 0.8, color: ACCENT },
        };
        self.sheets.adorn(mark);
    }

    /// The number in the margin of the passage, the passage, and what cites it.
    fn passage(&mut self, passage: &Passage) {
        const INDENT: f32 = 30.0;
        let label = Manner { family: Family::Sans, size: 7.8, color: SOFT, ..SMALL };
        let number = Rc::new(self.setter.set(&passage.number, label, None));
        let set = self.setter.set(&passage.words(), SMALL, Some(RIGHT - self.left - INDENT));
        let set = Rc::new(set);
        let lines = set.lines.len();
        // A passage that is short is not parted.
        self.sheets.need(set.leading * if lines <= 4 { lines + 1 } else { 3 } as f32);
        self.sheets.open(Kind::Item);
        self.sheets.open(Kind::Label);
        let y = self.sheets.y;
        self.sheets.line(&number, &passage.number, 0, self.left, y, &mut Pouring::default());
        self.sheets.close();
        self.sheets.open(Kind::Body);
        self.sheets.open(Kind::Quote);
        self.sheets.open(Kind::Paragraph);
        self.pour(&set, &passage.words(), self.left + INDENT);
        self.sheets.close();
        self.sheets.close();
        self.sheets.close();
        self.sheets.close();
        self.sheets.space(4.0);
    }
}
