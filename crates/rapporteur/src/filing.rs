//! What was read goes into the store: bytes, publication, claims; all of one publication or nothing of it.

use std::collections::HashMap;

use record::{CaptureId, Claim, ClaimDraft, ClaimId, Date, Publication, PublicationId};
use store::{Archive, CaptureOrigin, OriginId, Reading};
use text::input::Format;

use crate::desk::{Desk, Manner, Read};
use crate::input::{Piece, Trouble};
use crate::online::Online;

/// One publication ready to be filed.
pub struct Prepared {
    piece: Piece,
    origin: CaptureOrigin,
    read: Read,
}

/// What was done, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Publications that were not in the record before.
    pub new: usize,
    /// Publications with another text than before.
    pub changed: usize,
    /// Publications whose text was there and whose claims or description are others now.
    pub revised: usize,
    pub unchanged: usize,
    /// The same bytes under a second name.
    pub copies: usize,
    pub claims_added: usize,
    pub claims_changed: usize,
    pub claims_retired: usize,
}

impl Tally {
    pub fn publications(&self) -> usize {
        self.new + self.changed + self.revised + self.unchanged
    }

    /// Whether anything was written that entries could rest on.
    pub fn is_nothing_new(&self) -> bool {
        self.publications() == self.unchanged
    }

    pub fn add(&mut self, other: Tally) {
        self.new += other.new;
        self.changed += other.changed;
        self.revised += other.revised;
        self.unchanged += other.unchanged;
        self.copies += other.copies;
        self.claims_added += other.claims_added;
        self.claims_changed += other.claims_changed;
        self.claims_retired += other.claims_retired;
    }
}

impl Prepared {
    /// Reads a piece that is to be filed at this instant.
    pub fn new(desk: &mut Desk<'_>, piece: Piece, manner: &Manner, at: &str) -> Result<Prepared, Trouble> {
        let read = desk.read_by(&piece, manner)?;
        let origin = CaptureOrigin {
            name: read.opened.origin.clone(),
            url: read.opened.given.url.clone(),
            media_type: Some(media_type(piece.format, piece.charset.as_deref(), manner)),
            at: at.to_owned(),
        };
        Ok(Prepared { piece, origin, read })
    }

    /// Under which identity it is filed.
    pub fn publication(&self) -> PublicationId {
        self.read.opened.identity
    }

    pub fn bytes(&self) -> usize {
        self.piece.bytes.len()
    }

    pub fn trouble(&self) -> Option<&Trouble> {
        self.read.opened.trouble.as_ref()
    }

    pub fn notes(&self) -> impl Iterator<Item = String> {
        let file = &self.read.opened.file;
        self.read.opened.given.notes.iter().map(move |note| format!("{file}: {note}"))
    }

    /// The language that no pack reads, and the publication.
    pub fn unread(&self) -> Option<(&str, &str)> {
        self.read.pack.is_none().then(|| (self.read.told.lang.as_str(), self.read.opened.file.as_str()))
    }

    /// Files bytes and reading. A refused reading is a defect of ours: it is told, and nothing of it is written.
    pub fn file(
        &self,
        archive: &mut dyn Archive,
        tally: &mut Tally,
    ) -> Result<Option<Trouble>, store::Error> {
        let filed = archive.file_capture(&self.piece.bytes, &self.origin)?;
        self.file_again(archive, filed.origin, filed.capture, tally)
    }

    /// Files the reading of bytes that are filed already.
    pub fn file_again(
        &self,
        archive: &mut dyn Archive,
        origin: OriginId,
        capture: CaptureId,
        tally: &mut Tally,
    ) -> Result<Option<Trouble>, store::Error> {
        let first = archive.origins_of(capture)?.into_iter().next();
        if first.is_some_and(|first| first.origin.name != self.origin.name) {
            tally.copies += 1;
            return Ok(None);
        }
        let Read { opened, told, reading, .. } = &self.read;
        let place = archive.place(opened.identity, &opened.given.text)?;
        let is_known = archive.publication(opened.identity, None)?.is_some();
        let publication = Publication {
            id: opened.identity,
            version: place.version,
            doc: opened.stem.clone(),
            url: opened.given.url.clone(),
            publisher: opened.given.publisher.clone(),
            title: opened.given.title.clone(),
            lang: told.lang.clone(),
            published_on: opened.given.published_on,
            capture,
        };
        let moved = (place.version != 1).then(|| as_version(&reading.claims, place.version));
        let claims = moved.as_deref().unwrap_or(&reading.claims);
        let filed = match archive.file_reading(&Reading {
            publication: &publication,
            origin,
            text: &opened.given.text,
            claims,
        }) {
            Ok(filed) => filed,
            Err(store::Error::Refused(refusal)) => {
                return Ok(Some(Trouble(format!("{}: {refusal}", self.piece.place()))));
            }
            Err(error) => return Err(error),
        };
        match () {
            () if filed.is_unchanged() => tally.unchanged += 1,
            () if !is_known => tally.new += 1,
            () if filed.new_version => tally.changed += 1,
            () => tally.revised += 1,
        }
        tally.claims_added += filed.claims.added;
        tally.claims_changed += filed.claims.changed;
        tally.claims_retired += filed.claims.retired;
        Ok(None)
    }
}

