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

mod layer;
mod out;
mod reader;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use record::{Author, Claim, ClaimId, Entry, EntryId, Judgement, PublicationId};
use text::fold::fold;

pub use self::reader::Shelf;

use self::layer::{Change, Laid, Layer, Node, Post, Put, Shape, Turn, Verdicts};
use self::out::Room;
use self::reader::Reader;
use crate::kinds::document::Document;
use crate::kinds::event::Event;
use crate::kinds::person::{Office, Person};
use crate::kinds::plain::{Plain, Ties};
use crate::kinds::{Aside, Made, number_of};
use crate::known::Known;
use crate::lately::Lately;
use crate::scene::{Spoken, main_event, start_of};
use crate::source::Sources;
use crate::stage::{Homes, human_verdicts};

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

/// Full names, and which persons publications mean by them.
#[derive(Default)]
struct Names {
    of_claim: HashMap<ClaimId, u64>,
    /// For each name the clusters of persons that bear it, with how many claims say so.
    borne: HashMap<u64, BTreeMap<u32, usize>>,
    /// Publications that speak of somebody of this name.
    askers: HashMap<u64, BTreeSet<PublicationId>>,
    asked: HashMap<PublicationId, BTreeSet<u64>>,
}

impl Names {
    /// Whom all publications mean by a name.
    fn anywhere(&self, name: u64) -> Option<u32> {
        let mut borne = self.borne.get(&name)?.keys();
        borne.next().copied().filter(|_| borne.next().is_none())
    }

    fn count(&mut self, name: u64, from: Option<u32>, to: Option<u32>) {
        if let Some(from) = from
            && let Some(borne) = self.borne.get_mut(&name)
            && let Some(count) = borne.get_mut(&from)
        {
            *count -= 1;
            if *count == 0 {
                borne.remove(&from);
            }
        }
        if let Some(to) = to {
            *self.borne.entry(name).or_default().entry(to).or_default() += 1;
        }
        if self.borne.get(&name).is_some_and(BTreeMap::is_empty) {
            self.borne.remove(&name);
        }
    }

    fn ask(&mut self, page: PublicationId, names: BTreeSet<u64>) {
        for name in self.asked.remove(&page).unwrap_or_default() {
            let emptied = self.askers.get_mut(&name).is_some_and(|askers| {
                askers.remove(&page);
                askers.is_empty()
            });
            if emptied {
                self.askers.remove(&name);
            }
        }
        for name in &names {
            self.askers.entry(*name).or_default().insert(page);
        }
        if !names.is_empty() {
            self.asked.insert(page, names);
        }
    }
}

/// The claims of a publication, in order of id.
struct Page {
    id: PublicationId,
    claims: Vec<Rc<Claim>>,
}

/// Pages as they are needed.
struct Pages<'a, W> {
    shelf: &'a W,
    read: RefCell<Lately<PublicationId, Rc<Page>, PAGES>>,
}

/// Pages that are kept as they were asked for of late, and as many of the time before.
const PAGES: usize = 512;

/// What a claim says of events.
struct Telling {
    claim: ClaimId,
    start: usize,
    speaks_of: Option<ClaimId>,
}

/// What the claims of publications say of events, in order of id.
type Tellings = HashMap<PublicationId, Box<[Telling]>>;

