//! Bytes of one publication to what it says: text, title, date, and what was odd about it.

use std::ffi::OsStr;
use std::path::Path;

use record::{Publication, PublicationId};
use text::decode::decode_markup;
use text::gate::Limits;
use text::html::PagePack;
use text::input::{BadInput, Fault, Format, Given};
use text::note::Note;

use crate::input::{Part, Piece, STDIN, Trouble, bad};
use crate::worker;

/// What stands for bytes that could not be read.
const REPLACEMENT: &str = "\u{fffd}";

/// Gives what is known of pages when there is one to read.
pub type PagesOf<'c> = &'c dyn Fn() -> anyhow::Result<&'c PagePack>;

/// A publication that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    pub given: Given,
    /// The file's name without its extension, or the `doc` of a line.
    pub stem: String,
    /// The file's name, or the `doc` of a line.
    pub file: String,
    /// Under which name its bytes are filed: the whole path of a file, the `doc` of a line, `-`.
    pub origin: String,
    /// A line's address or `doc`, a file's whole path: so that two files of one name are two publications.
    pub identity: PublicationId,
    /// Something that is not as it should be, though the rest was read.
    pub trouble: Option<Trouble>,
}

/// Opens a piece; what is wrong with it names its file and line.
pub fn open(piece: &Piece, pages: PagesOf<'_>, limits: &Limits) -> Result<Opened, Trouble> {
    let given = match piece.format {
        Format::Jsonl => line(piece, limits)?,
        Format::Html => page(piece, pages, limits)?,
        Format::Pdf => {
            let mut given = worker::pdf(piece, limits)?;
            given.title = given.title.or_else(|| title(&given.text, Format::Text));
            given
        }
        Format::Docx | Format::Odt | Format::Epub | Format::Mail => {
            let pages = pages().map_err(|error| Trouble(format!("{}: {error:#}", piece.place())))?;
            let place = piece.place();
            let mut given =
                text::input::one(piece.format, &place, &piece.bytes, None, pages, limits).map_err(told)?;
            given.title = given.title.or_else(|| title(&given.text, Format::Text));
            given
        }
        Format::Text | Format::Markdown => {
            let mut given =
                text::input::plain(&piece.place(), &piece.bytes, piece.charset.as_deref(), limits)
                    .map_err(told)?;
            given.title = title(&given.text, piece.format);
            given
        }
        Format::Mbox | Format::Warc | Format::Wacz => return Err(bad(&piece.place(), None, Fault::Several)),
        Format::Other(what) => return Err(bad(&piece.place(), None, Fault::Format(what))),
    };
    if given.text.trim().is_empty() {
        let what =
            if piece.format == Format::Html { "no text was found on the page" } else { "it holds no text" };
        return Err(Trouble(format!("{}: {what}", piece.place())));
    }
    let path = Path::new(&piece.name);
    let name = |part: Option<&OsStr>| {
        part.map_or_else(|| piece.name.clone(), |part| part.to_string_lossy().into_owned())
    };
    let (stem, file, origin) = match (&piece.part, piece.format) {
        (_, Format::Jsonl) => (given.doc.clone(), given.doc.clone(), given.doc.clone()),
        (Some(Part::Answer(address)), _) => (address.clone(), address.clone(), address.clone()),
        (Some(Part::Message(number)), _) => {
            let numbered = |name: String| format!("{name}#{number}");
            (numbered(name(path.file_stem())), numbered(name(path.file_name())), numbered(whole(path)))
        }
        _ if piece.name == STDIN => (STDIN.to_owned(), STDIN.to_owned(), STDIN.to_owned()),
        _ => (name(path.file_stem()), name(path.file_name()), whole(path)),
    };
    let mut given = given;
    if let Some(Part::Answer(address)) = &piece.part {
        given.url = given.url.or_else(|| Some(address.clone()));
    }
    let identity = match &given.url {
        Some(url) => Publication::identity(url),
        // whatever comes that way is something else each time
        None if origin == STDIN => PublicationId::of([origin.as_bytes(), &piece.bytes]),
        None => Publication::identity(&origin),
    };
    let broken =
        given.notes.iter().find(|note| note.span.and_then(|span| span.of(&given.text)) == Some(REPLACEMENT));
    let trouble = broken.map(|note| Trouble(format!("{}: {note}", piece.place())));
    if trouble.is_some() {
        given.notes.retain(|note| note.span.and_then(|span| span.of(&given.text)) != Some(REPLACEMENT));
    }
    Ok(Opened { given, stem, file, origin, identity, trouble })
}

