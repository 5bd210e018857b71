//! Figures: what was counted more than once, over time.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;

use super::{Line, Pager, first, pairs};
use crate::app::page;
use crate::catalogue::{Catalogue, Row, kind_number};
use crate::error::Fault;
use crate::facets::PAGE;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::sight::Sight;

/// A row of figures that count the same.
pub struct Series {
    pub what: String,
    pub address: String,
    pub points: Vec<Point>,
    /// The line through the points.
    pub line: String,
    pub least: String,
    pub most: String,
    pub from: String,
    pub to: String,
}

pub struct Point {
    pub id: String,
    pub x: i32,
    pub y: i32,
    pub label: String,
    pub disputed: bool,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct Figures {
    f: Frame,
    series: Vec<Series>,
    lines: Vec<Line>,
    pager: Pager,
}

/// The size of a plot in its own units.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 90.0;
/// How many plots are drawn.
const PLOTS: usize = 12;

pub async fn figures(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let number =
        first(&pairs, "page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1);
    let f = app.frame(&visitor, "figures", "nav-figures");
    let words = visitor.words;
    let template = app
        .read(move |archive, web| {
            let catalogue = &*web.catalogue()?;
            let rows = catalogue.of_kind(kind_number("figure"));
            let shown = catalogue.rows(&rows).skip(number.saturating_mul(PAGE)).take(PAGE);
            let mut lines = Vec::new();
            for row in shown {
                let mut line = Line::of(row, catalogue, web.lore.as_ref(), words);
                // "documents, 14" says little without where they were counted
                let entry = archive.entry(row.id)?;
                let event = entry.and_then(|entry| catalogue.entry(*entry.refs.get("event")?));
                line.body = event.map(|event| catalogue.text(event.label).to_owned()).unwrap_or(line.body);
                lines.push(line);
            }
            Ok(Figures {
                f,
                series: if number == 0 { series(catalogue, words) } else { Vec::new() },
                lines,
                pager: Pager::new(number, PAGE, rows.len(), |page| format!("/figures?page={}", page + 1)),
            })
        })
        .await?;
    page(&template)
}

/// What was counted at two times or more, the longest rows first.
fn series(catalogue: &Catalogue, words: &Words) -> Vec<Series> {
    let series = catalogue.series(PLOTS).iter().map(|(what, rows)| {
        let points: Vec<(i32, f64, &Row)> =
            catalogue.rows(rows).filter_map(|row| Some((row.days?.0, row.amount?, row))).collect();
        plot(catalogue.text(*what), &points, catalogue, words)
    });
    series.collect()
}

fn plot(what: &str, points: &[(i32, f64, &Row)], catalogue: &Catalogue, words: &Words) -> Series {
    let days = || points.iter().map(|(day, ..)| f64::from(*day));
    let amounts = || points.iter().map(|(_, amount, _)| *amount);
    let (first, last) = (days().fold(f64::MAX, f64::min), days().fold(f64::MIN, f64::max));
    // from nought, so that a small change does not look like a great one
    let (least, most) = (amounts().fold(0.0, f64::min), amounts().fold(f64::MIN, f64::max));
    let along = |value: f64, from: f64, to: f64| if to > from { (value - from) / (to - from) } else { 0.5 };
    let points: Vec<(Point, String)> = points
        .iter()
        .map(|(day, amount, row)| {
            let x = 8.0 + along(f64::from(*day), first, last) * (WIDTH - 16.0);
            let y = HEIGHT - 6.0 - along(*amount, least, most) * (HEIGHT - 14.0);
            let when = row.when.map(|when| words.date(catalogue.text(when))).unwrap_or_default();
            let label = format!("{when}: {}", words.decimal(&amount.to_string()));
            (Point { id: row.id.to_string(), x: x as i32, y: y as i32, label, disputed: row.disputed }, when)
        })
        .collect();
    let line =
        points.iter().map(|(point, _)| format!("{},{}", point.x, point.y)).collect::<Vec<_>>().join(" ");
    Series {
        what: what.to_owned(),
        address: format!("/entries?kind=figure&sort={}", percent(what)),
        line,
        least: words.decimal(&least.to_string()),
        most: words.decimal(&most.to_string()),
        from: points.first().map(|(_, when)| when.clone()).unwrap_or_default(),
        to: points.last().map(|(_, when)| when.clone()).unwrap_or_default(),
        points: points.into_iter().map(|(point, _)| point).collect(),
    }
}
