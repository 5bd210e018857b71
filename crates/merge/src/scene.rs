//! What publications are about: the main event of each tells which of their lesser events are the same.
//! Two reports of one summit that each know of one press conference know of the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::Claim;

use crate::block;
use crate::judge::Ruling;
use crate::kinds::event::Event;
use crate::score::Pairing;
use crate::stage::{Clusters, Ground, Node, Stage};

/// Publications of a node that are looked at; what many publications say alike needs no surroundings.
pub(crate) const LOOKED_AT: usize = 8;

/// Events, and which of them each publication is about.
pub(crate) struct Scenes {
    pub clusters: Clusters,
    pub main: HashMap<u32, u32>,
}

/// The event that each publication is about, by cluster: see [`main_event`].
pub(crate) fn main_events(ground: &Ground<'_>, nodes: &[Node], ruling: &Ruling) -> HashMap<u32, u32> {
    let clusters = Clusters::of(nodes, ruling);
    let mut pages: BTreeMap<u32, Vec<Spoken>> = BTreeMap::new();
    for (number, claim) in ground.claims.iter().enumerate() {
        let of = clusters.get(number as u32);
        let event = claim.refs.get("event").and_then(|event| ground.number_of(event));
        let spoken = Spoken::of(claim, of, event.and_then(|event| clusters.get(event)));
        pages.entry(ground.publication(number as u32)).or_default().push(spoken);
    }
    pages.into_iter().filter_map(|(page, claims)| Some((page, main_event(&claims)?))).collect()
}

/// What one claim says of events, by cluster.
pub(crate) struct Spoken {
    /// The event that it claims, and where in the text.
    tells: Option<(u32, usize)>,
    /// The event that it speaks of.
    speaks_of: Option<u32>,
}

/// Where in its text a claim is first shown.
pub(crate) fn start_of(claim: &Claim) -> usize {
    claim.evidence.first().map_or(usize::MAX, |evidence| evidence.span.start)
}

impl Spoken {
    pub(crate) fn of(claim: &Claim, tells: Option<u32>, speaks_of: Option<u32>) -> Spoken {
        Spoken::at(start_of(claim), tells, speaks_of)
    }

    pub(crate) fn at(start: usize, tells: Option<u32>, speaks_of: Option<u32>) -> Spoken {
        Spoken { tells: tells.map(|event| (event, start)), speaks_of }
    }
}

/// The event that a publication is about: the one that most of its claims speak of; among equals the one that it
/// names first; among those that it names in one place the one of the first claim. The claims come in order of id.
pub(crate) fn main_event(claims: &[Spoken]) -> Option<u32> {
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for event in claims.iter().filter_map(|claim| claim.speaks_of) {
        *counts.entry(event).or_default() += 1;
    }
    // where each stands first, and its place in the order of claims
    let mut told: HashMap<u32, (usize, usize)> = HashMap::new();
    for (at, (event, start)) in claims.iter().filter_map(|claim| claim.tells).enumerate() {
        let stands = told.entry(event).or_insert((start, at));
        stands.0 = start.min(stands.0);
    }
    let count = |event: u32| counts.get(&event).copied().unwrap_or(0);
    let best = told.into_iter().min_by_key(|&(event, (start, at))| (Reverse(count(event)), start, at));
    best.map(|(event, _)| event)
}

/// The surroundings of event nodes.
pub(crate) struct Contexts {
    /// The main events of each node's publications; none for a node that is itself one.
    of: Vec<BTreeSet<u32>>,
    /// Whether each is the only one of its kind in all its publications.
    alone: Vec<bool>,
}

impl Contexts {
    pub(crate) fn new(stage: &Stage<Event>, ruling: &Ruling, main: &HashMap<u32, u32>) -> Contexts {
        let mut kinds: HashMap<(u32, &str), BTreeSet<u32>> = HashMap::new();
        for number in 0..stage.nodes.len() as u32 {
            let Some((node, event)) = stage.node(number) else { continue };
            for &publication in node.publications.iter().take(LOOKED_AT) {
                kinds.entry((publication, event.kind())).or_default().insert(ruling.cluster(number));
            }
        }
        let mut contexts = Contexts { of: Vec::new(), alone: Vec::new() };
        for number in 0..stage.nodes.len() as u32 {
            let (mut of, mut alone) = (BTreeSet::new(), true);
            if let Some((node, event)) = stage.node(number) {
                let own = ruling.cluster(number);
                let publications = node.publications.iter().take(LOOKED_AT);
                of = publications.clone().filter_map(|publication| main.get(publication).copied()).collect();
                if of.contains(&own) {
                    of.clear();
                }
                alone = publications.clone().all(|&publication| {
                    kinds.get(&(publication, event.kind())).is_none_or(|clusters| clusters.len() == 1)
                });
            }
            contexts.of.push(of);
            contexts.alone.push(alone);
        }
        contexts
    }

    /// Pairs of lesser events of one kind around one main event.
    pub(crate) fn pairs(&self, stage: &Stage<Event>) -> Vec<(u32, u32)> {
        let kinds: BTreeSet<&str> = stage.subjects.iter().map(Event::kind).collect();
        let kinds: HashMap<&str, u64> = kinds.into_iter().zip(0u64..).collect();
        let mut keyed = Vec::new();
        for (number, contexts) in self.of.iter().enumerate() {
            let Some((_, event)) = stage.node(number as u32) else { continue };
            let kind = kinds.get(event.kind()).copied().unwrap_or(0);
            keyed.extend(
                contexts.iter().map(|&context| (u64::from(context) << 16 | kind & 0xffff, number as u32)),
            );
        }
        block::pairs(keyed, &stage.ranks())
    }

    pub(crate) fn pairing(&self, one: u32, two: u32, known: Pairing) -> Pairing {
        let of = |node: u32| self.of.get(node as usize);
        let shared = of(one)
            .zip(of(two))
            .is_some_and(|(mine, theirs)| mine.iter().any(|context| theirs.contains(context)));
        let alone = |node: u32| self.alone.get(node as usize) == Some(&true);
        Pairing { one_context: shared, both_alone: alone(one) && alone(two), ..known }
    }
}
