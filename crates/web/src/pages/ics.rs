//! Calendars for calendar programs: RFC 5545, whole days only.

use std::fmt::Write as _;

use jiff::{Timestamp, ToSpan};
use record::Date;

/// One thing of the calendar, from day to day, both included.
pub struct Item {
    pub id: String,
    pub title: String,
    pub place: String,
    pub first: Date,
    pub last: Date,
    /// A word of the format.
    pub status: &'static str,
}

/// A line is folded after so many bytes (RFC 5545, 3.1).
const FOLD: usize = 73;

pub fn calendar(name: &str, items: impl Iterator<Item = Item>, now: Timestamp, host: &str) -> String {
    let mut out = String::new();
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    for (key, value) in [("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//Rapporteur//EN")] {
        line(&mut out, key, value);
    }
    line(&mut out, "X-WR-CALNAME", &escaped(name));
    for item in items {
        let day = |date: Date| date.strftime("%Y%m%d").to_string();
        line(&mut out, "BEGIN", "VEVENT");
        line(&mut out, "UID", &format!("{}@{}", item.id, escaped(host)));
        line(&mut out, "DTSTAMP", &stamp);
        line(&mut out, "DTSTART;VALUE=DATE", &day(item.first));
        // the end is the day after the last
        line(&mut out, "DTEND;VALUE=DATE", &day(item.last.checked_add(1.day()).unwrap_or(item.last)));
        line(&mut out, "SUMMARY", &escaped(&item.title));
        if !item.place.is_empty() {
            line(&mut out, "LOCATION", &escaped(&item.place));
        }
        line(&mut out, "STATUS", item.status);
        line(&mut out, "TRANSP", "TRANSPARENT");
        line(&mut out, "END", "VEVENT");
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

/// Commas, semicolons, backslashes and line breaks mean something in a value.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    let whole = format!("{key}:{value}");
    let mut length = 0;
    for c in whole.chars() {
        if length + c.len_utf8() > FOLD {
            out.push_str("\r\n ");
            length = 1;
        }
        length += c.len_utf8();
        out.push(c);
    }
    let _ = write!(out, "\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_and_values_escaped() {
        let item = Item {
            id: "ab".to_owned(),
            title: format!("Session, first; \\ of\nmany\r {}", "\u{439}".repeat(60)),
            place: String::new(),
            first: "2024-11-28".parse().unwrap(),
            last: "2024-11-29".parse().unwrap(),
            status: "CONFIRMED",
        };
        let text = calendar("name", [item].into_iter(), "2024-12-01T10:00:00Z".parse().unwrap(), "host");
        assert!(text.contains("DTSTART;VALUE=DATE:20241128\r\nDTEND;VALUE=DATE:20241130\r\n"), "{text}");
        assert!(text.contains("SUMMARY:Session\\, first\\; \\\\ of\\nmany "), "{text}");
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.contains("\r\n \u{439}"), "{text}");
    }
}
