//! `rapporteur read`: publications to claims.

use std::fmt::Write as _;

use record::{Claim, Origin};
use serde_json::{Map, Value, json};

use super::{Printed, print_each};
use crate::cli::{Lines, Read as Args};
use crate::desk::{Manner, Read};
use crate::out::Ending;
use crate::points::Points;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let manner = Manner { lang: args.source.lang.clone(), as_of: args.as_of, ..Manner::default() };
    print_each(&args.source, &manner, |desk, found| {
        let read = desk.read(found)?;
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
        let _ = writeln!(out, "{}", line(&read.opened.stem, claim, &points));
    }
    out
}

fn line(doc: &str, claim: &Claim, points: &Points<'_>) -> Value {
    let Origin::Rule { rule, pack } = &claim.origin else { return Value::Null };
    let evidence: Vec<[usize; 2]> = claim.evidence.iter().map(|one| points.span(one.span)).collect();
    let quotes: Vec<&str> = claim.evidence.iter().map(|one| one.quote.as_str()).collect();
    let refs: Map<String, Value> =
        claim.refs.iter().map(|(slot, id)| (slot.clone(), id.to_string().into())).collect();
    json!({
        "doc": doc,
        "type": claim.kind,
        "slots": slots(claim),
        "evidence": evidence,
        "quotes": quotes,
        "id": claim.id.to_string(),
        "rule": rule,
        "pack": pack,
        "refs": refs,
        "attribution": claim.attribution,
        "confidence": claim.confidence,
    })
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

/// Words in one line, cut at a length.
pub fn one_line(text: &str, most: usize) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = line.char_indices().nth(most) {
        line.truncate(at);
        line.push_str("...");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_numbers_and_whole_ones_stay_whole() {
        assert_eq!(number("13"), Some(json!(13)));
        assert_eq!(number("2.5"), Some(json!(2.5)));
        assert_eq!(number("1e999"), None);
        assert_eq!(number("many"), None);
    }

    #[test]
    fn a_line_is_cut_between_characters() {
        assert_eq!(one_line("a\n b", 10), "a b");
        assert_eq!(one_line("ёлка", 2), "ёл...");
    }
}
