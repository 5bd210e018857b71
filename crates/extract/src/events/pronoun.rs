//! "It will take place in A on 5 May": a sentence that opens with a pronoun says when and where the gathering is that
//! the sentence before names.

use super::circumstance::status_of;
use super::place::{place_name, place_of};
use super::when::date_of;
use super::{Event, Events};
use crate::doc::{Doc, Tokens};

pub(super) fn by_pronoun(doc: &Doc<'_, '_>, events: &mut Events) {
    let Some(words) = doc.pack.setting("event-pronouns") else { return };
    for pronoun in (0..doc.chart.tokens().len()).filter(|&at| doc.is_any_of(at, words)) {
        let sentence = doc.sentence(pronoun);
        if sentence.start != pronoun || !tells_of_holding(doc, &sentence) {
            continue;
        }
        let own = pronoun..pronoun + 1;
        let when = date_of(doc, &own, &sentence, None).map(|(time, _)| time);
        let place = place_of(doc, &own, &sentence, None, false).map(|(place, _)| place);
        let status = status_of(doc, &own, &sentence, when);
        let Some(event) = meant(doc, events, &sentence, status) else { continue };
        let event = &mut events.list[event];
        let (date, place) =
            (when.map(|time| time.value.as_str().to_owned()), place.map(|at| place_name(doc, &at)));
        let mut said = false;
        for (slot, value) in [("date", date), ("place", place)] {
            if let Some(value) = value.filter(|_| event.fact.get(slot).is_none()) {
                event.fact.set(slot, value);
                said = true;
            }
        }
        if said {
            event.fact.set("status", status.to_owned());
            event.settled = true;
            event.fact.evidence.push(sentence);
        }
    }
}

/// A word of holding near the pronoun, and no event that the sentence itself names.
fn tells_of_holding(doc: &Doc<'_, '_>, sentence: &Tokens) -> bool {
    const REACH: usize = 8;
    let near = if crate::forms::heads_last(doc) {
        sentence.clone()
    } else {
        sentence.start..sentence.end.min(sentence.start + REACH)
    };
    doc.within("status-word", &near).next().is_some() && doc.within("event", sentence).next().is_none()
}

/// The one gathering of the sentence before that the pronoun can mean.
fn meant(doc: &Doc<'_, '_>, events: &Events, sentence: &Tokens, status: &str) -> Option<usize> {
    let before =
        sentence.start.checked_sub(1).filter(|&at| doc.block_of(at) == doc.block_of(sentence.start))?;
    let before = doc.sentence(before);
    // "he opened in A": a pronoun that persons share may mean the one named there
    let personal = doc.starts("pronoun", sentence.start).is_some();
    if personal && doc.persons.within(&before).next().is_some() {
        return None;
    }
    let told = |event: &Event| event.mentions.iter().any(|tokens| before.contains(&tokens.start));
    let open = |event: &Event| event.fact.get("date").is_none() || event.fact.get("place").is_none();
    let named: Vec<(usize, &Event)> =
        events.list.iter().enumerate().filter(|(_, event)| told(event) && event.gathers()).collect();
    let only = |fits: &dyn Fn(&Event) -> bool| {
        let mut fitting = named.iter().filter(|(_, event)| fits(event));
        fitting.next().filter(|_| fitting.next().is_none()).map(|(number, _)| *number)
    };
    let alone = (named.len() == 1).then(|| only(&open)).flatten();
    alone.or_else(|| only(&|event| open(event) && event.status() == status))
}
