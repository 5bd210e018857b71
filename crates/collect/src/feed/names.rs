//! The names by which feed readers know what a slip holds, older ones included.

use serde_json::{Map, Value, json};

use super::Slip;

/// Older names of values.
const ALSO: [(&str, &str); 10] = [
    ("id", "guid"),
    ("rights", "copyright"),
    ("rights_detail", "copyright_detail"),
    ("subtitle", "tagline"),
    ("subtitle_detail", "tagline_detail"),
    ("updated", "modified"),
    ("updated_parsed", "modified_parsed"),
    ("published", "issued"),
    ("published_parsed", "issued_parsed"),
    ("href", "url"),
];

/// A slip with all its names; `is_feed` tells what `description` means.
pub fn named(slip: &Slip, is_feed: bool) -> Value {
    let mut out: Slip = Map::new();
    for (name, value) in slip {
        out.insert(name.clone(), value.clone());
        if let Some((_, also)) = ALSO.iter().find(|(known, _)| known == name) {
            out.entry(*also).or_insert_with(|| value.clone());
        }
    }
    let described = if is_feed && slip.contains_key("subtitle") { "subtitle" } else { "summary" };
    for part in ["", "_detail"] {
        if let Some(value) = slip.get(&format!("{described}{part}")) {
            out.insert(format!("description{part}"), value.clone());
        }
    }
    for name in ["author_detail", "publisher_detail", "image", "source", "textinput"] {
        if let Some(Value::Object(inner)) = slip.get(name) {
            out.insert(name.to_owned(), named(inner, true));
        }
    }
    for name in ["authors", "contributors", "publishers"] {
        if let Some(Value::Array(all)) = slip.get(name) {
            let all = all.iter().map(|one| one.as_object().map_or(Value::Null, |one| named(one, true)));
            out.insert(name.to_owned(), all.collect());
        }
    }
    let links = slip.get("links").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of = |rel: &'static str| {
        links
            .iter()
            .filter_map(Value::as_object)
            .filter(move |link| link.get("rel").and_then(Value::as_str) == Some(rel))
    };
    let enclosures: Vec<Value> = of("enclosure")
        .map(|link| {
            let mut link = link.clone();
            link.remove("rel");
            named(&link, true)
        })
        .collect();
    if !enclosures.is_empty() {
        out.insert("enclosures".to_owned(), json!(enclosures));
    }
    if let Some(license) = of("license").find_map(|link| link.get("href")) {
        out.insert("license".to_owned(), license.clone());
    }
    let first = slip.get("tags").and_then(Value::as_array).and_then(|tags| tags.first());
    if let Some(term) = first.and_then(|tag| tag.get("term")) {
        out.insert("category".to_owned(), term.clone());
    }
    Value::Object(out)
}
