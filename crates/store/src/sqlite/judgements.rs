//! Judgements: those of persons are only added to and withdrawn, those of the merge replaced run by run.

use std::collections::BTreeMap;

use record::{Author, ClaimId, EntryId, Judgement, Verdict};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::Fault;
use crate::{FiledJudgement, JudgementId, Refusal, Withdrawal, check, rows};

pub fn file(conn: &Connection, judgement: &Judgement, at: &str) -> Result<JudgementId, Fault> {
    let Judgement { left, right, verdict, score, reasons, author } = judgement;
    let Author::Person(person) = author else {
        return Err(Refusal::JudgedByMachine { left: *left, right: *right }.into());
    };
    check::instant(at)?;
    check::score(judgement)?;
    for claim in [left, right] {
        if !conn.prepare_cached("SELECT 1 FROM claim WHERE id = ?1")?.exists([claim.as_bytes()])? {
            return Err(Refusal::UnknownClaim { claim: *claim }.into());
        }
    }
    let number: i64 = conn
        .prepare_cached(
            "INSERT INTO judgement (left_claim, right_claim, verdict, score, reasons, person, judged_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING number",
        )?
        .query_row(
            params![
                left.as_bytes(),
                right.as_bytes(),
                verdict.as_str(),
                score,
                rows::reasons_to_json(reasons)?,
                person,
                at
            ],
            |row| row.get(0),
        )?;
    Ok(JudgementId(number.max(0) as u64))
}

pub fn withdraw(conn: &Connection, id: JudgementId, by: &str, at: &str) -> Result<(), Fault> {
    check::instant(at)?;
    let unknown = Refusal::UnknownJudgement { judgement: id };
    let Ok(number) = i64::try_from(id.0) else { return Err(unknown.into()) };
    let before: Option<(Option<String>, Option<String>)> = conn
        .prepare_cached("SELECT withdrawn_by, withdrawn_at FROM judgement WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match before {
        None => Err(unknown.into()),
        Some((Some(by), Some(at))) => Err(Refusal::AlreadyWithdrawn { judgement: id, by, at }.into()),
        Some(_) => {
            conn.prepare_cached(
                "UPDATE judgement SET withdrawn_by = ?2, withdrawn_at = ?3 WHERE number = ?1",
            )?
            .execute((number, by, at))?;
            Ok(())
        }
    }
}

const BY_PERSONS: &str = "
    SELECT left_claim, right_claim, verdict, score, reasons, NULL, person, number, judged_at, withdrawn_by, withdrawn_at
    FROM judgement ORDER BY number";

const BY_MERGE: &str = "
    SELECT left_claim, right_claim, verdict, score, reasons, rule, NULL
    FROM machine_judgement ORDER BY left_claim, right_claim, rule";

pub fn history(conn: &Connection) -> Result<Vec<FiledJudgement>, Fault> {
    let mut statement = conn.prepare_cached(BY_PERSONS)?;
    let mut rows = statement.query([])?;
    let mut filed = Vec::new();
    while let Some(row) = rows.next()? {
        let (by, at): (Option<String>, Option<String>) = (row.get(9)?, row.get(10)?);
        filed.push(FiledJudgement {
            id: JudgementId(row.get::<_, i64>(7)?.max(0) as u64),
            judgement: judgement(row)?,
            at: row.get(8)?,
            withdrawn: by.zip(at).map(|(by, at)| Withdrawal { by, at }),
        });
    }
    Ok(filed)
}

pub fn current(conn: &Connection) -> Result<Vec<Judgement>, Fault> {
    let standing = history(conn)?.into_iter().filter(|filed| filed.withdrawn.is_none());
    let mut all: Vec<Judgement> = standing.map(|filed| filed.judgement).collect();
    all.extend(by_merge(conn)?);
    Ok(all)
}

/// Those of persons that stand, and those of the merge that are unsure.
pub fn unsure(conn: &Connection) -> Result<Vec<Judgement>, Fault> {
    let standing = history(conn)?.into_iter().filter(|filed| filed.withdrawn.is_none());
    let mut all: Vec<Judgement> = standing.map(|filed| filed.judgement).collect();
    let mut statement = conn.prepare_cached(
        "SELECT left_claim, right_claim, verdict, score, reasons, rule, NULL FROM machine_judgement
         WHERE verdict = 'unsure' ORDER BY left_claim, right_claim, rule",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        all.push(judgement(row)?);
    }
    Ok(all)
}

fn by_merge(conn: &Connection) -> Result<Vec<Judgement>, Fault> {
    let mut statement = conn.prepare_cached(BY_MERGE)?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(judgement(row)?);
    }
    Ok(all)
}

