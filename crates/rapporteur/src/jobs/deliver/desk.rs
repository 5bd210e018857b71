//! The record as delivery uses it: written to for moments only, so that collecting and reviewing go on beside it.

use std::fs::File;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use store::SqliteStore;

use crate::data;

/// How long another writer is waited for.
const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(50);

pub struct Desk {
    pub dir: PathBuf,
}

impl Desk {
    pub fn read(&self) -> anyhow::Result<SqliteStore> {
        data::open_to_read(&self.dir)
    }

    /// Writes a little beside whoever else writes.
    pub fn write<T>(&self, work: impl FnOnce(&mut SqliteStore) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let since = Instant::now();
        loop {
            match SqliteStore::open_beside(&self.dir) {
                Ok(mut store) => return work(&mut store),
                Err(store::Error::InUse { .. } | store::Error::Busy { .. }) if since.elapsed() < PATIENCE => {
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Keeps a second run from sending the same at the same time; freed when the file is closed, however that comes.
    pub fn alone(&self) -> anyhow::Result<File> {
        let path = self.dir.join("delivery.lock");
        let file = File::options().create(true).append(true).open(&path);
        let file = file.with_context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => {
                bail!("another `rapporteur deliver run` is at work on {}", self.dir.display())
            }
            Err(std::fs::TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("cannot lock {}", path.display()))
            }
        }
    }
}
