//! `rapporteur list`: the entries or publications of the record, one a line.

use record::Entry;
use store::{Archive, PublicationFilter};

use crate::cli::{Lines, List as Args};
use crate::data;
use crate::out::{Ending, Out, Usage, json_line, one_line};
use crate::quote::{Style, safe};
use crate::show::heading;
use crate::wire::{EntryJson, PublicationJson};

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let mut out = Out::new();
    let style = Style::of(out.is_terminal());
    if args.kind.as_deref() == Some("publication") {
        store
            .each_publication(&PublicationFilter::default(), &mut |publication| {
                let line = match args.format {
                    Lines::Table => {
                        format!("{}  {}\n", style.dim(&publication.id.short()), heading(&publication, style))
                    }
                    Lines::Jsonl => json_line(&PublicationJson::of(&publication)),
                };
                stop(out.print(&line))
            })
            .or_else(stopped)?;
        return out.end();
    }
    if let Some(kind) = args.kind.as_deref().filter(|kind| record::Schema::built_in().kind(kind).is_none()) {
        let kinds: Vec<&str> =
            record::Schema::built_in().kinds().iter().map(|kind| kind.name.as_str()).collect();
        return Err(Usage(format!(
            "there is no kind {kind:?}: the kinds are publication, {}",
            kinds.join(", ")
        ))
        .into());
    }
    let mut entries = store.entries(args.kind.as_deref())?;
    entries.retain(|entry| !args.disputed || entry.is_disputed());
    let date =
        |entry: &Entry| entry.value("date").or_else(|| entry.value("period")).unwrap_or_default().to_owned();
    let order = |kind: &str| record::Schema::built_in().kinds().iter().position(|one| one.name == kind);
    entries.sort_by_cached_key(|entry| (order(&entry.kind), date(entry), entry.label.clone()));
    for entry in &entries {
        let line = match args.format {
            Lines::Jsonl => json_line(&EntryJson::of(entry)),
            Lines::Table => {
                let differ =
                    if entry.is_disputed() { style.alert("  sources differ") } else { String::new() };
                let label = safe(&one_line(&entry.label, 110));
                format!(
                    "{}  {:<13} {:<10} {label}{differ}\n",
                    style.dim(&entry.id.short()),
                    entry.kind,
                    date(entry)
                )
            }
        };
        if out.print(&line).is_break() {
            break;
        }
    }
    out.end()
}

/// Ends a visit of the store when nobody reads any more.
#[derive(Debug)]
struct Enough;

impl std::fmt::Display for Enough {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the reader has gone")
    }
}

impl std::error::Error for Enough {}

fn stop(flow: std::ops::ControlFlow<()>) -> Result<(), store::Error> {
    if flow.is_break() { Err(store::Error::caller(Enough)) } else { Ok(()) }
}

fn stopped(error: store::Error) -> Result<(), store::Error> {
    match error {
        store::Error::Caller(cause) if cause.is::<Enough>() => Ok(()),
        other => Err(other),
    }
}
