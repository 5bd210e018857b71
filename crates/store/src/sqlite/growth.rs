//! What changed, line by line, and entries and judgements that are replaced for it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use record::{Claim, ClaimId, Entry, EntryId, Judgement, PublicationId};
use rusqlite::{Connection, params};

use super::fault::Fault;
use super::{SqliteStore, entries, judgements};
use crate::growth::{Changes, Growth};
use crate::{EntryChanges, Error, Visit, rows};

/// How far back the log of changes reaches.
const KEPT: i64 = 1_000_000;

/// Writes down that something changed: a `publication`, an `entry`, or with any id `all`.
pub fn note(conn: &Connection, what: &str, id: &[u8; 16]) -> Result<(), Fault> {
    conn.prepare_cached("INSERT INTO change (what, id) VALUES (?1, ?2)")?.execute((what, id))?;
    Ok(())
}

/// Cuts off what nobody is likely to ask for.
pub fn trim(conn: &Connection) -> Result<(), Fault> {
    conn.prepare_cached("DELETE FROM change WHERE number <= (SELECT max(number) FROM change) - ?1")?
        .execute([KEPT])?;
    Ok(())
}

fn changes(conn: &Connection, after: u64) -> Result<Changes, Fault> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let (first, last): (Option<i64>, Option<i64>) = conn
        .prepare_cached("SELECT (SELECT min(number) FROM change), (SELECT max(number) FROM change)")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (first, last) = (first.unwrap_or(1), last.unwrap_or(0));
    let mut found = Changes { last: last.max(0) as u64, ..Changes::default() };
    // a log that is shorter than what was read of it is that of another record
    found.all = after.saturating_add(1) < first || after > last;
    if found.all {
        return Ok(found);
    }
    let mut statement = conn.prepare_cached("SELECT what, id FROM change WHERE number > ?1")?;
    let mut rows = statement.query([after])?;
    while let Some(row) = rows.next()? {
        let id: [u8; 16] = row.get(1)?;
        match row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)? {
            "publication" => drop(found.publications.insert(PublicationId::from_bytes(id))),
            "entry" => drop(found.entries.insert(EntryId::from_bytes(id))),
            _ => found.all = true,
        }
    }
    Ok(found)
}

fn ids(conn: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Vec<PublicationId>, Fault> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| row.get(0).map(PublicationId::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn with_claims(
    conn: &Connection,
    after: Option<PublicationId>,
    limit: usize,
) -> Result<Vec<PublicationId>, Fault> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    match after {
        Some(after) => ids(
            conn,
            "SELECT DISTINCT publication FROM claim WHERE publication > ?1 ORDER BY publication LIMIT ?2",
            params![after.as_bytes(), limit],
        ),
        None => ids(conn, "SELECT DISTINCT publication FROM claim ORDER BY publication LIMIT ?1", [limit]),
    }
}

/// By an index alone, which holds both.
fn each_id(conn: &Connection, visit: Visit<'_, (PublicationId, ClaimId)>) -> Result<(), Fault> {
    let mut statement =
        conn.prepare_cached("SELECT publication, id FROM claim ORDER BY publication, version, id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        visit((PublicationId::from_bytes(row.get(0)?), ClaimId::from_bytes(row.get(1)?)))?;
    }
    Ok(())
}

fn retain(conn: &Connection, kept: &BTreeSet<EntryId>) -> Result<EntryChanges, Fault> {
    let there: Vec<EntryId> = conn
        .prepare_cached("SELECT id FROM entry")?
        .query_map([], |row| row.get(0).map(EntryId::from_bytes))?
        .collect::<Result<_, _>>()?;
    let mut changes = EntryChanges::default();
    for id in there.into_iter().filter(|id| !kept.contains(id)) {
        entries::remove(conn, id)?;
        changes.removed += 1;
    }
    conn.execute_batch(
        "DELETE FROM machine_judgement
         WHERE NOT EXISTS (SELECT 1 FROM entry_claim e WHERE e.claim = machine_judgement.left_claim)
            OR NOT EXISTS (SELECT 1 FROM entry_claim e WHERE e.claim = machine_judgement.right_claim)",
    )?;
    Ok(changes)
}

fn judge(conn: &Connection, claims: &[ClaimId], given: &[Judgement]) -> Result<bool, Fault> {
    let new = judgements::surest(given)?;
    let mut there = BTreeMap::new();
    for claim in claims {
        for judgement in judgements::by_merge_on(conn, *claim)? {
            there.insert(judgements::key(&judgement)?, judgement);
        }
    }
    let mut differs = false;
    for (key, judgement) in &there {
        if new.get(key) != Some(&judgement) {
            judgements::remove(conn, key)?;
            differs = true;
        }
    }
    for (key, judgement) in &new {
        if there.get(key) != Some(*judgement) {
            judgements::insert(conn, key, judgement)?;
            differs = true;
        }
    }
    Ok(differs)
}

fn update(conn: &Connection, new: &[Entry], gone: &[EntryId]) -> Result<EntryChanges, Fault> {
    let mut ids = HashSet::with_capacity(new.len());
    if let Some(twice) = new.iter().find(|entry| !ids.insert(entry.id)) {
        return Err(crate::Refusal::TwiceTheEntry { entry: twice.id }.into());
    }
    let mut changes = EntryChanges::default();
    for id in gone.iter().filter(|id| !ids.contains(id)) {
        changes.removed += usize::from(entries::remove(conn, *id)?);
    }
    for entry in new {
        entries::put(conn, entry, &mut changes)?;
    }
    trim(conn)?;
    Ok(changes)
}

impl Growth for SqliteStore {
    fn changes(&self, after: u64) -> Result<Changes, Error> {
        self.told("reading what changed", changes(&self.conn, after))
    }

    fn publications_with_claims(
        &self,
        after: Option<PublicationId>,
        limit: usize,
    ) -> Result<Vec<PublicationId>, Error> {
        self.told("listing publications", with_claims(&self.conn, after, limit))
    }

    fn each_claim_id(&self, visit: Visit<'_, (PublicationId, ClaimId)>) -> Result<(), Error> {
        self.told("going through the claims", each_id(&self.conn, visit))
    }

    fn publications_alike(&self, claim: &Claim) -> Result<Vec<PublicationId>, Error> {
        let found = rows::slots_to_json(&claim.slots).map_err(Fault::from).and_then(|slots| {
            let sql =
                "SELECT DISTINCT publication FROM claim WHERE kind = ?1 AND slots = ?2 ORDER BY publication";
            ids(&self.conn, sql, params![claim.kind, slots])
        });
        self.told("looking up claims", found)
    }

    fn publications_behind(&self, entry: EntryId) -> Result<Vec<PublicationId>, Error> {
        let sql = "SELECT DISTINCT c.publication FROM entry_claim e CROSS JOIN claim c ON c.id = e.claim
                   WHERE e.entry = ?1 ORDER BY c.publication";
        self.told("looking up publications", ids(&self.conn, sql, [entry.as_bytes()]))
    }

    fn update_entries(&mut self, entries: &[Entry], gone: &[EntryId]) -> Result<EntryChanges, Error> {
        self.unit("filing entries", |conn| update(conn, entries, gone))
    }

    fn retain_entries(&mut self, kept: &BTreeSet<EntryId>) -> Result<EntryChanges, Error> {
        self.unit("filing entries", |conn| retain(conn, kept))
    }

    fn update_machine_judgements(
        &mut self,
        claims: &[ClaimId],
        judgements: &[Judgement],
    ) -> Result<bool, Error> {
        self.unit("filing judgements of the merge", |conn| judge(conn, claims, judgements))
    }
}
