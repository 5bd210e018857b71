//! Events: told by their body and date, by a series and its year, by their theme, or by their number.

mod naming;

use std::sync::Arc;

use record::{Claim, Edtf};

use super::{Aside, Keys, Made, Subject, number_of, phrase, spells};
use crate::known::Known;
use crate::phrase::{Home, Phrase};
use crate::score::{Dates, Pairing, Relation, Tally, relation};
use crate::source::Source;

#[derive(Clone, Debug)]
pub(crate) struct Event {
    kind: String,
    sort: Sort,
    name: Option<Arc<Phrase>>,
    /// The body whose session it is; read from the name where a gathering gives no other.
    body: Option<Arc<Phrase>>,
    place: Option<Arc<Phrase>>,
    /// As claimed, or the year in the name.
    date: Option<Edtf>,
    /// When it was reported, for events without a date.
    reported: Option<i16>,
    planned: bool,
    cancelled: bool,
    held: bool,
    lang: String,
}

/// What tells events of a kind apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sort {
    /// Body and date: sessions, talks.
    Sitting,
    /// Theme, place and date: conferences, roundtables.
    Forum,
    /// The name of a series, or one of their own.
    Drill,
    /// Part of something greater: press conferences, ceremonies, ballots.
    Attached,
    /// Place and date, and what happened.
    Other,
}

fn day_of(claim: &Claim) -> Option<Edtf> {
    claim.slot("date").and_then(|date| date.parse().ok())
}

fn sort_of(kind: &str) -> Sort {
    match kind {
        "session" | "meeting" => Sort::Sitting,
        "conference" | "roundtable" | "seminar" => Sort::Forum,
        "exercise" | "operation" => Sort::Drill,
        "press-conference" | "ceremony" | "vote" => Sort::Attached,
        _ => Sort::Other,
    }
}

impl Event {
    /// What claims that say the same have in common.
    pub(crate) fn signature(claim: &Claim, source: Option<&Source>, home: &Home) -> String {
        let mut out = format!("{home:?}");
        for slot in ["kind", "name", "body", "date", "place", "status"] {
            out.push_str(claim.slot(slot).unwrap_or_default());
            out.push('\u{1}');
        }
        if let Some(source) = source {
            out.push_str(source.lang.as_str());
            if let (None, Some(day)) = (day_of(claim), source.published_on) {
                out.push_str(&day.year().to_string());
            }
        }
        out
    }

