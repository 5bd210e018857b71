//! Captures and their origins: only ever added to.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use record::CaptureId;
use rusqlite::{Connection, OptionalExtension, Row};

use super::fault::Fault;
use crate::{CaptureOrigin, FiledCapture, Origin, OriginId, check};

/// Below this many bytes, compression saves less than it costs.
const SMALL: usize = 1024;

pub fn file(conn: &Connection, captures: &[(&[u8], &CaptureOrigin)]) -> Result<Vec<FiledCapture>, Fault> {
    captures.iter().map(|(bytes, origin)| file_one(conn, bytes, origin)).collect()
}

fn file_one(conn: &Connection, bytes: &[u8], origin: &CaptureOrigin) -> Result<FiledCapture, Fault> {
    check::instant(&origin.at)?;
    let capture = CaptureId::of([bytes]);
    let known = conn.prepare_cached("SELECT 1 FROM capture WHERE id = ?1")?.exists([capture.as_bytes()])?;
    if !known {
        let (coding, stored) = encode(bytes);
        let stored = stored.as_deref().unwrap_or(bytes);
        conn.prepare_cached("INSERT INTO capture (id, size, coding, bytes) VALUES (?1, ?2, ?3, ?4)")?
            .execute((capture.as_bytes(), bytes.len() as i64, coding, stored))?;
    }
    let CaptureOrigin { name, url, media_type, at } = origin;
    // What this name gave last; another media type makes another reading of the same bytes.
    let last: Option<(i64, bool)> = conn
        .prepare_cached(
            "SELECT number, capture = ?3 AND media_type IS NOT DISTINCT FROM ?4 FROM origin
             WHERE name = ?1 AND url IS NOT DISTINCT FROM ?2 ORDER BY number DESC LIMIT 1",
        )?
        .query_row((name, url, capture.as_bytes(), media_type), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (number, new_origin) = match last {
        Some((number, true)) => (number, false),
        _ => {
            let sql = "INSERT INTO origin (capture, name, url, media_type, captured_at)
                       VALUES (?1, ?2, ?3, ?4, ?5) RETURNING number";
            let values = (capture.as_bytes(), name, url, media_type, at);
            (conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?, true)
        }
    };
    Ok(FiledCapture { capture, origin: origin_id(number), new_bytes: !known, new_origin })
}

/// The coding, and the bytes where they are not kept as they are.
fn encode(bytes: &[u8]) -> (&'static str, Option<Vec<u8>>) {
    if bytes.len() <= SMALL {
        return ("plain", None);
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(coded) if coded.len() < bytes.len() => ("zlib", Some(coded)),
        _ => ("plain", None),
    }
}

pub fn bytes(conn: &Connection, id: CaptureId) -> Result<Option<Vec<u8>>, Fault> {
    let stored: Option<(i64, String, Vec<u8>)> = conn
        .prepare_cached("SELECT size, coding, bytes FROM capture WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((size, coding, stored)) = stored else { return Ok(None) };
    let bytes = match coding.as_str() {
        "plain" => Some(stored),
        "zlib" => decode(&stored, size),
        _ => None,
    };
    match bytes {
        Some(bytes) if CaptureId::of([bytes.as_slice()]) == id => Ok(Some(bytes)),
        _ => Err(Fault::Damaged(format!("the bytes of capture {id} no longer match their hash"))),
    }
}

/// At most one byte more than there should be, whatever damage makes of the stored ones.
fn decode(stored: &[u8], size: i64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(size).ok()?.saturating_add(1);
    ZlibDecoder::new(stored).take(limit).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

const COLUMNS: &str = "number, capture, name, url, media_type, captured_at";

pub fn origins(conn: &Connection, after: OriginId, limit: usize) -> Result<Vec<Origin>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM origin WHERE number > ?1 ORDER BY number LIMIT ?2");
    let (after, limit) = (number(after), i64::try_from(limit).unwrap_or(i64::MAX));
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map((after, limit), origin)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn origins_of(conn: &Connection, capture: CaptureId) -> Result<Vec<Origin>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM origin WHERE capture = ?1 ORDER BY number");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([capture.as_bytes()], origin)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn origin(row: &Row<'_>) -> rusqlite::Result<Origin> {
    Ok(Origin {
        id: origin_id(row.get(0)?),
        capture: CaptureId::from_bytes(row.get(1)?),
        origin: CaptureOrigin {
            name: row.get(2)?,
            url: row.get(3)?,
            media_type: row.get(4)?,
            at: row.get(5)?,
        },
    })
}

/// Numbers of rows begin at 1.
fn origin_id(number: i64) -> OriginId {
    OriginId(number.max(0) as u64)
}

/// No row has a number past the greatest `i64`.
pub fn number(origin: OriginId) -> i64 {
    i64::try_from(origin.0).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in proptest::collection::vec(0_u8..4, 0..5000)) {
            let (coding, stored) = encode(&bytes);
            prop_assert_eq!(coding == "zlib", stored.is_some());
            prop_assert!(bytes.len() > SMALL || stored.is_none());
            if let Some(stored) = stored {
                prop_assert!(stored.len() < bytes.len());
                prop_assert_eq!(decode(&stored, bytes.len() as i64), Some(bytes));
            }
        }

        #[test]
        fn damage_neither_panics_nor_unpacks_without_end(stored: Vec<u8>, size: i64) {
            let limit = size.clamp(0, 10_000);
            if let Some(bytes) = decode(&stored, limit) {
                prop_assert!(bytes.len() as i64 <= limit + 1);
            }
        }
    }
}
