//! `rapporteur serve`: the record in a browser.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use store::{Archive, SqliteStore};
use web::{Hands, Settings, Web};

use crate::cli::Serve as Args;
use crate::data;
use crate::derive::Mark;
use crate::index;
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
    let (hosts, url) = hosts(args.listen, args.url.as_deref())?;
    let settings =
        Settings { hosts, behind_proxy: args.url.is_some(), borders: !args.no_borders, ..Settings::default() };
    let listener = TcpListener::bind(args.listen)
        .with_context(|| format!("cannot listen on {}: choose another address with --listen", args.listen))?;
    let atlas = Atlas::new(&packs)?;
    let hands = Arc::new(Keeper { dir: dir.clone(), packs });
    hands.clone().index_in_background();
    let web = Web::new(settings, hands, Arc::new(atlas));
    let _ = out.print(&format!("the record in {} is at {url}\n", dir.display()));
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

/// What pages have done for them.
struct Keeper {
    dir: PathBuf,
    packs: Packs,
}

impl Keeper {
    /// Builds the search index where it is behind.
    fn index_in_background(self: Arc<Keeper>) {
        std::thread::spawn(move || {
            if let Err(error) = self.bring_index_up() {
                self.log(&format!("the search index cannot be built: {error:#}"));
            }
        });
    }

    fn bring_index_up(&self) -> anyhow::Result<()> {
        let state = Mark::new(&self.dir).state();
        if index::open(&self.dir, &state)?.is_none() {
            let store = data::open_to_read(&self.dir)?;
            index::build(&self.dir, &store, &self.packs, &state)?;
        }
        Ok(())
    }
}

impl Hands for Keeper {
    fn state(&self) -> String {
        Mark::new(&self.dir).state()
    }

    fn reader(&self) -> Result<Box<dyn Archive>, store::Error> {
        Ok(Box::new(SqliteStore::open_to_read(&self.dir)?))
    }

    fn index(&self) -> Result<Option<search::Index>, search::Error> {
        index::open(&self.dir, &self.state())
    }

    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
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
