//! EDTF dates in words, by the patterns of a locale.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How a date stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// By itself: "28 November 2024".
    Plain,
    /// When something took place: "on 28 November 2024".
    At,
    /// When something is to take place: "for 28 November 2024".
    For,
}

/// The patterns of a locale. Placeholders: `{d}` `{y}`, and the month as a name by itself `{nom}`, in a date
/// `{gen}`, and after the preposition of time `{loc}`; of an interval with `1` and `2` added.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patterns {
    nom: Vec<String>,
    #[serde(rename = "gen")]
    genitive: Vec<String>,
    loc: Vec<String>,
    plain: StylePatterns,
    at: StylePatterns,
    #[serde(rename = "for")]
    for_: StylePatterns,
    /// The start of an interval, and the whole of one without an end.
    from: Points,
    /// The end of one.
    to: Points,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    day: String,
    month: String,
    year: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct StylePatterns {
    day: String,
    month: String,
    year: String,
    /// Days of one month.
    days: String,
    /// Days of two months of one year.
    days_across: String,
    /// Months of one year.
    months: String,
    years: String,
}

/// `2024`, `2024-11` or `2024-11-28`.
#[derive(Clone, Copy, Debug)]
struct Point<'d> {
    year: &'d str,
    month: Option<usize>,
    day: Option<u8>,
}

impl Patterns {
    /// The date in words; what is no date stands as it is.
    pub fn write(&self, date: &str, style: Style) -> String {
        self.try_write(date, style).unwrap_or_else(|| date.to_owned())
    }

    fn try_write(&self, date: &str, style: Style) -> Option<String> {
        let patterns = match style {
            Style::Plain => &self.plain,
            Style::At => &self.at,
            Style::For => &self.for_,
        };
        let Some((start, end)) = date.split_once('/') else {
            let point = Point::parse(date)?;
            let pattern = match (point.month, point.day) {
                (Some(_), Some(_)) => &patterns.day,
                (Some(_), None) => &patterns.month,
                _ => &patterns.year,
            };
            return Some(self.fill(pattern, &self.places(point, "")));
        };
        match (Point::parse(start), Point::parse(end)) {
            (Some(start), None) if end == ".." => Some(self.point(&self.from, start)),
            (None, Some(end)) if start == ".." => Some(self.point(&self.to, end)),
            (Some(start), Some(end)) => Some(self.interval(patterns, start, end)),
            _ => None,
        }
    }

    fn interval(&self, patterns: &StylePatterns, start: Point, end: Point) -> String {
        let same_year = start.year == end.year;
        let pattern = match (start.day.is_some(), end.day.is_some()) {
            (true, true) if same_year && start.month == end.month => &patterns.days,
            (true, true) if same_year => &patterns.days_across,
            (false, false) if same_year && start.month.is_some() && end.month.is_some() => &patterns.months,
            (false, false) if start.month.is_none() && end.month.is_none() => &patterns.years,
            _ => return format!("{} {}", self.point(&self.from, start), self.point(&self.to, end)),
        };
        let mut places = self.places(start, "");
        places.extend(self.places(start, "1"));
        places.extend(self.places(end, "2"));
        self.fill(pattern, &places)
    }

    fn point(&self, points: &Points, point: Point) -> String {
        let pattern = match (point.month, point.day) {
            (Some(_), Some(_)) => &points.day,
            (Some(_), None) => &points.month,
            _ => &points.year,
        };
        self.fill(pattern, &self.places(point, ""))
    }

    fn places(&self, point: Point, suffix: &str) -> BTreeMap<String, String> {
        let month = |names: &[String]| {
            let name = point.month.and_then(|month| names.get(month.checked_sub(1)?));
            name.cloned().unwrap_or_default()
        };
        let day = point.day.map(|day| day.to_string()).unwrap_or_default();
        let places = [
            ("d", day),
            ("y", point.year.to_owned()),
            ("nom", month(&self.nom)),
            ("gen", month(&self.genitive)),
            ("loc", month(&self.loc)),
        ];
        places.into_iter().map(|(name, value)| (format!("{{{name}{suffix}}}"), value)).collect()
    }

    fn fill(&self, pattern: &str, places: &BTreeMap<String, String>) -> String {
        places.iter().fold(pattern.to_owned(), |text, (place, value)| text.replace(place, value))
    }
}

impl<'d> Point<'d> {
    fn parse(text: &'d str) -> Option<Point<'d>> {
        text.parse::<record::Edtf>().ok().filter(|date| !date.is_interval())?;
        let mut parts = text.split('-');
        let year = parts.next()?;
        let month = parts.next().and_then(|month| month.parse().ok());
        let day = parts.next().and_then(|day| day.parse().ok());
        Some(Point { year, month, day })
    }
}
