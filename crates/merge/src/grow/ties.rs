//! Claims that hang on persons and events: the offices that persons hold, who speaks and who takes part.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{ClaimId, PublicationId};
use text::fold::fold;

use super::layer::{Change, Laid, Post, Shape, Turn, Verdicts};
use super::names::full_name;
use super::pages::Page;
use super::reader::{Reader, Shelf};
use super::{DOCUMENT, EVENT, Filed, Grown, OFFICE};
use crate::kinds::Aside;
use crate::kinds::person::Office;
use crate::kinds::plain::{Plain, Ties};

impl Grown {
    pub(super) fn holder(&self, claim: &ClaimId) -> Aside {
        Aside::Person(self.persons.cluster_of(claim).unwrap_or(u32::MAX))
    }

    pub(super) fn is_plain(&self, kind: u16) -> bool {
        let kind = self.kinds.get(usize::from(kind)).map(String::as_str);
        !matches!(kind, Some(EVENT | OFFICE | DOCUMENT))
    }
    /// Judges the offices of these pages, and of persons who are others elsewhere.
    pub(super) fn turn_offices<W: Shelf>(
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
    pub(super) fn post_plain<W: Shelf>(
        &mut self,
        page: &Page,
        reader: &Reader<'_, W>,
    ) -> BTreeMap<u16, Vec<Post>> {
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
