//! Groups, what they keep from whom, and identities.

use std::collections::BTreeSet;

use super::{Check, NOW};
use crate::Archive;
use crate::groups::{Group, Identity};
use crate::staff::{Account, Role};

pub const CHECKS: &[Check] = &[
    ("a source that stands in groups is hidden from all but their members", hidden),
    ("an identity is that of one account for good", identities),
];

fn people(archive: &mut dyn Archive) {
    for name in ["ann", "ben"] {
        let account = Account {
            name: name.to_owned(),
            role: Role::Reader,
            password: None,
            created_at: NOW.parse().unwrap(),
            closed_at: None,
        };
        archive.save_account(&account).unwrap();
    }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn group(name: &str, members: &[&str], sources: &[&str]) -> Group {
    Group {
        name: name.to_owned(),
        members: set(members),
        sources: set(sources),
        created_at: NOW.parse().unwrap(),
    }
}

fn hidden(archive: &mut dyn Archive) {
    people(archive);
    assert_eq!(archive.hidden_from(None).unwrap(), set(&[]));
    let (east, west) = (group("east", &["ann"], &["a", "b"]), group("west", &["ben"], &["b", "c"]));
    archive.save_group(&west).unwrap();
    archive.save_group(&east).unwrap();
    assert_eq!(archive.groups().unwrap(), [east, west.clone()]);
    assert_eq!(archive.hidden_from(None).unwrap(), set(&["a", "b", "c"]));
    assert_eq!(archive.hidden_from(Some("ann")).unwrap(), set(&["c"]));
    assert_eq!(archive.hidden_from(Some("ben")).unwrap(), set(&["a"]));
    assert_eq!(archive.hidden_from(Some("nobody")).unwrap(), set(&["a", "b", "c"]));
    let smaller = group("east", &[], &["a"]);
    archive.save_group(&smaller).unwrap();
    assert_eq!(archive.hidden_from(Some("ann")).unwrap(), set(&["a", "b", "c"]));
    assert!(archive.save_group(&group("north", &["nobody"], &[])).is_err());
    assert!(archive.remove_group("east").unwrap() && !archive.remove_group("east").unwrap());
    assert_eq!(archive.hidden_from(Some("ben")).unwrap(), set(&[]));
    assert_eq!(archive.groups().unwrap(), [west]);
}

fn identities(archive: &mut dyn Archive) {
    people(archive);
    let identity =
        |subject: &str| Identity { issuer: "https://id.example".to_owned(), subject: subject.to_owned() };
    let at = NOW.parse().unwrap();
    assert_eq!(archive.identified(&identity("1")).unwrap(), None);
    archive.identify(&identity("1"), "ann", at).unwrap();
    assert_eq!(archive.identified(&identity("1")).unwrap().map(|found| found.name), Some("ann".to_owned()));
    assert!(archive.identify(&identity("1"), "ben", at).is_err());
    assert!(archive.identify(&identity("2"), "nobody", at).is_err());
    let elsewhere = Identity { issuer: "https://other.example".to_owned(), ..identity("1") };
    assert_eq!(archive.identified(&elsewhere).unwrap(), None);
}
