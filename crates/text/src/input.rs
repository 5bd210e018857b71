//! What a person or a program gives to read: its format, and the publications in it.

use std::fmt;

use record::{Date, Lang};
use serde::Deserialize;

use crate::decode::{self, Decoded};
use crate::gate::{Limits, Refused};
use crate::html::date::DateGround;
use crate::html::{self, PagePack};
use crate::note::Note;

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

/// What a line may say. Other fields are left alone, so that gold files serve as input.
#[derive(Deserialize)]
struct Line {
    doc: Option<String>,
    text: Option<String>,
    published: Option<String>,
    title: Option<String>,
    lang: Option<String>,
    url: Option<String>,
    publisher: Option<String>,
}

/// Reads lines of JSON from pieces of any size, holding one line at most.
///
/// A line that cannot be read is reported, and the rest goes on.
pub struct Jsonl {
    name: String,
    limits: Limits,
    number: usize,
    line: Vec<u8>,
    /// How long a line is that is too long to be kept.
    dropped: usize,
}

impl Jsonl {
    pub fn new(name: &str, limits: Limits) -> Jsonl {
        Jsonl { name: name.to_owned(), limits, number: 0, line: Vec::new(), dropped: 0 }
    }

    /// Takes the next piece and hands over every publication that it completes.
    pub fn feed(&mut self, piece: &[u8], each: &mut dyn FnMut(Result<Given, BadInput>)) {
        let mut rest = piece;
        while let Some(at) = rest.iter().position(|&byte| byte == b'\n') {
            let (line, after) = rest.split_at(at);
            rest = after.get(1..).unwrap_or_default();
            self.keep(line);
            self.complete(each);
        }
        self.keep(rest);
    }

    /// The last line may lack its line break.
    pub fn finish(mut self, each: &mut dyn FnMut(Result<Given, BadInput>)) {
        self.complete(each);
    }

    fn keep(&mut self, piece: &[u8]) {
        if self.dropped > 0 || self.line.len() + piece.len() > self.limits.line_bytes {
            self.dropped += self.line.len() + piece.len();
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(piece);
        }
    }

    fn complete(&mut self, each: &mut dyn FnMut(Result<Given, BadInput>)) {
        self.number += 1;
        let found = match std::mem::take(&mut self.dropped) {
            0 => line(&self.name, self.number, &self.line, &self.limits),
            long => self
                .limits
                .admit_line(long)
                .err()
                .map(|refused| Err(bad(&self.name, self.number, Fault::Refused(refused)))),
        };
        self.line.clear();
        if let Some(found) = found {
            each(found);
        }
    }
}

/// The publications of a whole file of lines.
pub fn jsonl<'a>(
    name: &'a str,
    bytes: &'a [u8],
    limits: &'a Limits,
) -> impl Iterator<Item = Result<Given, BadInput>> + 'a {
    let lines = bytes.split(|&byte| byte == b'\n').enumerate();
    lines.filter_map(move |(index, bytes)| line(name, index + 1, bytes, limits))
}

fn bad(name: &str, number: usize, fault: Fault) -> BadInput {
    BadInput { name: name.to_owned(), line: Some(number), fault }
}

/// One line, without its line break; `None` where it is blank.
fn line(name: &str, number: usize, bytes: &[u8], limits: &Limits) -> Option<Result<Given, BadInput>> {
    let bytes = if number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    Some(publication(bytes, limits).map_err(|fault| bad(name, number, fault)))
}

fn publication(bytes: &[u8], limits: &Limits) -> Result<Given, Fault> {
    limits.admit_line(bytes.len()).map_err(Fault::Refused)?;
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::NotUtf8(error.valid_up_to()))?;
    // Serde would take an array of values in the order of the fields, too.
    if !text.trim_start().starts_with('{') {
        return Err(Fault::NotJson("it does not open with a brace".to_owned()));
    }
    let line: Line = serde_json::from_str(text).map_err(|error| Fault::NotJson(without_line(&error)))?;
    let doc = line.doc.ok_or(Fault::Missing("doc"))?;
    let text = line.text.ok_or(Fault::Missing("text"))?;
    let mut notes = Vec::new();
    let published_on =
        line.published.as_deref().map(str::trim).filter(|given| !given.is_empty()).and_then(|given| {
            let date = day(given);
            if date.is_none() {
                notes.push(
                    Note::new(format!("\"published\" is no date: {given:?}")).hint("write it as 2024-11-28"),
                );
            }
            date
        });
    let filled = |field: Option<String>| field.filter(|value| !value.trim().is_empty());
    Ok(Given {
        doc,
        text,
        published_on,
        title: filled(line.title),
        lang: filled(line.lang).map(|tag| Lang::new(&tag)),
        url: filled(line.url),
        publisher: filled(line.publisher),
        notes,
        ..Given::default()
    })
}

