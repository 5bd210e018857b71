//! Which event and which person a claim speaks of.

use std::collections::{BTreeMap, HashMap};

use record::Claim;
use text::fold::fold;

use crate::kinds::plain::Ties;
use crate::scene::Scenes;
use crate::stage::{Clusters, Ground};

pub(crate) struct TieFinder<'a> {
    ground: &'a Ground<'a>,
    events: &'a Clusters,
    /// Events of a publication by name.
    named: HashMap<(u32, String), u32>,
    /// Persons of a publication by name.
    persons: HashMap<(u32, String), u32>,
    /// Persons by full name, where all publications mean one person by it.
    anywhere: HashMap<String, Option<u32>>,
    /// One claim of each event.
    claims: BTreeMap<u32, u32>,
}

impl<'a> TieFinder<'a> {
    pub(crate) fn new(ground: &'a Ground<'a>, scenes: &'a Scenes, people: &Clusters) -> TieFinder<'a> {
        let mut ties = TieFinder {
            ground,
            events: &scenes.clusters,
            named: HashMap::new(),
            persons: HashMap::new(),
            anywhere: HashMap::new(),
            claims: BTreeMap::new(),
        };
        for (number, claim) in ground.claims.iter().enumerate() {
            let number = number as u32;
            let publication = ground.publication(number);
            if let (Some(event), Some(name)) = (scenes.clusters.get(number), claim.slot("name")) {
                ties.named.entry((publication, fold(name))).or_insert(event);
            }
            if let Some(event) = scenes.clusters.get(number) {
                ties.claims.entry(event).or_insert(number);
            }
            if let (Some(person), Some(name)) = (people.get(number), claim.slot("person")) {
                let name = fold(name);
                if name.split_whitespace().count() > 1 {
                    let one = ties.anywhere.entry(name.clone()).or_insert(Some(person));
                    if *one != Some(person) {
                        *one = None;
                    }
                }
                ties.persons.entry((publication, name)).or_insert(person);
            }
        }
        ties
    }

    pub(crate) fn of(&self, number: u32, claim: &Claim) -> Ties {
        let publication = self.ground.publication(number);
        let referred = claim.refs.get("event").and_then(|event| self.ground.number_of(event));
        let named = || self.named.get(&(publication, fold(claim.slot("event")?))).copied();
        let name = claim.slot("participant").or(claim.slot("speaker")).map(fold);
        let person = name.and_then(|name| {
            let anywhere = self.anywhere.get(&name).copied().flatten();
            self.persons.get(&(publication, name)).copied().or(anywhere)
        });
        Ties { event: referred.and_then(|event| self.events.get(event)).or_else(named), person }
    }

    /// A claim of an event.
    pub(crate) fn event_claim(&self, event: u32) -> Option<u32> {
        self.claims.get(&event).copied()
    }
}
