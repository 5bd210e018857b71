//! What programs may change: everything that pages can, with a token of the scope `write` and as far as the role of
//! its account goes. Browsers do not come here with their cookie, so there is nothing for a page of another site to
//! forge.

use axum::Json;
use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, RawQuery, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use record::EntryId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::Archive;
use store::delivery::EditionAct;
use store::reviews::FiledReview;
use store::staff::{Role, SearchId};

use super::{part, wire};
use crate::acts::{self, Act, Outcome, state_of_value};
use crate::app::App;
use crate::error::{Fault, Key};
use crate::frame::own_address;
use crate::house::{Done, Errand, Order, Span};
use crate::login::Who;
use crate::pages::delivery::run;
use crate::pages::edit::OnDesk;
use crate::pages::login::deed;
use crate::pages::review::{done, settled};
use crate::pages::{first, id, malformed, pairs};
use crate::proposals::Proposal;
use crate::sight::Sight;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/review", get(proposals))
        .route("/api/reviews", get(history).post(decide))
        .route("/api/reviews/{id}", delete(take_back))
        .route("/api/entries/{id}/values", get(values))
        .route("/api/entries/{id}/corrections", post(correct))
        .route("/api/waiting", get(waiting))
        .route("/api/waiting/{id}", post(settle))
        .route("/api/searches", get(searches).post(keep))
        .route("/api/searches/{id}", delete(forget))
        .route("/api/editions", post(build))
        .route("/api/editions/{id}/acts", post(edit))
        .route("/api/editions/{id}/release", post(release))
        .route("/api/editions/{id}/resend", post(resend))
        .route("/api/schedules/{name}", put(schedule).delete(unschedule))
        .route("/api/recipients/{name}", put(recipient).delete(unlist))
}

/// A program that may change something.
pub struct Writer(pub Who);

