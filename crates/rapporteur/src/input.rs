//! What the command line names, found and cut into publications: files, folders, standard input.
//!
//! Nothing is looked into here beyond what tells its format; that is done by many hands in [`crate::open`].

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use text::gate::Limits;
use text::input::{BadInput, Fault, Format, sniff};

use crate::members;

/// How input is to be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// By the file's name and first bytes.
    #[default]
    Auto,
    /// One publication a line: {"doc", "text", "published"?, ...}
    Jsonl,
    /// Plain text
    Text,
    /// Markdown
    Md,
    /// A page
    Html,
    /// A PDF
    Pdf,
    /// A Word document (.docx)
    Docx,
    /// An OpenDocument text
    Odt,
    /// A book
    Epub,
    /// One message
    Eml,
    /// A mailbox
    Mbox,
    /// An archive of the web
    Warc,
}

impl Kind {
    fn format(self) -> Option<Format> {
        match self {
            Kind::Auto => None,
            Kind::Jsonl => Some(Format::Jsonl),
            Kind::Text => Some(Format::Text),
            Kind::Md => Some(Format::Markdown),
            Kind::Html => Some(Format::Html),
            Kind::Pdf => Some(Format::Pdf),
            Kind::Docx => Some(Format::Docx),
            Kind::Odt => Some(Format::Odt),
            Kind::Epub => Some(Format::Epub),
            Kind::Eml => Some(Format::Mail),
            Kind::Mbox => Some(Format::Mbox),
            Kind::Warc => Some(Format::Warc),
        }
    }
}

/// What stands for standard input.
pub const STDIN: &str = "-";

/// One publication as bytes.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The path as it was given, or `-`.
    pub name: String,
    /// The line of a jsonl file.
    pub line: Option<usize>,
    /// Which part of a mailbox or an archive.
    pub part: Option<Part>,
    pub format: Format,
    /// The charset that it was sent with.
    pub charset: Option<String>,
    pub bytes: Vec<u8>,
}

/// Which part of a mailbox or an archive a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A message, counted from one.
    Message(usize),
    /// What was fetched from this address.
    Answer(String),
}

impl Piece {
    pub fn new(name: impl Into<String>, format: Format, bytes: Vec<u8>) -> Piece {
        Piece { name: name.into(), line: None, part: None, format, charset: None, bytes }
    }

    /// For messages: the file, and the line or the part where there is one.
    pub fn place(&self) -> String {
        match (self.line, &self.part) {
            (Some(line), _) => format!("{}, line {line}", self.name),
            (None, Some(Part::Message(number))) => format!("{}, message {number}", self.name),
            (None, Some(Part::Answer(address))) => format!("{}, {address}", self.name),
            (None, None) => self.name.clone(),
        }
    }
}

/// Something that could not be read, said with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble(pub String);

pub type Found = Result<Piece, Trouble>;

/// Gives each publication that the paths hold, in order: a folder's files by name, a file's lines from first to last.
pub fn each(paths: &[PathBuf], kind: Kind, limits: &Limits, give: &mut dyn FnMut(Found) -> ControlFlow<()>) {
    for path in paths {
        let flow = if path.as_os_str() == STDIN {
            stream(STDIN, &mut BufReader::with_capacity(1 << 16, io::stdin().lock()), kind, limits, give)
        } else if path.is_dir() {
            folder(path, kind, limits, give)
        } else {
            file(path, kind, limits, give)
        };
        if flow.is_break() {
            return;
        }
    }
}

const READ: &[&str] = &[
    "txt", "text", "md", "markdown", "html", "htm", "xhtml", "jsonl", "ndjson", "pdf", "docx", "odt", "epub",
    "eml", "mbox", "warc", "wacz",
];

pub fn is_read(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let extension = name.strip_suffix(".warc.gz").map_or(name.rsplit_once('.'), |stem| Some((stem, "warc")));
    extension.is_some_and(|(_, extension)| READ.contains(&extension))
}

