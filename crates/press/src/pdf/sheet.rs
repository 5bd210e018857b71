//! Sheets of paper and what stands on them: where words went, what they are, and what leads where.
//!
//! Nothing is drawn here, so that what comes later can be led to from what comes before.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::setting::Set;
use crate::flow::{self, Link, Run};
use crate::ink::{ACCENT, Color, MARKED, SOFT};

/// A4, in points.
pub const WIDTH: f32 = 595.28;
pub const HEIGHT: f32 = 841.89;
pub const LEFT: f32 = 62.0;
pub const RIGHT: f32 = WIDTH - 62.0;
pub const TOP: f32 = 56.0;
pub const BOTTOM: f32 = HEIGHT - 66.0;

/// What a part of the document is, for whoever does not see it.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Section,
    /// With its level.
    Heading(u16, String),
    Paragraph,
    List,
    /// A list whose items have numbers of their own.
    Numbered,
    Item,
    Label,
    Body,
    Quote,
    Contents,
    Entry,
    /// With what it lists.
    Table(String),
    Head,
    Rows,
    Row,
    /// With the number of columns that it heads.
    ColumnHead(u32),
    RowHead,
    Cell,
    Link,
    /// With what is to be seen, and where: page, left, top, right, bottom.
    Figure(String, usize, [f32; 4]),
    Caption,
}

#[derive(Debug)]
pub struct Node {
    pub kind: Kind,
    pub children: Vec<Child>,
}

#[derive(Clone, Copy, Debug)]
pub enum Child {
    Node(usize),
    Content(usize),
    Link(usize),
}

/// What is on the page and belongs to the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub lang: Option<String>,
    pub expansion: Option<String>,
}

#[derive(Debug)]
pub struct Linked {
    pub to: Link,
    pub words: String,
    /// Where it can be followed: left, top, right, bottom, by page.
    pub places: BTreeMap<usize, Vec<[f32; 4]>>,
}

#[derive(Clone, Debug)]
pub enum Draw {
    /// A piece of a line, from its start at the baseline.
    Piece {
        set: Rc<Set>,
        line: usize,
        piece: usize,
        x: f32,
        y: f32,
        color: Color,
    },
    Box {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        color: Color,
        filled: bool,
    },
    Stroke {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        color: Color,
    },
    Dot {
        x: f32,
        y: f32,
        radius: f32,
        color: Color,
        filled: bool,
    },
    /// Closed lines; what lies within two of them is left out.
    Area {
        rings: Vec<Vec<(f32, f32)>>,
        color: Color,
    },
    Path {
        points: Vec<(f32, f32)>,
        width: f32,
        color: Color,
    },
}

#[derive(Debug)]
pub struct Mark {
    /// The content that it is part of; of none where it only adorns the page.
    pub content: Option<usize>,
    pub draw: Draw,
}

#[derive(Debug, Default)]
pub struct Sheet {
    /// Drawn before all else.
    pub under: Vec<Draw>,
    pub marks: Vec<Mark>,
}

/// The sheets, and how far they are filled.
#[derive(Debug)]
pub struct Sheets {
    pub sheets: Vec<Sheet>,
    /// From the top of the sheet.
    pub y: f32,
    pub nodes: Vec<Node>,
    pub contents: Vec<Content>,
    pub links: Vec<Linked>,
    /// Where each anchor stands: page and height.
    pub anchors: BTreeMap<String, (usize, f32)>,
    open: Vec<usize>,
    /// The content that more of the same goes into.
    last: Option<(usize, usize, usize)>,
}

/// Where within a paragraph with links the placing has come.
#[derive(Debug, Default)]
pub struct Pouring {
    /// The group of runs under one link, its node and its place among the links.
    link: Option<(usize, usize, usize)>,
}

impl Sheets {
    pub fn new() -> Sheets {
        Sheets {
            sheets: vec![Sheet::default()],
            y: TOP,
            nodes: Vec::new(),
            contents: Vec::new(),
            links: Vec::new(),
            anchors: BTreeMap::new(),
            open: Vec::new(),
            last: None,
        }
    }

    /// The number of the sheet that is being filled, from 0.
    pub fn page(&self) -> usize {
        self.sheets.len() - 1
    }

    pub fn turn(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = TOP;
    }

    pub fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// Turns the page unless there is this much room, or nothing stands on it yet.
    pub fn need(&mut self, height: f32) {
        if self.room() < height && self.y > TOP {
            self.turn();
        }
    }

    /// Space between what stands here and what comes, but none at the top of a page.
    pub fn space(&mut self, height: f32) {
        if self.y > TOP {
            self.y += height;
        }
    }

    /// Opens a part of the document within the one that is open.
    pub fn open(&mut self, kind: Kind) -> usize {
        let node = self.nodes.len();
        self.nodes.push(Node { kind, children: Vec::new() });
        if let Some(parent) = self.open.last().and_then(|parent| self.nodes.get_mut(*parent)) {
            parent.children.push(Child::Node(node));
        }
        self.open.push(node);
        node
    }

    pub fn close(&mut self) {
        self.open.pop();
    }

    /// Goes on in a part that was opened before.
    pub fn reopen(&mut self, node: usize) {
        self.open.push(node);
    }

