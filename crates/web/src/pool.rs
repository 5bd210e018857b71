//! Connections to the record for reading: few, kept open, each used by one request at a time.

use std::sync::{Arc, Mutex, PoisonError};

use store::Archive;

use crate::house::Hands;

/// How many connections stay open while nobody asks.
const KEPT: usize = 8;

pub struct Pool {
    hands: Arc<dyn Hands>,
    free: Mutex<Vec<Box<dyn Archive>>>,
}

impl Pool {
    pub fn new(hands: Arc<dyn Hands>) -> Pool {
        Pool { hands, free: Mutex::new(Vec::new()) }
    }

    /// Runs `work` over a connection. One that failed is not used again.
    pub fn with<T, E: From<store::Error>>(
        &self,
        work: impl FnOnce(&mut dyn Archive) -> Result<T, E>,
    ) -> Result<T, E> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut archive = match free {
            Some(archive) => archive,
            None => self.hands.reader()?,
        };
        let done = work(archive.as_mut())?;
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(archive);
        }
        Ok(done)
    }
}
