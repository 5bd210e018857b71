//! A query's text to its parts. Nothing that is written here is an error.

use record::{Edtf, Span};
use text::note::Note;

use crate::analyse::{Word, is_light, words};

/// What is read of a query, in bytes; more is no question.
const LONGEST: usize = 4096;
/// The words that are looked for.
const MOST_WORDS: usize = 48;
/// What `*` may stand after, in letters.
const SHORTEST_PREFIX: usize = 2;

/// A query taken apart. Spans count bytes of its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query<'q> {
    /// All of them must be answered.
    pub clauses: Vec<Clause<'q>>,
    pub filters: Vec<Filter<'q>>,
    pub from: Option<Edtf>,
    pub to: Option<Edtf>,
    pub notes: Vec<Note>,
}

/// One of its items is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause<'q> {
    pub any: Vec<Item<'q>>,
    pub excluded: bool,
    /// Found without it too: an article, an initial.
    pub optional: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'q> {
    pub kind: ItemKind,
    /// Never empty; several where a word is written in parts, and in quotes.
    pub words: Vec<Word<'q>>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    Word,
    /// In quotes.
    Phrase,
    /// With a star after it.
    Prefix,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Kind,
    Lang,
    Org,
    Place,
    Doc,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter<'q> {
    pub field: Field,
    pub value: &'q str,
    /// The value as words.
    pub words: Vec<Word<'q>>,
    pub excluded: bool,
    pub span: Span,
}

const FIELDS: &str = "kind, lang, org, place, doc, from, to, date";

pub fn parse(text: &str) -> Query<'_> {
    let mut parser =
        Parser { text: within(text, LONGEST), at: 0, query: Query::default(), left: MOST_WORDS, or: false };
    if parser.text.len() < text.len() {
        parser.note(Span::new(parser.text.len(), text.len()), "the query is too long: its end was left out");
    }
    parser.run();
    parser.query
}

/// The longest start of the text with no more bytes than these.
fn within(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

struct Parser<'q> {
    text: &'q str,
    at: usize,
    query: Query<'q>,
    /// How many words may still be looked for.
    left: usize,
    /// Whether the last thing read was `OR`.
    or: bool,
}

/// A piece of the query between spaces, or in quotes.
struct Piece<'q> {
    text: &'q str,
    span: Span,
    quoted: bool,
}

impl<'q> Parser<'q> {
    fn note(&mut self, span: Span, message: impl Into<String>) {
        self.query.notes.push(Note::new(message).at(span));
    }

