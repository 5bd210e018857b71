//! The texts of elements: opened, closed, mended and filed under their names.

use serde_json::{Value, json};

use super::super::markup::{looks_like_markup, resolve, tidied};
use super::super::{Slip, json as json_feed, moment};
use super::{Place, Reader};

/// What an element that holds a text says of it.
#[derive(Clone, Debug, Default)]
pub struct Content {
    pub kind: String,
    pub language: Option<String>,
    pub base: String,
    pub is_base64: bool,
    pub src: Option<String>,
}

impl Content {
    fn is_markup(&self) -> bool {
        matches!(self.kind.as_str(), "text/html" | "application/xhtml+xml")
    }

    fn slip(&self, value: &str) -> Value {
        let mut slip = Slip::new();
        slip.insert("type".to_owned(), json!(self.kind));
        slip.insert("language".to_owned(), json!(self.language));
        slip.insert("base".to_owned(), json!(self.base));
        if let Some(src) = &self.src {
            slip.insert("src".to_owned(), json!(src));
        }
        slip.insert("value".to_owned(), json!(value));
        Value::Object(slip)
    }
}

pub(super) struct Open {
    name: String,
    /// Whether its text is kept under its name.
    keeps: bool,
    pub pieces: Vec<String>,
}

/// Values that are addresses.
const ADDRESSES: [&str; 10] =
    ["comments", "docs", "href", "icon", "id", "link", "logo", "url", "wfw_comment", "wfw_commentrss"];

/// Values that can hold markup.
const TEXTS: [&str; 6] = ["content", "rights", "description", "info", "subtitle", "summary"];

impl Reader<'_> {
    /// Opens an element whose text is wanted.
    pub fn push(&mut self, name: &str, keeps: bool) {
        self.open.push(Open { name: name.to_owned(), keeps, pieces: Vec::new() });
    }

    /// Opens one that holds a text of its own kind.
    pub fn push_text(&mut self, name: &str, attributes: &Slip, kind: &str, keeps: bool) {
        self.in_text += 1;
        self.lang = self.lang.as_ref().map(|lang| lang.replace('_', "-"));
        let given = attributes.get("type").and_then(Value::as_str).unwrap_or(kind);
        let kind = match given.to_lowercase().as_str() {
            "text" | "plain" => "text/plain".to_owned(),
            "html" => "text/html".to_owned(),
            "xhtml" => "application/xhtml+xml".to_owned(),
            other => other.to_owned(),
        };
        let plain = kind.starts_with("text/") || kind.ends_with("+xml") || kind.ends_with("/xml");
        let is_base64 = attributes.get("mode").and_then(Value::as_str) == Some("base64") || !plain;
        self.content = Some(Content {
            kind,
            language: self.lang.clone(),
            base: self.base.clone(),
            is_base64,
            src: None,
        });
        self.push(name, keeps);
    }

    pub fn pop_text(&mut self, name: &str) -> Option<String> {
        let value = self.pop(name);
        self.in_text = self.in_text.saturating_sub(1);
        self.content = None;
        value
    }

    /// Closes the element of this name, where it is the innermost, and files its text where it belongs.
    pub fn pop(&mut self, name: &str) -> Option<String> {
        self.open.last().filter(|open| open.name == name)?;
        let Open { keeps, mut pieces, .. } = self.open.pop()?;
        if self.version == "atom10"
            && self.content.as_ref().is_some_and(|content| content.kind == "application/xhtml+xml")
        {
            without_div(&mut pieces);
        }
        let mut value = pieces.concat().trim().to_owned();
        if !keeps {
            return Some(value);
        }
        let is_base64 = self.content.as_ref().is_some_and(|content| content.is_base64);
        if is_base64 {
            value = json_feed::of_base64(&value).unwrap_or(value);
        }
        if ADDRESSES.contains(&name) && !value.is_empty() && (name != "id" || self.guid_is_link) {
            value = resolve(&self.base, &value);
        }
        let atom = self.version.starts_with("atom");
        if let Some(content) = self.content.as_mut() {
            if !atom && content.kind == "text/plain" && looks_like_markup(&value) {
                content.kind = "text/html".to_owned();
            }
            if content.is_markup() && (TEXTS.contains(&name) || name == "title") {
                value = tidied(&value, &content.base).into_owned();
            }
        }
        value = mended(value);
        if matches!(name, "category" | "tags" | "itunes_keywords") {
            return Some(value);
        }
        if name == "title" && self.title_depth.is_some_and(|depth| depth <= self.depth) {
            return Some(value);
        }
        self.file(name, &value);
        Some(value)
    }

    fn file(&mut self, name: &str, value: &str) {
        let detail = self.content.as_ref().filter(|_| self.in_text > 0).map(|content| content.slip(value));
        let in_entry = self.is_in(Place::Entry) && !self.is_in(Place::Source);
        let in_image = self.is_in(Place::Image);
        if in_entry {
            let (depth, depths) = (self.depth, &mut self.depths);
            let Some(entry) = self.entries.last_mut() else { return };
            match name {
                "content" => {
                    let all = entry.entry("content").or_insert_with(|| json!([]));
                    all.as_array_mut().into_iter().for_each(|all| all.extend(detail.clone()));
                }
                "link" if in_image => {}
                "link" => file_link(entry, value),
                _ => {
                    let name = if name == "description" { "summary" } else { name };
                    if depths.get(name).is_none_or(|before| depth <= *before) {
                        depths.insert(name.to_owned(), depth);
                        entry.insert(name.to_owned(), json!(value));
                    }
                    if let Some(detail) = detail {
                        entry.insert(format!("{name}_detail"), detail);
                    }
                }
            }
        } else if self.is_in(Place::Feed) || self.is_in(Place::Source) {
            let name = if name == "description" { "subtitle" } else { name };
            let context = self.context();
            if name == "link" {
                file_link(context, value);
                return;
            }
            context.insert(name.to_owned(), json!(value));
            if let Some(detail) = detail {
                context.insert(format!("{name}_detail"), detail);
            }
        }
    }

    /// Files a value, and keeps the one that is there.
    pub fn save(&mut self, name: &str, value: Value) {
        self.context().entry(name).or_insert(value);
    }

    /// Closes an instant and files its parts beside it.
    pub fn pop_instant(&mut self, name: &str) {
        let Some(value) = self.pop(name) else { return };
        self.save_instant(name, &value);
    }

    pub fn save_instant(&mut self, name: &str, value: &str) {
        let parts = moment(value, self.months).and_then(|moment| moment.parts());
        self.context().insert(format!("{name}_parsed"), json!(parts));
    }
}

