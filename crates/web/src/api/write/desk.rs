//! The review desk for programs: what waits, what was decided, corrections, what waits for a second person.

use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use record::EntryId;
use serde::Deserialize;
use serde_json::{Value, json};
use store::Archive;
use store::reviews::FiledReview;

use super::{Analyst, Body, number};
use crate::acts::{self, Act, Outcome, state_of_value};
use crate::api::{part, wire};
use crate::error::Fault;
use crate::login::Who;
use crate::pages::review::{done, settled};
use crate::pages::{first, id, pairs};
use crate::proposals::Proposal;
use crate::sight::Sight;

/// What came of an act, for a program: 200 where it is done, 202 where it waits for a second person.
async fn told(app: &Sight, outcome: Outcome) -> Result<Response, Fault> {
    Ok(match outcome {
        Outcome::Changed => return Err(Fault::Changed),
        Outcome::Waits(id) => {
            (StatusCode::ACCEPTED, Json(json!({ "outcome": "waits", "waiting": id.0 }))).into_response()
        }
        Outcome::Done(claim) => {
            let behind = app
                .read(move |archive, _| {
                    let found = claim.map(|claim| archive.entries_of_claim(claim)).transpose()?;
                    Ok(found.unwrap_or_default())
                })
                .await?;
            let entry = behind.first().map(|entry| entry.id.to_string());
            Json(json!({ "outcome": "done", "entry": entry })).into_response()
        }
    })
}

async fn act(app: &Sight, who: Who, act: Act) -> Result<Response, Fault> {
    told(app, done(app, who, act).await?).await
}

/// What waits to be decided, with what its decision has to bear.
pub async fn proposals(app: Sight, Analyst(who): Analyst, query: RawQuery) -> Result<Json<Value>, Fault> {
    let pairs = pairs(&query);
    let (offset, limit) = part(&pairs);
    let sort = first(&pairs, "only").map(str::to_owned);
    let found = app
        .read(move |archive, web| {
            let proposals = web.catalogue()?.proposals(archive)?;
            let history = archive.review_history()?;
            let decided = acts::decided(archive, &history, &who.name)?;
            let left = decided.left(&proposals, sort.as_deref());
            let mut shown = Vec::new();
            for proposal in left.iter().skip(offset).take(limit) {
                shown.push(proposed(archive, proposal, &history)?);
            }
            Ok(json!({ "total": left.len(), "offset": offset, "proposals": shown }))
        })
        .await?;
    Ok(Json(found))
}

fn proposed(archive: &dyn Archive, proposal: &Proposal, history: &[FiledReview]) -> Result<Value, Fault> {
    let (entry, property, claims) = match proposal {
        Proposal::Claim { claim } => (None, None, vec![*claim]),
        Proposal::Pair { left, right } => (None, None, vec![*left, *right]),
        Proposal::Difference { entry, property, .. } => (Some(entry.to_string()), Some(property), Vec::new()),
    };
    Ok(json!({
        "item": proposal.item(),
        "sort": proposal.sort(),
        "shown": acts::shown(archive, proposal, history)?,
        "entry": entry,
        "property": property,
        "claims": claims.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

/// What was decided, the latest first.
pub async fn history(app: Sight, _: Analyst, query: RawQuery) -> Result<Json<Value>, Fault> {
    let (offset, limit) = part(&pairs(&query));
    let found = app
        .read(move |archive, _| {
            let all = archive.review_history()?;
            let shown: Vec<Value> = all.iter().rev().skip(offset).take(limit).map(wire::review).collect();
            Ok(json!({ "total": all.len(), "offset": offset, "reviews": shown }))
        })
        .await?;
    Ok(Json(found))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    item: String,
    shown: String,
    decision: acts::Decision,
}

pub async fn decide(app: Sight, Analyst(who): Analyst, Body(asked): Body<Decide>) -> Result<Response, Fault> {
    let Decide { item, shown, decision } = asked;
    act(&app, who, Act::Decide { item, shown, decision, took_ms: None }).await
}

pub async fn take_back(
    app: Sight,
    Analyst(who): Analyst,
    Path(asked): Path<String>,
) -> Result<Response, Fault> {
    act(&app, who, Act::TakeBack { review: number(&asked)? }).await
}

/// The values of an entry, each with what its correction has to bear.
pub async fn values(app: Sight, _: Analyst, Path(asked): Path<String>) -> Result<Json<Value>, Fault> {
    let asked: EntryId = id(&asked)?;
    let found = app
        .read(move |archive, _| {
            let entry = archive.entry(asked)?.ok_or(Fault::Missing)?;
            let of = |property: &record::Property| {
                let name = property.name.clone();
                let entry = &entry;
                let one = move |(at, value): (usize, &record::Value)| {
                    json!({
                        "at": format!("{name}.{at}"),
                        "value": value.text,
                        "shown": state_of_value(entry, &name, at),
                        "claims": value.claims.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    })
                };
                property.values.iter().enumerate().map(one).collect::<Vec<_>>()
            };
            let values: Vec<Value> = entry.properties.iter().flat_map(of).collect();
            Ok(json!({ "entry": asked.to_string(), "values": values }))
        })
        .await?;
    Ok(Json(found))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    at: String,
    shown: String,
    #[serde(default)]
    claims: Vec<String>,
    /// `null` where no source says so.
    #[serde(deserialize_with = "Option::deserialize")]
    value: Option<String>,
}

pub async fn correct(
    app: Sight,
    Analyst(who): Analyst,
    Path(asked): Path<String>,
    Body(body): Body<Correct>,
) -> Result<Response, Fault> {
    let entry: EntryId = id(&asked)?;
    let there = app.read(move |archive, _| Ok(archive.entry(entry)?.is_some())).await?;
    if !there {
        return Err(Fault::Missing);
    }
    let Correct { at, shown, claims, value } = body;
    act(&app, who, Act::Correct { entry: entry.to_string(), at, shown, claims, value }).await
}

/// What waits for a second person.
pub async fn waiting(app: Sight, _: Analyst) -> Result<Json<Value>, Fault> {
    let found = app
        .read(move |archive, _| {
            let line = |(id, proposed, act): (store::reviews::ProposedId, store::reviews::Proposed, Act)| {
                json!({ "number": id.0, "by": proposed.person, "at": proposed.at.to_string(), "act": act })
            };
            Ok(acts::waiting(archive)?.into_iter().map(line).collect::<Vec<_>>())
        })
        .await?;
    Ok(Json(json!({ "waiting": found })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    confirm: bool,
}

pub async fn settle(
    app: Sight,
    Analyst(who): Analyst,
    Path(asked): Path<String>,
    Body(body): Body<Settle>,
) -> Result<Response, Fault> {
    let outcome = settled(&app, who, number(&asked)?, body.confirm).await?;
    told(&app, outcome).await
}
