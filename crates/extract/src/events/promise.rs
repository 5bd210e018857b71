//! "They agreed to hold the next session in A": what is agreed on is to come, and the rest of the sentence tells of now.

use crate::doc::{Doc, Tokens};

/// The part of a sentence that an event stands in, where it says what was agreed to hold; and whether the event is what
/// was agreed on.
pub(super) fn part_of(doc: &Doc<'_, '_>, tokens: &Tokens, scope: &Tokens) -> Option<(Tokens, bool)> {
    const REACH: usize = 8;
    const OBJECT: usize = 12;
    let words = doc.pack.setting("pledge-words")?;
    let infinitive = doc.pack.setting("infinitive-words")?;
    let hold = doc.pack.setting("holding-words")?;
    let (verb, leads) = scope.clone().filter(|&at| doc.is_any_of(at, words)).find_map(|verb| {
        let reach = verb + 1..scope.end.min(verb + REACH);
        let leads = reach.clone().find(|&at| doc.is_any_of(at, infinitive))?;
        let holds = doc.is_any_of(leads + 1, hold);
        holds.then_some((verb, leads))
    })?;
    if tokens.end <= verb {
        return Some((scope.start..verb, false));
    }
    let near = leads < tokens.start && tokens.start <= leads + OBJECT;
    near.then_some((leads..scope.end, true))
}
