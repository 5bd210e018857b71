//! Whether a gathering told to have begun still goes on.

use rules::Mention;

use super::Events;
use super::when::between;
use crate::doc::{Doc, Tokens};

/// "The session opened in A today": what is told at the head of the text to have begun on its day, and
/// nowhere to have ended, goes on.
pub(super) fn still_on(doc: &Doc<'_, '_>, events: &mut Events) {
    const HEAD: usize = 4;
    const REACH: usize = 9;
    let (Some(begins), Some(phases)) = (doc.pack.setting("begin-words"), doc.pack.setting("phase-words"))
    else {
        return;
    };
    let Some(today) = doc.published_on else { return };
    for event in &mut events.list {
        let lasts = matches!(event.kind(), "session" | "conference" | "exercise" | "operation" | "seminar");
        let date = event.fact.get("date").and_then(|date| date.parse::<record::Edtf>().ok());
        let day = date.filter(|date| date.precision() == 3 && !date.is_interval());
        let just = day.and_then(|day| day.first_day()).is_some_and(|day| day == today);
        if !lasts || !just || event.status() != "held" {
            continue;
        }
        let begins_at = |tokens: &Tokens| {
            let sentence = doc.sentence(tokens.start);
            let from = tokens.start.saturating_sub(REACH).max(sentence.start);
            let reach = from..sentence.end.min(tokens.end + REACH);
            let other = |at: usize| {
                let apart = |other: &Mention| {
                    other.tokens != *tokens && between(&other.tokens, tokens, &(at..at + 1))
                };
                doc.within("event", &sentence).any(apart)
            };
            let mut reach = reach.filter(|at| !tokens.contains(at));
            reach.any(|at| doc.is_any_of(at, begins) && !other(at))
        };
        let over = |tokens: &Tokens| {
            let mut sentence = doc.sentence(tokens.start).filter(|at| !tokens.contains(at));
            sentence.any(|at| doc.is_any_of(at, phases) && !doc.is_any_of(at, begins))
        };
        let mut head = event.mentions.iter().filter(|tokens| doc.block_of(tokens.start) < HEAD);
        let begun = head.any(begins_at);
        if begun && !event.mentions.iter().any(over) {
            event.fact.set("status", "ongoing".to_owned());
        }
    }
}
