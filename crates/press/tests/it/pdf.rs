//! Printed pages: their words, links and tags, as another reader of PDF sees them.

use std::collections::{BTreeMap, BTreeSet};

use pdf_extract::{Dictionary, Document, Object, ObjectId};
use press::{Format, render};
use report::html;
use report::wording::Page;

use crate::pages;
use crate::words::{of_html, squeezed};

fn pdf(page: &Page, lang: &str) -> Vec<u8> {
    render(page, pages::locale(lang), pages::as_of(), Format::Pdf).unwrap()
}

/// What an object refers to, or the object itself.
fn resolved<'d>(document: &'d Document, object: &'d Object) -> &'d Object {
    match object {
        Object::Reference(id) => document.get_object(*id).unwrap(),
        object => object,
    }
}

fn value<'d>(document: &'d Document, dict: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    Some(resolved(document, dict.get(key).ok()?))
}

/// The leaves of a tree of names.
fn names(document: &Document, node: &Dictionary, found: &mut BTreeMap<Vec<u8>, Object>) {
    if let Some(pairs) = value(document, node, b"Names") {
        for pair in pairs.as_array().unwrap().chunks(2) {
            found.insert(pair[0].as_str().unwrap().to_vec(), resolved(document, &pair[1]).clone());
        }
    }
    if let Some(kids) = value(document, node, b"Kids") {
        for kid in kids.as_array().unwrap() {
            names(document, resolved(document, kid).as_dict().unwrap(), found);
        }
    }
}

/// Every link, by the anchor that it leads to, or its web address.
fn links(document: &Document) -> Vec<(ObjectId, String)> {
    let mut links = Vec::new();
    for page in document.get_pages().values() {
        let page = document.get_dictionary(*page).unwrap();
        let Some(annotations) = value(document, page, b"Annots") else { continue };
        for annotation in annotations.as_array().unwrap() {
            let id = annotation.as_reference().unwrap();
            let dict = document.get_dictionary(id).unwrap();
            assert!(!dict.get(b"Contents").unwrap().as_str().unwrap().is_empty(), "a link without words");
            let to = match value(document, dict, b"Dest") {
                Some(to) => to.as_str().unwrap().to_vec(),
                None => {
                    let action = value(document, dict, b"A").unwrap().as_dict().unwrap();
                    action.get(b"URI").unwrap().as_str().unwrap().to_vec()
                }
            };
            links.push((id, String::from_utf8(to).unwrap()));
        }
    }
    links
}

#[test]
fn every_citation_leads_to_its_passage_and_back() {
    for page in [pages::outcomes("en"), pages::outcomes("ru"), pages::everything()] {
        let document = Document::load_mem(&pdf(&page, "en")).unwrap();
        let catalog = document.catalog().unwrap();
        let tree = value(&document, catalog, b"Names").unwrap().as_dict().unwrap();
        let mut places = BTreeMap::new();
        names(&document, value(&document, tree, b"Dests").unwrap().as_dict().unwrap(), &mut places);
        let pages: BTreeSet<ObjectId> = document.get_pages().into_values().collect();
        let links: BTreeSet<String> = links(&document).into_iter().map(|(_, to)| to).collect();
        let within: BTreeSet<&String> = links.iter().filter(|to| !to.starts_with("http")).collect();
        assert!(within.len() > 10, "{within:?}");
        for link in within {
            let place = places.get(link.as_bytes()).unwrap_or_else(|| panic!("nothing is called {link}"));
            let place = match place {
                Object::Dictionary(dict) => value(&document, dict, b"D").unwrap().as_array().unwrap(),
                place => place.as_array().unwrap(),
            };
            assert!(pages.contains(&place[0].as_reference().unwrap()), "{link} leads to no page");
        }
        for cite in places.keys().map(|name| String::from_utf8(name.clone()).unwrap()) {
            let number =
                cite.strip_prefix('c').and_then(|rest| rest.split_once('-')).map(|(number, _)| number);
            if let Some(number) = number.filter(|number| places.contains_key(format!("p{number}").as_bytes()))
            {
                assert!(links.contains(&cite) && links.contains(&format!("p{number}")), "{cite}");
            }
        }
    }
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let page = pages::everything();
    assert_eq!(pdf(&page, "en"), pdf(&page, "en"));
}

