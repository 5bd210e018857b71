//! The port and its original side by side.

use std::process::Command;

use measure::{Sampling, Set, Tally};
use serde_json::{Value, json};

use crate::merge_score::{Figures, Score, Summary};

use super::{floors, table};

/// Splitmix64: a small generator, so that the sample is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

/// Predictions made from the gold facts by leaving out, doubling and spoiling some.
fn spoiled(set: &Set, seed: u64) -> String {
    let mut dice = Dice(seed);
    let mut lines = String::new();
    for document in &set.documents {
        for fact in &document.facts {
            let mut slots = fact.slots.clone();
            let names: Vec<String> = slots.keys().cloned().collect();
            match dice.below(8) {
                0 => continue,
                1 | 2 => {
                    if let Some(name) = names.get(dice.below(names.len())) {
                        slots.remove(name);
                    }
                }
                3 => {
                    if let Some(Value::String(text)) =
                        names.get(dice.below(names.len())).and_then(|name| slots.get_mut(name))
                    {
                        let words: Vec<&str> = text.split(' ').collect();
                        let from = dice.below(words.len());
                        *text = words[from..]
                            .iter()
                            .map(|word| word.to_uppercase())
                            .collect::<Vec<_>>()
                            .join("  ");
                    }
                }
                4 => {
                    slots.insert("date".to_owned(), json!("2024-11"));
                }
                5 => {
                    slots.insert("name".to_owned(), json!("СКБ (Совет) ß Ёлка"));
                }
                _ => {}
            }
            let shift = dice.below(3) as i64 * 40;
            let evidence: Vec<[i64; 2]> = fact.evidence.iter().map(|[a, b]| [a + shift, b + shift]).collect();
            let line = json!({"doc": document.doc, "type": fact.kind, "slots": slots, "evidence": evidence});
            for _ in 0..=usize::from(dice.below(10) == 0) {
                lines.push_str(&format!("{line}\n"));
            }
        }
    }
    lines
}

fn assert_close(path: &str, ours: &Value, theirs: &Value) {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{path}");
            ours.iter().for_each(|(key, value)| assert_close(&format!("{path}.{key}"), value, &theirs[key]));
        }
        (Value::Number(ours), Value::Number(theirs)) => {
            let difference = ours.as_f64().unwrap_or(f64::NAN) - theirs.as_f64().unwrap_or(f64::NAN);
            assert!(difference.abs() < 1e-9, "{path}: {ours} is not {theirs}");
        }
        _ => assert_eq!(ours, theirs, "{path}"),
    }
}

#[test]
fn the_port_gives_the_figures_of_its_original() {
    let scorer = crate::shared().join("gold/score.py");
    let python =
        Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !scorer.is_file() || !python {
        eprintln!("skipped: the original scorer needs python3 and the shared gold record");
        return;
    }
    let folders =
        [crate::shared().join("gold/dev"), crate::root().join("gold/ru"), crate::root().join("gold/en")];
    for (seed, folder) in (1..).zip(folders.iter().filter(|folder| folder.is_dir())) {
        let set = Set::load("sample", folder).unwrap().unwrap();
        let lines = spoiled(&set, seed);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &lines).unwrap();
        let output =
            Command::new("python3").arg(&scorer).arg(folder).arg(file.path()).arg("--json").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
        let ours = measure::json(&Tally::of(&set.documents, &measure::found(&lines).unwrap()), None);
        assert!(
            theirs["total"]["f"].as_f64().is_some_and(|f1| f1 > 0.5 && f1 < 0.99),
            "a sample that says something"
        );
        assert_close("figures", &ours, &theirs);
    }
}

/// Two publications written for this test, and figures that were worked out by hand.
const SAMPLE: &str = r#"{"doc": "a", "lang": "en", "published": null, "facts": [
  {"type": "event", "slots": {"kind": "session", "name": "session of the Lake Council", "place": "Verkhny"}, "evidence": [[0, 20]]},
  {"type": "figure", "slots": {"what": "documents", "value": 14}, "evidence": [[30, 40]]}]}"#;

#[test]
fn figures_follow_from_matches() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), SAMPLE).unwrap();
    std::fs::write(folder.path().join("same.json"), "[]").unwrap();
    let set = Set::load("sample", folder.path()).unwrap().unwrap();
    let lines = [
        json!({"doc": "a.txt", "type": "event", "slots": {"kind": "session", "name": "Lake Council session", "place": "Verkhny"}, "evidence": [[10, 12]]}),
        json!({"doc": "a", "type": "figure", "slots": {"what": "documents", "value": "14", "unit": "kg"}, "evidence": [[30, 40]]}),
        json!({"doc": "a", "type": "figure", "slots": {"what": "documents", "value": "13"}, "evidence": [[30, 40]]}),
    ];
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let tally = Tally::of(&set.documents, &measure::found(&lines).unwrap());
    let total = tally.total();
    assert_eq!((total.right, total.spurious, total.missed), (2, 1, 0));
    // the figure adds a slot, so that only the event agrees in all
    assert_eq!((tally.exact, tally.slots_right()), (1, (5, 5)));
    assert_eq!(measure::misses(&tally), "spurious a figure {\"value\":\"13\",\"what\":\"documents\"}\n");
    let measured = floors::measured(&tally, None);
    assert_eq!(measured.types.keys().collect::<Vec<_>>(), ["event", "figure"]);
    assert!(
        measure::plain(&tally, Sampling::default())
            .contains("total (micro)      2      3  0.667  1.000  0.800\n"),
        "{}",
        measure::plain(&tally, Sampling::default())
    );
    let score = Score { items: 8, precision: 0.75, recall: 0.75 };
    let figures = Figures {
        scores: vec![("event".to_owned(), score), ("total".to_owned(), score)],
        disagreements: (3, 2),
    };
    let summary = Summary { annotated: figures.clone(), read: figures };
    let markdown = table::markdown(&[("sample".to_owned(), tally)], Some(&summary));
    assert!(
        markdown.starts_with("| F1 | `sample` (1 publications) |\n|---|---:|\n| event | 1.000 |\n"),
        "{markdown}"
    );
    assert!(
        markdown
            .ends_with("B-cubed F1: event 0.750, total 0.750, over 8 facts; 2 of 3 disagreements found.\n")
    );
}
