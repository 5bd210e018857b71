//! A bare head that means an event named elsewhere: "Exercise ends" over a report of «Shield-7», "the manoeuvres, which
//! had begun on Monday" beside the day on which they ended.

use record::Edtf;

use super::same::places_agree;
use super::{Event, Events, focus};
use crate::doc::Doc;

/// Joins each event of which nothing but a bare head is told to the one that the opening of the text names.
pub(super) fn gather(doc: &Doc<'_, '_>, events: &mut Events) {
    let opening = focus::opening(doc);
    let mut at = 0;
    while at < events.list.len() {
        match named(doc, events, at, opening) {
            Some(number) => {
                let bare = events.list.remove(at);
                let number = if number > at { number - 1 } else { number };
                if let Some(event) = events.list.get_mut(number) {
                    join(event, bare);
                }
            }
            None => at += 1,
        }
    }
}

/// The one event of the opening that a bare head can mean.
fn named(doc: &Doc<'_, '_>, events: &Events, at: usize, opening: usize) -> Option<usize> {
    let bare = events.list.get(at)?;
    let alone = !bare.proper && bare.words.len() <= 1 && bare.designation.is_empty() && bare.number.is_none();
    let told = matches!(bare.status(), "held" | "ongoing") && bare.fact.get("name").is_some();
    if !alone || !told || bare.fact.get("body").is_some() || !drills(bare) {
        return None;
    }
    let first = |event: &Event| event.mentions.first().is_some_and(|one| doc.block_of(one.start) < opening);
    let means = |event: &Event| {
        event.proper
            && drills(event)
            && first(event)
            && matches!(event.status(), "held" | "ongoing")
            && (bare.fact.get("place").is_none() || places_agree(event, &bare.fact))
            && near(event, bare)
    };
    let mut others = events.list.iter().enumerate().filter(|(number, event)| *number != at && means(event));
    let (Some((number, _)), None) = (others.next(), others.next()) else { return None };
    Some(number)
}

/// "Lake Forum opens in A" over "the Third Lake Forum opened in A": a headline leaves out what number it is.
pub(super) fn shortened(doc: &Doc<'_, '_>, events: &mut Events) {
    let opening = focus::opening(doc);
    let in_title = |tokens: &crate::doc::Tokens| doc.block_of(tokens.start) == 0;
    let titled = events.list.iter().position(|event| event.mentions.first().is_some_and(in_title));
    let Some(titled) = titled.filter(|_| doc.block_kind(0) == text::segment::BlockKind::Heading) else {
        return;
    };
    let short = &events.list[titled];
    let bare =
        short.words.len() > 1 && super::same::numbers(&short.words).is_empty() && short.number.is_none();
    if !bare || date(short).is_some() {
        return;
    }
    let same = |event: &Event| {
        event.kind() == short.kind()
            && event.words.len() > short.words.len()
            && short.words.iter().all(|word| event.words.contains(word))
            && event.mentions.first().is_some_and(|one| (1..opening).contains(&doc.block_of(one.start)))
            && places_agree(event, &short.fact)
    };
    let mut alike = events.list.iter().enumerate().filter(|(_, event)| same(event));
    let (Some((number, _)), None) = (alike.next(), alike.next()) else { return };
    fold_in(events, titled, number);
}

/// "Third Meeting of the Dialogue" over "The ministers met in A on 3 May": a verb of meeting in the first paragraph tells
/// of the gathering that the head of the text names without a day.
pub(super) fn met(doc: &Doc<'_, '_>, events: &mut Events) {
    const HEAD: usize = 3;
    if doc.pack.setting("verb-early").is_none() {
        return;
    }
    let opening = focus::opening(doc);
    let first = |event: &Event| event.mentions.first().map_or(usize::MAX, |one| doc.block_of(one.start));
    let named = events.list.iter().position(|event| {
        event.proper
            && matches!(event.kind(), "session" | "meeting" | "conference")
            && first(event) < HEAD.min(opening)
            && !matches!(event.status(), "planned" | "cancelled")
    });
    let Some(named) = named else { return };
    let line = first(&events.list[named]);
    let told = events.list.iter().position(|event| {
        event.fact.get("name").is_none()
            && event.fact.get("body").is_none()
            && matches!(event.kind(), "session" | "meeting")
            && matches!(event.status(), "held" | "ongoing")
            && (line + 1..=opening).contains(&first(event))
    });
    let Some(told) = told.filter(|told| *told != named) else { return };
    let (event, bare) = (&events.list[named], &events.list[told]);
    if !super::same::dates_agree(event, &bare.fact) || !places_agree(event, &bare.fact) {
        return;
    }
    fold_in(events, told, named);
}

