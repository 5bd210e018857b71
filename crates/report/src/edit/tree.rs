//! A page taken apart into the pieces that an editor may move, and put together again.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Kind, Line, Refused, TOP, is_open, note};
use crate::locale::Locale;
use crate::wording::{Block, Group, Inline, Item, Page, Rich, Row, Section, Table, Tone};

/// A piece with those that lie in it.
#[derive(Clone, Debug)]
pub struct Node {
    /// Empty for what holds pieces and is none itself.
    pub key: String,
    pub body: Body,
    pub dropped: bool,
    pub comments: Vec<Node>,
    pub nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub enum Body {
    /// Its sections, and before them what an editor put before the first.
    Page,
    Section {
        id: Cow<'static, str>,
        title: String,
        tone: Tone,
    },
    /// A heading; what it heads lies in it.
    Story(Block),
    /// A block that holds no pieces.
    Block(Block),
    List,
    Item {
        id: Option<String>,
        text: Rich,
    },
    Table {
        caption: String,
        columns: Vec<String>,
    },
    Group {
        title: Option<String>,
    },
    Row(Row),
    Added {
        by: String,
        words: String,
    },
    Comment {
        by: String,
        words: String,
    },
}

impl Body {
    pub fn may_be_commented(&self) -> bool {
        matches!(self, Body::Block(_) | Body::Item { .. } | Body::Row(_))
    }

    /// Whether it holds pieces and is none itself.
    fn is_frame(&self) -> bool {
        matches!(self, Body::Page | Body::List | Body::Table { .. } | Body::Group { .. })
    }
}

/// Names pieces in the order of the page: the section, and a number within it.
struct Namer<'s> {
    section: &'s str,
    count: usize,
}

impl Namer<'_> {
    fn next(&mut self) -> String {
        self.count += 1;
        format!("{}.{}", self.section, self.count)
    }
}

pub fn of(page: &Page) -> Node {
    let section = |section: &Section| {
        let mut namer = Namer { section: &section.id, count: 0 };
        let nodes = if is_open(section.tone) {
            blocks(&section.blocks, &mut namer)
        } else {
            section.blocks.iter().map(|block| Node::frame(Body::Block(block.clone()), Vec::new())).collect()
        };
        let (id, title, tone) = (section.id.clone(), section.title.clone(), section.tone);
        Node { key: section.id.to_string(), ..Node::frame(Body::Section { id, title, tone }, nodes) }
    };
    Node::frame(Body::Page, page.sections.iter().map(section).collect())
}

fn blocks(blocks: &[Block], namer: &mut Namer<'_>) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for block in blocks {
        if matches!(block, Block::Heading { .. }) {
            nodes.push(Node::piece(namer, Body::Story(block.clone()), Vec::new()));
            continue;
        }
        let node = self::block(block, namer);
        match nodes.last_mut() {
            Some(Node { body: Body::Story(_), nodes: headed, .. }) => headed.push(node),
            _ => nodes.push(node),
        }
    }
    nodes
}

fn block(block: &Block, namer: &mut Namer<'_>) -> Node {
    match block {
        Block::List(items) => Node::frame(Body::List, self::items(items, namer)),
        Block::Table(table) => {
            let mut group = |group: &Group| {
                let row = |row: &Row| Node::piece(namer, Body::Row(row.clone()), Vec::new());
                Node::frame(Body::Group { title: group.title.clone() }, group.rows.iter().map(row).collect())
            };
            let groups = table.groups.iter().map(&mut group).collect();
            let (caption, columns) = (table.caption.clone(), table.columns.clone());
            Node::frame(Body::Table { caption, columns }, groups)
        }
        other => Node::piece(namer, Body::Block(other.clone()), Vec::new()),
    }
}

fn items(items: &[Item], namer: &mut Namer<'_>) -> Vec<Node> {
    let item = |item: &Item| {
        let body = Body::Item { id: item.id.clone(), text: item.text.clone() };
        let mut node = Node::piece(namer, body, Vec::new());
        node.nodes = self::items(&item.items, namer);
        node
    };
    items.iter().map(item).collect()
}

impl Node {
    fn frame(body: Body, nodes: Vec<Node>) -> Node {
        Node { key: String::new(), body, dropped: false, comments: Vec::new(), nodes }
    }

    fn piece(namer: &mut Namer<'_>, body: Body, nodes: Vec<Node>) -> Node {
        Node { key: namer.next(), ..Node::frame(body, nodes) }
    }

    pub fn added(number: u64, by: &str, words: &str) -> Node {
        let body = Body::Added { by: by.to_owned(), words: words.to_owned() };
        Node { key: format!("added.{number}"), ..Node::frame(body, Vec::new()) }
    }

    pub fn comment(number: u64, by: &str, words: &str) -> Node {
        let body = Body::Comment { by: by.to_owned(), words: words.to_owned() };
        Node { key: format!("comment.{number}"), ..Node::frame(body, Vec::new()) }
    }

