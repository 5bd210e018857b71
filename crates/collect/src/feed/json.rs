//! JSON Feed (1 and 1.1).

use serde_json::{Value, json};
use text::html::dates::Months;

use super::{Feed, Slip, moment, resolve};

/// Hands each entry over when it has been read; gives the rest of the feed.
pub fn each(text: &str, address: &str, months: &Months, give: &mut dyn FnMut(Slip)) -> Feed {
    let mut feed = Feed::default();
    let whole: Value = match serde_json::from_str(text) {
        Ok(whole) => whole,
        Err(error) => {
            feed.is_cut = error.is_eof();
            feed.notes.push(format!("not JSON: {error}"));
            return feed;
        }
    };
    let Value::Object(mut whole) = whole else { return feed };
    let version = whole.get("version").and_then(Value::as_str).unwrap_or_default();
    feed.version = match version.rsplit_once('/').map(|(_, number)| number) {
        Some("1") => "json1",
        Some("1.1") => "json11",
        _ if whole.contains_key("items") => "json",
        _ => return feed,
    }
    .to_owned();
    let names = [
        ("title", "title"),
        ("home_page_url", "link"),
        ("description", "subtitle"),
        ("language", "language"),
        ("icon", "icon"),
        ("next_url", "next_url"),
    ];
    copy(&whole, &mut feed.feed, &names);
    people(&whole, &mut feed.feed);
    if let Some(Value::Array(items)) = whole.remove("items") {
        for item in items {
            item.as_object().into_iter().for_each(|item| give(entry(item, address, months)));
        }
    }
    feed
}

fn copy(from: &Slip, to: &mut Slip, names: &[(&str, &str)]) {
    for (name, known) in names {
        match from.get(*name) {
            Some(Value::String(value)) => to.insert((*known).to_owned(), json!(value)),
            // ids are numbers at times
            Some(Value::Number(value)) => to.insert((*known).to_owned(), json!(value.to_string())),
            _ => None,
        };
    }
}

/// `authors` of 1.1, `author` of 1.
fn people(from: &Slip, to: &mut Slip) {
    let all = from.get("authors").and_then(Value::as_array).cloned();
    let all = all.or_else(|| from.get("author").map(|one| vec![one.clone()])).unwrap_or_default();
    let known = |one: &Value| {
        let name = one.get("name").and_then(Value::as_str)?;
        Some(json!({ "name": name, "href": one.get("url") }))
    };
    let all: Vec<Value> = all.iter().filter_map(known).collect();
    if let Some(first) = all.first().and_then(|first| first.get("name")).cloned() {
        to.insert("author".to_owned(), first);
        to.insert("authors".to_owned(), json!(all));
    }
}

fn entry(item: &Slip, address: &str, months: &Months) -> Slip {
    let mut entry = Slip::new();
    let names = [
        ("id", "id"),
        ("url", "link"),
        ("title", "title"),
        ("summary", "summary"),
        ("date_published", "published"),
        ("date_modified", "updated"),
        ("language", "language"),
    ];
    copy(item, &mut entry, &names);
    entry.insert("title_detail".to_owned(), json!({ "type": "text/plain", "value": entry.get("title") }));
    entry.insert("summary_detail".to_owned(), json!({ "type": "text/plain", "value": entry.get("summary") }));
    if let Some(link) = entry.get("link").and_then(Value::as_str).map(|link| resolve(address, link)) {
        entry.insert("link".to_owned(), json!(link));
    }
    for name in ["published", "updated"] {
        let parts =
            entry.get(name).and_then(Value::as_str).and_then(|written| moment(written, months)?.parts());
        if entry.contains_key(name) {
            entry.insert(format!("{name}_parsed"), json!(parts));
        }
    }
    let content = |name: &str, kind: &str| {
        item.get(name).and_then(Value::as_str).map(|value| json!({ "type": kind, "value": value }))
    };
    let contents: Vec<Value> = [content("content_html", "text/html"), content("content_text", "text/plain")]
        .into_iter()
        .flatten()
        .collect();
    if !contents.is_empty() {
        entry.insert("content".to_owned(), json!(contents));
    }
    people(item, &mut entry);
    let attached = item.get("attachments").and_then(Value::as_array).into_iter().flatten();
    let links: Vec<Value> = attached
        .map(|one| json!({ "rel": "enclosure", "href": one.get("url"), "type": one.get("mime_type"), "length": one.get("size_in_bytes") }))
        .collect();
    if !links.is_empty() {
        entry.insert("links".to_owned(), json!(links));
    }
    let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    let tags: Vec<Value> = tags.map(|term| json!({ "term": term, "scheme": null, "label": null })).collect();
    if !tags.is_empty() {
        entry.insert("tags".to_owned(), json!(tags));
    }
    entry
}

/// Text that Atom may carry in base 64.
pub fn of_base64(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in value.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return None,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    String::from_utf8(bytes).ok()
}
