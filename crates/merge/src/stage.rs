//! Nodes: claims that say the same in the same words are weighed once, however many publications repeat them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use record::{Author, Claim, ClaimId, Judgement, PublicationId, Verdict};

use crate::judge::Ruling;
use crate::kinds::Subject;
use crate::known::{Known, Sign};
use crate::phrase::Home;
use crate::score::{Pairing, SURE, Tally};
use crate::source::{Source, Sources};

/// All claims, in order of their ids, with what is known around them.
pub(crate) struct Ground<'a> {
    pub claims: Vec<&'a Claim>,
    /// The number of each claim's publication.
    pub publications: Vec<u32>,
    pub sources: &'a Sources,
    pub known: &'a Known,
    pub human: Human,
    homes: Homes,
}

impl<'a> Ground<'a> {
    /// Claims of one entry, to show what it is made of; nothing is known around them.
    pub(crate) fn bare(claims: &'a [Claim], sources: &'a Sources, known: &'a Known) -> Ground<'a> {
        let mut claims: Vec<&Claim> = claims.iter().collect();
        claims.sort_unstable_by_key(|claim| claim.id);
        let publications = numbered(&claims);
        Ground { claims, publications, sources, known, human: Human::default(), homes: Homes::default() }
    }

    pub(crate) fn new(
        claims: &'a [Claim],
        sources: &'a Sources,
        judgements: &[Judgement],
        known: &'a Known,
    ) -> Ground<'a> {
        let mut claims: Vec<&Claim> = claims.iter().collect();
        claims.sort_unstable_by_key(|claim| claim.id);
        claims.dedup_by_key(|claim| claim.id);
        let publications = numbered(&claims);
        let human = Human::new(judgements, &claims);
        let homes = Homes::new(&claims, &publications, known);
        Ground { claims, publications, sources, known, human, homes }
    }

    /// Where the body that this slot of a claim names is at home.
    pub(crate) fn home(&self, number: u32, claim: &Claim, slot: &str) -> Home {
        claim.slot(slot).map(|text| self.homes.of(self.publication(number), text)).unwrap_or_default()
    }

    pub(crate) fn source(&self, claim: &Claim) -> Option<&'a Source> {
        self.sources.get(&claim.evidence.first()?.publication)
    }

    pub(crate) fn claim(&self, number: u32) -> Option<&'a Claim> {
        self.claims.get(number as usize).copied()
    }

    pub(crate) fn number_of(&self, id: &ClaimId) -> Option<u32> {
        self.claims.binary_search_by_key(id, |claim| claim.id).ok().map(|at| at as u32)
    }

    pub(crate) fn publication(&self, number: u32) -> u32 {
        self.publications.get(number as usize).copied().unwrap_or(u32::MAX)
    }

    /// The numbers of the claims of these kinds.
    pub(crate) fn of_kind(&self, accepts: impl Fn(&str) -> bool) -> Vec<u32> {
        let numbered = self.claims.iter().enumerate();
        numbered.filter(|(_, claim)| accepts(&claim.kind)).map(|(number, _)| number as u32).collect()
    }
}

/// The number of the publication of each claim, in order of their ids.
fn numbered(claims: &[&Claim]) -> Vec<u32> {
    let of = |claim: &Claim| claim.evidence.first().map(|evidence| evidence.publication);
    let mut ids: Vec<PublicationId> = claims.iter().filter_map(|claim| of(claim)).collect();
    ids.sort_unstable();
    ids.dedup();
    let number = |claim: &&Claim| {
        of(claim).and_then(|id| ids.binary_search(&id).ok()).map_or(u32::MAX, |at| at as u32)
    };
    claims.iter().map(number).collect()
}

/// Which organisations publications speak of, to tell whose "council of ministers" they mean.
#[derive(Debug, Default)]
pub(crate) struct Homes {
    /// Organisations by publication, ascending.
    spoken_of: HashMap<u32, Vec<Sign>>,
    /// Organisations whose bodies a text may name.
    bodies_in: HashMap<String, Vec<Sign>>,
}

