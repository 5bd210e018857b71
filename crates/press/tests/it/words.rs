//! The words of files, for comparing them.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

/// One part of a package.
pub fn part(package: &[u8], path: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut text = String::new();
    zip.by_name(path).unwrap_or_else(|error| panic!("{path}: {error}")).read_to_string(&mut text).unwrap();
    text
}

/// Words alone: how they are parted differs between formats.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a reader of the HTML page sees: without what the style sheet hides, with the numbers that it sets.
pub fn of_html(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let (mut shown, mut hidden, mut contents) = (String::new(), false, None);
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        match tag {
            "nav" | "/nav" => contents = None,
            "ol" => contents = Some(0),
            "li" => {
                if let Some(number) = &mut contents {
                    *number += 1;
                    shown.push_str(&format!("{number}."));
                }
            }
            "/caption" | "/a" | "/title" | "/desc" => hidden = false,
            tag if ["caption", "title id", "desc id"].iter().any(|of| tag.starts_with(of))
                || tag.starts_with("a class=\"skip\"") =>
            {
                hidden = true
            }
            tag => {
                if let Some(passage) = tag.strip_prefix("li id=\"p") {
                    shown.push_str(&format!("[{}]", passage.split('"').next().unwrap()));
                }
            }
        }
        if !hidden {
            shown.push_str(text);
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(shown, |text, (entity, c)| text.replace(entity, c))
}

/// The words of a document, without what fields say to the program.
pub fn of_docx(package: &[u8]) -> String {
    let document = part(package, "word/document.xml");
    let mut reader = Reader::from_str(&document);
    let (mut words, mut inside) = (String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) if element.name().as_ref() == "w:t" => inside = true,
            Event::End(element) if element.name().as_ref() == "w:t" => inside = false,
            Event::End(element) if element.name().as_ref() == "w:p" => words.push('\n'),
            Event::Text(text) if inside => words.push_str(&text),
            Event::GeneralRef(name) if inside => {
                words.push_str(match name.as_ref() as &str {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    other => panic!("an entity {other}"),
                });
            }
            Event::Eof => return words,
            _ => {}
        }
    }
}

/// The values of an attribute of an element, in their order.
pub fn values(xml: &str, element: &str, attribute: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut values = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(found) | Event::Empty(found) if found.name().as_ref() == element => {
                let value = found.try_get_attribute(attribute).unwrap();
                values.extend(value.map(|value| value.value.to_string()));
            }
            Event::Eof => return values,
            _ => {}
        }
    }
}
