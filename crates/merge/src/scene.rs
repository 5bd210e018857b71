//! What publications are about: the main event of each tells which of their lesser events are the same.
//! Two reports of one summit that each know of one press conference know of the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::block;
use crate::judge::Ruling;
use crate::kinds::event::Event;
use crate::score::Pairing;
use crate::stage::{Clusters, Ground, Node, Stage};

/// Publications of a node that are looked at; what many publications say alike needs no surroundings.
const LOOKED_AT: usize = 8;

/// Events, and which of them each publication is about.
pub(crate) struct Scenes {
    pub clusters: Clusters,
    pub main: HashMap<u32, u32>,
}

/// The event that each publication is about, by cluster: the one that most of its claims speak of, among
/// equals the one that it names first.
pub(crate) fn main_events(ground: &Ground<'_>, nodes: &[Node], ruling: &Ruling) -> HashMap<u32, u32> {
    let clusters = Clusters::of(nodes, ruling);
    let mut spoken_of: HashMap<(u32, u32), usize> = HashMap::new();
    let mut places: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (number, claim) in ground.claims.iter().enumerate() {
        let publication = ground.publication(number as u32);
        if let Some(cluster) = clusters.get(number as u32) {
            let start = claim.evidence.first().map_or(usize::MAX, |evidence| evidence.span.start);
            let place = places.entry((publication, cluster)).or_insert(start);
            *place = start.min(*place);
        }
        let event = claim.refs.get("event").and_then(|event| ground.number_of(event));
        if let Some(cluster) = event.and_then(|event| clusters.get(event)) {
            *spoken_of.entry((publication, cluster)).or_default() += 1;
        }
    }
    let mut main: HashMap<u32, (usize, usize, u32)> = HashMap::new();
    for ((publication, cluster), start) in places {
        let count = spoken_of.get(&(publication, cluster)).copied().unwrap_or(0);
        let best = main.entry(publication).or_insert((count, start, cluster));
        if count > best.0 || count == best.0 && start < best.1 {
            *best = (count, start, cluster);
        }
    }
    main.into_iter().map(|(publication, (_, _, cluster))| (publication, cluster)).collect()
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
