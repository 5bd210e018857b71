//! The state that a post is of where none stands beside it: the one that the words before are about, or the text.

use std::collections::HashMap;

use rules::Mention;
use text::token::Shape;

use super::organisation_name;
use super::owner::{is_named_person, is_place};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};

/// The states that some words name, by themselves and by their adjectives.
fn states(doc: &Doc<'_, '_>, scope: &Tokens) -> Vec<Tokens> {
    let mut all: Vec<Tokens> = ["country", "state", "country-adjective"]
        .iter()
        .flat_map(|class| doc.within(class, scope))
        .map(|state| state.tokens.clone())
        .filter(|state| !is_named_person(doc, state) && !of_body(doc, state))
        .filter(|state| doc.holding("person", state.start).is_none())
        .collect();
    all.sort_by_key(|state| (state.start, usize::MAX - state.end));
    all.dedup_by(|inner, outer| inner.start < outer.end);
    all
}

/// A word of a body's name that no list knows for a state.
fn of_body(doc: &Doc<'_, '_>, state: &Tokens) -> bool {
    let listed = ["country", "country-adjective"].iter().any(|class| doc.at(class, state).is_some());
    let inside = || doc.holding("org", state.start).is_some_and(|org| org.len() > state.len());
    !listed && (inside() || doc.starts("org-head", state.start).is_some())
}

/// "The country's minister", "minister of the country": the word for a state beside a title.
fn country_beside(doc: &Doc<'_, '_>, title: &Tokens) -> Option<usize> {
    let words = doc.pack.setting("country-words")?;
    let sentence = doc.sentence(title.start);
    let listed = |at: &usize| doc.is_any_of(*at, words);
    let mark = |at: usize| doc.is_mark(at, &["'s", "\u{2019}s"]);
    let before = title.start.checked_sub(1).filter(|at| sentence.contains(at));
    let before = before.and_then(|at| if mark(at) { at.checked_sub(1) } else { Some(at) });
    let small = doc.pack.setting("body-words").unwrap_or_default();
    let articles = doc.pack.setting("definite-words").unwrap_or_default();
    let led = |at: usize| doc.is_any_of(at, small) || doc.is_any_of(at, articles);
    let after = (title.end..sentence.end.min(title.end + 3)).find(|&at| !led(at));
    before.filter(listed).or_else(|| after.filter(listed))
}

/// "A was represented by X, B - by minister Y": the state before the dash that stands for the verb.
pub(super) fn before_dash(doc: &Doc<'_, '_>, title: &Tokens, sentence: &Tokens) -> Option<String> {
    const LONGEST: usize = 4;
    let dash = title.start.checked_sub(1).filter(|at| sentence.contains(at))?;
    let last = dash.checked_sub(1).filter(|at| sentence.contains(at))?;
    if !doc.is_mark(dash, &["\u{2013}", "\u{2014}", "\u{55d}"]) {
        return None;
    }
    let classes = ["state", "country", "country-adjective"];
    let state =
        classes.iter().find_map(|class| doc.holding(class, last).filter(|state| state.end == dash))?;
    // "X Y - ambassador": the last word of a person's name is no state
    let person =
        || doc.persons.within(&(last.saturating_sub(LONGEST)..dash)).any(|(name, _)| name.contains(&last));
    (!person()).then(|| organisation_name(doc, &state))
}

/// Whether some words mean "the country" and no more.
pub(super) fn is_country_word(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let listed = |words| tokens.len() == 1 && doc.is_any_of(tokens.start, words);
    doc.pack.setting("country-words").is_some_and(listed)
}

/// Whose minister "the country's minister" is: of the state named last before in the sentence, else of the first one that
/// the last sentence with any names.
pub(super) fn of_country(doc: &Doc<'_, '_>, title: &Tokens, org: Option<&Tokens>) -> Option<String> {
    const BACK: usize = 3;
    let said = org.filter(|org| is_country_word(doc, org)).map(|org| org.start);
    let at = said.or_else(|| country_beside(doc, title))?;
    let sentence = doc.sentence(at);
    let here = states(doc, &(sentence.start..at.min(title.start)));
    let above = || {
        let number = doc.chart.sentence_of(at);
        let sentences = (1..=BACK).filter_map(|back| number.checked_sub(back));
        let named = sentences.map(|number| states(doc, &doc.chart.segments.sentences[number].tokens));
        named.into_iter().find(|states| !states.is_empty()).and_then(|states| states.first().cloned())
    };
    here.last().cloned().or_else(above).map(|state| organisation_name(doc, &state))
}

