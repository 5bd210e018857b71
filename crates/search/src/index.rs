//! The index on disk or in memory: opening, changing, searching.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::query::AllQuery;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, Term};

use crate::ground::Ground;
use crate::rank::answer;
use crate::schema::{self, Fields};
use crate::{Answer, Card, Error, Id, Page, Type, analyse};

/// What the engine may hold in memory before it writes a segment.
const MEMORY: usize = 64 << 20;

/// The index. Any number of processes may search one on disk while one writes.
pub struct Index {
    inner: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    /// Empty in memory.
    dir: PathBuf,
}

/// What an index says of itself: which version of this room built it. It is written with the first commit, so
/// that an index which was begun and not filled has none.
fn stamp() -> String {
    format!("search {}.{}", schema::VERSION, analyse::VERSION)
}

impl Index {
    pub fn create_in_memory() -> Result<Index, Error> {
        let (schema, fields) = schema::build();
        Index::around(tantivy::Index::create_in_ram(schema), fields, PathBuf::new())
    }

    /// Opens the index in a directory. Of its errors [`Error::is_mended_by_rebuild`] tells which ones
    /// [`Index::create`] or [`Index::rebuild`] puts right.
    pub fn open(dir: impl AsRef<Path>) -> Result<Index, Error> {
        let dir = dir.as_ref();
        if !dir.join("meta.json").try_exists().map_err(|error| disk(dir, "opening", error))? {
            return Err(Error::Missing { dir: dir.to_owned() });
        }
        guard(dir, || {
            let inner = tantivy::Index::open_in_dir(dir).map_err(|error| Error::of(dir, "opening", error))?;
            let (schema, fields) = schema::build();
            let payload = inner.load_metas().map_err(|error| Error::of(dir, "opening", error))?.payload;
            let found = payload.as_deref().and_then(|payload| payload.lines().next());
            let expected = stamp();
            if found != Some(expected.as_str()) || inner.schema() != schema {
                let found = found.unwrap_or("unfinished").to_owned();
                return Err(Error::Stale { dir: dir.to_owned(), found, expected });
            }
            Index::around(inner, fields, dir.to_owned())
        })
    }

    /// Begins an empty index in a directory, in place of one that is there. Until the first commit it opens
    /// as [`Error::Stale`]. Files that are not an index's are left alone.
    pub fn create(dir: impl AsRef<Path>) -> Result<Index, Error> {
        const DOING: &str = "creating";
        let dir = dir.as_ref();
        fs::create_dir_all(dir).map_err(|error| disk(dir, DOING, error))?;
        let (schema, fields) = schema::build();
        let inner = guard(dir, || {
            let of = |error| Error::of(dir, DOING, error);
            let directory = MmapDirectory::open(dir).map_err(|error| of(error.into()))?;
            // nobody may be writing to what goes
            let lock = directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|error| of(error.into()))?;
            remove_files(dir)?;
            let inner = tantivy::Index::create_in_dir(dir, schema).map_err(of)?;
            drop(lock);
            Ok(inner)
        })?;
        Index::around(inner, fields, dir.to_owned())
    }

    /// Puts these cards, and no others, into the index of a directory, whatever is there. Who searches a sound
    /// index meanwhile sees the old cards until all of the new ones are there.
    pub fn rebuild(
        dir: impl AsRef<Path>,
        cards: impl IntoIterator<Item = Card>,
        mark: &str,
    ) -> Result<Index, Error> {
        let dir = dir.as_ref();
        let mut index = match Index::open(dir) {
            Err(error) if error.is_mended_by_rebuild() => Index::create(dir)?,
            opened => opened?,
        };
        let mut batch = index.batch()?;
        batch.clear()?;
        for card in cards {
            batch.put(&card)?;
        }
        batch.commit(mark)?;
        Ok(index)
    }

    fn around(inner: tantivy::Index, fields: Fields, dir: PathBuf) -> Result<Index, Error> {
        analyse::register(inner.tokenizers());
        let reader = guard(&dir, || {
            let builder = inner.reader_builder().reload_policy(ReloadPolicy::Manual);
            builder.try_into().map_err(|error| Error::of(&dir, "opening", error))
        })?;
        Ok(Index { inner, reader, fields, dir })
    }

    /// Begins changes. They are seen, all at once, when they are committed; dropping the batch undoes them.
    pub fn batch(&mut self) -> Result<Batch<'_>, Error> {
        // one thread: the caller reads the next card meanwhile, and the index is the same whatever the machine
        let writer = guard(&self.dir, || {
            self.inner
                .writer_with_num_threads(1, MEMORY)
                .map_err(|error| Error::of(&self.dir, "opening for writing", error))
        })?;
        Ok(Batch { writer, index: self })
    }

    /// Puts cards in, in place of those with the same ids, and commits.
    pub fn update(&mut self, cards: impl IntoIterator<Item = Card>, mark: &str) -> Result<(), Error> {
        let mut batch = self.batch()?;
        for card in cards {
            batch.put(&card)?;
        }
        batch.commit(mark)
    }

    /// Takes cards out, and commits. Ids that are not there are nothing to take.
    pub fn delete(&mut self, ids: impl IntoIterator<Item = Id>, mark: &str) -> Result<(), Error> {
        let mut batch = self.batch()?;
        for id in ids {
            batch.delete(id);
        }
        batch.commit(mark)
    }

    /// What the last commit was marked with: the caller's name for the state of the record that it has indexed.
    /// Where it is not the state that the record is in, the index is behind.
    pub fn mark(&self) -> Result<Option<String>, Error> {
        let metas = guard(&self.dir, || {
            self.inner.load_metas().map_err(|error| Error::of(&self.dir, "reading", error))
        })?;
        Ok(metas.payload.and_then(|payload| Some(payload.split_once('\n')?.1.to_owned())))
    }

    /// How many cards there are, as of the last commit or refresh.
    pub fn count(&self) -> usize {
        usize::try_from(self.reader.searcher().num_docs()).unwrap_or(usize::MAX)
    }

    /// Sees what other processes have committed since the index was opened.
    pub fn refresh(&self) -> Result<(), Error> {
        guard(&self.dir, || self.reader.reload().map_err(|error| Error::of(&self.dir, "reading", error)))
    }

    /// Reads every file of the index and compares its checksum.
    pub fn check(&self) -> Result<(), Error> {
        let damaged = guard(&self.dir, || {
            self.inner.validate_checksum().map_err(|error| Error::of(&self.dir, "checking", error))
        })?;
        let mut names: Vec<String> = damaged.iter().map(|path| path.display().to_string()).collect();
        names.sort_unstable();
        match names.is_empty() {
            true => Ok(()),
            false => Err(Error::Damaged { dir: self.dir.clone(), what: names.join(", ") }),
        }
    }

    /// What answers a query, written as [`crate::query`] says. Any text is a query.
    pub fn search(&self, query: &str, page: Page) -> Result<Answer, Error> {
        guarded(&self.dir, || answer(&Ground::whole(self.searcher()), &self.fields, query, page))
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Searches the index of a directory.
pub(crate) fn guarded<T>(dir: &Path, work: impl FnOnce() -> tantivy::Result<T>) -> Result<T, Error> {
    guard(dir, || work().map_err(|error| Error::of(dir, "searching", error)))
}

/// Changes that are committed together. While it lives nobody else can write.
pub struct Batch<'i> {
    writer: IndexWriter,
    index: &'i mut Index,
}

