//! What every engine must do, as checks that its tests call: `store::conformance::run(|| my_engine())`.
//!
//! Each check gets a store of its own, empty. A failed check panics with what it found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check fails by panicking")]

mod captures;
mod claims;
mod collection;
mod delivery;
mod entries;
mod groups;
mod growth;
mod judgements;
mod readings;
mod refusals;
mod reviews;
mod staff;
mod whole;

use std::collections::BTreeMap;

use record::{CaptureId, Claim, ClaimDraft, ClaimId, Evidence, Origin, Publication, PublicationId, Span};

use crate::{Archive, CaptureOrigin, Error, FiledCapture, FiledReading, OriginId, Reading, dump};

/// Runs every check, each on a new, empty store.
pub fn run(mut make: impl FnMut() -> Box<dyn Archive>) {
    let rooms = [
        captures::CHECKS,
        readings::CHECKS,
        refusals::CHECKS,
        claims::CHECKS,
        judgements::CHECKS,
        entries::CHECKS,
        growth::CHECKS,
        collection::CHECKS,
        delivery::CHECKS,
        reviews::CHECKS,
        staff::CHECKS,
        groups::CHECKS,
        whole::CHECKS,
    ];
    for (name, check) in rooms.into_iter().flatten() {
        println!("conformance: {name}");
        check(make().as_mut());
    }
}

type Check = (&'static str, fn(&mut dyn Archive));

/// The day on which the checks happen.
pub const NOW: &str = "2024-11-28T10:00:00Z";

/// The pack that found the claims of [`read`].
pub const PACK: &str = "test@1";

pub fn origin(name: &str) -> CaptureOrigin {
    CaptureOrigin { name: name.to_owned(), url: None, media_type: None, at: NOW.to_owned() }
}

/// A reader in small: every line `kind: words` is a claim of that kind, whose slot `name` is the words;
/// a `figure` refers to the first `event`.
pub fn read(
    doc: &str,
    version: u32,
    capture: CaptureId,
    text: &str,
    pack: &str,
) -> (Publication, Vec<Claim>) {
    let publication = Publication {
        id: Publication::identity(doc),
        version,
        doc: doc.to_owned(),
        url: Some(format!("https://example.org/{doc}")),
        publisher: None,
        title: text.lines().next().map(str::to_owned),
        lang: record::Lang::new("en"),
        published_on: "2024-11-28".parse().ok(),
        capture,
    };
    let (mut claims, mut event, mut start) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let span = Span { start, end: start + line.trim_end().len() };
        start += line.len();
        let Some((kind, words)) = line.trim_end().split_once(": ") else { continue };
        let refs: BTreeMap<String, ClaimId> =
            event.filter(|_| kind == "figure").map(|event| ("event".to_owned(), event)).into_iter().collect();
        let claim = found(&publication, kind, words, refs, text, span, pack);
        if kind == "event" {
            event.get_or_insert(claim.id);
        }
        claims.push(claim);
    }
    (publication, claims)
}

fn found(
    publication: &Publication,
    kind: &str,
    words: &str,
    refs: BTreeMap<String, ClaimId>,
    text: &str,
    span: Span,
    pack: &str,
) -> Claim {
    let evidence = Evidence {
        publication: publication.id,
        version: publication.version,
        span,
        quote: span.of(text).unwrap_or_default().to_owned(),
    };
    ClaimDraft {
        kind: kind.to_owned(),
        slots: [("name".to_owned(), words.to_owned())].into(),
        refs,
        evidence: vec![evidence],
        attribution: None,
        origin: Origin::Rule { rule: format!("{kind}.line"), pack: pack.to_owned() },
        confidence: 90,
    }
    .seal()
}

/// The same assertion in the hand of a person.
pub fn by_person(claim: &Claim, name: &str) -> Claim {
    Claim { origin: Origin::Person { name: name.to_owned() }, confidence: 100, ..claim.clone() }
}

/// Files a text as a capture under a name, reads it and files the reading.
pub fn ingest(
    archive: &mut dyn Archive,
    doc: &str,
    text: &str,
) -> Result<(FiledCapture, FiledReading), Error> {
    let capture = archive.file_capture(text.as_bytes(), &origin(doc))?;
    Ok((capture, reread(archive, doc, &capture.capture, capture.origin, text, PACK)?))
}

fn reread(
    archive: &mut dyn Archive,
    doc: &str,
    capture: &CaptureId,
    origin: OriginId,
    text: &str,
    pack: &str,
) -> Result<FiledReading, Error> {
    let place = archive.place(Publication::identity(doc), text)?;
    let (publication, claims) = read(doc, place.version, *capture, text, pack);
    archive.file_reading(&Reading { publication: &publication, origin, text, claims: &claims })
}

/// Reads every capture again, in the order in which they were filed, as `rapporteur rebuild` does.
pub fn reread_all(archive: &mut dyn Archive) -> Result<(), Error> {
    let mut after = OriginId::START;
    loop {
        // A small page, so that paging itself is exercised.
        let page = archive.origins(after, 3)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for one in &page {
            let bytes = archive.capture(one.capture)?.ok_or_else(|| Error::caller("a capture is gone"))?;
            let text = String::from_utf8(bytes).map_err(Error::caller)?;
            reread(archive, &one.origin.name, &one.capture, one.id, &text, PACK)?;
        }
    }
}

pub fn dumped(archive: &dyn Archive) -> String {
    let mut out = Vec::new();
    dump(archive, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn id(doc: &str) -> PublicationId {
    Publication::identity(doc)
}

const ASTANA: &str = "Session in Astana\nevent: session of the Council\nfigure: 13 documents\n";
const ASTANA_CORRECTED: &str = "Session in Astana\nevent: session of the Council\nfigure: 14 documents\n";
const MINSK: &str = "Exercise near Minsk\nevent: exercise\n";
