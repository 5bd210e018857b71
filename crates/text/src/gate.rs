//! The one gate that untrusted bytes pass before any parser sees them.
//!
//! HTML libraries recurse over the tree, and 50,000 nested elements then end the whole process: a stack
//! overflow cannot be caught. Here a page becomes a tree of bounded depth by passes that are linear and do
//! not recurse. What can be mended is mended and noted (deep nesting is flattened, as browsers do); what
//! cannot is refused.

use std::fmt;

/// Stack that a thread needs to read what the default [`Limits`] let through. Nothing here recurses but the
/// reading of JSON, which stops at a depth of 128.
pub const STACK_NEEDED: usize = 2 << 20;

/// How much is let through. `Default` says what is sensible for news and official publications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one publication.
    pub bytes: usize,
    /// Bytes of one document with a layout or with parts: PDF, office documents, books. Pictures make them large.
    pub document_bytes: usize,
    /// What one packed document may come to when its parts are unpacked, all together.
    pub unpacked_bytes: usize,
    /// Parts of one packed document.
    pub parts: usize,
    /// Bytes of one line of jsonl, which is one publication too.
    pub line_bytes: usize,
    /// Elements within elements; deeper ones are flattened.
    pub nesting: usize,
    /// Elements of one page.
    pub elements: usize,
    /// Attributes of one element; further ones are dropped.
    pub attributes: usize,
    /// Bytes of one attribute's value; longer ones are dropped (pictures written into the page).
    pub attribute_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 32 << 20,
            document_bytes: 64 << 20,
            unpacked_bytes: 256 << 20,
            parts: 10_000,
            line_bytes: 32 << 20,
            nesting: 512,
            elements: 1_000_000,
            attributes: 256,
            attribute_bytes: 64 << 10,
        }
    }
}

/// What there was too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Bytes,
    LineBytes,
    UnpackedBytes,
    Parts,
    Elements,
}

impl What {
    fn as_str(self) -> &'static str {
        match self {
            What::Bytes => "bytes",
            What::LineBytes => "bytes in one line",
            What::UnpackedBytes => "bytes when unpacked",
            What::Parts => "parts",
            What::Elements => "elements",
        }
    }
}

/// The gate stays shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    pub what: What,
    pub limit: usize,
    /// How much was there; where reading stopped at the limit, how much was seen until then.
    pub found: usize,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "too many {}: {}, and the limit is {}", self.what.as_str(), self.found, self.limit)
    }
}

impl std::error::Error for Refused {}

impl Limits {
    /// Whether a publication of this many bytes may be read at all; asked before its bytes are.
    pub fn admit(&self, bytes: u64) -> Result<(), Refused> {
        check(What::Bytes, self.bytes, usize::try_from(bytes).unwrap_or(usize::MAX))
    }

    /// The same for a document with a layout or with parts.
    pub fn admit_document(&self, bytes: u64) -> Result<(), Refused> {
        check(What::Bytes, self.document_bytes, usize::try_from(bytes).unwrap_or(usize::MAX))
    }

    pub(crate) fn admit_parts(&self, parts: usize) -> Result<(), Refused> {
        check(What::Parts, self.parts, parts)
    }

    pub(crate) fn admit_line(&self, bytes: usize) -> Result<(), Refused> {
        check(What::LineBytes, self.line_bytes, bytes)
    }

    pub(crate) fn admit_elements(&self, elements: usize) -> Result<(), Refused> {
        check(What::Elements, self.elements, elements)
    }
}

fn check(what: What, limit: usize, found: usize) -> Result<(), Refused> {
    if found > limit { Err(Refused { what, limit, found }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admits_up_to_the_limit_and_says_what_was_too_much() {
        let limits = Limits { bytes: 10, ..Limits::default() };
        assert_eq!(limits.admit(10), Ok(()));
        let refused = limits.admit(11).unwrap_err();
        assert_eq!(refused.to_string(), "too many bytes: 11, and the limit is 10");
        assert_eq!(limits.admit(u64::MAX).unwrap_err().what, What::Bytes);
    }
}
