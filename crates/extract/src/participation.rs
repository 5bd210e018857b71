//! Participation: who was at an event, in which part, and who was not.

mod lists;
mod meant;
mod named;
mod speakers;

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::people;
use crate::statements::Speech;
use lists::{after_colon, lines_after, listed};
use named::{labelled, named_as_parties, owners, visitors};

const STRENGTH: [&str; 5] = ["absent", "participant", "speaker", "host", "chair"];

pub(crate) fn find(doc: &Doc<'_, '_>, events: &Events, speech: &[Speech]) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let personal = |other: &Mention| {
        other.part("holder").is_some_and(|holder| crate::chairs::is_of_person(doc, &holder.tokens))
    };
    let of_bodies: Vec<&Tokens> = ["chairmanship", "membership"]
        .into_iter()
        .flat_map(|class| doc.every(class))
        .map(|&id| doc.mention(id))
        .filter(|other| !personal(other))
        .map(|other| &other.tokens)
        .collect();
    for &id in doc.all("part-verb") {
        let verb = doc.mention(id);
        let said = speech
            .iter()
            .any(|speech| speech.direct && !speech.is_answer() && speech.holds(verb.tokens.start));
        // who chairs or observes an organisation does so at no event
        let of_body = of_bodies.iter().any(|other| other.contains(&verb.tokens.start));
        if said || of_body {
            continue;
        }
        let reported = speech.iter().find(|speech| !speech.is_answer() && speech.holds(verb.tokens.start));
        for fact in from_verb(doc, events, verb, reported) {
            enter(&mut found, fact);
        }
    }
    for &id in doc.all("event") {
        for fact in parties(doc, events, doc.mention(id)) {
            enter(&mut found, fact);
        }
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
    // "The Council, which sat in A": a body takes no part in its own session
    let body = events.list.get(event)?.fact.get("body");
    if role == "participant" && body.is_some_and(|body| fold(body) == fold(&participant)) {
        return None;
    }
    let mut fact = Fact::new("participation", rule.clone());
    fact.set("participant", participant);
    // what is only said to have met has no name
    if let Some(name) = events.list.get(event)?.name() {
        fact.set("event", name.to_owned());
    }
    fact.set("role", role.to_owned());
    fact.event = Some(event);
    fact.evidence.extend(events.list[event].fact.evidence.first().cloned());
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

fn from_verb(doc: &Doc<'_, '_>, events: &Events, verb: &Mention, reported: Option<&Speech>) -> Vec<Fact> {
    let Some(role) = verb.attribute("role") else { return Vec::new() };
    let sentence = doc.sentence(verb.tokens.start);
    let here =
        events.named_in(&sentence, verb.tokens.start).filter(|&at| !is_earlier(doc, events, at, &sentence));
    // "X will take part" is said of what is to come
    let planned = || events.planned_before(verb.tokens.start);
    let to_come = if verb.attribute("when") == Some("future") { planned() } else { None };
    let focus = || to_come.or_else(|| events.in_focus(doc, verb.tokens.start)).or_else(planned);
    // a line of a diary tells on of what it names, planned as it is
    let past = Tags::parse("verb/past").is_some_and(|past| doc.chart.reads_as(&verb.tokens, past));
    let of_line = || events.planned_in(&(doc.block(doc.block_of(sentence.start)).start..sentence.start));
    let of_line = if past { None } else { of_line() };
    let Some(event) = here.or(of_line).or_else(focus) else { return Vec::new() };
    let event = meant::meant(doc, events, event, verb.tokens.start);
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
    let mut participants = participants(doc, verb, &clause, role);
    // "A takes part now and then, and sent nobody this time": the subject stands in the clause before
    if participants.is_empty() && role == "absent" && clause.start > sentence.start {
        participants = self::participants(doc, verb, &(sentence.start..clause.end), role);
    }
    let item = doc.block_kind(doc.block_of(sentence.start)) == text::segment::BlockKind::Item;
    // "3. Present were:" is an item that leads in others
    let leads = sentence.end.checked_sub(1).is_some_and(|last| doc.is_mark(last, &[":"]));
    if participants.is_empty() && role != "chair" && (!item || leads) {
        let mut items = doc.items_after(&sentence);
        if items.is_empty() && verb.attribute("side") != Some("before") {
            items = lines_after(doc, &sentence);
        }
        participants = items.iter().filter_map(|item| listed(doc, item)).flatten().collect();
    }
    if participants.is_empty() && role != "chair" {
        participants = after_colon(doc, verb, &sentence);
    }
    participants.into_iter().filter_map(|who| make(events, event, who, role, &sentence, &verb.rule)).collect()
}

/// Who acts: for a delegation of a state, the state.
fn actor_name(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
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
        None => people::organisation_name(doc, tokens),
    }
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

/// The part of the sentence that the verb rules: up to semicolons, and to the next verb of another part.
fn clause_of(doc: &Doc<'_, '_>, verb: &Mention, sentence: &Tokens) -> Tokens {
    // "took part: from A, X; from B, Y" is one list
    let lists = doc.is_mark(verb.tokens.end, &[":"]);
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
        } else if other.tokens.start >= verb.tokens.end
            && other.tokens.start < clause.end
            && !lists
            && let Some(cut) = (verb.tokens.end..other.tokens.start).find(|&at| doc.is_mark(at, &[";", ":"]))
        {
            clause.end = clause.end.min(cut);
        }
    }
    clause
}

