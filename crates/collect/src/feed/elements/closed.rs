//! What an element means when it is closed, with the text within it.

use serde_json::{Value, json};

use super::super::reader::{Place, Reader};
use super::super::{geo, moment, resolve};
use super::usual;

impl Reader<'_> {
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
                let href = href.map(|href| resolve(&self.base, &href));
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
}
