//! Delivery: editions stay as they went out, and nobody is sent one twice.

use jiff::{Timestamp, ToSpan};

use super::{Check, NOW};
use crate::Archive;
use crate::delivery::{Built, Edition, EditionAct, EditionFile, ParcelState, Recipient, Schedule};

pub const CHECKS: &[Check] = &[
    ("an edition is filed once for its moment, with a parcel for each recipient", filed_once),
    ("what is due waits for its time, and what was begun is due at once", due),
    ("who left is sent nothing, and may come back", left),
    ("what editors do stands beside the edition, and what is held goes when one of them lets it go", edited),
    ("a schedule is replaced by one of its name, and removed", scheduled),
];

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn recipient(name: &str) -> Recipient {
    Recipient {
        name: name.to_owned(),
        address: format!("mailto:{name}@example.org"),
        lang: "en".to_owned(),
        roles: vec!["board".to_owned()],
        secret: format!("secret of {name}"),
        added_at: now(),
        left: None,
    }
}

fn edition(due_at: Option<Timestamp>) -> Edition {
    Edition {
        series: "daily".to_owned(),
        words: vec!["digest".to_owned(), "--lang".to_owned(), "en".to_owned()],
        lang: "en".to_owned(),
        title: "Digest".to_owned(),
        as_of: "2024-11-28".parse().unwrap(),
        due_at,
        built_at: now(),
        held: false,
    }
}

fn files() -> Vec<EditionFile> {
    let file = |format: &str| EditionFile { format: format.to_owned(), bytes: format.as_bytes().to_vec() };
    vec![file("html"), file("md")]
}

fn built(files: &[EditionFile]) -> Built<'_> {
    Built { page: Some("a page"), files }
}

fn filed_once(archive: &mut dyn Archive) {
    let names = ["ann".to_owned(), "bob".to_owned()];
    names.iter().for_each(|name| archive.save_recipient(&recipient(name)).unwrap());
    let id = archive.file_edition(&edition(Some(now())), built(&files()), &names).unwrap().unwrap();
    assert_eq!(archive.file_edition(&edition(Some(now())), built(&files()), &names).unwrap(), None);
    assert_eq!(archive.parcels(None).unwrap().len(), 2);
    // a person may ask for as many as he likes
    for _ in 0..2 {
        assert!(archive.file_edition(&edition(None), built(&files()), &[]).unwrap().is_some());
    }
    let filed = archive.edition(id).unwrap().unwrap();
    assert_eq!(filed.edition, edition(Some(now())));
    assert_eq!(filed.formats.iter().map(|(format, _)| format.as_str()).collect::<Vec<_>>(), ["html", "md"]);
    assert_eq!(archive.edition_file(id, "md").unwrap().as_deref(), Some(b"md".as_slice()));
    assert_eq!(archive.edition_file(id, "pdf").unwrap(), None);
    assert_eq!(archive.editions(Some("daily")).unwrap().len(), 3);
    assert_eq!(archive.editions(Some("weekly")).unwrap().len(), 0);
}

fn due(archive: &mut dyn Archive) {
    let names = ["ann".to_owned(), "bob".to_owned(), "cid".to_owned()];
    names.iter().for_each(|name| archive.save_recipient(&recipient(name)).unwrap());
    let id = archive.file_edition(&edition(None), built(&files()), &names).unwrap().unwrap();
    let due = |archive: &dyn Archive, at| -> Vec<String> {
        archive.due_parcels(at).unwrap().into_iter().map(|parcel| parcel.recipient).collect()
    };
    assert_eq!(due(archive, now()), names);
    let mut parcels = archive.parcels(Some(id)).unwrap();
    (parcels[0].state, parcels[0].tries) = (ParcelState::Sending, 1);
    parcels[1].due_at = now() + 1.hour();
    (parcels[2].state, parcels[2].said) = (ParcelState::Sent, Some("250 ok".to_owned()));
    parcels.iter().for_each(|parcel| archive.save_parcel(parcel).unwrap());
    assert_eq!(archive.parcels(Some(id)).unwrap(), parcels);
    assert_eq!(due(archive, now()), ["ann"]);
    assert_eq!(due(archive, now() + 1.hour()), ["ann", "bob"]);
}

