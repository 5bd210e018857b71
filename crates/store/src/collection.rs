//! The seam of collection: sources, the work that waits, what sources announced, the ledger.

use std::fmt;

use jiff::Timestamp;
use record::{ItemId, Publication, PublicationId, Source};

use crate::Error;

/// A source with how its last visits went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledSource {
    pub source: Source,
    pub added_at: Timestamp,
    pub removed_at: Option<Timestamp>,
    pub standing: SourceState,
    /// When it is visited next; `None` where it is not.
    pub due_at: Option<Timestamp>,
    /// Jobs of it that wait, visits left out.
    pub waiting: u64,
}

/// How visits of a source went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceState {
    /// What its last answer said, so that an unchanged list is not sent again.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub visited_at: Option<Timestamp>,
    /// The last visit that was answered as it should be.
    pub answered_at: Option<Timestamp>,
    /// When it last announced something that was not known.
    pub news_at: Option<Timestamp>,
    /// Visits in a row that failed.
    pub failures: u32,
    pub error: Option<String>,
    /// The time that usually lies between two of its publications.
    pub gap_seconds: Option<u64>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// Look what a source has; there is one for each source that is visited, and it is never finished, only
    /// postponed to the next visit.
    Visit,
    /// A further list of a source: the next page of a feed, a sitemap of an index.
    List,
    /// Fetch what was announced.
    Page,
}

impl JobKind {
    pub fn name(self) -> &'static str {
        match self {
            JobKind::Visit => "visit",
            JobKind::List => "list",
            JobKind::Page => "page",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// Work to be put into the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    pub kind: JobKind,
    /// Work of one kind under one key waits once.
    pub key: String,
    pub source: String,
    /// Work for one host is leased so much at a time.
    pub host: String,
    pub url: String,
    /// Whatever whoever does it needs to know.
    pub payload: String,
    pub due_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: JobId,
    pub kind: JobKind,
    pub key: String,
    pub source: String,
    pub host: String,
    pub url: String,
    pub payload: String,
    pub due_at: Timestamp,
    /// How often it was tried before.
    pub tries: u32,
}

/// Which work is asked for.
#[derive(Clone)]
pub struct Lease<'a> {
    pub now: Timestamp,
    /// Until when nobody else gets it.
    pub until: Timestamp,
    pub most: usize,
    /// For one host, together with what it is busy with.
    pub most_per_host: usize,
    /// How much of its work each host is busy with.
    pub busy: &'a dyn Fn(&str) -> usize,
    /// Hosts after this one come first, so that all get their turn.
    pub after_host: &'a str,
}

/// What became of an announced thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemState {
    /// Its job waits.
    Waiting,
    Stored,
    Skipped,
    Failed,
}

impl ItemState {
    pub fn name(self) -> &'static str {
        match self {
            ItemState::Waiting => "waiting",
            ItemState::Stored => "stored",
            ItemState::Skipped => "skipped",
            ItemState::Failed => "failed",
        }
    }
}

/// Something that a source announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub source: String,
    pub id: ItemId,
    pub url: Option<String>,
    pub title: Option<String>,
    pub state: ItemState,
    /// Why it was skipped, or how it failed; of what is stored, what was amiss.
    pub reason: Option<String>,
    /// Of what the source said of it: another one says that it was edited.
    pub digest: [u8; 16],
    pub publication: Option<PublicationId>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub published_at: Option<Timestamp>,
    pub first_seen_at: Timestamp,
    pub seen_at: Timestamp,
    pub fetched_at: Option<Timestamp>,
    /// When its host first said that it is no longer there. What was stored of it stays.
    pub gone_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What happened to the items of one source in one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub visits: u64,
    pub seen: u64,
    pub stored: u64,
    pub unchanged: u64,
    pub skipped: u64,
    pub failed: u64,
    /// Why the source itself could not be read.
    pub error: Option<String>,
}

impl Account {
    /// What was seen and done with.
    pub fn settled(&self) -> u64 {
        self.stored + self.unchanged + self.skipped + self.failed
    }

