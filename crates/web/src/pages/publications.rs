//! Publications by language, publisher and date.

use std::collections::HashMap;

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
            // what no publication bears lets none through
            let wanted = |asked: &Option<String>| asked.as_deref().map(|text| catalogue.symbol(text));
            let (wanted_lang, wanted_source) = (wanted(&lang), wanted(&source));
            let by_lang = |leaf: &&Leaf| wanted_lang.is_none_or(|lang| lang == Some(leaf.lang));
            let by_source = |leaf: &&Leaf| {
                wanted_source.is_none_or(|source| source.is_some() && source == leaf.publisher)
            };
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
    let mut counts: HashMap<Symbol, usize> = HashMap::new();
    for symbol in leaves.filter_map(of) {
        *counts.entry(symbol).or_default() += 1;
    }
    let named = counts.into_iter().map(|(symbol, count)| (catalogue.text(symbol), count));
    let mut offers: Vec<_> = named.map(|(value, count)| (value, count, chosen == Some(value))).collect();
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
