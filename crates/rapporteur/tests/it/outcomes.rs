//! The demo and the report: both run to their end, and every citation leads to its passage.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Desk, root, run};

const YEAR: [&str; 6] = ["--org", "csto", "--from", "2024-01-01", "--to", "2024-12-31"];

#[test]
fn the_demo_runs_to_its_end_and_says_where_the_report_is() {
    let desk = Desk::new();
    let data = desk.path("demo");
    let shown = run(&["demo", "--data", &data]).well();
    assert!(shown.contains("WHERE SOURCES DIFFER"), "{shown}");
    assert!(shown.contains("    | "), "no evidence: {shown}");
    let path = std::path::Path::new(&data).join("outcomes.html");
    assert!(shown.contains(path.to_str().unwrap()), "{shown}");
    links_lead_somewhere(&std::fs::read_to_string(path).unwrap());
    // its own suggestions work
    run(&["list", "figure", "--disputed", "--data", &data]).well();
    run(&[&["report", "outcomes", "--format", "md", "--data", &data], &YEAR[..]].concat()).well();
    // a second demo in the same place is the same demo
    assert_eq!(run(&["demo", "--data", &data]).well(), shown);
}

/// Follows every citation of a report of outcomes, as JSON, to the words of its publication.
fn follow(json: &Value, data: &str) -> BTreeSet<u64> {
    let mut texts: BTreeMap<String, Vec<char>> = BTreeMap::new();
    let mut numbers = BTreeSet::new();
    for source in json["sources"].as_array().unwrap() {
        let id = source["publication"].as_str().unwrap();
        let shown = run(&["show", id, "--data", data, "--format", "json"]).json();
        let text =
            texts.entry(id.to_owned()).or_insert_with(|| shown["text"].as_str().unwrap().chars().collect());
        for passage in source["passages"].as_array().unwrap() {
            assert!(numbers.insert(passage["number"].as_u64().unwrap()), "a number comes twice: {passage}");
            for quote in passage["quotes"].as_array().unwrap() {
                let (start, end) =
                    (quote["start"].as_u64().unwrap() as usize, quote["end"].as_u64().unwrap() as usize);
                let words: String = text[start..end].iter().collect();
                assert_eq!(quote["text"], Value::String(words), "{source}");
            }
        }
    }
    let mut cited = BTreeSet::new();
    citations(json, &mut cited);
    assert!(cited.is_subset(&numbers), "citations lead nowhere: {:?}", cited.difference(&numbers));
    cited
}

