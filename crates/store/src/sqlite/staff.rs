//! Accounts, logins, tokens, kept searches, and the log.

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use super::SqliteStore;
use super::fault::Fault;
use super::rows::{all, instant};
use crate::staff::{
    Account, AuditLine, Deed, Digest, Invitation, Login, Role, START, SavedSearch, SearchId, Staff, Token,
    TokenId,
};
use crate::{Error, Visit};

fn maybe_instant(text: Option<String>) -> Result<Option<Timestamp>, Fault> {
    text.as_deref().map(instant).transpose()
}

fn role(text: &str) -> Result<Role, Fault> {
    Role::parse(text).ok_or_else(|| Fault::Damaged(format!("{text:?} is no role")))
}

fn digest(row: &Row<'_>, column: usize) -> Result<Digest, Fault> {
    match row.get_ref(column)? {
        ValueRef::Blob(bytes) => {
            bytes.try_into().map_err(|_| Fault::Damaged("a digest has not 32 bytes".to_owned()))
        }
        _ => Err(Fault::Damaged("a digest is no bytes".to_owned())),
    }
}

pub const ACCOUNT: &str = "a.name, a.role, a.password, a.created_at, a.closed_at";

/// From the first five columns.
pub fn account(row: &Row<'_>) -> Result<Account, Fault> {
    Ok(Account {
        name: row.get(0)?,
        role: role(&row.get::<_, String>(1)?)?,
        password: row.get(2)?,
        created_at: instant(&row.get::<_, String>(3)?)?,
        closed_at: maybe_instant(row.get(4)?)?,
    })
}

/// At most one row, made into something.
pub fn first<T>(
    conn: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    make: impl Fn(&Row<'_>) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    Ok(all(conn, sql, values, make)?.into_iter().next())
}

fn accounts(conn: &Connection) -> Result<Vec<Account>, Fault> {
    all(conn, &format!("SELECT {ACCOUNT} FROM login_account a ORDER BY a.name"), [], account)
}

fn invitation(conn: &Connection, wanted: &Digest, now: Timestamp) -> Result<Option<Invitation>, Fault> {
    let sql = "SELECT digest, name, role, invited_by, created_at, expires_at FROM invitation
               WHERE digest = ?1 AND used_at IS NULL";
    let found = first(conn, sql, [wanted], |row| {
        Ok(Invitation {
            digest: digest(row, 0)?,
            name: row.get(1)?,
            role: role(&row.get::<_, String>(2)?)?,
            invited_by: row.get(3)?,
            created_at: instant(&row.get::<_, String>(4)?)?,
            expires_at: instant(&row.get::<_, String>(5)?)?,
        })
    })?;
    Ok(found.filter(|invitation| invitation.expires_at > now))
}

fn login(conn: &Connection, wanted: &Digest, now: Timestamp) -> Result<Option<Account>, Fault> {
    let sql = format!(
        "SELECT {ACCOUNT}, l.expires_at FROM login l JOIN login_account a ON a.name = l.account WHERE l.digest = ?1"
    );
    let found = first(conn, &sql, [wanted], |row| Ok((account(row)?, instant(&row.get::<_, String>(5)?)?)))?;
    Ok(found
        .filter(|(account, until)| *until > now && account.closed_at.is_none())
        .map(|(account, _)| account))
}

const TOKEN: &str = "t.number, t.account, t.title, t.scopes, t.created_at, t.expires_at, t.revoked_at";

/// From the columns after `skip`.
fn token(row: &Row<'_>, skip: usize) -> Result<Token, Fault> {
    let number: i64 = row.get(skip)?;
    let scopes: String = row.get(skip + 3)?;
    Ok(Token {
        id: TokenId(number.max(0) as u64),
        account: row.get(skip + 1)?,
        title: row.get(skip + 2)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        created_at: instant(&row.get::<_, String>(skip + 4)?)?,
        expires_at: maybe_instant(row.get(skip + 5)?)?,
        revoked_at: maybe_instant(row.get(skip + 6)?)?,
    })
}

fn line(row: &Row<'_>) -> Result<AuditLine, Fault> {
    Ok(AuditLine {
        number: row.get::<_, i64>(0)?.max(0) as u64,
        deed: Deed {
            at: instant(&row.get::<_, String>(1)?)?,
            actor: row.get(2)?,
            action: row.get(3)?,
            subject: row.get(4)?,
            detail: row.get(5)?,
        },
        previous: digest(row, 6)?,
        hash: digest(row, 7)?,
    })
}

const LINE: &str = "SELECT number, made_at, actor, action, subject, detail, previous, hash FROM audit_line";

fn note(conn: &Connection, deed: &Deed) -> Result<AuditLine, Fault> {
    let last = first(conn, &format!("{LINE} ORDER BY number DESC LIMIT 1"), [], line)?;
    let (number, hash) = last.map_or((0, START), |last| (last.number, last.hash));
    let new = AuditLine::after(number, hash, deed.clone());
    let Deed { at, actor, action, subject, detail } = deed;
    conn.prepare_cached(
        "INSERT INTO audit_line (number, made_at, actor, action, subject, detail, previous, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        new.number as i64,
        at.to_string(),
        actor,
        action,
        subject,
        detail,
        new.previous,
        new.hash
    ])?;
    Ok(new)
}

