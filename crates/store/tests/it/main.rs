//! The embedded engine against the conformance suite, against random histories, against `kill -9`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod files;
mod histories;
mod kill;

use store::{SqliteStore, conformance};

#[test]
fn in_memory_conforms() {
    conformance::run(|| Box::new(SqliteStore::open_in_memory().unwrap()));
}

#[test]
fn in_a_directory_conforms() {
    let dir = tempfile::tempdir().unwrap();
    let mut number = 0;
    conformance::run(|| {
        number += 1;
        Box::new(SqliteStore::open(dir.path().join(number.to_string())).unwrap())
    });
}
