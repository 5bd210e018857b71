//! What follows from claims: entries by the merge. It is marked as stale before claims are written and as current
//! after, so that a run that was cut short is made up for by the next.

mod shelves;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use merge::{Delta, Grown, Known};
use record::{Judgement, PublicationId};
use store::reviews::{Standing, decided_otherwise};
use store::{Archive, EntryChanges};

use self::shelves::{Ahead, Shelves, reading_ahead, telling_beside};
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

    fn current(&self, names: &str) -> anyhow::Result<()> {
        let state = format!("{}\n{names}\n{}", self.by, jiff::Timestamp::now().as_nanosecond());
        std::fs::write(&self.path, state).with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Publications that are merged anew at once.
const PORTION: usize = 1000;

/// Keeps the entries of a record up to date with its claims, as long as it lives: see [`Grown`].
pub struct Merger {
    known: Known,
    publishers: Publishers,
    grown: Grown,
    /// What persons had decided when claims were last looked at.
    standing: Standing,
    /// The line of the log of changes up to which all is known; `None` where nothing is.
    upto: Option<u64>,
    /// Where a second connection may be opened.
    beside: Option<PathBuf>,
}

impl Merger {
    pub fn new(packs: &Packs) -> anyhow::Result<Merger> {
        Ok(Merger {
            known: names::known(packs)?,
            publishers: Publishers::new(packs)?,
            grown: Grown::default(),
            standing: Standing::default(),
            upto: None,
            beside: None,
        })
    }

    /// Has claims read over a second connection to the record of a directory while others are merged and filed. All
    /// that there is to merge must be committed.
    pub fn beside(self, dir: &Path) -> Merger {
        Merger { beside: Some(dir.to_owned()), ..self }
    }

    /// Whether the entries are those that this program and these names make of the claims.
    pub fn is_current(&self, mark: &Mark) -> bool {
        mark.is_current() && mark.state().lines().nth(1) == Some(&self.names())
    }

    /// To be written beside the mark: entries that were made by other names are others.
    fn names(&self) -> String {
        format!("{:016x}", self.known.print())
    }

    pub fn current(&self, mark: &Mark) -> anyhow::Result<()> {
        mark.current(&self.names())
    }

    /// Learns what there is before anything changes, where the entries follow from it, so that afterwards only
    /// what has changed is merged anew.
    pub fn prepare(&mut self, archive: &mut dyn Archive, mark: &Mark) -> anyhow::Result<()> {
        if self.upto.is_none() && self.is_current(mark) {
            self.learn(archive)?;
        }
        Ok(())
    }

    /// Merges anew what has changed since it was called before; everything, where it was not.
    pub fn bring_up(&mut self, archive: &mut dyn Archive) -> anyhow::Result<EntryChanges> {
        let Some(upto) = self.upto.take() else { return self.begin(archive) };
        let changes = archive.changes(upto)?;
        let history = archive.review_history()?;
        let standing = Standing::of(&history);
        let mut touched = changes.publications;
        touched.extend(decided_otherwise(archive, &history, &self.standing, &standing)?);
        self.standing = standing;
        if changes.all || touched.len() > PORTION && touched.len() * 2 > self.pages(archive)? {
            return self.begin(archive);
        }
        let judgements = persons_judgements(archive)?;
        let touched: Vec<PublicationId> = touched.into_iter().collect();
        let mut portions: Vec<&[PublicationId]> = touched.chunks(PORTION).collect();
        if portions.is_empty() {
            // persons may have judged
            portions.push(&[]);
        }
        let mut all = EntryChanges::default();
        for portion in portions {
            let portion = portion.iter().copied().collect();
            let archive = RefCell::new(&mut *archive);
            let Merger { grown, known, standing, publishers, .. } = self;
            let shelf = Shelves { archive: &archive, standing, publishers, ahead: None };
            let delta = grown.update(&portion, &judgements, known, &shelf)?;
            add(&mut all, file(&mut **archive.borrow_mut(), delta)?);
        }
        self.upto = Some(changes.last);
        Ok(all)
    }

    /// Lets go of all that it remembers: for who does not merge again, and has other things to do.
    pub fn forget(&mut self) {
        (self.grown, self.upto) = (Grown::default(), None);
    }

    fn pages(&self, archive: &dyn Archive) -> Result<usize, store::Error> {
        Ok(usize::try_from(archive.counts()?.publications).unwrap_or(usize::MAX))
    }

    /// Learns everything and files all entries.
    fn begin(&mut self, archive: &mut dyn Archive) -> anyhow::Result<EntryChanges> {
        self.learn(archive)?;
        let upto = self.upto.take();
        let mut all = EntryChanges::default();
        let Merger { grown, known, standing, publishers, beside, .. } = self;
        archive.transaction(&mut |archive| {
            all = EntryChanges::default();
            let is_empty = archive.counts()?.entries == 0;
            if is_empty {
                archive.replace_machine_judgements(&[])?;
            }
            let mut take = |archive: &mut dyn Archive, mut delta: Delta| {
                if is_empty {
                    // nothing was judged on any claim before
                    delta.claims.clear();
                }
                add(&mut all, file(archive, delta)?);
                Ok(())
            };
            match beside {
                Some(dir) => {
                    let file = |delta| take(&mut *archive, delta);
                    telling_beside(dir, grown, known, standing, publishers, file)?;
                }
                None => {
                    let shared = RefCell::new(&mut *archive);
                    let shelf = Shelves { archive: &shared, standing, publishers, ahead: None };
                    grown.tell_all(known, &shelf, &mut |delta| take(&mut **shared.borrow_mut(), delta))?;
                }
            }
            if !is_empty {
                // what an earlier merge left, and nothing speaks of any more
                add(&mut all, archive.retain_entries(&grown.entries().collect())?);
            }
            Ok(())
        })?;
        self.upto = upto;
        Ok(all)
    }

    fn learn(&mut self, archive: &mut dyn Archive) -> anyhow::Result<()> {
        self.upto = None;
        self.grown = Grown::default();
        let upto = archive.changes(u64::MAX)?.last;
        self.standing = Standing::of(&archive.review_history()?);
        let judgements = persons_judgements(archive)?;
        let mut all = BTreeSet::new();
        loop {
            let portion = archive.publications_with_claims(all.last().copied(), PORTION)?;
            if portion.is_empty() {
                break;
            }
            all.extend(portion);
        }
        let archive = RefCell::new(archive);
        let Merger { grown, known, standing, publishers, beside, .. } = self;
        let (standing, publishers) = (&*standing, &*publishers);
        // at once: in portions, most of what came before would be looked at again for each
        let mut learn = |ahead: Option<Ahead>| {
            let shelf = Shelves { archive: &archive, standing, publishers, ahead };
            grown.learn(&all, &judgements, known, &shelf)
        };
        match beside {
            // they are asked for from end to end, and then once more
            Some(dir) => reading_ahead(dir, all.iter().chain(&all).copied(), standing, learn)?,
            None => learn(None)?,
        }
        self.upto = Some(upto);
        Ok(())
    }
}

fn add(all: &mut EntryChanges, more: EntryChanges) {
    all.added += more.added;
    all.changed += more.changed;
    all.removed += more.removed;
}

/// Merges all claims of a record and files the entries.
pub fn entries(archive: &mut dyn Archive, packs: &Packs) -> anyhow::Result<Merger> {
    let mut merger = Merger::new(packs)?;
    merger.begin(archive)?;
    Ok(merger)
}

fn file(archive: &mut dyn Archive, delta: Delta) -> Result<EntryChanges, store::Error> {
    let Delta { entries, gone, claims, judgements, unsure } = delta;
    let mut seen = BTreeSet::new();
    let all = judgements.into_iter().chain(unsure);
    let judged: Vec<_> = all.filter(|one| seen.insert((one.left, one.right))).collect();
    let mut changes = EntryChanges::default();
    archive.transaction(&mut |archive| {
        archive.update_machine_judgements(&claims, &judged)?;
        changes = archive.update_entries(&entries, &gone)?;
        Ok(())
    })?;
    Ok(changes)
}

fn persons_judgements(archive: &dyn Archive) -> Result<Vec<Judgement>, store::Error> {
    let history = archive.judgement_history()?;
    Ok(history.into_iter().filter(|filed| filed.withdrawn.is_none()).map(|filed| filed.judgement).collect())
}
