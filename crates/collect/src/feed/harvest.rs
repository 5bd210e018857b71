//! What a feed announces, as leads.

use serde_json::Value;
use text::html::dates::Months;

use super::{Feed, Slip, moment, plain};
use crate::lead::{Body, Harvest, Lead, When};

/// What a feed announces; `leads` are those of its entries, in its order.
pub fn harvest(feed: &Feed, mut leads: Vec<Lead>) -> Harvest {
    let lang = text(&feed.feed, "language");
    leads.iter_mut().for_each(|lead| lead.lang = lead.lang.take().or_else(|| lang.clone()));
    let slip = &feed.feed;
    let links = |rel: &str| {
        links(slip).find(|link| text(link, "rel").as_deref() == Some(rel)).and_then(|link| text(link, "href"))
    };
    Harvest {
        title: shown(slip, "title"),
        site: text(slip, "link").or_else(|| links("alternate")),
        lang,
        moved_to: text(slip, "newlocation").or_else(|| text(slip, "itunes_new-feed-url")),
        next: links("next").or_else(|| links("prev-archive")).or_else(|| text(slip, "next_url")),
        nested: Vec::new(),
        rest_minutes: rest(slip),
        leads,
        notes: feed.notes.clone(),
        is_cut: feed.is_cut,
    }
}

fn text(slip: &Slip, name: &str) -> Option<String> {
    slip.get(name).and_then(Value::as_str).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

fn links(slip: &Slip) -> impl Iterator<Item = &Slip> {
    slip.get("links").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// Whether the text under this name is markup.
fn is_markup(slip: &Slip, name: &str) -> bool {
    let detail = slip.get(&format!("{name}_detail")).and_then(Value::as_object);
    detail.and_then(|detail| text(detail, "type")).is_none_or(|kind| kind != "text/plain")
}

/// A title as readers see it.
fn shown(slip: &Slip, name: &str) -> Option<String> {
    let value = text(slip, name)?;
    let value = if is_markup(slip, name) {
        plain(&value)
    } else {
        value.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (!value.is_empty()).then_some(value)
}

fn body(value: String, kind: Option<&str>) -> Body {
    match kind {
        Some("text/plain") => Body::Text(value),
        _ => Body::Html(value),
    }
}

/// An instant or a day, as its source wrote it.
pub fn when(written: &str, months: &Months) -> Option<When> {
    moment(written, months).map(|moment| When { on: moment.on, at: moment.instant() })
}

/// How long the source asks to be left alone, in minutes.
fn rest(slip: &Slip) -> Option<u32> {
    if let Some(minutes) = text(slip, "ttl").and_then(|ttl| ttl.parse().ok()) {
        return Some(minutes);
    }
    let period = match text(slip, "sy_updateperiod")?.as_str() {
        "hourly" => 60,
        "daily" => 1440,
        "weekly" => 10_080,
        "monthly" => 43_200,
        "yearly" => 525_600,
        _ => return None,
    };
    let times = text(slip, "sy_updatefrequency").and_then(|times| times.parse::<u32>().ok()).unwrap_or(1);
    Some(period / times.max(1))
}

pub fn lead(entry: &Slip, months: &Months) -> Lead {
    let contents =
        entry.get("content").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let content = contents
        .filter_map(|one| Some((text(one, "value")?, text(one, "type"))))
        .max_by_key(|(value, _)| value.len());
    // Yandex asks for the whole text in an element of its own
    let full = ["yandex_full-text", "full-text"].iter().find_map(|name| text(entry, name));
    let content = content.map(|(value, kind)| body(value, kind.as_deref())).or_else(|| full.map(Body::Html));
    let summary = text(entry, "summary").map(|value| match is_markup(entry, "summary") {
        true => Body::Html(value),
        false => Body::Text(value),
    });
    let same = |summary: &Body, content: &Body| match (summary, content) {
        (Body::Text(one) | Body::Html(one), Body::Text(other) | Body::Html(other)) => one == other,
    };
    let summary = summary.filter(|summary| content.as_ref().is_none_or(|content| !same(summary, content)));
    let instant = |name: &str| text(entry, name).and_then(|written| when(&written, months));
    let published = instant("published").or_else(|| instant("created"));
    let updated = instant("updated");
    let authors =
        entry.get("authors").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let mut authors: Vec<String> =
        authors.filter_map(|one| text(one, "name")).map(|name| plain(&name)).collect();
    if authors.is_empty() {
        authors.extend(text(entry, "author").map(|name| plain(&name)));
    }
    let source = entry.get("source").and_then(Value::as_object).and_then(|source| shown(source, "title"));
    let enclosures = links(entry).filter(|link| text(link, "rel").as_deref() == Some("enclosure"));
    Lead {
        url: text(entry, "link").filter(|link| link.contains("://")),
        id: text(entry, "id"),
        title: shown(entry, "title"),
        summary,
        content,
        // some kinds of feeds have only the one date, and name it that of the change
        published: published.or(updated),
        updated,
        lang: text(entry, "language"),
        authors,
        publisher: source.or_else(|| text(entry, "publisher")),
        enclosures: enclosures
            .filter_map(|link| Some((text(link, "href")?, text(link, "type"))))
            .take(100)
            .collect(),
    }
}
