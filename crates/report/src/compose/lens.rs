//! Which entries a section of a template selects.

use std::collections::{BTreeMap, BTreeSet};

use record::{Edtf, Entry, EntryId};

use super::select::{Selector, values};
use crate::input::Asked;
use crate::reach;
use crate::template::{Part, Show, When};

/// What is asked for, as a test of entries.
pub struct Lens<'i, 'a> {
    pub asked: &'i Asked<'a>,
    /// Of the organisations that are asked for; none where all is.
    pub selectors: Vec<Selector<'i, 'a>>,
    /// Of the record as a whole.
    pub any: &'i Selector<'i, 'a>,
    concerns: BTreeMap<EntryId, bool>,
}

impl<'i, 'a> Lens<'i, 'a> {
    pub fn new(
        asked: &'i Asked<'a>,
        selectors: Vec<Selector<'i, 'a>>,
        any: &'i Selector<'i, 'a>,
    ) -> Lens<'i, 'a> {
        let mut lens = Lens { asked, selectors, any, concerns: BTreeMap::new() };
        let concerns = any.index.entries.iter().map(|entry| (entry.id, lens.is_of_subject(entry)));
        lens.concerns = concerns.collect();
        lens
    }

    /// Whether an entry belongs to what the report is about.
    pub fn concerns(&self, entry: &Entry) -> bool {
        self.concerns.get(&entry.id).copied().unwrap_or(false)
    }

    fn is_of_subject(&self, entry: &Entry) -> bool {
        let by_org = self.selectors.is_empty() || self.selectors.iter().any(|one| one.concerns(entry));
        let by_query = self.asked.found.as_ref().is_none_or(|found| {
            self.asked.template.shows(Show::Found) || self.answers(entry, &found.entries)
        });
        by_org && by_query && self.asked.subject.is_none_or(|subject| self.is_of(entry, subject))
    }

    /// Whether an entry answers the query, itself or by the event that it goes with.
    fn answers(&self, entry: &Entry, found: &BTreeSet<EntryId>) -> bool {
        let event = || self.any.index.event_of(entry).is_some_and(|event| found.contains(&event.id));
        found.contains(&entry.id) || event()
    }

    /// Whether an entry is the subject, speaks of it, or goes with an event in which the subject took part.
    fn is_of(&self, entry: &Entry, subject: EntryId) -> bool {
        let refers = |entry: &Entry| entry.id == subject || entry.refs.values().any(|id| *id == subject);
        let named = |entry: &Entry, property: &str| {
            self.any.index.person(entry, property).is_some_and(|person| person.id == subject)
        };
        match entry.kind.as_str() {
            "event" => {
                let taken = self.any.index.linked(entry.id, "participation");
                refers(entry) || taken.iter().any(|one| refers(one) || named(one, "participant"))
            }
            "statement" => refers(entry) || named(entry, "speaker"),
            "office" => refers(entry) || named(entry, "person"),
            "document" | "figure" => {
                refers(entry) || self.any.index.event_of(entry).is_some_and(|event| event.id == subject)
            }
            _ => refers(entry),
        }
    }

    /// The entries that a section shows, of one kind, those that most publications carry first.
    pub fn select(&self, part: &Part, kind: &str) -> Vec<&'a Entry> {
        let entries = self.any.index.entries.iter().copied();
        let mut chosen: Vec<&Entry> = entries
            .filter(|entry| entry.kind == kind && self.concerns(entry) && self.passes(part, entry))
            .collect();
        chosen.sort_by_key(|entry| (std::cmp::Reverse(self.weight(entry)), entry.id));
        chosen
    }

    /// How many publications carry it.
    pub fn weight(&self, entry: &Entry) -> usize {
        match self.asked.weights.get(&entry.id) {
            Some(weight) => *weight,
            None => self.any.index.publications(entry).len(),
        }
    }

    fn passes(&self, part: &Part, entry: &Entry) -> bool {
        let sort = entry.value("kind").unwrap_or_default();
        let status = entry.value(if entry.kind == "document" { "action" } else { "status" });
        let listed = |list: &BTreeSet<String>, term: &str| list.is_empty() || list.contains(term);
        listed(&part.kinds, sort)
            && listed(&part.status, status.unwrap_or_default())
            && self.lies_in(part, entry)
            && self.is_in_time(part, entry)
    }

    fn lies_in(&self, part: &Part, entry: &Entry) -> bool {
        let names = self.asked.names;
        let known = |place: &str| names.country_of(place).is_some_and(|code| part.places.contains(&code));
        part.places.is_empty() || values(entry, "place").any(known)
    }

    fn is_in_time(&self, part: &Part, entry: &Entry) -> bool {
        let property = date_property(&entry.kind);
        let period = self.asked.period;
        let when = reach::when(values(entry, property), period);
        if when == reach::When::Undated && !part.undated {
            return false;
        }
        match part.when {
            When::Any => true,
            // what has no date is of the time of those who tell of it
            When::Dated => match when {
                reach::When::Within => values(entry, property).any(|date| self.is_surely_within(date)),
                reach::When::Undated => self.is_told(entry),
                reach::When::Before | reach::When::After => false,
            },
            When::Told => self.is_told(entry) && self.is_recent(part, entry, property),
            When::Coming => {
                let planned =
                    entry.value("status") == Some("planned") || entry.value("action") == Some("planned");
                let later = match when {
                    reach::When::After => {
                        planned || !matches!(entry.value("status"), Some("held" | "cancelled"))
                    }
                    reach::When::Within | reach::When::Undated => planned,
                    reach::When::Before => false,
                };
                later && self.is_told(entry)
            }
        }
    }

    /// What is known by its year or month alone is of the period where that holds all of it.
    fn is_surely_within(&self, date: &str) -> bool {
        let Ok(date) = date.parse::<Edtf>() else { return false };
        let (from, to) = (self.asked.period.from(), self.asked.period.to());
        let (first, last) = (date.first_day(), date.last_day());
        let overlaps = first.is_none_or(|first| first <= to) && last.is_none_or(|last| last >= from);
        let held = first.is_some_and(|first| first >= from) && last.is_some_and(|last| last <= to);
        overlaps && (date.precision() > 2 || held)
    }

    fn is_recent(&self, part: &Part, entry: &Entry, property: &str) -> bool {
        let Some(days) = part.since else { return true };
        let first = std::time::Duration::from_secs(u64::from(days) * 86_400);
        let first = self.asked.period.from().saturating_sub(first);
        let mut dates = values(entry, property).filter_map(|date| date.parse::<Edtf>().ok()).peekable();
        let undated = dates.peek().is_none();
        // what is told of a whole year is no news, whenever in it the period lies
        undated || dates.any(|date| date.precision() > 1 && date.last_day().is_none_or(|last| last >= first))
    }

    /// Whether a publication of the period tells of it.
    fn is_told(&self, entry: &Entry) -> bool {
        let period = self.asked.period;
        self.any.index.claims(entry).flat_map(|claim| &claim.evidence).any(|evidence| {
            let reading = self.asked.record.reading(&evidence.publication, evidence.version);
            let day = reading.and_then(|reading| self.asked.record.appeared_on(&reading.publication));
            day.is_some_and(|day| period.from() <= day && day <= period.to())
        })
    }
}

pub fn date_property(kind: &str) -> &'static str {
    match kind {
        "figure" | "chairmanship" => "period",
        _ => "date",
    }
}
