//! Sources for people and programs: the list, one by itself, those that ail.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use jiff::Timestamp;
use record::Source;
use serde::Serialize;
use store::collection::{Account, Collection, FiledSource, Item, ItemState};

use super::unknown;
use crate::cli::{Lines, Shape, SourceList, SourceShow};
use crate::data;
use crate::jobs::collect::health::{silence, span};
use crate::jobs::collect::stamp;
use crate::out::{Ending, Out, json_line, one_line};
use crate::quote::safe;

#[derive(Serialize)]
struct SourceJson<'a> {
    source: &'a str,
    url: &'a str,
    form: &'static str,
    title: Option<&'a str>,
    publisher: Option<&'a str>,
    standing: &'static str,
    active: bool,
    due_at: Option<String>,
    visited_at: Option<String>,
    answered_at: Option<String>,
    news_at: Option<String>,
    failures: u32,
    error: Option<&'a str>,
    gap_seconds: Option<u64>,
    /// Of a silence that is against its habit.
    silent_seconds: Option<u64>,
    waiting: u64,
    seen: u64,
    stored: u64,
    unchanged: u64,
    skipped: u64,
    failed: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    items: Vec<ItemJson>,
}

#[derive(Serialize)]
struct ItemJson {
    url: Option<String>,
    title: Option<String>,
    state: &'static str,
    reason: Option<String>,
    publication: Option<String>,
    first_seen_at: String,
    fetched_at: Option<String>,
    gone_at: Option<String>,
}

fn json<'a>(
    filed: &'a FiledSource,
    sum: &Account,
    silent: Option<Duration>,
    items: Vec<Item>,
) -> SourceJson<'a> {
    let FiledSource { source, standing, due_at, waiting, .. } = filed;
    let item = |item: Item| ItemJson {
        state: item.state.name(),
        url: item.url,
        title: item.title,
        reason: item.reason,
        publication: item.publication.map(|id| id.to_string()),
        first_seen_at: stamp(item.first_seen_at),
        fetched_at: item.fetched_at.map(stamp),
        gone_at: item.gone_at.map(stamp),
    };
    SourceJson {
        source: &source.slug,
        url: &source.url,
        form: source.form.name(),
        title: source.title.as_deref(),
        publisher: source.publisher.as_deref(),
        standing: source.standing.name(),
        active: source.is_active,
        due_at: due_at.map(stamp),
        visited_at: standing.visited_at.map(stamp),
        answered_at: standing.answered_at.map(stamp),
        news_at: standing.news_at.map(stamp),
        failures: standing.failures,
        error: standing.error.as_deref(),
        gap_seconds: standing.gap_seconds,
        silent_seconds: silent.map(|silent| silent.as_secs()),
        waiting: *waiting,
        seen: sum.seen,
        stored: sum.stored,
        unchanged: sum.unchanged,
        skipped: sum.skipped,
        failed: sum.failed,
        items: items.into_iter().map(item).collect(),
    }
}

/// All sources, or those that ail.
pub fn list(args: &SourceList, ailing: bool) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let now = Timestamp::now();
    let mut out = Out::new();
    let sources = store.sources()?;
    let mut well = 0;
    for filed in &sources {
        let silent = silence(&store, filed, now)?;
        if ailing && filed.standing.failures == 0 && silent.is_none() {
            well += 1;
            continue;
        }
        let sum = store.ledger_sum(&filed.source.slug)?;
        let line = match args.format {
            Lines::Jsonl => json_line(&json(filed, &sum, silent, Vec::new())),
            Lines::Table if ailing => {
                format!("{}  {}\n", safe(&filed.source.slug), ailment(filed, silent, now))
            }
            Lines::Table => row(filed, &sum, silent, now),
        };
        if out.print(&line).is_break() {
            break;
        }
    }
    if args.format == Lines::Table {
        let told = match (sources.is_empty(), ailing) {
            (true, _) => "there is no source: add one with `rapporteur source add URL`\n".to_owned(),
            (false, true) => format!("{well} of {} sources are well\n", sources.len()),
            (false, false) => String::new(),
        };
        let _ = out.print(&told);
    }
    out.end()
}

fn row(filed: &FiledSource, sum: &Account, silent: Option<Duration>, now: Timestamp) -> String {
    let due = match filed.due_at.map(|due| Duration::try_from(due.duration_since(now))) {
        None => "not visited".to_owned(),
        Some(Ok(wait)) if !wait.is_zero() => format!("due in {}", span(wait)),
        Some(_) => "due now".to_owned(),
    };
    let ill = if filed.standing.failures > 0 || silent.is_some() { "  !" } else { "" };
    let title = filed.source.title.as_deref().unwrap_or(&filed.source.url);
    let (slug, form) = (safe(&filed.source.slug), filed.source.form.name());
    format!("{slug:<28} {form:<9} {:>6} stored  {due:<14} {}{ill}\n", sum.stored, safe(&one_line(title, 60)))
}

