//! One reader at a desk: opens a publication, tells its language, reads it by the pack of that language.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use extract::{Input, Reading, Wide};
use record::Date;
use rules::words::Memory;
use text::gate::Limits;
use text::note::Note;
use text::segment::{Abbreviation, segment};

use crate::input::{Piece, Trouble};
use crate::online::Online;
use crate::open::{Opened, open};
use crate::packs::{Packs, Told};

/// How to read, the same for every publication of a run.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// The language of all publications, where somebody says it.
    pub lang: Option<String>,
    /// The date to reckon from where a publication has none.
    pub as_of: Option<Date>,
    /// Where it was found, of what was fetched.
    pub online: Option<Online>,
    pub limits: Limits,
    /// Whether learned taggers propose names beside those of the rules.
    pub names: bool,
    /// How long one publication may take; as long as it takes where nothing is said, as when what was read before is
    /// read again.
    pub time_limit: Option<Duration>,
}

/// One publication with all that was read out of it.
pub struct Read {
    pub opened: Opened,
    pub told: Told,
    pub reading: Reading,
    /// `ru@0.1.0`; `None` where no pack read it.
    pub pack: Option<String>,
}

/// A desk of one thread: what was looked up of words stays on it.
pub struct Desk<'a> {
    packs: &'a Packs,
    manner: &'a Manner,
    memories: HashMap<String, Memory>,
}

impl<'a> Desk<'a> {
    pub fn new(packs: &'a Packs, manner: &'a Manner) -> Desk<'a> {
        Desk { packs, manner, memories: HashMap::new() }
    }

    /// Opens a publication and no more.
    pub fn open(&self, piece: &Piece) -> Result<(Opened, Told), Trouble> {
        self.open_by(piece, self.manner)
    }

    fn open_by(&self, piece: &Piece, manner: &Manner) -> Result<(Opened, Told), Trouble> {
        let packs = self.packs;
        let mut opened = open(piece, &|| packs.pages(), &manner.limits)?;
        if let Some(online) = &manner.online {
            opened = online.name(opened, &piece.name);
        }
        let told = packs.tell(&opened.given.text, manner.lang.as_deref());
        told.map(|told| (opened, told)).map_err(|error| Trouble(format!("{}: {error:#}", piece.place())))
    }

    /// Opens and reads, as the first version of a publication.
    pub fn read(&mut self, piece: &Piece) -> Result<Read, Trouble> {
        self.read_by(piece, self.manner)
    }

    /// As [`Desk::read`], in another manner than that of the run.
    pub fn read_by(&mut self, piece: &Piece, manner: &Manner) -> Result<Read, Trouble> {
        let started = Instant::now();
        let limit = self.manner.time_limit;
        let in_time = || limit.is_none_or(|limit| started.elapsed() < limit);
        let (mut opened, told) = self.open_by(piece, manner)?;
        let pack = told.pack.as_deref().map(|lang| self.packs.pack(lang)).transpose();
        let pack = pack.map_err(|error| Trouble(format!("{}: {error:#}", piece.place())))?.flatten();
        let Some(pack) = pack else {
            let reading = cut(&opened.given.text);
            return Ok(Read { opened, told, reading, pack: None });
        };
        let memory = self.memories.entry(pack.lang.clone()).or_default();
        let input = Input {
            publication: opened.identity,
            version: 1,
            text: &opened.given.text,
            published_on: opened.given.published_on.or(manner.as_of),
        };
        let read = if self.manner.names { extract::annotate_while } else { extract::read_while };
        let late = || {
            let seconds = limit.unwrap_or_default().as_secs_f64();
            Trouble(format!(
                "{}: reading takes longer than the {seconds} seconds that one publication has: \
                 split it, or give --time-limit a higher number",
                piece.place()
            ))
        };
        let reading = read(input, pack, memory, &in_time).ok_or_else(late)?;
        if reading.cut_short {
            opened.given.notes.push(Note::new(
                "rules were not tried to the end: the text keeps them trying longer than texts do",
            ));
        }
        Ok(Read { pack: Some(pack.version.clone()), opened, told, reading })
    }
}

