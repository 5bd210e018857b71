//! Several sittings that one verb tells of: each with its own time and place.

use rules::Mention;

use crate::doc::{Doc, Tokens};

/// The most words of one sentence that are looked at.
const REACH: usize = 60;
/// The most that stand between a place and its time.
const GAP: usize = 3;

/// "The Council held sessions in A (1-2 May), in B (3 June) and in C (4 July)", "on 1 May in A, on 3 June online and on
/// 4 July in C": where the times or places of each stand. None where there are no two.
pub(super) fn occasions(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Tokens> {
    let sentence = doc.sentence(mention.tokens.start);
    let rest = mention.tokens.end..sentence.end.min(mention.tokens.end + REACH);
    if doc.within("event", &rest).any(|other| other.tokens != mention.tokens) {
        return Vec::new();
    }
    let located = |place: &&Mention| super::place::is_located(doc, place, &sentence);
    let places: Vec<&Tokens> =
        doc.within("place", &rest).filter(located).map(|place| &place.tokens).collect();
    let from = doc.times.partition_point(|time| time.tokens.start < rest.start);
    let times = doc.times[from..].iter().take_while(|time| time.tokens.end <= rest.end);
    let times: Vec<&Tokens> = times.filter(|time| time.precision > 1).map(|time| &time.tokens).collect();
    let (Some(place), Some(time)) = (places.first(), times.first()) else { return Vec::new() };
    let found = if time.start < place.start {
        by_time(doc, &times, &places, &sentence)
    } else {
        by_place(&times, &places, &sentence)
    };
    if found.len() > 1 { found } else { Vec::new() }
}

/// "in A (1-2 May), in B (3 June)": each place with the time after it, the small word that leads to the place and the
/// bracket that closes after the time.
fn by_place(times: &[&Tokens], places: &[&Tokens], sentence: &Tokens) -> Vec<Tokens> {
    let timed = |place: &&Tokens| {
        let next = times.iter().find(|time| time.start >= place.end)?;
        let near = next.start - place.end <= GAP;
        near.then(|| place.start.saturating_sub(1).max(sentence.start)..(next.end + 1).min(sentence.end))
    };
    places.iter().filter_map(timed).collect()
}

/// "on 1 May in A, on 3 June online and on 4 July in C": each time with what follows it up to the next one, where at
/// least two have a place.
fn by_time(doc: &Doc<'_, '_>, times: &[&Tokens], places: &[&Tokens], sentence: &Tokens) -> Vec<Tokens> {
    let mut placed = 0;
    let mut found = Vec::new();
    for (number, time) in times.iter().enumerate() {
        let next = times.get(number + 1).map_or(sentence.end, |next| next.start);
        let parts = |at: &usize| doc.is_mark(*at, &[",", ";", ".", ")"]);
        let own = places
            .iter()
            .find(|place| time.end <= place.start && place.end <= next && place.start - time.end <= GAP);
        placed += usize::from(own.is_some());
        let from = own.map_or(time.end, |place| place.end);
        let end = (from..next).find(parts).unwrap_or(from.max(next.min(from + GAP)));
        found.push(time.start.saturating_sub(1).max(sentence.start)..end.min(sentence.end));
    }
    if placed > 1 { found } else { Vec::new() }
}
