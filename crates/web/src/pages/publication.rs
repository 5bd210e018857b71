//! One publication: its text with all that claims rest on set off, and the claims beside it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use record::{Claim, Publication, PublicationId, Schema};
use store::{Archive, ClaimFilter, Versions};

use super::entry::written;
use super::{first, id, pairs};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::locale::Words;
use crate::passage::{Cited, Segment, anchor, finder, segments};
use crate::sight::Sight;

/// A claim beside the text.
pub struct Claimed {
    pub anchor: String,
    pub kind: String,
    pub kind_name: String,
    pub slots: Vec<(String, String)>,
    pub attribution: Option<String>,
    pub found_by: String,
    pub by_person: bool,
    pub confidence: u8,
    /// The entry that it stands behind.
    pub entry: Option<String>,
    /// Whether it is the first of its kind in the list.
    pub opens: bool,
}

#[derive(Template)]
#[template(path = "publication.html")]
struct Page {
    f: Frame,
    cited: Cited,
    url: Option<String>,
    doc: String,
    entered: String,
    versions: Vec<u32>,
    paragraphs: Vec<Vec<Marked>>,
    claims: Vec<Claimed>,
}

/// A stretch of the text with the places of the claims that begin in it.
pub struct Marked {
    pub text: String,
    pub anchors: Vec<String>,
    /// The anchors of all claims that it stands in, for the script.
    pub of: String,
    pub kind: String,
    pub first: String,
}

pub async fn publication(
    app: Sight,
    visitor: Visitor,
    Path(asked): Path<String>,
    query: RawQuery,
) -> Result<Response, Fault> {
    let asked: PublicationId = id(&asked)?;
    let version = first(&pairs(&query), "version").and_then(|version| version.parse().ok());
    let mut f = app.frame(&visitor, "publications", "nav-publications");
    let words = visitor.words;
    let template = app
        .read(move |archive, _| {
            let publication = archive.publication(asked, version)?.ok_or(Fault::Missing)?;
            f.title = publication.title.clone().unwrap_or_else(|| publication.doc.clone());
            of(archive, &publication, words, f)
        })
        .await?;
    page(&template)
}

fn of(archive: &dyn Archive, publication: &Publication, words: &Words, f: Frame) -> Result<Page, Fault> {
    let Publication { id, version, .. } = publication;
    let text = archive.text(*id, *version)?.unwrap_or_default();
    let filter =
        ClaimFilter { publication: Some(*id), versions: Versions::Only(*version), ..ClaimFilter::default() };
    let mut claims = archive.claims(&filter)?;
    let order = |kind: &str| Schema::built_in().kinds().iter().position(|one| one.name == kind);
    claims.sort_by_key(|claim| (order(&claim.kind), claim.evidence.first().map(|one| one.span), claim.id));
    let mut entries: BTreeMap<record::ClaimId, String> = BTreeMap::new();
    for claim in &claims {
        let behind = archive.entries_of_claim(claim.id)?;
        // a person is put together from claims of other kinds
        if let Some(entry) = behind.iter().find(|entry| entry.kind == claim.kind).or(behind.first()) {
            entries.insert(claim.id, entry.id.to_string());
        }
    }
    let mut last = "";
    let listed = claims
        .iter()
        .map(|claim| {
            let opens = std::mem::replace(&mut last, &claim.kind) != claim.kind;
            claimed(claim, opens, entries.get(&claim.id).cloned(), words)
        })
        .collect();
    let mut versions = Vec::new();
    let mut number = 1;
    while archive.publication(*id, Some(number))?.is_some() {
        versions.push(number);
        number += 1;
    }
    let captured = archive.origins_of(publication.capture)?;
    Ok(Page {
        f,
        cited: Cited::of(publication, words),
        url: publication.url.clone().filter(|url| url.starts_with("http://") || url.starts_with("https://")),
        doc: publication.doc.clone(),
        entered: captured.first().map(|origin| words.day_of(&origin.origin.at)).unwrap_or_default(),
        versions,
        paragraphs: paragraphs(&text, publication, &claims),
        claims: listed,
    })
}

fn claimed(claim: &Claim, opens: bool, entry: Option<String>, words: &Words) -> Claimed {
    let schema = Schema::built_in().kind(&claim.kind);
    let (found_by, by_person) = finder(&claim.origin);
    let slots = claim
        .slots
        .iter()
        .map(|(slot, value)| (words.property(slot), written(schema, &claim.kind, slot, value, words)));
    Claimed {
        anchor: anchor(claim.id),
        kind: claim.kind.clone(),
        kind_name: words.kinds(&claim.kind),
        slots: slots.collect(),
        attribution: claim.attribution.clone(),
        found_by,
        by_person,
        confidence: claim.confidence,
        entry,
        opens,
    }
}

fn paragraphs(text: &str, publication: &Publication, claims: &[Claim]) -> Vec<Vec<Marked>> {
    let here =
        |one: &&record::Evidence| (one.publication, one.version) == (publication.id, publication.version);
    let marks: Vec<_> = claims
        .iter()
        .enumerate()
        .flat_map(|(number, claim)| claim.evidence.iter().filter(here).map(move |one| (one.span, number)))
        .collect();
    let mut placed = vec![false; claims.len()];
    let mut marked = |segment: Segment| {
        let all = || segment.claims.iter().filter_map(|number| Some((*number, claims.get(*number)?)));
        let mut anchors = Vec::new();
        for (number, claim) in all() {
            if let Some(placed) = placed.get_mut(number)
                && !std::mem::replace(placed, true)
            {
                anchors.push(anchor(claim.id));
            }
        }
        Marked {
            of: all().map(|(_, claim)| anchor(claim.id)).collect::<Vec<_>>().join(" "),
            kind: all().next().map(|(_, claim)| claim.kind.clone()).unwrap_or_default(),
            first: all().next().map(|(_, claim)| anchor(claim.id)).unwrap_or_default(),
            anchors,
            text: segment.text,
        }
    };
    segments(text, &marks).into_iter().map(|row| row.into_iter().map(&mut marked).collect()).collect()
}
