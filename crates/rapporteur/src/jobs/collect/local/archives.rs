//! Archives of the web (WARC, WACZ): each answer that holds text, where it lies, and how it is found there again.
//!
//! Archives are packed record by record, so that one is read without all that lies before it.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;

use flate2::bufread::GzDecoder;
use text::formats::Unread;
use text::formats::warc::{Answer, Found, Warc};
use text::gate::Limits;
use text::input::{Format, sniff};
use zip::CompressionMethod;

use super::walk::File;
use super::{Seen, Share, ShareKind, Spot, digest};
use crate::filing::format_of;
use crate::input::{Part, Piece};
use crate::members;

/// Unpacked bytes between where a packed run of records begins and an answer in it, at most: each answer is unpacked
/// from there.
const FAR: u64 = 16 << 20;

/// Answers that are listed of one archive, at most.
const MOST: usize = 1_000_000;

/// Bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// The answers of an archive; what is no text, as pictures are, is passed over.
pub fn answers(file: &File, format: Format, limits: &Limits, seen: &mut Vec<Seen>) -> io::Result<()> {
    let bytes = BufReader::with_capacity(BUFFER, fs::File::open(&file.path)?);
    let mut listing = Listing { file, names: HashSet::new(), seen };
    if format == Format::Warc {
        return listing.part(bytes, 0, limits);
    }
    let (mut archive, parts) = match members::open_wacz(bytes) {
        Ok(opened) => opened,
        Err(why) => {
            listing.not(None, format!("a WACZ that cannot be read: {why}"));
            return Ok(());
        }
    };
    for part in parts {
        let lies = archive.by_name(&part).map(|part| match part.compression() {
            CompressionMethod::Stored if !part.encrypted() => Ok((part.data_start(), part.size())),
            _ => {
                Err("it is packed within the archive, as a WACZ should not be: `rapporteur ingest` reads it")
            }
        });
        match lies {
            Ok(Ok((Some(from), length))) => {
                let mut bytes = fs::File::open(&file.path)?;
                bytes.seek(SeekFrom::Start(from))?;
                listing.part(BufReader::with_capacity(BUFFER, bytes.take(length)), from, limits)?;
            }
            Ok(Ok((None, _))) => listing.not(Some(&part), "nothing says where it begins".to_owned()),
            Ok(Err(why)) => listing.not(Some(&part), why.to_owned()),
            Err(error) => listing.not(Some(&part), error.to_string().to_lowercase()),
        }
    }
    Ok(())
}

/// One answer, where it was seen, else wherever it lies by now.
pub fn answer(path: &Path, share: &Share, limits: &Limits) -> io::Result<Option<Piece>> {
    if let Some(found) = at(path, share, limits)? {
        return Ok(Some(found));
    }
    let mut seen = Vec::new();
    let mut head = Vec::new();
    fs::File::open(path)?.take(BUFFER as u64).read_to_end(&mut head)?;
    answers(&File::again(path)?, sniff(&path.to_string_lossy(), &head), limits, &mut seen)?;
    let shares = seen.into_iter().filter_map(|seen| seen.spot.ok()?.part);
    match shares.into_iter().find(|found| found.name == share.name) {
        Some(found) => at(path, &found, limits),
        None => Ok(None),
    }
}

/// The answer that lies at this place, where it is the one that is looked for.
fn at(path: &Path, share: &Share, limits: &Limits) -> io::Result<Option<Piece>> {
    let mut bytes = fs::File::open(path)?;
    bytes.seek(SeekFrom::Start(share.from))?;
    let bytes = BufReader::with_capacity(BUFFER, bytes.take(share.length));
    let mut found = None;
    each(bytes, share.from, limits, &mut |place, one| match one {
        Some(Found::Answer(answer)) if share.name == name(&answer) || share.name == full_name(&answer) => {
            found = Some(answer);
            ControlFlow::Break(())
        }
        Some(Found::End(_)) => ControlFlow::Break(()),
        _ if place.within > FAR => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    })?;
    Ok(found.and_then(|answer| {
        let format = format_of(&answer.media_type)?;
        let piece = Piece::new(path.display().to_string(), format, answer.body);
        Some(Piece { part: Some(Part::Answer(answer.address)), charset: answer.charset, ..piece })
    }))
}

/// What tells an answer from the others of its archive: an address may have been asked several times.
fn name(answer: &Answer) -> String {
    match &answer.at {
        Some(at) => format!("{} {at}", answer.address),
        None => answer.address.clone(),
    }
}

/// As [`name`], where an address was asked several times at once.
fn full_name(answer: &Answer) -> String {
    let digest: String = digest(&[&answer.body]).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{} {digest}", name(answer))
}

