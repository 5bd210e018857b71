//! Claims that persons write: they outlive every reading and every rebuild.

use record::{Claim, ClaimDraft, Evidence, Origin, Span};

use super::{ASTANA, ASTANA_CORRECTED, Check, MINSK, NOW, by_person, dumped, id, ingest, reread_all};
use crate::{Archive, ClaimFilter, Error, Refusal};

pub const CHECKS: &[Check] = &[
    ("a person's claim is checked like any other", checked),
    ("a person's claim takes the place of a machine's and outlives readings and rebuilds", outlives),
    ("claims come by publication, version and id, with all their passages", order),
];

/// "Astana" is named in the title, which no rule of the checks reads.
fn place_in_title(confidence: u8) -> Claim {
    let evidence = Evidence {
        publication: id("astana"),
        version: 1,
        span: Span::new(11, 17),
        quote: "Astana".to_owned(),
    };
    ClaimDraft {
        kind: "event".to_owned(),
        slots: [("place".to_owned(), "Astana".to_owned())].into(),
        refs: Default::default(),
        evidence: vec![evidence],
        attribution: Some("the Secretariat".to_owned()),
        origin: Origin::Person { name: "ann".to_owned() },
        confidence,
    }
    .seal()
}

fn refused(archive: &mut dyn Archive, claim: &Claim, at: &str) -> Refusal {
    match archive.file_claim(claim, at) {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn checked(archive: &mut dyn Archive) {
    let claim = place_in_title(100);
    assert!(matches!(refused(archive, &claim, NOW), Refusal::UnknownPublication { .. }));
    assert!(matches!(
        refused(archive, &Claim { evidence: Vec::new(), ..claim.clone() }, NOW),
        Refusal::NoEvidence { .. }
    ));
    ingest(archive, "astana", ASTANA).unwrap();
    assert!(matches!(refused(archive, &claim, "today"), Refusal::BadInstant { .. }));
    assert!(matches!(
        refused(archive, &Claim { confidence: 101, ..claim.clone() }, NOW),
        Refusal::BadConfidence { .. }
    ));
    assert!(matches!(
        refused(archive, &Claim { kind: "x".to_owned(), ..claim.clone() }, NOW),
        Refusal::WrongId { .. }
    ));
    let mut moved = claim.clone();
    moved.evidence[0].span = Span::new(10, 16);
    assert!(matches!(refused(archive, &moved, NOW), Refusal::QuoteNotAtSpan { .. }));
    let machine = Origin::Rule { rule: "r".to_owned(), pack: "p@1".to_owned() };
    let refusal = refused(archive, &Claim { origin: machine, ..claim.clone() }, NOW);
    assert!(matches!(refusal, Refusal::NotAPersons { .. }));
    assert_eq!(archive.counts().unwrap().claims_by_persons, 0);
    assert!(archive.file_claim(&claim, NOW).unwrap());
    assert!(!archive.file_claim(&claim, NOW).unwrap(), "it is there already");
    assert_eq!(archive.claim(claim.id).unwrap(), Some(claim));
}

fn outlives(archive: &mut dyn Archive) {
    ingest(archive, "astana", ASTANA).unwrap();
    let own = place_in_title(80);
    let event =
        archive.claims(&ClaimFilter { kind: Some("event".to_owned()), ..Default::default() }).unwrap();
    let shared = by_person(&event[0], "ben");
    assert!(archive.file_claim(&own, NOW).unwrap());
    assert!(archive.file_claim(&shared, NOW).unwrap());
    let still_there = |archive: &dyn Archive| {
        let claims = [own.clone(), shared.clone()];
        claims.iter().all(|claim| archive.claim(claim.id).unwrap().as_ref() == Some(claim))
    };
    assert!(still_there(archive));
    let (_, again) = ingest(archive, "astana", ASTANA).unwrap();
    assert!(again.is_unchanged(), "{again:?}");
    assert!(still_there(archive));

    // On a version that was superseded they still stand: only a person takes them back.
    ingest(archive, "astana", ASTANA_CORRECTED).unwrap();
    let current = archive.claims(&ClaimFilter::default()).unwrap();
    assert!(current.contains(&own) && current.contains(&shared), "{current:#?}");
    let counts = archive.counts().unwrap();
    assert_eq!((counts.claims, counts.claims_by_persons, counts.superseded_claims), (4, 2, 1));

    let before = dumped(archive);
    archive.rebuild(&mut reread_all).unwrap();
    assert!(still_there(archive));
    assert_eq!(dumped(archive), before);
}

fn order(archive: &mut dyn Archive) {
    ingest(archive, "minsk", MINSK).unwrap();
    ingest(archive, "astana", ASTANA).unwrap();
    // A person may cite two publications, and several passages of one.
    let mut draft_evidence = vec![];
    for (doc, words, start) in [("minsk", "Minsk", 14), ("astana", "Astana", 11), ("astana", "Session", 0)] {
        let span = Span::new(start, start + words.len());
        draft_evidence.push(Evidence { publication: id(doc), version: 1, span, quote: words.to_owned() });
    }
    let Claim { kind, slots, refs, attribution, origin, confidence, .. } = place_in_title(100);
    let claim =
        ClaimDraft { kind, slots, refs, evidence: draft_evidence, attribution, origin, confidence }.seal();
    archive.file_claim(&claim, NOW).unwrap();
    assert_eq!(archive.claim(claim.id).unwrap(), Some(claim.clone()));
    let all = archive.claims(&ClaimFilter::default()).unwrap();
    assert_eq!(all.len(), 4);
    assert!(all.contains(&claim));
    let place = |claim: &Claim| (claim.evidence[0].publication, claim.evidence[0].version, claim.id);
    assert!(all.is_sorted_by_key(place), "{all:#?}");
}
