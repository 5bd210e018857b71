//! Archives of the web (WARC): the pages and documents that were fetched, one at a time from a stream.
//!
//! Records are read past, not kept, unless they are an answer that holds text and fits through the gate.

use std::io::{self, BufRead, Read};

use super::Unread;
use crate::gate::{Limits, Refused, What};

/// One answer of the web, as it was fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub address: String,
    /// Without parameters, in small letters.
    pub media_type: String,
    pub charset: Option<String>,
    /// When it was fetched, as the archive writes it.
    pub at: Option<String>,
    pub body: Vec<u8>,
}

/// What the reader of an archive comes to.
#[derive(Debug)]
pub enum Found {
    Answer(Answer),
    /// One answer could not be read, by its address; the others may be.
    Unread(String, Unread),
    /// The archive cannot be read from here on.
    End(String),
}

/// Reads a WARC from a stream that is no longer packed.
pub struct Warc<R> {
    reader: R,
    limits: Limits,
    ended: bool,
    /// Bytes that were read past.
    passed: u64,
    /// Bytes read, and where the record that is read begins.
    at: u64,
    begins: u64,
}

/// Bytes that are read past at most: a small packed file can hold without end.
const PASSED: u64 = 256 << 30;

/// Bytes of the head of a record, and of an answer.
const HEAD: usize = 64 << 10;

/// Types that hold text.
pub fn is_text(media_type: &str) -> bool {
    let office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let open = "application/vnd.oasis.opendocument.text";
    let known =
        ["text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/epub+zip"];
    known.contains(&media_type) || media_type == office || media_type == open
}

type Head = Vec<(String, String)>;

fn value<'h>(head: &'h Head, name: &str) -> Option<&'h str> {
    head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

impl<R: BufRead> Warc<R> {
    pub fn new(reader: R, limits: Limits) -> Warc<R> {
        Warc { reader, limits, ended: false, passed: 0, at: 0, begins: 0 }
    }

    /// Where the last record that was given begins in the stream, and how long it is.
    pub fn place(&self) -> (u64, u64) {
        (self.begins, self.at - self.begins)
    }

    /// The lines up to a blank one; `None` at the end of the stream.
    fn head(&mut self) -> Result<Option<(String, Head)>, String> {
        let mut first = String::new();
        let mut head = Head::new();
        let mut size = 0;
        loop {
            let mut line = Vec::new();
            let read = (&mut self.reader)
                .take(HEAD as u64)
                .read_until(b'\n', &mut line)
                .map_err(|error| error.to_string().to_lowercase())?;
            size += read;
            self.at += read as u64;
            if read == 0 {
                return if first.is_empty() { Ok(None) } else { Err("it ends within a record".to_owned()) };
            }
            if size > HEAD {
                return Err("a record has no sound head".to_owned());
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            match (line.is_empty(), first.is_empty()) {
                // blank lines part records
                (true, true) => {}
                (true, false) => return Ok(Some((first, head))),
                (false, true) => {
                    first = line;
                    self.begins = self.at - read as u64;
                }
                (false, false) => head.extend(field(&line)),
            }
        }
    }

    fn pass(&mut self, bytes: u64) -> Result<(), String> {
        self.passed = self.passed.saturating_add(bytes);
        if self.passed > PASSED {
            return Err(format!("more than {PASSED} bytes of it are no text"));
        }
        let passed = io::copy(&mut (&mut self.reader).take(bytes), &mut io::sink());
        self.at += passed.as_ref().copied().unwrap_or_default();
        match passed {
            Ok(passed) if passed == bytes => Ok(()),
            Ok(_) => Err("it ends within a record".to_owned()),
            Err(error) => Err(error.to_string().to_lowercase()),
        }
    }

    fn record(&mut self) -> Result<Option<Found>, String> {
        loop {
            let Some((version, head)) = self.head()? else { return Ok(None) };
            if !version.starts_with("WARC/") {
                return Err("a record does not open with its version".to_owned());
            }
            let length: u64 = value(&head, "content-length")
                .and_then(|length| length.parse().ok())
                .ok_or("a record does not say its length")?;
            let address =
                value(&head, "warc-target-uri").unwrap_or_default().trim_matches(['<', '>']).to_owned();
            let kind = value(&head, "warc-type").unwrap_or_default();
            let web = address.starts_with("http://") || address.starts_with("https://");
            let declared = value(&head, "content-type").unwrap_or_default();
            let (declared_type, charset) = media_type(declared);
            let answer = kind == "response" && declared_type == "application/http";
            let plain = matches!(kind, "resource" | "conversion") && is_text(&declared_type);
            if !web || !answer && !plain {
                self.pass(length)?;
                continue;
            }
            if length > (self.limits.bytes + HEAD) as u64 {
                self.pass(length)?;
                let found = usize::try_from(length).unwrap_or(usize::MAX);
                let refused = Refused { what: What::Bytes, limit: self.limits.bytes, found };
                return Ok(Some(Found::Unread(address, Unread::Refused(refused))));
            }
            let mut block = Vec::new();
            (&mut self.reader)
                .take(length)
                .read_to_end(&mut block)
                .map_err(|error| error.to_string().to_lowercase())?;
            self.at += block.len() as u64;
            if (block.len() as u64) < length {
                return Err("it ends within a record".to_owned());
            }
            let at = value(&head, "warc-date").map(str::to_owned);
            let found = match answer {
                true => answered(&block, &self.limits),
                false => Ok(Some((declared_type, charset, block))),
            };
            match found {
                Ok(Some((media_type, charset, body))) => {
                    return Ok(Some(Found::Answer(Answer { address, media_type, charset, at, body })));
                }
                Ok(None) => {}
                Err(unread) => return Ok(Some(Found::Unread(address, unread))),
            }
        }
    }
}

impl<R: BufRead> Iterator for Warc<R> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if self.ended {
            return None;
        }
        let found = self.record();
        self.ended = !matches!(found, Ok(Some(_)));
        found.unwrap_or_else(|why| Some(Found::End(why)))
    }
}

fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

/// The type without parameters, and the charset that it names.
pub fn media_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (name, charset.filter(|charset| !charset.is_empty()))
}

type Body = (String, Option<String>, Vec<u8>);

/// An answer over HTTP that is text and no error.
fn answered(block: &[u8], limits: &Limits) -> Result<Option<Body>, Unread> {
    let end = block.windows(4).position(|four| four == b"\r\n\r\n").map(|at| (at, at + 4));
    let end = end.or_else(|| block.windows(2).position(|two| two == b"\n\n").map(|at| (at, at + 2)));
    let Some((head_end, body_start)) = end else { return Ok(None) };
    let head = String::from_utf8_lossy(block.get(..head_end).unwrap_or_default()).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|first| first.split_whitespace().nth(1)).unwrap_or_default();
    let head: Head = lines.filter_map(field).collect();
    let (media_type, charset) = media_type(value(&head, "content-type").unwrap_or_default());
    if !status.starts_with('2') || !is_text(&media_type) {
        return Ok(None);
    }
    let mut body = block.get(body_start..).unwrap_or_default().to_vec();
    let is = |name: &str, wanted: &str| {
        value(&head, name).is_some_and(|value| value.to_ascii_lowercase().contains(wanted))
    };
    if is("transfer-encoding", "chunked") {
        // some crawlers put the chunks together and leave the field
        body = unchunked(&body).unwrap_or(body);
    }
    if body.starts_with(b"\x1f\x8b") {
        body = unpacked(flate2::read::MultiGzDecoder::new(body.as_slice()), limits)?;
    } else if is("content-encoding", "deflate") {
        let zlib = unpacked(flate2::read::ZlibDecoder::new(body.as_slice()), limits);
        body = zlib.or_else(|_| unpacked(flate2::read::DeflateDecoder::new(body.as_slice()), limits))?;
    } else if let Some(other) = ["br", "zstd"].into_iter().find(|other| is("content-encoding", other))
        && std::str::from_utf8(&body).is_err()
    {
        return Err(Unread::Broken(format!("it is packed with {other}, which is not unpacked here")));
    }
    limits.admit(body.len() as u64)?;
    Ok(Some((media_type, charset, body)))
}

