//! Who spoke at an event, as what they are reported to have said tells.

use std::collections::HashSet;

use super::make;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::statements::{Speaker, Speech};

/// Who is quoted at an event named in the same sentence spoke there.
pub(super) fn from_speech(doc: &Doc<'_, '_>, events: &Events, speech: &Speech) -> Option<Fact> {
    let Speaker::Person(person, _) = &speech.speaker else { return None };
    let name = doc.persons.known[*person].name.clone();
    let outside = |at: usize| !speech.holds(at);
    let named = events.list.iter().enumerate().find(|(_, event)| {
        let inside = |tokens: &Tokens| {
            speech.sentence.start <= tokens.start
                && tokens.end <= speech.sentence.end
                && outside(tokens.start)
        };
        event.worth
            && event.mentions.iter().any(inside)
            && !matches!(event.kind(), "incident" | "operation" | "vote")
    });
    // "X told delegates": who speaks to those gathered speaks at what they gathered for
    let to_audience = || {
        let audience = doc.within("audience", &speech.sentence).find(|word| outside(word.tokens.start))?;
        let after_cue = speech
            .cue
            .as_ref()
            .is_some_and(|cue| cue.end <= audience.tokens.start && audience.tokens.start <= cue.end + 4);
        events.in_focus(doc, speech.sentence.start).filter(|_| after_cue)
    };
    // "There X said that ...": at what the sentence before tells of
    let there = || {
        const OPENING: usize = 2;
        let words = doc.pack.setting("there-words")?;
        let sentence = &speech.sentence;
        let opening = sentence.start..sentence.end.min(sentence.start + OPENING);
        let at = opening.into_iter().find(|&at| doc.is_any_of(at, words) && outside(at))?;
        let event = events.in_focus(doc, at)?;
        let gathering = events.list.get(event).is_some_and(|event| {
            let above = event.mentions.iter().any(|tokens| {
                tokens.start < at && doc.chart.sentence_of(tokens.start) + 1 >= doc.chart.sentence_of(at)
            });
            above
                && matches!(
                    event.kind(),
                    "session" | "meeting" | "conference" | "roundtable" | "seminar" | "ceremony"
                )
        });
        gathering.then_some(event)
    };
    let at_it = || at_gathering(doc, events, speech);
    let event = named.map(|(event, _)| event).or_else(to_audience).or_else(there).or_else(at_it)?;
    make(events, event, name, "speaker", &speech.sentence, &"extract/speaker".into())
}

/// "At the sitting X said that ..." where an ending says where: the bare word means the gathering that the text tells of.
fn at_gathering(doc: &Doc<'_, '_>, events: &Events, speech: &Speech) -> Option<usize> {
    const OPENING: usize = 4;
    if !crate::forms::governed_from_behind(doc) {
        return None;
    }
    let sentence = &speech.sentence;
    let mut opening = sentence.start..sentence.end.min(sentence.start + OPENING);
    let head = opening.find_map(|at| {
        let head = doc.starts("event-head", at).filter(|_| !speech.holds(at))?;
        crate::events::in_place_case(doc, &head.tokens).then_some(head)
    })?;
    let own = |at: usize| crate::forms::bare(doc, &(sentence.start..at)).is_empty();
    let bare = own(head.tokens.start)
        || doc
            .starts("loose-modifier", sentence.start)
            .is_some_and(|word| word.tokens.end == head.tokens.start);
    let event = events.in_focus(doc, head.tokens.start).filter(|_| bare)?;
    let gathers =
        |kind: &str| matches!(kind, "session" | "meeting" | "conference" | "roundtable" | "seminar");
    let kind = head.attribute("kind").unwrap_or_default();
    let same = events.list.get(event).is_some_and(|event| gathers(event.kind()) && gathers(kind));
    same.then_some(event)
}

/// "X chaired the session. Y of B said that ...": who holds a post and is reported to have said something, in a
/// paragraph that tells of a gathering who took part in it, spoke there.
pub(super) fn reported(doc: &Doc<'_, '_>, events: &Events, speech: &[Speech], found: &[Fact]) -> Vec<Fact> {
    const KINDS: [&str; 4] = ["session", "conference", "roundtable", "seminar"];
    let posts = doc.every("office").iter().flat_map(|&id| doc.mention(id).parts("person"));
    let holders: HashSet<usize> = posts.filter_map(|part| doc.persons.at(&part.tokens)).collect();
    let told: HashSet<&str> = found.iter().filter_map(|fact| fact.get("participant")).collect();
    let spoke = |speech: &Speech| {
        let Speaker::Person(person, _) = &speech.speaker else { return None };
        let name = doc.persons.known.get(*person)?.name.as_str();
        if speech.cue.is_none() || told.contains(name) {
            return None;
        }
        let block = doc.block_of(speech.sentence.start);
        let event = events.in_focus(doc, speech.sentence.start)?;
        let gathering = events.list.get(event)?;
        // who is quoted beside those who spoke at a round table spoke there too, whatever he is
        let debate = matches!(gathering.kind(), "seminar" | "roundtable");
        let aside = speech.direct || !holders.contains(person);
        if aside && !debate {
            return None;
        }
        // who comments on a session or a forum need not have sat there
        let back = if debate && !aside { 3 } else { 1 };
        let near = |tokens: &Tokens| {
            tokens.start < speech.sentence.start && doc.block_of(tokens.start) + back >= block
        };
        let beside = found.iter().filter(|fact| fact.event == Some(event)).any(|fact| {
            fact.evidence.last().is_some_and(|shown| {
                let told = doc.block_of(shown.start);
                told <= block && told + back > block
            })
        });
        let there = KINDS.contains(&gathering.kind()) && gathering.mentions.iter().any(near) && beside;
        let rule = "extract/speaker".into();
        make(events, event, name.to_owned(), "speaker", &speech.sentence, &rule).filter(|_| there)
    };
    speech.iter().filter_map(spoke).collect()
}
