//! `robots.txt`: what may be fetched of a host (RFC 9309, read as Google's own reader does, errors of writing included).

use std::time::Duration;

use crate::seam::Robots;

/// The rules of one host for one product token.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    rules: Vec<Rule>,
    delay: Option<Duration>,
    sitemaps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allows: bool,
    pattern: String,
}

/// Bytes that are read; RFC 9309 asks for at least 500 KiB.
const BYTES: usize = 1 << 20;

/// Bytes of one line that are read.
const LINE: usize = 2083 * 8;

/// The longest pause that a host can ask for.
const LONGEST: f64 = 3600.0;

enum Line<'a> {
    Agent(&'a str),
    Rule(Rule),
    Delay(Duration),
    Sitemap(&'a str),
}

impl Rules {
    /// Reads the rules for a product token, such as the first word of a User-Agent.
    pub fn read(bytes: &[u8], token: &str) -> Rules {
        let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(BYTES)).unwrap_or_default());
        let text = text.trim_start_matches('\u{feff}');
        let mut own = Group::default();
        let mut all = Group::default();
        let mut sitemaps = Vec::new();
        // which groups the rules that follow belong to; agents one after the other share them
        let (mut for_own, mut for_all, mut in_rules) = (false, false, false);
        for line in text.split(['\n', '\r']).filter_map(line) {
            match line {
                Line::Agent(name) => {
                    if std::mem::take(&mut in_rules) {
                        (for_own, for_all) = (false, false);
                    }
                    let star = name
                        .strip_prefix('*')
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
                    for_all |= star;
                    let is_own = !star && !token.is_empty() && product(name).eq_ignore_ascii_case(token);
                    for_own |= is_own;
                    own.is_there |= is_own;
                }
                Line::Rule(rule) => {
                    in_rules = true;
                    for rule in [folder(&rule), Some(rule)].into_iter().flatten() {
                        own.rules.extend(Some(rule.clone()).filter(|_| for_own));
                        all.rules.extend(Some(rule).filter(|_| for_all));
                    }
                }
                Line::Delay(delay) => {
                    in_rules = true;
                    own.delay = own.delay.or(Some(delay).filter(|_| for_own));
                    all.delay = all.delay.or(Some(delay).filter(|_| for_all));
                }
                Line::Sitemap(address) => sitemaps.push(address.to_owned()),
            }
        }
        let Group { rules, delay, .. } = if own.is_there { own } else { all };
        Rules { rules, delay, sitemaps }
    }

    /// Whether an address, or a path with its query, may be fetched.
    pub fn allows_address(&self, address: &str) -> bool {
        self.allows(target(address))
    }
}

/// Whoever allows the index page of a folder allows the folder itself.
fn folder(rule: &Rule) -> Option<Rule> {
    let pages = ["/index.html", "/index.htm"];
    let folder = pages.iter().find_map(|page| rule.pattern.strip_suffix(page)).filter(|_| rule.allows)?;
    Some(Rule { allows: true, pattern: format!("{folder}/$") })
}

#[derive(Default)]
struct Group {
    is_there: bool,
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

impl Robots for Rules {
    fn allows(&self, target: &str) -> bool {
        let target = with_capitals(if target.is_empty() { "/" } else { target });
        let longest = |allows: bool| {
            let rules = self.rules.iter().filter(|rule| rule.allows == allows);
            rules.filter(|rule| matches(&rule.pattern, &target)).map(|rule| rule.pattern.len()).max()
        };
        // the most specific rule counts, and of equal ones the one that allows
        match (longest(true), longest(false)) {
            (_, None | Some(0)) => true,
            (None, Some(_)) => false,
            (Some(allow), Some(disallow)) => allow >= disallow,
        }
    }

    fn delay(&self) -> Option<Duration> {
        self.delay
    }

    fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }
}

