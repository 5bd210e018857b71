//! What waits for a person: differences, pairs that the merge is unsure of, claims that were found unsurely.

use std::collections::BTreeSet;

use record::{Author, ClaimId, Entry, EntryId, Judgement, Verdict};
use store::reviews::{Action, FiledReview};

/// Claims below this are looked at by a person.
pub const UNSURE: u8 = 70;

/// One thing to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proposal {
    /// A property of an entry, whose values contradict each other; with the hash of the values, so that it comes
    /// back when they change.
    Difference {
        entry: EntryId,
        property: String,
        values: String,
    },
    /// Whether two claims speak of one thing.
    Pair {
        left: ClaimId,
        right: ClaimId,
    },
    Claim {
        claim: ClaimId,
    },
}

impl Proposal {
    /// Its name in reviews and addresses.
    pub fn item(&self) -> String {
        match self {
            Proposal::Difference { entry, property, values } => {
                format!("difference:{entry}:{property}:{values}")
            }
            Proposal::Pair { left, right } => format!("pair:{left}:{right}"),
            Proposal::Claim { claim } => format!("claim:{claim}"),
        }
    }

    pub fn parse(item: &str) -> Option<Proposal> {
        let mut parts = item.split(':');
        let proposal = match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
            ("difference", entry, Some(property), Some(values)) => Proposal::Difference {
                entry: entry.parse().ok()?,
                property: property.to_owned(),
                values: values.to_owned(),
            },
            ("pair", left, Some(right), None) => {
                Proposal::Pair { left: left.parse().ok()?, right: right.parse().ok()? }
            }
            ("claim", claim, None, None) => Proposal::Claim { claim: claim.parse().ok()? },
            _ => return None,
        };
        Some(proposal)
    }

    pub fn sort(&self) -> &'static str {
        match self {
            Proposal::Difference { .. } => "difference",
            Proposal::Pair { .. } => "pair",
            Proposal::Claim { .. } => "claim",
        }
    }
}

/// The differences of an entry.
pub fn differences(entry: &Entry) -> Vec<Proposal> {
    let disputed = entry.properties.iter().filter(|property| property.disputed);
    disputed
        .map(|property| {
            let mut texts: Vec<&str> = property.values.iter().map(|value| value.text.as_str()).collect();
            texts.sort_unstable();
            let hash = EntryId::of(texts.iter().map(|text| text.as_bytes()));
            Proposal::Difference { entry: entry.id, property: property.name.clone(), values: hash.short() }
        })
        .collect()
}

/// The pairs that no person has judged.
pub fn pairs(judgements: &[Judgement]) -> Vec<Proposal> {
    let by_person = |one: &&Judgement| matches!(one.author, Author::Person(_));
    let key = |one: &Judgement| (one.left.min(one.right), one.left.max(one.right));
    let judged: BTreeSet<_> = judgements.iter().filter(by_person).map(key).collect();
    let unsure =
        judgements.iter().filter(|one| one.verdict == Verdict::Unsure && !judged.contains(&key(one)));
    let mut found: Vec<(u64, Proposal)> = unsure
        .map(|one| ((one.score * 1e6) as u64, Proposal::Pair { left: one.left, right: one.right }))
        .collect();
    // the likeliest first
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().map(|(_, proposal)| proposal).collect()
}

/// What is done with, and what somebody put off.
#[derive(Debug, Default)]
pub struct Decided {
    done: BTreeSet<String>,
    skipped: BTreeSet<String>,
}

impl Decided {
    /// What this person put off comes last for them alone.
    pub fn of(history: &[FiledReview], person: &str) -> Decided {
        let mut decided = Decided::default();
        for filed in history.iter().filter(|filed| filed.withdrawn.is_none()) {
            let item = filed.review.item.clone();
            if filed.review.action == Action::Skip {
                if filed.review.person == person {
                    decided.skipped.insert(item);
                }
            } else {
                decided.done.insert(item);
                decided.done.extend(filed.review.claim.map(|claim| Proposal::Claim { claim }.item()));
            }
        }
        decided
    }

    /// Leaves out what waits for a second person.
    pub fn waits(&mut self, item: &str) {
        self.done.insert(item.to_owned());
    }

    /// What is left, in order: first what was not put off.
    pub fn left<'p>(&self, proposals: &'p [Proposal], sort: Option<&str>) -> Vec<&'p Proposal> {
        let wanted = proposals.iter().filter(|one| sort.is_none_or(|sort| one.sort() == sort));
        let open = wanted.filter(|one| !self.done.contains(&one.item()));
        let (later, now): (Vec<_>, Vec<_>) = open.partition(|one| self.skipped.contains(&one.item()));
        now.into_iter().chain(later).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_survives_its_name() {
        let claim = ClaimId::of([b"x".as_slice()]);
        for proposal in [
            Proposal::Claim { claim },
            Proposal::Pair { left: claim, right: ClaimId::of([b"y".as_slice()]) },
            Proposal::Difference {
                entry: EntryId::of([b"x".as_slice()]),
                property: "date".to_owned(),
                values: "0011".to_owned(),
            },
        ] {
            assert_eq!(Proposal::parse(&proposal.item()), Some(proposal));
        }
        for bad in ["", "claim:x", "pair:1:2", "difference:x", "claim"] {
            assert_eq!(Proposal::parse(bad), None);
        }
    }

    #[test]
    fn what_was_put_off_comes_last() {
        let claims = [1_u8, 2, 3].map(|byte| Proposal::Claim { claim: ClaimId::of([[byte].as_slice()]) });
        let mut decided = Decided::default();
        decided.skipped.insert(claims[0].item());
        decided.done.insert(claims[1].item());
        assert_eq!(decided.left(&claims, None), [&claims[2], &claims[0]]);
        assert!(decided.left(&claims, Some("pair")).is_empty());
    }
}