/// The words that no page ends in, as another program takes them out of the file.
fn said(pdf: &[u8]) -> String {
    squeezed(&pdf_extract::extract_text_from_mem(pdf).unwrap())
}

#[test]
fn pages_say_what_the_page_on_the_web_says() {
    for lang in ["en", "ru"] {
        let page = pages::outcomes(lang);
        let said = said(&pdf(&page, lang));
        let html = of_html(&html::page(&page, pages::locale(lang)));
        // A citation is set apart from its line, and a line at the end of a page from the next.
        let words: Vec<&str> =
            html.split(['[', ']', '\n', ' ', '\u{a0}']).filter(|word| !word.is_empty()).collect();
        assert!(words.len() > 500);
        let lost: Vec<&&str> = words.iter().filter(|word| !said.contains(**word)).collect();
        assert!(lost.is_empty(), "{lang}: {lost:?}");
    }
}

#[test]
fn letters_that_the_fonts_have_can_be_copied() {
    let said = said(&pdf(&pages::everything(), "en"));
    for (lang, words) in
        pages::SCRIPTS.iter().filter(|(lang, _)| !["ar", "he", "hi", "ja", "th", "und", "zh"].contains(lang))
    {
        // This reader takes no account of what a letter and its stress mark are together.
        for word in words.split_whitespace().filter(|word| !word.contains('\u{301}')) {
            assert!(said.contains(word), "{lang}: {word}");
        }
    }
}

/// Kinds of the parts of a document, each with how many there are.
pub fn parts(document: &Document) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for object in document.objects.values() {
        let Ok(dict) = object.as_dict() else { continue };
        if let (Ok(kind), true) = (dict.get(b"S").and_then(Object::as_name), dict.has(b"P")) {
            *kinds.entry(String::from_utf8_lossy(kind).into_owned()).or_insert(0) += 1;
        }
    }
    kinds
}

#[test]
fn what_is_what_can_be_told_without_looking() {
    let page = pages::outcomes("ru");
    let bytes = pdf(&page, "ru");
    let document = Document::load_mem(&bytes).unwrap();
    let catalog = document.catalog().unwrap();
    let marked = value(&document, catalog, b"MarkInfo").unwrap().as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    assert_eq!(value(&document, catalog, b"Lang").unwrap().as_str().unwrap(), b"ru");
    let metadata = value(&document, catalog, b"Metadata").unwrap().as_stream().unwrap();
    let metadata = String::from_utf8_lossy(&metadata.content).into_owned();
    assert!(
        metadata.contains("<pdfaid:part>2</pdfaid:part>")
            && metadata.contains("<pdfuaid:part>1</pdfuaid:part>")
    );
    assert!(metadata.contains("Лига приозёрных государств (ЛПГ) – 2024 год"), "{metadata}");
    let parts = parts(&document);
    assert_eq!(parts["H1"], 1);
    assert_eq!(parts["H2"], page.sections.len());
    assert!(parts["H3"] > 3 && parts["Table"] > 3 && parts["TH"] > 10 && parts["LI"] > 20, "{parts:?}");
    assert!(
        parts["Link"] >= 50 && parts["BlockQuote"] > 10 && parts["TOCI"] == page.sections.len(),
        "{parts:?}"
    );
    let outlines = value(&document, catalog, b"Outlines").unwrap().as_dict().unwrap();
    assert!(outlines.has(b"First"));
    let everything = Document::load_mem(&pdf(&pages::everything(), "en")).unwrap();
    assert_eq!(self::parts(&everything)["Figure"], 4);
}
