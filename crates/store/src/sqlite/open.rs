//! Opening: the directory and its lock, the settings that make a commit last, the schema.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::fault::Fault;
use super::{DATABASE, LOCK, SqliteStore};
use crate::Error;
use crate::migrations::{MIGRATIONS, latest};

/// `RPTR` in the header of the file, so that a record is told from any other database.
const APPLICATION_ID: i32 = 0x5250_5452;

/// How long to wait for a program that holds the file for a moment, such as a backup.
const PATIENCE: Duration = Duration::from_secs(5);

const OPENING: &str = "opening the record";

impl SqliteStore {
    /// Opens the record in a directory for reading and writing; makes the directory and the record where
    /// they are not there, and brings an older schema up to date. One process at a time may write.
    pub fn open(dir: impl AsRef<Path>) -> Result<SqliteStore, Error> {
        let dir = dir.as_ref();
        let cannot = |source: io::Error| cannot_open(dir, source);
        fs::create_dir_all(dir).map_err(cannot)?;
        let lock = lock(dir)?;
        let path = dir.join(DATABASE);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let told = |fault: Fault| fault.told(&path, OPENING);
        let mut conn = Connection::open_with_flags(&path, flags).map_err(|error| told(error.into()))?;
        prepare(&mut conn, &path).map_err(told)?;
        Ok(SqliteStore { conn, path, depth: 0, _lock: Some(lock) })
    }

    /// Opens the record in a directory for reading alone, also while another process writes to it.
    pub fn open_to_read(dir: impl AsRef<Path>) -> Result<SqliteStore, Error> {
        let dir = dir.as_ref();
        let path = dir.join(DATABASE);
        let there = path.try_exists().map_err(|source| cannot_open(dir, source))?;
        if !there {
            return Err(Error::NoRecord { dir: dir.to_owned() });
        }
        let told = |fault: Fault| fault.told(&path, OPENING);
        let conn = open_read_only(&path).map_err(told)?;
        settings_for_reading(&conn).map_err(told)?;
        let found = schema_of(&conn, &path).map_err(told)?;
        if found < latest() {
            return Err(Error::OlderSchema { path, found, known: latest() });
        }
        Ok(SqliteStore { conn, path, depth: 0, _lock: None })
    }

    /// Opens the record to write a little beside whoever holds it: a person's decisions, a login. Each change waits
    /// until it is its turn and is then made whole; where that takes too long it is [`Error::Busy`]. Whoever files
    /// captures or entries holds the record instead, by [`SqliteStore::open`].
    pub fn open_beside(dir: impl AsRef<Path>) -> Result<SqliteStore, Error> {
        let dir = dir.as_ref();
        let path = dir.join(DATABASE);
        if !path.try_exists().map_err(|source| cannot_open(dir, source))? {
            return Err(Error::NoRecord { dir: dir.to_owned() });
        }
        let told = |fault: Fault| fault.told(&path, OPENING);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&path, flags).map_err(|error| told(error.into()))?;
        settings_for_reading(&conn).map_err(told)?;
        let found = schema_of(&conn, &path).map_err(told)?;
        if found < latest() {
            return Err(Error::OlderSchema { path, found, known: latest() });
        }
        settings_for_writing(&conn).map_err(told)?;
        Ok(SqliteStore { conn, path, depth: 0, _lock: None })
    }

    /// How much of the file is kept in memory, for who reads much of it at once; 16 MB where nothing is said.
    pub fn keep_pages(&self, megabytes: u32) -> Result<(), Error> {
        let kept = self.conn.pragma_update(None, "cache_size", -i64::from(megabytes) * 1000);
        self.told(OPENING, kept.map_err(Fault::from))
    }

    /// A record that ends with its value.
    pub fn open_in_memory() -> Result<SqliteStore, Error> {
        let path = PathBuf::from(":memory:");
        let told = |fault: Fault| fault.told(&path, OPENING);
        let mut conn = Connection::open_in_memory().map_err(|error| told(error.into()))?;
        prepare(&mut conn, &path).map_err(told)?;
        Ok(SqliteStore { conn, path, depth: 0, _lock: None })
    }
}

fn cannot_open(dir: &Path, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Error::ReadOnly { path: dir.to_owned(), doing: OPENING }
        }
        io::ErrorKind::StorageFull => Error::Full { path: dir.to_owned(), doing: OPENING },
        _ => Error::Open { dir: dir.to_owned(), source },
    }
}

/// The system gives the lock back when the process ends, however it ends; the file stays.
fn lock(dir: &Path) -> Result<File, Error> {
    let cannot = |source: io::Error| cannot_open(dir, source);
    let path = dir.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(source)) => Err(cannot(source)),
    }
}

/// A record on a medium that cannot be written has no room for the files that readers share; where
/// nobody can have left a log behind either, the file by itself is the whole record.
fn open_read_only(path: &Path) -> Result<Connection, Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    let probe = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    let Err(error) = probe else { return Ok(conn) };
    let nowhere = matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly));
    let log = path.with_file_name(format!("{DATABASE}-wal"));
    match immutable_uri(path) {
        Some(uri) if nowhere && !log.exists() => {
            Ok(Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?)
        }
        _ => Err(error.into()),
    }
}

