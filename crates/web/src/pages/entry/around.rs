//! What stands around an entry: what it speaks of, what speaks of it, the publications behind it.
//!
//! Of somebody well known many thousands speak; the latest of each kind are shown, until one asks for all.

use std::collections::{BTreeMap, BTreeSet};

use record::{Claim, ClaimId, Entry, EntryId, PublicationId, Schema};
use store::Archive;

use crate::catalogue::{Catalogue, when};
use crate::error::Fault;
use crate::locale::Words;
use crate::passage::Cited;

/// So many of a kind are shown, and so many where all are asked for.
const FEW: usize = 40;
const ALL: usize = 4000;

/// Another entry.
pub struct Other {
    pub id: String,
    pub label: String,
    pub when: String,
    pub note: String,
}

/// Other entries of one kind that speak of this one.
pub struct Others {
    pub name: String,
    pub shown: Vec<Other>,
    pub total: usize,
}

/// A publication behind the entry, with how many of its claims.
pub struct Behind {
    pub cited: Cited,
    pub claims: usize,
}

/// How many of a kind are shown.
pub fn limit(all: bool) -> usize {
    if all { ALL } else { FEW }
}

pub fn refs(archive: &dyn Archive, entry: &Entry, words: &Words) -> Result<Vec<(String, Other)>, Fault> {
    let mut refs = Vec::new();
    for (slot, target) in &entry.refs {
        if let Some(target) = archive.entry(*target)? {
            refs.push((words.property(slot), other(&target, words)));
        }
    }
    Ok(refs)
}

/// What speaks of the entry, kind by kind in the order of the schema.
pub fn about(
    archive: &dyn Archive,
    catalogue: &Catalogue,
    entry: EntryId,
    limit: usize,
    words: &Words,
) -> Result<Vec<Others>, Fault> {
    let mut kinds: BTreeMap<String, Vec<EntryId>> = BTreeMap::new();
    for (id, kind) in archive.speaking_of(entry)? {
        kinds.entry(kind).or_default().push(id);
    }
    let order = |kind: &str| Schema::built_in().kinds().iter().position(|one| one.name == kind);
    let mut kinds: Vec<(String, Vec<EntryId>)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, _)| order(kind));
    let mut found = Vec::new();
    for (kind, mut ids) in kinds {
        let total = ids.len();
        if total > limit {
            // the latest, as the catalogue has them
            ids.sort_by_cached_key(|id| {
                std::cmp::Reverse(catalogue.entry(*id).and_then(|row| row.days).map(|(first, _)| first))
            });
            ids.truncate(limit);
        }
        let mut entries = Vec::with_capacity(ids.len());
        for id in ids {
            entries.extend(archive.entry(id)?);
        }
        entries.sort_by_cached_key(|one| (when(one), one.label.clone()));
        let shown = entries.iter().map(|one| other(one, words)).collect();
        found.push(Others { name: words.kinds(&kind), shown, total });
    }
    Ok(found)
}

fn other(entry: &Entry, words: &Words) -> Other {
    let term = |name: &str| entry.value(name).map(|term| words.term(&entry.kind, name, term));
    Other {
        id: entry.id.to_string(),
        label: entry.label.clone(),
        when: when(entry).map(|when| words.date(&when)).unwrap_or_default(),
        note: term("role").or_else(|| term("status")).unwrap_or_default(),
    }
}

/// The publications behind it in order of time, and how many there are; of too many the latest.
pub fn behind(
    archive: &dyn Archive,
    catalogue: &Catalogue,
    claims: &BTreeMap<ClaimId, Claim>,
    limit: usize,
    words: &Words,
) -> Result<(Vec<Behind>, usize), Fault> {
    let mut counts: BTreeMap<(PublicationId, u32), usize> = BTreeMap::new();
    for claim in claims.values() {
        let cited: BTreeSet<_> = claim.evidence.iter().map(|one| (one.publication, one.version)).collect();
        cited.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let total = counts.len();
    let mut counts: Vec<((PublicationId, u32), usize)> = counts.into_iter().collect();
    if total > limit {
        counts.sort_by_cached_key(|((id, _), _)| {
            std::cmp::Reverse(catalogue.publication(*id).and_then(|leaf| leaf.published_on))
        });
        counts.truncate(limit);
    }
    let mut found = Vec::new();
    for ((id, version), claims) in counts {
        if let Some(publication) = archive.publication(id, Some(version))? {
            let date = publication.published_on;
            found.push((date, Behind { cited: Cited::of(&publication, words), claims }));
        }
    }
    found.sort_by_key(|(date, _)| (date.is_none(), *date));
    Ok((found.into_iter().map(|(_, behind)| behind).collect(), total))
}
