//! A proposal as it is shown: the question, its sides, their passages.

use record::{Claim, ClaimId, Schema};
use store::Archive;
use store::reviews::FiledReview;

use crate::acts::shown;
use crate::error::Fault;
use crate::locale::Words;
use crate::pages::entry::written;
use crate::passage::{Passage, Texts};
use crate::proposals::Proposal;

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

/// A proposal as a person sees it.
pub struct View {
    pub shown: String,
    pub question: String,
    pub entry: Option<(String, String)>,
    pub reasons: Vec<String>,
    pub sides: Vec<Side>,
}

/// What a person sees of a proposal; `None` where it no longer stands.
pub fn view(
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
