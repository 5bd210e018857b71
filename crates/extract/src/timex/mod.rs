//! Every expression of time for `annotate`, as EDTF or TIMEX3: beside the dates that claims are dated by, lengths,
//! times of the clock, days counted from other days, and words for the present as such.
//!
//! The pack's wide lexicons name the words of such expressions, which [`compose`] puts together; the rules of its wide
//! passes find the rest, and say by `op` how a value is reckoned. Nothing here touches a claim.

mod clock;
mod compose;
mod dates;
mod feasts;
mod fields;
mod range;
mod reckon;
mod relative;
mod shift;
mod stretch;
mod words;
mod written;

use record::{DateTime, Span};
use rules::Mention;

use crate::doc::{Doc, Tokens};
use compose::Composer;
use fields::Now;

/// One expression and its value.
struct Found {
    tokens: Tokens,
    value: String,
    /// Of the wide passes: it wins over a plain date of the same length.
    wide: bool,
}

/// `written_at` is when the text was written, where the time of the clock is known too.
pub(crate) fn resolve(doc: &Doc<'_, '_>, written_at: Option<DateTime>) -> Vec<(Span, String)> {
    let day = doc.published_on.map(|day| Now { at: stretch::midnight(day), timed: false });
    let now = written_at.map(|at| Now { at, timed: true }).or(day);
    let composer = Composer::new(doc, now);
    let composed = composer.all();
    // a range as claims have it is as exact as it is written
    let same =
        |tokens: &Tokens| doc.times.iter().find(|time| time.tokens == *tokens && time.value.is_interval());
    let composed = composed.into_iter().map(|(tokens, value)| {
        let value = same(&tokens).map_or(value, |time| time.value.to_string());
        Found { tokens, value, wide: true }
    });
    let mut found: Vec<Found> = composed.collect();
    found.extend(composer.plain.values().map(|time| Found {
        tokens: time.tokens.clone(),
        value: time.value.as_str().to_owned(),
        wide: false,
    }));
    if let Some(class) = doc.class("timex") {
        for id in doc.chart.outermost(&[class]).concat() {
            let mention = doc.mention(id);
            if let Some(value) = reckon::value(doc, mention) {
                found.push(Found { tokens: mention.tokens.clone(), value, wide: true });
            }
        }
    }
    found.extend(joined_lengths(doc));
    // the longest first; what overlaps one that is taken gives way
    found.sort_by_key(|one| (std::cmp::Reverse(one.tokens.len()), !one.wide, one.tokens.start));
    let mut taken: Vec<Found> = Vec::new();
    for one in found {
        let free =
            |other: &Found| one.tokens.end <= other.tokens.start || other.tokens.end <= one.tokens.start;
        if taken.iter().all(free) {
            taken.push(one);
        }
    }
    taken.sort_by_key(|one| one.tokens.start);
    taken.into_iter().map(|one| (doc.chart.span(&one.tokens), one.value)).collect()
}

/// "27-year": a length written as one word, with the pack's units after the hyphen.
fn joined_lengths(doc: &Doc<'_, '_>) -> Vec<Found> {
    let units: Vec<(&str, &str)> = doc
        .pack
        .setting("hyphen-units")
        .into_iter()
        .flat_map(|units| units.written().split_whitespace())
        .filter_map(|unit| unit.split_once(':'))
        .collect();
    let length = |at: usize| {
        let (count, rest) = doc.word(at).split_once('-')?;
        let unit = rest.split('-').next()?;
        let (_, code) = units.iter().find(|(word, _)| *word == unit)?;
        let sound = (1..=4).contains(&count.len()) && count.bytes().all(|byte| byte.is_ascii_digit());
        let (prefix, letter) = code.split_at(code.len().checked_sub(1)?);
        sound.then(|| Found { tokens: at..at + 1, value: format!("P{prefix}{count}{letter}"), wide: true })
    };
    if units.is_empty() { Vec::new() } else { (0..doc.chart.words.len()).filter_map(length).collect() }
}

/// The words of a part as digits or by a numeral's row.
fn number(doc: &Doc<'_, '_>, mention: &Mention, part: &str) -> Option<i64> {
    let tokens = &mention.part(part)?.tokens;
    let written = doc.chart.written(tokens);
    let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
    if let Ok(number) = digits.parse() {
        return Some(number);
    }
    let row = ["numeral", "ordinal"].iter().find_map(|class| doc.at(class, tokens));
    match row {
        Some(row) => row.attribute("value")?.parse().ok(),
        // "a week", "an hour"
        None => (tokens.len() == 1).then_some(1),
    }
}
