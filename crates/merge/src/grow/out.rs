//! What comes out of a turn: entries that are new or others, and the judgements behind them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use record::{Claim, ClaimId, Date, Entry, EntryId, Judgement, PublicationId, Verdict};

use super::layer::{Layer, Turn};
use super::reader::{Reader, Shelf};
use super::{DOCUMENT, Delta, EVENT, Filed, Grown, OFFICE};
use crate::kinds::Made;
use crate::link::{judgement, person_of, thing_of};
use crate::score::{Tally, probability};
use crate::stage::Ground;

/// Entries of one kind, whose clusters are numbered by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Room {
    Event,
    Person,
    Office,
    Document,
    Plain(u16),
}

/// Clusters that are told of at once.
const PORTION: usize = 1000;

type Members = Vec<(ClaimId, PublicationId)>;

impl Grown {
    fn members(&self, room: Room, cluster: u32) -> Members {
        let mut found: Members = match room {
            Room::Event => self.events.members(cluster).collect(),
            Room::Person => self.persons.members(cluster).collect(),
            Room::Office => self.offices.members(cluster).collect(),
            Room::Document => self.documents.members(cluster).collect(),
            Room::Plain(kind) => {
                self.plain.get(&kind).map(|layer| layer.members(cluster).collect()).unwrap_or_default()
            }
        };
        found.sort_unstable();
        found
    }

    /// The clusters that a claim stands in.
    fn rooms_of(&self, claim: &ClaimId) -> Vec<(Room, u32)> {
        let Some(filed) = self.filed.get(claim) else { return Vec::new() };
        let found = match self.kind(claim) {
            Some(EVENT) => vec![(Room::Event, self.events.cluster_of(claim))],
            Some(OFFICE) => {
                vec![
                    (Room::Person, self.persons.cluster_of(claim)),
                    (Room::Office, self.offices.cluster_of(claim)),
                ]
            }
            Some(DOCUMENT) => vec![(Room::Document, self.documents.cluster_of(claim))],
            _ => {
                let layer = self.plain.get(&filed.kind);
                vec![(Room::Plain(filed.kind), layer.and_then(|layer| layer.cluster_of(claim)))]
            }
        };
        found.into_iter().filter_map(|(room, cluster)| Some((room, cluster?))).collect()
    }

    fn kind_of(&self, room: Room) -> &str {
        match room {
            Room::Event => EVENT,
            Room::Person => "person",
            Room::Office => OFFICE,
            Room::Document => DOCUMENT,
            Room::Plain(kind) => self.kinds.get(usize::from(kind)).map(String::as_str).unwrap_or_default(),
        }
    }

    /// The id that a cluster has now: see [`crate::link::id_of`].
    fn id_of<W: Shelf>(&self, room: Room, members: &Members, reader: &Reader<'_, W>) -> Option<EntryId> {
        let age = |(claim, publication): &(ClaimId, PublicationId)| -> (bool, Option<Date>, ClaimId) {
            let day = reader.sources.get(publication).and_then(|source| source.published_on);
            (day.is_none(), day, *claim)
        };
        let (first, _) = members.iter().min_by_key(|member| age(member))?;
        Some(EntryId::of([self.kind_of(room).as_bytes(), first.as_bytes().as_slice()]))
    }

