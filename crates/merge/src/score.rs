//! Weighing: points for and against two claims speaking of one thing, each with its reason in words.

use record::Edtf;

use crate::known::{Known, Sign};
use crate::phrase::{Phrase, near};

/// Points from which a pair is the same.
pub(crate) const SURE: f64 = 5.0;
/// Points from which a person should look at it.
pub(crate) const UNSURE: f64 = 3.5;

/// Points and reasons as they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    points: f64,
    /// Something that rules out that they are the same.
    vetoed: bool,
    /// Something that tells which thing is meant, not merely when and where.
    identified: bool,
    /// Kept only where somebody will read them.
    reasons: Option<Vec<String>>,
}

impl Tally {
    /// A tally that keeps its reasons.
    pub(crate) fn explained() -> Tally {
        Tally { reasons: Some(Vec::new()), ..Tally::default() }
    }

    pub(crate) fn add(&mut self, points: f64, reason: impl FnOnce() -> String) {
        self.points += points;
        self.say(reason);
    }

    pub(crate) fn veto(&mut self, reason: impl FnOnce() -> String) {
        self.vetoed = true;
        self.say(reason);
    }

    pub(crate) fn identify(&mut self) {
        self.identified = true;
    }

    /// What one publication says of two things: it calls both by one name, or it tells them apart.
    pub(crate) fn told_together(&mut self, called_alike: bool, points: f64) {
        if called_alike {
            self.identify();
            self.add(points, || "one publication calls both so".to_owned());
        } else {
            self.veto(|| "one publication tells them apart".to_owned());
        }
    }

    fn say(&mut self, reason: impl FnOnce() -> String) {
        if let Some(reasons) = &mut self.reasons {
            reasons.push(reason());
        }
    }

    pub(crate) fn is_vetoed(&self) -> bool {
        self.vetoed
    }

    /// The points; what nothing identifies is never sure.
    pub(crate) fn points(&self) -> f64 {
        if self.identified { self.points } else { self.points.min(SURE - 0.5) }
    }

    pub(crate) fn into_reasons(self) -> Vec<String> {
        self.reasons.unwrap_or_default()
    }
}

/// Points as a probability for people: 0.9 at [`SURE`].
pub(crate) fn probability(points: f64) -> f64 {
    let odds = (points - SURE + 2.2).exp();
    (odds / (1.0 + odds) * 100.0).round() / 100.0
}

/// What is known of a pair beside what the two claims say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pairing {
    /// A publication makes both claims.
    pub one_publication: bool,
    /// Their publications report one main event, and neither claim is of that.
    pub one_context: bool,
    /// Each is the only one of its kind in its publication.
    pub both_alone: bool,
}

/// How two dates stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dates {
    Missing,
    /// The same day.
    Day,
    /// The same days, several.
    Days,
    /// Days that overlap without being the same.
    Overlap,
    /// One is the month, or an interval of months, in which the other lies.
    Month,
    /// One is the year in which the other lies.
    Year,
    /// No day in common; about how many days lie between.
    Apart(u32),
}

impl Dates {
    pub(crate) fn of(a: Option<&Edtf>, b: Option<&Edtf>) -> Dates {
        let (Some(a), Some(b)) = (a, b) else { return Dates::Missing };
        if !a.overlaps(b) {
            return Dates::Apart(gap(a, b));
        }
        let coarse = a.precision().min(b.precision());
        match coarse {
            3 if a == b && !a.is_interval() => Dates::Day,
            3 if a == b => Dates::Days,
            3 => Dates::Overlap,
            2 => Dates::Month,
            _ => Dates::Year,
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Dates::Missing => "a date is missing",
            Dates::Day => "same day",
            Dates::Days => "same days",
            Dates::Overlap => "days overlap",
            Dates::Month => "month agrees",
            Dates::Year => "year agrees",
            Dates::Apart(_) => "dates differ",
        }
    }
}

/// About how many days lie between two dates that share none.
fn gap(a: &Edtf, b: &Edtf) -> u32 {
    let number = |date: Option<record::Date>| {
        date.map(|day| i32::from(day.year()) * 366 + i32::from(day.day_of_year()))
    };
    let between = |end: Option<i32>, start: Option<i32>| match (end, start) {
        (Some(end), Some(start)) if start > end => (start - end) as u32,
        _ => 0,
    };
    let (a_end, a_start, b_end, b_start) =
        (number(a.last_day()), number(a.first_day()), number(b.last_day()), number(b.first_day()));
    between(a_end, b_start).max(between(b_end, a_start))
}

