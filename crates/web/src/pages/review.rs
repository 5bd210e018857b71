//! The review desk: one thing to decide at a time, its passages beside it, one key for each decision.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use record::schema::ValueKind;
use record::{Author, Claim, ClaimDraft, ClaimId, Entry, Judgement, Origin, Schema, Verdict};
use store::Archive;
use store::reviews::{Action, FiledReview, Review, ReviewId};
use store::staff::Role;

use super::entry::written;
use super::login::deed;
use super::staff::allow;
use super::{first, malformed, pairs};
use crate::app::{Web, page};
use crate::error::Fault;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::login::{Fields, Who};
use crate::passage::{Passage, Stretch, Texts};
use crate::proposals::{Decided, Proposal};
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
}

#[derive(Template)]
#[template(path = "review_done.html")]
struct Done {
    f: Frame,
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
            let catalogue = web.catalogue()?;
            let history = archive.review_history()?;
            let decided = Decided::of(&history, &who.name);
            let sort = Some(only.as_str()).filter(|only| !only.is_empty());
            let left = decided.left(&catalogue.proposals, sort);
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
                (label, address, decided.left(&catalogue.proposals, chosen).len(), only == name)
            });
            let minutes = minutes(archive, words)?;
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
                };
                return page(&desk);
            }
            let Some(f) = f.take() else { return Err(Fault::Missing) };
            page(&Done { f, minutes, last })
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

/// The state of what is shown: another one as soon as anything of it changes. What is committed must bear it.
pub fn shown(archive: &dyn Archive, proposal: &Proposal, history: &[FiledReview]) -> Result<String, Fault> {
    let item = proposal.item();
    let mut state = item.clone();
    let claims: Vec<ClaimId> = match proposal {
        Proposal::Claim { claim } => vec![*claim],
        Proposal::Pair { left, right } => vec![*left, *right],
        Proposal::Difference { entry, property, .. } => {
            let entry = archive.entry(*entry)?;
            let values =
                entry.as_ref().and_then(|entry| entry.property(property)).map(|property| &property.values);
            values.into_iter().flatten().flat_map(|value| value.claims.clone()).collect()
        }
    };
    for claim in &claims {
        state.push_str(&format!(" {claim}"));
        for filed in
            history.iter().filter(|filed| filed.review.claim == Some(*claim) || filed.review.item == item)
        {
            if filed.review.action != Action::Skip {
                state.push_str(&format!(" {}:{}", filed.id.0, filed.withdrawn.is_some()));
            }
        }
    }
    Ok(blake3::hash(state.as_bytes()).to_hex().chars().take(20).collect())
}

