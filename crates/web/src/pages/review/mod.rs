//! The review desk: one thing to decide at a time, its passages beside it, one key for each decision.

mod view;
mod waiting;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use store::Archive;
use store::staff::Role;

use self::view::{Side, view};
pub use self::waiting::{settle, settled, waiting};
use super::staff::allow;
use super::{first, malformed, pairs};
use crate::acts::{self, Act, Decision, Outcome};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::login::{Fields, Who};
use crate::passage::Stretch;
use crate::proposals::Proposal;
use crate::sight::Sight;

#[derive(Template)]
#[template(path = "review.html")]
struct Desk {
    f: Frame,
    sort: &'static str,
    item: String,
    shown: String,
    shown_at: i64,
    question: String,
    entry: Option<(String, String)>,
    reasons: Vec<String>,
    sides: Vec<Side>,
    left: usize,
    sorts: Vec<(String, String, usize, bool)>,
    only: String,
    minutes: Option<String>,
    last: Option<String>,
    was_changed: bool,
    /// How much waits for a second person.
    waiting: usize,
}

#[derive(Template)]
#[template(path = "review_done.html")]
struct Done {
    f: Frame,
    waiting: usize,
    minutes: Option<String>,
    last: Option<String>,
}

pub async fn desk(app: Sight, visitor: Visitor, who: Who, query: RawQuery) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let pairs = pairs(&query);
    let only = first(&pairs, "only").unwrap_or_default().to_owned();
    let asked = first(&pairs, "item").and_then(Proposal::parse);
    let was_changed = first(&pairs, "changed").is_some();
    show(app, visitor, who, only, asked, was_changed).await
}

async fn show(
    app: Sight,
    visitor: Visitor,
    who: Who,
    only: String,
    asked: Option<Proposal>,
    was_changed: bool,
) -> Result<Response, Fault> {
    let f = app.frame(&visitor, "review", "nav-review");
    let words = visitor.words;
    let rendered = app
        .read(move |archive, web| {
            let proposals = web.catalogue()?.proposals(archive)?;
            let history = archive.review_history()?;
            let decided = acts::decided(archive, &history, &who.name)?;
            let sort = Some(only.as_str()).filter(|only| !only.is_empty());
            let left = decided.left(&proposals, sort);
            let count = left.len();
            let sorts = ["", "difference", "pair", "claim"].map(|name| {
                let chosen = Some(name).filter(|name| !name.is_empty());
                let label = words.t(match name {
                    "difference" => "review-differences",
                    "pair" => "review-pairs",
                    "claim" => "review-claims",
                    _ => "scope-all",
                });
                let address =
                    if name.is_empty() { "/review".to_owned() } else { format!("/review?only={name}") };
                (label, address, decided.left(&proposals, chosen).len(), only == name)
            });
            let minutes = minutes(archive, words)?;
            let waiting = acts::waiting(archive)?.len();
            let last = archive
                .last_review(&who.name)?
                .map(|last| words.t(&format!("action-{}", last.review.action.as_str())));
            let candidates = asked.iter().chain(left.into_iter().filter(|one| asked.as_ref() != Some(*one)));
            let mut f = Some(f);
            // what is no longer there is passed over
            for proposal in candidates.take(200) {
                let Some(view) = view(archive, proposal, &history, words)? else { continue };
                let Some(f) = f.take() else { break };
                let desk = Desk {
                    f,
                    sort: proposal.sort(),
                    item: proposal.item(),
                    shown: view.shown,
                    shown_at: web.hands.now().as_millisecond(),
                    question: view.question,
                    entry: view.entry,
                    reasons: view.reasons,
                    sides: view.sides,
                    left: count,
                    sorts: sorts.into(),
                    only,
                    minutes,
                    last,
                    was_changed,
                    waiting,
                };
                return page(&desk);
            }
            let Some(f) = f.take() else { return Err(Fault::Missing) };
            page(&Done { f, waiting, minutes, last })
        })
        .await?;
    Ok(rendered)
}

/// Minutes for a hundred items, as they were measured.
fn minutes(archive: &dyn Archive, words: &Words) -> Result<Option<String>, Fault> {
    let pace = archive.review_pace(None)?;
    if pace.items == 0 {
        return Ok(None);
    }
    let per_hundred = pace.took_ms as f64 / 600.0 / pace.items as f64;
    let shown = words.decimal(&format!("{per_hundred:.1}"));
    Ok(Some(words.say("review-minutes", &[&shown, &words.count(pace.items as usize)])))
}

pub async fn decide(app: Sight, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let only = fields.get("only").to_owned();
    let shown_at: Option<i64> = fields.get("shown_at").parse().ok();
    let took_ms =
        shown_at.and_then(|at| u64::try_from(app.hands.now().as_millisecond().checked_sub(at)?).ok());
    let decision = match (fields.get("do"), fields.get("side").parse::<usize>().ok()) {
        (_, Some(side)) => Decision::Holds(side),
        ("accept", _) => Decision::Accept,
        ("reject", _) => Decision::Reject,
        ("skip", _) => Decision::Skip,
        ("replace", _) => {
            let named =
                fields.0.iter().filter_map(|(name, value)| Some((name.strip_prefix("slot.")?, value.trim())));
            Decision::Replace(named.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
        }
        _ => return Err(malformed("error-malformed")),
    };
    let item = fields.get("item").to_owned();
    let act = Act::Decide { item: item.clone(), shown: fields.get("shown").to_owned(), decision, took_ms };
    let only = if only.is_empty() { String::new() } else { format!("only={}&", percent(&only)) };
    let address = match done(&app, who, act).await? {
        Outcome::Changed => format!("/review?{only}item={}&changed=1", percent(&item)),
        Outcome::Done(_) => format!("/review?{only}"),
        Outcome::Waits(_) => format!("/review?{only}waits=1"),
    };
    Ok(Redirect::to(address.trim_end_matches(['?', '&'])).into_response())
}

/// Does what somebody does, and has entries made anew where they follow from it.
pub async fn done(app: &Sight, who: Who, act: Act) -> Result<Outcome, Fault> {
    let follows = act.matters() && !act.waits(app);
    app.change(follows, move |archive, web| acts::act(archive, web, &who, &act)).await
}

/// Takes back what the person did last.
pub async fn undo(app: Sight, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let only = fields.get("only").to_owned();
    let name = who.name.clone();
    let last = app.read(move |archive, _| Ok(archive.last_review(&name)?)).await?;
    let mut item = String::new();
    if let Some(last) = last {
        let outcome = done(&app, who, Act::TakeBack { review: last.id.0 }).await?;
        let waits = if matches!(outcome, Outcome::Waits(_)) { "&waits=1" } else { "" };
        item = format!("item={}{waits}", percent(&last.review.item));
    }
    let only = if only.is_empty() { String::new() } else { format!("only={}&", percent(&only)) };
    Ok(Redirect::to(format!("/review?{only}{item}").trim_end_matches(['?', '&'])).into_response())
}

/// Withdraws what somebody decided: oneself, or whoever may for others.
pub async fn withdraw(app: Sight, who: Who, Path(id): Path<u64>, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let back = crate::frame::own_address(fields.get("back")).to_owned();
    let address = match done(&app, who, Act::TakeBack { review: id }).await? {
        Outcome::Done(Some(claim)) => super::correct::address_of(&app, claim).await?.unwrap_or(back),
        Outcome::Waits(_) => "/review/waiting".to_owned(),
        _ => back,
    };
    Ok(Redirect::to(&address).into_response())
}
