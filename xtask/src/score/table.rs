//! Figures as a table for people, as JSON for machines, and as Markdown for the README.

use std::fmt::Write;

use anyhow::bail;
use serde_json::{Map, Value, json};

use crate::merge_score::{Score, Summary};

use super::tally::{Counts, Tally};

pub fn plain(tally: &Tally) -> String {
    let mut out = format!("{:14} {:>5} {:>6} {:>6} {:>6} {:>6}\n", "type", "gold", "found", "P", "R", "F1");
    let total = tally.total();
    for (name, counts) in tally.scored().chain([("total (micro)", total)]) {
        let (p, r, f) = (counts.precision(), counts.recall(), counts.f1());
        let _ = writeln!(out, "{name:14} {:5} {:6} {p:6.3} {r:6.3} {f:6.3}", counts.gold(), counts.found());
    }
    let (right, of) = tally.slots_right();
    let _ = writeln!(
        out,
        "macro F1 {:.3}; slots right in matched facts {right}/{of} = {:.3}; strict F1 {:.3}",
        tally.macro_f1(),
        tally.slot_accuracy(),
        tally.strict().f1()
    );
    let languages: Vec<String> =
        tally.languages.iter().map(|(lang, c)| format!("{lang} {:.3}", c.f1())).collect();
    let _ = writeln!(out, "by language: {}", languages.join(", "));
    out
}

pub fn misses(tally: &Tally) -> String {
    let mut out = String::new();
    for miss in &tally.misses {
        let how = if miss.spurious { "spurious" } else { "missed" };
        let slots = serde_json::to_string(&miss.fact.slots).unwrap_or_default();
        let _ = writeln!(out, "{how} {} {} {slots}", miss.doc, miss.fact.kind);
    }
    out
}

pub fn slots(tally: &Tally) -> String {
    let mut out = String::new();
    for (slot, (right, of)) in &tally.slots {
        let _ = writeln!(out, "{slot:28} {right:4}/{of:<4} {:.3}", *right as f64 / (*of).max(1) as f64);
    }
    out
}

fn prf(counts: Counts) -> Value {
    json!({"p": counts.precision(), "r": counts.recall(), "f": counts.f1()})
}

pub fn json(tally: &Tally) -> Value {
    let types: Map<String, Value> =
        tally.scored().map(|(kind, counts)| (kind.to_owned(), prf(counts))).collect();
    let languages: Map<String, Value> =
        tally.languages.iter().map(|(lang, c)| (lang.clone(), prf(*c))).collect();
    json!({
        "documents": tally.documents,
        "total": prf(tally.total()),
        "macro_f1": tally.macro_f1(),
        "slot_accuracy": tally.slot_accuracy(),
        "strict_f1": tally.strict().f1(),
        "types": types,
        "languages": languages,
    })
}

pub fn merge_json(summary: &Summary) -> Value {
    let figures = |score: &Score| json!({"items": score.items, "p": score.precision, "r": score.recall, "f": score.f1()});
    let scores: Map<String, Value> =
        summary.scores.iter().map(|(kind, s)| (kind.clone(), figures(s))).collect();
    let (listed, found) = summary.disagreements;
    json!({"b_cubed": scores, "disagreements": {"listed": listed, "found": found}})
}

/// One table over all gold sets: a row a type, a column a set.
pub fn markdown(tallies: &[(String, Tally)], merge: Option<&Summary>) -> String {
    let mut out = String::from("| F1 |");
    for (name, tally) in tallies {
        let _ = write!(out, " `{name}` ({} publications) |", tally.documents);
    }
    let _ = write!(out, "\n|---|{}\n", "---:|".repeat(tallies.len()));
    let mut row = |name: &str, cell: &dyn Fn(&Tally) -> Option<f64>| {
        let cells: Vec<Option<f64>> = tallies.iter().map(|(_, tally)| cell(tally)).collect();
        if cells.iter().any(Option::is_some) {
            let shown =
                cells.iter().map(|cell| cell.map_or(" |".to_owned(), |value| format!(" {value:.3} |")));
            let _ = writeln!(out, "| {name} |{}", shown.collect::<String>());
        }
    };
    for kind in super::tally::TYPES {
        row(kind, &|tally| tally.types.get(kind).copied().filter(|counts| counts.any()).map(Counts::f1));
    }
    row("**all facts**", &|tally| Some(tally.total().f1()));
    row("precision", &|tally| Some(tally.total().precision()));
    row("recall", &|tally| Some(tally.total().recall()));
    row("slots right", &|tally| Some(tally.slot_accuracy()));
    row("strict F1", &|tally| Some(tally.strict().f1()));
    if let Some(summary) = merge {
        let (found, listed) = (summary.disagreements.1, summary.disagreements.0);
        let _ = write!(
            out,
            "\nMerging the annotated facts of `dev`, which its rules are developed on, to entries, B-cubed F1:"
        );
        for (name, score) in &summary.scores {
            let _ = write!(out, " {name} {:.3},", score.f1());
        }
        let _ =
            writeln!(out, " over {} facts; {found} of {listed} disagreements found.", summary.total().items);
    }
    out
}

const BEGIN: &str = "<!-- score:begin -->";
const END: &str = "<!-- score:end -->";

/// The page with what stands between its markers replaced.
pub fn between_markers(page: &str, content: &str) -> anyhow::Result<String> {
    let (Some(begin), Some(end)) = (page.find(BEGIN), page.find(END)) else {
        bail!("the page has no {BEGIN} and {END}");
    };
    if end < begin {
        bail!("{END} stands before {BEGIN}");
    }
    Ok(format!("{}{BEGIN}\n{}\n{}", &page[..begin], content.trim(), &page[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_markers_is_replaced_and_nothing_else() {
        let page = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let once = between_markers(&page, "new\n").unwrap();
        assert_eq!(once, format!("a\n{BEGIN}\nnew\n{END}\nb\n"));
        assert_eq!(between_markers(&once, "new").unwrap(), once);
        assert!(between_markers("a", "b").is_err());
        assert!(between_markers(&format!("{END}{BEGIN}"), "b").is_err());
    }
}
