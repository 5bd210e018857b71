//! Documents: their words, links and styles.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use press::docx::Style;
use press::{Format, render};
use report::html;
use report::wording::Page;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::pages;
use crate::words::{of_docx, of_html, part, squeezed, values};

fn docx(page: &Page, lang: &str) -> Vec<u8> {
    render(page, pages::locale(lang), pages::as_of(), Format::Docx(None)).unwrap()
}

#[test]
fn a_document_says_what_the_page_on_the_web_says() {
    for lang in ["en", "ru"] {
        let page = pages::outcomes(lang);
        let (html, docx) = (html::page(&page, pages::locale(lang)), docx(&page, lang));
        assert_eq!(squeezed(&of_docx(&docx)), squeezed(&of_html(&html)), "{lang}");
    }
}

#[test]
fn every_citation_leads_to_its_passage_and_back() {
    let document = part(&docx(&pages::outcomes("en"), "en"), "word/document.xml");
    let bookmarks = values(&document, "w:bookmarkStart", "w:name");
    let unique: BTreeSet<&String> = bookmarks.iter().collect();
    assert_eq!(unique.len(), bookmarks.len(), "a bookmark stands twice");
    let [mut starts, mut ends] =
        ["w:bookmarkStart", "w:bookmarkEnd"].map(|element| values(&document, element, "w:id"));
    starts.sort();
    ends.sort();
    assert_eq!(starts, ends);
    let targets = values(&document, "w:hyperlink", "w:anchor");
    let lost: Vec<&String> = targets.iter().filter(|target| !unique.contains(target)).collect();
    assert!(lost.is_empty(), "nothing is called {lost:?}");
    let cites: Vec<&&String> =
        unique.iter().filter(|name| name.starts_with('c') && name.contains('_')).collect();
    assert!(cites.len() > 20, "{cites:?}");
    for cite in cites {
        assert!(targets.contains(cite), "no passage leads back to {cite}");
    }
}

#[test]
fn what_is_drawn_lies_within_its_picture() {
    let document = part(&docx(&pages::everything(), "en"), "word/document.xml");
    let drawings: Vec<&str> = document.split("<w:drawing>").skip(1).collect();
    assert_eq!(drawings.len(), 4);
    for drawing in drawings {
        let drawing = drawing.split("</w:drawing>").next().unwrap();
        let numbers = |element: &str, attribute: &str| -> Vec<i64> {
            values(drawing, element, attribute).iter().map(|value| value.parse().unwrap()).collect()
        };
        let all = |element: &str, x: &str, y: &str| -> Vec<(i64, i64)> {
            numbers(element, x).into_iter().zip(numbers(element, y)).collect()
        };
        let whole = all("wp:extent", "cx", "cy")[0];
        let (places, extents) = (all("a:off", "x", "y"), all("a:ext", "cx", "cy"));
        assert!(places.len() > 1 && places.len() == extents.len());
        for ((x, y), (width, height)) in places.into_iter().zip(extents) {
            assert!(
                x >= 0 && y >= 0 && x + width <= whole.0 && y + height <= whole.1,
                "{x} {y} {width} {height}"
            );
        }
    }
}

#[test]
fn styles_languages_and_heads_of_tables_are_real() {
    let package = docx(&pages::outcomes("ru"), "ru");
    let (document, styles) = (part(&package, "word/document.xml"), part(&package, "word/styles.xml"));
    let defined: BTreeSet<String> = values(&styles, "w:style", "w:styleId").into_iter().collect();
    for element in ["w:pStyle", "w:rStyle", "w:tblStyle"] {
        let used: BTreeSet<String> = values(&document, element, "w:val").into_iter().collect();
        assert!(!used.is_empty() && used.is_subset(&defined), "{used:?}");
    }
    for style in ["Title", "Heading1", "Heading2", "ListBullet", "ReportPassage"] {
        assert!(document.contains(&format!("<w:pStyle w:val=\"{style}\"/>")), "{style} is not used");
    }
    let langs: BTreeSet<String> = values(&document, "w:lang", "w:val").into_iter().collect();
    assert!(langs.contains("ru") && langs.contains("en"), "{langs:?}");
    assert_eq!(document.matches("<w:tbl>").count(), document.matches("<w:tblHeader/>").count());
    assert!(part(&package, "docProps/core.xml").contains("<dc:language>ru</dc:language>"));
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let page = pages::everything();
    assert_eq!(docx(&page, "en"), docx(&page, "en"));
}

#[test]
fn every_part_is_xml_and_every_relation_leads_to_a_part() {
    for page in [pages::everything(), pages::empty(), pages::outcomes("en")] {
        sound(&docx(&page, "en"));
    }
}

/// Every part can be read, and what is named is there.
fn sound(package: &[u8]) {
    let mut zip = ZipArchive::new(Cursor::new(package)).unwrap();
    let names: BTreeSet<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        while reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}"))
            != quick_xml::events::Event::Eof
        {}
    }
    let types = part(package, "[Content_Types].xml");
    for path in values(&types, "Override", "PartName") {
        assert!(names.contains(path.trim_start_matches('/')), "{path} is not there");
    }
    let relations = part(package, "word/_rels/document.xml.rels");
    let ids = values(&relations, "Relationship", "Id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice: {ids:?}");
    for target in values(&relations, "Relationship", "Target") {
        let path = target.strip_prefix('/').map_or(format!("word/{target}"), str::to_owned);
        assert!(target.starts_with("https://") || names.contains(&path), "{target} is not there");
    }
    let document = part(package, "word/document.xml");
    for id in ["w:hyperlink", "w:headerReference", "w:footerReference"]
        .iter()
        .flat_map(|element| values(&document, element, "r:id"))
    {
        assert!(ids.contains(&id), "no relation {id}");
    }
}

