//! Delivery as people and services run it: who gets what, once, and what is told of those whom it did not reach.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use jiff::ToSpan;
use store::Delivery as _;
use store::delivery::{EditionAct, EditionId};
use testkit::post::{Ear, NOBODY, PostOffice};

use super::collecting::kills;
use super::{Desk, command, demo, run};

/// A record with the publications of the demo, and a relay.
fn desk(office: &PostOffice) -> (Desk, String) {
    let desk = Desk::new();
    let data = desk.path("data");
    run(&["ingest", &demo(""), "--data", &data]).well();
    let port = office.address.port();
    let settings = format!(
        "[smtp]\nhost = '127.0.0.1'\nport = {port}\ntls = 'none'\nfrom = 'Office <office@example.org>'\n"
    );
    desk.file("data/delivery.toml", settings);
    (desk, data)
}

fn add(data: &str, name: &str, address: &str, lang: &str) {
    run(&["deliver", "recipient", "add", name, address, "--lang", lang, "--role", "board", "--data", data])
        .well();
}

fn build(data: &str, words: &[&str]) {
    let ours =
        ["deliver", "build", "outcomes", "--to", "board", "--formats", "html,docx", "--data", data, "--"];
    run(&[&ours[..], words].concat()).well();
}

const WORDS: &[&str] = &["outcomes", "--org", "csto", "--from", "2024-01-01", "--to", "2024-12-31"];

fn send(data: &str) -> super::Run {
    run(&["deliver", "run", "--allow-private", "--data", data])
}

#[test]
fn an_edition_goes_once_to_each_in_his_language_and_failures_are_shown() {
    let (office, ear) = (PostOffice::open(Duration::ZERO), Ear::open());
    let (desk, data) = desk(&office);
    let folder = desk.path("reports");
    std::fs::create_dir(&folder).unwrap();
    add(&data, "ann", "mailto:ann@example.org", "ru");
    add(&data, "bob", "bob@example.org", "en");
    add(&data, "gone", &format!("mailto:{NOBODY}example.org"), "en");
    add(&data, "archive", &format!("file:{folder}"), "en");
    add(&data, "robot", &format!("http://{}/editions", ear.address), "en");
    build(&data, WORDS);
    let first = send(&data);
    assert_eq!(first.code, Some(1), "one could not be reached: {}{}", first.stdout, first.stderr);
    assert_eq!(first.stdout, "0 editions built; 4 sent, 0 to be tried again, 1 failed\n");
    assert!(
        first.stderr.contains("to gone: ") && first.stderr.contains("no such mailbox"),
        "{}",
        first.stderr
    );
    assert_eq!(send(&data).well(), "0 editions built; 0 sent, 0 to be tried again, 0 failed\n");

    let taken = office.taken();
    let mut to: Vec<&str> = taken.iter().map(|letter| letter.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["ann@example.org", "bob@example.org"]);
    let letter = |to: &str| &taken.iter().find(|letter| letter.to == to).unwrap().raw;
    assert!(letter("ann@example.org").contains("Content-Language: ru"));
    assert!(
        letter("bob@example.org").contains("List-Unsubscribe: <mailto:office@example.org?subject=leave-")
    );
    for part in ["text/plain", "text/html", ".docx"] {
        assert!(letter("bob@example.org").contains(part), "{part}");
    }
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files[0].starts_with("outcomes-") && files[0].ends_with("-en.docx"), "{files:?}");
    let called = ear.called();
    assert_eq!(called.len(), 1);
    let header = |name: &str| called[0].headers[name].as_str();
    let recipients = store::SqliteStore::open_to_read(&data).unwrap().recipients().unwrap();
    let secret = &recipients.iter().find(|one| one.name == "robot").unwrap().secret;
    let at = header("webhook-timestamp").parse().unwrap();
    let signed = deliver::hook::signature(secret, header("webhook-id"), at, &called[0].body);
    assert_eq!(signed, header("webhook-signature"));

    let failed = run(&["deliver", "history", "--failed", "--data", &data]).well();
    assert!(failed.contains("failed   gone: ") && !failed.contains("bob"), "{failed}");
    for name in ["bob", "gone"] {
        run(&["deliver", "recipient", "remove", name, "--data", &data]).well();
    }
    build(&data, WORDS);
    send(&data).well();
    assert_eq!(office.taken().iter().filter(|letter| letter.to == "bob@example.org").count(), 1);
    run(&["deliver", "resend", "1", "archive", "--data", &data]).well();
    assert!(send(&data).stdout.contains("1 sent"));
}

