//! The head of a phrase, and the case that it stands in.

use text::morph::Tags;

use super::{agrees, heads_last, is_word};
use crate::doc::{Doc, Tokens};

/// The head noun of a phrase and the reading that it has there; `None` where it stands in the nominative already.
pub(super) fn head_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<(usize, Tags)> {
    let nominal = |tags: &Tags| (tags.has(Tags::NOUN) || tags.has(Tags::PROPN)) && tags.has_any(Tags::CASES);
    let is_word = |at: usize| is_word(doc, at);
    if heads_last(doc) {
        return last_head(doc, tokens);
    }
    let head = tokens.clone().find(|&at| {
        let word = &doc.chart.words[at];
        let adjective = word.readings.first().is_some_and(|tags| tags.has(Tags::ADJ) || tags.has(Tags::PART))
            || qualifies_next(doc, at);
        is_word(at)
            && word.readings.iter().any(nominal)
            && !(adjective && at + 1 < tokens.end && is_word(at + 1))
    })?;
    if doc.is_mark(tokens.start, &["«", "\"", "“", "„"]) {
        return None;
    }
    let mut readings: Vec<Tags> = doc.chart.words[head].readings.iter().copied().filter(nominal).collect();
    // what a lexicon has as a name, and what is guessed of a word by its ending: a name before a common noun
    let listed = ["country", "city", "region"].iter().any(|class| doc.at(class, tokens).is_some());
    let named = |tags: &Tags| {
        tags.has(Tags::PROPN) && (!listed || doc.dictionary_form(doc.word(head), *tags).is_some())
    };
    if (listed || !doc.chart.words[head].known) && readings.iter().any(named) {
        readings.retain(|tags| tags.has(Tags::PROPN));
    }
    let modifiers: Vec<usize> = (tokens.start..head).filter(|&at| is_word(at)).collect();
    let fits = |reading: &Tags| {
        modifiers.iter().all(|&at| {
            let word = &doc.chart.words[at];
            word.readings.is_empty()
                || !word.readings.iter().any(|tags| tags.has_any(Tags::CASES))
                || word.readings.iter().any(|tags| agrees(*tags, *reading))
        })
    };
    let mut fitting: Vec<Tags> = readings.iter().copied().filter(fits).collect();
    if fitting.is_empty() {
        fitting = readings;
    }
    // "in the village of X": the name stands in the case of the word before it or in the nominative
    if let Some(noun) = settlement_before(doc, tokens.start).filter(|_| !listed) {
        let agrees =
            |tags: &Tags| tags.has(Tags::NOM) || noun.iter().any(|noun| noun.has(tags.only(Tags::CASES)));
        fitting.retain(agrees);
    }
    // the name of a state or place that can be a nominative is one, whatever stands before it
    let place = ["country", "state", "place"].iter().any(|class| doc.at(class, tokens).is_some());
    // a name that no dictionary has, right after a noun: whose the noun is
    let governed = opens_row(doc, tokens.start);
    let guessed = !doc.chart.words[head].known && follows_noun(doc, governed);
    let order = if place && !guessed && fitting.iter().any(|tags| tags.has(Tags::NOM.with(Tags::SG))) {
        vec![Tags::NOM.with(Tags::SG)]
    } else {
        governed_order(doc, governed)
    };
    // what is listed of a word goes before what its ending makes one guess
    let sure: Vec<Tags> = fitting
        .iter()
        .copied()
        .filter(|reading| reading.has(Tags::NOM) || doc.dictionary_form(doc.word(head), *reading).is_some())
        .collect();
    let fitting = if sure.is_empty() { fitting } else { sure };
    // a name that no dictionary has: the form that the text itself has somewhere
    if !doc.chart.words[head].known {
        let written = |reading: &Tags| {
            let form = doc.dictionary_form(doc.word(head), *reading)?;
            let named = |name: &Tokens| name.len() == 1 && doc.word(name.start) == form;
            doc.all("state").iter().any(|&id| named(&doc.mention(id).tokens)).then_some(*reading)
        };
        if let Some(reading) = fitting.iter().find_map(written) {
            return if reading.has(Tags::NOM) { None } else { Some((head, reading)) };
        }
    }
    let best = fitting
        .into_iter()
        .enumerate()
        .min_by_key(|(at, tags)| (order.iter().position(|case| tags.has(*case)).unwrap_or(9), *at))?
        .1;
    if best.has(Tags::NOM) { None } else { Some((head, best)) }
}