/// "The Board met in A" over "the session of the Board of the Lake Fund took place in A today": a headline that tells by
/// a verb alone what the first paragraph names.
pub(super) fn told_by_verb(doc: &Doc<'_, '_>, events: &mut Events) {
    let opening = focus::opening(doc);
    let sits = |event: &Event| matches!(event.kind(), "session" | "meeting");
    let first = |event: &Event| event.mentions.first().map_or(usize::MAX, |one| doc.block_of(one.start));
    let nameless = |event: &Event| {
        sits(event) && event.fact.get("name").is_none() && date(event).is_none() && first(event) == 0
    };
    let Some(titled) = events.list.iter().position(nameless) else { return };
    if doc.block_kind(0) != text::segment::BlockKind::Heading || events.list[titled].mentions.len() > 1 {
        return;
    }
    let short = &events.list[titled];
    let bodies = |event: &Event| match (short.fact.get("body"), event.fact.get("body")) {
        (Some(a), Some(b)) => super::same::shares_word(a, b),
        _ => true,
    };
    let same = |event: &Event| {
        sits(event)
            && event.fact.get("name").is_some()
            && (1..opening).contains(&first(event))
            && event.status() == short.status()
            && places_agree(event, &short.fact)
            && bodies(event)
    };
    let mut alike = events.list.iter().enumerate().filter(|(_, event)| same(event));
    let (Some((number, _)), None) = (alike.next(), alike.next()) else { return };
    fold_in(events, titled, number);
}

/// Takes one event out and tells what it says of another.
fn fold_in(events: &mut Events, from: usize, into: usize) {
    let told = events.list.remove(from);
    let into = if from < into { into - 1 } else { into };
    if let Some(event) = events.list.get_mut(into) {
        join(event, told);
    }
}

fn drills(event: &Event) -> bool {
    matches!(event.kind(), "exercise" | "operation")
}

fn date(event: &Event) -> Option<Edtf> {
    event.fact.get("date").and_then(|date| date.parse().ok())
}

/// Whether two days can be days of one exercise.
fn near(event: &Event, bare: &Event) -> bool {
    const LONGEST: i32 = 14;
    let (Some(a), Some(b)) = (date(event), date(bare)) else { return true };
    let apart = a.first_day().zip(b.first_day()).map(|(a, b)| (a - b).get_days().abs());
    a.overlaps(&b) || apart.is_some_and(|days| days <= LONGEST) && a.precision() == 3 && b.precision() == 3
}

/// What is said of the bare head is said of the event; where both have days, it lasted from the first to the last.
fn join(event: &mut Event, bare: Event) {
    match (date(event), date(&bare)) {
        (Some(own), Some(other)) if !own.overlaps(&other) && !own.is_interval() && !other.is_interval() => {
            if let Some(days) = super::again::spanned(&own, &other) {
                event.fact.set("date", days.as_str().to_owned());
            }
        }
        (None, Some(other)) => event.fact.set("date", other.as_str().to_owned()),
        _ => {}
    }
    if event.fact.get("place").is_none()
        && let Some(place) = bare.fact.get("place")
    {
        event.fact.set("place", place.to_owned());
    }
    event.fact.evidence.extend(bare.fact.evidence);
    event.mentions.extend(bare.mentions);
    event.mentions.sort_by_key(|tokens| tokens.start);
}
