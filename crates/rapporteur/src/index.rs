//! The search index of a record: derived, brought up for what has changed, and built again where that is not known.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use record::{ClaimId, Entry, Lang, PublicationId};
use report::{Directory, Names as _};
use search::{Batch, Card, Id, Index};
use store::{Archive, Changes, PublicationFilter};

use crate::names;
use crate::packs::Packs;

/// Where the index of a record lies.
pub fn place(dir: &Path) -> PathBuf {
    dir.join("index")
}

/// What an index is marked with: the state of the record that it is of, and the line of the log of changes up to
/// which it has everything.
struct Mark {
    state: String,
    upto: u64,
}

impl Mark {
    fn of(index: &Index) -> Result<Option<Mark>, search::Error> {
        Ok(index.mark()?.and_then(|mark| {
            let (state, upto) = mark.rsplit_once("\n@")?;
            Some(Mark { state: state.to_owned(), upto: upto.parse().ok()? })
        }))
    }

    fn written(state: &str, upto: u64) -> String {
        format!("{state}\n@{upto}")
    }

    /// Whether what is indexed of a thing depends on the same program and the same names.
    fn is_like(&self, state: &str) -> bool {
        let by = |state: &str| state.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
        by(&self.state) == by(state)
    }
}

/// Opens the index, if it is of this state of the record; `None` where it must be brought up.
pub fn open(dir: &Path, state: &str) -> Result<Option<Index>, search::Error> {
    let Some(index) = open_any(dir)? else { return Ok(None) };
    let is_current = Mark::of(&index)?.is_some_and(|mark| mark.state == state);
    Ok(is_current.then_some(index))
}

/// Opens the index, also where it is behind the record; `None` where there is no sound one.
pub fn open_any(dir: &Path) -> Result<Option<Index>, search::Error> {
    match Index::open(place(dir)) {
        Ok(index) => Ok(Some(index)),
        Err(error) if error.is_mended_by_rebuild() => Ok(None),
        Err(error) => Err(error),
    }
}

/// The index of this state of the record: the one that is there, with what has changed since it was marked.
pub fn bring_up(dir: &Path, archive: &dyn Archive, packs: &Packs, state: &str) -> anyhow::Result<Index> {
    let Some(mut index) = open_any(dir)? else { return build(dir, archive, packs, state) };
    let mark = Mark::of(&index)?;
    if mark.as_ref().is_some_and(|mark| mark.state == state) {
        return Ok(index);
    }
    let Some(mark) = mark.filter(|mark| mark.is_like(state)) else {
        return build(dir, archive, packs, state);
    };
    let changes = archive.changes(mark.upto)?;
    // past that, going through everything once costs less
    let many = changes.publications.len() + changes.entries.len() > index.count() / 2 + MOST_BY_ONE;
    if changes.all || many {
        return build(dir, archive, packs, state);
    }
    update(&mut index, archive, packs, &changes, state)?;
    Ok(index)
}

/// So many changes are always made one by one.
const MOST_BY_ONE: usize = 1000;

fn update(
    index: &mut Index,
    archive: &dyn Archive,
    packs: &Packs,
    changes: &Changes,
    state: &str,
) -> anyhow::Result<()> {
    let cards = Cards::new(archive, packs)?;
    let mut batch = index.batch()?;
    let mut entries = changes.entries.clone();
    for id in &changes.publications {
        let Some(publication) = archive.publication(*id, None)? else {
            batch.delete(Id::Publication(*id));
            continue;
        };
        let text = archive.text(*id, publication.version)?.unwrap_or_default();
        batch.put(&Card::publication(&publication, &text))?;
        // entries are found by the names and languages of publications behind them
        entries.extend(archive.told_by(*id, publication.version)?.into_iter().map(|told| told.entry));
    }
    for id in entries {
        match archive.entry(id)? {
            Some(entry) => batch.put(&cards.entry(&entry)?)?,
            None => batch.delete(Id::Entry(id)),
        }
    }
    batch.commit(&Mark::written(state, changes.last))?;
    Ok(())
}

