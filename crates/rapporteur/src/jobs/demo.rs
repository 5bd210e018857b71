//! `rapporteur demo`: the whole way on publications that come with the program.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ::report::wording::page as words;
use anyhow::{Context, bail};
use record::{Entry, Schema};
use store::Archive;
use text::input::Format;

use super::ingest::ingest;
use super::{report, threads};
use crate::cli::{Demo as Args, Page};
use crate::data;
use crate::desk::Manner;
use crate::input::{Found, Piece};
use crate::out::{Ending, Out, counted};
use crate::packs::Packs;
use crate::quote::{Style, safe};
use crate::show::Card;

/// What the publications of the demo are about, beside the publications themselves.
const SETTINGS: &str = "demo/demo.toml";

#[derive(serde::Deserialize)]
struct Settings {
    org: String,
    from: String,
    to: String,
    lang: String,
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(None)?;
    let (settings, pieces) = load(&packs)?;
    let dir = directory(args.data.data.as_deref())?;
    let mut out = Out::new();
    let style = Style::of(out.is_terminal());
    let count = pieces.len();
    let intro = format!(
        "{} that come with the program, by fictional outlets or retold from the public record,\nread into {}\n\n",
        counted(count, "short publication"),
        dir.display()
    );
    let _ = out.print(&intro);
    let manner = Manner::default();
    ingest(&dir, &packs, &manner, threads(None), &mut out, move |give| {
        for piece in pieces {
            if give(Found::Ok(piece)).is_break() {
                return;
            }
        }
    })?;
    let store = data::open_to_read(&dir)?;
    let entries = store.entries(None)?;
    let mut page = found(&entries, &store.counts()?);
    page.push_str(&differences(&store, &entries, style)?);
    page.push_str(&told_most(&store, &entries, style)?);
    page.push_str(&one_person(&entries, style));
    let flow = out.print(&page);

    let profile = report::profile(&packs, &settings.org)?;
    let locale = report::locale(&settings.lang)?;
    let period = report::period(settings.from.parse()?, settings.to.parse()?)?;
    let as_of = data::today();
    let outcomes = report::compose(&store, &packs, profile, period, locale, as_of)?;
    let path = dir.join("outcomes.html");
    report::write(&path, &report::print(&words(&outcomes, locale), locale, as_of, Page::Html, None)?)?;
    if flow == ControlFlow::Continue(()) {
        let _ = out.print(&next(&settings, &dir, &path, style));
    }
    out.end()
}

/// The settings and the publications, one a line.
fn load(packs: &Packs) -> anyhow::Result<(Settings, Vec<Piece>)> {
    let mut settings = None;
    let mut pieces = Vec::new();
    for (path, bytes) in packs.group("demo")? {
        if path == SETTINGS {
            settings = Some(
                toml::from_str(&String::from_utf8_lossy(&bytes))
                    .with_context(|| format!("cannot read {SETTINGS}"))?,
            );
        } else if path.ends_with(".jsonl") {
            let lines = bytes.split(|&byte| byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
            let piece = |(at, line): (usize, &[u8])| Piece {
                line: Some(at + 1),
                ..Piece::new(path.clone(), Format::Jsonl, line.to_vec())
            };
            pieces.extend(lines.map(piece));
        }
    }
    let Some(settings) = settings else { bail!("{SETTINGS} is not among the packs") };
    Ok((settings, pieces))
}

/// The directory that was given, or a new one among the temporary ones.
fn directory(asked: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(dir) = asked {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("cannot make the directory {}", dir.display()))?;
        return Ok(dir.to_owned());
    }
    let root = std::env::temp_dir();
    for number in 1..1000 {
        let dir = root.join(format!("rapporteur-demo-{number}"));
        match std::fs::create_dir(&dir) {
            Ok(()) => return Ok(dir),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| {
                    format!("cannot make the directory {}: give one with --data", dir.display())
                });
            }
        }
    }
    bail!("there are too many demos in {}: remove some, or give a directory with --data", root.display())
}

