//! What publications are about, and what is told of beside it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use record::PublicationId;

use super::layer::{Node, Shape};
use super::pages::{Pages, Tellings, tellings_of};
use super::reader::Shelf;
use super::{EVENT, Grown};
use crate::scene::{Spoken, main_event};

/// Of each publication the clusters of its events, by kind.
pub(super) type Scenes = HashMap<PublicationId, Kinds>;
type Kinds = HashMap<Option<u64>, BTreeSet<u32>>;

impl Grown {
    /// Settles again what publications are about; gives those that are about something else now.
    pub(super) fn settle_about<W: Shelf>(
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
    pub(super) fn beside(&self, node: &Node, scenes: &RefCell<Scenes>) -> Shape {
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
    pub(super) fn scene(&self, page: PublicationId) -> Kinds {
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
    pub(super) fn under(&self, node: &Node) -> Shape {
        let mut context: Vec<u32> =
            node.looked_at().iter().filter_map(|page| self.about.get(page).copied()).collect();
        context.sort_unstable();
        context.dedup();
        Shape { context, alone: false }
    }
}
