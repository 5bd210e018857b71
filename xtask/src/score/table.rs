//! One table over all gold sets for the README, and the figures of the merge.

use std::fmt::Write;

use measure::{Counts, TYPES, Tally};
use serde_json::{Map, Value, json};

use crate::merge_score::{Figures, Score, Summary};

pub fn merge_json(summary: &Summary) -> Value {
    json!({"annotated": figures_json(&summary.annotated), "read": figures_json(&summary.read)})
}

fn figures_json(figures: &Figures) -> Value {
    let one = |score: &Score| json!({"items": score.items, "p": score.precision, "r": score.recall, "f": score.f1()});
    let scores: Map<String, Value> = figures.scores.iter().map(|(kind, s)| (kind.clone(), one(s))).collect();
    let (listed, found) = figures.disagreements;
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
        let lead = "Merging the annotated facts of `dev`, which its rules are developed on, to entries";
        merge_line(&mut out, lead, &summary.annotated);
        let lead = "Merging what the program reads in them, where what is not read counts as missed";
        merge_line(&mut out, lead, &summary.read);
    }
    out
}

fn merge_line(out: &mut String, lead: &str, figures: &Figures) {
    let (listed, found) = figures.disagreements;
    let _ = write!(out, "\n{lead}, B-cubed F1:");
    for (name, score) in &figures.scores {
        let _ = write!(out, " {name} {:.3},", score.f1());
    }
    let _ = writeln!(out, " over {} facts; {found} of {listed} disagreements found.", figures.total().items);
}
