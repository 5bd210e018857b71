//! What other programs rely on: the fields, the offsets, the order.

use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use super::{Desk, demo, fed, root, run, shared};

const TEXT: &str = "Session of the Council \u{1f384}\n\nThe session of the Council took place in Astana on 28 November 2024. \
                    President of Kazakhstan Kassym-Jomart Tokayev chaired it. \u{201c}The year was good for all of us,\u{201d} Tokayev said. 14 documents were signed.\n";

/// Keys and kinds of values, one a line, in the order in which they are printed.
fn shape(line: &str) -> String {
    let value: Value = serde_json::from_str(line).unwrap();
    let Value::Object(object) = &value else { panic!("no object: {line}") };
    let mut keys: Vec<&String> = object.keys().collect();
    keys.sort_by_key(|key| line.find(&format!("\"{key}\":")));
    let kind = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    keys.iter().map(|key| format!("{key} {}\n", kind(&object[*key]))).collect()
}

#[test]
fn a_claim_has_its_fields_and_quotes_its_passages() {
    let desk = Desk::new();
    let file = desk.file("astana.session.txt", TEXT);
    let read = run(&["read", &file, "--format", "jsonl"]);
    assert_eq!(read.code, Some(0), "{}", read.stderr);
    let first = read.stdout.lines().next().expect("a claim");
    expect![[r#"
        doc string
        type string
        slots object
        evidence array
        quotes array
        id string
        rule string
        pack string
        refs object
        attribution null
        confidence number
    "#]]
    .assert_eq(&shape(first));
    let lines = read.lines();
    assert!(lines.iter().all(|line| line["doc"] == "astana.session"));
    let figure = lines.iter().find(|line| line["type"] == "figure").expect("a figure");
    assert_eq!(figure["slots"]["value"], 14);
    assert!(lines.iter().any(|line| line["type"] == "event" && line["slots"]["date"] == "2024-11-28"));
    quotes_are_exact(&lines, TEXT);
}

#[test]
fn an_annotation_has_its_fields_and_offsets_within_the_text() {
    let desk = Desk::new();
    let file = desk.file("a.txt", TEXT);
    let annotated = run(&["annotate", &file, "--format", "jsonl"]);
    let line = annotated.stdout.lines().next().expect("a line");
    expect![[r#"
        doc string
        lang string
        text string
        sentences array
        mentions array
        times array
        places array
        statements array
    "#]]
    .assert_eq(&shape(line));
    let value = annotated.json();
    assert_eq!(
        (&value["doc"], &value["lang"], &value["text"]),
        (&"a.txt".into(), &"en".into(), &TEXT.into())
    );
    let words: Vec<char> = TEXT.chars().collect();
    let at = |one: &Value| -> String {
        let bound = |key: &str| one[key].as_u64().unwrap() as usize;
        words[bound("start")..bound("end")].iter().collect()
    };
    let times = value["times"].as_array().unwrap();
    assert!(
        times.iter().any(|time| time["value"] == "2024-11-28" && at(time) == "28 November 2024"),
        "{times:?}"
    );
    let mentions = value["mentions"].as_array().unwrap();
    assert!(
        mentions.iter().any(|one| one["type"] == "person" && at(one).contains("Tokayev")),
        "{mentions:?}"
    );
    assert!(
        value["places"].as_array().unwrap().iter().any(|one| at(one) == "Astana" && one["lat"].is_number())
    );
    let statement = &value["statements"][0];
    assert_eq!(statement["mode"], "direct");
    for role in ["source", "cue", "content"] {
        assert!(statement[role].is_null() || statement[role].as_array().unwrap().len() == 2, "{statement}");
    }
    for sentence in value["sentences"].as_array().unwrap() {
        assert!(
            sentence[0].as_u64() <= sentence[1].as_u64()
                && sentence[1].as_u64().unwrap() as usize <= words.len()
        );
    }
}

#[test]
fn a_text_has_its_fields_and_plain_text_is_left_as_it_is() {
    let desk = Desk::new();
    let content = "Title\r\n\r\nThe council met on Monday.\tIt went well.\r\n";
    let plain = run(&["text", &desk.file("a.txt", content), "--format", "jsonl"]);
    expect![[r#"
        doc string
        lang string
        title string
        published_on null
        text string
    "#]]
    .assert_eq(&shape(&plain.stdout));
    assert_eq!(plain.json()["text"], content);
    let page = "<html><head><title>Council meets</title><meta property=\"article:published_time\" content=\"2024-11-28T10:00:00Z\"></head>\
                <body><nav>Home News</nav><article><h1>Council meets</h1><p>The council met in Astana and adopted a long declaration on the work of the year, its secretariat said.</p>\
                <p>The next session of the council takes place in the autumn of next year, and all member states are going to take part in it.</p></article></body></html>";
    let page = run(&["text", &desk.file("p.html", page), "--format", "jsonl"]).json();
    assert_eq!(
        (&page["doc"], &page["published_on"], &page["title"]),
        (&"p.html".into(), &"2024-11-28".into(), &"Council meets".into())
    );
    assert!(page["text"].as_str().unwrap().contains("adopted a long declaration"));
    assert!(!page["text"].as_str().unwrap().contains("Home News"));
}

#[test]
fn lines_and_standard_input_are_publications_too() {
    let lines = "{\"doc\": \"one\", \"text\": \"The council met today.\", \"published\": \"2024-11-28\"}\n\n{\"doc\": \"two\", \"text\": \"Совет собрался сегодня.\", \"lang\": \"xx\"}\n";
    let run = fed(
        &["annotate", "-", "--input", "jsonl", "--format", "jsonl", "--as-of", "2023-05-09"],
        lines.as_bytes(),
    );
    let found = run.lines();
    assert_eq!(found.len(), 2, "{}", run.stderr);
    assert_eq!((&found[0]["doc"], &found[1]["doc"]), (&"one".into(), &"two".into()));
    assert_eq!(found[0]["times"][0]["value"], "2024-11-28", "the line's own date goes before --as-of");
    assert_eq!((&found[1]["lang"], &found[1]["times"][0]["value"]), (&"ru".into(), &"2023-05-09".into()));
    let piped = fed(&["text", "-", "--format", "jsonl"], "Просто текст из трубы.".as_bytes());
    assert_eq!(piped.json()["doc"], "-");
}

#[test]
fn all_threads_print_what_one_prints() {
    let files = [demo("publications-en.jsonl"), demo("publications-ru.jsonl")];
    let with = |threads: &str| {
        run(&["read", &files[0], &files[1], "--format", "jsonl", "--threads", threads]).well()
    };
    let one = with("1");
    assert!(one.lines().count() > 50, "{one}");
    assert_eq!(one, with("4"));
    assert_eq!(one, with("4"));
}

#[test]
fn every_claim_quotes_its_passage_exactly_over_all_gold_texts() {
    let mut folders = vec![root().join("gold/en"), root().join("gold/ru")];
    folders.extend(shared("gold/dev"));
    folders.extend(shared("seeds"));
    for folder in folders {
        let folder = folder.to_str().unwrap();
        let read = run(&["read", folder, "--format", "jsonl"]);
        assert_eq!(read.code, Some(0), "{}", read.stderr);
        let mut claims = 0;
        for line in read.lines() {
            let path = Path::new(folder).join(format!("{}.txt", line["doc"].as_str().unwrap()));
            let text = std::fs::read_to_string(&path).unwrap();
            quotes_are_exact(&[line], &text);
            claims += 1;
        }
        assert!(claims > 5, "{folder}: {claims} claims");
    }
}

fn quotes_are_exact(claims: &[Value], text: &str) {
    let points: Vec<char> = text.chars().collect();
    for claim in claims {
        let evidence = claim["evidence"].as_array().unwrap();
        let quotes = claim["quotes"].as_array().unwrap();
        assert!(!evidence.is_empty() && evidence.len() == quotes.len(), "{claim}");
        for (span, quote) in evidence.iter().zip(quotes) {
            let (start, end) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
            let words: String = points[start..end].iter().collect();
            assert_eq!(quote, &Value::String(words), "{claim}");
        }
    }
}
