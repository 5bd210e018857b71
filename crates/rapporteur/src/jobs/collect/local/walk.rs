//! What lies in a folder or a mailbox now.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use record::Form;
use text::gate::Limits;
use text::input::{Format, sniff};

use super::{Listings, Seen, Spot, Walk, address, archives, boxes, digest};
use crate::input::{is_read, plain};

/// More files than this are not looked at.
const MOST: usize = 100_000;
/// Folders within folders.
const DEEPEST: usize = 32;
/// What was written so recently may be written still.
const YOUNG: Duration = Duration::from_secs(2);

/// A file as it was found.
pub struct File {
    pub path: PathBuf,
    /// The path as text, where it is one.
    pub name: Option<String>,
    pub size: u64,
    pub changed: u128,
    /// A link that leads to no file of the folder.
    pub is_astray: bool,
}

impl File {
    /// One that was seen before, to be gone through once more.
    pub fn again(path: &Path) -> io::Result<File> {
        let (name, size) = (path.to_str().map(str::to_owned), fs::metadata(path)?.len());
        Ok(File { path: path.to_owned(), name, size, changed: 0, is_astray: false })
    }

    pub fn digest(&self) -> [u8; 16] {
        digest(&[&self.size.to_le_bytes(), &self.changed.to_le_bytes()])
    }

    pub fn shown(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.path.to_string_lossy().into_owned())
    }

    /// The file as one thing: where it is read, or why it is not.
    pub fn seen(&self, spot: Result<(), String>) -> Seen {
        let shown = self.shown();
        let spot = match (&self.name, spot) {
            (Some(name), Ok(())) => Ok(Spot { path: name.clone(), part: None }),
            (None, Ok(())) => Err("its name is no UTF-8: give it another".to_owned()),
            (_, Err(why)) => Err(why),
        };
        Seen { address: address(&shown), name: shown, title: None, digest: self.digest(), spot }
    }
}

/// Whether a path is a folder to watch or a mailbox; `None` for a file that is neither.
pub fn kind_of(path: &Path) -> io::Result<Option<Form>> {
    if path.is_dir() {
        let is_maildir = path.join("cur").is_dir() && path.join("new").is_dir();
        return Ok(Some(if is_maildir { Form::Mailbox } else { Form::Folder }));
    }
    let mut head = vec![0; 4096];
    let read = io::Read::read(&mut fs::File::open(path)?, &mut head)?;
    head.truncate(read);
    let is_mbox = sniff(&path.to_string_lossy(), &head) == Format::Mbox;
    Ok(is_mbox.then_some(Form::Mailbox))
}

/// Looks at all that lies under a path. `known` is the stamp of the last look, `listings` what archives held then.
pub fn walk(
    form: Form,
    root: &str,
    known: Option<&str>,
    limits: &Limits,
    now: SystemTime,
    mut listings: Listings,
) -> Result<Walk, String> {
    let root = Path::new(root);
    let told = |error: &io::Error| format!("{}: {}", root.display(), plain(error));
    let is_dir = fs::metadata(root).map_err(|error| told(&error))?.is_dir();
    let mut gathered = Gathered { root, now, files: Vec::new(), troubles: Vec::new(), walk: Walk::default() };
    match (form, is_dir) {
        (Form::Mailbox, true) => {
            for part in ["cur", "new"] {
                gathered.folder(&root.join(part), usize::MAX);
            }
        }
        (_, true) => gathered.folder(root, 0),
        (_, false) => {
            gathered.file(root.to_owned(), &fs::symlink_metadata(root).map_err(|error| told(&error))?)
        }
    }
    let Gathered { mut files, troubles, mut walk, .. } = gathered;
    if let Some(trouble) = troubles.into_iter().next() {
        // what cannot be looked into is not gone
        walk.beyond = walk.beyond.or(Some(trouble));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    walk.stamp = stamp(&files);
    if files.is_empty() && known.is_some_and(|known| known != walk.stamp) {
        return Err("it is empty now and was not: nothing of it is taken for deleted".to_owned());
    }
    if known == Some(walk.stamp.as_str()) && walk.is_whole() {
        walk.is_unchanged = true;
        return Ok(walk);
    }
    for file in files {
        match (form, is_dir) {
            (Form::Mailbox, true) => walk.seen.push(boxes::letter_of_its_own(&file)),
            _ => look(&file, limits, &mut listings, &mut walk.seen)?,
        }
    }
    if walk.is_whole() {
        listings.forget_others();
    }
    Ok(walk)
}

/// A file as the publication that it is, or as those that it holds.
fn look(file: &File, limits: &Limits, listings: &mut Listings, seen: &mut Vec<Seen>) -> Result<(), String> {
    if file.is_astray {
        seen.push(file.seen(Err("a link that leads out of the folder is not followed".to_owned())));
        return Ok(());
    }
    let head = match head(&file.path) {
        Ok(head) => head,
        Err(error) => {
            seen.push(file.seen(Err(plain(&error))));
            return Ok(());
        }
    };
    let cut = match sniff(&file.shown(), &head) {
        Format::Mbox => boxes::letters(file, limits, seen),
        Format::Jsonl => boxes::lines(file, limits, seen),
        format @ (Format::Warc | Format::Wacz) => match listings.get(file) {
            Some(kept) => {
                seen.extend(kept);
                Ok(())
            }
            None => {
                let mut held = Vec::new();
                let listed = archives::answers(file, format, limits, &mut held);
                if listed.is_ok() {
                    listings.keep(file, &held);
                }
                seen.extend(held);
                listed
            }
        },
        Format::Other(what) => {
            seen.push(file.seen(Err(format!("{what} is not read"))));
            Ok(())
        }
        _ if !is_read(&file.path) => {
            seen.push(file.seen(Err("its name says no format that is read".to_owned())));
            Ok(())
        }
        _ => {
            seen.push(file.seen(Ok(())));
            Ok(())
        }
    };
    // half of a file of many is no list of what it holds
    cut.map_err(|error| format!("{}: {}", file.shown(), plain(&error)))
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(fs::File::open(path)?, 1 << 16), &mut head)?;
    Ok(head)
}

