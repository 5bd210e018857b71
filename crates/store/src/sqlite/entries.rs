//! Entries: what the merge settled, replaced as a whole, written only where it differs.

use std::collections::{BTreeMap, HashMap, HashSet};

use record::{ClaimId, Entry, EntryId, PublicationId};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::fault::Fault;
use super::growth;
use crate::{EntryChanges, Error, Refusal, Told, Visit, rows};

pub fn replace(conn: &Connection, entries: &[Entry]) -> Result<EntryChanges, Fault> {
    let mut ids = HashSet::with_capacity(entries.len());
    if let Some(twice) = entries.iter().find(|entry| !ids.insert(entry.id)) {
        return Err(Refusal::TwiceTheEntry { entry: twice.id }.into());
    }
    let mut there = digests(conn)?;
    let mut changes = EntryChanges::default();
    for entry in entries {
        let properties = rows::properties_to_json(&entry.properties)?;
        let digest = digest(entry, &properties);
        match there.remove(&entry.id) {
            Some(before) if before == digest => continue,
            Some(_) => {
                remove(conn, entry.id)?;
                changes.changed += 1;
            }
            None => changes.added += 1,
        }
        insert(conn, entry, &properties, digest)?;
    }
    changes.removed = there.len();
    there.into_keys().try_for_each(|id| remove(conn, id).map(drop))?;
    growth::trim(conn)?;
    Ok(changes)
}

