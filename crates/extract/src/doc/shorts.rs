//! Abbreviations that a text gives organisations: "the Highland Compact (HC)".

use std::collections::HashMap;

use text::fold::fold;
use text::token::{Shape, TokenKind};

use super::{Doc, Tokens};
use crate::forms;

/// By the folded name in its dictionary form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shorts(HashMap<String, Short>);

#[derive(Clone, Debug)]
struct Short {
    letters: String,
    /// How often the text says them.
    times: usize,
}

impl Shorts {
    pub fn collect(doc: &Doc<'_, '_>) -> Shorts {
        let mut found: HashMap<String, Short> = HashMap::new();
        let of_bodies = doc.all("org").iter().filter_map(|&id| defined(doc, &doc.mention(id).tokens));
        for (name, letters) in of_bodies.chain(spelt_out(doc)) {
            let (name, letters) = (forms::nominative(doc, &name), doc.word(letters).to_owned());
            found.entry(fold(&name)).or_insert(Short { letters, times: 0 });
        }
        if !found.is_empty() {
            let mut times: HashMap<&str, usize> = HashMap::new();
            for (at, token) in doc.chart.tokens().iter().enumerate() {
                if token.kind == TokenKind::Word && token.is_capitalised() {
                    *times.entry(capitals(doc.word(at))).or_insert(0) += 1;
                }
            }
            for short in found.values_mut() {
                short.times = times.get(short.letters.as_str()).copied().unwrap_or_default();
            }
        }
        Shorts(found)
    }

    /// How often the text names it by its abbreviation.
    pub fn times(&self, name: &str) -> usize {
        self.0.get(name).map_or(0, |short| short.times)
    }
}

/// The capitals that a word begins with.
fn capitals(word: &str) -> &str {
    let end = word.find(|letter: char| !letter.is_uppercase()).unwrap_or(word.len());
    &word[..end]
}

/// A name without the abbreviation in brackets that ends it.
pub(crate) fn without_letters(doc: &Doc<'_, '_>, name: &Tokens) -> Tokens {
    match letters_within(doc, name) {
        Some((open, _)) => name.start..open,
        None => name.clone(),
    }
}

/// Where the bracket opens that ends a name, and the abbreviation in it.
fn letters_within(doc: &Doc<'_, '_>, name: &Tokens) -> Option<(usize, usize)> {
    const LONGEST: usize = 6;
    let close = name.end.checked_sub(1).filter(|&at| doc.is_mark(at, &[")"]))?;
    let letters = close.checked_sub(1).filter(|&at| is_abbreviation(doc, at))?;
    let from = name.start.max(close.saturating_sub(LONGEST)) + 1;
    let open = (from.min(close)..close).rev().find(|&at| doc.is_mark(at, &["("]))?;
    Some((open, letters))
}

/// Capitals, or some among small letters.
fn is_abbreviation(doc: &Doc<'_, '_>, at: usize) -> bool {
    const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;
    let word = doc.word(at);
    let capitals = word.chars().filter(|letter| letter.is_uppercase()).count();
    doc.chart.tokens()[at].is_capitalised()
        && capitals > 1
        && word.chars().all(char::is_alphabetic)
        && LETTERS.contains(&word.chars().count())
}

/// Names whose words the letters in brackets behind them spell, whatever their head nouns: no list knows them all.
pub(super) fn spelt_out(doc: &Doc<'_, '_>) -> Vec<(Tokens, usize)> {
    const SHORTEST: usize = 3;
    const NO_BODIES: [&str; 2] = ["title-head", "country"];
    const AGAIN: usize = 2;
    const FIRST_LINES: usize = 2;
    // a conference that the text goes on to call by letters sits for good
    let again = |letters: usize| {
        let said = |at: &usize| *at != letters && doc.word(*at) == doc.word(letters);
        doc.tokens().filter(said).nth(AGAIN - 1).is_some()
    };
    // a line in capitals that is nothing but a name and its letters heads what that body puts out
    let titled = |start: usize| {
        let line = doc.sentence(start);
        let capitals =
            |at: usize| matches!(doc.chart.tokens()[at].shape, Shape::Upper | Shape::None | Shape::Single);
        doc.block_of(start) < FIRST_LINES && line.start == start && line.into_iter().all(capitals)
    };
    let name = |open: usize| {
        let letters = open + 1;
        let bracketed = doc.is_mark(open, &["("]) && doc.is_mark(open + 2, &[")"]);
        if !bracketed || doc.chart.tokens()[letters].shape != Shape::Upper {
            return None;
        }
        let spelling: Vec<char> = fold(doc.word(letters)).chars().collect();
        let start = open.checked_sub(spelling.len()).filter(|_| spelling.len() >= SHORTEST)?;
        let words = start..open;
        let initial = |at: usize| fold(doc.word(at)).chars().next();
        let spelt = words.clone().zip(&spelling).all(|(at, letter)| {
            doc.chart.tokens()[at].kind == TokenKind::Word && initial(at) == Some(*letter)
        });
        let named = spelt
            && doc.chart.tokens()[start].is_capitalised()
            && doc.sentence(start).contains(&open)
            && (!words.clone().any(|at| doc.starts("event-head", at).is_some())
                || titled(start)
                || again(letters))
            && (!words.clone().any(|at| doc.starts("document-head", at).is_some())
                || doc.starts("org-head", start).is_some() && again(letters))
            && !NO_BODIES.iter().any(|class| words.clone().any(|at| doc.starts(class, at).is_some()));
        named.then_some((words, letters))
    };
    let tokens = doc.tokens();
    (tokens.start..tokens.end.saturating_sub(2)).filter_map(name).collect()
}

/// The name that is given an abbreviation in the brackets at its end or right behind it, and that abbreviation.
fn defined(doc: &Doc<'_, '_>, org: &Tokens) -> Option<(Tokens, usize)> {
    const LONGEST: usize = 6;
    let (name, letters) = match letters_within(doc, org) {
        Some((open, letters)) => (org.start..open, letters),
        None => {
            let open = Some(org.end).filter(|&at| doc.is_mark(at, &["("]))?;
            let close = (open + 1..open + LONGEST).find(|&at| doc.is_mark(at, &[")"]))?;
            (org.clone(), close.checked_sub(1).filter(|&at| at > open && is_abbreviation(doc, at))?)
        }
    };
    let named = forms::bare(doc, &name);
    let initial = |at: usize| fold(doc.word(at)).chars().next();
    let word = |at: &usize| doc.chart.tokens()[*at].kind == TokenKind::Word;
    let letters_of: Vec<char> = fold(doc.word(letters)).chars().collect();
    // "the Board of the Steppe Union (SU)" defines the letters of the Union
    let spelt = |from: usize| {
        let initials: Vec<char> = (from..named.end).filter(word).filter_map(initial).collect();
        let large = |at: &usize| word(at) && doc.chart.tokens()[*at].is_capitalised();
        let of_names: Vec<char> = (from..named.end).filter(large).filter_map(initial).collect();
        initials == letters_of || of_names == letters_of
    };
    let opens = |at: &usize| *at == named.start || doc.chart.tokens()[*at].is_capitalised();
    let start = named.clone().filter(word).filter(opens).find(|&at| spelt(at)).or_else(|| {
        let first = letters_of.first().copied();
        (named.len() > 1 && initial(named.start) == first).then_some(named.start)
    })?;
    (named.end - start > 1).then_some((start..named.end, letters))
}
