//! Rows of names that no lexicon has: "Lower Sanda, Quill and the Rope Guild sent no one".

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::actors::{actor_name, states};
use super::doers::leads_in;
use crate::doc::{Doc, Tokens};

/// The names of the row that touches a verb, where they are two or more and nothing else stands in it.
pub(super) fn row(doc: &Doc<'_, '_>, verb: &Mention, scope: &Tokens, case: Option<Tags>) -> Vec<String> {
    const LEAST: usize = 2;
    let before = scope.end <= verb.tokens.start;
    let scope = near(doc, scope, before);
    if !scope.clone().any(|at| joins(doc, at)) {
        return Vec::new();
    }
    let known = states(doc, &scope);
    let mut chunks: Vec<Tokens> = Vec::new();
    let mut start = scope.start;
    for at in scope.clone().filter(|&at| parts(doc, at)).chain([scope.end]) {
        if start < at {
            chunks.push(start..at);
        }
        start = at + 1;
    }
    if before {
        chunks.reverse();
    }
    if let Some(chunk) = chunks.first_mut() {
        *chunk = beside(doc, chunk, before, case.is_some());
    }
    let mut names: Vec<Tokens> = Vec::new();
    for chunk in &chunks {
        let Some(name) = named(doc, chunk, &known) else { break };
        if case.is_some_and(|case| !leads_in(doc, name.start, case)) {
            break;
        }
        names.push(name);
    }
    // a row has its small word between the last two: what breaks off before it is no row
    let whole = names.first().zip(names.last()).is_some_and(|(first, last)| {
        let (from, to) = if before { (last.start, first.end) } else { (first.start, last.end) };
        (from..to).any(|at| joins(doc, at))
    });
    if names.len() < LEAST || !whole {
        return Vec::new();
    }
    if before {
        names.reverse();
    }
    let mut told: Vec<String> = Vec::new();
    for name in names {
        let name = match doc.persons.at(&name) {
            Some(person) => doc.persons.known[person].name.clone(),
            None => actor_name(doc, &name),
        };
        if !told.contains(&name) {
            told.push(name);
        }
    }
    told
}

/// The words beside the verb up to a mark that ends a row.
fn near(doc: &Doc<'_, '_>, scope: &Tokens, before: bool) -> Tokens {
    const LONGEST: usize = 30;
    let ends = |at: &usize| {
        doc.chart.tokens()[*at].kind == TokenKind::Mark && !doc.is_mark(*at, &[",", "\u{ab}", "\u{bb}", "-"])
    };
    if before {
        let from = scope.start.max(scope.end.saturating_sub(LONGEST));
        let start = (from..scope.end).rev().find(ends).map_or(from, |at| at + 1);
        start..scope.end
    } else {
        let to = scope.end.min(scope.start + LONGEST);
        scope.start..(scope.start..to).find(ends).unwrap_or(to)
    }
}

/// "A and B also", "A and B no envoys": without the small words between a row and its verb. Where no case tells, what
/// stands behind a noun is whose it is.
fn beside(doc: &Doc<'_, '_>, chunk: &Tokens, before: bool, cased: bool) -> Tokens {
    const SMALL: usize = 2;
    let lower = |at: usize| doc.chart.tokens()[at].shape == text::token::Shape::Lower;
    let nominal = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_none_or(|tags| tags.has_any(Tags::NOUN) || tags.has_any(Tags::PROPN))
    };
    let (mut start, mut end) = (chunk.start, chunk.end);
    while before && end > start && chunk.end - end < SMALL && lower(end - 1) {
        end -= 1;
    }
    while !before && start < end && start - chunk.start < SMALL && lower(start) && (cased || !nominal(start))
    {
        start += 1;
    }
    start..end
}

fn joins(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].kind == TokenKind::Word && doc.chart.words[at].reads_as(Tags::CONJ)
}

fn parts(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.is_mark(at, &[","]) || joins(doc, at)
}

/// The name that a part of a row is: a state or body that the text has, or a few words in capitals that are nothing else.
fn named(doc: &Doc<'_, '_>, chunk: &Tokens, known: &[Tokens]) -> Option<Tokens> {
    const LONGEST: usize = 3;
    let name = crate::forms::bare(doc, chunk);
    if known.contains(&name) || doc.persons.at(&name).is_some() {
        return Some(name);
    }
    let capital = |at: usize| {
        let token = &doc.chart.tokens()[at];
        token.kind == TokenKind::Word && token.is_capitalised()
    };
    let opens = name.start == doc.sentence(name.start).start;
    // the capital of a sentence's first word says nothing of a word that is no noun
    let small = |at: usize| {
        let word = &doc.chart.words[at];
        let first = word.readings.first();
        word.known && first.is_some_and(|tags| !tags.has_any(Tags::NOUN.with(Tags::PROPN).with(Tags::ADJ)))
    };
    let taken = ["title", "event", "document", "honorific", "month", "weekday", "rank", "event-head"]
        .iter()
        .any(|class| doc.within(class, &name).next().is_some());
    let timed = doc.times.iter().any(|time| time.tokens.start < name.end && name.start < time.tokens.end);
    let person = doc.persons.within(&name).next().is_some();
    if name.is_empty() || name.len() > LONGEST || taken || timed || person {
        return None;
    }
    let fits = name.clone().all(capital) && (!opens || !small(name.start));
    fits.then_some(name)
}
