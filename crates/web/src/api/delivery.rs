//! Editions, schedules and recipients for programs, with a token of the scope `deliver`; secrets are never told.

use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use store::Archive;
use store::delivery::{FiledEdition, Recipient, Schedule};
use store::staff::{Hex, Role};

use super::part;
use crate::app::Table;
use crate::error::Fault;
use crate::frame::Visitor;
use crate::pages::delivery::{as_file, known, outgoing};
use crate::pages::{first, pairs};
use crate::sight::Sight;

pub fn table() -> Table {
    vec![
        ("/api/editions", get(editions)),
        ("/api/editions/{id}", get(edition)),
        ("/api/editions/{id}/files/{format}", get(file)),
        ("/api/schedules", get(schedules)),
        ("/api/recipients", get(recipients)),
    ]
}

/// Recipients are people: nobody but editors, even where anybody may look.
fn allow(visitor: &Visitor) -> Result<(), Fault> {
    match &visitor.who {
        Some(who) if who.may(Role::Editor, "deliver") => Ok(()),
        Some(_) => Err(Fault::Forbidden),
        None => Err(Fault::NotIn),
    }
}

fn told(archive: &dyn Archive, filed: &FiledEdition) -> Result<Value, Fault> {
    let edition = &filed.edition;
    let releases = archive.releases(filed.id)?;
    let parcels = archive.parcels(Some(filed.id))?;
    Ok(json!({
        "edition": filed.id.0,
        "series": edition.series,
        "title": edition.title,
        "lang": edition.lang,
        "words": edition.words,
        "as_of": edition.as_of.to_string(),
        "due_at": edition.due_at.map(|at| at.to_string()),
        "built_at": edition.built_at.to_string(),
        "held": edition.held,
        "formats": filed.formats.iter().map(|(format, hash)| {
            json!({ "format": format, "blake3": Hex(hash).to_string() })
        }).collect::<Vec<_>>(),
        "releases": releases.iter().map(|one| json!({
            "by": one.person,
            "at": one.at.to_string(),
            "formats": one.formats.iter().map(|(format, _)| format).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "parcels": parcels.iter().map(|parcel| json!({
            "recipient": parcel.recipient,
            "state": parcel.state.as_str(),
            "tries": parcel.tries,
            "said": parcel.said,
            "changed_at": parcel.changed_at.to_string(),
        })).collect::<Vec<_>>(),
    }))
}

async fn editions(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Json<Value>, Fault> {
    allow(&visitor)?;
    let pairs = pairs(&query);
    let (offset, limit) = part(&pairs);
    let found = app
        .read(move |archive, _| {
            let all = archive.editions(first(&pairs, "series"))?;
            let page = all.iter().rev().skip(offset).take(limit);
            let shown: Vec<Value> = page.map(|filed| told(archive, filed)).collect::<Result<_, _>>()?;
            Ok(json!({ "total": all.len(), "offset": offset, "editions": shown }))
        })
        .await?;
    Ok(Json(found))
}

/// One edition, with what editors did with it.
async fn edition(app: Sight, visitor: Visitor, Path(asked): Path<String>) -> Result<Json<Value>, Fault> {
    allow(&visitor)?;
    let found = app
        .read(move |archive, _| {
            let filed = known(archive, &asked)?;
            let acts = archive.edition_acts(filed.id)?.into_iter();
            let acts = acts.map(|(id, act)| {
                json!({
                    "number": id.0,
                    "act": act.act,
                    "piece": act.piece,
                    "words": act.words,
                    "by": act.person,
                    "at": act.at.to_string(),
                })
            });
            Ok(json!({ "edition": told(archive, &filed)?, "acts": acts.collect::<Vec<_>>() }))
        })
        .await?;
    Ok(Json(found))
}

/// A file as it goes out; as it was built with `built=1`.
async fn file(
    app: Sight,
    visitor: Visitor,
    Path((asked, format)): Path<(String, String)>,
    query: RawQuery,
) -> Result<Response, Fault> {
    allow(&visitor)?;
    let built = first(&pairs(&query), "built").is_some();
    let (bytes, name) = app.read(move |archive, _| outgoing(archive, &asked, &format, built)).await?;
    Ok(as_file(bytes, &name))
}

async fn schedules(app: Sight, visitor: Visitor) -> Result<Json<Value>, Fault> {
    allow(&visitor)?;
    let all = app.read(|archive, _| Ok(archive.schedules()?)).await?;
    let schedule = |one: Schedule| {
        json!({
            "schedule": one.name,
            "words": one.words,
            "formats": one.formats,
            "days": one.days,
            "time": one.time,
            "zone": one.zone,
            "roles": one.roles,
            "next_at": one.next_at.to_string(),
            "held": one.held,
        })
    };
    Ok(Json(json!({ "schedules": all.into_iter().map(schedule).collect::<Vec<_>>() })))
}

async fn recipients(app: Sight, visitor: Visitor) -> Result<Json<Value>, Fault> {
    allow(&visitor)?;
    let all = app.read(|archive, _| Ok(archive.recipients()?)).await?;
    let recipient = |one: Recipient| {
        json!({
            "recipient": one.name,
            "address": one.address,
            "lang": one.lang,
            "roles": one.roles,
            "left_at": one.left.as_ref().map(|(at, _)| at.to_string()),
            "left_why": one.left.as_ref().map(|(_, why)| why),
        })
    };
    Ok(Json(json!({ "recipients": all.into_iter().map(recipient).collect::<Vec<_>>() })))
}
