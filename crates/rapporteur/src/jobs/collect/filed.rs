//! What came back, filed: each thing with the state of its job and its line in the ledger.

mod visits;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use collect::Harvest;
use collect::fetch::failure::{Failure, Remedy};
use collect::fetch::{Answer, Fetched};
use jiff::Timestamp;
use record::Source;
use store::Archive;
use store::collection::{Account, Item, ItemState, Job, JobKind, RunId};
use tracing::info;

use super::listed;
use super::run::stamp;
use super::told::Told;
use super::work::{Meta, Task};
use crate::filing::{Prepared, Tally};

/// What one turn has done.
#[derive(Default)]
pub struct Filed {
    pub tally: Tally,
    pub account: Account,
    pub tasks: Vec<Task>,
    /// Sources whose visit failed, and why.
    pub failed: BTreeMap<String, String>,
    pub answered: Vec<String>,
    pub retries: u64,
    pub bytes: u64,
}

/// Files what comes back within one turn of a round.
pub struct Filing {
    now: Timestamp,
    run: RunId,
    accounts: BTreeMap<String, Account>,
    filed: Filed,
    pub tally: Tally,
    sources: HashMap<String, Source>,
    dice: u64,
}

/// A thing that another source announced too and that was fetched this recently is not fetched once more.
const JUST_NOW: Duration = Duration::from_secs(3600);

/// What is being written on this machine is looked at again after this.
const SETTLES: Duration = Duration::from_secs(3);

impl Filing {
    pub fn new(now: Timestamp) -> Filing {
        Filing {
            now,
            run: RunId(0),
            accounts: BTreeMap::new(),
            filed: Filed::default(),
            tally: Tally::default(),
            sources: HashMap::new(),
            dice: now.as_millisecond().cast_unsigned(),
        }
    }

    pub fn begin(&mut self, run: RunId, now: Timestamp) {
        (self.run, self.now) = (run, now);
        self.tally = Tally::default();
        self.accounts.clear();
        self.filed = Filed::default();
    }

    /// Writes the ledger of this turn.
    pub fn flush(&mut self, archive: &mut dyn Archive) -> Result<(), store::Error> {
        for (source, account) in &self.accounts {
            archive.enter(self.run, source, account)?;
            self.filed.account.add(account);
        }
        Ok(())
    }

    pub fn take(&mut self) -> Filed {
        Filed { tally: self.tally, ..std::mem::take(&mut self.filed) }
    }

    fn account(&mut self, source: &str) -> &mut Account {
        self.accounts.entry(source.to_owned()).or_default()
    }

