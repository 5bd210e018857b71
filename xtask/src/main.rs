//! The workspace's own commands: `cargo xtask tidy | test | browser | score | bench | train`.
//!
//! `tidy` holds the laws of ARCHITECTURE.md, `score` measures reading and merging against the gold
//! record and its floors, `browser` walks through the pages, `bench` measures speed and memory, `train` learns taggers, and `test` runs everything that CI runs.
//! Nothing here ships with the program.
//!
//! Start reading at [`tidy::CHECKS`], or at [`test::run`] for the order of CI.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod bench;
mod browser;
mod gazetteer;
mod merge_score;
mod score;
mod test;
mod tidy;
mod train;
mod tree;

const HELP: &str = "\
usage: cargo xtask COMMAND [OPTIONS]

  tidy     hold the laws of ARCHITECTURE.md: imports, purity, letters, sizes, packs, pages
  test     everything that CI runs, in order, with timings
             --skip STEP     leave out a step (may be repeated); names are printed as they run
             --release       try the demo, the walks and the score with a build for release, not the tests' one
  browser  the walks of e2e/ in Chromium: what people do, and that anybody can use every page
             --only WORDS    only walks whose names fit
             --shots DIR     keep a picture of every page
             --program PATH  walk through this program instead of building one
  score    precision, recall and F1 of reading and merging against the gold record and its floors
             --set NAME      only this gold set (dev, en, ru)
             --langs LIST    languages to count, such as en,ru (default) or all
             --misses        list missed and spurious facts
             --slots         accuracy of each slot of matched facts
             --json          figures for a machine
             --markdown      figures as Markdown tables
             --write-readme  write the figures between the score markers of README.md
             --raise         raise gold/floors.toml to what was measured (never lowers)
             --no-merge      leave out the merge
             --program PATH  measure this program instead of building one
             --gold DIR --predictions FILE
                             score lines that are there already, without the program
  bench    speed and memory of read and ingest, as a Markdown table
             --sizes LIST    numbers of publications (default 1000,10000)
             --seed N        seed of the mutation (default 1)
             --no-ingest     leave out the store
             --program PATH  measure this program instead of building one
             --load          the site: readers at once over a record of so many publications, while more come
             --readers N --seconds N --pause MS
                             how many (50), how long (60), and how long each looks at a page (1000)
             --data DIR      use or keep this record;  --no-collect  nothing comes meanwhile
             --peers         also measure natasha (Russian) and spaCy small (English), side by side;
             --python PATH   a Python that has them
  train    learn the tagger of a language (kk, hy) from ../shared/bench; build it with --release
             --folds N       write no model; say by N-fold cross-validation what it is worth
             --rounds N --rate X --prior X --least N --cut X
                             how to learn; see crates/tagger/src/train.rs
  gazetteer  make packs/und/gazetteer/ from unpacked packages: GEONAMES COUNTRYINFO

exit codes: 0 all well, 1 something was found, 2 the command itself could not run";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether all was well.
fn run(args: &[String]) -> anyhow::Result<bool> {
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    match command {
        "tidy" => tidy::run(rest),
        "test" => test::run(rest),
        "browser" => browser::run(rest),
        "score" => score::run(rest),
        "bench" => bench::run(rest),
        "gazetteer" => gazetteer::run(rest),
        "train" => train::run(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(true)
        }
        other => anyhow::bail!("no command {other:?}\n\n{HELP}"),
    }
}

/// The names of the commands, for the check that the pages name no other.
const COMMANDS: &[&str] = &["tidy", "test", "browser", "score", "bench", "gazetteer", "train"];

/// The folder of the workspace.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The gold record and the seeds that several projects share; beside the workspace where it is there at all.
fn shared() -> PathBuf {
    root().join("../shared")
}

/// The value after an option: `--sizes 10,20`.
fn option<'a>(args: &'a [String], name: &str) -> anyhow::Result<Option<&'a str>> {
    let Some(place) = args.iter().position(|arg| arg == name) else { return Ok(None) };
    match args.get(place + 1) {
        Some(value) if !value.starts_with("--") => Ok(Some(value)),
        _ => anyhow::bail!("{name} needs a value"),
    }
}

fn flag(args: &[String], name: &str) -> bool {
    args.iter().any(|arg| arg == name)
}

/// Refuses what a command does not know, so that a misspelt option is not silently without effect.
fn known(args: &[String], flags: &[&str], options: &[&str]) -> anyhow::Result<()> {
    let mut args = args.iter().map(String::as_str);
    while let Some(arg) = args.next() {
        if options.contains(&arg) {
            args.next();
        } else if !flags.contains(&arg) {
            anyhow::bail!("no option {arg:?}; see `cargo xtask help`");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn options_are_read_and_unknown_ones_refused() {
        let line = args("--sizes 10,20 --peers");
        assert_eq!(option(&line, "--sizes").ok().flatten(), Some("10,20"));
        assert!(flag(&line, "--peers"));
        assert!(known(&line, &["--peers"], &["--sizes"]).is_ok());
        assert!(known(&line, &[], &["--sizes"]).is_err());
        assert!(option(&args("--sizes --peers"), "--sizes").is_err());
    }

    #[test]
    fn the_help_names_every_command() {
        for command in COMMANDS {
            assert!(HELP.contains(&format!("\n  {command} ")), "{command}");
        }
    }
}
