//! The ledger of citations: which passages a report rests on, and their numbers.
//!
//! Passages are numbered in the order of their publications and, within one, of the text, so that the list
//! at the end reads along with the sources. As numbers are known only when all is cited, a report is
//! composed twice: once to collect, once with the numbers.

use std::collections::{BTreeMap, BTreeSet};

use record::{CaptureId, ClaimId, Evidence, Lang, Publication, PublicationId, Span};

use crate::context;
use crate::input::Record;
use crate::outcomes::{Cites, Passage, Piece, Quote, Source};

/// A line cites no more; the record keeps the rest.
const MOST: usize = 6;

/// One sentence of one text.
type Key = (PublicationId, u32, Span);
type Marks = BTreeMap<(Span, String), BTreeSet<ClaimId>>;

pub struct Ledger<'a> {
    record: &'a dyn Record,
    /// The language of the report.
    lang: &'a str,
    marks: BTreeMap<Key, Marks>,
    numbers: BTreeMap<Key, u32>,
}

impl<'a> Ledger<'a> {
    pub fn new(record: &'a dyn Record, lang: &'a str) -> Ledger<'a> {
        Ledger { record, lang, marks: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    /// The passages behind claims, by number as soon as they are numbered. Of many, those are cited that
    /// show most: one of each publication first, beginning with those in the language of the report.
    pub fn cite<'c>(&mut self, claims: impl IntoIterator<Item = &'c ClaimId>) -> Cites {
        let mut found: BTreeMap<Key, Marks> = BTreeMap::new();
        for claim in claims.into_iter().filter_map(|id| self.record.claim(id)) {
            for evidence in &claim.evidence {
                let key = (evidence.publication, evidence.version, self.context(evidence));
                let mark = (evidence.span, evidence.quote.clone());
                found.entry(key).or_default().entry(mark).or_default().insert(claim.id);
            }
        }
        let total = found.len();
        let chosen = if total > MOST { self.choose(&found) } else { found.keys().copied().collect() };
        let mut numbers: Vec<u32> = Vec::new();
        for key in chosen {
            numbers.extend(self.numbers.get(&key));
            let known = self.marks.entry(key).or_default();
            for (mark, claims) in found.remove(&key).into_iter().flatten() {
                known.entry(mark).or_default().extend(claims);
            }
        }
        numbers.sort_unstable();
        Cites { numbers, more: total.saturating_sub(MOST) }
    }

    /// A sentence as such, whatever claims rest on it.
    pub fn cite_passage(&mut self, publication: &Publication, sentence: Span) -> Cites {
        let key = (publication.id, publication.version, sentence);
        let reading = self.record.reading(&publication.id, publication.version);
        if let Some(words) = reading.and_then(|reading| sentence.of(&reading.text)) {
            let mark = (sentence, words.to_owned());
            self.marks.entry(key).or_default().entry(mark).or_default();
        }
        Cites { numbers: self.numbers.get(&key).copied().into_iter().collect(), more: 0 }
    }

    fn choose(&self, found: &BTreeMap<Key, Marks>) -> Vec<Key> {
        let mut by_publication: BTreeMap<(PublicationId, u32), Vec<(usize, Key)>> = BTreeMap::new();
        for (key, marks) in found {
            let shown = marks.keys().map(|(_, quote)| quote.len()).sum();
            by_publication.entry((key.0, key.1)).or_default().push((shown, *key));
        }
        let mut ranked: Vec<_> = Vec::new();
        for ((id, version), mut keys) in by_publication {
            keys.sort_by_key(|(shown, key)| (std::cmp::Reverse(*shown), *key));
            let publication = self.record.reading(&id, version).map(|reading| &reading.publication);
            let foreign = publication.is_none_or(|one| primary(one.lang.as_str()) != primary(self.lang));
            let published_on = publication.and_then(|one| one.published_on);
            let order = (foreign, published_on.is_none(), published_on, id, version);
            ranked.extend(keys.into_iter().enumerate().map(|(turn, (_, key))| (turn, order, key)));
        }
        ranked.sort_by_key(|(turn, order, _)| (*turn, *order));
        ranked.into_iter().take(MOST).map(|(_, _, key)| key).collect()
    }

