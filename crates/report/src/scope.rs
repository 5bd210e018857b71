//! The inclusion rule: what belongs to the organisation that a report is about.
//!
//! 1. A thing is the organisation's own where its body, organisation or name is the organisation, one of
//!    its bodies or series: by the directory, or because a name of the organisation stands in it. A bare
//!    name that others may bear ("Secretariat") counts only in a publication that names the organisation;
//!    one that the directory knows of several organisations, only as in 3.
//! 2. A thing of another organisation is cooperation where its name speaks of this one or this one takes
//!    part in it, and else is left out. Conferences, round tables and seminars in which it takes part
//!    stand in their own section too, whoever organises them.
//! 3. Any other thing is in where the sentence of one of its passages names the organisation, or the
//!    publication is about it: its title or its first two lines name it. Incidents and votes are in by
//!    rule 1 alone: they are told of beside the work of an organisation more often than as its work.
//! 4. What is linked to an event (participation, statement, figure, document) goes where the event goes.

use std::collections::{BTreeMap, BTreeSet};

use record::{Entry, Evidence, Profile, PublicationId};

use crate::input::{Names, Period, Reading, Record};
use crate::reach::{self, When};
use crate::{context, words};

/// No name in the directory is longer.
const LONGEST_NAME: usize = 8;

/// Whose a name is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The organisation, one of its bodies or series; `named` where the words themselves say so.
    Own {
        named: bool,
    },
    /// The organisation's or another's.
    Shared,
    /// Of other organisations, by their slugs.
    Others(BTreeSet<String>),
    Unknown,
}

/// What a publication has to do with the organisation and the period.
#[derive(Clone, Copy, Debug, Default)]
struct Bearing {
    names_it: bool,
    is_about_it: bool,
    speaks_of_period: bool,
}

pub struct Scope<'a> {
    slug: &'a str,
    names: &'a dyn Names,
    record: &'a dyn Record,
    own_names: words::Finder,
    /// Kind and words of the names of each series.
    series: Vec<(&'a str, Vec<String>)>,
    bearings: BTreeMap<(PublicationId, u32), Bearing>,
}

impl<'a> Scope<'a> {
    pub fn new(
        profile: &'a Profile,
        names: &'a dyn Names,
        record: &'a dyn Record,
        period: Period,
        entries: &[&'a Entry],
    ) -> Scope<'a> {
        let split = |form: &String| words::of(form, |word| names.fold(word));
        let series = profile.series.iter().flat_map(|series| {
            series.names.values().flatten().map(move |form| (series.kind.as_str(), split(form)))
        });
        let mut scope = Scope {
            slug: &profile.slug,
            names,
            record,
            own_names: words::Finder::new(profile.names.values().flatten().map(split).collect()),
            series: series.collect(),
            bearings: BTreeMap::new(),
        };
        scope.bearings = scope.read_publications(entries, period);
        scope
    }

    fn read_publications(
        &self,
        entries: &[&Entry],
        period: Period,
    ) -> BTreeMap<(PublicationId, u32), Bearing> {
        let mut dates: BTreeMap<(PublicationId, u32), Vec<&str>> = BTreeMap::new();
        for claim in entries.iter().flat_map(|entry| &entry.claims).filter_map(|id| self.record.claim(id)) {
            for evidence in &claim.evidence {
                let told = dates.entry((evidence.publication, evidence.version)).or_default();
                told.extend(["date", "period"].iter().filter_map(|slot| claim.slot(slot)));
            }
        }
        let bearing = |((id, version), dates): ((PublicationId, u32), Vec<&str>)| {
            let bearing =
                self.record.reading(&id, version).map(|reading| self.bearing(reading, &dates, period));
            ((id, version), bearing.unwrap_or_default())
        };
        dates.into_iter().map(bearing).collect()
    }

    fn bearing(&self, reading: &Reading, dates: &[&str], period: Period) -> Bearing {
        let publication = &reading.publication;
        let mut opening = reading.text.lines().filter(|line| !line.trim().is_empty()).take(2);
        let title = publication.title.as_deref().unwrap_or_default();
        let is_about_it = self.is_named_in(title) || opening.any(|line| self.is_named_in(start(line)));
        let speaks_of_period = match publication.published_on {
            Some(date) => reach::speaks_of(date, period),
            None => matches!(reach::when(dates.iter().copied(), period), When::Within | When::Undated),
        };
        Bearing { names_it: is_about_it || self.is_named_in(&reading.text), is_about_it, speaks_of_period }
    }

    fn split(&self, text: &str) -> Vec<String> {
        words::of(text, |word| self.names.fold(word))
    }

    /// Whether a name of the organisation itself stands in the words.
    pub fn is_named_in(&self, text: &str) -> bool {
        self.own_names.is_in(text, |word| self.names.fold(word))
    }

