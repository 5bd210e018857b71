//! States and bodies as actors: alone, in chains, and where they stand for leaders without names.

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::doers::{leads_in, side_of};
use crate::doc::{Doc, Tokens};
use crate::people;

/// Who acts: for a delegation of a state, the state.
pub(super) fn actor_name(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
    let delegation = tokens
        .clone()
        .filter_map(|at| doc.starts("org-head", at))
        .any(|head| head.attribute("kind") == Some("delegation"));
    let mut states = ["country", "state", "country-adjective"].iter().filter_map(|class| {
        let mut found = doc.within(class, tokens);
        found.next().filter(|_| found.next().is_none())
    });
    match states.next().filter(|_| delegation) {
        Some(state) => people::organisation_name(doc, &state.tokens),
        // "the delegation of A" of a land that no lexicon has
        None => match led_by_delegation(doc, tokens) {
            Some(land) => people::organisation_name(doc, &land),
            None => people::organisation_name(doc, tokens),
        },
    }
}

/// The one name in the genitive that follows the word for a delegation.
fn led_by_delegation(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<Tokens> {
    let head = doc.starts("org-head", tokens.start)?;
    let land = head.tokens.end..tokens.end;
    let named = |at: usize| {
        doc.chart.tokens()[at].is_capitalised()
            && doc.chart.words[at].readings.iter().any(|tags| tags.has(Tags::GEN))
    };
    let whole = head.attribute("kind") == Some("delegation") && !land.is_empty() && land.len() <= 2;
    (whole && land.clone().all(named)).then_some(land)
}

/// "more than 70 specialists from A and B": a number before a group takes its case.
fn counted(doc: &Doc<'_, '_>, first: usize) -> bool {
    const REACH: usize = 2;
    let start = doc.sentence(first).start.max(first.saturating_sub(REACH));
    (start..first).any(|at| doc.chart.tokens()[at].kind == TokenKind::Number)
}

/// "Present were the A Bank, B and minister X": the states and bodies in the subject's case that stand in one row with
/// persons or groups, under a verb of several.
pub(super) fn in_the_row(
    doc: &Doc<'_, '_>,
    verb: &Mention,
    clause: &Tokens,
    people: &[Tokens],
    names: &mut Vec<String>,
) {
    let case = verb.attribute("case").and_then(Tags::named);
    let Some(first) = people.first() else { return };
    let after = first.start >= verb.tokens.end;
    // where no case tells who acts, a list behind the verb does
    if case.is_none() && !(after && side_of(verb) == Some("after")) {
        return;
    }
    let several = verb.tokens.clone().any(|at| {
        let says = |number: Tags| {
            doc.chart.words[at].readings.iter().any(|tags| tags.has(Tags::VERB) && tags.has(number))
        };
        says(Tags::PL) && !says(Tags::SG)
    });
    let scope = match after {
        true => verb.tokens.end..clause.end,
        false => clause.start..verb.tokens.start,
    };
    if !several && case.is_some() {
        return;
    }
    let and = |at: usize| doc.chart.words[at].reads_as(Tags::CONJ);
    let parts = |at: usize| doc.is_mark(at, &[",", ";", "."]) || and(at);
    let verbal = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::AUX) || tags.has(Tags::VERB) && !tags.has(Tags::PART))
    };
    let after_person = |at: usize| people.iter().any(|person| person.end == at);
    for body in states(doc, &scope) {
        let own = people.iter().any(|person| person.start < body.end && body.start < person.end);
        let begins = body.start == scope.start
            || and(body.start - 1)
            || doc.is_mark(body.start - 1, &[","]) && !after_person(body.start - 1);
        let end = (body.end..scope.end).find(|&at| parts(at)).unwrap_or(scope.end);
        let ends = body.end == end;
        let clear = !(scope.start..end).any(verbal) && !doc.is_mark(end, &[":"]);
        if own || !begins || !ends || !clear || case.is_some_and(|case| !leads_in(doc, body.start, case)) {
            continue;
        }
        let name = actor_name(doc, &body);
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// "The delegations of A and B and the C Bank took part": bodies that a small word joins to a group of states.
pub(super) fn beside_groups(doc: &Doc<'_, '_>, clause: &Tokens, verb: &Mention, names: &mut Vec<String>) {
    const GAP: usize = 6;
    let case = verb.attribute("case").and_then(Tags::named);
    let groups: Vec<&Tokens> = doc.within("group-of-states", clause).map(|group| &group.tokens).collect();
    let Some(mut edge) = groups.iter().map(|group| group.end).max() else { return };
    for body in doc.within("org", clause) {
        if body.tokens.start < edge {
            continue;
        }
        let gap = edge..body.tokens.start;
        let small = |at: usize| {
            let word = &doc.chart.words[at];
            doc.is_mark(at, &[","])
                || word.reads_as(Tags::CONJ)
                || word.reads_as(Tags::ADV)
                || word.reads_as(Tags::ADP)
        };
        let joins = !gap.is_empty()
            && gap.len() <= GAP
            && gap.clone().any(|at| doc.is_mark(at, &[","]) || doc.chart.words[at].reads_as(Tags::CONJ))
            && gap.clone().all(small);
        let own = verb.tokens.start <= body.tokens.start && body.tokens.end <= verb.tokens.end;
        if !joins || own || case.is_some_and(|case| !leads_in(doc, body.tokens.start, case)) {
            break;
        }
        edge = body.tokens.end;
        let name = actor_name(doc, &body.tokens);
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// States and bodies right beside the verb: the chain "A, B and C" that touches it, a few small words aside.
pub(super) fn adjacent(doc: &Doc<'_, '_>, scope: &Tokens, before: bool) -> Vec<String> {
    const GAP: usize = 3;
    let mut actors = states(doc, scope);
    // "A, at odds with its neighbours, sent nobody": what stands between two commas is passed over
    let opens = |first: &Tokens| {
        let clause = if scope.start > 0 && doc.is_mark(scope.start - 1, &[";"]) { scope.start } else { 0 };
        first.start <= clause.max(doc.sentence(first.start).start) + 2
    };
    let opening = actors.first().filter(|first| before && opens(first));
    if let Some(first) = opening.cloned() {
        // the chain that opens the sentence: up to where the next name does not follow a comma or small word
        let mut chain = vec![first.clone()];
        for next in actors.iter().skip(1) {
            let gap = chain.last().map_or(0, |last| last.end)..next.start;
            if gap.is_empty()
                || gap.len() > GAP
                || gap.clone().any(|at| doc.chart.words[at].reads_as(Tags::VERB))
            {
                break;
            }
            chain.push(next.clone());
        }
        let end = chain.last().map_or(first.end, |last| last.end);
        if doc.is_mark(end, &[","]) && end + 1 < scope.end && doc.is_mark(scope.end - 1, &[","]) {
            return chain.iter().map(|tokens| actor_name(doc, tokens)).collect();
        }
    }
    if before {
        actors.reverse();
    }
    let mut edge = if before { scope.end } else { scope.start };
    let mut chain: Vec<Tokens> = Vec::new();
    for tokens in actors {
        let gap = if before { tokens.end..edge } else { edge..tokens.start };
        let joined = gap.len() <= GAP && gap.clone().all(|at| !doc.is_mark(at, &[".", ";", ":", "(", ")"]));
        let comma_at_verb = chain.is_empty() && gap.clone().any(|at| doc.is_mark(at, &[","]));
        if !joined || comma_at_verb {
            break;
        }
        edge = if before { tokens.start } else { tokens.end };
        chain.push(tokens);
    }
    if before {
        chain.reverse();
    }
    let mut names: Vec<String> = Vec::new();
    for tokens in chain {
        let name = actor_name(doc, &tokens);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// "... and the leaders of A and B": states that stand for leaders without names.
pub(super) fn unnamed_leaders(doc: &Doc<'_, '_>, clause: &Tokens, verb: &Mention) -> Vec<String> {
    let case = verb.attribute("case").and_then(Tags::named);
    let mut names = Vec::new();
    for group in doc.within("group-of-states", clause) {
        // "held a meeting with the ambassador of A": whom the verb is done to does not do it
        let object = verb.tokens.start <= group.tokens.start && group.tokens.end <= verb.tokens.end;
        // "the minister of A did not come": A was not there, but who came may be named elsewhere
        let other = group.attribute("role").is_some_and(|role| verb.attribute("role") != Some(role));
        let first = group.tokens.start;
        let beyond = match side_of(verb) {
            Some("before") => first >= verb.tokens.end,
            Some("after") => group.tokens.end <= verb.tokens.start,
            _ => false,
        };
        if object
            || other
            || beyond
            || case.is_some_and(|case| !leads_in(doc, first, case) && !counted(doc, first))
        {
            continue;
        }
        // "the presidents of A and B: X and Y" names the leaders after all
        let follows = group.tokens.end..(group.tokens.end + 3).min(clause.end);
        let precedes = group.tokens.start.saturating_sub(3).max(clause.start)..group.tokens.start;
        // "X and Y, the presidents of A and B": who they are has been said
        let articles = doc.pack.setting("articles").unwrap_or_default();
        let apposed =
            doc.persons.within(&(clause.start..group.tokens.start)).next_back().is_some_and(|(name, _)| {
                let mut gap = name.end..group.tokens.start;
                doc.is_mark(name.end, &[","])
                    && gap.len() <= 2
                    && gap.all(|at| doc.is_mark(at, &[","]) || doc.is_any_of(at, articles))
            });
        if apposed && doc.pack.setting("plural-titles").is_some()
            || doc.persons.within(&follows).next().is_some()
            || doc.pack.setting("plural-titles").is_some() && doc.persons.within(&precedes).next().is_some()
        {
            continue;
        }
        for part in group.parts("member") {
            names.push(actor_name(doc, &part.tokens));
        }
    }
    names
}

/// "The delegation of A with X at its head": the one at the head is named.
fn is_led(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    const NEAR: usize = 3;
    const REACH: usize = 14;
    let Some(words) = doc.pack.setting("at-head-words") else { return false };
    let end = doc.sentence(tokens.start).end;
    let head = (tokens.end..end.min(tokens.end + NEAR)).find(|&at| doc.is_any_of(at, words));
    head.is_some_and(|head| doc.persons.within(&(head..end.min(head + REACH))).next().is_some())
}

/// States and bodies as actors: not inside an office, an event's or a document's name, or after a word of place.
pub(super) fn states(doc: &Doc<'_, '_>, scope: &Tokens) -> Vec<Tokens> {
    let mut found: Vec<Tokens> = Vec::new();
    let orgs = doc.within("org", scope).chain(doc.within("country", scope)).chain(doc.within("state", scope));
    let leaders =
        |tokens: &Tokens| doc.at("org", tokens).is_some_and(|org| org.attribute("leaders").is_some());
    let delegations = |tokens: &Tokens| {
        let head = doc.starts("org-head", tokens.start).filter(|head| head.tokens == *tokens);
        doc.pack.setting("subject-first").is_some()
            && head.is_some_and(|head| head.attribute("kind") == Some("delegation"))
    };
    let named = |tokens: &Tokens| {
        leaders(tokens) || delegations(tokens) || doc.persons.within(tokens).next().is_some()
    };
    // "the Fund of A (FA)": the letters say again what was named
    let explains = |tokens: &Tokens| {
        tokens.start > 1
            && doc.is_mark(tokens.start - 1, &["("])
            && doc.is_mark(tokens.end, &[")"])
            && doc.holding("org", tokens.start - 2).is_some()
    };
    let mut all: Vec<Tokens> = orgs
        .map(|mention| mention.tokens.clone())
        .filter(|tokens| !named(tokens) && !explains(tokens) && !is_led(doc, tokens))
        .collect();
    all.sort_by_key(|tokens| (tokens.start, usize::MAX - tokens.end));
    for tokens in all {
        let inside = |class: &str| {
            doc.all(class).iter().any(|&id| {
                let other = &doc.mention(id).tokens;
                other.start <= tokens.start && tokens.end <= other.end
            })
        };
        let taken = found.last().is_some_and(|last| tokens.start < last.end);
        // "the envoy of A, X": who holds the office is named
        let post = doc.all("office").iter().map(|&id| doc.mention(id)).any(|office| {
            let held = office.part("person").is_some() && office.part("title").is_some();
            held && office.tokens.start <= tokens.start && tokens.end <= office.tokens.end
        });
        let place_words = doc.pack.setting("place-words").unwrap_or_default();
        let placed = crate::events::in_place_case(doc, &tokens)
            || tokens.start > 0 && doc.is_any_of(tokens.start - 1, place_words);
        if !taken && !placed && !inside("event") && !inside("document") && !inside("title") && !post {
            found.push(tokens);
        }
    }
    found
}
