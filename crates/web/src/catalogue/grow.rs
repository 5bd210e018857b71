//! How a catalogue is made: of the whole record, or of the catalogue before it and of what has changed since.

use std::collections::{BTreeSet, HashMap};

use record::{CaptureId, Claim, ClaimId, Edtf, Entry, EntryId, Publication, PublicationId};
use store::reviews::{self, Standing};
use store::{Archive, Changes, ClaimFilter, Error, OriginId, PublicationFilter};

use super::ids::{ById, Ids};
use super::{
    Catalogue, Difference, Kept, Leaf, Lists, NO_DAY, ORG, Row, SPOT, day_number, kind_number, when,
};
use crate::house::Lore;
use crate::proposals::{self, Proposal, UNSURE};

impl Catalogue {
    /// Reads the whole record.
    pub fn build(archive: &dyn Archive, lore: &dyn Lore, state: String) -> Result<Catalogue, Error> {
        // what changes while it is read is read again the next time
        let upto = archive.changes(u64::MAX)?.last;
        let standing = Standing::of(&archive.review_history()?);
        let mut made = Catalogue { state, upto: Some(upto), standing, ..Catalogue::default() };
        let entered = first_captures(archive)?;
        let mut leaves = Vec::new();
        archive.each_publication(&PublicationFilter::default(), &mut |publication| {
            leaves.push(made.leaf(&publication, entered.get(&publication.capture).map(String::as_str)));
            Ok(())
        })?;
        drop(entered);
        leaves.sort_by(|a, b| made.publication_order(a, b));
        made.place_publications(leaves);
        let mut behind: ById<ClaimId, u32> = ById::default();
        let mut unsure = Vec::new();
        archive.each_claim(&ClaimFilter::default(), &mut |claim| {
            let Some(first) = made.counts(&claim, &mut unsure) else { return Ok(()) };
            if let Some(&number) = made.by_publication.get(&first) {
                behind.insert(claim.id, number);
                if let Some(leaf) = made.publications.get_mut(number as usize) {
                    leaf.claims += 1;
                }
            }
            Ok(())
        })?;
        unsure.sort_unstable();
        made.unsure = unsure;
        let mut rows = Vec::new();
        archive.each_entry(None, &mut |entry| {
            let numbers: BTreeSet<u32> =
                entry.claims.iter().filter_map(|claim| behind.get(claim)).copied().collect();
            let differing = differing(&entry, |claim| Ok(behind.get(&claim).copied()))?;
            rows.push(made.row(&entry, &numbers, differing, lore));
            Ok(())
        })?;
        made.entries = rows;
        made.offices.sort_unstable();
        made.differences.sort_by_key(|one| one.entry);
        made.sort_entries();
        made.symbols.settle();
        Ok(made)
    }

    /// The catalogue of a later state, where it can be made of this one: of changes in the record as it is, whoever
    /// may see how much of it. `None` where the whole record is to be read.
    pub fn grown(
        &self,
        archive: &dyn Archive,
        changes: &Changes,
        lore: &dyn Lore,
        state: String,
    ) -> Result<Option<Catalogue>, Error> {
        if self.upto.is_none() || changes.all || changes.entries.len() > self.entries.len() / 4 + 1000 {
            return Ok(None);
        }
        let history = archive.review_history()?;
        let standing = Standing::of(&history);
        let mut touched = changes.publications.clone();
        touched.extend(reviews::decided_otherwise(archive, &history, &self.standing, &standing)?);
        let mut made = Catalogue {
            state,
            upto: Some(changes.last),
            standing,
            symbols: self.symbols.clone(),
            spots: self.spots.clone(),
            kept: Kept::default(),
            ..Catalogue::default()
        };
        let mut entries = changes.entries.clone();
        made.take_publications(self, archive, &touched, &mut entries)?;
        made.take_entries(self, archive, &entries, lore)?;
        made.symbols.settle();
        Ok(Some(made))
    }

