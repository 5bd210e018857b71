//! What each element of a feed means, in all formats together: they share most of their names.

use serde_json::{Value, json};

use super::reader::{Place, Reader};
use super::{Slip, geo, moment};

/// One name for what several formats name differently.
fn usual(name: &str) -> &str {
    match name {
        "managingeditor" | "dc_author" | "dc_creator" | "itunes_author" => "author",
        "entry" => "item",
        "homepage" | "uri" => "url",
        "tagline" | "itunes_subtitle" => "subtitle",
        "copyright" | "dc_rights" => "rights",
        "dc_language" => "language",
        "webmaster" | "dc_publisher" => "publisher",
        "issued" | "pubdate" | "dcterms_issued" => "published",
        "modified" | "lastbuilddate" | "dc_date" | "dcterms_modified" => "updated",
        "dcterms_created" => "created",
        "keywords" | "dc_subject" | "media_category" | "itunes_category" => "category",
        "guid" | "id" => "id",
        "dc_title" => "title",
        "dc_description" | "media_description" => "description",
        "itunes_summary" => "summary",
        "itunes_name" => "name",
        "itunes_email" => "email",
        "fullitem" => "content_encoded",
        "xhtml_body" => "body",
        "dc_contributor" => "dc_contributor",
        "feedburner_browserfriendly" => "info",
        "georss_where" => "where",
        "itunes_link" => "itunes_image",
        name => name,
    }
}

fn text<'s>(slip: &'s Slip, name: &str) -> Option<&'s str> {
    slip.get(name).and_then(Value::as_str)
}

/// The address that an element gives, under its one name.
fn with_href(mut attributes: Slip) -> Slip {
    let href = ["url", "uri", "href"].into_iter().find_map(|name| text(&attributes, name)).map(str::to_owned);
    if let Some(href) = href {
        attributes.remove("url");
        attributes.remove("uri");
        attributes.insert("href".to_owned(), json!(href));
    }
    attributes
}

