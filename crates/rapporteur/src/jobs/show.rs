//! `rapporteur show`: one entry or publication with its evidence.

use std::collections::BTreeMap;
use std::path::Path;

use record::{Entry, Publication};
use search::{Id, Page};
use store::{Archive, SqliteStore};
use text::fold::fold;

use crate::cli::{Shape, Show as Args};
use crate::data;
use crate::derive::Mark;
use crate::index;
use crate::out::{Ending, Out, Usage, one_line};
use crate::points::Points;
use crate::quote::{Style, safe};
use crate::show::{Card, Sheet, heading};
use crate::wire::{CardJson, EntryJson, PublicationJson, SheetJson};

/// Of more than so many that are meant, the first are listed.
const MOST_LISTED: usize = 20;

/// What a person's words can mean.
enum Meant {
    Entries(Vec<Entry>),
    Publications(Vec<Publication>),
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let mut out = Out::new();
    let style = Style::of(out.is_terminal());
    let asked = args.what.join(" ");
    let printed = match meant(&store, &dir, &asked)? {
        Meant::Entries(mut entries) => match (entries.len(), entries.pop()) {
            (1, Some(entry)) => entry_of(&store, entry, args.format, style)?,
            (_, Some(last)) => {
                entries.push(last);
                list(&entries, args.format, style)?
            }
            _ => {
                out.trouble(format!(
                    "nothing in the record is called {asked:?}: `rapporteur search` looks into texts too"
                ));
                return out.end();
            }
        },
        Meant::Publications(mut publications) => match (publications.len(), publications.pop()) {
            (1, Some(publication)) => {
                let sheet = Sheet::of(&store, publication)?;
                match args.format {
                    Shape::Table => sheet.print(style),
                    Shape::Json => serde_json::to_string_pretty(&SheetJson::of(&sheet))? + "\n",
                }
            }
            (_, last) => {
                publications.extend(last);
                match args.format {
                    Shape::Table => publications
                        .iter()
                        .map(|one| format!("{}  {}\n", one.id.short(), heading(one, style)))
                        .collect(),
                    Shape::Json => {
                        let all: Vec<_> = publications.iter().map(PublicationJson::of).collect();
                        serde_json::to_string_pretty(&all)? + "\n"
                    }
                }
            }
        },
    };
    let _ = out.print(&printed);
    out.end()
}

fn entry_of(store: &SqliteStore, entry: Entry, format: Shape, style: Style) -> anyhow::Result<String> {
    let card = Card::of(store, entry)?;
    if format == Shape::Table {
        return Ok(card.print(style));
    }
    let mut texts = BTreeMap::new();
    for key in card.publications.keys() {
        texts.insert(*key, store.text(key.0, key.1)?.unwrap_or_default());
    }
    let points: BTreeMap<_, Points<'_>> = texts.iter().map(|(key, text)| (*key, Points::of(text))).collect();
    let of = |claim: &record::Claim| {
        claim.evidence.first().and_then(|one| points.get(&(one.publication, one.version)))
    };
    Ok(serde_json::to_string_pretty(&CardJson::of(&card, &of))? + "\n")
}

fn list(entries: &[Entry], format: Shape, style: Style) -> anyhow::Result<String> {
    if format == Shape::Json {
        let all: Vec<_> = entries.iter().map(EntryJson::of).collect();
        return Ok(serde_json::to_string_pretty(&all)? + "\n");
    }
    let line = |entry: &Entry| {
        format!(
            "{}  {:<13} {}\n",
            style.dim(&entry.id.short()),
            entry.kind,
            safe(&one_line(&entry.label, 120))
        )
    };
    let mut out: String = entries.iter().take(MOST_LISTED).map(line).collect();
    if entries.len() > MOST_LISTED {
        out.push_str(&format!(
            "and {} more: say more of the name, or use `rapporteur search`\n",
            entries.len() - MOST_LISTED
        ));
    }
    out.push_str("several are meant: show one of them by its id\n");
    Ok(out)
}