    /// Between 0 and 1; it keeps those that failed together from coming back together.
    fn jitter(&mut self) -> f64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.dice >> 40) as f64 / f64::from(1_u32 << 24)
    }

    fn source(&mut self, archive: &dyn Archive, slug: &str) -> Result<Option<Source>, store::Error> {
        if let Some(known) = self.sources.get(slug) {
            return Ok(Some(known.clone()));
        }
        let found = archive.source(slug)?.map(|filed| filed.source);
        if let Some(source) = &found {
            self.sources.insert(slug.to_owned(), source.clone());
        }
        Ok(found)
    }

    /// A fetch came back: what has a body goes to whoever reads it, everything else is filed at once.
    pub fn answer(
        &mut self,
        archive: &mut dyn Archive,
        job: Job,
        answer: Result<Answer, Failure>,
    ) -> Result<(), store::Error> {
        if let Ok(Answer::Fresh(fetched)) = &answer {
            self.filed.bytes += fetched.payload.bytes.len() as u64;
        }
        match (job.kind, answer) {
            (JobKind::Page, Ok(Answer::Fresh(fetched))) => self.page_came(archive, job, fetched),
            (JobKind::Page, Ok(Answer::NotModified)) => {
                self.account(&job.source).unchanged += 1;
                self.keep(archive, &job, |item, now| {
                    (item.state, item.reason) = (ItemState::Stored, None);
                    (item.fetched_at, item.gone_at) = (Some(now), None);
                })?;
                archive.finish_job(job.id)
            }
            (JobKind::Page, Err(failure)) => self.page_failed(archive, job, &failure),
            (JobKind::Visit | JobKind::List, Ok(Answer::Fresh(fetched))) => {
                match self.source(archive, &job.source)? {
                    Some(source) => self.filed.tasks.push(Task::List { job, source, fetched }),
                    None => archive.finish_job(job.id)?,
                }
                Ok(())
            }
            (JobKind::Visit, Ok(Answer::NotModified)) => {
                self.visited(archive, &job, None, &Harvest::default(), 0)
            }
            (JobKind::List, Ok(Answer::NotModified)) => archive.finish_job(job.id),
            (JobKind::Visit, Err(failure)) => {
                self.visit_failed(archive, &job, &failure.to_string(), Some(&failure))
            }
            (JobKind::List, Err(failure)) => self.list_failed(archive, &job, &failure),
        }
    }

    fn page_came(
        &mut self,
        archive: &mut dyn Archive,
        job: Job,
        fetched: Fetched,
    ) -> Result<(), store::Error> {
        // hosts that took a page down lead to their front page instead of saying so
        if is_front_page(&fetched.url) && !is_front_page(&job.url) {
            return self.give_up(archive, job, "its host leads to the front page in its place", true);
        }
        let told = Told::from_payload(&job.payload);
        self.filed.tasks.push(Task::Page { job, told, fetched, at: stamp(self.now) });
        Ok(())
    }

    fn page_failed(
        &mut self,
        archive: &mut dyn Archive,
        job: Job,
        failure: &Failure,
    ) -> Result<(), store::Error> {
        let tries = job.tries + 1;
        let jitter = self.jitter();
        match failure.remedy(tries, jitter) {
            Remedy::Again { after, counts } => {
                self.filed.retries += 1;
                let tries = if counts { tries } else { job.tries };
                let error = failure.to_string();
                self.keep(archive, &job, |item, _| item.reason = Some(error.clone()))?;
                archive.postpone_job(job.id, listed::after(self.now, after), tries, Some(&error))
            }
            Remedy::Never => {
                let is_gone = matches!(failure, Failure::Status(404 | 410, _));
                self.give_up(archive, job, &failure.to_string(), is_gone)
            }
        }
    }

    /// The page cannot be had: what its source said of it is kept, where it said something and nothing is known yet.
    fn give_up(
        &mut self,
        archive: &mut dyn Archive,
        job: Job,
        why: &str,
        is_gone: bool,
    ) -> Result<(), store::Error> {
        let told = Told::from_payload(&job.payload);
        let id = listed::id_of_key(&job.key);
        let item = id.map(|id| archive.item(&job.source, id)).transpose()?.flatten();
        let is_known = item.is_some_and(|item| item.publication.is_some());
        if !is_known && told.text.is_some() {
            let address = job.url.clone();
            self.filed.tasks.push(Task::Summary {
                job,
                told,
                address,
                why: Some(why.to_owned()),
                at: stamp(self.now),
            });
            return Ok(());
        }
        info!(source = job.source, url = job.url, why, "given up");
        self.account(&job.source).failed += 1;
        self.keep(archive, &job, |item, now| {
            // what was stored of it stays
            item.state = if is_known { ItemState::Stored } else { ItemState::Failed };
            item.reason = Some(why.to_owned());
            item.fetched_at = Some(now);
            if is_gone {
                item.gone_at = item.gone_at.or(Some(now));
            }
        })?;
        archive.finish_job(job.id)
    }

    /// What was read of a page, or of what its source said.
    pub fn page(
        &mut self,
        archive: &mut dyn Archive,
        job: &Job,
        told: &Told,
        meta: &Meta,
        prepared: Result<Box<Prepared>, String>,
        why: Option<String>,
    ) -> Result<(), store::Error> {
        let prepared = match prepared {
            Ok(prepared) => prepared,
            // a page without a text is a page that could not be had
            Err(trouble) if why.is_none() && told.text.is_some() && told.url.is_some() => {
                return self.give_up(archive, job.clone(), &trouble, false);
            }
            Err(trouble) => {
                let why = why.map_or(trouble.clone(), |why| format!("{why}; {trouble}"));
                self.account(&job.source).failed += 1;
                self.keep(archive, job, |item, now| {
                    (item.state, item.reason) = (ItemState::Failed, Some(why.clone()));
                    item.fetched_at = Some(now);
                })?;
                return archive.finish_job(job.id);
            }
        };
        let before = self.tally;
        let refused = prepared.file(archive, &mut self.tally)?;
        let amiss = why.map(|why| format!("{why}: what its source said of it was kept"));
        let (state, reason) = match refused {
            Some(trouble) => {
                self.account(&job.source).failed += 1;
                (ItemState::Failed, Some(trouble.0))
            }
            None if self.tally.copies > before.copies => {
                self.account(&job.source).skipped += 1;
                (ItemState::Skipped, Some("the same bytes were found under another address".to_owned()))
            }
            None if self.tally.unchanged > before.unchanged => {
                self.account(&job.source).unchanged += 1;
                (ItemState::Stored, amiss)
            }
            None => {
                self.account(&job.source).stored += 1;
                (ItemState::Stored, amiss)
            }
        };
        let publication = prepared.publication();
        self.keep(archive, job, |item, now| {
            if state == ItemState::Stored {
                item.publication = Some(publication);
                (item.etag, item.last_modified) = (meta.etag.clone(), meta.last_modified.clone());
                item.gone_at = None;
            }
            (item.state, item.reason) = (state, reason.clone());
            item.fetched_at = Some(now);
        })?;
        archive.finish_job(job.id)
    }

    fn keep(
        &mut self,
        archive: &mut dyn Archive,
        job: &Job,
        change: impl FnOnce(&mut Item, Timestamp),
    ) -> Result<(), store::Error> {
        let Some(id) = listed::id_of_key(&job.key) else { return Ok(()) };
        let Some(mut item) = archive.item(&job.source, id)? else { return Ok(()) };
        change(&mut item, self.now);
        archive.save_item(&item)
    }

    /// Whether another source had the same thing just now; then its job is done.
    pub fn carried(&mut self, archive: &mut dyn Archive, job: &Job) -> Result<bool, store::Error> {
        let Some(id) = listed::id_of_key(&job.key) else { return Ok(false) };
        let Some(other) = archive.item_elsewhere(&job.source, id)? else { return Ok(false) };
        let fetched = other.fetched_at.and_then(|at| Duration::try_from(self.now.duration_since(at)).ok());
        let (ItemState::Stored, Some(publication)) = (other.state, other.publication) else {
            return Ok(false);
        };
        if fetched.is_none_or(|ago| ago >= JUST_NOW) {
            return Ok(false);
        }
        self.account(&job.source).unchanged += 1;
        self.keep(archive, job, |item, _| {
            (item.state, item.publication) = (ItemState::Stored, Some(publication));
            item.reason = Some(format!("it was fetched for {} already", other.source));
            (item.etag, item.last_modified) = (other.etag.clone(), other.last_modified.clone());
            item.fetched_at = other.fetched_at;
        })?;
        archive.finish_job(job.id)?;
        Ok(true)
    }
}

fn is_front_page(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.is_empty()
}
