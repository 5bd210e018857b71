//! Logging in by the word of a provider of identities.

use axum::extract::{RawQuery, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use std::time::Instant;
use store::Archive;
use store::groups::Identity;
use store::staff::{Account, Role};

use super::login::{deed, is_name, login_page, start};
use super::{first, pairs};
use crate::app::Web;
use crate::error::{Dressed, Fault};
use crate::frame::{Visitor, cookie, own_address};
use crate::login::openid::{Return, Vouched};
use crate::login::{fresh, set_cookie};
use crate::sight::Sight;

/// The cookie of a browser that is on its way.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-rapporteur-openid" } else { "rapporteur-openid" }
}

/// Lax: it has to come along when the provider sends the browser back.
fn on_its_way(secure: bool, secret: &str) -> HeaderValue {
    let (age, only) = (if secret.is_empty() { 0 } else { 600 }, if secure { "; Secure" } else { "" });
    let text = format!("{}={secret}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{only}", name(secure));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

fn root(web: &Web) -> String {
    web.settings.url.trim_end_matches('/').to_owned()
}

/// Sends the browser to the provider.
pub async fn leave_for(app: Sight, query: RawQuery, request: Request) -> Result<Response, Fault> {
    let provider = app.settings.openid.clone().ok_or(Fault::Missing)?;
    if !app.paces.logins.take(app.peer(&request), Instant::now()) {
        return Err(Fault::TooMany);
    }
    let back = own_address(first(&pairs(&query), "back").unwrap_or("/")).to_owned();
    let worker = app.clone();
    let left = tokio::task::spawn_blocking(move || {
        worker.openid.leave(&provider, worker.hands.as_ref(), &root(&worker), &back)
    });
    let left = left.await.map_err(|error| Fault::Broken(error.to_string()))??;
    let cookie = on_its_way(app.settings.secure, &left.cookie);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&left.address)).into_response())
}

/// Takes the browser back and lets in whom the provider vouches for.
pub async fn come_back(
    app: Sight,
    visitor: Visitor,
    query: RawQuery,
    request: Request,
) -> Result<Response, Fault> {
    let provider = app.settings.openid.clone().ok_or(Fault::Missing)?;
    let peer = app.peer(&request);
    let (parts, _) = request.into_parts();
    let pairs = pairs(&query);
    let text = |name: &str| first(&pairs, name).unwrap_or_default().to_owned();
    let returned = Return {
        state: text("state"),
        code: first(&pairs, "code").map(str::to_owned).ok_or_else(|| text("error")),
        issuer: first(&pairs, "iss").map(str::to_owned),
        cookie: cookie(&parts, name(app.settings.secure)).unwrap_or_default().to_owned(),
    };
    let (worker, asked) = (app.clone(), provider.clone());
    let done = tokio::task::spawn_blocking(move || {
        worker.openid.come_back(&asked, worker.hands.as_ref(), &root(&worker), &returned)
    });
    let done = done.await.map_err(|error| Fault::Broken(error.to_string()))?;
    let secret = fresh()?;
    let let_in = match done {
        Ok((vouched, back)) => {
            let (issuer, made) = (provider.issuer, secret.clone());
            app.write(move |archive, web| {
                let Some(name) = account(archive, web, &issuer, &vouched)? else { return Ok(None) };
                start(archive, web, &name, &made, "login")?;
                Ok(Some(back))
            })
            .await?
        }
        Err(refused) => {
            app.hands.log(&format!("a login by OpenID Connect failed from {peer}: {refused}"));
            None
        }
    };
    let spent = on_its_way(app.settings.secure, "");
    let Some(back) = let_in else {
        let mut response = login_page(&app, &visitor, "/", Some("wrong-openid"))?;
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        response.extensions_mut().insert(Dressed);
        return Ok((AppendHeaders([(header::SET_COOKIE, spent)]), response).into_response());
    };
    let cookie = set_cookie(app.settings.secure, Some(&secret));
    let cookies = AppendHeaders([(header::SET_COOKIE, spent), (header::SET_COOKIE, cookie)]);
    Ok((cookies, Redirect::to(&back)).into_response())
}

/// The account of whom the provider vouches for, made where there is none; `None` where it is closed. Whose claims
/// are worth a role has that role from each login on.
fn account(
    archive: &mut dyn Archive,
    web: &Web,
    issuer: &str,
    vouched: &Vouched,
) -> Result<Option<String>, Fault> {
    let now = web.hands.now();
    let identity = Identity { issuer: issuer.to_owned(), subject: vouched.subject.clone() };
    if let Some(account) = archive.identified(&identity)? {
        if account.closed_at.is_some() {
            return Ok(None);
        }
        if let Some(role) = vouched.role.filter(|role| *role != account.role) {
            let (name, role_name) = (account.name.clone(), role.as_str());
            archive.save_account(&Account { role, ..account.clone() })?;
            archive.log_out_everywhere(&name)?;
            archive.note(&deed(web, issuer, "role", &name, role_name))?;
        }
        return Ok(Some(account.name));
    }
    let name = free(archive, vouched)?;
    let role = vouched.role.unwrap_or(Role::Reader);
    let account = Account { name: name.clone(), role, password: None, created_at: now, closed_at: None };
    archive.save_account(&account)?;
    archive.identify(&identity, &name, now)?;
    archive.note(&deed(web, issuer, "join", &name, role.as_str()))?;
    Ok(Some(name))
}

/// A name that nobody bears. One that is taken is never shared: whoever bears it here need not be whoever bears it
/// there.
fn free(archive: &dyn Archive, vouched: &Vouched) -> Result<String, Fault> {
    let plain = |name: &String| -> String {
        let fit = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        name.chars().filter(fit).take(30).collect()
    };
    let wished = vouched.names.iter().map(plain).find(|name| is_name(name));
    let wished = wished.unwrap_or_else(|| "guest".to_owned());
    for number in 1..10_000 {
        let name = if number == 1 { wished.clone() } else { format!("{wished}-{number}") };
        if archive.account(&name)?.is_none() {
            return Ok(name);
        }
    }
    Err(Fault::Broken(format!("too many are called {wished}")))
}
