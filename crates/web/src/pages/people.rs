//! Persons, with the offices that they held and hold.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use record::Entry;

use super::{Pager, first, pairs};
use crate::app::page;
use crate::catalogue::{Row, Trace, when};
use crate::error::Fault;
use crate::facets::PAGE;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::sight::Sight;

pub struct Person {
    pub id: String,
    pub name: String,
    /// The other ways in which sources write the name.
    pub names: Vec<String>,
    pub offices: Vec<Office>,
    pub publications: usize,
}

pub struct Office {
    pub id: String,
    pub title: String,
    pub organisation: String,
    pub when: String,
    pub status: String,
    pub term: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    f: Frame,
    persons: Vec<Person>,
    pager: Pager,
    words: String,
}

pub async fn people(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let asked = first(&pairs, "words").unwrap_or_default().to_owned();
    let number =
        first(&pairs, "page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1);
    let f = app.frame(&visitor, "people", "nav-people");
    let words = visitor.words;
    let template = app
        .read(move |archive, web| {
            let catalogue = web.catalogue()?;
            let wanted: Vec<String> = asked.to_lowercase().split_whitespace().map(str::to_owned).collect();
            let trace = wanted.iter().map(|word| Trace::of_lower(word)).fold(Trace::default(), Trace::and);
            let is_asked = |row: &&Row| {
                wanted.is_empty()
                    || catalogue.may_hold(row.label, trace) && {
                        let label = catalogue.text(row.label).to_lowercase();
                        wanted.iter().all(|word| label.contains(word.as_str()))
                    }
            };
            // whom most publications speak of
            let rows: Vec<&Row> = catalogue.rows(catalogue.best_known()).filter(is_asked).collect();
            let total = rows.len();
            let mut persons = Vec::new();
            for row in rows.into_iter().skip(number.saturating_mul(PAGE)).take(PAGE) {
                let Some(entry) = archive.entry(row.id)? else { continue };
                // all that speaks of somebody well known would be read for a few offices
                let mut offices = Vec::new();
                for office in catalogue.offices_of(row.id) {
                    offices.extend(archive.entry(office)?);
                }
                offices.sort_by_key(|office| std::cmp::Reverse(when(office)));
                persons.push(person(&entry, &offices, row.publications as usize, words));
            }
            let address = |page: usize| format!("/people?words={}&page={}", percent(&asked), page + 1);
            Ok(People { f, persons, pager: Pager::new(number, PAGE, total, address), words: asked })
        })
        .await?;
    page(&template)
}

fn person(entry: &Entry, offices: &[Entry], publications: usize, words: &Words) -> Person {
    let names = entry.property("name").into_iter().flat_map(|property| &property.values);
    let names: Vec<String> =
        names.map(|value| value.text.clone()).filter(|name| *name != entry.label).take(4).collect();
    let text = |office: &Entry, name: &str| office.value(name).unwrap_or_default().to_owned();
    Person {
        id: entry.id.to_string(),
        name: entry.label.clone(),
        names,
        offices: offices
            .iter()
            .map(|office| Office {
                id: office.id.to_string(),
                title: text(office, "title"),
                organisation: text(office, "organisation"),
                when: when(office).map(|when| words.date(&when)).unwrap_or_default(),
                status: words.term("office", "status", &text(office, "status")),
                term: text(office, "status"),
            })
            .collect(),
        publications,
    }
}
