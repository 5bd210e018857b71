//! Reviews: what persons decided at the desk; only added to and withdrawn.

use jiff::Timestamp;
use record::{ClaimId, EntryId, Judgement};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::fault::Fault;
use super::rows::{all, instant};
use super::{SqliteStore, claims, judgements};

use crate::reviews::{
    Action, FiledReview, PAUSE_MS, Proposed, ProposedId, Review, ReviewId, ReviewPace, Reviews, Settled,
    likeness,
};
use crate::{Error, JudgementId, Refusal, Withdrawal, check};

fn file(conn: &Connection, review: &Review) -> Result<ReviewId, Fault> {
    let Review { item, action, claim, replacement, judgement, entry, person, at, took_ms, batch } = review;
    check::instant(at)?;
    let of = match claim {
        Some(id) => Some(claims::one(conn, *id)?.ok_or(Refusal::UnknownClaim { claim: *id })?),
        None => None,
    };
    if let Some(id) = replacement {
        let known = conn
            .prepare_cached("SELECT 1 FROM claim WHERE id = ?1 AND person IS NOT NULL")?
            .exists([id.as_bytes()])?;
        if !known {
            return Err(Refusal::UnknownClaim { claim: *id }.into());
        }
    }
    let turned_down = matches!(action, Action::Reject | Action::Replace);
    let like = of.filter(|_| turned_down).map(|claim| likeness(&claim));
    let number: i64 = conn
        .prepare_cached(
            "INSERT INTO review (batch, item, action, claim, likeness, replacement, judgement, entry, person,
                                 reviewed_at, took_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING number",
        )?
        .query_row(
            params![
                batch.map_or(0, |batch| batch.0 as i64),
                item,
                action.as_str(),
                claim.as_ref().map(|id| id.as_bytes()),
                like,
                replacement.as_ref().map(|id| id.as_bytes()),
                judgement.map(|id| id.0 as i64),
                entry.as_ref().map(|id| id.as_bytes()),
                person,
                at,
                took_ms.map(|took| i64::try_from(took).unwrap_or(i64::MAX)),
            ],
            |row| row.get(0),
        )?;
    if batch.is_none() {
        conn.prepare_cached("UPDATE review SET batch = ?1 WHERE number = ?1")?.execute([number])?;
    }
    Ok(ReviewId(number.max(0) as u64))
}

const SELECT: &str = "
    SELECT number, batch, item, action, claim, likeness, replacement, judgement, entry, person, reviewed_at, took_ms,
           withdrawn_by, withdrawn_at
    FROM review";

fn some(conn: &Connection, rest: &str, values: &[Value]) -> Result<Vec<FiledReview>, Fault> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} {rest}"))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(filed(row)?);
    }
    Ok(found)
}

fn filed(row: &Row<'_>) -> Result<FiledReview, Fault> {
    let action: String = row.get(3)?;
    let unknown = || Fault::Damaged(format!("a review has the action {action:?}"));
    let positive = |number: i64| number.max(0) as u64;
    let (by, at): (Option<String>, Option<String>) = (row.get(12)?, row.get(13)?);
    let batch = ReviewId(positive(row.get(1)?));
    Ok(FiledReview {
        id: ReviewId(positive(row.get(0)?)),
        batch,
        likeness: row.get(5)?,
        withdrawn: by.zip(at).map(|(by, at)| Withdrawal { by, at }),
        review: Review {
            item: row.get(2)?,
            action: Action::parse(&action).ok_or_else(unknown)?,
            claim: row.get::<_, Option<[u8; 16]>>(4)?.map(ClaimId::from_bytes),
            replacement: row.get::<_, Option<[u8; 16]>>(6)?.map(ClaimId::from_bytes),
            judgement: row.get::<_, Option<i64>>(7)?.map(|number| JudgementId(positive(number))),
            entry: row.get::<_, Option<[u8; 16]>>(8)?.map(EntryId::from_bytes),
            person: row.get(9)?,
            at: row.get(10)?,
            took_ms: row.get::<_, Option<i64>>(11)?.map(positive),
            batch: Some(batch),
        },
    })
}

