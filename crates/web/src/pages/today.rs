//! The first page: what is new, where sources differ, what is planned.

use askama::Template;
use axum::response::Response;

use super::{Line, Sheet};
use crate::app::page;
use crate::catalogue::{Catalogue, day_number, kind_number};
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::sight::Sight;

/// How many lines each part has.
const LINES: usize = 8;

#[derive(Template)]
#[template(path = "today.html")]
struct Today {
    f: Frame,
    date: String,
    counts: Vec<(String, usize, String)>,
    new: Vec<Sheet>,
    differ: Vec<Line>,
    planned: Vec<Line>,
    recent: Vec<Line>,
}

pub async fn today(app: Sight, visitor: Visitor) -> Result<Response, Fault> {
    let f = app.frame(&visitor, "today", "nav-today");
    let words = visitor.words;
    let today = app.hands.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let template = app
        .look(move |catalogue, web| {
            let line = |row: &&crate::catalogue::Row| Line::of(row, catalogue, web.lore.as_ref(), words);
            let number = day_number(today);
            let is_planned = |row: &&crate::catalogue::Row| {
                row.status.is_some_and(|status| catalogue.text(status) == "planned")
            };
            let events = catalogue.of_kind(kind_number("event"));
            let events = || catalogue.rows(&events);
            let mut planned: Vec<_> =
                events().filter(|row| row.days.is_some_and(|(_, last)| last >= number)).collect();
            planned.sort_by_key(|row| row.days);
            let undated = events().filter(|row| row.days.is_none() && is_planned(row));
            planned.extend(undated);
            let past = |row: &&crate::catalogue::Row| row.days.is_some_and(|(_, last)| last < number);
            let recent = events().filter(past);
            Ok(Today {
                f,
                date: words.date(&today.to_string()),
                counts: counts(catalogue, words),
                new: catalogue.newest().map(|leaf| Sheet::of(leaf, catalogue, words)).collect(),
                differ: catalogue.rows(catalogue.disputed()).take(LINES).map(|row| line(&row)).collect(),
                planned: planned.iter().take(LINES).map(line).collect(),
                recent: recent.take(LINES).map(|row| line(&row)).collect(),
            })
        })
        .await?;
    page(&template)
}

/// How much there is, kind by kind, with where it is listed.
fn counts(catalogue: &Catalogue, words: &crate::locale::Words) -> Vec<(String, usize, String)> {
    let mut counts =
        vec![(words.t("nav-publications"), catalogue.publications.len(), "/publications".to_owned())];
    for kind in ["event", "document", "statement", "figure"] {
        let count = catalogue.of_kind(kind_number(kind)).len();
        counts.push((words.kinds(kind), count, format!("/entries?kind={kind}")));
    }
    let persons = catalogue.of_kind(kind_number("person")).len();
    counts.push((words.kinds("person"), persons, "/people".to_owned()));
    let disputed = catalogue.disputed().len();
    counts.push((words.t("differences"), disputed, "/entries?disputed=1".to_owned()));
    counts
}