    /// Takes over publications but for those that were touched, which it reads. Entries that they tell of stand in
    /// lists by what is known of them.
    fn take_publications(
        &mut self,
        before: &Catalogue,
        archive: &dyn Archive,
        touched: &BTreeSet<PublicationId>,
        entries: &mut BTreeSet<EntryId>,
    ) -> Result<(), Error> {
        let touched_fast: Ids<PublicationId> = touched.iter().copied().collect();
        let kept = |id: &PublicationId| !touched_fast.contains(id);
        let mut leaves: Vec<Leaf> = Vec::new();
        let mut unsure: Vec<_> = before.unsure.iter().filter(|(_, _, of)| kept(of)).copied().collect();
        for &id in touched {
            let Some(publication) = archive.publication(id, None)? else { continue };
            let entered = archive.origins_of(publication.capture)?.into_iter().next();
            let mut leaf = self.leaf(&publication, entered.as_ref().map(|first| first.origin.at.as_str()));
            let of = ClaimFilter { publication: Some(id), ..ClaimFilter::default() };
            for claim in archive.claims(&of)? {
                leaf.claims += u32::from(self.counts(&claim, &mut unsure).is_some());
            }
            leaves.push(leaf);
            entries.extend(archive.told_by(id, publication.version)?.into_iter().map(|told| told.entry));
        }
        unsure.sort_unstable();
        self.unsure = unsure;
        leaves.sort_by(|a, b| self.publication_order(a, b));
        // both are in order
        let mut new = leaves.into_iter().peekable();
        let mut merged = Vec::with_capacity(before.publications.len() + new.len());
        for leaf in before.publications.iter().filter(|leaf| kept(&leaf.id)) {
            while let Some(next) = new.next_if(|next| self.publication_order(next, leaf).is_lt()) {
                merged.push(next);
            }
            merged.push(*leaf);
        }
        merged.extend(new);
        self.place_publications(merged);
        Ok(())
    }

    fn take_entries(
        &mut self,
        before: &Catalogue,
        archive: &dyn Archive,
        changed: &BTreeSet<EntryId>,
        lore: &dyn Lore,
    ) -> Result<(), Error> {
        let changed_fast: Ids<EntryId> = changed.iter().copied().collect();
        let kept = |id: &EntryId| !changed_fast.contains(id);
        self.differences = before.differences.iter().filter(|one| kept(&one.entry)).cloned().collect();
        self.offices = before.offices.iter().filter(|(_, office)| kept(office)).copied().collect();
        let mut new = Vec::new();
        for &id in changed {
            let Some(entry) = archive.entry(id)? else { continue };
            let behind = archive.publications_behind(id)?;
            let numbers = behind.iter().filter_map(|id| self.by_publication.get(id)).copied().collect();
            let differing = differing(&entry, |claim| {
                let of = archive.claim(claim)?.and_then(|claim| Some(claim.evidence.first()?.publication));
                Ok(of.and_then(|of| self.by_publication.get(&of).copied()))
            })?;
            new.push(self.row(&entry, &numbers, differing, lore));
        }
        self.entries = new;
        self.sort_entries();
        // both are in order
        let new = std::mem::take(&mut self.entries);
        let mut merged = Vec::with_capacity(before.entries.len() + new.len());
        let mut new = new.into_iter().peekable();
        let mut lists = Vec::with_capacity(before.lists.len() + self.lists.len());
        let own = std::mem::take(&mut self.lists);
        for row in before.entries.iter().filter(|row| kept(&row.id)) {
            while let Some(next) = new.next_if(|next| self.order(next, row).is_lt()) {
                merged.push(moved(next, &own, &mut lists));
            }
            merged.push(moved(*row, &before.lists, &mut lists));
        }
        merged.extend(new.map(|next| moved(next, &own, &mut lists)));
        self.entries = merged;
        self.lists = lists;
        self.differences.sort_by_key(|one| one.entry);
        self.offices.sort_unstable();
        Ok(())
    }

