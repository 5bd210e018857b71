//! Publications of a period grouped into stories, each told by its texts and by what the record found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use merge::copies::copies;
use merge::story::{Telling, stories};
use record::{Edtf, Entry, EntryId, Publication};
use report::{Carrier, Told};
use store::collection::ALIKE;
use store::{Archive, SqliteStore};
use text::imprint::{Imprint, imprint};

/// An event that a text tells of only after so many bytes is not what the text is about.
const OPENING: usize = 1500;

/// How many megabytes of the record each hand keeps while it reads a period.
pub const PAGES: u32 = 64;

/// What the publications of a period tell.
pub struct Period {
    /// In order of their day, then of their names.
    pub publications: Vec<Publication>,
    /// Of each, the first that it is a copy of; itself where it is of none.
    pub first: Vec<usize>,
    /// Entries and their kinds by publication that is no copy.
    pub told: BTreeMap<usize, Vec<store::Told>>,
    /// What of the text of each of them translations keep.
    imprints: BTreeMap<usize, Imprint>,
    /// How many publications carry the text of each, itself counted.
    pub carried: BTreeMap<usize, usize>,
}

impl Period {
    pub fn read(store: &dyn Archive, mut publications: Vec<Publication>) -> Result<Period, store::Error> {
        publications.sort_by(|a, b| {
            let order = |one: &Publication| (one.published_on.is_none(), one.published_on);
            order(a)
                .cmp(&order(b))
                .then_with(|| (&a.publisher, &a.doc, a.id).cmp(&(&b.publisher, &b.doc, b.id)))
        });
        let prints = publications.iter().map(|one| store.fingerprint(one.id));
        let prints: Vec<Option<Vec<u8>>> = prints.collect::<Result<_, _>>()?;
        let first = copies(&prints, ALIKE);
        let mut carried: BTreeMap<usize, usize> = BTreeMap::new();
        for at in &first {
            *carried.entry(*at).or_default() += 1;
        }
        Ok(Period { publications, first, told: BTreeMap::new(), imprints: BTreeMap::new(), carried })
    }

    /// Those that are no copies.
    pub fn originals(&self) -> Vec<usize> {
        self.carried.keys().copied().collect()
    }

    /// Reads the originals, by all cores; leaves those that pass by their title and text, with their copies.
    pub fn look_up(
        &mut self,
        dir: &Path,
        passes: impl Fn(&Publication, &str) -> bool + Sync,
    ) -> Result<(), store::Error> {
        let originals: Vec<(usize, &Publication)> =
            self.carried.keys().filter_map(|at| Some((*at, self.publications.get(*at)?))).collect();
        let hands = super::super::threads(None).max(1);
        let share = originals.len().div_ceil(hands).max(1);
        let work = |share: &[(usize, &Publication)]| -> Result<Vec<_>, store::Error> {
            let store = SqliteStore::open_to_read(dir)?;
            store.keep_pages(PAGES)?;
            let mut read = Vec::with_capacity(share.len());
            for (at, one) in share {
                let text = store.text(one.id, one.version)?.unwrap_or_default();
                if passes(one, &text) {
                    read.push((*at, store.told_by(one.id, one.version)?, imprint(&text)));
                }
            }
            Ok(read)
        };
        let mut read = Vec::with_capacity(originals.len());
        std::thread::scope(|scope| {
            let shares: Vec<_> =
                originals.chunks(share).map(|share| (share, scope.spawn(move || work(share)))).collect();
            for (share, hand) in shares {
                // a hand that failed has its work done here
                read.extend(hand.join().unwrap_or_else(|_| work(share))?);
            }
            Ok::<(), store::Error>(())
        })?;
        for (at, told, imprint) in read {
            self.told.insert(at, told);
            self.imprints.insert(at, imprint);
        }
        self.carried.retain(|at, _| self.told.contains_key(at));
        Ok(())
    }

    /// How many publications tell of each entry.
    pub fn weights(&self) -> BTreeMap<EntryId, usize> {
        let mut weights: BTreeMap<EntryId, usize> = BTreeMap::new();
        for (at, told) in &self.told {
            let carried = self.carried.get(at).copied().unwrap_or(1);
            let entries: BTreeSet<EntryId> = told.iter().map(|one| one.entry).collect();
            for entry in entries {
                *weights.entry(entry).or_default() += carried;
            }
        }
        weights
    }

