//! Logging in and out, and the link that is good once.

use askama::Template;
use axum::extract::{Path, RawQuery, Request};
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use jiff::ToSpan;
use std::time::Instant;
use store::Archive;
use store::staff::{Account, Deed, Login, Role};

use super::{decoded, first, malformed, pairs};
use crate::app::{Web, page};
use crate::error::Fault;
use crate::frame::{Frame, Visitor, own_address, percent};
use crate::login::{self, Fields, LASTS_DAYS, Who, digest, fresh, is_good, set_cookie};
use crate::sight::Sight;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    f: Frame,
    back: String,
    name: String,
    wrong: Option<String>,
    /// A provider of identities, and where its login begins.
    other: Option<(String, String)>,
}

/// The page to log in on, with the key of what went wrong.
pub fn login_page(web: &Web, visitor: &Visitor, back: &str, wrong: Option<&str>) -> Result<Response, Fault> {
    named_page(web, visitor, back, String::new(), wrong)
}

fn named_page(
    web: &Web,
    visitor: &Visitor,
    back: &str,
    name: String,
    wrong: Option<&str>,
) -> Result<Response, Fault> {
    let f = web.frame(visitor, "", "log-in");
    let other = web.settings.openid.as_ref();
    let other =
        other.map(|provider| (provider.title.clone(), format!("/login/openid?back={}", percent(back))));
    let wrong = wrong.map(|wrong| f.t(wrong));
    page(&LoginPage { f, back: back.to_owned(), name, wrong, other })
}

pub async fn ask(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let back = own_address(first(&pairs, "back").unwrap_or("/")).to_owned();
    if visitor.who.is_some() {
        return Ok(Redirect::to(&back).into_response());
    }
    login_page(&app, &visitor, &back, None)
}

pub async fn log_in(app: Sight, visitor: Visitor, request: Request) -> Result<Response, Fault> {
    let peer = app.peer(&request);
    let body = axum::body::to_bytes(request.into_body(), 8 << 10).await;
    let body = body.map_err(|_| malformed("error-malformed"))?;
    let fields = Fields(decoded(&String::from_utf8_lossy(&body)));
    let (name, password) = (fields.get("name").to_owned(), fields.get("password").to_owned());
    let now = Instant::now();
    // of one address, and of one account from anywhere
    if !app.paces.logins.take(peer, now) || !app.paces.accounts.take(digest(&name), now) {
        return Err(Fault::TooMany);
    }
    let asked = name.clone();
    let account = app.read(move |archive, _| Ok(archive.account(&asked)?)).await?;
    let account = account.filter(|account| account.closed_at.is_none());
    let hash = account.as_ref().and_then(|account| account.password.clone());
    let back = own_address(fields.get("back")).to_owned();
    if !app.passwords.verify(password, hash).await? {
        app.hands.log(&format!("a login failed from {peer}"));
        let mut response = named_page(&app, &visitor, &back, name, Some("wrong-login"))?;
        *response.status_mut() = axum::http::StatusCode::UNAUTHORIZED;
        return Ok(response);
    }
    let secret = fresh()?;
    let made = secret.clone();
    // another login of this browser ends: its cookie is not taken over
    app.write(move |archive, web| start(archive, web, &name, &made, "login")).await?;
    Ok((
        AppendHeaders([(header::SET_COOKIE, set_cookie(app.settings.secure, Some(&secret)))]),
        Redirect::to(&back),
    )
        .into_response())
}

/// Files a new login.
pub fn start(
    archive: &mut dyn Archive,
    web: &Web,
    name: &str,
    secret: &str,
    action: &str,
) -> Result<(), Fault> {
    let now = web.hands.now();
    let until = now.checked_add((24 * LASTS_DAYS).hours()).unwrap_or(now);
    archive.forget_logins(now)?;
    archive.log_in(&Login {
        digest: digest(secret),
        account: name.to_owned(),
        created_at: now,
        expires_at: until,
    })?;
    archive.note(&deed(web, name, action, name, ""))?;
    Ok(())
}

pub fn deed(web: &Web, actor: &str, action: &str, subject: &str, detail: &str) -> Deed {
    Deed {
        at: web.hands.now(),
        actor: actor.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
    }
}

pub async fn log_out(app: Sight, who: Who, _: Fields) -> Result<Response, Fault> {
    app.write(move |archive, web| {
        if let Some(login) = who.login {
            archive.log_out(&login)?;
        }
        archive.note(&deed(web, &who.name, "logout", &who.name, ""))?;
        Ok(())
    })
    .await?;
    let cookie = set_cookie(app.settings.secure, None);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to("/login")).into_response())
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    f: Frame,
    secret: String,
    /// Whose password is set anew; whoever is new chooses a name.
    known: Option<String>,
    role: String,
    name: String,
    wrong: Option<String>,
}

