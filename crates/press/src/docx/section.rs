//! The pages of a document that lends its styles: their size, margins, headers and footers.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::markup::{attributes, elements};
use super::xml::Xml;

/// The last section of a document, with nothing in it but what says how its pages are.
pub fn section(document: &str) -> Option<String> {
    const DROPPED: [&str; 4] = ["w:sectPrChange", "w:footnotePr", "w:endnotePr", "w:printerSettings"];
    let mut reader = Reader::from_str(document);
    let (mut last, mut xml): (Option<String>, Option<Xml>) = (None, None);
    let mut dropped = 0_usize;
    loop {
        let event = reader.read_event().ok()?;
        match event {
            Event::Eof => return last,
            Event::Start(element) | Event::Empty(element)
                if xml.is_none() && element.name().as_ref() != "w:sectPr" =>
            {
                drop(element);
            }
            Event::Start(element) => {
                let name = element.name().as_ref().to_owned();
                if dropped > 0 || DROPPED.contains(&name.as_str()) || !name.starts_with("w:") {
                    dropped += 1;
                } else {
                    let xml = xml.get_or_insert_with(Xml::default);
                    open(xml, &name, &element, false);
                }
            }
            Event::Empty(element) => {
                let name = element.name().as_ref().to_owned();
                if name == "w:sectPr" {
                    last = Some(String::new());
                } else if dropped == 0 && !DROPPED.contains(&name.as_str()) && name.starts_with("w:") {
                    open(xml.get_or_insert_with(Xml::default), &name, &element, true);
                }
            }
            Event::End(element) => {
                if dropped > 0 {
                    dropped -= 1;
                } else if let Some(mut open) = xml.take() {
                    let name = element.name().as_ref().to_owned();
                    open.close(&name);
                    if name == "w:sectPr" {
                        last = Some(open.out);
                    } else {
                        xml = Some(open);
                    }
                }
            }
            _ => {}
        }
    }
}

fn open(xml: &mut Xml, name: &str, element: &BytesStart<'_>, empty: bool) {
    let attributes = attributes(element);
    let known = |name: &str| (name.starts_with("w:") && !name.starts_with("w:rsid")) || name == "r:id";
    let attributes: Vec<(&str, &str)> = attributes
        .iter()
        .filter(|(name, _)| known(name))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    if empty { xml.empty(name, &attributes) } else { xml.open(name, &attributes) }
}

/// The section without headers and footers whose relation is not among these.
pub fn without_references(section: &str, ids: &BTreeSet<&str>) -> String {
    let mut out = section.to_owned();
    for (name, get) in elements(section) {
        let is_reference = name == "w:headerReference" || name == "w:footerReference";
        let Some(id) = get("r:id").filter(|id| is_reference && !ids.contains(id.as_str())) else { continue };
        let start = out.match_indices(&format!("<{name} ")).map(|(at, _)| at).find(|at| {
            let tag = out.get(*at..).and_then(|rest| rest.split("/>").next()).unwrap_or_default();
            tag.contains(&format!("r:id=\"{id}\""))
        });
        if let Some(start) = start
            && let Some(length) = out.get(start..).and_then(|rest| rest.find("/>"))
        {
            out.replace_range(start..start + length + 2, "");
        }
    }
    out
}

/// Between the margins of the section, in twentieths of a point.
pub fn width(section: &str) -> Option<u32> {
    let (mut page, mut margins) = (None, 0_i64);
    for (name, get) in elements(section) {
        let number = |attribute: &str| get(attribute).and_then(|number| number.parse::<i64>().ok());
        match name.as_str() {
            "w:pgSz" => page = number("w:w"),
            "w:pgMar" => {
                margins = number("w:left").unwrap_or(0).saturating_add(number("w:right").unwrap_or(0))
            }
            _ => {}
        }
    }
    let width = page?.saturating_sub(margins);
    (1000..40_000).contains(&width).then_some(width as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_section_is_taken_without_what_it_changed() {
        let document = r#"<w:document><w:body><w:p><w:pPr><w:sectPr><w:pgSz w:w="1"/></w:sectPr></w:pPr></w:p>
            <w:sectPr w:rsidR="00AA"><w:headerReference w:type="default" r:id="rId7"/><w:pgSz w:w="11906" w:h="16838"/>
            <w:pgMar w:left="1000" w:right="906" w14:x="1"/><w:cols w:num="2"><w:col w:w="5"/></w:cols>
            <w:sectPrChange><w:sectPr><w:pgSz w:w="2"/></w:sectPr></w:sectPrChange></w:sectPr></w:body></w:document>"#;
        let section = section(document).unwrap();
        assert_eq!(
            section,
            "<w:sectPr><w:headerReference r:id=\"rId7\" w:type=\"default\"/><w:pgSz w:h=\"16838\" w:w=\"11906\"/>\
             <w:pgMar w:left=\"1000\" w:right=\"906\"/><w:cols w:num=\"2\"><w:col w:w=\"5\"/></w:cols></w:sectPr>"
        );
        assert_eq!(width(&section), Some(10_000));
        assert!(without_references(&section, &BTreeSet::from(["rId7"])).contains("rId7"));
        assert!(!without_references(&section, &BTreeSet::new()).contains("header"));
    }
}
