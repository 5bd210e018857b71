//! What an editor does with a page: lines and sections in another order or left out, words of his own beside them.
//!
//! An edited page is the built one with acts laid over it, one after the other; nothing is ever written into the
//! built page, and no act can reach the words of a line, so that what is cited stays as the sources have it. What an
//! editor adds bears his name in every format.
//!
//! Start reading at [`Act`], then [`Edited`]; `tree` is the page taken apart.

mod tree;

use std::collections::BTreeSet;

use crate::locale::Locale;
use crate::wording::{Block, Chart, Drawn, Inline, Item, Page, Rich, Shown, Tone, text};
use tree::{Body, Node};

/// The longest words of an editor, in characters.
pub const LONGEST: usize = 4000;

/// Before the first section.
pub const TOP: &str = "top";

/// One thing that an editor did; a piece is named as [`Edited::lines`] names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Before the one above it.
    Up(String),
    Down(String),
    /// Leave it out; of the editor's own words, take them back.
    Drop(String),
    /// Have it stand again.
    Restore(String),
    /// Words that belong to a line.
    Comment {
        piece: String,
        words: String,
    },
    /// A line of its own after a piece; within a section before its first line.
    Add {
        piece: String,
        words: String,
    },
}

impl Act {
    /// An act by its name, as it is kept.
    pub fn of(name: &str, piece: &str, words: &str) -> Option<Act> {
        let (piece, words) = (piece.to_owned(), words.to_owned());
        Some(match name {
            "up" => Act::Up(piece),
            "down" => Act::Down(piece),
            "drop" => Act::Drop(piece),
            "restore" => Act::Restore(piece),
            "comment" => Act::Comment { piece, words },
            "add" => Act::Add { piece, words },
            _ => return None,
        })
    }

    pub fn name(&self) -> &'static str {
        match self {
            Act::Up(_) => "up",
            Act::Down(_) => "down",
            Act::Drop(_) => "drop",
            Act::Restore(_) => "restore",
            Act::Comment { .. } => "comment",
            Act::Add { .. } => "add",
        }
    }

    pub fn piece(&self) -> &str {
        match self {
            Act::Up(piece) | Act::Down(piece) | Act::Drop(piece) | Act::Restore(piece) => piece,
            Act::Comment { piece, .. } | Act::Add { piece, .. } => piece,
        }
    }

    pub fn words(&self) -> &str {
        match self {
            Act::Comment { words, .. } | Act::Add { words, .. } => words,
            _ => "",
        }
    }
}

/// An act with whose it is and when, as RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Different from those of all other acts of the edition.
    pub number: u64,
    pub by: String,
    pub at: String,
    pub act: Act,
}

/// Why an act cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The page has no such piece.
    NoPiece,
    /// It stands there already, or may not be touched.
    NotSo,
    /// There are no words, or too many.
    Words,
}

/// A page with what editors did so far.
#[derive(Clone, Debug)]
pub struct Edited {
    page: Page,
    root: Node,
    /// Who did something, in the order in which they first did.
    editors: Vec<String>,
    /// When the last act was done.
    last: Option<String>,
}

/// What editors see of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub key: String,
    pub kind: Kind,
    /// How deep it lies within others.
    pub depth: usize,
    pub words: Rich,
    pub dropped: bool,
    /// Whether something around it is left out.
    pub hidden: bool,
    pub may_rise: bool,
    pub may_sink: bool,
    pub may_drop: bool,
    pub may_comment: bool,
    /// Whose words they are, where an editor added them.
    pub by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Section,
    /// A heading with what stands below it.
    Story,
    Line,
    Comment,
}

impl Edited {
    /// The page as it was built.
    pub fn new(page: Page) -> Edited {
        let root = tree::of(&page);
        Edited { page, root, editors: Vec::new(), last: None }
    }

    /// The page with these acts; those that it has no piece for leave it as it is.
    pub fn of(page: Page, acts: &[Signed]) -> Edited {
        let mut edited = Edited::new(page);
        for act in acts {
            let _ = edited.act(act);
        }
        edited
    }

    pub fn act(&mut self, signed: &Signed) -> Result<(), Refused> {
        match &signed.act {
            Act::Up(piece) => self.root.shift(piece, true)?,
            Act::Down(piece) => self.root.shift(piece, false)?,
            Act::Drop(piece) => self.root.mark(piece, true)?,
            Act::Restore(piece) => self.root.mark(piece, false)?,
            Act::Comment { piece, words } => {
                let words = fit(words)?;
                let comment = Node::comment(signed.number, &signed.by, &words);
                let node = self.root.find(piece).ok_or(Refused::NoPiece)?;
                if !node.body.may_be_commented() {
                    return Err(Refused::NotSo);
                }
                node.comments.push(comment);
            }
            Act::Add { piece, words } => {
                let words = fit(words)?;
                self.root.add(piece, Node::added(signed.number, &signed.by, &words))?;
            }
        }
        if !self.editors.contains(&signed.by) {
            self.editors.push(signed.by.clone());
        }
        self.last = Some(signed.at.clone());
        Ok(())
    }

    /// Whether it is as it was built.
    pub fn is_as_built(&self) -> bool {
        self.last.is_none()
    }

    /// How many lines were left out.
    pub fn left_out(&self) -> usize {
        self.root.left_out(false)
    }