impl Desk<'_> {
    /// What annotation shows beyond claims; what was read stays as it is where no pack reads the language.
    pub fn widen(&mut self, read: &Read) -> Result<Wide, Trouble> {
        let trouble = |error: anyhow::Error| Trouble(format!("{}: {error:#}", read.opened.file));
        let pack =
            read.told.pack.as_deref().map(|lang| self.packs.pack(lang)).transpose().map_err(trouble)?;
        let Some(pack) = pack.flatten() else { return Ok(Wide::default()) };
        let gazetteer = self.packs.gazetteer().map_err(trouble)?;
        let memory = self.memories.entry(pack.lang.clone()).or_default();
        let input = Input {
            publication: read.opened.identity,
            version: 1,
            text: &read.opened.given.text,
            published_on: read.opened.given.published_on.or(self.manner.as_of),
        };
        Ok(extract::widen(input, read.opened.given.published_at, pack, memory, &read.reading, gazetteer))
    }
}

/// What can be told of a text in a language that no pack knows: its sentences.
fn cut(text: &str) -> Reading {
    let segments = segment(text, &|_: &str| Abbreviation::No);
    let sentences = segments.sentences.iter().map(|sentence| segments.span(&sentence.tokens)).collect();
    Reading { sentences, tokens: segments.tokens.len(), ..Reading::default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use text::input::Format;

    use super::*;
    use crate::points::Points;

    const EN: &str = include_str!("../../../packs/demo/publications-en.jsonl");
    const RU: &str = include_str!("../../../packs/demo/publications-ru.jsonl");

    /// Pieces of publications in both languages, marks and odd characters, in any order.
    fn texts() -> impl Strategy<Value = String> {
        let pieces: Vec<String> = [EN, RU]
            .iter()
            .flat_map(|lines| lines.lines())
            .filter_map(|line| {
                serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned)
            })
            .flat_map(|text| {
                text.split_inclusive(['.', ',', '\n', ' ']).map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        let odd = prop_oneof![
            "[ \n\t.,;:«»“”\"()0-9-]{0,4}",
            "\\PC{0,3}",
            Just("\u{301}".to_owned()),
            Just("\r\n\r\n".to_owned()),
            Just("\u{0}".to_owned()),
        ];
        let runs = (0..pieces.len(), 1..40_usize).prop_map(move |(from, length)| {
            pieces.iter().cycle().skip(from).take(length).map(String::as_str).collect::<String>()
        });
        let part = prop_oneof![4 => runs, 1 => odd];
        proptest::collection::vec(part, 1..12).prop_map(|parts| parts.concat())
    }

    #[test]
    fn a_publication_that_takes_too_long_is_named() {
        let packs = Packs::open(None).unwrap();
        let piece =
            Piece::new("long.txt", Format::Text, b"The Council met in Minsk on 5 March 2024.".to_vec());
        let read = |time_limit| {
            let manner = Manner { time_limit, ..Manner::default() };
            let mut desk = Desk::new(&packs, &manner);
            desk.read(&piece).map(|read| read.reading.claims.len()).map_err(|trouble| trouble.0)
        };
        // no time at all is always over
        let error = read(Some(Duration::ZERO)).unwrap_err();
        assert!(error.starts_with("long.txt: reading takes longer than"), "{error}");
        assert!(error.ends_with("give --time-limit a higher number"), "{error}");
        assert_eq!(read(None), read(Some(Duration::MAX)));
        assert!(read(None).is_ok_and(|claims| claims > 0));
    }

    #[test]
    fn whatever_the_text_every_claim_quotes_it_exactly() {
        let packs = Packs::open(None).unwrap();
        let manner = Manner { as_of: "2024-12-01".parse().ok(), ..Manner::default() };
        let config = ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(text in texts())| {
            let piece = Piece::new("x.txt", Format::Text, text.clone().into_bytes());
            let Ok(read) = Desk::new(&packs, &manner).read(&piece) else { return Ok(()) };
            let chars: Vec<char> = text.chars().collect();
            let points = Points::of(&text);
            for claim in &read.reading.claims {
                prop_assert!(!claim.evidence.is_empty());
                for one in &claim.evidence {
                    prop_assert_eq!(one.span.of(&text), Some(one.quote.as_str()));
                    let [start, end] = points.span(one.span);
                    prop_assert_eq!(chars[start..end].iter().collect::<String>(), one.quote.clone());
                }
            }
        });
    }
}
