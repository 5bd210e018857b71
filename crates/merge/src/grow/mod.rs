//! The merge of a record that grows: what publications bring or take is merged anew, and what hangs together with it,
//! and nothing else; the entries are those that [`crate::merge`] makes of all claims at once.
//!
//! What depends on what, from the bottom up. Each step hands on only what has changed:
//!
//! 1. Claims of one publication are read together: they tell whose bodies it means.
//! 2. A claim stands in a node by its words, and a node among others by its keys; in a block that too many share it
//!    is held against its neighbours, so that whoever comes between two parts them.
//! 3. Nodes that are likely the same, directly or over others, are judged together.
//! 4. What events have become tells what each publication is about, and that tells its lesser events and its
//!    documents.
//! 5. What persons have become tells their offices, and who speaks and takes part: by the names in the same
//!    publication, or by a full name, where all publications mean one person by it. This alone reaches over the
//!    whole record, so for each such name it is kept who asks for it.
//! 6. An entry is made of all claims of its cluster, and names the entries that they speak of.

mod about;
mod layer;
mod names;
mod out;
mod pages;
mod reader;
mod steps;
mod ties;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{Author, ClaimId, Entry, EntryId, Judgement, PublicationId};

pub use self::reader::Shelf;

use self::layer::{Layer, Verdicts};
use self::names::Names;
use self::out::Room;
use self::pages::{Page, Pages};
use self::reader::Reader;
use self::steps::Taken;
use crate::kinds::document::Document;
use crate::kinds::event::Event;
use crate::kinds::person::{Office, Person};
use crate::kinds::plain::Plain;
use crate::known::Known;
use crate::source::Sources;
use crate::stage::human_verdicts;

/// What a record of entries must do to be as if all claims had been merged anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delta {
    /// Entries that are new or may be others than before, in order of id.
    pub entries: Vec<Entry>,
    /// Entries that are no more, in order of id.
    pub gone: Vec<EntryId>,
    /// Claims on which all judgements of the merge are replaced by those that follow, in order.
    pub claims: Vec<ClaimId>,
    pub judgements: Vec<Judgement>,
    /// Pairs that a person should look at.
    pub unsure: Vec<Judgement>,
}

#[derive(Clone, Copy, Debug)]
struct Filed {
    publication: PublicationId,
    kind: u16,
}

/// All that the merge must remember of a record to go on; numbers and keys, and no claims.
#[derive(Default)]
pub struct Grown {
    kinds: Vec<String>,
    filed: HashMap<ClaimId, Filed>,
    /// The claims of each publication, in order.
    pages: HashMap<PublicationId, Vec<ClaimId>>,
    sources: Sources,
    verdicts: Verdicts,
    judged: BTreeSet<ClaimId>,
    /// Events as they are told apart by themselves, then as what they are reported beside tells them apart.
    first: Layer<Event>,
    events: Layer<Event>,
    persons: Layer<Person>,
    offices: Layer<Office>,
    documents: Layer<Document>,
    plain: BTreeMap<u16, Layer<Plain>>,
    /// What each publication is about, by the clusters of both layers of events.
    about_first: HashMap<PublicationId, u32>,
    about: HashMap<PublicationId, u32>,
    names: Names,
    /// Publications with claims that speak of a claim of another one.
    foreign: HashMap<ClaimId, BTreeSet<PublicationId>>,
    entries: HashMap<(Room, u32), EntryId>,
}

const EVENT: &str = "event";
const OFFICE: &str = "office";
const DOCUMENT: &str = "document";

impl Grown {
    /// How many claims there are.
    pub fn count(&self) -> usize {
        self.filed.len()
    }

    /// Merges anew what these publications bring, change or take. `judgements` are all that stand; those of persons
    /// count. Names must be known as they were from the start, and after an error nothing here can be relied on.
    pub fn update<W: Shelf>(
        &mut self,
        touched: &BTreeSet<PublicationId>,
        judgements: &[Judgement],
        known: &Known,
        shelf: &W,
    ) -> Result<Delta, W::Error> {
        self.take(touched, judgements, true, known, shelf)
    }

    /// Does the same without telling what came of it: for who has the entries already.
    pub fn learn<W: Shelf>(
        &mut self,
        touched: &BTreeSet<PublicationId>,
        judgements: &[Judgement],
        known: &Known,
        shelf: &W,
    ) -> Result<(), W::Error> {
        self.take(touched, judgements, false, known, shelf).map(drop)
    }

