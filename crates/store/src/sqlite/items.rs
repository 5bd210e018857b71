//! What sources announced and what became of it; the ledger.

use jiff::Timestamp;
use record::{ItemId, PublicationId};
use rusqlite::{Connection, Row, params};

use super::fault::Fault;
use super::sources::{count, from_ms, from_ms_opt, to_ms};
use crate::Visit;
use crate::collection::{Account, Item, ItemState, LedgerLine, RunId};

const COLUMNS: &str = "source, id, url, title, state, reason, digest, publication, etag, last_modified,
    published_ms, first_seen_ms, seen_ms, fetched_ms, gone_ms";

fn item(row: &Row<'_>) -> Result<Item, Fault> {
    let state: String = row.get(4)?;
    let state = match state.as_str() {
        "waiting" => ItemState::Waiting,
        "stored" => ItemState::Stored,
        "skipped" => ItemState::Skipped,
        "failed" => ItemState::Failed,
        _ => return Err(Fault::Damaged(format!("an item has the state {state:?}"))),
    };
    Ok(Item {
        source: row.get(0)?,
        id: ItemId::from_bytes(row.get(1)?),
        url: row.get(2)?,
        title: row.get(3)?,
        state,
        reason: row.get(5)?,
        digest: row.get(6)?,
        publication: row.get::<_, Option<[u8; 16]>>(7)?.map(PublicationId::from_bytes),
        etag: row.get(8)?,
        last_modified: row.get(9)?,
        published_at: from_ms_opt(row.get(10)?)?,
        first_seen_at: from_ms(row.get(11)?)?,
        seen_at: from_ms(row.get(12)?)?,
        fetched_at: from_ms_opt(row.get(13)?)?,
        gone_at: from_ms_opt(row.get(14)?)?,
    })
}

fn first(conn: &Connection, condition: &str, source: &str, id: ItemId) -> Result<Option<Item>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM item WHERE {condition} LIMIT 1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query((source, id.as_bytes()))?;
    rows.next()?.map(item).transpose()
}

pub fn one(conn: &Connection, source: &str, id: ItemId) -> Result<Option<Item>, Fault> {
    first(conn, "source = ?1 AND id = ?2", source, id)
}

pub fn elsewhere(conn: &Connection, source: &str, id: ItemId) -> Result<Option<Item>, Fault> {
    first(conn, "id = ?2 AND source <> ?1 ORDER BY state <> 'stored', state <> 'waiting', source", source, id)
}

pub fn save(conn: &Connection, item: &Item) -> Result<(), Fault> {
    conn.prepare_cached(
        "INSERT INTO item (source, id, url, title, state, reason, digest, publication, etag, last_modified,
                           published_ms, first_seen_ms, seen_ms, fetched_ms, gone_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
         ON CONFLICT (source, id) DO UPDATE SET
             url = ?3, title = ?4, state = ?5, reason = ?6, digest = ?7, publication = ?8, etag = ?9,
             last_modified = ?10, published_ms = ?11, first_seen_ms = ?12, seen_ms = ?13, fetched_ms = ?14,
             gone_ms = ?15",
    )?
    .execute(params![
        item.source,
        item.id.as_bytes(),
        item.url,
        item.title,
        item.state.name(),
        item.reason,
        item.digest,
        item.publication.as_ref().map(PublicationId::as_bytes),
        item.etag,
        item.last_modified,
        item.published_at.map(to_ms),
        to_ms(item.first_seen_at),
        to_ms(item.seen_at),
        item.fetched_at.map(to_ms),
        item.gone_at.map(to_ms),
    ])?;
    Ok(())
}

