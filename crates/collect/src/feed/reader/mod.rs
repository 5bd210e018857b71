//! Elements of a feed to slips. What an element means is in [`super::elements`]; here is what is open around it.

mod spaces;
mod texts;

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use text::html::dates::Months;

use self::texts::{Content, Open, escaped};
use super::markup::{VOID, resolve};
use super::xml::{Step, walk};
use super::{Feed, Slip};

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
        if let Some(open) = self.open.last_mut() {
            open.pieces.push(piece);
        }
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

    pub fn new_entry(&mut self) {
        self.depths.clear();
        self.entries.push(Slip::new());
    }
}