fn withdraw(conn: &Connection, id: ReviewId, by: &str, at: &str) -> Result<Vec<FiledReview>, Fault> {
    check::instant(at)?;
    let number = i64::try_from(id.0).unwrap_or(i64::MAX);
    let rest = "WHERE batch = (SELECT batch FROM review WHERE number = ?1) ORDER BY number";
    let act = some(conn, rest, &[number.into()])?;
    let Some(first) = act.first() else { return Err(Refusal::UnknownReview { review: id }.into()) };
    if let Some(Withdrawal { by, at }) = &first.withdrawn {
        let (by, at) = (by.clone(), at.clone());
        return Err(Refusal::ReviewWithdrawn { review: id, by, at }.into());
    }
    for filed in &act {
        conn.prepare_cached("UPDATE review SET withdrawn_by = ?2, withdrawn_at = ?3 WHERE number = ?1")?
            .execute(params![filed.id.0 as i64, by, at])?;
        if let Some(judgement) = filed.review.judgement {
            match judgements::withdraw(conn, judgement, by, at) {
                // somebody took it back before
                Err(Fault::Refused(Refusal::AlreadyWithdrawn { .. })) => {}
                other => other?,
            }
        }
    }
    Ok(act)
}

fn pace(conn: &Connection, person: Option<&str>) -> Result<ReviewPace, Fault> {
    let sql = "SELECT count(*), coalesce(sum(took), 0) FROM
               (SELECT max(took_ms) AS took FROM review
                WHERE took_ms IS NOT NULL AND took_ms <= ?1 AND (?2 IS NULL OR person = ?2) GROUP BY batch)";
    let (items, took): (i64, i64) = conn
        .prepare_cached(sql)?
        .query_row(params![PAUSE_MS as i64, person], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ReviewPace { items: items.max(0) as u64, took_ms: took.max(0) as u64 })
}

impl Reviews for SqliteStore {
    fn review(&mut self, review: &Review) -> Result<ReviewId, Error> {
        self.unit("filing a review", |conn| file(conn, review))
    }

    fn withdraw_review(&mut self, id: ReviewId, by: &str, at: &str) -> Result<Vec<FiledReview>, Error> {
        self.unit("withdrawing a review", |conn| withdraw(conn, id, by, at))
    }

    fn review_history(&self) -> Result<Vec<FiledReview>, Error> {
        self.told("reading the reviews", some(&self.conn, "ORDER BY number", &[]))
    }

    fn reviews_of(&self, entry: EntryId) -> Result<Vec<FiledReview>, Error> {
        let entry = Value::Blob(entry.as_bytes().to_vec());
        self.told("reading the reviews", some(&self.conn, "WHERE entry = ?1 ORDER BY number", &[entry]))
    }

    fn last_review(&self, person: &str) -> Result<Option<FiledReview>, Error> {
        let rest =
            "WHERE person = ?1 AND withdrawn_at IS NULL AND action <> 'skip' ORDER BY number DESC LIMIT 1";
        let found = some(&self.conn, rest, &[person.to_owned().into()]);
        self.told("reading the reviews", found.map(|found| found.into_iter().next()))
    }

    fn review_pace(&self, person: Option<&str>) -> Result<ReviewPace, Error> {
        self.told("counting the reviews", pace(&self.conn, person))
    }

    fn propose(&mut self, proposed: &Proposed) -> Result<ProposedId, Error> {
        let Proposed { act, person, at } = proposed;
        self.unit("filing a proposal", |conn| {
            let sql =
                "INSERT INTO proposed_act (act, person, proposed_at) VALUES (?1, ?2, ?3) RETURNING number";
            let values = params![act, person, at.to_string()];
            let number: i64 = conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
            Ok(ProposedId(number.max(0) as u64))
        })
    }

    fn proposed(&self) -> Result<Vec<(ProposedId, Proposed)>, Error> {
        let sql = "SELECT number, act, person, proposed_at FROM proposed_act
                   WHERE outcome IS NULL ORDER BY number";
        let found = all(&self.conn, sql, [], |row| {
            let at = instant(&row.get::<_, String>(3)?)?;
            let proposed = Proposed { act: row.get(1)?, person: row.get(2)?, at };
            Ok((ProposedId(row.get::<_, i64>(0)?.max(0) as u64), proposed))
        });
        self.told("reading what is proposed", found)
    }

    fn settle(&mut self, id: ProposedId, settled: Settled, by: &str, at: Timestamp) -> Result<bool, Error> {
        self.unit("settling a proposal", |conn| {
            let sql = "UPDATE proposed_act SET outcome = ?2, settled_by = ?3, settled_at = ?4
                       WHERE number = ?1 AND outcome IS NULL";
            let number = i64::try_from(id.0).unwrap_or(i64::MAX);
            let values = params![number, settled.as_str(), by, at.to_string()];
            Ok(conn.prepare_cached(sql)?.execute(values)? > 0)
        })
    }

    fn unsure_judgements(&self) -> Result<Vec<Judgement>, Error> {
        self.told("reading the judgements", judgements::unsure(&self.conn))
    }

    fn judgements_on(&self, entry: EntryId) -> Result<Vec<(Option<JudgementId>, Judgement)>, Error> {
        self.told("reading the judgements", judgements::on(&self.conn, entry))
    }
}
