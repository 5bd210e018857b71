//! What people do to entries at the desk, as values: done at once or, where two persons have to agree, proposed by
//! one and done when another confirms it.

mod filing;

use std::collections::{BTreeMap, BTreeSet};

use record::{ClaimId, EntryId};
use serde::{Deserialize, Serialize};
use store::Archive;
use store::reviews::{Action, FiledReview, Proposed, ProposedId, ReviewId, Settled};
use store::staff::Role;

use self::filing::{correct, file, take_back};
pub use self::filing::{is_there, shown, state_of_value};
use crate::app::Web;
use crate::error::{Fault, Key};
use crate::login::Who;
use crate::pages::login::deed;
use crate::pages::malformed;
use crate::proposals::{Decided, Proposal};

/// What somebody does. `shown` names the state of what they saw: another state, and nothing is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// Decides what waits at the review desk.
    Decide {
        item: String,
        shown: String,
        decision: Decision,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        took_ms: Option<u64>,
    },
    /// Puts another value in the place of one of an entry, or none where no source says so.
    Correct {
        entry: String,
        /// `date.1`: the second value of the date.
        at: String,
        shown: String,
        /// Which of its claims; all where none are named.
        #[serde(default)]
        claims: Vec<String>,
        value: Option<String>,
    },
    /// Takes back what was decided.
    TakeBack { review: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    Accept,
    Reject,
    Skip,
    /// Of a difference: this value, counted from 1, is right and the others are not.
    Holds(usize),
    Replace(BTreeMap<String, String>),
}

/// What came of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done; with a claim of the entry, which may bear another id now.
    Done(Option<ClaimId>),
    /// What was seen is no longer so.
    Changed,
    /// It waits for a second person.
    Waits(ProposedId),
}

impl Act {
    /// Whether entries may come out otherwise than before.
    pub fn matters(&self) -> bool {
        match self {
            Act::Decide { decision: Decision::Skip, .. } => false,
            Act::Decide { decision: Decision::Accept, item, .. } => item.starts_with("pair:"),
            _ => true,
        }
    }

    /// Whether it waits for a second person on this site.
    pub fn waits(&self, web: &Web) -> bool {
        web.settings.two_persons && self.matters()
    }

    /// What it is about, in the words of the log.
    pub fn subject(&self) -> String {
        match self {
            Act::Decide { item, .. } => item.clone(),
            Act::Correct { entry, at, .. } => format!("value:{entry}:{at}"),
            Act::TakeBack { review } => format!("review:{review}"),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Act::Decide { decision, .. } => decision.action().as_str(),
            Act::Correct { value: Some(_), .. } => Action::Replace.as_str(),
            Act::Correct { value: None, .. } => Action::Reject.as_str(),
            Act::TakeBack { .. } => "withdraw",
        }
    }
}

impl Decision {
    fn action(&self) -> Action {
        match self {
            Decision::Accept => Action::Accept,
            Decision::Reject | Decision::Holds(_) => Action::Reject,
            Decision::Skip => Action::Skip,
            Decision::Replace(_) => Action::Replace,
        }
    }
}

/// Who does it, and what they may.
struct Hand<'w> {
    name: &'w str,
    role: Role,
}

/// Does it in the name of somebody, or proposes it where another has to agree.
pub fn act(archive: &mut dyn Archive, web: &Web, who: &Who, act: &Act) -> Result<Outcome, Fault> {
    let hand = Hand { name: &who.name, role: who.role };
    if !act.waits(web) {
        return done(archive, web, &hand, act);
    }
    // what cannot be done is refused now, and not when somebody confirms it
    if let Outcome::Changed = tried(archive, web, &hand, act)? {
        return Ok(Outcome::Changed);
    }
    let text = serde_json::to_string(act).map_err(|error| Fault::Broken(error.to_string()))?;
    let id = archive.propose(&Proposed { act: text, person: who.name.clone(), at: web.hands.now() })?;
    archive.note(&deed(web, &who.name, "propose", &act.subject(), act.name()))?;
    Ok(Outcome::Waits(id))
}

/// What would come of it; nothing of it stays.
fn tried(archive: &mut dyn Archive, web: &Web, hand: &Hand<'_>, act: &Act) -> Result<Outcome, Fault> {
    #[derive(Debug, thiserror::Error)]
    #[error("only tried")]
    struct OnlyTried;
    let mut outcome = None;
    let undone = archive.transaction(&mut |archive| {
        outcome = Some(done(archive, web, hand, act).map_err(store::Error::caller)?);
        Err(store::Error::caller(OnlyTried))
    });
    match (outcome, undone) {
        (Some(outcome), _) => Ok(outcome),
        (None, Err(error)) => Err(error.into()),
        (None, Ok(())) => Err(Fault::Broken("the trial did nothing".to_owned())),
    }
}

