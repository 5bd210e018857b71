//! Full names, and which persons publications mean by them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{ClaimId, PublicationId};
use text::fold::fold;

use super::Grown;
use super::layer::Change;
use super::reader::{Reader, Shelf};
use crate::kinds::number_of;

#[derive(Default)]
pub(super) struct Names {
    pub of_claim: HashMap<ClaimId, u64>,
    /// For each name the clusters of persons that bear it, with how many claims say so.
    borne: HashMap<u64, BTreeMap<u32, usize>>,
    /// Publications that speak of somebody of this name.
    pub askers: HashMap<u64, BTreeSet<PublicationId>>,
    asked: HashMap<PublicationId, BTreeSet<u64>>,
}

impl Names {
    /// Whom all publications mean by a name.
    pub(super) fn anywhere(&self, name: u64) -> Option<u32> {
        let mut borne = self.borne.get(&name)?.keys();
        borne.next().copied().filter(|_| borne.next().is_none())
    }

    pub(super) fn count(&mut self, name: u64, from: Option<u32>, to: Option<u32>) {
        if let Some(from) = from
            && let Some(borne) = self.borne.get_mut(&name)
            && let Some(count) = borne.get_mut(&from)
        {
            *count -= 1;
            if *count == 0 {
                borne.remove(&from);
            }
        }
        if let Some(to) = to {
            *self.borne.entry(name).or_default().entry(to).or_default() += 1;
        }
        if self.borne.get(&name).is_some_and(BTreeMap::is_empty) {
            self.borne.remove(&name);
        }
    }

    pub(super) fn ask(&mut self, page: PublicationId, names: BTreeSet<u64>) {
        for name in self.asked.remove(&page).unwrap_or_default() {
            let emptied = self.askers.get_mut(&name).is_some_and(|askers| {
                askers.remove(&page);
                askers.is_empty()
            });
            if emptied {
                self.askers.remove(&name);
            }
        }
        for name in &names {
            self.askers.entry(*name).or_default().insert(page);
        }
        if !names.is_empty() {
            self.asked.insert(page, names);
        }
    }
}

impl Grown {
    /// Counts names anew where persons changed; gives the publications that ask for a name that now means
    /// somebody else, or nobody.
    pub(super) fn rename<W: Shelf>(
        &mut self,
        changes: &[Change],
        reader: &Reader<'_, W>,
    ) -> Result<BTreeSet<PublicationId>, W::Error> {
        let mut before: HashMap<u64, Option<u32>> = HashMap::new();
        for Change { claim, from, to, .. } in changes {
            let name = match self.names.of_claim.get(claim) {
                Some(name) => Some(*name),
                None => reader.with(claim, |claim| full_name(claim.slot("person")?))?.flatten(),
            };
            let Some(name) = name else { continue };
            before.entry(name).or_insert_with(|| self.names.anywhere(name));
            self.names.count(name, *from, *to);
            match to {
                Some(_) => drop(self.names.of_claim.insert(*claim, name)),
                None => drop(self.names.of_claim.remove(claim)),
            }
        }
        let other = before.into_iter().filter(|(name, before)| self.names.anywhere(*name) != *before);
        let askers = other.filter_map(|(name, _)| self.names.askers.get(&name));
        Ok(askers.flatten().copied().collect())
    }
}

/// A number for a name of several words.
pub(super) fn full_name(name: &str) -> Option<u64> {
    let name = fold(name);
    (name.split_whitespace().count() > 1).then(|| number_of(&name))
}
