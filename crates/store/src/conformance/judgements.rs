//! Judgements: a person's is never overwritten, the merge's are replaced run by run.

use record::{Author, Claim, ClaimId, Judgement, Verdict};

use super::{ASTANA, Check, MINSK, NOW, ingest, reread_all};
use crate::{Archive, ClaimFilter, Error, JudgementId, Refusal, Withdrawal};

pub const CHECKS: &[Check] = &[
    ("a person's judgement stands until it is withdrawn, and its history after", persons),
    ("the merge replaces its own judgements and none of a person", machines),
    ("a judgement that makes no sense is refused by name", refused),
];

fn claims(archive: &mut dyn Archive) -> Vec<ClaimId> {
    ingest(archive, "astana", ASTANA).unwrap();
    ingest(archive, "minsk", MINSK).unwrap();
    archive.claims(&ClaimFilter::default()).unwrap().iter().map(|claim: &Claim| claim.id).collect()
}

fn judgement(left: ClaimId, right: ClaimId, verdict: Verdict, author: Author) -> Judgement {
    let reasons = vec!["same date".to_owned(), "names agree 0.92".to_owned()];
    Judgement { left, right, verdict, score: 0.1 + 0.2, reasons, author }
}

fn ann() -> Author {
    Author::Person("ann".to_owned())
}

fn merge() -> Author {
    Author::Rule("merge@1".to_owned())
}

fn persons(archive: &mut dyn Archive) {
    let ids = claims(archive);
    let same = judgement(ids[0], ids[1], Verdict::Same, ann());
    let different = judgement(ids[0], ids[1], Verdict::Different, ann());
    let first = archive.judge(&same, NOW).unwrap();
    let second = archive.judge(&different, NOW).unwrap();
    assert!(first < second);
    assert_eq!(archive.current_judgements().unwrap(), [same.clone(), different.clone()]);
    archive.withdraw_judgement(second, "ben", "2024-11-29T10:00:00Z").unwrap();
    assert_eq!(archive.current_judgements().unwrap(), std::slice::from_ref(&same));
    let again = archive.withdraw_judgement(second, "ben", NOW);
    assert!(
        matches!(again, Err(Error::Refused(Refusal::AlreadyWithdrawn { judgement, .. })) if judgement == second)
    );
    for strange in [JudgementId(0), JudgementId(99), JudgementId(u64::MAX)] {
        let unknown = archive.withdraw_judgement(strange, "ben", NOW);
        assert!(matches!(unknown, Err(Error::Refused(Refusal::UnknownJudgement { .. }))), "{strange}");
    }
    let history = archive.judgement_history().unwrap();
    assert_eq!(history.iter().map(|filed| filed.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(history[1].judgement, different);
    let by = Withdrawal { by: "ben".to_owned(), at: "2024-11-29T10:00:00Z".to_owned() };
    assert_eq!(history.into_iter().map(|filed| filed.withdrawn).collect::<Vec<_>>(), [None, Some(by)]);
    archive.rebuild(&mut reread_all).unwrap();
    assert_eq!(archive.current_judgements().unwrap(), [same]);
}

fn machines(archive: &mut dyn Archive) {
    let ids = claims(archive);
    let mine = judgement(ids[0], ids[1], Verdict::Different, ann());
    archive.judge(&mine, NOW).unwrap();
    let mut run = vec![
        judgement(ids[1], ids[2], Verdict::Unsure, merge()),
        judgement(ids[0], ids[1], Verdict::Same, merge()),
    ];
    assert!(archive.replace_machine_judgements(&run).unwrap());
    assert!(!archive.replace_machine_judgements(&run).unwrap(), "the same run writes nothing");
    run.reverse();
    assert!(!archive.replace_machine_judgements(&run).unwrap(), "nor does its order matter");
    run.sort_by_key(|one| (one.left, one.right));
    let expected: Vec<Judgement> = std::iter::once(mine.clone()).chain(run.iter().cloned()).collect();
    assert_eq!(archive.current_judgements().unwrap(), expected);

    // Of two on one pair the surer one.
    let sure = Judgement { score: 0.9, ..run[0].clone() };
    assert!(archive.replace_machine_judgements(&[run[0].clone(), sure.clone(), run[0].clone()]).unwrap());
    assert_eq!(archive.current_judgements().unwrap(), [mine.clone(), sure]);
    let counts = archive.counts().unwrap();
    assert_eq!((counts.judgements_by_persons, counts.judgements_by_merge), (1, 1));

    let persons = archive.replace_machine_judgements(std::slice::from_ref(&mine));
    assert!(matches!(persons, Err(Error::Refused(Refusal::JudgedByPerson { .. }))));
    assert!(archive.replace_machine_judgements(&[]).unwrap());
    assert_eq!(archive.current_judgements().unwrap(), [mine]);
}

/// Why a person's judgement is not filed.
fn refusal(archive: &mut dyn Archive, judgement: &Judgement, at: &str) -> Refusal {
    match archive.judge(judgement, at) {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn refused(archive: &mut dyn Archive) {
    let ids = claims(archive);
    let good = judgement(ids[0], ids[1], Verdict::Same, ann());
    let machine = Judgement { author: merge(), ..good.clone() };
    assert!(matches!(refusal(archive, &machine, NOW), Refusal::JudgedByMachine { .. }));
    assert!(matches!(refusal(archive, &good, "2024-11-28"), Refusal::BadInstant { .. }));
    let stranger = ClaimId::of([b"stranger".as_slice()]);
    let unknown = refusal(archive, &Judgement { right: stranger, ..good.clone() }, NOW);
    assert_eq!(unknown, Refusal::UnknownClaim { claim: stranger });
    for score in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        let odd = Judgement { score, ..good.clone() };
        assert!(matches!(refusal(archive, &odd, NOW), Refusal::BadScore { .. }));
        let run = [Judgement { author: merge(), ..odd }];
        let refused = archive.replace_machine_judgements(&run);
        assert!(matches!(refused, Err(Error::Refused(Refusal::BadScore { .. }))));
    }
    assert_eq!(archive.judgement_history().unwrap(), []);
}
