//! Faults inside the engine, before they know which file they concern and what was being attempted.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::{Error, Refusal};

#[derive(Debug)]
pub enum Fault {
    Sql(rusqlite::Error),
    Damaged(String),
    Refused(Refusal),
    /// The transaction around is gone.
    Undone,
    /// Named already, or the caller's own.
    Told(Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sql(error)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Refused(refusal)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Told(error)
    }
}

/// What [`crate::rows`] finds wrong with a column.
impl From<String> for Fault {
    fn from(damage: String) -> Fault {
        Fault::Damaged(damage)
    }
}

impl Fault {
    /// Says which file it concerns and what was being attempted.
    pub fn told(self, path: &Path, doing: &'static str) -> Error {
        let path = path.to_owned();
        match self {
            Fault::Sql(error) => match (error.sqlite_error_code(), &error) {
                (Some(ErrorCode::DiskFull), _) => Error::Full { path, doing },
                (Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied), _) => {
                    Error::ReadOnly { path, doing }
                }
                (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => Error::Busy { path, doing },
                (Some(ErrorCode::NotADatabase), _) => Error::NotARecord { path },
                (Some(ErrorCode::DatabaseCorrupt), _) => {
                    Error::Damaged { path, doing, what: error.to_string() }
                }
                (Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen), _) => {
                    Error::Disk { path, doing, what: error.to_string() }
                }
                (Some(ErrorCode::TooBig), _) => Error::TooLarge { doing },
                // A column that does not hold what the schema promises.
                (
                    None,
                    rusqlite::Error::FromSqlConversionFailure(..)
                    | rusqlite::Error::IntegralValueOutOfRange(..)
                    | rusqlite::Error::InvalidColumnType(..)
                    | rusqlite::Error::Utf8Error(..),
                ) => Error::Damaged { path, doing, what: error.to_string() },
                _ => Error::Engine { doing, source: Box::new(error) },
            },
            Fault::Damaged(what) => Error::Damaged { path, doing, what },
            Fault::Refused(refusal) => Error::Refused(refusal),
            Fault::Undone => Error::Undone { doing },
            Fault::Told(error) => error,
        }
    }
}