/// A publication's name, the start of an id, or words of what an entry is called.
fn meant(store: &SqliteStore, dir: &Path, asked: &str) -> anyhow::Result<Meant> {
    let publications = store.publications_by_doc(asked)?;
    if !publications.is_empty() {
        return Ok(Meant::Publications(publications));
    }
    let is_id = (4..=32).contains(&asked.len()) && asked.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut ambiguous = None;
    if is_id {
        match only(store.entry_by_prefix(asked))? {
            Ok(Some(entry)) => return Ok(Meant::Entries(vec![entry])),
            Ok(None) => {}
            Err(usage) => ambiguous = Some(usage),
        }
        match only(store.publication_by_prefix(asked))? {
            Ok(Some(publication)) => return Ok(Meant::Publications(vec![publication])),
            Ok(None) => {}
            Err(usage) => ambiguous = Some(usage),
        }
    }
    let named = called(store, asked)?;
    let mut entries = if named.is_empty() { found(store, dir, asked)? } else { named };
    // a name means the person before all that the person did
    let is_person = |entry: &&Entry| entry.kind == "person";
    if entries.first().as_ref().is_some_and(is_person) && entries.iter().filter(is_person).count() == 1 {
        entries.truncate(1);
    }
    match ambiguous {
        Some(usage) if entries.is_empty() => Err(usage.into()),
        _ => Ok(Meant::Entries(entries)),
    }
}

/// Digits that begin several ids are no fault of the record, and may be a name: 2024.
fn only<T>(found: Result<Option<T>, store::Error>) -> Result<Result<Option<T>, Usage>, store::Error> {
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(error @ store::Error::AmbiguousPrefix { .. }) => Ok(Err(Usage(error.to_string()))),
        Err(error) => Err(error),
    }
}

/// What the search finds, where there is an index: names in another script, words in another form.
fn found(store: &SqliteStore, dir: &Path, asked: &str) -> anyhow::Result<Vec<Entry>> {
    let Some(index) = index::open(dir, &Mark::new(dir).state())? else { return Ok(Vec::new()) };
    let page = Page { offset: 0, limit: MOST_LISTED };
    let mut hits = index.search(&format!("{asked} kind:entry"), page)?.hits;
    // what is called so goes before what speaks of it
    if hits.iter().any(|hit| !hit.title_marks.is_empty()) {
        hits.retain(|hit| !hit.title_marks.is_empty());
    }
    let mut entries = Vec::new();
    for hit in hits {
        if let Id::Entry(id) = hit.id {
            entries.extend(store.entry(id)?);
        }
    }
    entries.sort_by_key(|entry| entry.kind != "person");
    Ok(entries)
}

/// Entries one of whose names is this, else those one of whose names holds all of its words.
pub fn called(store: &SqliteStore, asked: &str) -> Result<Vec<Entry>, store::Error> {
    let wanted = fold(asked);
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let (mut exact, mut partial) = (Vec::new(), Vec::new());
    store.each_entry(None, &mut |entry| {
        let named =
            |property: &&record::Property| matches!(property.name.as_str(), "name" | "title" | "person");
        let values = entry.properties.iter().filter(named).flat_map(|property| &property.values);
        let names: Vec<String> = values.map(|value| fold(&value.text)).chain([fold(&entry.label)]).collect();
        if names.contains(&wanted) {
            exact.push(entry);
        } else if names.iter().any(|name| words.iter().all(|word| name.contains(word))) {
            partial.push(entry);
        }
        Ok(())
    })?;
    // the person before the offices of that name, what most sources speak of before the rest
    let weight = |entry: &Entry| (entry.kind != "person", usize::MAX - entry.claims.len());
    let mut found = if exact.is_empty() { partial } else { exact };
    found.sort_by_key(weight);
    Ok(found)
}
