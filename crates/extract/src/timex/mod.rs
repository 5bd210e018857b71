//! Every expression of time for `annotate`, as EDTF or TIMEX3: beside the dates that claims are dated by, lengths,
//! times of the clock, days counted from other days, and words for the present as such.
//!
//! The pack's rules of its wide passes say by `op` how a value is reckoned. Nothing here touches a claim.

mod reckon;

use record::Span;
use rules::Mention;

use crate::doc::{Doc, Tokens};

/// One expression and its value.
struct Found {
    tokens: Tokens,
    value: String,
    /// Of the wide passes: it wins over a plain date of the same length.
    wide: bool,
}

pub(crate) fn resolve(doc: &Doc<'_, '_>) -> Vec<(Span, String)> {
    let mut found: Vec<Found> =
        doc.times.iter().map(|time| plain(doc, &time.tokens, time.value.as_str())).collect();
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

/// A date as claims have it, with the part of the day or the time of the clock that stands at its end.
fn plain(doc: &Doc<'_, '_>, tokens: &Tokens, value: &str) -> Found {
    let day = value.matches('-').count() == 2 && !value.contains('/');
    let part = tokens
        .end
        .checked_sub(1)
        .and_then(|last| doc.starts("day-part", last))
        .and_then(|part| part.attribute("code"));
    if let (Some(part), true) = (part, day) {
        return Found { tokens: tokens.clone(), value: format!("{value}T{part}"), wide: false };
    }
    // "28 October 2014 at 07:54", whatever small word stands between
    for skipped in 0..=2 {
        let at = tokens.end + skipped;
        if !day || doc.sentence(tokens.start).end <= at {
            break;
        }
        if let Some((hour, minute)) = reckon::digits_of_clock(doc.word(at)) {
            let value = format!("{value}T{hour:02}:{minute:02}");
            return Found { tokens: tokens.start..at + 1, value, wide: false };
        }
        if doc.word(at).chars().count() > 2 {
            break;
        }
    }
    Found { tokens: tokens.clone(), value: value.to_owned(), wide: false }
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
