//! The veil: a store as somebody sees it from whom sources are kept back.
//!
//! It stands between a store and whoever reads it, and every reading function passes through it. A publication of a
//! hidden source is not there; nor is a claim any of whose passages lies in one, a judgement or review of such a
//! claim, a value or an entry that rests on nothing else. An entry that rests on other publications too is there
//! without what the hidden ones add, its label included.
//!
//! What is kept about collection, delivery, people and the log is passed on as it is: whoever shows editions or the
//! ledger of collection has to ask whether somebody sees the whole record ([`Veil::is_clear`]).

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use record::{
    CaptureId, Claim, ClaimId, Entry, EntryId, ItemId, Judgement, Publication, PublicationId, Source,
};

use crate::archive::{
    Archive, CaptureOrigin, ClaimFilter, Counts, EntryChanges, FiledCapture, FiledJudgement, FiledReading,
    JudgementId, Origin, OriginId, Place, PublicationFilter, Reading, Told, Versions, Visit, Work,
};
use crate::collection::*;
use crate::delivery::*;
use crate::groups::{Group, Groups, Identity};
use crate::growth::{Changes, Growth};
use crate::reviews::{FiledReview, Proposed, ProposedId, Review, ReviewId, ReviewPace, Reviews, Settled};
use crate::staff::{
    Account as Person, AuditLine, Deed, Digest, Invitation, Login, SavedSearch, SearchId, Staff, Token,
    TokenId,
};
use crate::{Error, Refusal};

/// Which sources are kept back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Veil {
    sources: BTreeSet<String>,
}

impl Veil {
    /// Names of publishers, and hosts, whose own hosts are meant too.
    pub fn new(sources: &BTreeSet<String>) -> Veil {
        Veil { sources: sources.iter().map(|source| source.trim().to_lowercase()).collect() }
    }

    /// Whether nothing is kept back.
    pub fn is_clear(&self) -> bool {
        self.sources.is_empty()
    }

    pub fn hides(&self, publication: &Publication) -> bool {
        if self.is_clear() {
            return false;
        }
        let publisher = publication.publisher.as_deref().map(|name| name.trim().to_lowercase());
        if publisher.is_some_and(|name| self.sources.contains(&name)) {
            return true;
        }
        let Some(host) = publication.url.as_deref().and_then(host) else { return false };
        let mut rest = host.as_str();
        loop {
            if self.sources.contains(rest) {
                return true;
            }
            match rest.split_once('.') {
                Some((_, parent)) => rest = parent,
                None => return false,
            }
        }
    }
}

/// The host of an address, in lower case, without its port and whoever stands before it.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let end = if host.starts_with('[') {
        host.find(']').map_or(host.len(), |at| at + 1)
    } else {
        host.find(':').unwrap_or(host.len())
    };
    Some(host.get(..end)?.trim_end_matches('.').to_lowercase())
}

/// A store behind a veil, for one request or one walk through the record.
pub struct Veiled<'a> {
    inner: &'a mut dyn Archive,
    veil: &'a Veil,
    publications: RefCell<HashMap<PublicationId, bool>>,
    claims: RefCell<HashMap<ClaimId, bool>>,
    entries: RefCell<HashMap<EntryId, bool>>,
    /// All claims that are kept back, where a walk asked for them: a lookup for each would take too long.
    hidden: OnceCell<HashSet<ClaimId>>,
}

