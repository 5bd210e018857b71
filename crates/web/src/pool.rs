//! Connections to the record for reading: few, kept open, each used by one request at a time.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use store::Archive;

use crate::house::Hands;

/// How many connections there are: more readers at once wait for one of them, since each keeps pages of the file in
/// memory, and a few keep all cores busy.
const MOST: usize = 8;

pub struct Pool {
    hands: Arc<dyn Hands>,
    connections: Mutex<Connections>,
    freed: Condvar,
}

#[derive(Default)]
struct Connections {
    free: Vec<Box<dyn Archive>>,
    open: usize,
}

/// Somebody's turn; given back also by a panic. What it holds then goes back to the free connections.
struct Turn<'a> {
    pool: &'a Pool,
    back: Option<Box<dyn Archive>>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut connections = self.pool.connections();
        connections.open -= 1;
        connections.free.extend(self.back.take());
        drop(connections);
        self.pool.freed.notify_one();
    }
}

impl Pool {
    pub fn new(hands: Arc<dyn Hands>) -> Pool {
        Pool { hands, connections: Mutex::default(), freed: Condvar::new() }
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` over a connection. One that failed is not used again. Work does not ask for a second one.
    pub fn with<T, E: From<store::Error>>(
        &self,
        work: impl FnOnce(&mut dyn Archive) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connections = self.connections();
        while connections.open >= MOST {
            connections = self.freed.wait(connections).unwrap_or_else(PoisonError::into_inner);
        }
        connections.open += 1;
        let free = connections.free.pop();
        drop(connections);
        let mut turn = Turn { pool: self, back: None };
        let mut archive = match free {
            Some(archive) => archive,
            None => self.hands.reader()?,
        };
        let done = work(archive.as_mut())?;
        turn.back = Some(archive);
        Ok(done)
    }
}