/// A document of an organisation: a heading under another id, a letterhead with a picture, its own page.
fn letterhead(parts: &[(&str, &str)]) -> Vec<u8> {
    let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let document = format!(
        "<w:document xmlns:w=\"{word}\" xmlns:r=\"{office}\"><w:body><w:p/><w:sectPr>\
         <w:headerReference w:type=\"default\" r:id=\"rId7\"/><w:footerReference w:type=\"default\" r:id=\"rId99\"/>\
         <w:pgSz w:w=\"12240\" w:h=\"15840\"/><w:pgMar w:left=\"1440\" w:right=\"1440\"/></w:sectPr></w:body></w:document>"
    );
    let styles = format!(
        "<w:styles xmlns:w=\"{word}\"><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"Heading 1\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Our banner\"/></w:style></w:styles>"
    );
    let relations = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{office}/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"rId7\" Type=\"{office}/header\" Target=\"header1.xml\"/>\
         <Relationship Id=\"rId8\" Type=\"{office}/comments\" Target=\"comments.xml\"/></Relationships>"
    );
    let header = format!("<w:hdr xmlns:w=\"{word}\"><w:p/></w:hdr>");
    let beside = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{office}/image\" Target=\"media/logo.png\"/></Relationships>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/></Types>";
    let own = [
        ("[Content_Types].xml", types),
        ("word/document.xml", document.as_str()),
        ("word/styles.xml", styles.as_str()),
        ("word/_rels/document.xml.rels", relations.as_str()),
        ("word/header1.xml", header.as_str()),
        ("word/_rels/header1.xml.rels", beside.as_str()),
        ("word/media/logo.png", "a picture"),
        ("word/comments.xml", "<w:comments/>"),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in own {
        let text = parts.iter().find(|(other, _)| *other == path).map_or(text, |(_, text)| text);
        if !text.is_empty() {
            zip.start_file(path, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_organisation_lends_its_styles_page_and_letterhead() {
    let style = Style::read(&letterhead(&[])).unwrap();
    let page = pages::outcomes("en");
    let package = render(&page, pages::locale("en"), pages::as_of(), Format::Docx(Some(&style))).unwrap();
    sound(&package);
    assert_eq!(squeezed(&of_docx(&package)), squeezed(&of_docx(&docx(&page, "en"))));
    let (document, styles) = (part(&package, "word/document.xml"), part(&package, "word/styles.xml"));
    assert!(document.contains("<w:pStyle w:val=\"1\"/>"), "a heading in the style of the organisation");
    assert!(document.contains("<w:pStyle w:val=\"RapporteurTitle\"/>"), "its Title is another style");
    assert!(document.contains("r:id=\"rId7\"") && !document.contains("rId99"), "its header, and no other");
    assert!(document.contains("w:w=\"12240\""));
    assert_eq!(part(&package, "word/media/logo.png"), "a picture");
    assert!(ZipArchive::new(Cursor::new(&package)).unwrap().by_name("word/comments.xml").is_err());
    let ids = values(&styles, "w:style", "w:styleId");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert_eq!(values(&styles, "w:style", "w:default").len(), 1);
    assert!(values(&styles, "w:basedOn", "w:val").iter().all(|id| ids.contains(id)));
}

#[test]
fn what_is_no_document_is_told_so() {
    let told = |bytes: &[u8]| Style::read(bytes).map(|_| ()).unwrap_err().to_string();
    assert!(told(b"%PDF-1.7").starts_with("it is no document of Word: "));
    assert_eq!(
        told(&letterhead(&[("word/styles.xml", "")])),
        "it is no document of Word: it has no word/styles.xml"
    );
    let unread =
        "its word/styles.xml cannot be read: save it with Word or LibreOffice as .docx and try again";
    assert_eq!(told(&letterhead(&[("word/styles.xml", "no <markup")])), unread);
    assert_eq!(told(&letterhead(&[("word/styles.xml", "<w:styles>")])), unread);
    Style::read(&letterhead(&[("word/document.xml", "<w:document><w:body")])).unwrap();
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn a_damaged_document_is_refused_or_taken(path in 0usize..3, at in 0usize..400, junk in "[<>/&=\"a-z:]{0,12}") {
        let names = ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"];
        let whole = part(&letterhead(&[]), names[path]);
        let cut = whole.char_indices().map(|(at, _)| at).nth(at).unwrap_or(whole.len());
        let damaged = format!("{}{junk}{}", &whole[..cut], &whole[cut..]);
        if let Ok(style) = Style::read(&letterhead(&[(names[path], &damaged)])) {
            render(&pages::empty(), pages::locale("en"), pages::as_of(), Format::Docx(Some(&style))).unwrap();
        }
    }
}
