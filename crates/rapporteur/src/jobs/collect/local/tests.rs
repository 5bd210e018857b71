use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use record::Form;
use text::gate::Limits;
use text::input::Format;

use super::{Listings, Spot, Walk, piece, walk};
use crate::input::Part;

/// A folder whose files were written a day ago.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, content)| folder.write(name, content, 24));
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        std::fs::canonicalize(self.0.path()).unwrap().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>, hours_ago: u64) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        let then = SystemTime::now() - Duration::from_secs(hours_ago * 3600);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
    }

    fn root(&self) -> String {
        self.path("").to_str().unwrap().trim_end_matches('/').to_owned()
    }

    fn walk(&self, form: Form, known: Option<&str>) -> Walk {
        walk(form, &self.root(), known, &Limits::default(), SystemTime::now(), self.listings()).unwrap()
    }

    /// A hidden folder is none of what is looked at.
    fn listings(&self) -> Listings {
        Listings::of(&self.path(".kept"), "s")
    }

    /// What is there, by its name in the folder: `true` where it is to be read, else why not.
    fn seen(&self, form: Form) -> Vec<(String, Result<bool, String>)> {
        let root = self.root() + "/";
        let seen = self.walk(form, None).seen.into_iter();
        seen.map(|seen| (seen.name.replace(&root, ""), seen.spot.map(|spot| spot.part.is_none()))).collect()
    }

    fn read(&self, spot: &Spot) -> Result<String, String> {
        let piece = piece(&self.root(), spot, &Limits::default())?;
        Ok(String::from_utf8(piece.bytes).unwrap())
    }
}

const LETTERS: &str = "From a Thu\nMessage-ID: <one@lake.example>\nSubject: One\n\nThe first.\n\nFrom b Fri\nSubject: Two\n\nThe second, without an id.\n\n";

#[test]
fn a_folder_is_what_its_files_hold_and_what_is_not_read_is_named() {
    let folder = Folder::new(&[
        ("b.txt", "Words."),
        ("in/a.html", "<html><p>Words."),
        (
            "lines.jsonl",
            "{\"doc\": \"x\", \"text\": \"X.\"}\n\n{\"doc\": \"y\", \"text\": \"Y.\"}\n{\"doc\"\n",
        ),
        ("letters.mbox", LETTERS),
        (".hidden.txt", "Words."),
        ("picture.png", "\u{89}PNG"),
        ("table.csv", "a,b\n"),
        ("old.warc", "WARC/1.0\r\n"),
    ]);
    let not = |why: &str| Err(why.to_owned());
    let seen = folder.seen(Form::Folder);
    let second = seen.iter().find(|(name, spot)| !name.contains(['/', '.', '#', '@']) && spot.is_ok());
    assert_eq!(second.map(|(_, whole)| whole), Some(&Ok(false)), "a letter without an id: {seen:?}");
    let others: Vec<_> = seen.iter().filter(|one| Some(*one) != second).cloned().collect();
    let named = |name: &str, spot| (name.to_owned(), spot);
    assert_eq!(
        others,
        [
            named("b.txt", Ok(true)),
            named("in/a.html", Ok(true)),
            named("one@lake.example", Ok(false)),
            named("lines.jsonl#x", Ok(false)),
            named("lines.jsonl#y", Ok(false)),
            named("lines.jsonl#line 4", Ok(false)),
            named("old.warc", not("the archive cannot be read on: it ends within a record")),
            named("picture.png", not("its name says no format that is read")),
            named("table.csv", not("its name says no format that is read")),
        ]
    );
    let walk = folder.walk(Form::Folder, None);
    let read: Vec<String> =
        walk.seen.iter().filter_map(|seen| folder.read(seen.spot.as_ref().ok()?).ok()).collect();
    assert_eq!(read.len(), 7);
    assert!(read.iter().any(|text| text.ends_with("\n\nThe first.\n\n")), "{read:?}");
    assert!(read.contains(&"{\"doc\": \"y\", \"text\": \"Y.\"}".to_owned()));

    // the same files say that nothing has changed, another one that it has
    let again = folder.walk(Form::Folder, Some(&walk.stamp));
    assert!(again.is_unchanged && again.seen.is_empty());
    folder.write("c.txt", "More.", 1);
    assert!(!folder.walk(Form::Folder, Some(&walk.stamp)).is_unchanged);
    // what is being written is left for the next look
    folder.write("d.txt", "Half a", 0);
    let third = folder.walk(Form::Folder, None);
    assert!(third.is_unsettled && !third.is_whole());
    assert!(!third.seen.iter().any(|seen| seen.name.ends_with("d.txt")));
}

#[test]
fn an_empty_folder_that_was_not_is_no_news_and_a_lost_one_is_told() {
    let folder = Folder::new(&[("a.txt", "Words.")]);
    let stamp = folder.walk(Form::Folder, None).stamp;
    std::fs::remove_file(folder.path("a.txt")).unwrap();
    let look = |root: &str| {
        walk(Form::Folder, root, Some(&stamp), &Limits::default(), SystemTime::now(), folder.listings())
    };
    assert!(look(&folder.root()).unwrap_err().contains("nothing of it is taken for deleted"));
    assert!(look("/no/such/folder").unwrap_err().ends_with("no such file or folder"));
}

