//! One round of collection: the store's thread, which alone writes, between the thread that fetches and the hands
//! that read.
//!
//! Work is leased from the store while there is room: so many fetches, so many things that wait to be read, so much
//! for one host. Whatever comes back is filed in one transaction with the state of its job and its line in the
//! ledger: a process that ends at any moment, even by the power, leaves nothing done by half, and the next round
//! goes on where this one was.

mod numbers;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context;
use collect::fetch::{self, Answer, Failure, Fetcher, Request};
use jiff::Timestamp;
use store::collection::{Account, Collection, Job, JobKind, Lease, RunId, SourceState};
use store::{Archive, SqliteStore};
use tracing::{debug, info};

use super::clock::Clock;
use super::filed::Filing;
use super::meter::Meter;
use super::told::Told;
use super::work::{self, Done, Task};
use crate::derive::{Mark, Merger};
use crate::desk::Manner;
use crate::filing::Tally;
use crate::index;
use crate::packs::Packs;

/// How long one publication may take to be read.
const READ_WITHIN: Duration = Duration::from_secs(60);

/// How a round is done.
pub struct Round<'a> {
    pub dir: &'a Path,
    pub packs: &'a Packs,
    pub clock: &'a dyn Clock,
    pub fetching: fetch::Manner,
    pub hands: usize,
    /// Goes on until it is told to stop.
    pub watch: bool,
    /// Work that is due within this time is waited for, where the round is to end by itself.
    pub patience: Duration,
    /// These sources are visited now, due or not.
    pub now: Visits,
    pub meter: Arc<Meter>,
    /// Whether anybody looks at the numbers.
    pub is_measured: bool,
    pub meter_file: Option<&'a Path>,
}

/// Which sources are visited although they are not due.
pub enum Visits {
    AsDue,
    All,
    These(Vec<String>),
}

/// What a round has done.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub run: Option<RunId>,
    pub account: Account,
    pub tally: Tally,
    /// Sources that could not be read, and why.
    pub failed: BTreeMap<String, String>,
    /// Jobs that still wait, visits left out.
    pub waiting: u64,
    pub next_due: Option<Timestamp>,
    pub was_stopped: bool,
}

pub enum Event {
    Answered(Box<(Job, Result<Answer, Failure>)>),
    Done(Box<Done>),
    /// Somebody wants the round to end.
    Stop,
}

/// So much is filed in one transaction.
const BATCH: usize = 128;
/// How long a job is held before it counts as given up.
const LEASE: Duration = Duration::from_secs(15 * 60);
/// What waits to be read, for each hand, before nothing more is fetched.
const WAITING_PER_HAND: usize = 12;
/// How long a round that is to stop waits for what is under way.
const GRACE: Duration = Duration::from_secs(15);
/// While new things keep coming, they are merged after so many and so long.
const MERGE_AFTER: usize = 500;
const MERGE_EVERY: Duration = Duration::from_secs(60);
/// Megabytes of the record that are kept while entries are filed, which go to all places of it.
const PAGES: u32 = 64;
const TICK: Duration = Duration::from_millis(500);

/// Does a round; `stop` is called once with what ends it.
pub fn run(round: &Round<'_>, stop: impl FnOnce(&Fetcher, Sender<Event>)) -> anyhow::Result<Outcome> {
    let store = SqliteStore::open(round.dir)?;
    store.keep_pages(PAGES)?;
    let fetcher = Fetcher::new(round.fetching.clone())?;
    let (tell, events) = channel();
    let (give, queue) = channel();
    stop(&fetcher, tell.clone());
    let queue = Arc::new(Mutex::new(queue));
    let manner = Manner { time_limit: Some(READ_WITHIN), ..Manner::default() };
    std::thread::scope(|scope| {
        let hands = round.hands.max(2);
        work::start(scope, hands, round.dir, round.packs, &manner, &queue, &tell)?;
        let mut collector = Collector {
            round,
            store,
            mark: Mark::new(round.dir),
            merger: Merger::new(round.packs)?.beside(round.dir),
            fetcher: &fetcher,
            tell,
            give,
            most_reading: hands * WAITING_PER_HAND,
            filing: Filing::new(round.clock.now()),
            busy: HashMap::new(),
            fetching: 0,
            reading: 0,
            after_host: String::new(),
            outcome: Outcome::default(),
            unmerged: 0,
            merged: Instant::now(),
            stopping: None,
            measured: None,
        };
        let ended = collector.go(&events);
        // hands end when nothing more can come
        let Collector { outcome, .. } = collector;
        ended.map(|()| outcome)
    })
    .inspect(|_| fetcher.stop())
}

struct Collector<'a> {
    round: &'a Round<'a>,
    store: SqliteStore,
    mark: Mark,
    merger: Merger,
    fetcher: &'a Fetcher,
    tell: Sender<Event>,
    give: Sender<Task>,
    most_reading: usize,
    filing: Filing,
    /// How many jobs of each host are being fetched.
    busy: HashMap<String, usize>,
    fetching: usize,
    reading: usize,
    after_host: String,
    outcome: Outcome,
    /// Publications filed since claims were last merged.
    unmerged: usize,
    merged: Instant,
    stopping: Option<Instant>,
    measured: Option<Instant>,
}

