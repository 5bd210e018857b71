//! The styles, page and letterhead of an organisation's own document.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::looks::{self, Ids};
use super::xml::Xml;
use super::{Package, RELATIONS};

/// Parts larger than this, unpacked and taken together, are no letterhead.
const LARGEST: u64 = 64 << 20;

/// Why a document could not lend its styles.
#[derive(Debug, thiserror::Error)]
pub enum StyleError {
    #[error("it is no document of Word: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("it is no document of Word: it has no {0}")]
    Part(String),
    #[error("its {0} cannot be read: save it with Word or LibreOffice as .docx and try again")]
    Xml(String),
    #[error("its parts come to more than {} MB", LARGEST >> 20)]
    Large,
}

/// What a document lends: everything but its words.
#[derive(Clone, Debug)]
pub struct Style {
    ids: Ids,
    /// The page with the relations of its headers and footers.
    section: String,
    width: Option<u32>,
    /// Parts by path, with their content type where they have their own.
    parts: BTreeMap<String, (Vec<u8>, Option<String>)>,
    extensions: BTreeMap<String, String>,
    /// Relations of the document: id, kind, target.
    relations: Vec<(String, String, String)>,
}

/// What a document that lends its styles is made of.
struct Lender {
    parts: BTreeMap<String, Vec<u8>>,
    types: BTreeMap<String, String>,
    extensions: BTreeMap<String, String>,
}

/// The path of the document among the parts, as all programs write it.
const DOCUMENT: &str = "word/document.xml";

impl Style {
    /// The styles of a document, from its bytes.
    pub fn read(bytes: &[u8]) -> Result<Style, StyleError> {
        let lender = Lender::open(bytes)?;
        let styles = lender.text("word/styles.xml")?;
        let own = names(styles).ok_or_else(|| StyleError::Xml("word/styles.xml".to_owned()))?;
        let ids = Ids::among(&own);
        let mut style = Style {
            section: section(lender.text(DOCUMENT)?).unwrap_or_default(),
            width: None,
            ids,
            parts: BTreeMap::new(),
            extensions: lender.extensions.clone(),
            relations: Vec::new(),
        };
        style.width = width(&style.section);
        style.take(&lender);
        style.complete(styles, &own)?;
        Ok(style)
    }

    pub(super) fn ids(&self) -> Ids {
        self.ids.clone()
    }

    pub(super) fn section(&self) -> String {
        self.section.clone()
    }

    pub(super) fn width(&self) -> Option<u32> {
        self.width
    }

    pub(super) fn pack(&self, package: &mut Package) {
        for (extension, kind) in &self.extensions {
            package.extensions.entry(extension.clone()).or_insert_with(|| kind.clone());
        }
        for (path, (bytes, kind)) in &self.parts {
            package.parts.insert(path.clone(), bytes.clone());
            if let Some(kind) = kind {
                package.types.insert(path.clone(), kind.clone());
            }
        }
        for (id, kind, target) in &self.relations {
            package.relations.push((id.clone(), kind.clone(), target.clone(), false));
        }
    }

    /// Takes the parts that styles and page rest on, and what those need.
    fn take(&mut self, lender: &Lender) {
        const LENT: [&str; 6] = ["styles", "numbering", "theme", "fontTable", "header", "footer"];
        for relation in lender.relations(DOCUMENT) {
            let kind = relation.kind.rsplit('/').next().unwrap_or_default();
            let path = resolve(DOCUMENT, &relation.target);
            if relation.outside || !LENT.contains(&kind) || !lender.parts.contains_key(&path) {
                continue;
            }
            self.take_part(lender, &path);
            self.relations.push((relation.id, format!("{RELATIONS}/{kind}"), format!("/{path}")));
        }
        // A header or footer that could not be taken is none.
        let ids: BTreeSet<&str> = self.relations.iter().map(|(id, ..)| id.as_str()).collect();
        self.section = without_references(&self.section, &ids);
    }

    fn take_part(&mut self, lender: &Lender, path: &str) {
        let Some(bytes) = lender.parts.get(path) else { return };
        if self.parts.insert(path.to_owned(), (bytes.clone(), lender.types.get(path).cloned())).is_some() {
            return;
        }
        let beside = beside(path);
        if let Some(relations) = lender.parts.get(&beside) {
            self.parts.insert(beside, (relations.clone(), None));
            for relation in lender.relations(path).into_iter().filter(|relation| !relation.outside) {
                self.take_part(lender, &resolve(path, &relation.target));
            }
        }
    }

