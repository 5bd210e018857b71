//! The record as programs get it: the JSON of `show`, `list` and `search`.

use std::collections::BTreeMap;

use record::{Claim, Entry, Publication};
use serde::Serialize;

use crate::jobs::read::Line;
use crate::points::Points;
use crate::show::{Card, Sheet};

#[derive(Serialize)]
pub struct EntryJson<'a> {
    id: String,
    kind: &'a str,
    label: &'a str,
    disputed: bool,
    properties: Vec<PropertyJson<'a>>,
    refs: BTreeMap<&'a str, String>,
    claims: Vec<String>,
}

#[derive(Serialize)]
struct PropertyJson<'a> {
    name: &'a str,
    disputed: bool,
    values: Vec<ValueJson<'a>>,
}

#[derive(Serialize)]
struct ValueJson<'a> {
    text: &'a str,
    shown: bool,
    claims: Vec<String>,
}

impl<'a> EntryJson<'a> {
    pub fn of(entry: &'a Entry) -> EntryJson<'a> {
        let ids = |claims: &[record::ClaimId]| claims.iter().map(ToString::to_string).collect();
        let value = |value: &'a record::Value| ValueJson {
            text: &value.text,
            shown: value.shown,
            claims: ids(&value.claims),
        };
        let properties = entry.properties.iter().map(|property| PropertyJson {
            name: &property.name,
            disputed: property.disputed,
            values: property.values.iter().map(value).collect(),
        });
        EntryJson {
            id: entry.id.to_string(),
            kind: &entry.kind,
            label: &entry.label,
            disputed: entry.is_disputed(),
            properties: properties.collect(),
            refs: entry.refs.iter().map(|(slot, id)| (slot.as_str(), id.to_string())).collect(),
            claims: ids(&entry.claims),
        }
    }
}

#[derive(Serialize)]
pub struct PublicationJson<'a> {
    id: String,
    version: u32,
    doc: &'a str,
    url: Option<&'a str>,
    publisher: Option<&'a str>,
    title: Option<&'a str>,
    lang: &'a str,
    published_on: Option<String>,
    capture: String,
}

impl<'a> PublicationJson<'a> {
    pub fn of(publication: &'a Publication) -> PublicationJson<'a> {
        PublicationJson {
            id: publication.id.to_string(),
            version: publication.version,
            doc: &publication.doc,
            url: publication.url.as_deref(),
            publisher: publication.publisher.as_deref(),
            title: publication.title.as_deref(),
            lang: publication.lang.as_str(),
            published_on: publication.published_on.map(|date| date.to_string()),
            capture: publication.capture.to_string(),
        }
    }
}

#[derive(Serialize)]
pub struct CardJson<'a> {
    entry: EntryJson<'a>,
    about: Vec<EntryJson<'a>>,
    claims: Vec<Line<'a>>,
    publications: Vec<PublicationJson<'a>>,
}

impl<'a> CardJson<'a> {
    /// `points` gives, for each publication and version, where its code points are.
    pub fn of(card: &'a Card, points: &dyn Fn(&Claim) -> Option<&'a Points<'a>>) -> CardJson<'a> {
        let line = |claim: &'a Claim| {
            let first = claim.evidence.first()?;
            let publication = card.publications.get(&(first.publication, first.version))?;
            Some(Line::of(&publication.doc, claim, points(claim)?))
        };
        CardJson {
            entry: EntryJson::of(&card.entry),
            about: card.about.iter().map(EntryJson::of).collect(),
            claims: card.claims.iter().filter_map(line).collect(),
            publications: card.publications.values().map(PublicationJson::of).collect(),
        }
    }
}

#[derive(Serialize)]
pub struct SheetJson<'a> {
    publication: PublicationJson<'a>,
    text: &'a str,
    claims: Vec<Line<'a>>,
    /// Publications that carry nearly the same text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    carriers: Vec<CarrierJson<'a>>,
    /// The same in other languages, as its page names them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<VersionJson<'a>>,
    /// What each version changed in the one before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    edits: Vec<EditJson<'a>>,
}

#[derive(Serialize)]
struct EditJson<'a> {
    version: u32,
    removed: &'a [String],
    added: &'a [String],
}

#[derive(Serialize)]
struct VersionJson<'a> {
    lang: &'a str,
    url: &'a str,
    /// Where the record holds it.
    publication: Option<String>,
}

#[derive(Serialize)]
struct CarrierJson<'a> {
    publication: PublicationJson<'a>,
    /// The share of runs of words that both have, about.
    likeness: f64,
}

impl<'a> SheetJson<'a> {
    pub fn of(sheet: &'a Sheet) -> SheetJson<'a> {
        let points = Points::of(&sheet.text);
        SheetJson {
            publication: PublicationJson::of(&sheet.publication),
            text: &sheet.text,
            claims: sheet
                .claims
                .iter()
                .map(|claim| Line::of(&sheet.publication.doc, claim, &points))
                .collect(),
            carriers: sheet
                .carriers
                .iter()
                .map(|copy| CarrierJson {
                    publication: PublicationJson::of(&copy.publication),
                    likeness: (copy.likeness * 100.0).round() / 100.0,
                })
                .collect(),
            edits: sheet
                .edits
                .iter()
                .map(|edit| EditJson { version: edit.version, removed: &edit.removed, added: &edit.added })
                .collect(),
            versions: sheet
                .versions
                .iter()
                .map(|version| VersionJson {
                    lang: &version.lang,
                    url: &version.url,
                    publication: version.publication.as_ref().map(|one| one.id.to_string()),
                })
                .collect(),
        }
    }
}
