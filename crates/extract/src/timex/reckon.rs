//! How the value of each sort of expression is reckoned.

use rules::Mention;

use super::number;
use crate::doc::Doc;

/// The value that the rule's `op` gives; `None` where it cannot be told.
pub(super) fn value(doc: &Doc<'_, '_>, mention: &Mention) -> Option<String> {
    let today = doc.published_on;
    match mention.attribute("op")? {
        "duration" => duration(doc, mention),
        "year" => {
            const FAR: i64 = 120;
            let year = number(doc, mention, "year")?;
            let near = today.is_none_or(|today| (i64::from(today.year()) - year).abs() <= FAR);
            near.then(|| format!("{year:04}"))
        }
        "reference" => code(doc, mention, "ref", "time-ref", "code").map(str::to_owned),
        _ => None,
    }
}

/// An attribute of the lexicon's row that fills a part.
fn code<'d>(doc: &Doc<'d, '_>, mention: &Mention, part: &str, class: &str, name: &str) -> Option<&'d str> {
    doc.at(class, &mention.part(part)?.tokens)?.attribute(name)
}

/// `P2Y`, `P2.5Y`, `PT30M`, `PXD`; ten years are a decade.
fn duration(doc: &Doc<'_, '_>, mention: &Mention) -> Option<String> {
    let unit = code(doc, mention, "unit", "time-unit", "code")?;
    // a fortnight, a weekend: no units of a duration
    if unit == "WE" || unit.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (prefix, letter) = unit.split_at(unit.len().checked_sub(1)?);
    let (times, letter) = match letter {
        "E" => (10, "Y"),
        "C" => (100, "Y"),
        "Q" => (3, "M"),
        other => (1, other),
    };
    let count = match mention.attribute("n") {
        Some("X") => "X".to_owned(),
        Some(n) => (n.parse::<i64>().ok()? * times).to_string(),
        None => {
            let half = mention.part("half").is_some();
            let whole =
                if mention.part("n").is_some() { number(doc, mention, "n")?.checked_mul(times)? } else { 0 };
            if half { format!("{whole}.5") } else { whole.to_string() }
        }
    };
    Some(format!("P{prefix}{count}{letter}"))
}