    /// The parts that lie in no other.
    pub fn roots(&self) -> Vec<usize> {
        let mut roots = vec![true; self.nodes.len()];
        for child in self.nodes.iter().flat_map(|node| &node.children) {
            if let Child::Node(node) = child
                && let Some(root) = roots.get_mut(*node)
            {
                *root = false;
            }
        }
        roots.into_iter().enumerate().filter_map(|(node, root)| root.then_some(node)).collect()
    }

    pub fn anchor(&mut self, id: &str) {
        let place = (self.page(), self.y);
        self.anchors.entry(id.to_owned()).or_insert(place);
    }

    /// Something that adorns the page.
    pub fn adorn(&mut self, draw: Draw) {
        self.put(None, draw);
    }

    pub fn under(&mut self, page: usize, draw: Draw) {
        if let Some(sheet) = self.sheets.get_mut(page) {
            sheet.under.push(draw);
        }
    }

    fn put(&mut self, content: Option<usize>, draw: Draw) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.marks.push(Mark { content, draw });
        }
    }

    /// Something that belongs to the part that is open.
    pub fn belong(&mut self, content: Content, draw: Draw) {
        let Some(parent) = self.open.last().copied() else { return self.adorn(draw) };
        let page = self.page();
        let same = self.last.filter(|(on, of, index)| {
            *on == page && *of == parent && self.contents.get(*index) == Some(&content)
        });
        let index = match same {
            Some((_, _, index)) => index,
            None => {
                let index = self.contents.len();
                self.contents.push(content);
                if let Some(node) = self.nodes.get_mut(parent) {
                    node.children.push(Child::Content(index));
                }
                self.last = Some((page, parent, index));
                index
            }
        };
        self.put(Some(index), draw);
    }

    /// One line of a paragraph, its top at this height.
    pub fn line(
        &mut self,
        set: &Rc<Set>,
        runs: &[Run],
        line: usize,
        x: f32,
        top: f32,
        pouring: &mut Pouring,
    ) {
        let baseline = top + baseline(set.leading);
        let pieces = set.lines.get(line).map_or(0, |line| line.pieces.len());
        for piece in 0..pieces {
            let Some(shape) = set.lines.get(line).and_then(|line| line.pieces.get(piece)) else { continue };
            let Some(run) = runs.get(shape.run) else { continue };
            let (left, right) = (x + shape.x, x + shape.x + shape.width);
            if let Some(id) = &run.id {
                let place = (self.page(), top);
                self.anchors.entry(id.clone()).or_insert(place);
            }
            if run.look.mark {
                let mark = Draw::Box {
                    x: left,
                    y: baseline - shape.size * 0.88,
                    width: shape.width,
                    height: shape.size * 1.14,
                    color: MARKED,
                    filled: true,
                };
                let page = self.page();
                self.under(page, mark);
            }
            self.follow(runs, shape.run, pouring);
            if let Some((_, _, link)) = pouring.link {
                let page = self.page();
                let rise = baseline - shape.rise;
                let place = [left, rise - shape.size * 0.9, right, rise + shape.size * 0.25];
                if let Some(link) = self.links.get_mut(link) {
                    link.places.entry(page).or_default().push(place);
                }
            }
            let content = Content { lang: run.lang.clone(), expansion: run.expansion.clone() };
            let color = color(run, set.color);
            let draw =
                Draw::Piece { set: set.clone(), line, piece, x: left, y: baseline - shape.rise, color };
            self.belong(content, draw);
        }
    }

    /// Ends the link that a paragraph is in.
    pub fn pour_out(&mut self, pouring: &mut Pouring) {
        if pouring.link.take().is_some() {
            self.close();
        }
    }

    /// Goes into the link of the run, out of that of the run before.
    fn follow(&mut self, runs: &[Run], run: usize, pouring: &mut Pouring) {
        let Some(link) = runs.get(run).and_then(|run| run.link.as_ref()) else {
            return self.pour_out(pouring);
        };
        let group = group(runs, run);
        if pouring.link.is_some_and(|(same, ..)| same == group.start) {
            return;
        }
        self.pour_out(pouring);
        let words = runs.get(group.clone()).unwrap_or_default();
        let tip = words.iter().find_map(|run| run.expansion.clone());
        let words = tip.unwrap_or_else(|| flow::words(words).trim().to_owned());
        let node = self.open(Kind::Link);
        let index = self.links.len();
        self.links.push(Linked { to: link.clone(), words, places: BTreeMap::new() });
        if let Some(node) = self.nodes.get_mut(node) {
            node.children.push(Child::Link(index));
        }
        pouring.link = Some((group.start, node, index));
    }
}

/// The runs around this one that are under one link.
fn group(runs: &[Run], run: usize) -> std::ops::Range<usize> {
    let same = |one: usize, next: usize| match (runs.get(one), runs.get(next)) {
        (Some(one), Some(next)) => one.link == next.link && next.id.is_none(),
        _ => false,
    };
    let (mut start, mut end) = (run, run + 1);
    while start > 0 && same(start - 1, start) {
        start -= 1;
    }
    while same(end - 1, end) {
        end += 1;
    }
    start..end
}

/// From the top of a line to its baseline.
pub fn baseline(leading: f32) -> f32 {
    leading * 0.72
}

fn color(run: &Run, color: Color) -> Color {
    match run.look {
        look if look.cite || run.link.is_some() => ACCENT,
        look if look.aside => SOFT,
        _ => color,
    }
}
