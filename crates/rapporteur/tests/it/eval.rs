//! `rapporteur eval`: figures of a gold folder, from the program's own reading and from given claims.

use super::{Desk, root, run};

const TEXT: &str = "The Council of the Lake Union held its session in Verkhny on 3 May 2024.";
const GOLD: &str = r#"{"doc": "a", "lang": "en", "published": null, "facts": [
  {"type": "event", "slots": {"kind": "session", "name": "session of the Council", "place": "Verkhny"}, "evidence": [[0, 60]]},
  {"type": "figure", "slots": {"what": "documents", "value": 14}, "evidence": [[0, 20]]}]}"#;
const CLAIM: &str =
    r#"{"doc": "a", "type": "figure", "slots": {"what": "documents", "value": "14"}, "evidence": [[0, 20]]}"#;

fn gold() -> (Desk, String) {
    let desk = Desk::new();
    desk.file("lake/a.txt", TEXT);
    desk.file("lake/a.json", GOLD);
    desk.file("claims.jsonl", CLAIM);
    let folder = desk.path("lake");
    (desk, folder)
}

#[test]
fn claims_that_are_there_already_are_scored() {
    let (desk, folder) = gold();
    let table =
        run(&["eval", &folder, "--predictions", &desk.path("claims.jsonl"), "--misses", "--slots"]).well();
    assert!(table.starts_with("gold set lake: 1 publications\nmissed a event {"), "{table}");
    assert!(table.contains("figure.value"), "{table}");
    assert!(table.contains("total (micro)      2      1  1.000  0.500  0.667\n"), "{table}");
    let figures =
        run(&["eval", &folder, "--predictions", &desk.path("claims.jsonl"), "--format", "json"]).json();
    assert_eq!(figures["lake"]["total"]["r"], 0.5);
    assert_eq!(figures["lake"]["strict_f1"], figures["lake"]["total"]["f"]);
}

#[test]
fn the_program_reads_what_no_claims_are_given_for_and_intervals_stay_where_they_are() {
    let folder = root().join("gold/en");
    let figures = |seed: &str| {
        run(&["eval", folder.to_str().unwrap(), "--format", "json", "--draws", "200", "--seed", seed]).json()
    };
    let first = figures("1");
    let bounds = &first["en"]["intervals_95"]["total"];
    let f1 = first["en"]["total"]["f"].as_f64().unwrap();
    assert!(bounds[0].as_f64().unwrap() < f1 && f1 < bounds[1].as_f64().unwrap(), "{first}");
    assert_eq!(first, figures("1"));
    assert_ne!(*bounds, figures("2")["en"]["intervals_95"]["total"]);
}

#[test]
fn a_page_is_written_between_its_markers() {
    let (desk, folder) = gold();
    let page = desk.file("page.md", "# Kept\n<!-- eval:begin -->\nold\n<!-- eval:end -->\nkept\n");
    let claims = desk.path("claims.jsonl");
    run(&["eval", &folder, "--predictions", &claims, "--write", &page]).well();
    let written = std::fs::read_to_string(&page).unwrap();
    assert!(written.starts_with("# Kept\n<!-- eval:begin -->\n### `lake`: 1 publications\n"), "{written}");
    assert!(written.contains("| figure | 1 | 1 | 1.000 | 1.000 | 1.000 |"), "{written}");
    assert!(written.ends_with("<!-- eval:end -->\nkept\n"), "{written}");
    let bare = desk.file("bare.md", "# No markers\n");
    let refused = run(&["eval", &folder, "--predictions", &claims, "--write", &bare]);
    assert_eq!(refused.code, Some(4));
    assert!(refused.stderr.contains("has no markers"), "{}", refused.stderr);
}

#[test]
fn what_cannot_be_measured_is_named() {
    let (desk, folder) = gold();
    let none = run(&["eval", &desk.path("nowhere")]);
    assert_eq!(
        (none.code, desk.plain(&none.stderr)),
        (Some(2), "error: DIR/nowhere: no annotated publications there\n".to_owned())
    );
    let lang = run(&["eval", &folder, "--lang", "ru"]);
    assert_eq!(
        (lang.code, desk.plain(&lang.stderr)),
        (Some(2), "error: DIR/lake: no publications in ru\n".to_owned())
    );
    let bad = desk.file("bad.jsonl", "{\"doc\": 1}\n");
    let refused = run(&["eval", &folder, "--predictions", &bad]);
    assert_eq!(refused.code, Some(4));
    assert!(refused.stderr.contains("line 1 of what was found is no fact"), "{}", refused.stderr);
}