/// `2024-11-28`, alone or at the start of an instant.
pub(crate) fn day(given: &str) -> Option<Date> {
    let date = given.get(..10)?;
    let rest = given.get(10..)?;
    (rest.is_empty() || rest.starts_with(['T', 't', ' '])).then(|| date.parse().ok())?
}

/// The parser counts lines within the one line that it was given.
fn without_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let plain = said.split(" at line ").next().unwrap_or_default();
    if error.column() == 0 { plain.to_owned() } else { format!("{plain} at column {}", error.column()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Result<Given, String>> {
        let limits = Limits { line_bytes: 200, ..Limits::default() };
        let whole: Vec<_> =
            jsonl("in.jsonl", bytes, &limits).map(|one| one.map_err(|bad| bad.to_string())).collect();
        // Pieces of any size give the same.
        for size in [1, 3, 64] {
            let mut pieces = Vec::new();
            let mut reader = Jsonl::new("in.jsonl", limits);
            let mut each = |one: Result<Given, BadInput>| pieces.push(one.map_err(|bad| bad.to_string()));
            bytes.chunks(size).for_each(|piece| reader.feed(piece, &mut each));
            reader.finish(&mut each);
            assert_eq!(pieces, whole);
        }
        whole
    }

    #[test]
    fn a_broken_line_is_named_and_the_rest_is_read() {
        let mut bytes = b"{\"doc\":\"a\",\"text\":\"x\",\"published\":\"2024-11-28\"}\r\n\n{\"doc\":\n{\"doc\":\"b\"}\n[1]\n".to_vec();
        bytes.extend(b"{\"doc\":\"c\",\"text\":\"\xff\"}\n");
        bytes.extend(format!("{{\"doc\":\"d\",\"text\":\"{}\"}}\n", "x".repeat(300)).bytes());
        bytes.extend(
            b"{\"doc\":\"e\",\"text\":\"\",\"published\":\"soon\",\"mentions\":[{}],\"lang\":\"ru\"}",
        );
        let found = read(&bytes);
        let errors: Vec<_> = found.iter().filter_map(|one| one.as_ref().err().map(String::as_str)).collect();
        assert_eq!(
            errors,
            [
                "in.jsonl, line 3: not a JSON object: EOF while parsing a value at column 7",
                "in.jsonl, line 4: no \"text\" field",
                "in.jsonl, line 5: not a JSON object: it does not open with a brace",
                "in.jsonl, line 6: not valid UTF-8 at byte 20",
                "in.jsonl, line 7: too many bytes in one line: 321, and the limit is 200",
            ]
        );
        let good: Vec<_> = found.into_iter().flatten().collect();
        assert_eq!(good[0].published_on, Some(record::Date::constant(2024, 11, 28)));
        assert_eq!((good[1].doc.as_str(), good[1].lang.as_ref().map(Lang::as_str)), ("e", Some("ru")));
        assert_eq!(
            good[1].notes[0].to_string(),
            "\"published\" is no date: \"soon\" (write it as 2024-11-28)"
        );
    }

    #[test]
    fn sixteen_bit_lines_are_told_what_is_expected() {
        let bytes: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let found = read(&bytes);
        assert_eq!(
            found[0].as_ref().unwrap_err(),
            "in.jsonl, line 1: not valid UTF-8 from the first byte on; jsonl is UTF-8"
        );
    }

    #[test]
    fn deep_json_is_an_error_and_no_overflow() {
        let deep = format!("{{\"doc\":\"a\",\"text\":\"b\",\"x\":{}", "[".repeat(100_000));
        let found: Vec<_> = jsonl("-", deep.as_bytes(), &Limits::default()).collect();
        assert!(matches!(&found[0], Err(BadInput { fault: Fault::NotJson(_), .. })));
    }

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
            for _ in jsonl("x", &bytes, &Limits::default()) {}
            sniff("x", &bytes);
        }
    }
}
