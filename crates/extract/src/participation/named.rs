//! Those whom words name outright: the parties of a meeting, and the names after a label.

use text::morph::Tags;

use super::actors::actor_name;
use super::make;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;

/// "talks between A and B", "a meeting with X of C": whom the words of a meeting name took part in it.
pub(super) fn named_as_parties(doc: &Doc<'_, '_>, events: &Events) -> Vec<Fact> {
    const REACH: usize = 3;
    let words = doc.pack.setting("party-words").unwrap_or_default();
    let mut facts = Vec::new();
    let meetings =
        events.list.iter().enumerate().filter(|(_, event)| event.worth && event.kind() == "meeting");
    for (number, event) in meetings {
        for tokens in &event.mentions {
            let sentence = doc.sentence(tokens.start);
            let leads = |at: &usize| doc.is_any_of(*at, words);
            let near = (tokens.start..sentence.end.min(tokens.end + REACH)).find(leads);
            let Some(with) = near.or_else(|| between_further(doc, tokens, &sentence)) else {
                continue;
            };
            let verb =
                |at: &usize| doc.chart.words[*at].readings.first().is_some_and(|tags| tags.has(Tags::AUX));
            let stop = |at: &usize| doc.is_mark(*at, &[";", ":", "."]) || verb(at);
            let scope = with + 1..(with + 1..sentence.end).find(stop).unwrap_or(sentence.end);
            let rule = &event.fact.rule;
            let mut names = named_parties(doc, &scope);
            // "X flew to A and held talks with Y": the one whom the sentence is about
            let subject = doc.persons.within(&(sentence.start..tokens.start)).next();
            let joint = doc.pack.setting("joint-word").is_some_and(|word| doc.is_any_of(with, word));
            let named = !names.is_empty() && joint;
            if let Some((_, subject)) = subject.filter(|_| named) {
                names.insert(0, doc.persons.known[subject].name.clone());
                names.dedup();
            }
            for who in names {
                facts.extend(make(events, number, who, "participant", &sentence, rule));
            }
        }
    }
    facts
}

/// "A telephone call took place on Wednesday between X and Y": a word that names two parties says nothing else where a
/// person or a post follows it.
fn between_further(doc: &Doc<'_, '_>, said: &Tokens, sentence: &Tokens) -> Option<usize> {
    const REACH: usize = 12;
    const NEAR: usize = 2;
    let between = doc.pack.setting("between-words")?;
    let at = (said.end..sentence.end.min(said.end + REACH)).find(|&at| doc.is_any_of(at, between))?;
    let next = at + 1..sentence.end.min(at + 1 + NEAR);
    let parted =
        (said.end..at).any(|at| doc.is_mark(at, &[";", ":"]) || doc.starts("event-head", at).is_some());
    let named = next.clone().any(|at| doc.starts("title", at).is_some())
        || doc.persons.within(&next).next().is_some();
    (named && !parted).then_some(at)
}

/// "X is in A on a visit", "the visit of X to A": the person whose visit it is, before the word in the subject's
/// case or right after it.
pub(super) fn visitors(doc: &Doc<'_, '_>, events: &Events) -> Vec<Fact> {
    const AFTER: usize = 16;
    let mut facts = Vec::new();
    let visits = events.list.iter().enumerate().filter(|(_, event)| event.worth && event.kind() == "visit");
    for (number, event) in visits {
        for tokens in &event.mentions {
            let sentence = doc.sentence(tokens.start);
            let subject = |name: &Tokens| in_case(doc, name, Tags::NOM);
            let invites = doc.within("speech-verb", &(sentence.start..tokens.start)).next().is_some();
            let before = doc
                .persons
                .within(&(sentence.start..tokens.start))
                .filter(|(name, _)| subject(name))
                .find(|(name, _)| !in_brackets(doc, name));
            // "the visit of minister X to A": the owner, in the genitive
            let owner =
                doc.persons.within(&(tokens.start..sentence.end.min(tokens.end + AFTER))).next().filter(
                    |(name, _)| {
                        tokens.contains(&name.start) || subject(name) && !crate::forms::heads_last(doc)
                    },
                );
            let Some((_, person)) = before.or(owner).filter(|_| !invites) else { continue };
            let who = doc.persons.known[person].name.clone();
            facts.extend(make(events, number, who, "participant", &sentence, &event.fact.rule));
        }
    }
    facts
}

/// "joint exercise of the border guards of A, B and C": the states whose forces or ministries an exercise, an
/// operation or talks are said to be of.
pub(super) fn owners(doc: &Doc<'_, '_>, events: &Events) -> Vec<Fact> {
    const REACH: usize = 14;
    const LEAST: usize = 2;
    let mut facts = Vec::new();
    let joint = |kind: &str| matches!(kind, "exercise" | "operation" | "meeting");
    let events_of = events.list.iter().enumerate().filter(|(_, event)| event.worth && joint(event.kind()));
    for (number, event) in events_of {
        for tokens in &event.mentions {
            let sentence = doc.sentence(tokens.start);
            let last = crate::forms::heads_last(doc);
            let start =
                if last { tokens.start.saturating_sub(REACH).max(sentence.start) } else { tokens.start };
            let owners = chain_of_states(doc, &(start..tokens.end));
            let near = owners.last().is_some_and(|owner| owner.end + REACH / 2 >= tokens.start);
            if owners.len() < LEAST || !near {
                continue;
            }
            for owner in owners {
                let who = actor_name(doc, &owner);
                facts.extend(make(events, number, who, "participant", &sentence, &event.fact.rule));
            }
        }
    }
    facts
}

