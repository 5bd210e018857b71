//! Delivery for programs: editions, schedules and recipients.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use store::delivery::EditionAct;

use super::{Body, Editor, number};
use crate::error::Fault;
use crate::house::{Done, Errand, Order, Span};
use crate::login::Who;
use crate::pages::delivery::run;
use crate::pages::edit::OnDesk;
use crate::pages::login::deed;
use crate::pages::malformed;
use crate::sight::Sight;

/// Which report is built: see [`Order`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    kind: String,
    #[serde(default)]
    orgs: Vec<String>,
    of: Option<String>,
    query: Option<String>,
    /// `day`, `day-before`, `week`, `month` or `year`; else `from` and `to` say it.
    span: Option<String>,
    from: Option<String>,
    to: Option<String>,
    #[serde(default)]
    formats: Vec<String>,
    #[serde(default)]
    lists: Vec<String>,
    lang: Option<String>,
    #[serde(default)]
    held: bool,
}

impl Wanted {
    fn order(self) -> Result<Order, Fault> {
        let date = |text: Option<String>| {
            text.map(|text| text.parse().map_err(|_| malformed("report-no-date"))).transpose()
        };
        let span = match (self.span.as_deref(), date(self.from)?, date(self.to)?) {
            (Some("day"), None, None) | (None, None, None) => Span::Day,
            (Some("day-before"), None, None) => Span::DayBefore,
            (Some("week"), None, None) => Span::Week,
            (Some("month"), None, None) => Span::Month,
            (Some("year"), None, None) => Span::Year,
            (None, Some(from), Some(to)) if from > to => return Err(malformed("report-backwards")),
            (None, Some(from), Some(to)) => Span::Between(from, to),
            (None, Some(day), None) | (None, None, Some(day)) => Span::Between(day, day),
            _ => return Err(malformed("error-malformed")),
        };
        Ok(Order {
            kind: self.kind,
            orgs: self.orgs,
            of: self.of,
            query: self.query,
            span,
            formats: self.formats,
            roles: self.lists,
            lang: self.lang.unwrap_or_else(|| "en".to_owned()),
            held: self.held,
        })
    }
}

/// A body that asks for something to be done about what the address names.
pub trait Asks: DeserializeOwned + Send + 'static {
    fn errand(self, about: String) -> Result<Errand, Fault>;
}

pub async fn ask<B: Asks>(
    app: Sight,
    Editor(who): Editor,
    Path(about): Path<String>,
    Body(body): Body<B>,
) -> Result<Response, Fault> {
    errand(&app, who, body.errand(about)?).await
}

async fn errand(app: &Sight, who: Who, errand: Errand) -> Result<Response, Fault> {
    Ok(match run(app, errand, &who.name).await? {
        Done::Well => Json(json!({ "outcome": "done" })),
        Done::Key(key) => Json(json!({ "outcome": "done", "key": key })),
        Done::Editions(editions) => Json(json!({ "outcome": "done", "editions": editions })),
    }
    .into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    series: String,
    report: Wanted,
}

pub async fn build(app: Sight, Editor(who): Editor, Body(body): Body<Build>) -> Result<Response, Fault> {
    let order = body.report.order()?;
    errand(&app, who, Errand::Build { series: body.series, order }).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    act: String,
    piece: String,
    #[serde(default)]
    words: String,
}

pub async fn edit(
    app: Sight,
    Editor(who): Editor,
    Path(asked): Path<String>,
    Body(body): Body<Edit>,
) -> Result<Response, Fault> {
    let Edit { act, piece, words } = body;
    let number = app
        .write(move |archive, web| {
            let desk = OnDesk::of(archive, &asked)?;
            let detail = format!("{act} {piece}");
            let act = EditionAct { act, piece, words, person: who.name.clone(), at: web.hands.now() };
            let number = desk.act(archive, &act)?;
            archive.note(&deed(web, &who.name, "edit", &asked, &detail))?;
            Ok(number.0)
        })
        .await?;
    Ok(Json(json!({ "outcome": "done", "number": number })).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The number of the last act that was seen.
    seen: Option<u64>,
}

impl Asks for Release {
    fn errand(self, edition: String) -> Result<Errand, Fault> {
        Ok(Errand::Release { edition: number(&edition)?, seen: self.seen })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// One recipient; all whom it did not reach where none is named.
    recipient: Option<String>,
}

impl Asks for Resend {
    fn errand(self, edition: String) -> Result<Errand, Fault> {
        Ok(Errand::Resend { edition: number(&edition)?, recipient: self.recipient })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    report: Wanted,
    days: Vec<String>,
    time: String,
    zone: String,
}

impl Asks for Planned {
    fn errand(self, name: String) -> Result<Errand, Fault> {
        let Planned { report, days, time, zone } = self;
        let order = report.order()?;
        if order.roles.is_empty() {
            return Err(malformed("wrong-roles"));
        }
        Ok(Errand::Schedule { name, order, days, time, zone })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    address: String,
    lang: String,
    lists: Vec<String>,
}

impl Asks for Listed {
    fn errand(self, name: String) -> Result<Errand, Fault> {
        let Listed { address, lang, lists } = self;
        if lists.is_empty() {
            return Err(malformed("wrong-roles"));
        }
        Ok(Errand::Recipient { name, address, lang, roles: lists })
    }
}

pub async fn unschedule(
    app: Sight,
    Editor(who): Editor,
    Path(name): Path<String>,
) -> Result<Response, Fault> {
    errand(&app, who, Errand::RemoveSchedule { name }).await
}

pub async fn unlist(app: Sight, Editor(who): Editor, Path(name): Path<String>) -> Result<Response, Fault> {
    errand(&app, who, Errand::RemoveRecipient { name }).await
}
