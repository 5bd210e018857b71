//! Rows made into values.

use jiff::Timestamp;
use rusqlite::{Connection, Row};

use super::fault::Fault;

/// Every row of a query, each made into something.
pub(super) fn all<T>(
    conn: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    make: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(make(row)?);
    }
    Ok(found)
}

pub(super) fn instant(text: &str) -> Result<Timestamp, Fault> {
    text.parse().map_err(|_| Fault::Damaged(format!("{text:?} is no instant")))
}