#[test]
fn editions_are_kept_and_their_difference_is_shown() {
    let office = PostOffice::open(Duration::ZERO);
    let (desk, data) = desk(&office);
    build(&data, WORDS);
    let kept = run(&["deliver", "edition", "1", "--data", &data]).well();
    let more = "Secretary-General Imangali Tasmagambetov took part in the session of the CSTO Permanent Council in Minsk on 12 March 2024.";
    run(&["ingest", &desk.file("more.txt", more), "--data", &data]).well();
    assert_eq!(run(&["deliver", "edition", "1", "--data", &data]).well(), kept);
    build(&data, WORDS);
    let diff = run(&["report", "diff", "1", "2", "--data", &data]).well();
    assert!(diff.lines().any(|line| line.starts_with('+') && line.contains("12 March")), "{diff}");
    assert_eq!(run(&["deliver", "edition", "9", "--data", &data]).code, Some(2));
    let lines = run(&["deliver", "history", "--format", "jsonl", "--data", &data]).lines();
    assert_eq!((lines.len(), &lines[0]["edition"]), (2, &1.into()));
}

/// What an editor does in a browser, done in the store.
fn act(data: &str, act: &str, piece: &str, words: &str) {
    let mut store = store::SqliteStore::open_beside(data).unwrap();
    let act = EditionAct {
        act: act.to_owned(),
        piece: piece.to_owned(),
        words: words.to_owned(),
        person: "eve".to_owned(),
        at: jiff::Timestamp::now(),
    };
    store.add_edition_act(EditionId(1), &act).unwrap();
}

#[test]
fn what_is_held_goes_out_as_an_editor_left_it_and_is_kept_as_it_was_built() {
    let office = PostOffice::open(Duration::ZERO);
    let (desk, data) = desk(&office);
    let folder = desk.path("reports");
    std::fs::create_dir(&folder).unwrap();
    add(&data, "bob", "bob@example.org", "en");
    add(&data, "archive", &format!("file:{folder}"), "en");
    let ours = [
        "deliver",
        "build",
        "year",
        "--to",
        "board",
        "--held",
        "--formats",
        "html,docx,pdf,json",
        "--data",
        &data,
        "--",
    ];
    run(&[&ours[..], WORDS].concat()).well();
    assert!(send(&data).stdout.contains("0 sent"), "an editor has not let it go");
    assert!(run(&["deliver", "history", "--data", &data]).well().contains("held until an editor"));
    let built = run(&["deliver", "edition", "1", "--data", &data]).well();
    act(&data, "drop", "sessions", "");
    act(&data, "add", "top", "A foreword of ours.");
    act(&data, "comment", "exercises.2", "Seen <there>.");
    run(&["deliver", "release", "1", "--by", "eve", "--data", &data]).well();
    assert!(send(&data).stdout.contains("2 sent"));

    // words alone: how they are parted differs between formats
    let squeezed = |text: &str| text.split_whitespace().collect::<String>().replace("\"},{\"text\":\"", "");
    let check = |format: &str, text: &str| {
        let words = squeezed(text);
        for there in ["Edited by eve", "Added by eve:", "A foreword of ours.", "Comment by eve:"] {
            assert!(words.contains(&squeezed(there)), "{format} lacks {there}: {text}");
        }
        let gone = words.contains("1.Sessionsandmeetings") || words.contains("\"id\":\"sessions\"");
        assert!(!gone && words.contains("leftout"), "{format}: {text}");
    };
    let out = |format: &str| run(&["deliver", "edition", "1", "--format", format, "--data", &data]).well();
    for format in ["md", "html", "json"] {
        check(format, &out(format));
    }
    for format in ["docx", "pdf"] {
        let file = desk.path(&format!("edited.{format}"));
        run(&["deliver", "edition", "1", "--format", format, "-o", &file, "--data", &data]).well();
        check(format, &run(&["text", &file]).well());
    }
    let letter = office.taken().into_iter().find(|letter| letter.to == "bob@example.org").unwrap();
    assert!(
        letter.message_id.contains(".e1"),
        "an edited edition has an id of its own: {}",
        letter.message_id
    );
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let page = files.into_iter().find(|file| file.extension().is_some_and(|end| end == "html")).unwrap();
    check("the file", &std::fs::read_to_string(page).unwrap());
    let as_built = run(&["deliver", "edition", "1", "--built", "--data", &data]).well();
    assert!(as_built == built && !built.contains("by eve"), "the edition stays as it was built");

    // all of it goes along into another record, which sends nothing by itself
    run(&[
        "deliver", "schedule", "add", "daily", "--at", "07:30", "--held", "--to", "board", "--data", &data,
        "--", "digest",
    ])
    .well();
    add(&data, "late", "late@example.org", "en");
    run(&["deliver", "resend", "1", "late", "--data", &data]).well();
    let history =
        |data: &str| run(&["deliver", "history", "--format", "jsonl", "--data", data]).lines().remove(0);
    for (secrets, same) in [(false, false), (true, true)] {
        let (file, other) = (desk.path(&format!("{secrets}.jsonl")), desk.path(&format!("other-{secrets}")));
        let flag: &[&str] = if secrets { &["--secrets"] } else { &[] };
        run(&[&["export", "--data", &data, "-o", &file], flag].concat()).well();
        run(&["import", &file, "--data", &other]).well();
        let (mine, theirs) = (history(&data), history(&other));
        for part in ["edition", "series", "words", "formats", "held", "releases"] {
            assert_eq!(mine[part], theirs[part], "{part}");
        }
        assert!(theirs["parcels"].to_string().contains("waited to be sent"), "{theirs}");
        assert_eq!(run(&["deliver", "edition", "1", "--data", &other]).well(), out("md"));
        let secret = |data: &str| {
            let all = store::SqliteStore::open_to_read(data).unwrap().recipients().unwrap();
            all.into_iter().find(|one| one.name == "bob").unwrap().secret
        };
        let is_told = std::fs::read_to_string(&file).unwrap().contains(&secret(&data));
        assert_eq!((secret(&data) == secret(&other), is_told), (same, same));
        assert_eq!(send(&other).well(), "0 editions built; 0 sent, 0 to be tried again, 0 failed\n");
        let schedules = run(&["deliver", "schedule", "list", "--format", "jsonl", "--data", &other]).lines();
        assert_eq!((&schedules[0]["schedule"], &schedules[0]["held"]), (&"daily".into(), &true.into()));
    }
}

