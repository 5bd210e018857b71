//! One entry: its values, each opening its passages; what it speaks of and what speaks of it.

mod around;
mod past;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use record::schema::ValueKind;
use record::{Claim, ClaimId, Date, Edtf, Entry, EntryId, Schema};
use store::Archive;

use self::around::{Behind, Other, Others};
use self::past::{Judged, Reviewed};
use super::{first, id, pairs};
use crate::app::page;
use crate::catalogue::{Catalogue, when};
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::locale::Words;
use crate::passage::{Passage, Stretch, Texts};
use crate::sight::Sight;

/// Of more passages than these the first are shown until one asks for a value's own.
const PASSAGES: usize = 24;

pub struct Property {
    pub label: String,
    pub disputed: bool,
    pub values: Vec<Value>,
}

pub struct Value {
    pub text: String,
    pub shown: bool,
    /// How many publications give it.
    pub sources: usize,
    /// Its name in addresses.
    pub at: String,
    /// Where its passages are.
    pub address: String,
    pub chosen: bool,
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
    about: Vec<Others>,
    passages: Vec<Passage>,
    /// What the passages are of; `None` for all.
    chosen: Option<String>,
    more: usize,
    behind: Vec<Behind>,
    /// How many publications there are.
    publications: usize,
    /// The date as of which it is shown; empty for now.
    known: String,
    reviews: Vec<Reviewed>,
    judgements: Vec<Judged>,
}

/// How an entry is asked for.
struct Asked {
    /// Of which value the passages are shown.
    at: Option<String>,
    /// As of which day.
    known: Option<Date>,
    /// Whether all that speaks of it is listed, however much it is.
    all: bool,
}

pub async fn entry(
    app: Sight,
    visitor: Visitor,
    Path(asked): Path<String>,
    query: RawQuery,
) -> Result<Response, Fault> {
    let entry: EntryId = id(&asked)?;
    let pairs = pairs(&query);
    let known = first(&pairs, "known").and_then(|date| date.parse::<Edtf>().ok());
    let how = Asked {
        at: first(&pairs, "at").map(str::to_owned),
        known: known.and_then(|date| date.last_day()),
        all: first(&pairs, "all").is_some(),
    };
    let mut f = app.frame(&visitor, "entries", "nav-entries");
    let words = visitor.words;
    let template = app
        .read(move |archive, web| {
            let Some(entry) = archive.entry(entry)? else {
                // a correction may have given it another id
                let claims = archive.reviews_of(entry)?.into_iter().rev();
                for claim in
                    claims.flat_map(|filed| filed.review.replacement.into_iter().chain(filed.review.claim))
                {
                    if let Some(now) = archive.entries_of_claim(claim)?.first() {
                        return Ok(Err(format!("/entries/{}", now.id)));
                    }
                }
                return Err(Fault::Missing);
            };
            f.title = entry.label.clone();
            f.here = here(&entry.kind);
            of((archive, &*web.catalogue()?), entry, how, words, f).map(Ok)
        })
        .await?;
    match template {
        Ok(template) => page(&template),
        Err(address) => Ok(Redirect::to(&address).into_response()),
    }
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

fn of(
    (archive, catalogue): (&dyn Archive, &Catalogue),
    mut entry: Entry,
    Asked { at, known, all }: Asked,
    words: &Words,
    f: Frame,
) -> Result<Page, Fault> {
    let claims: BTreeMap<ClaimId, Claim> =
        archive.claims_of(entry.id)?.into_iter().map(|claim| (claim.id, claim)).collect();
    let claims = match known {
        Some(date) => past::as_known(archive, &mut entry, claims, date)?,
        None => claims,
    };
    let entry = entry;
    let chosen = at.as_deref().and_then(|at| chosen(&entry, at));
    let mut texts = Texts::new(archive);
    let (passages, more) = passages(&mut texts, &entry, &claims, chosen, words)?;
    let limit = around::limit(all);
    let (behind, publications) = around::behind(archive, catalogue, &claims, limit, words)?;
    let schema = Schema::built_in().kind(&entry.kind);
    let properties = entry.properties.iter().map(|property| Property {
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
                at: format!("{}.{number}", property.name),
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
        refs: around::refs(archive, &entry, words)?,
        about: around::about(archive, catalogue, entry.id, limit, words)?,
        passages,
        chosen: chosen.and_then(|(property, number)| {
            let value = entry.property(property)?.values.get(number)?;
            let text = written(schema, &entry.kind, property, &value.text, words);
            Some(format!("{}: {text}", words.property(property)))
        }),
        more,
        known: known.map(|date| date.to_string()).unwrap_or_default(),
        reviews: past::reviews(archive, &entry, &f, words)?,
        judgements: past::judgements(archive, &entry, words)?,
        behind,
        publications,
        label: entry.label,
        kind: entry.kind,
        f,
    })
}

/// A value as it is read: terms, dates and numbers in the language of the page.
pub fn written(
    schema: Option<&record::Kind>,
    kind: &str,
    property: &str,
    text: &str,
    words: &Words,
) -> String {
    match schema.and_then(|kind| kind.property(property)).map(|property| property.value) {
        Some(ValueKind::Date) => words.date(text),
        Some(ValueKind::Term) => words.term(kind, property, text),
        Some(ValueKind::Number) => words.decimal(text),
        _ => text.to_owned(),
    }
}

/// `date.1`: the second value of the date.
pub fn chosen<'e>(entry: &'e Entry, at: &str) -> Option<(&'e str, usize)> {
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
