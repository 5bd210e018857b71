//! The calendar: a month day by day, a year month by month, and the same for calendar programs.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use record::Date;

use super::ics::{self, Item};
use super::{first, pairs};
use crate::app::page;
use crate::catalogue::{Catalogue, Row, day_number, day_of, kind_name, kind_number};
use crate::choice::Choice;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::locale::Words;
use crate::sight::Sight;

/// What lasts longer is listed beside the days instead of in each of them.
const LONG: i32 = 31;
/// How many entries a day shows by name.
const NAMED: usize = 4;

pub struct Day {
    pub number: i8,
    pub date: String,
    pub label: String,
    pub inside: bool,
    pub today: bool,
    pub items: Vec<Entry>,
    pub more: usize,
}

pub struct Entry {
    pub id: String,
    pub label: String,
    pub kind: String,
}

pub struct Month {
    pub name: String,
    pub address: String,
    pub count: usize,
    /// Weeks of days: number, how many entries (0 for none, at most 4).
    pub weeks: Vec<Vec<(i8, usize)>>,
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct Calendar {
    f: Frame,
    heading: String,
    weekdays: Vec<String>,
    weeks: Vec<Vec<Day>>,
    months: Vec<Month>,
    /// What has a month or a year and no day, and what lasts long.
    long: Vec<(String, Entry)>,
    before: String,
    after: String,
    year: i16,
    now: String,
    kinds: Vec<(String, String, bool)>,
    feed: String,
}

/// What the calendar shows where nothing is chosen.
const KINDS: [&str; 2] = ["event", "document"];

pub async fn calendar(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let today = app.hands.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let kind = first(&pairs, "kind").filter(|kind| KINDS.contains(kind)).map(str::to_owned);
    let month = first(&pairs, "month").map(str::to_owned);
    let year = first(&pairs, "year").and_then(|year| year.parse::<i16>().ok());
    let f = app.frame(&visitor, "calendar", "nav-calendar");
    let words = visitor.words;
    let template = app
        .look(move |catalogue, _| {
            let mut wanted: Vec<u32> = KINDS
                .iter()
                .filter(|name| kind.as_deref().is_none_or(|kind| kind == **name))
                .flat_map(|name| catalogue.of_kind(kind_number(name)).to_vec())
                .collect();
            wanted.sort_unstable();
            let rows: Vec<&Row> = catalogue.rows(&wanted).filter(|row| row.days.is_some()).collect();
            let with_kind = |address: String| match &kind {
                Some(kind) => format!("{address}&kind={kind}"),
                None => address,
            };
            let kinds = |here: &str| {
                let all = (words.t("scope-all"), here.to_owned(), kind.is_none());
                let one = |name: &&str| {
                    (words.kinds(name), format!("{here}&kind={name}"), kind.as_deref() == Some(*name))
                };
                std::iter::once(all).chain(KINDS.iter().map(one)).collect()
            };
            let asked = month.as_deref().and_then(|month| format!("{month}-01").parse::<Date>().ok());
            let latest = || latest(&rows, today);
            let feed = with_kind("/calendar.ics?all=1".to_owned());
            if let Some(year) = year.filter(|year| (1..=9998).contains(year)) {
                return Ok(Calendar {
                    f,
                    heading: year.to_string(),
                    weekdays: weekdays(words),
                    weeks: Vec::new(),
                    months: (1..=12).map(|month| small(&rows, year, month, words, &with_kind)).collect(),
                    long: Vec::new(),
                    before: with_kind(format!("/calendar?year={:04}", year - 1)),
                    after: with_kind(format!("/calendar?year={:04}", year + 1)),
                    year,
                    now: with_kind(format!("/calendar?month={:04}-{:02}", today.year(), today.month())),
                    kinds: kinds(&format!("/calendar?year={year:04}")),
                    feed,
                });
            }
            let start = asked.unwrap_or_else(latest).first_of_month();
            let address =
                |date: Date| with_kind(format!("/calendar?month={:04}-{:02}", date.year(), date.month()));
            let here = format!("/calendar?month={:04}-{:02}", start.year(), start.month());
            let beside = |months: i64| start.checked_add(months.months()).unwrap_or(start);
            Ok(Calendar {
                f,
                heading: words.date(&format!("{:04}-{:02}", start.year(), start.month())),
                weekdays: weekdays(words),
                weeks: weeks(&rows, start, today, catalogue, words),
                months: Vec::new(),
                long: long(&rows, start, catalogue, words),
                before: address(beside(-1)),
                after: address(beside(1)),
                year: start.year(),
                now: address(today),
                kinds: kinds(&here),
                feed,
            })
        })
        .await?;
    page(&template)
}

/// This month where it holds something, else the last one that does.
fn latest(rows: &[&Row], today: Date) -> Date {
    let (begin, end) = (day_number(today.first_of_month()), day_number(today.last_of_month()));
    // what has no last day counts by its first
    let days = rows.iter().filter_map(|row| row.days).map(|(first, last)| match last {
        i32::MAX => (first, first),
        last => (first, last),
    });
    let mut past: Option<i32> = None;
    for (first, last) in days.filter(|(first, last)| last - first < LONG - 1) {
        if last >= begin && first <= end {
            return today;
        }
        if first <= day_number(today) {
            past = past.max(Some(first));
        }
    }
    past.and_then(day_of).unwrap_or(today)
}

fn weekdays(words: &Words) -> Vec<String> {
    (1..=7).map(|day| words.t(&format!("day-{day}"))).collect()
}

fn span(row: &Row) -> Option<(Date, Date)> {
    let (first, last) = row.days?;
    let first = day_of(first)?;
    Some((first, day_of(last).unwrap_or(first)))
}

/// Whether it has days, and not too many of them.
fn is_short(first: Date, last: Date) -> bool {
    day_number(last) - day_number(first) < LONG - 1
}

fn on(rows: &[&Row], from: Date, to: Date) -> Vec<(Date, Date, usize)> {
    let (after, before) = (day_number(from), day_number(to));
    let near = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.days.is_some_and(|(first, last)| last >= after && first <= before));
    let spans = near.filter_map(|(at, row)| span(row).map(|(first, last)| (first, last, at)));
    spans.filter(|(first, last, _)| *last >= from && *first <= to).collect()
}

