//! The record for programs: JSON of what pages show, feeds of lists, whole lists as JSON Lines and CSV.
//!
//! `openapi.json` beside this file describes it; a test asks every path that it names.

mod delivery;
mod wire;
mod write;

use axum::Json;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use record::{ClaimId, EntryId, PublicationId};
use search::Page as Wanted;
use serde_json::{Value as Json_, json};
use store::staff::Role;
use store::{ClaimFilter, Versions};

use crate::app::Table;
use crate::catalogue::{Catalogue, Difference, Row};
use crate::choice::Choice;
use crate::error::Fault;
use crate::facets::Listed;
use crate::frame::Visitor;
use crate::pages::{Line, first, id, pairs};
use crate::sight::Sight;

/// The description of what is here, in the words of OpenAPI 3.1.
const DESCRIPTION: &str = include_str!("openapi.json");
/// How many things a page of a list has at most.
const MOST: usize = 200;

pub fn table() -> Table {
    let mut all = vec![
        ("/api/openapi.json", get(description)),
        ("/api/entries", get(entries)),
        ("/api/entries/{id}", get(entry)),
        ("/api/entries/{id}/evidence", get(evidence)),
        ("/api/publications", get(publications)),
        ("/api/publications/{id}", get(publication)),
        ("/api/claims/{id}", get(claim)),
        ("/api/differences", get(differences)),
        ("/api/search", get(search)),
        ("/entries.csv", get(csv)),
        ("/entries.jsonl", get(lines)),
        ("/entries.atom", get(atom)),
        ("/entries.json", get(json_feed)),
    ];
    all.extend(delivery::table());
    all.extend(write::table());
    all
}

/// Of a program its token must allow it.
fn allow(visitor: &Visitor, scope: &str) -> Result<(), Fault> {
    match &visitor.who {
        Some(who) if !who.may(Role::Reader, scope) => Err(Fault::Forbidden),
        _ => Ok(()),
    }
}

async fn description() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