/// Who takes part: the persons of the clause, or where none is named, the states and bodies.
fn participants(doc: &Doc<'_, '_>, verb: &Mention, clause: &Tokens, role: &str) -> Vec<String> {
    let before = clause.start..before_relative(doc, verb).unwrap_or(verb.tokens.start).max(clause.start);
    let after = verb.tokens.end..clause.end;
    let case = verb.attribute("case").and_then(Tags::named);
    let fits = |tokens: &Tokens| case.is_none_or(|case| stands_in(doc, tokens, case));
    let named = |tokens: &Tokens| -> Vec<(Tokens, usize)> {
        let names = doc.persons.within(tokens).filter(|(name, _)| fits(name));
        names.map(|(name, at)| (name.clone(), at)).collect()
    };
    let name_of = |(_, at): &(Tokens, usize)| doc.persons.known[*at].name.clone();
    // "Present: A, B and C." lists names and nothing else
    if doc.is_mark(verb.tokens.end.saturating_sub(1), &[":"])
        && side_of(verb) == Some("after")
        && let Some(names) = labelled(doc, &after)
    {
        return names;
    }
    let (people_before, people_after) = (named(&before), named(&after));
    let one = matches!(role, "chair" | "host") && verb.attribute("many").is_none();
    let side = verb.attribute("side");
    let chosen: Vec<(Tokens, usize)> = match side {
        Some("both") => people_before.into_iter().chain(people_after).collect(),
        Some("after") => people_after,
        Some("before") => people_before,
        _ if !people_before.is_empty() => people_before,
        _ => people_after,
    };
    // "A and B, who was in the chair": the one named last
    let relative = one && before_relative(doc, verb).is_some() && !chosen.is_empty() && side != Some("after");
    let chosen = if relative { chosen[chosen.len() - 1..].to_vec() } else { chosen };
    // "the session was chaired by A and B": two where the verb or a small word says so
    let count = if one { together(doc, verb, &chosen) } else { chosen.len() };
    let mut names: Vec<String> = Vec::new();
    for name in chosen.iter().take(count).map(name_of) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    // who chairs is one, and named
    let unnamed = if one && !names.is_empty() { Vec::new() } else { unnamed_leaders(doc, clause, verb) };
    if !names.is_empty() || !unnamed.is_empty() {
        let named = names.len();
        names.extend(unnamed);
        if named == 0 {
            beside_groups(doc, clause, verb, &mut names);
        }
        return names;
    }
    if case.is_some() {
        let scope = match side {
            Some("after") => after,
            Some("before") => before,
            _ => clause.clone(),
        };
        let own = |tokens: &Tokens| verb.tokens.start <= tokens.start && tokens.end <= verb.tokens.end;
        let inclined = states(doc, &scope).into_iter().filter(|tokens| fits(tokens) && !own(tokens));
        let mut names: Vec<String> = inclined.map(|tokens| actor_name(doc, &tokens)).collect();
        names.dedup();
        return if one { names.into_iter().take(1).collect() } else { names };
    }
    // "an official of the ministry's press office, who spoke": the one meant is unnamed
    if side == Some("before") && before_relative(doc, verb).is_some() && !ends_with_name(doc, &before) {
        return Vec::new();
    }
    let side = if verb.attribute("side").is_some() { side } else { None };
    let states = match side {
        Some("after") => adjacent(doc, &after, false),
        Some("before") => adjacent(doc, &before, true),
        Some("both") => {
            adjacent(doc, &before, true).into_iter().chain(adjacent(doc, &after, false)).collect()
        }
        _ => {
            let first = adjacent(doc, &before, true);
            if first.is_empty() && role != "chair" { adjacent(doc, &after, false) } else { first }
        }
    };
    if states.is_empty() && side != Some("after") && role != "chair" {
        return subject(doc, verb, clause).into_iter().collect();
    }
    // "the chair of A passes to B, which will host"
    if one && before_relative(doc, verb).is_some() {
        return states.into_iter().next_back().into_iter().collect();
    }
    if one { states.into_iter().take(1).collect() } else { states }
}

