//! What follows from claims: entries by the merge. It is marked as stale before claims are written and as current
//! after, so that a run that was cut short is made up for by the next.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use merge::{Source, Sources};
use record::Publication;
use store::reviews::Standing;
use store::{Archive, ClaimFilter, EntryChanges, PublicationFilter};

use crate::names::{self, Publishers};
use crate::packs::Packs;

/// The file that says by what the entries were made, and names that state of the record; where it is missing,
/// they may be stale.
const MARK: &str = "entries.current";

/// The mark of one data directory.
pub struct Mark {
    path: PathBuf,
    /// What makes entries out of claims, by version: another one makes other entries.
    by: String,
}

impl Mark {
    pub fn new(dir: &Path) -> Mark {
        Mark { path: dir.join(MARK), by: format!("{} {}", merge::AUTHOR, env!("CARGO_PKG_VERSION")) }
    }

    pub fn is_current(&self) -> bool {
        self.state().lines().next() == Some(&self.by)
    }

    /// The name of the record's state: another one after each change. Empty while it is stale.
    pub fn state(&self) -> String {
        std::fs::read_to_string(&self.path).unwrap_or_default()
    }

    /// To be called before claims are committed: then a run that ends in between, even by a loss of power, leaves
    /// no mark that is wrong.
    pub fn stale(&self) -> anyhow::Result<()> {
        let cannot = || format!("cannot remove {}", self.path.display());
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            removed => removed.with_context(cannot)?,
        }
        match self.path.parent().map(std::fs::File::open) {
            Some(Ok(dir)) => dir.sync_all().with_context(cannot),
            // where a directory cannot be opened, as on Windows, its entries are not synced this way
            _ => Ok(()),
        }
    }

    pub fn current(&self) -> anyhow::Result<()> {
        let state = format!("{}\n{}", self.by, jiff::Timestamp::now().as_nanosecond());
        std::fs::write(&self.path, state).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Merges all claims of the record and files the entries.
pub fn entries(archive: &mut dyn Archive, packs: &Packs) -> anyhow::Result<EntryChanges> {
    let publishers = Publishers::new(packs)?;
    let known = names::known(packs)?;
    // what persons decided about claims comes before what is made of them
    let claims = Standing::of(&archive.review_history()?).apply(archive.claims(&ClaimFilter::default())?);
    let sources = sources(archive, &publishers)?;
    let judgements = archive.current_judgements()?;
    let merged = merge::merge(&claims, &sources, &judgements, &known);
    let mut changes = EntryChanges::default();
    let mut seen = BTreeSet::new();
    let all = merged.judgements.into_iter().chain(merged.unsure);
    let judged: Vec<_> = all.filter(|one| seen.insert((one.left, one.right))).collect();
    archive.transaction(&mut |archive| {
        archive.replace_machine_judgements(&judged)?;
        changes = archive.replace_entries(&merged.entries)?;
        Ok(())
    })?;
    Ok(changes)
}

fn sources(archive: &dyn Archive, publishers: &Publishers) -> Result<Sources, store::Error> {
    let mut sources = Sources::default();
    archive.each_publication(&PublicationFilter::default(), &mut |publication: Publication| {
        let official = publishers.issued(&publication);
        let Publication { id, lang, published_on, publisher, .. } = publication;
        sources.insert(id, Source { lang, published_on, publisher, official });
        Ok(())
    })?;
    Ok(sources)
}
