//! One entry: its values, each opening its passages; what it speaks of and what speaks of it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use record::schema::ValueKind;
use record::{Claim, ClaimId, Entry, EntryId, Schema};
use store::Archive;

use super::{first, id, pairs};
use crate::app::{App, Web, page};
use crate::catalogue::when;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::locale::Words;
use crate::passage::{Cited, Passage, Stretch, Texts};

/// Of more passages than these the first are shown until one asks for a value's own.
const PASSAGES: usize = 24;

pub struct Property {
    pub name: String,
    pub label: String,
    pub disputed: bool,
    pub values: Vec<Value>,
}

pub struct Value {
    pub text: String,
    pub shown: bool,
    /// How many publications give it.
    pub sources: usize,
    /// Where its passages are.
    pub address: String,
    pub chosen: bool,
}

/// Another entry.
pub struct Other {
    pub id: String,
    pub label: String,
    pub when: String,
    pub note: String,
}

/// A publication behind the entry, with how many of its claims.
pub struct Behind {
    pub cited: Cited,
    pub claims: usize,
}

#[derive(Template)]
#[template(path = "entry.html")]
struct Page {
    f: Frame,
    id: String,
    kind: String,
    kind_name: String,
    label: String,
    when: String,
    disputed: bool,
    properties: Vec<Property>,
    refs: Vec<(String, Other)>,
    about: Vec<(String, Vec<Other>)>,
    passages: Vec<Passage>,
    /// What the passages are of; `None` for all.
    chosen: Option<String>,
    more: usize,
    behind: Vec<Behind>,
}

pub async fn entry(
    State(app): State<App>,
    visitor: Visitor,
    Path(asked): Path<String>,
    query: RawQuery,
) -> Result<Response, Fault> {
    let entry: EntryId = id(&asked)?;
    let at = first(&pairs(&query), "at").map(str::to_owned);
    let mut f = app.frame(&visitor, "entries", "nav-entries");
    let words = visitor.words;
    let template = app
        .read(move |archive, _: &Web| {
            let entry = archive.entry(entry)?.ok_or(Fault::Missing)?;
            f.title = entry.label.clone();
            f.here = here(&entry.kind);
            of(archive, entry, at.as_deref(), words, f)
        })
        .await?;
    page(&template)
}

fn here(kind: &str) -> &'static str {
    match kind {
        "event" => "event",
        "document" => "document",
        "statement" => "statement",
        "figure" => "figures",
        "person" | "office" => "people",
        _ => "entries",
    }
}

fn of(archive: &dyn Archive, entry: Entry, at: Option<&str>, words: &Words, f: Frame) -> Result<Page, Fault> {
    let claims: BTreeMap<ClaimId, Claim> =
        archive.claims_of(entry.id)?.into_iter().map(|claim| (claim.id, claim)).collect();
    let chosen = at.and_then(|at| chosen(&entry, at));
    let mut texts = Texts::new(archive);
    let (passages, more) = passages(&mut texts, &entry, &claims, chosen, words)?;
    let mut refs = Vec::new();
    for (slot, target) in &entry.refs {
        if let Some(target) = archive.entry(*target)? {
            refs.push((words.property(slot), other(&target, words)));
        }
    }
    let mut about: BTreeMap<String, Vec<Other>> = BTreeMap::new();
    let mut speaking = archive.entries_referring_to(entry.id)?;
    speaking.sort_by_key(|one| (one.kind.clone(), when(one), one.label.clone()));
    for one in &speaking {
        about.entry(one.kind.clone()).or_default().push(other(one, words));
    }
    let order = |kind: &str| Schema::built_in().kinds().iter().position(|one| one.name == kind);
    let mut about: Vec<(String, Vec<Other>)> = about.into_iter().collect();
    about.sort_by_key(|(kind, _)| order(kind));
    let about = about.into_iter().map(|(kind, others)| (words.kinds(&kind), others)).collect();
    let schema = Schema::built_in().kind(&entry.kind);
    let properties = entry.properties.iter().map(|property| Property {
        name: property.name.clone(),
        label: words.property(&property.name),
        disputed: property.disputed,
        values: property
            .values
            .iter()
            .enumerate()
            .map(|(number, value)| Value {
                text: written(schema, &entry.kind, &property.name, &value.text, words),
                shown: value.shown,
                sources: publications_of(&value.claims, &claims).len(),
                address: format!("?at={}.{number}#passages", property.name),
                chosen: chosen == Some((property.name.as_str(), number)),
            })
            .collect(),
    });
    Ok(Page {
        properties: properties.collect(),
        id: entry.id.to_string(),
        kind_name: words.kind(&entry.kind),
        when: when(&entry).map(|when| words.date(&when)).unwrap_or_default(),
        disputed: entry.is_disputed(),
        refs,
        about,
        passages,
        chosen: chosen.and_then(|(property, number)| {
            let value = entry.property(property)?.values.get(number)?;
            let text = written(schema, &entry.kind, property, &value.text, words);
            Some(format!("{}: {text}", words.property(property)))
        }),
        more,
        behind: behind(&mut texts, &claims, words)?,
        label: entry.label,
        kind: entry.kind,
        f,
    })
}

