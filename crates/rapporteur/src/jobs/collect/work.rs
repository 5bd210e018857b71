//! What hands do beside the one that keeps the store: parsing lists, reading publications.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;
use std::time::SystemTime;

use anyhow::Context;
use collect::Harvest;
use collect::fetch::Fetched;
use collect::reading::{self, Came};
use record::Source;
use store::collection::Job;
use text::input::{Format, sniff};

use super::local::{self, Listings, Walk};
use super::run::Event;
use super::told::Told;
use crate::crew;
use crate::desk::{Desk, Manner};
use crate::filing::{Prepared, format_of};
use crate::input::Piece;
use crate::online::Online;
use crate::packs::Packs;

/// Something to be done that takes time and no store.
pub enum Task {
    /// The list that a source gave.
    List { job: Job, source: Source, fetched: Fetched },
    /// A page that was announced.
    Page { job: Job, told: Told, fetched: Fetched, at: String },
    /// What lies at a source on this machine. `known` is the stamp of the last look.
    Walk { job: Job, source: Source, known: Option<String> },
    /// One thing of it.
    File { job: Job, told: Told, source: Source, at: String },
    /// What the source itself said of it, because there is no page or it could not be had.
    Summary { job: Job, told: Told, address: String, why: Option<String>, at: String },
}

/// What a host said of a body, without the body.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    pub moved_to: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What came of a task.
pub enum Done {
    List { job: Job, meta: Meta, harvest: Result<Harvest, String> },
    Walk { job: Job, walk: Result<Walk, String> },
    Page { job: Job, told: Told, meta: Meta, prepared: Result<Box<Prepared>, String>, why: Option<String> },
}

/// The tasks that wait, for whichever hand is free.
pub type Queue = Arc<Mutex<Receiver<Task>>>;

/// Starts the hands; they end when no more tasks can come.
pub fn start<'s, 'e: 's>(
    scope: &'s Scope<'s, 'e>,
    hands: usize,
    dir: &'e Path,
    packs: &'e Packs,
    manner: &'e Manner,
    queue: &Queue,
    tell: &Sender<Event>,
) -> anyhow::Result<()> {
    for _ in 0..hands {
        let (queue, tell) = (queue.clone(), tell.clone());
        let work = move || {
            let mut desk = Desk::new(packs, manner);
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(task) = next else { return };
                let spare = Spare::of(&task);
                let done = crew::attempt(&mut |task| do_it(&mut desk, dir, packs, task), task);
                let done = done.unwrap_or_else(|crash| {
                    desk = Desk::new(packs, manner);
                    spare.broken(crash.0)
                });
                if tell.send(Event::Done(Box::new(done))).is_err() {
                    return;
                }
            }
        };
        crew::builder("read").spawn_scoped(scope, work).context("cannot start a thread")?;
    }
    Ok(())
}

/// What is needed to tell of a crash.
enum Spare {
    List(Job),
    Walk(Job),
    Page(Job, Box<Told>),
}

impl Spare {
    fn of(task: &Task) -> Spare {
        match task {
            Task::List { job, .. } => Spare::List(job.clone()),
            Task::Walk { job, .. } => Spare::Walk(job.clone()),
            Task::Page { job, told, .. } | Task::File { job, told, .. } | Task::Summary { job, told, .. } => {
                Spare::Page(job.clone(), Box::new(told.clone()))
            }
        }
    }

    fn broken(self, crash: String) -> Done {
        match self {
            Spare::List(job) => Done::List { job, meta: Meta::default(), harvest: Err(crash) },
            Spare::Walk(job) => Done::Walk { job, walk: Err(crash) },
            Spare::Page(job, told) => {
                Done::Page { job, told: *told, meta: Meta::default(), prepared: Err(crash), why: None }
            }
        }
    }
}

