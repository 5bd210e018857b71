//! The seam of what follows the record as it grows: what changed since somebody last looked, and entries and judgements
//! that are replaced for what changed alone.

use std::collections::BTreeSet;

use record::{Claim, ClaimId, Entry, EntryId, Judgement, PublicationId};

use crate::{EntryChanges, Error, Visit};

/// What changed after some line of the log of changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The last line: what to ask for more after.
    pub last: u64,
    /// The log does not reach back so far, or everything was made anew: anything may be other than before.
    pub all: bool,
    /// Publications that came, or whose text, description or claims are others.
    pub publications: BTreeSet<PublicationId>,
    /// Entries that came, changed or went.
    pub entries: BTreeSet<EntryId>,
}

/// The part of the store that is followed by what is derived from it.
pub trait Growth {
    /// After `u64::MAX` there is nothing, and that is told without reading the log: for who reads everything anyway.
    fn changes(&self, after: u64) -> Result<Changes, Error>;

    /// Up to `limit` publications after this one that have claims, whatever their version, by id.
    fn publications_with_claims(
        &self,
        after: Option<PublicationId>,
        limit: usize,
    ) -> Result<Vec<PublicationId>, Error>;

    /// Visits the ids of all claims with those of their publications, in the order of publications.
    fn each_claim_id(&self, visit: Visit<'_, (PublicationId, ClaimId)>) -> Result<(), Error>;

    /// Publications with a claim of the same kind and slots as this one, by id.
    fn publications_alike(&self, claim: &Claim) -> Result<Vec<PublicationId>, Error>;

    /// Publications that claims of this entry are of, by id.
    fn publications_behind(&self, entry: EntryId) -> Result<Vec<PublicationId>, Error>;

    /// Puts these entries in, in place of those with the same ids, and takes out those that are gone. What stays as
    /// it was is not written.
    fn update_entries(&mut self, entries: &[Entry], gone: &[EntryId]) -> Result<EntryChanges, Error>;

    /// Takes out all entries but these, and judgements of the merge on claims that stand behind no entry.
    fn retain_entries(&mut self, kept: &BTreeSet<EntryId>) -> Result<EntryChanges, Error>;

    /// Puts these judgements of the merge in the place of all that concern one of these claims; gives whether they
    /// differ. The claims are in order.
    fn update_machine_judgements(
        &mut self,
        claims: &[ClaimId],
        judgements: &[Judgement],
    ) -> Result<bool, Error>;
}