/// Builds the index anew from the record, one thing in memory at a time.
pub fn build(dir: &Path, archive: &dyn Archive, packs: &Packs, state: &str) -> anyhow::Result<Index> {
    let upto = archive.changes(u64::MAX)?.last;
    let cards = Cards::of_all(archive, packs)?;
    let mut index = match Index::open(place(dir)) {
        Err(error) if error.is_mended_by_rebuild() => Index::create(place(dir))?,
        opened => opened?,
    };
    let mut batch = index.batch()?;
    batch.clear()?;
    fill(&mut batch, archive, &cards)?;
    batch.commit(&Mark::written(state, upto))?;
    Ok(index)
}

fn fill(batch: &mut Batch<'_>, archive: &dyn Archive, cards: &Cards<'_>) -> Result<(), store::Error> {
    archive.each_entry(None, &mut |entry| {
        let card = cards.entry(&entry).map_err(store::Error::caller)?;
        batch.put(&card).map_err(store::Error::caller)
    })?;
    archive.each_publication(&PublicationFilter::default(), &mut |publication| {
        let text = archive.text(publication.id, publication.version)?.unwrap_or_default();
        batch.put(&Card::publication(&publication, &text)).map_err(store::Error::caller)
    })
}

/// Cards as they are made of the record.
struct Cards<'a> {
    archive: &'a dyn Archive,
    directory: Directory,
    /// What publications are found by, as it was looked up.
    told: std::cell::RefCell<BTreeMap<PublicationId, Option<(String, Lang)>>>,
    /// Whose claim each is, where cards of all are made.
    homes: Option<Homes>,
}

/// Whose claim each is, where that is asked of nearly all: once in order, and not one by one.
#[derive(Default)]
struct Homes {
    /// Ascending.
    pages: Vec<PublicationId>,
    of: HashMap<ClaimId, u32>,
}

impl Homes {
    fn of_all(archive: &dyn Archive) -> Result<Homes, store::Error> {
        let mut homes = Homes::default();
        archive.each_claim_id(&mut |(page, claim)| {
            if homes.pages.last() != Some(&page) {
                homes.pages.push(page);
            }
            let number = homes.pages.len().saturating_sub(1) as u32;
            homes.of.insert(claim, number);
            Ok(())
        })?;
        Ok(homes)
    }

    /// The publications of claims, by id.
    fn behind(&self, entry: &Entry) -> Vec<PublicationId> {
        let mut numbers: Vec<u32> =
            entry.claims.iter().filter_map(|claim| self.of.get(claim).copied()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.pages.get(number as usize).copied()).collect()
    }
}

impl Cards<'_> {
    fn new<'a>(archive: &'a dyn Archive, packs: &Packs) -> anyhow::Result<Cards<'a>> {
        Ok(Cards { archive, directory: names::directory(packs)?, told: Default::default(), homes: None })
    }

    /// For cards of all that there is.
    fn of_all<'a>(archive: &'a dyn Archive, packs: &Packs) -> anyhow::Result<Cards<'a>> {
        let homes = Some(Homes::of_all(archive)?);
        Ok(Cards { homes, ..Cards::new(archive, packs)? })
    }

    fn told(&self, id: PublicationId) -> Result<Option<(String, Lang)>, store::Error> {
        if let Some(told) = self.told.borrow().get(&id) {
            return Ok(told.clone());
        }
        let told = self.archive.publication(id, None)?.map(|one| (one.doc, one.lang));
        self.told.borrow_mut().insert(id, told.clone());
        Ok(told)
    }

    fn entry(&self, entry: &Entry) -> Result<Card, store::Error> {
        let mut card = Card::entry(entry);
        let mut langs = BTreeSet::new();
        let behind = match &self.homes {
            Some(homes) => homes.behind(entry),
            None => self.archive.publications_behind(entry.id)?,
        };
        for id in behind {
            if let Some((doc, lang)) = self.told(id)? {
                card.docs.push(doc);
                if langs.insert(lang.clone()) {
                    card.langs.push(lang);
                }
            }
        }
        let ids: Vec<String> = card.orgs.iter().flat_map(|name| self.directory.organisations(name)).collect();
        card.orgs.extend(ids);
        Ok(card)
    }
}
