//! Sources on this machine: a folder that is watched, a mailbox. They are listed and read as what is fetched is, by
//! the same jobs and under the same ledger.
//!
//! Only what a person named is looked into: hidden files are passed over, and no link leads out of the folder.

mod archives;
mod boxes;
mod listings;
mod open;
#[cfg(test)]
mod tests;
mod walk;

use record::CaptureId;
use serde::{Deserialize, Serialize};

pub use self::listings::Listings;
pub use self::open::piece;
pub use self::walk::{kind_of, walk};

/// Where in the files of this machine one publication lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Share>,
}

/// One publication in a file of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    pub kind: ShareKind,
    /// By what it is found where the file has changed: a letter's id, the `doc` of a line, the address of an answer
    /// and when it was fetched.
    pub name: String,
    /// Where it begins and how long it is, in bytes.
    pub from: u64,
    pub length: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareKind {
    Letter,
    Line,
    /// Of an archive of the web.
    Answer,
}

/// Something that lies there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// What tells it from all else of its source.
    pub name: String,
    /// For people and programs: `file:`, or the `mid:` of a letter.
    pub address: String,
    pub title: Option<String>,
    /// Another one says that it has changed.
    pub digest: [u8; 16],
    /// Where to read it, or why it is not read.
    pub spot: Result<Spot, String>,
}

/// What a source on this machine holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    pub seen: Vec<Seen>,
    /// Of all files and their times: the same one says that nothing has changed.
    pub stamp: String,
    /// It is the one that was known.
    pub is_unchanged: bool,
    /// Why there is more than was looked at.
    pub beyond: Option<String>,
    /// Something is being written just now: it is looked at again soon.
    pub is_unsettled: bool,
}

impl Walk {
    /// Whether all that there is was looked at.
    pub fn is_whole(&self) -> bool {
        self.beyond.is_none() && !self.is_unsettled
    }
}

fn digest(parts: &[&[u8]]) -> [u8; 16] {
    *CaptureId::of(parts.iter().copied()).as_bytes()
}

/// The address of a path, as RFC 8089 has it.
pub fn address(path: &str) -> String {
    format!("file://{}", crate::online::escape(&path.replace('\\', "/")))
}
