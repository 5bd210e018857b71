//! Verbs of meeting that tell of no other event than the noun beside them, and what they say of it.

use super::candidate::{self, Candidate};
use super::{focus, promise};
use crate::doc::{Doc, Tokens};
use crate::forms;

/// "The ministers met for a session": a verb of meeting beside an event that the sentence names, or without a
/// time or place, tells of no other event.
pub(super) fn is_echo(doc: &Doc<'_, '_>, candidate: &Candidate, found: &[Candidate]) -> bool {
    let sentence = doc.sentence(candidate.tokens.start);
    let part = promise::part_of(doc, &candidate.tokens, &sentence);
    let sentence = part.map_or(sentence, |(part, _)| part);
    candidate.bare_verb
        && !forms::heads_last(doc)
        && found.iter().any(|other| {
            other.tokens != candidate.tokens
                && sentence.start <= other.tokens.start
                && other.tokens.end <= sentence.end
                // "on the sidelines of the forum X met Y": two gatherings
                && !focus::is_beside(doc, &other.tokens)
                && !(other.bare_verb && other.tokens.start > candidate.tokens.start)
        })
}

/// "The Council met for an extraordinary session": the verb and the noun behind it tell of one sitting.
pub(super) fn sits_for(doc: &Doc<'_, '_>, candidate: &Candidate, found: &[Candidate]) -> bool {
    candidate.meets && candidate.body.is_some() && session_of_verb(doc, &candidate.tokens, found).is_some()
}

/// The session without a body of its own that the words right behind a verb of meeting name.
fn session_of_verb(doc: &Doc<'_, '_>, said: &Tokens, found: &[Candidate]) -> Option<usize> {
    const REACH: usize = 8;
    let sentence = doc.sentence(said.start);
    let reach = said.end..sentence.end.min(said.end + REACH);
    let broken = |gap: Tokens| gap.into_iter().any(|at| doc.is_mark(at, &[",", ";"]));
    found.iter().position(|other| {
        reach.contains(&other.tokens.start)
            && !broken(said.end..other.tokens.start)
            && other.kind == "session"
            && other.body.is_none()
            && doc.within("org", &other.tokens).next().is_none()
    })
}

/// "The Board gathered for its session": who gathered sits in the session that the sentence names without a body.
pub(super) fn give_subject(doc: &Doc<'_, '_>, found: &mut [Candidate], verb: usize) {
    let said = found[verb].tokens.clone();
    let sentence = doc.sentence(said.start);
    let told = found[verb].body.clone();
    let behind = |other: &Candidate| {
        said.end <= other.tokens.start
            && other.tokens.end <= sentence.end
            && other.generic
            && other.body.is_none()
            && other.kind == "session"
    };
    let sitting = session_of_verb(doc, &said, found).or_else(|| found.iter().position(behind));
    if let Some(sitting) = sitting.and_then(|at| found.get_mut(at)) {
        sitting.body = told.or_else(|| candidate::subject_before(doc, &said));
        sitting.gathered = sitting.body.is_some() && sitting.generic;
    }
}
