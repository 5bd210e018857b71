//! Accounts: one's own, and for administrators everybody's; and the log of every change.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Redirect, Response};
use store::staff::{Account, Hex, Role, SearchId, Token, TokenId};

use super::login::{deed, invitation, is_name, role_name};
use super::{first, malformed, pairs};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor, own_address};
use crate::login::{Fields, Who, digest, fresh, is_good};
use crate::sight::Sight;

/// What a token can allow.
const SCOPES: [&str; 4] = ["read", "export", "deliver", "write"];

pub struct Person {
    pub name: String,
    pub role: &'static str,
    pub role_name: String,
    pub since: String,
    pub closed: bool,
    pub is_self: bool,
}

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage {
    f: Frame,
    persons: Vec<Person>,
    roles: Vec<(&'static str, String)>,
    /// A link that was just made, shown this once.
    link: Option<String>,
}

pub async fn staff(app: Sight, visitor: Visitor, who: Who) -> Result<Response, Fault> {
    list(app, visitor, who, None).await
}

async fn list(app: Sight, visitor: Visitor, who: Who, link: Option<String>) -> Result<Response, Fault> {
    allow(&who, Role::Administrator)?;
    let accounts = app.read(|archive, _| Ok(archive.accounts()?)).await?;
    let f = app.frame(&visitor, "staff", "nav-staff");
    let person = |account: Account| Person {
        role: account.role.as_str(),
        role_name: role_name(&visitor, account.role),
        since: visitor.words.day_of(&account.created_at.to_string()),
        closed: account.closed_at.is_some(),
        is_self: account.name == who.name,
        name: account.name,
    };
    page(&StaffPage {
        f,
        persons: accounts.into_iter().map(person).collect(),
        roles: Role::ALL.into_iter().map(|role| (role.as_str(), role_name(&visitor, role))).collect(),
        link,
    })
}

pub fn allow(who: &Who, role: Role) -> Result<(), Fault> {
    if who.scopes.is_none() && who.role >= role { Ok(()) } else { Err(Fault::Forbidden) }
}

pub async fn manage(app: Sight, visitor: Visitor, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Administrator)?;
    let name = fields.get("name").to_owned();
    let role = Role::parse(fields.get("role"));
    let by = who.name.clone();
    match fields.get("do") {
        "invite" => {
            let role = role.ok_or(malformed("error-malformed"))?;
            let link = invite(&app, by, role, None).await?;
            list(app, visitor, who, Some(link)).await
        }
        "reset" => {
            let wanted = name.clone();
            let account =
                app.read(move |archive, _| Ok(archive.account(&wanted)?)).await?.ok_or(Fault::Missing)?;
            let link = invite(&app, by, account.role, Some(name)).await?;
            list(app, visitor, who, Some(link)).await
        }
        action @ ("close" | "open" | "role") => {
            // nobody locks themselves out
            if name == who.name {
                return Err(malformed("wrong-self"));
            }
            let action = action.to_owned();
            app.write(move |archive, web| {
                let mut account = archive.account(&name)?.ok_or(Fault::Missing)?;
                match action.as_str() {
                    "close" => account.closed_at = Some(web.hands.now()),
                    "open" => account.closed_at = None,
                    _ => account.role = role.ok_or(malformed("error-malformed"))?,
                }
                archive.save_account(&account)?;
                archive.log_out_everywhere(&name)?;
                archive.note(&deed(web, &by, &action, &name, account.role.as_str()))?;
                Ok(())
            })
            .await?;
            Ok(Redirect::to("/staff").into_response())
        }
        _ => Err(malformed("error-malformed")),
    }
}

async fn invite(app: &Sight, by: String, role: Role, name: Option<String>) -> Result<String, Fault> {
    let secret = fresh()?;
    let link = format!("{}/welcome/{secret}", app.settings.url.trim_end_matches('/'));
    app.write(move |archive, web| {
        let subject = name.clone().unwrap_or_else(|| role.as_str().to_owned());
        archive.invite(&invitation(web, &by, role, name, &secret))?;
        archive.note(&deed(web, &by, "invite", &subject, role.as_str()))?;
        Ok(())
    })
    .await?;
    Ok(link)
}

pub struct Kept {
    pub id: u64,
    pub title: String,
    pub address: String,
}

