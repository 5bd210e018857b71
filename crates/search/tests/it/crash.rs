//! A process that dies while it writes: what was committed is there, what was not is gone.

use std::process::Command;

use search::Index;

use super::{card, set};

/// Names the directory to the process that dies.
const DIR: &str = "SEARCH_CRASH_DIR";

/// Run by the test below in a process of its own; by itself it does nothing.
#[test]
fn dies_while_it_writes() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let mut index = Index::open(&dir).unwrap();
    index.update([card("b", "en", "B", "council")], "2").unwrap();
    let mut batch = index.batch().unwrap();
    batch.delete(super::id("a"));
    // more than the engine keeps in memory, so that segments of it are on disk
    let filler: String = (0..20_000).map(|n| format!("council word{n} ")).collect();
    for n in 0..60 {
        batch.put(&card(&format!("lost{n}"), "en", "Lost", &format!("{filler} {n}"))).unwrap();
    }
    std::process::abort();
}

#[test]
fn uncommitted_changes_are_gone_and_committed_ones_are_there() {
    let dir = tempfile::tempdir().unwrap();
    Index::rebuild(dir.path(), [card("a", "en", "A", "council")], "1").unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::dies_while_it_writes", "--nocapture"])
        .env(DIR, dir.path())
        .status()
        .unwrap();
    assert!(!status.success(), "it must have died");

    let mut index = Index::open(dir.path()).unwrap();
    index.check().unwrap();
    assert_eq!(set(&index, "council"), ["a", "b"]);
    assert_eq!(index.mark().unwrap().as_deref(), Some("2"));

    // and the index goes on from there, without what the dead process left lying
    index.update([card("c", "en", "C", "council")], "3").unwrap();
    assert_eq!(set(&Index::open(dir.path()).unwrap(), "council"), ["a", "b", "c"]);
    let bytes: u64 =
        std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(bytes < 1 << 20, "{bytes} bytes left lying");
}

#[test]
fn a_rebuild_that_dies_on_nothing_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::create(dir.path()).unwrap();
    let mut batch = index.batch().unwrap();
    batch.put(&card("a", "en", "A", "council")).unwrap();
    drop(batch);
    drop(index);
    assert!(Index::open(dir.path()).is_err_and(|error| error.is_mended_by_rebuild()));
}
