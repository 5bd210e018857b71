//! `rapporteur ingest`: publications into the record.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use store::{Archive, SqliteStore};

use super::threads;
use crate::cli::{Ingest as Args, Shape};
use crate::crew;
use crate::data;
use crate::derive::{Mark, Merger};
use crate::desk::{Desk, Manner};
use crate::filing::{Prepared, Tally};
use crate::index;
use crate::input::{self, Found, Trouble};
use crate::out::{Ending, Out, counted};
use crate::packs::Packs;

/// One transaction holds so many publications, or so many bytes.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 8 << 20;
/// Megabytes of the record that are kept while entries are filed, which go to all places of it.
const PAGES: u32 = 64;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.source.packs.as_deref())?;
    let dir = data::locate(args.data.data.as_deref())?;
    let manner = Manner {
        lang: args.source.lang.clone(),
        time_limit: Some(args.source.time_limit),
        as_of: args.as_of,
        ..Manner::default()
    };
    let mut out = Out::new();
    let paths = &args.source.paths;
    let limits = manner.limits;
    let kind = args.source.input;
    let done = ingest(&dir, &packs, &manner, threads(args.source.threads), &mut out, move |give| {
        input::each(paths, kind, &limits, give)
    })?;
    let summary = match args.format {
        Shape::Table => done.table(&dir),
        Shape::Json => done.json(&dir)?,
    };
    let _ = out.print(&summary);
    out.end()
}

/// What an ingest has done, and what is in the record after it.
pub struct Done {
    pub tally: Tally,
    pub failed: usize,
    pub counts: store::Counts,
    pub disputed: usize,
}

/// Reads whatever `produce` gives into the record of a directory and merges it.
pub fn ingest(
    dir: &Path,
    packs: &Packs,
    manner: &Manner,
    threads: usize,
    out: &mut Out,
    produce: impl FnOnce(&mut dyn FnMut(Found) -> ControlFlow<()>) + Send,
) -> anyhow::Result<Done> {
    let mut store = SqliteStore::open(dir)?;
    store.keep_pages(PAGES)?;
    let mark = Mark::new(dir);
    let mut merger = Merger::new(packs)?.beside(dir);
    if merger.is_current(&mark) {
        out.watch("looking at what there is");
        let prepared = merger.prepare(&mut store, &mark);
        out.watched();
        prepared?;
    }
    let mut batch = Batch { mark: &mark, waiting: Vec::new(), bytes: 0, tally: Tally::default() };
    let mut unread: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut failed = 0;
    let mut broken: Option<anyhow::Error> = None;
    let at = data::now();
    let bar = out.count("publications read");
    crew::in_order(
        threads,
        produce,
        || {
            let mut desk = Desk::new(packs, manner);
            let at = &at;
            move |found: Found| {
                let piece = found?;
                crew::now_at(piece.place());
                Prepared::new(&mut desk, piece, manner, at)
            }
        },
        |done| {
            bar.inc(1);
            let prepared = match done.unwrap_or_else(|crash| Err(Trouble(crash.0))) {
                Ok(prepared) => prepared,
                Err(trouble) => {
                    failed += 1;
                    out.trouble(trouble.0);
                    return ControlFlow::Continue(());
                }
            };
            prepared.trouble().into_iter().for_each(|trouble| out.trouble(&trouble.0));
            prepared.notes().for_each(|note| out.note(note));
            if let Some((lang, file)) = prepared.unread() {
                unread.entry(lang.to_owned()).or_insert_with(|| (0, file.to_owned())).0 += 1;
            }
            match batch.take(&mut store, prepared, out) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    broken = Some(error);
                    ControlFlow::Break(())
                }
            }
        },
    )?;
    if broken.is_none() {
        broken = batch.file(&mut store, out).err();
    }
    let tally = batch.tally;
    out.watched();
    if let Some(error) = broken {
        return Err(error);
    }
    super::tell_unread(out, unread);
    if !tally.is_nothing_new() || !merger.is_current(&mark) {
        out.watch("merging claims");
        let merged = mark.stale().and_then(|()| merger.bring_up(&mut store));
        out.watched();
        merged?;
        merger.current(&mark)?;
    }
    merger.forget();
    let state = mark.state();
    if index::open(dir, &state)?.is_none() {
        out.watch("bringing the search index up");
        let built = index::bring_up(dir, &store, packs, &state);
        out.watched();
        built.context("everything is filed, but the search index could not be built")?;
    }
    Done::new(&store, tally, failed)
}

