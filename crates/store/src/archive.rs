//! The seam: what every engine of the store does, and the values that go through it.

use std::fmt;

use record::{CaptureId, Claim, ClaimId, Date, Entry, EntryId, Judgement, Lang, Publication, PublicationId};

use crate::{Collection, Delivery, Error, Groups, Growth, Refusal, Reviews, Staff};

/// Where bytes came from and when; times are RFC 3339 and come from the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureOrigin {
    /// A file's path, the `doc` of a line, or the address that was asked for.
    pub name: String,
    pub url: Option<String>,
    /// What its source says that it is, such as `text/html; charset=utf-8`; how it was read may hang on it.
    pub media_type: Option<String>,
    pub at: String,
}

/// The place of an origin in the order in which origins were filed; the first is 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginId(pub u64);

impl OriginId {
    /// Before the first: what to page on from.
    pub const START: OriginId = OriginId(0);
}

impl fmt::Display for OriginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A filed origin: what to read again in a rebuild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub id: OriginId,
    pub capture: CaptureId,
    pub origin: CaptureOrigin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiledCapture {
    pub capture: CaptureId,
    pub origin: OriginId,
    /// Whether these bytes were not in the store before.
    pub new_bytes: bool,
    /// Whether this name gave something else before, or nothing.
    pub new_origin: bool,
}

/// Which version of a publication a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub version: u32,
    /// Whether no text was filed under this version yet.
    pub new: bool,
}

/// What was read out of one capture for one publication; filed whole or not at all.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Its version is the one that [`Archive::place`] gives for this text.
    pub publication: &'a Publication,
    /// As filed with the capture.
    pub origin: OriginId,
    pub text: &'a str,
    /// All that the present packs find: claims of rules that are not among them are retired.
    pub claims: &'a [Claim],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClaimChanges {
    pub added: usize,
    /// The same assertion, by another rule, pack version or confidence.
    pub changed: usize,
    pub retired: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FiledReading {
    pub version: u32,
    pub new_version: bool,
    /// Whether its description (title, date, capture, ...) or its being current changed, its text being known.
    pub revised: bool,
    pub claims: ClaimChanges,
}

