//! Kinds of report that templates describe, over the publications of the demo.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Desk, root, run};

fn demo(desk: &Desk) -> String {
    let data = desk.path("data");
    run(&["ingest", root().join("packs/demo").to_str().unwrap(), "--data", &data]).well();
    data
}

/// All numbers under a key, however deep.
fn numbers(value: &Value, key: &str, found: &mut BTreeSet<u64>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| match value {
            Value::Array(list) if name == key => found.extend(list.iter().filter_map(Value::as_u64)),
            _ => numbers(value, key, found),
        }),
        Value::Array(values) => values.iter().for_each(|value| numbers(value, key, found)),
        _ => {}
    }
}

fn section<'v>(report: &'v Value, id: &str) -> &'v Value {
    let sections = report["sections"].as_array().unwrap();
    sections.iter().find(|section| section["id"] == id).unwrap_or_else(|| panic!("no section {id}"))
}

#[test]
fn every_kind_is_drawn_in_every_form_and_its_citations_are_passages_of_the_texts() {
    let desk = Desk::new();
    let data = demo(&desk);
    let kinds: [(&str, &[&str]); 6] = [
        ("digest", &["--on", "2024-11-28"]),
        ("weekly", &["--on", "2024-12-24", "--org", "csto"]),
        ("profile", &["--of", "csto/csc"]),
        ("chronicle", &["--from", "2024-01-01", "--to", "2024-12-31", "--org", "csto"]),
        ("register", &["--on", "2024-07-01"]),
        ("calendar", &["--on", "2024-12-01"]),
    ];
    let mut texts: BTreeMap<String, Vec<char>> = BTreeMap::new();
    for (kind, asked) in kinds {
        let report = |args: &[&str]| {
            run(&[&["report", kind, "--as-of", "2025-02-01", "--data", &data], asked, args].concat())
        };
        let json = report(&["--format", "json"]).json();
        assert_eq!(json["report"], kind);
        let mut listed = BTreeSet::new();
        for source in json["sources"].as_array().unwrap() {
            assert!(source["capture"].is_string() && source["fetched_at"].is_string(), "{source}");
            let id = source["publication"].as_str().unwrap();
            let text = texts.entry(id.to_owned()).or_insert_with(|| {
                let shown = run(&["show", id, "--data", &data, "--format", "json"]).json();
                shown["text"].as_str().unwrap().chars().collect()
            });
            for passage in source["passages"].as_array().unwrap() {
                listed.insert(passage["number"].as_u64().unwrap());
                for quote in passage["quotes"].as_array().unwrap() {
                    let place = |name: &str| quote[name].as_u64().unwrap() as usize;
                    let words: String = text[place("start")..place("end")].iter().collect();
                    assert_eq!(quote["text"], Value::String(words), "{kind}");
                }
            }
        }
        let mut cited = BTreeSet::new();
        numbers(&json, "citations", &mut cited);
        assert!(!cited.is_empty(), "{kind} cites nothing");
        assert_eq!(cited, listed, "{kind}");
        let page = report(&["--lang", "ru"]).well();
        assert!(page.starts_with("<!doctype html>") && page.contains("id=\"p1\""), "{kind}");
        if kind == "digest" {
            assert_eq!(page, report(&["--lang", "ru"]).well(), "other bytes");
            assert!(report(&["--format", "md"]).well().contains("[^1]"));
            assert!(report(&["--format", "ics"]).well().ends_with("END:VCALENDAR\r\n"));
            assert!(report(&["--format", "atom"]).well().ends_with("</feed>\n"));
        }
    }
}