    fn context(&self, evidence: &Evidence) -> Span {
        let reading = self.record.reading(&evidence.publication, evidence.version);
        reading.and_then(|reading| context::sentence(&reading.text, evidence.span)).unwrap_or(evidence.span)
    }

    /// Gives numbers to all that was cited so far, and lists it.
    pub fn number(&mut self) -> Vec<Source> {
        let mut by_publication: BTreeMap<(PublicationId, u32), Vec<Key>> = BTreeMap::new();
        for key in self.marks.keys() {
            by_publication.entry((key.0, key.1)).or_default().push(*key);
        }
        let mut groups: Vec<(Publication, Vec<Key>)> = by_publication
            .into_iter()
            .map(|((id, version), keys)| (self.publication(id, version), keys))
            .collect();
        groups.sort_by_cached_key(|(publication, _)| {
            let undated = publication.published_on.is_none();
            let name = publication.title.clone().unwrap_or_else(|| publication.doc.clone());
            (undated, publication.published_on, name, publication.id, publication.version)
        });
        let mut number = 0;
        let mut sources = Vec::new();
        for (publication, keys) in groups {
            let text = self
                .record
                .reading(&publication.id, publication.version)
                .map(|reading| reading.text.as_str());
            let mut passages = Vec::new();
            for key in keys {
                number += 1;
                self.numbers.insert(key, number);
                if let Some(marks) = self.marks.get(&key) {
                    passages.push(passage(number, text, key.2, marks));
                }
            }
            let fetched_at = self.record.fetched_at(&publication.capture).map(str::to_owned);
            let opening = text.filter(|_| publication.title.is_none()).and_then(opening);
            sources.push(Source { publication, opening, fetched_at, passages });
        }
        sources
    }

    /// What is known of a publication; at the least its identity.
    fn publication(&self, id: PublicationId, version: u32) -> Publication {
        self.record.reading(&id, version).map(|reading| reading.publication.clone()).unwrap_or_else(|| {
            Publication {
                id,
                version,
                doc: id.short(),
                url: None,
                publisher: None,
                title: None,
                lang: Lang::default(),
                published_on: None,
                capture: CaptureId::from_bytes(*id.as_bytes()),
            }
        })
    }
}

fn passage(number: u32, text: Option<&str>, context: Span, marks: &Marks) -> Passage {
    let quotes: Vec<Quote> = marks
        .iter()
        .map(|((span, quote), claims)| Quote {
            span: *span,
            points: text.and_then(|text| points(text, *span)),
            text: quote.clone(),
            claims: claims.iter().copied().collect(),
        })
        .collect();
    let found = |quote: &Quote| text.is_some_and(|text| quote.span.of(text) == Some(quote.text.as_str()));
    let pieces = match text {
        Some(text) if quotes.iter().all(found) => {
            let spans: Vec<Span> = quotes.iter().map(|quote| quote.span).collect();
            context::pieces(text, context, &spans)
        }
        // Without a text that holds the quotes, they stand alone.
        _ => {
            let shown = quotes.iter().map(|quote| Piece::Marked(quote.text.clone()));
            shown.flat_map(|piece| [Piece::Cut, piece]).skip(1).collect()
        }
    };
    Passage { number, pieces, quotes }
}

fn points(text: &str, span: Span) -> Option<Span> {
    let start = text.get(..span.start)?.chars().count();
    Some(Span { start, end: start + span.of(text)?.chars().count() })
}

/// `en` of `en-GB`.
pub fn primary(lang: &str) -> &str {
    lang.split('-').next().unwrap_or(lang)
}

/// The first words of a text, as libraries name what bears no title.
fn opening(text: &str) -> Option<String> {
    const LONGEST: usize = 60;
    // the dots and strokes of a list are none of its words
    let stroke = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || c == '\u{2022}';
    let line = text.lines().map(|line| line.trim_start_matches(stroke)).find(|line| !line.is_empty())?;
    let mut opening = String::new();
    let mut words = line.split_whitespace();
    for word in &mut words {
        if !opening.is_empty() && opening.chars().count() + word.chars().count() >= LONGEST {
            opening.push('\u{2026}');
            return Some(opening);
        }
        if !opening.is_empty() {
            opening.push(' ');
        }
        // a word without an end is cut where it stands
        opening.extend(word.chars().take(LONGEST));
    }
    (!opening.is_empty()).then_some(opening)
}
