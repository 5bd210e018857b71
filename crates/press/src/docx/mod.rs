//! A page as a document of Word: styles with their names, headings, lists, tables that repeat their heads,
//! citations that lead to their passage and back.
//!
//! Written part by part rather than through a library: the styles of an organisation's own document are
//! taken over as they are, and the same page gives the same bytes. `docs/decisions/0019-office-files.md`.

mod body;
mod chart;
mod looks;
mod markup;
mod section;
mod style;
mod xml;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use record::Date;
pub use style::{Style, StyleError};

use crate::Error;
use crate::flow::Flow;
use looks::Ids;
use xml::{HEAD, Xml};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const OF_WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const OF_RELATIONS: &str = "application/vnd.openxmlformats-package.relationships+xml";

/// A4 with margins of 2.2 cm.
const PLAIN_PAGE: &str = concat!(
    r#"<w:pgSz w:w="11906" w:h="16838"/>"#,
    r#"<w:pgMar w:top="1247" w:right="1247" w:bottom="1361" w:left="1247" w:header="708" w:footer="680" w:gutter="0"/>"#
);
const PLAIN_WIDTH: u32 = 11906 - 2 * 1247;

/// What goes into the package, by path.
#[derive(Default)]
struct Package {
    parts: BTreeMap<String, Vec<u8>>,
    /// Content types of parts that have their own.
    types: BTreeMap<String, String>,
    /// Content types by extension.
    extensions: BTreeMap<String, String>,
    /// Relations of the document: id, kind, target, and whether that is outside.
    relations: Vec<(String, String, String, bool)>,
}

impl Package {
    fn part(&mut self, path: &str, kind: &str, bytes: impl Into<Vec<u8>>) {
        self.parts.insert(path.to_owned(), bytes.into());
        self.types.insert(path.to_owned(), kind.to_owned());
    }

    /// A part of the document itself.
    fn of_document(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.part(&format!("word/{name}.xml"), &format!("{OF_WORD}.{name}+xml"), bytes);
        self.relate(name, &format!("{name}.xml"));
    }

    fn relate(&mut self, kind: &str, target: &str) {
        let kind_address = format!("{RELATIONS}/{kind}");
        self.relations.push((format!("{kind}1"), kind_address, target.to_owned(), false));
    }
}

pub(crate) fn write(flow: &Flow, as_of: Date, style: Option<&Style>) -> Result<Vec<u8>, Error> {
    let mut package = Package::default();
    package.extensions.insert("rels".to_owned(), OF_RELATIONS.to_owned());
    package.extensions.insert("xml".to_owned(), "application/xml".to_owned());
    let (ids, section, width) = match style {
        Some(style) => {
            style.pack(&mut package);
            (style.ids(), style.section(), style.width().unwrap_or(PLAIN_WIDTH))
        }
        None => plain(flow, &mut package),
    };
    let (document, web) = body::write(flow, &ids, &section, width);
    package.part("word/document.xml", &format!("{OF_WORD}.document.main+xml"), document);
    package.of_document("settings", settings(&flow.lang));
    for (index, url) in web.into_iter().enumerate() {
        package.relations.push((body::relation(index), format!("{RELATIONS}/hyperlink"), url, true));
    }
    let relations = relations(&package.relations);
    package.parts.insert("word/_rels/document.xml.rels".to_owned(), relations.into());
    about(flow, as_of, &mut package);
    pack(&package)
}

