//! Input that is not as it should be: named with file and line, the rest done, the exit code says so.

use std::fs::File;

use expect_test::expect;

use super::{Desk, command, run};

const GOOD: &str = "The session of the Council took place in Astana on 28 November 2024.\n";

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_done() {
    let desk = Desk::new();
    desk.file("in/a-good.txt", GOOD);
    desk.file("in/b-empty.txt", "");
    desk.file("in/c-blank.md", " \n\n");
    let russian = "Совет собрался в Минске и принял заявление. ".repeat(4);
    desk.file("in/d-broken.txt", [russian.as_bytes(), b"\xd0 ", russian.as_bytes(), b"\xd1"].concat());
    desk.file("in/e-rtf.txt", "{\\rtf1 binary");
    desk.file("in/f-empty.html", "<html><body></body></html>");
    desk.file("in/z-good.txt", GOOD);
    let huge = File::create(desk.path("in/g-huge.txt")).unwrap();
    huge.set_len(200 << 20).unwrap();
    let read = run(&["read", &desk.path("in"), &desk.path("gone.txt"), "--format", "jsonl"]);
    assert_eq!(read.code, Some(1));
    let mut docs: Vec<String> =
        read.lines().iter().map(|line| line["doc"].as_str().unwrap().to_owned()).collect();
    docs.dedup();
    assert_eq!(docs.iter().filter(|doc| doc.ends_with("-good")).count(), 2, "{docs:?}");
    expect![[r#"
        error: DIR/in/b-empty.txt: it holds no text
        error: DIR/in/c-blank.md: it holds no text
        error: DIR/in/d-broken.txt: 2 passages are not valid UTF-8 and were replaced
        error: DIR/in/e-rtf.txt: RTF is not read yet
        error: DIR/in/f-empty.html: no text was found on the page
        error: DIR/in/g-huge.txt: too many bytes: 33554433, and the limit is 33554432
        error: DIR/gone.txt: no such file or folder
    "#]]
    .assert_eq(&desk.plain(&read.stderr));
}

#[test]
fn what_takes_longer_than_it_may_is_named() {
    let desk = Desk::new();
    desk.file("in/a.txt", GOOD);
    desk.file("in/b.txt", GOOD.repeat(3));
    // nothing is read within a billionth of a second
    let read = run(&["read", &desk.path("in"), "--format", "jsonl", "--time-limit", "0.000000001"]);
    assert_eq!((read.code, read.stdout.as_str()), (Some(1), ""));
    expect![[r#"
        error: DIR/in/a.txt: reading takes longer than the 0.000000001 seconds that one publication has: split it, or give --time-limit a higher number
        error: DIR/in/b.txt: reading takes longer than the 0.000000001 seconds that one publication has: split it, or give --time-limit a higher number
    "#]]
    .assert_eq(&desk.plain(&read.stderr));
}

#[test]
fn a_broken_line_is_named_by_its_number_and_the_others_are_read() {
    let desk = Desk::new();
    let mut lines: Vec<String> =
        (1..=6000).map(|n| format!("{{\"doc\": \"d{n}\", \"text\": \"The council met.\"}}")).collect();
    lines[4999] = "{\"doc\": \"d5000\", \"text\": \"The council".to_owned();
    lines[5499] = "[1, 2]".to_owned();
    lines[5500] = "{\"text\": \"no name\"}".to_owned();
    let file = desk.file("many.jsonl", lines.join("\n"));
    let read = run(&["text", &file, "--format", "jsonl"]);
    assert_eq!(read.code, Some(1));
    assert_eq!(read.stdout.lines().count(), 5997);
    expect![[r#"
        error: DIR/many.jsonl, line 5000: not a JSON object: EOF while parsing a string at column 37
        error: DIR/many.jsonl, line 5500: not a JSON object: it does not open with a brace
        error: DIR/many.jsonl, line 5501: no "doc" field
    "#]]
    .assert_eq(&desk.plain(&read.stderr));
}

#[test]
fn two_hundred_megabytes_of_one_line_are_refused_and_not_held() {
    let desk = Desk::new();
    let path = desk.path("line.jsonl");
    File::create(&path).unwrap().set_len(200 << 20).unwrap();
    let good = desk.file("good.txt", GOOD);
    let read = run(&["text", &path, &good, "--format", "jsonl"]);
    assert_eq!((read.code, read.lines().len()), (Some(1), 1));
    expect![[r#"
        error: DIR/line.jsonl, line 1: too many bytes in one line: 209715200, and the limit is 33554432
    "#]]
    .assert_eq(&desk.plain(&read.stderr));
}

#[test]
fn every_charset_gives_the_same_text() {
    let desk = Desk::new();
    let text = "В Астане прошла сессия Совета коллективной безопасности. Подписаны документы о сотрудничестве государств.";
    let utf16 = |mark: bool, big: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let single = |table: &dyn Fn(u32) -> u32| -> Vec<u8> {
        text.chars()
            .map(|c| if c.is_ascii() { c as u8 } else { u8::try_from(table(c as u32)).unwrap() })
            .collect()
    };
    let cp1251 = single(&|code| code - 0x410 + 0xc0);
    const KOI: &str = "юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ";
    let koi8 = single(&|code| 0xc0 + KOI.chars().position(|c| c as u32 == code).unwrap() as u32);
    let files = [
        desk.file("a.txt", text),
        desk.file("b.txt", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        desk.file("c.txt", utf16(true, false)),
        desk.file("d.txt", utf16(true, true)),
        desk.file("e.txt", utf16(false, false)),
        desk.file("f.txt", utf16(false, true)),
        desk.file("g.txt", cp1251),
        desk.file("h.txt", koi8),
    ];
    let args: Vec<&str> =
        ["text", "--format", "jsonl"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let read = run(&args);
    assert_eq!(read.code, Some(0), "{}", read.stderr);
    let lines = read.lines();
    assert_eq!(lines.len(), files.len());
    for line in lines {
        assert_eq!((&line["text"], &line["lang"]), (&text.into(), &"ru".into()), "{}", line["doc"]);
    }
}

#[test]
fn control_characters_are_kept_and_noted() {
    let desk = Desk::new();
    let file = desk.file("nul.txt", "The council\u{0} met in Minsk.\n");
    let read = run(&["text", &file, "--format", "jsonl"]);
    assert_eq!(read.code, Some(0));
    assert_eq!(read.json()["text"], "The council\u{0} met in Minsk.\n");
    assert!(read.stderr.starts_with("note: nul.txt: "), "{}", read.stderr);
}

#[test]
#[cfg(unix)]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.file("in/closed/a.txt", GOOD);
    desk.file("in/open.txt", GOOD);
    let closed = desk.path("in/closed");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    let is_kept_out = std::fs::read_dir(&closed).is_err();
    let read = run(&["text", &desk.path("in"), "--format", "jsonl"]);
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
    if !is_kept_out {
        eprintln!("skipped: this user may read everything");
        return;
    }
    assert_eq!((read.code, read.lines().len()), (Some(1), 1));
    assert_eq!(desk.plain(&read.stderr), "error: DIR/in/closed: permission denied\n");
}

#[test]
fn pages_built_to_hurt_are_survived() {
    let desk = Desk::new();
    desk.file(
        "a-deep.html",
        format!(
            "{}The council met in Minsk and adopted a declaration.{}",
            "<div>".repeat(50_000),
            "</div>".repeat(50_000)
        ),
    );
    desk.file("b-attributes.html", format!("<p {}>The council met in Minsk.</p>", "a='b' ".repeat(20_000)));
    desk.file("c-open.html", "<p>The council met.".repeat(2_000));
    desk.file("z.txt", GOOD);
    let read = run(&["text", desk.0.path().to_str().unwrap(), "--format", "jsonl"]);
    assert!(matches!(read.code, Some(0 | 1)), "{:?} {}", read.code, read.stderr);
    assert_eq!(read.lines().last().unwrap()["doc"], "z.txt");
}

#[test]
fn a_language_without_a_pack_gives_sentences_and_a_note() {
    let desk = Desk::new();
    let file = desk.file("de.txt", "Das Treffen wurde am Donnerstag in Wien eröffnet. Der Rat hat eine Erklärung angenommen und vertagte sich.");
    let read = run(&["annotate", &file, "--format", "jsonl"]);
    assert_eq!(read.code, Some(0), "{}", read.stderr);
    assert_eq!(read.json()["sentences"].as_array().unwrap().len(), 2);
    assert_eq!(read.stderr, "note: no pack for \"de\": 1 publication without claims: de.txt\n");
}

#[test]
#[cfg(unix)]
fn a_reader_that_has_seen_enough_is_no_error() {
    let desk = Desk::new();
    let lines: String = (0..20_000)
        .map(|n| format!("{{\"doc\": \"d{n}\", \"text\": \"The council met in Minsk again.\"}}\n"))
        .collect();
    let file = desk.file("many.jsonl", lines);
    let mut child = command(&["text", &file, "--format", "jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
