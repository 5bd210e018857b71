//! What concerns the whole record: counts, the clearing before a rebuild, the engine's own checks.

use rusqlite::Connection;

use super::fault::Fault;
use super::growth;
use crate::Counts;

pub fn counts(conn: &Connection) -> Result<Counts, Fault> {
    // One statement, so that all figures are of one moment.
    let sql = "
        SELECT (SELECT count(*) FROM capture),
               (SELECT coalesce(sum(size), 0) FROM capture),
               (SELECT count(*) FROM origin),
               (SELECT count(*) FROM publication WHERE is_current = 1),
               (SELECT count(*) FROM publication),
               (SELECT count(*) FROM claim WHERE person IS NOT NULL),
               (SELECT count(*) FROM claim c JOIN publication p
                   ON p.id = c.publication AND p.version = c.version
                   WHERE c.person IS NULL AND p.is_current = 1),
               (SELECT count(*) FROM claim),
               (SELECT count(*) FROM judgement WHERE withdrawn_at IS NULL),
               (SELECT count(*) FROM machine_judgement),
               (SELECT count(*) FROM entry)";
    let counts = conn.prepare_cached(sql)?.query_row([], |row| {
        let count = |column: usize| row.get::<_, i64>(column).map(|count| count.max(0) as u64);
        let (by_persons, by_rules) = (count(5)?, count(6)?);
        Ok(Counts {
            captures: count(0)?,
            capture_bytes: count(1)?,
            origins: count(2)?,
            publications: count(3)?,
            versions: count(4)?,
            claims: by_persons + by_rules,
            superseded_claims: count(7)?.saturating_sub(by_persons + by_rules),
            claims_by_persons: by_persons,
            judgements_by_persons: count(8)?,
            judgements_by_merge: count(9)?,
            entries: count(10)?,
        })
    })?;
    Ok(counts)
}

/// Rows that refer to others go first. What persons wrote stays, and so do captures.
pub fn clear_derived(conn: &Connection) -> Result<(), Fault> {
    conn.execute_batch(
        "DELETE FROM entry_claim;
         DELETE FROM entry_ref;
         DELETE FROM entry;
         DELETE FROM machine_judgement;
         DELETE FROM evidence WHERE claim IN (SELECT number FROM claim WHERE person IS NULL);
         DELETE FROM claim WHERE person IS NULL;
         DELETE FROM fingerprint;
         DELETE FROM publication_text;
         DELETE FROM publication;",
    )?;
    growth::note(conn, "all", &[0; 16])
}

pub fn check(conn: &Connection) -> Result<Vec<String>, Fault> {
    let mut findings = Vec::new();
    let mut statement = conn.prepare("PRAGMA integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let finding: String = row.get(0)?;
        if finding != "ok" {
            findings.push(finding);
        }
    }
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, number, target): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let number = number.map_or_else(String::new, |number| number.to_string());
        findings.push(format!("row {number} of {table} refers to a row of {target} that is not there"));
    }
    Ok(findings)
}