fn digests(conn: &Connection) -> Result<HashMap<EntryId, [u8; 16]>, Fault> {
    let mut statement = conn.prepare_cached("SELECT id, digest FROM entry")?;
    let rows = statement.query_map([], |row| Ok((EntryId::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Parts are length-prefixed in the hash of an id, so that no two entries run together.
fn digest(entry: &Entry, properties: &str) -> [u8; 16] {
    let Entry { kind, label, refs, claims, .. } = entry;
    let mut parts: Vec<&[u8]> = vec![kind.as_bytes(), label.as_bytes(), properties.as_bytes()];
    for (name, target) in refs {
        parts.extend([name.as_bytes(), target.as_bytes().as_slice()]);
    }
    parts.push(b"claims");
    parts.extend(claims.iter().map(|claim| claim.as_bytes().as_slice()));
    *EntryId::of(parts).as_bytes()
}

/// Gives whether it was there.
pub fn remove(conn: &Connection, id: EntryId) -> Result<bool, Fault> {
    let removed = conn.prepare_cached("DELETE FROM entry WHERE id = ?1")?.execute([id.as_bytes()])? > 0;
    if removed {
        growth::note(conn, "entry", id.as_bytes())?;
    }
    Ok(removed)
}

/// Puts an entry in, where another one or none is under its id.
pub fn put(conn: &Connection, entry: &Entry, changes: &mut EntryChanges) -> Result<(), Fault> {
    let properties = rows::properties_to_json(&entry.properties)?;
    let digest = digest(entry, &properties);
    let there: Option<[u8; 16]> = conn
        .prepare_cached("SELECT digest FROM entry WHERE id = ?1")?
        .query_row([entry.id.as_bytes()], |row| row.get(0))
        .optional()?;
    match there {
        Some(there) if there == digest => return Ok(()),
        Some(_) => {
            remove(conn, entry.id)?;
            changes.changed += 1;
        }
        None => changes.added += 1,
    }
    insert(conn, entry, &properties, digest)
}

fn insert(conn: &Connection, entry: &Entry, properties: &str, digest: [u8; 16]) -> Result<(), Fault> {
    let Entry { id, kind, label, refs, claims, .. } = entry;
    growth::note(conn, "entry", id.as_bytes())?;
    conn.prepare_cached(
        "INSERT INTO entry (id, kind, label, properties, digest) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((id.as_bytes(), kind, label, properties, digest))?;
    let mut statement =
        conn.prepare_cached("INSERT INTO entry_ref (entry, name, target) VALUES (?1, ?2, ?3)")?;
    for (name, target) in refs {
        statement.execute((id.as_bytes(), name, target.as_bytes()))?;
    }
    let mut statement = conn.prepare_cached(
        "INSERT INTO entry_claim (entry, claim) VALUES (?1, ?2) ON CONFLICT (entry, claim) DO NOTHING",
    )?;
    for claim in claims {
        statement.execute((id.as_bytes(), claim.as_bytes()))?;
    }
    Ok(())
}

pub fn one(conn: &Connection, id: EntryId) -> Result<Option<Entry>, Fault> {
    Ok(some(conn, "id = ?1", params![id.as_bytes()])?.pop())
}

pub fn by_prefix(conn: &Connection, prefix: &str) -> Result<Option<Entry>, Fault> {
    let bad = || Error::BadPrefix { prefix: prefix.to_owned() };
    let (low, high) = rows::prefix_range(prefix).ok_or_else(bad)?;
    let mut found = some(conn, "id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 100", params![low, high])?;
    if found.len() > 1 {
        return Err(Error::AmbiguousPrefix { prefix: prefix.to_owned(), count: found.len() }.into());
    }
    Ok(found.pop())
}

pub fn referring_to(conn: &Connection, target: EntryId) -> Result<Vec<Entry>, Fault> {
    let condition = "id IN (SELECT entry FROM entry_ref WHERE target = ?1) ORDER BY id";
    some(conn, condition, params![target.as_bytes()])
}

pub fn speaking_of(conn: &Connection, target: EntryId) -> Result<Vec<(EntryId, String)>, Fault> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT r.entry, e.kind FROM entry_ref r CROSS JOIN entry e ON e.id = r.entry
         WHERE r.target = ?1 ORDER BY r.entry",
    )?;
    let rows = statement
        .query_map([target.as_bytes()], |row| Ok((EntryId::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn of_claim(conn: &Connection, claim: ClaimId) -> Result<Vec<Entry>, Fault> {
    let condition = "id IN (SELECT entry FROM entry_claim WHERE claim = ?1) ORDER BY id";
    some(conn, condition, params![claim.as_bytes()])
}

pub fn told_by(conn: &Connection, publication: PublicationId, version: u32) -> Result<Vec<Told>, Fault> {
    let mut statement = conn.prepare_cached(
        "SELECT ec.entry, c.kind, min(e.span_start)
         FROM claim c
         CROSS JOIN entry_claim ec ON ec.claim = c.id
         CROSS JOIN evidence e ON e.claim = c.number
         WHERE c.publication = ?1 AND c.version = ?2
         GROUP BY ec.entry, c.kind ORDER BY ec.entry, c.kind",
    )?;
    let mut rows = statement.query((publication.as_bytes(), version))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let start: i64 = row.get(2)?;
        let start =
            usize::try_from(start).map_err(|_| Fault::Damaged(format!("a span has the offset {start}")))?;
        found.push(Told { entry: EntryId::from_bytes(row.get(0)?), kind: row.get(1)?, start });
    }
    Ok(found)
}

pub fn each(conn: &Connection, kind: Option<&str>, visit: Visit<'_, Entry>) -> Result<(), Fault> {
    match kind {
        Some(kind) => walk(conn, "kind = ?1 ORDER BY id", params![kind], visit),
        None => walk(conn, "1 = 1 ORDER BY id", params![], visit),
    }
}

fn some(conn: &Connection, condition: &str, values: impl Params) -> Result<Vec<Entry>, Fault> {
    let mut found = Vec::new();
    walk(conn, condition, values, &mut |entry| {
        found.push(entry);
        Ok(())
    })?;
    Ok(found)
}

fn walk(
    conn: &Connection,
    condition: &str,
    values: impl Params,
    visit: Visit<'_, Entry>,
) -> Result<(), Fault> {
    let sql = format!("SELECT id, kind, label, properties FROM entry WHERE {condition}");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        visit(entry(conn, row)?)?;
    }
    Ok(())
}

fn entry(conn: &Connection, row: &Row<'_>) -> Result<Entry, Fault> {
    let id = EntryId::from_bytes(row.get(0)?);
    let refs: BTreeMap<String, EntryId> = conn
        .prepare_cached("SELECT name, target FROM entry_ref WHERE entry = ?1 ORDER BY name")?
        .query_map([id.as_bytes()], |row| Ok((row.get(0)?, EntryId::from_bytes(row.get(1)?))))?
        .collect::<Result<_, _>>()?;
    let claims = conn
        .prepare_cached("SELECT claim FROM entry_claim WHERE entry = ?1 ORDER BY claim")?
        .query_map([id.as_bytes()], |row| Ok(ClaimId::from_bytes(row.get(0)?)))?
        .collect::<Result<_, _>>()?;
    Ok(Entry {
        id,
        kind: row.get(1)?,
        label: row.get(2)?,
        properties: rows::properties_from_json(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?,
        refs,
        claims,
    })
}
