//! Whom a clause means that names nobody: by a pronoun, or by a post of which the text has named the holder.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;

use super::doers::{before_relative, leads_in, side_of};
use crate::doc::{Doc, Tokens};
use crate::statements::{Speaker, Speech, holder_of};

/// "She also spoke there", "The minister opened the session": the one person whom the subject of the verb means.
pub(super) fn subject(
    doc: &Doc<'_, '_>,
    verb: &Mention,
    clause: &Tokens,
    speech: &[Speech],
) -> Option<String> {
    let relative = before_relative(doc, verb).is_some();
    if side_of(verb) == Some("after") || relative {
        return None;
    }
    let before = clause.start..verb.tokens.start;
    // "he once headed the railway": what one leads besides is no gathering
    let names_event = || doc.within("event", &doc.sentence(verb.tokens.start)).next().is_some();
    if verb.attribute("role") == Some("chair") && !names_event() {
        return None;
    }
    let person = by_pronoun(doc, &before).or_else(|| by_post(doc, verb, &before, speech))?;
    doc.persons.known.get(person).map(|person| person.name.clone())
}

/// The pronoun of one person that stands right before the verb, or opens the clause with nobody else behind it.
fn by_pronoun(doc: &Doc<'_, '_>, before: &Tokens) -> Option<usize> {
    const NEAR: usize = 3;
    const FAR: usize = 14;
    let pronoun = doc.within("pronoun", before).next_back()?;
    let one = pronoun.attribute("g").is_some() || pronoun.attribute("number") == Some("sg");
    let gap = pronoun.tokens.end..before.end;
    let opens = pronoun.tokens.start <= before.start + 1 && gap.len() <= FAR;
    let posts = || ["title", "role"].iter().any(|class| doc.within(class, &gap).next().is_some());
    // where "he" and "him" are one word, it opens what it is the subject of
    let behind = || {
        pronoun.tokens.start.checked_sub(1).is_some_and(|at| {
            doc.is_mark(at, &[",", ";", "\u{2014}", "\u{2013}"]) || doc.chart.words[at].reads_as(Tags::CONJ)
        })
    };
    let leads = opens || pronoun.attribute("g").is_some() || behind();
    // "to it" is a form of "it" as well
    let plain =
        pronoun.attribute("form").is_none_or(|form| fold(form) == fold(doc.word(pronoun.tokens.start)));
    let subject = one && plain && leads_in(doc, pronoun.tokens.start, Tags::NOM);
    let named = doc.persons.within(&gap).next().is_some();
    // "he said that A took part", "he, whom A hosted": another clause begins between
    let that = doc.pack.setting("that-words").unwrap_or_default();
    let parted = gap.clone().any(|at| {
        doc.chart.tokens()[at].kind == text::token::TokenKind::Mark && !doc.is_mark(at, &["-"])
            || doc.is_any_of(at, that)
    });
    if !subject || named || parted || !leads || gap.len() > NEAR && (!opens || posts()) {
        return None;
    }
    meant_by(doc, pronoun)
}

/// The person whom the sentences right before name: the only one whom the pronoun can mean.
fn meant_by(doc: &Doc<'_, '_>, pronoun: &Mention) -> Option<usize> {
    const BACK: usize = 2;
    let gender = pronoun.attribute("g");
    let agrees = |person: usize| {
        let first = doc.persons.known[person].tokens.start;
        let of_name = doc.starts("first-name", first).and_then(|name| name.attribute("g"));
        gender.zip(of_name).is_none_or(|(gender, of_name)| of_name == gender)
    };
    let only = |persons: &[usize]| {
        let first = *persons.first()?;
        persons.iter().all(|other| *other == first).then_some(first)
    };
    let (number, block) = (doc.chart.sentence_of(pronoun.tokens.start), doc.block_of(pronoun.tokens.start));
    for number in (0..=BACK).filter_map(|back| number.checked_sub(back)) {
        let sentence = doc.chart.segments.sentences.get(number)?;
        let scope = sentence.tokens.start..sentence.tokens.end.min(pronoun.tokens.start);
        let named: Vec<(&Tokens, usize)> =
            doc.persons.within(&scope).filter(|(_, person)| agrees(*person)).collect();
        if named.is_empty() || sentence.block + 1 < block {
            continue;
        }
        let every: Vec<usize> = named.iter().map(|(_, person)| *person).collect();
        return only(&every);
    }
    None
}

