//! Sources, and how their visits went.

use jiff::Timestamp;
use record::{Form, Lang, Source, Standing};
use rusqlite::{Connection, Row, params};

use super::fault::Fault;
use super::{items, jobs};
use crate::collection::{Account, FiledSource, JobKind, NewJob, SourceState};
use crate::rows;

/// Instants as the columns have them.
pub fn to_ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub fn from_ms(ms: i64) -> Result<Timestamp, Fault> {
    Timestamp::from_millisecond(ms).map_err(|_| Fault::Damaged(format!("{ms} is no instant")))
}

pub fn from_ms_opt(ms: Option<i64>) -> Result<Option<Timestamp>, Fault> {
    ms.map(from_ms).transpose()
}

pub fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

const COLUMNS: &str = "slug, url, form, title, site, lang, country, publisher, standing, reliability,
    every_minutes, tags, rule, is_active, added_ms, removed_ms, etag, last_modified, visited_ms, answered_ms,
    news_ms, failures, error, gap_seconds,
    (SELECT due_ms FROM job WHERE kind = 'visit' AND job_key = slug),
    (SELECT count(*) FROM job WHERE job.source = slug AND kind <> 'visit')";

fn filed(row: &Row<'_>) -> Result<FiledSource, Fault> {
    let named = |what: &str, name: &str| Fault::Damaged(format!("a source has the {what} {name:?}"));
    let (form, standing): (String, String) = (row.get(2)?, row.get(8)?);
    let tags: String = row.get(11)?;
    let source = Source {
        slug: row.get(0)?,
        url: row.get(1)?,
        form: Form::of_name(&form).ok_or_else(|| named("form", &form))?,
        title: row.get(3)?,
        site: row.get(4)?,
        lang: row.get::<_, Option<String>>(5)?.map(|lang| Lang::new(&lang)),
        country: row.get(6)?,
        publisher: row.get(7)?,
        standing: Standing::of_name(&standing).ok_or_else(|| named("standing", &standing))?,
        reliability: row.get(9)?,
        every_minutes: row.get(10)?,
        tags: rows::reasons_from_json(&tags)?,
        rule: row.get(12)?,
        is_active: row.get(13)?,
    };
    let state = SourceState {
        etag: row.get(16)?,
        last_modified: row.get(17)?,
        visited_at: from_ms_opt(row.get(18)?)?,
        answered_at: from_ms_opt(row.get(19)?)?,
        news_at: from_ms_opt(row.get(20)?)?,
        failures: row.get(21)?,
        error: row.get(22)?,
        gap_seconds: row.get::<_, Option<i64>>(23)?.map(count),
    };
    Ok(FiledSource {
        source,
        added_at: from_ms(row.get(14)?)?,
        removed_at: from_ms_opt(row.get(15)?)?,
        standing: state,
        due_at: from_ms_opt(row.get(24)?)?,
        waiting: count(row.get(25)?),
    })
}

pub fn one(conn: &Connection, slug: &str) -> Result<Option<FiledSource>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM source WHERE slug = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([slug])?;
    rows.next()?.map(filed).transpose()
}

pub fn all(conn: &Connection) -> Result<Vec<FiledSource>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM source WHERE removed_ms IS NULL ORDER BY slug");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(filed(row)?);
    }
    Ok(found)
}

pub fn save(conn: &Connection, source: &Source, host: &str, at: Timestamp) -> Result<bool, Fault> {
    let known = one(conn, &source.slug)?;
    if known.as_ref().is_some_and(|known| known.source == *source && known.removed_at.is_none()) {
        return Ok(false);
    }
    // what the old address said of its state says nothing of the new one's
    let moved = known.as_ref().is_some_and(|known| known.source.url != source.url);
    let tags = rows::reasons_to_json(&source.tags)?;
    conn.prepare_cached(
        "INSERT INTO source (slug, url, form, title, site, lang, country, publisher, standing, reliability,
                             every_minutes, tags, rule, is_active, added_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
         ON CONFLICT (slug) DO UPDATE SET
             url = ?2, form = ?3, title = ?4, site = ?5, lang = ?6, country = ?7, publisher = ?8, standing = ?9,
             reliability = ?10, every_minutes = ?11, tags = ?12, rule = ?13, is_active = ?14, removed_ms = NULL,
             etag = CASE WHEN ?16 THEN NULL ELSE etag END,
             last_modified = CASE WHEN ?16 THEN NULL ELSE last_modified END",
    )?
    .execute(params![
        source.slug,
        source.url,
        source.form.name(),
        source.title,
        source.site,
        source.lang.as_ref().map(Lang::as_str),
        source.country,
        source.publisher,
        source.standing.name(),
        source.reliability,
        source.every_minutes,
        tags,
        source.rule,
        source.is_active,
        to_ms(at),
        moved,
    ])?;
    if source.is_active {
        let visit = NewJob {
            kind: JobKind::Visit,
            key: source.slug.clone(),
            source: source.slug.clone(),
            host: host.to_owned(),
            url: source.url.clone(),
            payload: String::new(),
            due_at: at,
        };
        if !jobs::enqueue(conn, &visit)? {
            conn.prepare_cached("UPDATE job SET host = ?2, url = ?3 WHERE kind = 'visit' AND job_key = ?1")?
                .execute((&source.slug, host, &source.url))?;
            if moved {
                jobs::call(conn, &source.slug, at)?;
            }
        }
    } else {
        conn.prepare_cached("DELETE FROM job WHERE kind = 'visit' AND job_key = ?1")?
            .execute([&source.slug])?;
    }
    Ok(true)
}

pub fn remove(conn: &Connection, slug: &str, at: Timestamp) -> Result<bool, Fault> {
    let removed = conn
        .prepare_cached(
            "UPDATE source SET removed_ms = ?2, is_active = 0 WHERE slug = ?1 AND removed_ms IS NULL",
        )?
        .execute((slug, to_ms(at)))?;
    if removed > 0 {
        // what waits will not be fetched: the ledger says so
        let skipped = conn
            .prepare_cached(
                "UPDATE item SET state = 'skipped', reason = 'its source was removed'
                 WHERE source = ?1 AND state = 'waiting'",
            )?
            .execute([slug])?;
        if skipped > 0 {
            let run = items::begin_run(conn, at)?;
            items::enter(conn, run, slug, &Account { skipped: skipped as u64, ..Account::default() })?;
            items::end_run(conn, run, at)?;
        }
        conn.prepare_cached("DELETE FROM job WHERE source = ?1")?.execute([slug])?;
    }
    Ok(removed > 0)
}

pub fn save_state(conn: &Connection, slug: &str, state: &SourceState) -> Result<(), Fault> {
    conn.prepare_cached(
        "UPDATE source SET etag = ?2, last_modified = ?3, visited_ms = ?4, answered_ms = ?5, news_ms = ?6,
                failures = ?7, error = ?8, gap_seconds = ?9
         WHERE slug = ?1",
    )?
    .execute(params![
        slug,
        state.etag,
        state.last_modified,
        state.visited_at.map(to_ms),
        state.answered_at.map(to_ms),
        state.news_at.map(to_ms),
        state.failures,
        state.error,
        state.gap_seconds.map(|gap| i64::try_from(gap).unwrap_or(i64::MAX)),
    ])?;
    Ok(())
}