/// The longest row of states, in the genitive where cases tell, with commas and small words between.
fn chain_of_states(doc: &Doc<'_, '_>, scope: &Tokens) -> Vec<Tokens> {
    let place_words = doc.pack.setting("place-words").unwrap_or_default();
    let states = doc.within("state", scope).chain(doc.within("country", scope));
    let mut states: Vec<Tokens> = states.map(|state| state.tokens.clone()).collect();
    states.sort_by_key(|state| (state.start, usize::MAX - state.end));
    states.dedup_by(|later, earlier| later.start < earlier.end);
    let quoted = |state: &Tokens| {
        doc.within("quoted", &doc.sentence(state.start)).any(|quoted| quoted.tokens.contains(&state.start))
    };
    let placed = |state: &Tokens| {
        crate::events::in_place_case(doc, state)
            || state.start > 0 && doc.is_any_of(state.start - 1, place_words)
    };
    let between = |gap: Tokens| {
        !gap.is_empty()
            && gap.len() <= 2
            && gap.clone().all(|at| {
                doc.is_mark(at, &[","]) || doc.chart.words[at].reads_as(Tags::CONJ) || joins(doc, at)
            })
    };
    let mut rows: Vec<Vec<Tokens>> = Vec::new();
    for state in states.into_iter().filter(|state| !quoted(state) && !placed(state)) {
        match rows.last_mut() {
            Some(row) if row.last().is_some_and(|last| between(last.end..state.start)) => row.push(state),
            _ => rows.push(vec![state]),
        }
    }
    let row = rows.into_iter().max_by_key(Vec::len).unwrap_or_default();
    // "A and B held an exercise": who holds it stands in no genitive
    let owned = row.last().is_some_and(|last| {
        let word = &doc.chart.words[last.end - 1];
        word.reads_as(Tags::GEN) || !word.readings.iter().any(|tags| tags.has_any(Tags::CASES))
    });
    if owned { row } else { Vec::new() }
}

/// Whether the first word of a name can stand in a case, as far as it is known.
fn in_case(doc: &Doc<'_, '_>, name: &Tokens, case: Tags) -> bool {
    super::doers::stands_in(doc, name, case)
}

fn in_brackets(doc: &Doc<'_, '_>, name: &Tokens) -> bool {
    name.start > 0 && doc.is_mark(name.start - 1, &["("])
}

/// The persons of a phrase that names who met; where there are none, the chain of states that opens it.
fn named_parties(doc: &Doc<'_, '_>, scope: &Tokens) -> Vec<String> {
    const OPENING: usize = 6;
    const GAP: usize = 3;
    let persons: Vec<String> =
        doc.persons.within(scope).map(|(_, at)| doc.persons.known[at].name.clone()).collect();
    if !persons.is_empty() {
        return persons;
    }
    let mut edge = scope.start + OPENING;
    let mut names: Vec<String> = Vec::new();
    let actors =
        doc.within("state", scope).chain(doc.within("country", scope)).chain(doc.within("org", scope));
    let mut actors: Vec<Tokens> = actors.map(|mention| mention.tokens.clone()).collect();
    actors.sort_by_key(|tokens| (tokens.start, usize::MAX - tokens.end));
    let mut end = 0;
    for tokens in actors {
        if tokens.start < end {
            continue;
        }
        if tokens.start > edge {
            break;
        }
        (end, edge) = (tokens.end, tokens.end + GAP);
        let name = actor_name(doc, &tokens);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The names after a label, where all that stands there is names in capitals with commas and small words between.
pub(super) fn labelled(doc: &Doc<'_, '_>, scope: &Tokens) -> Option<Vec<String>> {
    const LONGEST: usize = 7;
    let parts = |at: usize| {
        doc.is_mark(at, &[",", ";", ".", "\u{2022}"])
            || doc.starts("conjunction", at).is_some()
            || joins(doc, at)
    };
    // "Marisol Quint (Isla Verde)": whom one stands for
    let mut names: Vec<String> = Vec::new();
    let mut at = scope.start;
    let mut after_person = false;
    while at < scope.end {
        let end = (at..scope.end).find(|&token| parts(token)).unwrap_or(scope.end);
        let bracket = (at..end).find(|&token| doc.is_mark(token, &["("])).unwrap_or(end);
        let begins = at;
        let chunk = crate::forms::bare(doc, &(at..bracket));
        at = end + 1;
        if chunk.is_empty() {
            continue;
        }
        let capital = doc.chart.tokens()[chunk.start].is_capitalised();
        let verbal = chunk
            .clone()
            .any(|token| doc.chart.words[token].readings.first().is_some_and(|tags| tags.has(Tags::AUX)));
        if !capital || verbal || chunk.len() > LONGEST {
            return None;
        }
        // a form of address before a name, the title of a talk
        let covers = |class| doc.starts(class, chunk.start).is_some_and(|one| one.tokens.end >= chunk.end);
        if covers("honorific") || covers("quoted") {
            continue;
        }
        let person = doc.persons.within(&chunk).next().map(|(_, at)| doc.persons.known[at].name.clone());
        // "A, University of B": where the one before is from
        let beside = person.is_none() && after_person && doc.is_mark(begins.saturating_sub(1), &[","]);
        // "Keynote: X, Minister for Shipping, A": the post, and where it is held
        let post =
            doc.starts("title", chunk.start).is_some() || doc.starts("title-head", chunk.start).is_some();
        after_person = person.is_some() || beside && post;
        if beside {
            continue;
        }
        let name = person.unwrap_or_else(|| actor_name(doc, &chunk));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then_some(names)
}

fn joins(doc: &Doc<'_, '_>, at: usize) -> bool {
    let words = doc.pack.setting("clause-joins").unwrap_or_default();
    doc.is_any_of(at, words)
}
