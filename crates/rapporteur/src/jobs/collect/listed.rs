//! What a list holds against what is known: new things become work, the rest is accounted for.

use std::collections::HashSet;
use std::time::Duration;

use collect::cadence::{self, Habit};
use collect::{Harvest, Lead, address, fetch};
use jiff::Timestamp;
use record::{CaptureId, Form, ItemId, Source};
use store::Archive;
use store::collection::{Account, FiledSource, Item, ItemState, Job, JobKind, NewJob, SourceState};

use super::local::{Seen, Walk};
use super::told::Told;
use super::work::Meta;

/// A page that was stored is asked for again after this, while it is young: articles are edited.
const LOOK_AGAIN: Duration = Duration::from_secs(24 * 3600);
const YOUNG: Duration = Duration::from_secs(7 * 24 * 3600);
/// What failed or was refused is tried again after this, while its source still shows it.
const TRY_AGAIN: Duration = Duration::from_secs(24 * 3600);
/// Between two visits of what lies on this machine, which cost nobody anything.
const LOCAL_MINUTES: u32 = 5;
/// So many pages of one list are followed in one go; what is beyond is told in the ledger.
const DEEPEST: u32 = 500;

/// Puts a span of time after an instant; the last instant there is where that is too far.
pub fn after(at: Timestamp, span: Duration) -> Timestamp {
    at.checked_add(span).unwrap_or(Timestamp::MAX)
}

fn since(at: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(at)).unwrap_or(Duration::ZERO)
}

/// Enters what one list announced; gives the account of it.
pub fn enter(
    archive: &mut dyn Archive,
    source: &Source,
    harvest: &Harvest,
    now: Timestamp,
) -> Result<(Account, u64), store::Error> {
    let (mut account, mut new) = (Account::default(), 0);
    for lead in &harvest.leads {
        account.seen += 1;
        match enter_one(archive, source, lead, now)? {
            Entered::New => new += 1,
            Entered::Again => {}
            Entered::Known => account.unchanged += 1,
            Entered::Nameless => account.skipped += 1,
        }
    }
    Ok((account, new))
}

enum Entered {
    New,
    /// Known, and to be fetched once more.
    Again,
    Known,
    /// It has no address, no name and no words: there is nothing to keep.
    Nameless,
}

fn enter_one(
    archive: &mut dyn Archive,
    source: &Source,
    lead: &Lead,
    now: Timestamp,
) -> Result<Entered, store::Error> {
    let url = lead.url.as_deref().and_then(address::canonical);
    let told = Told::of(lead, url.as_deref(), source);
    let id = match (&url, &lead.id, &told.title, &told.text) {
        (Some(url), ..) => address::id_of_url(url),
        (None, Some(name), ..) => address::id_of_name(&source.slug, name),
        (None, None, Some(words), _) | (None, None, None, Some(words)) => {
            address::id_of_name(&source.slug, words)
        }
        (None, None, None, None) => return Ok(Entered::Nameless),
    };
    let digest = digest(&told, lead);
    let published_at = lead.published.and_then(|when| when.at);
    announce(archive, source, Announced { id, address: url.clone(), url, told, digest, published_at }, now)
}

/// One thing that a source has, as it becomes work.
struct Announced {
    id: ItemId,
    /// What the ledger calls it by.
    address: Option<String>,
    /// What is fetched, where anything is.
    url: Option<String>,
    told: Told,
    /// Another one says that it was edited.
    digest: [u8; 16],
    published_at: Option<Timestamp>,
}

