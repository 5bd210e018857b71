//! "The drill was put off until September": what was put off is to be held then, whatever day it was set for.

use super::when::between;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::time::Time;

/// The time that an event was put off to, where the sentence says one: right behind the verb of putting off and a word
/// that leads to it, or right before the verb where verbs end their sentences.
pub(super) fn new_time<'d>(doc: &'d Doc<'_, '_>, tokens: &Tokens, scope: &Tokens) -> Option<&'d Time> {
    const REACH: usize = 8;
    const NEAR: usize = 3;
    let words = doc.pack.setting("postpone-words")?;
    let verb = scope.clone().filter(|at| !tokens.contains(at)).find(|&at| doc.is_any_of(at, words))?;
    let said = verb..verb + 1;
    let other = |event: &rules::Mention| event.tokens != *tokens && between(&event.tokens, tokens, &said);
    if doc.within("event", scope).any(other) {
        return None;
    }
    let inside =
        |time: &&Time| scope.contains(&time.tokens.start) && time.tokens.start >= tokens.end.min(verb);
    let mut times = doc.times.iter().filter(inside);
    let leads = doc.pack.setting("postpone-to-words").unwrap_or_default();
    // a word or two may stand before the day: "to the month of May"
    let led = |time: &Time| {
        let from = time.tokens.start.saturating_sub(2).max(scope.start);
        (from..=time.tokens.start).any(|at| doc.is_any_of(at, leads))
    };
    if forms::governed_from_behind(doc) {
        let before = |time: &&Time| time.tokens.end <= verb && verb - time.tokens.end <= NEAR;
        let after = |time: &&Time| time.tokens.start > verb && time.tokens.start - verb <= NEAR;
        return times.clone().rfind(before).or_else(|| times.find(after));
    }
    let behind = |time: &&Time| time.tokens.start > verb && time.tokens.start - verb <= REACH && led(time);
    times.clone().find(behind).or_else(|| times.find(|time| time.tokens.end == verb && led(time)))
}

/// Whether a month or day stands beside a verb of putting off: it is one to come.
pub(crate) fn is_beside(doc: &Doc<'_, '_>, time: &Tokens) -> bool {
    const BEFORE: usize = 8;
    const AFTER: usize = 3;
    let Some(words) = doc.pack.setting("postpone-words") else { return false };
    let sentence = doc.sentence(time.start);
    let said = |reach: Tokens| reach.into_iter().rev().find(|&at| doc.is_any_of(at, words));
    let Some(leads) = doc.pack.setting("postpone-to-words") else {
        return said(time.end..sentence.end.min(time.end + AFTER)).is_some();
    };
    let led = (time.start.saturating_sub(2)..=time.start).any(|at| doc.is_any_of(at, leads));
    led && said(time.start.saturating_sub(BEFORE).max(sentence.start)..time.start).is_some()
}
