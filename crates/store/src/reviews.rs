//! The seam of the review desk: what persons decided about claims, and what follows from it for the merge.
//!
//! A decision is added and withdrawn, never changed; what stands is computed from all of them, so that taking one
//! back restores the past exactly. Captures, claims and judgements of others are not touched.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use record::{Claim, ClaimId, EntryId, Judgement, Origin, PublicationId};

use crate::{Archive, Error, JudgementId, Withdrawal, rows};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is as the machine proposes, or a difference is one indeed.
    Accept,
    /// It is not so.
    Reject,
    /// It is otherwise: a person's claim takes the place of the machine's.
    Replace,
    /// Not now; it comes back.
    Skip,
}

impl Action {
    pub const ALL: [Action; 4] = [Action::Accept, Action::Reject, Action::Replace, Action::Skip];

    pub fn as_str(self) -> &'static str {
        match self {
            Action::Accept => "accept",
            Action::Reject => "reject",
            Action::Replace => "replace",
            Action::Skip => "skip",
        }
    }

    pub fn parse(name: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.as_str() == name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewId(pub u64);

/// One decision of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// What it is about: a claim, two claims, a difference; in words of whoever asked for it.
    pub item: String,
    pub action: Action,
    /// The claim that is accepted, turned down or replaced.
    pub claim: Option<ClaimId>,
    /// The person's claim that takes its place, filed before.
    pub replacement: Option<ClaimId>,
    /// The judgement that was filed with it and is withdrawn with it.
    pub judgement: Option<JudgementId>,
    /// The entry that it was shown in.
    pub entry: Option<EntryId>,
    pub person: String,
    pub at: String,
    /// How long the person looked at it.
    pub took_ms: Option<u64>,
    /// The first review of the same act; `None` for the first.
    pub batch: Option<ReviewId>,
}

/// A review with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledReview {
    pub id: ReviewId,
    pub batch: ReviewId,
    pub review: Review,
    /// See [`likeness`]; of a claim that was turned down or replaced.
    pub likeness: Option<[u8; 16]>,
    pub withdrawn: Option<Withdrawal>,
}

/// What takes longer was a pause.
pub const PAUSE_MS: u64 = 15 * 60 * 1000;

/// How fast items were decided: how many, and how long they took together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReviewPace {
    pub items: u64,
    pub took_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposedId(pub u64);

/// What one person would do where a second has to agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// In words of whoever will do it.
    pub act: String,
    pub person: String,
    pub at: Timestamp,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// By another than who proposed it.
    Confirmed,
    Refused,
    /// By who proposed it.
    Withdrawn,
}

impl Settled {
    pub fn as_str(self) -> &'static str {
        match self {
            Settled::Confirmed => "confirmed",
            Settled::Refused => "refused",
            Settled::Withdrawn => "withdrawn",
        }
    }
}

/// The part of the store that is about reviews.
pub trait Reviews {
    /// Files a review. A claim that it names must be in the record, and a replacement must be a person's.
    fn review(&mut self, review: &Review) -> Result<ReviewId, Error>;

    /// Withdraws all reviews of the act that this one belongs to, with their judgements; gives them. Withdrawn
    /// ones cannot be withdrawn again.
    fn withdraw_review(&mut self, id: ReviewId, by: &str, at: &str) -> Result<Vec<FiledReview>, Error>;

    /// All that were ever made, in order.
    fn review_history(&self) -> Result<Vec<FiledReview>, Error>;

    /// Those that were made from an entry, in order.
    fn reviews_of(&self, entry: EntryId) -> Result<Vec<FiledReview>, Error>;

    /// The last one of a person that stands, skips left out.
    fn last_review(&self, person: &str) -> Result<Option<FiledReview>, Error>;

    /// Of a person, or of all; what took longer than a quarter of an hour was a pause and is not counted.
    fn review_pace(&self, person: Option<&str>) -> Result<ReviewPace, Error>;

    /// What the merge is unsure of, by left and right claim, after all that persons judge on now: whoever looks for
    /// what waits for a person needs no more.
    fn unsure_judgements(&self) -> Result<Vec<Judgement>, Error>;

    /// Judgements on claims of an entry, of persons first, each with its number where a person made it.
    fn judgements_on(&self, entry: EntryId) -> Result<Vec<(Option<JudgementId>, Judgement)>, Error>;

    fn propose(&mut self, proposed: &Proposed) -> Result<ProposedId, Error>;

    /// What waits for a second person, in order of number.
    fn proposed(&self) -> Result<Vec<(ProposedId, Proposed)>, Error>;

    /// Settles what waits; `false` where nothing of that number does. Nobody confirms what is their own.
    fn settle(&mut self, id: ProposedId, settled: Settled, by: &str, at: Timestamp) -> Result<bool, Error>;
}