fn item(row: &Row, catalogue: &Catalogue) -> Entry {
    Entry {
        id: row.id.to_string(),
        label: catalogue.text(row.label).to_owned(),
        kind: kind_name(row.kind).to_owned(),
    }
}

fn weeks(rows: &[&Row], start: Date, today: Date, catalogue: &Catalogue, words: &Words) -> Vec<Vec<Day>> {
    let before = i64::from(start.weekday().to_monday_zero_offset());
    let first = start.checked_sub(before.days()).unwrap_or(start);
    let end = start.last_of_month();
    let spans = on(rows, first, end.checked_add(7.days()).unwrap_or(end));
    let mut weeks: Vec<Vec<Day>> = Vec::new();
    let mut day = first;
    while day <= end && weeks.len() < 6 {
        let mut week = Vec::new();
        for _ in 0..7 {
            let here =
                spans.iter().filter(|(from, to, _)| *from <= day && day <= *to && is_short(*from, *to));
            let here: Vec<&&Row> = here.filter_map(|(_, _, at)| rows.get(*at)).collect();
            week.push(Day {
                number: day.day(),
                label: words.date(&day.to_string()),
                date: day.to_string(),
                inside: day.month() == start.month(),
                today: day == today,
                more: here.len().saturating_sub(NAMED),
                items: here.into_iter().take(NAMED).map(|row| item(row, catalogue)).collect(),
            });
            day = day.tomorrow().unwrap_or(day);
        }
        weeks.push(week);
    }
    weeks
}

fn long(rows: &[&Row], start: Date, catalogue: &Catalogue, words: &Words) -> Vec<(String, Entry)> {
    let spans = on(rows, start, start.last_of_month());
    let long = spans.into_iter().filter(|(first, last, _)| !is_short(*first, *last));
    let named = long.filter_map(|(_, _, at)| {
        let row = rows.get(at)?;
        Some((
            row.when.map(|when| words.date(catalogue.text(when))).unwrap_or_default(),
            item(row, catalogue),
        ))
    });
    named.take(30).collect()
}

fn small(rows: &[&Row], year: i16, month: i8, words: &Words, address: &dyn Fn(String) -> String) -> Month {
    let start = Date::new(year, month, 1).unwrap_or(Date::MIN);
    let end = start.last_of_month();
    let spans = on(rows, start, end);
    let short = || spans.iter().filter(|(first, last, _)| is_short(*first, *last));
    let mut weeks: Vec<Vec<(i8, usize)>> =
        vec![vec![(0, 0); start.weekday().to_monday_zero_offset() as usize]];
    for number in 1..=end.day() {
        let Ok(day) = Date::new(year, month, number) else { continue };
        let count = short().filter(|(first, last, _)| *first <= day && day <= *last).count();
        if weeks.last().is_none_or(|week| week.len() == 7) {
            weeks.push(Vec::new());
        }
        if let Some(week) = weeks.last_mut() {
            week.push((number, count.min(4)));
        }
    }
    let name = words.date(&format!("{year:04}-{month:02}"));
    Month {
        name: name.trim_end_matches(&year.to_string()).trim().to_owned(),
        address: address(format!("/calendar?month={year:04}-{month:02}")),
        count: spans.len(),
        weeks,
    }
}

/// What the feed holds at most: the latest.
const FEED: usize = 2000;

pub async fn ics(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let mut choice = Choice::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    choice.kind.get_or_insert_with(|| "event".to_owned());
    let now = app.hands.now();
    let words = visitor.words;
    let host = app.settings.hosts.first().cloned().unwrap_or_default();
    let text = app
        .look(move |catalogue, web| {
            let listed = catalogue.listed(&choice);
            let items = catalogue.rows(&listed.rows).filter_map(|row| to_item(row, catalogue, web, words));
            Ok(ics::calendar(&words.t("name"), items.take(FEED), now, &host))
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"calendar.ics\""),
    ];
    Ok((headers, text).into_response())
}

fn to_item(row: &Row, catalogue: &Catalogue, web: &crate::Web, words: &Words) -> Option<Item> {
    let (first, last) = span(row)?;
    let line = super::Line::of(row, catalogue, web.lore.as_ref(), words);
    let status = match line.status_term.as_str() {
        "cancelled" => "CANCELLED",
        "planned" => "TENTATIVE",
        _ => "CONFIRMED",
    };
    Some(Item { id: line.id, title: line.label, place: line.where_, first, last, status })
}
