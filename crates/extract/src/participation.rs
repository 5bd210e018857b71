//! Participation: who was at an event, in which part, and who was not.

mod actors;
mod again;
mod doers;
mod drilled;
mod joined;
pub(crate) mod lists;
mod meant;
mod named;
mod posts;
mod programme;
mod rows;
mod speakers;

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::statements::Speech;
use actors::{actor_name, states};
use doers::participants;
use lists::{after_colon, lines_after, listed};
use named::{named_as_parties, owners, visitors};

const STRENGTH: [&str; 5] = ["absent", "participant", "speaker", "host", "chair"];

pub(crate) fn find(doc: &Doc<'_, '_>, events: &Events, speech: &[Speech]) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let personal = |other: &Mention| {
        let person = |holder: &Tokens| {
            crate::chairs::is_of_person(doc, holder) || crate::chairs::names_person(doc, holder)
        };
        other.part("holder").is_some_and(|holder| person(&holder.tokens))
    };
    let of_bodies: Vec<&Tokens> = ["chairmanship", "membership"]
        .into_iter()
        .flat_map(|class| doc.every(class))
        .map(|&id| doc.mention(id))
        .filter(|other| !personal(other) && !crate::chairs::of_gathering(doc, other))
        .map(|other| &other.tokens)
        .collect();
    for &id in doc.all("part-verb") {
        let verb = doc.mention(id);
        let said = speech
            .iter()
            .any(|speech| speech.direct && !speech.is_answer() && speech.holds(verb.tokens.start));
        // who chairs or observes an organisation does so at no event
        let of_body = of_bodies.iter().any(|other| other.contains(&verb.tokens.start));
        let of_body = of_body && !lists::goes_on(doc, verb);
        if said || of_body {
            continue;
        }
        let reported = speech.iter().find(|speech| !speech.is_answer() && speech.holds(verb.tokens.start));
        for fact in from_verb(doc, events, verb, reported, speech) {
            enter(&mut found, fact);
        }
    }
    for &id in doc.all("event") {
        for fact in parties(doc, events, doc.mention(id)) {
            enter(&mut found, fact);
        }
    }
    for fact in drilled::forces(doc, events, speech).into_iter().chain(programme::speakers(doc, events)) {
        enter(&mut found, fact);
    }
    for fact in named_as_parties(doc, events).into_iter().chain(visitors(doc, events)) {
        enter(&mut found, fact);
    }
    for speech in speech {
        if let Some(fact) = speakers::from_speech(doc, events, speech) {
            enter(&mut found, fact);
        }
    }
    for fact in speakers::reported(doc, events, speech, &found) {
        enter(&mut found, fact);
    }
    // whose talks they were says less than who held them
    let told = |fact: &Fact| {
        let talks =
            fact.event.and_then(|at| events.list.get(at)).is_some_and(|event| event.kind() == "meeting");
        talks && found.iter().any(|known| known.event == fact.event)
    };
    for fact in owners(doc, events).into_iter().filter(|fact| !told(fact)).collect::<Vec<_>>() {
        enter(&mut found, fact);
    }
    found
}

fn enter(found: &mut Vec<Fact>, fact: Fact) {
    let strength =
        |fact: &Fact| fact.get("role").and_then(|role| STRENGTH.iter().position(|known| *known == role));
    let same = found
        .iter_mut()
        .find(|known| known.get("participant") == fact.get("participant") && known.event == fact.event);
    match same {
        None => found.push(fact),
        Some(known) => {
            // who "took part in part" and "sent nobody" was not there
            let denied = fact.get("role") == Some("absent") && known.get("role") == Some("participant");
            if denied {
                known.set("role", "absent".to_owned());
            } else if strength(&fact) > strength(known)
                && known.get("role") != Some("absent")
                && let Some(role) = fact.get("role")
            {
                known.set("role", role.to_owned());
            }
            known.evidence.extend(fact.evidence);
        }
    }
}