impl FiledReading {
    /// Whether everything was there already, so that nothing was written.
    pub fn is_unchanged(&self) -> bool {
        !self.new_version && !self.revised && self.claims == ClaimChanges::default()
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Versions {
    /// The version that the latest origin gave; and of claims also those that persons wrote on any version.
    #[default]
    Current,
    All,
    Only(u32),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicationFilter {
    pub lang: Option<Lang>,
    /// Published on this day or later; those without a date do not pass.
    pub from: Option<Date>,
    /// Published on this day or earlier; those without a date do not pass.
    pub to: Option<Date>,
    /// Only those without a date.
    pub undated: bool,
    pub versions: Versions,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    pub kind: Option<String>,
    pub publication: Option<PublicationId>,
    /// Only claims that stand behind this entry.
    pub entry: Option<EntryId>,
    pub versions: Versions,
}

/// An entry that claims of one publication stand behind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    pub entry: EntryId,
    /// The kind of the claims.
    pub kind: String,
    /// Where in the text the first of their passages begins.
    pub start: usize,
}

/// The number of a person's judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JudgementId(pub u64);

impl fmt::Display for JudgementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub by: String,
    pub at: String,
}

/// A person's judgement with its history.
#[derive(Clone, Debug, PartialEq)]
pub struct FiledJudgement {
    pub id: JudgementId,
    pub judgement: Judgement,
    pub at: String,
    pub withdrawn: Option<Withdrawal>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryChanges {
    pub added: usize,
    pub changed: usize,
    pub removed: usize,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub captures: u64,
    /// Bytes of all captures before compression.
    pub capture_bytes: u64,
    pub origins: u64,
    pub publications: u64,
    /// All versions of all publications.
    pub versions: u64,
    /// Claims of current versions, and those of persons.
    pub claims: u64,
    /// Claims of versions that a later one superseded.
    pub superseded_claims: u64,
    /// Those among `claims` that persons wrote.
    pub claims_by_persons: u64,
    /// Judgements of persons that were not withdrawn.
    pub judgements_by_persons: u64,
    pub judgements_by_merge: u64,
    pub entries: u64,
}

/// What [`Archive::transaction`] and [`Archive::rebuild`] run.
pub type Work<'a> = &'a mut dyn FnMut(&mut dyn Archive) -> Result<(), Error>;

/// What a visit calls with each thing in turn; an error ends the visit and comes out of it.
pub type Visit<'a, T> = &'a mut dyn FnMut(T) -> Result<(), Error>;

/// The store of one record, whatever engine keeps it.
///
/// Whatever files something is atomic and, outside a [`transaction`](Archive::transaction), committed to
/// the disk when it returns. Visits go through a whole table in an order that is part of the contract
/// and hold one thing in memory at a time.
pub trait Archive: Collection + Delivery + Groups + Growth + Reviews + Staff + Send {
    /// Runs `work` and commits all that it filed at once, or nothing of it where it gives an error.
    /// Transactions nest: an inner one that fails is undone alone, if `work` goes on after it.
    fn transaction(&mut self, work: Work<'_>) -> Result<(), Error>;

    // Captures

    /// Files bytes under their hash, in the order given. Bytes that are there already are not stored
    /// again, and a name that gave the same bytes the last time gets no new origin.
    fn file_captures(&mut self, captures: &[(&[u8], &CaptureOrigin)]) -> Result<Vec<FiledCapture>, Error>;

    fn file_capture(&mut self, bytes: &[u8], origin: &CaptureOrigin) -> Result<FiledCapture, Error> {
        let filed = self.file_captures(&[(bytes, origin)])?;
        filed.first().copied().ok_or_else(|| nothing_returned("filing a capture"))
    }

    /// The bytes; an error where they no longer match their hash.
    fn capture(&self, id: CaptureId) -> Result<Option<Vec<u8>>, Error>;

    /// Up to `limit` origins after the given one, in the order in which they were filed: a page, not a
    /// visit, so that a rebuild can file readings between two pages.
    fn origins(&self, after: OriginId, limit: usize) -> Result<Vec<Origin>, Error>;

    /// Every origin that gave these bytes, in order.
    fn origins_of(&self, capture: CaptureId) -> Result<Vec<Origin>, Error>;

    // Publications and what was read in them

    /// Which version this text is under this identity: the one that has it, else the next.
    /// Ask before looking for claims, since their evidence names the version.
    fn place(&self, publication: PublicationId, text: &str) -> Result<Place, Error>;

    /// Files readings in one transaction. A reading that breaks a law is refused alone, and nothing of
    /// it is written; the others are filed. Filing the same reading again writes nothing.
    fn file_readings(
        &mut self,
        readings: &[Reading<'_>],
    ) -> Result<Vec<Result<FiledReading, Refusal>>, Error>;

    fn file_reading(&mut self, reading: &Reading<'_>) -> Result<FiledReading, Error> {
        let filed = self.file_readings(std::slice::from_ref(reading))?;
        filed.into_iter().next().ok_or_else(|| nothing_returned("filing a reading"))?.map_err(Error::Refused)
    }

    /// The given version, or the current one.
    fn publication(&self, id: PublicationId, version: Option<u32>) -> Result<Option<Publication>, Error>;

    /// Current versions that bear this name, by id; two sources may use one name.
    fn publications_by_doc(&self, doc: &str) -> Result<Vec<Publication>, Error>;

    /// The current version of the publication whose id begins with these hexadecimal digits.
    fn publication_by_prefix(&self, prefix: &str) -> Result<Option<Publication>, Error>;

    /// By id, then version.
    fn each_publication(
        &self,
        filter: &PublicationFilter,
        visit: Visit<'_, Publication>,
    ) -> Result<(), Error>;

    /// All at once, without their texts; [`Archive::each_publication`] holds one at a time.
    fn publications(&self, filter: &PublicationFilter) -> Result<Vec<Publication>, Error> {
        let mut all = Vec::new();
        self.each_publication(filter, &mut |publication| {
            all.push(publication);
            Ok(())
        })?;
        Ok(all)
    }

    fn text(&self, publication: PublicationId, version: u32) -> Result<Option<String>, Error>;

    // Claims

    /// Files a claim that a person wrote; `false` where it is there already as a person's. Where a
    /// machine found the same, the person's takes its place. A rebuild keeps it.
    fn file_claim(&mut self, claim: &Claim, at: &str) -> Result<bool, Error>;

    fn claim(&self, id: ClaimId) -> Result<Option<Claim>, Error>;

    /// By publication, version, then id.
    fn each_claim(&self, filter: &ClaimFilter, visit: Visit<'_, Claim>) -> Result<(), Error>;

    fn claims(&self, filter: &ClaimFilter) -> Result<Vec<Claim>, Error> {
        let mut all = Vec::new();
        self.each_claim(filter, &mut |claim| {
            all.push(claim);
            Ok(())
        })?;
        Ok(all)
    }

    fn claims_of(&self, entry: EntryId) -> Result<Vec<Claim>, Error> {
        self.claims(&ClaimFilter { entry: Some(entry), versions: Versions::All, ..ClaimFilter::default() })
    }

    // Judgements

    /// Files what a person judged at an instant, after all that was judged before.
    fn judge(&mut self, judgement: &Judgement, at: &str) -> Result<JudgementId, Error>;

    fn withdraw_judgement(&mut self, id: JudgementId, by: &str, at: &str) -> Result<(), Error>;

    /// Everything that persons ever judged, withdrawn or not, in order of time filed.
    fn judgement_history(&self) -> Result<Vec<FiledJudgement>, Error>;

    /// Puts the judgements of this run of the merge in the place of those of the run before; gives
    /// whether they differ.
    fn replace_machine_judgements(&mut self, judgements: &[Judgement]) -> Result<bool, Error>;

    /// What holds: those of persons that were not withdrawn, in order of time filed, then those of the
    /// merge by left and right claim. Who outweighs whom is for the merge to say.
    fn current_judgements(&self) -> Result<Vec<Judgement>, Error>;

    // Entries

    /// Puts these entries in the place of all that were there; those that stay as they were are not written.
    fn replace_entries(&mut self, entries: &[Entry]) -> Result<EntryChanges, Error>;

    fn entry(&self, id: EntryId) -> Result<Option<Entry>, Error>;

    /// The entry whose id begins with these hexadecimal digits.
    fn entry_by_prefix(&self, prefix: &str) -> Result<Option<Entry>, Error>;

    /// Entries of one kind or of all, by id.
    fn each_entry(&self, kind: Option<&str>, visit: Visit<'_, Entry>) -> Result<(), Error>;

    fn entries(&self, kind: Option<&str>) -> Result<Vec<Entry>, Error> {
        let mut all = Vec::new();
        self.each_entry(kind, &mut |entry| {
            all.push(entry);
            Ok(())
        })?;
        Ok(all)
    }

    /// Entries that speak of this one, by id: the participations in an event, the offices of a person.
    fn entries_referring_to(&self, entry: EntryId) -> Result<Vec<Entry>, Error>;

    /// What speaks of this one, by id, with its kind: entries alone, without reading any of them.
    fn speaking_of(&self, entry: EntryId) -> Result<Vec<(EntryId, String)>, Error>;

    /// Entries that this claim stands behind, by id.
    fn entries_of_claim(&self, claim: ClaimId) -> Result<Vec<Entry>, Error>;

    /// What this version of a publication tells of, by entry and kind of claim: entries alone, without reading
    /// any of them.
    fn told_by(&self, publication: PublicationId, version: u32) -> Result<Vec<Told>, Error>;

    // The whole

    fn counts(&self) -> Result<Counts, Error>;

    /// Clears all that is derived: publications, texts, claims of rules, judgements of the merge,
    /// entries. Captures stay, and what persons wrote. Call it through [`Archive::rebuild`].
    fn clear_derived(&mut self) -> Result<(), Error>;

    /// Clears all that is derived and lets `work` file it again from the captures, in one transaction:
    /// others see the old record until the new one is whole, and a crash leaves the old one.
    fn rebuild(&mut self, work: Work<'_>) -> Result<(), Error> {
        self.transaction(&mut |archive| {
            archive.clear_derived()?;
            work(archive)
        })
    }

    /// What the engine finds wrong with its own files and indexes; empty where all is well.
    fn check_engine(&self) -> Result<Vec<String>, Error>;
}

fn nothing_returned(doing: &'static str) -> Error {
    Error::Engine { doing, source: "the engine returned nothing".into() }
}