    /// Whether a claim counts: then the publication that it is of. Notes what was found unsurely.
    fn counts(&self, claim: &Claim, unsure: &mut Vec<(u8, ClaimId, PublicationId)>) -> Option<PublicationId> {
        if !self.standing.admits(claim) {
            return None;
        }
        let first = claim.evidence.first()?.publication;
        if claim.confidence < UNSURE {
            unsure.push((claim.confidence, claim.id, first));
        }
        Some(first)
    }

    fn leaf(&mut self, publication: &Publication, entered: Option<&str>) -> Leaf {
        Leaf {
            id: publication.id,
            version: publication.version,
            doc: self.symbols.of(&publication.doc),
            title: publication.title.as_deref().map(|title| self.symbols.of(title)),
            publisher: publication.publisher.as_deref().map(|name| self.symbols.of(name)),
            lang: self.symbols.of(publication.lang.as_str()),
            published_on: publication.published_on,
            entered: entered.map(|at| self.symbols.of(at)),
            claims: 0,
        }
    }

    fn row(
        &mut self,
        entry: &Entry,
        publications: &BTreeSet<u32>,
        differing: Differing,
        lore: &dyn Lore,
    ) -> Row {
        for (property, proposal, of) in differing {
            let leaves = of.iter().filter_map(|at| self.publications.get(*at as usize));
            let sources: BTreeSet<super::Symbol> = leaves.filter_map(|leaf| leaf.publisher).collect();
            let property = self.symbols.of(&property);
            let sources = sources.into_iter().collect();
            self.differences.push(Difference { entry: entry.id, property, sources, proposal });
        }
        if entry.kind == "office" {
            self.offices.extend(entry.refs.get("person").map(|person| (*person, entry.id)));
        }
        let leaves = || publications.iter().filter_map(|at| self.publications.get(*at as usize));
        let langs: BTreeSet<super::Symbol> = leaves().map(|leaf| leaf.lang).collect();
        let sources: BTreeSet<super::Symbol> = leaves().filter_map(|leaf| leaf.publisher).collect();
        let entered = leaves().filter_map(|leaf| leaf.entered).min_by_key(|at| self.text(*at));
        let when = when(entry);
        let days = when.as_deref().and_then(|when| when.parse::<Edtf>().ok()).map(|date| {
            let first = date.first_day().or(date.last_day()).map_or(NO_DAY, day_number);
            (first, date.last_day().map_or(i32::MAX, day_number))
        });
        let bodies = self.bodies_of(entry, lore);
        let places = self.places_of(entry, lore);
        let mut term = |names: &[&str]| {
            let term = names.iter().find_map(|name| entry.value(name))?;
            Some(self.symbols.of(term))
        };
        let (sort, status) = (term(&["kind", "role", "what"]), term(&["status", "action"]));
        let from = self.lists.len() as u32;
        let lengths = [bodies, places, langs, sources].map(|list| {
            let before = self.lists.len();
            self.lists.extend(list.into_iter().take(usize::from(u16::MAX)));
            (self.lists.len() - before) as u16
        });
        Row {
            id: entry.id,
            key: search::key(search::Id::Entry(entry.id), &entry.claims),
            kind: kind_number(&entry.kind),
            disputed: entry.is_disputed(),
            label: self.symbols.of(&entry.label),
            sort,
            status,
            when: when.map(|when| self.symbols.of(&when)),
            days,
            publications: publications.len() as u32,
            claims: entry.claims.len() as u32,
            amount: entry
                .value("value")
                .filter(|_| entry.kind == "figure")
                .and_then(|value| value.parse().ok()),
            entered,
            shared: Lists { from, lengths },
        }
    }

    /// Bodies by the ids that packs give them, else by their words.
    fn bodies_of(&mut self, entry: &Entry, lore: &dyn Lore) -> BTreeSet<super::Symbol> {
        let mut found = BTreeSet::new();
        for value in values(entry, &["body", "organisation"]) {
            let ids = lore.organisations(value);
            if ids.is_empty() {
                found.insert(self.symbols.of(value));
            }
            for id in ids {
                found.insert(self.symbols.of(&format!("{ORG}{id}")));
                // who asks for an organisation means its bodies too
                if let Some((whole, _)) = id.split_once('/') {
                    found.insert(self.symbols.of(&format!("{ORG}{whole}")));
                }
            }
        }
        found
    }