/// No row has a number past the greatest `i64`.
fn number(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

impl Staff for SqliteStore {
    fn save_account(&mut self, account: &Account) -> Result<(), Error> {
        let Account { name, role, password, created_at, closed_at } = account;
        let closed_at = closed_at.map(|at| at.to_string());
        self.unit("filing an account", |conn| {
            conn.prepare_cached(
                "INSERT INTO login_account (name, role, password, created_at, closed_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (name) DO UPDATE SET role = ?2, password = ?3, closed_at = ?5",
            )?
            .execute(params![name, role.as_str(), password, created_at.to_string(), closed_at])?;
            Ok(())
        })
    }

    fn account(&self, name: &str) -> Result<Option<Account>, Error> {
        let sql = format!("SELECT {ACCOUNT} FROM login_account a WHERE a.name = ?1");
        self.told("reading an account", first(&self.conn, &sql, [name], account))
    }

    fn accounts(&self) -> Result<Vec<Account>, Error> {
        self.told("reading the accounts", accounts(&self.conn))
    }

    fn invite(&mut self, invitation: &Invitation) -> Result<(), Error> {
        let Invitation { digest, name, role, invited_by, created_at, expires_at } = invitation;
        self.unit("filing an invitation", |conn| {
            conn.prepare_cached(
                "INSERT INTO invitation (digest, name, role, invited_by, created_at, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                digest,
                name,
                role.as_str(),
                invited_by,
                created_at.to_string(),
                expires_at.to_string()
            ])?;
            Ok(())
        })
    }

    fn invitation(&self, digest: &Digest, now: Timestamp) -> Result<Option<Invitation>, Error> {
        self.told("reading an invitation", invitation(&self.conn, digest, now))
    }

    fn use_invitation(&mut self, digest: &Digest, now: Timestamp) -> Result<bool, Error> {
        self.unit("using an invitation", |conn| {
            if invitation(conn, digest, now)?.is_none() {
                return Ok(false);
            }
            let sql = "UPDATE invitation SET used_at = ?2 WHERE digest = ?1 AND used_at IS NULL";
            Ok(conn.prepare_cached(sql)?.execute(params![digest, now.to_string()])? > 0)
        })
    }

    fn log_in(&mut self, login: &Login) -> Result<(), Error> {
        let Login { digest, account, created_at, expires_at } = login;
        self.unit("logging in", |conn| {
            conn.prepare_cached(
                "INSERT INTO login (digest, account, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                digest,
                account,
                created_at.to_string(),
                expires_at.to_string()
            ])?;
            Ok(())
        })
    }

    fn login(&self, digest: &Digest, now: Timestamp) -> Result<Option<Account>, Error> {
        self.told("reading a login", login(&self.conn, digest, now))
    }

    fn log_out(&mut self, digest: &Digest) -> Result<bool, Error> {
        self.unit("logging out", |conn| {
            Ok(conn.prepare_cached("DELETE FROM login WHERE digest = ?1")?.execute([digest])? > 0)
        })
    }

    fn log_out_everywhere(&mut self, account: &str) -> Result<u64, Error> {
        self.unit("logging out", |conn| {
            Ok(conn.prepare_cached("DELETE FROM login WHERE account = ?1")?.execute([account])? as u64)
        })
    }

    fn forget_logins(&mut self, now: Timestamp) -> Result<u64, Error> {
        self.unit("forgetting logins", |conn| {
            // instants of one writer compare as text: all are in UTC, of one precision or shorter
            let sql = "SELECT digest, expires_at FROM login";
            let old = all(conn, sql, [], |row| Ok((digest(row, 0)?, instant(&row.get::<_, String>(1)?)?)))?;
            let mut forgotten = 0;
            for (digest, _) in old.iter().filter(|(_, until)| *until <= now) {
                forgotten += conn.prepare_cached("DELETE FROM login WHERE digest = ?1")?.execute([digest])?;
            }
            Ok(forgotten as u64)
        })
    }

    fn add_token(&mut self, token: &Token, digest: &Digest) -> Result<TokenId, Error> {
        let Token { account, title, scopes, created_at, expires_at, .. } = token;
        let scopes = scopes.iter().cloned().collect::<Vec<_>>().join(" ");
        let expires_at = expires_at.map(|at| at.to_string());
        self.unit("filing a token", |conn| {
            let sql = "INSERT INTO access_token (digest, account, title, scopes, created_at, expires_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING number";
            let number: i64 = conn.prepare_cached(sql)?.query_row(
                params![digest, account, title, scopes, created_at.to_string(), expires_at],
                |row| row.get(0),
            )?;
            Ok(TokenId(number.max(0) as u64))
        })
    }

    fn tokens(&self, account: &str) -> Result<Vec<Token>, Error> {
        let sql = format!("SELECT {TOKEN} FROM access_token t WHERE t.account = ?1 ORDER BY t.number DESC");
        self.told("reading tokens", all(&self.conn, &sql, [account], |row| token(row, 0)))
    }

    fn token(&self, digest: &Digest, now: Timestamp) -> Result<Option<(Token, Account)>, Error> {
        let sql = format!(
            "SELECT {ACCOUNT}, {TOKEN} FROM access_token t JOIN login_account a ON a.name = t.account
             WHERE t.digest = ?1"
        );
        let found = first(&self.conn, &sql, [digest], |row| Ok((token(row, 5)?, account(row)?)));
        let good = |(token, account): &(Token, Account)| {
            token.revoked_at.is_none()
                && token.expires_at.is_none_or(|until| until > now)
                && account.closed_at.is_none()
        };
        self.told("reading a token", found.map(|found| found.filter(good)))
    }

    fn revoke_token(&mut self, account: &str, id: TokenId, at: Timestamp) -> Result<bool, Error> {
        self.unit("revoking a token", |conn| {
            let sql = "UPDATE access_token SET revoked_at = ?3
                       WHERE account = ?1 AND number = ?2 AND revoked_at IS NULL";
            Ok(conn.prepare_cached(sql)?.execute(params![account, number(id.0), at.to_string()])? > 0)
        })
    }

    fn save_search(
        &mut self,
        account: &str,
        title: &str,
        address: &str,
        at: Timestamp,
    ) -> Result<SearchId, Error> {
        self.unit("keeping a search", |conn| {
            let sql = "INSERT INTO saved_search (account, title, address, created_at) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT (account, address) DO UPDATE SET title = ?2 RETURNING number";
            let values = params![account, title, address, at.to_string()];
            let number: i64 = conn.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
            Ok(SearchId(number.max(0) as u64))
        })
    }

    fn saved_searches(&self, account: &str) -> Result<Vec<SavedSearch>, Error> {
        let sql = "SELECT number, title, address, created_at FROM saved_search
                   WHERE account = ?1 ORDER BY title, number";
        let found = all(&self.conn, sql, [account], |row| {
            Ok(SavedSearch {
                id: SearchId(row.get::<_, i64>(0)?.max(0) as u64),
                title: row.get(1)?,
                address: row.get(2)?,
                created_at: instant(&row.get::<_, String>(3)?)?,
            })
        });
        self.told("reading kept searches", found)
    }

    fn remove_search(&mut self, account: &str, id: SearchId) -> Result<bool, Error> {
        self.unit("removing a kept search", |conn| {
            let sql = "DELETE FROM saved_search WHERE account = ?1 AND number = ?2";
            Ok(conn.prepare_cached(sql)?.execute(params![account, number(id.0)])? > 0)
        })
    }

    fn note(&mut self, deed: &Deed) -> Result<AuditLine, Error> {
        self.unit("writing the log", |conn| note(conn, deed))
    }

    fn audit_log(&self, before: Option<u64>, limit: usize) -> Result<Vec<AuditLine>, Error> {
        let before = before.map_or(i64::MAX, number);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = format!("{LINE} WHERE number < ?1 ORDER BY number DESC LIMIT ?2");
        self.told("reading the log", all(&self.conn, &sql, params![before, limit], line))
    }

    fn each_audit_line(&self, visit: Visit<'_, AuditLine>) -> Result<(), Error> {
        let mut walk = || -> Result<(), Fault> {
            let mut statement = self.conn.prepare_cached(&format!("{LINE} ORDER BY number"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                visit(line(row)?)?;
            }
            Ok(())
        };
        self.told("reading the log", walk())
    }
}
