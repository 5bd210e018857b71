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

/// One sentence of one text.
type Key = (PublicationId, u32, Span);
type Marks = BTreeMap<(Span, String), BTreeSet<ClaimId>>;

pub struct Ledger<'a> {
    record: &'a dyn Record,
    marks: BTreeMap<Key, Marks>,
    numbers: BTreeMap<Key, u32>,
}

impl<'a> Ledger<'a> {
    pub fn new(record: &'a dyn Record) -> Ledger<'a> {
        Ledger { record, marks: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    /// The numbers of the passages behind claims; none as long as nothing is numbered.
    pub fn cite<'c>(&mut self, claims: impl IntoIterator<Item = &'c ClaimId>) -> Cites {
        let mut cites = BTreeSet::new();
        for claim in claims.into_iter().filter_map(|id| self.record.claim(id)) {
            for evidence in &claim.evidence {
                let key = (evidence.publication, evidence.version, self.context(evidence));
                cites.extend(self.numbers.get(&key));
                let mark = (evidence.span, evidence.quote.clone());
                self.marks.entry(key).or_default().entry(mark).or_default().insert(claim.id);
            }
        }
        cites.into_iter().collect()
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
            sources.push(Source { publication, passages });
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