    /// The largest stories, at most so many. Two publications are of one story where one is a copy of the other,
    /// where they tell the same in other words or languages, or where the first event of both is the same.
    pub fn stories(&mut self, store: &dyn Archive, most: usize) -> Result<Vec<Told>, store::Error> {
        let originals = self.originals();
        let mut imprints = std::mem::take(&mut self.imprints);
        let telling = |at: &usize| {
            let one = self.publications.get(*at)?;
            let imprint = imprints.remove(at).unwrap_or_default();
            Some(Telling { lang: one.lang.clone(), published_on: one.published_on, imprint })
        };
        let tellings: Vec<Telling> = originals.iter().filter_map(telling).collect();
        let mut groups = Groups::new(stories(&tellings));
        let events: Vec<Option<EntryId>> = originals.iter().map(|at| self.main_event(*at)).collect();
        let mut tellers: BTreeMap<EntryId, usize> = BTreeMap::new();
        for event in events.iter().flatten() {
            *tellers.entry(*event).or_default() += 1;
        }
        // a meeting of no date may be any, and would draw stories together that have nothing in common
        let mut dated: BTreeSet<EntryId> = BTreeSet::new();
        for (event, _) in tellers.into_iter().filter(|(_, tellers)| *tellers > 1) {
            if store.entry(event)?.is_some_and(|entry| has_day(&entry)) {
                dated.insert(event);
            }
        }
        let mut by_event: BTreeMap<EntryId, usize> = BTreeMap::new();
        let known = events.iter().enumerate().filter_map(|(at, event)| Some((at, (*event)?)));
        for (place, event) in known.filter(|(_, event)| dated.contains(event)) {
            match by_event.get(&event) {
                Some(other) => groups.join(*other, place),
                None => drop(by_event.insert(event, place)),
            }
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for place in 0..originals.len() {
            members.entry(groups.of(place)).or_default().push(place);
        }
        let mut copied: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, first) in self.first.iter().enumerate() {
            copied.entry(*first).or_default().push(at);
        }
        let mut ranked: Vec<_> =
            members.into_values().map(|places| self.size(&places, &originals, &copied)).collect();
        ranked.sort();
        let largest = ranked
            .into_iter()
            .take(most)
            .map(|(_, places)| self.story(&places, &originals, &copied, &events));
        Ok(largest.collect())
    }

    /// More publishers first, then more publications, then the earlier.
    fn size(
        &self,
        places: &[usize],
        originals: &[usize],
        copied: &BTreeMap<usize, Vec<usize>>,
    ) -> (Rank, Vec<usize>) {
        let all = || {
            let originals = places.iter().filter_map(|place| originals.get(*place));
            originals.filter_map(|at| copied.get(at)).flatten()
        };
        let publishers: BTreeSet<&str> =
            all().filter_map(|at| self.publications.get(*at)?.publisher.as_deref()).collect();
        let rank =
            (std::cmp::Reverse(publishers.len()), std::cmp::Reverse(all().count()), all().min().copied());
        (rank, places.to_vec())
    }

    fn story(
        &self,
        places: &[usize],
        originals: &[usize],
        copied: &BTreeMap<usize, Vec<usize>>,
        events: &[Option<EntryId>],
    ) -> Told {
        let mut carriers = Vec::new();
        let mut told: BTreeMap<EntryId, usize> = BTreeMap::new();
        for (place, at) in places.iter().filter_map(|place| Some((*place, *originals.get(*place)?))) {
            let copies = copied.get(&at).map(Vec::as_slice).unwrap_or_default();
            for one in copies {
                if let Some(publication) = self.publications.get(*one) {
                    carriers.push(Carrier { publication: publication.clone(), copy: *one != at });
                }
            }
            if let Some(event) = events.get(place).copied().flatten() {
                *told.entry(event).or_default() += copies.len();
            }
        }
        let event = told.into_iter().max_by_key(|(event, count)| (*count, std::cmp::Reverse(*event)));
        Told { carriers, event: event.map(|(event, _)| event) }
    }

    /// The event that a publication tells of first.
    fn main_event(&self, at: usize) -> Option<EntryId> {
        let told = self.told.get(&at)?.iter().filter(|one| one.kind == "event" && one.start < OPENING);
        told.min_by_key(|one| (one.start, one.entry)).map(|one| one.entry)
    }
}

/// Whether an entry has a date that is known by its month at least.
fn has_day(entry: &Entry) -> bool {
    let dates = entry.property("date").into_iter().flat_map(|property| &property.values);
    let mut dates = dates.filter_map(|value| value.text.parse::<Edtf>().ok());
    dates.any(|date| date.precision() > 1)
}

type Rank = (std::cmp::Reverse<usize>, std::cmp::Reverse<usize>, Option<usize>);

/// Places that belong together.
struct Groups(Vec<usize>);

impl Groups {
    /// Those that bear one number are one group.
    fn new(numbers: Vec<usize>) -> Groups {
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        let groups = numbers.iter().enumerate().map(|(at, number)| *first.entry(*number).or_insert(at));
        Groups(groups.collect())
    }

    /// The first of its group.
    fn of(&self, mut at: usize) -> usize {
        while let Some(&up) = self.0.get(at).filter(|up| **up != at) {
            at = up;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_joined_whatever_the_order() {
        let mut groups = Groups::new(vec![0, 1, 0, 2, 3]);
        groups.join(3, 2);
        groups.join(4, 3);
        let of: Vec<usize> = (0..5).map(|at| groups.of(at)).collect();
        assert_eq!(of, [0, 1, 0, 0, 0]);
    }
}