/// The same claims as read in another version of their publication, whose text is the same words.
fn as_version(claims: &[Claim], version: u32) -> Vec<Claim> {
    let mut ids: HashMap<ClaimId, ClaimId> = HashMap::new();
    let mut moved = Vec::new();
    // events come before what speaks of them
    for claim in claims {
        let Claim { id, kind, slots, refs, evidence, attribution, origin, confidence } = claim.clone();
        let refs = refs
            .into_iter()
            .map(|(slot, target)| (slot, ids.get(&target).copied().unwrap_or(target)))
            .collect();
        let evidence = evidence.into_iter().map(|one| record::Evidence { version, ..one }).collect();
        let claim = ClaimDraft { kind, slots, refs, evidence, attribution, origin, confidence }.seal();
        ids.insert(id, claim.id);
        moved.push(claim);
    }
    moved
}

const TYPES: &[(Format, &str)] = &[
    (Format::Text, "text/plain"),
    (Format::Markdown, "text/markdown"),
    (Format::Html, "text/html"),
    (Format::Jsonl, "application/jsonl"),
    (Format::Pdf, "application/pdf"),
    (Format::Docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (Format::Odt, "application/vnd.oasis.opendocument.text"),
    (Format::Epub, "application/epub+zip"),
    (Format::Mail, "message/rfc822"),
];

/// The format that a media type without parameters names.
pub fn format_of(media_type: &str) -> Option<Format> {
    let media_type = if media_type == "application/xhtml+xml" { "text/html" } else { media_type };
    TYPES.iter().find(|(_, known)| *known == media_type).map(|(format, _)| *format)
}

/// The format and what else a person said of the input, so that a rebuild reads it the same way.
fn media_type(format: Format, charset: Option<&str>, manner: &Manner) -> String {
    let name =
        TYPES.iter().find(|(known, _)| *known == format).map_or("application/octet-stream", |(_, name)| name);
    let plain = |charset: &&str| charset.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';');
    let charset = charset.filter(plain).map(|charset| format!("; charset={charset}")).unwrap_or_default();
    let lang = manner.lang.as_ref().map(|lang| format!("; lang={lang}")).unwrap_or_default();
    let as_of = manner.as_of.map(|date| format!("; as-of={date}")).unwrap_or_default();
    let online = manner.online.as_ref().map(Online::written).unwrap_or_default();
    format!("{name}{charset}{lang}{as_of}{online}")
}

/// What [`media_type`] wrote.
pub fn from_media_type(written: &str) -> Option<(Format, Option<String>, Manner)> {
    let mut parts = written.split(';').map(str::trim);
    let name = parts.next()?;
    let format = format_of(name)?;
    let mut charset = None;
    let mut manner = Manner::default();
    let parameters: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('=')).collect();
    manner.online = Online::from_written(parameters.iter().copied());
    for (key, value) in parameters {
        match key {
            "charset" => charset = Some(value.to_owned()),
            "lang" => manner.lang = Some(value.to_owned()),
            "as-of" => manner.as_of = value.parse::<Date>().ok(),
            _ => {}
        }
    }
    Some((format, charset, manner))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use record::{Evidence, Origin, Span};

    use super::*;

    #[test]
    fn how_something_was_read_is_written_down_and_found_again() {
        let manner =
            Manner { lang: Some("ru".to_owned()), as_of: "2024-11-28".parse().ok(), ..Manner::default() };
        let written = media_type(Format::Html, Some("koi8-r"), &manner);
        assert_eq!(written, "text/html; charset=koi8-r; lang=ru; as-of=2024-11-28");
        let (format, charset, again) = from_media_type(&written).unwrap();
        assert_eq!(charset.as_deref(), Some("koi8-r"));
        assert_eq!((format, again.lang, again.as_of), (Format::Html, manner.lang, manner.as_of));
        assert_eq!(media_type(Format::Jsonl, None, &Manner::default()), "application/jsonl");
        assert!(from_media_type("image/png").is_none());
    }

    #[test]
    fn claims_keep_speaking_of_each_other_in_another_version() {
        let publication = Publication::identity("x");
        let claim = |kind: &str, refs: BTreeMap<String, ClaimId>| {
            let evidence =
                vec![Evidence { publication, version: 1, span: Span::new(0, 1), quote: "x".to_owned() }];
            let origin = Origin::Rule { rule: "r".to_owned(), pack: "p@1".to_owned() };
            ClaimDraft {
                kind: kind.to_owned(),
                slots: BTreeMap::new(),
                refs,
                evidence,
                attribution: None,
                origin,
                confidence: 80,
            }
            .seal()
        };
        let event = claim("event", BTreeMap::new());
        let part = claim("participation", [("event".to_owned(), event.id)].into());
        let moved = as_version(&[event.clone(), part], 3);
        assert_ne!(moved[0].id, event.id);
        assert_eq!(moved[1].refs["event"], moved[0].id);
        assert!(moved.iter().all(|claim| claim.evidence[0].version == 3));
    }
}
