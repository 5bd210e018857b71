//! `rapporteur rebuild`: everything below the captures anew.

use std::ops::ControlFlow;
use std::path::Path;

use store::{Archive, Origin, OriginId, SqliteStore};

use super::ingest::Done;
use super::threads;
use crate::cli::{Rebuild as Args, Shape};
use crate::crew;
use crate::data;
use crate::derive::{self, Mark};
use crate::desk::{Desk, Manner};
use crate::filing::{Prepared, Tally, from_media_type};
use crate::index;
use crate::input::{Part, Piece, Trouble};
use crate::online::Online;
use crate::out::{Ending, Out};
use crate::packs::Packs;

/// Origins that are looked up at once.
const PAGE: usize = 256;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    let dir = data::locate(args.data.data.as_deref())?;
    // so that a mistyped directory is not made
    drop(data::open_to_read(&dir).or_else(|error| match error.downcast_ref() {
        Some(store::Error::OlderSchema { .. }) => SqliteStore::open(&dir).map_err(Into::into),
        _ => Err(error),
    })?);
    let mut out = Out::new();
    let done = rebuild(&dir, &packs, threads(args.threads), &mut out)?;
    let summary = match args.format {
        Shape::Table => done.table(&dir),
        Shape::Json => done.json(&dir)?,
    };
    let _ = out.print(&summary);
    out.end()
}

/// Reads every capture again and merges what was read, in one transaction.
pub fn rebuild(dir: &Path, packs: &Packs, threads: usize, out: &mut Out) -> anyhow::Result<Done> {
    let mut store = SqliteStore::open(dir)?;
    let mark = Mark::new(dir);
    let (mut tally, mut failed) = (Tally::default(), 0);
    let bar = out.count("captures read");
    let mut merger = None;
    store.rebuild(&mut |archive| {
        read_all(dir, packs, threads, archive, &mut |archive, done| {
            bar.inc(1);
            match done {
                Ok((origin, prepared)) => {
                    if let Some(trouble) =
                        prepared.file_again(archive, origin.id, origin.capture, &mut tally)?
                    {
                        failed += 1;
                        out.trouble(trouble.0);
                    }
                }
                Err(trouble) => {
                    failed += 1;
                    out.trouble(trouble.0);
                }
            }
            Ok(())
        })?;
        merger = Some(derive::entries(archive, packs).map_err(store::Error::caller)?);
        mark.stale().map_err(store::Error::caller)
    })?;
    if let Some(merger) = merger {
        merger.current(&mark)?;
    }
    out.watched();
    out.watch("building the search index");
    let built = index::build(dir, &store, packs, &mark.state());
    out.watched();
    built?;
    Done::new(&store, tally, failed)
}

type Again = Result<(Origin, Prepared), Trouble>;

/// Reads every capture in the order of its origins. The captures come over a connection of their own, so that the
/// one that files is free; neither sees anything that the other changes.
fn read_all(
    dir: &Path,
    packs: &Packs,
    threads: usize,
    archive: &mut dyn Archive,
    take: &mut (dyn FnMut(&mut dyn Archive, Again) -> Result<(), store::Error> + Send),
) -> Result<(), store::Error> {
    let reader = SqliteStore::open_to_read(dir)?;
    let mut broken = None;
    let mut lost = None;
    let told = &mut lost;
    let manner = Manner::default();
    let run = crew::in_order(
        threads,
        move |give| *told = each_origin(&reader, give).err(),
        || {
            let mut desk = Desk::new(packs, &manner);
            move |(origin, bytes): (Origin, Vec<u8>)| -> Again {
                crew::now_at(origin.origin.name.clone());
                again(&mut desk, origin, bytes)
            }
        },
        |done| match take(archive, done.unwrap_or_else(|crash| Err(Trouble(crash.0)))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                broken = Some(error);
                ControlFlow::Break(())
            }
        },
    );
    match broken.or(lost) {
        Some(error) => Err(error),
        None => run.map_err(store::Error::caller),
    }
}

fn each_origin(
    store: &SqliteStore,
    give: &mut dyn FnMut((Origin, Vec<u8>)) -> ControlFlow<()>,
) -> Result<(), store::Error> {
    let mut after = OriginId::START;
    loop {
        let page = store.origins(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for origin in page {
            let bytes = store.capture(origin.capture)?.unwrap_or_default();
            if give((origin, bytes)).is_break() {
                return Ok(());
            }
        }
    }
}

/// Reads a capture the way it was read before.
fn again(desk: &mut Desk<'_>, origin: Origin, bytes: Vec<u8>) -> Again {
    let store::CaptureOrigin { name, media_type, at, .. } = &origin.origin;
    let known = media_type.as_deref().and_then(from_media_type);
    let (format, charset, manner) =
        known.ok_or_else(|| Trouble(format!("{name}: a capture of an unknown type {media_type:?}")))?;
    // what was fetched goes by its address
    let is_answer = |url: &&String| *url == name && manner.online.as_ref().is_none_or(Online::is_local);
    let part = origin.origin.url.as_ref().filter(is_answer).cloned().map(Part::Answer);
    let piece = Piece { part, charset, ..Piece::new(name.clone(), format, bytes) };
    let prepared = Prepared::new(desk, piece, &manner, at)?;
    Ok((origin, prepared))
}