fn unpacked(packed: impl Read, limits: &Limits) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    packed.take(limits.bytes as u64 + 1).read_to_end(&mut body).map_err(|error| {
        Unread::Broken(format!("it cannot be unpacked: {}", error.to_string().to_lowercase()))
    })?;
    limits.admit(body.len() as u64)?;
    Ok(body)
}

fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = rest.windows(2).take(20).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size.checked_add(2)?..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, address: &str, media: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn shown(bytes: &[u8]) -> Vec<String> {
        let limits = Limits { bytes: 200, ..Limits::default() };
        let show = |found| match found {
            Found::Answer(answer) => format!(
                "{} {} {:?} {}",
                answer.address,
                answer.media_type,
                answer.charset,
                String::from_utf8_lossy(&answer.body)
            ),
            Found::Unread(address, why) => format!("{address} {why:?}"),
            Found::End(why) => why,
        };
        Warc::new(bytes, limits).map(show).collect()
    }

    #[test]
    fn records_say_where_they_lie() {
        let page =
            |number: u8| record("resource", &format!("http://a/{number}"), "text/plain", &[b'0' + number]);
        let other = record("metadata", "http://a/0", "text/x", b"passed over");
        let bytes = [page(1), other, b"\r\n".to_vec(), page(2)].concat();
        let mut warc = Warc::new(bytes.as_slice(), Limits::default());
        for number in [1, 2] {
            assert!(warc.next().is_some());
            let (from, length) = warc.place();
            let held = &bytes[from as usize..(from + length) as usize];
            assert_eq!(format!("{}\r\n\r\n", String::from_utf8_lossy(held)).into_bytes(), page(number));
        }
        assert!(warc.next().is_none());
    }

    const HTTP: &str = "application/http; msgtype=response";

    #[test]
    fn answers_that_hold_text_are_given() {
        let packed = {
            use std::io::Write;
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(b"<p>packed").unwrap();
            packer.finish().unwrap()
        };
        let bytes = [
            record("warcinfo", "", "application/warc-fields", b"software: x"),
            record("request", "http://a/", HTTP, b"GET / HTTP/1.1\r\n\r\n"),
            record("response", "http://a/", HTTP, b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"koi8-r\"\r\n\r\n<p>x"),
            record("response", "http://a/404", HTTP, b"HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n<p>x"),
            record("response", "http://a/png", HTTP, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx"),
            record("response", "<http://a/c>", HTTP, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"),
            record("response", "http://a/z", HTTP, &[b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &packed].concat()),
            record("resource", "http://a/t", "text/plain", b"plain"),
        ]
        .concat();
        assert_eq!(
            shown(&bytes),
            [
                "http://a/ text/html Some(\"koi8-r\") <p>x",
                "http://a/c text/plain None abc",
                "http://a/z text/html None <p>packed",
                "http://a/t text/plain None plain",
            ]
        );
    }

    #[test]
    fn what_is_too_large_or_cut_off_is_named() {
        let large = record("resource", "http://a/l", "text/plain", &vec![b'x'; HEAD + 300]);
        let bytes = [large, record("resource", "http://a/t", "text/plain", b"plain")].concat();
        let found = shown(&bytes);
        assert!(found[0].starts_with("http://a/l Refused"), "{found:?}");
        assert_eq!(found[1], "http://a/t text/plain None plain");
        assert_eq!(shown(&bytes[..bytes.len() - 6])[1], "it ends within a record");
        assert_eq!(shown(b"WARC/1.0\r\n\r\n"), ["a record does not say its length"]);
        assert_eq!(shown(b"<html>\r\n\r\n"), ["a record does not open with its version"]);
        let bomb = {
            use std::io::Write;
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(&[0; 10_000]).unwrap();
            packer.finish().unwrap()
        };
        let bomb = record(
            "response",
            "http://a/b",
            HTTP,
            &[b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n".as_slice(), &bomb].concat(),
        );
        assert!(shown(&bomb)[0].contains("Refused"));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(cut in 0..400_usize, at in 0..400_usize, to: u8) {
            let mut bytes = record("response", "http://a/c", HTTP, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n");
            bytes.get_mut(at).into_iter().for_each(|byte| *byte = to);
            bytes.truncate(cut.max(100));
            let _ = shown(&bytes);
        }
    }
}