    /// The piece of this name, comments among them.
    pub fn find(&mut self, key: &str) -> Option<&mut Node> {
        if key.is_empty() {
            return None;
        }
        if self.key == key {
            return Some(self);
        }
        self.comments.iter_mut().chain(&mut self.nodes).find_map(|node| node.find(key))
    }

    /// The pieces among which that of this name stands, and its place.
    fn siblings(&mut self, key: &str) -> Option<(&mut Vec<Node>, usize)> {
        if let Some(at) = self.nodes.iter().position(|node| node.key == key) {
            return Some((&mut self.nodes, at));
        }
        self.nodes.iter_mut().find_map(|node| node.siblings(key))
    }

    fn may_move(&self) -> bool {
        !self.key.is_empty()
            && match &self.body {
                Body::Section { tone, .. } => is_open(*tone),
                Body::Comment { .. } => false,
                _ => true,
            }
    }

    /// The place before or after this one that a piece can change with: the next that stands.
    fn neighbour(nodes: &[Node], at: usize, up: bool) -> Option<usize> {
        if !nodes.get(at)?.may_move() {
            return None;
        }
        let stands = |place: &usize| nodes.get(*place).is_some_and(|node| !node.dropped);
        let found = if up { (0..at).rev().find(stands) } else { (at + 1..nodes.len()).find(stands) };
        found.filter(|place| nodes.get(*place).is_some_and(|node| node.may_move() || node.body.is_frame()))
    }

    pub fn shift(&mut self, key: &str, up: bool) -> Result<(), Refused> {
        let (nodes, at) = self.siblings(key).filter(|_| !key.is_empty()).ok_or(Refused::NoPiece)?;
        let to = Node::neighbour(nodes, at, up).ok_or(Refused::NotSo)?;
        let node = nodes.remove(at);
        nodes.insert(to.min(nodes.len()), node);
        Ok(())
    }

    pub fn mark(&mut self, key: &str, dropped: bool) -> Result<(), Refused> {
        let node = self.find(key).ok_or(Refused::NoPiece)?;
        let may = node.may_move() || matches!(node.body, Body::Comment { .. });
        if !may || node.dropped == dropped {
            return Err(Refused::NotSo);
        }
        node.dropped = dropped;
        Ok(())
    }

    /// Puts a new piece after the one of this name; into a section or under a heading as its first.
    pub fn add(&mut self, key: &str, new: Node) -> Result<(), Refused> {
        if key == TOP {
            let at = self.nodes.iter().position(|node| matches!(node.body, Body::Section { .. }));
            self.nodes.insert(at.unwrap_or(self.nodes.len()), new);
            return Ok(());
        }
        let holder = self.find(key).ok_or(Refused::NoPiece)?;
        match &holder.body {
            Body::Section { tone, .. } if is_open(*tone) => holder.nodes.insert(0, new),
            Body::Section { .. } | Body::Comment { .. } => return Err(Refused::NotSo),
            Body::Story(_) => holder.nodes.insert(0, new),
            _ => {
                let (nodes, at) = self.siblings(key).ok_or(Refused::NoPiece)?;
                nodes.insert(at + 1, new);
            }
        }
        Ok(())
    }

    /// How many lines are left out by themselves or with what they lie in.
    pub fn left_out(&self, hidden: bool) -> usize {
        let hidden = hidden || self.dropped;
        let own = match self.body {
            Body::Block(_) | Body::Item { .. } | Body::Row(_) => usize::from(hidden),
            // what an editor takes back of his own is none of the report's
            _ => 0,
        };
        own + self.nodes.iter().map(|node| node.left_out(hidden)).sum::<usize>()
    }

    /// The sections of which something was left out.
    pub fn thinned(&self) -> BTreeSet<String> {
        let thinned = self.nodes.iter().filter(|node| node.left_out(false) > 0);
        thinned.map(|node| node.key.clone()).collect()
    }

    pub fn lines(&self, depth: usize, hidden: bool, lines: &mut Vec<Line>) {
        for (at, node) in self.nodes.iter().enumerate() {
            let is_piece = !node.key.is_empty();
            if is_piece {
                let moves = |up| !node.dropped && !hidden && Node::neighbour(&self.nodes, at, up).is_some();
                lines.push(Line {
                    may_rise: moves(true),
                    may_sink: moves(false),
                    ..node.line(depth, hidden)
                });
            }
            let (depth, hidden) = (depth + usize::from(is_piece), hidden || node.dropped);
            lines.extend(node.comments.iter().map(|comment| comment.line(depth, hidden)));
            if node.may_move() || node.body.is_frame() {
                node.lines(depth, hidden, lines);
            }
        }
    }

