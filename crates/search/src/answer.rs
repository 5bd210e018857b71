//! What a search gives.

use record::{Lang, Span};
use text::note::Note;

use crate::{Id, Snippet};

/// Which part of the answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub offset: usize,
    pub limit: usize,
}

impl Default for Page {
    fn default() -> Page {
        Page { offset: 0, limit: 20 }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The best first; of a query that only filters, the latest first.
    pub hits: Vec<Hit>,
    /// How many there are, on this page or not.
    pub total: usize,
    /// What was not understood, not found, or found only under another spelling. Spans count bytes of the query.
    pub notes: Vec<Note>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub id: Id,
    /// Comparable within one answer only.
    pub score: f32,
    pub title: String,
    /// The words of the title that answer the query.
    pub title_marks: Vec<Span>,
    /// `None` where the card has no text.
    pub snippet: Option<Snippet>,
    pub kinds: Vec<String>,
    pub langs: Vec<Lang>,
    /// As the card gave it, the first of its dates: EDTF.
    pub date: Option<String>,
    pub docs: Vec<String>,
}
