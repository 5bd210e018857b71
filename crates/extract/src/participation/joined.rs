//! Gatherings that stand in one row: "took part in the seminar and in the round table" is said of both.

use text::morph::Tags;
use text::token::TokenKind;

use crate::doc::{Doc, Tokens};
use crate::events::Events;

/// The other gatherings in the row of the one that a verb hangs on.
pub(super) fn joined(doc: &Doc<'_, '_>, events: &Events, event: usize, verb: &Tokens) -> Vec<usize> {
    let sentence = doc.sentence(verb.start);
    let mut named: Vec<(&Tokens, usize)> = Vec::new();
    for (number, told) in events.list.iter().enumerate().filter(|(_, told)| told.worth) {
        let here = told.mentions.iter().filter(|tokens| sentence.contains(&tokens.start));
        let beside = |tokens: &&Tokens| tokens.end <= verb.start || verb.end <= tokens.start;
        named.extend(here.filter(beside).map(|tokens| (tokens, number)));
    }
    named.sort_by_key(|(tokens, _)| (tokens.start, tokens.end));
    let distance = |(_, (tokens, _)): &(usize, &(&Tokens, usize))| tokens.start.abs_diff(verb.start);
    let own = named.iter().enumerate().filter(|(_, (_, number))| *number == event).min_by_key(distance);
    let Some((own, _)) = own else { return Vec::new() };
    let joins = |pair: &[(&Tokens, usize)]| {
        let ((one, _), (other, _)) = (pair[0], pair[1]);
        in_row(doc, &(one.end..other.start)) && (verb.start < one.start) == (verb.start < other.start)
    };
    let after = named.windows(2).skip(own).take_while(|pair| joins(pair)).count();
    let before = named[..=own].windows(2).rev().take_while(|pair| joins(pair)).count();
    let row = named[own - before..=own + after].iter();
    let mut others: Vec<usize> = row.map(|(_, number)| *number).filter(|number| *number != event).collect();
    others.dedup();
    others
}

/// Whether what stands between two names of gatherings joins them: a small word, and what says where the first one was.
fn in_row(doc: &Doc<'_, '_>, gap: &Tokens) -> bool {
    const LONGEST: usize = 9;
    /// Words of a kind of gathering's own, behind the small word that joins it.
    const LEAD: usize = 4;
    let word = |at: usize| &doc.chart.words[at];
    let joins = |at: usize| word(at).reads_as(Tags::CONJ) && doc.chart.tokens()[at].kind == TokenKind::Word;
    let Some(and) = gap.clone().rev().find(|&at| joins(at)) else { return false };
    let verbal = |at: usize| {
        let first = word(at).readings.first();
        first.is_some_and(|tags| tags.has(Tags::AUX) || tags.has(Tags::VERB) && !tags.has(Tags::PART))
    };
    let mark =
        |at: usize| doc.chart.tokens()[at].kind == TokenKind::Mark && !doc.is_mark(at, &[",", "(", ")"]);
    gap.len() <= LONGEST
        && gap.end - and <= LEAD + 1
        && !gap.clone().any(|at| verbal(at) || mark(at))
        && !aside(doc, gap)
        && doc.within("part-verb", gap).next().is_none()
        && doc.persons.within(gap).next().is_none()
}

/// "A seminar and, on the eve of the forum, ...": a word that only says when another thing was.
fn aside(doc: &Doc<'_, '_>, gap: &Tokens) -> bool {
    let settings = ["side-words", "aside-words", "results-words"];
    let words = settings.into_iter().filter_map(|name| doc.pack.setting(name));
    words.into_iter().any(|words| gap.clone().any(|at| doc.is_any_of(at, words)))
}
