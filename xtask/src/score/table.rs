//! One table over all gold sets for the README, and the figures of the merge.

use std::fmt::Write;

use measure::{Counts, TYPES, Tally};
use serde_json::{Map, Value, json};

use crate::merge_score::{Score, Summary};

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
    for kind in TYPES {
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
