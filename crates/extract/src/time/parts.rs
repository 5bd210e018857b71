//! Parts of a year: "the first half of 2025" is from January to June.

use record::Edtf;
use rules::Mention;

use super::Time;
use crate::doc::{Doc, Tokens};

/// The months that words beside a year limit it to.
pub(crate) fn of_year(doc: &Doc<'_, '_>, time: &Time) -> Option<Edtf> {
    const GAP: usize = 1;
    if time.precision != 1 || time.open || time.value.is_interval() {
        return None;
    }
    let sentence = doc.sentence(time.tokens.start);
    let beside = |part: &&Mention| super::distance(doc, &part.tokens, &time.tokens) <= GAP;
    let year = time.value.first_day()?.year();
    doc.within("year-part", &sentence).find(beside).and_then(|part| months(part, year))
}

/// "In the first quarter", without a year: the last one that was over by the day of publication.
pub(crate) fn last_over(doc: &Doc<'_, '_>, sentence: &Tokens) -> Option<(Edtf, Tokens)> {
    let today = doc.published_on?;
    let mut parts = doc.within("year-part", sentence);
    let part = parts.next().filter(|_| parts.next().is_none())?;
    // "in nine months" counts them only
    let counts = doc.starts("numeral", part.tokens.start).is_some()
        || doc.word(part.tokens.start).starts_with(|first: char| first.is_ascii_digit());
    let over =
        |year: i16| months(part, year).filter(|months| months.last_day().is_some_and(|day| day < today));
    let value = over(today.year()).or_else(|| over(today.year() - 1)).filter(|_| !counts)?;
    Some((value, part.tokens.clone()))
}

fn months(part: &Mention, year: i16) -> Option<Edtf> {
    let month = |name: &str| part.attribute(name)?.parse::<u8>().ok();
    format!("{year:04}-{:02}/{year:04}-{:02}", month("from")?, month("to")?).parse().ok()
}
