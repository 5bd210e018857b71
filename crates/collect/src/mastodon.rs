//! Public posts of an account or a tag of Mastodon, as its interface for programs gives them.

use serde_json::{Map, Value};
use text::html::dates::Months;

use crate::feed::{plain, when};
use crate::lead::{Body, Harvest, Lead};

/// Reads a page of posts. Its next page is told by the answer's `Link` field, not by its body; [`older`] makes it
/// from the last id where there is none.
pub fn read(bytes: &[u8], months: &Months) -> Harvest {
    let mut harvest = Harvest::default();
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Array(posts)) => {
            harvest.leads =
                posts.iter().filter_map(Value::as_object).filter_map(|post| lead(post, months)).collect();
        }
        Ok(other) => {
            let said = other.get("error").and_then(Value::as_str).unwrap_or("no list of posts");
            harvest.notes.push(format!("the server answers: {said}"));
        }
        Err(error) => {
            harvest.is_cut = error.is_eof();
            harvest.notes.push(format!("not JSON: {error}"));
        }
    }
    harvest
}

/// The address of what came before the last post of a page.
pub fn older(address: &str, bytes: &[u8]) -> Option<String> {
    let posts: Value = serde_json::from_slice(bytes).ok()?;
    let last = posts.as_array()?.last()?.get("id")?.as_str()?;
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("max_id="));
    let query: Vec<String> = kept.map(str::to_owned).chain([format!("max_id={last}")]).collect();
    Some(format!("{path}?{}", query.join("&")))
}

fn text(slip: &Map<String, Value>, name: &str) -> Option<String> {
    slip.get(name).and_then(Value::as_str).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The longest a title made of a post may be, in characters.
const TITLE: usize = 120;

fn lead(post: &Map<String, Value>, months: &Months) -> Option<Lead> {
    // a boost is the post of somebody else
    let post = post.get("reblog").and_then(Value::as_object).unwrap_or(post);
    let content = text(post, "content");
    let account = post.get("account").and_then(Value::as_object);
    let name = account.and_then(|account| text(account, "display_name").or_else(|| text(account, "acct")));
    let title = text(post, "spoiler_text").or_else(|| {
        let words = plain(content.as_deref()?);
        let end = words.char_indices().nth(TITLE).map_or(words.len(), |(at, _)| at);
        words.get(..end).filter(|title| !title.is_empty()).map(str::to_owned)
    });
    let files = post
        .get("media_attachments")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object);
    let card = post.get("card").and_then(Value::as_object).and_then(|card| text(card, "url"));
    let enclosures = files.filter_map(|file| Some((text(file, "url")?, None)));
    Some(Lead {
        url: Some(text(post, "url").or_else(|| text(post, "uri"))?),
        id: text(post, "uri").or_else(|| text(post, "id")),
        title,
        content: content.map(Body::Html),
        published: text(post, "created_at").and_then(|at| when(&at, months)),
        updated: text(post, "edited_at").and_then(|at| when(&at, months)),
        lang: text(post, "language"),
        authors: name.into_iter().collect(),
        enclosures: enclosures.chain(card.map(|url| (url, Some("text/html".to_owned())))).collect(),
        ..Lead::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_and_boosts() {
        let page = br#"[{"id": "9", "uri": "u9", "url": "https://m.example/@a/9", "created_at": "2024-11-28T10:00:00.000Z", "language": "ru",
            "content": "<p>One &amp; two</p>", "account": {"acct": "a", "display_name": ""}, "media_attachments": [{"url": "https://m.example/p.png"}]},
            {"id": "8", "content": "", "reblog": {"id": "5", "uri": "u5", "content": "<p>Other</p>"}}]"#;
        let found = read(page, &Months::default());
        let lead = &found.leads[0];
        assert_eq!(
            (lead.title.as_deref(), lead.authors[0].as_str(), lead.enclosures.len()),
            (Some("One & two"), "a", 1)
        );
        assert_eq!(lead.published.unwrap().at.unwrap().to_string(), "2024-11-28T10:00:00Z");
        assert_eq!(found.leads[1].url.as_deref(), Some("u5"));
        assert_eq!(
            older("https://m.example/api?limit=40&max_id=99", page).as_deref(),
            Some("https://m.example/api?limit=40&max_id=8")
        );
        assert_eq!(
            read(b"{\"error\": \"not found\"}", &Months::default()).notes,
            ["the server answers: not found"]
        );
        assert!(read(b"[{", &Months::default()).is_cut);
    }
}