/// The styles and the page of a document without an organisation's own.
fn plain(flow: &Flow, package: &mut Package) -> (Ids, String, u32) {
    let ids = Ids::among(&BTreeMap::new());
    package.of_document("styles", looks::part(&ids, &flow.lang, "1"));
    let mut numbering = Xml::part();
    numbering.open("w:numbering", &[("xmlns:w", WORD)]);
    looks::list("1", "1").iter().for_each(|list| numbering.raw(list));
    numbering.close("w:numbering");
    package.of_document("numbering", numbering.out);
    package.of_document("fontTable", include_str!("../../templates/fonts.xml"));
    let theme = "application/vnd.openxmlformats-officedocument.theme+xml";
    package.part("word/theme/theme1.xml", theme, include_str!("../../templates/theme.xml"));
    package.relate("theme", "theme/theme1.xml");
    package.of_document("footer", body::footer(flow, &ids, PLAIN_WIDTH));
    let footer = r#"<w:footerReference w:type="default" r:id="footer1"/>"#;
    (ids, format!("<w:sectPr>{footer}{PLAIN_PAGE}</w:sectPr>"), PLAIN_WIDTH)
}

fn settings(lang: &str) -> String {
    let mut xml = Xml::part();
    xml.open("w:settings", &[("xmlns:w", WORD)]);
    xml.raw(r#"<w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/>"#);
    xml.raw(r#"<w:compat><w:compatSetting w:name="compatibilityMode" "#);
    xml.raw(r#"w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>"#);
    xml.empty("w:themeFontLang", &[("w:val", lang)]);
    xml.raw(concat!(
        r#"<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" "#,
        r#"w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" "#,
        r#"w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>"#,
    ));
    xml.close("w:settings");
    xml.out
}

fn relations(relations: &[(String, String, String, bool)]) -> String {
    let mut xml = Xml::part();
    xml.open("Relationships", &[("xmlns", PACKAGE)]);
    for (id, kind, target, outside) in relations {
        let mut attributes = vec![("Id", id.as_str()), ("Type", kind), ("Target", target)];
        if *outside {
            attributes.push(("TargetMode", "External"));
        }
        xml.empty("Relationship", &attributes);
    }
    xml.close("Relationships");
    xml.out
}

/// What the document says of itself, and where its parts are.
fn about(flow: &Flow, as_of: Date, package: &mut Package) {
    let mut core = Xml::part();
    let of_package = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    let spaces = [
        ("xmlns:cp", of_package),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    core.open("cp:coreProperties", &spaces);
    core.element("dc:title", &[], &flow.name);
    core.element("dc:subject", &[], &crate::flow::words(&flow.kicker));
    core.element("dc:language", &[], &flow.lang);
    for event in ["dcterms:created", "dcterms:modified"] {
        core.element(event, &[("xsi:type", "dcterms:W3CDTF")], &format!("{as_of}T00:00:00Z"));
    }
    core.close("cp:coreProperties");
    package.part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", core.out);
    let of_office = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    let mut app = Xml::part();
    app.open("Properties", &[("xmlns", of_office)]);
    app.element("Application", &[], "Rapporteur");
    app.close("Properties");
    let kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml";
    package.part("docProps/app.xml", kind, app.out);
    let relation =
        |id: &str, kind: &str, target: &str| (id.to_owned(), kind.to_owned(), target.to_owned(), false);
    let roots = [
        relation("document", &format!("{RELATIONS}/officeDocument"), "word/document.xml"),
        relation("core", &format!("{PACKAGE}/metadata/core-properties"), "docProps/core.xml"),
        relation("app", &format!("{RELATIONS}/extended-properties"), "docProps/app.xml"),
    ];
    package.parts.insert("_rels/.rels".to_owned(), relations(&roots).into());
}

fn types(package: &Package) -> String {
    let mut xml = Xml { out: HEAD.to_owned() };
    xml.open("Types", &[("xmlns", TYPES)]);
    for (extension, kind) in &package.extensions {
        xml.empty("Default", &[("Extension", extension), ("ContentType", kind)]);
    }
    for (path, kind) in &package.types {
        xml.empty("Override", &[("PartName", &format!("/{path}")), ("ContentType", kind)]);
    }
    xml.close("Types");
    xml.out
}

/// The parts in one file, in the order of their paths and without the time of day.
fn pack(package: &Package) -> Result<Vec<u8>, Error> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("[Content_Types].xml", options)?;
    zip.write_all(types(package).as_bytes())?;
    for (path, bytes) in &package.parts {
        zip.start_file(path.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
