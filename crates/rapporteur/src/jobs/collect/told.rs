//! What a source said of one thing that it announced: kept with the job until the thing is fetched, and read in its
//! place where it cannot be had.

use collect::{Body, Lead};
use record::{Date, Source};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::local::Spot;

/// What is known of an announced thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The address to fetch; none where the source gives the whole text itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The whole text or the summary, without markup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// What the last answer said, where it was fetched before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// Where it lies on this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Spot>,
}

/// More of a text than this is not carried along with a job.
const LONGEST: usize = 1 << 20;

impl Told {
    pub fn of(lead: &Lead, url: Option<&str>, source: &Source) -> Told {
        let text = lead.content.as_ref().or(lead.summary.as_ref()).map(|body| match body {
            Body::Text(text) => text.trim().to_owned(),
            Body::Html(markup) => plain(markup),
        });
        let cut = |mut text: String| {
            text.truncate(text.floor_char_boundary(LONGEST));
            text
        };
        Told {
            url: url.map(str::to_owned),
            title: lead.title.clone().filter(|title| !title.trim().is_empty()),
            text: text.filter(|text| !text.is_empty()).map(cut),
            published_on: lead.published.map(|when| when.on.to_string()),
            publisher: lead.publisher.clone().or_else(|| source.publisher.clone()),
            ..Told::default()
        }
    }

    pub fn payload(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn from_payload(payload: &str) -> Told {
        serde_json::from_str(payload).unwrap_or_default()
    }

    pub fn published_on(&self) -> Option<Date> {
        self.published_on.as_deref()?.parse().ok()
    }

    /// A line of publications with what the source itself said; `None` where that was nothing.
    pub fn line(&self, address: &str) -> Option<String> {
        let text = self.text.as_deref()?;
        // a title is part of what was said, and often holds the half of it
        let whole = match self.title.as_deref() {
            Some(title) if !text.starts_with(title) => format!("{title}\n\n{text}"),
            _ => text.to_owned(),
        };
        let Told { title, published_on, publisher, .. } = self;
        let mut line = json!({"doc": address, "url": address, "text": whole});
        let fields = [("title", title), ("published", published_on), ("publisher", publisher)];
        if let Some(object) = line.as_object_mut() {
            for (name, value) in fields {
                if let Some(value) = value {
                    object.insert(name.to_owned(), json!(value));
                }
            }
        }
        Some(line.to_string())
    }
}

/// The words of a snippet of markup: tags are left out, those of blocks end a line, references are resolved.
fn plain(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        rest = if from.starts_with('<') { tag(from, &mut out) } else { reference(from, &mut out) };
    }
    out.push_str(rest);
    let lines = out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

const BLOCKS: &[&str] =
    &["p", "br", "div", "li", "h1", "h2", "h3", "h4", "tr", "blockquote", "ul", "ol", "table"];

fn tag<'t>(from: &'t str, out: &mut String) -> &'t str {
    let name: String = from
        .chars()
        .skip(1)
        .skip_while(|c| *c == '/')
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if name.is_empty() && !from.starts_with("<!") {
        out.push('<');
        return from.get(1..).unwrap_or_default();
    }
    if BLOCKS.contains(&name.as_str()) {
        out.push('\n');
    }
    let skipped = match name.as_str() {
        "script" | "style" => from.find("</").map(|at| at + 1),
        _ => Some(0),
    };
    let after = skipped.and_then(|at| from.get(at..)).and_then(|rest| rest.split_once('>'));
    after.map_or("", |(_, after)| after)
}

fn reference<'t>(from: &'t str, out: &mut String) -> &'t str {
    let end = from.char_indices().take(12).find(|(_, c)| *c == ';').map(|(at, _)| at);
    let Some((name, after)) = end.and_then(|end| Some((from.get(1..end)?, from.get(end + 1..)?))) else {
        out.push('&');
        return from.get(1..).unwrap_or_default();
    };
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    });
    let resolved = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "laquo" => Some('\u{ab}'),
        "raquo" => Some('\u{bb}'),
        "mdash" => Some('\u{2014}'),
        "ndash" => Some('\u{2013}'),
        "hellip" => Some('\u{2026}'),
        _ => number.and_then(char::from_u32),
    };
    match resolved {
        Some(c) => {
            out.push(c);
            after
        }
        None => {
            out.push('&');
            from.get(1..).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_become_words() {
        let cases = [
            (
                "<p>The Council&nbsp;met &amp; agreed.</p><p>It <b>was</b> long.</p>",
                "The Council met & agreed.\nIt was long.",
            ),
            ("5 < 6 & 7 &unknown; &#1057;&#x43E;", "5 < 6 & 7 &unknown; Со"),
            ("<script>if (a < b) {}</script>text<!-- note -->", "text"),
            ("<a href=\"x", ""),
            ("&", "&"),
            ("a&#xffffffff;b", "a&#xffffffff;b"),
        ];
        for (markup, words) in cases {
            assert_eq!(plain(markup), words, "{markup}");
        }
    }

    #[test]
    fn a_line_says_what_the_source_said() {
        let told = Told {
            title: Some("Session".to_owned()),
            text: Some("The Council met.".to_owned()),
            published_on: Some("2024-11-28".to_owned()),
            ..Told::default()
        };
        let line: serde_json::Value =
            serde_json::from_str(&told.line("https://a.example/1").unwrap()).unwrap();
        assert_eq!(line["text"], "Session\n\nThe Council met.");
        assert_eq!((&line["url"], &line["published"]), (&json!("https://a.example/1"), &json!("2024-11-28")));
        assert_eq!(Told::default().line("x"), None);
        assert_eq!(Told::from_payload(&told.payload()), told);
        assert_eq!(Told::from_payload("{"), Told::default());
    }
}