fn immutable_uri(path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_');
    let mut uri = String::from("file://");
    for byte in path.to_str()?.bytes() {
        if plain(&byte) { uri.push(byte.into()) } else { uri.push_str(&format!("%{byte:02x}")) }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}

fn settings_for_reading(conn: &Connection) -> Result<(), Fault> {
    conn.busy_timeout(PATIENCE)?;
    conn.set_prepared_statement_cache_capacity(64);
    // a plan does not depend on the values that are bound; otherwise a statement that an index of a part of a table
    // could serve is prepared anew for every value
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // 16 MB of pages at most, however large the record.
    conn.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16000;")?;
    Ok(())
}

fn prepare(conn: &mut Connection, path: &Path) -> Result<(), Fault> {
    settings_for_reading(conn)?;
    // Before any setting that writes: a file that is not ours is left as it is.
    schema_of(conn, path)?;
    settings_for_writing(conn)?;
    migrate(conn, path)?;
    conn.execute_batch(include_str!("guards.sql"))?;
    Ok(())
}

fn settings_for_writing(conn: &Connection) -> Result<(), Fault> {
    // FULL syncs the log at every commit, so that a commit outlives a loss of power; the two fullfsync
    // do the same where fsync alone does not reach the platter. A page that many commits change is
    // copied back from the log once in 16 MB. After a rebuild the log shrinks to 64 MB.
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(())
}

/// The number of the last migration that was applied; 0 for a file that is still empty.
fn schema_of(conn: &Connection, path: &Path) -> Result<u32, Fault> {
    let not_ours = || Fault::Told(Error::NotARecord { path: path.to_owned() });
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        return Ok(0);
    }
    let application: i32 = conn.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if application != APPLICATION_ID {
        return Err(not_ours());
    }
    let found: u32 =
        conn.query_row("SELECT coalesce(max(number), 0) FROM migration", [], |row| row.get(0))?;
    if found > latest() {
        return Err(Fault::Told(Error::NewerSchema { path: path.to_owned(), found, known: latest() }));
    }
    Ok(found)
}

/// Applies what is missing, each step in a transaction that also notes it.
fn migrate(conn: &mut Connection, path: &Path) -> Result<(), Fault> {
    let found = schema_of(conn, path)?;
    for step in MIGRATIONS.iter().filter(|step| step.number > found) {
        let transaction = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        if step.number == 1 {
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.execute_batch(
                "CREATE TABLE migration (number INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL) STRICT",
            )?;
        }
        transaction.execute_batch(step.sql)?;
        transaction
            .execute("INSERT INTO migration (number, title) VALUES (?1, ?2)", (step.number, step.title))?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_file_keeps_odd_names_apart_from_its_options() {
        let uri = immutable_uri(Path::new("/a b/100%?x#y/record.db"));
        assert_eq!(uri.as_deref(), Some("file:///a%20b/100%25%3fx%23y/record.db?immutable=1"));
    }

    #[test]
    fn what_is_not_a_record_is_named_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(DATABASE);
        let other = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            let error = SqliteStore::open(dir.path()).err().expect("refused");
            assert!(matches!(error, Error::NotARecord { .. }), "{error:?}");
            let error = SqliteStore::open_to_read(dir.path()).err().expect("refused");
            assert!(matches!(error, Error::NotARecord { .. }), "{error:?}");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        };
        other(b"once upon a time there was a file that was no database, and it was long enough to be one");
        let theirs = dir.path().join("theirs.db");
        let conn = Connection::open(&theirs).unwrap();
        conn.execute_batch("CREATE TABLE migration (number INTEGER)").unwrap();
        drop(conn);
        other(&fs::read(&theirs).unwrap());
    }

    #[test]
    fn a_newer_schema_is_named_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path()).unwrap();
        store.conn.execute("INSERT INTO migration VALUES (9999, 'from the future')", []).unwrap();
        drop(store);
        for opened in [SqliteStore::open(dir.path()), SqliteStore::open_to_read(dir.path())] {
            let error = opened.err().expect("refused");
            assert!(matches!(error, Error::NewerSchema { found: 9999, .. }), "{error:?}");
            assert!(error.to_string().contains("update the program"), "{error}");
        }
    }

    #[test]
    fn an_older_schema_is_brought_up_to_date_by_a_writer_only() {
        let dir = tempfile::tempdir().unwrap();
        let conn = Connection::open(dir.path().join(DATABASE)).unwrap();
        conn.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID};
             CREATE TABLE migration (number INTEGER PRIMARY KEY NOT NULL, title TEXT NOT NULL) STRICT"
        ))
        .unwrap();
        let error = SqliteStore::open_to_read(dir.path()).err().expect("refused");
        assert!(matches!(error, Error::OlderSchema { found: 0, .. }), "{error:?}");
    }

    #[test]
    fn commits_are_synced_and_the_log_is_written_ahead() {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path()).unwrap();
        let pragma = |name: &str| -> String {
            let value = store.conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
            match value.unwrap() {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => number.to_string(),
                other => panic!("{name}: {other:?}"),
            }
        };
        let settings = ["journal_mode", "synchronous", "fullfsync", "foreign_keys"].map(pragma);
        assert_eq!(settings, ["wal", "2", "1", "1"]);
    }
}
