//! Editions, recipients, schedules and parcels.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::SqliteStore;
use super::fault::Fault;
use super::rows::{all, instant};
use crate::Error;
use crate::delivery::{
    Delivery, Edition, EditionFile, EditionId, FiledEdition, Parcel, ParcelState, Recipient, Schedule,
};

fn words(text: &str) -> Result<Vec<String>, Fault> {
    serde_json::from_str(text).map_err(|_| Fault::Damaged(format!("{text:?} is no list of words")))
}

fn listed(words: &[String]) -> String {
    serde_json::Value::from(words).to_string()
}

fn number(id: EditionId) -> i64 {
    i64::try_from(id.0).unwrap_or(i64::MAX)
}

fn save_recipient(conn: &Connection, recipient: &Recipient) -> Result<(), Fault> {
    let Recipient { name, address, lang, roles, secret, added_at, left } = recipient;
    let (left_at, left_why) = left.clone().map(|(at, why)| (at.to_string(), why)).unzip();
    let sql = "INSERT INTO recipient (name, address, lang, roles, secret, added_at, left_at, left_why)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
               ON CONFLICT (name) DO UPDATE SET address = ?2, lang = ?3, roles = ?4, secret = ?5, added_at = ?6,
                                                left_at = ?7, left_why = ?8";
    let values = params![name, address, lang, listed(roles), secret, added_at.to_string(), left_at, left_why];
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn recipient(row: &Row<'_>) -> Result<Recipient, Fault> {
    let (left_at, left_why): (Option<String>, Option<String>) = (row.get(6)?, row.get(7)?);
    let left = match left_at.zip(left_why) {
        Some((at, why)) => Some((instant(&at)?, why)),
        None => None,
    };
    Ok(Recipient {
        name: row.get(0)?,
        address: row.get(1)?,
        lang: row.get(2)?,
        roles: words(&row.get::<_, String>(3)?)?,
        secret: row.get(4)?,
        added_at: instant(&row.get::<_, String>(5)?)?,
        left,
    })
}

fn save_schedule(conn: &Connection, schedule: &Schedule) -> Result<(), Fault> {
    let Schedule { name, words, formats, days, time, zone, roles, added_at, next_at } = schedule;
    let sql = "INSERT INTO schedule (name, words, formats, days, time, zone, roles, added_at, next_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
               ON CONFLICT (name) DO UPDATE SET words = ?2, formats = ?3, days = ?4, time = ?5, zone = ?6, roles = ?7,
                                                added_at = ?8, next_at = ?9, removed_at = NULL";
    let values = params![
        name,
        listed(words),
        listed(formats),
        listed(days),
        time,
        zone,
        listed(roles),
        added_at.to_string(),
        next_at.to_string()
    ];
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

fn schedule(row: &Row<'_>) -> Result<Schedule, Fault> {
    Ok(Schedule {
        name: row.get(0)?,
        words: words(&row.get::<_, String>(1)?)?,
        formats: words(&row.get::<_, String>(2)?)?,
        days: words(&row.get::<_, String>(3)?)?,
        time: row.get(4)?,
        zone: row.get(5)?,
        roles: words(&row.get::<_, String>(6)?)?,
        added_at: instant(&row.get::<_, String>(7)?)?,
        next_at: instant(&row.get::<_, String>(8)?)?,
    })
}

fn file_edition(
    conn: &Connection,
    edition: &Edition,
    files: &[EditionFile],
    recipients: &[String],
) -> Result<Option<EditionId>, Fault> {
    let Edition { series, words, lang, title, as_of, due_at, built_at } = edition;
    let sql = "INSERT INTO edition (series, words, lang, title, as_of, due_at, built_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (series, lang, due_at) DO NOTHING RETURNING number";
    let due_at = due_at.map(|at| at.to_string());
    let values = params![series, listed(words), lang, title, as_of.to_string(), due_at, built_at.to_string()];
    let filed: Option<i64> = conn.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?;
    let Some(filed) = filed else { return Ok(None) };
    for EditionFile { format, bytes } in files {
        let sql = "INSERT INTO edition_file (edition, format, digest, bytes) VALUES (?1, ?2, ?3, ?4)";
        conn.prepare_cached(sql)?.execute(params![filed, format, blake3::hash(bytes).as_bytes(), bytes])?;
    }
    let id = EditionId(filed.max(0) as u64);
    for recipient in recipients {
        let parcel = Parcel {
            edition: id,
            recipient: recipient.clone(),
            state: ParcelState::Waiting,
            tries: 0,
            due_at: *built_at,
            said: None,
            changed_at: *built_at,
        };
        save_parcel(conn, &parcel)?;
    }
    Ok(Some(id))
}

fn editions(
    conn: &Connection,
    rest: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<FiledEdition>, Fault> {
    let sql =
        format!("SELECT number, series, words, lang, title, as_of, due_at, built_at FROM edition {rest}");
    let mut found = all(conn, &sql, values, |row| {
        let as_of: String = row.get(5)?;
        let due_at: Option<String> = row.get(6)?;
        Ok(FiledEdition {
            id: EditionId(row.get::<_, i64>(0)?.max(0) as u64),
            edition: Edition {
                series: row.get(1)?,
                words: words(&row.get::<_, String>(2)?)?,
                lang: row.get(3)?,
                title: row.get(4)?,
                as_of: as_of.parse().map_err(|_| Fault::Damaged(format!("{as_of:?} is no date")))?,
                due_at: due_at.as_deref().map(instant).transpose()?,
                built_at: instant(&row.get::<_, String>(7)?)?,
            },
            formats: Vec::new(),
        })
    })?;
    for one in &mut found {
        let sql = "SELECT format, digest FROM edition_file WHERE edition = ?1 ORDER BY format";
        one.formats = all(conn, sql, [number(one.id)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    }
    Ok(found)
}

fn edition_file(conn: &Connection, id: EditionId, format: &str) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "SELECT digest, bytes FROM edition_file WHERE edition = ?1 AND format = ?2";
    let found: Option<([u8; 32], Vec<u8>)> = conn
        .prepare_cached(sql)?
        .query_row(params![number(id), format], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((digest, bytes)) = found else { return Ok(None) };
    if *blake3::hash(&bytes).as_bytes() != digest {
        return Err(Fault::Damaged(format!("edition {} in {format} no longer matches its hash", id.0)));
    }
    Ok(Some(bytes))
}

const PARCEL: &str =
    "SELECT p.edition, p.recipient, p.state, p.tries, p.due_at, p.said, p.changed_at FROM parcel p";

fn parcel(row: &Row<'_>) -> Result<Parcel, Fault> {
    let state: String = row.get(2)?;
    Ok(Parcel {
        edition: EditionId(row.get::<_, i64>(0)?.max(0) as u64),
        recipient: row.get(1)?,
        state: ParcelState::parse(&state)
            .ok_or_else(|| Fault::Damaged(format!("a parcel has the state {state:?}")))?,
        tries: row.get(3)?,
        due_at: instant(&row.get::<_, String>(4)?)?,
        said: row.get(5)?,
        changed_at: instant(&row.get::<_, String>(6)?)?,
    })
}

fn save_parcel(conn: &Connection, parcel: &Parcel) -> Result<(), Fault> {
    let Parcel { edition, recipient, state, tries, due_at, said, changed_at } = parcel;
    let sql = "INSERT INTO parcel (edition, recipient, state, tries, due_at, said, changed_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (edition, recipient) DO UPDATE SET state = ?3, tries = ?4, due_at = ?5, said = ?6,
                                                              changed_at = ?7";
    let (due_at, changed_at) = (due_at.to_string(), changed_at.to_string());
    let values = params![number(*edition), recipient, state.as_str(), tries, due_at, said, changed_at];
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// What is due at an instant. Instants are compared as such: their texts differ in length.
fn due_parcels(conn: &Connection, now: Timestamp) -> Result<Vec<Parcel>, Fault> {
    let sql = format!(
        "{PARCEL} JOIN recipient r ON r.name = p.recipient
         WHERE p.state IN ('waiting', 'sending') AND r.left_at IS NULL ORDER BY p.edition, p.recipient"
    );
    let mut found = all(conn, &sql, [], parcel)?;
    found.retain(|parcel| parcel.state == ParcelState::Sending || parcel.due_at <= now);
    Ok(found)
}

impl Delivery for SqliteStore {
    fn save_recipient(&mut self, recipient: &Recipient) -> Result<(), Error> {
        self.unit("filing a recipient", |conn| save_recipient(conn, recipient))
    }

    fn recipients(&self) -> Result<Vec<Recipient>, Error> {
        let sql = "SELECT name, address, lang, roles, secret, added_at, left_at, left_why FROM recipient ORDER BY name";
        self.told("reading the recipients", all(&self.conn, sql, [], recipient))
    }

    fn leave(&mut self, name: &str, why: &str, at: Timestamp) -> Result<bool, Error> {
        self.unit("taking a recipient off the lists", |conn| {
            let sql = "UPDATE recipient SET left_at = ?2, left_why = ?3 WHERE name = ?1 AND left_at IS NULL";
            Ok(conn.prepare_cached(sql)?.execute(params![name, at.to_string(), why])? > 0)
        })
    }

    fn save_schedule(&mut self, schedule: &Schedule) -> Result<(), Error> {
        self.unit("filing a schedule", |conn| save_schedule(conn, schedule))
    }

    fn schedules(&self) -> Result<Vec<Schedule>, Error> {
        let sql = "SELECT name, words, formats, days, time, zone, roles, added_at, next_at FROM schedule
                   WHERE removed_at IS NULL ORDER BY name";
        self.told("reading the schedules", all(&self.conn, sql, [], schedule))
    }

    fn remove_schedule(&mut self, name: &str, at: Timestamp) -> Result<bool, Error> {
        self.unit("removing a schedule", |conn| {
            let sql = "UPDATE schedule SET removed_at = ?2 WHERE name = ?1 AND removed_at IS NULL";
            Ok(conn.prepare_cached(sql)?.execute(params![name, at.to_string()])? > 0)
        })
    }

    fn file_edition(
        &mut self,
        edition: &Edition,
        files: &[EditionFile],
        recipients: &[String],
    ) -> Result<Option<EditionId>, Error> {
        self.unit("filing an edition", |conn| file_edition(conn, edition, files, recipients))
    }

    fn editions(&self, series: Option<&str>) -> Result<Vec<FiledEdition>, Error> {
        let rest = "WHERE ?1 IS NULL OR series = ?1 ORDER BY number";
        self.told("reading the editions", editions(&self.conn, rest, [series]))
    }

    fn edition(&self, id: EditionId) -> Result<Option<FiledEdition>, Error> {
        let found = editions(&self.conn, "WHERE number = ?1", [number(id)]);
        Ok(self.told("reading an edition", found)?.into_iter().next())
    }

    fn edition_file(&self, id: EditionId, format: &str) -> Result<Option<Vec<u8>>, Error> {
        self.told("reading a file of an edition", edition_file(&self.conn, id, format))
    }

    fn parcels(&self, edition: Option<EditionId>) -> Result<Vec<Parcel>, Error> {
        let sql = format!("{PARCEL} WHERE ?1 IS NULL OR p.edition = ?1 ORDER BY p.edition, p.recipient");
        self.told("reading the parcels", all(&self.conn, &sql, [edition.map(number)], parcel))
    }

    fn due_parcels(&self, now: Timestamp) -> Result<Vec<Parcel>, Error> {
        self.told("reading the parcels that are due", due_parcels(&self.conn, now))
    }

    fn save_parcel(&mut self, parcel: &Parcel) -> Result<(), Error> {
        self.unit("filing a parcel", |conn| save_parcel(conn, parcel))
    }
}