#[test]
fn a_digest_names_stories_what_was_said_signed_and_planned_and_where_sources_differ() {
    let desk = Desk::new();
    let data = demo(&desk);
    let digest = ["report", "digest", "--from", "2024-11-28", "--to", "2024-11-29", "--format", "json"];
    let report = run(&[&digest[..], &["--data", &data, "--query", "border"]].concat()).json();
    let story = &section(&report, "stories")["stories"][0];
    assert!(story["publications"].as_u64() > Some(1), "{story}");
    assert!(story["publishers"].as_array().unwrap().len() > 1, "{story}");
    let lead = story["lead"]["text"].as_str().unwrap();
    let publisher = story["lead"]["publisher"].as_str().unwrap();
    let publications = std::fs::read_dir(root().join("packs/demo")).unwrap().flatten();
    let texts: String =
        publications.map(|file| std::fs::read_to_string(file.path()).unwrap_or_default()).collect();
    assert!(texts.contains(&lead.replace('"', "\\\"")) && texts.contains(publisher), "{story}");
    assert!(!section(&report, "documents")["groups"][0]["entries"].as_array().unwrap().is_empty());
    assert!(!section(&report, "statements")["statements"].as_array().unwrap().is_empty());
    assert!(!section(&report, "chronicle")["groups"].as_array().unwrap().is_empty());
    assert!(section(&report, "differences")["disagreements"].is_array());
    assert!(!section(&report, "found")["found"].as_array().unwrap().is_empty());
    let none = run(&["report", "digest", "--on", "1990-01-01", "--data", &data, "--format", "md"]).well();
    assert!(none.contains("The record holds nothing that this report would show."), "{none}");
}

#[test]
fn a_template_is_printed_changed_and_used() {
    let desk = Desk::new();
    let data = demo(&desk);
    let list = run(&["report", "list", "--lang", "ru"]).well();
    assert!(list.contains("digest") && list.contains("по сюжетам"), "{list}");
    let source = run(&["report", "template", "register"]).well();
    let file = desk.path("mine.toml");
    let changed = source.replace("en = \"Register of documents\"", "en = \"What we signed\"");
    std::fs::write(&file, changed.replace("form = \"table\"", "form = \"list\"")).unwrap();
    let asked = ["report", "register", "--on", "2024-07-01", "--data", &data, "--format", "md"];
    let mine = run(&[&asked[..], &["--template", &file]].concat()).well();
    assert!(mine.contains("# What we signed") && !mine.contains("| --- |"), "{mine}");
    std::fs::write(&file, "kind = \"x\"\ntitle.en = \"X\"\n[[section]]\nshow = \"gossip\"\n").unwrap();
    let bad = run(&[&asked[..], &["--template", &file]].concat());
    assert_eq!(bad.code, Some(4), "{}", bad.stderr);
    assert!(bad.stderr.contains("gossip") && bad.stderr.contains("mine.toml"), "{}", bad.stderr);
    assert_eq!(run(&["report", "template", "novel"]).code, Some(2));
}

#[test]
fn what_a_kind_does_not_take_is_said() {
    let desk = Desk::new();
    let data = demo(&desk);
    let said = |args: &[&str]| {
        let run = run(&[args, &["--data", &data]].concat());
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.stderr);
        run.stderr
    };
    assert!(said(&["report", "digest", "--of", "csto/csc"]).contains("a digest takes no --of"));
    assert!(said(&["report", "profile"]).contains("give --of, --org or --query"));
    assert!(said(&["report", "profile", "--of", "nobody at all"]).contains("nobody at all"));
    let outcomes = ["report", "outcomes", "--org", "csto", "--from", "2024-01-01", "--to", "2024-12-31"];
    assert!(said(&[&outcomes[..], &["--format", "ics"]].concat()).contains("report calendar"));
}

#[test]
fn a_profile_tells_of_a_person_in_whatever_script_the_name_is_given() {
    let desk = Desk::new();
    let data = demo(&desk);
    for name in ["Tokayev", "Токаев"] {
        let report = run(&["report", "profile", "--of", name, "--data", &data, "--format", "md"]).well();
        assert!(report.contains("Kassym-Jomart Tokayev"), "{report}");
        assert!(report.contains("President"), "{report}");
    }
}