impl Reader<'_> {
    /// An element was opened.
    pub fn opened(&mut self, written: &str, mut attributes: Slip) {
        let told = self.is_told_of();
        let name = usual(written);
        match name {
            "rss" => self.rss(&attributes),
            "channel" => {
                self.enter(Place::Feed);
                self.cdf(&attributes);
            }
            "feed" => {
                self.enter(Place::Feed);
                if self.version.is_empty() {
                    self.version = match text(&attributes, "version") {
                        Some("0.1") => "atom01",
                        Some("0.2") => "atom02",
                        Some("0.3") => "atom03",
                        _ => "atom",
                    }
                    .to_owned();
                }
            }
            "image" | "textinput" => {
                if name == "textinput" || !self.is_in(Place::Entry) {
                    self.save(name, json!({}));
                }
                self.enter(if name == "image" { Place::Image } else { Place::TextInput });
                self.title_depth = None;
                self.push(name, false);
            }
            "author" => {
                self.enter(Place::Author);
                self.push("author", true);
                self.append("authors", json!({}));
            }
            "contributor" => {
                self.enter(Place::Contributor);
                self.append("contributors", json!({}));
                self.push("contributor", false);
            }
            "dc_contributor" => {
                self.enter(Place::Contributor);
                self.append("contributors", json!({}));
                self.push("name", false);
            }
            "name" | "width" | "height" | "email" | "where" => {
                if name == "where" {
                    self.context().insert("where".to_owned(), json!({}));
                }
                self.push(name, false);
            }
            "url" => self.push("href", true),
            "subtitle" | "rights" | "info" => self.push_text(name, &attributes, "text/plain", true),
            "title" | "media_title" => self.push_text("title", &attributes, "text/plain", told),
            "abstract" => self.push_text("description", &attributes, "text/plain", told),
            "description" | "summary" => {
                let second = self.context().contains_key("summary") && !self.has_content;
                self.summary_is_content = second;
                if second {
                    self.opened("content", attributes);
                } else if name == "summary" {
                    self.push_text("summary", &attributes, "text/plain", true);
                } else {
                    self.push_text("description", &attributes, "text/html", told);
                }
            }
            "content" => {
                self.has_content = true;
                self.push_text("content", &attributes, "text/plain", true);
                let src = text(&attributes, "src").filter(|src| !src.is_empty()).map(str::to_owned);
                self.content.iter_mut().for_each(|content| content.src = src.clone());
            }
            "body" => self.push_text("content", &attributes, "application/xhtml+xml", true),
            "content_encoded" => {
                self.has_content = true;
                self.push_text("content", &attributes, "text/html", true);
            }
            "item" => {
                self.new_entry();
                self.push("item", false);
                self.enter(Place::Entry);
                self.guid_is_link = false;
                self.title_depth = None;
                if let Some(id) = attributes.get("rdf:about").cloned() {
                    self.context().insert("id".to_owned(), id);
                }
                self.cdf(&attributes);
            }
            "language" | "publisher" | "published" | "updated" | "created" | "newlocation" => {
                self.push(name, true)
            }
            "expirationdate" => self.push("expired", true),
            "dcterms_valid" => self.push("validity", true),
            "category" => {
                let given = |name: &str| text(&attributes, name).map(str::to_owned);
                let scheme = match written {
                    "itunes_category" => Some("http://www.itunes.com/".to_owned()),
                    _ => given("scheme").or_else(|| given("domain")),
                };
                let scheme = scheme.or_else(|| {
                    (written == "media_category")
                        .then(|| "http://search.yahoo.com/mrss/category_schema".to_owned())
                });
                let term = given(if written == "itunes_category" { "text" } else { "term" });
                self.tag(term, scheme, given("label"));
                self.push("category", true);
            }
            "tags" | "itunes_keywords" | "media_keywords" => self.push(name, true),
            "cloud" => {
                self.context().insert("cloud".to_owned(), Value::Object(attributes));
            }
            "link" => self.link(attributes),
            "id" => {
                self.guid_is_link = text(&attributes, "ispermalink").is_none_or(|is| is == "true");
                self.push("id", true);
            }
            "generator" => {
                attributes = with_href(attributes);
                if let Some(href) = text(&attributes, "href") {
                    let href = super::resolve(&self.base, href);
                    attributes.insert("href".to_owned(), json!(href));
                }
                self.context().insert("generator_detail".to_owned(), Value::Object(attributes));
                self.push("generator", true);
            }
            "enclosure" => {
                let mut link = with_href(attributes);
                link.insert("rel".to_owned(), json!("enclosure"));
                self.append("links", Value::Object(link));
            }
            "source" => {
                if let Some(url) = text(&attributes, "url") {
                    self.source.insert("href".to_owned(), json!(url));
                }
                self.push("source", true);
                self.enter(Place::Source);
                self.title_depth = None;
            }
            "itunes_owner" => {
                self.enter(Place::Publisher);
                self.push("publisher", false);
            }
            "itunes_image" => {
                self.push("itunes_image", false);
                if let Some(href) = text(&attributes, "href").or_else(|| text(&attributes, "url")) {
                    let image = json!({ "href": href });
                    self.context().insert("image".to_owned(), image);
                }
            }
            "itunes_explicit" | "itunes_block" => self.push(name, false),
            "cc_license" => {
                let mut link = Slip::new();
                link.insert("rel".to_owned(), json!("license"));
                attributes.get("rdf:resource").cloned().map(|href| link.insert("href".to_owned(), href));
                self.append("links", Value::Object(link));
            }
            "creativecommons_license" => self.push("license", false),
            "media_group" => {}
            "media_rating" | "media_restriction" | "media_license" => {
                self.save(name, Value::Object(attributes));
                self.push(name, false);
            }
            "media_credit" | "media_content" | "media_thumbnail" => {
                self.append(name, Value::Object(attributes));
                self.push(name, false);
            }
            "media_player" => {
                self.context().insert(name.to_owned(), Value::Object(attributes));
                self.push(name, false);
            }
            "georss_point" | "georss_line" | "georss_polygon" | "georss_box" | "gml_pos" | "gml_poslist" => {
                self.push(name, false);
            }
            "gml_point" | "gml_linestring" | "gml_polygon" | "gml_exterior" | "gml_linearring" => {
                geo::open(self.context(), name, &attributes);
                self.push(name, false);
            }
            name if attributes.is_empty() => self.push(name, true),
            name => {
                self.context().insert(name.to_owned(), Value::Object(attributes));
            }
        }
    }

    fn rss(&mut self, attributes: &Slip) {
        if self.version.starts_with("rss") {
            return;
        }
        self.version = match text(attributes, "version").unwrap_or_default() {
            "0.91" => "rss091u",
            "0.92" => "rss092",
            "0.93" => "rss093",
            "0.94" => "rss094",
            version if version.starts_with("2.") => "rss20",
            _ => "rss",
        }
        .to_owned();
    }

    /// What the oldest format of channels says in attributes.
    fn cdf(&mut self, attributes: &Slip) {
        if let Some(changed) = text(attributes, "lastmod") {
            self.context().insert("updated".to_owned(), json!(changed));
            self.save_instant("updated", changed);
        }
        if text(attributes, "href").is_some() {
            let mut link = Slip::new();
            attributes.get("href").cloned().map(|href| link.insert("href".to_owned(), href));
            self.link(link);
        }
    }

    fn link(&mut self, mut attributes: Slip) {
        let rel = attributes
            .entry("rel")
            .or_insert_with(|| json!("alternate"))
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let kind = if rel == "self" { "application/atom+xml" } else { "text/html" };
        attributes.entry("type").or_insert_with(|| json!(kind));
        attributes = with_href(attributes);
        let href = text(&attributes, "href").map(|href| super::resolve(&self.base, href));
        if let Some(href) = &href {
            attributes.insert("href".to_owned(), json!(href));
        }
        let is_page = matches!(
            text(&attributes, "type"),
            Some("text/html" | "html" | "application/xhtml+xml" | "xhtml")
        );
        if !(self.is_in(Place::Entry) && self.is_in(Place::Image)) {
            self.append("links", Value::Object(attributes));
        }
        match href {
            Some(href) if rel == "alternate" && is_page => {
                self.context().insert("link".to_owned(), json!(href));
            }
            Some(_) => {}
            None => {
                let told = self.is_told_of();
                self.push("link", told);
            }
        }
    }

    fn append(&mut self, name: &str, value: Value) {
        let all = self.context().entry(name).or_insert_with(|| json!([]));
        all.as_array_mut().into_iter().for_each(|all| all.push(value.clone()));
    }

    fn tag(&mut self, term: Option<String>, scheme: Option<String>, label: Option<String>) {
        let tags = self.context().entry("tags").or_insert_with(|| json!([]));
        if term.is_none() && scheme.is_none() && label.is_none() {
            return;
        }
        let tag = json!({ "term": term, "scheme": scheme, "label": label });
        // feeds can give thousands
        if let Some(tags) = tags.as_array_mut().filter(|tags| tags.len() < 1000 && !tags.contains(&tag)) {
            tags.push(tag);
        }
    }

    /// An element was closed.
    pub fn closed(&mut self, written: &str) {
        let name = usual(written);
        match name {
            "channel" | "feed" => self.leave(Place::Feed),
            "image" | "textinput" => {
                self.pop(name);
                self.leave(if name == "image" { Place::Image } else { Place::TextInput });
            }
            "author" => {
                self.pop("author");
                self.leave(Place::Author);
                self.sync("author");
            }
            "contributor" => {
                self.pop("contributor");
                self.leave(Place::Contributor);
            }
            "dc_contributor" => {
                self.end_of_person("name", "name");
                self.leave(Place::Contributor);
            }
            "name" | "email" => self.end_of_person(name, name),
            "url" => self.end_of_person("href", "href"),
            "width" | "height" => {
                let value = self.pop(name).and_then(|value| value.parse::<i64>().ok()).unwrap_or(0);
                if self.is_in(Place::Image) {
                    self.context().insert(name.to_owned(), json!(value));
                }
            }
            "subtitle" | "rights" | "info" => {
                self.pop_text(name);
            }
            "title" => {
                if self.pop_text("title").is_some_and(|value| !value.is_empty()) {
                    self.title_depth = Some(self.depth);
                }
            }
            "media_title" => {
                let depth = self.title_depth;
                self.pop_text("title");
                self.title_depth = depth;
            }
            "abstract" | "description" | "summary" => {
                if std::mem::take(&mut self.summary_is_content) {
                    self.end_of_content();
                } else {
                    self.pop_text(if name == "summary" { "summary" } else { "description" });
                }
            }
            "content" | "body" | "content_encoded" => self.end_of_content(),
            "item" => {
                self.pop("item");
                self.leave(Place::Entry);
                self.has_content = false;
            }
            "language" => self.lang = self.pop("language"),
            "publisher" => {
                self.pop("publisher");
                self.sync("publisher");
            }
            "published" | "updated" | "created" => self.pop_instant(name),
            "expirationdate" => self.pop_instant("expired"),
            "dcterms_valid" => self.end_of_validity(),
            "category" => self.end_of_category(),
            "tags" | "itunes_keywords" | "media_keywords" => {
                let scheme = (name == "itunes_keywords").then(|| "http://www.itunes.com/".to_owned());
                for term in self
                    .pop(name)
                    .unwrap_or_default()
                    .split(',')
                    .map(str::trim)
                    .filter(|term| !term.is_empty())
                {
                    self.tag(Some(term.to_owned()), scheme.clone(), None);
                }
            }
            "id" => {
                let value = self.pop("id").unwrap_or_default();
                let is_link = self.guid_is_link && !self.context().contains_key("link");
                self.save("guidislink", json!(is_link));
                if self.guid_is_link {
                    self.save("link", json!(value));
                }
            }
            "generator" => {
                let value = self.pop("generator").unwrap_or_default();
                if let Some(Value::Object(detail)) = self.context().get_mut("generator_detail") {
                    detail.insert("name".to_owned(), json!(value));
                }
            }
            "source" => {
                self.leave(Place::Source);
                let value = self.pop("source").unwrap_or_default();
                let mut source = std::mem::take(&mut self.source);
                if !value.is_empty() {
                    source.insert("title".to_owned(), json!(value));
                }
                self.context().insert("source".to_owned(), Value::Object(source));
            }
            "itunes_owner" => {
                self.pop("publisher");
                self.leave(Place::Publisher);
                self.sync("publisher");
            }
            "itunes_block" => {
                let value = self.pop(name).is_some_and(|value| value.eq_ignore_ascii_case("yes"));
                self.context().insert(name.to_owned(), json!(i32::from(value)));
            }
            "itunes_explicit" => {
                let value = match self.pop(name).as_deref() {
                    Some("yes" | "true") => Some(true),
                    Some("clean" | "no" | "false") => Some(false),
                    _ => None,
                };
                self.context().insert(name.to_owned(), json!(value));
            }
            "creativecommons_license" => {
                let href = self.pop("license").filter(|href| !href.is_empty());
                let href = href.map(|href| super::resolve(&self.base, &href));
                self.append("links", json!({ "rel": "license", "href": href }));
            }
            "media_rating" | "media_restriction" | "media_license" | "media_credit" | "media_thumbnail"
            | "media_player" => self.end_of_media(name),
            "georss_point" | "georss_line" | "georss_polygon" | "georss_box" | "gml_pos" | "gml_poslist" => {
                let value = self.pop(name).unwrap_or_default();
                geo::close(self.context(), name, &value);
            }
            name => {
                self.pop(name);
            }
        }
    }

    fn end_of_content(&mut self) {
        let shown = self.content.as_ref().is_some_and(|content| {
            matches!(content.kind.as_str(), "text/plain" | "text/html" | "application/xhtml+xml")
        });
        if let (Some(value), true) = (self.pop_text("content"), shown) {
            self.save("summary", json!(value));
        }
    }

    fn end_of_validity(&mut self) {
        for part in self.pop("validity").unwrap_or_default().split(';') {
            let Some((name, value)) = part.trim().split_once('=') else { continue };
            if matches!(name, "start" | "end") {
                let name = format!("validity_{name}");
                self.context().insert(name.clone(), json!(value));
                let parts = moment(value, self.months).and_then(|moment| moment.parts());
                self.context().insert(format!("{name}_parsed"), json!(parts));
            }
        }
    }

    fn end_of_category(&mut self) {
        let value = self.pop("category").unwrap_or_default();
        if value.is_empty() {
            return;
        }
        let last =
            self.context().get_mut("tags").and_then(Value::as_array_mut).and_then(|tags| tags.last_mut());
        match last.and_then(|tag| tag.get_mut("term")).filter(|term| term.is_null()) {
            Some(term) => *term = json!(value),
            None => self.tag(Some(value), None, None),
        }
    }

    fn end_of_media(&mut self, name: &str) {
        let Some(value) = self.pop(name).filter(|value| !value.is_empty()) else { return };
        let slip = self.context().get_mut(name);
        let slip = match slip {
            Some(Value::Array(all)) => all.last_mut(),
            slip => slip,
        };
        let Some(Value::Object(slip)) = slip else { return };
        match name {
            "media_restriction" => {
                let codes: Vec<String> = value.split_whitespace().map(str::to_lowercase).collect();
                slip.insert("content".to_owned(), json!(codes));
            }
            "media_thumbnail" => {
                slip.entry("url").or_insert(json!(value));
            }
            _ => {
                slip.insert("content".to_owned(), json!(value));
            }
        }
    }

    /// A name, an e-mail or a page of whoever is open.
    fn end_of_person(&mut self, name: &str, key: &str) {
        let Some(value) = self.pop(name) else { return };
        let whose = if self.is_in(Place::Publisher) && key != "href" {
            "publisher"
        } else if self.is_in(Place::Author) {
            "author"
        } else if self.is_in(Place::Contributor) {
            let last = self
                .context()
                .get_mut("contributors")
                .and_then(Value::as_array_mut)
                .and_then(|all| all.last_mut());
            if let Some(Value::Object(last)) = last {
                last.insert(key.to_owned(), json!(value));
            }
            return;
        } else {
            if self.is_in(Place::TextInput) {
                self.context().insert(key.to_owned(), json!(value));
            }
            return;
        };
        let context = self.context();
        let all = context.entry(format!("{whose}s")).or_insert_with(|| json!([{}]));
        if let Some(Value::Object(last)) = all.as_array_mut().and_then(|all| all.last_mut()) {
            last.insert(key.to_owned(), json!(value));
        }
        let detail = context.entry(format!("{whose}_detail")).or_insert_with(|| json!({}));
        if let Value::Object(detail) = detail {
            detail.insert(key.to_owned(), json!(value));
        }
        self.sync(whose);
    }

    /// Makes a person's line out of the parts, or the parts out of the line.
    fn sync(&mut self, whose: &str) {
        let context = self.context();
        let all = format!("{whose}s");
        let last =
            context.get(&all).and_then(Value::as_array).and_then(|all| all.last()).and_then(Value::as_object);
        let part = |name: &str| last.and_then(|last| text(last, name)).filter(|part| !part.is_empty());
        let line = match (part("name"), part("email")) {
            (Some(name), Some(email)) => Some(format!("{name} ({email})")),
            (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
            (None, None) => None,
        };
        if let Some(line) = line {
            context.insert(whose.to_owned(), json!(line));
            return;
        }
        if last.is_some_and(|last| !last.is_empty()) {
            return;
        }
        let Some(line) = text(context, whose).filter(|line| !line.is_empty()).map(str::to_owned) else {
            return;
        };
        let email = line
            .split([' ', '(', ')', '<', '>', ',', ';', '"'])
            .find(|word| is_email(word))
            .map(str::to_owned);
        let rest = match &email {
            Some(email) => {
                line.replace(email, "").replace("()", "").replace("<>", "").replace("&lt;&gt;", "")
            }
            None => line,
        };
        let name = rest.trim();
        let name = name.strip_prefix('(').unwrap_or(name);
        let name = name.strip_suffix(')').unwrap_or(name).trim();
        let mut person = Slip::new();
        if !name.is_empty() {
            person.insert("name".to_owned(), json!(name));
        }
        if let Some(email) = email {
            person.insert("email".to_owned(), json!(email));
        }
        let slot = context.get_mut(&all).and_then(Value::as_array_mut).and_then(|all| all.last_mut());
        slot.into_iter().for_each(|slot| *slot = Value::Object(person.clone()));
        context.insert(format!("{whose}_detail"), Value::Object(person));
    }
}

fn is_email(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && host.split('.').all(|part| !part.is_empty())
    })
}