fn announce(
    archive: &mut dyn Archive,
    source: &Source,
    announced: Announced,
    now: Timestamp,
) -> Result<Entered, store::Error> {
    let Announced { id, address, url, told, digest, published_at } = announced;
    let known = archive.item(&source.slug, id)?;
    let (mut item, is_new) = match known {
        None => (new_item(source, id, digest, now), true),
        Some(item) => {
            let edited = item.digest != digest;
            let last = item.fetched_at.unwrap_or(item.first_seen_at);
            let look = match item.state {
                // its job will fetch it as it is by then
                ItemState::Waiting => false,
                // what is watched is looked at on every visit
                _ if source.form == Form::Page => true,
                // what lies on this machine tells of its changes, and of its return
                ItemState::Stored if source.form.is_local() => edited || item.gone_at.is_some(),
                ItemState::Stored if item.gone_at.is_some() => edited,
                ItemState::Stored => {
                    let is_young = since(item.first_seen_at, now) < YOUNG;
                    edited || is_young && since(last, now) >= LOOK_AGAIN
                }
                ItemState::Failed | ItemState::Skipped => edited || since(last, now) >= TRY_AGAIN,
            };
            if !look {
                return Ok(Entered::Known);
            }
            (item, false)
        }
    };
    item.url = address.or(item.url);
    item.title = told.title.clone().or(item.title);
    item.published_at = published_at.or(item.published_at);
    item.digest = digest;
    item.seen_at = now;
    item.state = ItemState::Waiting;
    let told = Told { etag: item.etag.clone(), last_modified: item.last_modified.clone(), ..told };
    let job = NewJob {
        kind: JobKind::Page,
        key: key(&source.slug, id),
        source: source.slug.clone(),
        host: url.as_deref().and_then(fetch::host_of).unwrap_or_default(),
        url: url.unwrap_or_default(),
        payload: told.payload(),
        due_at: now,
    };
    archive.save_item(&item)?;
    archive.enqueue(&job)?;
    Ok(if is_new { Entered::New } else { Entered::Again })
}

/// Enters what lies on this machine; what lay there and does not any more is noted as gone.
pub fn enter_local(
    archive: &mut dyn Archive,
    source: &Source,
    walk: Walk,
    now: Timestamp,
) -> Result<(Account, u64), store::Error> {
    let (mut account, mut new) = (Account::default(), 0);
    let is_whole = walk.is_whole();
    let mut there = HashSet::new();
    for Seen { name, address, title, digest, spot } in walk.seen {
        account.seen += 1;
        let id = address::id_of_name(&source.slug, &name);
        there.insert(id);
        match spot {
            Ok(spot) => {
                let told = Told { title, file: Some(spot), ..Told::default() };
                let (address, published_at) = (Some(address), None);
                let announced = Announced { id, address, url: None, told, digest, published_at };
                match announce(archive, source, announced, now)? {
                    Entered::New => new += 1,
                    Entered::Again => {}
                    Entered::Known | Entered::Nameless => account.unchanged += 1,
                }
            }
            Err(why) => {
                let known = archive.item(&source.slug, id)?;
                let is_waiting = known.as_ref().is_some_and(|item| item.state == ItemState::Waiting);
                if is_waiting || known.as_ref().is_some_and(|item| item.reason.as_ref() == Some(&why)) {
                    account.unchanged += 1;
                    continue;
                }
                account.skipped += 1;
                let old = known.unwrap_or_else(|| new_item(source, id, digest, now));
                let item = Item { url: Some(address), digest, seen_at: now, gone_at: None, ..old };
                // what was stored of it stays
                let state = if item.publication.is_some() { ItemState::Stored } else { ItemState::Skipped };
                archive.save_item(&Item { state, reason: Some(why), ..item })?;
            }
        }
    }
    if is_whole {
        let mut gone = Vec::new();
        archive.each_item(Some(&source.slug), &mut |item| {
            if item.gone_at.is_none() && item.state != ItemState::Waiting && !there.contains(&item.id) {
                gone.push(item);
            }
            Ok(())
        })?;
        for item in gone {
            let reason = Some("it lies there no more: what was stored of it stays".to_owned());
            archive.save_item(&Item { gone_at: Some(now), reason, ..item })?;
        }
    }
    Ok((account, new))
}

/// One job for one thing of one source.
pub fn key(source: &str, id: ItemId) -> String {
    format!("{source} {id}")
}

pub fn id_of_key(key: &str) -> Option<ItemId> {
    key.rsplit(' ').next()?.parse().ok()
}

