//! The record through the command line: filing, looking, searching.

use super::{Desk, demo, root, rows, run};

fn ingested(desk: &Desk) -> String {
    let data = desk.path("data");
    run(&["ingest", root().join("packs/demo").to_str().unwrap(), "--data", &data]).well();
    data
}

#[test]
fn giving_the_same_again_files_nothing_new() {
    let desk = Desk::new();
    let data = ingested(&desk);
    let before = rows(&data);
    let again = run(&[
        "ingest",
        &demo("publications-ru.jsonl"),
        &demo("publications-en.jsonl"),
        "--data",
        &data,
        "--format",
        "json",
    ]);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    let summary = again.json();
    assert_eq!((&summary["new"], &summary["unchanged"]), (&0.into(), &10.into()), "{summary}");
    assert_eq!(before, rows(&data));
}

#[test]
fn a_changed_publication_is_a_version_and_a_copy_is_left_out() {
    let desk = Desk::new();
    let data = desk.path("data");
    let first = "Session\n\nThe session of the Council took place in Astana on 28 November 2024. 13 documents were signed.\n";
    let file = desk.file("in/a.txt", first);
    let ingest = |path: &str| run(&["ingest", path, "--data", &data, "--format", "json"]).json();
    assert_eq!(ingest(&file)["new"], 1);
    desk.file("in/a.txt", first.replace("13", "14"));
    let summary = ingest(&file);
    assert_eq!(
        (&summary["new"], &summary["changed"], &summary["record"]["publications"]),
        (&0.into(), &1.into(), &1.into())
    );
    let shown = run(&["show", "a", "--data", &data, "--format", "json"]).json();
    assert_eq!(shown["publication"]["version"], 2);
    let values: Vec<_> = shown["claims"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|claim| claim["slots"]["value"].as_u64())
        .collect();
    assert_eq!(values, [14]);
    // the old text under another name is not a second source
    let copy = desk.file("elsewhere/b.txt", first);
    assert_eq!(ingest(&copy)["copies"], 1);
    // two files of one name are two publications
    let other = desk.file("other/a.txt", "The council of ministers met in Minsk on 3 May 2023.\n");
    assert_eq!(ingest(&other)["new"], 1);
    let both = run(&["show", "a", "--data", &data]).well();
    assert_eq!(both.lines().count(), 2, "{both}");
    let before = rows(&data);
    run(&["rebuild", "--data", &data]).well();
    assert_eq!(before, rows(&data));
}

#[test]
fn what_comes_in_portions_is_merged_and_found_as_what_comes_at_once() {
    let desk = Desk::new();
    let data = desk.path("data");
    let lines: Vec<String> = ["publications-en.jsonl", "publications-ru.jsonl"]
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(demo(file)).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    // the later ones first, so that older publications give entries other names
    for (number, portion) in lines.rchunks(3).enumerate() {
        let file = desk.file(&format!("in/{number}.jsonl"), portion.join("\n"));
        run(&["ingest", &file, "--data", &data]).well();
    }
    let found = || {
        ["Astana", "kind:person", "lang:ru"]
            .map(|query| run(&["search", query, "--limit", "500", "--data", &data]).well())
    };
    let (before, grown) = (rows(&data), found());
    // an index that is behind is brought up, one that is lost is built again
    std::fs::remove_dir_all(std::path::Path::new(&data).join("index")).unwrap();
    let mut built = found();
    let sorted = |found: &mut [String; 3]| {
        for one in found {
            let mut lines: Vec<&str> = one.lines().filter(|line| !line.trim().is_empty()).collect();
            lines.sort_unstable();
            *one = lines.join("\n");
        }
    };
    let mut grown = grown;
    sorted(&mut grown);
    sorted(&mut built);
    assert_eq!(grown, built);
    run(&["rebuild", "--data", &data]).well();
    assert_eq!(before, rows(&data));
}

#[test]
fn a_rebuild_gives_equal_rows() {
    let desk = Desk::new();
    let data = ingested(&desk);
    let page = "<html><head><title>Session</title></head><body><article><h1>Session</h1><p>The council met today and 15 documents were signed by the presidents of all member states.</p></article></body></html>";
    let page = desk.file("page.html", page);
    run(&["ingest", &page, "--as-of", "2024-11-28", "--data", &data]).well();
    run(&[
        "ingest",
        &desk.file("note.md", "# Note\n\nСовет собрался в Минске сегодня.\n"),
        "--lang",
        "ru",
        "--as-of",
        "2023-02-01",
        "--data",
        &data,
    ])
    .well();
    let before = rows(&data);
    std::fs::remove_file(page).unwrap();
    run(&["rebuild", "--data", &data]).well();
    assert_eq!(before, rows(&data));
    assert_eq!(run(&["status", "--check", "--data", &data]).code, Some(0));
}