impl Writer {
    fn at_least(self, role: Role) -> Result<Who, Fault> {
        if self.0.role >= role { Ok(self.0) } else { Err(Fault::Forbidden) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Writer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Writer, Fault> {
        let who = parts.extensions.get::<Who>().cloned().ok_or(Fault::NotIn)?;
        let allowed = who.scopes.as_ref().is_some_and(|scopes| scopes.contains("write"));
        if allowed { Ok(Writer(who)) } else { Err(Fault::Forbidden) }
    }
}

/// A body of JSON; what is no such thing is the asker's fault and nothing else.
struct Body<T>(T);

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

/// What waits to be decided, with what its decision has to bear.
async fn proposals(app: Sight, writer: Writer, query: RawQuery) -> Result<Json<Value>, Fault> {
    let who = writer.at_least(Role::Analyst)?;
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
async fn history(app: Sight, writer: Writer, query: RawQuery) -> Result<Json<Value>, Fault> {
    writer.at_least(Role::Analyst)?;
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
struct Decide {
    item: String,
    shown: String,
    decision: acts::Decision,
}

async fn decide(app: Sight, writer: Writer, Body(asked): Body<Decide>) -> Result<Response, Fault> {
    let who = writer.at_least(Role::Analyst)?;
    let Decide { item, shown, decision } = asked;
    let outcome = done(&app, who, Act::Decide { item, shown, decision, took_ms: None }).await?;
    told(&app, outcome).await
}

async fn take_back(app: Sight, writer: Writer, Path(asked): Path<String>) -> Result<Response, Fault> {
    let who = writer.at_least(Role::Analyst)?;
    let outcome = done(&app, who, Act::TakeBack { review: number(&asked)? }).await?;
    told(&app, outcome).await
}

/// The values of an entry, each with what its correction has to bear.
async fn values(app: Sight, writer: Writer, Path(asked): Path<String>) -> Result<Json<Value>, Fault> {
    writer.at_least(Role::Analyst)?;
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
struct Correct {
    at: String,
    shown: String,
    #[serde(default)]
    claims: Vec<String>,
    /// `null` where no source says so.
    #[serde(deserialize_with = "Option::deserialize")]
    value: Option<String>,
}

async fn correct(
    app: Sight,
    writer: Writer,
    Path(asked): Path<String>,
    Body(body): Body<Correct>,
) -> Result<Response, Fault> {
    let who = writer.at_least(Role::Analyst)?;
    let entry: EntryId = id(&asked)?;
    let there = app.read(move |archive, _| Ok(archive.entry(entry)?.is_some())).await?;
    if !there {
        return Err(Fault::Missing);
    }
    let Correct { at, shown, claims, value } = body;
    let act = Act::Correct { entry: entry.to_string(), at, shown, claims, value };
    let outcome = done(&app, who, act).await?;
    told(&app, outcome).await
}

/// What waits for a second person.
async fn waiting(app: Sight, writer: Writer) -> Result<Json<Value>, Fault> {
    writer.at_least(Role::Analyst)?;
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
struct Settle {
    confirm: bool,
}

async fn settle(
    app: Sight,
    writer: Writer,
    Path(asked): Path<String>,
    Body(body): Body<Settle>,
) -> Result<Response, Fault> {
    let who = writer.at_least(Role::Analyst)?;
    let outcome = settled(&app, who, number(&asked)?, body.confirm).await?;
    told(&app, outcome).await
}

async fn searches(app: Sight, Writer(who): Writer) -> Result<Json<Value>, Fault> {
    let all = app.read(move |archive, _| Ok(archive.saved_searches(&who.name)?)).await?;
    let line = |one: store::staff::SavedSearch| json!({ "number": one.id.0, "title": one.title, "address": one.address });
    Ok(Json(json!({ "searches": all.into_iter().map(line).collect::<Vec<_>>() })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keep {
    title: String,
    /// A path of this site with its query.
    address: String,
}

async fn keep(app: Sight, Writer(who): Writer, Body(body): Body<Keep>) -> Result<Response, Fault> {
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

async fn forget(app: Sight, Writer(who): Writer, Path(asked): Path<String>) -> Result<Response, Fault> {
    let number = number(&asked)?;
    let gone = app.write(move |archive, _| Ok(archive.remove_search(&who.name, SearchId(number))?)).await?;
    if gone { Ok(Json(json!({ "outcome": "done" })).into_response()) } else { Err(Fault::Missing) }
}

/// Which report is built: see [`Order`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
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

async fn errand(app: &Sight, writer: Writer, errand: Errand) -> Result<Response, Fault> {
    let who = writer.at_least(Role::Editor)?;
    Ok(match run(app, errand, &who.name).await? {
        Done::Well => Json(json!({ "outcome": "done" })),
        Done::Key(key) => Json(json!({ "outcome": "done", "key": key })),
        Done::Editions(editions) => Json(json!({ "outcome": "done", "editions": editions })),
    }
    .into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Build {
    series: String,
    report: Wanted,
}

async fn build(app: Sight, writer: Writer, Body(body): Body<Build>) -> Result<Response, Fault> {
    let order = body.report.order()?;
    errand(&app, writer, Errand::Build { series: body.series, order }).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    act: String,
    piece: String,
    #[serde(default)]
    words: String,
}

async fn edit(
    app: Sight,
    writer: Writer,
    Path(asked): Path<String>,
    Body(body): Body<Edit>,
) -> Result<Response, Fault> {
    let who = writer.at_least(Role::Editor)?;
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
struct Release {
    /// The number of the last act that was seen.
    seen: Option<u64>,
}

async fn release(
    app: Sight,
    writer: Writer,
    Path(asked): Path<String>,
    Body(body): Body<Release>,
) -> Result<Response, Fault> {
    errand(&app, writer, Errand::Release { edition: number(&asked)?, seen: body.seen }).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resend {
    /// One recipient; all whom it did not reach where none is named.
    recipient: Option<String>,
}

async fn resend(
    app: Sight,
    writer: Writer,
    Path(asked): Path<String>,
    Body(body): Body<Resend>,
) -> Result<Response, Fault> {
    errand(&app, writer, Errand::Resend { edition: number(&asked)?, recipient: body.recipient }).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    report: Wanted,
    days: Vec<String>,
    time: String,
    zone: String,
}

async fn schedule(
    app: Sight,
    writer: Writer,
    Path(name): Path<String>,
    Body(body): Body<Planned>,
) -> Result<Response, Fault> {
    let Planned { report, days, time, zone } = body;
    let order = report.order()?;
    if order.roles.is_empty() {
        return Err(malformed("wrong-roles"));
    }
    errand(&app, writer, Errand::Schedule { name, order, days, time, zone }).await
}

async fn unschedule(app: Sight, writer: Writer, Path(name): Path<String>) -> Result<Response, Fault> {
    errand(&app, writer, Errand::RemoveSchedule { name }).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    address: String,
    lang: String,
    lists: Vec<String>,
}

async fn recipient(
    app: Sight,
    writer: Writer,
    Path(name): Path<String>,
    Body(body): Body<Listed>,
) -> Result<Response, Fault> {
    let Listed { address, lang, lists } = body;
    if lists.is_empty() {
        return Err(malformed("wrong-roles"));
    }
    errand(&app, writer, Errand::Recipient { name, address, lang, roles: lists }).await
}

async fn unlist(app: Sight, writer: Writer, Path(name): Path<String>) -> Result<Response, Fault> {
    errand(&app, writer, Errand::RemoveRecipient { name }).await
}
