//! The review desk: one thing to decide at a time, its passages beside it, one key for each decision.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use record::{Claim, ClaimId, Schema};
use store::Archive;
use store::reviews::FiledReview;
use store::staff::Role;

use super::entry::written;
use super::staff::allow;
use super::{first, malformed, pairs};
use crate::acts::{self, Act, Decision, Outcome, shown};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::login::{Fields, Who};
use crate::passage::{Passage, Stretch, Texts};
use crate::proposals::Proposal;
use crate::sight::Sight;

/// A slot of a claim, to be read or changed.
pub struct Slot {
    pub name: String,
    pub label: String,
    pub text: String,
    pub value: String,
    pub terms: Vec<(String, String)>,
}

/// A side of what is decided: a claim, or a value with its claims.
pub struct Side {
    pub heading: String,
    pub slots: Vec<Slot>,
    pub passages: Vec<Passage>,
    /// Its place, counted from 1: also the key that chooses it.
    pub number: usize,
}

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

struct View {
    shown: String,
    question: String,
    entry: Option<(String, String)>,
    reasons: Vec<String>,
    sides: Vec<Side>,
}

/// What a person sees of a proposal; `None` where it no longer stands.
fn view(
    archive: &dyn Archive,
    proposal: &Proposal,
    history: &[FiledReview],
    words: &Words,
) -> Result<Option<View>, Fault> {
    let mut texts = Texts::new(archive);
    let shown = shown(archive, proposal, history)?;
    let entry_of = |claim: ClaimId| -> Result<Option<(String, String)>, Fault> {
        let found = archive.entries_of_claim(claim)?.into_iter().next();
        Ok(found.map(|entry| (entry.id.to_string(), entry.label)))
    };
    Ok(match proposal {
        Proposal::Claim { claim } => {
            let Some(claim) = archive.claim(*claim)? else { return Ok(None) };
            let question = words.say("review-is-claim", &[&words.kind(&claim.kind)]);
            let entry = entry_of(claim.id)?;
            Some(View {
                shown,
                question,
                entry,
                reasons: Vec::new(),
                sides: vec![side(&mut texts, &claim, 1, words)?],
            })
        }
        Proposal::Pair { left, right } => {
            let (Some(one), Some(two)) = (archive.claim(*left)?, archive.claim(*right)?) else {
                return Ok(None);
            };
            let judged = archive.entries_of_claim(*left)?;
            let mut reasons = Vec::new();
            for entry in &judged {
                for (_, judgement) in archive.judgements_on(entry.id)? {
                    if (judgement.left, judgement.right) == (*left, *right) && reasons.is_empty() {
                        reasons.extend(judgement.reasons);
                    }
                }
            }
            let sides = vec![side(&mut texts, &one, 1, words)?, side(&mut texts, &two, 2, words)?];
            Some(View { shown, question: words.t("review-is-pair"), entry: entry_of(*left)?, reasons, sides })
        }
        Proposal::Difference { entry, property, .. } => {
            let Some(entry) = archive.entry(*entry)? else { return Ok(None) };
            let Some(disputed) = entry.property(property).filter(|property| property.disputed) else {
                return Ok(None);
            };
            let schema = Schema::built_in().kind(&entry.kind);
            let mut sides = Vec::new();
            for (number, value) in disputed.values.iter().enumerate() {
                let mut passages = Vec::new();
                for id in value.claims.iter().take(6) {
                    if let Some(claim) = archive.claim(*id)? {
                        passages.extend(texts.passages(&claim, words)?);
                    }
                }
                let heading = written(schema, &entry.kind, property, &value.text, words);
                sides.push(Side { heading, slots: Vec::new(), passages, number: number + 1 });
            }
            Some(View {
                shown,
                question: words.say("review-is-difference", &[&words.property(property)]),
                entry: Some((entry.id.to_string(), entry.label.clone())),
                reasons: Vec::new(),
                sides,
            })
        }
    })
}

fn side(texts: &mut Texts<'_>, claim: &Claim, number: usize, words: &Words) -> Result<Side, Fault> {
    let heading = words.kind(&claim.kind);
    Ok(Side { heading, slots: slots(claim, words), passages: texts.passages(claim, words)?, number })
}

/// What the schema has for the kind, and what else the claim says.
fn slots(claim: &Claim, words: &Words) -> Vec<Slot> {
    let schema = Schema::built_in().kind(&claim.kind);
    let known = schema.into_iter().flat_map(|kind| &kind.properties).map(|property| property.name.clone());
    let mut names: Vec<String> = known.collect();
    names.extend(claim.slots.keys().filter(|slot| !names.contains(slot)).cloned().collect::<Vec<_>>());
    let slot = |name: String| {
        let value = claim.slot(&name).unwrap_or_default().to_owned();
        let terms = schema.and_then(|kind| kind.property(&name)).map(|property| &property.terms);
        let term = |term: &String| (term.clone(), words.term(&claim.kind, &name, term));
        Slot {
            label: words.property(&name),
            text: if value.is_empty() {
                String::new()
            } else {
                written(schema, &claim.kind, &name, &value, words)
            },
            terms: terms.into_iter().flatten().map(term).collect(),
            value,
            name: name.clone(),
        }
    };
    names.into_iter().map(slot).collect()
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
