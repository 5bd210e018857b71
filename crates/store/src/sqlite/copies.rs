//! Prints of current texts, and the publications whose prints are alike.

use record::PublicationId;
use rusqlite::{Connection, OptionalExtension};
use text::fingerprint::{Fingerprint, likeness};

use super::fault::Fault;
use super::publications;
use crate::collection::{ALIKE, Copy};

/// Files the print of the text that a publication has now.
pub fn file(conn: &Connection, publication: PublicationId, version: u32, text: &str) -> Result<(), Fault> {
    let id = publication.as_bytes();
    let known: Option<(i64, u32)> = conn
        .prepare_cached("SELECT number, version FROM fingerprint WHERE publication = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        Some((_, known)) if known == version => return Ok(()),
        Some((number, _)) => {
            conn.prepare_cached("DELETE FROM fingerprint WHERE number = ?1")?.execute([number])?;
        }
        None => {}
    }
    let Some(print) = Fingerprint::of(text) else { return Ok(()) };
    let number: i64 = conn
        .prepare_cached(
            "INSERT INTO fingerprint (publication, version, print) VALUES (?1, ?2, ?3) RETURNING number",
        )?
        .query_row((id, version, print.as_bytes()), |row| row.get(0))?;
    let mut insert = conn.prepare_cached(
        "INSERT INTO fingerprint_band (band, fingerprint) VALUES (?1, ?2) ON CONFLICT (band, fingerprint) DO NOTHING",
    )?;
    for band in print.bands() {
        insert.execute((band, number))?;
    }
    Ok(())
}

pub fn print(conn: &Connection, publication: PublicationId) -> Result<Option<Vec<u8>>, Fault> {
    let print = conn
        .prepare_cached("SELECT print FROM fingerprint WHERE publication = ?1")?
        .query_row([publication.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(print)
}

/// Those that meet in a band at least, the most alike first, then by id.
pub fn of(conn: &Connection, publication: PublicationId) -> Result<Vec<Copy>, Fault> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT other.publication, own.print, other.print
         FROM fingerprint own
         JOIN fingerprint_band mine ON mine.fingerprint = own.number
         JOIN fingerprint_band theirs ON theirs.band = mine.band AND theirs.fingerprint <> own.number
         JOIN fingerprint other ON other.number = theirs.fingerprint
         WHERE own.publication = ?1",
    )?;
    let mut rows = statement.query([publication.as_bytes()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (own, other): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
        let alike = likeness(&own, &other);
        if alike < ALIKE {
            continue;
        }
        let id = PublicationId::from_bytes(row.get(0)?);
        if let Some(publication) = publications::one(conn, id, None)? {
            found.push(Copy { publication, likeness: alike });
        }
    }
    found.sort_by(|left, right| {
        right.likeness.total_cmp(&left.likeness).then(left.publication.id.cmp(&right.publication.id))
    });
    Ok(found)
}
