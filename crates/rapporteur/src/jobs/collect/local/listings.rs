//! What archives were found to hold, kept beside the record, so that one that is as it was is not gone through again
//! when another file of its folder changes. Derived: it may be deleted at any time.

use std::collections::HashSet;
use std::fs;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::walk::File;
use super::{Seen, digest};

/// The folder of all listings in a data directory.
const FOLDER: &str = "listings";

/// The listings of one source.
pub struct Listings {
    dir: PathBuf,
    used: HashSet<String>,
}

impl Listings {
    pub fn of(data: &Path, source: &str) -> Listings {
        Listings { dir: data.join(FOLDER).join(hex(digest(&[source.as_bytes()]))), used: HashSet::new() }
    }

    /// Another one for another path, size or time, and for another version of this program.
    fn name(file: &File) -> String {
        let path = file.shown();
        let version = env!("CARGO_PKG_VERSION").as_bytes();
        hex(digest(&[path.as_bytes(), file.digest().as_slice(), version]))
    }

    /// What a file that is as it was held when it was gone through.
    pub fn get(&mut self, file: &File) -> Option<Vec<Seen>> {
        let name = Listings::name(file);
        let kept = fs::File::open(self.dir.join(&name)).ok()?;
        // one that cannot be read is one that is not there: the archive itself is
        let seen = serde_json::from_reader(BufReader::new(kept)).ok()?;
        self.used.insert(name);
        Some(seen)
    }

    /// Keeps what a file holds. Where that fails, the file is gone through again the next time.
    pub fn keep(&mut self, file: &File, seen: &[Seen]) {
        let name = Listings::name(file);
        let (whole, half) = (self.dir.join(&name), self.dir.join(format!("{name}.part")));
        let written = fs::create_dir_all(&self.dir).and_then(|()| fs::File::create(&half)).and_then(|kept| {
            let mut kept = BufWriter::new(kept);
            serde_json::to_writer(&mut kept, seen)?;
            kept.flush()?;
            fs::rename(&half, &whole)
        });
        match written {
            Ok(()) => drop(self.used.insert(name)),
            Err(error) => tracing::debug!(%error, "a listing is not kept"),
        }
    }

    /// Removes listings of files that are no more, or are others now.
    pub fn forget_others(self) {
        let Ok(kept) = fs::read_dir(&self.dir) else { return };
        for file in kept.flatten() {
            if !file.file_name().to_str().is_some_and(|name| self.used.contains(name)) {
                // what stays is passed over, and removed the next time
                let _ = fs::remove_file(file.path());
            }
        }
    }
}

fn hex(digest: [u8; 16]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