/// "..., B, who was in the chair": where the name ends that a relative word right before the verb means.
fn before_relative(doc: &Doc<'_, '_>, verb: &Mention) -> Option<usize> {
    let words = doc.pack.setting("relative-words")?;
    let word = verb.tokens.start.checked_sub(1).filter(|&at| doc.is_any_of(at, words))?;
    word.checked_sub(1).filter(|&at| doc.is_mark(at, &[","]))
}

/// Whether the name of a state, place or body ends these words.
fn ends_with_name(doc: &Doc<'_, '_>, words: &Tokens) -> bool {
    const NEAR: usize = 12;
    let near = words.start.max(words.end.saturating_sub(NEAR))..words.end;
    ["org", "state", "country", "place", "region"]
        .iter()
        .any(|class| doc.within(class, &near).any(|mention| mention.tokens.end == words.end))
}

/// How many of those named do what one does as a rule: "A and B chaired it" is said of two by a verb in the plural.
fn together(doc: &Doc<'_, '_>, verb: &Mention, chosen: &[(Tokens, usize)]) -> usize {
    const LONGEST: usize = 22;
    let plural = verb.tokens.clone().any(|at| {
        let word = &doc.chart.words[at];
        let verbal = |number: Tags| word.readings.iter().any(|tags| tags.has(Tags::VERB) && tags.has(number));
        verbal(Tags::PL) && !verbal(Tags::SG)
    });
    if !plural {
        return chosen.len().min(1);
    }
    let joined = |pair: &&[(Tokens, usize)]| {
        let gap = pair[0].0.end..pair[1].0.start;
        let verbal = gap.clone().any(|at| {
            let first = doc.chart.words[at].readings.first();
            first.is_some_and(|tags| tags.has(Tags::VERB) && !tags.has(Tags::PART) || tags.has(Tags::AUX))
        });
        let and = gap.clone().any(|at| doc.chart.words[at].reads_as(Tags::CONJ));
        and && !verbal && gap.len() <= LONGEST && !gap.clone().any(|at| doc.is_mark(at, &[";", ":", "."]))
    };
    chosen.len().min(1) + chosen.windows(2).take_while(joined).count()
}