    /// Adds the styles that the document does not have, and the list that they need.
    fn complete(&mut self, styles: &str, own: &BTreeMap<String, String>) -> Result<(), StyleError> {
        let numbering_path = self
            .relations
            .iter()
            .find(|(_, kind, _)| kind.ends_with("/numbering"))
            .map(|(_, _, target)| target.trim_start_matches('/').to_owned());
        let mut list = "1".to_owned();
        if looks::needs_list(own) {
            let unread = || StyleError::Xml("word/numbering.xml".to_owned());
            let present = numbering_path.as_ref().and_then(|path| self.parts.get(path));
            let numbering = match present {
                Some((bytes, _)) => {
                    let text = std::str::from_utf8(bytes).map_err(|_| unread())?;
                    let (whole, number) = with_list(text).ok_or_else(unread)?;
                    list = number;
                    whole
                }
                None => {
                    let mut xml = Xml::part();
                    xml.open("w:numbering", &[("xmlns:w", super::WORD)]);
                    looks::list("1", "1").iter().for_each(|list| xml.raw(list));
                    xml.close("w:numbering");
                    let target = "/word/numbering.xml".to_owned();
                    self.relations.push(("numbering1".to_owned(), format!("{RELATIONS}/numbering"), target));
                    xml.out
                }
            };
            let path = numbering_path.unwrap_or_else(|| "word/numbering.xml".to_owned());
            let kind = format!("{}.numbering+xml", super::OF_WORD);
            self.parts.insert(path, (numbering.into_bytes(), Some(kind)));
        }
        let end = styles.rfind("</w:styles>").ok_or_else(|| StyleError::Xml("word/styles.xml".to_owned()))?;
        let (before, after) = styles.split_at(end);
        let whole = format!("{before}{}{after}", looks::missing(&self.ids, own, &list));
        let kind = format!("{}.styles+xml", super::OF_WORD);
        if !self.relations.iter().any(|(_, kind, _)| kind.ends_with("/styles")) {
            let target = "/word/styles.xml".to_owned();
            self.relations.push(("styles1".to_owned(), format!("{RELATIONS}/styles"), target));
        }
        self.parts.insert("word/styles.xml".to_owned(), (whole.into_bytes(), Some(kind)));
        Ok(())
    }
}

struct Relation {
    id: String,
    kind: String,
    target: String,
    outside: bool,
}

impl Lender {
    fn open(bytes: &[u8]) -> Result<Lender, StyleError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))?;
        let (mut parts, mut left) = (BTreeMap::new(), LARGEST);
        for index in 0..zip.len() {
            let file = zip.by_index(index)?;
            let path = file.name()?.trim_start_matches('/').to_owned();
            let mut part = Vec::new();
            // One byte more than is left tells that there is too much.
            let read =
                file.take(left + 1).read_to_end(&mut part).map_err(|_| StyleError::Xml(path.clone()))?;
            left = left.checked_sub(read as u64).ok_or(StyleError::Large)?;
            parts.insert(path, part);
        }
        let mut lender = Lender { parts, types: BTreeMap::new(), extensions: BTreeMap::new() };
        let types = lender.text("[Content_Types].xml")?.to_owned();
        for (name, get) in elements(&types) {
            match (name.as_str(), get("PartName"), get("Extension"), get("ContentType")) {
                ("Override", Some(path), _, Some(kind)) => {
                    lender.types.insert(path.trim_start_matches('/').to_owned(), kind);
                }
                ("Default", _, Some(extension), Some(kind)) => {
                    lender.extensions.insert(extension.to_ascii_lowercase(), kind);
                }
                _ => {}
            }
        }
        Ok(lender)
    }

    fn text(&self, path: &str) -> Result<&str, StyleError> {
        let bytes = self.parts.get(path).ok_or_else(|| StyleError::Part(path.to_owned()))?;
        let text = std::str::from_utf8(bytes).map_err(|_| StyleError::Xml(path.to_owned()))?;
        Ok(text.trim_start_matches('\u{feff}'))
    }

    fn relations(&self, path: &str) -> Vec<Relation> {
        let Ok(text) = self.text(&beside(path)) else { return Vec::new() };
        let relation = |(_, get): (String, Attributes)| {
            Some(Relation {
                id: get("Id")?,
                kind: get("Type")?,
                target: get("Target")?,
                outside: get("TargetMode").is_some_and(|mode| mode == "External"),
            })
        };
        elements(text).filter_map(relation).collect()
    }
}