impl Batch<'_> {
    /// Puts a card in, in place of the one with the same id.
    pub fn put(&mut self, card: &Card) -> Result<(), Error> {
        self.delete(card.id);
        let document = self.index.fields.document(card);
        self.writer.add_document(document).map(drop).map_err(|error| self.error(error))
    }

    pub fn delete(&mut self, id: Id) {
        self.writer.delete_term(Term::from_field_text(self.index.fields.id, &id.to_string()));
    }

    /// Takes out all that is there, what this batch has put in included.
    pub fn clear(&mut self) -> Result<(), Error> {
        self.writer.delete_query(Box::new(AllQuery)).map(drop).map_err(|error| self.error(error))
    }

    /// Takes out all entries, or all publications.
    pub fn clear_type(&mut self, of: Type) {
        self.writer.delete_term(Term::from_field_text(self.index.fields.kind, of.as_str()));
    }

    /// Makes the changes seen, and remembers the mark: see [`Index::mark`].
    pub fn commit(self, mark: &str) -> Result<(), Error> {
        let Batch { mut writer, index } = self;
        guard(&index.dir, || {
            let of = |error| Error::of(&index.dir, "writing", error);
            let mut prepared = writer.prepare_commit().map_err(of)?;
            prepared.set_payload(&format!("{}\n{mark}", stamp()));
            prepared.commit().map_err(of)?;
            // small segments are put together before the process may end
            writer.wait_merging_threads().map_err(of)?;
            index.reader.reload().map_err(of)
        })
    }

    fn error(&self, error: tantivy::TantivyError) -> Error {
        Error::of(&self.index.dir, "writing", error)
    }
}

/// The engine checks a file's length when it opens it, and its content only as it goes; what it then finds
/// impossible it panics over. That is a damaged index, not a fault of who asks.
fn guard<T>(dir: &Path, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(Error::Damaged { dir: dir.to_owned(), what: said.unwrap_or("it cannot be read").to_owned() })
    })
}

fn disk(dir: &Path, doing: &'static str, source: std::io::Error) -> Error {
    Error::Disk { dir: dir.to_owned(), doing, source }
}

/// Removes the files of an index. Its locks stay: somebody may hold one.
fn remove_files(dir: &Path) -> Result<(), Error> {
    let failed = |error| disk(dir, "removing", error);
    for file in fs::read_dir(dir).map_err(failed)? {
        let file = file.map_err(failed)?;
        if file.file_name().to_str().is_some_and(is_of_an_index) {
            fs::remove_file(file.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// `meta.json`, the list of files, and segments: 32 hexadecimal digits and what part it is.
fn is_of_an_index(name: &str) -> bool {
    let segment = |stem: &str| stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(name, "meta.json" | ".managed.json")
        || name.split('.').next().is_some_and(segment) && name.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_an_index_are_removed() {
        for name in ["meta.json", ".managed.json", "0123456789abcdef0123456789abcdef.idx"] {
            assert!(is_of_an_index(name), "{name}");
        }
        for name in [".tantivy-writer.lock", "notes.txt", "0123456789abcdef0123456789abcdef", "record.sqlite"]
        {
            assert!(!is_of_an_index(name), "{name}");
        }
    }

    #[test]
    fn an_index_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Index>();
    }
}
