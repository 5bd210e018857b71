//! Correcting a value of an entry: another value in its place, or none.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use record::{ClaimId, Entry, EntryId, Schema};
use store::reviews::{Action, Review};
use store::staff::Role;

use super::entry::{chosen, written};
use super::login::deed;
use super::review::{replace, rewritten};
use super::staff::allow;
use super::{first, id, malformed, pairs};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::login::{Fields, Who};
use crate::passage::{Passage, Stretch, Texts};
use crate::sight::Sight;

#[derive(Template)]
#[template(path = "correct.html")]
struct Correct {
    f: Frame,
    id: String,
    label: String,
    at: String,
    property: String,
    text: String,
    value: String,
    terms: Vec<(String, String)>,
    passages: Vec<Passage>,
    shown: String,
}

/// The state of a value: which claims give it.
fn shown(entry: &Entry, property: &str, number: usize) -> String {
    let value = entry.property(property).and_then(|property| property.values.get(number));
    let mut state = format!("{} {property}", entry.id);
    if let Some(value) = value {
        state.push_str(&format!(" {}", value.text));
        value.claims.iter().for_each(|claim| state.push_str(&format!(" {claim}")));
    }
    blake3::hash(state.as_bytes()).to_hex().chars().take(20).collect()
}

pub async fn ask(
    app: Sight,
    visitor: Visitor,
    who: Who,
    Path(asked): Path<String>,
    query: RawQuery,
) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let entry: EntryId = id(&asked)?;
    let at = first(&pairs(&query), "at").unwrap_or_default().to_owned();
    let mut f = app.frame(&visitor, "entries", "correct");
    let words = visitor.words;
    let template = app
        .read(move |archive, _| {
            let entry = archive.entry(entry)?.ok_or(Fault::Missing)?;
            f.title = format!("{}: {}", f.title, entry.label);
            let (property, number) = chosen(&entry, &at).ok_or(Fault::Missing)?;
            let value =
                entry.property(property).and_then(|found| found.values.get(number)).ok_or(Fault::Missing)?;
            let schema = Schema::built_in().kind(&entry.kind);
            let mut texts = Texts::new(archive);
            let mut passages = Vec::new();
            for id in &value.claims {
                if let Some(claim) = archive.claim(*id)? {
                    passages.extend(texts.passages(&claim, words)?);
                }
            }
            let terms = schema.and_then(|kind| kind.property(property)).map(|property| &property.terms);
            let term = |term: &String| (term.clone(), words.term(&entry.kind, property, term));
            Ok(Correct {
                f,
                id: entry.id.to_string(),
                label: entry.label.clone(),
                property: words.property(property),
                text: written(schema, &entry.kind, property, &value.text, words),
                value: value.text.clone(),
                terms: terms.into_iter().flatten().map(term).collect(),
                passages,
                shown: shown(&entry, property, number),
                at,
            })
        })
        .await?;
    page(&template)
}

pub async fn save(
    app: Sight,
    who: Who,
    Path(asked): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let entry: EntryId = id(&asked)?;
    let at = fields.get("at").to_owned();
    let (asked_state, value) = (fields.get("shown").to_owned(), fields.get("value").to_owned());
    let wanted: BTreeSet<ClaimId> = fields.all("claim").filter_map(|claim| claim.parse().ok()).collect();
    let turn_down = fields.get("do") == "reject";
    let found = app
        .change(true, move |archive, web| {
            let entry = archive.entry(entry)?.ok_or(Fault::Changed)?;
            let (property, number) = chosen(&entry, &at).ok_or(Fault::Changed)?;
            if shown(&entry, property, number) != asked_state {
                return Err(Fault::Changed);
            }
            let claims = entry.property(property).and_then(|found| found.values.get(number));
            let claims: Vec<ClaimId> = claims
                .into_iter()
                .flat_map(|value| value.claims.clone())
                .filter(|id| wanted.contains(id))
                .collect();
            if claims.is_empty() {
                return Err(malformed("wrong-none"));
            }
            let draft = Review {
                item: format!("value:{}:{property}", entry.id),
                action: Action::Reject,
                claim: None,
                replacement: None,
                judgement: None,
                entry: Some(entry.id),
                person: who.name.clone(),
                at: web.hands.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                took_ms: None,
                batch: None,
            };
            let mut batch = None;
            let mut stands = None;
            for id in claims {
                let draft = Review { batch, ..draft.clone() };
                let old = archive.claim(id)?.ok_or(Fault::Changed)?;
                let filed = if turn_down {
                    archive.review(&Review { claim: Some(id), ..draft })?
                } else {
                    let new = rewritten(&old, &who.name, vec![(property.to_owned(), value.clone())])?;
                    stands = Some(new.id);
                    replace(archive, &old, &new, draft)?
                };
                batch.get_or_insert(filed);
            }
            let action = if turn_down { "reject" } else { "replace" };
            archive.note(&deed(web, &who.name, action, &draft.item, &value))?;
            // where to look for the entry: it may bear another id afterwards
            let other = entry.claims.iter().find(|id| !wanted.contains(id)).copied();
            Ok(stands.or(other))
        })
        .await?;
    let address = match found {
        Some(claim) => address_of(&app, claim).await?,
        None => None,
    };
    Ok(Redirect::to(&address.unwrap_or_else(|| "/entries".to_owned())).into_response())
}

/// Where the entry that a claim stands behind is now.
pub async fn address_of(app: &Sight, claim: ClaimId) -> Result<Option<String>, Fault> {
    app.read(move |archive, _| {
        let kind = archive.claim(claim)?.map(|claim| claim.kind);
        let behind = archive.entries_of_claim(claim)?;
        let same = behind.iter().find(|entry| Some(&entry.kind) == kind.as_ref()).or(behind.first());
        Ok(same.map(|entry| format!("/entries/{}", entry.id)))
    })
    .await
}
