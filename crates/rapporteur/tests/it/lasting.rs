//! A run that is killed at any moment loses nothing that was acknowledged and leaves nothing half done.

use std::time::{Duration, Instant};

use super::{Desk, command, demo, rows, run};

/// Publications of the demo under many names, each a little different.
fn many(count: usize) -> String {
    let mut lines: Vec<serde_json::Value> = Vec::new();
    for name in ["publications-en.jsonl", "publications-ru.jsonl"] {
        let source = std::fs::read_to_string(demo(name)).unwrap();
        lines.extend(source.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()));
    }
    let models = lines.iter().cycle().take(count).enumerate();
    let line = models.map(|(number, model)| {
        let mut line = model.clone();
        line["doc"] = format!("{}-{number}", model["doc"].as_str().unwrap()).into();
        line["text"] = format!("{}\n\n({number})\n", model["text"].as_str().unwrap()).into();
        format!("{line}\n")
    });
    line.collect()
}

#[test]
fn killed_while_ingesting_and_given_again_it_is_as_if_undisturbed() {
    let desk = Desk::new();
    let file = desk.file("many.jsonl", many(200));
    let calm = desk.path("calm");
    let started = Instant::now();
    run(&["ingest", &file, "--data", &calm]).well();
    let whole = started.elapsed();
    let (data, mut published) = (desk.path("data"), 0);
    let mut cut_short = 0;
    for part in [0.2, 0.4, 0.6, 0.8] {
        let mut child =
            command(&["ingest", &file, "--data", &data]).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * part));
        child.kill().unwrap();
        cut_short += usize::from(!child.wait().unwrap().success());
        // what is there is whole, and never less than before
        if std::path::Path::new(&data).join("record.db").exists() {
            let Ok(store) = store::SqliteStore::open(&data) else {
                panic!("the record does not open after a kill")
            };
            assert_eq!(store::audit(&store).unwrap(), Vec::<String>::new());
            let counts = store::Archive::counts(&store).unwrap();
            assert!(counts.publications >= published, "{} after {published}", counts.publications);
            published = counts.publications;
        }
    }
    assert!(cut_short > 0, "no run was cut short");
    run(&["ingest", &file, "--data", &data]).well();
    assert_eq!(rows(&data), rows(&calm));
}

#[test]
fn killed_while_rebuilding_the_old_record_is_there() {
    let desk = Desk::new();
    let data = desk.path("data");
    run(&["ingest", &desk.file("many.jsonl", many(60)), "--data", &data]).well();
    let before = rows(&data);
    let started = Instant::now();
    run(&["rebuild", "--data", &data]).well();
    let whole = started.elapsed();
    for part in [0.2, 0.5, 0.8] {
        let mut child =
            command(&["rebuild", "--data", &data]).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * part));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(rows(&data), before, "killed at {part}");
    }
}
