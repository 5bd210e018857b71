//! What changed, behind the veil.

use std::collections::BTreeSet;

use record::{Claim, ClaimId, Entry, EntryId, Judgement, PublicationId};

use super::Veiled;
use crate::growth::{Changes, Growth};
use crate::{EntryChanges, Error, Visit};

impl Growth for Veiled<'_> {
    fn changes(&self, after: u64) -> Result<Changes, Error> {
        let Changes { last, all, publications, entries } = self.inner.changes(after)?;
        let publications = self.seen(publications.into_iter().collect(), |id| self.sees(*id))?;
        let entries = self.seen(entries.into_iter().collect(), |id| self.sees_entry(*id))?;
        let (publications, entries) = (publications.into_iter().collect(), entries.into_iter().collect());
        Ok(Changes { last, all, publications, entries })
    }

    fn publications_with_claims(
        &self,
        after: Option<PublicationId>,
        limit: usize,
    ) -> Result<Vec<PublicationId>, Error> {
        let (mut after, mut found) = (after, Vec::new());
        while found.len() < limit {
            let page = self.inner.publications_with_claims(after, limit)?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            found.extend(self.seen(page, |id| self.sees(*id))?);
        }
        found.truncate(limit);
        Ok(found)
    }

    fn publications_alike(&self, claim: &Claim) -> Result<Vec<PublicationId>, Error> {
        self.seen(self.inner.publications_alike(claim)?, |id| self.sees(*id))
    }

    fn publications_behind(&self, entry: EntryId) -> Result<Vec<PublicationId>, Error> {
        self.seen(self.inner.publications_behind(entry)?, |id| self.sees(*id))
    }

    fn each_claim_id(&self, visit: Visit<'_, (PublicationId, ClaimId)>) -> Result<(), Error> {
        self.inner.each_claim_id(&mut |(page, id)| match self.sees_claim(id)? {
            true => visit((page, id)),
            false => Ok(()),
        })
    }

    fn update_entries(&mut self, entries: &[Entry], gone: &[EntryId]) -> Result<EntryChanges, Error> {
        self.inner.update_entries(entries, gone)
    }

    fn retain_entries(&mut self, kept: &BTreeSet<EntryId>) -> Result<EntryChanges, Error> {
        self.inner.retain_entries(kept)
    }

    fn update_machine_judgements(
        &mut self,
        claims: &[ClaimId],
        judgements: &[Judgement],
    ) -> Result<bool, Error> {
        self.inner.update_machine_judgements(claims, judgements)
    }
}
