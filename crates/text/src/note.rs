//! What was noticed while reading, for the person who gave the bytes: the reading went on.

use std::fmt;

use record::Span;

/// Something that the reader of a publication ought to know about its bytes or its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where, in the text; `None` where it concerns the whole.
    pub span: Option<Span>,
    pub message: String,
    pub hint: Option<String>,
}

impl Note {
    pub fn new(message: impl Into<String>) -> Note {
        Note { span: None, message: message.into(), hint: None }
    }

    pub fn at(mut self, span: Span) -> Note {
        self.span = Some(span);
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Note {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}
