//! Entries in, a report of outcomes out: what an organisation did in a period, a citation behind every line.
//!
//! [`outcomes::Outcomes`] is the report as values: sections, lines, citations, disagreements.
//! [`compose`] makes it from a [`Record`]; [`html`], [`markdown`] and [`json`] render it. Sentences come
//! from the message templates of `locales/`, names and quotations from the sources.
//!
//! This room never reads a file or a clock (`as_of` is given), never says what no claim says, and does
//! not know how a report is delivered. The same input gives the same bytes.
//!
//! [`wording::Page`] is the report in words, for whoever renders it another way; [`picture`] lays out its charts
//! and maps, over the shapes of [`atlas`].
//! [`edit`] lays what an editor does over a page, and [`kept`] writes one down to be read again.
//!
//! Start reading at [`input`], then [`outcomes`]; `scope` says what belongs in a report and `reach` when.

pub mod atlas;
pub mod atom;
pub mod bulletin;
pub mod change;
pub mod compose;
pub mod context;
mod dates;
pub mod edit;
pub mod html;
pub mod ics;
pub mod input;
pub mod json;
pub mod kept;
pub mod locale;
pub mod markdown;
pub mod outcomes;
mod passages;
pub mod picture;
mod reach;
mod scope;
pub mod template;
pub mod wording;
mod words;

pub use bulletin::Bulletin;
pub use compose::{bulletin as draw, compose};
pub use input::{
    Activity, Asked, Carrier, Directory, Found, Input, Names, Period, Reading, Record, Shelf, Told,
};
pub use locale::Locale;
pub use outcomes::Outcomes;
pub use template::Template;

/// What the files of a format are to other programs.
pub fn media_type(format: &str) -> &'static str {
    match format {
        "html" => "text/html; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf" => "application/pdf",
        "json" => "application/json",
        "ics" => "text/calendar; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        _ => "application/octet-stream",
    }
}
