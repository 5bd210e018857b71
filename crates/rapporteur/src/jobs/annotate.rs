//! `rapporteur annotate`: where sentences, names, dates, places and reported speech stand.

use std::fmt::Write as _;

use extract::Wide;
use record::Span;
use serde::Serialize;

use super::{Printed, print_each};
use crate::cli::{Annotate as Args, Lines};
use crate::desk::{Manner, Read};
use crate::out::{Ending, json_line, one_line};
use crate::points::Points;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let manner = Manner {
        lang: args.source.lang.clone(),
        time_limit: Some(args.source.time_limit),
        as_of: args.as_of,
        names: true,
        ..Manner::default()
    };
    print_each(&args.source, &manner, |desk, piece| {
        let read = desk.read(piece)?;
        let wide = desk.widen(&read)?;
        let text = match args.format {
            Lines::Jsonl => line(&read, &wide),
            Lines::Table => table(&read, &wide),
        };
        Ok(Printed::of(read, text))
    })
}

#[derive(Serialize)]
struct Line<'a> {
    doc: &'a str,
    lang: &'a str,
    text: &'a str,
    sentences: Vec<[usize; 2]>,
    mentions: Vec<Mention<'a>>,
    times: Vec<Time<'a>>,
    places: Vec<Place>,
    statements: Vec<Statement>,
}

#[derive(Serialize)]
struct Mention<'a> {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    class: &'a str,
    lemma: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    rule: &'a str,
}

#[derive(Serialize)]
struct Time<'a> {
    start: usize,
    end: usize,
    value: &'a str,
}

#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
    lat: f64,
    lon: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    geonames: Option<u64>,
}

#[derive(Serialize)]
struct Statement {
    source: Option<[usize; 2]>,
    cue: Option<[usize; 2]>,
    content: Content,
    mode: &'static str,
}

/// One passage, or several where the attribution stands between them.
#[derive(Serialize)]
#[serde(untagged)]
enum Content {
    Whole([usize; 2]),
    Parts(Vec<[usize; 2]>),
}

impl Content {
    fn of(mut parts: Vec<[usize; 2]>) -> Content {
        match (parts.pop(), parts.is_empty()) {
            (Some(whole), true) => Content::Whole(whole),
            (last, _) => {
                parts.extend(last);
                Content::Parts(parts)
            }
        }
    }
}

fn line(read: &Read, wide: &Wide) -> String {
    let text = &read.opened.given.text;
    let points = Points::of(text);
    let reading = &read.reading;
    let mentions = reading.mentions.iter().map(|one| {
        let [start, end] = points.span(one.span);
        Mention { start, end, class: &one.class, lemma: &one.lemma, id: one.id.as_deref(), rule: &one.rule }
    });
    let times = wide.times.iter().map(|(span, value)| {
        let [start, end] = points.span(*span);
        Time { start, end, value }
    });
    let places = wide.locations.iter().map(|one| {
        let [start, end] = points.span(one.span);
        let geonames = one.id.as_deref().and_then(|id| id.parse().ok());
        Place { start, end, lat: one.latitude, lon: one.longitude, geonames }
    });
    let span = |span: Option<Span>| span.map(|span| points.span(span));
    let statements = wide.speech.iter().map(|one| Statement {
        source: span(one.source),
        cue: span(one.cue),
        content: Content::of(one.content.iter().map(|&part| points.span(part)).collect()),
        mode: if one.direct { "direct" } else { "indirect" },
    });
    json_line(&Line {
        doc: &read.opened.file,
        lang: read.told.lang.as_str(),
        text,
        sentences: reading.sentences.iter().map(|&span| points.span(span)).collect(),
        mentions: mentions.collect(),
        times: times.collect(),
        places: places.collect(),
        statements: statements.collect(),
    })
}

/// For people: what stands in the text, in its order.
fn table(read: &Read, wide: &Wide) -> String {
    let text = &read.opened.given.text;
    let reading = &read.reading;
    let mut rows: Vec<(Span, &str, String)> = Vec::new();
    let known = |id: &Option<String>| id.as_ref().map(|id| format!(" [{id}]")).unwrap_or_default();
    rows.extend(
        reading
            .mentions
            .iter()
            .map(|one| (one.span, &*one.class, format!("{}{}", one.lemma, known(&one.id)))),
    );
    rows.extend(wide.times.iter().map(|(span, value)| (*span, "time", value.clone())));
    rows.extend(
        wide.locations
            .iter()
            .map(|one| (one.span, "coordinates", format!("{}, {}", one.latitude, one.longitude))),
    );
    for one in &wide.speech {
        let source = one.source.and_then(|span| span.of(text)).unwrap_or("?");
        let mode = if one.direct { "direct speech" } else { "reported speech" };
        let by = format!("by {}", one_line(source, 60));
        rows.extend(one.content.iter().map(|&part| (part, mode, by.clone())));
    }
    rows.sort_by_key(|(span, ..)| (span.start, span.end));
    let mut out = String::new();
    let file = &read.opened.file;
    let _ = writeln!(
        out,
        "{file} ({}): {} sentences, {} tokens",
        read.told.lang.as_str(),
        reading.sentences.len(),
        reading.tokens
    );
    for (span, class, what) in rows {
        let words = one_line(span.of(text).unwrap_or_default(), 60);
        let _ = writeln!(
            out,
            "  {class:<16} {words}{}",
            if words == what { String::new() } else { format!("  ->  {what}") }
        );
    }
    out
}