/// How two names of bodies, places or states stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Unknown,
    Same,
    /// One is part of the other: a body of an organisation, a city of a country.
    Near,
    Different,
}

/// Compares two names that may be missing or unknown.
pub(crate) fn relation(
    a: Option<&Phrase>,
    b: Option<&Phrase>,
    known: &Known,
    one_language: bool,
) -> Relation {
    let (Some(a), Some(b)) = (a, b) else { return Relation::Unknown };
    if a.whole == b.whole && !a.whole.is_empty() {
        return Relation::Same;
    }
    if a.names.is_empty() || b.names.is_empty() {
        return by_words(a, b, known, one_language);
    }
    let answered = a.names.iter().filter(|mine| b.names.iter().any(|theirs| meet(mine, theirs))).count();
    let most = answered > 0 && answered * 2 >= a.names.len().max(b.names.len());
    if most && (answered > 1 || same_rest(a, b, known, one_language)) {
        return Relation::Same;
    }
    let touching = a
        .names
        .iter()
        .any(|mine| b.names.iter().any(|theirs| meet(mine, theirs) || near(mine, theirs, known)));
    if touching { Relation::Near } else { Relation::Different }
}

/// Beside a known name, other words make a thing of their own: "coordinating council of the union".
fn same_rest(a: &Phrase, b: &Phrase, known: &Known, one_language: bool) -> bool {
    let rest = |phrase: &Phrase| Phrase { names: Vec::new(), sorts: Vec::new(), ..phrase.clone() };
    match (a.is_distinct(), b.is_distinct()) {
        (false, false) => true,
        (true, true) => rest(a).likeness(&rest(b), known, one_language).share >= 0.6,
        _ => false,
    }
}

fn by_words(a: &Phrase, b: &Phrase, known: &Known, one_language: bool) -> Relation {
    let likeness = a.likeness(b, known, false);
    if likeness.content > 0.0 && likeness.share >= 0.75 {
        Relation::Same
    } else if one_language && likeness.share < 0.3 {
        Relation::Different
    } else {
        Relation::Unknown
    }
}

fn meet(a: &[Sign], b: &[Sign]) -> bool {
    a.iter().any(|sign| b.binary_search(sign).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(text: &str) -> Option<Edtf> {
        text.parse().ok()
    }

    #[test]
    fn dates_are_told_apart_by_what_they_share() {
        let of = |a: &str, b: &str| Dates::of(edtf(a).as_ref(), edtf(b).as_ref());
        assert_eq!(of("2024-11-28", "2024-11-28"), Dates::Day);
        assert_eq!(of("2024-11", "2024-11-28"), Dates::Month);
        assert_eq!(of("2024", "2024-11-28"), Dates::Year);
        assert_eq!(of("2024-10-17/2024-10-21", "2024-10-16/2024-10-21"), Dates::Overlap);
        assert_eq!(of("2024-10-17", "2024-10-19"), Dates::Apart(2));
        assert_eq!(of("", "2024"), Dates::Missing);
    }

    #[test]
    fn places_and_bodies_are_compared_by_what_is_known() {
        let mut known =
            Known::from_names([("KZ", "Kazakhstan"), ("KG", "Kyrgyzstan"), ("c/astana", "Astana")]);
        known.lies_inside("c/astana", "KZ");
        known.name("un", "Northern Union");
        known.name("un/cfm", "Council of Ministers");
        known.name("un/cd", "Council of Heads");
        let of = |a: &str, b: &str| {
            relation(Some(&Phrase::of(a, &known)), Some(&Phrase::of(b, &known)), &known, true)
        };
        assert_eq!(of("Astana", "Kazakhstan"), Relation::Near);
        assert_eq!(of("Astana", "Kyrgyzstan"), Relation::Different);
        assert_eq!(of("Council of Ministers", "Northern Union"), Relation::Near);
        assert_eq!(of("Council of Ministers", "Council of Heads"), Relation::Different);
        assert_eq!(relation(None, Some(&Phrase::of("Astana", &known)), &known, true), Relation::Unknown);
    }

    #[test]
    fn the_score_says_nine_in_ten_where_sure_begins() {
        assert_eq!(probability(SURE), 0.9);
        assert!(probability(UNSURE) < 0.7 && probability(SURE + 4.0) > 0.99);
    }
}
