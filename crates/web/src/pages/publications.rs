//! Publications by language, publisher and date.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;

use super::entries::Link;
use super::{Pager, Sheet, first, pairs};
use crate::app::page;
use crate::catalogue::{Catalogue, Leaf, Symbol};
use crate::error::Fault;
use crate::facets::PAGE;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::sight::Sight;

#[derive(Template)]
#[template(path = "publications.html")]
struct Publications {
    f: Frame,
    sheets: Vec<Sheet>,
    pager: Pager,
    langs: Vec<Link>,
    sources: Vec<Link>,
}

pub async fn publications(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let lang = first(&pairs, "lang").map(str::to_owned);
    let source = first(&pairs, "source").map(str::to_owned);
    let number =
        first(&pairs, "page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1);
    let f = app.frame(&visitor, "publications", "nav-publications");
    let words = visitor.words;
    let template = app
        .look(move |catalogue, _| {
            let is =
                |wanted: &Option<String>, text: Option<&str>| wanted.is_none() || wanted.as_deref() == text;
            let by_lang = |leaf: &&Leaf| is(&lang, Some(catalogue.text(leaf.lang)));
            let by_source = |leaf: &&Leaf| is(&source, leaf.publisher.map(|name| catalogue.text(name)));
            let all = || catalogue.publications.iter();
            let address = |lang: Option<&str>, source: Option<&str>, page: usize| {
                let mut parts = Vec::new();
                parts.extend(lang.map(|lang| format!("lang={}", percent(lang))));
                parts.extend(source.map(|source| format!("source={}", percent(source))));
                if page > 0 {
                    parts.push(format!("page={}", page + 1));
                }
                format!("/publications{}{}", if parts.is_empty() { "" } else { "?" }, parts.join("&"))
            };
            let (lang_now, source_now) = (lang.as_deref(), source.as_deref());
            let langs = offers(catalogue, all().filter(by_source), |leaf| Some(leaf.lang), lang_now);
            let sources = offers(catalogue, all().filter(by_lang), |leaf| leaf.publisher, source_now);
            let found: Vec<&Leaf> = all().filter(by_lang).filter(by_source).collect();
            Ok(Publications {
                f,
                pager: Pager::new(number, PAGE, found.len(), |page| address(lang_now, source_now, page)),
                sheets: found
                    .iter()
                    .skip(number.saturating_mul(PAGE))
                    .take(PAGE)
                    .map(|leaf| Sheet::of(leaf, catalogue, words))
                    .collect(),
                langs: links(
                    langs,
                    words,
                    |value, chosen| address((!chosen).then_some(value), source_now, 0),
                    true,
                ),
                sources: links(
                    sources,
                    words,
                    |value, chosen| address(lang_now, (!chosen).then_some(value), 0),
                    false,
                ),
            })
        })
        .await?;
    page(&template)
}

fn offers<'c>(
    catalogue: &'c Catalogue,
    leaves: impl Iterator<Item = &'c Leaf>,
    of: impl Fn(&Leaf) -> Option<Symbol>,
    chosen: Option<&str>,
) -> Vec<(&'c str, usize, bool)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for symbol in leaves.filter_map(of) {
        *counts.entry(catalogue.text(symbol)).or_default() += 1;
    }
    let mut offers: Vec<_> =
        counts.into_iter().map(|(value, count)| (value, count, chosen == Some(value))).collect();
    offers.sort_by_key(|(value, count, chosen)| (!chosen, std::cmp::Reverse(*count), *value));
    offers.truncate(15);
    offers
}

fn links(
    offers: Vec<(&str, usize, bool)>,
    words: &Words,
    address: impl Fn(&str, bool) -> String,
    is_lang: bool,
) -> Vec<Link> {
    let link = |(value, count, chosen): (&str, usize, bool)| Link {
        label: if is_lang { words.language(value) } else { value.to_owned() },
        count,
        chosen,
        address: address(value, chosen),
    };
    offers.into_iter().map(link).collect()
}
