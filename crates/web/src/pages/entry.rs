//! One entry: its values, each opening its passages; what it speaks of and what speaks of it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use record::schema::ValueKind;
use record::{Author, Claim, ClaimId, Date, Edtf, Entry, EntryId, Schema};
use store::Archive;

use super::{first, id, pairs};
use crate::app::page;
use crate::catalogue::when;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::locale::Words;
use crate::passage::{Cited, Passage, Stretch, Texts};
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
    /// The date as of which it is shown; empty for now.
    known: String,
    reviews: Vec<Reviewed>,
    judgements: Vec<Judged>,
}

/// What a person decided about it.
pub struct Reviewed {
    pub id: u64,
    pub action: String,
    pub what: String,
    pub person: String,
    pub at: String,
    pub withdrawn: Option<String>,
    pub may_withdraw: bool,
}

pub struct Judged {
    pub verdict: String,
    pub reasons: String,
    pub author: String,
    pub score: String,
}

pub async fn entry(
    app: Sight,
    visitor: Visitor,
    Path(asked): Path<String>,
    query: RawQuery,
) -> Result<Response, Fault> {
    let entry: EntryId = id(&asked)?;
    let pairs = pairs(&query);
    let at = first(&pairs, "at").map(str::to_owned);
    let known =
        first(&pairs, "known").and_then(|date| date.parse::<Edtf>().ok()).and_then(|date| date.last_day());
    let mut f = app.frame(&visitor, "entries", "nav-entries");
    let words = visitor.words;
    let template = app
        .read(move |archive, _| {
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
            of(archive, entry, at.as_deref(), known, words, f).map(Ok)
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
    archive: &dyn Archive,
    mut entry: Entry,
    at: Option<&str>,
    known: Option<Date>,
    words: &Words,
    f: Frame,
) -> Result<Page, Fault> {
    let claims: BTreeMap<ClaimId, Claim> =
        archive.claims_of(entry.id)?.into_iter().map(|claim| (claim.id, claim)).collect();
    let claims = match known {
        Some(date) => as_known(archive, &mut entry, claims, date)?,
        None => claims,
    };
    let entry = entry;
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
        refs,
        about,
        passages,
        chosen: chosen.and_then(|(property, number)| {
            let value = entry.property(property)?.values.get(number)?;
            let text = written(schema, &entry.kind, property, &value.text, words);
            Some(format!("{}: {text}", words.property(property)))
        }),
        more,
        known: known.map(|date| date.to_string()).unwrap_or_default(),
        reviews: reviews(archive, &entry, &f, words)?,
        judgements: judgements(archive, &entry, words)?,
        behind: behind(&mut texts, &claims, words)?,
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
            found.push((
                publication.published_on,
                Behind { cited: Cited::of(publication, words), claims: count },
            ));
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

/// Leaves what was published by a day: later claims, and values that rest on them alone, are left out. Which of the
/// values is shown is not settled again.
fn as_known(
    archive: &dyn Archive,
    entry: &mut Entry,
    claims: BTreeMap<ClaimId, Claim>,
    date: Date,
) -> Result<BTreeMap<ClaimId, Claim>, Fault> {
    let mut kept = BTreeMap::new();
    for (id, claim) in claims {
        let Some(first) = claim.evidence.first() else { continue };
        let publication = archive.publication(first.publication, Some(first.version))?;
        // what has no date of its own is known since it was captured
        let day = match publication {
            Some(publication) => match publication.published_on {
                Some(day) => Some(day),
                None => archive
                    .origins_of(publication.capture)?
                    .first()
                    .and_then(|origin| origin.origin.at.get(..10)?.parse().ok()),
            },
            None => None,
        };
        if day.is_some_and(|day| day <= date) {
            kept.insert(id, claim);
        }
    }
    for property in &mut entry.properties {
        for value in &mut property.values {
            value.claims.retain(|claim| kept.contains_key(claim));
        }
        property.values.retain(|value| !value.claims.is_empty());
        property.disputed &= property.values.len() > 1;
        if property.values.iter().all(|value| !value.shown) {
            property.values.iter_mut().for_each(|value| value.shown = true);
        }
    }
    entry.properties.retain(|property| !property.values.is_empty());
    entry.claims.retain(|claim| kept.contains_key(claim));
    Ok(kept)
}

fn reviews(archive: &dyn Archive, entry: &Entry, f: &Frame, words: &Words) -> Result<Vec<Reviewed>, Fault> {
    // an entry that got another id keeps its history by its claims
    let history = archive.review_history()?;
    let ours = history.into_iter().filter(|filed| {
        let of = |claim: Option<ClaimId>| claim.is_some_and(|claim| entry.claims.contains(&claim));
        filed.review.entry == Some(entry.id) || of(filed.review.claim) || of(filed.review.replacement)
    });
    let may = |person: &str| {
        f.who.as_ref().is_some_and(|who| {
            who.role >= store::staff::Role::Editor
                || (who.role >= store::staff::Role::Analyst && who.name == person)
        })
    };
    let mut found = Vec::new();
    for filed in ours {
        let claim = |id: Option<ClaimId>| id.map(|id| archive.claim(id)).transpose().map(Option::flatten);
        let (old, new) = (claim(filed.review.claim)?, claim(filed.review.replacement)?);
        found.push(Reviewed {
            id: filed.id.0,
            action: words.t(&format!("action-{}", filed.review.action.as_str())),
            what: changed(old.as_ref(), new.as_ref(), words),
            may_withdraw: filed.withdrawn.is_none() && may(&filed.review.person),
            at: words.day_of(&filed.review.at),
            person: filed.review.person,
            withdrawn: filed.withdrawn.map(|withdrawal| withdrawal.by),
        });
    }
    found.reverse();
    Ok(found)
}

/// `date: 28 November 2024 > 29 November 2024`, or what the claim says.
fn changed(old: Option<&Claim>, new: Option<&Claim>, words: &Words) -> String {
    let Some(old) = old else { return String::new() };
    let schema = Schema::built_in().kind(&old.kind);
    let text = |slot: &str, value: &str| written(schema, &old.kind, slot, value, words);
    let Some(new) = new else {
        return old.slots.iter().map(|(slot, value)| text(slot, value)).collect::<Vec<_>>().join(", ");
    };
    let names: BTreeSet<&String> = old.slots.keys().chain(new.slots.keys()).collect();
    let differ = names.into_iter().filter(|name| old.slots.get(*name) != new.slots.get(*name));
    let line = |name: &String| {
        let value = |claim: &Claim| claim.slot(name).map(|value| text(name, value)).unwrap_or_default();
        format!("{}: {} \u{2192} {}", words.property(name), value(old), value(new))
    };
    differ.map(line).collect::<Vec<_>>().join(", ")
}

/// How many judgements are listed.
const JUDGEMENTS: usize = 40;

fn judgements(archive: &dyn Archive, entry: &Entry, words: &Words) -> Result<Vec<Judged>, Fault> {
    let found = archive.judgements_on(entry.id)?.into_iter().take(JUDGEMENTS);
    let judged = found.map(|(_, judgement)| Judged {
        verdict: words.t(match judgement.verdict {
            record::Verdict::Same => "same-thing",
            record::Verdict::Different => "different-things",
            record::Verdict::Unsure => "unsure",
        }),
        reasons: judgement.reasons.join(", "),
        author: match judgement.author {
            Author::Person(name) | Author::Rule(name) => name,
        },
        score: words.decimal(&format!("{:.2}", judgement.score)),
    });
    Ok(judged.collect())
}
