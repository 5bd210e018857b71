//! Where a report without a dateline was written: "By A. Writer in Oslo", "Oslo: far from the sea" over its text.

use text::segment::BlockKind;

use super::place::{is_located, place_name};
use super::{Event, Events, site};
use crate::doc::{Doc, Tokens};

/// What the first paragraphs tell as held, and nothing places, was where the lines over them say that they were written.
pub(super) fn by_byline(doc: &Doc<'_, '_>, events: &mut Events) {
    const LINES: usize = 5;
    const NEAR: usize = 3;
    let told = |event: &Event| {
        let first = event.mentions.first().map_or(usize::MAX, |one| doc.block_of(one.start));
        first <= super::focus::opening(doc) + NEAR
    };
    let main = |event: &Event| matches!(event.kind(), "session" | "conference" | "meeting" | "seminar");
    let Some(event) = events.list.iter_mut().find(|event| event.gathers() && main(event)) else { return };
    let silent = event.fact.get("place").is_none() && event.fact.get("format") != Some("online");
    if !silent || !told(event) || !matches!(event.status(), "held" | "ongoing") {
        return;
    }
    let lines = 0..LINES.min(doc.chart.segments.blocks.len());
    if let Some((place, line)) = lines.into_iter().find_map(|block| place_over(doc, block)) {
        event.fact.set("place", place_name(doc, &place));
        event.fact.evidence.push(line);
    }
}

/// The place of a short line over a text: that which opens a heading, or where the writer of a byline was.
fn place_over(doc: &Doc<'_, '_>, block: usize) -> Option<(Tokens, Tokens)> {
    const LONGEST: usize = 14;
    let line = doc.block(block);
    if line.is_empty() || line.len() > LONGEST || doc.within("event", &line).next().is_some() {
        return None;
    }
    let heading = doc.block_kind(block) == BlockKind::Heading;
    let writer = doc.pack.setting("byline-words").is_some_and(|words| doc.is_any_of(line.start, words));
    let city = |place: &&rules::Mention| matches!(place.attribute("kind"), Some("city" | "new"));
    let mut places = doc.within("place", &line).filter(city);
    let opens = |place: &Tokens| heading && site::opens_line(doc, place);
    let place = places.find(|place| {
        let last = place.tokens.end + 1 >= line.end;
        opens(&place.tokens) || writer && last && is_located(doc, place, &line)
    });
    let place = place.map(|place| place.tokens.clone())?;
    Some((place, doc.block(block)))
}
