//! `rapporteur annotate`: where sentences, names, dates, places and reported speech stand.

use std::fmt::Write as _;

use record::Span;
use serde_json::{Value, json};

use super::read::one_line;
use super::{Printed, print_each};
use crate::cli::{Annotate as Args, Lines};
use crate::desk::{Manner, Read};
use crate::out::Ending;
use crate::points::Points;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let manner = Manner { lang: args.source.lang.clone(), as_of: args.as_of, ..Manner::default() };
    print_each(&args.source, &manner, |desk, found| {
        let read = desk.read(found)?;
        let text = match args.format {
            Lines::Jsonl => format!("{}\n", line(&read)),
            Lines::Table => table(&read),
        };
        Ok(Printed::of(read, text))
    })
}

fn line(read: &Read) -> Value {
    let text = &read.opened.given.text;
    let points = Points::of(text);
    let reading = &read.reading;
    let marked = |span: Span, mut value: Value| {
        let [start, end] = points.span(span);
        if let Some(object) = value.as_object_mut() {
            object.insert("start".to_owned(), start.into());
            object.insert("end".to_owned(), end.into());
            object.retain(|_, value| !value.is_null());
        }
        value
    };
    let sentences: Vec<[usize; 2]> = reading.sentences.iter().map(|&span| points.span(span)).collect();
    let mentions = reading.mentions.iter().map(|one| {
        marked(one.span, json!({"type": one.class, "lemma": one.lemma, "id": one.id, "rule": one.rule}))
    });
    let times = reading.times.iter().map(|(span, value)| marked(*span, json!({"value": value.as_str()})));
    let places = reading.locations.iter().map(|one| {
        let geonames = one.id.as_deref().and_then(|id| id.parse::<u64>().ok());
        marked(one.span, json!({"lat": one.latitude, "lon": one.longitude, "geonames": geonames}))
    });
    let span = |span: Option<Span>| span.map(|span| points.span(span));
    let statements = reading.speech.iter().map(|one| {
        let mode = if one.direct { "direct" } else { "indirect" };
        json!({"source": span(one.source), "cue": span(one.cue), "content": points.span(one.content), "mode": mode})
    });
    json!({
        "doc": read.opened.file,
        "lang": read.told.lang.as_str(),
        "text": text,
        "sentences": sentences,
        "mentions": mentions.collect::<Vec<_>>(),
        "times": times.collect::<Vec<_>>(),
        "places": places.collect::<Vec<_>>(),
        "statements": statements.collect::<Vec<_>>(),
    })
}

/// For people: what stands in the text, in its order.
fn table(read: &Read) -> String {
    let text = &read.opened.given.text;
    let reading = &read.reading;
    let mut rows: Vec<(Span, &str, String)> = Vec::new();
    let known = |id: &Option<String>| id.as_ref().map(|id| format!(" [{id}]")).unwrap_or_default();
    rows.extend(
        reading.mentions.iter().map(|one| (one.span, one.class, format!("{}{}", one.lemma, known(&one.id)))),
    );
    rows.extend(reading.times.iter().map(|(span, value)| (*span, "time", value.to_string())));
    rows.extend(
        reading
            .locations
            .iter()
            .map(|one| (one.span, "coordinates", format!("{}, {}", one.latitude, one.longitude))),
    );
    for one in &reading.speech {
        let source = one.source.and_then(|span| span.of(text)).unwrap_or("?");
        let mode = if one.direct { "direct speech" } else { "reported speech" };
        rows.push((one.content, mode, format!("by {}", one_line(source, 60))));
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
