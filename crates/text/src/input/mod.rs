//! What a person or a program gives to read: its format, and the publications in it.

mod lines;

use std::fmt;

use record::{Date, Lang};

use crate::decode::{self, Decoded};
use crate::gate::{Limits, Refused};
use crate::html::date::DateGround;
use crate::html::{self, PagePack};
use crate::note::Note;
pub use lines::{Jsonl, jsonl};

/// How the bytes are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    /// One publication a line.
    Jsonl,
    /// Something that is no text; the name of it.
    Other(&'static str),
}

/// One publication as it was given, before anything is known about it but what came with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    pub doc: String,
    pub text: String,
    pub published_on: Option<Date>,
    /// The day is the likeliest of those on the page, and nothing says that it is that of publication.
    pub published_is_guess: bool,
    pub title: Option<String>,
    pub lang: Option<Lang>,
    pub url: Option<String>,
    pub publisher: Option<String>,
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
    /// A file of lines, given as if it were one publication.
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
            Fault::Several => write!(f, ": holds several publications, one a line"),
            Fault::Format(format) => write!(f, ": {format} is not read yet"),
        }
    }
}

impl std::error::Error for BadInput {}

/// Bytes that tell a format whatever the file is called.
const SIGNATURES: [(&[u8], &str); 9] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
];

/// The format, by the bytes where they are clear, else by the name, else by how the text begins.
pub fn sniff(name: &str, bytes: &[u8]) -> Format {
    if let Some((_, other)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Format::Other(other);
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("txt" | "text") => Format::Text,
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm" | "xhtml" | "shtml" | "mhtml") => Format::Html,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        _ => by_start(bytes),
    }
}

fn by_start(bytes: &[u8]) -> Format {
    let head = decode::decode(bytes.get(..bytes.len().min(2048)).unwrap_or_default(), None).text;
    let head = head.trim_start().to_ascii_lowercase();
    if head.starts_with('{') && head.contains("\"doc\"") {
        return Format::Jsonl;
    }
    let tags = ["<html", "<head", "<body", "<meta", "<div", "<article", "<p>", "<title", "<script"];
    let markup = head.starts_with("<!doctype html")
        || head.starts_with('<') && tags.iter().any(|tag| head.contains(tag));
    if markup { Format::Html } else { Format::Text }
}

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
        published_is_guess: page.published.is_some_and(|published| published.ground == DateGround::Guessed),
        title: page.title,
        // What a page says of its language is its template's as often as its text's.
        lang: None,
        url: page.address,
        publisher: page.publisher,
        confidence: Some(page.confidence),
        notes,
    })
}

/// Reads one publication in a format that holds one.
pub fn one(
    format: Format,
    doc: &str,
    bytes: &[u8],
    charset: Option<&str>,
    pack: &PagePack,
    limits: &Limits,
) -> Result<Given, BadInput> {
    let fault = |fault| Err(BadInput { name: doc.to_owned(), line: None, fault });
    match format {
        Format::Text | Format::Markdown => plain(doc, bytes, charset, limits),
        Format::Html => page(doc, bytes, charset, pack, limits),
        Format::Jsonl => fault(Fault::Several),
        Format::Other(other) => fault(Fault::Format(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_bytes_then_name_then_start() {
        let cases: [(&str, &[u8], Format); 11] = [
            ("a.txt", b"<html>", Format::Text),
            ("a.txt", b"%PDF-1.4", Format::Other("a PDF")),
            ("a.MD", b"x", Format::Markdown),
            ("a.htm", b"x", Format::Html),
            ("a.jsonl", b"x", Format::Jsonl),
            ("-", b" \n<!DOCTYPE html>", Format::Html),
            ("-", b"\xef\xbb\xbf<html>", Format::Html),
            ("page", b"<?xml version='1.0'?><html xmlns='x'>", Format::Html),
            ("-", b"{\"doc\": \"a\", \"text\": \"\"}", Format::Jsonl),
            ("-", b"< 5 members", Format::Text),
            ("-", b"", Format::Text),
        ];
        for (name, bytes, format) in cases {
            assert_eq!(sniff(name, bytes), format, "{name} {}", String::from_utf8_lossy(bytes));
        }
    }

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
        assert_eq!(read(Format::Other("a PDF"), b"").unwrap_err().to_string(), "a: a PDF is not read yet");
        assert_eq!(read(Format::Jsonl, b"").unwrap_err().fault, Fault::Several);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            sniff("x", &bytes);
        }
    }
}