impl Homes {
    /// Of one publication, which has the number 0.
    pub(crate) fn of_page<'a>(claims: impl Iterator<Item = &'a Claim>, known: &Known) -> Homes {
        let claims: Vec<&Claim> = claims.collect();
        Homes::new(&claims, &vec![0; claims.len()], known)
    }

    fn new(claims: &[&Claim], publications: &[u32], known: &Known) -> Homes {
        let mut homes = Homes::default();
        let mut named: HashMap<&str, Arc<[Sign]>> = HashMap::new();
        for (claim, &publication) in claims.iter().zip(publications) {
            for slot in ["organisation", "body", "name", "title"] {
                let Some(text) = claim.slot(slot) else { continue };
                if !named.contains_key(text) {
                    let phrase = known.phrase(text);
                    let signs = phrase.names.iter().flatten();
                    let bodies = signs.map(|&sign| (sign, known.whole(sign)));
                    let bodies =
                        bodies.filter(|&(sign, whole)| sign != whole && known.is_organisation(whole));
                    let bodies = sorted(bodies.map(|(_, whole)| whole).collect());
                    if !bodies.is_empty() {
                        homes.bodies_in.insert(text.to_owned(), bodies);
                    }
                    named.insert(text, known.organisations_in(text));
                }
                if let Some(own) = named.get(text).filter(|own| !own.is_empty()) {
                    homes.spoken_of.entry(publication).or_default().extend(own.iter());
                }
            }
        }
        for organisations in homes.spoken_of.values_mut() {
            *organisations = sorted(std::mem::take(organisations));
        }
        homes
    }

    pub(crate) fn of(&self, publication: u32, text: &str) -> Home {
        let (Some(spoken_of), Some(bodies)) = (self.spoken_of.get(&publication), self.bodies_in.get(text))
        else {
            return Home::Unknown;
        };
        let among: Vec<Sign> =
            bodies.iter().filter(|body| spoken_of.binary_search(body).is_ok()).copied().collect();
        if among.is_empty() { Home::Elsewhere(spoken_of.clone()) } else { Home::Among(among) }
    }
}

fn sorted(mut signs: Vec<Sign>) -> Vec<Sign> {
    signs.sort_unstable();
    signs.dedup();
    signs
}

/// What persons judged of pairs of claims that are there, in order. Of several judgements on one pair the most
/// cautious counts: different before unsure before same.
pub(crate) fn human_verdicts(
    judgements: &[Judgement],
    is_there: impl Fn(&ClaimId) -> bool,
) -> BTreeMap<(ClaimId, ClaimId), Verdict> {
    let caution = |verdict: Verdict| match verdict {
        Verdict::Same => 0,
        Verdict::Unsure => 1,
        Verdict::Different => 2,
    };
    let mut verdicts = BTreeMap::new();
    for judgement in judgements.iter().filter(|judgement| matches!(judgement.author, Author::Person(_))) {
        let pair = (judgement.left.min(judgement.right), judgement.left.max(judgement.right));
        if pair.0 == pair.1 || !is_there(&pair.0) || !is_there(&pair.1) {
            continue;
        }
        let kept = verdicts.entry(pair).or_insert(judgement.verdict);
        if caution(judgement.verdict) > caution(*kept) {
            *kept = judgement.verdict;
        }
    }
    verdicts
}

/// What people judged, by numbers of claims.
#[derive(Debug, Default)]
pub(crate) struct Human {
    verdicts: BTreeMap<(u32, u32), Verdict>,
    judged: HashSet<u32>,
}

impl Human {
    fn new(judgements: &[Judgement], claims: &[&Claim]) -> Human {
        let number =
            |id: &ClaimId| claims.binary_search_by_key(id, |claim| claim.id).ok().map(|at| at as u32);
        let mut human = Human::default();
        for ((left, right), verdict) in human_verdicts(judgements, |id| number(id).is_some()) {
            if let (Some(left), Some(right)) = (number(&left), number(&right)) {
                human.judged.extend([left, right]);
                human.verdicts.insert((left, right), verdict);
            }
        }
        human
    }

    /// The verdicts on pairs of nodes, for nodes of single judged claims.
    pub(crate) fn on_nodes(&self, nodes: &[Node]) -> BTreeMap<(u32, u32), Verdict> {
        let mut node_of: HashMap<u32, u32> = HashMap::new();
        for (number, node) in nodes.iter().enumerate() {
            for &claim in node.claims.iter().filter(|claim| self.judged.contains(claim)) {
                node_of.insert(claim, number as u32);
            }
        }
        let find = |(pair, verdict): (&(u32, u32), &Verdict)| {
            let (left, right) = (*node_of.get(&pair.0)?, *node_of.get(&pair.1)?);
            Some(((left.min(right), left.max(right)), *verdict))
        };
        self.verdicts.iter().filter_map(find).collect()
    }
}

/// Claims that say the same.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Numbers of claims, ascending.
    pub claims: Vec<u32>,
    pub subject: u32,
    /// Numbers of publications, ascending.
    pub publications: Vec<u32>,
}

impl Node {
    pub(crate) fn shares_publication(&self, other: &Node) -> bool {
        let (short, long) = if self.publications.len() <= other.publications.len() {
            (&self.publications, &other.publications)
        } else {
            (&other.publications, &self.publications)
        };
        short.iter().any(|publication| long.binary_search(publication).is_ok())
    }
}