/// "The delegations of A and B and the C Bank took part": bodies that a small word joins to a group of states.
fn beside_groups(doc: &Doc<'_, '_>, clause: &Tokens, verb: &Mention, names: &mut Vec<String>) {
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

fn side_of(verb: &Mention) -> Option<&str> {
    verb.attribute("side")
}

/// "A takes the chair in May and is to host the session": the state that opens the sentence, where no other
/// stands between it and the verb.
fn subject(doc: &Doc<'_, '_>, verb: &Mention, clause: &Tokens) -> Option<String> {
    const REACH: usize = 18;
    let sentence = doc.sentence(verb.tokens.start);
    let before = sentence.start.max(clause.start.saturating_sub(REACH))..verb.tokens.start;
    let actors = states(doc, &before);
    let [only] = actors.as_slice() else { return None };
    let opens = only.start <= sentence.start + 2 && before.start == sentence.start;
    let person = doc.persons.within(&before).next().is_some();
    let that = doc.pack.setting("that-words").unwrap_or_default();
    let relative =
        (only.end..verb.tokens.start).any(|at| doc.is_mark(at, &[";", ":"]) || doc.is_any_of(at, that));
    (opens && !person && !relative && doc.pack.setting("subject-first").is_some())
        .then(|| actor_name(doc, only))
}

/// Whether a name can stand in a case: a person's by the first word, as surnames are often guessed at; another
/// by its first noun.
fn stands_in(doc: &Doc<'_, '_>, tokens: &Tokens, case: Tags) -> bool {
    let singular = |tags: &&Tags| tags.has_any(Tags::CASES) && !tags.has(Tags::PL);
    let can = |at: usize| {
        let mut readings = doc.chart.words[at].readings.iter().filter(singular).peekable();
        readings.peek().is_none() || readings.any(|tags| tags.has(case))
    };
    if doc.persons.at(tokens).is_some() {
        // a given name that a lexicon has as it is written may be the subject
        let given = doc.starts("first-name", tokens.start).is_some_and(|name| {
            let form = name.attribute("form").map(text::fold::fold);
            form == Some(text::fold::fold(doc.word(tokens.start)))
        });
        if given && case == Tags::NOM {
            return true;
        }
        return tokens
            .clone()
            .find(|&at| doc.chart.tokens()[at].kind == text::token::TokenKind::Word)
            .is_none_or(can);
    }
    tokens
        .clone()
        .find(|&at| {
            doc.chart.words[at]
                .readings
                .iter()
                .any(|tags| (tags.has(Tags::NOUN) || tags.has(Tags::PROPN)) && tags.has_any(Tags::CASES))
        })
        .is_none_or(can)
}

/// Whether the first word of a group can stand in a case, in either number.
fn leads_in(doc: &Doc<'_, '_>, first: usize, case: Tags) -> bool {
    let Some(word) = doc.chart.words.get(first) else { return true };
    let mut cases = word.readings.iter().filter(|tags| tags.has_any(Tags::CASES)).peekable();
    cases.peek().is_none() || cases.any(|tags| tags.has(case))
}

/// States and bodies right beside the verb: the chain "A, B and C" that touches it, a few small words aside.
fn adjacent(doc: &Doc<'_, '_>, scope: &Tokens, before: bool) -> Vec<String> {
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
fn unnamed_leaders(doc: &Doc<'_, '_>, clause: &Tokens, verb: &Mention) -> Vec<String> {
    let case = verb.attribute("case").and_then(Tags::named);
    let mut names = Vec::new();
    for group in doc.within("group-of-states", clause) {
        // "held a meeting with the ambassador of A": whom the verb is done to does not do it
        let object = verb.tokens.start <= group.tokens.start && group.tokens.end <= verb.tokens.end;
        let first = group.tokens.start;
        let beyond = match side_of(verb) {
            Some("before") => first >= verb.tokens.end,
            Some("after") => group.tokens.end <= verb.tokens.start,
            _ => false,
        };
        if object || beyond || case.is_some_and(|case| !leads_in(doc, first, case)) {
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

/// States and bodies as actors: not inside an office, an event's or a document's name, or after a word of place.
fn states(doc: &Doc<'_, '_>, scope: &Tokens) -> Vec<Tokens> {
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
    let mut all: Vec<Tokens> =
        orgs.map(|mention| mention.tokens.clone()).filter(|tokens| !named(tokens)).collect();
    all.sort_by_key(|tokens| (tokens.start, usize::MAX - tokens.end));
    for tokens in all {
        let inside = |class: &str| {
            doc.all(class).iter().any(|&id| {
                let other = &doc.mention(id).tokens;
                other.start <= tokens.start && tokens.end <= other.end
            })
        };
        let taken = found.last().is_some_and(|last| tokens.start < last.end);
        let place_words = doc.pack.setting("place-words").unwrap_or_default();
        let placed = crate::events::in_place_case(doc, &tokens)
            || tokens.start > 0 && doc.is_any_of(tokens.start - 1, place_words);
        if !taken && !placed && !inside("event") && !inside("document") && !inside("title") {
            found.push(tokens);
        }
    }
    found
}
