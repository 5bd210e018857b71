//! Dates in digits, and written as one word: "2/15", "10-31-74", "31-Oct-74", "2018Q4".

use record::Date;
use text::token::TokenKind;

use super::compose::Composer;
use super::fields::Fields;
use super::stretch::{Grain, Stretch, midnight};
use super::words::{Found, Piece, pieces};

impl Composer<'_, '_, '_> {
    /// "2/15", "10-31-74", "2015-3-3", "10.31.1974", "12/2015".
    pub(super) fn numeric(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        if words.kind(at)? != TokenKind::Number
            || at > 0
                && words.is_glued(at)
                && (words.text(at - 1) == "/" || words.text(at - 1) == "-" && words.text(at + 1) != "/")
        {
            return None;
        }
        let written = words.text(at);
        let (end, numbers): (usize, Vec<&str>) = if written.matches('.').count() == 2 {
            (at + 1, written.split('.').collect())
        } else {
            words.digits(at, 4)?;
            let mut numbers = vec![written];
            let mut end = at + 1;
            let mark = words.text(end);
            if !matches!(mark, "/" | "-") && written.len() != 4 {
                return None;
            }
            while numbers.len() < 3 {
                let blank = !matches!(mark, "/" | "-");
                let next = if blank { end } else { end + 1 };
                if !blank && words.text(end) != mark
                    || words.digits(next, 4).is_none()
                    || blank && words.text(next).len() != 2
                {
                    break;
                }
                numbers.push(words.text(next));
                end = next + 1;
            }
            if mark.is_empty() || !matches!(mark, "/" | "-") && numbers.len() < 3 {
                return None;
            }
            (end, numbers)
        };
        let goes_on = words.text(end) == "-"
            && words.is_glued(end)
            && words.digits(end + 1, 9).is_some()
            && words.text(end + 2) != "/";
        if matches!(words.text(end), "/" | "%") || goes_on {
            return None;
        }
        let dashed = words.text(at + 1) == "-" && numbers.len() == 2;
        let fields = self.by_numbers(&numbers)?;
        // "12-4" is a pair of hours, a score
        let unsure = dashed && fields.year.is_none() && !words.is_alone(at, end);
        (!unsure).then_some((end, fields))
    }

    fn by_numbers(&self, numbers: &[&str]) -> Option<Fields> {
        let number = |digits: &str| digits.parse::<i16>().ok();
        let small = |digits: &str| digits.parse::<i8>().ok().filter(|_| digits.len() <= 2);
        let year = |digits: &str| match digits.len() {
            4 => number(digits).filter(|year| (1000..2200).contains(year)),
            2 => Some(self.full_year(number(digits)?)),
            _ => None,
        };
        let month_first = self.words.doc.pack.setting("date-order").as_deref() == Some("mdy");
        let ordered = |a: i8, b: i8| {
            let (month, day) = if month_first { (a, b) } else { (b, a) };
            if month > 12 { (day, month) } else { (month, day) }
        };
        let (year, month, day) = match numbers {
            [a, b, c] if a.len() == 4 => (year(a)?, small(b)?, Some(small(c)?)),
            [a, b, c] => {
                let (month, day) = ordered(small(a)?, small(b)?);
                (year(c)?, month, Some(day))
            }
            [a, b] if a.len() == 4 => (year(a)?, small(b)?, None),
            [a, b] if b.len() == 4 => (year(b)?, small(a)?, None),
            [a, b] => {
                let (month, day) = ordered(small(a)?, small(b)?);
                let sound = (1..=12).contains(&month) && (1..=31).contains(&day);
                return sound.then(|| Fields { month: Some(month), day: Some(day), ..Fields::default() });
            }
            _ => return None,
        };
        Date::new(year, month, day.unwrap_or(1)).ok()?;
        Some(Fields { year: Some(year), month: Some(month), day, ..Fields::default() })
    }

    /// Of two digits the year that is nearest: twenty years ahead at most.
    pub(super) fn full_year(&self, short: i16) -> i16 {
        let this = self.now.map_or(2000, |now| now.day().year());
        let near = this - this.rem_euclid(100) + short;
        if near > this + 20 { near - 100 } else { near }
    }

    /// A date, year or quarter written as one word: "31-Oct-74", "Feb13", "2018Q4".
    pub(super) fn glued(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        if words.kind(at)? == TokenKind::Number {
            return None;
        }
        let pack = words.doc.pack;
        let month = |letters: &str| {
            pack.wide_attribute("month", letters, "n")
                .or_else(|| pack.wide_attribute("weak-month", letters, "n"))?
                .parse::<i8>()
                .ok()
        };
        let written = words.text(at);
        let all = pieces(written);
        let full = |digits: &str| match digits.len() {
            4 => digits.parse::<i16>().ok().filter(|year| (1000..2200).contains(year)),
            2 => digits.parse().ok().map(|short| self.full_year(short)),
            _ => None,
        };
        let small = |digits: &str| digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day));
        let fields = |year, month, day| Fields { year, month, day, ..Fields::default() };
        let found = match all.as_slice() {
            [Piece::Digits(day), Piece::Letters(name), Piece::Digits(year)] if day.len() <= 2 => {
                fields(Some(full(year)?), Some(month(name)?), Some(small(day)?))
            }
            [Piece::Digits(year), Piece::Letters(name), Piece::Digits(number)] => match month(name) {
                Some(month) => fields(Some(full(year)?), Some(month), Some(small(number)?)),
                None => Fields::of(self.part_of_year(name, small(number)?.into(), full(year)?)?),
            },
            [Piece::Letters(name), Piece::Digits(year), Piece::Digits(day)] if year.len() == 4 => {
                fields(Some(full(year)?), Some(month(name)?), Some(small(day)?))
            }
            [Piece::Letters(name), Piece::Digits(number)] => match (month(name), number.len()) {
                (Some(month), 4) => fields(Some(full(number)?), Some(month), None),
                (Some(month), _) => {
                    let (end, year) = words
                        .year(words.past_comma(at + 1))
                        .map_or((at + 1, None), |(end, year)| (end, Some(year)));
                    return Some((end, fields(year, Some(month), Some(small(number)?))));
                }
                (None, _) => return self.short_quarter(at, name, small(number)?.into()),
            },
            [Piece::Digits(decade), Piece::Letters(letters)]
                if pack.wide_attribute("time-word", letters, "decade").is_some() =>
            {
                return self.decade(decade).map(|base| (at + 1, Fields::of(base)));
            }
            // "mid-January"
            [Piece::Letters(edge), Piece::Letters(name)]
                if written.contains('-') && pack.wide_attribute("time-word", edge, "edge").is_some() =>
            {
                let month = month(name)?;
                let (end, year) = words
                    .year(words.past_comma(at + 1))
                    .map_or((at + 1, None), |(end, year)| (end, Some(year)));
                return Some((end, fields(year, Some(month), None)));
            }
            _ => return None,
        };
        Some((at + 1, found))
    }

    pub(super) fn decade(&self, digits: &str) -> Option<Stretch> {
        let year: i16 = digits.parse().ok().filter(|year| year % 10 == 0)?;
        let year = match digits.len() {
            2 if year >= 20 => 1900 + year,
            4 if (1000..2200).contains(&year) => year,
            _ => return None,
        };
        Stretch::at(Grain::Decade, midnight(Date::new(year, 1, 1).ok()?), 0)
    }

    /// "Q3 2019", "Q3": of this year where none is said.
    pub(super) fn short_quarter(&self, at: usize, name: &str, number: i64) -> Found<Fields> {
        let words = &self.words;
        let next = words.past("of", words.past_comma(at + 1));
        let (end, year) = match words.year(next) {
            Some((end, year)) => (end, year),
            None => (at + 1, self.now?.day().year()),
        };
        self.part_of_year(name, number, year).map(|base| (end, Fields::of(base)))
    }

    pub(super) fn part_of_year(&self, name: &str, number: i64, year: i16) -> Option<Stretch> {
        let code = self.words.doc.pack.wide_attribute("year-part", name, "code")?;
        let (grain, most) = match code {
            "Q" => (Grain::Quarter, 4),
            "H" => (Grain::HalfYear, 2),
            _ => return None,
        };
        let first = midnight(Date::new(year, 1, 1).ok()?);
        (1..=most).contains(&number).then(|| Stretch::at(grain, first, number - 1)).flatten()
    }
}