fn stamp(files: &[File]) -> String {
    let mut parts: Vec<Vec<u8>> = Vec::with_capacity(files.len() * 2);
    for file in files {
        parts.push(file.shown().into_bytes());
        parts.push(file.digest().to_vec());
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    digest(&parts).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Files as they are come upon.
struct Gathered<'r> {
    root: &'r Path,
    now: SystemTime,
    files: Vec<File>,
    troubles: Vec<String>,
    walk: Walk,
}

impl Gathered<'_> {
    /// Folders within it are gone through, links to folders are not.
    fn folder(&mut self, dir: &Path, depth: usize) {
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => return self.troubles.push(format!("{}: {}", dir.display(), plain(&error))),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.troubles.push(format!("{}: {}", dir.display(), plain(&error)));
                    continue;
                }
            };
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // of a link, that of the link itself
            let Ok(about) = entry.metadata() else { continue };
            match () {
                // what lies within the folders of a Maildir is none of it
                () if about.is_dir() && depth == usize::MAX => {}
                () if about.is_dir() && depth >= DEEPEST => {
                    self.walk.beyond =
                        Some(format!("{} lies too deep and was not looked into", path.display()));
                }
                () if about.is_dir() => self.folder(&path, depth + 1),
                () if self.files.len() >= MOST => {
                    self.walk.beyond =
                        Some(format!("there are more than {MOST} files: the others were not looked at"));
                    return;
                }
                () => self.file(path, &about),
            }
        }
    }

    fn file(&mut self, path: PathBuf, about: &Metadata) {
        let (mut is_astray, mut about) = (false, about.clone());
        if about.is_symlink() {
            match fs::metadata(&path) {
                Ok(target) if target.is_file() && inside(self.root, &path) => about = target,
                // a link to a folder could lead back to where it stands
                Ok(target) if target.is_dir() => return,
                _ => is_astray = true,
            }
        } else if !about.is_file() {
            // pipes and devices are no publications, and could be read for ever
            return;
        }
        let changed = about.modified().unwrap_or(UNIX_EPOCH);
        if !is_astray && self.now.duration_since(changed).is_ok_and(|age| age < YOUNG) {
            self.walk.is_unsettled = true;
            return;
        }
        let changed = changed.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let name = path.to_str().map(str::to_owned);
        self.files.push(File { path, name, size: about.len(), changed, is_astray });
    }
}

/// Whether a path, all links followed, lies in the folder.
pub fn inside(root: &Path, path: &Path) -> bool {
    match (fs::canonicalize(root), fs::canonicalize(path)) {
        (Ok(root), Ok(path)) => path.starts_with(root),
        _ => false,
    }
}
