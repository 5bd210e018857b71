//! The markup of a feed as a row of steps, whatever is wrong with it.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use text::html::resolve_references;

/// One step, with names as they are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<'a> {
    Open(Cow<'a, str>, Vec<(String, String)>),
    Close(Cow<'a, str>),
    Text(Cow<'a, str>),
    /// The document type, as it is written.
    Type(&'a str),
}

/// How a walk through a feed ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Places that are no markup and were passed over.
    pub mended: usize,
    pub is_cut: bool,
}

/// Characters that the feed's own entities may come to, all together: they may not make it grow without end.
const EXPANDED: usize = 1 << 20;

/// Open elements; what nests more deeply is no feed.
const DEPTH: usize = 1000;

/// Attributes of one element that are read.
const ATTRIBUTES: usize = 64;

/// The encoding that the declaration names.
pub fn declared(markup: &str) -> Option<&str> {
    let head = markup.strip_prefix("<?xml")?;
    let head = head.get(..head.find("?>")?)?;
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().filter(|name| !name.is_empty())
}

/// Walks through a feed and gives each step. Ends that close nothing are left out, and what they leave open
/// is closed where its container is.
pub fn walk(markup: &str, each: &mut dyn FnMut(Step<'_>)) -> Walked {
    let whole = mended(markup);
    let mut rest: &str = &whole;
    let mut open: Vec<String> = Vec::new();
    let mut entities: HashMap<String, String> = HashMap::new();
    let mut expanded = 0;
    let mut walked = Walked::default();
    loop {
        let mut reader = Reader::from_str(rest);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.check_comments = false;
        let broken = loop {
            match reader.read_event() {
                Ok(Event::Eof) => break false,
                Ok(Event::Start(start)) if open.len() < DEPTH => {
                    let name = start.name().as_ref().to_owned();
                    each(Step::Open(Cow::Borrowed(&name), attributes(&start)));
                    open.push(name);
                }
                Ok(Event::Empty(start)) => {
                    let name = start.name().as_ref().to_owned();
                    each(Step::Open(Cow::Borrowed(&name), attributes(&start)));
                    each(Step::Close(Cow::Owned(name)));
                }
                Ok(Event::End(end)) => {
                    let name = end.name().as_ref().to_owned();
                    if let Some(depth) = open.iter().rposition(|other| *other == name) {
                        open.drain(depth..).rev().for_each(|name| each(Step::Close(Cow::Owned(name))));
                    }
                }
                Ok(Event::Text(text)) => each(Step::Text(text.into_inner())),
                Ok(Event::CData(text)) => each(Step::Text(text.into_inner())),
                Ok(Event::GeneralRef(reference)) => {
                    let name = reference.into_inner();
                    let own = entities.get(name.as_ref()).filter(|value| expanded + value.len() <= EXPANDED);
                    match own {
                        Some(value) => {
                            expanded += value.len().max(1);
                            each(Step::Text(Cow::Borrowed(value)));
                        }
                        None => {
                            each(Step::Text(Cow::Owned(
                                resolve_references(&format!("&{name};")).into_owned(),
                            )));
                        }
                    }
                }
                Ok(Event::DocType(declared)) => {
                    entities = own_entities(&declared);
                    each(Step::Type(&declared));
                }
                Ok(_) => {}
                Err(_) => break true,
            }
        };
        // on from the place that could not be read, past its first mark
        let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
        let next =
            rest.get(at..).filter(|_| broken).and_then(|rest| rest.get(1..)?.find('<').map(|next| next + 1));
        match next.and_then(|next| rest.get(at + next..)) {
            Some(after) if walked.mended < 1000 => {
                walked.mended += 1;
                rest = after;
            }
            _ => {
                walked.is_cut = broken || !open.is_empty();
                open.drain(..).rev().for_each(|name| each(Step::Close(Cow::Owned(name))));
                return walked;
            }
        }
    }
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut written = start.html_attributes();
    let found = written.with_checks(false).filter_map(|attribute| {
        let attribute = attribute.ok()?;
        let value = resolve_references(&attribute.value).into_owned();
        Some((attribute.key.as_ref().to_owned(), value))
    });
    found.take(ATTRIBUTES).collect()
}

/// A `<` that opens no markup is text.
fn mended(markup: &str) -> Cow<'_, str> {
    let bytes = markup.as_bytes();
    let mut out = String::new();
    let (mut from, mut at) = (0, 0);
    while let Some(found) = markup.get(at..).and_then(|rest| rest.find('<')) {
        let here = at + found;
        let rest = markup.get(here..).unwrap_or_default();
        let skipped =
            ["<![CDATA[", "<!--"].iter().zip(["]]>", "-->"]).find(|(open, _)| rest.starts_with(**open));
        if let Some((_, end)) = skipped {
            at = rest.find(end).map_or(markup.len(), |end| here + end + 3);
            continue;
        }
        at = here + 1;
        let opens = bytes.get(at).is_some_and(|&next| {
            next.is_ascii_alphabetic() || !next.is_ascii() || matches!(next, b'_' | b':' | b'/' | b'!' | b'?')
        });
        if !opens {
            out.push_str(markup.get(from..here).unwrap_or_default());
            out.push_str("&lt;");
            from = at;
        }
    }
    if out.is_empty() {
        return Cow::Borrowed(markup);
    }
    out.push_str(markup.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// The entities that a feed declares for itself: text and single characters, nothing that could refer to another.
fn own_entities(declared: &str) -> HashMap<String, String> {
    let mut entities = HashMap::new();
    for one in declared.split("<!ENTITY").skip(1).take(1000) {
        let one = one.trim_start();
        let Some((name, rest)) = one.split_once(char::is_whitespace) else { continue };
        let rest = rest.trim_start();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        let value = rest.get(1..).and_then(|rest| rest.split(quote).next()).unwrap_or_default();
        let single = value.starts_with("&#")
            && value.ends_with(';')
            && !value.get(2..).unwrap_or_default().contains('&');
        if single || !value.contains('&') {
            entities.insert(name.to_owned(), resolve_references(value).into_owned());
        }
    }
    entities
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markup: &str) -> (String, Walked) {
        let mut out = String::new();
        let walked = walk(markup, &mut |step| match step {
            Step::Open(name, attributes) => {
                let attributes: String =
                    attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
                out.push_str(&format!("<{name}{attributes}>"));
            }
            Step::Close(name) => out.push_str(&format!("</{name}>")),
            Step::Text(text) => out.push_str(&text),
            Step::Type(_) => {}
        });
        (out, walked)
    }

    #[test]
    fn what_is_broken_is_read_around() {
        for (markup, expected, mended, is_cut) in [
            ("<a b='1 &lt; 2'/>x", "<a b=\"1 < 2\"></a>x", 0, false),
            ("<a>b & c &eacute; &no;</a>", "<a>b & c \u{e9} &no;</a>", 0, false),
            ("<a>1 < 2</a>", "<a>1 < 2</a>", 0, false),
            ("<a><![CDATA[1 < 2 &amp;]]></a>", "<a>1 < 2 &amp;</a>", 0, false),
            ("<a><b>c</a>", "<a><b>c</b></a>", 0, false),
            ("<a></b>c</a>", "<a>c</a>", 0, false),
            ("<a><b>c", "<a><b>c</b></a>", 0, true),
            ("<a><b>c</b><![CDATA[d", "<a><b>c</b></a>", 0, true),
            ("<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z '&x;&x;'>]><a>&x;&z;</a>", "<a>y&z;</a>", 0, false),
        ] {
            assert_eq!(shown(markup), (expected.to_owned(), Walked { mended, is_cut }), "{markup}");
        }
        assert_eq!(declared("<?xml version='1.0' encoding=\"KOI8-R\"?>"), Some("KOI8-R"));
    }

    #[test]
    fn entities_of_a_feed_cannot_make_it_grow_without_end() {
        let value = "x".repeat(1000);
        let markup = format!("<!DOCTYPE a [<!ENTITY x '{value}'>]><a>{}</a>", "&x;".repeat(5000));
        assert!(shown(&markup).0.len() < EXPANDED + 20_000);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(markup in "[<>/!a-c=\"' &;#\\-\\[\\]?]{0,60}") {
            let (mut opened, mut closed) = (0, 0);
            walk(&markup, &mut |step| match step {
                Step::Open(..) => opened += 1,
                Step::Close(_) => closed += 1,
                _ => {}
            });
            proptest::prop_assert_eq!(opened, closed);
        }
    }
}
