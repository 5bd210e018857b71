//! The text layer of a PDF, page by page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Dictionary, Document, Object, PlainTextOutput, output_doc_page};
use text::decode::decode;

use super::Answer;

/// Pages of one document that are read.
const PAGES: usize = 5000;

/// The stack that reading may take; what nests more deeply ends this process and no other.
const STACK: usize = 64 << 20;

pub fn read(bytes: Vec<u8>) -> Answer {
    let reading =
        std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(move || extract(&bytes));
    let failed = |why: &str| Answer { error: Some(why.to_owned()), ..Answer::default() };
    match reading.map(|thread| thread.join()) {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => failed("its structure is broken"),
        Err(_) => failed("no thread could be started"),
    }
}

fn extract(bytes: &[u8]) -> Answer {
    let failed = |why: String| Answer { error: Some(why), ..Answer::default() };
    // some servers put blank lines before it
    let start = bytes.windows(5).take(1024).position(|five| five == b"%PDF-").unwrap_or_default();
    let mut document = match Document::load_mem(bytes.get(start..).unwrap_or_default()) {
        Ok(document) => document,
        Err(error) => return failed(error.to_string().to_lowercase()),
    };
    if document.is_encrypted() && document.decrypt("").is_err() {
        return failed("it needs a password".to_owned());
    }
    let mut answer = told(&document);
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return failed("it has no pages".to_owned());
    }
    let mut unread = Vec::new();
    for &number in numbers.iter().take(PAGES) {
        match page(&document, number) {
            Some(text) => answer.pages.push(text),
            None => {
                unread.push(number.to_string());
                answer.pages.push(String::new());
            }
        }
    }
    if numbers.len() > PAGES {
        answer.notes.push(format!("only the first {PAGES} of {} pages were read", numbers.len()));
    }
    if unread.len() == answer.pages.len() {
        return failed("none of its pages could be made out".to_owned());
    }
    if !unread.is_empty() {
        let more = if unread.len() > 10 { ", ..." } else { "" };
        let shown = unread.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
        answer.notes.push(format!("these pages could not be made out: {shown}{more}"));
    }
    answer
}

/// One page by the better of two ways, and by the other where that fails.
fn page(document: &Document, number: u32) -> Option<String> {
    let laid_out = || {
        let mut text = String::new();
        let mut output = PlainTextOutput::new(&mut text);
        output_doc_page(document, &mut output, number).ok()?;
        Some(text)
    };
    let plain = || document.extract_text(&[number]).ok();
    // the library panics at what it does not expect
    let first = catch_unwind(AssertUnwindSafe(laid_out)).ok().flatten();
    first.or_else(|| catch_unwind(AssertUnwindSafe(plain)).ok().flatten())
}

/// What the document says of itself.
fn told(document: &Document) -> Answer {
    let info = document.trailer.get(b"Info").ok().and_then(|info| match info {
        Object::Reference(id) => document.get_object(*id).ok()?.as_dict().ok(),
        Object::Dictionary(info) => Some(info),
        _ => None,
    });
    let Some(info) = info else { return Answer::default() };
    let value = |key: &[u8]| {
        text_of(document, info, key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    Answer {
        title: value(b"Title"),
        author: value(b"Author"),
        dated: value(b"CreationDate").and_then(|date| day(&date)),
        ..Answer::default()
    }
}

fn text_of(document: &Document, info: &Dictionary, key: &[u8]) -> Option<String> {
    let value = match info.get(key).ok()? {
        Object::Reference(id) => document.get_object(*id).ok()?,
        value => value,
    };
    let bytes = value.as_str().ok()?;
    Some(match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        // what should be in the charset of the format is often in that of the author's machine
        bytes => decode(bytes, None).text,
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| Some(unit(pair.try_into().ok()?)));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// `D:20241128101500+03'00'`
fn day(written: &str) -> Option<String> {
    let digits: String = written.trim_start_matches("D:").chars().take_while(char::is_ascii_digit).collect();
    let day = format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    day.parse::<record::Date>().ok().map(|date| date.to_string())
}

/// Fewer letters a page than this, and the pages are pictures.
const LETTERS: usize = 24;

pub fn is_scanned(pages: &[String]) -> bool {
    let letters: usize = pages.iter().map(|page| page.chars().filter(|c| c.is_alphabetic()).count()).sum();
    letters < LETTERS * pages.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_strings_of_a_pdf() {
        assert_eq!(day("D:20241128101500+03'00'").as_deref(), Some("2024-11-28"));
        assert_eq!((day("D:2024"), day("")), (None, None));
        assert_eq!(utf16(&[0x04, 0x16, 0xd8, 0x00, 0x00], u16::from_be_bytes), "Ж\u{fffd}");
        assert!(is_scanned(&["1".to_owned(), String::new()]));
        assert!(!is_scanned(&["The council met in the capital.".to_owned()]));
    }

    #[test]
    fn what_is_no_pdf_is_an_error() {
        for bytes in
            [&b"%PDF-1.7"[..], b"", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"]
        {
            assert!(read(bytes.to_vec()).error.is_some());
        }
    }
}
