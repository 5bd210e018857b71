//! Reviews: added and withdrawn, and what stands follows from all of them.

use record::{Author, Claim, ClaimDraft, EntryId, Judgement, Origin, Verdict};

use super::{ASTANA, ASTANA_CORRECTED, Check, MINSK, NOW, ingest, reread_all};
use crate::reviews::{Action, Proposed, ProposedId, Review, ReviewId, Settled, Standing, likeness};
use crate::{Archive, ClaimFilter, Error, Refusal};

pub const CHECKS: &[Check] = &[
    ("taking a review back restores what was, with its judgement", withdrawn),
    ("a replacement takes the place of a claim, and what spoke of it follows", replaced),
    ("what was turned down stays away after a rebuild and in a later version", kept_away),
    ("a review of what is not there is refused by name", refused),
    ("what is proposed waits until it is settled, and nobody confirms their own", proposed),
    ("the pace counts acts, not their parts, and no pauses", paced),
];

fn claims(archive: &mut dyn Archive) -> Vec<Claim> {
    ingest(archive, "astana", ASTANA).unwrap();
    ingest(archive, "minsk", MINSK).unwrap();
    archive.claims(&ClaimFilter::default()).unwrap()
}

fn of_kind<'c>(claims: &'c [Claim], kind: &str) -> &'c Claim {
    claims.iter().find(|claim| claim.kind == kind).unwrap()
}

/// The event that the figure speaks of; ids decide which publication comes first.
fn event(claims: &[Claim]) -> &Claim {
    let of = of_kind(claims, "figure").refs["event"];
    claims.iter().find(|claim| claim.id == of).unwrap()
}

fn review(action: Action, claim: &Claim) -> Review {
    Review {
        item: format!("claim:{}", claim.id),
        action,
        claim: Some(claim.id),
        replacement: None,
        judgement: None,
        entry: Some(EntryId::of([b"entry".as_slice()])),
        person: "ann".to_owned(),
        at: NOW.to_owned(),
        took_ms: Some(4000),
        batch: None,
    }
}

fn standing(archive: &dyn Archive) -> Vec<Claim> {
    let history = archive.review_history().unwrap();
    Standing::of(&history).apply(archive.claims(&ClaimFilter::default()).unwrap())
}

fn corrected(claim: &Claim, words: &str) -> Claim {
    let Claim { kind, refs, evidence, attribution, .. } = claim.clone();
    let slots = [("name".to_owned(), words.to_owned())].into();
    let origin = Origin::Person { name: "ann".to_owned() };
    ClaimDraft { kind, slots, refs, evidence, attribution, origin, confidence: 100 }.seal()
}

