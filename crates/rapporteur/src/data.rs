//! Where the record lies on this machine.

use std::path::{Path, PathBuf};

use anyhow::Context;
use store::SqliteStore;

/// The directory that is meant where none is given.
pub const VARIABLE: &str = "RAPPORTEUR_DATA";

/// The directory of the record: the one given, that of the environment, or the platform's own for data.
pub fn locate(asked: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(dir) = asked {
        return Ok(dir.to_owned());
    }
    if let Some(dir) = std::env::var_os(VARIABLE).filter(|dir| !dir.is_empty()) {
        return Ok(PathBuf::from(dir));
    }
    let dirs = directories::ProjectDirs::from("", "", "rapporteur");
    let dirs = dirs.with_context(|| {
        format!("there is no home directory to keep the record in: give --data DIR or set {VARIABLE}")
    })?;
    Ok(dirs.data_dir().to_owned())
}

/// Opens the record to look at it; says how one is made where there is none.
pub fn open_to_read(dir: &Path) -> anyhow::Result<SqliteStore> {
    SqliteStore::open_to_read(dir).map_err(|error| match error {
        store::Error::NoRecord { .. } => {
            let hint = format!("there is no record in {}: make one with `rapporteur ingest PATH` or `rapporteur source add URL`, or name another directory with --data", dir.display());
            anyhow::Error::new(error).context(Hint(hint))
        }
        other => other.into(),
    })
}

/// A mistyped directory is not made; an older record is brought up to date.
pub fn open_up_to_date(dir: &Path) -> anyhow::Result<SqliteStore> {
    open_to_read(dir).or_else(|error| match error.downcast_ref() {
        Some(store::Error::OlderSchema { .. }) => Ok(SqliteStore::open(dir)?),
        _ => Err(error),
    })
}

/// A message that says all there is to say; the error under it only tells the exit code.
#[derive(Debug)]
pub struct Hint(pub String);

impl std::fmt::Display for Hint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The present instant as the record keeps it.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The present day at Greenwich.
pub fn today() -> record::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}
