//! The search index of a record: derived, and built again wherever it is behind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use record::{ClaimId, PublicationId};
use report::Names as _;
use search::{Card, Index};
use store::{Archive, ClaimFilter, PublicationFilter};

use crate::names;
use crate::packs::Packs;

/// Where the index of a record lies.
pub fn place(dir: &Path) -> PathBuf {
    dir.join("index")
}

/// Opens the index, if it is of this state of the record; `None` where it must be built.
pub fn open(dir: &Path, state: &str) -> Result<Option<Index>, search::Error> {
    match Index::open(place(dir)) {
        Ok(index) => Ok((index.mark()?.as_deref() == Some(state)).then_some(index)),
        Err(error) if error.is_mended_by_rebuild() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Builds the index anew from the record.
pub fn build(dir: &Path, archive: &dyn Archive, packs: &Packs, state: &str) -> anyhow::Result<Index> {
    let directory = names::directory(packs)?;
    let publications = archive.publications(&PublicationFilter::default())?;
    let told: BTreeMap<PublicationId, (&str, &record::Lang)> =
        publications.iter().map(|one| (one.id, (one.doc.as_str(), &one.lang))).collect();
    let mut sources: BTreeMap<ClaimId, PublicationId> = BTreeMap::new();
    archive.each_claim(&ClaimFilter::default(), &mut |claim| {
        sources.extend(claim.evidence.first().map(|one| (claim.id, one.publication)));
        Ok(())
    })?;
    let entries = archive.entries(None)?;
    let mut broken = None;
    let of_entries = entries.iter().map(|entry| {
        let mut card = Card::entry(entry);
        let behind: BTreeSet<&PublicationId> = entry.claims.iter().filter_map(|id| sources.get(id)).collect();
        for (doc, lang) in behind.into_iter().filter_map(|id| told.get(id)) {
            card.docs.push((*doc).to_owned());
            if !card.langs.contains(lang) {
                card.langs.push((*lang).clone());
            }
        }
        let ids: Vec<String> = card.orgs.iter().flat_map(|name| directory.organisations(name)).collect();
        card.orgs.extend(ids);
        card
    });
    // one text at a time
    let of_publications = publications.iter().map_while(|publication| {
        match archive.text(publication.id, publication.version) {
            Ok(text) => Some(Card::publication(publication, &text.unwrap_or_default())),
            Err(error) => {
                broken = Some(error);
                None
            }
        }
    });
    let index = Index::rebuild(place(dir), of_entries.chain(of_publications), state)?;
    match broken {
        Some(error) => Err(error.into()),
        None => Ok(index),
    }
}
