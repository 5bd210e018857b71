//! Lexicons: words and phrases with a class, an id and attributes, found by walking a tree of words.
//!
//! A row is `FORMS<TAB>ID<TAB>ATTRIBUTES`: forms separated by `|`, the first the canonical one; `-` for no
//! id; attributes `key=value` separated by blanks. A form matches word by word in any inflection that the
//! language's morphology leads back to it. A form that begins with a capital asks for one in the text, and
//! an abbreviation in capitals for capitals.

use std::ops::Range;
use std::sync::Arc;

use text::fold::fold;
use text::morph::{Morphology, Tags};
use text::token::{Shape, TokenKind, tokenise};

use crate::Map;
use crate::chart::{Chart, Class, Mention};
use crate::index::slot;
use crate::symbols::{Symbol, Symbols};

/// One row of a lexicon.
#[derive(Clone, Debug)]
pub struct Row {
    pub class: Class,
    pub source: Arc<str>,
    /// `id`, `form` (the canonical one) and the row's own attributes.
    pub attributes: Arc<[(Box<str>, Box<str>)]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Any,
    Capital,
    Upper,
}

#[derive(Debug, Default)]
struct Node {
    leads_on: bool,
    ends: Vec<(u32, Case)>,
}

/// All lexicons of a pack as one tree.
#[derive(Debug)]
pub struct Lexicon {
    rows: Vec<Row>,
    nodes: Vec<Node>,
    /// By the number of a word: the node that it leads to from the root, or the root.
    openers: Vec<u32>,
    /// By node and word: the node that the word leads to.
    children: Map<(u32, Symbol), u32>,
    by_id: Map<(Class, Box<str>), u32>,
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon {
            rows: Vec::new(),
            nodes: vec![Node::default()],
            openers: Vec::new(),
            children: Map::default(),
            by_id: Map::default(),
        }
    }
}

/// Reads one line of a lexicon file: forms, id, attributes; `Ok(None)` for comments and blank lines.
pub fn parse_line(line: &str) -> Result<Option<(Vec<&str>, Attributes)>, &'static str> {
    let line = line.trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let mut columns = line.split('\t');
    let forms: Vec<&str> = columns
        .next()
        .unwrap_or_default()
        .split('|')
        .map(str::trim)
        .filter(|form| !form.is_empty())
        .collect();
    let Some(canonical) = forms.first() else { return Err("a row needs a form before its first tab") };
    let mut attributes: Attributes = vec![("form".into(), (*canonical).into())];
    if let Some(id) = columns.next().map(str::trim).filter(|id| !id.is_empty() && *id != "-") {
        attributes.push(("id".into(), id.into()));
    }
    for pair in columns.next().unwrap_or_default().split_whitespace() {
        let Some((key, value)) = pair.split_once('=') else {
            return Err("an attribute is written key=value");
        };
        attributes.push((key.into(), value.into()));
    }
    if columns.next().is_some() {
        return Err("a row has three columns: forms, id, attributes");
    }
    Ok(Some((forms, attributes)))
}

pub type Attributes = Vec<(Box<str>, Box<str>)>;

impl Lexicon {
    /// Enters a row under its forms; without a morphology, as they are written only.
    pub fn add(
        &mut self,
        forms: &[&str],
        row: Row,
        symbols: &mut Symbols,
        morphology: Option<&dyn Morphology>,
    ) {
        let number = self.rows.len() as u32;
        if let Some((_, id)) = row.attributes.iter().find(|(key, _)| &**key == "id") {
            self.by_id.entry((row.class, id.clone())).or_insert(number);
        }
        self.rows.push(row);
        for form in forms {
            self.add_form(form, number, symbols, morphology);
        }
    }

    /// The canonical form of the first row of a class with this id.
    pub fn form(&self, class: Class, id: &str) -> Option<&str> {
        self.attribute(class, id, "form")
    }

    /// An attribute of the first row of a class with this id.
    pub fn attribute(&self, class: Class, id: &str, name: &str) -> Option<&str> {
        let &row = self.by_id.get(&(class, id.into()))?;
        let row = self.rows.get(row as usize)?;
        row.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }

    /// An attribute of the first row of a class of which this one word is a form.
    pub(crate) fn opened_by(&self, class: Class, word: Symbol, name: &str) -> Option<&str> {
        let node = self.openers.get(word.number()).filter(|node| **node != 0)?;
        let ends = &self.nodes.get(*node as usize)?.ends;
        let row =
            ends.iter().filter_map(|(row, _)| self.rows.get(*row as usize)).find(|row| row.class == class)?;
        row.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }

