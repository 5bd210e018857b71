//! A folder and a mailbox as sources: what is new, changed and gone in them, with the ledger of any other source.

use std::time::{Duration, SystemTime};

use super::{Desk, Run, rows, run};

/// Writes a file as if it had been written some hours ago: what is being written just now is left alone.
fn write(desk: &Desk, name: &str, content: &str, hours_ago: u64) -> String {
    let path = desk.file(name, content);
    let then = SystemTime::now() - Duration::from_secs(hours_ago * 3600);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
    path
}

fn collect(data: &str) -> serde_json::Value {
    run(&["collect", "--now", "--patience", "10", "--format", "json", "--data", data]).json()
}

fn show(source: &str, data: &str) -> Run {
    run(&["source", "show", source, "--items", "--data", data])
}

const SESSION: &str = "The Council of the Lake District held its session in Port Example on 12 March 2024.\n";

fn letter(name: &str, words: &str) -> String {
    format!(
        "From press@lake.example Tue Mar 12 10:00:00 2024\nFrom: Lake District <press@lake.example>\nMessage-ID: <{name}@lake.example>\nSubject: Letter {name}\nDate: Tue, 12 Mar 2024 10:00:00 +0000\n\n{words}\n\n"
    )
}

#[test]
fn a_folder_is_watched_and_what_changes_in_it_is_kept_apart() {
    let desk = Desk::new();
    let data = desk.path("data");
    write(&desk, "in/first.txt", SESSION, 50);
    write(
        &desk,
        "in/more/second.html",
        "<html><body><article><h1>Regatta</h1><p>The boats of the lakes met in Port Example and the delegations counted them all day long.</p></article></body></html>",
        50,
    );
    write(
        &desk,
        "in/third.txt",
        "The secretariat of the district published its report on the water level.\n",
        50,
    );
    write(&desk, "in/table.csv", "a,b\n", 50);
    let folder = desk.path("in");
    let added =
        run(&["source", "add", &folder, "--name", "desk", "--publisher", "Lake District", "--data", &data]);
    assert!(added.well().starts_with("desk: a folder at "));

    let first = collect(&data);
    assert_eq!([&first["seen"], &first["stored"], &first["skipped"]], [4, 3, 1], "{first}");
    let listed = run(&["list", "publication", "--format", "jsonl", "--data", &data]);
    assert!(listed.lines().iter().all(|one| one["publisher"] == "Lake District"), "{}", listed.stdout);
    let shown = show("desk", &data).well();
    assert!(
        shown.contains("(its name says no format that is read)") && shown.contains("in/first.txt"),
        "{shown}"
    );
    // whoever reads it by hand has the same publication
    let again = run(&["ingest", &desk.path("in/first.txt"), "--data", &data]).well();
    assert!(!again.contains("1 new"), "{again}");

    let second = collect(&data);
    assert_eq!([&second["seen"], &second["stored"]], [0, 0], "{second}");

    write(&desk, "in/first.txt", &format!("{SESSION}Members adopted two decisions.\n"), 2);
    std::fs::remove_file(desk.path("in/third.txt")).unwrap();
    let third = collect(&data);
    assert_eq!([&third["seen"], &third["stored"], &third["publications"]], [3, 1, 3], "{third}");
    let edited = run(&["show", "first", "--format", "json", "--data", &data]).json();
    assert_eq!(
        edited["edits"],
        serde_json::json!([{"version": 2, "removed": [], "added": ["Members adopted two decisions."]}])
    );
    let told = run(&["show", "first", "--data", &data]).well();
    assert!(told.contains("version 2 changed\n    + Members adopted two decisions.\n"), "{told}");
    let shown = run(&["source", "show", "desk", "--items", "--format", "json", "--data", &data]).json();
    let gone: Vec<&serde_json::Value> =
        shown["items"].as_array().unwrap().iter().filter(|item| !item["gone_at"].is_null()).collect();
    assert_eq!(gone.len(), 1, "{shown}");
    assert!(gone[0]["url"].as_str().unwrap().ends_with("/in/third.txt"));
    assert_eq!((&gone[0]["state"], gone[0]["publication"].is_string()), (&"stored".into(), true));
    let sum = |name: &str| shown[name].as_u64().unwrap();
    assert_eq!(sum("seen"), sum("stored") + sum("unchanged") + sum("skipped") + sum("failed"), "{shown}");

    // it comes back as what it was
    write(
        &desk,
        "in/third.txt",
        "The secretariat of the district published its report on the water level.\n",
        1,
    );
    collect(&data);
    let shown = run(&["source", "show", "desk", "--items", "--format", "json", "--data", &data]).json();
    assert!(shown["items"].as_array().unwrap().iter().all(|item| item["gone_at"].is_null()), "{shown}");
    assert_eq!(run(&["status", "--check", "--data", &data]).code, Some(0));
    let before = rows(&data);
    run(&["rebuild", "--data", &data]).well();
    assert_eq!(rows(&data), before);

    // a folder that is not there is an ailment, and nothing of it is gone
    std::fs::rename(desk.path("in"), desk.path("away")).unwrap();
    assert_eq!(run(&["collect", "--now", "--patience", "0", "--data", &data]).code, Some(1));
    let health = run(&["source", "health", "--data", &data]).well();
    assert!(
        health.contains("desk  failed 1 times in a row") && health.contains("no such file or folder"),
        "{health}"
    );
}

