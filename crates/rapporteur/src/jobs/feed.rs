//! `rapporteur feed`: what a feed in a file announces.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context;
use collect::Lead;
use collect::feed::{Feed, each, lead, named};
use serde::Serialize;
use serde_json::Value;
use text::gate::Limits;
use text::html::dates::Months;

use crate::cli::{Feed as Args, Lines};
use crate::input::STDIN;
use crate::out::{Ending, Out, json_line};
use crate::packs::Packs;

/// What a line says before its entries.
#[derive(Serialize)]
struct Head<'a> {
    file: &'a str,
    version: &'a str,
    encoding: &'a str,
    feed: Value,
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    let months = &packs.pages()?.months;
    let mut out = Out::new();
    for path in files(&args.paths)? {
        let bytes = match bytes(&path, &Limits::default()) {
            Ok(bytes) => bytes,
            Err(why) => {
                out.trouble(format!("{}: {why}", path.display()));
                continue;
            }
        };
        let file = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        let (mut count, mut lines) = (0_usize, String::new());
        let found = each(&bytes, None, "", months, &mut |entry| {
            count += 1;
            if args.format == Lines::Table {
                lines.push_str(&row(&lead(&entry, months)));
            }
        });
        if !found.is_feed() && count == 0 {
            out.trouble(format!("{}: no feed: RSS, RDF, Atom and JSON Feed are read", path.display()));
            continue;
        }
        found.notes.iter().for_each(|note| out.note(format!("{file}: {note}")));
        if found.is_cut {
            out.note(format!("{file}: the feed ends before its end; what came before was read"));
        }
        let printed = match args.format {
            Lines::Jsonl => print_line(&mut out, &file, &found, &bytes, months),
            Lines::Table => {
                let title = found.harvest(months).title;
                let title = title.as_deref().unwrap_or("a feed without a title");
                out.print(&format!("{title} ({})\n{lines}\n", found.version))
            }
        };
        if printed.is_break() {
            break;
        }
    }
    out.end()
}

/// Prints a feed as one line. It is read anew for its entries: what the feed says of itself is printed before them
/// and may stand behind them, and a long one is not to be held.
fn print_line(out: &mut Out, file: &str, found: &Feed, bytes: &[u8], months: &Months) -> ControlFlow<()> {
    let feed = named(&found.feed, true);
    let head = json_line(&Head { file, version: &found.version, encoding: &found.encoding, feed });
    let head = head.trim_end().strip_suffix('}').unwrap_or_default();
    let mut printed = out.print(&format!("{head},\"entries\":["));
    let mut comma = "";
    each(bytes, None, "", months, &mut |entry| {
        if printed.is_continue() {
            let entry = json_line(&named(&entry, false));
            printed = out.print(&format!("{comma}{}", entry.trim_end()));
            comma = ",";
        }
    });
    if printed.is_break() { printed } else { out.print("]}\n") }
}

/// The files that the paths name, those of a folder in order.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let inner = std::fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut inner: Vec<PathBuf> = inner.filter_map(|entry| Some(entry.ok()?.path())).collect();
        inner.retain(|path| path.is_file());
        inner.sort();
        files.extend(inner);
    }
    Ok(files)
}

fn bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, String> {
    let told = |error: std::io::Error| crate::input::plain(&error);
    let most = limits.unpacked_bytes;
    let mut bytes = Vec::new();
    if path.as_os_str() == STDIN {
        std::io::stdin().lock().take(most as u64 + 1).read_to_end(&mut bytes).map_err(told)?;
    } else {
        std::fs::File::open(path)
            .map_err(told)?
            .take(most as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(told)?;
    }
    if bytes.len() > most { Err(format!("too many bytes: the limit is {most}")) } else { Ok(bytes) }
}

/// An entry for people.
fn row(lead: &Lead) -> String {
    let day = lead.published.map_or_else(|| " ".repeat(10), |when| when.on.to_string());
    let title = lead.title.as_deref().unwrap_or("(no title)");
    let link = lead.url.as_deref().or(lead.id.as_deref()).unwrap_or_default();
    format!("{day}  {title}\n            {link}\n")
}