/// What waits for a second person, as far as somebody may see what it is about.
pub fn waiting(archive: &dyn Archive) -> Result<Vec<(ProposedId, Proposed, Act)>, Fault> {
    let mut found = Vec::new();
    for (id, proposed) in archive.proposed()? {
        let act: Act =
            serde_json::from_str(&proposed.act).map_err(|error| Fault::Broken(error.to_string()))?;
        if is_seen(archive, &act)? {
            found.push((id, proposed, act));
        }
    }
    Ok(found)
}

/// What was decided, and what waits for a second person and so is not asked again.
pub fn decided(archive: &dyn Archive, history: &[FiledReview], person: &str) -> Result<Decided, Fault> {
    let mut decided = Decided::of(history, person);
    for (_, _, act) in waiting(archive)? {
        if let Act::Decide { item, .. } = act {
            decided.waits(&item);
        }
    }
    Ok(decided)
}

/// Whether all that an act names is there for whoever looks.
fn is_seen(archive: &dyn Archive, act: &Act) -> Result<bool, Fault> {
    Ok(match act {
        Act::Decide { item, .. } => match Proposal::parse(item) {
            Some(Proposal::Difference { entry, .. }) => archive.entry(entry)?.is_some(),
            Some(proposal) => is_there(archive, &proposal)?,
            None => false,
        },
        Act::Correct { entry, claims, .. } => {
            let there = match entry.parse::<EntryId>() {
                Ok(entry) => archive.entry(entry)?.is_some(),
                Err(_) => false,
            };
            // an entry may have got another id since: then its claims say whether it is seen
            let mut seen = there || !claims.is_empty();
            for claim in claims.iter().filter_map(|claim| claim.parse::<ClaimId>().ok()) {
                seen &= archive.claim(claim)?.is_some();
            }
            seen
        }
        Act::TakeBack { review } => archive.review_history()?.iter().any(|filed| filed.id.0 == *review),
    })
}

/// Settles what waits: confirmed by another it is done, in the name of who proposed it; refused by another, or
/// withdrawn by that person, it is not.
pub fn settle(
    archive: &mut dyn Archive,
    web: &Web,
    who: &Who,
    id: ProposedId,
    confirmed: bool,
) -> Result<Outcome, Fault> {
    let found = waiting(archive)?.into_iter().find(|(waiting, _, _)| *waiting == id);
    let (_, proposed, act) = found.ok_or(Fault::Missing)?;
    let own = proposed.person == who.name;
    let (settled, name) = match (confirmed, own) {
        (true, true) => return Err(Fault::Malformed(Key("wrong-own"))),
        (true, false) => (Settled::Confirmed, "confirm"),
        (false, true) => (Settled::Withdrawn, "unpropose"),
        (false, false) => (Settled::Refused, "refuse"),
    };
    let mut outcome = Outcome::Done(None);
    if confirmed {
        let account = archive.account(&proposed.person)?.filter(|account| account.closed_at.is_none());
        // whoever may no longer do it does it no more by another's hand
        let role = account.map(|account| account.role).filter(|role| *role >= Role::Analyst);
        let hand = Hand { name: &proposed.person, role: role.ok_or(Fault::Forbidden)? };
        outcome = done(archive, web, &hand, &act)?;
        if outcome == Outcome::Changed {
            return Ok(outcome);
        }
    }
    if !archive.settle(id, settled, &who.name, web.hands.now())? {
        return Err(Fault::Changed);
    }
    archive.note(&deed(web, &who.name, name, &act.subject(), &format!("proposed by {}", proposed.person)))?;
    Ok(outcome)
}

fn done(archive: &mut dyn Archive, web: &Web, hand: &Hand<'_>, act: &Act) -> Result<Outcome, Fault> {
    match act {
        Act::Decide { item, shown: seen, decision, took_ms } => {
            let proposal = Proposal::parse(item).ok_or(malformed("error-malformed"))?;
            if !is_there(archive, &proposal)? {
                return Err(Fault::Missing);
            }
            let history = archive.review_history()?;
            // what was shown is what is decided
            if shown(archive, &proposal, &history)? != *seen {
                return Ok(Outcome::Changed);
            }
            file(archive, web, hand.name, &proposal, decision.clone(), *took_ms)?;
            Ok(Outcome::Done(None))
        }
        Act::Correct { entry, at, shown, claims, value } => {
            let entry = entry.parse::<EntryId>().map_err(|_| Fault::Missing)?;
            let Some(entry) = archive.entry(entry)? else { return Ok(Outcome::Changed) };
            let wanted: BTreeSet<ClaimId> = claims.iter().filter_map(|claim| claim.parse().ok()).collect();
            if !claims.is_empty() && wanted.is_empty() {
                return Err(malformed("wrong-none"));
            }
            correct(archive, web, hand.name, &entry, (at, shown), &wanted, value.as_deref())
        }
        Act::TakeBack { review } => {
            let act = take_back(archive, web, hand, ReviewId(*review))?;
            Ok(Outcome::Done(act.first().and_then(|filed| filed.review.claim)))
        }
    }
}
