//! The embedded engine: one SQLite file in a directory, one writer at a time, any number of readers.
//!
//! Each module holds the SQL of one part as functions over a connection; this one opens and closes
//! transactions around them and says, of a fault, which file it concerns and what was being attempted.

mod captures;
mod claims;
mod collection;
mod copies;
mod delivery;
mod entries;
mod fault;
mod groups;
mod growth;
mod items;
mod jobs;
mod judgements;
mod open;
mod publications;
mod reviews;
mod rows;
mod sources;
mod staff;
mod whole;

use std::fs::File;
use std::path::PathBuf;

use record::{CaptureId, Claim, ClaimId, Entry, EntryId, Judgement, Publication, PublicationId};
use rusqlite::Connection;

use self::fault::Fault;
use crate::{
    Archive, CaptureOrigin, ClaimFilter, Counts, EntryChanges, Error, FiledCapture, FiledJudgement,
    FiledReading, JudgementId, Origin, OriginId, Place, PublicationFilter, Reading, Refusal, Told, Visit,
    Work,
};

/// The file that is the record, in its directory.
pub const DATABASE: &str = "record.db";

/// The file whose lock says that somebody writes to the record.
pub const LOCK: &str = "record.lock";

/// A record in an SQLite file.
pub struct SqliteStore {
    // Closed before the lock is given back: fields drop in order.
    conn: Connection,
    path: PathBuf,
    /// How many transactions are open, one within the other.
    depth: usize,
    _lock: Option<File>,
}

/// An open transaction; undone when dropped before it is committed, also by a panic.
struct Open<'a> {
    store: &'a mut SqliteStore,
    done: bool,
}

impl Open<'_> {
    fn begin(store: &mut SqliteStore) -> Result<Open<'_>, Fault> {
        let statement = match store.depth {
            // At once, so that a transaction never finds halfway that it may not write.
            0 => "BEGIN IMMEDIATE",
            // SQLite undoes the whole transaction by itself after some errors, a full disk among them.
            _ if store.conn.is_autocommit() => return Err(Fault::Undone),
            _ => "SAVEPOINT inner_unit",
        };
        store.conn.execute_batch(statement)?;
        store.depth += 1;
        Ok(Open { store, done: false })
    }

    fn commit(mut self) -> Result<(), Fault> {
        if self.store.conn.is_autocommit() {
            return Err(Fault::Undone);
        }
        let statement = if self.store.depth == 1 { "COMMIT" } else { "RELEASE inner_unit" };
        self.store.conn.execute_batch(statement)?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.done && !self.store.conn.is_autocommit() {
            let statement =
                if self.store.depth == 1 { "ROLLBACK" } else { "ROLLBACK TO inner_unit; RELEASE inner_unit" };
            // Where even this fails there is nobody left to tell: the log ends without a commit, and
            // that undoes it when the file is next opened.
            let _ = self.store.conn.execute_batch(statement);
        }
        self.store.depth -= 1;
    }
}

impl SqliteStore {
    fn told<T>(&self, doing: &'static str, result: Result<T, Fault>) -> Result<T, Error> {
        result.map_err(|fault| fault.told(&self.path, doing))
    }

    /// Runs SQL in a transaction of its own, or in a part of the one that is open.
    fn unit<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let result = Open::begin(self).and_then(|open| {
            let value = work(&open.store.conn)?;
            open.commit()?;
            Ok(value)
        });
        self.told(doing, result)
    }
}

impl Archive for SqliteStore {
    fn transaction(&mut self, work: Work<'_>) -> Result<(), Error> {
        let result = Open::begin(self).and_then(|open| {
            work(open.store)?;
            open.commit()
        });
        self.told("committing to the record", result)
    }

    fn file_captures(&mut self, captures: &[(&[u8], &CaptureOrigin)]) -> Result<Vec<FiledCapture>, Error> {
        self.unit("filing captures", |conn| captures::file(conn, captures))
    }

    fn capture(&self, id: CaptureId) -> Result<Option<Vec<u8>>, Error> {
        self.told("reading a capture", captures::bytes(&self.conn, id))
    }

    fn origins(&self, after: OriginId, limit: usize) -> Result<Vec<Origin>, Error> {
        self.told("listing captures", captures::origins(&self.conn, after, limit))
    }

    fn origins_of(&self, capture: CaptureId) -> Result<Vec<Origin>, Error> {
        self.told("listing where a capture came from", captures::origins_of(&self.conn, capture))
    }

    fn place(&self, publication: PublicationId, text: &str) -> Result<Place, Error> {
        self.told("looking up a text", publications::place(&self.conn, publication, text))
    }

