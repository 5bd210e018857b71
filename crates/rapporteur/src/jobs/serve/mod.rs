//! `rapporteur serve`: the record in a browser.

mod openid;

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError, TryLockError};
use std::time::Duration;

use anyhow::Context;
use collect::fetch::asking::Asker;
use store::{Archive, SqliteStore};
use web::{Hands, Settings, Web};

use crate::cli::Serve as Args;
use crate::data;
use crate::derive::{Mark, Merger};
use crate::index;
use crate::jobs::deliver::browser;
use crate::jobs::deliver::desk::Desk;
use crate::jobs::report::offer;
use crate::out::{Ending, Out, Usage};
use crate::packs::Packs;
use crate::places::Atlas;

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let packs = Packs::open(args.packs.as_deref())?;
    let mut out = Out::new();
    // makes the record where there is none, and brings an older one up to date; nobody is kept from writing after
    match SqliteStore::open(&dir) {
        Ok(store) => drop(store),
        Err(store::Error::InUse { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let listener = TcpListener::bind(args.listen)
        .with_context(|| format!("cannot listen on {}: choose another address with --listen", args.listen))?;
    let (hosts, url) = hosts(listener.local_addr()?, args.url.as_deref())?;
    let (provider, asker) = openid::read(&dir)?.unzip();
    let settings = Settings {
        hosts,
        behind_proxy: args.url.is_some(),
        secure: url.starts_with("https://"),
        url: url.clone(),
        open: args.open,
        borders: !args.no_borders,
        two_persons: args.two_persons,
        openid: provider,
        ..Settings::default()
    };
    let atlas = Atlas::new(&packs)?;
    let hands = Keeper::new(dir.clone(), packs, asker);
    hands.clone().keep_up();
    let web = Web::new(settings, hands, Arc::new(atlas));
    let _ = out.print(&format!("the record in {} is at {url}\n", dir.display()));
    if let Some(link) = web::first_link(&web).context("cannot make the first link")? {
        let root = url.trim_end_matches('/');
        let _ = out.print(&format!("make the first account, within a day and once: {root}{link}\n"));
    }
    let ending = out.end()?;
    web::run(web, listener).context("cannot serve")?;
    Ok(ending)
}

/// The names that the site goes by, and its address for people.
fn hosts(listen: SocketAddr, url: Option<&str>) -> anyhow::Result<(BTreeSet<String>, String)> {
    let port = listen.port();
    let mut hosts = BTreeSet::from([listen.to_string(), format!("localhost:{port}")]);
    if listen.ip().is_loopback() || listen.ip().is_unspecified() {
        hosts.extend([format!("127.0.0.1:{port}"), format!("[::1]:{port}")]);
    }
    let Some(url) = url else { return Ok((hosts, format!("http://{listen}/"))) };
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = host.map(|host| host.trim_end_matches('/').to_ascii_lowercase());
    let host = host.filter(|host| !host.is_empty() && !host.contains(['/', '@', '?', '#', ' ']));
    let host = host.ok_or_else(|| {
        Usage(format!("--url {url:?} is not the address of a site: write it as https://record.example.org"))
    })?;
    hosts.insert(host);
    Ok((hosts, format!("{}/", url.trim_end_matches('/'))))
}

/// A record of more claims is learned when something changes, since that takes time and memory.
const LEARNED_BEFORE: u64 = 200_000;

/// How long to wait before trying again what another process kept from being done.
const AGAIN: Duration = Duration::from_secs(1);

/// How often, and after how long, who asks for a report looks whether another is done.
const TURNS: usize = 40;
const TURN: Duration = Duration::from_millis(250);

/// What pages have done for them: entries made anew after a decision, the search index brought up.
struct Keeper {
    dir: PathBuf,
    packs: Packs,
    wanted: Mutex<Wanted>,
    called: Condvar,
    drawing: Mutex<()>,
    /// What asks a provider of identities.
    asker: Option<Asker>,
}

#[derive(Default)]
struct Wanted {
    /// How many changes there were: what was made anew meanwhile is current only if none came in between.
    changes: u64,
    derive: bool,
}

impl Keeper {
    fn new(dir: PathBuf, packs: Packs, asker: Option<Asker>) -> Arc<Keeper> {
        let wanted = Mutex::new(Wanted { changes: 0, derive: true });
        Arc::new(Keeper { dir, packs, wanted, called: Condvar::new(), drawing: Mutex::new(()), asker })
    }

    /// Does what is wanted, from the start on: a run that was ended may have left entries stale.
    fn keep_up(self: Arc<Keeper>) {
        std::thread::spawn(move || {
            let mut merger = loop {
                match Merger::new(&self.packs).map(|merger| merger.beside(&self.dir)) {
                    Ok(merger) => break merger,
                    Err(error) => self.log(&format!("names cannot be read: {error:#}")),
                }
                std::thread::sleep(AGAIN);
            };
            if let Err(error) = self.prepare(&mut merger) {
                self.log(&format!("what there is cannot be learned before it changes: {error:#}"));
            }
            loop {
                let changes = self.wait();
                match self.bring_up(changes, &mut merger) {
                    Ok(()) => {}
                    Err(error) => {
                        let busy = matches!(error.downcast_ref(), Some(store::Error::InUse { .. }));
                        if !busy {
                            self.log(&format!("entries cannot be made anew: {error:#}"));
                        }
                        std::thread::sleep(AGAIN);
                        self.derive();
                    }
                }
            }
        });
    }

    fn wait(&self) -> u64 {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        while !wanted.derive {
            wanted = self.called.wait(wanted).unwrap_or_else(PoisonError::into_inner);
        }
        wanted.derive = false;
        wanted.changes
    }

    /// So that the first decision is merged as quickly as those that follow.
    fn prepare(&self, merger: &mut Merger) -> anyhow::Result<()> {
        let mut store = data::open_to_read(&self.dir)?;
        if store.counts()?.claims <= LEARNED_BEFORE {
            merger.prepare(&mut store, &Mark::new(&self.dir))?;
        }
        Ok(())
    }

    fn bring_up(&self, changes: u64, merger: &mut Merger) -> anyhow::Result<()> {
        let mark = Mark::new(&self.dir);
        if !mark.is_current() {
            let mut store = SqliteStore::open(&self.dir)?;
            merger.bring_up(&mut store)?;
            let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
            if wanted.changes != changes {
                wanted.derive = true;
                return Ok(());
            }
            merger.current(&mark)?;
        }
        let state = mark.state();
        if index::open(&self.dir, &state)?.is_none() {
            let store = data::open_to_read(&self.dir)?;
            index::bring_up(&self.dir, &store, &self.packs, &state)?;
        }
        Ok(())
    }
}

/// What waits its turn and does not get it.
trait Waits {
    const BUSY: Self;
}

impl Waits for web::house::NotDrawn {
    const BUSY: Self = web::house::NotDrawn::Busy;
}

impl Waits for web::house::NotDone {
    const BUSY: Self = web::house::NotDone::Busy;
}

impl Keeper {
    /// One at a time: a report takes a core and the memory of a period.
    fn in_turn<T, E: Waits>(&self, work: impl Fn() -> Result<T, E>) -> Result<T, E> {
        for _ in 0..TURNS {
            match self.drawing.try_lock() {
                Ok(_turn) => return work(),
                // a report that failed leaves nothing behind
                Err(TryLockError::Poisoned(_)) => self.drawing.clear_poison(),
                Err(TryLockError::WouldBlock) => {}
            }
            std::thread::sleep(TURN);
        }
        Err(E::BUSY)
    }
}

impl Hands for Keeper {
    fn state(&self) -> String {
        Mark::new(&self.dir).state()
    }

    fn reader(&self) -> Result<Box<dyn Archive>, store::Error> {
        Ok(Box::new(SqliteStore::open_to_read(&self.dir)?))
    }

    fn writer(&self) -> Result<Box<dyn Archive>, store::Error> {
        Ok(Box::new(SqliteStore::open_beside(&self.dir)?))
    }

    fn changing(&self) -> std::io::Result<()> {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.changes += 1;
        Mark::new(&self.dir).stale().map_err(std::io::Error::other)
    }

    fn derive(&self) {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).derive = true;
        self.called.notify_one();
    }

    fn index(&self) -> Result<Option<search::Index>, search::Error> {
        index::open_any(&self.dir)
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    fn reports(&self, lang: &str) -> Vec<web::house::Kind> {
        offer::kinds(&self.packs, lang)
    }

    fn report_formats(&self) -> &'static [&'static str] {
        offer::FORMATS
    }

    fn organisations(&self, lang: &str) -> Vec<(String, String)> {
        offer::organisations(&self.packs, lang)
    }

    fn draw(&self, ask: &web::house::Ask) -> Result<web::house::Drawn, web::house::NotDrawn> {
        self.in_turn(|| offer::draw(&self.dir, &self.packs, ask))
    }

    fn run(&self, errand: &web::house::Errand, by: &str) -> Result<web::house::Done, web::house::NotDone> {
        let desk = Desk { dir: self.dir.clone() };
        let draws = matches!(errand, web::house::Errand::Build { .. } | web::house::Errand::Release { .. });
        if draws { self.in_turn(|| browser::run(&desk, errand, by)) } else { browser::run(&desk, errand, by) }
    }

    fn call(&self, call: &web::house::Call) -> Result<Vec<u8>, String> {
        let asker = self.asker.as_ref().ok_or("no provider of identities is named")?;
        asker.ask(&call.url, call.form.as_deref(), call.basic.as_ref())
    }

    fn log(&self, line: &str) {
        eprintln!("{line}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_goes_by_its_own_names_only() {
        let listen: SocketAddr = "127.0.0.1:7878".parse().unwrap();
        let (hosts, url) = hosts(listen, Some("https://Record.example.org/")).unwrap();
        assert!(hosts.contains("record.example.org") && hosts.contains("localhost:7878"));
        assert_eq!(url, "https://Record.example.org/");
        for bad in ["record.example.org", "https://", "https://a/b", "https://user@host"] {
            assert!(super::hosts(listen, Some(bad)).is_err(), "{bad}");
        }
    }
}
