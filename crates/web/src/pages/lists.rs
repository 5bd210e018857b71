//! When reports are built, and who gets them.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use store::delivery::{Recipient, Schedule};
use store::staff::Role;

use super::delivery::{Offers, order, run};
use super::malformed;
use super::staff::allow;
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::house::{Done, Errand};
use crate::login::{Fields, Who};
use crate::sight::Sight;

pub struct ScheduleLine {
    pub name: String,
    pub words: String,
    pub days: String,
    pub time: String,
    pub zone: String,
    pub next: String,
    pub formats: String,
    pub roles: String,
    pub held: bool,
}

#[derive(Template)]
#[template(path = "schedules.html")]
struct Schedules {
    f: Frame,
    offers: Offers,
    lines: Vec<ScheduleLine>,
}

pub async fn schedules(app: Sight, visitor: Visitor, who: Who) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let f = app.frame(&visitor, "delivery", "nav-schedules");
    let worker = app.clone();
    let template = app
        .read(move |archive, _| {
            let line = |one: Schedule| ScheduleLine {
                next: one
                    .next_at
                    .in_tz(&one.zone)
                    .map(|next| next.strftime("%Y-%m-%d %H:%M").to_string())
                    .unwrap_or_else(|_| one.next_at.to_string()),
                words: one.words.join(" "),
                days: one.days.join(", "),
                formats: one.formats.join(", "),
                roles: one.roles.join(", "),
                name: one.name,
                time: one.time,
                zone: one.zone,
                held: one.held,
            };
            let lines = archive.schedules()?.into_iter().map(line).collect();
            Ok(Schedules { f, offers: Offers::of(&worker, &visitor, archive)?, lines })
        })
        .await?;
    page(&template)
}

pub async fn change_schedule(app: Sight, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let name = fields.get("name").to_owned();
    let errand = match fields.get("do") {
        "remove" => Errand::RemoveSchedule { name },
        "add" => {
            let days: Vec<String> = fields.get("days").split(',').map(|day| day.trim().to_owned()).collect();
            let (time, zone) = (fields.get("time").to_owned(), fields.get("zone").to_owned());
            let order = order(&fields)?;
            if order.roles.is_empty() {
                return Err(malformed("wrong-roles"));
            }
            Errand::Schedule { name, order, days, time, zone }
        }
        _ => return Err(malformed("error-malformed")),
    };
    run(&app, errand, &who.name).await?;
    Ok(Redirect::to("/schedules").into_response())
}

pub struct RecipientLine {
    pub name: String,
    pub address: String,
    pub lang: String,
    pub roles: String,
    /// Since when nothing is sent, and why.
    pub left: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "recipients.html")]
struct Recipients {
    f: Frame,
    lines: Vec<RecipientLine>,
    langs: Vec<(String, String)>,
    /// A key that was just made, shown this once.
    key: Option<String>,
}

pub async fn recipients(app: Sight, visitor: Visitor, who: Who) -> Result<Response, Fault> {
    list(app, visitor, who, None).await
}

async fn list(app: Sight, visitor: Visitor, who: Who, key: Option<String>) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let f = app.frame(&visitor, "delivery", "nav-recipients");
    let words = visitor.words;
    let all = app.read(|archive, _| Ok(archive.recipients()?)).await?;
    let line = |one: Recipient| RecipientLine {
        left: one.left.map(|(at, why)| (words.day_of(&at.to_string()), why)),
        roles: one.roles.join(", "),
        name: one.name,
        address: one.address,
        lang: one.lang,
    };
    let langs = crate::locale::all().iter().map(|words| (words.lang.clone(), words.name.clone()));
    page(&Recipients { f, lines: all.into_iter().map(line).collect(), langs: langs.collect(), key })
}

pub async fn change_recipient(
    app: Sight,
    visitor: Visitor,
    who: Who,
    fields: Fields,
) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let name = fields.get("name").to_owned();
    let errand = match fields.get("do") {
        "remove" => Errand::RemoveRecipient { name },
        "add" => {
            let roles: Vec<String> = fields
                .get("roles")
                .split(',')
                .map(|role| role.trim().to_owned())
                .filter(|role| !role.is_empty())
                .collect();
            if roles.is_empty() {
                return Err(malformed("wrong-roles"));
            }
            let (address, lang) = (fields.get("address").to_owned(), fields.get("lang").to_owned());
            Errand::Recipient { name, address, lang, roles }
        }
        _ => return Err(malformed("error-malformed")),
    };
    match run(&app, errand, &who.name).await? {
        Done::Key(key) => list(app, visitor, who, Some(key)).await,
        _ => Ok(Redirect::to("/recipients").into_response()),
    }
}