/// A value as it is read: terms, dates and numbers in the language of the page.
pub fn written(schema: Option<&record::Kind>, kind: &str, property: &str, text: &str, words: &Words) -> String {
    match schema.and_then(|kind| kind.property(property)).map(|property| property.value) {
        Some(ValueKind::Date) => words.date(text),
        Some(ValueKind::Term) => words.term(kind, property, text),
        Some(ValueKind::Number) => words.decimal(text),
        _ => text.to_owned(),
    }
}

/// `date.1`: the second value of the date.
fn chosen<'e>(entry: &'e Entry, at: &str) -> Option<(&'e str, usize)> {
    let (name, number) = at.rsplit_once('.')?;
    let property = entry.property(name)?;
    let number: usize = number.parse().ok()?;
    (number < property.values.len()).then_some((property.name.as_str(), number))
}

fn publications_of(ids: &[ClaimId], claims: &BTreeMap<ClaimId, Claim>) -> BTreeSet<record::PublicationId> {
    let evidence = ids.iter().filter_map(|id| claims.get(id)).flat_map(|claim| &claim.evidence);
    evidence.map(|one| one.publication).collect()
}

/// The passages of a value, or of the whole entry; and how many more there are.
fn passages(
    texts: &mut Texts<'_>,
    entry: &Entry,
    claims: &BTreeMap<ClaimId, Claim>,
    chosen: Option<(&str, usize)>,
    words: &Words,
) -> Result<(Vec<Passage>, usize), Fault> {
    let wanted: Vec<&Claim> = match chosen {
        Some((property, number)) => {
            let value = entry.property(property).and_then(|property| property.values.get(number));
            value.into_iter().flat_map(|value| &value.claims).filter_map(|id| claims.get(id)).collect()
        }
        None => claims.values().collect(),
    };
    let mut found = Vec::new();
    let more = wanted.len().saturating_sub(PASSAGES);
    for claim in wanted.into_iter().take(PASSAGES) {
        found.extend(texts.passages(claim, words)?);
    }
    // side by side in the order of time, whoever found them
    found.sort_by(|a, b| {
        let key = |one: &Passage| (one.cited.publisher.clone(), one.cited.id.clone());
        key(a).cmp(&key(b))
    });
    Ok((found, more))
}

fn behind(
    texts: &mut Texts<'_>,
    claims: &BTreeMap<ClaimId, Claim>,
    words: &Words,
) -> Result<Vec<Behind>, Fault> {
    let mut counts: BTreeMap<(record::PublicationId, u32), usize> = BTreeMap::new();
    for claim in claims.values() {
        let cited: BTreeSet<_> = claim.evidence.iter().map(|one| (one.publication, one.version)).collect();
        cited.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
    }
    let mut found = Vec::new();
    for ((id, version), count) in counts {
        if let Some((publication, _)) = texts.get(id, version)? {
            found.push((publication.published_on, Behind { cited: Cited::of(publication, words), claims: count }));
        }
    }
    found.sort_by_key(|(date, _)| (date.is_none(), *date));
    Ok(found.into_iter().map(|(_, behind)| behind).collect())
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
