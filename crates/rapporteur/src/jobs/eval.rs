//! `rapporteur eval`: how well reading does on annotated publications.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use measure::{Annotated, Fact, Found, Sampling, Set, Tally};
use serde_json::{Map, Value};
use text::input::Format;

use super::{read, threads};
use crate::cli::{Eval as Args, Figures};
use crate::crew;
use crate::desk::{Desk, Manner};
use crate::input::{Piece, Trouble};
use crate::out::{Ending, Out, Usage};
use crate::packs::Packs;
use crate::points::Points;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let sampling = Sampling { draws: args.draws as usize, seed: args.seed };
    let mut out = Out::new();
    let mut tallies: Vec<(String, Tally)> = Vec::new();
    for set in sets(&args)? {
        let found = match &args.predictions {
            Some(path) => {
                let lines = std::fs::read_to_string(path)
                    .with_context(|| format!("could not read {}", path.display()))?;
                measure::found(&lines).with_context(|| path.display().to_string())?
            }
            None => found(&set, &args, &mut out)?,
        };
        tallies.push((set.name, Tally::of(&set.documents, &found)));
    }
    let _ = out.print(&page(&args, &tallies, sampling));
    if let Some(path) = &args.write {
        write(path, &markdown(&tallies, sampling))?;
    }
    out.end()
}

fn sets(args: &Args) -> anyhow::Result<Vec<Set>> {
    let mut sets = Vec::new();
    for folder in &args.gold {
        // gold/en is called en, and the folder that somebody stands in by its own name
        let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
        let name = whole.file_name().map_or_else(|| "gold".into(), |name| name.to_string_lossy());
        let set = Set::load(&name, folder)?;
        let none = || Usage(format!("{}: no annotated publications there", folder.display()));
        let set = set.ok_or_else(none)?.only(&args.lang);
        if set.documents.is_empty() {
            let langs = args.lang.join(", ");
            return Err(Usage(format!("{}: no publications in {langs}", folder.display())).into());
        }
        sets.push(set);
    }
    Ok(sets)
}

/// Reads each publication of a set as `rapporteur read` would.
fn found(set: &Set, args: &Args, out: &mut Out) -> anyhow::Result<Found> {
    let packs: &Packs = Box::leak(Box::new(Packs::open(args.packs.as_deref())?));
    let manner = Manner::default();
    let mut found = Found::new();
    crew::in_order(
        threads(args.threads),
        |give| {
            let _ = set.documents.iter().map(piece).try_for_each(give);
        },
        || {
            let mut desk = Desk::new(packs, &manner);
            move |piece: Piece| facts(&mut desk, &piece)
        },
        |done| {
            match done {
                Ok(Ok((doc, facts))) => drop(found.insert(doc, facts)),
                Ok(Err(trouble)) => out.trouble(trouble.0),
                Err(crash) => out.trouble(crash.0),
            }
            ControlFlow::Continue(())
        },
    )?;
    Ok(found)
}

fn piece(document: &Annotated) -> Piece {
    let bytes = measure::input(document).into_bytes();
    Piece { name: document.doc.clone(), line: None, part: None, format: Format::Jsonl, charset: None, bytes }
}

fn facts(desk: &mut Desk<'_>, piece: &Piece) -> Result<(String, Vec<Fact>), Trouble> {
    crew::now_at(piece.place());
    let read = desk.read(piece)?;
    let points = Points::of(&read.opened.given.text);
    let fact = |claim: &record::Claim| Fact {
        kind: claim.kind.clone(),
        slots: read::slots(claim).into_iter().collect(),
        evidence: claim.evidence.iter().map(|one| points.span(one.span).map(|at| at as i64)).collect(),
    };
    Ok((piece.name.clone(), read.reading.claims.iter().map(fact).collect()))
}

fn page(args: &Args, tallies: &[(String, Tally)], sampling: Sampling) -> String {
    match args.format {
        Figures::Json => {
            let sets: Map<String, Value> = tallies
                .iter()
                .map(|(name, tally)| (name.clone(), measure::json(tally, Some(sampling))))
                .collect();
            format!("{:#}\n", Value::Object(sets))
        }
        Figures::Md => markdown(tallies, sampling),
        Figures::Table => {
            let mut out = String::new();
            for (name, tally) in tallies {
                let _ = writeln!(out, "gold set {name}: {} publications", tally.documents);
                if args.misses {
                    out.push_str(&measure::misses(tally));
                }
                if args.slots {
                    out.push_str(&measure::slots(tally));
                }
                out.push_str(&measure::plain(tally, sampling));
                out.push('\n');
            }
            out
        }
    }
}

fn markdown(tallies: &[(String, Tally)], sampling: Sampling) -> String {
    let mut out = String::new();
    for (name, tally) in tallies {
        let _ = write!(out, "### `{name}`: {} publications\n\n", tally.documents);
        out.push_str(&measure::markdown(tally, sampling));
        out.push('\n');
    }
    out
}

fn write(path: &Path, content: &str) -> anyhow::Result<()> {
    let page = std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    let page = measure::between(&page, "eval", content).with_context(|| {
        format!("{} has no markers <!-- eval:begin --> and <!-- eval:end -->", path.display())
    })?;
    std::fs::write(path, page).with_context(|| format!("could not write {}", path.display()))
}