    pub fn is_own(&self, id: &str) -> bool {
        id.strip_prefix(self.slug).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    pub fn whose(&self, form: &str) -> Whose {
        let ids = self.names.organisations(form);
        let own = ids.iter().any(|id| self.is_own(id));
        let others: BTreeSet<String> = ids.iter().filter(|id| !self.is_own(id)).map(|id| top(id)).collect();
        match (own, others.is_empty()) {
            (true, true) => Whose::Own { named: self.is_named_in(form) },
            (true, false) => Whose::Shared,
            _ if self.is_named_in(form) => Whose::Own { named: true },
            (false, false) => Whose::Others(others),
            (false, true) => match self.others_within(form) {
                others if others.is_empty() => Whose::Unknown,
                others => Whose::Others(others),
            },
        }
    }

    /// Other organisations that words name, by their slugs.
    pub fn others_within(&self, text: &str) -> BTreeSet<String> {
        let known = |id: &String| !self.is_own(id);
        self.names_within(text)
            .into_iter()
            .filter(|ids| ids.iter().all(known))
            .filter_map(|ids| one(&ids))
            .collect()
    }

    /// Whether words name a body of the organisation and of no other.
    pub fn own_body_within(&self, text: &str) -> bool {
        self.names_within(text).iter().any(|ids| ids.iter().all(|id| self.is_own(id)))
    }

    /// The ids of each name within the words that is plainly one: an organisation's, a name of several
    /// words, or an abbreviation. Of names within names only the longest counts.
    fn names_within(&self, text: &str) -> Vec<Vec<String>> {
        let parts: Vec<(usize, &str)> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
            .collect();
        let mut names: Vec<Vec<String>> = Vec::new();
        let mut end = 0;
        for from in 0..parts.len() {
            let longest = parts.len().min(from + LONGEST_NAME);
            for to in (from..longest).rev().take_while(|to| *to >= end) {
                let ids = self.plain_name(text, &parts, from, to).unwrap_or_default();
                if !ids.is_empty() {
                    names.push(ids);
                    end = to + 1;
                    break;
                }
            }
        }
        names
    }

    fn plain_name(&self, text: &str, parts: &[(usize, &str)], from: usize, to: usize) -> Option<Vec<String>> {
        let (start, first) = *parts.get(from)?;
        let (end, last) = *parts.get(to)?;
        let ids = self.names.organisations(text.get(start..end + last.len())?);
        let plain = to > from || is_abbreviation(first) || ids.iter().any(|id| !id.contains('/'));
        plain.then_some(ids)
    }

    /// Whether an event of this kind and name belongs to a series: it bears the name, alone or followed by
    /// a year or the name of a stage.
    pub fn is_in_series(&self, kind: Option<&str>, name: &str) -> bool {
        let name = self.split(name);
        let same_kind = |series: &str| kind.is_none_or(|kind| kind == series);
        self.series.iter().any(|(series, form)| same_kind(series) && words::after(&name, form).is_some())
    }

    /// Whether a publication behind the entry names the organisation anywhere.
    pub fn is_named_around(&self, entry: &Entry) -> bool {
        self.evidence(entry).any(|evidence| self.bearing_of(evidence).names_it)
    }

    /// Whether a publication behind the entry is about the organisation, or the sentence of a passage names it.
    pub fn is_about(&self, entry: &Entry) -> bool {
        self.evidence(entry)
            .any(|evidence| self.bearing_of(evidence).is_about_it || self.sentence_names_it(evidence))
    }

    /// Whether a publication behind the entry speaks of the period.
    pub fn speaks_of_period(&self, entry: &Entry) -> bool {
        self.evidence(entry).any(|evidence| self.bearing_of(evidence).speaks_of_period)
    }

    fn bearing_of(&self, evidence: &Evidence) -> Bearing {
        self.bearings.get(&(evidence.publication, evidence.version)).copied().unwrap_or_default()
    }

    fn sentence_names_it(&self, evidence: &Evidence) -> bool {
        let reading = self.record.reading(&evidence.publication, evidence.version);
        let sentence =
            reading.and_then(|reading| context::sentence(&reading.text, evidence.span)?.of(&reading.text));
        self.is_named_in(sentence.unwrap_or(&evidence.quote))
    }

    fn evidence(&self, entry: &'a Entry) -> impl Iterator<Item = &'a Evidence> {
        entry.claims.iter().filter_map(|id| self.record.claim(id)).flat_map(|claim| &claim.evidence)
    }
}

/// As much of a line as opens a publication.
fn start(line: &str) -> &str {
    const OPENING: usize = 600;
    line.char_indices().nth(OPENING).and_then(|(end, _)| line.get(..end)).unwrap_or(line)
}

/// `csto` of `csto/csc`.
pub fn top(id: &str) -> String {
    id.split('/').next().unwrap_or(id).to_owned()
}

/// The one organisation that all ids belong to.
fn one(ids: &[String]) -> Option<String> {
    let tops: BTreeSet<String> = ids.iter().map(|id| top(id)).collect();
    if tops.len() == 1 { tops.into_iter().next() } else { None }
}

fn is_abbreviation(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase() || c.is_numeric())
}
