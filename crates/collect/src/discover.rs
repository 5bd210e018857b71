//! What a page of a site leads to: its feeds, its other languages, its own address.

use text::decode::decode_markup;
use text::gate::{Limits, Refused};
use text::html::Tree;

use crate::feed::resolve;

/// A feed that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    pub url: String,
    pub title: Option<String>,
    /// The page says that it is a feed; otherwise only its address looks like one.
    pub is_declared: bool,
}

/// What a page tells of where else to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signposts {
    /// Surest first.
    pub feeds: Vec<Announced>,
    pub canonical: Option<String>,
    /// Language and address of other versions (`hreflang`).
    pub languages: Vec<(String, String)>,
    /// Where a program should look instead (`http-equiv="refresh"`).
    pub moved_to: Option<String>,
}

const TYPES: [&str; 7] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json+feed",
    "text/rss+xml",
    "application/x-rss+xml",
];

/// How many of each are taken.
const MOST: usize = 100;

pub fn read(
    bytes: &[u8],
    charset: Option<&str>,
    address: &str,
    limits: &Limits,
) -> Result<Signposts, Refused> {
    let markup = decode_markup(bytes, charset).text;
    let tree = Tree::build(&markup, limits)?;
    let mut found = Signposts::default();
    let of = |id, name: &str| tree.attribute(id, name).map(str::trim).filter(|value| !value.is_empty());
    let based = tree.elements().filter(|&id| tree.name(id) == "base").find_map(|id| of(id, "href"));
    let base = based.map_or_else(|| address.to_owned(), |base| resolve(address, base));
    let mut likely = Vec::new();
    for id in tree.elements() {
        let href = || of(id, "href").map(|href| resolve(&base, href));
        let rel = of(id, "rel").unwrap_or_default().to_ascii_lowercase();
        let is = |wanted: &str| rel.split_whitespace().any(|rel| rel == wanted);
        match tree.name(id) {
            "link" if is("canonical") => found.canonical = found.canonical.or_else(href),
            "link" if is("alternate") || is("feed") => {
                let kind = of(id, "type").map(str::to_ascii_lowercase);
                let kind = kind.as_deref().map(|kind| kind.split(';').next().unwrap_or_default().trim());
                let Some(url) = href() else { continue };
                if is("feed") || kind.is_some_and(|kind| TYPES.contains(&kind)) {
                    let title = of(id, "title").map(str::to_owned);
                    found.feeds.push(Announced { url, title, is_declared: true });
                } else if let Some(lang) = of(id, "hreflang") {
                    found.languages.push((lang.to_owned(), url));
                }
            }
            "a" => {
                if let Some(url) = href().filter(|url| looks_like_feed(url)) {
                    let title =
                        Some(tree.text(id)).filter(|text| !text.is_empty() && text.chars().count() < 100);
                    likely.push(Announced { url, title, is_declared: false });
                }
            }
            "meta" if of(id, "http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) => {
                let to = of(id, "content")
                    .and_then(|content| content.split_once('='))
                    .map(|(_, to)| to.trim().trim_matches(['"', '\'']));
                found.moved_to = found.moved_to.or_else(|| to.map(|to| resolve(&base, to)));
            }
            _ => {}
        }
    }
    found.feeds.extend(likely);
    let mut seen = std::collections::HashSet::new();
    found.feeds.retain(|feed| feed.url.starts_with("http") && seen.insert(feed.url.clone()));
    found.feeds.truncate(MOST);
    found.languages.truncate(MOST);
    Ok(found)
}

/// `/rss`, `/feed/`, `/news.rss`, `atom.xml`, `?format=feed`: a word of the last part of the path or of the query.
fn looks_like_feed(url: &str) -> bool {
    let Some((_, path)) = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')) else {
        return false;
    };
    let small = path.to_ascii_lowercase();
    let last = small.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| matches!(word, "rss" | "rss2" | "feed" | "feeds" | "atom" | "rdf"))
}

/// Addresses at which many sites have a feed that they do not name, for a look where a page names none.
pub const USUAL: [&str; 8] =
    ["/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss/all.xml", "/feed/rss2/"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_and_languages_of_a_page() {
        let page = b"<html><head><base href='/b/'><link rel=canonical href='http://example.org/x'><link rel='alternate' type='application/rss+xml; charset=utf-8' href='rss.xml' title='News'>\
            <link rel=alternate hreflang=en href='/en/'><link rel=alternate type='text/html' href='/m'></head><a href='/press/feed/'>All news</a><a href='/feedback'>x</a><a href='rss.xml'>again</a>\
            <meta http-equiv=Refresh content='0; url=/new/'></html>";
        let found = read(page, None, "http://example.org/a/", &Limits::default()).unwrap();
        let feeds: Vec<(&str, bool)> =
            found.feeds.iter().map(|feed| (feed.url.as_str(), feed.is_declared)).collect();
        assert_eq!(
            feeds,
            [("http://example.org/b/rss.xml", true), ("http://example.org/press/feed/", false)]
        );
        assert_eq!(found.feeds[0].title.as_deref(), Some("News"));
        assert_eq!(found.languages, [("en".to_owned(), "http://example.org/en/".to_owned())]);
        assert_eq!(found.canonical.as_deref(), Some("http://example.org/x"));
        assert_eq!(found.moved_to.as_deref(), Some("http://example.org/new/"));
    }
}
