//! How an entry came to be as it is: what was known by a day, what persons decided, what the merge judged.

use std::collections::{BTreeMap, BTreeSet};

use record::{Author, Claim, ClaimId, Date, Entry, Schema};
use store::Archive;

use super::written;
use crate::error::Fault;
use crate::frame::Frame;
use crate::locale::Words;

/// What a person decided about it.
pub struct Reviewed {
    pub id: u64,
    pub action: String,
    pub what: String,
    pub person: String,
    pub at: String,
    pub withdrawn: Option<String>,
    pub may_withdraw: bool,
}

pub struct Judged {
    pub verdict: String,
    pub reasons: String,
    pub author: String,
    pub score: String,
}

/// Leaves what was published by a day: later claims, and values that rest on them alone, are left out. Which of the
/// values is shown is not settled again.
pub fn as_known(
    archive: &dyn Archive,
    entry: &mut Entry,
    claims: BTreeMap<ClaimId, Claim>,
    date: Date,
) -> Result<BTreeMap<ClaimId, Claim>, Fault> {
    let mut kept = BTreeMap::new();
    for (id, claim) in claims {
        let Some(first) = claim.evidence.first() else { continue };
        let publication = archive.publication(first.publication, Some(first.version))?;
        // what has no date of its own is known since it was captured
        let day = match publication {
            Some(publication) => match publication.published_on {
                Some(day) => Some(day),
                None => archive
                    .origins_of(publication.capture)?
                    .first()
                    .and_then(|origin| origin.origin.at.get(..10)?.parse().ok()),
            },
            None => None,
        };
        if day.is_some_and(|day| day <= date) {
            kept.insert(id, claim);
        }
    }
    for property in &mut entry.properties {
        for value in &mut property.values {
            value.claims.retain(|claim| kept.contains_key(claim));
        }
        property.values.retain(|value| !value.claims.is_empty());
        property.disputed &= property.values.len() > 1;
        if property.values.iter().all(|value| !value.shown) {
            property.values.iter_mut().for_each(|value| value.shown = true);
        }
    }
    entry.properties.retain(|property| !property.values.is_empty());
    entry.claims.retain(|claim| kept.contains_key(claim));
    Ok(kept)
}

pub fn reviews(
    archive: &dyn Archive,
    entry: &Entry,
    f: &Frame,
    words: &Words,
) -> Result<Vec<Reviewed>, Fault> {
    // an entry that got another id keeps its history by its claims
    let history = archive.review_history()?;
    let ours = history.into_iter().filter(|filed| {
        let of = |claim: Option<ClaimId>| claim.is_some_and(|claim| entry.claims.contains(&claim));
        filed.review.entry == Some(entry.id) || of(filed.review.claim) || of(filed.review.replacement)
    });
    let may = |person: &str| {
        f.who.as_ref().is_some_and(|who| {
            who.role >= store::staff::Role::Editor
                || (who.role >= store::staff::Role::Analyst && who.name == person)
        })
    };
    let mut found = Vec::new();
    for filed in ours {
        let claim = |id: Option<ClaimId>| id.map(|id| archive.claim(id)).transpose().map(Option::flatten);
        let (old, new) = (claim(filed.review.claim)?, claim(filed.review.replacement)?);
        found.push(Reviewed {
            id: filed.id.0,
            action: words.t(&format!("action-{}", filed.review.action.as_str())),
            what: changed(old.as_ref(), new.as_ref(), words),
            may_withdraw: filed.withdrawn.is_none() && may(&filed.review.person),
            at: words.day_of(&filed.review.at),
            person: filed.review.person,
            withdrawn: filed.withdrawn.map(|withdrawal| withdrawal.by),
        });
    }
    found.reverse();
    Ok(found)
}

/// `date: 28 November 2024 > 29 November 2024`, or what the claim says.
fn changed(old: Option<&Claim>, new: Option<&Claim>, words: &Words) -> String {
    let Some(old) = old else { return String::new() };
    let schema = Schema::built_in().kind(&old.kind);
    let text = |slot: &str, value: &str| written(schema, &old.kind, slot, value, words);
    let Some(new) = new else {
        return old.slots.iter().map(|(slot, value)| text(slot, value)).collect::<Vec<_>>().join(", ");
    };
    let names: BTreeSet<&String> = old.slots.keys().chain(new.slots.keys()).collect();
    let differ = names.into_iter().filter(|name| old.slots.get(*name) != new.slots.get(*name));
    let line = |name: &String| {
        let value = |claim: &Claim| claim.slot(name).map(|value| text(name, value)).unwrap_or_default();
        format!("{}: {} \u{2192} {}", words.property(name), value(old), value(new))
    };
    differ.map(line).collect::<Vec<_>>().join(", ")
}

/// How many judgements are listed.
const JUDGEMENTS: usize = 40;

pub fn judgements(archive: &dyn Archive, entry: &Entry, words: &Words) -> Result<Vec<Judged>, Fault> {
    let found = archive.judgements_on(entry.id)?.into_iter().take(JUDGEMENTS);
    let judged = found.map(|(_, judgement)| Judged {
        verdict: words.t(match judgement.verdict {
            record::Verdict::Same => "same-thing",
            record::Verdict::Different => "different-things",
            record::Verdict::Unsure => "unsure",
        }),
        reasons: judgement.reasons.join(", "),
        author: match judgement.author {
            Author::Person(name) | Author::Rule(name) => name,
        },
        score: words.decimal(&format!("{:.2}", judgement.score)),
    });
    Ok(judged.collect())
}
