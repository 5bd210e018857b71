//! What a file is, by its first bytes and its name.

use std::io::Read;

use super::Format;
use crate::decode;

/// Bytes that tell a format whatever the file is called.
const SIGNATURES: [(&[u8], Format); 9] = [
    (b"%PDF-", Format::Pdf),
    (b"WARC/", Format::Warc),
    (b"\xd0\xcf\x11\xe0", Format::Other("an old office document")),
    (b"{\\rtf", Format::Other("RTF")),
    (b"\x89PNG", Format::Other("a picture")),
    (b"\xff\xd8\xff", Format::Other("a picture")),
    (b"GIF8", Format::Other("a picture")),
    (b"SQLite format 3", Format::Other("a database")),
    (b"7z\xbc\xaf\x27\x1c", Format::Other("a 7z archive")),
];

/// The format, by the bytes where they are clear, else by the name, else by how the text begins.
pub fn sniff(name: &str, bytes: &[u8]) -> Format {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let extension = extension.as_deref();
    if let Some((_, format)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return *format;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped(extension, bytes);
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return gzipped(bytes);
    }
    match extension {
        Some("txt" | "text") => Format::Text,
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm" | "xhtml" | "shtml" | "mhtml") => Format::Html,
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("eml") => Format::Mail,
        Some("mbox" | "mbx") => Format::Mbox,
        Some("pdf") if head_has(bytes, b"%PDF-") => Format::Pdf,
        _ => by_start(bytes),
    }
}

/// Media types, as packed documents that have one write it first.
const TYPES: [(&[u8], Format); 5] = [
    (b"application/epub+zip", Format::Epub),
    (b"application/vnd.oasis.opendocument.text", Format::Odt),
    (b"application/vnd.oasis.opendocument.spreadsheet", Format::Other("a spreadsheet")),
    (b"application/vnd.oasis.opendocument.presentation", Format::Other("a presentation")),
    (b"application/vnd.oasis.opendocument", Format::Other("an office document that is no text")),
];

/// Names of parts that only one format has.
const PARTS: [(&[u8], Format); 5] = [
    (b"word/", Format::Docx),
    (b"xl/", Format::Other("a spreadsheet")),
    (b"ppt/", Format::Other("a presentation")),
    (b"datapackage.json", Format::Wacz),
    (b".warc", Format::Wacz),
];

fn zipped(extension: Option<&str>, bytes: &[u8]) -> Format {
    // the part `mimetype` comes first and is not packed: 30 bytes, its name, its content
    let typed = bytes.get(30..).and_then(|rest| rest.strip_prefix(b"mimetype"));
    if let Some((_, format)) = typed.and_then(|typed| {
        TYPES.iter().find(|(name, _)| head_has(typed.get(..120.min(typed.len())).unwrap_or_default(), name))
    }) {
        return *format;
    }
    match extension {
        Some("docx" | "docm" | "dotx") => Format::Docx,
        Some("odt" | "ott") => Format::Odt,
        Some("epub") => Format::Epub,
        Some("wacz") => Format::Wacz,
        _ => names(bytes).unwrap_or(Format::Other("a ZIP archive")),
    }
}

/// By the names of the parts that the first bytes hold.
fn names(bytes: &[u8]) -> Option<Format> {
    let starts = bytes.windows(4).enumerate().filter(|(_, four)| four == b"PK\x03\x04").map(|(at, _)| at);
    let name = |at: usize| {
        let length = u16::from_le_bytes([*bytes.get(at + 26)?, *bytes.get(at + 27)?]);
        bytes.get(at + 30..at + 30 + usize::from(length))
    };
    let named = |name: &[u8]| PARTS.iter().find(|(part, _)| head_has(name, part)).map(|(_, format)| *format);
    starts.filter_map(name).find_map(named)
}

fn head_has(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes
        .get(..bytes.len().min(1024))
        .unwrap_or_default()
        .windows(wanted.len())
        .any(|window| window == wanted)
}

fn gzipped(bytes: &[u8]) -> Format {
    let mut head = [0; 5];
    let mut unpacked = flate2::read::GzDecoder::new(bytes);
    match unpacked.read_exact(&mut head) {
        Ok(()) if &head == b"WARC/" => Format::Warc,
        _ => Format::Other("a gzip archive"),
    }
}

