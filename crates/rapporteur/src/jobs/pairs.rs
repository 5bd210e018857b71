//! `rapporteur match`: how like two names are.

use serde::{Deserialize, Serialize};
use text::translit::{SAME, name_similarity};

use crate::cli::{Lines, Match as Args};
use crate::input::{self, Kind};
use crate::out::{Ending, Out, Usage, json_line};

#[derive(Deserialize)]
struct Pair {
    doc: Option<String>,
    a: String,
    b: String,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    doc: Option<&'a str>,
    score: f64,
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    if args.input == Kind::Jsonl {
        input::rows(&args.names, &mut |row: Result<Pair, input::Trouble>| match row {
            Ok(pair) => out.print(&shown(&pair, args.format)),
            Err(trouble) => {
                out.trouble(trouble.0);
                std::ops::ControlFlow::Continue(())
            }
        });
        return out.end();
    }
    let [a, b] = args.names.as_slice() else {
        return Err(Usage(
            "two names are held against each other; pairs in files need --input jsonl".to_owned(),
        )
        .into());
    };
    let _ = out.print(&shown(&Pair { doc: None, a: a.clone(), b: b.clone() }, args.format));
    out.end()
}

fn shown(pair: &Pair, format: Lines) -> String {
    let score = name_similarity(&pair.a, &pair.b);
    match format {
        Lines::Jsonl => json_line(&Line { doc: pair.doc.as_deref(), score }),
        Lines::Table => {
            let verdict = if score >= SAME { "same" } else { "different" };
            format!("{score:.3}  {verdict:<9}  {}  |  {}\n", pair.a, pair.b)
        }
    }
}
