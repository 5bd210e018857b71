//! What changed, and entries and judgements that are replaced for it alone.

use std::collections::{BTreeMap, BTreeSet};

use record::{Author, ClaimId, Entry, EntryId, Judgement, Publication, Verdict};

use super::{ASTANA, Check, MINSK, ingest, reread_all};
use crate::{Archive, ClaimFilter, EntryChanges, Error, Refusal};

pub const CHECKS: &[Check] = &[
    ("what changed is told after any line of the log", logged),
    ("entries are replaced for what changed alone", updated),
    ("judgements of the merge are replaced for some claims alone", judged),
];

fn entry(name: &str, claims: &[ClaimId]) -> Entry {
    Entry {
        id: EntryId::of([name.as_bytes()]),
        kind: "event".to_owned(),
        label: name.to_owned(),
        properties: Vec::new(),
        refs: BTreeMap::new(),
        claims: claims.to_vec(),
    }
}

fn logged(archive: &mut dyn Archive) {
    let start = archive.changes(0).unwrap();
    assert_eq!((start.last, start.all), (0, false));
    ingest(archive, "astana", ASTANA).unwrap();
    let one = archive.changes(start.last).unwrap();
    assert_eq!(one.publications, BTreeSet::from([Publication::identity("astana")]));
    ingest(archive, "astana", ASTANA).unwrap();
    assert_eq!(archive.changes(0).unwrap(), one, "nothing was new");
    ingest(archive, "minsk", MINSK).unwrap();
    let session = entry("session", &[]);
    archive.replace_entries(std::slice::from_ref(&session)).unwrap();
    let two = archive.changes(one.last).unwrap();
    assert_eq!(two.publications, BTreeSet::from([Publication::identity("minsk")]));
    assert_eq!(two.entries, BTreeSet::from([session.id]));
    assert_eq!(archive.changes(two.last).unwrap().entries, BTreeSet::new());
    assert!(archive.changes(two.last + 1).unwrap().all, "the log of another record");
    archive.rebuild(&mut reread_all).unwrap();
    assert!(archive.changes(two.last).unwrap().all, "all was made anew");
}

fn updated(archive: &mut dyn Archive) {
    ingest(archive, "astana", ASTANA).unwrap();
    ingest(archive, "minsk", MINSK).unwrap();
    let claims = archive.claims(&ClaimFilter::default()).unwrap();
    let ids: Vec<ClaimId> = claims.iter().map(|claim| claim.id).collect();
    let (one, two) = (entry("one", &ids[..1]), entry("two", &ids[1..]));
    let changes = |added, changed, removed| EntryChanges { added, changed, removed };
    assert_eq!(archive.update_entries(&[one.clone(), two.clone()], &[]).unwrap(), changes(2, 0, 0));
    let last = archive.changes(0).unwrap().last;
    assert_eq!(archive.update_entries(std::slice::from_ref(&one), &[]).unwrap(), changes(0, 0, 0));
    assert_eq!(archive.changes(last).unwrap().last, last, "nothing was written");
    let other = Entry { label: "other".to_owned(), ..one.clone() };
    assert_eq!(
        archive.update_entries(std::slice::from_ref(&other), &[two.id, two.id, EntryId::of([])]).unwrap(),
        changes(0, 1, 1)
    );
    assert_eq!(archive.entries(None).unwrap(), std::slice::from_ref(&other));
    let twice = archive.update_entries(&[one.clone(), one.clone()], &[]);
    assert!(matches!(twice, Err(Error::Refused(Refusal::TwiceTheEntry { .. }))), "{twice:?}");

    archive.update_entries(std::slice::from_ref(&two), &[]).unwrap();
    let behind: Vec<_> = claims[1..].iter().map(|claim| claim.evidence[0].publication).collect();
    let behind: BTreeSet<_> = behind.into_iter().collect();
    assert_eq!(archive.publications_behind(two.id).unwrap(), behind.into_iter().collect::<Vec<_>>());
    assert_eq!(archive.retain_entries(&BTreeSet::from([two.id])).unwrap(), changes(0, 0, 1));
    assert_eq!(archive.entries(None).unwrap(), [two]);

    let changes = archive.changes(0).unwrap();
    let none = archive.changes(u64::MAX).unwrap();
    assert_eq!((none.last, none.all, none.publications.len()), (changes.last, true, 0));

    let all = archive.publications_with_claims(None, 10).unwrap();
    assert_eq!(archive.publications_with_claims(None, 1).unwrap(), &all[..1]);
    assert_eq!(archive.publications_with_claims(Some(all[0]), 10).unwrap(), &all[1..]);
    let mut ids = Vec::new();
    archive
        .each_claim_id(&mut |id| {
            ids.push(id);
            Ok(())
        })
        .unwrap();
    let mut own: Vec<_> = claims.iter().map(|claim| (claim.evidence[0].publication, claim.id)).collect();
    own.sort_unstable();
    assert_eq!(ids, own);
    let alike = archive.publications_alike(&claims[0]).unwrap();
    assert!(alike.contains(&claims[0].evidence[0].publication));
}

fn judged(archive: &mut dyn Archive) {
    ingest(archive, "astana", ASTANA).unwrap();
    ingest(archive, "minsk", MINSK).unwrap();
    let mut ids: Vec<ClaimId> =
        archive.claims(&ClaimFilter::default()).unwrap().iter().map(|claim| claim.id).collect();
    ids.sort();
    let judgement = |left: usize, right: usize, score: f64| Judgement {
        left: ids[left],
        right: ids[right],
        verdict: Verdict::Same,
        score,
        reasons: vec!["same day".to_owned()],
        author: Author::Rule("merge@1".to_owned()),
    };
    let (near, far) = (judgement(0, 1, 0.9), judgement(1, 2, 0.95));
    assert!(archive.update_machine_judgements(&ids, &[near.clone(), far.clone()]).unwrap());
    assert!(!archive.update_machine_judgements(&ids, &[far.clone(), near.clone()]).unwrap());
    assert!(archive.update_machine_judgements(&ids[..1], &[]).unwrap(), "what concerns the first");
    assert_eq!(archive.current_judgements().unwrap(), std::slice::from_ref(&far));
    let surer = judgement(1, 2, 0.99);
    assert!(archive.update_machine_judgements(&ids[2..3], std::slice::from_ref(&surer)).unwrap());
    assert_eq!(archive.current_judgements().unwrap(), std::slice::from_ref(&surer));
    let unsure = Judgement { verdict: Verdict::Unsure, ..judgement(0, 2, 0.5) };
    let both = [surer.clone(), unsure.clone()];
    assert!(archive.update_machine_judgements(&ids, &both).unwrap());
    assert_eq!(archive.unsure_judgements().unwrap(), [unsure]);
    archive.update_machine_judgements(&ids, std::slice::from_ref(&surer)).unwrap();
    let mine = Judgement { author: Author::Person("ann".to_owned()), ..near };
    let refused = archive.update_machine_judgements(&ids, &[mine]);
    assert!(matches!(refused, Err(Error::Refused(Refusal::JudgedByPerson { .. }))), "{refused:?}");
    // on claims that stand behind no entry nothing is kept
    archive.retain_entries(&BTreeSet::new()).unwrap();
    assert_eq!(archive.current_judgements().unwrap(), []);
}