/// Names of fields that a message opens with.
const FIELDS: [&str; 12] = [
    "return-path",
    "received",
    "delivered-to",
    "from",
    "date",
    "subject",
    "message-id",
    "mime-version",
    "x-original-to",
    "dkim-signature",
    "authentication-results",
    "arc-seal",
];

fn by_start(bytes: &[u8]) -> Format {
    let head = decode::decode(bytes.get(..bytes.len().min(2048)).unwrap_or_default(), None).text;
    let head = head.trim_start().to_ascii_lowercase();
    if head.starts_with('{') && head.contains("\"doc\"") {
        return Format::Jsonl;
    }
    if head.starts_with("from ") && head.lines().skip(1).take(3).filter(|line| is_field(line)).count() > 0 {
        return Format::Mbox;
    }
    // one such line is also how a memo begins
    let fields = head.lines().take_while(|line| !line.is_empty());
    if head.lines().next().is_some_and(is_field) && fields.filter(|line| is_field(line)).count() >= 3 {
        return Format::Mail;
    }
    let tags = ["<html", "<head", "<body", "<meta", "<div", "<article", "<p>", "<title", "<script"];
    let markup = head.starts_with("<!doctype html")
        || head.starts_with('<') && tags.iter().any(|tag| head.contains(tag));
    if markup { Format::Html } else { Format::Text }
}

fn is_field(line: &str) -> bool {
    line.split_once(':').is_some_and(|(name, _)| FIELDS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, content: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend([0; 22]);
        bytes.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
        bytes.extend(name.bytes().chain(content.bytes()));
        bytes
    }

    #[test]
    fn formats_are_told_by_bytes_then_name_then_start() {
        let cases: [(&str, &[u8], Format); 21] = [
            ("a.txt", b"<html>", Format::Text),
            ("a.txt", b"%PDF-1.4", Format::Pdf),
            ("a.pdf", b"\r\n%PDF-1.4", Format::Pdf),
            ("a.MD", b"x", Format::Markdown),
            ("a.htm", b"x", Format::Html),
            ("a.jsonl", b"x", Format::Jsonl),
            ("a.eml", b"x", Format::Mail),
            ("a.mbox", b"x", Format::Mbox),
            ("a.docx", b"PK\x03\x04", Format::Docx),
            ("a.docx", b"\xd0\xcf\x11\xe0", Format::Other("an old office document")),
            ("-", b"WARC/1.0\r\n", Format::Warc),
            ("-", b"PK\x03\x04", Format::Other("a ZIP archive")),
            ("-", b"\x1f\x8bx", Format::Other("a gzip archive")),
            ("-", b" \n<!DOCTYPE html>", Format::Html),
            ("-", b"\xef\xbb\xbf<html>", Format::Html),
            ("page", b"<?xml version='1.0'?><html xmlns='x'>", Format::Html),
            ("-", b"{\"doc\": \"a\", \"text\": \"\"}", Format::Jsonl),
            ("-", b"From a@b Thu\nReceived: x\n", Format::Mbox),
            ("-", b"Received: x\nFrom: a\nDate: b\n\n", Format::Mail),
            ("-", b"< 5 members", Format::Text),
            ("-", b"", Format::Text),
        ];
        for (name, bytes, format) in cases {
            assert_eq!(sniff(name, bytes), format, "{name} {}", String::from_utf8_lossy(bytes));
        }
        for (bytes, format) in [
            (part("mimetype", "application/epub+zip"), Format::Epub),
            (part("mimetype", "application/vnd.oasis.opendocument.text"), Format::Odt),
            ([part("[Content_Types].xml", "x"), part("word/document.xml", "x")].concat(), Format::Docx),
            ([part("indexes/x", "x"), part("archive/a.warc.gz", "x")].concat(), Format::Wacz),
            (part("xl/workbook.xml", "x"), Format::Other("a spreadsheet")),
        ] {
            assert_eq!(sniff("-", &bytes), format);
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            sniff("x", &bytes);
            sniff("x", &[b"PK\x03\x04", bytes.as_slice()].concat());
        }
    }
}
