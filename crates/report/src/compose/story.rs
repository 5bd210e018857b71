//! Stories and findings: a heading, a sentence of a source, who carries it.

use std::collections::{BTreeMap, BTreeSet};

use record::{EntryId, Publication, PublicationId, Span};

use super::Composer;
use super::lens::Lens;
use crate::bulletin::{Finding, Lead, Story};
use crate::context;
use crate::input::{Reading, Told};
use crate::outcomes::Worded;
use crate::passages::primary;

/// Sentences of this many characters are quoted: shorter ones are headings or datelines, longer ones lists.
const QUOTED: std::ops::RangeInclusive<usize> = 40..=420;
/// Sentences at the head of a publication that may lead.
const OPENING: usize = 2;

type Key = (PublicationId, u32);

/// Where the entries of the record are told of: which begins where, in each publication.
pub struct Tellings(BTreeMap<Key, Vec<(usize, EntryId)>>);

impl Tellings {
    pub fn new(lens: &Lens) -> Tellings {
        let mut tellings: BTreeMap<Key, Vec<(usize, EntryId)>> = BTreeMap::new();
        for entry in &lens.any.index.entries {
            for evidence in lens.any.index.claims(entry).flat_map(|claim| &claim.evidence) {
                let at = tellings.entry((evidence.publication, evidence.version)).or_default();
                at.push((evidence.span.start, entry.id));
            }
        }
        Tellings(tellings)
    }

    fn within(&self, key: Key, span: Span) -> BTreeSet<EntryId> {
        let told = self.0.get(&key).into_iter().flatten();
        told.filter(|(start, _)| (span.start..span.end).contains(start)).map(|(_, entry)| *entry).collect()
    }

    fn of(&self, key: Key) -> BTreeSet<EntryId> {
        self.0.get(&key).into_iter().flatten().map(|(_, entry)| *entry).collect()
    }
}

fn key(publication: &Publication) -> Key {
    (publication.id, publication.version)
}

