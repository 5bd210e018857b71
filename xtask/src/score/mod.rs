//! How well the program reads: precision, recall and F1 against the gold record, held by floors.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use measure::{Annotated, GROUPS, Sampling, Set, Tally};
use serde_json::{Map, json};

mod floors;
mod table;
#[cfg(test)]
mod tests;

use crate::merge_score::{self, Summary};
use floors::AllFloors;

/// The languages that the floors speak of.
const LANGS: &str = "en,ru";

pub fn run(args: &[String]) -> anyhow::Result<bool> {
    let flags = ["--misses", "--slots", "--json", "--markdown", "--write-readme", "--raise", "--no-merge"];
    crate::known(args, &flags, &["--set", "--langs", "--program", "--gold", "--predictions"])?;
    let langs = match crate::option(args, "--langs")?.unwrap_or(LANGS) {
        "all" => Vec::new(),
        list => list.split(',').map(str::to_owned).collect(),
    };
    match (crate::option(args, "--gold")?, crate::option(args, "--predictions")?) {
        (Some(gold), Some(predictions)) => return score_lines(args, gold, predictions),
        (None, None) => {}
        _ => bail!("--gold and --predictions go together"),
    }

    let only = crate::option(args, "--set")?;
    let sets: Vec<Set> = sets()?.into_iter().filter(|set| only.is_none_or(|name| name == set.name)).collect();
    if sets.is_empty() {
        bail!("there is no gold set{}", only.map(|name| format!(" {name:?}")).unwrap_or_default());
    }
    let program = program(args)?;
    let mut tallies: Vec<(String, Tally)> = Vec::new();
    let mut merge = None;
    for set in sets {
        let set = set.only(&langs);
        if set.documents.is_empty() {
            continue;
        }
        let lines = read(&program, &set)?;
        let found =
            measure::found(&lines).with_context(|| format!("{}: what the program prints", set.name))?;
        tallies.push((set.name.clone(), Tally::of(&set.documents, &found)));
        // the merge is measured on groups across publications, which only the shared set has
        if set.folder.join(GROUPS).is_file() && !crate::flag(args, "--no-merge") {
            merge = Some(merge_score::run(&set, &lines, &langs, crate::flag(args, "--misses"))?);
        }
    }
    print(args, &tallies, merge.as_ref())?;
    hold(args, &tallies, merge.as_ref(), crate::option(args, "--langs")?.is_none())
}

/// The gold sets that are there: the project's own, and the shared one beside the workspace.
fn sets() -> anyhow::Result<Vec<Set>> {
    let places = [
        ("dev", crate::shared().join("gold/dev")),
        ("en", crate::root().join("gold/en")),
        ("ru", crate::root().join("gold/ru")),
        ("unseen", crate::root().join("gold/unseen")),
        ("fresh", crate::root().join("gold/fresh")),
        ("next", crate::root().join("gold/next")),
        ("open", crate::root().join("gold/open")),
        ("kk", crate::root().join("gold/kk")),
        ("hy", crate::root().join("gold/hy")),
        ("tg", crate::root().join("gold/tg")),
        ("ky", crate::root().join("gold/ky")),
        ("be", crate::root().join("gold/be")),
    ];
    let mut sets = Vec::new();
    for (name, folder) in places {
        match Set::load(name, &folder)? {
            Some(set) => sets.push(set),
            None => eprintln!("score: no gold set {name}, left out"),
        }
    }
    Ok(sets)
}

/// Scores facts that somebody else found, as the scorer of the gold format does.
fn score_lines(args: &[String], gold: &str, predictions: &str) -> anyhow::Result<bool> {
    let langs = match crate::option(args, "--langs")? {
        None | Some("all") => Vec::new(),
        Some(list) => list.split(',').map(str::to_owned).collect(),
    };
    let Some(set) = Set::load("gold", Path::new(gold))? else { bail!("no gold files in {gold}") };
    let set = set.only(&langs);
    let lines =
        std::fs::read_to_string(predictions).with_context(|| format!("could not read {predictions}"))?;
    let tally = Tally::of(&set.documents, &measure::found(&lines)?);
    if crate::flag(args, "--json") {
        println!("{}", serde_json::to_string_pretty(&measure::json(&tally, None))?);
    } else {
        print(args, &[(set.name, tally)], None)?;
    }
    Ok(true)
}

/// The program to measure: the one that is named, else one built from the workspace as it is.
pub fn program(args: &[String]) -> anyhow::Result<PathBuf> {
    match crate::option(args, "--program")? {
        Some(path) => std::fs::canonicalize(path).with_context(|| format!("there is no program {path}")),
        None => build("release"),
    }
}

