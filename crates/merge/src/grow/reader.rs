//! What a growing record is read from.

use std::cell::RefCell;
use std::rc::Rc;

use record::{Claim, ClaimId, PublicationId};

use super::layer::Signature;
use crate::kinds::{Aside, Made, number_of};
use crate::known::Known;
use crate::lately::Lately;
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

/// Claims that are kept as they were asked for of late, and as many of the time before.
const KEPT: usize = 8192;

pub(super) struct Reader<'a, W> {
    pub shelf: &'a W,
    pub known: &'a Known,
    pub sources: &'a Sources,
    pub claims: RefCell<Lately<ClaimId, Rc<Claim>, KEPT>>,
}

impl<W: Shelf> Reader<'_, W> {
    /// Does something with a claim, where it is there.
    pub(super) fn with<T>(
        &self,
        id: &ClaimId,
        work: impl FnOnce(&Claim) -> T,
    ) -> Result<Option<T>, W::Error> {
        let kept = self.claims.borrow_mut().get(id).cloned();
        if let Some(claim) = kept {
            return Ok(Some(work(&claim)));
        }
        let Some(claim) = self.shelf.claim(id)? else { return Ok(None) };
        let done = work(&claim);
        self.keep([Rc::new(claim)]);
        Ok(Some(done))
    }

    pub(super) fn keep(&self, claims: impl IntoIterator<Item = Rc<Claim>>) {
        let mut kept = self.claims.borrow_mut();
        kept.age();
        for claim in claims {
            kept.insert(claim.id, claim);
        }
    }

    pub(super) fn source(&self, claim: &Claim) -> Option<&Source> {
        self.sources.get(&claim.evidence.first()?.publication)
    }

    pub(super) fn make<S: Made>(&self, id: &ClaimId, aside: &Aside) -> Result<Option<S>, W::Error> {
        self.with(id, |claim| S::make(claim, self.source(claim), self.known, aside))
    }

    pub(super) fn sign<S: Made>(&self, claim: &Claim, aside: &Aside) -> Signature {
        let signature = S::sign(claim, self.source(claim), aside);
        (number_of(&signature), number_of(("again", &signature)))
    }
}
