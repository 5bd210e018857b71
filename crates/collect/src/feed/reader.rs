//! Elements of a feed to slips. What an element means is in [`super::elements`]; here is what is open around it.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use text::html::dates::Months;

use super::markup::{VOID, looks_like_markup, resolve, tidied};
use super::xml::{Step, walk};
use super::{Feed, Slip, moment};

/// Namespaces of the formats themselves: elements of these have no prefix.
const OWN: [&str; 12] = [
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://example.com/newformat#",
    "http://example.com/necho",
    "http://purl.org/echo/",
    "uri/of/echo/namespace#",
    "http://purl.org/pie/",
    "http://purl.org/atom/ns#",
    "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/modules/rss091#",
];

/// Namespaces whose elements are understood, by the prefix that they go under here.
const KNOWN: [(&str, &str); 27] = [
    ("http://creativecommons.org/ns#license", "cc"),
    ("http://web.resource.org/cc/", "cc"),
    ("http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", "creativecommons"),
    ("http://backend.userland.com/creativecommonsrssmodule", "creativecommons"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.opengis.net/gml", "gml"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://example.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://purl.org/rss/1.0/modules/threading/", "thr"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://purl.org/syndication/history/1.0", "fh"),
    ("http://wellformedweb.org/commentapi/", "wfw"),
    ("http://news.yandex.ru", "yandex"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/xml/1998/namespace", "xml"),
    ("http://webns.net/mvcb/", "admin"),
];

/// What is open, beside the elements themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Feed,
    Entry,
    Source,
    Image,
    TextInput,
    Author,
    Contributor,
    Publisher,
}

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

struct Open {
    name: String,
    /// Whether its text is kept under its name.
    keeps: bool,
    pieces: Vec<String>,
}

/// Values that are addresses.
const ADDRESSES: [&str; 10] =
    ["comments", "docs", "href", "icon", "id", "link", "logo", "url", "wfw_comment", "wfw_commentrss"];

/// Values that can hold markup.
const TEXTS: [&str; 6] = ["content", "rights", "description", "info", "subtitle", "summary"];

/// What an element changes for those within it, and what it is taken back to.
struct Around {
    base: String,
    lang: Option<String>,
    /// It is part of a text, and not of the feed.
    is_inner: bool,
    /// Prefixes that it declares, with what they stood for before.
    namespaces: Vec<(String, Option<String>)>,
}

pub struct Reader<'m> {
    pub months: &'m Months,
    pub feed: Slip,
    pub entries: Vec<Slip>,
    pub source: Slip,
    pub version: String,
    pub base: String,
    pub lang: Option<String>,
    /// How many texts are open within each other, and what the innermost says of itself.
    pub in_text: usize,
    pub content: Option<Content>,
    /// Whether the second summary of an entry is being read, which is its content.
    pub summary_is_content: bool,
    pub has_content: bool,
    pub guid_is_link: bool,
    pub depth: usize,
    /// How deep the title stood that is kept: one of a part within does not replace it.
    pub title_depth: Option<usize>,
    places: HashSet<Place>,
    open: Vec<Open>,
    /// What each open element changes for those within it.
    around: Vec<Around>,
    /// How deep the value stood that is kept under a name of the entry.
    depths: HashMap<String, usize>,
    namespaces: HashMap<String, String>,
}

/// Hands each entry over when it has been read, so that no more than one is held; gives the rest of the feed.
pub fn each(markup: &str, address: &str, months: &Months, give: &mut dyn FnMut(Slip)) -> Feed {
    let mut reader = Reader {
        months,
        feed: Slip::new(),
        entries: Vec::new(),
        source: Slip::new(),
        version: String::new(),
        base: address.to_owned(),
        lang: None,
        in_text: 0,
        content: None,
        summary_is_content: false,
        has_content: false,
        guid_is_link: false,
        depth: 0,
        title_depth: None,
        places: HashSet::new(),
        open: Vec::new(),
        around: Vec::new(),
        depths: HashMap::new(),
        namespaces: HashMap::new(),
    };
    let walked = walk(markup, &mut |step| {
        match step {
            Step::Open(name, attributes) => reader.start(&name, &attributes),
            Step::Close(name) => reader.end(&name),
            Step::Text(text) => reader.words(&text),
            Step::Type(declared) if declared.contains("netscape.com/publish/formats/rss-0.91") => {
                reader.version = "rss091n".to_owned();
            }
            Step::Type(_) => {}
        }
        // nothing more is said of one when the next has begun
        if reader.entries.len() > 1 {
            give(reader.entries.remove(0));
        }
    });
    let mut notes = Vec::new();
    if walked.mended > 0 {
        notes.push(format!("{} places of the feed are no markup and were passed over", walked.mended));
    }
    let Reader { feed, entries, version, .. } = reader;
    entries.into_iter().for_each(give);
    Feed { version, encoding: String::new(), feed, entries: Vec::new(), notes, is_cut: walked.is_cut }
}

