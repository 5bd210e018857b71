//! `rapporteur text`: the main text of publications, with their language, title and date.

use serde::Serialize;

use super::{Printed, print_each};
use crate::cli::{Lines, Text as Args};
use crate::desk::Manner;
use crate::out::{Ending, json_line};

#[derive(Serialize)]
struct Line<'a> {
    doc: &'a str,
    lang: &'a str,
    title: Option<&'a str>,
    published_on: Option<String>,
    text: &'a str,
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let manner = Manner {
        lang: args.source.lang.clone(),
        time_limit: Some(args.source.time_limit),
        ..Manner::default()
    };
    print_each(&args.source, &manner, |desk, piece| {
        let (opened, told) = desk.open(piece)?;
        let given = &opened.given;
        let text = match args.format {
            Lines::Jsonl => {
                let published_on = given.published_on.map(|date| date.to_string());
                let (lang, title) = (told.lang.as_str(), given.title.as_deref());
                json_line(&Line { doc: &opened.file, lang, title, published_on, text: &given.text })
            }
            Lines::Table => {
                let title = given.title.as_deref().unwrap_or(&opened.file);
                let dated = given.published_on.map(|date| format!(", {date}")).unwrap_or_default();
                format!("{title} ({}{dated})\n\n{}\n\n", told.lang.as_str(), given.text.trim_end())
            }
        };
        Ok(Printed::opened(&opened, text))
    })
}