/// Publications with claims that count otherwise by what persons have decided since. What keeps the like of a claim
/// away reaches over the whole record.
pub fn decided_otherwise(
    archive: &dyn Archive,
    history: &[FiledReview],
    before: &Standing,
    now: &Standing,
) -> Result<BTreeSet<PublicationId>, Error> {
    let (claims, likes) = before.otherwise(now);
    let mut touched = BTreeSet::new();
    for claim in claims {
        let claim = archive.claim(claim)?;
        touched.extend(claim.and_then(|claim| claim.evidence.first().map(|one| one.publication)));
    }
    for filed in history.iter().filter(|filed| filed.likeness.is_some_and(|like| likes.contains(&like))) {
        if let Some(claim) = filed.review.claim.map(|claim| archive.claim(claim)).transpose()?.flatten() {
            touched.extend(archive.publications_alike(&claim)?);
        }
    }
    Ok(touched)
}

/// What a claim says in which words, wherever it stands: the same sentence read the same way elsewhere is its like.
pub fn likeness(claim: &Claim) -> [u8; 16] {
    let mut quotes: Vec<&str> = claim.evidence.iter().map(|one| one.quote.as_str()).collect();
    quotes.sort_unstable();
    let mut text = claim.kind.clone();
    for (slot, value) in &claim.slots {
        text.push_str(&format!("\u{0}{slot}\u{1}{value}"));
    }
    text.push('\u{2}');
    text.push_str(&quotes.join("\u{0}"));
    text.push_str(&format!("\u{2}{}", claim.attribution.as_deref().unwrap_or_default()));
    rows::digest(text.as_bytes())
}

/// What follows from all reviews that were not withdrawn.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    accepted: BTreeSet<ClaimId>,
    rejected: BTreeSet<ClaimId>,
    unlike: BTreeSet<[u8; 16]>,
    replaced: BTreeMap<ClaimId, ClaimId>,
    /// Persons' claims that came in by reviews, all of which were withdrawn.
    dropped: BTreeSet<ClaimId>,
}

impl Standing {
    /// Of two reviews of one claim the later one stands.
    pub fn of(history: &[FiledReview]) -> Standing {
        let mut last: BTreeMap<ClaimId, &FiledReview> = BTreeMap::new();
        let mut standing = Standing::default();
        let stands = |one: &&FiledReview| one.withdrawn.is_none();
        for filed in history.iter().filter(stands) {
            if let Some(claim) = filed.review.claim.filter(|_| filed.review.action != Action::Skip) {
                last.insert(claim, filed);
            }
        }
        let mut in_use = BTreeSet::new();
        for (claim, filed) in last {
            match (filed.review.action, filed.review.replacement) {
                (Action::Accept, _) => drop(standing.accepted.insert(claim)),
                (Action::Reject, _) => {
                    standing.rejected.insert(claim);
                    standing.unlike.extend(filed.likeness);
                }
                (Action::Replace, Some(by)) => {
                    standing.rejected.insert(claim);
                    standing.unlike.extend(filed.likeness);
                    standing.replaced.insert(claim, by);
                    in_use.insert(by);
                }
                _ => {}
            }
        }
        let brought = history.iter().filter_map(|filed| filed.review.replacement);
        standing.dropped = brought.filter(|claim| !in_use.contains(claim)).collect();
        standing
    }

    /// What counts otherwise by the one than by the other: claims, and likenesses of claims that are kept away.
    pub fn otherwise(&self, other: &Standing) -> (BTreeSet<ClaimId>, BTreeSet<[u8; 16]>) {
        let mut claims: BTreeSet<ClaimId> = &self.accepted ^ &other.accepted;
        claims.extend(&self.rejected ^ &other.rejected);
        claims.extend(&self.dropped ^ &other.dropped);
        for (one, two) in [(self, other), (other, self)] {
            let moved = one.replaced.iter().filter(|(claim, by)| two.replaced.get(claim) != Some(by));
            claims.extend(moved.flat_map(|(claim, by)| [*claim, *by]));
        }
        (claims, &self.unlike ^ &other.unlike)
    }

    /// Whether a claim counts.
    pub fn admits(&self, claim: &Claim) -> bool {
        if self.dropped.contains(&claim.id) || self.rejected.contains(&claim.id) {
            return false;
        }
        let by_machine = matches!(claim.origin, Origin::Rule { .. });
        self.accepted.contains(&claim.id)
            || !by_machine
            || self.unlike.is_empty()
            || !self.unlike.contains(&likeness(claim))
    }

    /// The claims that count. What spoke of a replaced one speaks of its replacement.
    pub fn apply(&self, claims: Vec<Claim>) -> Vec<Claim> {
        let mut kept: Vec<Claim> = claims.into_iter().filter(|claim| self.admits(claim)).collect();
        if !self.replaced.is_empty() {
            for target in kept.iter_mut().flat_map(|claim| claim.refs.values_mut()) {
                // a replacement may have been replaced in turn
                for _ in 0..16 {
                    match self.replaced.get(target) {
                        Some(by) => *target = *by,
                        None => break,
                    }
                }
            }
        }
        kept
    }
}