    pub(super) fn deliver<W: Shelf>(
        &mut self,
        touched: &BTreeSet<PublicationId>,
        lost: &[(ClaimId, Filed)],
        turns: Vec<(Room, Turn)>,
        tells: bool,
        reader: &Reader<'_, W>,
    ) -> Result<Delta, W::Error> {
        // what may be another entry now: what was judged anew, and what a touched publication tells of
        let mut stale: BTreeSet<(Room, u32)> = BTreeSet::new();
        for (room, turn) in &turns {
            stale.extend(turn.judged.iter().map(|cluster| (*room, *cluster)));
        }
        let mut speaking: BTreeSet<PublicationId> = touched.clone();
        for (_, turn) in &turns {
            speaking.extend(self.pages_of(&turn.changes));
        }
        for page in touched {
            stale.extend(self.clusters_on(*page));
        }
        // entries whose name changes are spoken of under another one
        let mut gone: BTreeSet<EntryId> = BTreeSet::new();
        let mut named: BTreeSet<EntryId> = BTreeSet::new();
        for (room, turn) in &turns {
            gone.extend(turn.gone.iter().filter_map(|cluster| self.entries.remove(&(*room, *cluster))));
        }
        for &(room, cluster) in &stale {
            let members = self.members(room, cluster);
            let Some(id) = self.id_of(room, &members, reader) else { continue };
            let before = self.entries.insert((room, cluster), id);
            named.insert(id);
            if before == Some(id) {
                continue;
            }
            gone.extend(before);
            for (claim, publication) in &members {
                speaking.insert(*publication);
                speaking.extend(self.foreign.get(claim).into_iter().flatten());
                let askers = self.names.of_claim.get(claim).filter(|_| room == Room::Person);
                speaking.extend(askers.and_then(|name| self.names.askers.get(name)).into_iter().flatten());
            }
        }
        if !tells {
            return Ok(Delta::default());
        }
        for page in &speaking {
            stale.extend(self.clusters_on(*page));
        }
        let mut delta = Delta { gone: gone.difference(&named).copied().collect(), ..Delta::default() };
        for (room, cluster) in stale {
            delta.entries.extend(self.entry(room, cluster, reader)?);
        }
        delta.entries.sort_by_key(|entry| entry.id);
        let mut claims: BTreeSet<ClaimId> = lost.iter().map(|(claim, _)| *claim).collect();
        for (room, turn) in turns {
            // offices are told by their persons, and nobody judges on them
            if room == Room::Office {
                continue;
            }
            claims.extend(turn.changes.iter().map(|change| change.claim));
            for cluster in &turn.judged {
                claims.extend(self.members(room, *cluster).into_iter().map(|(claim, _)| claim));
            }
            self.explain(room, &turn.judged, reader, &mut delta)?;
        }
        delta.claims = claims.into_iter().collect();
        Ok(delta)
    }

    /// Why claims share these clusters, and which pairs a person should look at.
    fn explain<W: Shelf>(
        &mut self,
        room: Room,
        clusters: &BTreeSet<u32>,
        reader: &Reader<'_, W>,
        delta: &mut Delta,
    ) -> Result<(), W::Error> {
        match room {
            Room::Event => explain(&mut self.events, clusters, reader, delta),
            Room::Person => explain(&mut self.persons, clusters, reader, delta),
            Room::Document => explain(&mut self.documents, clusters, reader, delta),
            Room::Plain(kind) => match self.plain.get_mut(&kind) {
                Some(layer) => explain(layer, clusters, reader, delta),
                None => Ok(()),
            },
            // offices are told by their persons, and nobody judges on them
            Room::Office => Ok(()),
        }
    }

    pub(super) fn tell_all_of<W: Shelf>(
        &mut self,
        reader: &Reader<'_, W>,
        give: &mut dyn FnMut(Delta) -> Result<(), W::Error>,
    ) -> Result<(), W::Error> {
        let mut rooms = vec![
            (Room::Event, self.events.all()),
            (Room::Person, self.persons.all()),
            (Room::Office, self.offices.all()),
            (Room::Document, self.documents.all()),
        ];
        rooms.extend(self.plain.iter().map(|(kind, layer)| (Room::Plain(*kind), layer.all())));
        // what one publication tells of is told together, so that its claims are read together
        let mut all: Vec<(PublicationId, Room, u32)> = Vec::new();
        for (room, clusters) in rooms {
            all.extend(clusters.into_iter().filter_map(|cluster| {
                let home = self.members(room, cluster).into_iter().map(|(_, page)| page).min()?;
                Some((home, room, cluster))
            }));
        }
        all.sort_unstable();
        for portion in all.chunks(PORTION) {
            for told in portion.chunk_by(|one, two| one.0 == two.0) {
                let claims = told.first().map(|(page, ..)| reader.shelf.claims(page)).transpose()?;
                reader.keep(claims.into_iter().flatten().map(Rc::new));
            }
            let mut delta = Delta::default();
            let mut by_room: BTreeMap<Room, BTreeSet<u32>> = BTreeMap::new();
            for &(_, room, cluster) in portion {
                delta.entries.extend(self.entry(room, cluster, reader)?);
                if room != Room::Office {
                    delta.claims.extend(self.members(room, cluster).into_iter().map(|(claim, _)| claim));
                }
                by_room.entry(room).or_default().insert(cluster);
            }
            delta.claims.sort_unstable();
            for (room, clusters) in by_room {
                self.explain(room, &clusters, reader, &mut delta)?;
            }
            delta.entries.sort_unstable_by_key(|entry| entry.id);
            give(delta)?;
        }
        Ok(())
    }

    fn clusters_on(&self, page: PublicationId) -> impl Iterator<Item = (Room, u32)> {
        let claims = self.pages.get(&page).map(Vec::as_slice).unwrap_or_default();
        claims.iter().flat_map(|claim| self.rooms_of(claim))
    }

