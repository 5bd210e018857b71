//! What a report is made from: values only, filled by whoever holds the record.

use std::collections::{BTreeMap, BTreeSet};

use record::profile::NamesByLang;
use record::{Claim, ClaimId, Date, Entry, Profile, Publication, PublicationId};

use crate::words;

/// Everything that a report depends on.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub record: &'a dyn Record,
    /// The organisation that the report is about.
    pub profile: &'a Profile,
    pub names: &'a dyn Names,
    pub period: Period,
    /// The language of the report, as the tag of a [`crate::Locale`].
    pub lang: &'a str,
    /// The date of the record's state, printed in the report.
    pub as_of: Date,
}

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
}

impl Period {
    /// `None` where it would end before it starts.
    pub fn new(from: Date, to: Date) -> Option<Period> {
        (from <= to).then_some(Period { from, to })
    }

    pub fn from(&self) -> Date {
        self.from
    }

    pub fn to(&self) -> Date {
        self.to
    }
}

/// A publication with the text that spans count in.
#[derive(Clone, Debug)]
pub struct Reading {
    pub publication: Publication,
    pub text: String,
}

/// The record, as far as a report looks into it.
pub trait Record {
    fn entries(&self) -> &[Entry];
    fn claim(&self, id: &ClaimId) -> Option<&Claim>;
    fn reading(&self, id: &PublicationId, version: u32) -> Option<&Reading>;
}

/// A record held in memory.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    entries: Vec<Entry>,
    claims: BTreeMap<ClaimId, Claim>,
    readings: BTreeMap<(PublicationId, u32), Reading>,
}

impl Shelf {
    pub fn new(
        entries: impl IntoIterator<Item = Entry>,
        claims: impl IntoIterator<Item = Claim>,
        readings: impl IntoIterator<Item = Reading>,
    ) -> Shelf {
        let key = |reading: &Reading| (reading.publication.id, reading.publication.version);
        Shelf {
            entries: entries.into_iter().collect(),
            claims: claims.into_iter().map(|claim| (claim.id, claim)).collect(),
            readings: readings.into_iter().map(|reading| (key(&reading), reading)).collect(),
        }
    }
}

impl Record for Shelf {
    fn entries(&self) -> &[Entry] {
        &self.entries
    }

    fn claim(&self, id: &ClaimId) -> Option<&Claim> {
        self.claims.get(id)
    }

    fn reading(&self, id: &PublicationId, version: u32) -> Option<&Reading> {
        self.readings.get(&(*id, version))
    }
}

/// Who is meant by a name, and what to call it in the language of the report.
pub trait Names {
    /// The ids of organisations, bodies and series that bear this name: `csto`, `csto/csc`.
    fn organisations(&self, form: &str) -> Vec<String>;

    /// What an organisation or body is called in a language.
    fn organisation_name(&self, id: &str, lang: &str) -> Option<String>;

    /// The ISO 3166-1 code of the country that bears this name.
    fn country(&self, form: &str) -> Option<String>;

    /// The code of the country that a place lies in, where it is known.
    fn country_of(&self, place: &str) -> Option<String> {
        self.country(place)
    }

    fn country_name(&self, code: &str, lang: &str) -> Option<String>;

    /// The form under which words are compared.
    fn fold(&self, text: &str) -> String {
        text.to_lowercase()
    }
}

/// [`Names`] from organisation profiles and a list of countries.
pub struct Directory {
    fold: fn(&str) -> String,
    organisations: BTreeMap<String, BTreeSet<String>>,
    organisation_names: BTreeMap<String, NamesByLang>,
    countries: BTreeMap<String, String>,
    capitals: BTreeMap<String, String>,
    country_names: BTreeMap<(String, String), String>,
}

impl Directory {
    /// `fold` gives the form under which words are compared, `str::to_lowercase` at the least.
    pub fn new(fold: fn(&str) -> String) -> Directory {
        Directory {
            fold,
            organisations: BTreeMap::new(),
            organisation_names: BTreeMap::new(),
            countries: BTreeMap::new(),
            capitals: BTreeMap::new(),
            country_names: BTreeMap::new(),
        }
    }

    pub fn add_profile(&mut self, profile: &Profile) {
        for (id, _, form) in profile.forms() {
            let form = self.key(form);
            self.organisations.entry(form).or_default().insert(id);
        }
        let inner = |id: &str| format!("{}/{id}", profile.slug);
        self.organisation_names.insert(profile.slug.clone(), profile.names.clone());
        let bodies = profile.bodies.iter().map(|body| (inner(&body.id), body.names.clone()));
        let series = profile.series.iter().map(|one| (inner(&one.id), one.names.clone()));
        self.organisation_names.extend(bodies.chain(series));
    }

    /// The first form is what the country is called in that language.
    pub fn add_country<'f>(
        &mut self,
        code: &str,
        lang: &str,
        forms: impl IntoIterator<Item = &'f str>,
        capital: Option<&str>,
    ) {
        for form in forms {
            let key = self.key(form);
            self.countries.entry(key).or_insert_with(|| code.to_owned());
            self.country_names.entry((code.to_owned(), lang.to_owned())).or_insert_with(|| form.to_owned());
        }
        if let Some(capital) = capital {
            let key = self.key(capital);
            self.capitals.entry(key).or_insert_with(|| code.to_owned());
        }
    }

    fn key(&self, form: &str) -> String {
        words::of(form, self.fold).join(" ")
    }
}

impl Names for Directory {
    fn organisations(&self, form: &str) -> Vec<String> {
        self.organisations.get(&self.key(form)).into_iter().flatten().cloned().collect()
    }

    fn organisation_name(&self, id: &str, lang: &str) -> Option<String> {
        self.organisation_names.get(id)?.get(lang)?.first().cloned()
    }

    fn country(&self, form: &str) -> Option<String> {
        self.countries.get(&self.key(form)).cloned()
    }

    fn country_of(&self, place: &str) -> Option<String> {
        self.country(place).or_else(|| self.capitals.get(&self.key(place)).cloned())
    }

    fn country_name(&self, code: &str, lang: &str) -> Option<String> {
        self.country_names.get(&(code.to_owned(), lang.to_owned())).cloned()
    }

    fn fold(&self, text: &str) -> String {
        (self.fold)(text)
    }
}
