//! What a person or a program gives to read: its format, and the publications in it.

mod lines;
mod sniff;

use std::fmt;

use record::{Date, DateTime, Lang};

use crate::decode::{self, Decoded};
use crate::formats::{self, Document, Unread};
use crate::gate::{Limits, Refused};
use crate::html::date::DateGround;
use crate::html::{self, PagePack};
use crate::note::Note;
pub(crate) use lines::day;
pub use lines::{Jsonl, jsonl};
pub use sniff::sniff;

/// How the bytes are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    /// One publication a line.
    Jsonl,
    Pdf,
    Docx,
    Odt,
    Epub,
    /// One message.
    Mail,
    /// A mailbox: one message after the other.
    Mbox,
    /// An archive of the web, packed with gzip or not.
    Warc,
    /// The same in a ZIP archive.
    Wacz,
    /// Something that is no text; the name of it.
    Other(&'static str),
}

/// One publication as it was given, before anything is known about it but what came with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    pub doc: String,
    pub text: String,
    pub published_on: Option<Date>,
    /// When on that day, where it was given with a time of the clock.
    pub published_at: Option<DateTime>,
    /// The day is the likeliest of those on the page, and nothing says that it is that of publication.
    pub published_is_guess: bool,
    pub title: Option<String>,
    pub lang: Option<Lang>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    /// Of a page: how sure it is that the text is the article, 0 to 1.
    pub confidence: Option<f32>,
    pub notes: Vec<Note>,
}

