//! `rapporteur feed`: what a feed in a file announces.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use collect::feed::{Feed, read};
use serde::Serialize;
use serde_json::Value;
use text::gate::Limits;

use crate::cli::{Feed as Args, Lines};
use crate::input::STDIN;
use crate::out::{Ending, Out, json_line};
use crate::packs::Packs;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    version: &'a str,
    encoding: &'a str,
    feed: Value,
    entries: Vec<Value>,
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
        let found = read(&bytes, None, "", months);
        drop(bytes);
        let file = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
        if !found.is_feed() {
            out.trouble(format!("{}: no feed: RSS, RDF, Atom and JSON Feed are read", path.display()));
            continue;
        }
        found.notes.iter().for_each(|note| out.note(format!("{file}: {note}")));
        if found.is_cut {
            out.note(format!("{file}: the feed ends before its end; what came before was read"));
        }
        let text = match args.format {
            Lines::Jsonl => {
                let (feed, entries) = found.named();
                json_line(&Line {
                    file: &file,
                    version: &found.version,
                    encoding: &found.encoding,
                    feed,
                    entries,
                })
            }
            Lines::Table => table(&found, months),
        };
        if out.print(&text).is_break() {
            break;
        }
    }
    out.end()
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

fn table(feed: &Feed, months: &text::html::dates::Months) -> String {
    let harvest = feed.harvest(months);
    let mut text =
        format!("{} ({})\n", harvest.title.as_deref().unwrap_or("a feed without a title"), feed.version);
    for lead in &harvest.leads {
        let day = lead.published.map_or_else(|| "          ".to_owned(), |when| when.on.to_string());
        let title = lead.title.as_deref().unwrap_or("(no title)");
        let link = lead.url.as_deref().or(lead.id.as_deref()).unwrap_or_default();
        text.push_str(&format!("{day}  {title}\n            {link}\n"));
    }
    text.push('\n');
    text
}
