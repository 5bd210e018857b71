//! Search: results while one types, each with the passage that answers.

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use record::{Edtf, Schema, Span};
use search::{Hit, Id, Page as Wanted};

use super::{Pager, first, pairs};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor, percent};
use crate::locale::Words;
use crate::sight::Sight;

/// How many results a page has.
const RESULTS: usize = 20;
/// No query is longer; what comes after is cut.
const LONGEST: usize = 1000;

pub struct Result_ {
    pub address: String,
    pub title: Vec<(String, bool)>,
    pub snippet: Vec<(String, bool)>,
    pub cut_before: bool,
    pub cut_after: bool,
    pub is_entry: bool,
    pub kind: String,
    pub when: String,
    pub langs: Vec<String>,
    pub docs: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    f: Frame,
    results: Vec<Result_>,
    notes: Vec<String>,
    pager: Pager,
    scopes: Vec<(String, String, bool)>,
    /// Whether there is an index to search.
    ready: bool,
}

/// What a search can be narrowed to: a message and the filter.
const SCOPES: [(&str, &str); 3] =
    [("scope-all", ""), ("scope-entries", "kind:entry"), ("scope-publications", "kind:publication")];

pub async fn search(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let asked: String = first(&pairs, "q").unwrap_or_default().chars().take(LONGEST).collect();
    let scope = first(&pairs, "in")
        .and_then(|name| SCOPES.iter().position(|(key, _)| *key == format!("scope-{name}")));
    let number =
        first(&pairs, "page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1);
    let mut f = app.frame(&visitor, "search", "nav-search");
    if !asked.is_empty() {
        f.title = format!("{asked} \u{2013} {}", f.title);
    }
    f.asked.clone_from(&asked);
    let words = visitor.words;
    let scope = scope.unwrap_or(0);
    let filter = SCOPES.get(scope).map_or("", |(_, filter)| filter);
    let full = format!("{asked} {filter}");
    let wanted = Wanted { offset: number.saturating_mul(RESULTS), limit: RESULTS };
    let answer = if asked.is_empty() { None } else { app.search(full, wanted).await? };
    let ready = app.shelf.index().is_some();
    let answer = answer.unwrap_or_default();
    let name = |at: usize| SCOPES.get(at).map_or("all", |(key, _)| key.trim_start_matches("scope-"));
    let address = |scope: usize, page: usize| {
        let page = if page > 0 { format!("&page={}", page + 1) } else { String::new() };
        format!("/search?q={}&in={}{page}", percent(&asked), name(scope))
    };
    page(&Search {
        notes: answer.notes.iter().map(|note| note.to_string()).collect(),
        pager: Pager::new(number, RESULTS, answer.total, |page| address(scope, page)),
        results: answer.hits.into_iter().map(|hit| result(hit, words)).collect(),
        scopes: SCOPES
            .iter()
            .enumerate()
            .map(|(at, (key, _))| (words.t(key), address(at, 0), at == scope))
            .collect(),
        ready,
        f,
    })
}

fn result(hit: Hit, words: &Words) -> Result_ {
    let (address, is_entry) = match hit.id {
        Id::Entry(id) => (format!("/entries/{id}"), true),
        Id::Publication(id) => (format!("/publications/{id}"), false),
    };
    let snippet = hit.snippet.as_ref().map(|snippet| {
        let pieces: Vec<_> =
            snippet.pieces().into_iter().map(|(text, marked)| (text.to_owned(), marked)).collect();
        let whole = (!snippet.cut_before, !snippet.cut_after);
        let kind = hit.kinds.first().map(String::as_str).filter(|_| is_entry);
        let pieces = kind.map_or(pieces.clone(), |kind| in_words(&pieces, whole, kind, words));
        (pieces, snippet.cut_before, snippet.cut_after)
    });
    let (snippet, cut_before, cut_after) = snippet.unwrap_or_default();
    let title = if hit.title.is_empty() { hit.docs.join(", ") } else { hit.title };
    let kind = if is_entry {
        hit.kinds.first().map(|kind| words.kind(kind)).unwrap_or_default()
    } else {
        words.t("publication")
    };
    Result_ {
        address,
        title: marked(&title, &hit.title_marks),
        snippet,
        cut_before,
        cut_after,
        is_entry,
        kind,
        when: hit.date.map(|date| words.date(&date)).unwrap_or_default(),
        langs: hit.langs.iter().map(|lang| lang.as_str().to_owned()).collect(),
        docs: if is_entry { words.n("n-publications", hit.docs.len()) } else { hit.docs.join(", ") },
    }
}

/// The values of an entry, which stand in a line of its own each: terms and dates as people say them. Of the first and
/// the last line it is told whether they are whole.
fn in_words(
    pieces: &[(String, bool)],
    whole: (bool, bool),
    kind: &str,
    words: &Words,
) -> Vec<(String, bool)> {
    let mut lines: Vec<Vec<(String, bool)>> = vec![Vec::new()];
    for (text, marked) in pieces {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push((part.to_owned(), *marked));
            }
        }
    }
    let mut out = Vec::new();
    let count = lines.len();
    for (at, line) in lines.into_iter().enumerate() {
        if at > 0 {
            out.push((" \u{b7} ".to_owned(), false));
        }
        let is_whole = (at > 0 || whole.0) && (at + 1 < count || whole.1);
        let text: String = line.iter().map(|(text, _)| text.as_str()).collect();
        match spoken(kind, &text, words).filter(|_| is_whole) {
            Some(spoken) => out.push((spoken, line.iter().any(|(_, marked)| *marked))),
            None => out.extend(line),
        }
    }
    out
}

fn spoken(kind: &str, value: &str, words: &Words) -> Option<String> {
    let properties = &Schema::built_in().kind(kind)?.properties;
    let of_terms = properties.iter().find(|property| property.terms.iter().any(|term| term == value));
    // a year alone may as well be a number
    let is_date = || value.contains('-') && value.parse::<Edtf>().is_ok();
    match of_terms {
        Some(property) => Some(words.term(kind, &property.name, value)),
        None => is_date().then(|| words.date(value)),
    }
}

fn marked(text: &str, marks: &[Span]) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(words)) = (text.get(at..mark.start), mark.of(text)) else { continue };
        pieces.extend([(before.to_owned(), false), (words.to_owned(), true)]);
        at = mark.end;
    }
    pieces.push((text.get(at..).unwrap_or_default().to_owned(), false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    #[test]
    fn terms_and_dates_of_an_entry_are_put_in_words_and_names_are_left() {
        let pieces = [("session", true), ("\nheld\n2024-11-28\n2024\nhe", false)];
        let pieces = pieces.map(|(text, marked)| (text.to_owned(), marked));
        let said = |tag: &str, whole| {
            in_words(&pieces, whole, "event", locale::of(tag).unwrap_or_else(|| panic!("{tag} is ours")))
        };
        let text = |tag, whole| said(tag, whole).into_iter().map(|(text, _)| text).collect::<String>();
        assert_eq!(
            text("en", (true, true)),
            "session \u{b7} held \u{b7} 28 November 2024 \u{b7} 2024 \u{b7} he"
        );
        assert_ne!(
            text("ru", (true, true)),
            text("ru", (false, true)),
            "what is cut may be the end of a name"
        );
        assert!(!text("ru", (true, true)).contains("held"));
        assert_eq!(said("ru", (true, true)).first().map(|(_, marked)| *marked), Some(true));
    }
}