impl Collector<'_> {
    fn go(&mut self, events: &Receiver<Event>) -> anyhow::Result<()> {
        let now = self.round.clock.now();
        self.begin(now)?;
        if let Some(run) = self.outcome.run {
            info!(run = run.0, "round begins");
        }
        let mut found = Vec::new();
        loop {
            self.turn(&mut found)?;
            self.measure()?;
            if self.is_over()? {
                break;
            }
            let idle = self.fetching + self.reading == 0;
            let due = self.unmerged >= MERGE_AFTER && self.merged.elapsed() >= MERGE_EVERY;
            if self.round.watch && self.unmerged > 0 && (idle || due) && self.stopping.is_none() {
                self.merge()?;
            }
            self.wait(events, &mut found)?;
        }
        self.end()
    }

    fn begin(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let visits = &self.round.now;
        let outcome = &mut self.outcome;
        self.store.transaction(&mut |archive| {
            // whoever held them does not live any more: only one process writes
            archive.release_leases(None)?;
            let these: Vec<String> = match visits {
                Visits::AsDue => Vec::new(),
                Visits::All => archive.sources()?.into_iter().map(|filed| filed.source.slug).collect(),
                Visits::These(slugs) => slugs.clone(),
            };
            for slug in &these {
                archive.call_visit(slug, now)?;
            }
            outcome.run = Some(archive.begin_run(now)?);
            Ok(())
        })?;
        Ok(())
    }

    /// Files what came back, leases what there is room for, sends it off.
    fn turn(&mut self, found: &mut Vec<Event>) -> anyhow::Result<()> {
        let now = self.round.clock.now();
        let run = self.outcome.run.context("the round has not begun")?;
        let mut results = Vec::new();
        for event in found.drain(..) {
            match event {
                Event::Stop => self.stopping = self.stopping.or_else(|| Some(Instant::now())),
                Event::Answered(answered) => {
                    let (job, answer) = *answered;
                    self.fetching = self.fetching.saturating_sub(1);
                    if let Some(count) = self.busy.get_mut(&job.host) {
                        *count = count.saturating_sub(1);
                    }
                    results.push(Came::Answer(job, answer));
                }
                Event::Done(done) => {
                    self.reading = self.reading.saturating_sub(1);
                    results.push(Came::Done(*done));
                }
            }
        }
        self.busy.retain(|_, count| *count > 0);
        // what is known of the whole record is learned only where something is to change
        if results.iter().any(Came::may_change_claims) {
            self.merger.prepare(&mut self.store, &self.mark)?;
        }
        let room = match self.stopping {
            Some(_) => 0,
            None if self.reading >= self.most_reading => 0,
            None => self.round.fetching.at_once.saturating_sub(self.fetching),
        };
        let Collector { store, filing, busy, after_host, mark, .. } = self;
        let mut leased = Vec::new();
        filing.begin(run, now);
        store.transaction(&mut |archive| {
            for came in results.drain(..) {
                match came {
                    Came::Answer(job, answer) => filing.answer(archive, job, answer)?,
                    Came::Done(Done::List { job, meta, harvest }) => {
                        filing.list(archive, &job, &meta, harvest)?
                    }
                    Came::Done(Done::Walk { job, walk }) => filing.walk(archive, &job, walk)?,
                    Came::Done(Done::Page { job, told, meta, prepared, why }) => {
                        filing.page(archive, &job, &told, &meta, prepared, why)?;
                    }
                }
            }
            if room > 0 {
                let lease = Lease {
                    now,
                    until: super::listed::after(now, LEASE),
                    most: room,
                    most_per_host: 2,
                    busy: &|host| busy.get(host).copied().unwrap_or(0),
                    after_host,
                };
                for job in archive.lease(&lease)? {
                    if job.kind != JobKind::Page || !filing.carried(archive, &job)? {
                        leased.push(job);
                    }
                }
            }
            filing.flush(archive)?;
            if filing.tally.is_nothing_new() { Ok(()) } else { mark.stale().map_err(store::Error::caller) }
        })?;
        let filed = filing.take();
        self.unmerged += filed.tally.publications() - filed.tally.unchanged;
        self.outcome.tally.add(filed.tally);
        self.outcome.account.add(&filed.account);
        self.outcome.failed.extend(filed.failed);
        for slug in filed.answered {
            self.outcome.failed.remove(&slug);
        }
        self.count(&filed.account, filed.retries, filed.bytes);
        for task in filed.tasks {
            self.hand_on(task)?;
        }
        if let Some(last) = leased.last() {
            self.after_host.clone_from(&last.host);
        }
        for job in leased {
            self.send(job)?;
        }
        Ok(())
    }

    fn send(&mut self, job: Job) -> anyhow::Result<()> {
        let told = Told::from_payload(&job.payload);
        let at = stamp(self.round.clock.now());
        let filed = match job.kind {
            JobKind::Page if told.file.is_none() => None,
            _ => self.store.source(&job.source)?,
        };
        let mut standing = SourceState::default();
        if let Some(filed) = filed {
            if filed.source.form.is_local() {
                let (source, known) = (filed.source, filed.standing.etag);
                return self.hand_on(match job.kind {
                    JobKind::Page => Task::File { job, told, source, at },
                    JobKind::Visit | JobKind::List => Task::Walk { job, source, known },
                });
            }
            standing = filed.standing;
        }
        if job.kind == JobKind::Page && job.url.is_empty() {
            let address = job.key.clone();
            return self.hand_on(Task::Summary { job, told, address, why: None, at });
        }
        let is_list = job.kind != JobKind::Page;
        let mut request = Request { url: job.url.clone(), is_list, ..Request::default() };
        match job.kind {
            JobKind::Page => (request.etag, request.last_modified) = (told.etag, told.last_modified),
            JobKind::Visit => {
                (request.etag, request.last_modified) = (standing.etag, standing.last_modified);
            }
            JobKind::List => {}
        }
        debug!(url = job.url, "fetching");
        *self.busy.entry(job.host.clone()).or_default() += 1;
        self.fetching += 1;
        let tell = self.tell.clone();
        // where nobody listens any more the round is over, and the job stays in the store
        self.fetcher.send(request, move |answer| drop(tell.send(Event::Answered(Box::new((job, answer))))));
        Ok(())
    }

    fn hand_on(&mut self, task: Task) -> anyhow::Result<()> {
        self.reading += 1;
        self.give.send(task).map_err(|_| anyhow::anyhow!("all threads that read have ended"))
    }

    fn is_over(&mut self) -> anyhow::Result<bool> {
        let idle = self.fetching + self.reading == 0;
        if let Some(since) = self.stopping {
            self.outcome.was_stopped = true;
            return Ok(idle || since.elapsed() >= GRACE);
        }
        if self.round.watch || !idle {
            return Ok(false);
        }
        let horizon = super::listed::after(self.round.clock.now(), self.round.patience);
        Ok(self.store.next_due()?.is_none_or(|due| due > horizon))
    }

    /// Waits for something to come back, or for work to be due.
    fn wait(&mut self, events: &Receiver<Event>, found: &mut Vec<Event>) -> anyhow::Result<()> {
        match events.recv_timeout(TICK) {
            Ok(event) => found.push(event),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => anyhow::bail!("all threads have ended"),
        }
        while found.len() < BATCH {
            match events.try_recv() {
                Ok(event) => found.push(event),
                Err(_) => break,
            }
        }
        Ok(())
    }

    fn merge(&mut self) -> anyhow::Result<()> {
        let started = Instant::now();
        let Collector { round, store, mark, merger, .. } = self;
        mark.stale()?;
        merger.bring_up(store)?;
        merger.current(mark)?;
        if !round.watch {
            // it is the last time
            merger.forget();
        }
        bring_up_index(round.dir, store, round.packs, mark)?;
        info!(publications = self.unmerged, seconds = started.elapsed().as_secs_f64(), "merged and indexed");
        Meter::add(&self.round.meter.merges, 1);
        (self.unmerged, self.merged) = (0, Instant::now());
        Ok(())
    }

    fn end(&mut self) -> anyhow::Result<()> {
        // whoever stops it does not want to wait: the next round makes up for it
        if !self.outcome.was_stopped && (self.unmerged > 0 || !self.merger.is_current(&self.mark)) {
            self.merge()?;
        }
        let now = self.round.clock.now();
        let outcome = &mut self.outcome;
        self.store.transaction(&mut |archive| {
            archive.release_leases(None)?;
            if let Some(run) = outcome.run {
                archive.end_run(run, now)?;
            }
            outcome.next_due = archive.next_due()?;
            outcome.waiting = archive
                .jobs_waiting()?
                .iter()
                .filter(|(kind, _)| kind != "visit")
                .map(|(_, count)| count)
                .sum();
            Ok(())
        })?;
        let Account { seen, stored, failed, .. } = self.outcome.account;
        info!(seen, stored, failed, waiting = self.outcome.waiting, "round ends");
        self.measured = None;
        self.measure()
    }
}

enum Came {
    Answer(Job, Result<Answer, Failure>),
    Done(Done),
}

impl Came {
    /// Lists, refusals and what has not changed leave the claims as they are.
    fn may_change_claims(&self) -> bool {
        matches!(self, Came::Done(Done::Page { prepared: Ok(_), .. }))
    }
}

/// An instant as captures have it.
pub fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The search index follows from the entries again.
fn bring_up_index(dir: &Path, store: &SqliteStore, packs: &Packs, mark: &Mark) -> anyhow::Result<()> {
    let state = mark.state();
    if index::open(dir, &state)?.is_none() {
        index::bring_up(dir, store, packs, &state)
            .context("everything is filed, but the search index could not be brought up")?;
    }
    Ok(())
}
