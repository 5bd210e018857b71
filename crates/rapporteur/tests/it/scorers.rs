//! The scorers beside the workspace take what the program prints.

use std::process::Command;

use super::{Desk, run, shared};

fn python() -> bool {
    let there = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("skipped: python3 is not there");
    }
    there
}

/// Runs a scorer and gives what it measured.
fn score(scorer: &std::path::Path, gold: &std::path::Path, predictions: &str) -> String {
    let output = Command::new("python3").arg(scorer).arg(gold).arg(predictions).output().unwrap();
    assert!(output.status.success(), "{}: {}", scorer.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn claims_are_scored_by_the_gold_record() {
    let (Some(dev), true) = (shared("gold/dev"), python()) else { return };
    let desk = Desk::new();
    let claims = run(&["read", dev.to_str().unwrap(), "--format", "jsonl"]).well();
    let measured = score(&dev.join("../score.py"), &dev, &desk.file("p.jsonl", claims));
    let total =
        measured.lines().find(|line| line.starts_with("total")).unwrap_or_else(|| panic!("{measured}"));
    let f1: f64 = total.split_whitespace().last().unwrap().parse().unwrap();
    assert!(f1 > 0.3, "{measured}");
}

/// A few lines of each kit: whether the contract is kept shows at once, how well does not.
const SOME: usize = 60;

#[test]
fn annotations_are_taken_by_every_kit() {
    let (Some(bench), true) = (shared("bench"), python()) else { return };
    for (kit, file) in [
        ("names-ru", "nerel-dev.jsonl"),
        ("names-en", "wikineural-val.jsonl"),
        ("quotes-en", "dev.jsonl"),
        ("time", "meantime.jsonl"),
        ("time", "dateparser.jsonl"),
        ("places", "geovirus.jsonl"),
        ("language", "segments.jsonl"),
        ("language", "documents.jsonl"),
    ] {
        let desk = Desk::new();
        let all = std::fs::read_to_string(bench.join(kit).join(file)).unwrap();
        let step = all.lines().count() / SOME;
        let some: String = all.lines().step_by(step.max(1)).map(|line| format!("{line}\n")).collect();
        let gold = desk.file("gold.jsonl", some);
        let annotated = run(&["annotate", &gold, "--input", "jsonl", "--format", "jsonl"]);
        assert_eq!(annotated.code, Some(0), "{kit}: {}", annotated.stderr);
        let measured =
            score(&bench.join(kit).join("score.py"), gold.as_ref(), &desk.file("p.jsonl", annotated.stdout));
        assert!(!measured.trim().is_empty(), "{kit}/{file}");
    }
}