fn edited(archive: &mut dyn Archive) {
    archive.save_recipient(&recipient("ann")).unwrap();
    let held = Edition { held: true, ..edition(None) };
    let id = archive.file_edition(&held, built(&files()), &["ann".to_owned()]).unwrap().unwrap();
    assert!(archive.edition(id).unwrap().unwrap().edition.held);
    assert!(archive.due_parcels(now()).unwrap().is_empty(), "it is held");
    assert_eq!(archive.edition_page(id).unwrap().as_deref(), Some("a page"));
    let act = |act: &str, words: &str| EditionAct {
        act: act.to_owned(),
        piece: "events.1".to_owned(),
        words: words.to_owned(),
        person: "eve".to_owned(),
        at: now(),
    };
    let first = archive.add_edition_act(id, &act("drop", "")).unwrap();
    let second = archive.add_edition_act(id, &act("add", "a line")).unwrap();
    let acts = archive.edition_acts(id).unwrap();
    assert_eq!(acts, [(first, act("drop", "")), (second, act("add", "a line"))]);
    assert!(archive.add_edition_act(id, &act("burn", "")).is_err());
    assert!(archive.releases(id).unwrap().is_empty());
    let mut edited = files();
    edited[1].bytes = b"edited".to_vec();
    archive.release_edition(id, "eve", now(), None, &[]).unwrap();
    let last = archive.release_edition(id, "eve", now(), Some(second), &edited).unwrap();
    let releases = archive.releases(id).unwrap();
    assert_eq!((releases.len(), releases[0].formats.len(), releases[1].formats.len()), (2, 0, 2));
    assert_eq!((releases[1].id, releases[1].last_act), (last, Some(second)));
    assert_eq!(archive.released_file(last, "md").unwrap().as_deref(), Some(b"edited".as_slice()));
    assert_eq!(archive.edition_file(id, "md").unwrap().as_deref(), Some(b"md".as_slice()), "built is built");
    assert_eq!(archive.due_parcels(now()).unwrap().len(), 1);
    let bare = Built { page: None, files: &[] };
    let bare = archive.file_edition(&edition(None), bare, &[]).unwrap().unwrap();
    assert_eq!(archive.edition_page(bare).unwrap(), None);
}

fn left(archive: &mut dyn Archive) {
    archive.save_recipient(&recipient("ann")).unwrap();
    archive.file_edition(&edition(None), built(&files()), &["ann".to_owned()]).unwrap();
    assert!(archive.leave("ann", "asked to", now()).unwrap());
    assert!(!archive.leave("ann", "asked again", now()).unwrap());
    assert!(!archive.leave("bob", "not there", now()).unwrap());
    assert!(archive.due_parcels(now()).unwrap().is_empty());
    assert_eq!(archive.recipients().unwrap()[0].left, Some((now(), "asked to".to_owned())));
    archive.save_recipient(&recipient("ann")).unwrap();
    assert_eq!(archive.due_parcels(now()).unwrap().len(), 1);
}

fn scheduled(archive: &mut dyn Archive) {
    let mut schedule = Schedule {
        name: "daily".to_owned(),
        words: vec!["digest".to_owned()],
        formats: vec!["html".to_owned()],
        days: vec!["mon".to_owned()],
        time: "07:30".to_owned(),
        zone: "Asia/Almaty".to_owned(),
        roles: vec!["board".to_owned()],
        added_at: now(),
        next_at: now(),
        held: false,
    };
    archive.save_schedule(&schedule).unwrap();
    schedule.next_at = now() + 24.hours();
    schedule.held = true;
    archive.save_schedule(&schedule).unwrap();
    assert_eq!(archive.schedules().unwrap(), [schedule.clone()]);
    assert!(archive.remove_schedule("daily", now()).unwrap());
    assert!(!archive.remove_schedule("daily", now()).unwrap());
    assert!(archive.schedules().unwrap().is_empty());
    archive.save_schedule(&schedule).unwrap();
    assert_eq!(archive.schedules().unwrap().len(), 1);
}
