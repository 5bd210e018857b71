//! What pages say of themselves for machines: JSON-LD.

use serde_json::Value;

use super::tree::Tree;

/// What was said, the article's own data first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    pub published: Vec<String>,
    pub modified: Vec<String>,
    pub headline: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub body: Option<String>,
}

/// Objects looked at; a page of data without end is not read to its end.
const OBJECTS: usize = 2000;

impl Data {
    pub fn read(tree: &Tree<'_>) -> Data {
        let is_data = |kind: &str| kind.trim().to_ascii_lowercase().starts_with("application/ld+json");
        let scripts = tree
            .elements()
            .filter(|&id| tree.name(id) == "script" && tree.attribute(id, "type").is_some_and(is_data));
        let mut articles = Data::default();
        let mut others = Data::default();
        for raw in scripts.map(|id| tree.raw(id)) {
            match serde_json::from_str::<Value>(raw.trim().trim_end_matches(';')) {
                Ok(value) => read_value(&value, &mut articles, &mut others),
                // Line breaks within strings and other slips; the date can be read all the same.
                Err(_) => others.published.extend(string_after(&raw, "\"datePublished\"")),
            }
        }
        articles.published.append(&mut others.published);
        articles.modified.append(&mut others.modified);
        Data {
            headline: articles.headline,
            publisher: articles.publisher.or(others.publisher),
            author: articles.author.or(others.author),
            body: articles.body,
            published: articles.published,
            modified: articles.modified,
        }
    }
}

fn read_value(value: &Value, articles: &mut Data, others: &mut Data) {
    let mut queue = std::collections::VecDeque::from([value]);
    let mut seen = 0;
    while let Some(value) = queue.pop_front() {
        seen += 1;
        if seen > OBJECTS {
            return;
        }
        match value {
            Value::Array(values) => queue.extend(values),
            Value::Object(fields) => {
                let kinds = fields.get("@type").map(strings).unwrap_or_default();
                let article = kinds.iter().any(|kind| {
                    kind.ends_with("Article") || kind.ends_with("Posting") || kind.ends_with("Report")
                });
                let comment =
                    kinds.iter().any(|kind| kind == "Comment" || kind == "Event" || kind == "Review");
                if !comment {
                    let data = if article { &mut *articles } else { &mut *others };
                    let first =
                        |name: &str| fields.get(name).map(names).unwrap_or_default().into_iter().next();
                    data.published.extend(fields.get("datePublished").map(strings).unwrap_or_default());
                    data.modified.extend(fields.get("dateModified").map(strings).unwrap_or_default());
                    data.headline = data.headline.take().or_else(|| first("headline"));
                    data.publisher = data.publisher.take().or_else(|| first("publisher"));
                    data.author = data.author.take().or_else(|| first("author"));
                    data.body = data.body.take().or_else(|| first("articleBody"));
                }
                queue.extend(fields.values());
            }
            _ => {}
        }
    }
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect(),
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

/// A name given as such, or as that of an object.
fn names(value: &Value) -> Vec<String> {
    let own = |text: &str| {
        Some(super::lex::resolve_references(text.trim()).into_owned()).filter(|text| !text.is_empty())
    };
    match value {
        Value::String(text) => own(text).into_iter().collect(),
        Value::Array(values) => values.iter().filter_map(name_of).filter_map(|name| own(&name)).collect(),
        _ => name_of(value).and_then(|name| own(&name)).into_iter().collect(),
    }
}

fn name_of(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value.get("name").and_then(Value::as_str)).map(str::to_owned)
}

/// The string behind `"name":` in data that is not quite JSON.
fn string_after(text: &str, name: &str) -> Option<String> {
    let rest = text.split_once(name)?.1.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split('"').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Limits;

    fn data(json: &str) -> Data {
        let page = format!("<script type=\"application/ld+json\">{json}</script>");
        Data::read(&Tree::build(&page, &Limits::default()).unwrap())
    }

    #[test]
    fn the_article_comes_before_the_page_and_comments_do_not_count() {
        let found = data(
            r#"{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},
            {"@type":["NewsArticle"],"headline":"A &amp; B","datePublished":"2024-11-28","author":[{"name":"C"}],
             "publisher":{"@type":"Organization","name":"D"},"comment":[{"@type":"Comment","datePublished":"2024-12-01"}]}]}"#,
        );
        assert_eq!(found.published, ["2024-11-28", "2020-01-01"]);
        assert_eq!(
            (found.headline.as_deref(), found.author.as_deref(), found.publisher.as_deref()),
            (Some("A & B"), Some("C"), Some("D"))
        );
    }

    #[test]
    fn slips_and_depth_do_no_harm() {
        assert_eq!(data("{\"x\":\"a\nb\", \"datePublished\": \"2024-11-28\"").published, ["2024-11-28"]);
        assert_eq!(data(&"[".repeat(100_000)), Data::default());
    }
}
