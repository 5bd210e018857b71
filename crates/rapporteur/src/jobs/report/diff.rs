//! `rapporteur report diff`: what is new in a report against an earlier one.

use std::path::Path;

use anyhow::Context;
use report::change::{Line, between};
use store::Delivery;
use store::delivery::EditionId;

use crate::cli::Diff as Args;
use crate::data;
use crate::out::{Ending, Out, Usage};

/// The format in which reports are compared.
const WORDS: &str = "md";

pub fn diff(args: &Args) -> anyhow::Result<Ending> {
    let data = args.data.data.as_deref();
    let (earlier, later) = (words(&args.earlier, data)?, words(&args.later, data)?);
    let mut out = Out::new();
    let changes = between(&earlier, &later);
    if changes.is_empty() {
        let _ = out.print("the two say the same\n");
    }
    for (index, change) in changes.iter().enumerate() {
        let gap = if index > 0 { "\n" } else { "" };
        let mut text = match change.section.as_str() {
            "" => gap.to_owned(),
            title => format!("{gap}{title}\n"),
        };
        for line in &change.lines {
            text.push_str(&match line {
                Line::Removed(line) => format!("- {line}\n"),
                Line::Added(line) => format!("+ {line}\n"),
            });
        }
        if out.print(&text).is_break() {
            break;
        }
    }
    out.end()
}

/// The words of a report: of an edition by its number, or of a file of Markdown.
fn words(asked: &str, data: Option<&Path>) -> anyhow::Result<String> {
    let number = asked.parse::<u64>().ok().filter(|_| !Path::new(asked).exists());
    let bytes = match number {
        Some(number) => edition(EditionId(number), data)?,
        None => std::fs::read(asked).with_context(|| format!("cannot read {asked}"))?,
    };
    let told = || format!("{asked} is no Markdown: compare reports that were written with --format {WORDS}");
    String::from_utf8(bytes).map_err(|_| Usage(told()).into())
}

fn edition(id: EditionId, data: Option<&Path>) -> anyhow::Result<Vec<u8>> {
    let store = data::open_to_read(&data::locate(data)?)?;
    let Some(filed) = store.edition(id)? else {
        return Err(Usage(format!("the record keeps no edition {}", id.0)).into());
    };
    store.edition_file(id, WORDS)?.ok_or_else(|| {
        let formats: Vec<&str> = filed.formats.iter().map(|(format, _)| format.as_str()).collect();
        let message = format!(
            "edition {} was built as {} alone: editions are compared by their {WORDS}",
            id.0,
            formats.join(", ")
        );
        Usage(message).into()
    })
}
