//! `rapporteur lemma`: names in dictionary form.

use serde::{Deserialize, Serialize};
use text::lemma::name_lemma;

use crate::cli::{Lemma as Args, Lines};
use crate::input::{self, Kind};
use crate::out::{Ending, Out, Usage, json_line};
use crate::packs::Packs;

#[derive(Deserialize)]
struct Row {
    doc: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    doc: Option<&'a str>,
    lemma: String,
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    let unknown = || {
        let known: Vec<&str> = packs.languages().collect();
        Usage(format!("no pack for {:?}: there are {}", args.lang, known.join(", ")))
    };
    let pack = packs.pack(&args.lang)?.ok_or_else(unknown)?;
    let mut out = Out::new();
    let shown = |row: &Row| {
        let lemma = name_lemma(&row.text, &*pack.morphology);
        match args.format {
            Lines::Jsonl => json_line(&Line { doc: row.doc.as_deref(), lemma }),
            Lines::Table => format!("{}  ->  {lemma}\n", row.text),
        }
    };
    if args.input == Kind::Jsonl {
        input::rows(&args.names, &mut |row: Result<Row, input::Trouble>| match row {
            Ok(row) => out.print(&shown(&row)),
            Err(trouble) => {
                out.trouble(trouble.0);
                std::ops::ControlFlow::Continue(())
            }
        });
        return out.end();
    }
    for name in args.names.iter().cloned() {
        if out.print(&shown(&Row { doc: None, text: name })).is_break() {
            break;
        }
    }
    out.end()
}
