//! What is refused, by name, and that nothing of it is left.

use record::{Claim, ClaimDraft, ClaimId, Span};

use super::{ASTANA, Check, PACK, by_person, dumped, id, ingest, origin, read};
use crate::{Archive, Error, OriginId, Reading, Refusal};

pub const CHECKS: &[Check] = &[
    ("a quote that is not at its span is refused by name", quotes),
    ("a claim that breaks another law is refused by name", claims),
    ("a reading that does not fit the record is refused by name", readings),
];

fn resealed(claim: &Claim, change: impl FnOnce(&mut ClaimDraft)) -> Claim {
    let Claim { kind, slots, refs, evidence, attribution, origin, confidence, .. } = claim.clone();
    let mut draft = ClaimDraft { kind, slots, refs, evidence, attribution, origin, confidence };
    change(&mut draft);
    draft.seal()
}

/// Files one more claim with the reading of `astana`, which must be refused without a trace.
fn refusal_of(archive: &mut dyn Archive, make: impl FnOnce(&Claim) -> Claim) -> Refusal {
    let (capture, _) = ingest(archive, "astana", ASTANA).unwrap();
    let before = dumped(archive);
    let (publication, mut claims) = read("astana", 1, capture.capture, ASTANA, PACK);
    claims.push(make(&claims[0]));
    let reading =
        Reading { publication: &publication, origin: capture.origin, text: ASTANA, claims: &claims };
    let refusal = match archive.file_reading(&reading) {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(dumped(archive), before);
    refusal
}

fn quotes(archive: &mut dyn Archive) {
    let long = ASTANA.len();
    let spans: [(usize, usize); 6] =
        [(19, 46), (17, 45), (0, 0), (long, long + 1), (usize::MAX, usize::MAX), (46, 18)];
    for (start, end) in spans {
        let refusal = refusal_of(archive, |claim| {
            resealed(claim, |draft| draft.evidence[0].span = Span { start, end })
        });
        let Refusal::QuoteNotAtSpan { doc, publication, version, start: at, end: to, .. } = &refusal else {
            panic!("{refusal:?}");
        };
        assert_eq!((doc.as_str(), *publication, *version), ("astana", id("astana"), 1));
        assert_eq!((*at, *to), (start, end));
        for part in ["astana", &id("astana").to_string(), &format!("{start}..{end}")] {
            assert!(refusal.to_string().contains(part), "{refusal} lacks {part}");
        }
    }
    for quote in ["", "event: session of the council", "event: session of the Council "] {
        let refusal =
            refusal_of(archive, |claim| resealed(claim, |draft| draft.evidence[0].quote = quote.to_owned()));
        assert!(matches!(refusal, Refusal::QuoteNotAtSpan { .. }), "{quote:?}: {refusal:?}");
    }
    // One good passage does not carry a bad one.
    let refusal = refusal_of(archive, |claim| {
        resealed(claim, |draft| {
            let mut other = draft.evidence[0].clone();
            other.quote.push('!');
            draft.evidence.push(other);
        })
    });
    assert!(matches!(refusal, Refusal::QuoteNotAtSpan { .. }), "{refusal:?}");
}

/// What breaks a law, and what must be said to it.
type Breach = fn(&Claim) -> Claim;
type Expected = fn(&Refusal) -> bool;

fn claims(archive: &mut dyn Archive) {
    let refusals: [(Breach, Expected); 7] = [
        (
            |claim| resealed(claim, |draft| draft.evidence.clear()),
            |refusal| matches!(refusal, Refusal::NoEvidence { .. }),
        ),
        (
            |claim| resealed(claim, |draft| draft.evidence[0].publication = id("minsk")),
            |refusal| matches!(refusal, Refusal::ForeignEvidence { .. }),
        ),
        (
            |claim| resealed(claim, |draft| draft.evidence[0].version = 2),
            |refusal| matches!(refusal, Refusal::ForeignEvidence { .. }),
        ),
        (
            |claim| {
                let stranger = ClaimId::of([b"stranger".as_slice()]);
                resealed(claim, |draft| draft.refs.extend([("event".to_owned(), stranger)]))
            },
            |refusal| matches!(refusal, Refusal::DanglingRef { .. }),
        ),
        (
            |claim| Claim { kind: "document".to_owned(), ..claim.clone() },
            |refusal| matches!(refusal, Refusal::WrongId { .. }),
        ),
        (
            |claim| Claim { confidence: 101, ..claim.clone() },
            |refusal| matches!(refusal, Refusal::BadConfidence { confidence: 101, .. }),
        ),
        (|claim| by_person(claim, "ann"), |refusal| matches!(refusal, Refusal::NotAMachines { .. })),
    ];
    for (make, expected) in refusals {
        let refusal = refusal_of(archive, make);
        assert!(expected(&refusal), "{refusal:?}");
    }
}

fn readings(archive: &mut dyn Archive) {
    let (first, _) = ingest(archive, "astana", ASTANA).unwrap();
    let other = archive.file_capture(b"other bytes", &origin("other")).unwrap();
    let before = dumped(archive);
    let mut refused = |version, capture, origin, text: &str| {
        let (publication, claims) = read("astana", version, capture, text, PACK);
        let reading = Reading { publication: &publication, origin, text, claims: &claims };
        match archive.file_reading(&reading) {
            Err(Error::Refused(refusal)) => refusal,
            filed => panic!("not refused: {filed:?}"),
        }
    };
    let stale = |given, expected| {
        let (doc, publication) = ("astana".to_owned(), id("astana"));
        Refusal::StaleVersion { doc, publication, given, expected }
    };
    assert_eq!(refused(2, first.capture, first.origin, ASTANA), stale(2, 1));
    assert_eq!(refused(1, first.capture, first.origin, "another text"), stale(1, 2));
    assert_eq!(refused(0, first.capture, first.origin, ASTANA), stale(0, 1));
    let strange = [
        (first.capture, OriginId(99)),
        (first.capture, OriginId(u64::MAX)),
        (first.capture, other.origin),
        (other.capture, first.origin),
    ];
    for (capture, origin) in strange {
        let refusal = refused(1, capture, origin, ASTANA);
        assert!(matches!(refusal, Refusal::UnknownOrigin { .. }), "{refusal:?}");
    }
    assert_eq!(dumped(archive), before);
}
