//! Groups, and identities that others vouch for.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use super::SqliteStore;
use super::fault::Fault;
use super::rows::{all, instant};
use super::staff::{ACCOUNT, account, first};
use crate::Error;
use crate::groups::{Group, Groups, Identity};
use crate::staff::Account;

fn names(conn: &Connection, sql: &str, of: &str) -> Result<BTreeSet<String>, Fault> {
    Ok(all(conn, sql, [of], |row| Ok(row.get(0)?))?.into_iter().collect())
}

fn groups(conn: &Connection) -> Result<Vec<Group>, Fault> {
    let sql = "SELECT name, created_at FROM source_group ORDER BY name";
    let found =
        all(conn, sql, [], |row| Ok((row.get::<_, String>(0)?, instant(&row.get::<_, String>(1)?)?)))?;
    let members = "SELECT account FROM source_group_member WHERE source_group = ?1";
    let sources = "SELECT source FROM source_group_source WHERE source_group = ?1";
    let group = |(name, created_at): (String, Timestamp)| {
        let (members, sources) = (names(conn, members, &name)?, names(conn, sources, &name)?);
        Ok(Group { name, members, sources, created_at })
    };
    found.into_iter().map(group).collect()
}

/// Takes away who and what stands in a group.
fn empty(conn: &Connection, name: &str) -> Result<(), Fault> {
    conn.prepare_cached("DELETE FROM source_group_member WHERE source_group = ?1")?.execute([name])?;
    conn.prepare_cached("DELETE FROM source_group_source WHERE source_group = ?1")?.execute([name])?;
    Ok(())
}

impl Groups for SqliteStore {
    fn groups(&self) -> Result<Vec<Group>, Error> {
        self.told("reading the groups", groups(&self.conn))
    }

    fn save_group(&mut self, group: &Group) -> Result<(), Error> {
        self.unit("filing a group", |conn| {
            conn.prepare_cached(
                "INSERT INTO source_group (name, created_at) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
            )?
            .execute(params![group.name, group.created_at.to_string()])?;
            empty(conn, &group.name)?;
            let sql = "INSERT INTO source_group_member (source_group, account) VALUES (?1, ?2)";
            for member in &group.members {
                conn.prepare_cached(sql)?.execute(params![group.name, member])?;
            }
            let sql = "INSERT INTO source_group_source (source_group, source) VALUES (?1, ?2)";
            for source in &group.sources {
                conn.prepare_cached(sql)?.execute(params![group.name, source])?;
            }
            Ok(())
        })
    }

    fn remove_group(&mut self, name: &str) -> Result<bool, Error> {
        self.unit("dissolving a group", |conn| {
            empty(conn, name)?;
            Ok(conn.prepare_cached("DELETE FROM source_group WHERE name = ?1")?.execute([name])? > 0)
        })
    }

    fn hidden_from(&self, account: Option<&str>) -> Result<BTreeSet<String>, Error> {
        let sql = "SELECT DISTINCT s.source FROM source_group_source s WHERE NOT EXISTS (
                       SELECT 1 FROM source_group_source o
                       JOIN source_group_member m ON m.source_group = o.source_group
                       WHERE o.source = s.source AND m.account = ?1)";
        let found = all(&self.conn, sql, [account], |row| Ok(row.get::<_, String>(0)?));
        self.told("reading what is hidden", found.map(|found| found.into_iter().collect()))
    }

    fn identified(&self, identity: &Identity) -> Result<Option<Account>, Error> {
        let sql = format!(
            "SELECT {ACCOUNT} FROM login_identity i JOIN login_account a ON a.name = i.account
             WHERE i.issuer = ?1 AND i.subject = ?2"
        );
        let found = first(&self.conn, &sql, params![identity.issuer, identity.subject], account);
        self.told("reading an identity", found)
    }

    fn identify(&mut self, identity: &Identity, account: &str, at: Timestamp) -> Result<(), Error> {
        self.unit("filing an identity", |conn| {
            conn.prepare_cached(
                "INSERT INTO login_identity (issuer, subject, account, created_at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![identity.issuer, identity.subject, account, at.to_string()])?;
            Ok(())
        })
    }
}
