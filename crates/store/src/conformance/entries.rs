//! Entries: replaced as a whole, found by id, kind, reference and claim.

use std::collections::{BTreeMap, BTreeSet};

use record::{ClaimId, Entry, EntryId, Property, Value};

use super::{ASTANA, Check, MINSK, ingest};
use crate::{Archive, ClaimFilter, EntryChanges, Error, PublicationFilter, Refusal};

pub const CHECKS: &[Check] = &[
    ("entries are replaced as a whole and written only where they differ", replaced),
    ("entries are found by kind, prefix, reference and claim", found),
];

fn entry(name: &str, kind: &str, refs: &[(&str, EntryId)], claims: &[ClaimId]) -> Entry {
    let value = |text: &str, shown| Value { text: text.to_owned(), claims: claims.to_vec(), shown };
    let names = Property {
        name: "name".to_owned(),
        values: vec![value(name, true), value("another \"name\"", false)],
        disputed: true,
    };
    let empty = Property { name: "place".to_owned(), values: Vec::new(), disputed: false };
    Entry {
        id: EntryId::of([name.as_bytes()]),
        kind: kind.to_owned(),
        label: name.to_owned(),
        properties: vec![names, empty],
        refs: refs.iter().map(|(name, target)| ((*name).to_owned(), *target)).collect(),
        claims: claims.to_vec(),
    }
}

fn fixture(archive: &mut dyn Archive) -> (Vec<ClaimId>, Vec<Entry>) {
    ingest(archive, "astana", ASTANA).unwrap();
    ingest(archive, "minsk", MINSK).unwrap();
    let mut claims: Vec<ClaimId> =
        archive.claims(&ClaimFilter::default()).unwrap().iter().map(|claim| claim.id).collect();
    claims.sort();
    let session = entry("session", "event", &[], &claims[..2]);
    let figure = entry("figure", "figure", &[("event", session.id)], &claims[2..]);
    let person = entry("person", "person", &[], &[]);
    let mut entries = vec![session, figure, person];
    entries.sort_by_key(|entry| entry.id);
    (claims, entries)
}

fn replaced(archive: &mut dyn Archive) {
    let (_, mut entries) = fixture(archive);
    let changes = |added, changed, removed| EntryChanges { added, changed, removed };
    assert_eq!(archive.replace_entries(&entries).unwrap(), changes(3, 0, 0));
    assert_eq!(archive.entries(None).unwrap(), entries);
    assert_eq!(archive.replace_entries(&entries).unwrap(), changes(0, 0, 0));

    let edits: [fn(&mut Entry); 6] = [
        |entry| entry.label.push('!'),
        |entry| entry.kind.push('s'),
        |entry| entry.properties[0].values[0].shown = false,
        |entry| entry.properties[0].disputed = false,
        |entry| entry.claims.clear(),
        |entry| entry.refs = BTreeMap::from([("about".to_owned(), EntryId::of([b"x".as_slice()]))]),
    ];
    let session = entries.iter().position(|entry| entry.label == "session").unwrap();
    for (step, edit) in edits.into_iter().enumerate() {
        edit(&mut entries[session]);
        assert_eq!(archive.replace_entries(&entries).unwrap(), changes(0, 1, 0), "edit {step}");
        assert_eq!(archive.entries(None).unwrap(), entries);
    }
    entries.pop();
    assert_eq!(archive.replace_entries(&entries).unwrap(), changes(0, 0, 1));
    assert_eq!(archive.entries(None).unwrap(), entries);

    let twice = [entries[0].clone(), entries[0].clone()];
    let refused = archive.replace_entries(&twice);
    assert!(matches!(refused, Err(Error::Refused(Refusal::TwiceTheEntry { entry })) if entry == twice[0].id));
    assert_eq!(archive.entries(None).unwrap(), entries);
    assert_eq!(archive.replace_entries(&[]).unwrap(), changes(0, 0, 2));
    assert_eq!(archive.counts().unwrap().entries, 0);
}

fn found(archive: &mut dyn Archive) {
    let (claims, entries) = fixture(archive);
    archive.replace_entries(&entries).unwrap();
    let named = |name: &str| entries.iter().find(|entry| entry.label == name).unwrap().clone();
    let (session, figure) = (named("session"), named("figure"));
    assert_eq!(archive.entry(session.id).unwrap(), Some(session.clone()));
    assert_eq!(archive.entry(EntryId::of([b"x".as_slice()])).unwrap(), None);
    assert_eq!(archive.entries(Some("event")).unwrap(), std::slice::from_ref(&session));
    assert_eq!(archive.entries(Some("office")).unwrap(), []);
    assert_eq!(archive.entries_referring_to(session.id).unwrap(), std::slice::from_ref(&figure));
    assert_eq!(archive.entries_referring_to(figure.id).unwrap(), []);
    assert_eq!(archive.speaking_of(session.id).unwrap(), [(figure.id, figure.kind.clone())]);
    assert_eq!(archive.speaking_of(figure.id).unwrap(), []);
    assert_eq!(archive.entries_of_claim(claims[0]).unwrap(), std::slice::from_ref(&session));
    let behind: Vec<ClaimId> = archive.claims_of(session.id).unwrap().iter().map(|claim| claim.id).collect();
    assert!(behind.len() == 2 && behind.iter().all(|claim| session.claims.contains(claim)));

    // the first two lines of the first publication or of the second, whose claims have the least ids
    for publication in archive.publications(&PublicationFilter::default()).unwrap() {
        let told = archive.told_by(publication.id, publication.version).unwrap();
        let claims = archive
            .claims(&ClaimFilter { publication: Some(publication.id), ..ClaimFilter::default() })
            .unwrap();
        for one in &told {
            let behind = named(if one.entry == session.id { "session" } else { "figure" }).claims;
            let starts = claims
                .iter()
                .filter(|claim| claim.kind == one.kind && behind.contains(&claim.id))
                .flat_map(|claim| &claim.evidence)
                .map(|evidence| evidence.span.start);
            assert_eq!(starts.min(), Some(one.start), "{one:?}");
        }
        let kinds = claims.iter().map(|claim| (session.claims.contains(&claim.id), &claim.kind));
        assert_eq!(told.len(), kinds.collect::<BTreeSet<_>>().len());
        assert_eq!(archive.told_by(publication.id, publication.version + 1).unwrap(), []);
    }

    let digits = session.id.to_string();
    for prefix in [digits.as_str(), &digits[..11], &digits[..12].to_uppercase()] {
        assert_eq!(archive.entry_by_prefix(prefix).unwrap().as_ref(), Some(&session), "{prefix}");
    }
    assert_eq!(archive.entry_by_prefix(&"0".repeat(32)).unwrap(), None);
    for bad in ["", "session", "0x12", &"0".repeat(33)] {
        assert!(matches!(archive.entry_by_prefix(bad), Err(Error::BadPrefix { .. })), "{bad:?}");
    }
    // Sixteen more entries share a first digit with some other.
    let many: Vec<Entry> = (0..17).map(|n| entry(&n.to_string(), "event", &[], &[])).collect();
    archive.replace_entries(&many).unwrap();
    let digits = "0123456789abcdef";
    let ambiguous = digits.chars().any(|digit| {
        matches!(archive.entry_by_prefix(&digit.to_string()), Err(Error::AmbiguousPrefix { count, .. }) if count > 1)
    });
    assert!(ambiguous);
}