pub struct TokenLine {
    pub id: u64,
    pub title: String,
    pub scopes: String,
    pub since: String,
    pub revoked: bool,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    f: Frame,
    name: String,
    role: String,
    searches: Vec<Kept>,
    tokens: Vec<TokenLine>,
    scopes: [&'static str; 4],
    /// A token that was just made, shown this once.
    secret: Option<String>,
}

pub async fn account(app: Sight, visitor: Visitor, who: Who) -> Result<Response, Fault> {
    own(app, visitor, who, None).await
}

async fn own(app: Sight, visitor: Visitor, who: Who, secret: Option<String>) -> Result<Response, Fault> {
    allow(&who, Role::Reader)?;
    let name = who.name.clone();
    let (searches, tokens) =
        app.read(move |archive, _| Ok((archive.saved_searches(&name)?, archive.tokens(&name)?))).await?;
    let f = app.frame(&visitor, "account", "nav-account");
    page(&AccountPage {
        f,
        role: role_name(&visitor, who.role),
        name: who.name,
        searches: searches
            .into_iter()
            .map(|one| Kept { id: one.id.0, title: one.title, address: one.address })
            .collect(),
        tokens: tokens
            .into_iter()
            .map(|token| TokenLine {
                id: token.id.0,
                scopes: token.scopes.iter().cloned().collect::<Vec<_>>().join(", "),
                since: visitor.words.day_of(&token.created_at.to_string()),
                revoked: token.revoked_at.is_some(),
                title: token.title,
            })
            .collect(),
        scopes: SCOPES,
        secret,
    })
}

pub async fn change(app: Sight, visitor: Visitor, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Reader)?;
    let name = who.name.clone();
    let number = fields.get("id").parse::<u64>().unwrap_or(0);
    match fields.get("do") {
        "token" => {
            let title = fields.get("title").chars().take(100).collect::<String>();
            let scopes =
                fields.all("scope").filter(|scope| SCOPES.contains(scope)).map(str::to_owned).collect();
            let secret = fresh()?;
            let digest = digest(&secret);
            app.write(move |archive, web| {
                let token = Token {
                    id: TokenId(0),
                    account: name.clone(),
                    title: title.clone(),
                    scopes,
                    created_at: web.hands.now(),
                    expires_at: None,
                    revoked_at: None,
                };
                archive.add_token(&token, &digest)?;
                archive.note(&deed(web, &name, "token", &title, ""))?;
                Ok(())
            })
            .await?;
            return own(app, visitor, who, Some(secret)).await;
        }
        "revoke" => {
            app.write(move |archive, web| {
                archive.revoke_token(&name, TokenId(number), web.hands.now())?;
                archive.note(&deed(web, &name, "revoke", &number.to_string(), ""))?;
                Ok(())
            })
            .await?;
        }
        "keep" => {
            let address = own_address(fields.get("address")).to_owned();
            let title: String = fields.get("title").chars().take(100).collect();
            let title = if title.is_empty() { address.clone() } else { title };
            let back = address.clone();
            app.write(move |archive, web| {
                Ok(archive.save_search(&name, &title, &address, web.hands.now())?)
            })
            .await?;
            return Ok(Redirect::to(&back).into_response());
        }
        "forget" => {
            app.write(move |archive, _| Ok(archive.remove_search(&name, SearchId(number))?)).await?;
        }
        "password" => {
            let (old, new) = (fields.get("old").to_owned(), fields.get("password").to_owned());
            if !is_good(&new, &who.name) || new != fields.get("again") || !is_name(&who.name) {
                return Err(malformed("wrong-password"));
            }
            let wanted = name.clone();
            let account =
                app.read(move |archive, _| Ok(archive.account(&wanted)?)).await?.ok_or(Fault::Missing)?;
            if !app.passwords.verify(old, account.password.clone()).await? {
                return Err(malformed("wrong-old"));
            }
            let hash = app.passwords.hash(new).await?;
            app.write(move |archive, web| {
                archive.save_account(&Account { password: Some(hash), ..account })?;
                archive.log_out_everywhere(&name)?;
                archive.note(&deed(web, &name, "password", &name, ""))?;
                Ok(())
            })
            .await?;
            return Ok(Redirect::to("/login").into_response());
        }
        _ => return Err(malformed("error-malformed")),
    }
    Ok(Redirect::to("/account").into_response())
}

pub struct LogLine {
    pub number: u64,
    pub at: String,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub detail: String,
    pub hash: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    f: Frame,
    lines: Vec<LogLine>,
    older: Option<String>,
}

/// How many lines of the log a page has.
const LINES: usize = 100;

pub async fn audit(app: Sight, visitor: Visitor, who: Who, query: RawQuery) -> Result<Response, Fault> {
    allow(&who, Role::Administrator)?;
    let before = first(&pairs(&query), "before").and_then(|number| number.parse().ok());
    let lines = app.read(move |archive, _| Ok(archive.audit_log(before, LINES)?)).await?;
    let f = app.frame(&visitor, "audit", "nav-audit");
    let older =
        lines.last().filter(|last| last.number > 1).map(|last| format!("/audit?before={}", last.number));
    let line = |line: store::staff::AuditLine| LogLine {
        number: line.number,
        at: line.deed.at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        actor: line.deed.actor,
        action: visitor
            .words
            .known(&format!("audit-{}", line.deed.action))
            .unwrap_or(&line.deed.action)
            .to_owned(),
        subject: line.deed.subject,
        detail: line.deed.detail,
        hash: Hex(&line.hash).to_string().chars().take(12).collect(),
    };
    page(&AuditPage { f, lines: lines.into_iter().map(line).collect(), older })
}