    /// The slot that names the body: its own, or else the name of the event.
    pub(crate) fn body_slot(claim: &Claim) -> &'static str {
        if claim.slots.contains_key("body") { "body" } else { "name" }
    }

    pub(crate) fn of(claim: &Claim, source: Option<&Source>, known: &Known, home: &Home) -> Event {
        let kind = claim.slot("kind").unwrap_or_default().to_owned();
        let sort = sort_of(&kind);
        let name = phrase(claim.slot("name"), known);
        let mut body = phrase(claim.slot("body"), known);
        if let (Sort::Sitting, None, Some(name)) = (sort, &body, &name) {
            // "session of the council", "union summit"
            let mut names = name.names.clone();
            names.extend(name.series.iter().map(|&series| vec![known.whole(series)]));
            if !names.is_empty() {
                let whole = format!("{}\u{1}", name.whole);
                body = Some(Arc::new(Phrase { whole, names, ..Phrase::default() }));
            }
        }
        if let Some(body) = &mut body {
            let text = claim.slot(Event::body_slot(claim)).unwrap_or_default();
            Phrase::settle_at(body, home, text, known);
        }
        let claimed = day_of(claim);
        let of_name = || match name.as_ref()?.years.as_slice() {
            [year] => Edtf::year(*year),
            _ => None,
        };
        let date = claimed.or_else(of_name);
        let reported = source.and_then(|source| source.published_on).map(|day| day.year());
        let status = claim.slot("status").unwrap_or_default();
        Event {
            sort,
            kind,
            place: phrase(claim.slot("place"), known),
            reported: if date.is_none() { reported } else { None },
            planned: status == "planned",
            cancelled: status == "cancelled",
            held: status == "held" || status == "ongoing",
            lang: source.map(|source| source.lang.as_str().to_owned()).unwrap_or_default(),
            name,
            body,
            date,
        }
    }

    /// The kind, for telling whether it is the only one of its kind in a publication.
    pub(crate) fn kind(&self) -> &str {
        &self.kind
    }

    /// Whether it may be a mere part of another event, so that only that one tells which it is.
    pub(crate) fn is_attached(&self) -> bool {
        self.sort == Sort::Attached
    }

    fn weigh_kind(&self, other: &Event, tally: &mut Tally) {
        let gathering = |event: &Event| matches!(event.sort, Sort::Sitting | Sort::Forum);
        if self.kind == other.kind {
            tally.add(0.5, || format!("both are of the kind {}", self.kind));
        } else if gathering(self) && gathering(other) || self.sort == Sort::Drill && other.sort == Sort::Drill
        {
            tally.add(-0.75, || format!("one is a {}, the other a {}", self.kind, other.kind));
        } else {
            tally.veto(|| format!("one is a {}, the other a {}", self.kind, other.kind));
        }
    }

    /// Whether they share days.
    fn weigh_dates(&self, other: &Event, named_alike: bool, tally: &mut Tally) -> bool {
        let dates = Dates::of(self.date.as_ref(), other.date.as_ref());
        let points = match dates {
            Dates::Missing => {
                let year =
                    |event: &Event| event.date.as_ref().and_then(Edtf::first_day).map(|day| day.year());
                match (year(self).or(self.reported), year(other).or(other.reported)) {
                    (Some(mine), Some(theirs)) if mine.abs_diff(theirs) > 1 => -2.0,
                    // what recurs every year, told of in two years
                    (Some(mine), Some(theirs))
                        if mine != theirs && self.date.is_none() && other.date.is_none() =>
                    {
                        -1.0
                    }
                    _ => 0.0,
                }
            }
            Dates::Day => 3.0,
            Dates::Days => 3.5,
            Dates::Overlap | Dates::Month => 2.0,
            Dates::Year => 1.0,
            // sources err by a day or two; only a name of its own holds such claims together
            Dates::Apart(days) if named_alike && days <= 3 => -2.0,
            Dates::Apart(_) => {
                tally.veto(|| dates.words().to_owned());
                return false;
            }
        };
        tally.add(points, || dates.words().to_owned());
        matches!(dates, Dates::Day | Dates::Days | Dates::Overlap)
    }

    fn dates_closely(&self, other: &Event) -> bool {
        let dates = Dates::of(self.date.as_ref(), other.date.as_ref());
        matches!(dates, Dates::Day | Dates::Days | Dates::Overlap | Dates::Month)
    }

    fn weigh_places(&self, other: &Event, known: &Known, tally: &mut Tally) -> bool {
        let one_language = self.lang == other.lang;
        let relation = relation(self.place.as_deref(), other.place.as_deref(), known, one_language);
        match relation {
            Relation::Same => tally.add(2.0, || "same place".to_owned()),
            Relation::Near => tally.add(1.0, || "one place lies in the other".to_owned()),
            Relation::Different if self.knows_places(other) => tally.veto(|| "places differ".to_owned()),
            Relation::Different => tally.add(-0.5, || "places are worded differently".to_owned()),
            Relation::Unknown => {}
        }
        relation == Relation::Same
    }

    fn knows_places(&self, other: &Event) -> bool {
        let known = |event: &Event| event.place.as_ref().is_some_and(|place| !place.names.is_empty());
        known(self) && known(other)
    }

    fn weigh_bodies(&self, other: &Event, known: &Known, tally: &mut Tally) -> bool {
        let sitting = self.sort == Sort::Sitting && other.sort == Sort::Sitting;
        let relation = relation(self.body.as_deref(), other.body.as_deref(), known, self.lang == other.lang);
        match relation {
            Relation::Same => {
                // a body within an organisation tells its sessions; an organisation has many
                let narrow = |phrase: &Phrase| {
                    phrase.names.is_empty()
                        || phrase.names.iter().flatten().any(|&sign| known.whole(sign) != sign)
                };
                let narrow = self.body.as_deref().is_some_and(narrow);
                // within a year a body sits more than once, but it announces one sitting at a time
                if narrow && sitting && (self.dates_closely(other) || self.planned || other.planned) {
                    tally.identify();
                }
                tally.add(if narrow { 3.0 } else { 1.0 }, || "same body".to_owned());
            }
            Relation::Near => tally.add(0.5, || "one body belongs to the other".to_owned()),
            Relation::Different if sitting => tally.veto(|| "bodies differ".to_owned()),
            Relation::Different => tally.add(-1.0, || "other organisers".to_owned()),
            Relation::Unknown => {}
        }
        relation == Relation::Same
    }
}

