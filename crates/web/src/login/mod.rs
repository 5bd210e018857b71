//! Who asks: logins by cookie, tokens by header, what each may do.
//!
//! A secret is shown once, to whom it is given; the record keeps its digest. A login's cookie is useless to another
//! site: it is not sent along with its forms, and every form bears a mark made from the login.

pub mod openid;
mod password;
mod secret;

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use store::Veil;
use store::staff::{Digest, Role};

pub use password::{Passwords, is_good};
pub use secret::{digest, fresh, is_same, mark};

use crate::app::App;
use crate::error::{Fault, Key};
use crate::frame::{cookie, percent};
use crate::pages::decoded;
use crate::sight::Sight;

/// How long a login lasts.
pub const LASTS_DAYS: i64 = 14;

/// Somebody who may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub name: String,
    pub role: Role,
    /// What forms of this login bear; empty for a program.
    pub mark: String,
    /// The digest of the login; `None` for a program.
    pub login: Option<Digest>,
    /// Of a program: what its token allows.
    pub scopes: Option<std::collections::BTreeSet<String>>,
}

impl Who {
    /// Whether the role allows it, and of a program also the token.
    pub fn may(&self, role: Role, scope: &str) -> bool {
        self.role >= role && self.scopes.as_ref().is_none_or(|scopes| scopes.contains(scope))
    }
}

/// The name of the login's cookie; with the prefix a browser keeps other hosts and plain connections from setting it.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-rapporteur" } else { "rapporteur" }
}

/// The header that sets or, without a secret, removes the login's cookie.
pub fn set_cookie(secure: bool, secret: Option<&str>) -> HeaderValue {
    let age = if secret.is_some() { LASTS_DAYS * 24 * 3600 } else { 0 };
    let only = if secure { "; Secure" } else { "" };
    let text = format!(
        "{}={}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{only}",
        cookie_name(secure),
        secret.unwrap_or_default()
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Why it is not known who asks.
#[derive(Clone, Debug)]
struct Unknown(Fault);

/// Finds out who asks.
pub async fn know(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let found = match find(&app, &parts).await {
        Ok(found) => found,
        Err(fault) => {
            parts.extensions.insert(Unknown(fault));
            None
        }
    };
    match veil(&app, found.as_ref()).await {
        Ok(veil) => drop(parts.extensions.insert(Arc::new(veil))),
        Err(fault) => drop(parts.extensions.insert(Unknown(fault))),
    }
    if let Some(who) = found {
        parts.extensions.insert(who);
    }
    next.run(Request::from_parts(parts, body)).await
}

/// What is kept back from whom.
async fn veil(app: &App, who: Option<&Who>) -> Result<Veil, Fault> {
    let name = who.map(|who| who.name.clone());
    let hidden = open(app).read(move |archive, _| Ok(archive.hidden_from(name.as_deref())?)).await?;
    Ok(Veil::new(&hidden))
}

/// The site for questions about accounts, which no veil is over.
fn open(app: &App) -> Sight {
    Sight::new(app.clone(), Arc::default())
}

/// What is no page: data, feeds and calendars, which programs ask for with a token.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/entries.") || path == "/calendar.ics"
}

/// Keeps out who may not.
pub async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if let Some(Unknown(fault)) = parts.extensions.get::<Unknown>() {
        return fault.clone().into_response();
    }
    let who = parts.extensions.get::<Who>();
    let path = parts.uri.path();
    let is_open = path == "/login"
        || path.starts_with("/login/")
        || path == "/settings"
        || ["/welcome/", "/leave/"].iter().any(|open| path.starts_with(open));
    let looks = matches!(parts.method, Method::GET | Method::HEAD);
    let allowed = is_open || who.is_some() || (looks && app.settings.open && !is_staffs(path));
    if !allowed {
        // who cannot read a page cannot log in on one
        if is_for_programs(path) || !looks {
            return Fault::NotIn.into_response();
        }
        let back = parts.uri.path_and_query().map_or("/", |address| address.as_str());
        return Redirect::to(&format!("/login?back={}", percent(back))).into_response();
    }
    let clear = parts.extensions.get::<Arc<Veil>>().is_some_and(|veil| veil.is_clear());
    if !clear && is_whole(path) {
        return Fault::Forbidden.into_response();
    }
    let by_program = who.is_some_and(|who| who.scopes.is_some());
    if !looks && !by_program && !is_own_origin(&app, &parts) {
        return Fault::Forbidden.into_response();
    }
    // pages are for browsers; a program has its own addresses
    if by_program && !is_for_programs(path) {
        return Fault::Forbidden.into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// What is made of the whole record, and so is for those alone from whom nothing is kept back.
fn is_whole(path: &str) -> bool {
    ["/reports/page", "/delivery", "/schedules", "/api/editions", "/api/schedules"]
        .iter()
        .any(|part| path.starts_with(part))
}

/// What is for people with an account even where anybody may look.
fn is_staffs(path: &str) -> bool {
    ["/account", "/staff", "/audit", "/groups", "/review", "/delivery", "/schedules", "/recipients"]
        .iter()
        .any(|part| path.starts_with(part))
        || path.ends_with("/correct")
}

async fn find(app: &App, parts: &Parts) -> Result<Option<Who>, Fault> {
    let now = app.hands.now();
    if let Some(header) = parts.headers.get(header::AUTHORIZATION) {
        let secret = header.to_str().ok().and_then(|header| header.strip_prefix("Bearer ")).map(str::trim);
        let Some(digest) = secret.map(digest) else { return Err(Fault::NotIn) };
        let found = open(app).read(move |archive, _| Ok(archive.token(&digest, now)?)).await?;
        let (token, account) = found.ok_or(Fault::NotIn)?;
        return Ok(Some(Who {
            name: account.name,
            role: account.role,
            mark: String::new(),
            login: None,
            scopes: Some(token.scopes),
        }));
    }
    let Some(secret) = cookie(parts, cookie_name(app.settings.secure)).filter(|secret| !secret.is_empty())
    else {
        return Ok(None);
    };
    let digest = digest(secret);
    let mark = mark(secret);
    let account = open(app).read(move |archive, _| Ok(archive.login(&digest, now)?)).await?;
    Ok(account.map(|account| Who {
        name: account.name,
        role: account.role,
        mark,
        login: Some(digest),
        scopes: None,
    }))
}

/// A browser says where a form comes from.
fn is_own_origin(app: &App, parts: &Parts) -> bool {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match header("origin") {
        Some(origin) => origin.split_once("://").is_some_and(|(_, host)| app.settings.is_own_host(host)),
        None => true,
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Who, Fault> {
        parts.extensions.get::<Who>().cloned().ok_or(Fault::NotIn)
    }
}

/// The fields of a form that bears the mark of its login.
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Fields, Fault> {
        let who = request.extensions().get::<Who>().cloned();
        let body = String::from_request(request, app).await;
        let body = body.map_err(|_| Fault::Malformed(Key("error-malformed")))?;
        let fields = Fields(decoded(&body));
        let marked =
            who.is_none_or(|who| !who.mark.is_empty() && secret::is_same(&who.mark, fields.get("mark")));
        if marked { Ok(fields) } else { Err(Fault::Forbidden) }
    }
}
