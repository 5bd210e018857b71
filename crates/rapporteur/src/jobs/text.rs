//! `rapporteur text`: the main text of publications, with their language, title and date.

use serde_json::json;

use super::{Printed, print_each};
use crate::cli::{Lines, Text as Args};
use crate::desk::Manner;
use crate::out::Ending;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let manner = Manner { lang: args.source.lang.clone(), ..Manner::default() };
    print_each(&args.source, &manner, |desk, found| {
        let (opened, told) = desk.open(found)?;
        let given = &opened.given;
        let text = match args.format {
            Lines::Jsonl => {
                let published_on = given.published_on.map(|date| date.to_string());
                let line = json!({
                    "doc": opened.file,
                    "lang": told.lang.as_str(),
                    "title": given.title,
                    "published_on": published_on,
                    "text": given.text,
                });
                format!("{line}\n")
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