/// The report of a year that two publications give: what has to be in it, in every format and both languages.
#[test]
fn the_outcomes_of_2024_are_told_from_the_two_seeds_alone() {
    let Some(seeds) = super::shared("seeds") else { return };
    let desk = Desk::new();
    let data = desk.path("data");
    run(&["ingest", seeds.to_str().unwrap(), "--data", &data]).well();
    let report = |args: &[&str]| {
        run(&[&["report", "outcomes", "--as-of", "2025-02-01", "--data", &data], &YEAR[..], args].concat())
    };
    let json = report(&["--format", "json"]).json();
    assert!(follow(&json, &data).len() > 40);

    let of = |value: &Value, key: &str| value[key].as_array().unwrap().clone();
    let mut exercises: Vec<(String, String)> = Vec::new();
    for territory in of(&json, "exercises").iter().filter(|territory| !territory["country"].is_null()) {
        for event in of(territory, "events") {
            let name = event["name"]["text"].as_str().unwrap().to_owned();
            exercises.push((territory["country"]["country"].as_str().unwrap().to_owned(), name));
        }
    }
    for (country, name) in [
        ("KZ", "Indestructible Brotherhood-2024"),
        ("KZ", "Skala-2024"),
        ("KG", "Interaction-2024"),
        ("KG", "Poisk-2024"),
        ("KG", "Echelon-2024"),
        ("RU", "Cobalt-2024"),
        ("TJ", "Rubezh-2024"),
    ] {
        assert!(exercises.contains(&(country.to_owned(), name.to_owned())), "{name}: {exercises:?}");
    }
    let operations = of(&json, "operations");
    let names: Vec<&str> = operations.iter().map(|one| one["name"]["text"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4, "each name stands once: {names:?}");
    for name in ["Channel", "Illegal", "Mercenary", "PROXY"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    let channel = operations.iter().find(|one| one["name"]["text"] == "Channel").unwrap();
    let stages = channel["stages"].to_string();
    assert!(stages.contains("Far Eastern Raid") && stages.contains("Vanguard"), "{stages}");
    let sessions = json["sessions"].to_string();
    assert!(sessions.contains("2024-11-28") && of(&json, "documents").len() >= 5, "{sessions}");
    let chairs: Vec<(String, String)> = of(&json, "chairmanship")
        .iter()
        .map(|chair| {
            (chair["holder"]["country"].to_string(), chair["period"]["values"][0]["value"].to_string())
        })
        .collect();
    let chair = |country: &str, year: &str| (format!("{country:?}"), format!("{year:?}"));
    assert!(chairs.contains(&chair("KZ", "2024")) && chairs.contains(&chair("KG", "2025")), "{chairs:?}");
    let offices = json["officers"].to_string() + &json["guests"].to_string();
    for name in ["Imangali Tasmagambetov", "Kassym-Jomart Tokayev"] {
        assert!(offices.contains(name), "{offices}");
    }
    let conferences = json["conferences"].to_string();
    assert!(conferences.contains("Central Asia: contours of the future"), "{conferences}");
    assert!(conferences.matches("\"roundtable\"").count() >= 3, "{conferences}");

    for lang in ["en", "ru"] {
        let written = |format: &str| {
            let file = desk.path(&format!("year-{lang}.{format}"));
            report(&["--format", format, "--lang", lang, "-o", &file]).well();
            file
        };
        links_lead_somewhere(&std::fs::read_to_string(written("html")).unwrap());
        for format in ["html", "md", "docx", "pdf"] {
            let text = match format {
                "docx" | "pdf" => run(&["text", &written(format)]).well(),
                _ => std::fs::read_to_string(written(format)).unwrap(),
            };
            for (_, name) in &exercises {
                // a reader of PDF joins what a line parts with a hyphen
                let words = |text: &str| {
                    text.chars()
                        .filter(|c| c.is_alphanumeric())
                        .flat_map(char::to_lowercase)
                        .collect::<String>()
                };
                assert!(words(&text).contains(&words(name)), "{format} in {lang} lacks {name}: {text}");
            }
        }
    }
}

#[test]
fn every_citation_of_the_report_leads_to_the_passage_in_its_publication() {
    let desk = Desk::new();
    let data = desk.path("data");
    run(&["ingest", root().join("packs/demo").to_str().unwrap(), "--data", &data]).well();
    let report = |args: &[&str]| {
        run(&[&["report", "outcomes", "--as-of", "2025-02-01", "--data", &data], &YEAR[..], args].concat())
    };
    let json = report(&["--format", "json"]).json();
    let cited = follow(&json, &data);
    assert!(cited.len() > 20, "{cited:?}");
    for section in ["sessions", "documents", "exercises"] {
        assert!(!json[section].as_array().unwrap().is_empty(), "{section} is empty");
    }

    for lang in ["en", "ru"] {
        let html = report(&["--format", "html", "--lang", lang]).well();
        links_lead_somewhere(&html);
        let file = desk.path("report.html");
        assert_eq!(report(&["--format", "html", "--lang", lang, "-o", &file]).well(), "");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), html);
        assert!(report(&["--format", "md", "--lang", lang]).well().contains("[^1]"));
    }
    assert_eq!(report(&["-o", &desk.path("no/such/folder/x.html")]).code, Some(4));
}

