//! What a report is made from: values only, filled by whoever holds the record.

use std::collections::{BTreeMap, BTreeSet};

use record::profile::NamesByLang;
use record::{CaptureId, Claim, ClaimId, Date, Entry, EntryId, Profile, Publication, PublicationId};

use crate::template::Template;
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

/// What is asked of a kind of report, with all that it depends on.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub template: &'a Template,
    pub record: &'a dyn Record,
    pub names: &'a dyn Names,
    /// What is told is limited to these organisations, bodies or series; to none where there are none.
    pub orgs: &'a [Profile],
    /// What is told is limited to this person or event.
    pub subject: Option<EntryId>,
    /// What answers a query, where one is asked.
    pub found: Option<&'a Found>,
    /// The largest first.
    pub stories: &'a [Told],
    pub activity: &'a Activity,
    /// How many publications carry an entry, where the record at hand does not hold all of them.
    pub weights: &'a BTreeMap<EntryId, usize>,
    /// Whether the record at hand was cut down to what most publications carry.
    pub partial: bool,
    pub period: Period,
    /// The language of the report, as the tag of a [`crate::Locale`].
    pub lang: &'a str,
    /// The date of the record's state, printed in the report.
    pub as_of: Date,
}

/// What answers a query.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub query: String,
    /// The best answers first.
    pub publications: Vec<Publication>,
    pub entries: BTreeSet<EntryId>,
}

/// Publications about one event.
#[derive(Clone, Debug)]
pub struct Told {
    pub carriers: Vec<Carrier>,
    /// The event that they tell of, as far as one is known.
    pub event: Option<EntryId>,
}

#[derive(Clone, Debug)]
pub struct Carrier {
    pub publication: Publication,
    /// Whether its text is nearly that of another carrier.
    pub copy: bool,
}

/// How much was published in the period.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    pub publications: usize,
    /// The busiest first.
    pub by_publisher: Vec<(String, u64)>,
    /// In order; EDTF.
    pub by_month: Vec<(String, u64)>,
}

/// The record, as far as a report looks into it.
pub trait Record {
    fn entries(&self) -> &[Entry];
    fn claim(&self, id: &ClaimId) -> Option<&Claim>;
    fn reading(&self, id: &PublicationId, version: u32) -> Option<&Reading>;

    /// When a capture was fetched, as RFC 3339, where that is known.
    fn fetched_at(&self, _capture: &CaptureId) -> Option<&str> {
        None
    }

    /// The day of a publication; where it gives none, that on which it was fetched.
    fn appeared_on(&self, publication: &Publication) -> Option<Date> {
        let fetched = || self.fetched_at(&publication.capture)?.get(..10)?.parse().ok();
        publication.published_on.or_else(fetched)
    }
}

/// A record held in memory.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    entries: Vec<Entry>,
    claims: BTreeMap<ClaimId, Claim>,
    readings: BTreeMap<(PublicationId, u32), Reading>,
    fetched: BTreeMap<CaptureId, String>,
}

impl Shelf {
    /// With what is known of when captures were fetched, as RFC 3339.
    pub fn fetched(mut self, fetched: impl IntoIterator<Item = (CaptureId, String)>) -> Shelf {
        self.fetched.extend(fetched);
        self
    }

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
            fetched: BTreeMap::new(),
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

    fn fetched_at(&self, capture: &CaptureId) -> Option<&str> {
        self.fetched.get(capture).map(String::as_str)
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

    /// Degrees north and east of the point that stands for a country on a map.
    fn country_at(&self, _code: &str) -> Option<(f64, f64)> {
        None
    }

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

    /// "Council of the Union": a body that no profile lists under that form, with the name of its own
    /// organisation after it. Whatever else follows a body's name tells of another.
    fn body_told_in_full(&self, form: &str) -> Vec<String> {
        // what may stand between the two, an article or a preposition
        const BETWEEN: usize = 2;
        let words = words::of(form, self.fold);
        let known = |words: &[String]| self.organisations.get(&words.join(" "));
        for cut in (1..words.len()).rev() {
            let (body, rest) = words.split_at(cut);
            let Some(bodies) = known(body) else { continue };
            let owners = (0..=BETWEEN).filter_map(|skipped| known(rest.get(skipped..)?));
            let owners: BTreeSet<&String> = owners.flatten().collect();
            let owned = |id: &&String| {
                id.split_once('/').is_some_and(|(owner, _)| owners.iter().any(|known| *known == owner))
            };
            return bodies.iter().filter(owned).cloned().collect();
        }
        Vec::new()
    }
}

impl Names for Directory {
    fn organisations(&self, form: &str) -> Vec<String> {
        match self.organisations.get(&self.key(form)) {
            Some(ids) => ids.iter().cloned().collect(),
            None => self.body_told_in_full(form),
        }
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