fn ailment(filed: &FiledSource, silent: Option<Duration>, now: Timestamp) -> String {
    let mut told = Vec::new();
    let standing = &filed.standing;
    if standing.failures > 0 {
        let since = standing.answered_at.and_then(|at| Duration::try_from(now.duration_since(at)).ok());
        let since = since.map_or_else(
            || "never answered".to_owned(),
            |since| format!("last answered {} ago", span(since)),
        );
        let error = standing.error.as_deref().unwrap_or("no reason is known");
        told.push(format!("failed {} times in a row, {since}: {}", standing.failures, safe(error)));
    }
    if let Some(silent) = silent {
        let usual = standing.gap_seconds.map_or(String::new(), |gap| {
            format!("; something usually comes every {}", span(Duration::from_secs(gap)))
        });
        told.push(format!("silent for {}{usual}", span(silent)));
    }
    told.join("; ")
}

fn sum_line(account: &Account) -> String {
    let Account { seen, stored, unchanged, skipped, failed, .. } = account;
    format!("{seen} seen: {stored} stored, {unchanged} there already, {skipped} skipped, {failed} failed")
}

/// One source with its ledger.
pub fn show(args: &SourceShow) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let now = Timestamp::now();
    let filed = store.source(&args.source)?.ok_or_else(|| unknown(&args.source))?;
    let sum = store.ledger_sum(&args.source)?;
    let silent = silence(&store, &filed, now)?;
    let mut items = Vec::new();
    let (mut states, mut reasons) = (BTreeMap::<&str, usize>::new(), BTreeMap::<String, usize>::new());
    store.each_item(Some(&args.source), &mut |item| {
        *states.entry(item.state.name()).or_default() += 1;
        if let (ItemState::Skipped | ItemState::Failed, Some(reason)) = (item.state, &item.reason) {
            *reasons.entry(reason.clone()).or_default() += 1;
        }
        if args.items {
            items.push(item);
        }
        Ok(())
    })?;
    let mut out = Out::new();
    if args.format == Shape::Json {
        let _ = out.print(&(serde_json::to_string_pretty(&json(&filed, &sum, silent, items))? + "\n"));
        return out.end();
    }
    let mut text = about(&filed.source);
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<12} {value}");
    };
    if let Some(removed) = filed.removed_at {
        line("removed", stamp(removed));
    }
    line("due", filed.due_at.map_or_else(|| "not visited".to_owned(), stamp));
    let standing = &filed.standing;
    let visits =
        [("visited", standing.visited_at), ("answered", standing.answered_at), ("news", standing.news_at)];
    for (name, at) in visits {
        line(name, at.map_or_else(|| "never".to_owned(), stamp));
    }
    if let Some(gap) = standing.gap_seconds {
        line("habit", format!("something every {}", span(Duration::from_secs(gap))));
    }
    if standing.failures > 0 || silent.is_some() {
        line("alarm", ailment(&filed, silent, now));
    }
    line("ledger", format!("{}, {} waiting", sum_line(&sum), filed.waiting));
    let states: Vec<String> = states.iter().map(|(state, count)| format!("{count} {state}")).collect();
    line("items", if states.is_empty() { "none".to_owned() } else { states.join(", ") });
    for (reason, count) in reasons {
        line("", format!("{count}: {}", safe(&one_line(&reason, 160))));
    }
    for entry in store.ledger(Some(&args.source), 5)? {
        let error = entry.account.error.as_deref();
        let error = error.map(|error| format!("; {}", safe(&one_line(error, 120)))).unwrap_or_default();
        let (at, sum) = (stamp(entry.begun_at), sum_line(&entry.account));
        line(&format!("run {}", entry.run), format!("{at}: {} visits, {sum}{error}", entry.account.visits));
    }
    for item in items {
        let what = item.url.as_deref().or(item.title.as_deref()).unwrap_or("no address");
        let reason =
            item.reason.map(|reason| format!("  ({})", safe(&one_line(&reason, 120)))).unwrap_or_default();
        let _ = writeln!(text, "{:<8} {}{reason}", item.state.name(), safe(what));
    }
    let _ = out.print(&text);
    out.end()
}

fn about(source: &Source) -> String {
    let lang = source.lang.as_ref().map(|lang| lang.as_str().to_owned());
    let rows = [
        ("source", Some(source.slug.clone())),
        ("title", source.title.clone()),
        ("address", Some(source.url.clone())),
        ("form", Some(source.form.name().to_owned())),
        ("site", source.site.clone()),
        ("publisher", source.publisher.clone()),
        ("standing", Some(source.standing.name().to_owned())),
        ("language", lang),
        ("country", source.country.clone()),
        ("reliability", source.reliability.clone()),
        ("cadence", source.every_minutes.map(|minutes| format!("every {minutes} min"))),
        ("tags", (!source.tags.is_empty()).then(|| source.tags.join(", "))),
        ("rule", source.rule.clone()),
    ];
    let mut text = String::new();
    for (name, value) in rows {
        if let Some(value) = value {
            let _ = writeln!(text, "{name:<12} {}", safe(&one_line(&value, 300)));
        }
    }
    text
}