    fn add_form(&mut self, form: &str, row: u32, symbols: &mut Symbols, morphology: Option<&dyn Morphology>) {
        let mut at: u32 = 0;
        let tokens = tokenise(form);
        for token in &tokens {
            let written = token.span.of(form).unwrap_or_default();
            let surface = symbols.add(&fold(written));
            let lemma = morphology
                .filter(|_| token.kind == TokenKind::Word)
                .and_then(|morphology| lemma_of(written, morphology));
            let lemma = lemma.map_or(surface, |lemma| symbols.add(&lemma));
            let child =
                self.children.get(&(at, lemma)).or_else(|| self.children.get(&(at, surface))).copied();
            let child = child.unwrap_or_else(|| {
                self.nodes.push(Node::default());
                self.nodes.len() as u32 - 1
            });
            for word in [lemma, surface] {
                let child = *self.children.entry((at, word)).or_insert(child);
                if at == 0 {
                    *slot(&mut self.openers, word.number()) = child;
                }
            }
            self.nodes[at as usize].leads_on = true;
            at = child;
        }
        let case = match tokens.first().map(|token| token.shape) {
            Some(Shape::Upper) if tokens.len() == 1 => Case::Upper,
            Some(Shape::Upper | Shape::Title | Shape::Single) => Case::Capital,
            _ => Case::Any,
        };
        let ends = &mut self.nodes[at as usize].ends;
        if at != 0 && !ends.contains(&(row, case)) {
            ends.push((row, case));
        }
    }

    /// Adds a mention for the longest form of each class that starts at each token.
    pub fn apply(&self, chart: &mut Chart<'_>) {
        let mut found = Vec::new();
        for start in 0..chart.words.len() {
            let from = found.len();
            let limit = chart.sentence_tokens(start).end;
            self.walk(chart, 0, start, start, limit, &mut found);
            keep_longest(&mut found, from, &self.rows);
        }
        for (tokens, row) in found {
            let row = &self.rows[row as usize];
            chart.add(Mention {
                class: row.class,
                tokens,
                rule: row.source.clone(),
                attributes: row.attributes.clone(),
                parts: Vec::new(),
            });
        }
    }

    fn walk(
        &self,
        chart: &Chart<'_>,
        node: u32,
        start: usize,
        at: usize,
        limit: usize,
        found: &mut Vec<(Range<usize>, u32)>,
    ) {
        let from = node;
        let node = &self.nodes[node as usize];
        for &(row, case) in &node.ends {
            let shape = chart.tokens()[start].shape;
            let fits = match case {
                Case::Any => true,
                Case::Capital => matches!(shape, Shape::Title | Shape::Upper | Shape::Single),
                Case::Upper => {
                    shape == Shape::Upper
                        || shape == Shape::Single
                        || opens_in_capitals(chart.token_text(start))
                }
            };
            if fits {
                found.push((start..at, row));
            }
        }
        if at >= limit || !node.leads_on {
            return;
        }
        let mut tried = [u32::MAX; 4];
        let mut count = 0;
        for key in &chart.words[at].keys {
            let child = match from {
                0 => self.openers.get(key.number()).copied().filter(|child| *child != 0),
                _ => self.children.get(&(from, *key)).copied(),
            };
            let Some(child) = child else { continue };
            if tried.contains(&child) {
                continue;
            }
            if let Some(slot) = tried.get_mut(count) {
                *slot = child;
                count += 1;
            }
            self.walk(chart, child, start, at + 1, limit, found);
        }
    }
}

/// Two capitals at the start: an abbreviation with a grammatical ending.
fn opens_in_capitals(word: &str) -> bool {
    word.chars().take(2).filter(|c| c.is_uppercase()).count() == 2
}

/// Of the finds from `from` on (all with one start), keeps the longest of each class; rows that tie all stay.
fn keep_longest(found: &mut Vec<(Range<usize>, u32)>, from: usize, rows: &[Row]) {
    if found.len() - from < 2 {
        return;
    }
    let tail: Vec<_> = found.drain(from..).collect();
    for (tokens, row) in &tail {
        let class = rows[*row as usize].class;
        let longer =
            tail.iter().any(|(other, it)| rows[*it as usize].class == class && other.end > tokens.end);
        if !longer && !found[from..].contains(&(tokens.clone(), *row)) {
            found.push((tokens.clone(), *row));
        }
    }
}

/// The likeliest lemma of a nominative or base form; forms in lexicons stand in it.
fn lemma_of(written: &str, morphology: &dyn Morphology) -> Option<String> {
    let analyses = morphology.analyse(written);
    let base = fold(written);
    let same = analyses.iter().find(|one| one.lemma == base);
    let nominative = analyses.iter().find(|one| one.tags.has(Tags::NOM));
    same.or(nominative).or(analyses.first()).map(|one| one.lemma.clone())
}
