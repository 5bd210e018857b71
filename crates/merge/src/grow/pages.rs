//! Publications as they are needed: their claims, and what these say of events.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use record::{Claim, ClaimId, PublicationId};

use super::EVENT;
use super::reader::Shelf;
use crate::lately::Lately;
use crate::scene::start_of;

/// The claims of a publication, in order of id.
pub(super) struct Page {
    pub id: PublicationId,
    pub claims: Vec<Rc<Claim>>,
}

/// Pages as they are needed.
pub(super) struct Pages<'a, W> {
    pub shelf: &'a W,
    pub read: RefCell<Lately<PublicationId, Rc<Page>, PAGES>>,
}

/// Pages that are kept as they were asked for of late, and as many of the time before.
const PAGES: usize = 512;

/// What a claim says of events.
pub(super) struct Telling {
    pub claim: ClaimId,
    pub start: usize,
    pub speaks_of: Option<ClaimId>,
}

/// What the claims of publications say of events, in order of id.
pub(super) type Tellings = HashMap<PublicationId, Box<[Telling]>>;

impl<W: Shelf> Pages<'_, W> {
    pub(super) fn get(&self, id: PublicationId) -> Result<Rc<Page>, W::Error> {
        if let Some(page) = self.read.borrow_mut().get(&id) {
            return Ok(page.clone());
        }
        let mut claims: Vec<Rc<Claim>> = self.shelf.claims(&id)?.into_iter().map(Rc::new).collect();
        claims.sort_unstable_by_key(|claim| claim.id);
        claims.dedup_by_key(|claim| claim.id);
        let page = Rc::new(Page { id, claims });
        let mut read = self.read.borrow_mut();
        read.age();
        read.insert(id, page.clone());
        Ok(page)
    }
}

pub(super) fn tellings_of(page: &Page) -> Box<[Telling]> {
    let speaks = page.claims.iter().filter(|claim| claim.kind == EVENT || claim.refs.contains_key(EVENT));
    let telling = |claim: &Rc<Claim>| Telling {
        claim: claim.id,
        start: start_of(claim),
        speaks_of: claim.refs.get(EVENT).copied(),
    };
    speaks.map(telling).collect()
}
