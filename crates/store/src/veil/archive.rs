//! Publications, claims, judgements and entries behind the veil.

use record::{CaptureId, Claim, ClaimId, Entry, EntryId, Judgement, Publication, PublicationId};

use super::Veiled;
use crate::archive::{
    Archive, CaptureOrigin, ClaimFilter, Counts, EntryChanges, FiledCapture, FiledJudgement, FiledReading,
    JudgementId, Origin, OriginId, Place, PublicationFilter, Reading, Told, Versions, Visit, Work,
};
use crate::{Error, Refusal};

impl Archive for Veiled<'_> {
    fn transaction(&mut self, work: Work<'_>) -> Result<(), Error> {
        let veil = self.veil;
        self.inner.transaction(&mut |inner| work(&mut Veiled::new(inner, veil)))
    }

    fn file_captures(&mut self, captures: &[(&[u8], &CaptureOrigin)]) -> Result<Vec<FiledCapture>, Error> {
        self.inner.file_captures(captures)
    }

    /// Bytes are not shown through a veil: they may hold more than the publication that was read out of them.
    fn capture(&self, _: CaptureId) -> Result<Option<Vec<u8>>, Error> {
        Ok(None)
    }

    fn origins(&self, after: OriginId, limit: usize) -> Result<Vec<Origin>, Error> {
        self.inner.origins(after, limit)
    }

    fn origins_of(&self, capture: CaptureId) -> Result<Vec<Origin>, Error> {
        self.inner.origins_of(capture)
    }

    fn place(&self, publication: PublicationId, text: &str) -> Result<Place, Error> {
        self.inner.place(publication, text)
    }

    fn file_readings(
        &mut self,
        readings: &[Reading<'_>],
    ) -> Result<Vec<Result<FiledReading, Refusal>>, Error> {
        self.inner.file_readings(readings)
    }

    fn publication(&self, id: PublicationId, version: Option<u32>) -> Result<Option<Publication>, Error> {
        if self.sees(id)? { self.inner.publication(id, version) } else { Ok(None) }
    }

    fn publications_by_doc(&self, doc: &str) -> Result<Vec<Publication>, Error> {
        self.seen(self.inner.publications_by_doc(doc)?, |one| self.sees(one.id))
    }

    fn publication_by_prefix(&self, prefix: &str) -> Result<Option<Publication>, Error> {
        match self.inner.publication_by_prefix(prefix)? {
            Some(found) if self.sees(found.id)? => Ok(Some(found)),
            _ => Ok(None),
        }
    }

    fn each_publication(
        &self,
        filter: &PublicationFilter,
        visit: Visit<'_, Publication>,
    ) -> Result<(), Error> {
        self.inner.each_publication(filter, &mut |publication| {
            if self.sees(publication.id)? { visit(publication) } else { Ok(()) }
        })
    }

    fn text(&self, publication: PublicationId, version: u32) -> Result<Option<String>, Error> {
        if self.sees(publication)? { self.inner.text(publication, version) } else { Ok(None) }
    }

    fn file_claim(&mut self, claim: &Claim, at: &str) -> Result<bool, Error> {
        self.inner.file_claim(claim, at)
    }

    fn claim(&self, id: ClaimId) -> Result<Option<Claim>, Error> {
        match self.inner.claim(id)? {
            Some(claim) if self.admits(&claim)? => Ok(Some(claim)),
            _ => Ok(None),
        }
    }

    fn each_claim(&self, filter: &ClaimFilter, visit: Visit<'_, Claim>) -> Result<(), Error> {
        self.inner.each_claim(filter, &mut |claim| if self.admits(&claim)? { visit(claim) } else { Ok(()) })
    }

    fn judge(&mut self, judgement: &Judgement, at: &str) -> Result<JudgementId, Error> {
        self.inner.judge(judgement, at)
    }

    fn withdraw_judgement(&mut self, id: JudgementId, by: &str, at: &str) -> Result<(), Error> {
        self.inner.withdraw_judgement(id, by, at)
    }

    fn judgement_history(&self) -> Result<Vec<FiledJudgement>, Error> {
        self.seen(self.inner.judgement_history()?, |one| self.sees_judgement(&one.judgement))
    }

    fn replace_machine_judgements(&mut self, judgements: &[Judgement]) -> Result<bool, Error> {
        self.inner.replace_machine_judgements(judgements)
    }

    fn current_judgements(&self) -> Result<Vec<Judgement>, Error> {
        self.prepare()?;
        self.seen(self.inner.current_judgements()?, |one| self.sees_judgement(one))
    }

    fn replace_entries(&mut self, entries: &[Entry]) -> Result<EntryChanges, Error> {
        self.inner.replace_entries(entries)
    }

    fn entry(&self, id: EntryId) -> Result<Option<Entry>, Error> {
        self.inner.entry(id)?.map(|entry| self.cut(entry)).transpose().map(Option::flatten)
    }

    fn entry_by_prefix(&self, prefix: &str) -> Result<Option<Entry>, Error> {
        self.inner.entry_by_prefix(prefix)?.map(|entry| self.cut(entry)).transpose().map(Option::flatten)
    }

    fn each_entry(&self, kind: Option<&str>, visit: Visit<'_, Entry>) -> Result<(), Error> {
        self.prepare()?;
        self.inner.each_entry(kind, &mut |entry| match self.cut(entry)? {
            Some(entry) => visit(entry),
            None => Ok(()),
        })
    }

    fn entries_referring_to(&self, entry: EntryId) -> Result<Vec<Entry>, Error> {
        if self.sees_entry(entry)? {
            self.cut_all(self.inner.entries_referring_to(entry)?)
        } else {
            Ok(Vec::new())
        }
    }

    fn speaking_of(&self, entry: EntryId) -> Result<Vec<(EntryId, String)>, Error> {
        if self.sees_entry(entry)? {
            self.seen(self.inner.speaking_of(entry)?, |(one, _)| self.sees_entry(*one))
        } else {
            Ok(Vec::new())
        }
    }

    fn entries_of_claim(&self, claim: ClaimId) -> Result<Vec<Entry>, Error> {
        if self.sees_claim(claim)? {
            self.cut_all(self.inner.entries_of_claim(claim)?)
        } else {
            Ok(Vec::new())
        }
    }

    fn told_by(&self, publication: PublicationId, version: u32) -> Result<Vec<Told>, Error> {
        if self.sees(publication)? { self.inner.told_by(publication, version) } else { Ok(Vec::new()) }
    }

    /// What is seen is counted; of the rest nothing is told.
    fn counts(&self) -> Result<Counts, Error> {
        let mut counts = Counts::default();
        self.each_publication(&PublicationFilter::default(), &mut |_| {
            counts.publications += 1;
            Ok(())
        })?;
        let all = PublicationFilter { versions: Versions::All, ..PublicationFilter::default() };
        self.each_publication(&all, &mut |_| {
            counts.versions += 1;
            Ok(())
        })?;
        self.each_claim(&ClaimFilter::default(), &mut |_| {
            counts.claims += 1;
            Ok(())
        })?;
        self.each_entry(None, &mut |_| {
            counts.entries += 1;
            Ok(())
        })?;
        Ok(counts)
    }

    fn clear_derived(&mut self) -> Result<(), Error> {
        self.inner.clear_derived()
    }

    fn check_engine(&self) -> Result<Vec<String>, Error> {
        self.inner.check_engine()
    }
}
