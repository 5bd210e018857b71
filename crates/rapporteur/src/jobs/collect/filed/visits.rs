//! Visits and lists, filed: what a source announces, and when it is visited again.

use collect::fetch::failure::{Failure, Remedy, TRIES};
use collect::{Harvest, address};
use record::Source;
use store::Archive;
use store::collection::{Account, Job, JobKind};
use tracing::{info, warn};

use super::super::listed;
use super::super::local::Walk;
use super::super::work::Meta;
use super::{Filing, SETTLES};

impl Filing {
    /// A list was parsed, or was none.
    pub fn list(
        &mut self,
        archive: &mut dyn Archive,
        job: &Job,
        meta: &Meta,
        harvest: Result<Harvest, String>,
    ) -> Result<(), store::Error> {
        let harvest = match (harvest, job.kind) {
            (Ok(harvest), _) => harvest,
            (Err(why), JobKind::Visit) => return self.visit_failed(archive, job, &why, None),
            (Err(why), _) => {
                self.account(&job.source).error = Some(format!("{}: {why}", job.url));
                return archive.finish_job(job.id);
            }
        };
        let Some(mut source) = self.source(archive, &job.source)? else { return archive.finish_job(job.id) };
        let (account, new) = listed::enter(archive, &source, &harvest, self.now)?;
        let beyond = listed::follow(archive, &source, job, &harvest, new, self.now)?;
        self.account(&job.source).add(&Account { error: beyond, ..account });
        if job.kind == JobKind::List {
            return archive.finish_job(job.id);
        }
        if let Some(to) = moved(&source, meta, &harvest) {
            info!(source = source.slug, from = source.url, to, "moved for good");
            source.url = to;
            let host = collect::fetch::host_of(&source.url).unwrap_or_default();
            archive.save_source(&source, &host, self.now)?;
            self.sources.insert(source.slug.clone(), source);
        }
        self.visited(archive, job, Some(meta), &harvest, new)
    }

    /// A source on this machine was looked at.
    pub fn walk(
        &mut self,
        archive: &mut dyn Archive,
        job: &Job,
        walk: Result<Walk, String>,
    ) -> Result<(), store::Error> {
        let mut walk = match walk {
            Ok(walk) => walk,
            Err(why) => return self.visit_failed(archive, job, &why, None),
        };
        let Some(source) = self.source(archive, &job.source)? else { return archive.finish_job(job.id) };
        if walk.is_unchanged {
            return self.visited(archive, job, None, &Harvest::default(), 0);
        }
        let (is_whole, is_unsettled, beyond) = (walk.is_whole(), walk.is_unsettled, walk.beyond.take());
        let etag = is_whole.then(|| std::mem::take(&mut walk.stamp));
        let (account, new) = listed::enter_local(archive, &source, walk, self.now)?;
        self.account(&job.source).add(&Account { error: beyond, ..account });
        let meta = Meta { etag, ..Meta::default() };
        self.visited(archive, job, Some(&meta), &Harvest::default(), new)?;
        if is_unsettled {
            // when it has been written
            archive.postpone_job(job.id, listed::after(self.now, SETTLES), 0, None)?;
        }
        Ok(())
    }

    pub(super) fn visited(
        &mut self,
        archive: &mut dyn Archive,
        job: &Job,
        meta: Option<&Meta>,
        harvest: &Harvest,
        new: u64,
    ) -> Result<(), store::Error> {
        let Some(filed) = archive.source(&job.source)? else { return archive.finish_job(job.id) };
        let mut state = listed::answered(&filed, meta, !harvest.is_cut, new, self.now);
        let spread = self.jitter();
        let (habit, due) =
            listed::next_visit(archive, &filed.source, harvest.rest_minutes, 0, self.now, spread)?;
        state.gap_seconds = habit.map(|habit| habit.gap.as_secs()).or(state.gap_seconds);
        archive.save_source_state(&job.source, &state)?;
        let account = self.account(&job.source);
        account.visits += 1;
        if harvest.is_cut {
            account.error =
                Some("the list broke off; the rest of it is asked for at the next visit".to_owned());
        }
        info!(source = job.source, seen = harvest.leads.len(), new, "visited");
        self.filed.answered.push(job.source.clone());
        self.filed.failed.remove(&job.source);
        archive.postpone_job(job.id, due, 0, None)
    }

    pub(super) fn visit_failed(
        &mut self,
        archive: &mut dyn Archive,
        job: &Job,
        why: &str,
        failure: Option<&Failure>,
    ) -> Result<(), store::Error> {
        let Some(filed) = archive.source(&job.source)? else { return archive.finish_job(job.id) };
        warn!(source = job.source, why, "visit failed");
        let (jitter, tries) = (self.jitter(), job.tries + 1);
        let remedy = failure.map_or(Remedy::Never, |failure| failure.remedy(tries, jitter));
        let state = listed::failed(&filed, why.to_owned(), self.now);
        let (_, usual) = listed::next_visit(
            archive,
            &filed.source,
            None,
            state.failures.div_ceil(TRIES),
            self.now,
            jitter,
        )?;
        let (due, tries) = match remedy {
            Remedy::Again { after, counts } => {
                (listed::after(self.now, after), if counts { tries } else { job.tries })
            }
            Remedy::Never => (usual, 0),
        };
        archive.save_source_state(&job.source, &state)?;
        let account = self.account(&job.source);
        account.visits += 1;
        account.error = Some(why.to_owned());
        self.filed.failed.insert(job.source.clone(), why.to_owned());
        archive.postpone_job(job.id, due, tries, Some(why))
    }

    pub(super) fn list_failed(
        &mut self,
        archive: &mut dyn Archive,
        job: &Job,
        failure: &Failure,
    ) -> Result<(), store::Error> {
        let (jitter, tries) = (self.jitter(), job.tries + 1);
        let error = format!("{}: {failure}", job.url);
        match failure.remedy(tries, jitter) {
            Remedy::Again { after, counts } => {
                let tries = if counts { tries } else { job.tries };
                archive.postpone_job(job.id, listed::after(self.now, after), tries, Some(&error))
            }
            Remedy::Never => {
                self.account(&job.source).error = Some(error);
                archive.finish_job(job.id)
            }
        }
    }
}

/// Where a source lies from now on: where its host says so for good, or the list itself, on the same host.
fn moved(source: &Source, meta: &Meta, harvest: &Harvest) -> Option<String> {
    let host = |url: &str| collect::fetch::host_of(url);
    let own = harvest.moved_to.clone().filter(|to| host(to).is_some() && host(to) == host(&source.url));
    own.or_else(|| meta.moved_to.clone()).filter(|to| *to != source.url && address::canonical(to).is_some())
}
