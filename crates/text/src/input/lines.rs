//! Lines of JSON, one publication each.

use record::{Date, DateTime, Lang};
use serde::Deserialize;

use super::{BadInput, Fault, Given};
use crate::gate::Limits;
use crate::note::Note;

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
    // Before anything else, as pieces are: a line too long to be kept cannot be looked at.
    if let Err(refused) = limits.admit_line(bytes.len()) {
        return Some(Err(bad(name, number, Fault::Refused(refused))));
    }
    let bytes = if number == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return None;
    }
    Some(publication(bytes).map_err(|fault| bad(name, number, fault)))
}

fn publication(bytes: &[u8]) -> Result<Given, Fault> {
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
        published_at: line.published.as_deref().and_then(moment),
        title: filled(line.title),
        lang: filled(line.lang).map(|tag| Lang::new(&tag)),
        url: filled(line.url),
        publisher: filled(line.publisher),
        notes,
        ..Given::default()
    })
}

/// The moment that a date with a time of the clock names; without its zone, as its place counts it.
fn moment(given: &str) -> Option<DateTime> {
    const SHORTEST: usize = "2024-11-28T16:30".len();
    let given = given.trim();
    let clock = given.get(..SHORTEST + 3).or_else(|| given.get(..SHORTEST))?;
    clock.parse().or_else(|_| given.get(..SHORTEST).unwrap_or_default().parse()).ok()
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
    fn a_line_too_long_is_refused_even_if_it_is_blank() {
        let found = read(&[b" ".repeat(201), b"\n\xef\xbb\xbf".to_vec()].concat());
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0].as_ref().unwrap_err(),
            "in.jsonl, line 1: too many bytes in one line: 201, and the limit is 200"
        );
    }

    #[test]
    fn deep_json_is_an_error_and_no_overflow() {
        let deep = format!("{{\"doc\":\"a\",\"text\":\"b\",\"x\":{}", "[".repeat(100_000));
        let found: Vec<_> = jsonl("-", deep.as_bytes(), &Limits::default()).collect();
        assert!(matches!(&found[0], Err(BadInput { fault: Fault::NotJson(_), .. })));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            for _ in jsonl("x", &bytes, &Limits::default()) {}
        }
    }
}