fn make(
    events: &Events,
    event: usize,
    participant: String,
    role: &str,
    sentence: &Tokens,
    rule: &std::sync::Arc<str>,
) -> Option<Fact> {
    // what is no claim of its own is nothing to take part in
    let told = events.list.get(event).filter(|event| event.worth)?;
    // "The Council, which sat in A": a body takes no part in its own session
    let body = told.fact.get("body");
    if role == "participant" && body.is_some_and(|body| fold(body) == fold(&participant)) {
        return None;
    }
    let mut fact = Fact::new("participation", rule.clone());
    fact.set("participant", participant);
    // what is only said to have met has no name
    if let Some(name) = told.name() {
        fact.set("event", name.to_owned());
    }
    fact.set("role", role.to_owned());
    fact.event = Some(event);
    fact.evidence.extend(told.fact.evidence.first().cloned());
    fact.evidence.push(sentence.clone());
    Some(fact)
}

/// "A met B": those whom the rule of an event calls its parties.
fn parties(doc: &Doc<'_, '_>, events: &Events, mention: &Mention) -> Vec<Fact> {
    let told = |event: &crate::events::Event| event.mentions.contains(&mention.tokens);
    let Some(event) = events.list.iter().position(told) else { return Vec::new() };
    let sentence = doc.sentence(mention.tokens.start);
    let mut names: Vec<String> = Vec::new();
    for part in mention.parts("party") {
        let persons = doc.persons.within(&part.tokens);
        let persons: Vec<String> = persons.map(|(_, at)| doc.persons.known[at].name.clone()).collect();
        let states = || states(doc, &part.tokens).into_iter().map(|one| actor_name(doc, &one));
        names.extend(if persons.is_empty() { states().collect() } else { persons });
    }
    let fact = |who| make(events, event, who, "participant", &sentence, &mention.rule);
    names.into_iter().filter_map(fact).collect()
}

