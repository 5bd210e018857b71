//! Settling: what an entry shows of each property, by the policy of the schema; no value is dropped.
//!
//! Values are disputed where they contradict each other: other numbers, dates that exclude each other, states
//! of things that cannot both be. Precision, wording and language are no contradictions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use record::schema::{PropertySchema, Settle, ValueKind};
use record::{Claim, Date, Edtf, Kind, Property, Value};
use text::fold::fold;

use crate::known::Known;
use crate::phrase::Phrase;
use crate::score::{Relation, relation};
use crate::stage::Ground;

/// Terms that announce: what came of it later does not contradict them.
const ANNOUNCED: &[&str] = &["planned", "next", "candidate"];

/// One value with its claims and where they come from.
struct Given<'a> {
    text: &'a str,
    claims: Vec<&'a Claim>,
    publications: BTreeSet<u32>,
    latest: Option<Date>,
    earliest: Option<Date>,
    undated: bool,
}

/// The properties of an entry of this kind, in the order of the schema.
pub(crate) fn settle(kind: &Kind, numbers: &[u32], ground: &Ground<'_>) -> Vec<Property> {
    let given = kind.properties.iter().map(|property| (property, gather(property, numbers, ground)));
    given
        .filter(|(_, values)| !values.is_empty())
        .map(|(property, values)| settle_one(property, values, ground.known))
        .collect()
}

/// Values of one property; names and texts that differ only in case, accents and spaces are one value.
fn gather<'a>(property: &PropertySchema, numbers: &[u32], ground: &Ground<'a>) -> Vec<Given<'a>> {
    let mut values: BTreeMap<String, Vec<(u32, &'a Claim, &'a str)>> = BTreeMap::new();
    for &number in numbers {
        let Some(claim) = ground.claim(number) else { continue };
        let Some((_, text)) = claim.slots.iter().find(|(slot, _)| **slot == property.name) else { continue };
        let alike = match property.value {
            ValueKind::Text | ValueKind::Name => fold(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
            ValueKind::Number => {
                text.parse::<f64>().map_or_else(|_| text.clone(), |number| number.to_string())
            }
            ValueKind::Date | ValueKind::Term => text.clone(),
        };
        values.entry(alike).or_default().push((number, claim, text));
    }
    let mut given: Vec<Given<'a>> = values.into_values().map(|claims| weigh_up(claims, ground)).collect();
    // what most publications give comes first, then what was given first
    given.sort_by(|a, b| {
        let earliest = |one: &Given<'_>| (one.earliest.is_none(), one.earliest);
        (b.publications.len().cmp(&a.publications.len()))
            .then(earliest(a).cmp(&earliest(b)))
            .then(a.text.cmp(b.text))
    });
    given
}

fn weigh_up<'a>(claims: Vec<(u32, &'a Claim, &'a str)>, ground: &Ground<'a>) -> Given<'a> {
    let mut spellings: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, _, text) in &claims {
        *spellings.entry(text).or_default() += 1;
    }
    let text = spellings
        .iter()
        .max_by_key(|(text, count)| (**count, std::cmp::Reverse(**text)))
        .map_or("", |(text, _)| *text);
    let dates: Vec<Option<Date>> = claims
        .iter()
        .map(|(_, claim, _)| ground.source(claim).and_then(|source| source.published_on))
        .collect();
    Given {
        text,
        publications: claims.iter().map(|(number, ..)| ground.publication(*number)).collect(),
        claims: claims.iter().map(|(_, claim, _)| *claim).collect(),
        latest: dates.iter().flatten().max().copied(),
        earliest: dates.iter().flatten().min().copied(),
        undated: dates.iter().any(Option::is_none),
    }
}

fn settle_one(property: &PropertySchema, given: Vec<Given<'_>>, known: &Known) -> Property {
    let (shown, disputed) = match property.settle {
        Settle::All => (vec![true; given.len()], property.name == "place" && places_differ(&given, known)),
        Settle::Disputed => (vec![true; given.len()], numbers_differ(&given)),
        Settle::Latest => latest(&given),
        Settle::MostPrecise => most_precise(&given),
        Settle::MostFrequent => (one(given.len(), 0), false),
        Settle::Strongest => {
            let strength = |value: &Given<'_>| property.terms.iter().position(|term| term == value.text);
            let strongest =
                given.iter().enumerate().max_by_key(|(at, value)| (strength(value), std::cmp::Reverse(*at)));
            (one(given.len(), strongest.map_or(0, |(at, _)| at)), false)
        }
    };
    let disputed = disputed || terms_exclude(property, &given);
    let mut values: Vec<Value> = given
        .into_iter()
        .zip(shown)
        .map(|(value, shown)| {
            let mut claims: Vec<_> = value.claims.iter().map(|claim| claim.id).collect();
            claims.sort_unstable();
            Value { text: value.text.to_owned(), claims, shown }
        })
        .collect();
    // what is shown stands first
    values.sort_by_key(|value| !value.shown);
    Property { name: property.name.clone(), values, disputed }
}

fn one(count: usize, shown: usize) -> Vec<bool> {
    (0..count).map(|at| at == shown).collect()
}

