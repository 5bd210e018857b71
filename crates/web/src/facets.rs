//! Which entries a list shows, as its address says, and what else could be chosen.

use std::collections::HashMap;

use record::{Date, Edtf};

use crate::catalogue::{Catalogue, Row, Symbol, day_number, kind_name, kind_number};
use crate::frame::percent;

/// How many rows a page of a list has.
pub const PAGE: usize = 50;
/// How many choices of a facet are offered.
const OFFERED: usize = 12;

/// What was chosen; everything that a list is made by stands in its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub kind: Option<String>,
    pub sort: Option<String>,
    pub status: Option<String>,
    pub body: Option<String>,
    pub place: Option<String>,
    pub lang: Option<String>,
    pub source: Option<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub disputed: bool,
    /// Words that the label holds.
    pub words: Option<String>,
    pub page: usize,
}

/// The facets in the order in which they are offered.
pub const FACETS: [&str; 7] = ["kind", "sort", "status", "body", "place", "lang", "source"];

impl Choice {
    /// From the pairs of an address; what it does not know it passes over.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Choice {
        let mut choice = Choice::default();
        for (name, value) in pairs {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match name {
                "from" => choice.from = first_day(value),
                "to" => choice.to = last_day(value),
                "disputed" => choice.disputed = value == "1",
                "words" => choice.words = Some(value.to_owned()),
                "page" => choice.page = value.parse::<usize>().unwrap_or(1).saturating_sub(1),
                _ => {
                    if let Some(slot) = choice.slot(name) {
                        *slot = Some(value.to_owned());
                    }
                }
            }
        }
        choice
    }

    fn slot(&mut self, facet: &str) -> Option<&mut Option<String>> {
        Some(match facet {
            "kind" => &mut self.kind,
            "sort" => &mut self.sort,
            "status" => &mut self.status,
            "body" => &mut self.body,
            "place" => &mut self.place,
            "lang" => &mut self.lang,
            "source" => &mut self.source,
            _ => return None,
        })
    }

    pub fn chosen(&self, facet: &str) -> Option<&str> {
        match facet {
            "kind" => self.kind.as_deref(),
            "sort" => self.sort.as_deref(),
            "status" => self.status.as_deref(),
            "body" => self.body.as_deref(),
            "place" => self.place.as_deref(),
            "lang" => self.lang.as_deref(),
            "source" => self.source.as_deref(),
            _ => None,
        }
    }

    /// The same choice with another value of a facet, from its first page.
    pub fn with(&self, facet: &str, value: Option<&str>) -> Choice {
        let mut choice = Choice { page: 0, ..self.clone() };
        if let Some(slot) = choice.slot(facet) {
            *slot = value.map(str::to_owned);
        }
        choice
    }

    pub fn on_page(&self, page: usize) -> Choice {
        Choice { page, ..self.clone() }
    }

    pub fn is_narrowed(&self) -> bool {
        *self != Choice { kind: self.kind.clone(), page: self.page, ..Choice::default() }
    }

    /// As the part of an address after the question mark; in one order, so that one choice has one address.
    pub fn query(&self) -> String {
        let mut parts = Vec::new();
        for facet in FACETS {
            parts.extend(self.chosen(facet).map(|value| format!("{facet}={}", percent(value))));
        }
        parts.extend(self.from.map(|date| format!("from={date}")));
        parts.extend(self.to.map(|date| format!("to={date}")));
        if self.disputed {
            parts.push("disputed=1".to_owned());
        }
        parts.extend(self.words.as_deref().map(|words| format!("words={}", percent(words))));
        if self.page > 0 {
            parts.push(format!("page={}", self.page + 1));
        }
        parts.join("&")
    }

    /// Which rows pass, all facets or all but one.
    fn test<'c>(&self, catalogue: &'c Catalogue, but: Option<&str>) -> Option<impl Fn(&Row) -> bool + 'c> {
        let wanted = |facet: &str| -> Option<Option<Symbol>> {
            match self.chosen(facet).filter(|_| but != Some(facet)) {
                None => Some(None),
                // what no row bears lets none through
                Some(value) => catalogue.symbol(value).map(Some),
            }
        };
        let kind = self.kind.as_deref().filter(|_| but != Some("kind")).map(kind_number);
        let (sort, status) = (wanted("sort")?, wanted("status")?);
        let (body, place, lang, source) =
            (wanted("body")?, wanted("place")?, wanted("lang")?, wanted("source")?);
        let from = self.from.map(day_number);
        let to = self.to.map(day_number);
        let disputed = self.disputed;
        let words: Vec<String> = self
            .words
            .as_deref()
            .map(|words| words.to_lowercase().split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default();
        let has = |wanted: Option<Symbol>, there: &[Symbol]| wanted.is_none_or(|one| there.contains(&one));
        Some(move |row: &Row| {
            kind.is_none_or(|kind| row.kind == kind)
                && (!disputed || row.disputed)
                && sort.is_none_or(|sort| row.sort == Some(sort))
                && status.is_none_or(|status| row.status == Some(status))
                && has(body, &row.bodies)
                && has(place, &row.places)
                && has(lang, &row.langs)
                && has(source, &row.sources)
                && from.is_none_or(|from| row.days.is_some_and(|(_, last)| last >= from))
                && to.is_none_or(|to| row.days.is_some_and(|(first, _)| first <= to))
                && (words.is_empty() || {
                    let label = row.label.to_lowercase();
                    words.iter().all(|word| label.contains(word.as_str()))
                })
        })
    }

    /// The rows that pass, in the order of the catalogue.
    pub fn rows<'c>(&self, catalogue: &'c Catalogue) -> Vec<&'c Row> {
        match self.test(catalogue, None) {
            Some(test) => catalogue.entries.iter().filter(|row| test(row)).collect(),
            None => Vec::new(),
        }
    }

    /// What can be chosen of a facet beside the rest of the choice, the most frequent first.
    pub fn offers(&self, catalogue: &Catalogue, facet: &str) -> Vec<Offer> {
        let Some(test) = self.test(catalogue, Some(facet)) else { return Vec::new() };
        if facet == "kind" {
            return self.kinds(catalogue, test);
        }
        let mut counts: HashMap<Symbol, usize> = HashMap::new();
        for row in catalogue.entries.iter().filter(|row| test(row)) {
            let there: &[Symbol] = match facet {
                "sort" => row.sort.as_slice(),
                "status" => row.status.as_slice(),
                "body" => &row.bodies,
                "place" => &row.places,
                "lang" => &row.langs,
                "source" => &row.sources,
                _ => &[],
            };
            for symbol in there {
                *counts.entry(*symbol).or_default() += 1;
            }
        }
        let chosen = self.chosen(facet);
        let mut offers: Vec<Offer> = counts
            .into_iter()
            .map(|(symbol, count)| {
                let value = catalogue.text(symbol).to_owned();
                Offer { chosen: chosen == Some(value.as_str()), symbol: Some(symbol), value, count }
            })
            .collect();
        offers.sort_by(|a, b| {
            (b.chosen, b.count).cmp(&(a.chosen, a.count)).then_with(|| a.value.cmp(&b.value))
        });
        offers.truncate(OFFERED);
        offers
    }

    fn kinds(&self, catalogue: &Catalogue, test: impl Fn(&Row) -> bool) -> Vec<Offer> {
        let mut counts = [0_usize; 256];
        for row in catalogue.entries.iter().filter(|row| test(row)) {
            if let Some(count) = counts.get_mut(usize::from(row.kind)) {
                *count += 1;
            }
        }
        let numbered = counts.iter().zip(0_u8..=u8::MAX);
        let offers = numbered.filter(|(count, _)| **count > 0).map(|(count, kind)| Offer {
            value: kind_name(kind).to_owned(),
            symbol: None,
            count: *count,
            chosen: self.kind.as_deref() == Some(kind_name(kind)),
        });
        offers.filter(|offer| !offer.value.is_empty()).collect()
    }
}

/// One value that can be chosen, and how many rows it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub value: String,
    pub symbol: Option<Symbol>,
    pub count: usize,
    pub chosen: bool,
}

fn first_day(value: &str) -> Option<Date> {
    value.parse::<Edtf>().ok()?.first_day()
}

fn last_day(value: &str) -> Option<Date> {
    value.parse::<Edtf>().ok()?.last_day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_survives_its_address() {
        let address = [
            ("kind", "event"),
            ("place", "at:KZ"),
            ("from", "2024-11"),
            ("to", "2024-11"),
            ("disputed", "1"),
            ("words", " a b "),
            ("page", "3"),
            ("unknown", "x"),
            ("lang", ""),
        ];
        let choice = Choice::of(address);
        assert_eq!(
            choice.query(),
            "kind=event&place=at%3AKZ&from=2024-11-01&to=2024-11-30&disputed=1&words=a%20b&page=3"
        );
        assert!(!choice.with("place", None).query().contains("page"));
        assert!(choice.is_narrowed());
        assert!(!Choice::of([("kind", "event"), ("page", "2")]).is_narrowed());
        assert_eq!(Choice::of([("page", "0")]), Choice::default());
    }
}
