//! Where places lie, by the lexicons of all packs.

use std::collections::HashMap;

use report::{Directory, Names};
use rules::lexicon::parse_line;
use text::fold::fold;
use web::{Lore, Spot};

use crate::names;
use crate::packs::Packs;

/// What the pages ask of packs.
pub struct Atlas {
    directory: Directory,
    /// Cities and countries by their folded names.
    names: HashMap<String, u32>,
    spots: Vec<Spot>,
    /// Where each spot stands, by its key.
    by_key: HashMap<String, u32>,
    /// What a place is called, by key and language.
    called: HashMap<(String, String), String>,
}

/// One line of a lexicon of places.
struct Row<'l> {
    key: String,
    forms: Vec<&'l str>,
    country: Option<String>,
    capital: Option<String>,
    at: Option<(f64, f64)>,
}

impl Atlas {
    pub fn new(packs: &Packs) -> anyhow::Result<Atlas> {
        let mut atlas = Atlas {
            directory: names::directory(packs)?,
            names: HashMap::new(),
            spots: Vec::new(),
            by_key: HashMap::new(),
            called: HashMap::new(),
        };
        let languages: Vec<String> = packs.languages().map(str::to_owned).collect();
        let mut capitals: HashMap<String, String> = HashMap::new();
        // cities come the most populous first, so that of two of one name the greater one is meant
        for (file, is_country) in [("city.tsv", false), ("country.tsv", true)] {
            for lang in &languages {
                for (path, bytes) in packs.group(lang)? {
                    if !path.ends_with(&format!("/lexicon/{file}")) {
                        continue;
                    }
                    for row in
                        String::from_utf8_lossy(&bytes).lines().filter_map(|line| row(line, is_country))
                    {
                        if let Some(capital) = &row.capital {
                            capitals.entry(row.key.clone()).or_insert_with(|| capital.clone());
                        }
                        atlas.add(&row, lang);
                    }
                }
            }
        }
        // a country is shown at its capital
        for (country, capital) in capitals {
            let at = atlas.names.get(&fold(&capital)).and_then(|at| atlas.spots.get(*at as usize)?.at);
            if let Some(spot) =
                atlas.by_key.get(&country).copied().and_then(|number| atlas.spots.get_mut(number as usize))
            {
                spot.at = at;
            }
        }
        Ok(atlas)
    }

    fn add(&mut self, row: &Row<'_>, lang: &str) {
        let next = self.spots.len() as u32;
        let number = *self.by_key.entry(row.key.clone()).or_insert(next);
        if number == next {
            self.spots.push(Spot { key: row.key.clone(), country: row.country.clone(), at: row.at });
        }
        for form in &row.forms {
            let known = *self.names.entry(fold(form)).or_insert(number);
            // a state before a city of its name elsewhere; a city state is its city
            let is_country = row.country.as_deref() == Some(row.key.as_str());
            if is_country && self.spots.get(known as usize).is_some_and(|spot| spot.country != row.country) {
                self.names.insert(fold(form), number);
            }
        }
        if let Some(first) = row.forms.first() {
            self.called.entry((row.key.clone(), lang.to_owned())).or_insert_with(|| (*first).to_owned());
        }
    }
}

fn row(line: &str, is_country: bool) -> Option<Row<'_>> {
    let (forms, attributes) = parse_line(line).ok().flatten()?;
    let value = |name: &str| {
        attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| value.replace('_', " "))
    };
    let key = value("id")?;
    let degrees = |name: &str| value(name)?.parse::<f64>().ok();
    Some(Row {
        country: if is_country { Some(key.clone()) } else { value("country") },
        capital: value("capital"),
        at: degrees("lat").zip(degrees("lon")),
        key,
        forms,
    })
}

impl Names for Atlas {
    fn organisations(&self, form: &str) -> Vec<String> {
        self.directory.organisations(form)
    }

    fn organisation_name(&self, id: &str, lang: &str) -> Option<String> {
        self.directory.organisation_name(id, lang)
    }

    fn country(&self, form: &str) -> Option<String> {
        self.directory.country(form)
    }

    fn country_of(&self, place: &str) -> Option<String> {
        self.spot(place).and_then(|spot| spot.country).or_else(|| self.directory.country_of(place))
    }

    fn country_name(&self, code: &str, lang: &str) -> Option<String> {
        self.directory.country_name(code, lang)
    }

    fn country_at(&self, code: &str) -> Option<(f64, f64)> {
        let number = self.by_key.get(code)?;
        self.spots.get(*number as usize)?.at
    }

    fn fold(&self, text: &str) -> String {
        fold(text)
    }
}

impl Lore for Atlas {
    fn spot(&self, place: &str) -> Option<Spot> {
        // "Astana, Kazakhstan" is Astana
        let whole = self.names.get(&fold(place));
        let number = whole.or_else(|| self.names.get(&fold(place.split(',').next()?.trim())))?;
        self.spots.get(*number as usize).cloned()
    }

    fn spot_name(&self, key: &str, lang: &str) -> Option<String> {
        let called = |lang: &str| self.called.get(&(key.to_owned(), lang.to_owned())).cloned();
        called(lang).or_else(|| called("en"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_in_every_language_and_lies_somewhere() {
        let atlas = Atlas::new(&Packs::open(None).unwrap()).unwrap();
        let astana = atlas.spot("Astana").unwrap();
        assert_eq!(atlas.spot("Астана").unwrap(), astana);
        assert_eq!(atlas.spot("Astana, Kazakhstan").unwrap().key, astana.key);
        assert_eq!(astana.country.as_deref(), Some("KZ"));
        assert_eq!(atlas.spot_name(&astana.key, "ru").as_deref(), Some("Астана"));
        let (lat, lon) = atlas.spot("Armenia").unwrap().at.unwrap();
        assert!((39.0..42.0).contains(&lat) && (43.0..46.0).contains(&lon));
        assert_eq!(atlas.spot("nowhere at all"), None);
    }
}