fn from_verb(
    doc: &Doc<'_, '_>,
    events: &Events,
    verb: &Mention,
    reported: Option<&Speech>,
    speech: &[Speech],
) -> Vec<Fact> {
    let Some(role) = verb.attribute("role") else { return Vec::new() };
    let sentence = doc.sentence(verb.tokens.start);
    // "A declined the trip": the way to the gathering told of
    let trip =
        |at: usize| role == "absent" && events.list[at].kind() == "visit" && !events.list[at].is_proper();
    let here = events
        .named_in(&sentence, verb.tokens.start)
        .filter(|&at| !is_earlier(doc, events, at, &sentence) && !trip(at));
    // "X will take part" is said of what is to come
    let planned = || events.planned_before(verb.tokens.start);
    let to_come = if verb.attribute("when") == Some("future") { planned() } else { None };
    let focus = || to_come.or_else(|| events.in_focus(doc, verb.tokens.start)).or_else(planned);
    // a line of a diary tells on of what it names, planned as it is
    let past = Tags::parse("verb/past").is_some_and(|past| doc.chart.reads_as(&verb.tokens, past));
    let of_line = || events.planned_in(&(doc.block(doc.block_of(sentence.start)).start..sentence.start));
    let of_line = if past { None } else { of_line() };
    let press = || meant::press(doc, events, &sentence).filter(|_| role == "speaker");
    let Some(event) = here.or_else(press).or(of_line).or_else(focus) else { return Vec::new() };
    let called = || meant::by_head(doc, events, event, &sentence, &verb.tokens).filter(|_| here.is_none());
    let event = called().unwrap_or_else(|| meant::meant(doc, events, event, verb.tokens.start));
    // "A met B. The session was chaired by X": what is told of others in passing has no such part
    let unnamed = here.is_none() && events.list[event].name().is_none();
    let named = if unnamed { events.named_in_focus(doc, verb.tokens.start) } else { None };
    let event = named.unwrap_or(event);
    // "For A: X" signs an order on what is to come
    if verb.attribute("held").is_some() && events.list[event].status() == "planned" {
        return Vec::new();
    }
    // who opens an operation says nothing at it
    if matches!(events.list[event].kind(), "operation" | "incident") && role == "speaker" {
        return Vec::new();
    }
    if here.is_none()
        && (matches!(events.list[event].kind(), "operation" | "incident")
            && role != "absent"
            && role != "participant")
    {
        return Vec::new();
    }
    let mut clause = clause_of(doc, verb, &sentence);
    // who reports that others took part did not take part by that
    if let Some(content) = reported.and_then(|speech| speech.passage(verb.tokens.start)) {
        clause = clause.start.max(content.start)..clause.end.min(content.end);
    }
    // whoever reports on last year's work does so now
    let told = role != "speaker" && role != "chair";
    if told && here.is_none() && is_of_another_year(doc, &events.list[event], &verb.tokens) {
        return Vec::new();
    }
    // "he once took part in ..." somewhere in a life is told of no gathering that the sentences here name
    let number = doc.chart.sentence_of(sentence.start);
    let before =
        |tokens: &Tokens| tokens.start < sentence.start && doc.chart.sentence_of(tokens.start) + 1 >= number;
    let near = here.is_some() || events.list[event].mentions.iter().any(before);
    let again = if near { again::subject(doc, verb, &clause, speech) } else { None };
    let both = verb.attribute("side") == Some("both");
    let mut participants =
        if again.is_some() && !both { Vec::new() } else { participants(doc, verb, &clause, role) };
    participants.extend(again);
    if participants.is_empty() && role == "host" {
        participants.extend(again::state(doc, verb, &clause));
    }
    // "A takes part now and then, and sent nobody this time": the subject stands in the clause before
    if participants.is_empty() && role == "absent" && clause.start > sentence.start {
        let part = (sentence.start..clause.start).rev().find(|&at| doc.is_mark(at, &[";"]));
        let whole = part.map_or(sentence.start, |at| at + 1)..clause.end;
        participants = doers::participants(doc, verb, &whole, role);
    }
    let item = doc.block_kind(doc.block_of(sentence.start)) == text::segment::BlockKind::Item;
    // "3. Present were:" is an item that leads in others
    let leads = sentence.end.checked_sub(1).is_some_and(|last| doc.is_mark(last, &[":"]));
    if participants.is_empty() && role != "chair" && (!item && role != "host" || leads) {
        let mut items = doc.items_after(&sentence);
        if items.is_empty() && verb.attribute("side") != Some("before") {
            items = lines_after(doc, &sentence);
        }
        participants = items.iter().filter_map(|item| listed(doc, item)).flatten().collect();
    }
    if participants.is_empty() && role != "chair" {
        participants = after_colon(doc, verb, &sentence);
    }
    let mut told = vec![event];
    if here.is_none()
        && let Some(both) = meant::both(doc, events, &sentence, &verb.tokens)
    {
        told = both.to_vec();
    } else if here.is_some() {
        let others = joined::joined(doc, events, event, &verb.tokens).into_iter();
        told.extend(others.map(|other| meant::meant(doc, events, other, verb.tokens.start)));
    }
    let each = participants.iter().flat_map(|who| told.iter().map(move |&event| (event, who.clone())));
    each.filter_map(|(event, who)| make(events, event, who, role, &sentence, &verb.rule)).collect()
}

/// "reported on what was done since the previous meeting": an event that only dates what is told of another.
fn is_earlier(doc: &Doc<'_, '_>, events: &Events, event: usize, sentence: &Tokens) -> bool {
    const BACK: usize = 4;
    let Some(words) = doc.pack.setting("earlier-words") else { return false };
    let aside = doc.pack.setting("side-words").unwrap_or_default();
    let earlier = |at: usize| doc.is_any_of(at, words) || doc.is_any_of(at, aside);
    events.list.get(event).is_some_and(|event| {
        let here = event.mentions.iter().filter(|tokens| sentence.contains(&tokens.start));
        here.clone().next().is_some()
            && here.into_iter().all(|tokens| {
                (tokens.start.saturating_sub(BACK).max(sentence.start)..tokens.end).any(earlier)
            })
    })
}

