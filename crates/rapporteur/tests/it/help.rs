//! Help that teaches by example, and examples that are true.

use expect_test::expect;

use super::run;

const COMMANDS: &[&str] = &[
    "read", "annotate", "text", "feed", "ingest", "source", "collect", "search", "show", "list", "report",
    "status", "rebuild", "demo", "explain", "pack", "serve", "audit", "export", "import",
];

#[test]
fn every_command_is_listed_and_teaches_by_example() {
    let help = run(&["--help"]).well();
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is not listed");
        let own = run(&[command, "--help"]).well();
        let examples: Vec<&str> =
            own.lines().filter(|line| line.trim_start().starts_with("rapporteur ")).collect();
        assert!(!examples.is_empty(), "{command} has no example");
        assert!(
            examples.iter().any(|line| line.contains(&format!("rapporteur {command}"))),
            "{command}: {examples:?}"
        );
    }
    assert!(help.contains("Exit codes:"));
}

#[test]
fn a_command_line_that_is_not_understood_ends_with_two() {
    for args in [
        &["raed", "x.txt"][..],
        &["read"],
        &["read", "x.txt", "--threads", "0"],
        &["read", "x.txt", "--time-limit", "0"],
        &["read", "x.txt", "--time-limit", "soon"],
        &["read", "x.txt", "--as-of", "yesterday"],
        &["report", "outcomes", "--org", "csto", "--from", "2024-12-31", "--to", "2024-01-01"],
        &["report", "outcomes", "--org", "no such body", "--from", "2024-01-01", "--to", "2024-12-31"],
    ] {
        let run = run(args);
        assert_eq!(run.code, Some(2), "{args:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{args:?}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_to_do_next() {
    let said = |args: &[&str]| run(args).stderr;
    expect![[r#"
        error: no pack knows an organisation "cst": did you mean csto?
    "#]]
    .assert_eq(&said(&["report", "outcomes", "--org", "cst", "--from", "2024-01-01", "--to", "2024-12-31"]));
    expect![[r#"
        error: the period ends on 2024-01-01, before it starts on 2024-12-31: give --from and --to the other way round
    "#]]
    .assert_eq(&said(&["report", "outcomes", "--org", "csto", "--from", "2024-12-31", "--to", "2024-01-01"]));
    expect![[r#"
        error: reports are not written in "xx": the languages are en, ru
    "#]]
    .assert_eq(&said(&[
        "report",
        "outcomes",
        "--org",
        "csto",
        "--from",
        "2024-01-01",
        "--to",
        "2024-12-31",
        "--lang",
        "xx",
    ]));
    expect![[r#"
        error: cannot read the packs in /nowhere/packs: No such file or directory (os error 2)
    "#]]
    .assert_eq(&said(&["read", "x.txt", "--packs", "/nowhere/packs"]));
}

#[test]
fn without_a_record_every_command_that_needs_one_says_how_to_make_it() {
    let desk = super::Desk::new();
    let data = desk.path("none");
    for args in [
        &["show", "x"][..],
        &["list"],
        &["search", "x"],
        &["status"],
        &["rebuild"],
        &["report", "outcomes", "--org", "csto", "--from", "2024-01-01", "--to", "2024-12-31"],
    ] {
        let run = run(&[args, &["--data", &data]].concat());
        assert_eq!(run.code, Some(3), "{args:?}: {}", run.stderr);
        let said = desk.plain(&run.stderr);
        let expected = "error: there is no record in DIR/none: make one with `rapporteur ingest PATH` or `rapporteur source add URL`, or name another directory with --data\n";
        assert_eq!(said, expected, "{args:?}");
        assert!(!std::path::Path::new(&data).exists(), "{args:?} made a record");
    }
}
