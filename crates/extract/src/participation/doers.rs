//! Who does what a verb of taking part tells of: the persons, states and bodies of its clause.

use rules::Mention;
use text::morph::Tags;

use super::actors::{actor_name, adjacent, beside_groups, in_the_row, states, unnamed_leaders};
use super::named::labelled;
use super::posts;
use super::rows;
use crate::doc::{Doc, Tokens};

/// Who takes part: those whom the text knows, or the row of names beside the verb that holds more than them.
pub(super) fn participants(doc: &Doc<'_, '_>, verb: &Mention, clause: &Tokens, role: &str) -> Vec<String> {
    let known = known(doc, verb, clause, role);
    let case = verb.attribute("case").and_then(Tags::named);
    if !matches!(role, "participant" | "absent") || before_relative(doc, verb).is_some() {
        return known;
    }
    let scopes = [
        (side_of(verb) != Some("after")).then_some(clause.start..verb.tokens.start),
        (side_of(verb) != Some("before")).then_some(verb.tokens.end..clause.end),
    ];
    let rows = scopes.into_iter().flatten().map(|scope| rows::row(doc, verb, &scope, case));
    let holds = |row: &Vec<String>| {
        row.len() > known.len() && known.iter().all(|one| row.iter().any(|name| name.contains(one.as_str())))
    };
    rows.into_iter().find(holds).unwrap_or(known)
}

/// Who takes part: the persons of the clause, or where none is named, the states and bodies.
fn known(doc: &Doc<'_, '_>, verb: &Mention, clause: &Tokens, role: &str) -> Vec<String> {
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
    let mut unnamed = if one && !names.is_empty() { Vec::new() } else { unnamed_leaders(doc, clause, verb) };
    if !one {
        unnamed.extend(
            posts::in_a_row(doc, clause, verb)
                .into_iter()
                .filter(|name| !unnamed.contains(name))
                .collect::<Vec<_>>(),
        );
    }
    if !names.is_empty() || !unnamed.is_empty() {
        let named = names.len();
        names.extend(unnamed);
        if named == 0 {
            beside_groups(doc, clause, verb, &mut names);
        }
        if role == "participant" {
            let people: Vec<Tokens> = chosen.into_iter().map(|(name, _)| name).collect();
            in_the_row(doc, verb, clause, &people, &mut names);
        }
        return names;
    }
    if case.is_some() {
        // "they visited the port, where A had been flooded"
        let told = clause.start..subordinate(doc, &after).unwrap_or(clause.end);
        let scope = match side {
            Some("after") => after.start..told.end,
            Some("before") => before,
            _ => told,
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
pub(super) fn before_relative(doc: &Doc<'_, '_>, verb: &Mention) -> Option<usize> {
    let words = doc.pack.setting("relative-words")?;
    let word = verb.tokens.start.checked_sub(1).filter(|&at| doc.is_any_of(at, words))?;
    word.checked_sub(1).filter(|&at| doc.is_mark(at, &[","]))
}

/// Where a clause begins that hangs on what was said before: behind a comma, a small word perhaps before its own.
fn subordinate(doc: &Doc<'_, '_>, scope: &Tokens) -> Option<usize> {
    let words = doc.pack.setting("subordinate-words")?;
    scope.clone().find(|&at| {
        doc.is_mark(at, &[","]) && (at + 1..scope.end.min(at + 3)).any(|next| doc.is_any_of(next, words))
    })
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

pub(super) fn side_of(verb: &Mention) -> Option<&str> {
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
    // "In May A took part": the day that opens the sentence stands aside
    let first = doc.times.iter().map(|time| &time.tokens).find(|time| time.start <= sentence.start + 1);
    let first = first.map_or(sentence.start, |time| time.end.max(sentence.start));
    let opens = only.start <= first + 2 && before.start == sentence.start;
    let person = doc.persons.within(&before).next().is_some();
    let that = doc.pack.setting("that-words").unwrap_or_default();
    let relative =
        (only.end..verb.tokens.start).any(|at| doc.is_mark(at, &[";", ":"]) || doc.is_any_of(at, that));
    let first = doc.pack.setting("subject-first").is_some() || stands_for_whole(doc, only, verb);
    (opens && !person && !relative && first).then(|| actor_name(doc, only))
}

/// "A ... took part" where the verb ends its clause: a state in the subject's case that is no part of another name.
fn stands_for_whole(doc: &Doc<'_, '_>, state: &Tokens, verb: &Mention) -> bool {
    let ends =
        |at: usize| doc.chart.tokens().get(at).is_none_or(|token| token.kind == text::token::TokenKind::Mark);
    let part = ["place", "org", "quoted", "event"]
        .iter()
        .any(|class| doc.holding(class, state.start).is_some_and(|whole| whole.len() > state.len()));
    crate::forms::governed_from_behind(doc)
        && leads_in(doc, state.end - 1, Tags::NOM)
        && (verb.attribute("role") == Some("absent") || ends(verb.tokens.end) || ends(verb.tokens.end + 1))
        && !part
        && !doc.short_org(state)
}

/// Whether a name can stand in a case: a person's by the first word, as surnames are often guessed at; another
/// by its first noun.
pub(super) fn stands_in(doc: &Doc<'_, '_>, tokens: &Tokens, case: Tags) -> bool {
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
pub(super) fn leads_in(doc: &Doc<'_, '_>, first: usize, case: Tags) -> bool {
    let Some(word) = doc.chart.words.get(first) else { return true };
    let mut cases = word.readings.iter().filter(|tags| tags.has_any(Tags::CASES)).peekable();
    cases.peek().is_none() || cases.any(|tags| tags.has(case))
}