/// The path from the root, without a look at the disk: a file that is read again from a capture may be gone.
fn whole(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

fn told(bad: BadInput) -> Trouble {
    Trouble(bad.to_string())
}

fn line(piece: &Piece, limits: &Limits) -> Result<Given, Trouble> {
    let first = text::input::jsonl(&piece.name, &piece.bytes, limits).next();
    match first {
        Some(Ok(given)) => Ok(given),
        Some(Err(bad)) => Err(told(BadInput { line: piece.line, ..bad })),
        None => Err(Trouble(format!("{}: the line is blank", piece.place()))),
    }
}

fn page(piece: &Piece, pages: PagesOf<'_>, limits: &Limits) -> Result<Given, Trouble> {
    let pages = pages().map_err(|error| Trouble(format!("{}: {error:#}", piece.place())))?;
    let decoded = decode_markup(&piece.bytes, piece.charset.as_deref());
    let refused = |refused| bad(&piece.place(), None, Fault::Refused(refused));
    let page = text::html::read(&decoded.text, pages, limits).map_err(refused)?;
    let mut notes = page.notes;
    if decoded.replaced > 0 {
        notes.push(Note::new(format!(
            "{} passages are not valid {} and were replaced",
            decoded.replaced, decoded.charset
        )));
    }
    Ok(Given {
        text: page.text,
        title: page.title,
        published_on: page.published.map(|published| published.on),
        url: page.address,
        publisher: page.publisher.or(page.author),
        notes,
        ..Given::default()
    })
}

/// The longest a first line may be to be taken for a title, in characters.
const LONGEST_TITLE: usize = 200;

/// The first line of a text, where it stands by itself as a title does; a Markdown heading without its mark.
fn title(text: &str, format: Format) -> Option<String> {
    let text = text.trim_start();
    let (first, rest) = text.split_once('\n')?;
    let heading = first.trim_start_matches('#');
    let marked = format == Format::Markdown && heading.len() < first.len() && heading.starts_with(' ');
    let line = if marked { heading } else { first }.trim();
    let ends_sentence = line.ends_with(['.', ':', ';', ',']);
    let short = line.chars().count() <= LONGEST_TITLE;
    let alone = marked || !rest.trim().is_empty() && !ends_sentence;
    (short && alone && line.chars().any(char::is_alphabetic)).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static PAGES: LazyLock<PagePack> = LazyLock::new(PagePack::default);

    fn opened(name: &str, format: Format, bytes: &[u8]) -> Result<Opened, String> {
        let piece = Piece::new(name, format, bytes.to_vec());
        open(&piece, &|| Ok(&*PAGES), &Limits::default()).map_err(|trouble| trouble.0)
    }

    #[test]
    fn files_go_by_their_names_and_text_is_left_as_it_is() {
        let one = opened("some/dir/a.b.txt", Format::Text, "Title\r\n\r\nText \u{0}.\n".as_bytes()).unwrap();
        assert_eq!((one.stem.as_str(), one.file.as_str()), ("a.b", "a.b.txt"));
        assert_eq!(one.given.text, "Title\r\n\r\nText \u{0}.\n");
        assert_eq!(one.given.title.as_deref(), Some("Title"));
        assert!(one.trouble.is_none());
        assert_eq!(opened("-", Format::Text, b"Word.").unwrap().stem, "-");
    }

    #[test]
    fn what_is_empty_or_broken_is_named() {
        assert_eq!(opened("e.txt", Format::Text, b" \n").unwrap_err(), "e.txt: it holds no text");
        let words = "Совет собрался в Минске. ".repeat(5);
        let bytes = [words.as_bytes(), b"\xd0 ", words.as_bytes()].concat();
        let broken = opened("b.txt", Format::Text, &bytes).unwrap();
        assert!(broken.trouble.unwrap().0.starts_with("b.txt: 1 passages are not valid UTF-8"));
        assert!(broken.given.notes.is_empty());
        let piece =
            Piece { line: Some(5000), ..Piece::new("l.jsonl", Format::Jsonl, b"{\"doc\": 1".to_vec()) };
        let error = open(&piece, &|| Ok(&*PAGES), &Limits::default()).unwrap_err();
        assert!(error.0.starts_with("l.jsonl, line 5000: not a JSON object: "), "{error:?}");
    }

    #[test]
    fn the_title_is_a_line_by_itself() {
        let title = |text: &str, format| title(text, format);
        assert_eq!(title("# Results of 2024\ntext", Format::Markdown).as_deref(), Some("Results of 2024"));
        assert_eq!(title("The council met.\nIt was long.", Format::Text), None);
        assert_eq!(title("one line alone", Format::Text), None);
    }
}
