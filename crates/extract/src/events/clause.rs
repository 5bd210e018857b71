//! Which clause of a sentence tells of an event: "A met in X, and B will meet on Monday".

use text::morph::Tags;

use crate::doc::{Doc, Tokens};

/// Whether a place stands in a clause that tells of another event: behind that event's own words, with the border of
/// the clause between the place and this event.
pub(super) fn tells_of_another(doc: &Doc<'_, '_>, event: &Tokens, place: &Tokens, scope: &Tokens) -> bool {
    let gap = if place.end <= event.start { place.end..event.start } else { event.end..place.start };
    if doc.within("event", event).next().is_none() {
        return false;
    }
    let Some(border) = gap.clone().find(|&at| parts(doc, at)) else { return false };
    let before = place.end <= event.start;
    let clause = if before {
        let start = (scope.start..place.start).rev().find(|&at| parts(doc, at));
        start.map_or(scope.start, |at| at + 1)..place.start
    } else {
        let last = gap.rev().find(|&at| parts(doc, at)).unwrap_or(border);
        last + 1..scope.end
    };
    let free = |other: &Tokens| other.end <= event.start || event.end <= other.start;
    doc.within("event", &clause).any(|other| free(&other.tokens))
}

/// A semicolon, or a comma with a word that joins a clause behind it.
fn parts(doc: &Doc<'_, '_>, at: usize) -> bool {
    if doc.is_mark(at, &[";"]) {
        return true;
    }
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let next = doc.chart.words.get(at + 1);
    doc.is_mark(at, &[","])
        && next.is_some_and(|word| word.reads_as(Tags::CONJ) || doc.is_any_of(at + 1, joins))
}
