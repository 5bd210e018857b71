//! The part of the seam that is about collection.

use jiff::Timestamp;
use record::{ItemId, PublicationId, Source};

use super::{SqliteStore, copies, items, jobs, sources};
use crate::collection::{
    Account, Collection, Copy, FiledSource, Item, Job, JobId, Lease, LedgerLine, NewJob, RunId, SourceState,
};
use crate::{Error, Visit};

impl Collection for SqliteStore {
    fn save_source(&mut self, source: &Source, host: &str, at: Timestamp) -> Result<bool, Error> {
        self.unit("filing a source", |conn| sources::save(conn, source, host, at))
    }

    fn remove_source(&mut self, slug: &str, at: Timestamp) -> Result<bool, Error> {
        self.unit("removing a source", |conn| sources::remove(conn, slug, at))
    }

    fn source(&self, slug: &str) -> Result<Option<FiledSource>, Error> {
        self.told("reading a source", sources::one(&self.conn, slug))
    }

    fn sources(&self) -> Result<Vec<FiledSource>, Error> {
        self.told("reading the sources", sources::all(&self.conn))
    }

    fn save_source_state(&mut self, slug: &str, state: &SourceState) -> Result<(), Error> {
        self.unit("filing a visit", |conn| sources::save_state(conn, slug, state))
    }

    fn enqueue(&mut self, job: &NewJob) -> Result<bool, Error> {
        self.unit("filing a job", |conn| jobs::enqueue(conn, job))
    }

    fn lease(&mut self, lease: &Lease<'_>) -> Result<Vec<Job>, Error> {
        self.unit("leasing jobs", |conn| jobs::lease(conn, lease))
    }

    fn finish_job(&mut self, id: JobId) -> Result<(), Error> {
        self.unit("finishing a job", |conn| jobs::finish(conn, id))
    }

    fn postpone_job(
        &mut self,
        id: JobId,
        due_at: Timestamp,
        tries: u32,
        error: Option<&str>,
    ) -> Result<(), Error> {
        self.unit("postponing a job", |conn| jobs::postpone(conn, id, due_at, tries, error))
    }

    fn call_visit(&mut self, slug: &str, due_at: Timestamp) -> Result<bool, Error> {
        self.unit("calling a visit", |conn| jobs::call(conn, slug, due_at))
    }

    fn release_leases(&mut self, before: Option<Timestamp>) -> Result<u64, Error> {
        self.unit("releasing jobs", |conn| jobs::release(conn, before))
    }

    fn next_due(&self) -> Result<Option<Timestamp>, Error> {
        self.told("looking for the next job", jobs::next_due(&self.conn))
    }

    fn jobs_waiting(&self) -> Result<Vec<(String, u64)>, Error> {
        self.told("counting jobs", jobs::waiting(&self.conn))
    }

    fn item(&self, source: &str, id: ItemId) -> Result<Option<Item>, Error> {
        self.told("looking up an item", items::one(&self.conn, source, id))
    }

    fn item_elsewhere(&self, source: &str, id: ItemId) -> Result<Option<Item>, Error> {
        self.told("looking up an item", items::elsewhere(&self.conn, source, id))
    }

    fn save_item(&mut self, item: &Item) -> Result<(), Error> {
        self.unit("filing an item", |conn| items::save(conn, item))
    }

    fn each_item(&self, source: Option<&str>, visit: Visit<'_, Item>) -> Result<(), Error> {
        self.told("going through the items", items::each(&self.conn, source, visit))
    }

    fn arrivals(&self, source: &str, most: usize) -> Result<Vec<Timestamp>, Error> {
        self.told("looking up arrivals", items::arrivals(&self.conn, source, most))
    }

    fn begin_run(&mut self, at: Timestamp) -> Result<RunId, Error> {
        self.unit("beginning a run", |conn| items::begin_run(conn, at))
    }

    fn end_run(&mut self, run: RunId, at: Timestamp) -> Result<(), Error> {
        self.unit("ending a run", |conn| items::end_run(conn, run, at))
    }

    fn enter(&mut self, run: RunId, source: &str, account: &Account) -> Result<(), Error> {
        self.unit("writing the ledger", |conn| items::enter(conn, run, source, account))
    }

    fn ledger(&self, source: Option<&str>, most: usize) -> Result<Vec<LedgerLine>, Error> {
        self.told("reading the ledger", items::ledger(&self.conn, source, most))
    }

    fn ledger_sum(&self, source: &str) -> Result<Account, Error> {
        self.told("reading the ledger", items::sum(&self.conn, source))
    }

    fn fingerprint(&self, publication: PublicationId) -> Result<Option<Vec<u8>>, Error> {
        self.told("reading the print of a text", copies::print(&self.conn, publication))
    }

    fn copies(&self, publication: PublicationId) -> Result<Vec<Copy>, Error> {
        self.told("looking for copies", copies::of(&self.conn, publication))
    }
}