impl<'a> Composer<'_, 'a> {
    pub fn story(&mut self, told: &Told, tellings: &Tellings) -> Story {
        let lead = self.choose_lead(told, tellings);
        let event = told.event.and_then(|id| self.index.entry(id)).map(|entry| self.event_alone(entry));
        let first = told.carriers.first().map(|carrier| &carrier.publication);
        let from = lead.as_ref().map(|(reading, _)| &reading.publication).or(first);
        let title = from.and_then(|one| Some(self.in_lang_of(one, one.title.as_deref()?)));
        let named = || event.as_ref().map(|event| event.name.clone());
        let doc = || from.map(|one| self.in_lang_of(one, &one.doc));
        let heading = title.or_else(named).or_else(doc).unwrap_or_else(|| self.own(""));
        let lead = lead.map(|(reading, span)| Lead {
            words: self.in_lang_of(&reading.publication, span.of(&reading.text).unwrap_or_default()),
            publisher: reading.publication.publisher.clone(),
            cites: self.ledger.cite_passage(&reading.publication, span),
        });
        let mut publishers: BTreeMap<&str, usize> = BTreeMap::new();
        for name in told.carriers.iter().filter_map(|carrier| carrier.publication.publisher.as_deref()) {
            *publishers.entry(name).or_default() += 1;
        }
        let mut publishers: Vec<(&str, usize)> = publishers.into_iter().collect();
        publishers.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let langs: BTreeSet<&str> =
            told.carriers.iter().map(|carrier| primary(carrier.publication.lang.as_str())).collect();
        Story {
            heading,
            lead,
            event,
            publishers: publishers.into_iter().map(|(name, _)| name.to_owned()).collect(),
            publications: told.carriers.len(),
            copies: told.carriers.iter().filter(|carrier| carrier.copy).count(),
            langs: langs.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Of the first two sentences of each publication that is no copy, the one that tells of what most of the
    /// publications tell of: those in the language of the report first; of equals, the earlier sentence, the
    /// earlier publication.
    fn choose_lead(&self, told: &Told, tellings: &Tellings) -> Option<(&'a Reading, Span)> {
        let own = told.carriers.iter().filter(|carrier| !carrier.copy).map(|carrier| &carrier.publication);
        let readings: Vec<&Reading> =
            own.filter_map(|one| self.input.record.reading(&one.id, one.version)).collect();
        let mut shared: BTreeMap<EntryId, usize> = BTreeMap::new();
        for entry in readings.iter().flat_map(|reading| tellings.of(key(&reading.publication))) {
            *shared.entry(entry).or_default() += 1;
        }
        shared.retain(|_, publications| *publications > 1);
        let mut best = None;
        for reading in readings {
            let publication = &reading.publication;
            let foreign = primary(publication.lang.as_str()) != primary(self.input.lang);
            for (turn, span) in openings(reading).into_iter().enumerate() {
                let entries = tellings.within(key(publication), span);
                let weight: usize = entries.iter().filter_map(|entry| shared.get(entry)).sum();
                let undated = publication.published_on.is_none();
                let rank = (
                    (foreign, std::cmp::Reverse(weight), turn, undated, publication.published_on),
                    (&publication.publisher, publication.id),
                );
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, (reading, span)));
                }
            }
        }
        best.map(|(_, found)| found)
    }

    fn in_lang_of(&self, publication: &Publication, text: &str) -> Worded {
        let lang = publication.lang.as_str();
        let lang = if primary(lang) == primary(self.input.lang) { self.input.lang } else { lang };
        Worded { text: text.split_whitespace().collect::<Vec<_>>().join(" "), lang: lang.to_owned() }
    }

    /// A publication that answers a query, with its opening sentence.
    pub fn finding(&mut self, publication: &Publication) -> Option<Finding> {
        let reading = self.input.record.reading(&publication.id, publication.version)?;
        let opening = openings(reading).into_iter().next().or_else(|| first_line(&reading.text))?;
        let title = publication.title.as_deref().unwrap_or(&publication.doc);
        Some(Finding {
            title: self.in_lang_of(publication, title),
            publisher: publication.publisher.clone(),
            published_on: publication.published_on,
            cites: self.ledger.cite_passage(publication, opening),
        })
    }
}

/// The first sentences of a text that can be quoted; its title is none.
fn openings(reading: &Reading) -> Vec<Span> {
    let text = reading.text.as_str();
    let title = reading.publication.title.as_deref().unwrap_or_default().trim();
    let mut found = Vec::new();
    let mut at = 0;
    // a few lines may stand before the first sentence: a title, a place, a date
    for _ in 0..12 {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let Some(next) = rest.trim_start().chars().next() else { break };
        let Some(span) = context::sentence(text, Span { start: at, end: at + next.len_utf8() }) else {
            break;
        };
        let span = without_bullet(text, span);
        let words = span.of(text).unwrap_or_default();
        let ended = words.ends_with(|c: char| {
            matches!(
                c,
                '.' | '!' | '?' | '\u{2026}' | '"' | '\u{bb}' | '\u{201d}' | ')' | '\u{589}' | '\u{3002}'
            )
        });
        if words != title && ended && QUOTED.contains(&words.chars().count()) {
            found.push(span);
        }
        if found.len() == OPENING || span.end <= at {
            break;
        }
        at = span.end;
    }
    found
}

/// A sentence without the mark of a list before it.
fn without_bullet(text: &str, span: Span) -> Span {
    let words = span.of(text).unwrap_or_default();
    let is_mark = |c: char| {
        c.is_whitespace() || matches!(c, '-' | '*' | '\u{2022}' | '\u{2013}' | '\u{2014}' | '\u{b7}')
    };
    let rest = words.trim_start_matches(is_mark);
    Span { start: span.end - rest.len(), end: span.end }
}

fn first_line(text: &str) -> Option<Span> {
    let start = text.len() - text.trim_start().len();
    let line = text.get(start..)?.lines().next().filter(|line| !line.is_empty())?;
    Some(Span { start, end: start + line.trim_end().len() })
}