/// Input that could not be read; the rest of the file may still be good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadInput {
    /// The file, or `-` for standard input.
    pub name: String,
    /// Counted from one; `None` where the whole file is meant.
    pub line: Option<usize>,
    pub fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Refused(Refused),
    /// Bytes that are no UTF-8, from this one of the line on.
    NotUtf8(usize),
    NotJson(String),
    Missing(&'static str),
    /// No text, but a format that is not read.
    Format(&'static str),
    /// A document of this format that its reader cannot make out, and why.
    Broken(&'static str, String),
    /// Several publications, given as if they were one.
    Several,
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        match &self.fault {
            Fault::Refused(refused) => write!(f, ": {refused}"),
            Fault::NotUtf8(0) if self.line == Some(1) => {
                write!(f, ": not valid UTF-8 from the first byte on; jsonl is UTF-8")
            }
            Fault::NotUtf8(at) => write!(f, ": not valid UTF-8 at byte {}", at + 1),
            Fault::NotJson(why) => write!(f, ": not a JSON object: {why}"),
            Fault::Missing(field) => write!(f, ": no {field:?} field"),
            Fault::Several => write!(f, ": holds several publications"),
            Fault::Broken(format, why) => write!(f, ": {format} that cannot be read: {why}"),
            Fault::Format(format) => write!(f, ": {format} is not read yet"),
        }
    }
}

impl std::error::Error for BadInput {}

/// Reads plain text or Markdown: the text is the content, byte for byte where it is UTF-8 without a mark.
pub fn plain(doc: &str, bytes: &[u8], charset: Option<&str>, limits: &Limits) -> Result<Given, BadInput> {
    limits.admit(bytes.len() as u64).map_err(|refused| BadInput {
        name: doc.to_owned(),
        line: None,
        fault: Fault::Refused(refused),
    })?;
    let Decoded { text, notes, .. } = decode::decode(bytes, charset);
    Ok(Given { doc: doc.to_owned(), text, notes, ..Given::default() })
}

/// Reads a page: its main text, and what it tells of itself.
pub fn page(
    doc: &str,
    bytes: &[u8],
    charset: Option<&str>,
    pack: &PagePack,
    limits: &Limits,
) -> Result<Given, BadInput> {
    let refuse = |refused| BadInput { name: doc.to_owned(), line: None, fault: Fault::Refused(refused) };
    limits.admit(bytes.len() as u64).map_err(refuse)?;
    let Decoded { text: markup, mut notes, .. } = decode::decode_markup(bytes, charset);
    let page = html::read(&markup, pack, limits).map_err(refuse)?;
    // Places in the markup are not places in the text.
    notes.iter_mut().for_each(|note| note.span = None);
    notes.extend(page.notes);
    Ok(Given {
        doc: doc.to_owned(),
        text: page.text,
        published_on: page.published.map(|published| published.on),
        published_at: None,
        published_is_guess: page.published.is_some_and(|published| published.ground == DateGround::Guessed),
        title: page.title,
        // What a page says of its language is its template's as often as its text's.
        lang: None,
        url: page.address,
        publisher: page.publisher,
        author: page.author,
        confidence: Some(page.confidence),
        notes,
    })
}

/// What a document says, as a publication.
pub fn given(doc: &str, document: Document) -> Given {
    let Document { text, title, author, publisher, dated, is_file_date, lang, address, mut notes } = document;
    if let Some(dated) = dated.filter(|_| is_file_date) {
        notes.push(Note::new(format!(
            "{dated} is the day on which the file was made; nothing says that it is that of publication"
        )));
    }
    Given {
        doc: doc.to_owned(),
        text,
        published_on: dated,
        published_at: None,
        published_is_guess: is_file_date && dated.is_some(),
        title,
        lang,
        url: address,
        publisher,
        author,
        notes,
        confidence: None,
    }
}

/// Reads one publication in a format that holds one. A PDF is read by a process of its own, not here.
pub fn one(
    format: Format,
    doc: &str,
    bytes: &[u8],
    charset: Option<&str>,
    pack: &PagePack,
    limits: &Limits,
) -> Result<Given, BadInput> {
    let bad = |fault| BadInput { name: doc.to_owned(), line: None, fault };
    let (what, read) = match format {
        Format::Text | Format::Markdown => return plain(doc, bytes, charset, limits),
        Format::Html => return page(doc, bytes, charset, pack, limits),
        Format::Jsonl | Format::Mbox | Format::Warc | Format::Wacz => return Err(bad(Fault::Several)),
        Format::Other(other) => return Err(bad(Fault::Format(other))),
        Format::Pdf => return Err(bad(Fault::Format("a PDF"))),
        Format::Docx => ("a Word document", formats::docx::read(bytes, limits)),
        Format::Odt => ("an OpenDocument text", formats::odt::read(bytes, limits)),
        Format::Epub => ("a book", formats::epub::read(bytes, limits)),
        Format::Mail => ("a message", formats::mail::read(bytes, pack, limits)),
    };
    match read {
        Ok(document) => Ok(given(doc, document)),
        Err(Unread::Refused(refused)) => Err(bad(Fault::Refused(refused))),
        Err(Unread::Broken(why)) => Err(bad(Fault::Broken(what, why))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_the_content_itself() {
        let given = plain("a.txt", "\u{feff} Минск\r\n".as_bytes(), None, &Limits::default()).unwrap();
        assert_eq!(given.text, " Минск\r\n");
        let small = Limits { bytes: 3, ..Limits::default() };
        assert_eq!(
            plain("a.txt", b"four", None, &small).unwrap_err().to_string(),
            "a.txt: too many bytes: 4, and the limit is 3"
        );
    }

    #[test]
    fn one_publication_by_its_format() {
        let read =
            |format, bytes: &[u8]| one(format, "a", bytes, None, &PagePack::default(), &Limits::default());
        let text = "<title>Итоги</title><p>Сессия прошла в Астане, и главы государств подписали на ней документы.</p>";
        let page = read(Format::Html, text.as_bytes()).unwrap();
        assert_eq!(
            page.text,
            "Итоги\nСессия прошла в Астане, и главы государств подписали на ней документы."
        );
        assert_eq!(page.title.as_deref(), Some("Итоги"));
        assert_eq!(read(Format::Other("RTF"), b"").unwrap_err().to_string(), "a: RTF is not read yet");
        assert_eq!(read(Format::Jsonl, b"").unwrap_err().fault, Fault::Several);
        let broken = read(Format::Docx, b"PK").unwrap_err().to_string();
        assert!(broken.starts_with("a: a Word document that cannot be read: "), "{broken}");
    }
}