impl Reader<'_> {
    pub fn is_in(&self, place: Place) -> bool {
        self.places.contains(&place)
    }

    pub fn enter(&mut self, place: Place) {
        self.places.insert(place);
    }

    pub fn leave(&mut self, place: Place) {
        self.places.remove(&place);
    }

    /// Whether anything is open that a text can be said of.
    pub fn is_told_of(&self) -> bool {
        [Place::Feed, Place::Entry, Place::Source].iter().any(|place| self.is_in(*place))
    }

    /// What is being said something of.
    pub fn context(&mut self) -> &mut Slip {
        let inner = |feed: &mut Slip, name: &str| feed.get(name).is_some_and(Value::is_object);
        if self.is_in(Place::Source) {
            return &mut self.source;
        }
        let part = if self.is_in(Place::Image) && inner(&mut self.feed, "image") {
            Some("image")
        } else if self.is_in(Place::TextInput) && inner(&mut self.feed, "textinput") {
            Some("textinput")
        } else {
            None
        };
        if part.is_none() && self.is_in(Place::Entry) && !self.entries.is_empty() {
            return self.entries.last_mut().unwrap_or(&mut self.feed);
        }
        match part {
            Some(name) if inner(&mut self.feed, name) => {
                let slip = self.feed.entry(name).or_insert_with(|| json!({}));
                match slip {
                    Value::Object(slip) => slip,
                    _ => &mut self.source,
                }
            }
            _ => &mut self.feed,
        }
    }

    /// An element's name as it is known here, and its attributes.
    fn name(&self, written: &str) -> String {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let local = local.to_lowercase();
        match self.prefix(prefix).as_str() {
            "" => local,
            prefix => format!("{prefix}_{local}"),
        }
    }

    fn prefix(&self, written: &str) -> String {
        let address = self.namespaces.get(written).map(|address| address.to_lowercase()).unwrap_or_default();
        if OWN.contains(&address.as_str()) || address.contains("backend.userland.com/rss") {
            return String::new();
        }
        let known = KNOWN.iter().find(|(known, _)| *known == address).map(|(_, prefix)| (*prefix).to_owned());
        known.unwrap_or_else(|| written.to_lowercase())
    }

    fn start(&mut self, written: &str, attributes: &[(String, String)]) {
        self.depth += 1;
        let mut given = Slip::new();
        let mut namespaces = Vec::new();
        for (name, value) in attributes {
            let prefix = name.strip_prefix("xmlns:").or((name == "xmlns").then_some(""));
            if let Some(prefix) = prefix.filter(|_| !value.is_empty()) {
                self.tell_version(prefix, value);
                namespaces
                    .push((prefix.to_owned(), self.namespaces.insert(prefix.to_owned(), value.clone())));
            }
        }
        for (name, value) in attributes.iter().filter(|(name, _)| !name.starts_with("xmlns")) {
            let (prefix, local) = name.split_once(':').unwrap_or(("", name));
            let prefix = if prefix.is_empty() { String::new() } else { self.prefix(prefix) };
            let local = local.to_lowercase();
            let key = if prefix.is_empty() { local } else { format!("{prefix}:{local}") };
            let value =
                if matches!(key.as_str(), "rel" | "type") { value.to_lowercase() } else { value.clone() };
            given.insert(key, json!(value));
        }
        let of = |names: [&str; 2]| names.into_iter().find_map(|name| given.get(name)?.as_str());
        if let Some(base) = of(["xml:base", "base"]) {
            // of a web page, and written with as many strokes as there should be
            let base = resolve(&self.base, base).replace(":///", "://");
            if !base.contains(':')
                || ["http://", "https://", "ftp://"].iter().any(|known| base.starts_with(known))
            {
                self.base = base;
            }
        }
        if let Some(lang) = of(["xml:lang", "lang"]) {
            self.lang = (!lang.is_empty()).then(|| lang.to_owned());
        }
        let name = self.name(written);
        if let Some(lang) = self.lang.as_ref().filter(|_| matches!(name.as_str(), "feed" | "rss" | "rdf_rdf"))
        {
            self.feed.insert("language".to_owned(), json!(lang.replace('_', "-")));
        }
        let is_inner = self.within_text(written, attributes);
        self.around.push(Around { base: self.base.clone(), lang: self.lang.clone(), is_inner, namespaces });
        if is_inner {
            return;
        }
        if !name.contains('_') {
            if !matches!(name.as_str(), "title" | "link" | "description" | "name") {
                self.leave(Place::TextInput);
            }
            if !matches!(
                name.as_str(),
                "title" | "link" | "description" | "url" | "href" | "width" | "height"
            ) {
                self.leave(Place::Image);
            }
        }
        self.opened(&name, given);
    }

    /// Whether an element stands within a text, and so is part of it.
    fn within_text(&mut self, written: &str, attributes: &[(String, String)]) -> bool {
        let Some(content) = self.content.as_mut().filter(|_| self.in_text > 0) else { return false };
        let local = written.rsplit_once(':').map_or(written, |(_, local)| local).to_lowercase();
        if !content.kind.ends_with("xml") {
            if local == "div" {
                return true;
            }
            // it said that its markup was escaped, and it is not
            content.kind = "application/xhtml+xml".to_owned();
        }
        if content.kind != "application/xhtml+xml" {
            return false;
        }
        let prefix = written.split_once(':').map_or("", |(prefix, _)| prefix);
        let space = self.namespaces.get(prefix).filter(|_| matches!(local.as_str(), "svg" | "math"));
        let space = space.map(|space| ("xmlns".to_owned(), space.clone()));
        let attributes = attributes.iter().filter(|(name, _)| !name.starts_with("xmlns")).chain(&space);
        let attributes: String = attributes
            .map(|(name, value)| format!(" {name}=\"{}\"", escaped(value).replace('"', "&quot;")))
            .collect();
        self.piece(format!("<{local}{attributes}>"));
        true
    }

    fn end(&mut self, written: &str) {
        let name = self.name(written);
        if !self.around.last().is_some_and(|around| around.is_inner) {
            self.closed(&name);
        }
        let local = written.rsplit_once(':').map_or(written, |(_, local)| local).to_lowercase();
        let mut inner = None;
        if let Some(content) = self.content.as_mut().filter(|_| self.in_text > 0) {
            let escaped = !content.kind.ends_with("xml");
            if !escaped && content.kind == "application/xhtml+xml" {
                inner = Some(local);
            } else if escaped && local != "div" {
                content.kind = "application/xhtml+xml".to_owned();
                inner = Some(local);
            }
        }
        if let Some(local) = inner {
            let void = VOID.contains(&local.as_str());
            let last = self.open.last_mut().and_then(|open| open.pieces.last_mut());
            match last.filter(|last| void && last.starts_with(&format!("<{local}")) && last.ends_with('>')) {
                Some(last) => {
                    last.pop();
                    last.push_str(" />");
                }
                None => self.piece(format!("</{local}>")),
            }
        }
        for (prefix, before) in self.around.pop().into_iter().flat_map(|around| around.namespaces) {
            match before {
                Some(before) => self.namespaces.insert(prefix, before),
                None => self.namespaces.remove(&prefix),
            };
        }
        if let Some(outer) = self.around.last() {
            if !outer.base.is_empty() {
                self.base.clone_from(&outer.base);
            }
            self.lang.clone_from(&outer.lang);
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn words(&mut self, text: &str) {
        let is_markup = self.content.as_ref().is_some_and(|content| content.kind == "application/xhtml+xml");
        self.piece(if is_markup { escaped(text) } else { text.to_owned() });
    }

    fn piece(&mut self, piece: String) {
        self.open.iter_mut().last().into_iter().for_each(|open| open.pieces.push(piece.clone()));
    }

    fn tell_version(&mut self, prefix: &str, address: &str) {
        let small = address.to_lowercase();
        if self.version.is_empty() {
            self.version = match small.as_str() {
                "http://my.netscape.com/rdf/simple/0.9/" if prefix.is_empty() => "rss090",
                "http://purl.org/rss/1.0/" => "rss10",
                "http://www.w3.org/2005/atom" => "atom10",
                _ => "",
            }
            .to_owned();
        }
    }

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
            value = super::json::of_base64(&value).unwrap_or(value);
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

    pub fn new_entry(&mut self) {
        self.depths.clear();
        self.entries.push(Slip::new());
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

pub fn escaped(text: &str) -> String {
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
