//! Claims and their evidence.

use std::collections::{BTreeMap, HashMap};

use record::{Claim, ClaimId, Evidence, Origin, PublicationId, Span};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Row, params, params_from_iter};

use super::fault::Fault;
use super::{growth, publications};
use crate::{ClaimChanges, ClaimFilter, Refusal, Versions, Visit, check, rows};

/// Makes the claims of rules on this version exactly these, touching only rows that differ. Those of
/// persons stay; where a person wrote the same, it remains the person's.
pub fn replace(
    conn: &Connection,
    publication: PublicationId,
    version: u32,
    claims: &[Claim],
) -> Result<ClaimChanges, Fault> {
    let mut there = finders(conn, publication, version)?;
    let mut changes = ClaimChanges::default();
    for claim in distinct(claims).values() {
        match there.remove(&claim.id) {
            None => {
                insert(conn, (publication, version), claim, None)?;
                changes.added += 1;
            }
            Some((None, _)) => {}
            Some((Some(origin), confidence)) => {
                if (&origin, confidence) != (&claim.origin, claim.confidence) {
                    set_finder(conn, claim, None)?;
                    changes.changed += 1;
                }
            }
        }
    }
    for (id, (origin, _)) in there {
        if origin.is_some() {
            conn.prepare_cached("DELETE FROM claim WHERE id = ?1")?.execute([id.as_bytes()])?;
            changes.retired += 1;
        }
    }
    Ok(changes)
}

/// Two rules may assert the same: the surer one stands for both, whatever their order.
fn distinct(claims: &[Claim]) -> BTreeMap<ClaimId, &Claim> {
    let mut distinct: BTreeMap<ClaimId, &Claim> = BTreeMap::new();
    let rank = |claim: &Claim| (std::cmp::Reverse(claim.confidence), claim.origin.clone());
    for claim in claims {
        let kept = distinct.entry(claim.id).or_insert(claim);
        if rank(claim) < rank(kept) {
            *kept = claim;
        }
    }
    distinct
}

/// Who found each claim that is there and how surely; no origin where a person wrote it.
type Finders = HashMap<ClaimId, (Option<Origin>, u8)>;