fn withdrawn(archive: &mut dyn Archive) {
    let before = claims(archive);
    let (event, figure) = (event(&before), of_kind(&before, "figure"));
    let judgement = Judgement {
        left: event.id,
        right: figure.id,
        verdict: Verdict::Same,
        score: 1.0,
        reasons: Vec::new(),
        author: Author::Person("ann".to_owned()),
    };
    let judged = archive.judge(&judgement, NOW).unwrap();
    let first = archive.review(&Review { judgement: Some(judged), ..review(Action::Reject, event) }).unwrap();
    let second = archive.review(&Review { batch: Some(first), ..review(Action::Reject, figure) }).unwrap();
    let other = archive.review(&review(Action::Skip, event)).unwrap();
    assert!(first < second && second < other);
    assert_eq!(standing(archive).len(), before.len() - 2);
    assert_eq!(archive.last_review("ann").unwrap().unwrap().id, second);
    assert_eq!(archive.last_review("ben").unwrap(), None);
    assert_eq!(archive.reviews_of(EntryId::of([b"entry".as_slice()])).unwrap().len(), 3);

    let act = archive.withdraw_review(second, "ben", NOW).unwrap();
    assert_eq!(act.iter().map(|one| one.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(standing(archive), before);
    assert_eq!(archive.current_judgements().unwrap(), []);
    let again = archive.withdraw_review(first, "ben", NOW);
    assert!(matches!(again, Err(Error::Refused(Refusal::ReviewWithdrawn { .. }))));
    assert_eq!(archive.last_review("ann").unwrap(), None);
    assert_eq!(archive.review_history().unwrap().len(), 3);
}

fn replaced(archive: &mut dyn Archive) {
    let before = claims(archive);
    let event = event(&before);
    let better = corrected(event, "session of the Assembly");
    assert!(archive.file_claim(&better, NOW).unwrap());
    let id =
        archive.review(&Review { replacement: Some(better.id), ..review(Action::Replace, event) }).unwrap();
    let now = standing(archive);
    assert!(now.iter().all(|claim| claim.id != event.id) && now.contains(&better));
    assert_eq!(of_kind(&now, "figure").refs["event"], better.id);
    archive.withdraw_review(id, "ann", NOW).unwrap();
    assert_eq!(standing(archive), before);
}

fn kept_away(archive: &mut dyn Archive) {
    let before = claims(archive);
    let event = event(&before);
    archive.review(&review(Action::Reject, event)).unwrap();
    archive.rebuild(&mut reread_all).unwrap();
    assert!(standing(archive).iter().all(|claim| claim.id != event.id));
    // the same words in a corrected version make another claim, and are no more welcome
    ingest(archive, "astana", ASTANA_CORRECTED).unwrap();
    let all = archive.claims(&ClaimFilter::default()).unwrap();
    let again: Vec<&Claim> = all.iter().filter(|claim| likeness(claim) == likeness(event)).collect();
    assert!(again.iter().any(|claim| claim.id != event.id));
    let now = standing(archive);
    assert!(again.iter().all(|like| now.iter().all(|claim| claim.id != like.id)));
    // unless somebody accepts one of them
    archive.review(&review(Action::Accept, again[0])).unwrap();
    assert!(standing(archive).iter().any(|claim| claim.id == again[0].id));
}

fn refused(archive: &mut dyn Archive) {
    let claims = claims(archive);
    let event = event(&claims);
    let unknown = archive.withdraw_review(ReviewId(99), "ann", NOW);
    assert!(matches!(unknown, Err(Error::Refused(Refusal::UnknownReview { .. }))));
    let bad = archive.review(&Review { at: "today".to_owned(), ..review(Action::Reject, event) });
    assert!(matches!(bad, Err(Error::Refused(Refusal::BadInstant { .. }))));
    let machines = Review { replacement: Some(event.id), ..review(Action::Replace, event) };
    assert!(matches!(archive.review(&machines), Err(Error::Refused(Refusal::UnknownClaim { .. }))));
    assert_eq!(archive.review_history().unwrap(), []);
}

fn paced(archive: &mut dyn Archive) {
    let claims = claims(archive);
    let event = event(&claims);
    let first = archive.review(&review(Action::Accept, event)).unwrap();
    archive.review(&Review { batch: Some(first), ..review(Action::Accept, event) }).unwrap();
    archive
        .review(&Review { took_ms: Some(6000), person: "ben".to_owned(), ..review(Action::Skip, event) })
        .unwrap();
    archive.review(&Review { took_ms: Some(3_600_000), ..review(Action::Accept, event) }).unwrap();
    archive.review(&Review { took_ms: None, ..review(Action::Accept, event) }).unwrap();
    let pace = archive.review_pace(None).unwrap();
    assert_eq!((pace.items, pace.took_ms), (2, 10_000));
    assert_eq!(archive.review_pace(Some("ben")).unwrap().items, 1);
}

fn proposed(archive: &mut dyn Archive) {
    let at = NOW.parse().unwrap();
    let one = Proposed { act: "{}".to_owned(), person: "ann".to_owned(), at };
    let (first, second) = (archive.propose(&one).unwrap(), archive.propose(&one).unwrap());
    assert_eq!(archive.proposed().unwrap(), [(first, one.clone()), (second, one.clone())]);
    assert!(archive.settle(first, Settled::Confirmed, "ann", at).is_err());
    assert!(archive.settle(first, Settled::Confirmed, "ben", at).unwrap());
    assert!(!archive.settle(first, Settled::Refused, "ben", at).unwrap());
    assert!(!archive.settle(ProposedId(99), Settled::Refused, "ben", at).unwrap());
    archive.rebuild(&mut reread_all).unwrap();
    assert_eq!(archive.proposed().unwrap(), [(second, one)]);
    assert!(archive.settle(second, Settled::Withdrawn, "ann", at).unwrap());
    assert_eq!(archive.proposed().unwrap(), []);
}
