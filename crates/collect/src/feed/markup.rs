//! Addresses, and the markup within entries.

use std::borrow::Cow;

use text::html::resolve_references;

/// Elements without content, as they are written in XHTML.
pub const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta", "param", "source",
    "wbr",
];

/// Attributes that hold addresses.
const ADDRESSES: [&str; 8] = ["href", "src", "cite", "longdesc", "background", "action", "poster", "data"];

/// Names of elements that a text can hold without being markup by accident.
const KNOWN: [&str; 84] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "map",
    "menu",
    "nav",
    "noscript",
    "ol",
    "option",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "select",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];

/// An address against the one that it stands at (RFC 3986, section 5), as it is written and not made canonical.
pub fn resolve(base: &str, address: &str) -> String {
    let address = address.trim();
    if scheme(address).is_some() || base.is_empty() {
        return address.to_owned();
    }
    let Some(name) = scheme(base).filter(|_| base.contains("://")) else { return address.to_owned() };
    if address.is_empty() {
        return base.to_owned();
    }
    if let Some(rest) = address.strip_prefix("//") {
        return format!("{name}://{rest}");
    }
    let after = name.len() + 3;
    let rest = base.get(after..).unwrap_or_default();
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(host_end).unwrap_or((rest, ""));
    let without_fragment = path.split('#').next().unwrap_or_default();
    let bare = without_fragment.split('?').next().unwrap_or_default();
    let joined = match address.chars().next() {
        Some('#') => return format!("{name}://{host}{without_fragment}{address}"),
        Some('?') => return format!("{name}://{host}{bare}{address}"),
        Some('/') => address.to_owned(),
        _ => format!("{}/{address}", bare.rsplit_once('/').map_or("", |(folder, _)| folder)),
    };
    let (path, rest) =
        joined.split_at_checked(joined.find(['?', '#']).unwrap_or(joined.len())).unwrap_or((&joined, ""));
    format!("{name}://{host}{}{rest}", without_dots(path))
}

fn scheme(address: &str) -> Option<&str> {
    let (name, _) = address.split_once(':')?;
    let sound = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    sound.then_some(name)
}

fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let parts: Vec<&str> = path.split('/').collect();
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        match *part {
            "." | ".." => {
                if *part == ".." && kept.len() > 1 {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            part => kept.push(part),
        }
    }
    kept.join("/")
}

/// Whether an element that should hold plain text holds markup: a tag that is closed or a reference, and nothing
/// that only looks like one.
pub fn looks_like_markup(text: &str) -> bool {
    let tags = || {
        text.match_indices('<').filter_map(|(at, _)| {
            let rest = text.get(at + 1..)?;
            let name = rest.strip_prefix('/').unwrap_or(rest);
            let length = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
            (length > 0).then(|| (rest.starts_with('/'), name.get(..length).unwrap_or_default()))
        })
    };
    let mut references = text.match_indices('&').filter_map(|(at, _)| {
        let rest = text.get(at + 1..)?;
        let end = rest.get(..rest.floor_char_boundary(32))?.find(';')?;
        let name = rest.get(..end)?;
        let word = name.strip_prefix('#').unwrap_or(name);
        (!word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(name)
    });
    let closed = tags().any(|(is_end, _)| is_end);
    if !closed && references.clone().next().is_none() {
        return false;
    }
    let known = |name: &str| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name));
    let resolves =
        |name: &str| name.starts_with('#') || resolve_references(&format!("&{name};")) != format!("&{name};");
    tags().all(|(_, name)| known(name)) && references.all(resolves)
}

/// Markup with the addresses in it made whole, and void elements written as XHTML does.
pub fn tidied<'a>(markup: &'a str, base: &str) -> Cow<'a, str> {
    if !markup.contains('<') {
        return Cow::Borrowed(markup);
    }
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        match tag(from) {
            Some((tag, length)) => {
                out.push_str(&written(&tag, base));
                rest = from.get(length..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, Option<&'a str>)>,
    closed: bool,
}

/// A start tag and its length; `None` where it is none.
fn tag(markup: &str) -> Option<(Tag<'_>, usize)> {
    let mut rest = markup.strip_prefix('<')?;
    let length = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_')))
        .unwrap_or(rest.len());
    let name = rest.get(..length).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    rest = rest.get(length..)?;
    let mut tag = Tag { name, attributes: Vec::new(), closed: false };
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return Some((tag, markup.len() - after.len()));
        }
        if let Some(after) = rest.strip_prefix('/') {
            tag.closed = after.starts_with('>');
            rest = after;
            continue;
        }
        let length =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<' | '"' | '\''))?;
        let name = rest.get(..length).filter(|name| !name.is_empty())?;
        rest = rest.get(length..)?.trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            tag.attributes.push((name, None));
            continue;
        };
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => after.get(1..)?.split_once(quote)?,
            None => after.split_at_checked(after.find(|c: char| c.is_whitespace() || c == '>')?)?,
        };
        tag.attributes.push((name, Some(value)));
        rest = after;
    }
}

