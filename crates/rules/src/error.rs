//! What is wrong with a pack, with file and line.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    pub file: String,
    /// 1 for the first line; 0 where the whole file is meant.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

/// An error of the TOML parser, at its line.
pub(crate) fn toml_error(path: &str, source: &str, error: &toml::de::Error) -> PackError {
    let line = error.span().map_or(0, |span| line_of(source, span.start));
    PackError { file: path.to_owned(), line, message: error.message().to_owned() }
}

/// The line of a byte, counted from 1.
pub(crate) fn line_of(source: &str, at: usize) -> usize {
    source.get(..at).unwrap_or(source).matches('\n').count() + 1
}
