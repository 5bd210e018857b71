//! Files of many publications: each is told apart by its own name, and where it lies.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use text::formats::mail::{self, Head};
use text::formats::mbox::Mbox;
use text::gate::Limits;

use super::walk::File;
use super::{Seen, Share, ShareKind, Spot, address, digest};

/// A file of a Maildir. Its name up to the flags is the letter's for good, whatever folder it is moved to.
pub fn letter_of_its_own(file: &File) -> Seen {
    let seen = file.seen(Ok(()));
    let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.split([':', ';']).next().unwrap_or_default().to_owned();
    // a letter is never changed: a copy of it has another time
    Seen { name, digest: digest(&[&file.size.to_le_bytes()]), ..seen }
}

/// The letters of an mbox.
pub fn letters(file: &File, limits: &Limits, seen: &mut Vec<Seen>) -> io::Result<()> {
    let path = file.shown();
    let mut mbox = Mbox::new(BufReader::with_capacity(1 << 16, std::fs::File::open(&file.path)?), *limits);
    while let Some(message) = mbox.next() {
        let (from, length) = mbox.place();
        seen.push(match message? {
            Ok(bytes) => {
                let head = mail::head(&bytes);
                let name = letter_name(&head, &bytes);
                let share = Share { kind: ShareKind::Letter, name: name.clone(), from, length };
                Seen {
                    address: letter_address(&path, &name, &head),
                    title: head.title,
                    digest: digest(&[&bytes]),
                    spot: Ok(Spot { path: path.clone(), part: Some(share) }),
                    name,
                }
            }
            Err(unread) => {
                let name = format!("{path}#{from}");
                let why = match unread {
                    text::formats::Unread::Refused(refused) => refused.to_string(),
                    text::formats::Unread::Broken(why) => why,
                };
                Seen { address: address(&name), name, title: None, digest: file.digest(), spot: Err(why) }
            }
        });
    }
    Ok(())
}

/// By what a letter is known: its own id, else what it says.
fn letter_name(head: &Head, bytes: &[u8]) -> String {
    let of_bytes = || record::CaptureId::of([bytes]).to_string();
    head.id.clone().unwrap_or_else(of_bytes)
}

fn letter_address(path: &str, name: &str, head: &Head) -> String {
    head.address.clone().unwrap_or_else(|| address(&format!("{path}#{name}")))
}

/// The lines of a file of publications.
pub fn lines(file: &File, limits: &Limits, seen: &mut Vec<Seen>) -> io::Result<()> {
    let path = file.shown();
    let mut bytes = BufReader::with_capacity(1 << 16, std::fs::File::open(&file.path)?);
    let (mut from, mut number) = (0_u64, 0_usize);
    loop {
        number += 1;
        let mut line = Vec::new();
        let most = limits.line_bytes as u64 + 2;
        let read = Read::take(&mut bytes, most).read_until(b'\n', &mut line)? as u64;
        let skipped =
            if read == most && !line.ends_with(b"\n") { bytes.skip_until(b'\n')? as u64 } else { 0 };
        let length = read + skipped;
        if length == 0 {
            return Ok(());
        }
        let doc = text::input::jsonl(&path, &line, limits).next().map(|given| given.map(|given| given.doc));
        if let Some(doc) = doc {
            let name = doc.unwrap_or_else(|_| format!("line {number}"));
            let share = Share { kind: ShareKind::Line, name: name.clone(), from, length };
            seen.push(Seen {
                address: address(&format!("{path}#{name}")),
                name: format!("{path}#{name}"),
                title: None,
                digest: digest(&[&line]),
                spot: Ok(Spot { path: path.clone(), part: Some(share) }),
            });
        }
        from += length;
    }
}

/// A share of a file where it was seen, else wherever it lies by now.
pub fn share(path: &Path, share: &Share, limits: &Limits) -> io::Result<Option<(Vec<u8>, Option<Head>)>> {
    let there = at(path, share, limits)?;
    if there.is_some() {
        return Ok(there);
    }
    let file = File::again(path)?;
    let mut seen = Vec::new();
    match share.kind {
        ShareKind::Letter => letters(&file, limits, &mut seen)?,
        ShareKind::Line => lines(&file, limits, &mut seen)?,
        // archives find theirs by themselves
        ShareKind::Answer => {}
    }
    let shares = seen.into_iter().filter_map(|seen| seen.spot.ok()?.part);
    match shares.into_iter().find(|found| found.name == share.name) {
        Some(found) => at(path, &found, limits),
        None => Ok(None),
    }
}

/// What lies at this place, where it is what is looked for.
fn at(path: &Path, share: &Share, limits: &Limits) -> io::Result<Option<(Vec<u8>, Option<Head>)>> {
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(share.from))?;
    match share.kind {
        ShareKind::Letter => {
            let mut mbox = Mbox::new(BufReader::new(file.take(share.length)), *limits);
            let Some(Ok(bytes)) = mbox.next().transpose()? else { return Ok(None) };
            let head = mail::head(&bytes);
            Ok((letter_name(&head, &bytes) == share.name).then_some((bytes, Some(head))))
        }
        ShareKind::Line => {
            let mut line = Vec::new();
            let most = share.length.min(limits.line_bytes as u64 + 2);
            file.take(most).read_to_end(&mut line)?;
            let name = line.strip_suffix(b"\n").unwrap_or(&line);
            let doc = text::input::jsonl("", name, limits).next().and_then(Result::ok).map(|given| given.doc);
            let is_it = doc.is_some_and(|doc| doc == share.name) || share.name.starts_with("line ");
            Ok(is_it.then_some((name.to_vec(), None)))
        }
        ShareKind::Answer => Ok(None),
    }
}