fn finders(conn: &Connection, publication: PublicationId, version: u32) -> Result<Finders, Fault> {
    let mut statement = conn.prepare_cached(
        "SELECT id, rule, pack, confidence FROM claim WHERE publication = ?1 AND version = ?2",
    )?;
    let rows = statement.query_map((publication.as_bytes(), version), |row| {
        let (rule, pack): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
        let origin = rule.zip(pack).map(|(rule, pack)| Origin::Rule { rule, pack });
        Ok((ClaimId::from_bytes(row.get(0)?), (origin, row.get(3)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The columns `rule`, `pack` and `person`.
fn finder(origin: &Origin) -> (Option<&str>, Option<&str>, Option<&str>) {
    match origin {
        Origin::Rule { rule, pack } => (Some(rule), Some(pack), None),
        Origin::Person { name } => (None, None, Some(name)),
    }
}

fn insert(
    conn: &Connection,
    (publication, version): (PublicationId, u32),
    claim: &Claim,
    at: Option<&str>,
) -> Result<(), Fault> {
    let Claim { id, kind, slots, refs, evidence, attribution, origin, confidence } = claim;
    let (slots, refs) = (rows::slots_to_json(slots)?, rows::refs_to_json(refs)?);
    let (rule, pack, person) = finder(origin);
    let number: i64 = conn
        .prepare_cached(
            "INSERT INTO claim (id, publication, version, kind, slots, refs, attribution, rule, pack, person, filed_at, confidence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING number",
        )?
        .query_row(
            params![
                id.as_bytes(), publication.as_bytes(), version, kind, slots, refs, attribution, rule, pack, person,
                at, confidence
            ],
            |row| row.get(0),
        )?;
    let mut statement = conn.prepare_cached(
        "INSERT INTO evidence (claim, place, publication, version, span_start, span_end, quote)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (place, Evidence { publication, version, span, quote }) in evidence.iter().enumerate() {
        // Spans were found to lie within a text, and no text in memory is longer than the greatest i64.
        let (start, end) = (span.start as i64, span.end as i64);
        statement.execute((number, place as i64, publication.as_bytes(), version, start, end, quote))?;
    }
    Ok(())
}

/// The same assertion by another finder.
fn set_finder(conn: &Connection, claim: &Claim, at: Option<&str>) -> Result<(), Fault> {
    let (rule, pack, person) = finder(&claim.origin);
    conn.prepare_cached(
        "UPDATE claim SET rule = ?2, pack = ?3, person = ?4, filed_at = ?5, confidence = ?6 WHERE id = ?1",
    )?
    .execute((claim.id.as_bytes(), rule, pack, person, at, claim.confidence))?;
    Ok(())
}

/// A person's evidence is checked against the stored texts that it cites.
pub fn file_by_person(conn: &Connection, claim: &Claim, at: &str) -> Result<bool, Fault> {
    check::instant(at)?;
    if !matches!(claim.origin, Origin::Person { .. }) {
        return Err(Refusal::NotAPersons { claim: claim.id }.into());
    }
    let mut cited = None;
    for evidence in &claim.evidence {
        let Evidence { publication, version, .. } = *evidence;
        let unknown = || Refusal::UnknownPublication { claim: claim.id, publication, version };
        let of = publications::one(conn, publication, Some(version))?.ok_or_else(unknown)?;
        let text = publications::text(conn, publication, version)?.ok_or_else(unknown)?;
        check::quote(claim, evidence, &of.doc, &text)?;
        cited.get_or_insert((of.id, of.version, of.doc));
    }
    let Some((publication, version, doc)) = cited else {
        return Err(Refusal::NoEvidence { claim: claim.id, doc: "no publication".to_owned() }.into());
    };
    check::assertion(claim, &doc)?;
    let by: Option<Option<String>> = conn
        .prepare_cached("SELECT person FROM claim WHERE id = ?1")?
        .query_row([claim.id.as_bytes()], |row| row.get(0))
        .optional()?;
    match by {
        None => insert(conn, (publication, version), claim, Some(at))?,
        Some(None) => set_finder(conn, claim, Some(at))?,
        Some(Some(_)) => return Ok(false),
    }
    growth::note(conn, "publication", publication.as_bytes())?;
    Ok(true)
}

/// `CROSS JOIN` keeps SQLite from turning the two tables around: claims in the order of their index, and
/// of each its evidence by key, so that nothing is sorted however much there is. Each reader appends its
/// conditions.
const SELECT: &str = "
    SELECT c.id, c.kind, c.slots, c.refs, c.attribution, c.rule, c.pack, c.person, c.confidence,
           e.publication, e.version, e.span_start, e.span_end, e.quote
    FROM claim c CROSS JOIN evidence e WHERE e.claim = c.number";
const ORDER: &str = "ORDER BY c.publication, c.version, c.id, e.place";

pub fn one(conn: &Connection, id: ClaimId) -> Result<Option<Claim>, Fault> {
    let mut found = None;
    let sql = format!("{SELECT} AND c.id = ?1 {ORDER}");
    walk(conn, &sql, [id.as_bytes()], &mut |claim| {
        found = Some(claim);
        Ok(())
    })?;
    Ok(found)
}

pub fn each(conn: &Connection, filter: &ClaimFilter, visit: Visit<'_, Claim>) -> Result<(), Fault> {
    let (sql, values) = select(filter);
    walk(conn, &sql, params_from_iter(values), visit)
}

fn select(filter: &ClaimFilter) -> (String, Vec<Value>) {
    let ClaimFilter { kind, publication, entry, versions } = filter;
    let mut conditions = vec![SELECT];
    let mut values: Vec<Value> = Vec::new();
    if let Some(kind) = kind {
        conditions.push("c.kind = ?");
        values.push(kind.clone().into());
    }
    if let Some(publication) = publication {
        conditions.push("c.publication = ?");
        values.push(publication.as_bytes().to_vec().into());
    }
    if let Some(entry) = entry {
        conditions.push("c.id IN (SELECT claim FROM entry_claim WHERE entry = ?)");
        values.push(entry.as_bytes().to_vec().into());
    }
    match versions {
        Versions::All => {}
        Versions::Current => conditions.push(
            "(c.person IS NOT NULL OR EXISTS (SELECT 1 FROM publication p
              WHERE p.id = c.publication AND p.version = c.version AND p.is_current = 1))",
        ),
        Versions::Only(version) => {
            conditions.push("c.version = ?");
            values.push(i64::from(*version).into());
        }
    }
    (format!("{} {ORDER}", conditions.join(" AND ")), values)
}

/// Gathers the rows of each claim, one a passage, before it is visited.
fn walk(conn: &Connection, sql: &str, values: impl Params, visit: Visit<'_, Claim>) -> Result<(), Fault> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut gathered: Option<Claim> = None;
    while let Some(row) = rows.next()? {
        let id = ClaimId::from_bytes(row.get(0)?);
        match &mut gathered {
            Some(claim) if claim.id == id => claim.evidence.push(evidence(row)?),
            _ => {
                if let Some(whole) = gathered.replace(claim(row, id)?) {
                    visit(whole)?;
                }
            }
        }
    }
    match gathered {
        Some(whole) => Ok(visit(whole)?),
        None => Ok(()),
    }
}

fn claim(row: &Row<'_>, id: ClaimId) -> Result<Claim, Fault> {
    let (rule, pack, person): (Option<String>, Option<String>, Option<String>) =
        (row.get(5)?, row.get(6)?, row.get(7)?);
    let origin = match (rule, pack, person) {
        (Some(rule), Some(pack), None) => Origin::Rule { rule, pack },
        (None, None, Some(name)) => Origin::Person { name },
        _ => return Err(Fault::Damaged(format!("claim {id} has no finder"))),
    };
    Ok(Claim {
        id,
        kind: row.get(1)?,
        slots: rows::slots_from_json(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?,
        refs: rows::refs_from_json(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?,
        evidence: vec![evidence(row)?],
        attribution: row.get(4)?,
        origin,
        confidence: row.get(8)?,
    })
}

fn evidence(row: &Row<'_>) -> Result<Evidence, Fault> {
    let place = |column: usize| -> Result<usize, Fault> {
        let bytes: i64 = row.get(column)?;
        usize::try_from(bytes).map_err(|_| Fault::Damaged(format!("a span has the offset {bytes}")))
    };
    Ok(Evidence {
        publication: PublicationId::from_bytes(row.get(9)?),
        version: row.get(10)?,
        // Not `Span::new`, whose order of start and end a damaged row may not keep.
        span: Span { start: place(11)?, end: place(12)? },
        quote: row.get(13)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SqliteStore;

    #[test]
    fn claims_are_walked_without_sorting() {
        let store = SqliteStore::open_in_memory().unwrap();
        let publication = PublicationId::of([b"x".as_slice()]);
        let filters = [
            ClaimFilter::default(),
            ClaimFilter { versions: Versions::All, ..ClaimFilter::default() },
            ClaimFilter { publication: Some(publication), ..ClaimFilter::default() },
        ];
        for filter in filters {
            let (sql, values) = select(&filter);
            let mut statement = store.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: Vec<String> = statement
                .query_map(params_from_iter(values), |row| row.get(3))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{filter:?}: {plan:#?}");
        }
    }
}