    fn rest(&self) -> &'q str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        let mut not = false;
        loop {
            let rest = self.rest().trim_start();
            self.at = self.text.len() - rest.len();
            let Some(first) = rest.chars().next() else { break };
            let start = self.at;
            let minus = first == '-' && rest.chars().nth(1).is_some_and(|c| !c.is_whitespace() && c != '-');
            if minus {
                self.at += 1;
            }
            let excluded = minus || not;
            if self.field(start, excluded) {
                (not, self.or) = (false, false);
                continue;
            }
            let piece = self.piece();
            if !piece.quoted && !minus {
                match piece.text {
                    "OR" | "|" | "||" => {
                        self.or = true;
                        continue;
                    }
                    "AND" | "&" | "&&" => continue,
                    "NOT" => {
                        not = true;
                        continue;
                    }
                    _ => {}
                }
            }
            self.item(&piece, excluded);
            (not, self.or) = (false, false);
        }
        self.settle();
    }

    /// The next piece: up to the closing quote, or up to a space or an opening quote.
    fn piece(&mut self) -> Piece<'q> {
        let rest = self.rest();
        let start = self.at;
        let mut chars = rest.char_indices();
        let quote = chars.next().map(|(_, c)| c).filter(|c| is_quote(*c));
        if let Some(quote) = quote {
            let inner = quote.len_utf8();
            let close = chars.find(|(_, c)| closes(quote, *c));
            let (end, next) = match close {
                Some((at, c)) => (at, at + c.len_utf8()),
                None => (rest.len(), rest.len()),
            };
            self.at = start + next;
            let span = Span::new(start, self.at);
            if close.is_none() {
                self.note(span, "the quotes are not closed: all that follows was taken as one phrase");
            }
            return Piece { text: rest.get(inner..end).unwrap_or_default(), span, quoted: true };
        }
        let end = rest.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(rest.len());
        self.at = start + end;
        let text = rest.get(..end).unwrap_or_default();
        Piece { text, span: Span::new(start, self.at), quoted: false }
    }

    /// Reads `field:value`; gives false where none stands here, and leaves it to be read as words.
    fn field(&mut self, start: usize, excluded: bool) -> bool {
        let rest = self.rest();
        let Some((name, value)) = rest.split_once(':') else { return false };
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
        let has_value = value.chars().next().is_some_and(|c| !c.is_whitespace() && c != ':' && c != '/');
        if !is_name || !has_value {
            return false;
        }
        let field = match name.to_ascii_lowercase().as_str() {
            "kind" | "type" => Some(Field::Kind),
            "lang" | "language" => Some(Field::Lang),
            "org" | "body" => Some(Field::Org),
            "place" => Some(Field::Place),
            "doc" => Some(Field::Doc),
            "from" | "since" | "to" | "until" | "date" | "on" => None,
            _ => {
                let span = Span::new(self.at, self.at + name.len());
                let message = format!("there is no field `{name}`: searched for as words");
                self.query.notes.push(Note::new(message).at(span).hint(format!("fields are {FIELDS}")));
                // the name and its value are words of their own, so that the value is not taken for a field
                self.at += name.len() + 1;
                let piece = Piece { text: name, span, quoted: false };
                self.item(&piece, excluded);
                return true;
            }
        };
        let name = name.to_ascii_lowercase();
        self.at += name.len() + 1;
        let piece = self.piece();
        let span = Span::new(start, self.at);
        match field {
            Some(field) => self.filter(field, &piece, excluded, span),
            None => self.date(&name, piece.text, excluded, span),
        }
        true
    }

    fn filter(&mut self, field: Field, piece: &Piece<'q>, excluded: bool, span: Span) {
        let values: Vec<&str> = if piece.quoted { vec![piece.text] } else { piece.text.split(',').collect() };
        for value in values {
            let value = value.trim();
            let words = self.take(value);
            if value.is_empty() || (words.is_empty() && matches!(field, Field::Org | Field::Place)) {
                self.note(span, "a field without a value was left out");
                continue;
            }
            self.query.filters.push(Filter { field, value, words, excluded, span });
        }
    }

    fn date(&mut self, name: &str, value: &str, excluded: bool, span: Span) {
        if excluded {
            self.note(span, "a date cannot be excluded: it was left out");
            return;
        }
        let date: Edtf = match value.parse() {
            Ok(date) => date,
            Err(error) => {
                let hint = "write a year, a month or a day: 2024, 2024-11, 2024-11-28";
                self.query.notes.push(Note::new(format!("left out: {error}")).at(span).hint(hint));
                return;
            }
        };
        let later = |old: &Option<Edtf>| old.as_ref().is_none_or(|old| old.first_day() < date.first_day());
        let earlier = |old: &Option<Edtf>| old.as_ref().is_none_or(|old| date.last_day() < old.last_day());
        let (starts, ends) = match name {
            "from" | "since" => (true, false),
            "to" | "until" => (false, true),
            _ => (true, true),
        };
        if starts && date.first_day().is_some() && later(&self.query.from) {
            self.query.from = Some(date.clone());
        }
        if ends && date.last_day().is_some() && earlier(&self.query.to) {
            self.query.to = Some(date);
        }
    }

    /// The words of a piece, as long as words may be looked for.
    fn take(&mut self, text: &'q str) -> Vec<Word<'q>> {
        let mut found = words(text);
        found.truncate(self.left);
        self.left -= found.len();
        found
    }

    fn item(&mut self, piece: &Piece<'q>, excluded: bool) {
        if self.left == 0 {
            self.note(piece.span, format!("more than {MOST_WORDS} words: this one was left out"));
            return;
        }
        let found = self.take(piece.text);
        let Some(last) = found.last() else { return };
        let starred =
            !piece.quoted && piece.text.get(last.span.end..).is_some_and(|rest| rest.starts_with('*'));
        let long_enough = last.text.chars().count() >= SHORTEST_PREFIX;
        if starred && !long_enough {
            self.note(piece.span, format!("`*` needs {SHORTEST_PREFIX} letters before it: it was left out"));
        }
        let kind = match (piece.quoted, starred && long_enough) {
            (true, _) => ItemKind::Phrase,
            (_, true) => ItemKind::Prefix,
            _ => ItemKind::Word,
        };
        let item = Item { kind, words: found, span: piece.span };
        if self.or
            && !excluded
            && let Some(clause) = self.query.clauses.last_mut().filter(|clause| !clause.excluded)
        {
            clause.any.push(item);
            return;
        }
        self.query.clauses.push(Clause { any: vec![item], excluded, optional: false });
    }

    /// What can only be told with the whole query at hand.
    fn settle(&mut self) {
        let light = |clause: &Clause<'_>| {
            !clause.excluded && clause.any.len() == 1 && clause.any.iter().all(Item::is_light)
        };
        let heavy = self.query.clauses.iter().any(|clause| !clause.excluded && !light(clause));
        if heavy {
            for clause in self.query.clauses.iter_mut().filter(|clause| light(clause)) {
                clause.optional = true;
            }
        }
        let first = self.query.from.as_ref().and_then(Edtf::first_day);
        let last = self.query.to.as_ref().and_then(Edtf::last_day);
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            self.query.notes.push(Note::new(format!("nothing is both after {first} and before {last}")));
        }
        if self.query.is_empty() {
            self.query.notes.push(Note::new("there is nothing to search for"));
        }
    }
}

impl Item<'_> {
    fn is_light(&self) -> bool {
        let light = |word: &Word<'_>| word.initial || is_light(&crate::analyse::forms(word).surface);
        self.kind == ItemKind::Word && self.words.iter().all(light)
    }
}

impl Query<'_> {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.filters.is_empty() && self.from.is_none() && self.to.is_none()
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{ab}' | '\u{bb}' | '\u{201c}'..='\u{201f}')
}

/// A straight quote is closed by a straight one, all others by any of theirs: languages pair them otherwise.
fn closes(open: char, c: char) -> bool {
    is_quote(c) && (open == '"') == (c == '"')
}

#[cfg(test)]
mod tests;