    fn places_of(&mut self, entry: &Entry, lore: &dyn Lore) -> BTreeSet<super::Symbol> {
        let mut found = BTreeSet::new();
        for value in values(entry, &["place"]) {
            match lore.spot(value) {
                Some(spot) => {
                    let symbol = self.symbols.of(&format!("{SPOT}{}", spot.key));
                    self.spots.entry(symbol).or_insert(spot);
                    found.insert(symbol);
                }
                None => {
                    found.insert(self.symbols.of(value));
                }
            }
        }
        found
    }

    fn order(&self, a: &Row, b: &Row) -> std::cmp::Ordering {
        let first = |row: &Row| row.days.map_or(i32::MIN, |(first, _)| first);
        let label = |row: &Row| self.text(row.label);
        first(b).cmp(&first(a)).then_with(|| label(a).cmp(label(b))).then_with(|| a.id.cmp(&b.id))
    }

    fn sort_entries(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by(|a, b| self.order(a, b));
        self.entries = entries;
    }

    fn publication_order(&self, a: &Leaf, b: &Leaf) -> std::cmp::Ordering {
        let doc = |leaf: &Leaf| self.text(leaf.doc);
        b.published_on.cmp(&a.published_on).then_with(|| doc(a).cmp(doc(b))).then_with(|| a.id.cmp(&b.id))
    }

    fn place_publications(&mut self, publications: Vec<Leaf>) {
        self.by_publication = publications.iter().zip(0_u32..).map(|(leaf, at)| (leaf.id, at)).collect();
        self.publications = publications;
    }
}

/// Properties on which sources differ, each with the places of the publications that give its values.
type Differing = Vec<(String, Proposal, BTreeSet<u32>)>;

/// On what sources differ about an entry; `of` tells which publication a claim is of, by its place.
fn differing(entry: &Entry, of: impl Fn(ClaimId) -> Result<Option<u32>, Error>) -> Result<Differing, Error> {
    let mut found = Vec::new();
    for proposal in proposals::differences(entry) {
        let Proposal::Difference { property, .. } = &proposal else { continue };
        let property = property.clone();
        let values = entry.property(&property).into_iter().flat_map(|property| &property.values);
        let mut publications = BTreeSet::new();
        for claim in values.flat_map(|value| &value.claims) {
            publications.extend(of(*claim)?);
        }
        found.push((property, proposal, publications));
    }
    Ok(found)
}

/// The row with its lists in another place.
fn moved(row: Row, from: &[super::Symbol], to: &mut Vec<super::Symbol>) -> Row {
    let start = row.shared.from as usize;
    let length: usize = row.shared.lengths.iter().map(|length| usize::from(*length)).sum();
    let shared = Lists { from: to.len() as u32, ..row.shared };
    to.extend_from_slice(from.get(start..start + length).unwrap_or_default());
    Row { shared, ..row }
}

fn values<'e>(entry: &'e Entry, names: &[&str]) -> impl Iterator<Item = &'e str> {
    let wanted: Vec<_> = names.iter().filter_map(|name| entry.property(name)).collect();
    wanted.into_iter().flat_map(|property| property.values.iter().map(|value| value.text.as_str()))
}

/// When bytes were captured first, by capture.
fn first_captures(archive: &dyn Archive) -> Result<HashMap<CaptureId, String>, Error> {
    let mut found = HashMap::new();
    let mut after = OriginId::START;
    loop {
        let page = archive.origins(after, 1024)?;
        let Some(last) = page.last() else { return Ok(found) };
        after = last.id;
        for origin in page {
            found.entry(origin.capture).or_insert(origin.origin.at);
        }
    }
}
