//! What of a list was chosen, as its address says it.

use record::{Date, Edtf};

use crate::frame::percent;

/// What was chosen; everything that a list is made by stands in its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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
    /// On what they differ; of what is disputed `source` is who gives one of the values that differ.
    pub property: Option<String>,
    /// Words that the label holds.
    pub words: Option<String>,
    pub page: usize,
}

/// The facets in the order in which they are offered.
pub const FACETS: [&str; 8] = ["kind", "sort", "status", "body", "place", "lang", "source", "property"];

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
        choice.disputed |= choice.property.is_some();
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
            "property" => &mut self.property,
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
            "property" => self.property.as_deref(),
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
        assert!(Choice::of([("property", "date")]).disputed, "only what is disputed differs on something");
    }
}
