//! Publications that are no plain text and no page: office documents, books, mail, archives of the web.
//!
//! Each reader takes bytes that passed the gate and gives what stands in them, a paragraph a line, with the title, the
//! date and the author that the format tells. Nothing here expands an entity, follows a link or opens an archive within
//! an archive; what is unpacked is counted against one limit a document. A PDF is read elsewhere, in a process of
//! its own: what its pages say becomes a text in [`pages`].

pub mod docx;
pub mod epub;
mod layout;
pub mod mail;
pub mod mbox;
pub mod odt;
pub mod pages;
pub mod warc;
mod xml;
mod zipped;

use record::{Date, Lang};

use crate::gate::Refused;
use crate::note::Note;

/// A document as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// A paragraph, heading, item or row a line.
    pub text: String,
    pub title: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    /// A day that the document tells of itself.
    pub dated: Option<Date>,
    /// The day is that on which the file was made, and not one that somebody gave the publication.
    pub is_file_date: bool,
    pub lang: Option<Lang>,
    pub address: Option<String>,
    pub notes: Vec<Note>,
}

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    Refused(Refused),
    /// What is wrong with it.
    Broken(String),
}

impl From<Refused> for Unread {
    fn from(refused: Refused) -> Unread {
        Unread::Refused(refused)
    }
}

fn broken(why: impl Into<String>) -> Unread {
    Unread::Broken(why.into())
}

/// What somebody filled in; templates and converters fill in blanks and names of files.
fn filled(value: String) -> Option<String> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

/// A title that somebody gave: not the name of a file, nor what a program calls a new document.
pub fn sound_title(value: String) -> Option<String> {
    let value = filled(value)?;
    let small = value.to_lowercase();
    let named = small.rsplit_once('.').is_some_and(|(_, extension)| {
        ["doc", "docx", "odt", "pdf", "rtf", "indd", "qxd", "tmp", "htm", "html", "dot", "dotx"]
            .contains(&extension)
    });
    let program =
        ["microsoft word", "untitled", "document1", "layout 1", "slide 1", "powerpoint presentation"];
    let programs = program.iter().any(|known| small.starts_with(known));
    (!named && !programs && value.chars().filter(|c| c.is_alphabetic()).count() >= 3).then_some(value)
}

/// Paragraphs as lines.
fn joined(lines: Vec<String>) -> String {
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_no_titles() {
        let sound = |title: &str| sound_title(title.to_owned());
        assert_eq!(sound(" Final  communique ").as_deref(), Some("Final communique"));
        for title in ["report.docx", "Microsoft Word - report", "Untitled-3", "", "12/4", "Document1"] {
            assert_eq!(sound(title), None, "{title}");
        }
    }
}