    fn file_readings(
        &mut self,
        readings: &[Reading<'_>],
    ) -> Result<Vec<Result<FiledReading, Refusal>>, Error> {
        self.unit("filing readings", |conn| publications::file(conn, readings))
    }

    fn publication(&self, id: PublicationId, version: Option<u32>) -> Result<Option<Publication>, Error> {
        self.told("reading a publication", publications::one(&self.conn, id, version))
    }

    fn publications_by_doc(&self, doc: &str) -> Result<Vec<Publication>, Error> {
        self.told("looking up a publication", publications::by_doc(&self.conn, doc))
    }

    fn publication_by_prefix(&self, prefix: &str) -> Result<Option<Publication>, Error> {
        self.told("looking up a publication", publications::by_prefix(&self.conn, prefix))
    }

    fn each_publication(
        &self,
        filter: &PublicationFilter,
        visit: Visit<'_, Publication>,
    ) -> Result<(), Error> {
        self.told("going through the publications", publications::each(&self.conn, filter, visit))
    }

    fn text(&self, publication: PublicationId, version: u32) -> Result<Option<String>, Error> {
        self.told("reading a text", publications::text(&self.conn, publication, version))
    }

    fn file_claim(&mut self, claim: &Claim, at: &str) -> Result<bool, Error> {
        self.unit("filing a claim", |conn| claims::file_by_person(conn, claim, at))
    }

    fn claim(&self, id: ClaimId) -> Result<Option<Claim>, Error> {
        self.told("reading a claim", claims::one(&self.conn, id))
    }

    fn each_claim(&self, filter: &ClaimFilter, visit: Visit<'_, Claim>) -> Result<(), Error> {
        self.told("going through the claims", claims::each(&self.conn, filter, visit))
    }

    fn judge(&mut self, judgement: &Judgement, at: &str) -> Result<JudgementId, Error> {
        self.unit("filing a judgement", |conn| judgements::file(conn, judgement, at))
    }

    fn withdraw_judgement(&mut self, id: JudgementId, by: &str, at: &str) -> Result<(), Error> {
        self.unit("withdrawing a judgement", |conn| judgements::withdraw(conn, id, by, at))
    }

    fn judgement_history(&self) -> Result<Vec<FiledJudgement>, Error> {
        self.told("reading the judgements", judgements::history(&self.conn))
    }

    fn replace_machine_judgements(&mut self, judgements: &[Judgement]) -> Result<bool, Error> {
        self.unit("filing the judgements of the merge", |conn| judgements::replace(conn, judgements))
    }

    fn current_judgements(&self) -> Result<Vec<Judgement>, Error> {
        self.told("reading the judgements", judgements::current(&self.conn))
    }

    fn replace_entries(&mut self, entries: &[Entry]) -> Result<EntryChanges, Error> {
        self.unit("filing the entries", |conn| entries::replace(conn, entries))
    }

    fn entry(&self, id: EntryId) -> Result<Option<Entry>, Error> {
        self.told("reading an entry", entries::one(&self.conn, id))
    }

    fn entry_by_prefix(&self, prefix: &str) -> Result<Option<Entry>, Error> {
        self.told("looking up an entry", entries::by_prefix(&self.conn, prefix))
    }

    fn each_entry(&self, kind: Option<&str>, visit: Visit<'_, Entry>) -> Result<(), Error> {
        self.told("going through the entries", entries::each(&self.conn, kind, visit))
    }

    fn entries_referring_to(&self, entry: EntryId) -> Result<Vec<Entry>, Error> {
        self.told("looking up entries", entries::referring_to(&self.conn, entry))
    }

    fn speaking_of(&self, entry: EntryId) -> Result<Vec<(EntryId, String)>, Error> {
        self.told("looking up what speaks of an entry", entries::speaking_of(&self.conn, entry))
    }

    fn entries_of_claim(&self, claim: ClaimId) -> Result<Vec<Entry>, Error> {
        self.told("looking up entries", entries::of_claim(&self.conn, claim))
    }

    fn told_by(&self, publication: PublicationId, version: u32) -> Result<Vec<Told>, Error> {
        self.told(
            "looking up what a publication tells of",
            entries::told_by(&self.conn, publication, version),
        )
    }

    fn counts(&self) -> Result<Counts, Error> {
        self.told("counting the record", whole::counts(&self.conn))
    }

    fn clear_derived(&mut self) -> Result<(), Error> {
        self.unit("clearing what is derived", whole::clear_derived)
    }

    fn check_engine(&self) -> Result<Vec<String>, Error> {
        self.told("checking the file", whole::check(&self.conn))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit;
    use crate::conformance::{dumped, ingest, origin};

    fn filled(limit_in_pages: u32) -> SqliteStore {
        let mut store = SqliteStore::open_in_memory().unwrap();
        ingest(&mut store, "first", "event: one\n").unwrap();
        let pages: u32 = store.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        store.conn.pragma_update(None, "max_page_count", pages + limit_in_pages).unwrap();
        store
    }

    fn many(archive: &mut dyn Archive) -> Result<(), Error> {
        for number in 0..500 {
            ingest(archive, &format!("doc {number}"), &format!("event: {}\n", "x".repeat(number)))?;
        }
        Ok(())
    }

    #[test]
    fn a_full_disk_is_named_and_keeps_what_was_filed() {
        let mut store = filled(40);
        let error = many(&mut store).expect_err("too much");
        assert!(matches!(error, Error::Full { .. }), "{error:?}");
        assert!(error.to_string().contains("no space is left for :memory:"), "{error}");
        let filed = store.counts().unwrap().publications;
        assert!(filed > 1, "{filed}");
        assert_eq!(audit(&store).unwrap(), Vec::<String>::new());

        // With more space the same run goes on where it stopped.
        store.conn.pragma_update(None, "max_page_count", 100_000).unwrap();
        many(&mut store).unwrap();
        assert_eq!(store.counts().unwrap().publications, 501);
        assert_eq!(audit(&store).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn a_full_disk_undoes_the_whole_transaction_even_where_the_caller_goes_on() {
        let mut store = filled(40);
        let before = dumped(&store);
        let error = store
            .transaction(&mut |archive| {
                assert!(matches!(many(archive), Err(Error::Full { .. })));
                // Small enough to fit, but no longer part of a whole.
                let _ = ingest(archive, "last", "event: last\n");
                Ok(())
            })
            .err();
        match error {
            // Either nothing was lost but the reading that did not fit, or everything was undone.
            None => assert!(store.counts().unwrap().publications > 1),
            Some(error) => {
                assert!(matches!(error, Error::Undone { .. }), "{error:?}");
                assert_eq!(dumped(&store), before);
            }
        }
        assert_eq!(audit(&store).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn laws_hold_against_sql_as_well() {
        let mut store = SqliteStore::open_in_memory().unwrap();
        ingest(&mut store, "astana", "event: one\n").unwrap();
        let claim = store.claims(&ClaimFilter::default()).unwrap().remove(0).id;
        let (author, verdict) = (record::Author::Person("ann".to_owned()), record::Verdict::Same);
        let judgement =
            Judgement { left: claim, right: claim, verdict, score: 1.0, reasons: Vec::new(), author };
        let number = store.judge(&judgement, crate::conformance::NOW).unwrap();
        store.withdraw_judgement(number, "ann", crate::conformance::NOW).unwrap();
        for (sql, law) in [
            ("UPDATE capture SET bytes = x'00'", "a capture is immutable"),
            ("DELETE FROM capture", "a capture is immutable"),
            ("UPDATE origin SET name = 'x'", "the origin of a capture is immutable"),
            ("DELETE FROM origin", "the origin of a capture is immutable"),
            ("UPDATE publication_text SET body = x'00'", "a text is never edited"),
            ("UPDATE judgement SET verdict = 'different'", "a judgement is withdrawn, not changed"),
            ("UPDATE judgement SET withdrawn_by = 'ben'", "a judgement is withdrawn once"),
            ("DELETE FROM judgement", "a judgement is withdrawn, not deleted"),
        ] {
            let error = store.conn.execute(sql, []).expect_err(sql);
            assert_eq!(error.to_string(), law, "{sql}");
        }
    }

    #[test]
    fn damage_inside_a_row_is_named() {
        let mut store = SqliteStore::open_in_memory().unwrap();
        let (capture, _) = ingest(&mut store, "astana", "event: one\n").unwrap();
        store
            .conn
            .execute_batch(
                "DROP TRIGGER capture_is_never_updated; DROP TRIGGER text_is_never_updated;
                 UPDATE capture SET bytes = x'00'",
            )
            .unwrap();
        let error = store.capture(capture.capture).expect_err("the hash no longer matches");
        assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
        let findings = audit(&store).unwrap();
        let hash = format!("astana: the bytes of capture {} no longer match their hash", capture.capture);
        assert_eq!(findings, [hash.as_str()]);

        store.conn.execute_batch("UPDATE publication_text SET body = CAST('event: two' AS BLOB)").unwrap();
        let findings = audit(&store).unwrap();
        assert!(findings.iter().any(|one| one.contains("is not what stands at bytes 0..10")), "{findings:?}");

        for sql in [
            "UPDATE claim SET slots = '{'",
            "UPDATE publication_text SET body = x'ff'",
            "UPDATE publication SET published_on = 'x'",
        ] {
            store.conn.execute_batch(sql).unwrap();
            assert!(matches!(audit(&store), Err(Error::Damaged { .. })), "{sql}");
        }
    }

    #[test]
    fn a_transaction_that_was_undone_says_so() {
        let mut store = SqliteStore::open_in_memory().unwrap();
        let mut open = Open::begin(&mut store).unwrap();
        // As SQLite does by itself when a disk is full.
        open.store.conn.execute_batch("ROLLBACK").unwrap();
        let inner = open.store.file_capture(b"x", &origin("x")).expect_err("nothing to be part of");
        assert!(matches!(inner, Error::Undone { .. }), "{inner:?}");
        open.done = false;
        assert!(matches!(open.commit(), Err(Fault::Undone)));
        assert_eq!(store.depth, 0);
        assert_eq!(store.counts().unwrap().captures, 0);
    }
}