/// Those that concern a claim of an entry; of persons only what was not withdrawn.
pub fn on(conn: &Connection, entry: EntryId) -> Result<Vec<(Option<JudgementId>, Judgement)>, Fault> {
    let behind = "(SELECT claim FROM entry_claim WHERE entry = ?1)";
    let sql = format!(
        "SELECT left_claim, right_claim, verdict, score, reasons, NULL, person, number FROM judgement
         WHERE withdrawn_at IS NULL AND (left_claim IN {behind} OR right_claim IN {behind})
         UNION ALL
         SELECT left_claim, right_claim, verdict, score, reasons, rule, NULL, NULL FROM machine_judgement
         WHERE left_claim IN {behind}
         UNION ALL
         SELECT left_claim, right_claim, verdict, score, reasons, rule, NULL, NULL FROM machine_judgement
         WHERE right_claim IN {behind} AND NOT left_claim IN {behind}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([entry.as_bytes()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let number: Option<i64> = row.get(7)?;
        found.push((number.map(|number| JudgementId(number.max(0) as u64)), judgement(row)?));
    }
    Ok(found)
}

fn judgement(row: &Row<'_>) -> Result<Judgement, Fault> {
    let (verdict, rule, person): (String, Option<String>, Option<String>) =
        (row.get(2)?, row.get(5)?, row.get(6)?);
    let damaged = || Fault::Damaged(format!("a judgement has the verdict {verdict:?}"));
    Ok(Judgement {
        left: ClaimId::from_bytes(row.get(0)?),
        right: ClaimId::from_bytes(row.get(1)?),
        verdict: Verdict::parse(&verdict).ok_or_else(damaged)?,
        score: row.get(3)?,
        reasons: rows::reasons_from_json(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?)?,
        author: match (rule, person) {
            (Some(rule), _) => Author::Rule(rule),
            (None, person) => Author::Person(person.unwrap_or_default()),
        },
    })
}

/// Two claims, and by what rule they were judged.
pub type Key = (ClaimId, ClaimId, String);

pub fn key(judgement: &Judgement) -> Result<Key, Fault> {
    let Judgement { left, right, author, .. } = judgement;
    match author {
        Author::Rule(rule) => Ok((*left, *right, rule.clone())),
        Author::Person(_) => Err(Refusal::JudgedByPerson { left: *left, right: *right }.into()),
    }
}

/// Of two judgements of one rule on one pair the surer one stands.
pub fn surest(judgements: &[Judgement]) -> Result<BTreeMap<Key, &Judgement>, Fault> {
    let mut new: BTreeMap<Key, &Judgement> = BTreeMap::new();
    for judgement in judgements {
        let key = key(judgement)?;
        check::score(judgement)?;
        let kept = new.entry(key).or_insert(judgement);
        if surer(judgement, kept) {
            *kept = judgement;
        }
    }
    Ok(new)
}

/// Writes nothing where the run before judged the same.
pub fn replace(conn: &Connection, judgements: &[Judgement]) -> Result<bool, Fault> {
    let new = surest(judgements)?;
    if by_merge(conn)?.iter().eq(new.values().copied()) {
        return Ok(false);
    }
    conn.execute("DELETE FROM machine_judgement", [])?;
    for (key, judgement) in &new {
        insert(conn, key, judgement)?;
    }
    Ok(true)
}

/// What the merge judged of this claim and any other.
pub fn by_merge_on(conn: &Connection, claim: ClaimId) -> Result<Vec<Judgement>, Fault> {
    let mut statement = conn.prepare_cached(
        "SELECT left_claim, right_claim, verdict, score, reasons, rule, NULL FROM machine_judgement
         WHERE left_claim = ?1
         UNION ALL
         SELECT left_claim, right_claim, verdict, score, reasons, rule, NULL FROM machine_judgement
         WHERE right_claim = ?1",
    )?;
    let mut rows = statement.query([claim.as_bytes()])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(judgement(row)?);
    }
    Ok(all)
}

pub fn remove(conn: &Connection, (left, right, rule): &Key) -> Result<(), Fault> {
    conn.prepare_cached(
        "DELETE FROM machine_judgement WHERE left_claim = ?1 AND right_claim = ?2 AND rule = ?3",
    )?
    .execute((left.as_bytes(), right.as_bytes(), rule))?;
    Ok(())
}

pub fn insert(
    conn: &Connection,
    (left, right, rule): &Key,
    Judgement { verdict, score, reasons, .. }: &Judgement,
) -> Result<(), Fault> {
    conn.prepare_cached(
        "INSERT INTO machine_judgement (left_claim, right_claim, rule, verdict, score, reasons)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (left_claim, right_claim, rule) DO NOTHING",
    )?
    .execute((
        left.as_bytes(),
        right.as_bytes(),
        rule,
        verdict.as_str(),
        score,
        rows::reasons_to_json(reasons)?,
    ))?;
    Ok(())
}

/// A total order, so that the choice does not hang on the order in which judgements come.
fn surer(one: &Judgement, other: &Judgement) -> bool {
    let by_score = one.score.total_cmp(&other.score);
    by_score.then_with(|| (other.verdict, &other.reasons).cmp(&(one.verdict, &one.reasons))).is_gt()
}
