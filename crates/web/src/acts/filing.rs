//! What an act files: reviews beside the claims that they are about, claims in a person's name, judgements.

use std::collections::{BTreeMap, BTreeSet};

use record::schema::ValueKind;
use record::{Author, Claim, ClaimDraft, ClaimId, Entry, EntryId, Judgement, Origin, Schema, Verdict};
use store::Archive;
use store::reviews::{Action, FiledReview, Review, ReviewId};
use store::staff::Role;

use super::{Decision, Hand, Outcome};
use crate::app::Web;
use crate::error::Fault;
use crate::pages::entry::chosen;
use crate::pages::login::deed;
use crate::pages::malformed;
use crate::proposals::Proposal;

/// The state of a value: which claims give it.
pub fn state_of_value(entry: &Entry, property: &str, number: usize) -> String {
    let value = entry.property(property).and_then(|property| property.values.get(number));
    let mut state = format!("{} {property}", entry.id);
    if let Some(value) = value {
        state.push_str(&format!(" {}", value.text));
        value.claims.iter().for_each(|claim| state.push_str(&format!(" {claim}")));
    }
    blake3::hash(state.as_bytes()).to_hex().chars().take(20).collect()
}

pub fn correct(
    archive: &mut dyn Archive,
    web: &Web,
    person: &str,
    entry: &Entry,
    (at, shown): (&str, &str),
    wanted: &BTreeSet<ClaimId>,
    value: Option<&str>,
) -> Result<Outcome, Fault> {
    let Some((property, number)) = chosen(entry, at) else { return Ok(Outcome::Changed) };
    if state_of_value(entry, property, number) != shown {
        return Ok(Outcome::Changed);
    }
    let claims = entry.property(property).and_then(|found| found.values.get(number));
    let claims: Vec<ClaimId> = claims
        .into_iter()
        .flat_map(|value| value.claims.clone())
        .filter(|id| wanted.is_empty() || wanted.contains(id))
        .collect();
    if claims.is_empty() {
        return Err(malformed("wrong-none"));
    }
    let draft = draft(web, person, format!("value:{}:{property}", entry.id), Some(entry.id));
    let mut batch = None;
    let mut stands = None;
    for id in &claims {
        let draft = Review { batch, ..draft.clone() };
        let old = archive.claim(*id)?.ok_or(Fault::Changed)?;
        let filed = match value {
            None => archive.review(&Review { claim: Some(*id), ..draft })?,
            Some(value) => {
                let new = rewritten(&old, person, [(property.to_owned(), value.to_owned())].into())?;
                stands = Some(new.id);
                replace(archive, &old, &new, draft)?
            }
        };
        batch.get_or_insert(filed);
    }
    let action = if value.is_some() { "replace" } else { "reject" };
    archive.note(&deed(web, person, action, &draft.item, value.unwrap_or_default()))?;
    // where to look for the entry: it may bear another id afterwards
    let other = entry.claims.iter().find(|id| !claims.contains(id)).copied();
    Ok(Outcome::Done(stands.or(other)))
}

/// A rejection of nothing yet, by somebody, now.
fn draft(web: &Web, person: &str, item: String, entry: Option<EntryId>) -> Review {
    Review {
        item,
        action: Action::Reject,
        claim: None,
        replacement: None,
        judgement: None,
        entry,
        person: person.to_owned(),
        at: web.hands.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        took_ms: None,
        batch: None,
    }
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

/// Whether what is to be decided is there for this person; a request made by hand can name anything.
pub fn is_there(archive: &dyn Archive, proposal: &Proposal) -> Result<bool, Fault> {
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

pub fn file(
    archive: &mut dyn Archive,
    web: &Web,
    person: &str,
    proposal: &Proposal,
    decision: Decision,
    took_ms: Option<u64>,
) -> Result<(), Fault> {
    let name = decision.action();
    let draft = Review { action: Action::Accept, took_ms, ..draft(web, person, proposal.item(), None) };
    let at = draft.at.clone();
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
fn replace(archive: &mut dyn Archive, old: &Claim, new: &Claim, draft: Review) -> Result<ReviewId, Fault> {
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
fn rewritten(old: &Claim, person: &str, slots: BTreeMap<String, String>) -> Result<Claim, Fault> {
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

pub fn take_back(
    archive: &mut dyn Archive,
    web: &Web,
    hand: &Hand<'_>,
    id: ReviewId,
) -> Result<Vec<FiledReview>, Fault> {
    let history = archive.review_history()?;
    let filed = history.iter().find(|filed| filed.id == id).ok_or(Fault::Missing)?;
    if filed.review.person != hand.name && hand.role < Role::Editor {
        return Err(Fault::Forbidden);
    }
    let at = web.hands.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let act = archive.withdraw_review(id, hand.name, &at)?;
    archive.note(&deed(web, hand.name, "withdraw", &format!("review:{}", id.0), &filed.review.item))?;
    Ok(act)
}
