//! Events and documents with a date, for calendar programs (RFC 5545).

use record::Edtf;

use crate::bulletin::Bulletin;
use crate::locale::Locale;
use crate::outcomes::Deed;
use crate::wording;

/// A calendar with one entry for each event and document of the report that has a date.
pub fn render(bulletin: &Bulletin, locale: &Locale) -> String {
    let mut out = String::new();
    let page = wording::bulletin::page(bulletin, locale);
    let name = format!("{}: {}", bulletin.title, wording::plain(&page.title));
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//rapporteur//reports//EN", "CALSCALE:GREGORIAN"]
    {
        put(&mut out, line);
    }
    put(&mut out, &format!("X-WR-CALNAME:{}", escape(&name)));
    // the state of the record, not the clock: the same report gives the same bytes
    let stamp = format!("{}T000000Z", digits(&bulletin.as_of.to_string()));
    for deed in bulletin.deeds() {
        let Some(date) = deed.date().and_then(|date| date.parse::<Edtf>().ok()) else { continue };
        // a whole year is no date to keep
        if date.precision() < 2 {
            continue;
        }
        let (Some(first), Some(last)) = (date.first_day(), date.last_day().or(date.first_day())) else {
            continue;
        };
        // the end is the first day after it
        let end = last.tomorrow().unwrap_or(last);
        put(&mut out, "BEGIN:VEVENT");
        put(&mut out, &format!("UID:{}@rapporteur", deed.entry()));
        put(&mut out, &format!("DTSTAMP:{stamp}"));
        put(&mut out, &format!("DTSTART;VALUE=DATE:{}", digits(&first.to_string())));
        put(&mut out, &format!("DTEND;VALUE=DATE:{}", digits(&end.to_string())));
        let (name, place, status) = match deed {
            Deed::Event(event) => (&event.name, event.place.as_ref(), event.status.as_deref()),
            Deed::Document(document) => {
                (&document.title, document.place.as_ref(), document.action.as_deref())
            }
        };
        put(&mut out, &format!("SUMMARY:{}", escape(&wording::capital(&name.text))));
        let places: Vec<&str> = place.into_iter().flat_map(|place| &place.names).map(words_of).collect();
        if !places.is_empty() {
            put(&mut out, &format!("LOCATION:{}", escape(&places.join(", "))));
        }
        let said = wording::bulletin::sentence(deed, bulletin, locale);
        put(&mut out, &format!("DESCRIPTION:{}", escape(&said)));
        match status {
            Some("planned") => put(&mut out, "STATUS:TENTATIVE"),
            Some("cancelled") => put(&mut out, "STATUS:CANCELLED"),
            _ => put(&mut out, "STATUS:CONFIRMED"),
        }
        put(&mut out, "END:VEVENT");
    }
    put(&mut out, "END:VCALENDAR");
    out
}

fn words_of(name: &crate::outcomes::Named) -> &str {
    match name {
        crate::outcomes::Named::Country(country) => &country.name,
        crate::outcomes::Named::Words(words) => &words.text,
    }
}

fn digits(date: &str) -> String {
    date.chars().filter(char::is_ascii_digit).collect()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line, folded before it is longer than 75 bytes.
fn put(out: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_signs_are_escaped() {
        let mut out = String::new();
        put(&mut out, &format!("SUMMARY:{}", escape(&"ё, b; \n".repeat(30))));
        assert!(out.split("\r\n").all(|line| line.len() <= 75), "{out}");
        assert_eq!(out.replace("\r\n ", "").matches("ё\\, b\\; \\n").count(), 30);
    }
}
