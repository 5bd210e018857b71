//! The styles, page and letterhead of an organisation's own document.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::looks::{self, Ids};
use super::markup::{Attributes, elements};
use super::section::{section, width, without_references};
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
