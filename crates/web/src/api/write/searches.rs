//! Saved searches for programs.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use store::staff::SearchId;

use super::{Body, Writer, number};
use crate::error::Fault;
use crate::frame::own_address;
use crate::pages::malformed;
use crate::sight::Sight;

pub async fn all(app: Sight, Writer(who): Writer) -> Result<Json<Value>, Fault> {
    let all = app.read(move |archive, _| Ok(archive.saved_searches(&who.name)?)).await?;
    let line = |one: store::staff::SavedSearch| json!({ "number": one.id.0, "title": one.title, "address": one.address });
    Ok(Json(json!({ "searches": all.into_iter().map(line).collect::<Vec<_>>() })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    title: String,
    /// A path of this site with its query.
    address: String,
}

pub async fn keep(app: Sight, Writer(who): Writer, Body(body): Body<Keep>) -> Result<Response, Fault> {
    if own_address(&body.address) != body.address || body.address.len() > 2000 {
        return Err(malformed("error-malformed"));
    }
    let title: String = body.title.trim().chars().take(100).collect();
    let title = if title.is_empty() { body.address.clone() } else { title };
    let kept = app
        .write(move |archive, web| {
            Ok(archive.save_search(&who.name, &title, &body.address, web.hands.now())?)
        })
        .await?;
    Ok(Json(json!({ "number": kept.0 })).into_response())
}

pub async fn forget(app: Sight, Writer(who): Writer, Path(asked): Path<String>) -> Result<Response, Fault> {
    let number = number(&asked)?;
    let gone = app.write(move |archive, _| Ok(archive.remove_search(&who.name, SearchId(number))?)).await?;
    if gone { Ok(Json(json!({ "outcome": "done" })).into_response()) } else { Err(Fault::Missing) }
}
