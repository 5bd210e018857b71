//! What was known of a publication before it was read, because it was announced and fetched: it is written down
//! with the capture, so that a rebuild reads it the same way.

use std::fmt::Write as _;

use collect::address;
use record::{Date, Publication, PublicationId};

use crate::open::Opened;

/// Where and how something came from the network, or from a source on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Online {
    /// Where it was found in the end, after redirects.
    pub url: String,
    /// What its source says; a feed's day is better evidence than any on the page.
    pub published_on: Option<Date>,
    pub title: Option<String>,
    /// Of the source: the page's own word goes before it.
    pub publisher: Option<String>,
}

impl Online {
    /// The publication under the address at which it was found; `asked` is the one that was announced.
    pub fn name(&self, opened: Opened, asked: &str) -> Opened {
        if self.is_local() {
            let mut given = opened.given;
            given.publisher = given.publisher.or_else(|| self.publisher.clone());
            return Opened { given, ..opened };
        }
        let own = opened.given.url.as_deref();
        let address = address::identity(&self.url, own).unwrap_or_else(|| asked.to_owned());
        let bare = bare(&address).to_owned();
        let mut given = opened.given;
        if self.published_on.is_some() {
            given.published_on = self.published_on;
        }
        given.title = given.title.or_else(|| self.title.clone());
        given.publisher = given.publisher.or_else(|| self.publisher.clone());
        let identity = identity_of(&address);
        given.url = Some(address);
        Opened { given, stem: bare.clone(), file: bare, origin: asked.to_owned(), identity, ..opened }
    }

    /// Whether it lay on this machine, where it goes by its own name.
    pub fn is_local(&self) -> bool {
        self.url.starts_with("file:")
    }

    /// As parameters of a media type.
    pub fn written(&self) -> String {
        let mut out = format!("; online={}", escape(&self.url));
        if let Some(date) = self.published_on {
            let _ = write!(out, "; published={date}");
        }
        for (name, value) in [("title", &self.title), ("publisher", &self.publisher)] {
            if let Some(value) = value {
                let _ = write!(out, "; {name}={}", escape(value));
            }
        }
        out
    }

    /// What [`Online::written`] wrote, among other parameters.
    pub fn from_written<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Online> {
        let mut online = Online::default();
        for (name, value) in parameters {
            match name {
                "online" => online.url = unescape(value),
                "published" => online.published_on = value.parse().ok(),
                "title" => online.title = Some(unescape(value)),
                "publisher" => online.publisher = Some(unescape(value)),
                _ => {}
            }
        }
        (!online.url.is_empty()).then_some(online)
    }
}

fn bare(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest)
}

/// Under which identity something is kept that was found at this address: with and without encryption it is one
/// publication.
pub fn identity_of(address: &str) -> PublicationId {
    Publication::identity(&format!("https://{}", bare(address)))
}

pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b'/' => {
                out.push(byte.into())
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_comes_back() {
        let online = Online {
            url: "https://example.org/a?b=c;d&%D0".to_owned(),
            published_on: "2024-11-28".parse().ok(),
            title: Some("Совет; \"a\" = 100%".to_owned()),
            publisher: None,
        };
        let written = online.written();
        assert!(written.is_ascii(), "{written}");
        let parameters = written.split(';').filter_map(|part| part.trim().split_once('='));
        assert_eq!(Online::from_written(parameters), Some(online));
        assert_eq!(Online::from_written([("lang", "ru")].into_iter()), None);
    }
}
