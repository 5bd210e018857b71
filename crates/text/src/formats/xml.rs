//! XML of documents as a row of steps. Nothing is built and nothing expanded, so that memory is bounded by the input.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Unread, broken};
use crate::decode::decode_markup;
use crate::html::resolve_references;

/// One step through a document, with names as they are written, prefix included.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Open(Tag),
    Close(String),
    Text(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Walks through a part named so; an element without content is opened and closed.
pub fn walk(part: &str, bytes: &[u8], each: &mut dyn FnMut(Step)) -> Result<(), Unread> {
    let decoded = decode_markup(bytes, None).text;
    let mut reader = Reader::from_str(&decoded);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::Start(start)) => each(Step::Open(tag(&start))),
            Ok(Event::Empty(start)) => {
                let tag = tag(&start);
                let name = tag.name.clone();
                each(Step::Open(tag));
                each(Step::Close(name));
            }
            Ok(Event::End(end)) => each(Step::Close(end.name().as_ref().to_owned())),
            Ok(Event::Text(text)) => each(Step::Text(text.into_inner().into_owned())),
            Ok(Event::CData(text)) => each(Step::Text(text.into_inner().into_owned())),
            Ok(Event::GeneralRef(reference)) => {
                let written = format!("&{};", reference.into_inner());
                each(Step::Text(resolve_references(&written).into_owned()));
            }
            // no document of these formats has them, and those that do mean to grow
            Ok(Event::DocType(declared)) if declared.contains("<!ENTITY") => {
                return Err(broken(format!("{part} declares entities")));
            }
            Ok(_) => {}
            Err(error) => return Err(broken(format!("{part}: {}", error.to_string().to_lowercase()))),
        }
    }
}

fn tag(start: &BytesStart<'_>) -> Tag {
    let mut written = start.html_attributes();
    let attributes = written.with_checks(false).filter_map(|attribute| {
        let attribute = attribute.ok()?;
        let value = resolve_references(&attribute.value).into_owned();
        Some((attribute.key.as_ref().to_owned(), value))
    });
    Tag { name: start.name().as_ref().to_owned(), attributes: attributes.take(64).collect() }
}

/// The text of each wanted element, in order.
pub fn values(part: &str, bytes: &[u8], wanted: &[&str]) -> Result<Vec<(String, String)>, Unread> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside: Option<(String, String)> = None;
    walk(part, bytes, &mut |step| match step {
        Step::Open(tag) if wanted.contains(&tag.name.as_str()) => inside = Some((tag.name, String::new())),
        Step::Text(text) => inside.iter_mut().for_each(|(_, value)| value.push_str(&text)),
        Step::Close(name) => {
            if inside.as_ref().is_some_and(|(open, _)| *open == name) {
                found.extend(inside.take());
            }
        }
        Step::Open(_) => {}
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_references_and_without_entities() {
        let xml = "<?xml version='1.0'?><a><b c='1 &lt; 2'>x &amp; <![CDATA[y]]>&#1078;</b><b/></a>";
        let found = values("p", xml.as_bytes(), &["b"]).unwrap();
        assert_eq!(found, [("b".to_owned(), "x & yж".to_owned()), ("b".to_owned(), String::new())]);
        let bomb = "<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z '&x;&x;'>]><a>&z;</a>";
        assert_eq!(
            values("p.xml", bomb.as_bytes(), &[]).unwrap_err(),
            Unread::Broken("p.xml declares entities".to_owned())
        );
        assert!(values("p.xml", b"<a><b></a>", &[]).is_err());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(markup in "[<>/!a-c=\"' &;#\\-\\[\\]?Ж]{0,60}") {
            let _ = walk("p", markup.as_bytes(), &mut |_| {});
        }
    }
}
