//! Records put together by hand: publications, claims on their words, entries of claims.

use std::collections::BTreeMap;

use record::{
    CaptureId, Claim, ClaimDraft, ClaimId, Date, Entry, EntryId, Evidence, Lang, Origin, Property,
    Publication, PublicationId, Span, Value,
};
use report::{Reading, Shelf};

/// Publications, claims and entries as they are put together.
#[derive(Default)]
pub struct Desk {
    pub entries: Vec<Entry>,
    pub claims: BTreeMap<ClaimId, Claim>,
    pub readings: Vec<Reading>,
}

#[derive(Default)]
pub struct Made<'a> {
    pub claims: &'a [ClaimId],
    pub disputed: &'a [&'a str],
    pub refs: &'a [(&'a str, EntryId)],
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

impl Desk {
    pub fn publication(&mut self, doc: &str, lang: &str, head: [Option<&str>; 3], text: &str) -> usize {
        let [title, publisher, published_on] = head.map(|part| part.map(str::to_owned));
        let publication = Publication {
            id: Publication::identity(doc),
            version: 1,
            doc: doc.to_owned(),
            url: Some(format!("https://example.org/{doc}")),
            publisher,
            title,
            lang: Lang::new(lang),
            published_on: published_on.map(|date| day(&date)),
            capture: CaptureId::of([text.as_bytes()]),
        };
        self.readings.push(Reading { publication, text: text.to_owned() });
        self.readings.len() - 1
    }

    pub fn claim(&mut self, at: usize, kind: &str, slots: &[(&str, &str)], quotes: &[&str]) -> ClaimId {
        self.attributed(at, kind, slots, quotes, None)
    }

    pub fn attributed(
        &mut self,
        at: usize,
        kind: &str,
        slots: &[(&str, &str)],
        quotes: &[&str],
        attribution: Option<&str>,
    ) -> ClaimId {
        let reading = &self.readings[at];
        let evidence = quotes.iter().map(|quote| {
            let start = reading.text.find(quote).unwrap_or_else(|| panic!("not in the text: {quote}"));
            let id: PublicationId = reading.publication.id;
            let span = Span::new(start, start + quote.len());
            Evidence { publication: id, version: 1, span, quote: (*quote).to_owned() }
        });
        let draft = ClaimDraft {
            kind: kind.to_owned(),
            slots: slots.iter().map(|(slot, value)| ((*slot).to_owned(), (*value).to_owned())).collect(),
            refs: BTreeMap::new(),
            evidence: evidence.collect(),
            attribution: attribution.map(str::to_owned),
            origin: Origin::Rule { rule: "fixture".to_owned(), pack: "test@0".to_owned() },
            confidence: 100,
        };
        let claim = draft.seal();
        let id = claim.id;
        self.claims.insert(id, claim);
        id
    }

    /// An entry with every value of its claims; those of properties in dispute and of all others are shown.
    pub fn entry(&mut self, kind: &str, label: &str, made: Made) -> EntryId {
        let id = EntryId::of([kind.as_bytes(), label.as_bytes(), made.claims[0].as_bytes().as_slice()]);
        let mut properties: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for claim in made.claims {
            for (slot, text) in &self.claims[claim].slots {
                let values = properties.entry(slot).or_default();
                match values.iter_mut().find(|value| value.text == *text) {
                    Some(value) => value.claims.push(*claim),
                    None => values.push(Value { text: text.clone(), claims: vec![*claim], shown: true }),
                }
            }
        }
        let property = |(name, values): (&str, Vec<Value>)| Property {
            name: name.to_owned(),
            values,
            disputed: made.disputed.contains(&name),
        };
        let mut claims = made.claims.to_vec();
        claims.sort();
        self.entries.push(Entry {
            id,
            kind: kind.to_owned(),
            label: label.to_owned(),
            properties: properties.into_iter().map(property).collect(),
            refs: made.refs.iter().map(|(name, id)| ((*name).to_owned(), *id)).collect(),
            claims,
        });
        id
    }

    /// One claim, one entry.
    pub fn fact(&mut self, at: usize, kind: &str, slots: &[(&str, &str)], quotes: &[&str]) -> EntryId {
        self.fact_of(at, kind, slots, quotes, &[])
    }

    pub fn fact_of(
        &mut self,
        at: usize,
        kind: &str,
        slots: &[(&str, &str)],
        quotes: &[&str],
        refs: &[(&str, EntryId)],
    ) -> EntryId {
        let claim = self.claim(at, kind, slots, quotes);
        let label = slots.first().map_or("", |(_, value)| value);
        self.entry(kind, label, Made { claims: &[claim], refs, ..Made::default() })
    }

    pub fn shelf(&self) -> Shelf {
        Shelf::new(self.entries.clone(), self.claims.values().cloned(), self.readings.clone())
    }
}