/// Whether a word that may be a name as well can be an adjective of the common noun after it, other adjectives between.
fn qualifies_next(doc: &Doc<'_, '_>, at: usize) -> bool {
    const BETWEEN: usize = 2;
    let words = &doc.chart.words;
    let leads = |next: usize| {
        words.get(next).and_then(|word| word.readings.first()).is_some_and(|tags| tags.has(Tags::ADJ))
    };
    let end = (at + 1..=at + BETWEEN).find(|&next| !leads(next)).unwrap_or(at + 1 + BETWEEN);
    let Some(next) = words.get(end) else { return false };
    let noun = |tags: &&Tags| tags.has(Tags::NOUN) && !tags.has(Tags::PROPN) && tags.has_any(Tags::CASES);
    next.known
        && words[at]
            .readings
            .iter()
            .filter(|tags| tags.has(Tags::ADJ) && !tags.has(Tags::SHORT))
            .any(|adjective| next.readings.iter().filter(noun).any(|noun| agrees(*adjective, *noun)))
}

/// Where heads end their phrases and nothing agrees with them: the last word, read as it is inflected.
fn last_head(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<(usize, Tags)> {
    let head =
        tokens.clone().rev().find(|&at| doc.chart.tokens()[at].kind == text::token::TokenKind::Word)?;
    let word = &doc.chart.words[head];
    let inflected = word.readings.iter().find(|tags| tags.has_any(Tags::CASES) && !tags.has(Tags::NOM));
    if word.reads_as(Tags::NOM) { None } else { inflected.map(|tags| (head, *tags)) }
}

/// Whether a noun stands right before, in the same sentence.
fn follows_noun(doc: &Doc<'_, '_>, start: usize) -> bool {
    start > doc.sentence(start).start
        && doc.chart.words[start - 1].readings.first().is_some_and(|tags| tags.has(Tags::NOUN))
}

/// Where a row of names of states or places begins that this one goes on: "the mayors of A, B and C".
fn opens_row(doc: &Doc<'_, '_>, start: usize) -> usize {
    const LONGEST: usize = 16;
    let joins = |at: usize| doc.is_mark(at, &[","]) || doc.chart.words[at].reads_as(Tags::CONJ);
    let first = doc.sentence(start).start;
    let mut opening = start;
    for _ in 0..LONGEST {
        let end = (first..opening).rev().find(|&at| !joins(at)).map_or(first, |at| at + 1);
        let before = ["state", "place", "city", "country"]
            .iter()
            .find_map(|class| doc.holding(class, end.checked_sub(1)?).filter(|name| name.end == end));
        match before {
            Some(name) if end < opening && name.start >= first => opening = name.start,
            _ => break,
        }
    }
    // the noun that the row hangs on
    if opening < start && follows_noun(doc, opening) { opening } else { start }
}

/// The readings of the word for a town or a river that leads to a name.
fn settlement_before(doc: &Doc<'_, '_>, start: usize) -> Option<Vec<Tags>> {
    let at = start.checked_sub(1).filter(|_| doc.sentence(start).start < start)?;
    let noun = doc.starts("place-noun", at).filter(|noun| noun.attribute("named").is_some())?;
    let cases = |tags: &Tags| tags.has(Tags::NOUN) && tags.has_any(Tags::CASES);
    let readings: Vec<Tags> = doc.chart.words[at].readings.iter().copied().filter(cases).collect();
    (noun.tokens.end == start && !readings.is_empty()).then_some(readings)
}

/// "MINUTES / of the session of A": the line before is the word for a document and nothing else.
fn continues_heading(doc: &Doc<'_, '_>, start: usize) -> bool {
    let number = doc.block_of(start);
    let Some(above) = number.checked_sub(1).map(|above| doc.block(above)) else { return false };
    doc.block(number).start == start
        && doc.starts("document-head", above.start).is_some_and(|head| head.tokens == above)
}

/// The cases to expect of a phrase, likeliest first, from the word before it.
fn governed_order(doc: &Doc<'_, '_>, start: usize) -> Vec<Tags> {
    let first_of_sentence = doc.sentence(start).start == start;
    let before = start
        .checked_sub(1)
        .filter(|_| !first_of_sentence)
        .and_then(|at| doc.chart.words.get(at).map(|word| (at, word)));
    let Some((at, before)) = before else {
        let whose = continues_heading(doc, start);
        return if whose { vec![Tags::GEN, Tags::NOM] } else { vec![Tags::NOM, Tags::GEN, Tags::ACC] };
    };
    if before.reads_as(Tags::ADP) && doc.chart.tokens()[at].kind == text::token::TokenKind::Word {
        // locative before accusative: places and dates rather than directions
        return vec![Tags::LOC, Tags::GEN, Tags::INS, Tags::DAT, Tags::ACC, Tags::NOM];
    }
    let noun = before.readings.first().is_some_and(|tags| tags.has(Tags::NOUN));
    if noun {
        return vec![Tags::GEN, Tags::NOM, Tags::INS, Tags::DAT, Tags::ACC];
    }
    vec![Tags::NOM, Tags::GEN, Tags::ACC, Tags::INS, Tags::LOC]
}