#[test]
fn a_mailbox_is_read_letter_by_letter_and_only_what_a_person_named_is() {
    let desk = Desk::new();
    let data = desk.path("data");
    let first =
        [letter("one", SESSION), letter("two", "The boats of the lakes met in Port Example.")].concat();
    let path = write(&desk, "letters.mbox", &first, 50);
    let added = run(&["source", "add", &path, "--data", &data]).well();
    assert!(added.starts_with("letters.mbox: a mailbox at "), "{added}");
    let run_of = collect(&data);
    assert_eq!([&run_of["seen"], &run_of["stored"], &run_of["publications"]], [2, 2, 2], "{run_of}");

    // the first is deleted, one comes, one comes twice: letters go by their own ids
    let next = [
        letter("two", "The boats of the lakes met in Port Example."),
        letter("three", "The delegations counted the boats."),
        letter("three", "The delegations counted the boats."),
    ];
    write(&desk, "letters.mbox", &next.concat(), 2);
    let run_of = collect(&data);
    assert_eq!([&run_of["seen"], &run_of["stored"], &run_of["unchanged"]], [3, 1, 2], "{run_of}");
    assert_eq!(run_of["publications"], 3);
    let shown = show("letters.mbox", &data).well();
    assert!(shown.contains("mid:one@lake.example  (it lies there no more"), "{shown}");
    let listed = run(&["list", "publication", "--format", "jsonl", "--data", &data]).stdout;
    assert!(listed.contains("\"Letter three\"") && listed.contains("Lake District"), "{listed}");
    let before = rows(&data);
    run(&["rebuild", "--data", &data]).well();
    assert_eq!(rows(&data), before);

    // no list that somebody passed on opens the files of a machine
    let list = desk.file("sources.toml", "[[source]]\nurl = '/etc'\nform = 'folder'\n");
    let import = run(&["source", "import", &list, "--data", &data]);
    assert!(import.stderr.contains("a folder is added by hand"), "{}", import.stderr);
    let single = write(&desk, "single.txt", SESSION, 9);
    let refused = run(&["source", "add", &single, "--data", &data]);
    assert!(refused.stderr.contains("neither a folder nor a mailbox"), "{}", refused.stderr);
    let lost = run(&["source", "add", "./no-such-folder", "--data", &data]);
    assert!(lost.stderr.contains("no such file or folder"), "{}", lost.stderr);
}
