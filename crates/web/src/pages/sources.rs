//! Sources: who issued what is in the record, in which languages, and since when nothing.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use crate::app::page;
use crate::catalogue::Catalogue;
use crate::error::Fault;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::sight::Sight;

pub struct Source {
    pub name: String,
    pub address: String,
    pub langs: Vec<String>,
    pub publications: usize,
    pub claims: usize,
    pub first: String,
    pub last: String,
    pub entered: String,
}

#[derive(Template)]
#[template(path = "sources.html")]
struct Sources {
    f: Frame,
    sources: Vec<Source>,
    /// Publications that do not say who issued them.
    unsigned: usize,
}

pub async fn sources(app: Sight, visitor: Visitor) -> Result<Response, Fault> {
    let f = app.frame(&visitor, "sources", "nav-sources");
    let words = visitor.words;
    let template = app
        .look(move |catalogue, _| {
            let unsigned = catalogue.publications.iter().filter(|leaf| leaf.publisher.is_none()).count();
            Ok(Sources { f, sources: of(catalogue, words), unsigned })
        })
        .await?;
    page(&template)
}

#[derive(Default)]
struct Sum<'c> {
    langs: BTreeMap<&'c str, usize>,
    publications: usize,
    claims: usize,
    first: Option<record::Date>,
    last: Option<record::Date>,
    entered: &'c str,
}

fn of(catalogue: &Catalogue, words: &Words) -> Vec<Source> {
    let mut sums: BTreeMap<&str, Sum<'_>> = BTreeMap::new();
    for leaf in &catalogue.publications {
        let Some(name) = leaf.publisher else { continue };
        let sum = sums.entry(catalogue.text(name)).or_default();
        *sum.langs.entry(catalogue.text(leaf.lang)).or_default() += 1;
        sum.publications += 1;
        sum.claims += leaf.claims as usize;
        sum.first = [sum.first, leaf.published_on].into_iter().flatten().min();
        sum.last = sum.last.max(leaf.published_on);
        let entered = leaf.entered.map(|at| catalogue.text(at)).unwrap_or_default();
        sum.entered = sum.entered.max(entered);
    }
    let mut sources: Vec<Source> = sums
        .into_iter()
        .map(|(name, sum)| {
            let date = |date: Option<record::Date>| {
                date.map(|date| words.date(&date.to_string())).unwrap_or_default()
            };
            Source {
                name: name.to_owned(),
                address: format!("/publications?source={}", percent(name)),
                langs: sum.langs.keys().map(|lang| (*lang).to_owned()).collect(),
                publications: sum.publications,
                claims: sum.claims,
                first: date(sum.first),
                last: date(sum.last),
                entered: words.day_of(sum.entered),
            }
        })
        .collect();
    sources.sort_by(|a, b| b.publications.cmp(&a.publications).then_with(|| a.name.cmp(&b.name)));
    sources
}
