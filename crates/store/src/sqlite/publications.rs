//! Publications, their versions and texts, and the filing of a reading as a whole.

use record::{CaptureId, Date, Lang, Publication, PublicationId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::captures::number;
use super::fault::Fault;
use super::{claims, copies, growth};
use crate::{Error, FiledReading, Place, PublicationFilter, Reading, Refusal, Versions, Visit, check, rows};

/// Refusals come back beside what was filed; any other fault ends the transaction.
pub fn file(
    conn: &Connection,
    readings: &[Reading<'_>],
) -> Result<Vec<Result<FiledReading, Refusal>>, Fault> {
    let file_one = |reading| match file_one(conn, reading) {
        Ok(filed) => Ok(Ok(filed)),
        Err(Fault::Refused(refusal)) => Ok(Err(refusal)),
        Err(fault) => Err(fault),
    };
    readings.iter().map(file_one).collect()
}

/// Everything that can be refused is looked at before anything is written.
fn file_one(conn: &Connection, reading: &Reading<'_>) -> Result<FiledReading, Fault> {
    check::reading(reading)?;
    let Publication { id, version, doc, capture, .. } = reading.publication;
    let place = place(conn, *id, reading.text)?;
    if place.version != *version {
        let (doc, publication) = (doc.clone(), *id);
        let (given, expected) = (*version, place.version);
        return Err(Refusal::StaleVersion { doc, publication, given, expected }.into());
    }
    let origin = number(reading.origin);
    let given = conn
        .prepare_cached("SELECT 1 FROM origin WHERE number = ?1 AND capture = ?2")?
        .exists((origin, capture.as_bytes()))?;
    if !given {
        let (doc, publication, capture, origin) = (doc.clone(), *id, *capture, reading.origin);
        return Err(Refusal::UnknownOrigin { doc, publication, capture, origin }.into());
    }
    let filed = FiledReading { version: *version, new_version: place.new, ..FiledReading::default() };
    let described = if place.new {
        insert(conn, reading.publication, origin, reading.text)?;
        true
    } else if has_later_origin(conn, *id, *version, origin)? {
        return Ok(filed);
    } else {
        describe(conn, reading.publication, origin)?
    };
    let moved = settle_current(conn, *id)?;
    if is_current(conn, *id, *version)? {
        copies::file(conn, *id, *version, reading.text)?;
    }
    let claims = claims::replace(conn, *id, *version, reading.claims)?;
    let filed = FiledReading { revised: !place.new && (described || moved), claims, ..filed };
    if !filed.is_unchanged() {
        growth::note(conn, "publication", id.as_bytes())?;
    }
    Ok(filed)
}

/// Of two origins of one text the later one stands, its description and its claims, in whatever order
/// they are read: a claim may hang on the day of publication, which its origin tells.
fn has_later_origin(conn: &Connection, id: PublicationId, version: u32, origin: i64) -> Result<bool, Fault> {
    let later = conn
        .prepare_cached("SELECT 1 FROM publication WHERE id = ?1 AND version = ?2 AND origin > ?3")?
        .exists((id.as_bytes(), version, origin))?;
    Ok(later)
}

/// A text that was seen under this identity keeps its version, however often others came between:
/// reading old captures again, in any order, makes no new versions.
pub fn place(conn: &Connection, publication: PublicationId, text: &str) -> Result<Place, Fault> {
    let known: Option<u32> = conn
        .prepare_cached("SELECT version FROM publication_text WHERE publication = ?1 AND digest = ?2")?
        .query_row((publication.as_bytes(), rows::digest(text.as_bytes())), |row| row.get(0))
        .optional()?;
    if let Some(version) = known {
        return Ok(Place { version, new: false });
    }
    let last: u32 = conn
        .prepare_cached("SELECT coalesce(max(version), 0) FROM publication WHERE id = ?1")?
        .query_row([publication.as_bytes()], |row| row.get(0))?;
    Ok(Place { version: last.saturating_add(1), new: true })
}

fn insert(conn: &Connection, publication: &Publication, origin: i64, text: &str) -> Result<(), Fault> {
    let Publication { id, version, doc, url, publisher, title, lang, published_on, capture } = publication;
    let published_on = published_on.map(|date| date.to_string());
    conn.prepare_cached(
        "INSERT INTO publication (id, version, doc, url, publisher, title, lang, published_on, capture, origin, is_current)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)",
    )?
    .execute(params![
        id.as_bytes(), version, doc, url, publisher, title, lang.as_str(), published_on, capture.as_bytes(), origin
    ])?;
    conn.prepare_cached(
        "INSERT INTO publication_text (publication, version, digest, body) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((id.as_bytes(), version, rows::digest(text.as_bytes()), text.as_bytes()))?;
    Ok(())
}

/// A known text read again may be described better, or have come from a later origin. Gives whether
/// anything changed.
fn describe(conn: &Connection, publication: &Publication, origin: i64) -> Result<bool, Fault> {
    let Publication { id, version, doc, url, publisher, title, lang, published_on, capture } = publication;
    let published_on = published_on.map(|date| date.to_string());
    let changed = conn
        .prepare_cached(
            "UPDATE publication
             SET doc = ?3, url = ?4, publisher = ?5, title = ?6, lang = ?7, published_on = ?8, capture = ?9, origin = ?10
             WHERE id = ?1 AND version = ?2
               AND (doc <> ?3 OR url IS DISTINCT FROM ?4 OR publisher IS DISTINCT FROM ?5
                    OR title IS DISTINCT FROM ?6 OR lang <> ?7 OR published_on IS DISTINCT FROM ?8
                    OR capture <> ?9 OR origin <> ?10)",
        )?
        .execute(params![
            id.as_bytes(), version, doc, url, publisher, title, lang.as_str(), published_on, capture.as_bytes(), origin
        ])?;
    Ok(changed > 0)
}

/// The current version is the one that the latest origin gave. Gives whether it is another one now.
fn settle_current(conn: &Connection, id: PublicationId) -> Result<bool, Fault> {
    let (latest, is_current): (u32, bool) = conn
        .prepare_cached(
            "SELECT version, is_current FROM publication WHERE id = ?1 ORDER BY origin DESC, version DESC LIMIT 1",
        )?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if is_current {
        return Ok(false);
    }
    conn.prepare_cached("UPDATE publication SET is_current = 0 WHERE id = ?1 AND is_current = 1")?
        .execute([id.as_bytes()])?;
    conn.prepare_cached("UPDATE publication SET is_current = 1 WHERE id = ?1 AND version = ?2")?
        .execute((id.as_bytes(), latest))?;
    Ok(true)
}

fn is_current(conn: &Connection, id: PublicationId, version: u32) -> Result<bool, Fault> {
    let current = conn
        .prepare_cached("SELECT 1 FROM publication WHERE id = ?1 AND version = ?2 AND is_current = 1")?
        .exists((id.as_bytes(), version))?;
    Ok(current)
}

const COLUMNS: &str = "id, version, doc, url, publisher, title, lang, published_on, capture";

pub fn one(conn: &Connection, id: PublicationId, version: Option<u32>) -> Result<Option<Publication>, Fault> {
    let found = match version {
        Some(version) => some(conn, "id = ?1 AND version = ?2", params![id.as_bytes(), version])?,
        None => some(conn, "id = ?1 AND is_current = 1", params![id.as_bytes()])?,
    };
    Ok(found.into_iter().next())
}

pub fn by_doc(conn: &Connection, doc: &str) -> Result<Vec<Publication>, Fault> {
    some(conn, "doc = ?1 AND is_current = 1", params![doc])
}

pub fn by_prefix(conn: &Connection, prefix: &str) -> Result<Option<Publication>, Fault> {
    let bad = || Error::BadPrefix { prefix: prefix.to_owned() };
    let (low, high) = rows::prefix_range(prefix).ok_or_else(bad)?;
    let mut found = some(conn, "id BETWEEN ?1 AND ?2 AND is_current = 1", params![low, high])?;
    if found.len() > 1 {
        return Err(Error::AmbiguousPrefix { prefix: prefix.to_owned(), count: found.len() }.into());
    }
    Ok(found.pop())
}

fn some(
    conn: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Publication>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM publication WHERE {condition} ORDER BY id, version LIMIT 100");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(publication(row)?);
    }
    Ok(found)
}

pub fn each(
    conn: &Connection,
    filter: &PublicationFilter,
    visit: Visit<'_, Publication>,
) -> Result<(), Fault> {
    let PublicationFilter { lang, from, to, undated, versions } = filter;
    let mut conditions = vec!["1 = 1"];
    if *undated {
        conditions.push("published_on IS NULL");
    }
    let mut values: Vec<Value> = Vec::new();
    let mut require = |condition, value: Value| {
        conditions.push(condition);
        values.push(value);
    };
    if let Some(lang) = lang {
        require("lang = ?", lang.as_str().to_owned().into());
    }
    if let Some(from) = from {
        require("published_on >= ?", from.to_string().into());
    }
    if let Some(to) = to {
        require("published_on <= ?", to.to_string().into());
    }
    match versions {
        Versions::All => {}
        Versions::Current => conditions.push("is_current = 1"),
        Versions::Only(version) => require("version = ?", i64::from(*version).into()),
    }
    let conditions = conditions.join(" AND ");
    let sql = format!("SELECT {COLUMNS} FROM publication WHERE {conditions} ORDER BY id, version");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        visit(publication(row)?)?;
    }
    Ok(())
}

fn publication(row: &Row<'_>) -> Result<Publication, Fault> {
    let published_on: Option<String> = row.get(7)?;
    let date = |text: String| {
        text.parse::<Date>().map_err(|_| Fault::Damaged(format!("a publication has the date {text:?}")))
    };
    Ok(Publication {
        id: PublicationId::from_bytes(row.get(0)?),
        version: row.get(1)?,
        doc: row.get(2)?,
        url: row.get(3)?,
        publisher: row.get(4)?,
        title: row.get(5)?,
        lang: Lang::new(&row.get::<_, String>(6)?),
        published_on: published_on.map(date).transpose()?,
        capture: CaptureId::from_bytes(row.get(8)?),
    })
}

pub fn text(conn: &Connection, publication: PublicationId, version: u32) -> Result<Option<String>, Fault> {
    let body: Option<Vec<u8>> = conn
        .prepare_cached("SELECT body FROM publication_text WHERE publication = ?1 AND version = ?2")?
        .query_row((publication.as_bytes(), version), |row| row.get(0))
        .optional()?;
    let damaged = |_| Fault::Damaged(format!("the text of publication {publication} version {version}"));
    body.map(|body| String::from_utf8(body).map_err(damaged)).transpose()
}