#[test]
fn what_a_schedule_missed_is_made_up_for_once() {
    let office = PostOffice::open(Duration::ZERO);
    let (_desk, data) = desk(&office);
    add(&data, "bob", "bob@example.org", "en");
    let ours =
        ["deliver", "schedule", "add", "morning", "--at", "00:30", "--to", "board", "--data", &data, "--"];
    let words = ["outcomes", "--org", "csto", "--from", "{year-start}", "--to", "{today}"];
    assert!(run(&[&ours[..], &words].concat()).well().starts_with("morning: next at "));
    assert_eq!(run(&[&ours[..], &["outcomes", "--no-such"]].concat()).code, Some(2));
    assert_eq!(send(&data).well(), "0 editions built; 0 sent, 0 to be tried again, 0 failed\n");
    {
        let mut store = store::SqliteStore::open(&data).unwrap();
        let mut schedule = store.schedules().unwrap().remove(0);
        schedule.next_at -= 72.hours();
        store.save_schedule(&schedule).unwrap();
    }
    let told = send(&data).well();
    assert!(told.starts_with("3 editions built; 3 sent"), "{told}");
    assert_eq!(send(&data).well(), "0 editions built; 0 sent, 0 to be tried again, 0 failed\n");
    let lines = run(&["deliver", "history", "--format", "jsonl", "--data", &data]).lines();
    let days: std::collections::BTreeSet<String> =
        lines.iter().map(|line| line["as_of"].to_string()).collect();
    assert_eq!(days.len(), 3, "each is of its own day");
}

/// A letter or call that was being handed over when the run was killed goes out once more under the id that it had, by
/// which mailboxes and programs drop the copy: what counts is those of different ids.
#[test]
fn killed_at_any_moment_each_gets_it_once() {
    const PEOPLE: usize = 12;
    let (office, ear) = (PostOffice::open(Duration::from_millis(4)), Ear::open());
    let (_desk, data) = desk(&office);
    for number in 0..PEOPLE {
        add(&data, &format!("p{number:02}"), &format!("p{number:02}@example.org"), "en");
    }
    add(&data, "robot", &format!("http://{}/editions", ear.address), "en");
    build(&data, WORDS);
    let started = Instant::now();
    send(&data).well();
    let whole = started.elapsed();
    for round in 0..kills() {
        build(&data, WORDS);
        let mut child = command(&["deliver", "run", "--allow-private", "--data", &data]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let part =
            ((round as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 / f64::from(1_u32 << 24);
        std::thread::sleep(whole.mul_f64(part));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    send(&data).well();
    let mut got: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for letter in office.taken() {
        *got.entry(letter.to).or_default().entry(letter.message_id).or_default() += 1;
    }
    assert_eq!(got.len(), PEOPLE);
    let copies: usize = got.values().flat_map(BTreeMap::values).map(|count| count - 1).sum();
    println!("{} kills of a run of {whole:?}; {copies} letters were handed over twice under one id", kills());
    for (to, letters) in got {
        assert_eq!(letters.len(), kills() + 1, "{to}");
    }
    let mut calls: BTreeMap<String, String> = BTreeMap::new();
    for call in ear.called() {
        let first = calls.entry(call.headers["webhook-id"].clone()).or_insert_with(|| call.body.clone());
        assert_eq!(*first, call.body, "a call told again says the same");
    }
    assert_eq!(calls.len(), kills() + 1);
}
