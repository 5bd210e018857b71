//! Books (EPUB): the chapters in their order.

use record::Lang;

use super::xml::{Step, values, walk};
use super::zipped::Zipped;
use super::{Document, Unread, broken, filled, sound_title};
use crate::decode::decode_markup;
use crate::gate::Limits;
use crate::html::all_lines;
use crate::input::day;
use crate::note::Note;

const CONTAINER: &str = "META-INF/container.xml";

pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Unread> {
    let mut zipped = Zipped::open(bytes, limits)?;
    let container = zipped.wanted(CONTAINER)?;
    let mut path = None;
    walk(CONTAINER, &container, &mut |step| {
        if let Step::Open(tag) = step
            && local(&tag.name) == "rootfile"
        {
            path = path.take().or_else(|| tag.attribute("full-path").map(str::to_owned));
        }
    })?;
    let path = path.ok_or_else(|| broken(format!("{CONTAINER} names no content")))?;
    let package = zipped.wanted(&path)?;
    let mut document = told(&path, &package)?;
    let mut lines = Vec::new();
    for chapter in chapters(&path, &package)? {
        let Some(part) = zipped.part(&chapter)? else {
            document.notes.push(Note::new(format!("the chapter {chapter} is missing")));
            continue;
        };
        lines.extend(all_lines(&decode_markup(&part, None).text, limits)?);
    }
    document.text = lines.join("\n");
    Ok(document)
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn told(path: &str, package: &[u8]) -> Result<Document, Unread> {
    let mut document = Document::default();
    let wanted = ["dc:title", "dc:creator", "dc:publisher", "dc:date", "dc:language"];
    for (name, value) in values(path, package, &wanted)? {
        match name.as_str() {
            "dc:title" => document.title = document.title.or_else(|| sound_title(value)),
            "dc:creator" => document.author = document.author.or_else(|| filled(value)),
            "dc:publisher" => document.publisher = document.publisher.or_else(|| filled(value)),
            "dc:date" => document.dated = document.dated.or_else(|| day(value.trim())),
            _ => document.lang = document.lang.or_else(|| filled(value).map(|tag| Lang::new(&tag))),
        }
    }
    Ok(document)
}

/// The paths of the chapters in the order of reading.
fn chapters(path: &str, package: &[u8]) -> Result<Vec<String>, Unread> {
    let mut items: Vec<(String, String)> = Vec::new();
    let mut spine = Vec::new();
    walk(path, package, &mut |step| {
        let Step::Open(tag) = step else { return };
        match local(&tag.name) {
            "item" => {
                let page = tag.attribute("media-type").is_some_and(|kind| kind.contains("html"));
                let contents = tag.attribute("properties").is_some_and(|all| all.contains("nav"));
                if let (true, false, Some(id), Some(href)) =
                    (page, contents, tag.attribute("id"), tag.attribute("href"))
                {
                    items.push((id.to_owned(), beside(path, href)));
                }
            }
            "itemref" => spine.extend(tag.attribute("idref").map(str::to_owned)),
            _ => {}
        }
    })?;
    items.sort();
    let path_of = |id: &String| {
        let at = items.binary_search_by(|(known, _)| known.cmp(id)).ok()?;
        items.get(at).map(|(_, path)| path.clone())
    };
    Ok(spine.iter().filter_map(path_of).collect())
}

/// A path as one part gives it of another.
fn beside(base: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    unescaped(&parts.join("/"))
}

/// `%20` is a blank.
fn unescaped(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let ahead = bytes.clone();
        let two: String = ahead.take(2).map(char::from).collect();
        match (byte, u8::from_str_radix(&two, 16)) {
            (b'%', Ok(value)) if two.len() == 2 => {
                out.push(value);
                bytes.next();
                bytes.next();
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::zipped::tests::packed;
    use super::*;

    #[test]
    fn chapters_in_the_order_of_reading() {
        let container =
            "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>";
        let package = "<package><metadata><dc:title>A yearbook</dc:title><dc:creator>An institute</dc:creator><dc:date>2024-11-28</dc:date><dc:language>ru</dc:language></metadata>\
            <manifest><item id='b' href='two%20b.xhtml' media-type='application/xhtml+xml'/><item id='a' href='../a.xhtml' media-type='application/xhtml+xml'/>\
            <item id='c' href='c.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine></package>";
        let parts: [(&str, &[u8]); 4] = [
            (CONTAINER, container.as_bytes()),
            ("OEBPS/book.opf", package.as_bytes()),
            ("OEBPS/two b.xhtml", b"<html><body><p>Second.</p></body></html>"),
            ("a.xhtml", b"<html><head><title>x</title></head><body><h1>First</h1><p>Text &amp; more.</p></body></html>"),
        ];
        let read = read(&packed(&parts), &Limits::default()).unwrap();
        assert_eq!(read.text, "First\nText & more.\nSecond.");
        assert_eq!(read.lang, Some(Lang::new("ru")));
        assert_eq!(
            (read.title.as_deref(), read.author.as_deref()),
            (Some("A yearbook"), Some("An institute"))
        );
        assert_eq!(read.notes[0].to_string(), "the chapter OEBPS/c.xhtml is missing");
    }
}
