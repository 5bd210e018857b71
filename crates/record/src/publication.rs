//! What a source issued.

use crate::{CaptureId, Date, PublicationId};

/// A BCP 47 language tag, such as `ru`; `und` where the language could not be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(String);

impl Lang {
    pub const UNDETERMINED: &'static str = "und";

    pub fn new(tag: &str) -> Lang {
        Lang(tag.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Lang {
    fn default() -> Lang {
        Lang::new(Lang::UNDETERMINED)
    }
}

/// One publication as it was read at one time: an ordered version of one identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The identity: the same for all versions.
    pub id: PublicationId,
    /// 1 for the first text under this identity, 2 for the next that differs, and so on.
    pub version: u32,
    /// The name under which it was given: a file's stem, or the `doc` of a line.
    pub doc: String,
    pub url: Option<String>,
    /// Who issued it, as far as its text or its source tells.
    pub publisher: Option<String>,
    pub title: Option<String>,
    pub lang: Lang,
    pub published_on: Option<Date>,
    /// The bytes that it was read from.
    pub capture: CaptureId,
}

impl Publication {
    /// The identity of what is known under this name (a canonical URL where there is one, else the file's name).
    pub fn identity(name: &str) -> PublicationId {
        PublicationId::of([name.as_bytes()])
    }
}
