//! Which gathering a bare word means: "the session was chaired by X" speaks of the session that the text names.

use record::Edtf;
use text::morph::Tags;

use crate::doc::{Doc, Tokens};
use crate::events::{Event, Events};

/// The named gathering for one that the words at this token call by its head noun alone.
pub(super) fn meant(doc: &Doc<'_, '_>, events: &Events, number: usize, at: usize) -> usize {
    let Some(bare) = events.list.get(number).filter(|event| is_bare(event)) else { return number };
    let told =
        |event: &Event| event.mentions.iter().map(|tokens| tokens.start).filter(|start| *start < at).max();
    let named = events.list.iter().enumerate().filter(|(other, event)| {
        *other != number
            && event.worth
            && !is_bare(event)
            && family(event) == family(bare)
            && (event.status() == bare.status() || event.status() == "held")
            && agree(doc, bare, event)
            && (family(bare) == Some("drill") || share_head(doc, bare, event))
    });
    let last = named.filter_map(|(other, event)| Some((event.is_main(), told(event)?, other))).max();
    last.map_or(number, |(_, _, other)| other)
}

/// A word or two that many gatherings are called by.
fn is_bare(event: &Event) -> bool {
    const WORDS: usize = 2;
    let name = event.fact.get("name").unwrap_or_default();
    !event.is_proper()
        && event.fact.get("body").is_none()
        && (1..=WORDS).contains(&name.split_whitespace().count())
}

fn family(event: &Event) -> Option<&'static str> {
    match event.kind() {
        "session" | "meeting" | "conference" | "roundtable" | "seminar" => Some("gathering"),
        "exercise" | "operation" => Some("drill"),
        _ => None,
    }
}

/// Whether no day or place of its own parts the one from the other. A drill may be told of by the day it began.
fn agree(doc: &Doc<'_, '_>, bare: &Event, named: &Event) -> bool {
    const DRILL: i32 = 10;
    let slots = |slot: &str| bare.fact.get(slot).zip(named.fact.get(slot));
    // a year tells one that is to come from one that was held
    let least = if bare.status() == named.status() { 2 } else { 1 };
    let said = |sentence: Tokens| {
        doc.times.iter().any(|time| sentence.contains(&time.tokens.start) && time.precision >= least)
    };
    let own_day = bare.mentions.iter().any(|tokens| said(doc.sentence(tokens.start)));
    let days = slots("date").is_none_or(|(one, other)| {
        let (Ok(one), Ok(other)) = (one.parse::<Edtf>(), other.parse::<Edtf>()) else { return true };
        let apart = one.first_day().zip(other.first_day()).map(|(one, other)| (one - other).get_days().abs());
        let near = family(bare) == Some("drill") && apart.is_some_and(|apart| apart <= DRILL);
        one.overlaps(&other) || near
    });
    let places = slots("place").is_none_or(|(one, other)| one == other);
    // a day that its own words do not say is that of the publication
    (days || !own_day) && (places || !own_day && !bare.mentions.iter().any(|tokens| placed(doc, tokens)))
}

fn placed(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    doc.within("place", &doc.sentence(tokens.start)).next().is_some()
}

/// Whether the words of the one name the other's head noun.
fn share_head(doc: &Doc<'_, '_>, bare: &Event, named: &Event) -> bool {
    let head = |at: &usize| doc.starts("event-head", *at).is_some();
    let words = |event: &Event| -> Vec<usize> {
        event.mentions.iter().flat_map(|tokens| tokens.clone().filter(head).collect::<Vec<_>>()).collect()
    };
    let others = words(named);
    words(bare).into_iter().any(|at| {
        let keys = &doc.chart.words[at].keys;
        others.iter().any(|&other| doc.chart.words[other].keys.iter().any(|key| keys.contains(key)))
    })
}

/// "The summit will be remembered for talks with B. Those at the summit were A and C": a bare head noun in the sentence of
/// the verb means the gathering that is called by it, rather than the one named last.
pub(super) fn by_head(
    doc: &Doc<'_, '_>,
    events: &Events,
    focus: usize,
    sentence: &Tokens,
    verb: &Tokens,
) -> Option<usize> {
    const REACH: usize = 12;
    let spoken_of = events.list.get(focus)?;
    let reach = sentence.start.max(verb.start.saturating_sub(REACH))..sentence.end.min(verb.end + REACH);
    let heads = reach.filter_map(|at| doc.starts("event-head", at));
    let head = heads.min_by_key(|head| head.tokens.start.abs_diff(verb.start))?;
    let keys = &doc.chart.words.get(head.tokens.end.checked_sub(1)?)?.keys;
    let called = |event: &Event| {
        let mut said = event.mentions.iter().flat_map(Clone::clone);
        said.any(|at| {
            let same = doc.chart.words[at].keys.iter().any(|key| keys.contains(key));
            same && doc.starts("event-head", at).is_some()
        })
    };
    if called(spoken_of) || doc.holding("org", head.tokens.start).is_some() {
        return None;
    }
    let told = |event: &Event| {
        event.mentions.iter().map(|tokens| tokens.start).filter(|at| *at < sentence.start).max()
    };
    let named = events.list.iter().enumerate().filter(|(_, event)| {
        event.worth && event.status() == spoken_of.status() && family(event).is_some() && called(event)
    });
    named
        .filter_map(|(other, event)| Some((event.is_main(), told(event)?, other)))
        .max()
        .map(|(_, _, other)| other)
}

/// "Both were chaired by X": the two gatherings that were named last, where a verb's sentence names none.
pub(super) fn both(
    doc: &Doc<'_, '_>,
    events: &Events,
    sentence: &Tokens,
    verb: &Tokens,
) -> Option<[usize; 2]> {
    const BACK: usize = 2;
    const NEAR: usize = 4;
    let words = doc.pack.setting("both-words")?;
    let near = sentence.start.max(verb.start.saturating_sub(NEAR))..sentence.end.min(verb.end + NEAR);
    let word = near.into_iter().find(|&at| doc.is_any_of(at, words))?;
    // "both sides", "both ministers"
    let next = doc.chart.words.get(word + 1);
    let noun = next.and_then(|word| word.readings.first()).is_some_and(|tags| tags.has_any(Tags::NOUN));
    let number = doc.chart.sentence_of(sentence.start);
    let near = |tokens: &&Tokens| {
        tokens.start < sentence.start && doc.chart.sentence_of(tokens.start) + BACK >= number
    };
    let last = |event: &Event| event.mentions.iter().filter(near).map(|tokens| tokens.start).max();
    let told = events
        .list
        .iter()
        .enumerate()
        .filter(|(_, event)| event.worth && family(event).is_some() && event.name().is_some());
    let mut told: Vec<(usize, usize)> =
        told.filter_map(|(number, event)| Some((last(event)?, number))).collect();
    told.sort_unstable();
    match told.as_slice() {
        [.., (_, one), (_, other)] if !noun => Some([*one, *other]),
        _ => None,
    }
}

/// "Closing press conference. X answers questions": the talk with the press that the sentence right before, or this one, is
/// about.
pub(super) fn press(doc: &Doc<'_, '_>, events: &Events, sentence: &Tokens) -> Option<usize> {
    let above = sentence.start.checked_sub(1).map(|at| doc.sentence(at))?;
    let here = |event: &Event| event.mentions.iter().any(|tokens| above.contains(&tokens.start));
    let mut named = events.list.iter().enumerate().filter(|(_, event)| event.worth && here(event));
    let (only, event) = named.next()?;
    (named.next().is_none() && event.kind() == "press-conference").then_some(only)
}