/// What waits to be filed in one transaction.
struct Batch<'m> {
    mark: &'m Mark,
    waiting: Vec<Prepared>,
    bytes: usize,
    tally: Tally,
}

impl Batch<'_> {
    fn take(&mut self, store: &mut SqliteStore, prepared: Prepared, out: &mut Out) -> anyhow::Result<()> {
        self.bytes += prepared.bytes();
        self.waiting.push(prepared);
        if self.waiting.len() < BATCH && self.bytes < BATCH_BYTES { Ok(()) } else { self.file(store, out) }
    }

    fn file(&mut self, store: &mut SqliteStore, out: &mut Out) -> anyhow::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        if waiting.is_empty() {
            return Ok(());
        }
        let (mut tally, mut troubles) = (Tally::default(), Vec::new());
        store.transaction(&mut |archive| {
            for prepared in &waiting {
                troubles.extend(prepared.file(archive, &mut tally)?);
            }
            if tally.is_nothing_new() { Ok(()) } else { self.mark.stale().map_err(store::Error::caller) }
        })?;
        troubles.into_iter().for_each(|trouble| out.trouble(trouble.0));
        self.tally.add(tally);
        Ok(())
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    data: &'a Path,
    publications: usize,
    new: usize,
    changed: usize,
    revised: usize,
    unchanged: usize,
    copies: usize,
    not_read: usize,
    claims_added: usize,
    claims_changed: usize,
    claims_retired: usize,
    record: Record,
}

#[derive(Serialize)]
struct Record {
    publications: u64,
    claims: u64,
    entries: u64,
    disputed: usize,
}

impl Done {
    pub fn new(store: &dyn Archive, tally: Tally, failed: usize) -> anyhow::Result<Done> {
        let mut disputed = 0;
        store.each_entry(None, &mut |entry| {
            disputed += usize::from(entry.is_disputed());
            Ok(())
        })?;
        Ok(Done { tally, failed, counts: store.counts()?, disputed })
    }

    pub fn table(&self, dir: &Path) -> String {
        let Tally { new, changed, revised, unchanged, copies, claims_added, claims_changed, claims_retired } =
            self.tally;
        let mut parts = vec![format!("{new} new")];
        for (count, what) in [
            (changed, "with a new text"),
            (revised, "read anew"),
            (unchanged, "there already"),
            (copies, "the same bytes under another name, left out"),
            (self.failed, "not read"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        }
        let all = self.tally.publications() + copies + self.failed;
        let mut lines = vec![format!("{}: {}", counted(all, "publication"), parts.join(", "))];
        if claims_added + claims_changed + claims_retired > 0 {
            lines.push(format!(
                "claims: {claims_added} added, {claims_changed} changed, {claims_retired} retired"
            ));
        }
        lines.push(format!(
            "the record holds {}, {}, {}; sources differ on {}",
            counted(self.counts.publications, "publication"),
            counted(self.counts.claims, "claim"),
            if self.counts.entries == 1 {
                "1 entry".to_owned()
            } else {
                format!("{} entries", self.counts.entries)
            },
            self.disputed
        ));
        lines.push(format!("it lies in {}", dir.display()));
        lines.join("\n") + "\n"
    }

    pub fn json(&self, dir: &Path) -> anyhow::Result<String> {
        let Tally { new, changed, revised, unchanged, copies, claims_added, claims_changed, claims_retired } =
            self.tally;
        let store::Counts { publications, claims, entries, .. } = self.counts;
        let summary = Summary {
            data: dir,
            publications: self.tally.publications(),
            new,
            changed,
            revised,
            unchanged,
            copies,
            not_read: self.failed,
            claims_added,
            claims_changed,
            claims_retired,
            record: Record { publications, claims, entries, disputed: self.disputed },
        };
        Ok(serde_json::to_string_pretty(&summary)? + "\n")
    }
}
