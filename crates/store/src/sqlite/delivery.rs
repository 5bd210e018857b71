//! Editions, recipients, schedules and parcels.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::SqliteStore;
use super::fault::Fault;
use super::rows::{all, instant};
use crate::Error;
use crate::delivery::{
    ActId, Built, Delivery, Edition, EditionAct, EditionFile, EditionId, FiledEdition, Parcel, ParcelState,
    Recipient, Release, ReleaseId, Schedule,
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
    let Schedule { name, words, formats, days, time, zone, roles, added_at, next_at, held } = schedule;
    let sql = "INSERT INTO schedule (name, words, formats, days, time, zone, roles, added_at, next_at, held)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
               ON CONFLICT (name) DO UPDATE SET words = ?2, formats = ?3, days = ?4, time = ?5, zone = ?6, roles = ?7,
                                                added_at = ?8, next_at = ?9, held = ?10, removed_at = NULL";
    let values = params![
        name,
        listed(words),
        listed(formats),
        listed(days),
        time,
        zone,
        listed(roles),
        added_at.to_string(),
        next_at.to_string(),
        held
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
        held: row.get(9)?,
    })
}

/// Files bytes under their hash; `table` and `owner` name where.
fn file_bytes(
    conn: &Connection,
    (table, owner): (&str, &str),
    number: i64,
    files: &[EditionFile],
) -> Result<(), Fault> {
    let sql = format!("INSERT INTO {table} ({owner}, format, digest, bytes) VALUES (?1, ?2, ?3, ?4)");
    for EditionFile { format, bytes } in files {
        let digest = blake3::hash(bytes);
        conn.prepare_cached(&sql)?.execute(params![number, format, digest.as_bytes(), bytes])?;
    }
    Ok(())
}

