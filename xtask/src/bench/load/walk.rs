//! Where readers go: addresses of every kind that people and programs ask for, in a mix like theirs.

use serde_json::Value;
use testkit::percent;

use super::client::Client;
use crate::bench::mutate::Dice;

/// What there is to go to, as the site itself tells it.
#[derive(Default)]
pub struct Places {
    entries: Vec<(String, String)>,
    publications: Vec<String>,
    pub words: Vec<String>,
    places: Vec<String>,
    months: Vec<String>,
}

/// The kinds of address, each with how often it is asked for.
pub const KINDS: &[(&str, usize)] = &[
    ("today", 8),
    ("entries of a kind", 14),
    ("entries by facets", 10),
    ("a later page of entries", 4),
    ("an entry", 18),
    ("a publication", 8),
    ("publications", 4),
    ("calendar", 5),
    ("people", 4),
    ("figures", 2),
    ("map", 2),
    ("sources", 2),
    ("search", 8),
    ("search while typing", 8),
    ("API lists", 3),
];

/// The kinds of entry that lists are asked for.
const LISTED: &[&str] = &["event", "document", "statement", "figure", "office", "person"];

impl Places {
    pub fn look(client: &mut Client) -> anyhow::Result<Places> {
        let mut places = Places::default();
        for kind in LISTED {
            for offset in [0, 200, 1000] {
                let found = client.json(&format!("/api/entries?kind={kind}&limit=200&offset={offset}"))?;
                found["entries"].as_array().into_iter().flatten().for_each(|entry| places.entry(entry));
            }
        }
        for offset in [0, 200, 2000] {
            let found = client.json(&format!("/api/publications?limit=200&offset={offset}"))?;
            let ids = found["publications"].as_array().into_iter().flatten();
            places.publications.extend(ids.filter_map(|one| Some(one["id"].as_str()?.to_owned())));
        }
        for list in [&mut places.words, &mut places.places, &mut places.months] {
            list.sort_unstable();
            list.dedup();
        }
        Ok(places)
    }

    fn entry(&mut self, entry: &Value) {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let words = text("label");
        let long = words.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 4);
        self.words.extend(long.map(str::to_owned));
        self.months.extend(text("date").get(..7).map(str::to_owned));
        let place = entry["places"].as_array().and_then(|places| places.first()?.as_str());
        self.places.extend(place.map(str::to_owned));
        self.entries.push((text("id"), text("kind")));
    }

    /// An address of this kind; of nothing to go to the first page.
    pub fn address(&self, kind: &str, dice: &mut Dice) -> String {
        let listed = |dice: &mut Dice| dice.pick(LISTED).copied().unwrap_or("event");
        let word = |dice: &mut Dice| dice.pick(&self.words).cloned().unwrap_or_default();
        let entry = |dice: &mut Dice| dice.pick(&self.entries).map(|(id, _)| id.clone()).unwrap_or_default();
        match kind {
            "entries of a kind" => format!("/entries?kind={}", listed(dice)),
            "entries by facets" => match dice.below(4) {
                0 => format!("/entries?kind={}&lang={}", listed(dice), ["en", "ru"][dice.below(2)]),
                1 => format!("/entries?kind={}&source=Outlet%20{:03}", listed(dice), dice.below(180)),
                2 => {
                    let place = dice.pick(&self.places).cloned().unwrap_or_default();
                    format!("/entries?kind=event&place={}", percent(&place))
                }
                _ => format!("/entries?kind={}&words={}", listed(dice), percent(&word(dice))),
            },
            "a later page of entries" => {
                format!("/entries?kind={}&page={}", listed(dice), 2 + dice.below(30))
            }
            "an entry" => format!("/entries/{}", entry(dice)),
            "a publication" => {
                format!("/publications/{}", dice.pick(&self.publications).cloned().unwrap_or_default())
            }
            "publications" => match dice.below(3) {
                0 => "/publications".to_owned(),
                1 => format!("/publications?lang={}", ["en", "ru"][dice.below(2)]),
                _ => format!("/publications?source=Outlet%20{:03}", dice.below(180)),
            },
            "calendar" => {
                format!(
                    "/calendar?month={}",
                    dice.pick(&self.months).cloned().unwrap_or("2024-01".to_owned())
                )
            }
            "people" => match dice.below(2) {
                0 => "/people".to_owned(),
                _ => format!("/people?words={}", percent(&word(dice))),
            },
            "figures" => "/figures".to_owned(),
            "map" => "/map".to_owned(),
            "sources" => "/sources".to_owned(),
            "search" => match dice.below(3) {
                0 => format!("/search?q={}", percent(&word(dice))),
                1 => format!("/search?q={}", percent(&format!("{} {}", word(dice), word(dice)))),
                _ => format!("/search?q={}", percent(&format!("{} kind:event from:2023", word(dice)))),
            },
            "search while typing" => {
                let word = word(dice);
                let typed: String = word.chars().take(2 + dice.below(4)).collect();
                format!("/search?q={}", percent(&typed))
            }
            "API lists" => match dice.below(2) {
                0 => format!("/api/entries?kind={}&limit=50&offset={}", listed(dice), dice.below(40) * 50),
                _ => format!("/api/search?q={}", percent(&word(dice))),
            },
            _ => "/".to_owned(),
        }
    }
}

/// A kind of address, as often as [`KINDS`] says.
pub fn kind(dice: &mut Dice) -> usize {
    let mut left = dice.below(KINDS.iter().map(|(_, often)| often).sum());
    for (at, (_, often)) in KINDS.iter().enumerate() {
        match left.checked_sub(*often) {
            Some(rest) => left = rest,
            None => return at,
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_addresses_even_where_there_is_nothing() {
        let (places, mut dice) = (Places::default(), Dice::new(1));
        for (kind, _) in KINDS {
            assert!(places.address(kind, &mut dice).starts_with('/'), "{kind}");
        }
        let drawn: std::collections::BTreeSet<usize> = (0..2000).map(|_| kind(&mut dice)).collect();
        assert_eq!(drawn.len(), KINDS.len());
    }
}