impl<W: Shelf> Pages<'_, W> {
    fn get(&self, id: PublicationId) -> Result<Rc<Page>, W::Error> {
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

    fn put<S: Made, W: Shelf>(&self, claim: &Claim, aside: Aside, reader: &Reader<'_, W>) -> Put {
        let signature = reader.sign::<S>(claim, &aside);
        Put { signature, aside, is_judged: self.judged.contains(&claim.id) }
    }

    /// Claims of one kind of a page, as they are to stand.
    fn posts<S: Made, W: Shelf>(
        &self,
        kind: &str,
        page: &Page,
        aside: impl Fn(&Claim) -> Aside,
        reader: &Reader<'_, W>,
    ) -> Vec<Post> {
        let of_kind = page.claims.iter().filter(|claim| claim.kind == kind);
        let post = |claim: &Rc<Claim>| {
            let put = self.put::<S, W>(claim, aside(claim), reader);
            Post { claim: claim.id, publication: page.id, put: Some(put) }
        };
        of_kind.map(post).collect()
    }

    /// Claims of one kind that are gone.
    fn lost(&self, kind: &str, gone: &[(ClaimId, Filed)]) -> Vec<Post> {
        let of_kind = |filed: &Filed| self.kinds.get(usize::from(filed.kind)).is_some_and(|one| one == kind);
        let gone = gone.iter().filter(|(_, filed)| of_kind(filed));
        gone.map(|(claim, filed)| Post { claim: *claim, publication: filed.publication, put: None }).collect()
    }

    fn merge<W: Shelf>(
        &mut self,
        taken: Taken<'_>,
        pages: &Pages<'_, W>,
        reader: &Reader<'_, W>,
    ) -> Result<Delta, W::Error> {
        let Taken { touched, mut gone, upset, is_entered, tells } = taken;
        let verdicts = std::mem::take(&mut self.verdicts);
        let (mut first, mut events) = (Laid::default(), Laid::default());
        let (mut documents, mut persons) = (Laid::default(), Laid::default());
        let mut tellings = Tellings::new();
        // page by page, so that no more of them need be in memory at once
        for &id in touched {
            let page = pages.get(id)?;
            if !is_entered {
                self.enter(&page, &mut gone);
            }
            reader.keep(page.claims.iter().cloned());
            let homes = Homes::of_page(page.claims.iter().map(Rc::as_ref), reader.known);
            let home = |claim: &Claim, slot: &str| {
                Aside::Home(claim.slot(slot).map(|text| homes.of(0, text)).unwrap_or_default())
            };
            let event = |claim: &Claim| home(claim, Event::body_slot(claim));
            let posts = self.posts::<Event, W>(EVENT, &page, event, reader);
            self.first.lay(posts.clone(), &mut first, reader)?;
            self.events.lay_as(&self.first, posts, &mut events);
            let posts = self.posts::<Document, W>(DOCUMENT, &page, |claim| home(claim, "body"), reader);
            self.documents.lay(posts, &mut documents, reader)?;
            let posts = self.posts::<Person, W>(OFFICE, &page, |_| Aside::Nothing, reader);
            self.persons.lay(posts, &mut persons, reader)?;
            tellings.insert(id, tellings_of(&page));
        }
        let lost = self.lost(EVENT, &gone);
        self.first.lay(lost.clone(), &mut first, reader)?;
        self.events.lay_as(&self.first, lost, &mut events);
        self.documents.lay(self.lost(DOCUMENT, &gone), &mut documents, reader)?;
        self.persons.lay(self.lost(OFFICE, &gone), &mut persons, reader)?;

        // events by themselves
        let none = BTreeSet::new();
        let plainly = |_: &Node| Shape::default();
        let first = self.first.turn(first, &none, upset, &verdicts, &plainly, reader)?;
        // and what they are reported beside
        let mut around = touched.clone();
        around.extend(&first.shifted);
        around.extend(self.pages_of(&first.changes));
        self.settle_about(&around, &tellings, pages, true)?;
        let shaken = around.iter().flat_map(|page| self.of_kind(*page, EVENT)).collect();
        let mut layer = std::mem::take(&mut self.events);
        let scenes = RefCell::default();
        let turned =
            layer.turn(events, &shaken, upset, &verdicts, &|node| self.beside(node, &scenes), reader);
        self.events = layer;
        let events = turned?;
        drop((scenes, shaken));
        let mut around = touched.clone();
        around.extend(self.pages_of(&events.changes));
        let moved = self.settle_about(&around, &tellings, pages, false)?;
        drop(tellings);

        let mut around = touched.clone();
        around.extend(&moved);
        let shaken = around.iter().flat_map(|page| self.of_kind(*page, DOCUMENT)).collect();
        let mut layer = std::mem::take(&mut self.documents);
        let turned = layer.turn(documents, &shaken, upset, &verdicts, &|node| self.under(node), reader);
        self.documents = layer;
        let documents = turned?;

        let persons = self.persons.turn(persons, &none, upset, &verdicts, &plainly, reader)?;
        let asking = self.rename(&persons.changes, reader)?;

        // claims that speak of events and persons, and the offices that persons hold
        let mut around = touched.clone();
        around.extend(self.pages_of(&events.changes));
        around.extend(self.pages_of(&persons.changes));
        around.extend(asking);
        let mut offices = Laid::default();
        let mut plain: BTreeMap<u16, Laid> = BTreeMap::new();
        for &id in &around {
            let page = pages.get(id)?;
            reader.keep(page.claims.iter().cloned());
            if touched.contains(&id) {
                let holder = |claim: &Claim| self.holder(&claim.id);
                let posts = self.posts::<Office, W>(OFFICE, &page, holder, reader);
                self.offices.lay(posts, &mut offices, reader)?;
            }
            for (kind, posts) in self.post_plain(&page, reader) {
                self.plain.entry(kind).or_default().lay(posts, plain.entry(kind).or_default(), reader)?;
            }
        }
        for (claim, filed) in &gone {
            if !self.is_plain(filed.kind) {
                continue;
            }
            let post = Post { claim: *claim, publication: filed.publication, put: None };
            let laid = plain.entry(filed.kind).or_default();
            self.plain.entry(filed.kind).or_default().lay([post], laid, reader)?;
        }
        let offices = self.turn_offices(offices, touched, &gone, &persons.changes, reader)?;
        let mut turned: Vec<(u16, Turn)> = Vec::new();
        for (kind, laid) in plain {
            let layer = self.plain.entry(kind).or_default();
            turned.push((kind, layer.turn(laid, &none, upset, &verdicts, &plainly, reader)?));
        }
        self.verdicts = verdicts;
        let mut turns = vec![
            (Room::Event, events),
            (Room::Person, persons),
            (Room::Office, offices),
            (Room::Document, documents),
        ];
        turns.extend(turned.into_iter().map(|(kind, turn)| (Room::Plain(kind), turn)));
        self.deliver(touched, &gone, turns, tells, reader)
    }

    fn holder(&self, claim: &ClaimId) -> Aside {
        Aside::Person(self.persons.cluster_of(claim).unwrap_or(u32::MAX))
    }

    fn is_plain(&self, kind: u16) -> bool {
        let kind = self.kinds.get(usize::from(kind)).map(String::as_str);
        !matches!(kind, Some(EVENT | OFFICE | DOCUMENT))
    }

    /// The publications of claims that changed, and those that speak of them from elsewhere.
    fn pages_of(&self, changes: &[Change]) -> BTreeSet<PublicationId> {
        let mut found: BTreeSet<PublicationId> = changes.iter().map(|change| change.publication).collect();
        let foreign = changes.iter().filter_map(|change| self.foreign.get(&change.claim));
        found.extend(foreign.flatten());
        found
    }

    /// Settles again what publications are about; gives those that are about something else now.
    fn settle_about<W: Shelf>(
        &mut self,
        around: &BTreeSet<PublicationId>,
        tellings: &Tellings,
        pages: &Pages<'_, W>,
        is_first: bool,
    ) -> Result<BTreeSet<PublicationId>, W::Error> {
        let mut moved = BTreeSet::new();
        for &id in around {
            let read = match tellings.get(&id) {
                Some(_) => Box::default(),
                None => tellings_of(&*pages.get(id)?),
            };
            let told = tellings.get(&id).unwrap_or(&read);
            let layer = if is_first { &self.first } else { &self.events };
            let spoken = told.iter().map(|telling| {
                let of = telling.speaks_of.and_then(|event| layer.cluster_of(&event));
                Spoken::at(telling.start, layer.cluster_of(&telling.claim), of)
            });
            let spoken: Vec<Spoken> = spoken.collect();
            let about = if is_first { &mut self.about_first } else { &mut self.about };
            let (before, now) = (about.get(&id).copied(), main_event(&spoken));
            match now {
                Some(event) => drop(about.insert(id, event)),
                None => drop(about.remove(&id)),
            }
            if before != now {
                moved.insert(id);
            }
        }
        Ok(moved)
    }

    /// What an event is reported beside: see [`crate::scene::Contexts`].
    fn beside(&self, node: &Node, scenes: &RefCell<Scenes>) -> Shape {
        let own = node.claims.first().and_then(|(claim, _)| self.first.cluster_of(claim));
        let looked_at = node.looked_at();
        let mut context: Vec<u32> =
            looked_at.iter().filter_map(|page| self.about_first.get(page).copied()).collect();
        context.sort_unstable();
        context.dedup();
        if own.is_some_and(|own| context.binary_search(&own).is_ok()) {
            context.clear();
        }
        let mut scenes = scenes.borrow_mut();
        let alone = looked_at.iter().all(|page| {
            let kinds = scenes.entry(*page).or_insert_with(|| self.scene(*page));
            kinds.get(&node.tag).is_none_or(|clusters| clusters.len() == 1)
        });
        Shape { context, alone }
    }

    /// The events of a publication, by their kinds, among the nodes that look at it.
    fn scene(&self, page: PublicationId) -> Kinds {
        let mut kinds = Kinds::new();
        for claim in self.of_kind(page, EVENT) {
            let Some((_, node)) = self.first.node_of(&claim) else { continue };
            if let Some(cluster) = node.cluster.filter(|_| node.looked_at().contains(&page)) {
                kinds.entry(node.tag).or_default().insert(cluster);
            }
        }
        kinds
    }

    /// What the publications of a document are about.
    fn under(&self, node: &Node) -> Shape {
        let mut context: Vec<u32> =
            node.looked_at().iter().filter_map(|page| self.about.get(page).copied()).collect();
        context.sort_unstable();
        context.dedup();
        Shape { context, alone: false }
    }

    /// Counts names anew where persons changed; gives the publications that ask for a name that now means
    /// somebody else, or nobody.
    fn rename<W: Shelf>(
        &mut self,
        changes: &[Change],
        reader: &Reader<'_, W>,
    ) -> Result<BTreeSet<PublicationId>, W::Error> {
        let mut before: HashMap<u64, Option<u32>> = HashMap::new();
        for Change { claim, from, to, .. } in changes {
            let name = match self.names.of_claim.get(claim) {
                Some(name) => Some(*name),
                None => reader.with(claim, |claim| full_name(claim.slot("person")?))?.flatten(),
            };
            let Some(name) = name else { continue };
            before.entry(name).or_insert_with(|| self.names.anywhere(name));
            self.names.count(name, *from, *to);
            match to {
                Some(_) => drop(self.names.of_claim.insert(*claim, name)),
                None => drop(self.names.of_claim.remove(claim)),
            }
        }
        let other = before.into_iter().filter(|(name, before)| self.names.anywhere(*name) != *before);
        let askers = other.filter_map(|(name, _)| self.names.askers.get(&name));
        Ok(askers.flatten().copied().collect())
    }

    /// Judges the offices of these pages, and of persons who are others elsewhere.
    fn turn_offices<W: Shelf>(
        &mut self,
        mut laid: Laid,
        touched: &BTreeSet<PublicationId>,
        gone: &[(ClaimId, Filed)],
        changes: &[Change],
        reader: &Reader<'_, W>,
    ) -> Result<Turn, W::Error> {
        self.offices.lay(self.lost(OFFICE, gone), &mut laid, reader)?;
        for change in changes.iter().filter(|change| !touched.contains(&change.publication)) {
            let holder = self.holder(&change.claim);
            let put = reader.with(&change.claim, |claim| self.put::<Office, W>(claim, holder, reader))?;
            let post = Post { claim: change.claim, publication: change.publication, put };
            self.offices.lay([post], &mut laid, reader)?;
        }
        // persons judge on who holds an office, not on offices
        let none = BTreeSet::new();
        self.offices.turn(laid, &none, &none, &Verdicts::new(), &|_| Shape::default(), reader)
    }

    /// The claims of a page that speak of events and persons, with which ones.
    fn post_plain<W: Shelf>(&mut self, page: &Page, reader: &Reader<'_, W>) -> BTreeMap<u16, Vec<Post>> {
        let mut posts: BTreeMap<u16, Vec<Post>> = BTreeMap::new();
        let mut named: HashMap<String, u32> = HashMap::new();
        let mut persons: HashMap<String, u32> = HashMap::new();
        for claim in &page.claims {
            if let (Some(event), Some(name)) = (self.events.cluster_of(&claim.id), claim.slot("name")) {
                named.entry(fold(name)).or_insert(event);
            }
            if let (Some(person), Some(name)) = (self.persons.cluster_of(&claim.id), claim.slot("person")) {
                persons.entry(fold(name)).or_insert(person);
            }
        }
        let mut asked = BTreeSet::new();
        for claim in &page.claims {
            let Some(kind) = self.filed.get(&claim.id).map(|filed| filed.kind) else { continue };
            if !self.is_plain(kind) {
                continue;
            }
            let name = claim.slot("participant").or(claim.slot("speaker"));
            let full = name.and_then(full_name);
            asked.extend(full);
            let here = name.and_then(|name| persons.get(&fold(name)).copied());
            let person = here.or_else(|| self.names.anywhere(full?));
            let referred = claim.refs.get(EVENT).and_then(|event| self.events.cluster_of(event));
            let event = referred.or_else(|| named.get(&fold(claim.slot(EVENT)?)).copied());
            let put = self.put::<Plain, W>(claim, Aside::Ties(Ties { event, person }), reader);
            posts.entry(kind).or_default().push(Post {
                claim: claim.id,
                publication: page.id,
                put: Some(put),
            });
        }
        self.names.ask(page.id, asked);
        posts
    }
}

/// What is merged anew at once.
struct Taken<'t> {
    touched: &'t BTreeSet<PublicationId>,
    gone: Vec<(ClaimId, Filed)>,
    /// Claims on which persons judged otherwise.
    upset: &'t BTreeSet<ClaimId>,
    /// Whether it is taken down already which claims the publications have.
    is_entered: bool,
    tells: bool,
}

fn tellings_of(page: &Page) -> Box<[Telling]> {
    let speaks = page.claims.iter().filter(|claim| claim.kind == EVENT || claim.refs.contains_key(EVENT));
    let telling = |claim: &Rc<Claim>| Telling {
        claim: claim.id,
        start: start_of(claim),
        speaks_of: claim.refs.get(EVENT).copied(),
    };
    speaks.map(telling).collect()
}

/// Of each publication the clusters of its events, by kind.
type Scenes = HashMap<PublicationId, Kinds>;
type Kinds = HashMap<Option<u64>, BTreeSet<u32>>;

/// A number for a name of several words.
fn full_name(name: &str) -> Option<u64> {
    let name = fold(name);
    (name.split_whitespace().count() > 1).then(|| number_of(&name))
}
