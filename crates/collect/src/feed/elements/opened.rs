//! What an element means when it is opened, and what its attributes say.

use serde_json::{Value, json};

use super::super::reader::{Place, Reader};
use super::super::{Slip, geo, resolve};
use super::{text, usual};

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
                    let href = resolve(&self.base, href);
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
        let href = text(&attributes, "href").map(|href| resolve(&self.base, href));
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
}