pub async fn welcome(app: Sight, visitor: Visitor, Path(secret): Path<String>) -> Result<Response, Fault> {
    let (now, wanted) = (app.hands.now(), digest(&secret));
    let found =
        app.read(move |archive, _| Ok(archive.invitation(&wanted, now)?)).await?.ok_or(Fault::Missing)?;
    let f = app.frame(&visitor, "", "welcome");
    let role = role_name(&visitor, found.role);
    page(&Welcome { f, secret, known: found.name, role, name: String::new(), wrong: None })
}

pub fn role_name(visitor: &Visitor, role: Role) -> String {
    visitor.words.t(&format!("role-{}", role.as_str()))
}

pub async fn join(
    app: Sight,
    visitor: Visitor,
    Path(secret): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let peer = app.peer(&request);
    let body = axum::body::to_bytes(request.into_body(), 8 << 10).await;
    let body = body.map_err(|_| malformed("error-malformed"))?;
    let fields = Fields(decoded(&String::from_utf8_lossy(&body)));
    if !app.paces.logins.take(peer, Instant::now()) {
        return Err(Fault::TooMany);
    }
    let (now, wanted) = (app.hands.now(), digest(&secret));
    let found =
        app.read(move |archive, _| Ok(archive.invitation(&wanted, now)?)).await?.ok_or(Fault::Missing)?;
    let name = found.name.clone().unwrap_or_else(|| fields.get("name").to_owned());
    let password = fields.get("password").to_owned();
    let taken = name.clone();
    let existing = app.read(move |archive, _| Ok(archive.account(&taken)?)).await?;
    let wrong = if !is_name(&name) {
        Some("wrong-name")
    } else if found.name.is_none() && existing.is_some() {
        Some("wrong-taken")
    } else if !is_good(&password, &name) {
        Some("wrong-password")
    } else if password != fields.get("again") {
        Some("wrong-again")
    } else {
        None
    };
    if let Some(wrong) = wrong {
        let f = app.frame(&visitor, "", "welcome");
        let role = role_name(&visitor, found.role);
        let wrong = Some(f.t(wrong));
        let mut response = page(&Welcome { f, secret, known: found.name, role, name, wrong })?;
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        // a page of its own: it is not dressed as a fault
        response.extensions_mut().insert(crate::error::Dressed);
        return Ok(response);
    }
    let hash = app.passwords.hash(password).await?;
    let new = fresh()?;
    let made = new.clone();
    app.write(move |archive, web| {
        if !archive.use_invitation(&wanted, now)? {
            return Err(Fault::Missing);
        }
        let before = archive.account(&name)?;
        let account = Account {
            name: name.clone(),
            role: before.as_ref().map_or(found.role, |account| account.role),
            password: Some(hash),
            created_at: before.map_or(now, |account| account.created_at),
            closed_at: None,
        };
        archive.save_account(&account)?;
        archive.log_out_everywhere(&name)?;
        archive.note(&deed(web, &name, "join", &name, account.role.as_str()))?;
        start(archive, web, &name, &made, "login")
    })
    .await?;
    let cookie = set_cookie(app.settings.secure, Some(&new));
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to("/")).into_response())
}

/// Letters, digits, dots and dashes, so that a name is no puzzle in a list or an address.
pub fn is_name(name: &str) -> bool {
    (2..=40).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// The link that makes the first administrator; `None` where there are accounts. Given out at the start alone.
pub fn first_link(web: &Web) -> Result<Option<String>, Fault> {
    let mut archive = web.hands.writer()?;
    if !archive.accounts()?.is_empty() {
        return Ok(None);
    }
    let secret = fresh()?;
    let invitation = invitation(web, "serve", Role::Administrator, None, &secret);
    archive.invite(&invitation)?;
    archive.note(&deed(web, "serve", "invite", "administrator", "first start"))?;
    Ok(Some(format!("/welcome/{secret}")))
}

/// Good for a day.
pub fn invitation(
    web: &Web,
    by: &str,
    role: Role,
    name: Option<String>,
    secret: &str,
) -> store::staff::Invitation {
    let now = web.hands.now();
    store::staff::Invitation {
        digest: login::digest(secret),
        name,
        role,
        invited_by: by.to_owned(),
        created_at: now,
        expires_at: now.checked_add(24.hours()).unwrap_or(now),
    }
}