pub fn each(conn: &Connection, source: Option<&str>, visit: Visit<'_, Item>) -> Result<(), Fault> {
    let sql = format!("SELECT {COLUMNS} FROM item WHERE ?1 IS NULL OR source = ?1 ORDER BY source, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([source])?;
    while let Some(row) = rows.next()? {
        visit(item(row)?)?;
    }
    Ok(())
}

pub fn arrivals(conn: &Connection, source: &str, most: usize) -> Result<Vec<Timestamp>, Fault> {
    let mut statement = conn.prepare_cached(
        "SELECT coalesce(published_ms, first_seen_ms) AS came FROM item WHERE source = ?1
         ORDER BY came DESC LIMIT ?2",
    )?;
    let mut rows = statement.query((source, i64::try_from(most).unwrap_or(i64::MAX)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(from_ms(row.get(0)?)?);
    }
    Ok(found)
}

pub fn begin_run(conn: &Connection, at: Timestamp) -> Result<RunId, Fault> {
    let number: i64 = conn
        .prepare_cached("INSERT INTO run (begun_ms) VALUES (?1) RETURNING number")?
        .query_row([to_ms(at)], |row| row.get(0))?;
    Ok(RunId(count(number)))
}

fn number(run: RunId) -> i64 {
    i64::try_from(run.0).unwrap_or(i64::MAX)
}

pub fn end_run(conn: &Connection, run: RunId, at: Timestamp) -> Result<(), Fault> {
    conn.prepare_cached("UPDATE run SET ended_ms = ?2 WHERE number = ?1")?
        .execute((number(run), to_ms(at)))?;
    Ok(())
}

fn columns(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub fn enter(conn: &Connection, run: RunId, source: &str, account: &Account) -> Result<(), Fault> {
    let Account { visits, seen, stored, unchanged, skipped, failed, error } = account;
    conn.prepare_cached(
        "INSERT INTO account (run, source, visits, seen, stored, unchanged, skipped, failed, error)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (run, source) DO UPDATE SET
             visits = account.visits + ?3, seen = account.seen + ?4, stored = account.stored + ?5,
             unchanged = account.unchanged + ?6, skipped = account.skipped + ?7, failed = account.failed + ?8,
             error = coalesce(?9, account.error)",
    )?
    .execute(params![
        number(run),
        source,
        columns(*visits),
        columns(*seen),
        columns(*stored),
        columns(*unchanged),
        columns(*skipped),
        columns(*failed),
        error
    ])?;
    Ok(())
}

fn account(row: &Row<'_>, from: usize) -> rusqlite::Result<Account> {
    let number = |place: usize| row.get::<_, i64>(from + place).map(count);
    Ok(Account {
        visits: number(0)?,
        seen: number(1)?,
        stored: number(2)?,
        unchanged: number(3)?,
        skipped: number(4)?,
        failed: number(5)?,
        error: row.get(from + 6)?,
    })
}

pub fn ledger(conn: &Connection, source: Option<&str>, most: usize) -> Result<Vec<LedgerLine>, Fault> {
    let mut statement = conn.prepare_cached(
        "SELECT run.number, begun_ms, ended_ms, source, visits, seen, stored, unchanged, skipped, failed, error
         FROM account JOIN run ON run.number = account.run
         WHERE ?1 IS NULL OR source = ?1 ORDER BY run.number DESC, source LIMIT ?2",
    )?;
    let mut rows = statement.query((source, i64::try_from(most).unwrap_or(i64::MAX)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(LedgerLine {
            run: RunId(count(row.get(0)?)),
            begun_at: from_ms(row.get(1)?)?,
            ended_at: from_ms_opt(row.get(2)?)?,
            source: row.get(3)?,
            account: account(row, 4)?,
        });
    }
    Ok(found)
}

pub fn sum(conn: &Connection, source: &str) -> Result<Account, Fault> {
    let sum = conn
        .prepare_cached(
            "SELECT coalesce(sum(visits), 0), coalesce(sum(seen), 0), coalesce(sum(stored), 0),
                    coalesce(sum(unchanged), 0), coalesce(sum(skipped), 0), coalesce(sum(failed), 0), NULL
             FROM account WHERE source = ?1",
        )?
        .query_row([source], |row| account(row, 0))?;
    Ok(sum)
}