    /// Tells of all entries there are and of all judgements behind them, in portions.
    pub fn tell_all<W: Shelf>(
        &mut self,
        known: &Known,
        shelf: &W,
        give: &mut dyn FnMut(Delta) -> Result<(), W::Error>,
    ) -> Result<(), W::Error> {
        let sources = std::mem::take(&mut self.sources);
        let reader = Reader { shelf, known, sources: &sources, claims: RefCell::default() };
        let told = self.tell_all_of(&reader, give);
        self.sources = sources;
        told
    }

    /// The ids of all entries, in no order.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> {
        self.entries.values().copied()
    }

    fn take<W: Shelf>(
        &mut self,
        touched: &BTreeSet<PublicationId>,
        judgements: &[Judgement],
        tells: bool,
        known: &Known,
        shelf: &W,
    ) -> Result<Delta, W::Error> {
        let pages = Pages { shelf, read: RefCell::default() };
        let mut touched = touched.clone();
        for &id in &touched {
            self.sources.set(id, shelf.source(&id)?);
        }
        let mut gone: Vec<(ClaimId, Filed)> = Vec::new();
        let by_person = |one: &Judgement| matches!(one.author, Author::Person(_));
        // what persons judged is only known when all claims are
        let is_judged = !self.verdicts.is_empty() || judgements.iter().any(by_person);
        let mut upset = BTreeSet::new();
        if is_judged {
            for &id in &touched {
                self.enter(&*pages.get(id)?, &mut gone);
            }
            upset = self.hear(judgements);
            touched.extend(upset.iter().filter_map(|claim| Some(self.filed.get(claim)?.publication)));
        }
        let sources = std::mem::take(&mut self.sources);
        let reader = Reader { shelf, known, sources: &sources, claims: RefCell::default() };
        let taken = Taken { touched: &touched, gone, upset: &upset, is_entered: is_judged, tells };
        let delta = self.merge(taken, &pages, &reader);
        self.sources = sources;
        for id in touched.into_iter().filter(|id| !self.pages.contains_key(id)) {
            self.sources.set(id, None);
        }
        delta
    }

    /// Takes down which claims a publication has.
    fn enter(&mut self, page: &Page, gone: &mut Vec<(ClaimId, Filed)>) {
        let before = self.pages.remove(&page.id).unwrap_or_default();
        let ids: Vec<ClaimId> = page.claims.iter().map(|claim| claim.id).collect();
        for claim in before.iter().filter(|claim| ids.binary_search(claim).is_err()) {
            gone.extend(self.filed.remove(claim).map(|filed| (*claim, filed)));
        }
        for claim in &page.claims {
            let kind = self.kinds.iter().position(|kind| *kind == claim.kind).unwrap_or_else(|| {
                self.kinds.push(claim.kind.clone());
                self.kinds.len() - 1
            });
            self.filed.insert(claim.id, Filed { publication: page.id, kind: kind as u16 });
            for target in claim.refs.values().filter(|target| ids.binary_search(target).is_err()) {
                self.foreign.entry(*target).or_default().insert(page.id);
            }
        }
        if !ids.is_empty() {
            self.pages.insert(page.id, ids);
        }
    }

    /// Takes down what persons judged; gives the claims on which they judge otherwise than before.
    fn hear(&mut self, judgements: &[Judgement]) -> BTreeSet<ClaimId> {
        let verdicts = human_verdicts(judgements, |claim| self.filed.contains_key(claim));
        let other = |one: &Verdicts, two: &Verdicts| -> Vec<ClaimId> {
            let pairs = one.iter().filter(|(pair, verdict)| two.get(pair) != Some(verdict));
            pairs.flat_map(|((left, right), _)| [*left, *right]).collect()
        };
        let mut upset: BTreeSet<ClaimId> = other(&verdicts, &self.verdicts).into_iter().collect();
        upset.extend(other(&self.verdicts, &verdicts));
        self.judged = verdicts.keys().flat_map(|(left, right)| [*left, *right]).collect();
        self.verdicts = verdicts;
        upset
    }

    fn kind(&self, claim: &ClaimId) -> Option<&str> {
        self.kinds.get(usize::from(self.filed.get(claim)?.kind)).map(String::as_str)
    }

    fn of_kind(&self, page: PublicationId, kind: &str) -> impl Iterator<Item = ClaimId> {
        let claims = self.pages.get(&page).map(Vec::as_slice).unwrap_or_default();
        claims.iter().copied().filter(move |claim| self.kind(claim) == Some(kind))
    }
}
