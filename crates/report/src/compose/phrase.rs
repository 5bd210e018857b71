//! Which of the sources' words are shown: for one property of one entry.

use record::{ClaimId, Edtf, Entry, Property, Value};

use super::Composer;
use crate::outcomes::{Cites, Country, Fact, Named, Place, Said, Worded};
use crate::passages::primary;

/// No list of alternatives is longer; the record keeps the rest.
const MOST_ALTERNATIVES: usize = 4;

impl Composer<'_, '_> {
    /// Words in the language of the report itself.
    pub fn own(&self, text: &str) -> Worded {
        Worded { text: text.to_owned(), lang: self.input.lang.to_owned() }
    }

    pub fn cite<'c>(&mut self, claims: impl IntoIterator<Item = &'c ClaimId>) -> Cites {
        self.ledger.cite(claims)
    }

    /// A value with the language of the publications that give it, that of the report where one does.
    pub fn worded(&self, value: &Value) -> Worded {
        let langs = value.claims.iter().filter_map(|claim| self.lang_of(claim));
        let mut first = None;
        for lang in langs {
            if primary(lang) == primary(self.input.lang) {
                return self.own(&value.text);
            }
            first.get_or_insert(lang);
        }
        let lang = first.unwrap_or(record::Lang::UNDETERMINED);
        Worded { text: value.text.clone(), lang: lang.to_owned() }
    }

    fn lang_of(&self, claim: &ClaimId) -> Option<&str> {
        let evidence = self.input.record.claim(claim)?.evidence.first()?;
        let reading = self.input.record.reading(&evidence.publication, evidence.version)?;
        Some(reading.publication.lang.as_str())
    }

    /// Whom the sources credit with what the claims say, where none says it in its own voice.
    pub fn according_to<'c>(&self, claims: impl IntoIterator<Item = &'c ClaimId>) -> Vec<Worded> {
        let mut speakers = Vec::new();
        for id in claims {
            let Some(claim) = self.input.record.claim(id) else { continue };
            let Some(speaker) = &claim.attribution else { return Vec::new() };
            let lang = self.lang_of(id).unwrap_or(record::Lang::UNDETERMINED).to_owned();
            speakers.push(Worded { text: speaker.clone(), lang });
        }
        speakers.sort();
        speakers.dedup_by(|a, b| a.text == b.text);
        speakers
    }

    pub fn said(&mut self, value: &Value) -> Said {
        let words = self.worded(value);
        Said { words, cites: self.cite(&value.claims), according_to: self.according_to(&value.claims) }
    }

    /// The best value, or all where sources contradict each other.
    pub fn fact(&mut self, entry: &Entry, property: &str) -> Option<Fact> {
        let (values, disputed) = self.told(entry, property)?;
        Some(Fact { said: values.into_iter().map(|value| self.said(value)).collect(), disputed })
    }

    /// The values of a fact, not cited yet, and whether sources contradict each other.
    pub fn told<'e>(&self, entry: &'e Entry, property: &str) -> Option<(Vec<&'e Value>, bool)> {
        let property = entry.property(property)?;
        let values = if property.disputed {
            disputed(property)
        } else {
            self.best(entry, property).into_iter().collect()
        };
        let disputed = property.disputed && values.len() > 1;
        (!values.is_empty()).then_some((values, disputed))
    }

    /// Of the values shown, the one in the language of the report that is the entry's label, or that most
    /// claims give, or that says most.
    pub fn best<'e>(&self, entry: &Entry, property: &'e Property) -> Option<&'e Value> {
        let rank = |value: &&Value| {
            let in_report = self.worded(value).lang == self.input.lang;
            let label = value.text == entry.label;
            (value.shown, in_report, label, value.claims.len(), value.text.chars().count())
        };
        let mut best: Option<&Value> = None;
        for value in property.values.iter().filter(|value| !value.text.trim().is_empty()) {
            if best.is_none_or(|best| rank(&value) > rank(&best)) {
                best = Some(value);
            }
        }
        best
    }

    pub fn best_words(&self, entry: &Entry, property: &str) -> Option<Worded> {
        self.best(entry, entry.property(property)?).map(|value| self.worded(value))
    }

    /// What to call the entry: its best name, else its label.
    pub fn name(&self, entry: &Entry, property: &str) -> Worded {
        self.best_words(entry, property).unwrap_or_else(|| self.own(&entry.label))
    }

    /// Other names than the one shown: all where sources differ on it, else those of sources in other
    /// languages, by which the thing is found there.
    pub fn also(&self, entry: &Entry, property: &str, shown: &Worded) -> Vec<Worded> {
        let Some(property) = entry.property(property) else { return Vec::new() };
        let key = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let mut seen = vec![key(&shown.text)];
        let mut also: Vec<(usize, Worded)> = Vec::new();
        for value in &property.values {
            let (form, words) = (key(&value.text), self.worded(value));
            let told = value.shown && (property.disputed || words.lang != shown.lang);
            if told && !form.is_empty() && !seen.contains(&form) {
                seen.push(form);
                also.push((value.claims.len(), words));
            }
        }
        also.sort_by_key(|(claims, words)| {
            (words.lang != self.input.lang, std::cmp::Reverse(*claims), words.clone())
        });
        also.truncate(if property.disputed { MOST_ALTERNATIVES } else { 2 });
        also.into_iter().map(|(_, words)| words).collect()
    }

    pub fn term(&self, entry: &Entry, property: &str) -> Option<String> {
        entry.value(property).filter(|term| !term.is_empty()).map(str::to_owned)
    }

    pub fn country(&self, form: &str) -> Option<Country> {
        self.country_by(self.input.names.country(form)?)
    }

    fn country_by(&self, code: String) -> Option<Country> {
        let name = self.input.names.country_name(&code, self.input.lang)?;
        let at = self.input.names.country_at(&code).map(|(lat, lon)| crate::atlas::project(lat, lon));
        Some(Country { code, name, at })
    }

    /// Countries and, where the sources have no name for it in the language of the report, organisations
    /// go by their names in the directory.
    pub fn named(&self, words: Worded) -> Named {
        if let Some(country) = self.country(&words.text) {
            return Named::Country(country);
        }
        if words.lang == self.input.lang {
            return Named::Words(words);
        }
        let ids = self.input.names.organisations(&words.text);
        let known = match ids.as_slice() {
            [id] => self.input.names.organisation_name(id, self.input.lang),
            _ => None,
        };
        Named::Words(known.map_or(words, |name| self.own(&name)))
    }

    /// A place stands on the passages of its entry.
    pub fn place(&self, entry: &Entry) -> Option<Place> {
        let (values, disputed) = self.told(entry, "place")?;
        let lies_in = |form: &str| self.country_by(self.input.names.country_of(form)?);
        let shown = values.iter().find_map(|value| lies_in(&value.text));
        // A training ground in one source, its country in another.
        let elsewhere = || entry.property("place")?.values.iter().find_map(|value| lies_in(&value.text));
        let country = shown.or_else(elsewhere);
        let mut names: Vec<Named> = values.into_iter().map(|value| self.named(self.worded(value))).collect();
        names.dedup();
        let disputed = disputed && names.len() > 1;
        Some(Place { names, disputed, country })
    }

    pub fn disputed_properties(&self, entry: &Entry) -> Vec<String> {
        let disputed =
            entry.properties.iter().filter(|property| property.disputed && property.values.len() > 1);
        disputed.map(|property| property.name.clone()).collect()
    }
}

/// The values between which sources disagree: those that are shown, or all where fewer than two are. A
/// date that only says less than another is none of them.
fn disputed(property: &Property) -> Vec<&Value> {
    let shown: Vec<&Value> = property.values.iter().filter(|value| value.shown).collect();
    let values = if shown.len() > 1 { shown } else { property.values.iter().collect() };
    let dates: Vec<Option<Edtf>> = values.iter().map(|value| value.text.parse().ok()).collect();
    let says_less = |date: &Option<Edtf>| {
        let others = dates.iter().filter(|other| *other != date);
        date.as_ref().is_some_and(|date| {
            others.flatten().any(|other| date.precision() < other.precision() && date.covers(other))
        })
    };
    let kept: Vec<&Value> =
        values.iter().zip(&dates).filter(|(_, date)| !says_less(date)).map(|(value, _)| *value).collect();
    if property.name == "date" || property.name == "period" { kept } else { values }
}
