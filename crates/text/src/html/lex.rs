//! Markup to tags and text, in one pass and linear time.
//!
//! Forgiving as browsers are: whatever is no tag is text, and nothing is an error.

use std::borrow::Cow;

/// One attribute: its name in small letters and its value with references resolved.
pub type Attribute<'a> = (Cow<'a, str>, Cow<'a, str>);

#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'a> {
    Start {
        name: Cow<'a, str>,
        attributes: Vec<Attribute<'a>>,
        closed: bool,
    },
    End(Cow<'a, str>),
    /// Text with references resolved.
    Text(Cow<'a, str>),
    /// What stands within `script` and `style`, as it is.
    Raw(&'a str),
}

/// Elements whose content is no markup.
const RAW: [&str; 7] = ["script", "style", "xmp", "iframe", "noembed", "noframes", "template"];
/// The same, but references in it are resolved.
const PLAIN: [&str; 2] = ["title", "textarea"];

pub struct Lexer<'a> {
    rest: &'a str,
    /// The element whose raw content comes next.
    within: Option<Cow<'a, str>>,
    /// Endings that were looked for once and are nowhere in the rest.
    unclosed: Vec<String>,
    attributes: usize,
    attribute_bytes: usize,
}

impl<'a> Lexer<'a> {
    /// `attributes` and `attribute_bytes` say how much of one element is kept.
    pub fn new(markup: &'a str, attributes: usize, attribute_bytes: usize) -> Lexer<'a> {
        Lexer { rest: markup, within: None, unclosed: Vec::new(), attributes, attribute_bytes }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (head, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        head
    }

    fn raw(&mut self, name: &str) -> Option<Piece<'a>> {
        let resolve = PLAIN.contains(&name);
        let end =
            if self.unclosed.iter().any(|other| other == name) { None } else { find_end(self.rest, name) };
        if end.is_none() {
            self.unclosed.push(name.to_owned());
        }
        // Where the ending is missing, a title ends at the next tag; a script takes the rest, as in browsers.
        let length = end.unwrap_or_else(|| match resolve {
            true => self.rest.find('<').unwrap_or(self.rest.len()),
            false => self.rest.len(),
        });
        let inside = self.take(length);
        match (inside.is_empty(), resolve) {
            (true, _) => None,
            (false, true) => Some(Piece::Text(resolve_references(inside))),
            (false, false) => Some(Piece::Raw(inside)),
        }
    }

    /// A comment, a document type or a processing instruction.
    fn skip_declaration(&mut self) {
        let length = match self.rest.strip_prefix("<!--") {
            Some(">" | "->") => self.rest.len(),
            Some(inside) => inside.find("-->").map_or(self.rest.len(), |at| at + 7),
            None if self.rest.starts_with("<![CDATA[") => 9,
            None => self.rest.find('>').map_or(self.rest.len(), |at| at + 1),
        };
        self.take(length);
    }

    fn start(&mut self) -> Piece<'a> {
        self.take(1);
        let length = self
            .rest
            .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
            .unwrap_or(self.rest.len());
        let name = small(self.take(length));
        let mut attributes = Vec::new();
        let mut closed = false;
        loop {
            let skip =
                self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
            self.take(skip);
            match self.rest.bytes().next() {
                None => break,
                Some(b'>') => {
                    self.take(1);
                    break;
                }
                Some(b'/') => {
                    self.take(1);
                    closed = self.rest.starts_with('>');
                }
                Some(_) => {
                    let attribute = self.attribute();
                    let fits =
                        attributes.len() < self.attributes && attribute.1.len() <= self.attribute_bytes;
                    if fits && !attributes.iter().any(|(name, _)| *name == attribute.0) {
                        attributes.push(attribute);
                    }
                }
            }
        }
        if RAW.contains(&name.as_ref()) || PLAIN.contains(&name.as_ref()) {
            self.within = (!closed || &*name == "script" || &*name == "style").then(|| name.clone());
        }
        Piece::Start { name, attributes, closed }
    }

    fn attribute(&mut self) -> Attribute<'a> {
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
        // An equals sign can open a name, but not end it before it has begun.
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let length =
            self.rest.get(first..).and_then(|rest| rest.find(ends)).map_or(self.rest.len(), |at| at + first);
        let name = small(self.take(length));
        let after = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let Some(value) = after.strip_prefix('=') else {
            return (name, Cow::Borrowed(""));
        };
        self.rest = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let value = match self.rest.bytes().next() {
            Some(quote @ (b'"' | b'\'')) => {
                self.take(1);
                let length = self.rest.find(quote as char).unwrap_or(self.rest.len());
                let value = self.take(length);
                self.take(1);
                value
            }
            _ => {
                let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                let length = self.rest.find(ends).unwrap_or(self.rest.len());
                self.take(length)
            }
        };
        (name, resolve_references(value))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if let Some(name) = self.within.take() {
                match self.raw(&name) {
                    Some(piece) => return Some(piece),
                    None => continue,
                }
            }
            let bytes = self.rest.as_bytes();
            match (bytes.first()?, bytes.get(1)) {
                (b'<', Some(b'!' | b'?')) => self.skip_declaration(),
                (b'<', Some(b'/')) if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
                    let tag = self.take(end).get(2..).unwrap_or_default();
                    let length = tag
                        .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
                        .unwrap_or(tag.len());
                    return Some(Piece::End(small(tag.get(..length).unwrap_or_default())));
                }
                (b'<', Some(letter)) if letter.is_ascii_alphabetic() => return Some(self.start()),
                _ => {
                    let length = (1..bytes.len()).find(|&at| opens_tag(bytes.get(at..).unwrap_or_default()));
                    let length = length.unwrap_or(bytes.len());
                    return Some(Piece::Text(resolve_references(self.take(length))));
                }
            }
        }
    }
}

