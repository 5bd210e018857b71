//! Posts won and lost without a day of their own: dated by the sitting or the decree that the text tells of.

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;

/// Dates posts by the sitting that their sentence names, else by the decree of the sentence before. What other sentences
/// tell of a sitting does not date them.
pub(crate) fn date_by_occasion(doc: &Doc<'_, '_>, events: &Events, documents: &[Fact], offices: &mut [Fact]) {
    for fact in offices {
        let turns = matches!(fact.get("status"), Some("appointed" | "elected" | "dismissed"));
        let Some(sentence) = fact.evidence.first().cloned().filter(|_| turns && fact.get("date").is_none())
        else {
            continue;
        };
        // "was elected in 2019": another occasion
        if doc.times.iter().any(|time| sentence.contains(&time.tokens.start)) {
            continue;
        }
        let named = events.named_in(&sentence, sentence.end).filter(|&at| sits(events, at));
        let by_event = || {
            let at = named?;
            let event = &events.list[at].fact;
            Some((event.get("date")?.to_owned(), event.evidence.first().cloned()))
        };
        let by_decree = || decree_above(doc, documents, &sentence).filter(|_| named.is_none());
        if let Some((date, shown)) = by_decree().or_else(by_event) {
            fact.set("date", date);
            fact.evidence.extend(shown);
        }
    }
}

/// A sitting with a day.
fn sits(events: &Events, at: usize) -> bool {
    let Some(event) = events.list.get(at) else { return false };
    matches!(event.kind(), "session" | "conference" | "vote")
        && event.status() != "planned"
        && event.fact.get("date").is_some_and(|date| date.len() >= 10)
}

/// The day of a decree that the sentence before in the paragraph tells of.
fn decree_above(
    doc: &Doc<'_, '_>,
    documents: &[Fact],
    sentence: &Tokens,
) -> Option<(String, Option<Tokens>)> {
    let number = doc.chart.sentence_of(sentence.start).checked_sub(1)?;
    let above = doc.chart.segments.sentences.get(number)?.tokens.clone();
    if doc.block_of(above.start) != doc.block_of(sentence.start) {
        return None;
    }
    let decree = documents.iter().find(|fact| {
        let shown = fact.evidence.first().is_some_and(|shown| above.contains(&shown.start));
        fact.get("kind") == Some("decision") && shown && fact.get("date").is_some_and(|date| date.len() >= 10)
    })?;
    Some((decree.get("date")?.to_owned(), Some(above)))
}