/// "A in 2016 ended its participation", said beside a conference of 2024 that the sentence does not name: the year
/// right before the verb is that of what it tells.
fn is_of_another_year(doc: &Doc<'_, '_>, event: &crate::events::Event, verb: &Tokens) -> bool {
    const BESIDE: usize = 2;
    let date: Option<record::Edtf> = event.fact.get("date").and_then(|date| date.parse().ok());
    let year = |days: &record::Edtf| days.first_day().map(|day| day.year());
    let Some(held) = date.as_ref().and_then(year) else { return false };
    let before = doc.times.partition_point(|time| time.tokens.start < verb.start);
    let Some(time) = before.checked_sub(1).and_then(|last| doc.times.get(last)) else { return false };
    let mut gap = time.tokens.end..verb.start;
    gap.len() <= BESIDE
        && !gap.any(|at| doc.chart.tokens()[at].kind == text::token::TokenKind::Mark)
        && !time.value.is_interval()
        && year(&time.value).is_some_and(|year| year < held)
}

/// The part of the sentence that the verb rules: up to semicolons, and to the next verb of another part.
fn clause_of(doc: &Doc<'_, '_>, verb: &Mention, sentence: &Tokens) -> Tokens {
    // "took part: from A, X; from B, Y" is one list
    let lists =
        doc.is_mark(verb.tokens.end, &[":"]) || doc.is_mark(verb.tokens.end.saturating_sub(1), &[":"]);
    let absent = verb.attribute("role") == Some("absent");
    let stop = |at: usize| {
        doc.is_mark(at, &[";"]) && !(lists && at > verb.tokens.end)
            || absent && doc.is_mark(at, &["\u{2014}", "\u{2013}"])
    };
    let start =
        (sentence.start..verb.tokens.start).rev().find(|&at| stop(at)).map_or(sentence.start, |at| at + 1);
    // "those present were: A; B; C" is one list
    let listing = verb.attribute("side") == Some("after")
        && (verb.tokens.end..sentence.end).filter(|&at| stop(at)).count() > 1
        || (verb.tokens.end..sentence.end.min(verb.tokens.end + 4)).any(|at| doc.is_mark(at, &[":"]));
    let end = (verb.tokens.end..sentence.end).find(|&at| stop(at) && !listing).unwrap_or(sentence.end);
    let mut clause = start..end;
    // "X announced that her country would host": who announces is not who hosts
    let that = doc.pack.setting("that-words").unwrap_or_default();
    let reported = (clause.start..verb.tokens.start).rev().find(|&at| {
        doc.is_any_of(at, that) && doc.within("speech-verb", &(clause.start..at)).next().is_some()
    });
    clause.start = reported.map_or(clause.start, |that| that + 1);
    for other in doc.within("part-verb", sentence) {
        let between = |a: usize, b: usize| {
            (a..b).rev().find(|&at| doc.is_mark(at, &[",", ":"]) || doc.starts("conjunction", at).is_some())
        };
        let relative = (other.tokens.start.saturating_sub(3)..other.tokens.start).any(|at| {
            let words = doc.pack.setting("relative-words").unwrap_or_default();
            doc.is_any_of(at, words)
        });
        // "X, who chairs the Council, presided": what is said beside does not part the subject from its verb
        if relative && other.tokens.end <= verb.tokens.start {
            continue;
        }
        if other.tokens.end <= verb.tokens.start && other.tokens.start >= clause.start {
            if let Some(cut) = between(other.tokens.end, verb.tokens.start) {
                clause.start = clause.start.max(cut);
            }
        } else if other.tokens.start >= verb.tokens.end && other.tokens.start < clause.end && !lists {
            let mut gap = verb.tokens.end..other.tokens.start;
            // "A took part from afar, those of B did not come"
            let denied = !absent && other.attribute("role") == Some("absent");
            let turn = gap.clone().rfind(|&at| denied && doc.is_mark(at, &[","]));
            if let Some(cut) = gap.find(|&at| doc.is_mark(at, &[";", ":"])).or(turn) {
                clause.end = clause.end.min(cut);
            }
        }
    }
    clause
}