impl<'a> Veiled<'a> {
    pub fn new(inner: &'a mut dyn Archive, veil: &'a Veil) -> Veiled<'a> {
        Veiled {
            inner,
            veil,
            publications: RefCell::default(),
            claims: RefCell::default(),
            entries: RefCell::default(),
            hidden: OnceCell::new(),
        }
    }

    /// Whether a publication may be seen: none of its versions is of a hidden source.
    fn sees(&self, id: PublicationId) -> Result<bool, Error> {
        if let Some(known) = self.publications.borrow().get(&id) {
            return Ok(*known);
        }
        let (mut seen, mut number) = (true, 1);
        while let Some(version) = self.inner.publication(id, Some(number))? {
            seen &= !self.veil.hides(&version);
            number += 1;
        }
        self.publications.borrow_mut().insert(id, seen);
        Ok(seen)
    }

    fn admits(&self, claim: &Claim) -> Result<bool, Error> {
        for evidence in &claim.evidence {
            if !self.sees(evidence.publication)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a claim may be seen. One that is not there any more is kept back: nobody knows where it came from.
    fn sees_claim(&self, id: ClaimId) -> Result<bool, Error> {
        if let Some(hidden) = self.hidden.get() {
            return Ok(!hidden.contains(&id));
        }
        if let Some(known) = self.claims.borrow().get(&id) {
            return Ok(*known);
        }
        let seen = match self.inner.claim(id)? {
            Some(claim) => self.admits(&claim)?,
            None => false,
        };
        self.claims.borrow_mut().insert(id, seen);
        Ok(seen)
    }

    /// Finds all that is kept back in one pass, before a walk.
    fn prepare(&self) -> Result<(), Error> {
        if self.hidden.get().is_some() {
            return Ok(());
        }
        let mut hidden = HashSet::new();
        let all = ClaimFilter { versions: Versions::All, ..ClaimFilter::default() };
        self.inner.each_claim(&all, &mut |claim| {
            if !self.admits(&claim)? {
                hidden.insert(claim.id);
            }
            Ok(())
        })?;
        let _ = self.hidden.set(hidden);
        Ok(())
    }

    fn sees_entry(&self, id: EntryId) -> Result<bool, Error> {
        if let Some(known) = self.entries.borrow().get(&id) {
            return Ok(*known);
        }
        let seen = match self.inner.entry(id)? {
            Some(entry) => self.any(&entry.claims)?,
            None => false,
        };
        self.entries.borrow_mut().insert(id, seen);
        Ok(seen)
    }

    fn any(&self, claims: &[ClaimId]) -> Result<bool, Error> {
        for claim in claims {
            if self.sees_claim(*claim)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The entry without what is kept back; `None` where nothing is left.
    fn cut(&self, mut entry: Entry) -> Result<Option<Entry>, Error> {
        let mut gone = HashSet::new();
        for claim in &entry.claims {
            if !self.sees_claim(*claim)? {
                gone.insert(*claim);
            }
        }
        if !gone.is_empty() {
            entry.claims.retain(|claim| !gone.contains(claim));
            if entry.claims.is_empty() {
                return Ok(None);
            }
            strip(&mut entry, &gone);
        }
        let targets = std::mem::take(&mut entry.refs);
        for (slot, target) in targets {
            if self.sees_entry(target)? {
                entry.refs.insert(slot, target);
            }
        }
        Ok(Some(entry))
    }

    fn cut_all(&self, entries: Vec<Entry>) -> Result<Vec<Entry>, Error> {
        let cut = entries.into_iter().map(|entry| self.cut(entry));
        cut.filter_map(Result::transpose).collect()
    }

    fn sees_judgement(&self, judgement: &Judgement) -> Result<bool, Error> {
        Ok(self.sees_claim(judgement.left)? && self.sees_claim(judgement.right)?)
    }

    fn sees_review(&self, filed: &FiledReview) -> Result<bool, Error> {
        let Review { claim, replacement, entry, .. } = &filed.review;
        for claim in [claim, replacement].into_iter().flatten() {
            if !self.sees_claim(*claim)? {
                return Ok(false);
            }
        }
        match entry {
            // an entry that got another id is known by the claim
            Some(entry) => Ok(claim.is_some() || self.sees_entry(*entry)?),
            None => Ok(true),
        }
    }

    fn seen<T>(&self, all: Vec<T>, sees: impl Fn(&T) -> Result<bool, Error>) -> Result<Vec<T>, Error> {
        let mut kept = Vec::with_capacity(all.len());
        for one in all {
            if sees(&one)? {
                kept.push(one);
            }
        }
        Ok(kept)
    }
}

/// Takes claims, and what rests on them alone, out of an entry.
fn strip(entry: &mut Entry, gone: &HashSet<ClaimId>) {
    for property in &mut entry.properties {
        for value in &mut property.values {
            value.claims.retain(|claim| !gone.contains(claim));
        }
        property.values.retain(|value| !value.claims.is_empty());
        property.disputed &= property.values.len() > 1;
        if property.values.iter().all(|value| !value.shown) {
            property.values.iter_mut().for_each(|value| value.shown = true);
        }
    }
    entry.properties.retain(|property| !property.values.is_empty());
    let values = || entry.properties.iter().flat_map(|property| &property.values);
    // a label that is put together may tell of what is gone
    if !values().any(|value| value.text == entry.label) {
        let named = ["name", "title", "what"].iter().find_map(|name| entry.value(name));
        let any = values().next().map(|value| value.text.as_str());
        entry.label = named.or(any).unwrap_or(&entry.kind).to_owned();
    }
}

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

impl Reviews for Veiled<'_> {
    fn review(&mut self, review: &Review) -> Result<ReviewId, Error> {
        self.inner.review(review)
    }

    fn withdraw_review(&mut self, id: ReviewId, by: &str, at: &str) -> Result<Vec<FiledReview>, Error> {
        if !self.review_history()?.iter().any(|filed| filed.id == id) {
            return Err(Error::Refused(Refusal::UnknownReview { review: id }));
        }
        self.inner.withdraw_review(id, by, at)
    }

    fn review_history(&self) -> Result<Vec<FiledReview>, Error> {
        self.seen(self.inner.review_history()?, |one| self.sees_review(one))
    }

    fn reviews_of(&self, entry: EntryId) -> Result<Vec<FiledReview>, Error> {
        self.seen(self.inner.reviews_of(entry)?, |one| self.sees_review(one))
    }

    fn last_review(&self, person: &str) -> Result<Option<FiledReview>, Error> {
        match self.inner.last_review(person)? {
            Some(last) if self.sees_review(&last)? => Ok(Some(last)),
            _ => Ok(None),
        }
    }

    fn review_pace(&self, person: Option<&str>) -> Result<ReviewPace, Error> {
        self.inner.review_pace(person)
    }

    fn propose(&mut self, proposed: &Proposed) -> Result<ProposedId, Error> {
        self.inner.propose(proposed)
    }

    /// Whoever reads the acts asks for what they name, and finds it or not.
    fn proposed(&self) -> Result<Vec<(ProposedId, Proposed)>, Error> {
        self.inner.proposed()
    }

    fn settle(&mut self, id: ProposedId, settled: Settled, by: &str, at: Timestamp) -> Result<bool, Error> {
        self.inner.settle(id, settled, by, at)
    }

    fn unsure_judgements(&self) -> Result<Vec<Judgement>, Error> {
        self.seen(self.inner.unsure_judgements()?, |one| self.sees_judgement(one))
    }

    fn judgements_on(&self, entry: EntryId) -> Result<Vec<(Option<JudgementId>, Judgement)>, Error> {
        self.seen(self.inner.judgements_on(entry)?, |(_, one)| self.sees_judgement(one))
    }
}

/// Functions that are passed on as they are.
macro_rules! passed {
    ($(fn $name:ident(&self $(, $arg:ident: $type:ty)*) -> $ret:ty;)*) => {
        $(fn $name(&self $(, $arg: $type)*) -> Result<$ret, Error> { self.inner.$name($($arg),*) })*
    };
}

macro_rules! passed_mut {
    ($(fn $name:ident(&mut self $(, $arg:ident: $type:ty)*) -> $ret:ty;)*) => {
        $(fn $name(&mut self $(, $arg: $type)*) -> Result<$ret, Error> { self.inner.$name($($arg),*) })*
    };
}

impl Collection for Veiled<'_> {
    fn fingerprint(&self, publication: PublicationId) -> Result<Option<Vec<u8>>, Error> {
        if self.sees(publication)? { self.inner.fingerprint(publication) } else { Ok(None) }
    }

    fn copies(&self, publication: PublicationId) -> Result<Vec<Copy>, Error> {
        if !self.sees(publication)? {
            return Ok(Vec::new());
        }
        self.seen(self.inner.copies(publication)?, |copy| self.sees(copy.publication.id))
    }

    passed! {
        fn source(&self, slug: &str) -> Option<FiledSource>;
        fn sources(&self) -> Vec<FiledSource>;
        fn next_due(&self) -> Option<Timestamp>;
        fn jobs_waiting(&self) -> Vec<(String, u64)>;
        fn item(&self, source: &str, id: ItemId) -> Option<Item>;
        fn item_elsewhere(&self, source: &str, id: ItemId) -> Option<Item>;
        fn each_item(&self, source: Option<&str>, visit: Visit<'_, Item>) -> ();
        fn arrivals(&self, source: &str, most: usize) -> Vec<Timestamp>;
        fn ledger(&self, source: Option<&str>, most: usize) -> Vec<LedgerLine>;
        fn ledger_sum(&self, source: &str) -> Account;
    }

    passed_mut! {
        fn save_source(&mut self, source: &Source, host: &str, at: Timestamp) -> bool;
        fn remove_source(&mut self, slug: &str, at: Timestamp) -> bool;
        fn save_source_state(&mut self, slug: &str, state: &SourceState) -> ();
        fn enqueue(&mut self, job: &NewJob) -> bool;
        fn lease(&mut self, lease: &Lease<'_>) -> Vec<Job>;
        fn finish_job(&mut self, id: JobId) -> ();
        fn postpone_job(&mut self, id: JobId, due_at: Timestamp, tries: u32, error: Option<&str>) -> ();
        fn call_visit(&mut self, slug: &str, due_at: Timestamp) -> bool;
        fn release_leases(&mut self, before: Option<Timestamp>) -> u64;
        fn save_item(&mut self, item: &Item) -> ();
        fn begin_run(&mut self, at: Timestamp) -> RunId;
        fn end_run(&mut self, run: RunId, at: Timestamp) -> ();
        fn enter(&mut self, run: RunId, source: &str, account: &Account) -> ();
    }
}

impl Delivery for Veiled<'_> {
    passed! {
        fn recipients(&self) -> Vec<Recipient>;
        fn schedules(&self) -> Vec<Schedule>;
        fn editions(&self, series: Option<&str>) -> Vec<FiledEdition>;
        fn edition(&self, id: EditionId) -> Option<FiledEdition>;
        fn edition_file(&self, id: EditionId, format: &str) -> Option<Vec<u8>>;
        fn parcels(&self, edition: Option<EditionId>) -> Vec<Parcel>;
        fn edition_page(&self, id: EditionId) -> Option<String>;
        fn edition_acts(&self, id: EditionId) -> Vec<(ActId, EditionAct)>;
        fn releases(&self, id: EditionId) -> Vec<Release>;
        fn released_file(&self, id: ReleaseId, format: &str) -> Option<Vec<u8>>;
        fn due_parcels(&self, now: Timestamp) -> Vec<Parcel>;
    }

    passed_mut! {
        fn save_recipient(&mut self, recipient: &Recipient) -> ();
        fn leave(&mut self, name: &str, why: &str, at: Timestamp) -> bool;
        fn save_schedule(&mut self, schedule: &Schedule) -> ();
        fn remove_schedule(&mut self, name: &str, at: Timestamp) -> bool;
        fn file_edition(&mut self, edition: &Edition, built: Built<'_>, recipients: &[String]) -> Option<EditionId>;
        fn add_edition_act(&mut self, id: EditionId, act: &EditionAct) -> ActId;
        fn release_edition(&mut self, id: EditionId, person: &str, at: Timestamp, last_act: Option<ActId>, files: &[EditionFile]) -> ReleaseId;
        fn save_parcel(&mut self, parcel: &Parcel) -> ();
    }
}

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

    passed_mut! {
        fn update_entries(&mut self, entries: &[Entry], gone: &[EntryId]) -> EntryChanges;
        fn retain_entries(&mut self, kept: &BTreeSet<EntryId>) -> EntryChanges;
        fn update_machine_judgements(&mut self, claims: &[ClaimId], judgements: &[Judgement]) -> bool;
    }
}

impl Groups for Veiled<'_> {
    passed! {
        fn groups(&self) -> Vec<Group>;
        fn hidden_from(&self, account: Option<&str>) -> BTreeSet<String>;
        fn identified(&self, identity: &Identity) -> Option<Person>;
    }

    passed_mut! {
        fn save_group(&mut self, group: &Group) -> ();
        fn remove_group(&mut self, name: &str) -> bool;
        fn identify(&mut self, identity: &Identity, account: &str, at: Timestamp) -> ();
    }
}

impl Staff for Veiled<'_> {
    passed! {
        fn account(&self, name: &str) -> Option<Person>;
        fn accounts(&self) -> Vec<Person>;
        fn invitation(&self, digest: &Digest, now: Timestamp) -> Option<Invitation>;
        fn login(&self, digest: &Digest, now: Timestamp) -> Option<Person>;
        fn tokens(&self, account: &str) -> Vec<Token>;
        fn token(&self, digest: &Digest, now: Timestamp) -> Option<(Token, Person)>;
        fn saved_searches(&self, account: &str) -> Vec<SavedSearch>;
        fn audit_log(&self, before: Option<u64>, limit: usize) -> Vec<AuditLine>;
        fn each_audit_line(&self, visit: Visit<'_, AuditLine>) -> ();
    }

    passed_mut! {
        fn save_account(&mut self, account: &Person) -> ();
        fn invite(&mut self, invitation: &Invitation) -> ();
        fn use_invitation(&mut self, digest: &Digest, now: Timestamp) -> bool;
        fn log_in(&mut self, login: &Login) -> ();
        fn log_out(&mut self, digest: &Digest) -> bool;
        fn log_out_everywhere(&mut self, account: &str) -> u64;
        fn forget_logins(&mut self, now: Timestamp) -> u64;
        fn add_token(&mut self, token: &Token, digest: &Digest) -> TokenId;
        fn revoke_token(&mut self, account: &str, id: TokenId, at: Timestamp) -> bool;
        fn save_search(&mut self, account: &str, title: &str, address: &str, at: Timestamp) -> SearchId;
        fn remove_search(&mut self, account: &str, id: SearchId) -> bool;
        fn note(&mut self, deed: &Deed) -> AuditLine;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_hides_its_own_hosts_and_a_publisher_whatever_its_case() {
        let veil = Veil::new(&["Example.org".to_owned(), " steppe wire ".to_owned()].into());
        let publication = |publisher: Option<&str>, url: Option<&str>| Publication {
            id: Publication::identity("x"),
            version: 1,
            doc: "x".to_owned(),
            url: url.map(str::to_owned),
            publisher: publisher.map(str::to_owned),
            title: None,
            lang: record::Lang::new("en"),
            published_on: None,
            capture: CaptureId::of([b"x".as_slice()]),
        };
        for url in [
            "https://example.org",
            "http://news.EXAMPLE.org:8080/a",
            "https://user:word@example.org./?x",
            "https://example.org\\@elsewhere.example/",
        ] {
            assert!(veil.hides(&publication(None, Some(url))), "{url}");
        }
        for url in [
            "https://badexample.org/",
            "https://elsewhere.example/example.org",
            "example.org",
            "https://[::1]:80/",
        ] {
            assert!(!veil.hides(&publication(None, Some(url))), "{url}");
        }
        assert!(veil.hides(&publication(Some("STEPPE Wire"), None)));
        assert!(!veil.hides(&publication(Some("Steppe"), None)));
        assert!(!Veil::default().hides(&publication(Some("steppe wire"), Some("https://example.org"))));
    }
}
