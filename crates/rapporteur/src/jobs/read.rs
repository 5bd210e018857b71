//! `rapporteur read`: publications to claims.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use record::{Claim, Origin};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Printed, print_each};
use crate::cli::{Lines, Read as Args};
use crate::desk::{Manner, Read};
use crate::out::{Ending, json_line, one_line};
use crate::points::Points;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let manner = Manner {
        lang: args.source.lang.clone(),
        time_limit: Some(args.source.time_limit),
        as_of: args.as_of,
        ..Manner::default()
    };
    print_each(&args.source, &manner, |desk, piece| {
        let read = desk.read(piece)?;
        let text = match args.format {
            Lines::Jsonl => lines(&read),
            Lines::Table => table(&read),
        };
        Ok(Printed::of(read, text))
    })
}

/// One line a claim.
fn lines(read: &Read) -> String {
    let points = Points::of(&read.opened.given.text);
    let mut out = String::new();
    for claim in &read.reading.claims {
        out.push_str(&json_line(&Line::of(&read.opened.stem, claim, &points)));
    }
    out
}

/// A claim as programs get it.
#[derive(Serialize)]
pub struct Line<'a> {
    doc: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    slots: Map<String, Value>,
    evidence: Vec<[usize; 2]>,
    quotes: Vec<&'a str>,
    id: String,
    rule: Option<&'a str>,
    pack: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<&'a str>,
    refs: BTreeMap<&'a str, String>,
    attribution: Option<&'a str>,
    confidence: u8,
}

impl<'a> Line<'a> {
    pub fn of(doc: &'a str, claim: &'a Claim, points: &Points<'_>) -> Line<'a> {
        let (rule, pack, person) = match &claim.origin {
            Origin::Rule { rule, pack } => (Some(rule.as_str()), Some(pack.as_str()), None),
            Origin::Person { name } => (None, None, Some(name.as_str())),
        };
        Line {
            doc,
            kind: &claim.kind,
            slots: slots(claim),
            evidence: claim.evidence.iter().map(|one| points.span(one.span)).collect(),
            quotes: claim.evidence.iter().map(|one| one.quote.as_str()).collect(),
            id: claim.id.to_string(),
            rule,
            pack,
            person,
            refs: claim.refs.iter().map(|(slot, id)| (slot.as_str(), id.to_string())).collect(),
            attribution: claim.attribution.as_deref(),
            confidence: claim.confidence,
        }
    }
}

/// Values as the record has them; a counted figure is a number.
pub fn slots(claim: &Claim) -> Map<String, Value> {
    let value = |slot: &str, text: &str| match slot {
        "value" => number(text).unwrap_or_else(|| text.into()),
        _ => text.into(),
    };
    claim.slots.iter().map(|(slot, text)| (slot.clone(), value(slot, text))).collect()
}

fn number(text: &str) -> Option<Value> {
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number))
}

/// For people: a publication and its claims, each with the words that show it.
fn table(read: &Read) -> String {
    let mut out = String::new();
    let given = &read.opened.given;
    let count = read.reading.claims.len();
    let dated = given.published_on.map(|date| format!(", {date}")).unwrap_or_default();
    let noun = if count == 1 { "claim" } else { "claims" };
    let _ = writeln!(out, "{} ({}{dated}): {count} {noun}", read.opened.file, read.told.lang.as_str());
    for claim in &read.reading.claims {
        let values = claim.slots.iter().map(|(slot, value)| format!("{slot}: {}", one_line(value, 100)));
        let _ = writeln!(out, "  {:<14} {}", claim.kind, values.collect::<Vec<_>>().join("; "));
        for evidence in &claim.evidence {
            let _ = writeln!(out, "  {:<14} | {}", "", one_line(&evidence.quote, 160));
        }
    }
    if count > 0 {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_are_numbers_and_whole_ones_stay_whole() {
        assert_eq!(number("13"), Some(json!(13)));
        assert_eq!(number("2.5"), Some(json!(2.5)));
        assert_eq!(number("1e999"), None);
        assert_eq!(number("many"), None);
    }
}
