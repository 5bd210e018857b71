//! `rapporteur search`: words, names in any script, and filters, over entries and publications.

use anyhow::Context;
use record::Span;
use search::{Answer, Hit, Id, Page};
use serde::Serialize;

use crate::cli::{Search as Args, Shape};
use crate::data;
use crate::derive::Mark;
use crate::index;
use crate::out::{Ending, Out};
use crate::packs::Packs;
use crate::quote::{Style, safe};

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let state = Mark::new(&dir).state();
    let mut out = Out::new();
    let index = match index::open(&dir, &state)? {
        Some(index) => index,
        None => {
            out.watch("building the search index");
            let built = index::bring_up(&dir, &store, &Packs::open(None)?, &state);
            out.watched();
            built.context("cannot build the search index")?
        }
    };
    let query = args.query.join(" ");
    let answer = index.search(&query, Page { offset: args.offset, limit: args.limit })?;
    answer.notes.iter().for_each(|note| out.note(note));
    let style = Style::of(out.is_terminal());
    let printed = match args.format {
        Shape::Table => table(&answer, args.offset, style),
        Shape::Json => serde_json::to_string_pretty(&AnswerJson::of(&answer))? + "\n",
    };
    let _ = out.print(&printed);
    out.end()
}

fn short(id: Id) -> String {
    match id {
        Id::Entry(id) => id.short(),
        Id::Publication(id) => id.short(),
    }
}

fn table(answer: &Answer, offset: usize, style: Style) -> String {
    let mut out = String::new();
    for hit in &answer.hits {
        out.push_str(&of_hit(hit, style));
    }
    let last = offset + answer.hits.len();
    out.push_str(&match (answer.total, last) {
        (0, _) => "nothing was found\n".to_owned(),
        (total, last) if total > last && !answer.hits.is_empty() => {
            format!("{} to {last} of {total}: the next with --offset {last}\n", offset + 1)
        }
        (total, _) => format!("{total} found\n"),
    });
    out
}

fn of_hit(hit: &Hit, style: Style) -> String {
    let title = marked(&hit.title, 0, &hit.title_marks, style);
    let title =
        if title.is_empty() { hit.docs.first().map(|doc| safe(doc)).unwrap_or_default() } else { title };
    let kind = hit.kinds.first().map_or_else(|| hit.id.kind().as_str(), String::as_str);
    let date = hit.date.as_deref().unwrap_or_default();
    let mut out = format!("{}  {kind:<13} {date:<10} {title}\n", style.dim(&short(hit.id)));
    if let Some(snippet) = &hit.snippet {
        let pieces = snippet.pieces();
        let text: String = pieces
            .iter()
            .map(|(piece, answers)| {
                let piece = safe(&piece.replace(['\n', '\r', '\t'], " "));
                if *answers { style.bold(&piece) } else { piece }
            })
            .collect();
        let before = if snippet.cut_before { "... " } else { "" };
        let after = if snippet.cut_after { " ..." } else { "" };
        out.push_str(&format!("    | {before}{}{after}\n", text.trim()));
    }
    out
}

/// A text whose marked words stand out.
fn marked(text: &str, offset: usize, marks: &[Span], style: Style) -> String {
    let mut out = String::new();
    let mut at = 0;
    for mark in marks {
        let (start, end) = (mark.start.saturating_sub(offset), mark.end.saturating_sub(offset));
        let (Some(before), Some(word)) = (text.get(at..start), text.get(start..end)) else { continue };
        out.push_str(&safe(before));
        out.push_str(&style.bold(&safe(word)));
        at = end;
    }
    out.push_str(&safe(text.get(at..).unwrap_or_default()));
    out
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    total: usize,
    notes: Vec<String>,
    hits: Vec<HitJson<'a>>,
}

#[derive(Serialize)]
struct HitJson<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    kinds: &'a [String],
    title: &'a str,
    date: Option<&'a str>,
    langs: Vec<&'a str>,
    docs: &'a [String],
    score: f32,
    snippet: Option<SnippetJson<'a>>,
}

#[derive(Serialize)]
struct SnippetJson<'a> {
    text: &'a str,
    /// The words that answer the query, in code points of the snippet's text.
    marks: Vec<[usize; 2]>,
}

impl<'a> AnswerJson<'a> {
    fn of(answer: &'a Answer) -> AnswerJson<'a> {
        AnswerJson {
            total: answer.total,
            notes: answer.notes.iter().map(ToString::to_string).collect(),
            hits: answer.hits.iter().map(HitJson::of).collect(),
        }
    }
}

impl<'a> HitJson<'a> {
    fn of(hit: &'a Hit) -> HitJson<'a> {
        let id = match hit.id {
            Id::Entry(id) => id.to_string(),
            Id::Publication(id) => id.to_string(),
        };
        let snippet = hit.snippet.as_ref().map(|snippet| {
            let points = crate::points::Points::of(&snippet.text);
            let within = |mark: &Span| {
                let start = mark.start.saturating_sub(snippet.span.start);
                let end = mark.end.saturating_sub(snippet.span.start);
                points.span(Span { start, end: end.max(start) })
            };
            SnippetJson { text: &snippet.text, marks: snippet.marks.iter().map(within).collect() }
        });
        HitJson {
            id,
            kind: hit.id.kind().as_str(),
            kinds: &hit.kinds,
            title: &hit.title,
            date: hit.date.as_deref(),
            langs: hit.langs.iter().map(record::Lang::as_str).collect(),
            docs: &hit.docs,
            score: hit.score,
            snippet,
        }
    }
}