    fn line(&self, depth: usize, hidden: bool) -> Line {
        let (kind, words, by) = match &self.body {
            Body::Section { title, .. } => (Kind::Section, crate::wording::text(title.clone()), None),
            Body::Story(Block::Heading { text, .. }) => (Kind::Story, text.clone(), None),
            Body::Block(Block::Paragraph(words) | Block::Heading { text: words, .. }) => {
                (Kind::Line, words.clone(), None)
            }
            Body::Block(Block::Chart(chart)) => (Kind::Line, crate::wording::text(chart.title.clone()), None),
            Body::Item { text, .. } => (Kind::Line, text.clone(), None),
            Body::Row(row) => (Kind::Line, row_words(row), None),
            Body::Added { by, words } => (Kind::Line, crate::wording::text(words.clone()), Some(by.clone())),
            Body::Comment { by, words } => {
                (Kind::Comment, crate::wording::text(words.clone()), Some(by.clone()))
            }
            _ => (Kind::Line, Rich::new(), None),
        };
        Line {
            key: self.key.clone(),
            kind,
            depth,
            words,
            dropped: self.dropped,
            hidden,
            may_rise: false,
            may_sink: false,
            may_drop: !hidden && (self.may_move() || kind == Kind::Comment),
            may_comment: !hidden && !self.dropped && self.body.may_be_commented(),
            by,
        }
    }

    /// What editors put before the first section.
    pub fn foreword(&self, locale: &Locale) -> Vec<Rich> {
        self.nodes.iter().filter(|node| !node.dropped).filter_map(|node| note(&node.body, locale)).collect()
    }

    pub fn sections(&self, locale: &Locale) -> Vec<Section> {
        let section = |node: &Node| match &node.body {
            Body::Section { id, title, tone } if !node.dropped => {
                let blocks = node.blocks(locale);
                let (id, title, tone) = (id.clone(), title.clone(), *tone);
                (!blocks.is_empty()).then_some(Section { id, title, tone, blocks })
            }
            _ => None,
        };
        self.nodes.iter().filter_map(section).collect()
    }

    fn standing(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| !node.dropped)
    }

    fn notes(&self, locale: &Locale) -> Vec<Rich> {
        let comments = self.comments.iter().filter(|comment| !comment.dropped);
        comments.filter_map(|comment| note(&comment.body, locale)).collect()
    }

    fn blocks(&self, locale: &Locale) -> Vec<Block> {
        let mut blocks = Vec::new();
        for node in self.standing() {
            match &node.body {
                Body::Story(heading) => {
                    let headed = node.blocks(locale);
                    // a heading of nothing is dropped with what it headed
                    if !headed.is_empty() || node.nodes.is_empty() {
                        blocks.push(heading.clone());
                        blocks.extend(headed);
                    }
                }
                Body::Block(block) => {
                    blocks.push(block.clone());
                    blocks.extend(node.notes(locale).into_iter().map(Block::Paragraph));
                }
                Body::List => {
                    let items = node.items(locale);
                    if !items.is_empty() {
                        blocks.push(Block::List(items));
                    }
                }
                Body::Table { caption, columns } => {
                    let groups: Vec<Group> =
                        node.nodes.iter().filter_map(|group| group.group(columns.len(), locale)).collect();
                    if !groups.is_empty() {
                        let (caption, columns) = (caption.clone(), columns.clone());
                        blocks.push(Block::Table(Table { caption, columns, groups }));
                    }
                }
                other => blocks.extend(note(other, locale).map(Block::Paragraph)),
            }
        }
        blocks
    }

    fn items(&self, locale: &Locale) -> Vec<Item> {
        let item = |node: &Node| match &node.body {
            Body::Item { id, text } => {
                let notes = node.notes(locale).into_iter();
                let notes = notes.map(|text| Item { id: None, text, items: Vec::new() });
                let items = notes.chain(node.items(locale)).collect();
                Some(Item { id: id.clone(), text: text.clone(), items })
            }
            other => note(other, locale).map(|text| Item { id: None, text, items: Vec::new() }),
        };
        self.standing().filter_map(item).collect()
    }

    fn group(&self, columns: usize, locale: &Locale) -> Option<Group> {
        let Body::Group { title } = &self.body else { return None };
        let row = |node: &Node| match &node.body {
            Body::Row(row) => {
                let mut row = row.clone();
                if let Some(first) = row.cells.first_mut() {
                    for note in node.notes(locale) {
                        first.push(Inline::Text(" ".to_owned()));
                        first.extend(note);
                    }
                }
                Some(row)
            }
            other => {
                let mut cells = vec![note(other, locale)?];
                cells.resize(columns.max(1), Rich::new());
                Some(Row { id: None, cells })
            }
        };
        let rows: Vec<Row> = self.standing().filter_map(row).collect();
        (!rows.is_empty()).then(|| Group { title: title.clone(), rows })
    }
}

/// The cells of a row one after the other.
fn row_words(row: &Row) -> Rich {
    let mut words = Rich::new();
    for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
        if !words.is_empty() {
            words.push(Inline::Text(" \u{b7} ".to_owned()));
        }
        words.extend(cell.iter().cloned());
    }
    words
}
