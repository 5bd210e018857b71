//! What a growing record is read from.

use std::cell::RefCell;
use std::collections::HashMap;

use record::{Claim, ClaimId, PublicationId};

use crate::kinds::{Aside, Made, number_of};
use crate::known::Known;
use crate::source::{Source, Sources};

/// Where claims lie. All that count now, and no others, as persons' decisions leave them.
pub trait Shelf {
    type Error;

    /// All claims whose first passage is of this publication.
    fn claims(&self, publication: &PublicationId) -> Result<Vec<Claim>, Self::Error>;

    fn claim(&self, id: &ClaimId) -> Result<Option<Claim>, Self::Error>;

    /// What is known of a publication that is in the record.
    fn source(&self, publication: &PublicationId) -> Result<Option<Source>, Self::Error>;
}

/// Claims that are kept in memory at once.
const KEPT: usize = 50_000;

pub(super) struct Reader<'a, W> {
    pub shelf: &'a W,
    pub known: &'a Known,
    pub sources: &'a Sources,
    pub claims: RefCell<HashMap<ClaimId, Claim>>,
}

impl<W: Shelf> Reader<'_, W> {
    /// Does something with a claim, where it is there.
    pub(super) fn with<T>(
        &self,
        id: &ClaimId,
        work: impl FnOnce(&Claim) -> T,
    ) -> Result<Option<T>, W::Error> {
        if let Some(claim) = self.claims.borrow().get(id) {
            return Ok(Some(work(claim)));
        }
        let Some(claim) = self.shelf.claim(id)? else { return Ok(None) };
        let done = work(&claim);
        self.keep([claim]);
        Ok(Some(done))
    }

    pub(super) fn keep(&self, claims: impl IntoIterator<Item = Claim>) {
        let mut kept = self.claims.borrow_mut();
        if kept.len() > KEPT {
            kept.clear();
        }
        kept.extend(claims.into_iter().map(|claim| (claim.id, claim)));
    }

    pub(super) fn source(&self, claim: &Claim) -> Option<&Source> {
        self.sources.get(&claim.evidence.first()?.publication)
    }

    pub(super) fn make<S: Made>(&self, id: &ClaimId, aside: &Aside) -> Result<Option<S>, W::Error> {
        self.with(id, |claim| S::make(claim, self.source(claim), self.known, aside))
    }

    pub(super) fn sign<S: Made>(&self, claim: &Claim, aside: &Aside) -> u128 {
        let signature = S::sign(claim, self.source(claim), aside);
        u128::from(number_of(&signature)) << 64 | u128::from(number_of(("again", &signature)))
    }
}