/// Of the latest publication. Publications without a date may be as late as that one: where they or others of
/// that day say something else, it is disputed.
fn latest(given: &[Given<'_>]) -> (Vec<bool>, bool) {
    let last = given.iter().filter_map(|value| value.latest).max();
    let shown = given
        .iter()
        .enumerate()
        .max_by_key(|(at, value)| (value.latest, value.publications.len(), std::cmp::Reverse(*at)));
    let abreast = |value: &&Given<'_>| {
        (value.undated || last.is_some() && value.latest == last) && !ANNOUNCED.contains(&value.text)
    };
    (one(given.len(), shown.map_or(0, |(at, _)| at)), given.iter().filter(abreast).count() > 1)
}

/// The fewest days, of those that most publications agree with; never one that another says more exactly.
fn most_precise(given: &[Given<'_>]) -> (Vec<bool>, bool) {
    let dates: Vec<Option<Edtf>> = given.iter().map(|value| value.text.parse().ok()).collect();
    let days = |date: &Edtf| match (date.first_day(), date.last_day()) {
        (Some(first), Some(last)) => {
            (i32::from(last.year()) - i32::from(first.year())) * 366 + i32::from(last.day_of_year())
                - i32::from(first.day_of_year())
        }
        _ => i32::MAX,
    };
    let support = |date: &Edtf| -> usize {
        let agreeing = given
            .iter()
            .zip(&dates)
            .filter(|(_, other)| other.as_ref().is_some_and(|other| !contradict(date, other)));
        agreeing.map(|(value, _)| value.publications.len()).sum()
    };
    let exact = |date: &Edtf| {
        !dates.iter().flatten().any(|other| other != date && date.covers(other) && !contradict(date, other))
    };
    let best = dates
        .iter()
        .enumerate()
        .filter_map(|(at, date)| Some((at, date.as_ref().filter(|date| exact(date))?)));
    let best =
        best.max_by_key(|(at, date)| (support(date), std::cmp::Reverse(days(date)), std::cmp::Reverse(*at)));
    let mut pairs = dates.iter().flatten().enumerate();
    let disputed = pairs.any(|(at, one)| dates.iter().flatten().skip(at + 1).any(|two| contradict(one, two)));
    (one(given.len(), best.map_or(0, |(at, _)| at)), disputed)
}

/// Whether two dates cannot both be right: they share no day, or give different first and last days. One day
/// of several, or a month for a day, is less said and not otherwise.
fn contradict(a: &Edtf, b: &Edtf) -> bool {
    if !a.overlaps(b) {
        return true;
    }
    let to_the_day = a.precision() == 3 && b.precision() == 3;
    if !to_the_day || a == b {
        return false;
    }
    let open = |date: &Edtf| date.first_day().is_none() || date.last_day().is_none();
    if open(a) || open(b) { false } else { a.is_interval() == b.is_interval() }
}

/// Whether sources give two terms that cannot both be right.
fn terms_exclude(property: &PropertySchema, given: &[Given<'_>]) -> bool {
    let apart = |one: &Given<'_>, two: &Given<'_>| {
        let both =
            |terms: &Vec<String>| [one, two].iter().all(|given| terms.iter().any(|term| term == given.text));
        one.text != two.text && property.excludes.iter().any(both)
    };
    let of_one = |one: &Given<'_>, two: &Given<'_>| match &property.beside {
        None => true,
        Some(beside) => {
            let told = |claim: &Claim| claim.slot(beside).map(str::to_owned);
            let mine: BTreeSet<String> = one.claims.iter().filter_map(|claim| told(claim)).collect();
            two.claims.iter().filter_map(|claim| told(claim)).any(|theirs| mine.contains(&theirs))
        }
    };
    let mut pairs = given.iter().enumerate();
    pairs.any(|(at, one)| given.iter().skip(at + 1).any(|two| apart(one, two) && of_one(one, two)))
}

/// Whether some two numbers cannot both be right: "more than 100" allows for 120.
fn numbers_differ(given: &[Given<'_>]) -> bool {
    let allows = |one: &Given<'_>, two: &Given<'_>| {
        let (Ok(mine), Ok(theirs)) = (one.text.parse::<f64>(), two.text.parse::<f64>()) else { return false };
        one.claims.iter().all(|claim| match claim.slot("qualifier") {
            Some("more-than") => theirs > mine,
            Some("less-than") => theirs < mine,
            _ => false,
        })
    };
    let mut pairs = given.iter().enumerate();
    pairs.any(|(at, one)| given.iter().skip(at + 1).any(|two| !allows(one, two) && !allows(two, one)))
}

fn places_differ(given: &[Given<'_>], known: &Known) -> bool {
    let places: Vec<Arc<Phrase>> =
        given.iter().map(|value| known.phrase(value.text)).filter(|place| !place.names.is_empty()).collect();
    let mut pairs = places.iter().enumerate();
    pairs.any(|(at, one)| {
        places
            .iter()
            .skip(at + 1)
            .any(|two| relation(Some(one), Some(two), known, false) == Relation::Different)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(text: &str) -> Edtf {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn less_precise_dates_do_not_contradict_and_other_days_do() {
        for (a, b) in [
            ("2024-11", "2024-11-28"),
            ("2024-10", "2024-10-31/2024-11-01"),
            ("2024-11-28", "2024-11-27/2024-11-28"),
            ("2025", "2025-01-01/.."),
        ] {
            assert!(!contradict(&edtf(a), &edtf(b)), "{a} {b}");
        }
        for (a, b) in [
            ("2024-11-27", "2024-11-28"),
            ("2024-10-16/2024-10-21", "2024-10-17/2024-10-21"),
            ("2023", "2024-11"),
        ] {
            assert!(contradict(&edtf(a), &edtf(b)), "{a} {b}");
        }
    }
}