/// The nodes of one kind.
pub(crate) struct Stage<S> {
    pub subjects: Vec<S>,
    pub nodes: Vec<Node>,
}

impl<S: Subject> Stage<S> {
    /// Groups claims by what they say. Claims of different publications share a node only where their words
    /// alone are enough to judge them the same; a claim that a person judged keeps a node of its own.
    pub(crate) fn new(
        ground: &Ground<'_>,
        numbers: &[u32],
        signature: impl Fn(u32, &Claim, Option<&Source>) -> String,
        subject: impl Fn(u32, &Claim, Option<&Source>) -> S,
    ) -> Stage<S> {
        let mut stage = Stage { subjects: Vec::new(), nodes: Vec::new() };
        let mut sure: Vec<bool> = Vec::new();
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut nodes: HashMap<(u32, u32), u32> = HashMap::new();
        for &number in numbers {
            let Some(claim) = ground.claim(number) else { continue };
            let source = ground.source(claim);
            let next = stage.subjects.len() as u32;
            let subject_number = *known.entry(signature(number, claim, source)).or_insert(next);
            if subject_number == next {
                let made = subject(number, claim, source);
                sure.push(is_sure(&made, ground.known));
                stage.subjects.push(made);
            }
            let publication = ground.publication(number);
            let shared = sure.get(subject_number as usize) == Some(&true);
            let place = (subject_number, if shared { u32::MAX } else { publication });
            let next = stage.nodes.len() as u32;
            let node = if ground.human.judged.contains(&number) {
                next
            } else {
                *nodes.entry(place).or_insert(next)
            };
            if node == next {
                stage.nodes.push(Node {
                    claims: Vec::new(),
                    subject: subject_number,
                    publications: Vec::new(),
                });
            }
            if let Some(node) = stage.nodes.get_mut(node as usize) {
                node.claims.push(number);
                node.publications.push(publication);
            }
        }
        for node in &mut stage.nodes {
            node.publications.sort_unstable();
            node.publications.dedup();
        }
        stage
    }

    pub(crate) fn node(&self, number: u32) -> Option<(&Node, &S)> {
        let node = self.nodes.get(number as usize)?;
        Some((node, self.subjects.get(node.subject as usize)?))
    }

    /// Nodes in the order of their ranks, for overfull blocks.
    pub(crate) fn ranks(&self) -> Vec<u32> {
        let ranks: Vec<String> = self.subjects.iter().map(Subject::rank).collect();
        let mut order: Vec<u32> = (0..self.nodes.len() as u32).collect();
        let rank = |node: &u32| {
            let subject = self.nodes.get(*node as usize).map_or(0, |node| node.subject);
            (ranks.get(subject as usize), *node)
        };
        order.sort_by(|a, b| rank(a).cmp(&rank(b)));
        let mut out = vec![0; order.len()];
        for (place, node) in order.into_iter().enumerate() {
            if let Some(slot) = out.get_mut(node as usize) {
                *slot = place as u32;
            }
        }
        out
    }
}

pub(crate) fn is_sure(subject: &impl Subject, known: &Known) -> bool {
    let mut tally = Tally::default();
    subject.weigh(subject, Pairing::default(), known, &mut tally);
    !tally.is_vetoed() && tally.points() >= SURE
}

/// Clusters by claim.
#[derive(Debug, Default)]
pub(crate) struct Clusters(HashMap<u32, u32>);

impl Clusters {
    pub(crate) fn of(nodes: &[Node], ruling: &Ruling) -> Clusters {
        let mut clusters = HashMap::new();
        for (number, node) in nodes.iter().enumerate() {
            for &claim in &node.claims {
                clusters.insert(claim, ruling.cluster(number as u32));
            }
        }
        Clusters(clusters)
    }

    pub(crate) fn get(&self, claim: u32) -> Option<u32> {
        self.0.get(&claim).copied()
    }

    /// The claims of each cluster, in order.
    pub(crate) fn members(&self) -> BTreeMap<u32, Vec<u32>> {
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (&claim, &cluster) in &self.0 {
            members.entry(cluster).or_default().push(claim);
        }
        members.values_mut().for_each(|claims| claims.sort_unstable());
        members
    }
}

/// What is known of two nodes from their publications alone.
pub(crate) fn beside<S: Subject>(stage: &Stage<S>, one: u32, two: u32) -> Pairing {
    let node = |number: u32| stage.nodes.get(number as usize);
    let one_publication =
        one != two && node(one).zip(node(two)).is_some_and(|(one, two)| one.shares_publication(two));
    Pairing { one_publication, ..Pairing::default() }
}