/// The files of a folder that are publications by their names, folders within it included; hidden ones are not.
fn folder(
    dir: &Path,
    kind: Kind,
    limits: &Limits,
    give: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let trouble = |error: io::Error| Err(Trouble(format!("{}: {}", dir.display(), plain(&error))));
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => return give(trouble(error)),
    };
    let mut inner = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => inner.push(entry),
            Err(error) => give(trouble(error))?,
        }
    }
    inner.sort_by_key(std::fs::DirEntry::file_name);
    for entry in inner {
        let (name, path) = (entry.file_name(), entry.path());
        // a link to a folder could lead back to where it stands
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if name.to_string_lossy().starts_with('.') {
            continue;
        } else if is_folder {
            folder(&path, kind, limits, give)?;
        } else if is_read(&path) && !path.is_dir() {
            file(&path, kind, limits, give)?;
        }
    }
    ControlFlow::Continue(())
}

fn file(
    path: &Path,
    kind: Kind,
    limits: &Limits,
    give: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let name = path.display().to_string();
    match File::open(path) {
        Ok(file) => {
            let mut bytes = BufReader::with_capacity(1 << 16, file);
            let is_wacz =
                kind == Kind::Auto && bytes.fill_buf().is_ok_and(|head| sniff(&name, head) == Format::Wacz);
            match is_wacz {
                true => members::wacz(&name, bytes, limits, give),
                false => stream(&name, &mut bytes, kind, limits, give),
            }
        }
        Err(error) => give(Err(Trouble(format!("{name}: {}", plain(&error))))),
    }
}

/// Says an error without the number that the system gives it.
pub fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string().to_lowercase(),
    }
}

fn stream(
    name: &str,
    bytes: &mut dyn BufRead,
    kind: Kind,
    limits: &Limits,
    give: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let trouble = |error: io::Error| Err(Trouble(format!("{name}: {}", plain(&error))));
    let format = match (kind.format(), bytes.fill_buf()) {
        (Some(format), Ok(_)) => format,
        (None, Ok(head)) => sniff(name, head),
        (_, Err(error)) => return give(trouble(error)),
    };
    match format {
        Format::Jsonl => lines(name, bytes, limits, give),
        Format::Mbox => members::mbox(name, bytes, limits, give),
        Format::Warc => members::warc(name, bytes, limits, give),
        Format::Wacz => give(Err(Trouble(format!("{name}: a WACZ is read from a file, not from a stream")))),
        Format::Other(what) => give(Err(bad(name, None, Fault::Format(what)))),
        format => {
            let mut whole = Vec::new();
            let laid_out = matches!(format, Format::Pdf | Format::Docx | Format::Odt | Format::Epub);
            let most = if laid_out { limits.document_bytes } else { limits.bytes };
            match Read::take(&mut *bytes, most as u64 + 1).read_to_end(&mut whole) {
                Err(error) => return give(trouble(error)),
                Ok(_) => {
                    let length = whole.len() as u64;
                    let admitted =
                        if laid_out { limits.admit_document(length) } else { limits.admit(length) };
                    if let Err(refused) = admitted {
                        return give(Err(bad(name, None, Fault::Refused(refused))));
                    }
                }
            }
            give(Ok(Piece::new(name, format, whole)))
        }
    }
}

/// Gives each line of these files, or of standard input, as a row of some kind; what is no such row is named.
pub fn rows<T: serde::de::DeserializeOwned>(
    paths: &[String],
    give: &mut dyn FnMut(Result<T, Trouble>) -> ControlFlow<()>,
) {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    each(&paths, Kind::Jsonl, &Limits::default(), &mut |found| {
        give(found.and_then(|piece| {
            serde_json::from_slice(&piece.bytes)
                .map_err(|error| Trouble(format!("{}: {error}", piece.place())))
        }))
    });
}

pub fn bad(name: &str, line: Option<usize>, fault: Fault) -> Trouble {
    Trouble(BadInput { name: name.to_owned(), line, fault }.to_string())
}