impl Made for Event {
    fn sign(claim: &Claim, source: Option<&Source>, aside: &Aside) -> String {
        Event::signature(claim, source, aside.home())
    }

    fn make(claim: &Claim, source: Option<&Source>, known: &Known, aside: &Aside) -> Event {
        Event::of(claim, source, known, aside.home())
    }

    fn tag(&self) -> Option<u64> {
        Some(number_of(&self.kind))
    }
}

impl Subject for Event {
    fn keys(&self, known: &Known, keys: &mut Keys) {
        let spells: Vec<(i16, i8)> = self.date.as_ref().map(spells).unwrap_or_default();
        let day = self
            .date
            .as_ref()
            .and_then(Edtf::first_day)
            .filter(|_| self.date.as_ref().is_some_and(|d| d.precision() == 3));
        let bodies = self.body.iter().flat_map(|body| body.names.iter().flatten());
        for &body in bodies {
            for spell in &spells {
                keys.add(("body", body, spell));
            }
            if let Some(day) = day {
                keys.add(("body day", body, day));
            }
            if spells.is_empty() {
                keys.add(("body", body, self.reported));
            }
        }
        let places = self.place.iter().flat_map(|place| place.names.iter().flatten());
        for &place in places {
            if let Some(day) = day {
                keys.add(("place day", known.whole(place), day, self.sort));
            }
            for spell in spells.iter().filter(|spell| spell.1 != 0 || self.sort != Sort::Sitting) {
                keys.add(("place", known.whole(place), spell, self.sort));
            }
        }
        for word in self.place.iter().flat_map(|place| &place.words).filter(|word| word.sound.len() > 1) {
            for spell in &spells {
                keys.add(("place sound", &word.sound, spell, self.sort));
            }
        }
        if let Some(day) = day {
            keys.add(("day", day, self.sort));
        }
        let Some(name) = &self.name else { return };
        for &series in &name.series {
            keys.add(("series", series));
            for (year, _) in spells.iter().filter(|spell| spell.1 == 0) {
                keys.add(("series year", series, year));
            }
        }
        for &number in &name.numbers {
            for (year, _) in spells.iter().filter(|spell| spell.1 == 0) {
                keys.add(("number", number, year));
            }
        }
        if self.sort != Sort::Sitting || name.is_distinct() {
            keys.add(("name", &name.whole));
            for word in name.words.iter().filter(|word| word.sound.len() > 1) {
                keys.add(("word", &word.sound, self.sort, spells.first()));
                keys.add(("word", &word.sound, self.sort));
            }
            for pair in name.notions.windows(2) {
                keys.add(("notions", pair, self.sort));
            }
            for notion in &name.notions {
                keys.add(("notion", notion, self.sort, spells.first()));
            }
        }
    }

    fn rank(&self) -> String {
        let date = self.date.as_ref().map(Edtf::as_str).unwrap_or_default();
        let name = self.name.as_ref().map(|name| name.whole.as_str()).unwrap_or_default();
        let place = self.place.as_ref().map(|place| place.whole.as_str()).unwrap_or_default();
        format!("{date}\u{1}{}\u{1}{place}\u{1}{name}", self.kind)
    }

    fn weigh(&self, other: &Event, pairing: Pairing, known: &Known, tally: &mut Tally) {
        self.weigh_kind(other, tally);
        if pairing.one_publication {
            let whole = |event: &Event| event.name.as_ref().map(|name| name.whole.clone());
            tally.told_together(self.name.is_some() && whole(self) == whole(other), 5.0);
        }
        if tally.is_vetoed() {
            return;
        }
        self.weigh_numbers(other, tally);
        let named_alike = self.weigh_names(other, known, tally);
        let same_days = self.weigh_dates(other, named_alike, tally);
        let same_place = self.weigh_places(other, known, tally);
        let same_body = self.weigh_bodies(other, known, tally);
        if same_days && same_place && same_body && self.sort == Sort::Sitting && other.sort == Sort::Sitting {
            // an organisation holds one summit on a day in a place
            tally.identify();
        }
        if self.cancelled && other.held || other.cancelled && self.held {
            tally.add(-1.0, || "one was held, the other cancelled".to_owned());
        }
        if pairing.one_context {
            tally.identify();
            tally.add(1.5, || "reported beside one event".to_owned());
            if pairing.both_alone && self.is_attached() {
                tally.add(3.0, || format!("the only {} there", self.kind));
            }
        }
    }

    fn is_dated(&self) -> bool {
        self.date.is_some()
    }
}