#[test]
fn letters_are_found_again_where_their_file_has_changed() {
    let folder = Folder::new(&[("box.mbox", LETTERS)]);
    let root = folder.path("box.mbox");
    let root = root.to_str().unwrap();
    let walk =
        walk(Form::Mailbox, root, None, &Limits::default(), SystemTime::now(), folder.listings()).unwrap();
    let spots: Vec<Spot> = walk.seen.into_iter().filter_map(|seen| seen.spot.ok()).collect();
    assert_eq!(spots.len(), 2);
    folder.write("box.mbox", format!("From c\nMessage-ID: <new@lake.example>\n\nNew.\n\n{LETTERS}"), 2);
    let limits = Limits::default();
    let first = piece(root, &spots[0], &limits).unwrap();
    assert_eq!(first.part, Some(Part::Answer("mid:one@lake.example".to_owned())));
    assert!(String::from_utf8(first.bytes).unwrap().ends_with("The first.\n\n"));
    let second = piece(root, &spots[1], &limits).unwrap();
    assert!(second.name.starts_with(&format!("{root}#")) && second.format == Format::Mail);
    folder.write("box.mbox", "From c\nMessage-ID: <new@lake.example>\n\nNew.\n", 1);
    assert_eq!(piece(root, &spots[0], &limits).unwrap_err(), "it is no longer in its file");
}

#[test]
fn a_letter_of_a_maildir_is_the_same_wherever_it_is_moved() {
    let letter = "Message-ID: <one@lake.example>\nSubject: One\n\nThe first.\n";
    let folder = Folder::new(&[("new/17.a.host", letter), ("cur/16.b.host:2,S", letter), ("tmp/18.c", "x")]);
    assert_eq!(super::kind_of(&folder.path("")).unwrap(), Some(Form::Mailbox));
    let before = folder.walk(Form::Mailbox, None).seen;
    let names: Vec<&str> = before.iter().map(|seen| seen.name.as_str()).collect();
    assert_eq!(names, ["16.b.host", "17.a.host"]);
    std::fs::rename(folder.path("new/17.a.host"), folder.path("cur/17.a.host:2,RS")).unwrap();
    let after = folder.walk(Form::Mailbox, None).seen;
    let digests = |seen: &[super::Seen]| seen.iter().map(|seen| seen.digest).collect::<Vec<_>>();
    assert_eq!(digests(&before), digests(&after));
    // found where it was seen before it was moved
    let found = piece(&folder.root(), before[1].spot.as_ref().unwrap(), &Limits::default()).unwrap();
    assert_eq!(
        (found.format, found.part),
        (Format::Mail, Some(Part::Answer("mid:one@lake.example".to_owned())))
    );
}

#[test]
#[cfg(unix)]
fn no_link_leads_out_and_no_pipe_is_read() {
    use std::os::unix::fs::symlink;
    let outside = Folder::new(&[("secret.txt", "Secret."), ("in/deep.txt", "Secret.")]);
    let folder = Folder::new(&[("a.txt", "Words.")]);
    symlink(outside.path("secret.txt"), folder.path("link.txt")).unwrap();
    symlink(outside.path("in"), folder.path("links")).unwrap();
    symlink(folder.path("a.txt"), folder.path("own.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.txt")).status();
    let seen = folder.seen(Form::Folder);
    let not = Err("a link that leads out of the folder is not followed".to_owned());
    let named = |name: &str, spot| (name.to_owned(), spot);
    assert_eq!(
        seen,
        [named("a.txt", Ok(true)), named("link.txt", not.clone()), named("own.txt", Ok(true))],
        "{made:?}"
    );
    // a file that is exchanged for a link after it was seen
    let spot = Spot { path: folder.path("link.txt").to_str().unwrap().to_owned(), part: None };
    assert_eq!(folder.read(&spot), not.map(|_: bool| String::new()));
}

fn record(address: &str, at: &str, text: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{text}");
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {at}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block.as_bytes(), b"\r\n\r\n"].concat()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, bytes).unwrap();
    packer.finish().unwrap()
}