/// "Latvia's premier came. The foreign minister X came along": the one state that the paragraph named before, where it
/// named no other and a post of that state.
pub(super) fn told_before(doc: &Doc<'_, '_>, mention: &Mention, fact: &Fact) -> Option<String> {
    const BACK: usize = 2;
    if !is_open(fact) || mention.attribute("list").is_some() {
        return None;
    }
    let number = doc.chart.sentence_of(mention.tokens.start);
    let first = number.saturating_sub(BACK);
    let start = doc.chart.segments.sentences.get(first)?.tokens.start;
    let start = start.max(doc.block(doc.block_of(mention.tokens.start)).start);
    let before = start..mention.tokens.start;
    let named = states(doc, &before);
    let mut names: Vec<String> = named.iter().map(|state| organisation_name(doc, state)).collect();
    names.dedup();
    let [only] = names.as_slice() else { return None };
    let subject = named.iter().any(|state| !is_place(doc, state));
    let mut posts = named.iter().flat_map(|state| {
        let around = state.start.saturating_sub(4).max(before.start)..(state.end + 4).min(before.end);
        doc.within("title", &around).map(|post| post.tokens.clone()).collect::<Vec<Tokens>>()
    });
    // nobody else has the same post of the same state
    let last = |post: &Tokens| post.clone().rev().find(|&at| doc.starts("title-head", at).is_some());
    let own = mention.part("title").and_then(|title| last(&title.tokens));
    let shares = |at: usize| {
        let keys = |at: usize| &doc.chart.words[at].keys;
        own.is_some_and(|own| keys(own).iter().any(|key| keys(at).contains(key)))
    };
    let first = posts.next()?;
    let other = |post: &Tokens| !last(post).is_some_and(shares);
    (subject && other(&first) && posts.all(|post| other(&post))).then(|| only.clone())
}

/// The state that nearly all that a text says of states is about, where its opening names it.
pub(super) fn main_state(doc: &Doc<'_, '_>) -> Option<String> {
    const OPENING: usize = 3;
    const LEAST: usize = 2;
    let all = states(doc, &doc.tokens());
    let opening = doc.block(OPENING - 1).end;
    // a state of a list by what the list knows it as, however it is named
    let known = |state: &Tokens| {
        let listed = ["country", "country-adjective"].iter().find_map(|class| doc.at(class, state));
        listed.and_then(|listed| listed.attribute("id"))
    };
    let mut times: HashMap<&str, (usize, usize, bool)> = HashMap::new();
    for (number, state) in all.iter().enumerate() {
        let name = known(state).unwrap_or_else(|| doc.chart.written(state));
        let one = times.entry(name).or_insert((0, number, false));
        one.0 += 1;
        one.2 |= state.start < opening;
        let spelt = |at: usize| doc.chart.tokens()[all[at].start].shape != Shape::Upper;
        if !spelt(one.1) && spelt(number) {
            one.1 = number;
        }
    }
    let (count, number, opens) =
        times.into_values().max_by_key(|(count, number, _)| (*count, usize::MAX - number))?;
    // a new name of one word may be a person's or a body's
    let sure = known(&all[number]).is_some() || all[number].len() > 1;
    (sure && opens && count >= LEAST && count * 10 >= all.len() * 7)
        .then(|| organisation_name(doc, &all[number]))
}

/// A post of a state that no state is told for.
fn is_open(fact: &Fact) -> bool {
    fact.scope.as_deref() == Some("state") && fact.get("organisation").is_none()
}

/// Fills open posts: by what the words before them told of, else in a text that is about one state.
pub(super) fn fill(doc: &Doc<'_, '_>, before: &[(Fact, String)], found: &mut [Fact]) {
    if !found.iter().any(is_open) {
        return;
    }
    let main = main_state(doc);
    for fact in found.iter_mut().filter(|fact| is_open(fact)) {
        let same = |told: &&(Fact, String)| {
            ["person", "title"].iter().all(|slot| told.0.get(slot) == fact.get(slot))
        };
        let told = before.iter().find(same).map(|(_, state)| state.clone());
        if let Some(state) = told.or_else(|| main.clone()) {
            fact.set("organisation", state);
        }
    }
}
