//! Correcting a value of an entry: another value in its place, or none.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use record::{ClaimId, EntryId, Schema};
use store::staff::Role;

use super::entry::{chosen, written};
use super::review::done;
use super::staff::allow;
use super::{first, id, malformed, pairs};
use crate::acts::{Act, Outcome, state_of_value};
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
                shown: state_of_value(&entry, property, number),
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
    let turn_down = fields.get("do") == "reject";
    let claims: Vec<String> = fields.all("claim").map(str::to_owned).collect();
    if claims.is_empty() {
        return Err(malformed("wrong-none"));
    }
    let act = Act::Correct {
        entry: entry.to_string(),
        at: fields.get("at").to_owned(),
        shown: fields.get("shown").to_owned(),
        claims,
        value: (!turn_down).then(|| fields.get("value").to_owned()),
    };
    let address = match done(&app, who, act).await? {
        Outcome::Changed => return Err(Fault::Changed),
        Outcome::Waits(_) => Some("/review/waiting".to_owned()),
        Outcome::Done(Some(claim)) => address_of(&app, claim).await?,
        Outcome::Done(None) => None,
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
