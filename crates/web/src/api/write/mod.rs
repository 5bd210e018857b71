//! What programs may change: everything that pages can, with a token of the scope `write` and as far as the role of
//! its account goes. Browsers do not come here with their cookie, so there is nothing for a page of another site to
//! forge.

mod deliver;
mod desk;
mod searches;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::routing::{delete, get, post, put};
use serde::de::DeserializeOwned;
use store::staff::Role;

use crate::app::Table;
use crate::error::{Fault, Key};
use crate::login::Who;
use crate::pages::malformed;

pub fn table() -> Table {
    vec![
        ("/api/review", get(desk::proposals)),
        ("/api/reviews", get(desk::history).post(desk::decide)),
        ("/api/reviews/{id}", delete(desk::take_back)),
        ("/api/entries/{id}/values", get(desk::values)),
        ("/api/entries/{id}/corrections", post(desk::correct)),
        ("/api/waiting", get(desk::waiting)),
        ("/api/waiting/{id}", post(desk::settle)),
        ("/api/searches", get(searches::all).post(searches::keep)),
        ("/api/searches/{id}", delete(searches::forget)),
        ("/api/editions", post(deliver::build)),
        ("/api/editions/{id}/acts", post(deliver::edit)),
        ("/api/editions/{id}/release", post(deliver::ask::<deliver::Release>)),
        ("/api/editions/{id}/resend", post(deliver::ask::<deliver::Resend>)),
        ("/api/schedules/{name}", put(deliver::ask::<deliver::Planned>).delete(deliver::unschedule)),
        ("/api/recipients/{name}", put(deliver::ask::<deliver::Listed>).delete(deliver::unlist)),
    ]
}

/// A program that may change what is its account's own.
pub struct Writer(pub Who);

/// One that may change what an analyst may.
pub struct Analyst(pub Who);

/// One that may change what an editor may.
pub struct Editor(pub Who);

/// Who asks, if the token may write and the account has that role. Handlers take this before the body, so that whoever
/// may not is told so before what is wrong with the request.
fn writer(parts: &Parts, role: Role) -> Result<Who, Fault> {
    let who = parts.extensions.get::<Who>().cloned().ok_or(Fault::NotIn)?;
    let allowed = who.role >= role && who.scopes.as_ref().is_some_and(|scopes| scopes.contains("write"));
    if allowed { Ok(who) } else { Err(Fault::Forbidden) }
}

impl<S: Send + Sync> FromRequestParts<S> for Writer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Writer, Fault> {
        writer(parts, Role::Reader).map(Writer)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Analyst {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Analyst, Fault> {
        writer(parts, Role::Analyst).map(Analyst)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Editor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Editor, Fault> {
        writer(parts, Role::Editor).map(Editor)
    }
}

/// A body of JSON; what is no such thing is the asker's fault and nothing else.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Fault> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Body(body)),
            Err(JsonRejection::BytesRejection(_)) => Err(Fault::Malformed(Key("error-too-large"))),
            Err(_) => Err(malformed("error-malformed")),
        }
    }
}

fn number(text: &str) -> Result<u64, Fault> {
    text.parse().map_err(|_| Fault::Missing)
}
