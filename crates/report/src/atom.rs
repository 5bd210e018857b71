//! Stories, events and documents for feed readers (RFC 4287).

use crate::bulletin::{Bulletin, Content, Story};
use crate::html::escaped;
use crate::locale::Locale;
use crate::outcomes::Deed;
use crate::wording;

/// A feed with one entry for each story, event and document of the report.
pub fn render(bulletin: &Bulletin, locale: &Locale) -> String {
    let page = wording::bulletin::page(bulletin, locale);
    let title = format!("{}: {}", bulletin.title, wording::plain(&page.title));
    let updated = format!("{}T00:00:00Z", bulletin.as_of);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str(&format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escaped(&bulletin.lang)
    ));
    let period = (bulletin.period.from(), bulletin.period.to());
    let id = format!("urn:rapporteur:{}:{}:{}", bulletin.kind, period.0, period.1);
    tag(&mut out, "id", &id);
    tag(&mut out, "title", &title);
    tag(&mut out, "subtitle", &page.period);
    tag(&mut out, "updated", &updated);
    out.push_str("<author><name>rapporteur</name></author>\n<generator>rapporteur</generator>\n");
    for (number, story) in stories(bulletin).enumerate() {
        let lead = story.lead.as_ref().map_or("", |lead| lead.words.text.as_str());
        let summary = format!("{lead}\n{}", wording::bulletin::carriers(story, bulletin, locale));
        let id = match &story.event {
            Some(event) => format!("{id}:story:{}", event.entry),
            None => format!("{id}:story:{}", number + 1),
        };
        entry(&mut out, &id, &story.heading.text, &updated, &summary);
    }
    for deed in bulletin.deeds() {
        let name = match deed {
            Deed::Event(event) => &event.name,
            Deed::Document(document) => &document.title,
        };
        let summary = wording::bulletin::sentence(deed, bulletin, locale);
        let id = format!("urn:rapporteur:entry:{}", deed.entry());
        entry(&mut out, &id, &wording::capital(&name.text), &updated, &summary);
    }
    out.push_str("</feed>\n");
    out
}

fn stories(bulletin: &Bulletin) -> impl Iterator<Item = &Story> {
    bulletin.parts.iter().flat_map(|part| match &part.content {
        Content::Stories(stories) => stories.as_slice(),
        _ => &[],
    })
}

fn entry(out: &mut String, id: &str, title: &str, updated: &str, summary: &str) {
    out.push_str("<entry>\n");
    tag(out, "id", id);
    tag(out, "title", title);
    tag(out, "updated", updated);
    tag(out, "summary", summary.trim());
    out.push_str("</entry>\n");
}

fn tag(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>{}</{name}>\n", escaped(text)));
}