fn file_link(slip: &mut Slip, value: &str) {
    slip.insert("link".to_owned(), json!(value));
    let last = slip.get_mut("links").and_then(Value::as_array_mut).and_then(|links| links.last_mut());
    if let Some(Value::Object(last)) = last.filter(|_| !value.is_empty()) {
        last.insert("href".to_owned(), json!(value));
    }
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Takes away the one `div` that Atom puts around XHTML.
fn without_div(pieces: &mut Vec<String>) {
    while pieces.len() > 1 && pieces.last().is_some_and(|piece| piece.trim().is_empty()) {
        pieces.pop();
    }
    let blank = pieces.iter().take_while(|piece| piece.trim().is_empty()).count();
    pieces.drain(..blank.min(pieces.len().saturating_sub(1)));
    let opens = pieces.first().is_some_and(|first| first == "<div>" || first.starts_with("<div "));
    if !opens || pieces.last().is_none_or(|last| last != "</div>") {
        return;
    }
    let mut depth = 0_usize;
    for piece in pieces.iter().take(pieces.len() - 1) {
        if piece.starts_with("</") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return;
            }
        } else if piece.starts_with('<') && !piece.ends_with("/>") {
            depth += 1;
        }
    }
    pieces.pop();
    pieces.remove(0);
}

/// Text that was taken for Latin-1 when it was UTF-8, and characters that Windows puts where Unicode has controls.
fn mended(value: String) -> String {
    let odd = |c: char| ('\u{80}'..='\u{ff}').contains(&c);
    if !value.chars().any(odd) {
        return value;
    }
    let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    if let Some(read) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        return read;
    }
    if !value.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)) {
        return value;
    }
    let numbered = |c: char| match c {
        '\u{80}'..='\u{9f}' => text::html::resolve_references(&format!("&#{};", u32::from(c))).into_owned(),
        c => c.to_string(),
    };
    value.chars().map(numbered).collect()
}
