//! "There", "in the same city", a heading that is a town: where something was, told by what stood before it.

use text::segment::BlockKind;
use text::token::TokenKind;

use super::place::{is_located, place_name};
use super::{Event, Events, site};
use crate::doc::{Doc, Tokens};

/// What is said to have been where the text has just been: at the place told of last.
pub(super) fn by_same_place(doc: &Doc<'_, '_>, events: &mut Events) {
    for &id in doc.all("same-place") {
        let said = &doc.mention(id).tokens;
        let sentence = doc.sentence(said.start);
        let Some((place, told)) = told_last(doc, events, said) else { continue };
        for event in &mut events.list {
            let online = event.fact.get("format") == Some("online");
            let silent = event.fact.get("place").is_none() || event.filed;
            let own = event
                .mentions
                .iter()
                .any(|named| sentence.contains(&named.start) && nearest(doc, said, named));
            if own && silent && !online && event.kind() != "visit" {
                event.fact.set("place", place.clone());
                event.fact.evidence.push(told.clone());
                event.filed = false;
            }
        }
    }
}

/// Whether a word for a place told of is said of this event: no other clause and no place stand between them.
fn nearest(doc: &Doc<'_, '_>, said: &Tokens, event: &Tokens) -> bool {
    let gap = if said.end <= event.start { said.end..event.start } else { event.end..said.start };
    let placed = doc.within("place", &gap).any(|place| is_located(doc, place, &gap));
    !placed && !gap.into_iter().any(|at| doc.is_mark(at, &[";"]))
}

/// The place that a text told of last before some words, by its name and where it stands: the one that something was
/// said to be in, or that of the event spoken of.
fn told_last(doc: &Doc<'_, '_>, events: &Events, said: &Tokens) -> Option<(String, Tokens)> {
    const NEAR: usize = 2;
    let block = doc.block_of(said.start);
    let from = doc.block(block.saturating_sub(NEAR)).start;
    let town = |place: &&rules::Mention| {
        matches!(place.attribute("kind"), Some("city" | "new" | "region" | "feature"))
            && is_located(doc, place, &doc.sentence(place.tokens.start))
    };
    let named = doc.within("place", &(from..said.start)).rfind(town);
    let before = |event: &Event| {
        let placed = event.fact.get("place").is_some() && !event.filed;
        let mentions =
            event.mentions.iter().filter(|tokens| tokens.end <= said.start && tokens.start >= from);
        mentions.map(|tokens| tokens.start).max().filter(|_| placed)
    };
    let event =
        events.list.iter().filter_map(|event| Some((before(event)?, event))).max_by_key(|(at, _)| *at);
    let by_event = |(at, event): (usize, &Event)| {
        let place = event.fact.get("place")?.to_owned();
        Some((place, doc.sentence(at)))
    };
    match (named, event) {
        // a place that stands in a sentence after that of the event is told of later
        (Some(place), Some((at, _))) if doc.sentence(at).end <= place.tokens.start => {
            Some((place_name(doc, &place.tokens), doc.sentence(place.tokens.start)))
        }
        (_, Some(event)) => by_event(event),
        (Some(place), None) => Some((place_name(doc, &place.tokens), doc.sentence(place.tokens.start))),
        (None, None) => None,
    }
}

/// "1. Osh": what stands under a heading that is but a place, and has none of its own, was there.
pub(super) fn by_section(doc: &Doc<'_, '_>, events: &mut Events) {
    let blocks = doc.blocks();
    let placed = blocks.clone().any(|block| place_alone(doc, block).is_some());
    if !placed {
        return;
    }
    for event in &mut events.list {
        let silent = event.fact.get("place").is_none() || event.filed;
        let online = event.fact.get("format") == Some("online");
        // a mere "opening day" is nothing that a heading could place
        let told = event.fact.get("date").is_some() || event.proper;
        let Some(first) = event.mentions.first().filter(|_| silent && told && !online) else { continue };
        let own = doc.block_of(first.start);
        let heading = (blocks.start..own).rev().find(|&block| doc.block_kind(block) == BlockKind::Heading);
        let Some(place) = heading.and_then(|heading| place_alone(doc, heading)) else { continue };
        event.fact.set("place", place_name(doc, &place));
        event.fact.evidence.push(doc.sentence(place.start));
        event.filed = false;
    }
}

/// The place that a heading is, numbers, days and marks aside; the title of the whole is none.
fn place_alone(doc: &Doc<'_, '_>, block: usize) -> Option<Tokens> {
    const LONGEST: usize = 8;
    let line = doc.block(block);
    if block == 0 || doc.block_kind(block) != BlockKind::Heading || line.is_empty() || line.len() > LONGEST {
        return None;
    }
    let mut places = doc.within("place", &line);
    let place = places.next().map(|place| place.tokens.clone())?;
    let rest = |at: usize| {
        !place.contains(&at)
            && doc.chart.tokens()[at].kind == TokenKind::Word
            && !site::in_time(doc, at)
            && doc.holding("place", at).is_none()
    };
    (!line.clone().any(rest)).then_some(place)
}