/// The letters that a product token is made of.
fn product(name: &str) -> &str {
    let end = name.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_'))).unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

fn line(line: &str) -> Option<Line<'_>> {
    let line = line.get(..line.floor_char_boundary(LINE))?;
    let line = line.split('#').next()?.trim();
    let (key, value) = match line.split_once(':') {
        Some((key, value)) => (key.trim(), value.trim()),
        // some leave out the colon; then there are two words and no more
        None => {
            let (key, value) = line.split_once(char::is_whitespace)?;
            let value = value.trim();
            (!value.contains(char::is_whitespace)).then_some((key, value))?
        }
    };
    let is = |names: &[&str]| names.iter().any(|name| begins(key, name));
    if is(&["user-agent", "useragent", "user agent"]) {
        Some(Line::Agent(value))
    } else if is(&["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"]) {
        Some(Line::Rule(Rule { allows: false, pattern: escaped(value) }))
    } else if is(&["allow"]) {
        Some(Line::Rule(Rule { allows: true, pattern: escaped(value) }))
    } else if is(&["sitemap", "site-map"]) {
        Some(Line::Sitemap(value)).filter(|_| value.contains("://"))
    } else if is(&["crawl-delay", "crawl delay"]) {
        let seconds: f64 = value.parse().ok().filter(|seconds| (0.0..=f64::MAX).contains(seconds))?;
        Some(Line::Delay(Duration::from_secs_f64(seconds.min(LONGEST))))
    } else {
        None
    }
}

fn begins(key: &str, name: &str) -> bool {
    key.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// The path and query of an address.
fn target(address: &str) -> &str {
    let scheme =
        address.find("//").filter(|&at| !address.get(..at).unwrap_or_default().contains(['/', '?', ';']));
    let start = scheme.map_or(0, |at| at + 2);
    let rest = address.get(start..).unwrap_or_default();
    let path = rest.find(['/', '?', ';']).and_then(|at| rest.get(at..)).unwrap_or_default();
    path.split('#').next().filter(|path| path.starts_with('/')).unwrap_or("/")
}

/// Octets outside ASCII as `%D0`, as addresses have them.
fn escaped(path: &str) -> String {
    let octet = |byte: u8| if byte < 0x80 { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    with_capitals(&path.bytes().map(octet).collect::<String>())
}

/// `%d0` and `%D0` are one octet.
fn with_capitals(path: &str) -> String {
    let mut left = 0;
    path.chars()
        .map(|c| {
            let digit = left > 0 && c.is_ascii_hexdigit();
            left = if c == '%' { 2 } else { i32::max(left, 1) - 1 };
            if digit { c.to_ascii_uppercase() } else { c }
        })
        .collect()
}

/// Whether a path begins as a pattern says; `*` stands for anything, `$` at its end for the end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, anchored) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return !anchored || rest.is_empty() };
    for part in middle {
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    if anchored { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_rule_of_the_own_group_counts() {
        let text = b"\xef\xbb\xbfUser-agent: Other\nUser-agent: *\nDisallow: /\n\nuser-agent: Rapporteur/1.0\n# a comment\nDisallow: /private/\nAllow: /private/open$\nAllow: /a/index.html\nDisallow: /a/\nDisallow: /*.pdf$\nCrawl-delay: 2.5\nSitemap: http://example.org/map.xml\n";
        let rules = Rules::read(text, "Rapporteur");
        for (path, allowed) in [
            ("/", true),
            ("/private/x", false),
            ("/private/open", true),
            ("/private/opened", false),
            ("/a/", true),
            ("/a/b", false),
            ("/x/y.pdf", false),
            ("/x/y.pdf?z", true),
        ] {
            assert_eq!(rules.allows(path), allowed, "{path}");
        }
        assert_eq!(rules.delay(), Some(Duration::from_millis(2500)));
        assert_eq!(rules.sitemaps(), ["http://example.org/map.xml"]);
        assert!(!Rules::read(text, "Somebody").allows("/"));
        assert!(Rules::read(b"", "Rapporteur").allows("/"));
        assert!(Rules::read(b"User-agent: *\nDisallow:", "Rapporteur").allows("/x"));
    }

    #[test]
    fn addresses_and_octets() {
        let rules = Rules::read("User-agent: *\nDisallow: /foo/bar/\u{30c4}".as_bytes(), "x");
        assert!(!rules.allows_address("http://foo.bar/foo/bar/%E3%83%84"));
        assert!(!rules.allows_address("http://foo.bar/foo/bar/%e3%83%84"));
        assert!(rules.allows_address("http://foo.bar/foo/bar"));
        assert_eq!(target("http://a?b"), "/");
        assert_eq!(target("a.b/c?d#e"), "/c?d");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "((User-agent|Allow|Disallow|Crawl-delay)[: ]?[*$/a%0-9A-F\u{436}.-]{0,8}\n?){0,12}", path in "[/a%0-9A-F*$\u{436}?]{0,12}") {
            Rules::read(text.as_bytes(), "a").allows_address(&path);
        }
    }
}
