//! Many hands for one row of things: done at once, handed over in the order in which they came.
//!
//! What waits at any time is bounded, so that memory does not grow with the row.

use std::any::Any;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::Context;

/// How many things may wait for each hand.
const WAITING: usize = 8;

/// A defect that showed while one thing was done; the others are not touched by it.
#[derive(Clone, Debug)]
pub struct Crash(pub String);

/// Takes things from `produce`, has each done by a hand that `hire` makes, and gives the results to `consume` in
/// the order of the things. Either side can end it.
///
/// With one thread there is no other: producing, doing and consuming take turns.
pub fn in_order<T: Send, R: Send, W: FnMut(T) -> R>(
    threads: usize,
    produce: impl FnOnce(&mut dyn FnMut(T) -> ControlFlow<()>) + Send,
    hire: impl Fn() -> W + Sync,
    mut consume: impl FnMut(Result<R, Crash>) -> ControlFlow<()> + Send,
) -> anyhow::Result<()> {
    if threads <= 1 {
        let alone = || {
            let mut hand = hire();
            produce(&mut |thing| {
                let done = attempt(&mut hand, thing);
                if done.is_err() {
                    hand = hire();
                }
                consume(done)
            });
        };
        return thread::scope(|scope| {
            let worker = builder("read").spawn_scoped(scope, alone).context("cannot start a thread")?;
            worker.join().map_err(|_| anyhow::anyhow!(told()))
        });
    }
    thread::scope(|scope| {
        let (jobs, queue) = sync_channel::<(T, SyncSender<Result<R, Crash>>)>(threads * WAITING);
        let (turns, order) = sync_channel::<Receiver<Result<R, Crash>>>(threads * WAITING * 2);
        let queue = Arc::new(Mutex::new(queue));
        let hire = &hire;
        for _ in 0..threads {
            let queue = queue.clone();
            let work = move || {
                let mut hand = hire();
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((thing, done)) = next else { return };
                    let result = attempt(&mut hand, thing);
                    if result.is_err() {
                        hand = hire();
                    }
                    if done.send(result).is_err() {
                        return;
                    }
                }
            };
            builder("read").spawn_scoped(scope, work).context("cannot start a thread")?;
        }
        let give = move || {
            produce(&mut |thing| {
                let (done, turn) = sync_channel(1);
                if turns.send(turn).is_err() || jobs.send((thing, done)).is_err() {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            });
        };
        drop(queue);
        builder("find").spawn_scoped(scope, give).context("cannot start a thread")?;
        for turn in order {
            let done = turn.recv().unwrap_or_else(|_| Err(Crash("a thread ended early".to_owned())));
            if consume(done).is_break() {
                break;
            }
        }
        Ok(())
    })
}

pub fn builder(name: &str) -> thread::Builder {
    // as deep as pages within the gate's limits may need it
    thread::Builder::new().name(name.to_owned()).stack_size(text::gate::STACK_NEEDED)
}

/// Does one thing; a crash is told, and whoever did it is not to be used again.
pub fn attempt<T, R>(hand: &mut impl FnMut(T) -> R, thing: T) -> Result<R, Crash> {
    catch_unwind(AssertUnwindSafe(|| hand(thing))).map_err(|payload| {
        let place = told();
        Crash(if place.is_empty() { message(&*payload) } else { place })
    })
}

thread_local! {
    /// What the thread is at, and what its last crash said.
    static AT: RefCell<String> = const { RefCell::new(String::new()) };
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Says what this thread is at, for the case that it crashes there.
pub fn now_at(what: String) {
    AT.with(|at| *at.borrow_mut() = what);
}

/// Keeps what a crash says instead of printing it: whoever caught it says it with the name of the publication.
pub fn keep_crashes_quiet() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let at = AT.with(|at| at.borrow().clone());
        let colon = if at.is_empty() { "" } else { ": " };
        let said = format!("{at}{colon}internal error: {}{place}; please report it", message(info.payload()));
        if thread::current().name() == Some("main") {
            eprintln!("error: {said}");
        }
        LAST.with(|last| *last.borrow_mut() = said);
    }));
}

fn told() -> String {
    LAST.with(|last| std::mem::take(&mut *last.borrow_mut()))
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn run(threads: usize, stop_at: Option<u32>) -> Vec<Result<u32, String>> {
        let mut found = Vec::new();
        let produce = |give: &mut dyn FnMut(u32) -> ControlFlow<()>| {
            for number in 0..200 {
                if give(number).is_break() {
                    return;
                }
            }
        };
        let hire = || {
            |number: u32| {
                if number % 50 == 7 {
                    panic!("no {number}");
                }
                if number.is_multiple_of(3) {
                    thread::sleep(std::time::Duration::from_micros(200));
                }
                number * 2
            }
        };
        in_order(threads, produce, hire, |done| {
            found.push(done.map_err(|crash| crash.0));
            if stop_at.is_some_and(|stop| found.len() as u32 == stop) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
        found
    }

    #[test]
    fn results_come_in_order_and_a_crash_touches_its_own_thing_alone() {
        for threads in [1, 2, 5] {
            let found = run(threads, None);
            assert_eq!(found.len(), 200);
            for (number, done) in found.iter().enumerate() {
                match done {
                    Ok(double) => assert_eq!(*double as usize, number * 2),
                    Err(why) => assert!(number % 50 == 7 && why.contains(&format!("no {number}")), "{why}"),
                }
            }
        }
    }

    #[test]
    fn whoever_consumes_can_end_it() {
        assert_eq!(run(1, Some(3)).len(), 3);
        assert_eq!(run(4, Some(3)).len(), 3);
    }

    #[test]
    fn what_waits_is_bounded() {
        let (made, used, most) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        in_order(
            2,
            |give: &mut dyn FnMut(()) -> ControlFlow<()>| {
                for _ in 0..500 {
                    let ahead = made.fetch_add(1, Ordering::SeqCst) - used.load(Ordering::SeqCst);
                    most.fetch_max(ahead, Ordering::SeqCst);
                    let _ = give(());
                }
            },
            || |()| (),
            |_| {
                thread::sleep(std::time::Duration::from_micros(50));
                used.fetch_add(1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        )
        .unwrap();
        assert!(most.load(Ordering::SeqCst) <= 4 * WAITING * 2, "{most:?}");
    }
}
