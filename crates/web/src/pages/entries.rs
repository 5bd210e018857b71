//! Entries by kind and facets.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;

use super::{Line, Pager, pairs};
use crate::app::page;
use crate::catalogue::{Catalogue, Symbol};
use crate::choice::{Choice, FACETS};
use crate::error::Fault;
use crate::facets::{Offer, PAGE};
use crate::frame::{Frame, Visitor};
use crate::house::Lore;
use crate::locale::Words;
use crate::sight::Sight;

/// A facet with what can be chosen of it.
pub struct Facet {
    pub label: String,
    pub offers: Vec<Link>,
}

pub struct Link {
    pub label: String,
    pub count: usize,
    pub chosen: bool,
    pub address: String,
}

#[derive(Template)]
#[template(path = "entries.html")]
struct Entries {
    f: Frame,
    heading: String,
    lines: Vec<Line>,
    facets: Vec<Facet>,
    pager: Pager,
    choice: Choice,
    from: String,
    to: String,
    words: String,
    /// The same list without what narrows it.
    whole: Option<String>,
    differ: Link,
    /// Whether lines say their kind: not where all are of one.
    mixed: bool,
}

pub async fn entries(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let choice = Choice::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let here = match choice.kind.as_deref() {
        Some("event") => "event",
        Some("document") => "document",
        Some("statement") => "statement",
        _ if choice.disputed => "differences",
        _ => "entries",
    };
    let mut f = app.frame(&visitor, here, "nav-entries");
    let words = visitor.words;
    let heading = match (&choice.kind, choice.disputed) {
        (Some(kind), _) => words.kinds(kind),
        (None, true) => words.t("differences"),
        (None, false) => words.t("nav-entries"),
    };
    f.title = heading.clone();
    let template = app
        .look(move |catalogue, web| {
            let lore = web.lore.as_ref();
            let listed = catalogue.listed(&choice);
            let total = listed.rows.len();
            let pager = Pager::new(choice.page, PAGE, total, |page| address(&choice.on_page(page)));
            let shown = choice.rows(catalogue, &listed).take(PAGE);
            let lines = shown.map(|row| Line::of(row, catalogue, lore, words)).collect();
            let offered = |facet| of(facet, &choice, listed.offers(facet), catalogue, lore, words);
            let facets = FACETS.into_iter().filter_map(offered).collect();
            let kind = choice.kind.as_deref().map_or(String::new(), |kind| format!("?kind={kind}"));
            let other = Choice { disputed: !choice.disputed, property: None, page: 0, ..choice.clone() };
            Ok(Entries {
                f,
                heading,
                lines,
                facets,
                pager,
                from: choice.from.map(|date| date.to_string()).unwrap_or_default(),
                to: choice.to.map(|date| date.to_string()).unwrap_or_default(),
                words: choice.words.clone().unwrap_or_default(),
                whole: choice.is_narrowed().then(|| format!("/entries{kind}")),
                differ: Link {
                    label: words.t("differences"),
                    count: listed.disputed,
                    chosen: choice.disputed,
                    address: address(&other),
                },
                mixed: choice.kind.is_none(),
                choice,
            })
        })
        .await?;
    page(&template)
}

pub fn address(choice: &Choice) -> String {
    match choice.query() {
        query if query.is_empty() => "/entries".to_owned(),
        query => format!("/entries?{query}"),
    }
}

/// A facet; `None` where it offers no choice.
fn of(
    facet: &'static str,
    choice: &Choice,
    offers: &[Offer],
    catalogue: &Catalogue,
    lore: &dyn Lore,
    words: &Words,
) -> Option<Facet> {
    let kind = choice.kind.as_deref().unwrap_or_default();
    // terms of different kinds are no one list
    if matches!(facet, "sort" | "status") && kind.is_empty() {
        return None;
    }
    let chosen = choice.chosen(facet).is_some();
    if offers.len() < 2 && !chosen {
        return None;
    }
    let link = |offer: &Offer| Link {
        label: label(facet, kind, offer, catalogue, lore, words),
        count: offer.count,
        chosen: offer.chosen,
        address: address(&choice.with(facet, (!offer.chosen).then_some(offer.value.as_str()))),
    };
    let name = match (facet, kind) {
        ("sort", "figure") => words.property("what"),
        ("sort", "membership") => words.property("role"),
        ("sort", _) => words.property("kind"),
        ("status", "document") => words.property("action"),
        ("status", _) => words.property("status"),
        _ => words.t(match facet {
            "kind" => "facet-kind",
            "body" => "facet-body",
            "place" => "facet-place",
            "lang" => "facet-lang",
            "property" => "facet-property",
            _ => "facet-source",
        }),
    };
    Some(Facet { label: name, offers: offers.iter().map(link).collect() })
}

fn label(
    facet: &str,
    kind: &str,
    offer: &Offer,
    catalogue: &Catalogue,
    lore: &dyn Lore,
    words: &Words,
) -> String {
    let name = |symbol: Option<Symbol>| {
        symbol.map_or_else(|| offer.value.clone(), |symbol| catalogue.name(symbol, lore, &words.lang))
    };
    match facet {
        "kind" => words.kinds(&offer.value),
        "sort" if kind == "membership" => words.term(kind, "role", &offer.value),
        "sort" => words.term(kind, "kind", &offer.value),
        "status" if kind == "document" => words.term(kind, "action", &offer.value),
        "status" => words.term(kind, "status", &offer.value),
        "lang" => words.language(&offer.value),
        "property" => words.property(&offer.value),
        _ => name(offer.symbol),
    }
}
