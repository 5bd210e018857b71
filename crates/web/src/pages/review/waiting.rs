//! What waits for a second person, and what that person says to it.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use record::Schema;
use store::Archive;
use store::staff::Role;

use crate::acts::{self, Act, Decision, Outcome};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::login::{Fields, Who};
use crate::pages::entry::written;
use crate::pages::staff::allow;
use crate::pages::{first, malformed, pairs};
use crate::proposals::Proposal;
use crate::sight::Sight;

pub struct WaitingLine {
    pub id: u64,
    pub person: String,
    pub at: String,
    pub what: String,
    pub address: String,
    pub label: String,
    pub own: bool,
}

#[derive(Template)]
#[template(path = "waiting.html")]
struct WaitingPage {
    f: Frame,
    lines: Vec<WaitingLine>,
    was_changed: bool,
}

/// What waits for a second person.
pub async fn waiting(app: Sight, visitor: Visitor, who: Who, query: RawQuery) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let f = app.frame(&visitor, "review", "nav-waiting");
    let was_changed = first(&pairs(&query), "changed").is_some();
    let words = visitor.words;
    let template = app
        .read(move |archive, _| {
            let mut lines = Vec::new();
            for (id, proposed, act) in acts::waiting(archive)? {
                let (what, address, label) = told(archive, &act, words)?;
                let own = proposed.person == who.name;
                let at = proposed.at.strftime("%Y-%m-%d %H:%M").to_string();
                lines.push(WaitingLine { id: id.0, person: proposed.person, at, what, address, label, own });
            }
            Ok(WaitingPage { f, lines, was_changed })
        })
        .await?;
    page(&template)
}

/// An act in words, and where what it is about can be looked at.
fn told(archive: &dyn Archive, act: &Act, words: &Words) -> Result<(String, String, String), Fault> {
    Ok(match act {
        Act::Decide { item, decision, .. } => {
            let what = match decision {
                Decision::Accept => words.t("action-accept"),
                Decision::Reject => words.t("action-reject"),
                Decision::Skip => words.t("action-skip"),
                Decision::Holds(side) => {
                    format!("{} {}", words.t("it-holds"), held(archive, item, *side, words)?)
                }
                Decision::Replace(slots) => {
                    let slot =
                        |(name, value): (&String, &String)| format!("{}: {value}", words.property(name));
                    format!(
                        "{}: {}",
                        words.t("action-replace"),
                        slots.iter().map(slot).collect::<Vec<_>>().join(", ")
                    )
                }
            };
            (what, format!("/review?item={}", percent(item)), called(archive, item, words)?)
        }
        Act::Correct { entry, at, value, .. } => {
            let found = entry.parse().ok().map(|id| archive.entry(id)).transpose()?.flatten();
            let (property, number) = at.rsplit_once('.').unwrap_or((at, "0"));
            let number: usize = number.parse().unwrap_or(0);
            let now =
                found.as_ref().and_then(|entry| Some(&entry.property(property)?.values.get(number)?.text));
            let kind = found.as_ref().map(|entry| entry.kind.as_str()).unwrap_or_default();
            let text = |text: &str| written(Schema::built_in().kind(kind), kind, property, text, words);
            let now = now.map(|now| text(now)).unwrap_or_default();
            let then = value.as_ref().map_or_else(|| words.t("turn-down"), |value| text(value));
            let label = found.map_or_else(|| entry.clone(), |entry| entry.label);
            (
                format!("{}: {now} \u{2192} {then}", words.property(property)),
                format!("/entries/{}?at={}", percent(entry), percent(at)),
                label,
            )
        }
        Act::TakeBack { review } => {
            let history = archive.review_history()?;
            let filed = history.iter().find(|filed| filed.id.0 == *review);
            let entry = filed.and_then(|filed| filed.review.entry);
            let action = filed.map(|filed| words.t(&format!("action-{}", filed.review.action.as_str())));
            let address = entry.map_or("/review".to_owned(), |entry| format!("/entries/{entry}"));
            let label = entry.map(|entry| archive.entry(entry)).transpose()?.flatten();
            let label = label.map_or_else(|| words.t("entry"), |entry| entry.label);
            (format!("{}: {}", words.t("withdraw"), action.unwrap_or_default()), address, label)
        }
    })
}

/// What an item is about, by the name of its entry.
fn called(archive: &dyn Archive, item: &str, words: &Words) -> Result<String, Fault> {
    let entry = match Proposal::parse(item) {
        Some(Proposal::Difference { entry, .. }) => archive.entry(entry)?,
        Some(Proposal::Claim { claim } | Proposal::Pair { left: claim, .. }) => {
            archive.entries_of_claim(claim)?.into_iter().next()
        }
        None => None,
    };
    Ok(entry.map_or_else(|| words.t("nav-review"), |entry| entry.label))
}

/// The value of a difference that is said to be right.
fn held(archive: &dyn Archive, item: &str, side: usize, words: &Words) -> Result<String, Fault> {
    let Some(Proposal::Difference { entry, property, .. }) = Proposal::parse(item) else {
        return Ok(side.to_string());
    };
    let entry = archive.entry(entry)?;
    let value = entry.as_ref().and_then(|entry| entry.property(&property)?.values.get(side.checked_sub(1)?));
    let kind = entry.as_ref().map(|entry| entry.kind.as_str()).unwrap_or_default();
    let text = value.map(|value| written(Schema::built_in().kind(kind), kind, &property, &value.text, words));
    Ok(text.unwrap_or_else(|| side.to_string()))
}

/// Confirms, refuses or withdraws what waits.
pub async fn settle(app: Sight, who: Who, Path(id): Path<u64>, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let confirmed = match fields.get("do") {
        "confirm" => true,
        "refuse" => false,
        _ => return Err(malformed("error-malformed")),
    };
    let outcome = settled(&app, who, id, confirmed).await?;
    let changed = if outcome == Outcome::Changed { "?changed=1" } else { "" };
    Ok(Redirect::to(&format!("/review/waiting{changed}")).into_response())
}

pub async fn settled(app: &Sight, who: Who, id: u64, confirmed: bool) -> Result<Outcome, Fault> {
    app.change(confirmed, move |archive, web| {
        acts::settle(archive, web, &who, store::reviews::ProposedId(id), confirmed)
    })
    .await
}
