//! Work that waits: put in once, leased to one, given back or finished.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::Fault;
use super::sources::{count, from_ms, from_ms_opt, to_ms};
use crate::collection::{Job, JobId, JobKind, Lease, NewJob};

pub fn enqueue(conn: &Connection, job: &NewJob) -> Result<bool, Fault> {
    let put = conn
        .prepare_cached(
            "INSERT INTO job (kind, job_key, source, host, url, payload, due_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (kind, job_key) DO NOTHING",
        )?
        .execute(params![
            job.kind.name(),
            job.key,
            job.source,
            job.host,
            job.url,
            job.payload,
            to_ms(job.due_at)
        ])?;
    Ok(put > 0)
}

const COLUMNS: &str = "number, kind, job_key, source, host, url, payload, due_ms, tries";

fn job(row: &Row<'_>) -> Result<Job, Fault> {
    let kind: String = row.get(1)?;
    let kind = match kind.as_str() {
        "visit" => JobKind::Visit,
        "list" => JobKind::List,
        "page" => JobKind::Page,
        _ => return Err(Fault::Damaged(format!("a job has the kind {kind:?}"))),
    };
    Ok(Job {
        id: JobId(count(row.get(0)?)),
        kind,
        key: row.get(2)?,
        source: row.get(3)?,
        host: row.get(4)?,
        url: row.get(5)?,
        payload: row.get(6)?,
        due_at: from_ms(row.get(7)?)?,
        tries: row.get(8)?,
    })
}

/// Steps from host to host through the index, so that a host with a long queue costs no more than any other.
pub fn lease(conn: &Connection, lease: &Lease<'_>) -> Result<Vec<Job>, Fault> {
    let (now, until) = (to_ms(lease.now), to_ms(lease.until));
    let mut found: Vec<Job> = Vec::new();
    let mut host = lease.after_host.to_owned();
    // what lies on no host stands under the empty name, before all others
    let mut fresh = host.is_empty();
    let mut wrapped = false;
    let mut first = conn.prepare_cached("SELECT min(host) FROM job WHERE is_leased = 0 AND host >= ?1")?;
    let mut next = conn.prepare_cached("SELECT min(host) FROM job WHERE is_leased = 0 AND host > ?1")?;
    let of_host = format!(
        "SELECT {COLUMNS} FROM job WHERE is_leased = 0 AND host = ?1 AND due_ms <= ?2 ORDER BY due_ms, number LIMIT ?3"
    );
    let mut of_host = conn.prepare_cached(&of_host)?;
    while found.len() < lease.most {
        let query = if std::mem::take(&mut fresh) { &mut first } else { &mut next };
        let step: Option<String> = query.query_row([&host], |row| row.get(0))?;
        match step {
            Some(step) if !wrapped || step.as_str() <= lease.after_host => host = step,
            None if !wrapped && !lease.after_host.is_empty() => {
                (wrapped, fresh) = (true, true);
                host = String::new();
                continue;
            }
            _ => break,
        }
        let room = lease.most_per_host.saturating_sub((lease.busy)(&host)).min(lease.most - found.len());
        if room == 0 {
            continue;
        }
        let mut rows = of_host.query((&host, now, i64::try_from(room).unwrap_or(i64::MAX)))?;
        while let Some(row) = rows.next()? {
            found.push(job(row)?);
        }
    }
    let mut take = conn.prepare_cached("UPDATE job SET is_leased = 1, lease_ms = ?2 WHERE number = ?1")?;
    for job in &found {
        take.execute((number(job.id), until))?;
    }
    Ok(found)
}

fn number(id: JobId) -> i64 {
    i64::try_from(id.0).unwrap_or(i64::MAX)
}

pub fn finish(conn: &Connection, id: JobId) -> Result<(), Fault> {
    conn.prepare_cached("DELETE FROM job WHERE number = ?1")?.execute([number(id)])?;
    Ok(())
}

pub fn postpone(
    conn: &Connection,
    id: JobId,
    due_at: Timestamp,
    tries: u32,
    error: Option<&str>,
) -> Result<(), Fault> {
    conn.prepare_cached(
        "UPDATE job SET is_leased = 0, lease_ms = NULL, due_ms = ?2, tries = ?3, error = ?4 WHERE number = ?1",
    )?
    .execute((number(id), to_ms(due_at), tries, error))?;
    Ok(())
}

pub fn call(conn: &Connection, slug: &str, due_at: Timestamp) -> Result<bool, Fault> {
    let called = conn
        .prepare_cached("UPDATE job SET due_ms = ?2, tries = 0 WHERE kind = 'visit' AND job_key = ?1")?
        .execute((slug, to_ms(due_at)))?;
    Ok(called > 0)
}

pub fn release(conn: &Connection, before: Option<Timestamp>) -> Result<u64, Fault> {
    let before = before.map_or(i64::MAX, to_ms);
    let released = conn
        .prepare_cached(
            "UPDATE job SET is_leased = 0, lease_ms = NULL WHERE is_leased = 1 AND lease_ms <= ?1",
        )?
        .execute([before])?;
    Ok(released as u64)
}

pub fn next_due(conn: &Connection) -> Result<Option<Timestamp>, Fault> {
    let due: Option<Option<i64>> = conn
        .prepare_cached("SELECT min(due_ms) FROM job WHERE is_leased = 0")?
        .query_row([], |row| row.get(0))
        .optional()?;
    from_ms_opt(due.flatten())
}

pub fn waiting(conn: &Connection) -> Result<Vec<(String, u64)>, Fault> {
    let mut statement = conn.prepare_cached("SELECT kind, count(*) FROM job GROUP BY kind ORDER BY kind")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, count(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
