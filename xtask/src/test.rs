//! Everything that CI runs, in order, with timings.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// What became of a step.
enum Outcome {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

/// A step, given the profile that its program is built by.
type Step = (&'static str, fn(&str) -> anyhow::Result<Outcome>);

/// The cheap steps stand first, so that a slip is told within seconds.
const STEPS: &[Step] = &[
    ("format", format),
    ("tidy", tidy),
    ("clippy", clippy),
    ("pure", pure),
    ("tests", tests),
    ("demo", demo),
    ("browser", browser),
    ("score", score),
    ("deny", deny),
];

/// The rooms that `xtask/pure/clippy.toml` is held against.
const PURE: &[&str] =
    &["record", "text", "tagger", "rules", "procedure", "extract", "merge", "report", "press"];

pub fn run(args: &[String]) -> anyhow::Result<bool> {
    crate::known(args, &["--release"], &["--skip"])?;
    // what the tests have built is at hand; a build for release takes ten minutes more and shows the same
    let profile = if crate::flag(args, "--release") { "release" } else { "dev" };
    let skipped: Vec<&str> = args
        .windows(2)
        .filter(|pair| pair.first().is_some_and(|a| a == "--skip"))
        .filter_map(|pair| pair.get(1))
        .map(String::as_str)
        .collect();
    if let Some(unknown) = skipped.iter().find(|name| !STEPS.iter().any(|(step, _)| step == *name)) {
        bail!("there is no step {unknown:?}");
    }
    let mut report: Vec<(&str, Outcome, Duration)> = Vec::new();
    for (name, step) in STEPS {
        println!("== {name}");
        let start = Instant::now();
        let outcome =
            if skipped.contains(name) { Ok(Outcome::Skipped("left out on request")) } else { step(profile) };
        let outcome = outcome.unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
        if let Outcome::Failed(why) = &outcome {
            eprintln!("error: {name}: {why}");
        }
        report.push((name, outcome, start.elapsed()));
    }
    println!("{}", summary(&report));
    Ok(report.iter().all(|(_, outcome, _)| !matches!(outcome, Outcome::Failed(_))))
}

fn summary(report: &[(&str, Outcome, Duration)]) -> String {
    let mut out = String::from("\n");
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for (name, outcome, took) in report {
        let (count, words) = match outcome {
            Outcome::Passed => (&mut passed, "passed".to_owned()),
            Outcome::Failed(why) => {
                (&mut failed, format!("FAILED: {}", why.lines().next().unwrap_or_default()))
            }
            Outcome::Skipped(why) => (&mut skipped, format!("skipped: {why}")),
        };
        *count += 1;
        out.push_str(&format!("{name:8} {:7.1} s  {words}\n", took.as_secs_f64()));
    }
    format!("{out}\nsteps: {passed} passed, {failed} failed, {skipped} skipped")
}

fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(crate::root());
    command
}

fn outcome(mut command: Command) -> anyhow::Result<Outcome> {
    let status = command.status().with_context(|| format!("could not run {command:?}"))?;
    Ok(if status.success() { Outcome::Passed } else { Outcome::Failed(format!("ended with {status}")) })
}

fn format(_: &str) -> anyhow::Result<Outcome> {
    // the names of the files are enough: what to do about them is always `cargo fmt`
    outcome(cargo(&["fmt", "--all", "--", "--check", "--files-with-diff"]))
}

fn tidy(_: &str) -> anyhow::Result<Outcome> {
    Ok(if crate::tidy::run(&[])? { Outcome::Passed } else { Outcome::Failed("a law is broken".to_owned()) })
}

fn clippy(_: &str) -> anyhow::Result<Outcome> {
    outcome(cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--keep-going",
        "--",
        "-D",
        "warnings",
    ]))
}

/// Law 1 by resolved names: the pure rooms without their tests, under a stricter configuration. It has a
/// target folder of its own, since clippy checks everything anew where its configuration changes.
fn pure(_: &str) -> anyhow::Result<Outcome> {
    let mut command = cargo(&["clippy", "--lib", "--locked", "--target-dir", "target/pure"]);
    for room in PURE.iter().filter(|room| crate::root().join("crates").join(room).is_dir()) {
        command.args(["--package", room]);
    }
    let bans = [
        "-D",
        "clippy::disallowed_methods",
        "-D",
        "clippy::disallowed_types",
        "-D",
        "clippy::disallowed_macros",
    ];
    command.arg("--").args(bans).env("CLIPPY_CONF_DIR", crate::root().join("xtask/pure"));
    outcome(command)
}

fn tests(_: &str) -> anyhow::Result<Outcome> {
    outcome(cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]))
}

/// The README's first command, in a data folder of its own: it ends well and leaves a report behind.
fn demo(profile: &str) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir().context("could not make a temporary folder")?;
    let mut command = Command::new(crate::score::build(profile)?);
    command.args(["demo", "--data"]).arg(folder.path());
    if let Outcome::Failed(why) = outcome(command)? {
        return Ok(Outcome::Failed(why));
    }
    let mut pages = Vec::new();
    files_ending(folder.path(), ".html", &mut pages)?;
    let whole =
        |page: &PathBuf| std::fs::read_to_string(page).is_ok_and(|text| text.trim_end().ends_with("</html>"));
    Ok(if pages.iter().any(whole) {
        Outcome::Passed
    } else {
        Outcome::Failed("the demo left no HTML report behind".to_owned())
    })
}

/// People walk through the pages of the program that the demo was made with.
fn browser(profile: &str) -> anyhow::Result<Outcome> {
    let walked = crate::browser::run(&with_program(profile)?)?;
    Ok(if walked { Outcome::Passed } else { Outcome::Failed("a walk did not come to its end".to_owned()) })
}

/// The arguments of a command that takes the program to try.
fn with_program(profile: &str) -> anyhow::Result<Vec<String>> {
    let program = crate::score::build(profile)?;
    Ok(vec!["--program".to_owned(), program.to_string_lossy().into_owned()])
}

fn files_ending(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files_ending(&path, ending, found)?;
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    Ok(())
}

fn score(profile: &str) -> anyhow::Result<Outcome> {
    Ok(if crate::score::run(&with_program(profile)?)? {
        Outcome::Passed
    } else {
        Outcome::Failed("a figure is below its floor".to_owned())
    })
}

fn deny(_: &str) -> anyhow::Result<Outcome> {
    let there = cargo(&["deny", "--version"]).output().is_ok_and(|output| output.status.success());
    if !there {
        println!("deny: cargo-deny is not installed, left out");
        return Ok(Outcome::Skipped("cargo-deny is not installed"));
    }
    // advisories come over the network; the rest is in the manifests
    outcome(cargo(&["deny", "check", "licenses", "bans", "sources"]))
}

#[cfg(test)]
mod tests_of_steps {
    use super::*;

    #[test]
    fn the_summary_counts_each_outcome() {
        let report = [
            ("format", Outcome::Passed, Duration::from_millis(1500)),
            ("tidy", Outcome::Failed("a law\nis broken".to_owned()), Duration::ZERO),
            ("deny", Outcome::Skipped("not there"), Duration::ZERO),
        ];
        let text = summary(&report);
        assert!(text.contains("format       1.5 s  passed\ntidy         0.0 s  FAILED: a law\n"), "{text}");
        assert!(text.ends_with("\nsteps: 1 passed, 1 failed, 1 skipped"), "{text}");
    }

    #[test]
    fn a_step_that_does_not_exist_cannot_be_left_out() {
        assert!(run(&["--skip".to_owned(), "lunch".to_owned()]).is_err());
    }
}
