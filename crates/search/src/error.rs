//! What can go wrong with an index. Nothing that a user asks is an error.

use std::io;
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("there is no search index in {}: build it", dir.display())]
    Missing { dir: PathBuf },
    #[error(
        "the search index in {} was not built by this version of the program, or not to its end ({found}, not {expected}): rebuild it",
        dir.display()
    )]
    Stale { dir: PathBuf, found: String, expected: String },
    #[error("the search index in {} is damaged: {what}; nothing is lost, rebuild it", dir.display())]
    Damaged { dir: PathBuf, what: String },
    #[error("the search index in {} is being written by another process: wait until it ends", dir.display())]
    Busy { dir: PathBuf },
    #[error("{doing} the search index in {}: {source}", dir.display())]
    Disk { dir: PathBuf, doing: &'static str, source: io::Error },
    #[error("{doing} the search index in {}: {what}", dir.display())]
    Engine { dir: PathBuf, doing: &'static str, what: String },
}

impl Error {
    /// Whether building the index anew, by [`Index::create`](crate::Index::create) or
    /// [`Index::rebuild`](crate::Index::rebuild), mends it.
    pub fn is_mended_by_rebuild(&self) -> bool {
        matches!(self, Error::Missing { .. } | Error::Stale { .. } | Error::Damaged { .. })
    }

    /// What the engine said, in the words of this room.
    pub(crate) fn of(dir: &Path, doing: &'static str, error: TantivyError) -> Error {
        let dir = dir.to_owned();
        let what = error.to_string();
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::Busy { dir },
            TantivyError::LockFailure(LockError::IoError(source), _) | TantivyError::IoError(source) => {
                Error::from_io(dir, doing, &source)
            }
            TantivyError::OpenReadError(OpenReadError::IoError { io_error: source, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: source, .. })
            | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: source, .. }) => {
                Error::from_io(dir, doing, &source)
            }
            TantivyError::IncompatibleIndex(_)
            | TantivyError::OpenReadError(_)
            | TantivyError::DataCorruption(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::FieldNotFound(_)
            | TantivyError::SchemaError(_) => Error::Damaged { dir, what },
            _ => Error::Engine { dir, doing, what },
        }
    }

    pub(crate) fn from_io(dir: PathBuf, doing: &'static str, source: &io::Error) -> Error {
        match source.kind() {
            // what a file cut short or overwritten reads as
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::NotFound => {
                Error::Damaged { dir, what: source.to_string() }
            }
            kind => Error::Disk { dir, doing, source: io::Error::new(kind, source.to_string()) },
        }
    }
}
