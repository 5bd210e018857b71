//! The namespaces of feeds, and elements' names as they are known here.

use super::Reader;

/// Namespaces of the formats themselves: elements of these have no prefix.
const OWN: [&str; 12] = [
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://example.com/newformat#",
    "http://example.com/necho",
    "http://purl.org/echo/",
    "uri/of/echo/namespace#",
    "http://purl.org/pie/",
    "http://purl.org/atom/ns#",
    "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/modules/rss091#",
];

/// Namespaces whose elements are understood, by the prefix that they go under here.
const KNOWN: [(&str, &str); 27] = [
    ("http://creativecommons.org/ns#license", "cc"),
    ("http://web.resource.org/cc/", "cc"),
    ("http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", "creativecommons"),
    ("http://backend.userland.com/creativecommonsrssmodule", "creativecommons"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.opengis.net/gml", "gml"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://example.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://purl.org/rss/1.0/modules/threading/", "thr"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://purl.org/syndication/history/1.0", "fh"),
    ("http://wellformedweb.org/commentapi/", "wfw"),
    ("http://news.yandex.ru", "yandex"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/xml/1998/namespace", "xml"),
    ("http://webns.net/mvcb/", "admin"),
];

impl Reader<'_> {
    /// An element's name as it is known here, and its attributes.
    pub(super) fn name(&self, written: &str) -> String {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let local = local.to_lowercase();
        match self.prefix(prefix).as_str() {
            "" => local,
            prefix => format!("{prefix}_{local}"),
        }
    }

    pub(super) fn prefix(&self, written: &str) -> String {
        let address = self.namespaces.get(written).map(|address| address.to_lowercase()).unwrap_or_default();
        if OWN.contains(&address.as_str()) || address.contains("backend.userland.com/rss") {
            return String::new();
        }
        let known = KNOWN.iter().find(|(known, _)| *known == address).map(|(_, prefix)| (*prefix).to_owned());
        known.unwrap_or_else(|| written.to_lowercase())
    }
}