fn file_edition(
    conn: &Connection,
    edition: &Edition,
    built: Built<'_>,
    recipients: &[String],
) -> Result<Option<EditionId>, Fault> {
    let Edition { series, words, lang, title, as_of, due_at, built_at, held } = edition;
    let sql = "INSERT INTO edition (series, words, lang, title, as_of, due_at, built_at, held)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
               ON CONFLICT (series, lang, due_at) DO NOTHING RETURNING number";
    let (due_at, as_of) = (due_at.map(|at| at.to_string()), as_of.to_string());
    let values = params![series, listed(words), lang, title, as_of, due_at, built_at.to_string(), held];
    let filed: Option<i64> = conn.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?;
    let Some(filed) = filed else { return Ok(None) };
    file_bytes(conn, ("edition_file", "edition"), filed, built.files)?;
    if let Some(page) = built.page {
        let sql = "INSERT INTO edition_page (edition, digest, body) VALUES (?1, ?2, ?3)";
        let digest = blake3::hash(page.as_bytes());
        conn.prepare_cached(sql)?.execute(params![filed, digest.as_bytes(), page.as_bytes()])?;
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
    let sql = format!(
        "SELECT number, series, words, lang, title, as_of, due_at, built_at, held FROM edition {rest}"
    );
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
                held: row.get(8)?,
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

/// Bytes as they were filed; `what` names them where they no longer are.
fn sound(
    conn: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    what: impl Fn() -> String,
) -> Result<Option<Vec<u8>>, Fault> {
    let found: Option<([u8; 32], Vec<u8>)> =
        conn.prepare_cached(sql)?.query_row(values, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match found {
        Some((digest, bytes)) if *blake3::hash(&bytes).as_bytes() != digest => {
            Err(Fault::Damaged(format!("{} no longer matches its hash", what())))
        }
        found => Ok(found.map(|(_, bytes)| bytes)),
    }
}

fn edition_file(conn: &Connection, id: EditionId, format: &str) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "SELECT digest, bytes FROM edition_file WHERE edition = ?1 AND format = ?2";
    sound(conn, sql, params![number(id), format], || format!("edition {} in {format}", id.0))
}

fn edition_page(conn: &Connection, id: EditionId) -> Result<Option<String>, Fault> {
    let sql = "SELECT digest, body FROM edition_page WHERE edition = ?1";
    let what = || format!("the page of edition {}", id.0);
    let body = sound(conn, sql, [number(id)], what)?;
    let damaged = |_| Fault::Damaged(format!("{} is no UTF-8", what()));
    body.map(|body| String::from_utf8(body).map_err(damaged)).transpose()
}

fn add_act(conn: &Connection, id: EditionId, act: &EditionAct) -> Result<ActId, Fault> {
    let EditionAct { act, piece, words, person, at } = act;
    let sql = "INSERT INTO edition_act (edition, act, piece, words, person, done_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING number";
    let values = params![number(id), act, piece, words, person, at.to_string()];
    let filed: i64 = conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    Ok(ActId(filed.max(0) as u64))
}

fn act(row: &Row<'_>) -> Result<(ActId, EditionAct), Fault> {
    let act = EditionAct {
        act: row.get(1)?,
        piece: row.get(2)?,
        words: row.get(3)?,
        person: row.get(4)?,
        at: instant(&row.get::<_, String>(5)?)?,
    };
    Ok((ActId(row.get::<_, i64>(0)?.max(0) as u64), act))
}

fn release(
    conn: &Connection,
    id: EditionId,
    person: &str,
    at: Timestamp,
    last_act: Option<ActId>,
    files: &[EditionFile],
) -> Result<ReleaseId, Fault> {
    let sql = "INSERT INTO edition_release (edition, person, released_at, last_act)
               VALUES (?1, ?2, ?3, ?4) RETURNING number";
    let last_act = last_act.map(|act| i64::try_from(act.0).unwrap_or(i64::MAX));
    let values = params![number(id), person, at.to_string(), last_act];
    let filed: i64 = conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    file_bytes(conn, ("released_file", "edition_release"), filed, files)?;
    Ok(ReleaseId(filed.max(0) as u64))
}

fn releases(conn: &Connection, id: EditionId) -> Result<Vec<Release>, Fault> {
    let sql = "SELECT number, edition, person, released_at, last_act FROM edition_release
               WHERE edition = ?1 ORDER BY number";
    let mut found = all(conn, sql, [number(id)], |row| {
        let last_act: Option<i64> = row.get(4)?;
        Ok(Release {
            id: ReleaseId(row.get::<_, i64>(0)?.max(0) as u64),
            edition: EditionId(row.get::<_, i64>(1)?.max(0) as u64),
            person: row.get(2)?,
            at: instant(&row.get::<_, String>(3)?)?,
            last_act: last_act.map(|act| ActId(act.max(0) as u64)),
            formats: Vec::new(),
        })
    })?;
    for one in &mut found {
        let sql = "SELECT format, digest FROM released_file WHERE edition_release = ?1 ORDER BY format";
        let number = i64::try_from(one.id.0).unwrap_or(i64::MAX);
        one.formats = all(conn, sql, [number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    }
    Ok(found)
}

fn released_file(conn: &Connection, id: ReleaseId, format: &str) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "SELECT digest, bytes FROM released_file WHERE edition_release = ?1 AND format = ?2";
    let number = i64::try_from(id.0).unwrap_or(i64::MAX);
    sound(conn, sql, params![number, format], || format!("release {} in {format}", id.0))
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
        "{PARCEL} JOIN recipient r ON r.name = p.recipient JOIN edition d ON d.number = p.edition
         WHERE p.state IN ('waiting', 'sending') AND r.left_at IS NULL
           AND (d.held = 0 OR EXISTS (SELECT 1 FROM edition_release l WHERE l.edition = p.edition))
         ORDER BY p.edition, p.recipient"
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
        let sql =
            "SELECT name, words, formats, days, time, zone, roles, added_at, next_at, held FROM schedule
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
        built: Built<'_>,
        recipients: &[String],
    ) -> Result<Option<EditionId>, Error> {
        self.unit("filing an edition", |conn| file_edition(conn, edition, built, recipients))
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

    fn edition_page(&self, id: EditionId) -> Result<Option<String>, Error> {
        self.told("reading the page of an edition", edition_page(&self.conn, id))
    }

    fn add_edition_act(&mut self, id: EditionId, act: &EditionAct) -> Result<ActId, Error> {
        self.unit("filing what an editor did", |conn| add_act(conn, id, act))
    }

    fn edition_acts(&self, id: EditionId) -> Result<Vec<(ActId, EditionAct)>, Error> {
        let sql = "SELECT number, act, piece, words, person, done_at FROM edition_act
                   WHERE edition = ?1 ORDER BY number";
        self.told("reading what editors did", all(&self.conn, sql, [number(id)], act))
    }

    fn release_edition(
        &mut self,
        id: EditionId,
        person: &str,
        at: Timestamp,
        last_act: Option<ActId>,
        files: &[EditionFile],
    ) -> Result<ReleaseId, Error> {
        self.unit("letting an edition go", |conn| release(conn, id, person, at, last_act, files))
    }

    fn releases(&self, id: EditionId) -> Result<Vec<Release>, Error> {
        self.told("reading who let an edition go", releases(&self.conn, id))
    }

    fn released_file(&self, id: ReleaseId, format: &str) -> Result<Option<Vec<u8>>, Error> {
        self.told("reading a file that was let go", released_file(&self.conn, id, format))
    }

    fn due_parcels(&self, now: Timestamp) -> Result<Vec<Parcel>, Error> {
        self.told("reading the parcels that are due", due_parcels(&self.conn, now))
    }

    fn save_parcel(&mut self, parcel: &Parcel) -> Result<(), Error> {
        self.unit("filing a parcel", |conn| save_parcel(conn, parcel))
    }
}