pub async fn decide(app: Sight, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let proposal = Proposal::parse(fields.get("item")).ok_or(malformed("error-malformed"))?;
    let only = fields.get("only").to_owned();
    let shown_at: Option<i64> = fields.get("shown_at").parse().ok();
    let took = shown_at.and_then(|at| u64::try_from(app.hands.now().as_millisecond().checked_sub(at)?).ok());
    let action = match (fields.get("do"), fields.get("side").parse::<usize>().ok()) {
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
    let asked = fields.get("shown").to_owned();
    let item = proposal.item();
    let changes = !matches!(action, Decision::Skip);
    let done = app
        .change(changes, move |archive, web| {
            if !is_there(archive, &proposal)? {
                return Err(Fault::Missing);
            }
            let history = archive.review_history()?;
            // what was shown is what is decided
            if shown(archive, &proposal, &history)? != asked {
                return Ok(false);
            }
            file(archive, web, &who.name, &proposal, action, took)?;
            Ok(true)
        })
        .await?;
    let only = if only.is_empty() { String::new() } else { format!("only={}&", percent(&only)) };
    let address = if done {
        format!("/review?{only}")
    } else {
        format!("/review?{only}item={}&changed=1", percent(&item))
    };
    Ok(Redirect::to(address.trim_end_matches(['?', '&'])).into_response())
}

/// Whether what is to be decided is there for this person; a request made by hand can name anything.
fn is_there(archive: &dyn Archive, proposal: &Proposal) -> Result<bool, Fault> {
    Ok(match proposal {
        Proposal::Claim { claim } => archive.claim(*claim)?.is_some(),
        Proposal::Pair { left, right } => archive.claim(*left)?.is_some() && archive.claim(*right)?.is_some(),
        // one that has changed since is told as that
        Proposal::Difference { .. } => true,
    })
}

fn entry_behind(archive: &dyn Archive, claim: ClaimId) -> Result<Option<record::EntryId>, Fault> {
    Ok(archive.entries_of_claim(claim)?.first().map(|entry| entry.id))
}

enum Decision {
    Accept,
    Reject,
    Skip,
    /// Of a difference: this value is right, the others are not.
    Holds(usize),
    Replace(Vec<(String, String)>),
}

fn file(
    archive: &mut dyn Archive,
    web: &Web,
    person: &str,
    proposal: &Proposal,
    decision: Decision,
    took_ms: Option<u64>,
) -> Result<(), Fault> {
    let at = web.hands.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let draft = Review {
        item: proposal.item(),
        action: Action::Accept,
        claim: None,
        replacement: None,
        judgement: None,
        entry: None,
        person: person.to_owned(),
        at: at.clone(),
        took_ms,
        batch: None,
    };
    let name = match &decision {
        Decision::Accept => Action::Accept,
        Decision::Reject | Decision::Holds(_) => Action::Reject,
        Decision::Skip => Action::Skip,
        Decision::Replace(_) => Action::Replace,
    };
    match (proposal, decision) {
        (Proposal::Claim { claim }, Decision::Replace(slots)) => {
            let entry = entry_behind(archive, *claim)?;
            let old = archive.claim(*claim)?.ok_or(Fault::Missing)?;
            let new = rewritten(&old, person, slots)?;
            replace(archive, &old, &new, Review { entry, ..draft.clone() })?;
        }
        (Proposal::Claim { claim }, _) => {
            let entry = entry_behind(archive, *claim)?;
            archive.review(&Review { action: name, claim: Some(*claim), entry, ..draft.clone() })?;
        }
        (Proposal::Pair { left, right }, decision) => {
            let entry = entry_behind(archive, *left)?;
            let verdict = match decision {
                Decision::Accept => Some(Verdict::Same),
                Decision::Reject => Some(Verdict::Different),
                _ => None,
            };
            let judgement = verdict.map(|verdict| Judgement {
                left: *left,
                right: *right,
                verdict,
                score: 1.0,
                reasons: Vec::new(),
                author: Author::Person(person.to_owned()),
            });
            let judgement = judgement.map(|judgement| archive.judge(&judgement, &at)).transpose()?;
            let action = if verdict.is_some() { name } else { Action::Skip };
            archive.review(&Review { action, judgement, entry, ..draft.clone() })?;
        }
        (Proposal::Difference { entry, property, .. }, Decision::Holds(side)) => {
            let entry = archive.entry(*entry)?.ok_or(Fault::Missing)?;
            let values =
                entry.property(property).map(|property| property.values.as_slice()).unwrap_or_default();
            if side == 0 || side > values.len() {
                return Err(malformed("error-malformed"));
            }
            let others = values.iter().enumerate().filter(|(at, _)| at + 1 != side);
            let mut batch = None;
            for claim in others.flat_map(|(_, value)| &value.claims) {
                let review = Review {
                    action: Action::Reject,
                    claim: Some(*claim),
                    entry: Some(entry.id),
                    batch,
                    took_ms: took_ms.filter(|_| batch.is_none()),
                    ..draft.clone()
                };
                let id = archive.review(&review)?;
                batch.get_or_insert(id);
            }
        }
        (Proposal::Difference { entry, .. }, decision) => {
            let action = if matches!(decision, Decision::Accept) { Action::Accept } else { Action::Skip };
            archive.review(&Review { action, entry: Some(*entry), ..draft.clone() })?;
        }
    }
    if name != Action::Skip {
        archive.note(&deed(web, person, name.as_str(), &draft.item, ""))?;
    }
    Ok(())
}

/// Files a person's claim in the place of a machine's, and keeps it where that one stood: the merge is told that
/// it speaks of the same thing as another claim of the entry.
pub fn replace(
    archive: &mut dyn Archive,
    old: &Claim,
    new: &Claim,
    draft: Review,
) -> Result<ReviewId, Fault> {
    if old.id == new.id {
        return Err(malformed("error-unchanged"));
    }
    archive.file_claim(new, &draft.at)?;
    let entry = draft.entry.map(|entry| archive.entry(entry)).transpose()?.flatten();
    let mut beside = None;
    for id in entry.iter().flat_map(|entry: &Entry| &entry.claims).filter(|id| **id != old.id) {
        if archive.claim(*id)?.is_some_and(|claim| claim.kind == old.kind) {
            beside = Some(*id);
            break;
        }
    }
    let judgement = match beside {
        Some(beside) => Some(archive.judge(
            &Judgement {
                left: new.id,
                right: beside,
                verdict: Verdict::Same,
                score: 1.0,
                reasons: Vec::new(),
                author: Author::Person(draft.person.clone()),
            },
            &draft.at,
        )?),
        None => None,
    };
    let review = Review {
        action: Action::Replace,
        claim: Some(old.id),
        replacement: Some(new.id),
        judgement,
        ..draft
    };
    Ok(archive.review(&review)?)
}

/// The claim with other values, in the hand of a person. An empty value takes a slot away.
pub fn rewritten(old: &Claim, person: &str, slots: Vec<(String, String)>) -> Result<Claim, Fault> {
    let mut now = old.slots.clone();
    for (name, value) in slots {
        if value.is_empty() {
            now.remove(&name);
        } else {
            check(&old.kind, &name, &value)?;
            now.insert(name, value);
        }
    }
    if now.is_empty() {
        return Err(malformed("error-malformed"));
    }
    let Claim { kind, refs, evidence, attribution, .. } = old.clone();
    let origin = Origin::Person { name: person.to_owned() };
    Ok(ClaimDraft { kind, slots: now, refs, evidence, attribution, origin, confidence: 100 }.seal())
}

/// Whether a value is one that the property can have.
fn check(kind: &str, property: &str, value: &str) -> Result<(), Fault> {
    let schema = Schema::built_in().kind(kind).and_then(|kind| kind.property(property));
    let Some(schema) = schema else { return Err(malformed("error-malformed")) };
    let good = match schema.value {
        ValueKind::Date => value.parse::<record::Edtf>().is_ok(),
        ValueKind::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
        ValueKind::Term => schema.terms.is_empty() || schema.terms.iter().any(|term| term == value),
        ValueKind::Text | ValueKind::Name => value.chars().count() <= 2000,
    };
    match (good, schema.value) {
        (true, _) => Ok(()),
        (false, ValueKind::Date) => Err(malformed("wrong-date")),
        (false, ValueKind::Number) => Err(malformed("wrong-number")),
        (false, _) => Err(malformed("error-malformed")),
    }
}

/// Takes back what the person did last.
pub async fn undo(app: Sight, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let only = fields.get("only").to_owned();
    let item = app
        .change(true, move |archive, web| {
            let Some(last) = archive.last_review(&who.name)? else { return Ok(None) };
            take_back(archive, web, &who, last.id)?;
            Ok(Some(last.review.item))
        })
        .await?;
    let only = if only.is_empty() { String::new() } else { format!("only={}&", percent(&only)) };
    let item = item.map(|item| format!("item={}", percent(&item))).unwrap_or_default();
    Ok(Redirect::to(format!("/review?{only}{item}").trim_end_matches(['?', '&'])).into_response())
}

/// Withdraws what somebody decided: oneself, or whoever may for others.
pub async fn withdraw(app: Sight, who: Who, Path(id): Path<u64>, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Analyst)?;
    let back = crate::frame::own_address(fields.get("back")).to_owned();
    let entry = app
        .change(true, move |archive, web| {
            let act = take_back(archive, web, &who, ReviewId(id))?;
            Ok(act.first().and_then(|filed| filed.review.claim))
        })
        .await?;
    let address = match entry {
        Some(claim) => super::correct::address_of(&app, claim).await?.unwrap_or(back),
        None => back,
    };
    Ok(Redirect::to(&address).into_response())
}

fn take_back(
    archive: &mut dyn Archive,
    web: &Web,
    who: &Who,
    id: ReviewId,
) -> Result<Vec<FiledReview>, Fault> {
    let history = archive.review_history()?;
    let filed = history.iter().find(|filed| filed.id == id).ok_or(Fault::Missing)?;
    if filed.review.person != who.name && who.role < Role::Editor {
        return Err(Fault::Forbidden);
    }
    let at = web.hands.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let act = archive.withdraw_review(id, &who.name, &at)?;
    archive.note(&deed(web, &who.name, "withdraw", &format!("review:{}", id.0), &filed.review.item))?;
    Ok(act)
}