/// The value of an attribute by its name.
type Attributes = Box<dyn Fn(&str) -> Option<String>>;

/// The elements of a part in their order, until it can be read no further.
fn elements(text: &str) -> impl Iterator<Item = (String, Attributes)> + '_ {
    let mut reader = Reader::from_str(text);
    std::iter::from_fn(move || {
        loop {
            match reader.read_event() {
                Ok(Event::Start(element) | Event::Empty(element)) => {
                    let name = element.name().as_ref().to_owned();
                    let values = attributes(&element);
                    let get: Attributes = Box::new(move |name| values.get(name).cloned());
                    return Some((name, get));
                }
                Ok(Event::Eof) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    })
}

fn attributes(element: &BytesStart<'_>) -> BTreeMap<String, String> {
    let attributes = element.attributes().flatten();
    let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let name = attribute.key.as_ref().to_owned();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.clone().into_owned(), |value| value.into_owned());
        (name, value)
    };
    attributes.map(pair).collect()
}

/// The relations of a part stand beside it.
fn beside(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{path}.rels"),
    }
}

/// The path of a target that a part names.
fn resolve(part: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix('/') {
        return path.to_owned();
    }
    let mut folders: Vec<&str> = part.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(folders.pop()),
            "." | "" => {}
            step => folders.push(step),
        }
    }
    folders.join("/")
}

/// The ids of styles by their names in lower case.
fn names(styles: &str) -> Option<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    let mut id = None;
    let mut seen = false;
    for (name, get) in elements(styles) {
        match name.as_str() {
            "w:styles" => seen = true,
            "w:style" => id = get("w:styleId"),
            "w:name" => {
                if let (Some(id), Some(name)) = (id.take(), get("w:val")) {
                    names.entry(name.to_lowercase()).or_insert(id);
                }
            }
            _ => {}
        }
    }
    seen.then_some(names)
}

/// A part of numbering with the list of bullets added, and the number of that list.
fn with_list(numbering: &str) -> Option<(String, String)> {
    let (mut definition, mut list) = (0_u32, 0_u32);
    for (name, get) in elements(numbering) {
        let number = |attribute: &str| get(attribute).and_then(|number| number.parse::<u32>().ok());
        match name.as_str() {
            "w:abstractNum" => definition = definition.max(number("w:abstractNumId").unwrap_or(0)),
            "w:num" => list = list.max(number("w:numId").unwrap_or(0)),
            _ => {}
        }
    }
    let (definition, list) = (definition.checked_add(1)?.to_string(), list.checked_add(1)?.to_string());
    let [defined, listed] = looks::list(&definition, &list);
    let end = numbering.find("<w:numIdMacAtCleanup").or_else(|| numbering.rfind("</w:numbering>"))?;
    // All definitions go before all lists.
    let middle = numbering.find("<w:num ").unwrap_or(end);
    let (first, rest) = numbering.split_at(middle);
    let (second, third) = rest.split_at(end.checked_sub(middle)?);
    Some((format!("{first}{defined}{second}{listed}{third}"), list))
}

/// The last section of a document, with nothing in it but what says how its pages are.
fn section(document: &str) -> Option<String> {
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
fn without_references(section: &str, ids: &BTreeSet<&str>) -> String {
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
fn width(section: &str) -> Option<u32> {
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
    fn targets_are_found_from_where_they_are_named() {
        assert_eq!(resolve("word/document.xml", "theme/theme1.xml"), "word/theme/theme1.xml");
        assert_eq!(resolve("word/header1.xml", "../media/logo.png"), "media/logo.png");
        assert_eq!(resolve("word/header1.xml", "/word/media/logo.png"), "word/media/logo.png");
        assert_eq!(beside("word/header1.xml"), "word/_rels/header1.xml.rels");
    }

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

    #[test]
    fn a_list_is_added_behind_those_that_are_there() {
        let theirs = r#"<w:numbering><w:abstractNum w:abstractNumId="4"/><w:num w:numId="9"><w:abstractNumId w:val="4"/></w:num></w:numbering>"#;
        let (whole, list) = with_list(theirs).unwrap();
        assert_eq!(list, "10");
        let at = |part: &str| whole.find(part).unwrap();
        assert!(at("w:abstractNumId=\"4\"") < at("w:abstractNumId=\"5\""));
        assert!(
            at("w:abstractNumId=\"5\"") < at("w:numId=\"9\"") && at("w:numId=\"9\"") < at("w:numId=\"10\"")
        );
    }
}
