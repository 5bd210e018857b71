//! Files: the lock, readers beside a writer, what lasts, damage, a medium that cannot be written.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};

use store::conformance::{dumped, ingest, origin};
use store::{Archive, DATABASE, Error, LOCK, SqliteStore, audit};

const TEXT: &str = "Session in Astana\nevent: session of the Council\nfigure: 13 documents\n";

#[test]
fn one_writes_and_the_second_is_told_who_does() {
    let dir = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(dir.path()).unwrap();
    let error = SqliteStore::open(dir.path()).err().expect("refused");
    assert!(matches!(&error, Error::InUse { dir: named } if named == dir.path()), "{error:?}");
    let expected = format!("the record in {} is in use by another process", dir.path().display());
    assert!(error.to_string().starts_with(&expected), "{error}");
    drop(first);
    SqliteStore::open(dir.path()).unwrap();
    assert!(dir.path().join(LOCK).exists());
}

#[test]
fn what_was_filed_is_there_when_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let below = dir.path().join("made/on the way");
    let mut store = SqliteStore::open(&below).unwrap();
    ingest(&mut store, "astana", TEXT).unwrap();
    let before = dumped(&store);
    drop(store);
    let mut store = SqliteStore::open(&below).unwrap();
    assert_eq!(dumped(&store), before);
    let (capture, reading) = ingest(&mut store, "astana", TEXT).unwrap();
    assert!(!capture.new_bytes && !capture.new_origin && reading.is_unchanged());
}

#[test]
fn reading_the_same_again_does_not_touch_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(dir.path()).unwrap();
    ingest(&mut store, "astana", TEXT).unwrap();
    drop(store);
    let before = fs::read(dir.path().join(DATABASE)).unwrap();
    let mut store = SqliteStore::open(dir.path()).unwrap();
    ingest(&mut store, "astana", TEXT).unwrap();
    store.replace_entries(&[]).unwrap();
    store.replace_machine_judgements(&[]).unwrap();
    drop(store);
    assert!(fs::read(dir.path().join(DATABASE)).unwrap() == before, "the file changed");
}

#[test]
fn readers_see_the_last_commit_while_another_writes() {
    let dir = tempfile::tempdir().unwrap();
    let none = SqliteStore::open_to_read(dir.path()).err().expect("nothing to read");
    assert!(matches!(none, Error::NoRecord { .. }), "{none:?}");
    assert!(!dir.path().join(DATABASE).exists(), "reading makes no files");

    let mut writer = SqliteStore::open(dir.path()).unwrap();
    let mut reader = SqliteStore::open_to_read(dir.path()).unwrap();
    writer
        .transaction(&mut |archive| {
            ingest(archive, "astana", TEXT)?;
            assert_eq!(reader.counts()?.publications, 0, "not committed yet");
            Ok(())
        })
        .unwrap();
    assert_eq!(reader.counts().unwrap().publications, 1);
    let refused = reader.file_capture(b"x", &origin("x")).expect_err("opened to read");
    assert!(matches!(refused, Error::ReadOnly { .. }), "{refused:?}");
}

#[test]
fn a_record_that_cannot_be_written_can_still_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = SqliteStore::open(dir.path()).unwrap();
    ingest(&mut store, "astana", TEXT).unwrap();
    drop(store);
    forbid(dir.path(), true);
    // To a superuser nothing is forbidden: there is nothing to see then.
    if fs::write(dir.path().join("probe"), "").is_err() {
        let reader = SqliteStore::open_to_read(dir.path()).unwrap();
        assert_eq!(reader.counts().unwrap().publications, 1);
        assert_eq!(audit(&reader).unwrap(), Vec::<String>::new());
        let refused = SqliteStore::open(dir.path()).err().expect("refused");
        assert!(matches!(refused, Error::ReadOnly { .. }), "{refused:?}");
    }
    forbid(dir.path(), false);
}

fn forbid(dir: &std::path::Path, readonly: bool) {
    let files = [dir.join(DATABASE), dir.join(LOCK), dir.to_owned()];
    for path in files {
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(readonly);
        fs::set_permissions(&path, permissions).unwrap();
    }
}

#[test]
fn a_directory_that_is_a_file_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = SqliteStore::open(&file).err().expect("refused");
    assert!(matches!(error, Error::Open { .. }), "{error:?}");
    assert!(error.to_string().contains(&file.display().to_string()), "{error}");
}

#[test]
fn damage_is_named_wherever_it_strikes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(DATABASE);
    let mut store = SqliteStore::open(dir.path()).unwrap();
    for number in 0..200 {
        ingest(&mut store, &format!("doc {number}"), &TEXT.repeat(1 + number % 5)).unwrap();
    }
    drop(store);
    let whole = fs::read(&path).unwrap();
    let pages = whole.len() / 4096;
    assert!(pages > 50, "{pages}");
    let mut found = 0;
    for page in (0..pages).step_by(7) {
        fs::write(&path, &whole).unwrap();
        let mut file = OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(page as u64 * 4096)).unwrap();
        file.write_all(&[0xa5; 4096]).unwrap();
        drop(file);
        // Some error that names the file, or findings; never a panic, and never "all is well" where a
        // page in use is gone. Free pages may be.
        let outcome = SqliteStore::open_to_read(dir.path()).and_then(|store| audit(&store));
        match outcome {
            Ok(findings) if findings.is_empty() => {}
            Ok(_) => found += 1,
            Err(error) => {
                assert!(error.to_string().contains(&path.display().to_string()), "page {page}: {error}");
                found += 1;
            }
        }
    }
    assert!(found >= pages / 7 - 1, "{found} of {}", pages / 7);

    // Cut short in the middle, as by a copy that did not end.
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let outcome = SqliteStore::open(dir.path()).and_then(|store| audit(&store));
    assert!(!matches!(&outcome, Ok(findings) if findings.is_empty()), "{outcome:?}");
}
