//! `rapporteur collect`: what the sources announce, fetched and read into the record.

mod clock;
mod filed;
pub mod health;
mod listed;
pub mod local;
mod meter;
mod run;
#[cfg(test)]
mod tests;
mod told;
mod work;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use collect::fetch::{self, Pace, Reach, guard};
use serde::Serialize;
use store::Archive;
use store::collection::{Account, Collection};

use self::clock::System;
use self::meter::Meter;
pub use self::run::stamp;
use self::run::{Event, Outcome, Round, Visits};
use super::threads;
use crate::cli::{Collect as Args, Log, Network, Shape};
use crate::data;
use crate::out::{Ending, Out, counted};
use crate::packs::Packs;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_up_to_date(&dir)?;
    for slug in &args.sources {
        if !store.source(slug)?.is_some_and(|filed| filed.source.is_active) {
            return Err(super::source::unknown(slug).into());
        }
    }
    let refused = if args.network.allow_private { refused(&store)? } else { Vec::new() };
    drop(store);
    let packs = Packs::open(args.packs.as_deref())?;
    let mut out = Out::new();
    listen(args.log.unwrap_or(if args.watch { Log::Text } else { Log::Off }));
    let meter = Arc::new(Meter::default());
    if let Some(address) = args.metrics {
        let bound = meter::serve(address, &meter)?;
        out.note(format!("metrics are at http://{bound}/metrics"));
    }
    let visits = match (args.now, args.sources.is_empty()) {
        (true, _) => Visits::All,
        (false, true) if refused.is_empty() => Visits::AsDue,
        // beside those that are due
        (false, true) => Visits::These(refused),
        (false, false) => Visits::These(args.sources.clone()),
    };
    let pace = Pace { pause: Duration::from_secs_f64(args.pause), ..Pace::default() };
    let round = Round {
        dir: &dir,
        packs: &packs,
        clock: &System,
        fetching: fetch::Manner { pace, ..manner(&args.network)? },
        hands: threads(args.threads),
        watch: args.watch,
        patience: Duration::from_secs(args.patience.into()),
        now: visits,
        meter,
        is_measured: args.metrics.is_some() || args.metrics_file.is_some(),
        meter_file: args.metrics_file.as_deref(),
    };
    if !args.watch {
        out.watch("collecting");
    }
    let done = run::run(&round, |fetcher, tell| {
        fetcher.when_stopped(move || drop(tell.send(Event::Stop)));
    });
    out.watched();
    let done = done?;
    let store = data::open_to_read(&dir)?;
    let counts = store.counts()?;
    let printed = match args.format {
        Shape::Table => done.table(&counts),
        Shape::Json => serde_json::to_string_pretty(&Summary::of(&done, &counts))? + "\n",
    };
    let _ = out.print(&printed);
    for (slug, why) in &done.failed {
        let hint = if guard::tells_not_public(why) { ": add --allow-private if you mean it" } else { "" };
        out.trouble(format!("{slug}: {why}{hint}"));
    }
    out.end()
}

/// Sources that were not visited because private addresses were not allowed: now that they are, nothing is to be
/// waited for.
fn refused(store: &impl Collection) -> anyhow::Result<Vec<String>> {
    let is_refused = |filed: &store::collection::FiledSource| {
        filed.source.is_active
            && filed.standing.failures > 0
            && filed.standing.error.as_deref().is_some_and(guard::tells_not_public)
    };
    Ok(store.sources()?.into_iter().filter(is_refused).map(|filed| filed.source.slug).collect())
}

/// How the network is talked to, as the command line says.
pub fn manner(network: &Network) -> anyhow::Result<fetch::Manner> {
    let reach = if network.allow_private { Reach::Anywhere } else { Reach::Public };
    let authorities = match &network.trust {
        None => Vec::new(),
        Some(path) => {
            let pem = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            fetch::authorities(&pem).with_context(|| path.display().to_string())?
        }
    };
    Ok(fetch::Manner {
        reach,
        robots: Some(fetch::robots::parse),
        authorities,
        ..fetch::Manner::new(network.contact.as_deref())
    })
}

/// What is said on standard error; `RAPPORTEUR_LOG` says how much, as in `debug` or `rapporteur=debug`.
fn listen(log: Log) {
    let asked = tracing_subscriber::EnvFilter::try_from_env("RAPPORTEUR_LOG");
    let filter = asked.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("rapporteur=info,warn"));
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter);
    // where somebody listens already, as in a test, that will do
    let _ = match log {
        Log::Off => return,
        Log::Text => lines.with_target(false).try_init(),
        Log::Json => lines.json().try_init(),
    };
}

#[derive(Serialize)]
struct Summary {
    run: Option<u64>,
    visits: u64,
    seen: u64,
    stored: u64,
    unchanged: u64,
    skipped: u64,
    failed: u64,
    waiting: u64,
    next_due: Option<String>,
    stopped: bool,
    sources_failed: std::collections::BTreeMap<String, String>,
    publications: u64,
    claims: u64,
    entries: u64,
}

impl Summary {
    fn of(done: &Outcome, counts: &store::Counts) -> Summary {
        let Account { visits, seen, stored, unchanged, skipped, failed, .. } = done.account;
        Summary {
            run: done.run.map(|run| run.0),
            visits,
            seen,
            stored,
            unchanged,
            skipped,
            failed,
            waiting: done.waiting,
            next_due: done.next_due.map(run::stamp),
            stopped: done.was_stopped,
            sources_failed: done.failed.clone(),
            publications: counts.publications,
            claims: counts.claims,
            entries: counts.entries,
        }
    }
}

impl Outcome {
    fn table(&self, counts: &store::Counts) -> String {
        let Account { visits, seen, stored, unchanged, skipped, failed, .. } = self.account;
        let mut lines = Vec::new();
        if visits == 0 && self.account.settled() == 0 {
            let next = self.next_due.map_or_else(
                || "there is no source: add one with `rapporteur source add URL`".to_owned(),
                |due| format!("nothing is due before {}; --now visits all the same", run::stamp(due)),
            );
            lines.push(next);
        } else {
            lines.push(counted(visits, "visit"));
            lines.push(format!(
                "{} seen; {stored} stored, {unchanged} there already, {skipped} skipped, {failed} failed, {} waiting",
                counted(seen, "item"),
                self.waiting
            ));
        }
        if self.was_stopped {
            lines.push("stopped before the end: the next run goes on from here".to_owned());
        }
        lines.push(format!(
            "the record holds {}, {}, {} entries",
            counted(counts.publications, "publication"),
            counted(counts.claims, "claim"),
            counts.entries
        ));
        lines.join("\n") + "\n"
    }
}