    pub fn add(&mut self, other: &Account) {
        self.visits += other.visits;
        self.seen += other.seen;
        self.stored += other.stored;
        self.unchanged += other.unchanged;
        self.skipped += other.skipped;
        self.failed += other.failed;
        if other.error.is_some() {
            self.error.clone_from(&other.error);
        }
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    pub run: RunId,
    pub begun_at: Timestamp,
    /// `None` where it still goes on, or was cut short.
    pub ended_at: Option<Timestamp>,
    pub source: String,
    pub account: Account,
}

/// A publication whose text is nearly that of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    pub publication: Publication,
    /// The share of runs of words that they have in common, about; 0 to 1.
    pub likeness: f64,
}

/// From this likeness on two texts are taken for one item with its carriers.
pub const ALIKE: f64 = 0.7;

/// What collection keeps; every engine of the record keeps it too, so that what was fetched and what is known of
/// its source are committed together.
pub trait Collection {
    // Sources

    /// Files a source under its slug, new or changed, and sees to it that it is visited, now where it is new, or
    /// not, where it is not active. Gives whether anything changed.
    fn save_source(&mut self, source: &Source, host: &str, at: Timestamp) -> Result<bool, Error>;

    /// Ends the visits of a source and the work that waits for it; what was collected stays.
    fn remove_source(&mut self, slug: &str, at: Timestamp) -> Result<bool, Error>;

    fn source(&self, slug: &str) -> Result<Option<FiledSource>, Error>;

    /// By slug; those that were removed are not among them.
    fn sources(&self) -> Result<Vec<FiledSource>, Error>;

    fn save_source_state(&mut self, slug: &str, state: &SourceState) -> Result<(), Error>;

    // Work

    /// `false` where the same work waits already.
    fn enqueue(&mut self, job: &NewJob) -> Result<bool, Error>;

    /// Work that is due and that nobody holds, the longest due of each host first.
    fn lease(&mut self, lease: &Lease<'_>) -> Result<Vec<Job>, Error>;

    fn finish_job(&mut self, id: JobId) -> Result<(), Error>;

    /// Gives a job back, to be done later.
    fn postpone_job(
        &mut self,
        id: JobId,
        due_at: Timestamp,
        tries: u32,
        error: Option<&str>,
    ) -> Result<(), Error>;

    /// Makes the visit of a source due at this instant.
    fn call_visit(&mut self, slug: &str, due_at: Timestamp) -> Result<bool, Error>;

    /// Gives back what somebody leased who does not work any more: all, or what ran out before an instant.
    fn release_leases(&mut self, before: Option<Timestamp>) -> Result<u64, Error>;

    /// When the next job that nobody holds is due.
    fn next_due(&self) -> Result<Option<Timestamp>, Error>;

    /// How many jobs wait or are being done, by kind and name of it.
    fn jobs_waiting(&self) -> Result<Vec<(String, u64)>, Error>;

    // What was announced

    fn item(&self, source: &str, id: ItemId) -> Result<Option<Item>, Error>;

    /// Of other sources, what is known of the same thing; the one that has it stored comes first.
    fn item_elsewhere(&self, source: &str, id: ItemId) -> Result<Option<Item>, Error>;

    fn save_item(&mut self, item: &Item) -> Result<(), Error>;

    /// Of one source or all, by source and id.
    fn each_item(&self, source: Option<&str>, visit: crate::Visit<'_, Item>) -> Result<(), Error>;

    /// When the latest so many items of a source came: as they say themselves, else when they were first seen.
    fn arrivals(&self, source: &str, most: usize) -> Result<Vec<Timestamp>, Error>;

    // The ledger

    fn begin_run(&mut self, at: Timestamp) -> Result<RunId, Error>;

    fn end_run(&mut self, run: RunId, at: Timestamp) -> Result<(), Error>;

    /// Adds to what the ledger says of a source in a run.
    fn enter(&mut self, run: RunId, source: &str, account: &Account) -> Result<(), Error>;

    /// The latest so many lines, of one source or all; the newest first.
    fn ledger(&self, source: Option<&str>, most: usize) -> Result<Vec<LedgerLine>, Error>;

    /// All lines of all runs of a source in one sum.
    fn ledger_sum(&self, source: &str) -> Result<Account, Error>;

    // Carriers

    /// The print of the text that a publication has now ([`text::fingerprint`]); none where it is too short.
    fn fingerprint(&self, publication: PublicationId) -> Result<Option<Vec<u8>>, Error>;

    /// Publications whose current texts are nearly that of this one, the most alike first.
    fn copies(&self, publication: PublicationId) -> Result<Vec<Copy>, Error>;
}