fn do_it(desk: &mut Desk<'_>, dir: &Path, packs: &Packs, task: Task) -> Done {
    match task {
        Task::List { job, source, fetched } => {
            crew::now_at(job.url.clone());
            let Fetched { url, moved_to, media_type, etag, last_modified, payload } = fetched;
            let came = Came { bytes: &payload.bytes, media_type: media_type.as_deref(), url: &url };
            let harvest = match packs.pages() {
                Ok(pages) => reading::harvest(source.form, source.rule.as_deref(), came, &pages.months)
                    .map_err(|unreadable| unreadable.to_string()),
                Err(error) => Err(format!("{error:#}")),
            };
            Done::List { job, meta: Meta { moved_to, etag, last_modified }, harvest }
        }
        Task::Page { job, told, fetched, at } => {
            crew::now_at(job.url.clone());
            let Fetched { url, moved_to, media_type, etag, last_modified, payload } = fetched;
            let (format, charset) = format(media_type.as_deref(), &url, &payload.bytes);
            let online = Online {
                url: url.clone(),
                published_on: told.published_on(),
                title: told.title.clone(),
                publisher: told.publisher.clone(),
            };
            let piece = Piece { charset, ..Piece::new(job.url.clone(), format, payload.bytes) };
            let manner = Manner { online: Some(online), ..Manner::default() };
            let prepared =
                Prepared::new(desk, piece, &manner, &at).map(Box::new).map_err(|trouble| trouble.0);
            Done::Page { job, told, meta: Meta { moved_to, etag, last_modified }, prepared, why: None }
        }
        Task::Walk { job, source, known } => {
            crew::now_at(job.url.clone());
            let limits = text::gate::Limits::default();
            let listings = Listings::of(dir, &source.slug);
            let now = SystemTime::now();
            let walk = local::walk(source.form, &source.url, known.as_deref(), &limits, now, listings);
            Done::Walk { job, walk }
        }
        Task::File { job, told, source, at } => {
            let spot = told.file.as_ref();
            crew::now_at(spot.map_or_else(String::new, |spot| spot.path.clone()));
            let piece = spot.map(|spot| local::piece(&source.url, spot, &text::gate::Limits::default()));
            let prepared = match piece {
                None => Err("nothing says where it lies".to_owned()),
                Some(Err(why)) => Err(why),
                Some(Ok(piece)) => {
                    let online = source.publisher.map(|publisher| Online {
                        url: local::address(&piece.name),
                        publisher: Some(publisher),
                        ..Online::default()
                    });
                    let manner = Manner { online, ..Manner::default() };
                    Prepared::new(desk, piece, &manner, &at).map(Box::new).map_err(|trouble| trouble.0)
                }
            };
            Done::Page { job, told, meta: Meta::default(), prepared, why: None }
        }
        Task::Summary { job, told, address, why, at } => {
            crew::now_at(job.url.clone());
            let prepared = match told.line(&address) {
                None => Err(why.clone().unwrap_or_else(|| "it has neither an address nor a text".to_owned())),
                Some(line) => {
                    let piece = Piece::new(address, Format::Jsonl, line.into_bytes());
                    Prepared::new(desk, piece, &Manner::default(), &at)
                        .map(Box::new)
                        .map_err(|trouble| trouble.0)
                }
            };
            Done::Page { job, told, meta: Meta::default(), prepared, why }
        }
    }
}

/// What a body is: by its first bytes, by what the host says, by the address; and its charset, where the host says it.
fn format(media_type: Option<&str>, url: &str, bytes: &[u8]) -> (Format, Option<String>) {
    let name = media_type.and_then(|media_type| media_type.split(';').next()).unwrap_or_default();
    let charset = media_type.and_then(reading::charset).map(str::to_owned);
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let said = format_of(&name.trim().to_ascii_lowercase());
    let format = match (sniff("", bytes), said) {
        // pages are sent as plain text, and all else as pages, by hosts that know no better
        (Format::Text, Some(said)) => said,
        (Format::Html, Some(Format::Text | Format::Html) | None) => Format::Html,
        (Format::Text, None) => sniff(path, bytes),
        // a line of publications is a format of ours: what is found on the network is no such thing
        (Format::Jsonl, _) => Format::Text,
        (found, _) => found,
    };
    (format, charset)
}