    /// Every piece in the order of the page.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        self.root.lines(0, false, &mut lines);
        lines
    }

    /// The page as it is to go out.
    pub fn page(&self, locale: &Locale) -> Page {
        if self.is_as_built() {
            return self.page.clone();
        }
        let mut page = self.page.clone();
        let thinned = self.root.thinned();
        page.opening.push(self.opening(locale));
        page.opening.extend(self.root.foreword(locale));
        page.sections = self.root.sections(locale);
        // a number that no longer counts what is shown says nothing
        let stands: BTreeSet<String> = page.sections.iter().map(|section| section.id.to_string()).collect();
        page.counts
            .retain(|count| stands.contains(count.to.as_ref()) && !thinned.contains(count.to.as_ref()));
        let cited = cited(&page);
        for section in &mut page.sections {
            keep_cited(&mut section.blocks, &cited);
            section.blocks.iter_mut().for_each(|block| draw_on(block, &cited));
        }
        page.sections.retain(|section| !section.blocks.is_empty());
        page
    }

    fn opening(&self, locale: &Locale) -> Rich {
        let names = self.editors.iter().map(|name| text(name.clone())).collect();
        let day = self.last.as_deref().and_then(|at| at.get(..10)).unwrap_or_default();
        let places = [("who", locale.and(names)), ("date", text(locale.plain_date(day)))];
        let mut words = locale.say("edited", &places);
        let left_out = self.left_out();
        if left_out > 0 {
            words.push(Inline::Text(" ".to_owned()));
            words.extend(locale.count("edited-left-out", left_out, &[]));
        }
        vec![Inline::Aside(words)]
    }
}

/// The words of an editor as they may stand: in one paragraph, without what no page has a place for.
fn fit(words: &str) -> Result<String, Refused> {
    let plain: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain: Vec<&str> = plain.split_whitespace().collect();
    let plain = plain.join(" ");
    if plain.is_empty() || plain.chars().count() > LONGEST { Err(Refused::Words) } else { Ok(plain) }
}

/// Every passage that something outside the list of passages cites.
fn cited(page: &Page) -> BTreeSet<u32> {
    let mut numbers = BTreeSet::new();
    page.opening.iter().for_each(|words| of_words(words, &mut numbers));
    for block in page.sections.iter().flat_map(|section| &section.blocks) {
        match block {
            Block::Paragraph(words) | Block::Heading { text: words, .. } => of_words(words, &mut numbers),
            Block::List(items) => of_items(items, &mut numbers),
            Block::Table(table) => {
                let rows = table.groups.iter().flat_map(|group| &group.rows);
                rows.flat_map(|row| &row.cells).for_each(|cell| of_words(cell, &mut numbers));
            }
            Block::Passages(_) | Block::Chart(_) => {}
        }
    }
    numbers
}

fn of_items(items: &[Item], numbers: &mut BTreeSet<u32>) {
    for item in items {
        of_words(&item.text, numbers);
        of_items(&item.items, numbers);
    }
}

fn of_words(words: &[Inline], numbers: &mut BTreeSet<u32>) {
    for inline in words {
        match inline {
            Inline::Cite(cites) => numbers.extend(&cites.numbers),
            Inline::Strong(words) | Inline::Aside(words) | Inline::Link { text: words, .. } => {
                of_words(words, numbers);
            }
            Inline::Text(_) | Inline::Foreign(_) | Inline::Quote(_) | Inline::Web(_) => {}
        }
    }
}

/// Leaves out passages that nothing cites any more, and sources that none is left of.
fn keep_cited(blocks: &mut Vec<Block>, cited: &BTreeSet<u32>) {
    if !blocks.iter().any(|block| matches!(block, Block::Passages(_))) {
        return;
    }
    let mut kept: Vec<Block> = Vec::new();
    let mut source: Vec<Block> = Vec::new();
    for block in std::mem::take(blocks) {
        match block {
            Block::Passages(mut passages) => {
                passages.retain(|passage: &Shown| cited.contains(&passage.number));
                if !passages.is_empty() {
                    kept.append(&mut source);
                    kept.push(Block::Passages(passages));
                }
                source.clear();
            }
            other => source.push(other),
        }
    }
    kept.append(&mut source);
    *blocks = kept;
}

/// Takes from a timeline the numbers of passages that went with their lines.
fn draw_on(block: &mut Block, cited: &BTreeSet<u32>) {
    if let Block::Chart(Chart { drawn: Drawn::Timeline { moments, .. }, .. }) = block {
        for moment in moments {
            moment.cites.numbers.retain(|number| cited.contains(number));
        }
    }
}

/// Whether editors may touch what is in a section: not how the report was made, nor its passages.
fn is_open(tone: Tone) -> bool {
    tone != Tone::Apparatus
}

/// What an editor added or said of a line, under his name.
fn note(body: &Body, locale: &Locale) -> Option<Rich> {
    let (lead, words) = match body {
        Body::Added { by, words } => (locale.say("added-by", &[("who", text(by.clone()))]), words),
        Body::Comment { by, words } => (locale.say("comment-by", &[("who", text(by.clone()))]), words),
        _ => return None,
    };
    Some(vec![Inline::Aside(lead), Inline::Text(format!(" {words}"))])
}

#[cfg(test)]
mod tests;
