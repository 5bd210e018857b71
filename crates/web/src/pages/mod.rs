//! Pages for people: one handler, one template, one scenario each.

pub mod assets;
pub mod calendar;
pub mod correct;
pub mod delivery;
pub mod edit;
pub mod entries;
pub mod entry;
pub mod figures;
pub mod groups;
pub mod ics;
pub mod leave;
pub mod lists;
pub mod login;
pub mod map;
pub mod openid;
pub mod people;
pub mod publication;
pub mod publications;
pub mod reports;
pub mod review;
pub mod search;
pub mod settings;
pub mod sources;
pub mod staff;
pub mod today;

use axum::extract::RawQuery;

use crate::catalogue::{Catalogue, Leaf, Row, kind_name};
use crate::error::{Fault, Key};
use crate::house::Lore;
use crate::locale::Words;

/// The pairs of an address, decoded.
pub fn pairs(query: &RawQuery) -> Vec<(String, String)> {
    decoded(query.0.as_deref().unwrap_or_default())
}

/// The pairs of an address or a form.
pub fn decoded(raw: &str) -> Vec<(String, String)> {
    raw.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// The first value of a name.
pub fn first<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    let found = pairs.iter().find(|(key, value)| key == name && !value.trim().is_empty());
    found.map(|(_, value)| value.trim())
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    Some(decoded) => {
                        bytes.push(decoded);
                        rest = after.get(2..).unwrap_or_default();
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An id of an address.
pub fn id<T: std::str::FromStr>(text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Fault::Missing)
}

/// What is wrong with a value of an address or a form.
pub fn malformed(key: &'static str) -> Fault {
    Fault::Malformed(Key(key))
}

/// An entry as a line of a list.
pub struct Line {
    pub id: String,
    pub label: String,
    pub kind: String,
    pub kind_name: String,
    /// Its own kind, role or what it counts, and its status.
    pub sort: String,
    pub status: String,
    pub status_term: String,
    pub when: String,
    pub where_: String,
    pub body: String,
    pub langs: Vec<String>,
    pub publications: usize,
    pub disputed: bool,
    /// On what sources differ.
    pub differ: String,
}

impl Line {
    pub fn of(row: &Row, catalogue: &Catalogue, lore: &dyn Lore, words: &Words) -> Line {
        let kind = kind_name(row.kind);
        let sort = row.sort.map(|sort| catalogue.text(sort)).unwrap_or_default();
        let status = row.status.map(|status| catalogue.text(status)).unwrap_or_default();
        let sort_property = if kind == "membership" { "role" } else { "kind" };
        let status_property = if kind == "document" { "action" } else { "status" };
        let named = |symbols: &[crate::catalogue::Symbol]| {
            symbols.iter().map(|symbol| catalogue.name(*symbol, lore, &words.lang)).collect::<Vec<_>>()
        };
        // the whole of a body is named with it in the catalogue; the body says it all
        let mut bodies = named(catalogue.bodies(row));
        bodies.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        bodies.truncate(1);
        Line {
            id: row.id.to_string(),
            label: catalogue.text(row.label).to_owned(),
            kind: kind.to_owned(),
            kind_name: words.kind(kind),
            sort: words.term(kind, sort_property, sort),
            status: words.term(kind, status_property, status),
            status_term: status.to_owned(),
            when: row.when.map(|when| words.date(catalogue.text(when))).unwrap_or_default(),
            where_: named(catalogue.places(row)).join(", "),
            body: bodies.pop().unwrap_or_default(),
            langs: catalogue.langs(row).iter().map(|lang| catalogue.text(*lang).to_owned()).collect(),
            publications: row.publications as usize,
            disputed: row.disputed,
            differ: if row.disputed { differ(row, catalogue, words) } else { String::new() },
        }
    }
}

fn differ(row: &Row, catalogue: &Catalogue, words: &Words) -> String {
    let properties = catalogue.differences_of(row.id).iter();
    let named = properties.map(|one| words.property(catalogue.text(one.property)));
    named.collect::<Vec<_>>().join(", ")
}

/// A publication as a line of a list.
pub struct Sheet {
    pub id: String,
    pub title: String,
    pub publisher: String,
    pub lang: String,
    pub language: String,
    pub date: String,
    pub claims: usize,
    pub version: u32,
}

impl Sheet {
    pub fn of(leaf: &Leaf, catalogue: &Catalogue, words: &Words) -> Sheet {
        let lang = catalogue.text(leaf.lang);
        Sheet {
            id: leaf.id.to_string(),
            title: catalogue.text(leaf.title.unwrap_or(leaf.doc)).to_owned(),
            publisher: leaf.publisher.map(|name| catalogue.text(name).to_owned()).unwrap_or_default(),
            lang: lang.to_owned(),
            language: words.language(lang),
            date: leaf.published_on.map(|date| words.date(&date.to_string())).unwrap_or_default(),
            claims: leaf.claims as usize,
            version: leaf.version,
        }
    }
}

/// Where one is in a list of many pages.
pub struct Pager {
    pub from: usize,
    pub to: usize,
    pub total: usize,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Pager {
    /// `address` gives that of a page, counted from 0.
    pub fn new(page: usize, size: usize, total: usize, address: impl Fn(usize) -> String) -> Pager {
        let from = page.saturating_mul(size).min(total);
        let to = from.saturating_add(size).min(total);
        Pager {
            from: (from + 1).min(total),
            to,
            total,
            before: (page > 0).then(|| address(page - 1)),
            after: (to < total).then(|| address(page + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_whatever_they_hold() {
        let query = RawQuery(Some("q=a+b%20c&x=%D0%B9&bad=%zz%&none&q=second&%".to_owned()));
        let pairs = pairs(&query);
        assert_eq!(first(&pairs, "q"), Some("a b c"));
        assert_eq!(first(&pairs, "x"), Some("\u{439}"));
        assert_eq!(first(&pairs, "bad"), Some("%zz%"));
        assert_eq!(first(&pairs, "none"), None);
    }

    #[test]
    fn a_pager_knows_its_ends() {
        let pager = |page, total| {
            let pager = Pager::new(page, 50, total, |page| page.to_string());
            (pager.from, pager.to, pager.before, pager.after)
        };
        assert_eq!(pager(0, 0), (0, 0, None, None));
        assert_eq!(pager(0, 51), (1, 50, None, Some("1".to_owned())));
        assert_eq!(pager(1, 51), (51, 51, Some("0".to_owned()), None));
        assert_eq!(pager(usize::MAX, 3).0, 3);
    }
}