fn wacz(archive: &[u8], method: zip::CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let how = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in [("datapackage.json", &b"{}"[..]), ("archive/data.warc.gz", archive)] {
        writer.start_file(name, how).unwrap();
        std::io::Write::write_all(&mut writer, bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Three answers, two of them of one address.
fn records() -> [Vec<u8>; 3] {
    [
        record("http://lake.example/a", "2024-11-28T10:00:00Z", "The first."),
        record("http://lake.example/b", "2024-11-28T10:00:01Z", "The second."),
        record("http://lake.example/a", "2024-11-29T10:00:00Z", "The first, edited."),
    ]
}

#[test]
fn each_page_of_an_archive_of_the_web_is_a_publication() {
    let each: Vec<Vec<u8>> = records().iter().map(|record| packed(record)).collect();
    let folder = Folder::new(&[]);
    folder.write("a.warc", records().concat(), 1);
    folder.write("b.warc.gz", each.concat(), 1);
    folder.write("c.warc.gz", packed(&records().concat()), 1);
    folder.write("d.wacz", wacz(&each.concat(), zip::CompressionMethod::Stored), 1);
    folder.write("e.wacz", wacz(&each.concat(), zip::CompressionMethod::Deflated), 1);
    folder.write("f.wacz", b"PK\x03\x04", 1);
    let walk = folder.walk(Form::Folder, None);
    let (read, not): (Vec<_>, Vec<_>) = walk.seen.iter().partition(|seen| seen.spot.is_ok());
    assert_eq!(read.len(), 12, "{:?}", walk.seen);
    for (seen, number) in read.iter().zip((0..3).cycle()) {
        let spot = seen.spot.as_ref().unwrap();
        let (address, text) = [
            ("http://lake.example/a", "The first."),
            ("http://lake.example/b", "The second."),
            ("http://lake.example/a", "The first, edited."),
        ][number];
        assert_eq!(seen.address, address);
        let found = piece(&folder.root(), spot, &Limits::default()).unwrap();
        assert_eq!(found.part, Some(Part::Answer(address.to_owned())));
        assert_eq!((found.format, found.charset.as_deref()), (Format::Html, Some("utf-8")));
        assert_eq!(String::from_utf8(found.bytes).unwrap(), format!("<p>{text}"), "{spot:?}");
    }
    let why: Vec<&str> = not.iter().map(|seen| seen.spot.as_ref().unwrap_err().as_str()).collect();
    assert!(why[0].starts_with("it is packed within the archive") && why[0].contains("ingest"), "{why:?}");
    assert!(why[1].starts_with("a WACZ that cannot be read: ") && why.len() == 2, "{why:?}");
    let names: std::collections::HashSet<&str> = read.iter().map(|seen| seen.name.as_str()).collect();
    assert_eq!(names.len(), 12);
}

#[test]
fn pages_are_found_again_where_their_archive_has_grown_or_was_cut() {
    let folder = Folder::new(&[]);
    let [a, b, c] = records().map(|record| packed(&record));
    folder.write("x.warc.gz", [a.clone(), b.clone()].concat(), 2);
    let spots: Vec<Spot> =
        folder.walk(Form::Folder, None).seen.into_iter().filter_map(|seen| seen.spot.ok()).collect();
    folder.write("x.warc.gz", [c.clone(), a.clone(), b.clone()].concat(), 1);
    assert_eq!(folder.read(&spots[0]), Ok("<p>The first.".to_owned()));
    folder.write("x.warc.gz", [c.clone(), b.get(..40).unwrap().to_vec()].concat(), 1);
    assert_eq!(folder.read(&spots[1]), Err("it is no longer in its file".to_owned()));
    // what came before the cut is listed, and the cut is told
    let seen = folder.seen(Form::Folder);
    assert_eq!(seen[0].1, Ok(false));
    assert!(
        seen[1].1.as_ref().is_err_and(|why| why.starts_with("the archive cannot be read on")),
        "{seen:?}"
    );
    assert_eq!(seen.len(), 2);
}

#[test]
fn an_archive_that_is_as_it_was_is_not_gone_through_again() {
    let folder = Folder::new(&[]);
    let [a, b, c] = records();
    let other = record("http://lake.example/z", "2024-11-28T10:00:01Z", "The second.");
    folder.write("x.warc", [a.clone(), b].concat(), 2);
    let of = |when: SystemTime| {
        let file = std::fs::File::options().write(true).open(folder.path("x.warc")).unwrap();
        file.set_modified(when).unwrap();
    };
    let held = || -> Vec<String> {
        folder.walk(Form::Folder, None).seen.into_iter().map(|seen| seen.address).collect()
    };
    let then = SystemTime::now() - Duration::from_secs(7200);
    of(then);
    assert_eq!(held(), ["http://lake.example/a", "http://lake.example/b"]);
    // of one size and time: nobody looks inside
    std::fs::write(folder.path("x.warc"), [a.clone(), other.clone()].concat()).unwrap();
    of(then);
    assert_eq!(held(), ["http://lake.example/a", "http://lake.example/b"]);
    // of another: what was kept of it goes
    folder.write("x.warc", [a, other, c].concat(), 1);
    assert_eq!(held(), ["http://lake.example/a", "http://lake.example/z", "http://lake.example/a"]);
    let kept = || -> Vec<PathBuf> {
        let of_sources = std::fs::read_dir(folder.path(".kept/listings")).unwrap().flatten();
        let listings = of_sources.flat_map(|source| std::fs::read_dir(source.path()).unwrap().flatten());
        listings.map(|listing| listing.path()).collect()
    };
    assert_eq!(kept().len(), 1);
    // a listing that was damaged is made anew
    std::fs::write(&kept()[0], "[{").unwrap();
    assert_eq!(held().len(), 3);
    assert!(std::fs::read(&kept()[0]).unwrap().len() > 2);
}
