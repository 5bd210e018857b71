//! Mailboxes and archives of the web, cut into publications one at a time: memory does not grow with the file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

use flate2::bufread::MultiGzDecoder;
use text::formats::Unread;
use text::formats::mbox::Mbox;
use text::formats::warc::{Found as Record, Warc};
use text::gate::Limits;
use text::input::{Fault, Format};
use zip::ZipArchive;

use crate::filing::format_of;
use crate::input::{Found, Part, Piece, Trouble, bad, plain};

type Give<'g> = &'g mut dyn FnMut(Found) -> ControlFlow<()>;

pub fn mbox(name: &str, bytes: &mut dyn BufRead, limits: &Limits, give: Give<'_>) -> ControlFlow<()> {
    for (index, message) in Mbox::new(bytes, *limits).enumerate() {
        let part = Part::Message(index + 1);
        let piece = |bytes| Piece { part: Some(part), ..Piece::new(name, Format::Mail, bytes) };
        match message {
            Ok(Ok(bytes)) => give(Ok(piece(bytes)))?,
            Ok(Err(unread)) => give(Err(told(&piece(Vec::new()).place(), unread)))?,
            Err(error) => give(Err(Trouble(format!("{name}: {}", plain(&error)))))?,
        }
    }
    ControlFlow::Continue(())
}

fn told(place: &str, unread: Unread) -> Trouble {
    match unread {
        Unread::Refused(refused) => bad(place, None, Fault::Refused(refused)),
        Unread::Broken(why) => Trouble(format!("{place}: {why}")),
    }
}

pub fn warc(name: &str, bytes: &mut dyn BufRead, limits: &Limits, give: Give<'_>) -> ControlFlow<()> {
    let packed = match bytes.fill_buf() {
        Ok(head) => head.starts_with(b"\x1f\x8b"),
        Err(error) => return give(Err(Trouble(format!("{name}: {}", plain(&error))))),
    };
    match packed {
        true => records(name, BufReader::with_capacity(1 << 16, MultiGzDecoder::new(bytes)), limits, give),
        false => records(name, bytes, limits, give),
    }
}

fn records(name: &str, bytes: impl BufRead, limits: &Limits, give: Give<'_>) -> ControlFlow<()> {
    for found in Warc::new(bytes, *limits) {
        match found {
            Record::Answer(answer) => {
                let Some(format) = format_of(&answer.media_type) else { continue };
                let part = Some(Part::Answer(answer.address));
                give(Ok(Piece { part, charset: answer.charset, ..Piece::new(name, format, answer.body) }))?;
            }
            Record::Unread(address, unread) => give(Err(told(&format!("{name}, {address}"), unread)))?,
            Record::End(why) => give(Err(Trouble(format!("{name}: the archive cannot be read on: {why}"))))?,
        }
    }
    ControlFlow::Continue(())
}

/// Parts of a WACZ that hold records, at most.
const ARCHIVES: usize = 10_000;

/// Bytes at the end of a ZIP archive in which its directory is looked for, at most.
const DIRECTORY: u64 = 64 << 20;

pub fn wacz(name: &str, file: BufReader<File>, limits: &Limits, give: Give<'_>) -> ControlFlow<()> {
    let broken = |why: String| Err(Trouble(format!("{name}: a WACZ that cannot be read: {why}")));
    let (mut archive, parts) = match open_wacz(file) {
        Ok(opened) => opened,
        Err(why) => return give(broken(why)),
    };
    for part in parts {
        match archive.by_name(&part) {
            Ok(bytes) => warc(name, &mut BufReader::with_capacity(1 << 16, bytes), limits, give)?,
            Err(error) => give(broken(format!("{part}: {}", error.to_string().to_lowercase())))?,
        }
    }
    ControlFlow::Continue(())
}

/// A WACZ and the names of its parts that hold records.
pub fn open_wacz(mut file: BufReader<File>) -> Result<(ZipArchive<BufReader<File>>, Vec<String>), String> {
    match directory(&mut file) {
        Ok(size) if size > DIRECTORY => return Err(format!("its directory has {size} bytes")),
        Ok(_) => {}
        Err(error) => return Err(plain(&error)),
    }
    let archive = ZipArchive::new(file).map_err(|error| error.to_string().to_lowercase())?;
    let is_archive = |part: &String| part.ends_with(".warc.gz") || part.ends_with(".warc");
    let names = archive.file_names().filter_map(|part| part.ok().map(|part| part.into_owned()));
    let parts: Vec<String> = names.filter(is_archive).collect();
    match parts.is_empty() || parts.len() > ARCHIVES {
        true => Err(format!("it holds {} archives", parts.len())),
        false => Ok((archive, parts)),
    }
}

/// How large the directory of a ZIP archive says that it is: it is read at once, and so asked before.
fn directory(file: &mut BufReader<File>) -> std::io::Result<u64> {
    use std::io::{Seek, SeekFrom};
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(66_000)))?;
    let mut tail = Vec::new();
    file.take(66_000).read_to_end(&mut tail)?;
    file.rewind()?;
    let number = |at: usize, size: usize| {
        let bytes = tail.get(at..at + size).unwrap_or_default();
        bytes.iter().rev().fold(0, |sum: u64, &byte| sum << 8 | u64::from(byte))
    };
    let last = |mark: &[u8]| tail.windows(4).rposition(|four| four == mark);
    let plain = last(b"PK\x05\x06").map_or(0, |at| number(at + 12, 4));
    let large = last(b"PK\x06\x06").map_or(0, |at| number(at + 40, 8));
    Ok(if plain == u64::from(u32::MAX) { large } else { plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_records_are_told_apart_by_number_and_address() {
        let mut places = Vec::new();
        let mut give = |found: Found| {
            places.push(found.map_or_else(|trouble| trouble.0, |piece| piece.place()));
            ControlFlow::Continue(())
        };
        let limits = Limits { bytes: 30, ..Limits::default() };
        let long = "x".repeat(40);
        let mail = format!("From a\nSubject: x\n\nFrom b\n{long}\n\nFrom c\nSubject: z\n");
        let _ = mbox("box", &mut mail.as_bytes(), &limits, &mut give);
        let record = "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/t\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\nx\r\n\r\n";
        let _ = warc("w", &mut format!("{record}x\r\n\r\n").as_bytes(), &limits, &mut give);
        assert_eq!(
            places,
            [
                "box, message 1",
                "box, message 2: too many bytes: 42, and the limit is 30",
                "box, message 3",
                "w, http://a/t",
                "w: the archive cannot be read on: a record does not open with its version",
            ]
        );
    }
}