fn new_item(source: &Source, id: ItemId, digest: [u8; 16], now: Timestamp) -> Item {
    Item {
        source: source.slug.clone(),
        id,
        url: None,
        title: None,
        state: ItemState::Waiting,
        reason: None,
        digest,
        publication: None,
        etag: None,
        last_modified: None,
        published_at: None,
        first_seen_at: now,
        seen_at: now,
        fetched_at: None,
        gone_at: None,
    }
}

/// Of what the source said, without what changes by itself.
fn digest(told: &Told, lead: &Lead) -> [u8; 16] {
    let updated = lead.updated.map(|when| when.at.map_or_else(|| when.on.to_string(), |at| at.to_string()));
    let parts = [&told.title, &told.text, &told.published_on, &updated];
    let parts = parts.map(|part| part.as_deref().unwrap_or_default().as_bytes());
    *CaptureId::of(parts).as_bytes()
}

/// Further lists that this one leads to, as work. A list goes on as long as there is something new on it.
pub fn follow(
    archive: &mut dyn Archive,
    source: &Source,
    job: &Job,
    harvest: &Harvest,
    new: u64,
    now: Timestamp,
) -> Result<Option<String>, store::Error> {
    let depth: u32 = if job.kind == JobKind::List { job.payload.parse().unwrap_or(0) } else { 0 };
    let next = harvest.next.iter().filter(|_| new > 0);
    let mut beyond = None;
    for url in harvest.nested.iter().chain(next) {
        let Some(url) = address::canonical(url) else { continue };
        if depth >= DEEPEST {
            beyond = Some(format!("the list goes on after {DEEPEST} pages: {url} was not read"));
            continue;
        }
        archive.enqueue(&NewJob {
            kind: JobKind::List,
            key: format!("{} {url}", source.slug),
            source: source.slug.clone(),
            host: fetch::host_of(&url).unwrap_or_default(),
            url,
            payload: (depth + 1).to_string(),
            due_at: now,
        })?;
    }
    Ok(beyond)
}

/// A source after a visit that was answered as it should be.
pub fn answered(
    filed: &FiledSource,
    meta: Option<&Meta>,
    is_whole: bool,
    new: u64,
    now: Timestamp,
) -> SourceState {
    let old = &filed.standing;
    let (etag, last_modified) = match meta {
        Some(meta) if is_whole => (meta.etag.clone(), meta.last_modified.clone()),
        // what was cut off is asked for anew
        Some(_) => (None, None),
        None => (old.etag.clone(), old.last_modified.clone()),
    };
    SourceState {
        etag,
        last_modified,
        visited_at: Some(now),
        answered_at: Some(now),
        news_at: if new > 0 { Some(now) } else { old.news_at },
        failures: 0,
        error: None,
        gap_seconds: old.gap_seconds,
    }
}

/// A source after a visit that failed: what is known of it stays.
pub fn failed(filed: &FiledSource, error: String, now: Timestamp) -> SourceState {
    SourceState {
        visited_at: Some(now),
        failures: filed.standing.failures.saturating_add(1),
        error: Some(error),
        ..filed.standing.clone()
    }
}

/// The habit of a source, and when to visit it next. `spread` between 0 and 1 keeps visits apart.
pub fn next_visit(
    archive: &dyn Archive,
    source: &Source,
    asked_minutes: Option<u32>,
    failures: u32,
    now: Timestamp,
    spread: f64,
) -> Result<(Option<Habit>, Timestamp), store::Error> {
    let minutes = |minutes: u32| Duration::from_secs(u64::from(minutes) * 60);
    let habit = Habit::learn(&archive.arrivals(&source.slug, cadence::REMEMBERED)?, now);
    let wait = cadence::until_next(
        habit.as_ref(),
        source.every_minutes.or(source.form.is_local().then_some(LOCAL_MINUTES)).map(minutes),
        asked_minutes.map(minutes),
        failures,
    );
    Ok((habit, after(now, wait.mul_f64(0.95 + 0.1 * spread.clamp(0.0, 1.0)))))
}