#[test]
fn names_in_either_script_find_each_other() {
    let desk = Desk::new();
    let data = ingested(&desk);
    for query in ["Tokayev", "Токаев", "Токаева"] {
        let found = run(&["search", query, "--data", &data, "--format", "json", "--limit", "50"]).json();
        let hits = found["hits"].as_array().unwrap();
        let langs: Vec<String> = hits
            .iter()
            .filter(|hit| hit["type"] == "publication")
            .map(|hit| hit["langs"][0].to_string())
            .collect();
        assert!(
            langs.iter().any(|lang| lang.contains("en")) && langs.iter().any(|lang| lang.contains("ru")),
            "{query}: {found}"
        );
        assert!(hits.iter().any(|hit| hit["kinds"][0] == "person"), "{query}: {found}");
    }
    let none = run(&["search", "xyzzyplugh", "--data", &data]);
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), "nothing was found\n"));
    let without = run(&["search", "Tokayev", "-Tokayev", "--data", &data]);
    assert_eq!(without.stdout, "nothing was found\n", "{}", without.stderr);
}

#[test]
fn a_lost_index_is_built_again() {
    let desk = Desk::new();
    let data = ingested(&desk);
    let before = run(&["search", "Astana", "--data", &data]).well();
    std::fs::remove_dir_all(desk.path("data/index")).unwrap();
    assert_eq!(run(&["search", "Astana", "--data", &data]).well(), before);
    std::fs::write(desk.path("data/index/meta.json"), "{").unwrap();
    assert_eq!(run(&["search", "Astana", "--data", &data]).well(), before);
}

#[test]
fn one_person_is_shown_by_either_name_with_passages_of_both_languages() {
    let desk = Desk::new();
    let data = ingested(&desk);
    for name in ["Токаев", "tokayev", "Tokaev", "Токаева"] {
        let shown = run(&["show", name, "--data", &data]).well();
        let heading = shown.lines().next().unwrap();
        assert!(heading.contains("person"), "{shown}");
        assert!(shown.contains("Tokayev") && shown.contains("Токаев"), "{shown}");
        assert!(shown.contains("[1]") && shown.contains("    | "), "{shown}");
    }
    let json = run(&["show", "Токаев", "--data", &data, "--format", "json"]).json();
    let langs: Vec<_> =
        json["publications"].as_array().unwrap().iter().map(|one| one["lang"].as_str().unwrap()).collect();
    assert!(langs.contains(&"en") && langs.contains(&"ru"), "{langs:?}");
    let none = run(&["show", "Nobody At All", "--data", &data]);
    assert_eq!(none.code, Some(1));
    assert_eq!(
        none.stderr,
        "error: nothing in the record is called \"Nobody At All\": `rapporteur search` looks into texts too\n"
    );
}

#[test]
fn what_is_listed_can_be_shown_by_its_id() {
    let desk = Desk::new();
    let data = ingested(&desk);
    let all = run(&["list", "--data", &data, "--format", "jsonl"]);
    let entries = all.lines();
    assert!(entries.len() > 30);
    for entry in entries.iter().step_by(9) {
        let id = entry["id"].as_str().unwrap();
        let shown = run(&["show", &id[..12], "--data", &data, "--format", "json"]).json();
        assert_eq!(shown["entry"]["id"], *id);
        // no value without a claim, no claim without a passage
        for property in shown["entry"]["properties"].as_array().unwrap() {
            for value in property["values"].as_array().unwrap() {
                let claims = value["claims"].as_array().unwrap();
                assert!(!claims.is_empty(), "{shown}");
                for claim in claims {
                    assert!(
                        shown["claims"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .any(|one| one["id"] == *claim && !one["quotes"][0].is_null())
                    );
                }
            }
        }
    }
    let publications = run(&["list", "publication", "--data", &data]).well();
    assert_eq!(publications.lines().count(), 10);
}

#[test]
fn a_record_in_use_and_a_file_that_is_none_are_named() {
    let desk = Desk::new();
    let data = ingested(&desk);
    let writer = store::SqliteStore::open(&data).unwrap();
    let refused = run(&["ingest", &demo("publications-en.jsonl"), "--data", &data]);
    assert_eq!(refused.code, Some(3));
    assert!(
        refused.stderr.contains("is in use by another process: wait until it ends"),
        "{}",
        refused.stderr
    );
    // looking is allowed meanwhile
    run(&["status", "--data", &data]).well();
    drop(writer);
    desk.file("no-record/record.db", "this is no database, whatever its name says");
    let refused = run(&["list", "--data", &desk.path("no-record")]);
    assert_eq!(refused.code, Some(3));
    assert!(refused.stderr.contains("is not a record"), "{}", refused.stderr);
}