/// The holder of the post that stands alone beside the verb.
fn by_post(doc: &Doc<'_, '_>, verb: &Mention, before: &Tokens, speech: &[Speech]) -> Option<usize> {
    const NEAR: usize = 3;
    const OPENING: usize = 2;
    const BACK: usize = 120;
    if doc.persons.within(before).next().is_some() {
        return None;
    }
    let articles = doc.pack.setting("definite-words");
    let fits = |role: &&Mention| {
        let gap = role.tokens.end..verb.tokens.start;
        let definite = articles.is_none_or(|words| {
            doc.is_any_of(role.tokens.start, words)
                || role.tokens.start > 0 && doc.is_any_of(role.tokens.start - 1, words)
        });
        // "the scientists" of a language without articles may be any
        let noun = doc.starts("role-noun", role.tokens.start).is_some_and(|noun| noun.tokens == role.tokens);
        gap.len() <= NEAR
            && definite
            && (articles.is_some() || !noun)
            && role.tokens.start <= before.start + OPENING
            && !gap.clone().any(|at| doc.chart.tokens()[at].kind == text::token::TokenKind::Mark)
            && leads_in(doc, crate::forms::bare(doc, &role.tokens).start, Tags::NOM)
    };
    let posts = ["role", "title"];
    let role = posts.iter().find_map(|class| doc.within(class, before).next_back().filter(fits))?;
    let near = |speech: &&Speech| {
        let at = speech.sentence.start;
        at <= role.tokens.start && role.tokens.start - at <= BACK
    };
    let last = speech.iter().rfind(near).map(|speech| speech.speaker.clone());
    match holder_of(doc, &role.tokens, last.as_ref())? {
        Speaker::Person(person, _) => Some(person),
        Speaker::Other(_) => None,
    }
}

/// "The chair passes to A; it will also host the next session": the state that a pronoun right before the verb means.
pub(super) fn state(doc: &Doc<'_, '_>, verb: &Mention, clause: &Tokens) -> Option<String> {
    const NEAR: usize = 12;
    let sentence = doc.sentence(verb.tokens.start);
    let part = (sentence.start..verb.tokens.start).rev().find(|&at| doc.is_mark(at, &[";", ",", ":"]));
    let from = part.map_or(sentence.start, |at| at + 1).max(clause.start);
    let pronoun = doc.within("pronoun", &(from..verb.tokens.start)).next()?;
    let one = ["g", "thing"].iter().any(|name| pronoun.attribute(name).is_some())
        || pronoun.attribute("number") == Some("sg");
    let plain =
        pronoun.attribute("form").is_none_or(|form| fold(form) == fold(doc.word(pronoun.tokens.start)));
    let near = pronoun.tokens.start <= from + 1 && verb.tokens.start - pronoun.tokens.end <= NEAR;
    if !one || !plain || !near || !leads_in(doc, pronoun.tokens.start, Tags::NOM) {
        return None;
    }
    let last = |scope: &Tokens| {
        let person = doc.persons.within(scope).next().is_some();
        let states = super::actors::states(doc, scope);
        let state = states.last().filter(|_| !person)?;
        let named = ["country", "state"].iter().any(|class| doc.at(class, state).is_some());
        named.then(|| super::actors::actor_name(doc, state))
    };
    last(&(sentence.start..pronoun.tokens.start)).or_else(|| {
        let above = sentence.start.checked_sub(1).map(|at| doc.sentence(at))?;
        (doc.block_of(above.start) == doc.block_of(sentence.start)).then(|| last(&above)).flatten()
    })
}
