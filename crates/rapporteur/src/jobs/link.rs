//! `rapporteur link`: which publications carry one story.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;

use merge::story::{Telling, likest_in, stories};
use record::Lang;
use serde::Serialize;
use text::imprint::imprint;

use super::threads;
use crate::cli::{Lines, Link as Args};
use crate::crew;
use crate::desk::{Desk, Manner};
use crate::input::{self, Found};
use crate::out::{Ending, Out, json_line};
use crate::packs::Packs;

#[derive(Serialize)]
struct Line<'a> {
    doc: &'a str,
    story: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<&'a str>,
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.source.packs.as_deref())?;
    let manner = Manner { lang: args.source.lang.clone(), ..Manner::default() };
    let mut out = Out::new();
    let mut docs: Vec<String> = Vec::new();
    let mut tellings: Vec<Telling> = Vec::new();
    crew::in_order(
        threads(args.source.threads),
        |give| input::each(&args.source.paths, args.source.input, &manner.limits, give),
        || {
            let desk = Desk::new(&packs, &manner);
            move |found: Found| {
                let piece = found?;
                crew::now_at(piece.place());
                let (opened, told) = desk.open(&piece)?;
                let telling = Telling {
                    lang: told.lang,
                    published_on: opened.given.published_on,
                    imprint: imprint(&opened.given.text),
                };
                Ok((opened.file, telling))
            }
        },
        |done| {
            match done {
                Ok(Ok((doc, telling))) => {
                    docs.push(doc);
                    tellings.push(telling);
                }
                Ok(Err(trouble)) => {
                    let trouble: input::Trouble = trouble;
                    out.trouble(trouble.0);
                }
                Err(crash) => out.trouble(crash.0),
            }
            ControlFlow::Continue(())
        },
    )?;
    let numbers = stories(&tellings);
    let best = match &args.to {
        Some(lang) => likest_in(&tellings, &numbers, &Lang::new(lang)),
        None => vec![None; tellings.len()],
    };
    let text = match args.format {
        Lines::Table => table(&docs, &tellings, &numbers),
        Lines::Jsonl => docs
            .iter()
            .zip(numbers)
            .zip(best)
            .map(|((doc, number), best)| {
                let best = best.and_then(|at| docs.get(at)).map(String::as_str);
                json_line(&Line { doc, story: format!("story-{}", number + 1), best })
            })
            .collect(),
    };
    let _ = out.print(&text);
    out.end()
}

/// For people: stories with several carriers, then how many publications stand alone.
fn table(docs: &[String], tellings: &[Telling], numbers: &[usize]) -> String {
    let mut carriers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, number) in numbers.iter().enumerate() {
        carriers.entry(*number).or_default().push(at);
    }
    let mut out = String::new();
    for (number, members) in carriers.iter().filter(|(_, members)| members.len() > 1) {
        let _ = writeln!(out, "story {}: {} publications", number + 1, members.len());
        for &at in members {
            let (Some(doc), Some(telling)) = (docs.get(at), tellings.get(at)) else { continue };
            let _ = writeln!(out, "  {:<4} {doc}", telling.lang.as_str());
        }
    }
    let alone = carriers.values().filter(|members| members.len() == 1).count();
    let _ = writeln!(out, "{alone} of {} publications tell a story that no other tells", docs.len());
    out
}
