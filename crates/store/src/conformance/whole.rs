//! The whole: transactions, rebuilds, counts, audits.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{ASTANA, ASTANA_CORRECTED, Check, MINSK, dumped, id, ingest, origin, reread_all};
use crate::{Archive, Counts, Error, audit};

pub const CHECKS: &[Check] = &[
    ("an empty record counts nothing and has nothing wrong", empty),
    ("a transaction is committed whole or not at all", transactions),
    ("an inner transaction that fails is undone alone", nested),
    ("a panic undoes the transaction", panics),
    ("a rebuild gives equal rows", rebuild),
    ("a rebuild that fails leaves the record as it was", rebuild_fails),
    ("the audit finds nothing wrong with what was filed", audited),
];

fn empty(archive: &mut dyn Archive) {
    assert_eq!(archive.counts().unwrap(), Counts::default());
    assert_eq!(audit(archive).unwrap(), Vec::<String>::new());
    assert_eq!(dumped(archive), "");
}

fn transactions(archive: &mut dyn Archive) {
    let failed = archive.transaction(&mut |archive| {
        ingest(archive, "astana", ASTANA)?;
        ingest(archive, "minsk", MINSK)?;
        assert_eq!(archive.counts()?.publications, 2);
        Err(Error::caller("changed my mind"))
    });
    assert_eq!(failed.unwrap_err().to_string(), "changed my mind");
    assert_eq!(archive.counts().unwrap(), Counts::default());
    archive
        .transaction(&mut |archive| {
            ingest(archive, "astana", ASTANA)?;
            ingest(archive, "minsk", MINSK)?;
            Ok(())
        })
        .unwrap();
    assert_eq!(archive.counts().unwrap().publications, 2);
}

fn nested(archive: &mut dyn Archive) {
    archive
        .transaction(&mut |archive| {
            ingest(archive, "astana", ASTANA)?;
            let inner = archive.transaction(&mut |archive| {
                ingest(archive, "minsk", MINSK)?;
                archive.transaction(&mut |archive| {
                    archive.file_capture(b"innermost", &origin("innermost"))?;
                    Ok(())
                })?;
                Err(Error::caller("only this"))
            });
            assert!(inner.is_err());
            ingest(archive, "astana", ASTANA_CORRECTED)?;
            Ok(())
        })
        .unwrap();
    let counts = archive.counts().unwrap();
    assert_eq!((counts.publications, counts.versions, counts.captures), (1, 2, 2));
    assert_eq!(archive.publication(id("minsk"), None).unwrap(), None);
}

fn panics(archive: &mut dyn Archive) {
    let before = dumped(archive);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        archive.transaction(&mut |archive| {
            ingest(archive, "astana", ASTANA)?;
            // Silent, unlike a panic that begins here.
            std::panic::resume_unwind(Box::new("on the way"));
        })
    }));
    assert!(caught.is_err());
    assert_eq!(dumped(archive), before);
    ingest(archive, "minsk", MINSK).unwrap();
    assert_eq!(archive.counts().unwrap().publications, 1);
}

fn fill(archive: &mut dyn Archive) -> String {
    let texts = [
        ("astana", ASTANA),
        ("minsk", MINSK),
        ("astana", ASTANA_CORRECTED),
        ("copy of astana", ASTANA),
        ("minsk", "event: something else\n"),
        ("minsk", MINSK),
    ];
    for (doc, text) in texts {
        ingest(archive, doc, text).unwrap();
    }
    dumped(archive)
}

fn rebuild(archive: &mut dyn Archive) {
    let before = fill(archive);
    assert_eq!(before.lines().filter(|line| line.starts_with("[\"publication\"")).count(), 5);
    assert_eq!(before.lines().filter(|line| line.starts_with("[\"claim\"")).count(), 8);
    archive.rebuild(&mut reread_all).unwrap();
    assert_eq!(dumped(archive), before);
    reread_all(archive).unwrap();
    assert_eq!(dumped(archive), before);
}

fn rebuild_fails(archive: &mut dyn Archive) {
    let before = fill(archive);
    let failed = archive.rebuild(&mut |archive| {
        assert_eq!(archive.counts()?.versions, 0);
        reread_all(archive)?;
        Err(Error::caller("a pack would not load"))
    });
    assert!(failed.is_err());
    assert_eq!(dumped(archive), before);
}

fn audited(archive: &mut dyn Archive) {
    fill(archive);
    assert_eq!(audit(archive).unwrap(), Vec::<String>::new());
}
