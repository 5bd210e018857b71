//! The numbers of a round, for whoever watches it.

use std::time::{Duration, Instant};

use store::Collection;
use store::collection::Account;
use tracing::warn;

use super::super::health;
use super::super::meter::Meter;
use super::Collector;

const MEASURE_EVERY: Duration = Duration::from_secs(10);

impl Collector<'_> {
    pub(super) fn count(&self, account: &Account, retries: u64, bytes: u64) {
        let meter = &self.round.meter;
        for (counter, count) in [
            (&meter.visits, account.visits),
            (&meter.items_seen, account.seen),
            (&meter.items_stored, account.stored),
            (&meter.items_unchanged, account.unchanged),
            (&meter.items_skipped, account.skipped),
            (&meter.items_failed, account.failed),
            (&meter.visits_failed, u64::from(account.error.is_some())),
            (&meter.retries, retries),
            (&meter.bytes_fetched, bytes),
        ] {
            Meter::add(counter, count);
        }
    }

    pub(super) fn measure(&mut self) -> anyhow::Result<()> {
        let meter = &self.round.meter;
        Meter::set(&meter.fetching, self.fetching as u64);
        Meter::set(&meter.reading, self.reading as u64);
        if !self.round.is_measured || self.measured.is_some_and(|at| at.elapsed() < MEASURE_EVERY) {
            return Ok(());
        }
        self.measured = Some(Instant::now());
        let now = self.round.clock.now();
        let (mut failing, mut silent, mut waiting) = (0, 0, 0);
        for filed in self.store.sources()? {
            waiting += filed.waiting;
            failing += u64::from(filed.standing.failures > 0);
            silent += u64::from(health::silence(&self.store, &filed, now)?.is_some());
        }
        Meter::set(&meter.jobs_waiting, waiting);
        Meter::set(&meter.sources_failing, failing);
        Meter::set(&meter.sources_silent, silent);
        match self.round.meter_file {
            Some(path) => meter.write(path).or_else(|error| {
                // numbers that nobody can read are no reason to stop
                warn!("{error:#}");
                Ok(())
            }),
            None => Ok(()),
        }
    }
}
