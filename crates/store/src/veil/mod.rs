//! The veil: a store as somebody sees it from whom sources are kept back.
//!
//! It stands between a store and whoever reads it, and every reading function passes through it. A publication of a
//! hidden source is not there; nor is a claim any of whose passages lies in one, a judgement or review of such a
//! claim, a value or an entry that rests on nothing else. An entry that rests on other publications too is there
//! without what the hidden ones add, its label included.
//!
//! What is kept about collection, delivery, people and the log is passed on as it is: whoever shows editions or the
//! ledger of collection has to ask whether somebody sees the whole record ([`Veil::is_clear`]).

//!
//! Start reading at [`Veiled`], what may be seen; the other files put each part of the store behind it.

mod archive;
mod growth;
mod rest;
mod reviews;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use record::{Claim, ClaimId, Entry, EntryId, Judgement, Publication, PublicationId};

use crate::Error;
use crate::archive::{Archive, ClaimFilter, PublicationFilter, Versions};
use crate::reviews::{FiledReview, Review};

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

/// What a veil has a part in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Publications that it hides, whichever of their versions is of a hidden source.
    pub publications: BTreeSet<PublicationId>,
    /// Entries that claims of these stand behind, whether they rest on others too.
    pub entries: BTreeSet<EntryId>,
}

impl Veil {
    /// What it has a part in of the whole record: one pass over the publications, and what those that it hides tell of.
    pub fn hidden(&self, archive: &dyn Archive) -> Result<Hidden, Error> {
        let mut publications = BTreeSet::new();
        let all = PublicationFilter { versions: Versions::All, ..PublicationFilter::default() };
        archive.each_publication(&all, &mut |publication| {
            publications.extend(self.hides(&publication).then_some(publication.id));
            Ok(())
        })?;
        let mut hidden = Hidden { publications, entries: BTreeSet::new() };
        for &id in &hidden.publications {
            for version in 1..=archive.publication(id, None)?.map_or(0, |current| current.version) {
                hidden.entries.extend(archive.told_by(id, version)?.into_iter().map(|told| told.entry));
            }
        }
        // what a person wrote may cite more than the publication that it is of
        for filed in archive.review_history()? {
            for claim in [filed.review.claim, filed.review.replacement].into_iter().flatten() {
                let cites = archive.claim(claim)?.is_some_and(|claim| {
                    claim.evidence.iter().any(|one| hidden.publications.contains(&one.publication))
                });
                if cites {
                    hidden.entries.extend(archive.entries_of_claim(claim)?.into_iter().map(|entry| entry.id));
                }
            }
        }
        Ok(hidden)
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

#[cfg(test)]
mod tests {
    use record::CaptureId;

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