/// How much was found, by kind.
fn found(entries: &[Entry], counts: &store::Counts) -> String {
    let mut out = format!("{} settled to {} entries:", counted(counts.claims, "claim"), entries.len());
    let kinds = Schema::built_in().kinds().iter();
    let line = kinds.filter_map(|kind| {
        let count = entries.iter().filter(|entry| entry.kind == kind.name).count();
        (count > 0).then(|| format!(" {} {count}", kind.name))
    });
    out.push_str(&line.collect::<Vec<_>>().join(","));
    out.push_str("\n\n");
    out
}

fn heading(title: &str, style: Style) -> String {
    format!("{}\n\n", style.bold(&title.to_uppercase()))
}

/// Every value that sources differ on, each with the words that give it.
fn differences(store: &dyn Archive, entries: &[Entry], style: Style) -> anyhow::Result<String> {
    let mut out = String::new();
    for entry in entries {
        for property in entry.properties.iter().filter(|property| property.disputed) {
            let _ = writeln!(out, "{}: {}", style.bold(&safe(&entry.label)), property.name);
            for value in &property.values {
                let _ = writeln!(out, "  {}", style.alert(&safe(&value.text)));
                for id in &value.claims {
                    let Some(claim) = store.claim(*id)? else { continue };
                    out.push_str(&said(store, &claim, &[&value.text], style)?);
                }
            }
            out.push('\n');
        }
    }
    Ok(if out.is_empty() { out } else { heading("where sources differ", style) + &out })
}

/// The passage of a claim that shows a value best, and where it stands.
fn said(store: &dyn Archive, claim: &record::Claim, values: &[&str], style: Style) -> anyhow::Result<String> {
    let holds = |one: &&record::Evidence| values.iter().any(|value| one.quote.contains(value));
    let Some(best) = claim.evidence.iter().find(holds).or(claim.evidence.first()) else {
        return Ok(String::new());
    };
    let publication = store.publication(best.publication, Some(best.version))?;
    let publisher =
        publication.and_then(|one| one.publisher.or(one.title).or(Some(one.doc))).unwrap_or_default();
    Ok(format!("    | {}\n      {}\n", style.quote(&best.quote, values, 200), style.dim(&safe(&publisher))))
}

/// The event that most publications tell of.
fn told_most(store: &dyn Archive, entries: &[Entry], style: Style) -> anyhow::Result<String> {
    let mut best: Option<(usize, Card)> = None;
    for entry in entries.iter().filter(|entry| entry.kind == "event") {
        let card = Card::of(store, entry.clone())?;
        let publications: BTreeSet<_> = card.publications.keys().map(|(id, _)| id).collect();
        if best.as_ref().is_none_or(|(most, _)| publications.len() > *most) {
            best = Some((publications.len(), card));
        }
    }
    let Some((count, card)) = best else { return Ok(String::new()) };
    let title = format!("one event, told by {}", counted(count, "publication"));
    Ok(format!("{}{}\n", heading(&title, style), card.print(style)))
}

/// A person whom the sources write in most ways.
fn one_person(entries: &[Entry], style: Style) -> String {
    let names = |entry: &Entry| entry.property("name").map_or(0, |property| property.values.len());
    let best = entries.iter().filter(|entry| entry.kind == "person").max_by_key(|entry| names(entry));
    let Some(person) = best.filter(|person| names(person) > 1) else { return String::new() };
    let values = person
        .property("name")
        .map(|property| property.values.iter().map(|value| safe(&value.text)).collect::<Vec<_>>());
    format!("{}{}\n\n", heading("one person, however written", style), values.unwrap_or_default().join("\n"))
}

fn next(settings: &Settings, dir: &Path, path: &Path, style: Style) -> String {
    let data = format!("--data {}", dir.display());
    let lines = [
        format!(
            "{}The report of outcomes, a citation behind every line:\n  {}\n",
            heading("what next", style),
            path.display()
        ),
        format!("Look further:\n  rapporteur list {data}"),
        format!("  rapporteur list figure --disputed {data}"),
        format!(
            "  rapporteur report outcomes --org {} --from {} --to {} --format md {data}",
            settings.org, settings.from, settings.to
        ),
        "Then give it publications of your own:\n  rapporteur ingest FOLDER\n".to_owned(),
    ];
    lines.join("\n")
}
