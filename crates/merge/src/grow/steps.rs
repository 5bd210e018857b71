//! The steps of one merge, each of which hands on only what has changed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use record::{Claim, ClaimId, PublicationId};

use super::layer::{Change, Laid, Node, Post, Put, Shape, Turn};
use super::out::Room;
use super::pages::{Page, Pages, Tellings, tellings_of};
use super::reader::{Reader, Shelf};
use super::{DOCUMENT, Delta, EVENT, Filed, Grown, OFFICE};
use crate::kinds::document::Document;
use crate::kinds::event::Event;
use crate::kinds::person::{Office, Person};
use crate::kinds::{Aside, Made};
use crate::stage::Homes;

/// What is merged anew at once.
pub(super) struct Taken<'t> {
    pub touched: &'t BTreeSet<PublicationId>,
    pub gone: Vec<(ClaimId, Filed)>,
    /// Claims on which persons judged otherwise.
    pub upset: &'t BTreeSet<ClaimId>,
    /// Whether it is taken down already which claims the publications have.
    pub is_entered: bool,
    pub tells: bool,
}

impl Grown {
    pub(super) fn put<S: Made, W: Shelf>(&self, claim: &Claim, aside: Aside, reader: &Reader<'_, W>) -> Put {
        let signature = reader.sign::<S>(claim, &aside);
        Put { signature, aside, is_judged: self.judged.contains(&claim.id) }
    }

    /// Claims of one kind of a page, as they are to stand.
    pub(super) fn posts<S: Made, W: Shelf>(
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
    pub(super) fn lost(&self, kind: &str, gone: &[(ClaimId, Filed)]) -> Vec<Post> {
        let of_kind = |filed: &Filed| self.kinds.get(usize::from(filed.kind)).is_some_and(|one| one == kind);
        let gone = gone.iter().filter(|(_, filed)| of_kind(filed));
        gone.map(|(claim, filed)| Post { claim: *claim, publication: filed.publication, put: None }).collect()
    }

    pub(super) fn merge<W: Shelf>(
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

    /// The publications of claims that changed, and those that speak of them from elsewhere.
    pub(super) fn pages_of(&self, changes: &[Change]) -> BTreeSet<PublicationId> {
        let mut found: BTreeSet<PublicationId> = changes.iter().map(|change| change.publication).collect();
        let foreign = changes.iter().filter_map(|change| self.foreign.get(&change.claim));
        found.extend(foreign.flatten());
        found
    }
}
