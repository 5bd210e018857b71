//! Sources: who issued what is in the record, in which languages, and since when nothing.

use askama::Template;
use axum::response::Response;

use crate::app::page;
use crate::catalogue::{Catalogue, Sum};
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

fn of(catalogue: &Catalogue, words: &Words) -> Vec<Source> {
    let date =
        |date: Option<record::Date>| date.map(|date| words.date(&date.to_string())).unwrap_or_default();
    let source = |sum: &Sum| {
        let name = catalogue.text(sum.name);
        let mut langs: Vec<String> = sum.langs.iter().map(|lang| catalogue.text(*lang).to_owned()).collect();
        langs.sort_unstable();
        Source {
            name: name.to_owned(),
            address: format!("/publications?source={}", percent(name)),
            langs,
            publications: sum.publications,
            claims: sum.claims,
            first: date(sum.first),
            last: date(sum.last),
            entered: words.day_of(sum.entered.map(|at| catalogue.text(at)).unwrap_or_default()),
        }
    };
    catalogue.sums().iter().map(source).collect()
}