/// Where a record lies.
#[derive(Clone, Copy)]
struct Place {
    /// Where the file is read from to come to it.
    from: u64,
    /// How far that is, where it is no record packed by itself.
    within: u64,
    /// Bytes of the file that hold it; not known of what is packed until its end.
    length: Option<u64>,
}

/// What is given of an archive; `None` at the end of a packed run, whose length is told.
type Give<'g> = &'g mut dyn FnMut(Place, Option<Found>) -> ControlFlow<()>;

/// Goes through an archive that begins at `base` in its file.
fn each(bytes: impl BufRead, base: u64, limits: &Limits, give: Give<'_>) -> io::Result<()> {
    let mut bytes = Counted { inner: bytes, at: base };
    loop {
        let from = bytes.at;
        let Some(first) = bytes.fill_buf()?.first() else { return Ok(()) };
        if *first != b'\x1f' {
            let mut warc = Warc::new(bytes, *limits);
            while let Some(found) = warc.next() {
                let (begins, length) = warc.place();
                let place = Place { from: from.saturating_add(begins), within: 0, length: Some(length) };
                if give(place, Some(found)).is_break() {
                    break;
                }
            }
            return Ok(());
        }
        let unpacked = BufReader::with_capacity(BUFFER, GzDecoder::new(&mut bytes));
        let mut warc = Warc::new(unpacked, *limits);
        while let Some(found) = warc.next() {
            let place = Place { from, within: warc.place().0, length: None };
            if give(place, Some(found)).is_break() {
                return Ok(());
            }
        }
        drop(warc);
        let place = Place { from, within: 0, length: Some(bytes.at - from) };
        if give(place, None).is_break() {
            return Ok(());
        }
    }
}

/// How far a file was read.
struct Counted<R> {
    inner: R,
    at: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        self.inner.consume(amount);
    }
}

/// What an archive holds, as it is come upon.
struct Listing<'l> {
    file: &'l File,
    names: HashSet<[u8; 16]>,
    seen: &'l mut Vec<Seen>,
}

impl Listing<'_> {
    /// The archive itself, or a part of it, is not read.
    fn not(&mut self, part: Option<&str>, why: String) {
        let seen = self.file.seen(Err(why));
        let name = part.map_or_else(|| seen.name.clone(), |part| format!("{}#{part}", seen.name));
        self.seen.push(Seen { name, ..seen });
    }

    fn part(&mut self, bytes: impl BufRead, base: u64, limits: &Limits) -> io::Result<()> {
        let mut since = self.seen.len();
        each(bytes, base, limits, &mut |place, found| {
            match found {
                Some(Found::Answer(_)) if self.names.len() >= MOST => {
                    let why =
                        format!("it holds more than {MOST} pages: `rapporteur ingest` reads the others");
                    self.not(None, why);
                    return ControlFlow::Break(());
                }
                Some(Found::Answer(answer)) => self.answer(place, &answer),
                Some(Found::Unread(address, unread)) => {
                    let why = match unread {
                        Unread::Refused(refused) => refused.to_string(),
                        Unread::Broken(why) => why,
                    };
                    self.not(Some(&address), why);
                }
                Some(Found::End(why)) => {
                    self.not(None, format!("the archive cannot be read on: {why}"));
                    return ControlFlow::Break(());
                }
                None => {
                    let run = self.seen.get_mut(since..).unwrap_or_default();
                    let shares = run.iter_mut().filter_map(|seen| seen.spot.as_mut().ok()?.part.as_mut());
                    shares.for_each(|share| share.length = place.length.unwrap_or_default());
                    since = self.seen.len();
                }
            }
            ControlFlow::Continue(())
        })
    }

    fn answer(&mut self, place: Place, answer: &Answer) {
        let mut own = name(answer);
        if !self.names.insert(digest(&[own.as_bytes()])) {
            own = full_name(answer);
            if !self.names.insert(digest(&[own.as_bytes()])) {
                // the same bytes of the same address at the same time
                return;
            }
        }
        if place.within > FAR {
            let why =
                "the archive is packed as a whole and not record by record: `rapporteur ingest` reads it";
            return self.not(Some(&own), why.to_owned());
        }
        // where a packed run ends is told when it does
        let length = place.length.unwrap_or(u64::MAX - place.from);
        let share = Share { kind: ShareKind::Answer, name: own.clone(), from: place.from, length };
        let file = self.file.seen(Ok(()));
        self.seen.push(Seen {
            name: format!("{}#{own}", file.name),
            address: answer.address.clone(),
            title: None,
            digest: digest(&[&answer.body]),
            spot: file.spot.map(|spot| Spot { part: Some(share), ..spot }),
        });
    }
}