#[test]
fn office_files_say_what_the_report_says_and_are_the_same_every_time() {
    let desk = Desk::new();
    let data = desk.path("data");
    run(&["ingest", root().join("packs/demo").to_str().unwrap(), "--data", &data]).well();
    let report = |args: &[&str]| {
        run(&[&["report", "outcomes", "--as-of", "2025-02-01", "--data", &data], &YEAR[..], args].concat())
    };
    for lang in ["en", "ru"] {
        let markdown = report(&["--format", "md", "--lang", lang]).well();
        let sections: Vec<&str> = markdown.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert!(sections.len() > 8, "{sections:?}");
        for format in ["docx", "pdf"] {
            let [one, two] = ["one", "two"].map(|name| desk.path(&format!("{name}.{format}")));
            for file in [&one, &two] {
                assert_eq!(report(&["--format", format, "--lang", lang, "-o", file]).well(), "");
            }
            assert!(std::fs::read(&one).unwrap() == std::fs::read(&two).unwrap(), "{format} differs");
            // our own reader takes their words out again
            let text = run(&["text", &one]).well();
            for section in &sections {
                let (_, title) = section.split_once(". ").unwrap();
                assert!(text.contains(title), "{format} without {title:?}: {text}");
            }
        }
    }
    // its own file lends its styles
    let (ours, theirs) = (desk.path("ours.docx"), desk.path("one.docx"));
    assert_eq!(report(&["--format", "docx", "--style", &theirs, "-o", &ours]).well(), "");
    assert!(run(&["text", &ours]).well().contains("Collective Security"));
    assert_eq!(report(&["--format", "pdf", "--style", &theirs]).code, Some(2));
    assert_eq!(report(&["--format", "docx", "--style", &desk.path("one.pdf"), "-o", &ours]).code, Some(4));
    run(&[
        "report",
        "chronicle",
        "--from",
        "2024-01-01",
        "--to",
        "2024-12-31",
        "--data",
        &data,
        "--format",
        "pdf",
        "-o",
        &ours,
    ])
    .well();
}

fn citations(value: &Value, found: &mut BTreeSet<u64>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match (key.as_str(), value) {
                    ("citations" | "participation", Value::Array(numbers)) => {
                        found.extend(numbers.iter().filter_map(Value::as_u64))
                    }
                    _ => citations(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| citations(value, found)),
        _ => {}
    }
}

/// Every link within the page has its target on the page.
fn links_lead_somewhere(html: &str) {
    let after = |mark: &str| -> BTreeSet<String> {
        html.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let (links, targets) = (after("href=\"#"), after("id=\""));
    assert!(links.len() > 20, "{links:?}");
    let lost: Vec<_> = links.difference(&targets).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn two_reports_are_compared_by_what_they_say() {
    let desk = Desk::new();
    let data = desk.path("data");
    run(&["ingest", root().join("packs/demo").to_str().unwrap(), "--data", &data]).well();
    let write = |name: &str, from: &str| {
        let file = desk.path(name);
        let period = ["--from", from, "--to", "2024-12-31"];
        let fixed =
            ["report", "chronicle", "--as-of", "2025-02-01", "--format", "md", "--data", &data, "-o", &file];
        run(&[&fixed[..], &period].concat()).well();
        file
    };
    let (half, year) = (write("half.md", "2024-10-01"), write("year.md", "2024-01-01"));
    let diff = |earlier: &str, later: &str| run(&["report", "diff", earlier, later, "--data", &data]);
    assert_eq!(diff(&year, &year).well(), "the two say the same\n");
    let told = diff(&half, &year).well();
    let lines = |told: &str, sign: &str| told.lines().filter(|line| line.starts_with(sign)).count();
    assert!(lines(&told, "+ ") > 5 && lines(&told, "- ") > 0 && !told.contains("[^"), "{told}");
    // what one run adds the other takes away
    let back = diff(&year, &half).well();
    assert_eq!((lines(&told, "+ "), lines(&told, "- ")), (lines(&back, "- "), lines(&back, "+ ")));
    let unknown = diff("7", &year);
    assert_eq!(
        (unknown.code, unknown.stderr.contains("no edition 7")),
        (Some(2), true),
        "{}",
        unknown.stderr
    );
}
