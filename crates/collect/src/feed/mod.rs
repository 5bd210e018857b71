//! Feeds of every kind, from bytes to what they announce: RSS 0.9 to 2.0, RDF, Atom and JSON Feed.
//!
//! What a feed says is kept as a [`Slip`] for itself and one for each entry, under the names that feed readers have
//! used for twenty years (those of Mark Pilgrim's feedparser, whose tests this reader is measured by). A [`Harvest`]
//! is made of them. Nothing here fails: a feed that is cut off or ill-formed gives what stood before, and a note.

mod dates;
mod elements;
mod geo;
mod harvest;
mod json;
mod markup;
mod names;
mod reader;
pub(crate) mod xml;

use serde_json::{Map, Value};
use text::decode::decode_markup;
use text::html::dates::Months;

use crate::lead::Harvest;
pub use dates::{Moment, moment};
pub use harvest::{lead, when};
pub use markup::{plain, resolve};
pub use names::named;

/// What is said of one thing, by name.
pub type Slip = Map<String, Value>;

/// A feed as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// `rss20`, `atom10`, `json11`; empty where it is no feed.
    pub version: String,
    /// The charset by the name that the feed gives it.
    pub encoding: String,
    pub feed: Slip,
    pub entries: Vec<Slip>,
    pub notes: Vec<String>,
    /// The bytes ended before the feed did.
    pub is_cut: bool,
}

/// Reads a feed. `charset` is what it was sent with, `address` where it lay; `months` are the names of months.
pub fn read(bytes: &[u8], charset: Option<&str>, address: &str, months: &Months) -> Feed {
    let mut entries = Vec::new();
    let mut feed = each(bytes, charset, address, months, &mut |entry| entries.push(entry));
    feed.entries = entries;
    feed
}

/// What a feed announces, `None` where it is no feed. Of a long one no more is held than its bytes and what becomes
/// of them.
pub fn announced(bytes: &[u8], charset: Option<&str>, address: &str, months: &Months) -> Option<Harvest> {
    let mut leads = Vec::new();
    let feed = each(bytes, charset, address, months, &mut |entry| leads.push(harvest::lead(&entry, months)));
    (feed.is_feed() || !leads.is_empty()).then(|| harvest::harvest(&feed, leads))
}

/// As [`read`], but hands each entry over when it has been read: of a long feed no more than one of them is held.
pub fn each(
    bytes: &[u8],
    charset: Option<&str>,
    address: &str,
    months: &Months,
    give: &mut dyn FnMut(Slip),
) -> Feed {
    let decoded = decode_markup(bytes, charset);
    let markup = decoded.text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let mut feed = match markup.starts_with('{') {
        true => json::each(markup, address, months, give),
        false => reader::each(markup, address, months, give),
    };
    feed.encoding = xml::declared(markup).unwrap_or(decoded.charset).to_ascii_lowercase();
    if decoded.replaced > 0 {
        feed.notes.push(format!(
            "{} passages are not valid {} and were replaced",
            decoded.replaced, decoded.charset
        ));
    }
    feed
}

impl Feed {
    /// Whether these were the bytes of a feed at all.
    pub fn is_feed(&self) -> bool {
        !self.version.is_empty() || !self.entries.is_empty()
    }

    /// What the feed announces.
    pub fn harvest(&self, months: &Months) -> Harvest {
        harvest::harvest(self, self.entries.iter().map(|entry| harvest::lead(entry, months)).collect())
    }
}

#[cfg(test)]
mod tests;
