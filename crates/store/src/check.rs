//! The laws that a claim must keep before any engine files it. Pure: values in, a refusal out.

use std::collections::BTreeSet;

use record::{Claim, ClaimDraft, ClaimId, Evidence, Judgement, Origin};

use crate::{Reading, Refusal};

/// Checks all claims of a reading: found by a rule, of this publication and version, every quote at its
/// span of the text, every reference within the reading.
pub fn reading(reading: &Reading<'_>) -> Result<(), Refusal> {
    let publication = reading.publication;
    let ids: BTreeSet<ClaimId> = reading.claims.iter().map(|claim| claim.id).collect();
    for claim in reading.claims {
        let doc = || publication.doc.clone();
        if matches!(claim.origin, Origin::Person { .. }) {
            return Err(Refusal::NotAMachines { claim: claim.id });
        }
        assertion(claim, &publication.doc)?;
        for evidence in &claim.evidence {
            if (evidence.publication, evidence.version) != (publication.id, publication.version) {
                let Evidence { publication, version, .. } = *evidence;
                return Err(Refusal::ForeignEvidence { claim: claim.id, doc: doc(), publication, version });
            }
            quote(claim, evidence, &publication.doc, reading.text)?;
        }
        if let Some(target) = claim.refs.values().find(|target| !ids.contains(target)) {
            return Err(Refusal::DanglingRef { claim: claim.id, doc: doc(), target: *target });
        }
    }
    Ok(())
}

/// What holds of every claim by itself: it has evidence, a sane confidence and the id of its content.
pub fn assertion(claim: &Claim, doc: &str) -> Result<(), Refusal> {
    if claim.evidence.is_empty() {
        return Err(Refusal::NoEvidence { claim: claim.id, doc: doc.to_owned() });
    }
    if claim.confidence > 100 {
        return Err(Refusal::BadConfidence { claim: claim.id, confidence: claim.confidence });
    }
    let Claim { id, kind, slots, refs, evidence, attribution, origin, confidence } = claim.clone();
    let hash = ClaimDraft { kind, slots, refs, evidence, attribution, origin, confidence }.seal().id;
    if hash == id { Ok(()) } else { Err(Refusal::WrongId { claim: id, hash }) }
}

/// The exact words must stand at the span.
pub fn quote(claim: &Claim, evidence: &Evidence, doc: &str, text: &str) -> Result<(), Refusal> {
    if evidence.span.of(text) == Some(evidence.quote.as_str()) {
        return Ok(());
    }
    Err(Refusal::QuoteNotAtSpan {
        claim: claim.id,
        doc: doc.to_owned(),
        publication: evidence.publication,
        version: evidence.version,
        start: evidence.span.start,
        end: evidence.span.end,
        quote: evidence.quote.clone(),
    })
}

pub fn score(judgement: &Judgement) -> Result<(), Refusal> {
    let Judgement { left, right, score, .. } = *judgement;
    if (0.0..=1.0).contains(&score) {
        return Ok(());
    }
    Err(Refusal::BadScore { left, right, score: score.to_string() })
}

/// RFC 3339, with a time and an offset.
pub fn instant(value: &str) -> Result<(), Refusal> {
    match value.parse::<jiff::Timestamp>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::BadInstant { value: value.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_a_day_a_time_and_an_offset() {
        assert_eq!(instant("2024-11-28T10:00:00Z"), Ok(()));
        assert_eq!(instant("2024-11-28T10:00:00.5+05:00"), Ok(()));
        for bad in ["", "2024-11-28", "2024-11-28T10:00:00", "yesterday"] {
            assert_eq!(instant(bad), Err(Refusal::BadInstant { value: bad.to_owned() }));
        }
    }
}