fn written(tag: &Tag<'_>, base: &str) -> String {
    let name = tag.name.to_ascii_lowercase();
    let mut out = format!("<{name}");
    let small = |key: &str| match key.bytes().any(|byte| byte.is_ascii_lowercase()) {
        // names of drawings have humps
        true => key.to_owned(),
        false => key.to_ascii_lowercase(),
    };
    let mut attributes: Vec<(String, Option<&str>)> =
        tag.attributes.iter().map(|(key, value)| (small(key), *value)).collect();
    if attributes.iter().any(|(key, _)| key.starts_with("xlink:"))
        && !attributes.iter().any(|(key, _)| key == "xmlns:xlink")
    {
        attributes.push(("xmlns:xlink".to_owned(), Some("http://www.w3.org/1999/xlink")));
    }
    // in one order, so that what is the same looks the same at the next visit
    attributes.sort();
    for (key, value) in &attributes {
        let value = value.unwrap_or(key);
        let is_address = ADDRESSES.contains(&key.as_str());
        let value = match is_address {
            true => Cow::Owned(resolve(base, &resolve_references(value)).replace('&', "&amp;")),
            false => Cow::Borrowed(value),
        };
        out.push_str(&format!(
            " {key}=\"{}\"",
            value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
        ));
    }
    let void = VOID.contains(&name.as_str());
    out.push_str(match (void, tag.closed) {
        (true, _) => " />",
        (false, true) => "></",
        (false, false) => ">",
    });
    if !void && tag.closed {
        out.push_str(&format!("{name}>"));
    }
    out
}

/// Text without markup: what readers see.
pub fn plain(markup: &str) -> String {
    if !markup.contains(['<', '&']) {
        return markup.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let from = rest.get(at..).unwrap_or_default();
        let tag = from.get(1..).is_some_and(|after| {
            after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
        });
        let end = from.find('>').filter(|_| tag);
        match end {
            Some(end) => {
                let word = from.get(1..end).unwrap_or_default().trim_start_matches('/');
                let word = word.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
                let inline =
                    ["a", "b", "i", "em", "strong", "span", "u", "sup", "sub", "font", "small", "abbr"];
                if !inline.contains(&word.to_ascii_lowercase().as_str()) {
                    out.push(' ');
                }
                rest = from.get(end + 1..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    resolve_references(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_whole() {
        let base = "http://a/b/c/d?q#f";
        for (address, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g/x", "http://g/x"),
            ("?y", "http://a/b/c/d?y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("#s", "http://a/b/c/d?q#s"),
            ("", "http://a/b/c/d?q#f"),
            ("..", "http://a/b/"),
            ("../../../g", "http://a/g"),
            ("mailto:x@y", "mailto:x@y"),
            ("http:g", "http:g"),
        ] {
            assert_eq!(resolve(base, address), expected, "{address}");
        }
        assert_eq!(resolve("http://a", "g"), "http://a/g");
        assert_eq!(resolve("", "g"), "g");
    }

    #[test]
    fn markup_and_its_text() {
        assert_eq!(
            tidied("a < b <A HREF='x?a&amp;b' TITLE=\"t\">c</A><br><img src=y>", "http://a/"),
            "a < b <a href=\"http://a/x?a&amp;b\" title=\"t\">c</A><br /><img src=\"http://a/y\" />"
        );
        assert_eq!(plain("<p>One <b>t</b>wo</p><p>1 &lt; 2 &amp; 3 < 4</p>"), "One two 1 < 2 & 3 < 4");
        assert!(looks_like_markup("<b>x</b>") && looks_like_markup("a &amp; b"));
        assert!(
            !looks_like_markup("<x>a</x>")
                && !looks_like_markup("1 < 2")
                && !looks_like_markup("<b>")
                && !looks_like_markup("&nope; ")
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(base in "(http://|a|/|\\.|\\?|#|:){0,12}", address in "(//|a|/|\\.|\\?|#|:|\u{436}){0,12}", markup in "[<>/!a-c=\"' &;#\u{436}-]{0,60}") {
            resolve(&base, &address);
            tidied(&markup, &base);
            plain(&markup);
            looks_like_markup(&markup);
        }
    }
}