/// Where the program lies that is built from the workspace as it is, by one of cargo's own profiles: in that of
/// development the very one that the tests are run with, whose libraries have the features that tests ask for.
pub fn build(profile: &str) -> anyhow::Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args: &[&str] = match profile {
        "dev" => &["test", "--workspace", "--no-run"],
        _ => &["build", "--profile", profile, "--package", "rapporteur"],
    };
    let status = Command::new(cargo)
        .args(args)
        .args(["--locked", "--quiet"])
        .current_dir(crate::root())
        .status()
        .context("could not run cargo to build the program")?;
    if !status.success() {
        bail!("the program does not build");
    }
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| crate::root().join("target"), PathBuf::from);
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(crate::root().join(target).join(folder).join(format!("rapporteur{}", std::env::consts::EXE_SUFFIX)))
}

/// The lines that `read` takes: one publication each, with the date that is known from outside its text.
pub fn input(documents: &[Annotated]) -> String {
    documents.iter().map(measure::input).collect()
}

fn read(program: &Path, set: &Set) -> anyhow::Result<String> {
    let mut file =
        tempfile::Builder::new().suffix(".jsonl").tempfile().context("could not make a temporary file")?;
    file.write_all(input(&set.documents).as_bytes()).context("could not write the temporary input")?;
    let output = Command::new(program)
        .args(["read", "--input", "jsonl"])
        .arg(file.path())
        .args(["--format", "jsonl"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not run {}", program.display()))?;
    if !output.status.success() {
        bail!("reading the gold set {} from {} ended with {}", set.name, set.folder.display(), output.status);
    }
    String::from_utf8(output.stdout).context("what the program prints is no UTF-8")
}

fn print(args: &[String], tallies: &[(String, Tally)], merge: Option<&Summary>) -> anyhow::Result<()> {
    if crate::flag(args, "--json") {
        let sets: Map<String, serde_json::Value> =
            tallies.iter().map(|(name, t)| (name.clone(), measure::json(t, None))).collect();
        println!(
            "{}",
            serde_json::to_string_pretty(&json!({"sets": sets, "merge": merge.map(table::merge_json)}))?
        );
        return Ok(());
    }
    if crate::flag(args, "--markdown") {
        println!("{}", table::markdown(tallies, merge));
        return Ok(());
    }
    for (name, tally) in tallies {
        println!("gold set {name}: {} publications", tally.documents);
        if crate::flag(args, "--misses") {
            print!("{}", measure::misses(tally));
        }
        if crate::flag(args, "--slots") {
            print!("{}", measure::slots(tally));
        }
        println!("{}", measure::plain(tally, Sampling::default()));
    }
    if let Some(merge) = merge {
        merge_score::print(merge);
    }
    Ok(())
}

/// Holds the figures against the floors, and writes them where that was asked for.
fn hold(
    args: &[String],
    tallies: &[(String, Tally)],
    merge: Option<&Summary>,
    floors_apply: bool,
) -> anyhow::Result<bool> {
    let path = crate::root().join("gold/floors.toml");
    let source = std::fs::read_to_string(&path).context("could not read gold/floors.toml")?;
    let mut all: AllFloors = floors::parse(&source)?;
    if !floors_apply {
        eprintln!("score: the floors speak of {LANGS}; not held here");
        return Ok(true);
    }
    let mut fallen = Vec::new();
    for (name, tally) in tallies {
        let merge_f1 = merge.filter(|_| name == "dev").map(|summary| summary.annotated.total().f1());
        let measured = floors::measured(tally, merge_f1);
        let floors = all.entry(name.clone()).or_default();
        fallen.extend(floors::broken(name, floors, &measured));
        let enough = |kind: &str| tally.types.get(kind).is_some_and(|counts| counts.gold() >= floors::ENOUGH);
        *floors = floors::raised(floors, &measured, enough);
    }
    fallen.iter().for_each(|line| eprintln!("error: {line}"));
    if crate::flag(args, "--raise") && fallen.is_empty() {
        std::fs::write(&path, floors::print(&source, &all)).context("could not write gold/floors.toml")?;
    }
    if crate::flag(args, "--write-readme") {
        let readme = crate::root().join("README.md");
        let page = std::fs::read_to_string(&readme).context("could not read README.md")?;
        let page = measure::between(&page, "score", &table::markdown(tallies, merge))
            .context("README.md has no markers <!-- score:begin --> and <!-- score:end -->")?;
        std::fs::write(&readme, page).context("could not write README.md")?;
    }
    Ok(fallen.is_empty())
}

/// Every annotated publication that is there, of any language; texts for the benchmark.
pub fn publications() -> anyhow::Result<Vec<Annotated>> {
    Ok(sets()?.into_iter().flat_map(|set| set.documents).collect())
}
