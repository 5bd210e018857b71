//! What a source announces, before anything of it has been fetched.

use jiff::Timestamp;
use record::Date;

/// When something was issued: the day as its source wrote it, in the source's own time, and the instant where it
/// gave one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    pub on: Date,
    pub at: Option<Timestamp>,
}

/// Words that came along with a lead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    Text(String),
    /// Markup as it stood in the feed, entities of the feed's own syntax resolved; nothing else is done to it.
    Html(String),
}

/// One publication seen in a feed, a sitemap, a listing page, a channel or a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lead {
    /// Absolute, as the source gave it: making it canonical is not the parser's work.
    pub url: Option<String>,
    /// The source's own name for it: `guid`, `id`, the number of a post, a `Message-ID`.
    pub id: Option<String>,
    /// Without markup.
    pub title: Option<String>,
    pub summary: Option<Body>,
    /// The whole text, where the source gives it.
    pub content: Option<Body>,
    pub published: Option<When>,
    pub updated: Option<When>,
    /// A BCP 47 tag as the source gave it.
    pub lang: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    /// Files that came with it: addresses and media types.
    pub enclosures: Vec<(String, Option<String>)>,
}

/// What one fetch of a source tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Harvest {
    pub title: Option<String>,
    /// The page of the site that the feed belongs to.
    pub site: Option<String>,
    pub lang: Option<String>,
    /// Where the source says that it lies from now on.
    pub moved_to: Option<String>,
    /// Where the list goes on (RFC 5005, `next_url`, the next page of a listing).
    pub next: Option<String>,
    /// Further lists of the same nature: the sitemaps of an index.
    pub nested: Vec<String>,
    /// How long the source asks to be left alone (`ttl`, `sy:updatePeriod`), in minutes.
    pub rest_minutes: Option<u32>,
    /// In the order of the source.
    pub leads: Vec<Lead>,
    /// What was odd or could not be read, for people; the rest was read.
    pub notes: Vec<String>,
    /// The bytes ended before the list did.
    pub is_cut: bool,
}