/// Which part of a list is asked for.
fn part(pairs: &[(String, String)]) -> (usize, usize) {
    let number =
        |name: &str, usual: usize| first(pairs, name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    (number("offset", 0), number("limit", 50).min(MOST))
}

fn choice(pairs: &[(String, String)]) -> Choice {
    Choice::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

async fn entries(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Json<Json_>, Fault> {
    allow(&visitor, "read")?;
    let pairs = pairs(&query);
    let (offset, limit) = part(&pairs);
    let choice = choice(&pairs);
    let found = app
        .look(move |catalogue, _| {
            let listed = catalogue.listed(&choice);
            let rows = catalogue.rows(&listed.rows);
            let shown: Vec<Json_> =
                rows.skip(offset).take(limit).map(|row| wire::row(row, catalogue)).collect();
            Ok(json!({ "total": listed.rows.len(), "offset": offset, "entries": shown }))
        })
        .await?;
    Ok(Json(found))
}

async fn entry(app: Sight, visitor: Visitor, Path(asked): Path<String>) -> Result<Json<Json_>, Fault> {
    allow(&visitor, "read")?;
    let asked: EntryId = id(&asked)?;
    let found = app
        .read(move |archive, _| {
            let entry = archive.entry(asked)?.ok_or(Fault::Missing)?;
            let about = archive.entries_referring_to(asked)?;
            let claims = archive.claims_of(asked)?;
            Ok(json!({
                "entry": wire::entry(&entry),
                "about": about.iter().map(wire::entry).collect::<Vec<_>>(),
                "claims": claims.iter().map(wire::claim).collect::<Vec<_>>(),
            }))
        })
        .await?;
    Ok(Json(found))
}

/// On what sources differ, one property after the other, each with its values and who gives them.
async fn differences(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Json<Json_>, Fault> {
    allow(&visitor, "read")?;
    let pairs = pairs(&query);
    let (offset, limit) = part(&pairs);
    let choice = Choice { disputed: true, ..choice(&pairs) };
    let found = app
        .read(move |archive, web| {
            let catalogue = web.catalogue()?;
            let listed = catalogue.listed(&choice);
            let wanted = |asked: &Option<String>| asked.as_deref().map(|text| catalogue.symbol(text));
            let (property, source) = (wanted(&choice.property), wanted(&choice.source));
            let fits = |one: &&Difference| {
                property.is_none_or(|wanted| wanted == Some(one.property))
                    && source.is_none_or(|wanted| one.sources.iter().any(|of| wanted == Some(*of)))
            };
            let all = catalogue.rows(&listed.rows).flat_map(|row| catalogue.differences_of(row.id));
            let all: Vec<&Difference> = all.filter(fits).collect();
            let mut shown = Vec::new();
            for one in all.iter().skip(offset).take(limit) {
                let Some(entry) = archive.entry(one.entry)? else { continue };
                let name = catalogue.text(one.property);
                let mut values = Vec::new();
                for value in entry.property(name).into_iter().flat_map(|property| &property.values) {
                    values.push(wire::given(archive, value)?);
                }
                shown.push(json!({
                    "entry": one.entry.to_string(),
                    "kind": entry.kind,
                    "label": entry.label,
                    "property": name,
                    "values": values,
                }));
            }
            Ok(json!({ "total": all.len(), "offset": offset, "differences": shown }))
        })
        .await?;
    Ok(Json(found))
}

/// Evidence as W3C Web Annotations.
async fn evidence(app: Sight, visitor: Visitor, Path(asked): Path<String>) -> Result<Response, Fault> {
    allow(&visitor, "read")?;
    let asked: EntryId = id(&asked)?;
    let root = app.settings.url.trim_end_matches('/').to_owned();
    let found = app
        .read(move |archive, _| {
            let entry = archive.entry(asked)?.ok_or(Fault::Missing)?;
            let mut items = Vec::new();
            for claim in archive.claims_of(asked)? {
                for (number, evidence) in claim.evidence.iter().enumerate() {
                    let text = archive.text(evidence.publication, evidence.version)?.unwrap_or_default();
                    items.push(wire::annotation(&root, &entry, &claim, number, evidence, &text));
                }
            }
            Ok(json!({
                "@context": "http://www.w3.org/ns/anno.jsonld",
                "id": format!("{root}/api/entries/{asked}/evidence"),
                "type": "AnnotationPage",
                "items": items,
            }))
        })
        .await?;
    let kind = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
    Ok(([(header::CONTENT_TYPE, kind)], found.to_string()).into_response())
}

async fn publications(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Json<Json_>, Fault> {
    allow(&visitor, "read")?;
    let pairs = pairs(&query);
    let (offset, limit) = part(&pairs);
    let found = app
        .look(move |catalogue, _| {
            let leaves = catalogue.publications.iter().skip(offset).take(limit);
            let shown: Vec<Json_> = leaves.map(|leaf| wire::leaf(leaf, catalogue)).collect();
            Ok(json!({ "total": catalogue.publications.len(), "offset": offset, "publications": shown }))
        })
        .await?;
    Ok(Json(found))
}

async fn publication(app: Sight, visitor: Visitor, Path(asked): Path<String>) -> Result<Json<Json_>, Fault> {
    allow(&visitor, "read")?;
    let asked: PublicationId = id(&asked)?;
    let found = app
        .read(move |archive, _| {
            let publication = archive.publication(asked, None)?.ok_or(Fault::Missing)?;
            let text = archive.text(asked, publication.version)?.unwrap_or_default();
            let versions = Versions::Only(publication.version);
            let filter = ClaimFilter { publication: Some(asked), versions, ..ClaimFilter::default() };
            let claims = archive.claims(&filter)?;
            Ok(json!({
                "publication": wire::publication(&publication),
                "text": text,
                "claims": claims.iter().map(wire::claim).collect::<Vec<_>>(),
            }))
        })
        .await?;
    Ok(Json(found))
}

async fn claim(app: Sight, visitor: Visitor, Path(asked): Path<String>) -> Result<Json<Json_>, Fault> {
    allow(&visitor, "read")?;
    let asked: ClaimId = id(&asked)?;
    let found = app.read(move |archive, _| archive.claim(asked)?.ok_or(Fault::Missing)).await?;
    Ok(Json(wire::claim(&found)))
}

async fn search(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Json<Json_>, Fault> {
    allow(&visitor, "read")?;
    let pairs = pairs(&query);
    let (offset, limit) = part(&pairs);
    let asked: String = first(&pairs, "q").unwrap_or_default().chars().take(1000).collect();
    let answer = app.search(asked, Wanted { offset, limit }).await?.ok_or(Fault::Busy)?;
    Ok(Json(json!({
        "total": answer.total,
        "offset": offset,
        "notes": answer.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "hits": answer.hits.iter().map(wire::hit).collect::<Vec<_>>(),
    })))
}

/// How many lines a whole list has at most.
const WHOLE: usize = 100_000;

async fn csv(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    allow(&visitor, "export")?;
    let choice = choice(&pairs(&query));
    let words = visitor.words;
    let text = app
        .look(move |catalogue, web| {
            let mut text = String::from("id,kind,label,date,place,body,status,publications,disputed\r\n");
            let listed = catalogue.listed(&choice);
            for row in catalogue.rows(&listed.rows).take(WHOLE) {
                let line = Line::of(row, catalogue, web.lore.as_ref(), words);
                let when = row.when.map(|when| catalogue.text(when)).unwrap_or_default();
                let count = line.publications.to_string();
                let disputed = if line.disputed { "yes" } else { "no" };
                let cells = [
                    line.id.as_str(),
                    &line.kind,
                    &line.label,
                    when,
                    &line.where_,
                    &line.body,
                    &line.status_term,
                    &count,
                    disputed,
                ];
                text.push_str(&cells.map(cell).join(","));
                text.push_str("\r\n");
            }
            Ok(text)
        })
        .await?;
    Ok(file("text/csv; charset=utf-8", "entries.csv", text))
}

/// A cell (RFC 4180). What a spreadsheet would take for a formula is kept from being one.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn file(kind: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response()
}

async fn lines(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    allow(&visitor, "export")?;
    let choice = choice(&pairs(&query));
    let text = app
        .read(move |archive, web| {
            let catalogue = web.catalogue()?;
            let mut text = String::new();
            let listed = catalogue.listed(&choice);
            for row in catalogue.rows(&listed.rows).take(WHOLE) {
                if let Some(entry) = archive.entry(row.id)? {
                    text.push_str(&wire::entry(&entry).to_string());
                    text.push('\n');
                }
            }
            Ok(text)
        })
        .await?;
    Ok(file("application/jsonl", "entries.jsonl", text))
}

/// How many things a feed holds.
const FEED: usize = 100;

/// What entered the record last comes first.
fn newest<'c>(listed: &Listed, catalogue: &'c Catalogue) -> Vec<&'c Row> {
    let at = |row: &Row| row.entered.map(|at| catalogue.text(at)).unwrap_or_default();
    let mut rows: Vec<&Row> =
        listed.rows.iter().filter_map(|at| catalogue.entries.get(*at as usize)).collect();
    rows.sort_by(|a, b| at(b).cmp(at(a)));
    rows.truncate(FEED);
    rows
}

async fn atom(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    allow(&visitor, "read")?;
    let choice = choice(&pairs(&query));
    let words = visitor.words;
    let text = app
        .look(move |catalogue, web| {
            let rows = newest(&catalogue.listed(&choice), catalogue);
            let root = web.settings.url.trim_end_matches('/');
            let lines = rows.iter().map(|row| {
                let line = Line::of(row, catalogue, web.lore.as_ref(), words);
                (line, row.entered.map(|at| catalogue.text(at)).unwrap_or_default().to_owned())
            });
            Ok(wire::atom(&words.t("name"), root, &choice.query(), &lines.collect::<Vec<_>>()))
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], text).into_response())
}

async fn json_feed(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    allow(&visitor, "read")?;
    let choice = choice(&pairs(&query));
    let words = visitor.words;
    let feed = app
        .look(move |catalogue, web| {
            let rows = newest(&catalogue.listed(&choice), catalogue);
            let root = web.settings.url.trim_end_matches('/');
            let items: Vec<Json_> = rows
                .iter()
                .map(|row| {
                    let line = Line::of(row, catalogue, web.lore.as_ref(), words);
                    let about = [line.when.as_str(), &line.where_, &line.body].join(" ");
                    json!({
                        "id": line.id,
                        "url": format!("{root}/entries/{}", line.id),
                        "title": line.label,
                        "content_text": about,
                        "date_published": row.entered.map(|at| catalogue.text(at)),
                    })
                })
                .collect();
            Ok(json!({
                "version": "https://jsonfeed.org/version/1.1",
                "title": words.t("name"),
                "home_page_url": format!("{root}/entries?{}", choice.query()),
                "feed_url": format!("{root}/entries.json?{}", choice.query()),
                "items": items,
            }))
        })
        .await?;
    let kind: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/feed+json")];
    Ok((kind, feed.to_string()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formula_gets_through() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=1+2"), "'=1+2");
    }
}
