//! Those whom a list names: after a colon, in the items or the lines under a sentence.

use rules::Mention;
use text::morph::Tags;

use super::actors::{actor_name, adjacent, states};
use crate::doc::{Doc, Tokens};

/// "Five countries took part in it: A, B, C, D and E.": those whom the end of the sentence lists.
pub(super) fn after_colon(doc: &Doc<'_, '_>, verb: &Mention, sentence: &Tokens) -> Vec<String> {
    const LEAST: usize = 2;
    let rest = verb.tokens.end..sentence.end;
    let Some(colon) = rest.clone().find(|&at| doc.is_mark(at, &[":"])) else { return Vec::new() };
    let list = colon + 1..sentence.end;
    let verbal = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::AUX) || tags.has(Tags::VERB) && !tags.has(Tags::PART))
    };
    if list.clone().any(verbal) || doc.within("event", &(colon..sentence.end)).next().is_some() {
        return Vec::new();
    }
    let persons: Vec<String> =
        doc.persons.within(&list).map(|(_, at)| doc.persons.known[at].name.clone()).collect();
    let names = if persons.is_empty() { adjacent(doc, &list, false) } else { persons };
    if names.len() >= LEAST { names } else { Vec::new() }
}

/// "Observers: A and B" right behind or under "Present: C and D": it goes on with who was there, whatever they belong to.
pub(crate) fn goes_on(doc: &Doc<'_, '_>, verb: &Mention) -> bool {
    const ABOVE: usize = 2;
    let label = |verb: &Mention| verb.tokens.end.checked_sub(1).is_some_and(|at| doc.is_mark(at, &[":"]));
    let number = doc.block_of(verb.tokens.start);
    let opens = |number: usize| {
        let line = doc.block(number);
        doc.within("part-verb", &line)
            .next()
            .is_some_and(|verb| verb.tokens.start == line.start && label(verb))
    };
    let behind = doc.block(number).start..verb.tokens.start;
    let listed =
        |other: &Mention| other.tokens.start == doc.sentence(other.tokens.start).start && label(other);
    label(verb)
        && ((number.saturating_sub(ABOVE)..number).any(opens) || doc.within("part-verb", &behind).any(listed))
}

/// Whether these words are such a line.
pub(crate) fn is_line(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    doc.within("part-verb", tokens).next().is_some_and(|verb| goes_on(doc, verb))
}

/// The words of a short line that is nothing but a name in capitals.
fn capitalised(doc: &Doc<'_, '_>, line: &Tokens) -> Option<Tokens> {
    const LONGEST: usize = 4;
    let word = |at: &usize| doc.chart.tokens()[*at].kind == text::token::TokenKind::Word;
    let words: Vec<usize> = line.clone().filter(word).collect();
    let (first, last) = (*words.first()?, *words.last()?);
    let all = words.iter().all(|&at| doc.chart.tokens()[at].is_capitalised());
    (all && words.len() <= LONGEST && last - first < LONGEST).then_some(first..last + 1)
}

/// Lines that name one each, under a line that ends with a colon or says nothing else: they open with a person
/// or a state, and are no sentences.
pub(super) fn lines_after(doc: &Doc<'_, '_>, sentence: &Tokens) -> Vec<Tokens> {
    const LEAD: usize = 7;
    const LONGEST: usize = 26;
    const OPENING: usize = 5;
    let own = doc.block_of(sentence.start);
    let block = doc.block(own);
    let Some(last) = block.end.checked_sub(1).filter(|_| block.end == sentence.end) else {
        return Vec::new();
    };
    let leads =
        doc.is_mark(last, &[":"]) || (block.len() <= LEAD && !doc.is_mark(last, &[".", "!", "?", ";"]));
    if !leads {
        return Vec::new();
    }
    let named = |line: &Tokens| {
        let opening = line.start..line.end.min(line.start + OPENING);
        doc.persons.within(line).any(|(name, _)| name.start < opening.end)
            || doc.within("state", &opening).next().is_some()
            || doc.starts("title", line.start).is_some() && doc.persons.within(line).next().is_some()
            || capitalised(doc, line).is_some_and(|name| name.start < opening.end)
    };
    (own + 1..)
        .map(|number| doc.block(number))
        .take_while(|line| {
            let ends = line.end.checked_sub(1).is_some_and(|last| doc.is_mark(last, &[":", "?", "!"]));
            !line.is_empty() && line.len() <= LONGEST && !ends && named(line)
        })
        .collect()
}

/// Whom an item of a list of participants names: its persons, else the state or body that it opens with.
pub(super) fn listed(doc: &Doc<'_, '_>, item: &Tokens) -> Option<Vec<String>> {
    const OPENING: usize = 8;
    let persons: Vec<String> =
        doc.persons.within(item).map(|(_, at)| doc.persons.known[at].name.clone()).collect();
    if !persons.is_empty() {
        return Some(persons);
    }
    let named = opening_row(doc, item, OPENING);
    if !named.is_empty() {
        return Some(named.iter().map(|name| actor_name(doc, name)).collect());
    }
    capitalised(doc, item).map(|name| vec![crate::forms::plain(doc, &name)])
}

/// The states or bodies that a line opens with: "representatives of A, B and C". Commas alone make no row: what
/// stands behind one may say more of the first.
fn opening_row(doc: &Doc<'_, '_>, item: &Tokens, reach: usize) -> Vec<Tokens> {
    const GAP: usize = 3;
    let articles = doc.pack.setting("articles").unwrap_or_default();
    let and = |at: usize| doc.chart.words[at].reads_as(Tags::CONJ);
    let joins = |at: usize| doc.is_mark(at, &[","]) || and(at) || doc.is_any_of(at, articles);
    let mut row: Vec<Tokens> = Vec::new();
    let mut ended = false;
    for name in states(doc, item) {
        let gap = row.last().map_or(name.start, |last| last.end)..name.start;
        let goes_on = match row.is_empty() {
            true => name.start <= item.start + reach,
            false => !ended && !gap.is_empty() && gap.len() <= GAP && gap.clone().all(joins),
        };
        if !goes_on {
            break;
        }
        ended = gap.into_iter().any(and);
        row.push(name);
    }
    if !ended {
        row.truncate(1);
    }
    row
}