/// Cuts a stream at its line breaks and holds one line at a time; a line that is too long is counted, not kept.
fn lines(
    name: &str,
    bytes: &mut dyn BufRead,
    limits: &Limits,
    give: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut number = 0;
    loop {
        number += 1;
        let mut line = Vec::new();
        let mut length = 0;
        let ended = loop {
            let buffer = match bytes.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return give(Err(Trouble(format!("{name}, line {number}: {}", plain(&error))))),
            };
            if buffer.is_empty() {
                break true;
            }
            let at = buffer.iter().position(|&byte| byte == b'\n');
            let part = buffer.get(..at.unwrap_or(buffer.len())).unwrap_or_default();
            length += part.len();
            if length <= limits.line_bytes {
                line.extend_from_slice(part);
            } else {
                line = Vec::new();
            }
            let used = part.len() + usize::from(at.is_some());
            bytes.consume(used);
            if at.is_some() {
                break false;
            }
        };
        if length > limits.line_bytes {
            let refused = text::gate::Refused {
                what: text::gate::What::LineBytes,
                limit: limits.line_bytes,
                found: length,
            };
            give(Err(bad(name, Some(number), Fault::Refused(refused))))?;
        } else if !line.iter().all(u8::is_ascii_whitespace) {
            give(Ok(Piece { line: Some(number), ..Piece::new(name, Format::Jsonl, line) }))?;
        }
        if ended {
            return ControlFlow::Continue(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, format and length of a piece.
    type Found = Result<(Option<usize>, Format, usize), String>;

    fn found(name: &str, mut bytes: &[u8], kind: Kind) -> Vec<Found> {
        let limits = Limits { bytes: 100, line_bytes: 40, ..Limits::default() };
        let mut all = Vec::new();
        let _ = stream(name, &mut bytes, kind, &limits, &mut |one| {
            all.push(
                one.map(|piece| (piece.line, piece.format, piece.bytes.len())).map_err(|trouble| trouble.0),
            );
            ControlFlow::Continue(())
        });
        all
    }

    #[test]
    fn lines_keep_their_numbers_and_long_ones_are_named() {
        let input = format!("{{\"a\"}}\n\n{}\nlast", "x".repeat(50));
        let long = "in.jsonl, line 3: too many bytes in one line: 50, and the limit is 40".to_owned();
        let expected = vec![Ok((Some(1), Format::Jsonl, 5)), Err(long), Ok((Some(4), Format::Jsonl, 4))];
        assert_eq!(found("in.jsonl", input.as_bytes(), Kind::Auto), expected);
        assert_eq!(found("-", input.as_bytes(), Kind::Jsonl).len(), 3);
    }

    #[test]
    fn what_is_no_text_or_too_large_is_named() {
        assert_eq!(found("a.txt", b"{\\rtf1", Kind::Auto), [Err("a.txt: RTF is not read yet".to_owned())]);
        let large = [b'x'; 150];
        assert_eq!(
            found("a.txt", &large, Kind::Auto),
            [Err("a.txt: too many bytes: 101, and the limit is 100".to_owned())]
        );
        assert_eq!(found("-", b"<html><body>", Kind::Auto), [Ok((None, Format::Html, 12))]);
        assert_eq!(found("a.txt", b"<html><body>", Kind::Auto), [Ok((None, Format::Text, 12))]);
    }

    #[test]
    fn folders_are_walked_by_name_and_only_publications_are_taken() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        std::fs::create_dir_all(root.join("b/c")).unwrap();
        for name in
            ["z.txt", "a.md", "b/c/deep.html", "b/x.json", ".hidden.txt", "README", "d.txt.gz", "c.PDF"]
        {
            std::fs::write(root.join(name), "text").unwrap();
        }
        let mut names = Vec::new();
        each(&[root.to_owned(), root.join("gone.txt")], Kind::Auto, &Limits::default(), &mut |one| {
            let short = |name: &str| name.replace(&root.display().to_string(), "").replace('\\', "/");
            names.push(one.map(|piece| short(&piece.name)).map_err(|trouble| short(&trouble.0)));
            ControlFlow::Continue(())
        });
        let ok = |name: &str| Ok(name.to_owned());
        let gone = Err("/gone.txt: no such file or folder".to_owned());
        assert_eq!(names, [ok("/a.md"), ok("/b/c/deep.html"), ok("/c.PDF"), ok("/z.txt"), gone]);
    }
}
