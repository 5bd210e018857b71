//! One name for one address: what differs only in how it was passed on is the same.

use record::ItemId;
use reqwest::Url;

/// Parts of a query that say where a reader came from, not what is read.
const PASSED_ON: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "yclid",
    "ymclid",
    "msclkid",
    "twclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "_openstat",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "s_cid",
    "ncid",
    "at_medium",
    "at_campaign",
    "xtor",
    "frommedia",
];
const PASSED_ON_PREFIXES: &[&str] = &["utm_", "utm-", "pk_", "mtm_", "hsa_", "_ga"];

/// The address without what does not tell things apart: fragment, default port, words of campaigns. `None` for what
/// is no HTTP address.
pub fn canonical(url: &str) -> Option<String> {
    let mut url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    url.set_fragment(None);
    // what stands there is a secret at times, and no part of the name
    let _ = (url.set_username(""), url.set_password(None));
    if let Some(query) = url.query() {
        let kept: Vec<&str> =
            query.split('&').filter(|part| !part.is_empty() && !is_passed_on(part)).collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    if let Some(host) = url.host_str().and_then(|host| host.strip_suffix('.')).map(str::to_owned) {
        url.set_host(Some(&host)).ok()?;
    }
    Some(unescaped(url.as_str()))
}

fn is_passed_on(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or_default().to_ascii_lowercase();
    PASSED_ON.contains(&name.as_str()) || PASSED_ON_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// RFC 3986, 6.2.2: letters and digits need no escape, and escapes are written in capitals.
fn unescaped(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => out.push(byte.into()),
            Some(byte) => out.push_str(&format!("%{byte:02X}")),
            None => {
                out.push('%');
                rest = after;
                continue;
            }
        }
        rest = after.get(2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The name of what lies at a canonical address; with and without encryption it is the same.
pub fn id_of_url(canonical: &str) -> ItemId {
    let bare =
        canonical.strip_prefix("https://").or_else(|| canonical.strip_prefix("http://")).unwrap_or(canonical);
    ItemId::of([b"url".as_slice(), bare.as_bytes()])
}

/// The name of what has no address but a name that its source gave it.
pub fn id_of_name(source: &str, name: &str) -> ItemId {
    ItemId::of([b"name".as_slice(), source.as_bytes(), name.as_bytes()])
}

/// The identity under which a page is kept: where it was found in the end, or what it says of itself where that
/// differs in nothing but its query. A page that calls another path its own is not believed: sites exist on which
/// all pages call themselves the front page.
pub fn identity(found: &str, own: Option<&str>) -> Option<String> {
    let found = canonical(found)?;
    let Some(own) = own.and_then(canonical) else { return Some(found) };
    let place = |url: &str| {
        let url = Url::parse(url).ok()?;
        let host = url.host_str()?;
        let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
        Some((host, url.port(), url.path().trim_end_matches('/').to_owned()))
    };
    let is_same = place(&own).is_some() && place(&own) == place(&found);
    // a query may be the whole address: ?id=5
    let says_less = own.contains('?') || !found.contains('?') || is_path_enough(&found);
    Some(if is_same && says_less { own } else { found })
}

/// Whether the path by itself names one thing: its last part has a number or several words.
fn is_path_enough(url: &str) -> bool {
    let Some(url) = Url::parse(url).ok() else { return false };
    let last = url.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    digits >= 4 || last.matches(['-', '_']).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_on_is_the_same() {
        let cases = [
            ("HTTP://Example.ORG:80/a?utm_source=x&id=5&fbclid=1#top", "http://example.org/a?id=5"),
            ("https://example.org./a/../b?utm_medium=y", "https://example.org/b"),
            ("https://example.org/%d0%bf%2d%2F", "https://example.org/%D0%BF-%2F"),
            ("https://example.org/100%", "https://example.org/100%"),
            ("https://user:word@example.org/", "https://example.org/"),
        ];
        for (given, expected) in cases {
            assert_eq!(canonical(given).as_deref(), Some(expected), "{given}");
            assert_eq!(canonical(expected).as_deref(), Some(expected), "{given}: a second time");
        }
        for bad in ["", "mailto:a@b", "file:///etc/passwd", "javascript:void(0)", "/a", "tag:x,2024:1"] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
        assert_eq!(id_of_url("http://a/b"), id_of_url("https://a/b"));
        assert_ne!(id_of_url("http://a/b"), id_of_url("http://a/B"));
    }

    #[test]
    fn a_page_is_believed_about_its_query_alone() {
        let of = |found, own| identity(found, Some(own)).unwrap();
        assert_eq!(
            of(
                "https://a.example/news/council-met-today?from=rss",
                "https://www.a.example/news/council-met-today/"
            ),
            "https://www.a.example/news/council-met-today/"
        );
        assert_eq!(of("https://a.example/news/5", "https://a.example/"), "https://a.example/news/5");
        assert_eq!(
            of("https://a.example/view?id=5", "https://a.example/view"),
            "https://a.example/view?id=5"
        );
        assert_eq!(of("https://a.example/x", "https://b.example/x"), "https://a.example/x");
        assert_eq!(of("https://a.example/x", "not an address"), "https://a.example/x");
        assert_eq!(identity("mailto:x", None), None);
    }
}
