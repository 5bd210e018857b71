//! What each element of a feed means, in all formats together: they share most of their names.

mod closed;
mod opened;
mod person;

use serde_json::{Value, json};

use super::Slip;
use super::reader::Reader;

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

impl Reader<'_> {
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
}