    fn entry<W: Shelf>(
        &self,
        room: Room,
        cluster: u32,
        reader: &Reader<'_, W>,
    ) -> Result<Option<Entry>, W::Error> {
        let Some(&id) = self.entries.get(&(room, cluster)) else { return Ok(None) };
        let mut claims: Vec<Claim> = Vec::new();
        for (claim, _) in self.members(room, cluster) {
            claims.extend(reader.with(&claim, Claim::clone)?);
        }
        let ground = Ground::bare(&claims, reader.sources, reader.known);
        let numbers: Vec<u32> = (0..ground.claims.len() as u32).collect();
        if room == Room::Person {
            return Ok(Some(person_of(id, &numbers, &ground)));
        }
        let mut entry = thing_of(id, self.kind_of(room), &numbers, &ground);
        let mut refs: BTreeMap<String, HashMap<EntryId, usize>> = BTreeMap::new();
        for claim in &claims {
            for (slot, target) in self.spoken_of(room, claim, id) {
                *refs.entry(slot).or_default().entry(target).or_default() += 1;
            }
        }
        for (slot, targets) in refs {
            let most = targets.into_iter().max_by_key(|&(id, count)| (count, Reverse(id)));
            entry.refs.extend(most.map(|(target, _)| (slot, target)));
        }
        Ok(Some(entry))
    }

    /// The entries that a claim speaks of, as [`crate::link`] finds them.
    fn spoken_of(&self, room: Room, claim: &Claim, own: EntryId) -> Vec<(String, EntryId)> {
        let mut found = Vec::new();
        for (slot, target) in &claim.refs {
            let room = self.rooms_of(target).into_iter().rfind(|(room, _)| *room != Room::Person);
            let entry = room.and_then(|room| self.entries.get(&room)).filter(|entry| **entry != own);
            found.extend(entry.map(|entry| (slot.clone(), *entry)));
        }
        let person = |cluster: u32| self.entries.get(&(Room::Person, cluster)).copied();
        match room {
            Room::Office => {
                let holder = self.persons.cluster_of(&claim.id).and_then(person);
                found.extend(holder.map(|holder| ("person".to_owned(), holder)));
            }
            Room::Plain(kind) if matches!(claim.kind.as_str(), "participation" | "statement" | "figure") => {
                let node = self.plain.get(&kind).and_then(|layer| layer.node_of(&claim.id));
                let ties = node.map(|(_, node)| node.aside.ties()).unwrap_or_default();
                let event = ties.event.filter(|_| !claim.refs.contains_key(EVENT));
                let event = event.and_then(|event| self.entries.get(&(Room::Event, event)));
                found.extend(event.map(|event| (EVENT.to_owned(), *event)));
                found.extend(ties.person.and_then(person).map(|person| ("person".to_owned(), person)));
            }
            _ => {}
        }
        found
    }
}

fn explain<S: Made, W: Shelf>(
    layer: &mut Layer<S>,
    clusters: &BTreeSet<u32>,
    reader: &Reader<'_, W>,
    delta: &mut Delta,
) -> Result<(), W::Error> {
    let mut joins = Vec::new();
    for cluster in clusters {
        joins.extend_from_slice(layer.joins(*cluster));
        for (_, node) in layer.nodes(*cluster) {
            let mut claims = node.claims.iter().map(|(claim, _)| *claim);
            let Some(first) = claims.next() else { continue };
            let alike = claims
                .map(|claim| judgement((first, claim), Verdict::Same, 0.99, vec!["worded alike".to_owned()]));
            delta.judgements.extend(alike);
        }
    }
    let unsure = layer.unsure(clusters);
    layer.load(joins.iter().chain(&unsure).flat_map(|edge| [edge.one, edge.two]), reader)?;
    for (edges, verdict) in [(&joins, Verdict::Same), (&unsure, Verdict::Unsure)] {
        for edge in edges {
            let first =
                |node: u32| layer.node(node).and_then(|node| node.claims.first()).map(|(claim, _)| *claim);
            let (Some(one), Some(two)) = (first(edge.one), first(edge.two)) else { continue };
            let reasons = layer.weigh(edge.one, edge.two, Tally::explained(), reader).into_reasons();
            let made: Judgement = judgement((one, two), verdict, probability(edge.points), reasons);
            match verdict {
                Verdict::Same => delta.judgements.push(made),
                _ => delta.unsure.push(made),
            }
        }
    }
    Ok(())
}