/// Whether markup begins here; any other `<` is text.
fn opens_tag(bytes: &[u8]) -> bool {
    match (bytes.first(), bytes.get(1)) {
        (Some(b'<'), Some(b'!' | b'?')) => true,
        (Some(b'<'), Some(b'/')) => bytes.get(2).is_some_and(u8::is_ascii_alphabetic),
        (Some(b'<'), Some(letter)) => letter.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Where `</name` stands, with what may follow a name.
fn find_end(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find("</") {
        let start = from + at;
        let after = text.as_bytes().get(start + 2..)?;
        let same = after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if same
            && after
                .get(name.len())
                .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        {
            return Some(start);
        }
        from = start + 2;
    }
    None
}

fn small(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// What the reference's name or number stands for, and its length with `&` and `;`.
fn reference(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let inside = text.get(1..)?;
    if let Some(number) = inside.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take_while(|byte| (*byte as char).is_digit(radix)).count();
        let code = u32::from_str_radix(digits.get(..length)?, radix).unwrap_or(0xfffd);
        let total = text.len() - digits.len() + length;
        let total = total + usize::from(text.get(total..)?.starts_with(';'));
        return (length > 0).then(|| (Cow::Owned(numbered(code).to_string()), total));
    }
    let length = inside.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let whole = text.get(..length + 2).filter(|whole| whole.ends_with(';'));
    if let Some(whole) = whole {
        let found = html_escape::decode_html_entities(whole);
        return (found != whole).then(|| (Cow::Owned(found.into_owned()), length + 2));
    }
    // Old pages leave the semicolon out of the commonest ones.
    let name = inside.get(..length)?;
    let known = [
        ("nbsp", "\u{a0}"),
        ("amp", "&"),
        ("quot", "\""),
        ("lt", "<"),
        ("gt", ">"),
        ("laquo", "\u{ab}"),
        ("raquo", "\u{bb}"),
    ];
    let (_, value) = known.into_iter().find(|(known, _)| *known == name)?;
    Some((Cow::Borrowed(value), length + 1))
}

/// Numbers of controls mean the character of Windows-1252 at that place.
fn numbered(code: u32) -> char {
    let western = u8::try_from(code).ok().filter(|byte| (0x80..=0x9f).contains(byte));
    let read = |byte| encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next();
    let found = western.map_or_else(|| char::from_u32(code), read);
    found.filter(|&c| c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER)
}

pub fn resolve_references(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (value, length) = reference(from).unwrap_or((Cow::Borrowed("&"), 1));
        out.push_str(&value);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(markup: &str) -> String {
        let show = |piece| match piece {
            Piece::Start { name, attributes, closed } => {
                let attributes: String =
                    attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
                format!("<{name}{attributes}{}>", if closed { "/" } else { "" })
            }
            Piece::End(name) => format!("</{name}>"),
            Piece::Text(text) => format!("[{text}]"),
            Piece::Raw(text) => format!("{{{text}}}"),
        };
        Lexer::new(markup, 8, 20).map(show).collect()
    }

    #[test]
    fn reads_tags_text_and_what_only_looks_like_them() {
        for (markup, expected) in [
            ("<P Class=a id='b c'>x</P >", "<p class=\"a\" id=\"b c\">[x]</p>"),
            ("a < b & c &lt; d", "[a < b & c < d]"),
            ("<p>Ж<p>ж", "<p>[Ж]<p>[ж]"),
            ("<br/><a href=x/>y", "<br/><a href=\"x/\">[y]"),
            ("<!DOCTYPE html><!-- <p> --><?php ?>x", "[x]"),
            ("<script>if (a</b) {}</script>x", "<script>{if (a</b) {}}</script>[x]"),
            ("<title>a &amp; b", "<title>[a & b]"),
            ("<title>a<title>b</p>", "<title>[a]<title>[b]</p>"),
            ("<style>x", "<style>{x}"),
            ("<p", "<p>"),
            ("<a =x =y b", "<a =x=\"y\" b=\"\">"),
            ("</", "[</]"),
            ("<", "[<]"),
            ("<a x=1 x=2 y='far too long a value to keep'>", "<a x=\"1\">"),
        ] {
            assert_eq!(seen(markup), expected, "{markup}");
        }
    }

    #[test]
    fn resolves_references() {
        for (text, expected) in [
            ("&laquo;&#1040;&#x411;&raquo;", "«АБ»"),
            ("&#150;&#133;", "–…"),
            ("&nbsp", "\u{a0}"),
            ("AT&T &unknown; &", "AT&T &unknown; &"),
            ("&#0;&#xd800;&#99999999999;&#;", "\u{fffd}\u{fffd}\u{fffd}&#;"),
        ] {
            assert_eq!(resolve_references(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(markup in "[<>/!a-c=\"' &;#\\-Ж]{0,60}") {
            let _ = seen(&markup);
        }
    }
}
