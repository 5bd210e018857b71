//! What lies behind an address: which form of source it is, and the list that it holds.

use record::Form;
use text::gate::Limits;
use text::html::dates::Months;

use crate::{Harvest, discover, feed, fetch, listing, mastodon, sitemap, telegram};

/// Why a list could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it is no {0}")]
    Not(&'static str),
    #[error("it is a {0}, which is not visited as a list")]
    NoList(&'static str),
    #[error("{0}")]
    Refused(String),
}

/// A list as it came.
#[derive(Clone, Copy, Debug)]
pub struct Came<'a> {
    pub bytes: &'a [u8],
    /// As the host says it.
    pub media_type: Option<&'a str>,
    /// Where it was found: what it names is relative to it.
    pub url: &'a str,
}

/// Reads the list that a source of this form gave. `rule` says of a listing which links are publications; `months`
/// are their names in the languages that are known.
pub fn harvest(
    form: Form,
    rule: Option<&str>,
    came: Came<'_>,
    months: &Months,
) -> Result<Harvest, Unreadable> {
    let Came { bytes, media_type, url } = came;
    let charset = media_type.and_then(charset);
    let limits = Limits::default();
    let refused = |refused: text::gate::Refused| Unreadable::Refused(refused.to_string());
    match form {
        Form::Feed => feed::announced(bytes, charset, url, months).ok_or(Unreadable::Not("feed")),
        Form::Sitemap => Ok(sitemap::read(bytes, charset, url, months, Limits::default().bytes)),
        Form::Listing => listing::read(bytes, charset, url, rule, months, &limits).map_err(refused),
        Form::Telegram => telegram::read(bytes, charset, months, &limits).map_err(refused),
        Form::Mastodon => {
            let harvest = mastodon::read(bytes, months);
            let older = mastodon::older(url, bytes);
            Ok(Harvest { next: harvest.next.clone().or(older), ..harvest })
        }
        // what is watched is one publication, which announces itself
        Form::Page => {
            let lead = crate::Lead { url: Some(url.to_owned()), ..crate::Lead::default() };
            Ok(Harvest { leads: vec![lead], ..Harvest::default() })
        }
        Form::Folder | Form::Mailbox => Err(Unreadable::NoList(form.name())),
    }
}

/// Which form of source these bytes are, where they tell it: a page may be a listing or not, and does not.
pub fn tell(came: Came<'_>, months: &Months) -> Option<Form> {
    let host = fetch::host_of(came.url).unwrap_or_default();
    if host == "t.me" && came.url.contains("/s/") {
        return Some(Form::Telegram);
    }
    let head = String::from_utf8_lossy(came.bytes.get(..came.bytes.len().min(4096)).unwrap_or_default());
    let head = head.to_ascii_lowercase();
    if head.contains("<urlset") || head.contains("<sitemapindex") || came.url.ends_with(".xml.gz") {
        return Some(Form::Sitemap);
    }
    if came.url.contains("/api/v1/accounts/") || came.url.contains("/api/v1/timelines/tag/") {
        return Some(Form::Mastodon);
    }
    // every page is read as a feed without a name by a reader that forgives everything
    if head.contains("<html") && !head.contains("<rss") && !head.contains("<feed") {
        return None;
    }
    harvest(Form::Feed, None, came, months).is_ok().then_some(Form::Feed)
}

/// The feeds that a page leads to, the surest first.
pub fn feeds_of_page(came: Came<'_>) -> Vec<String> {
    let charset = came.media_type.and_then(charset);
    let found = discover::read(came.bytes, charset, came.url, &Limits::default());
    found.map(|found| found.feeds.into_iter().map(|feed| feed.url).collect()).unwrap_or_default()
}

/// The charset of a media type.
pub fn charset(media_type: &str) -> Option<&str> {
    media_type.split(';').skip(1).filter_map(|part| part.trim().split_once('=')).find_map(|(name, value)| {
        let value = value.trim_matches(['"', '\'', ' ']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str, bytes: &str) -> Option<Form> {
        tell(Came { bytes: bytes.as_bytes(), media_type: None, url }, &Months::default())
    }

    #[test]
    fn forms_are_told_by_what_they_are() {
        let at = "https://example.org/x";
        assert_eq!(
            told(at, "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title></channel></rss>"),
            Some(Form::Feed)
        );
        assert_eq!(
            told(at, "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title></feed>"),
            Some(Form::Feed)
        );
        assert_eq!(
            told(at, "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}"),
            Some(Form::Feed)
        );
        assert_eq!(
            told(at, "<urlset><url><loc>https://example.org/a</loc></url></urlset>"),
            Some(Form::Sitemap)
        );
        assert_eq!(told(at, "<!doctype html><html><body><p>Words.</p></body></html>"), None);
        assert_eq!(told(at, "{\"a\": 1}"), None);
        assert_eq!(told(at, ""), None);
        assert_eq!(told("https://t.me/s/lakes", "<html>"), Some(Form::Telegram));
    }

    #[test]
    fn charsets_are_found_in_any_writing() {
        assert_eq!(charset("text/html; Charset=\"windows-1251\""), Some("windows-1251"));
        assert_eq!(charset("text/html; boundary=x; charset=utf-8"), Some("utf-8"));
        assert_eq!(charset("text/html; charset="), None);
        assert_eq!(charset("text/html"), None);
    }
}
