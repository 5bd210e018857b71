//! Where publications come from.

use crate::Lang;

/// What kind of thing a source is, and so how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// RSS, RDF, Atom or JSON Feed.
    Feed,
    Sitemap,
    /// A page with links to publications.
    Listing,
    /// The public preview of a Telegram channel.
    Telegram,
    /// The public posts of a Mastodon account or tag.
    Mastodon,
    /// One page that is watched for changes.
    Page,
    /// A folder on this machine.
    Folder,
    /// A mailbox on this machine: a file of letters (mbox), or a folder of them (Maildir).
    Mailbox,
}

/// Who speaks: what weighs when sources differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    Official,
    Agency,
    Newspaper,
    AnalyticalCentre,
    Social,
    Other,
}

/// A table of names, both ways.
macro_rules! named {
    ($type:ident: $($variant:ident = $name:literal),+ $(,)?) => {
        impl $type {
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }

            pub fn of_name(name: &str) -> Option<$type> {
                match name { $($name => Some($type::$variant),)+ _ => None }
            }
        }
    };
}

impl Form {
    /// Whether it lies on this machine, and nothing is fetched.
    pub fn is_local(self) -> bool {
        matches!(self, Form::Folder | Form::Mailbox)
    }
}

named!(Form: Feed = "feed", Sitemap = "sitemap", Listing = "listing", Telegram = "telegram", Mastodon = "mastodon", Page = "page", Folder = "folder", Mailbox = "mailbox");
named!(Standing: Official = "official", Agency = "agency", Newspaper = "newspaper", AnalyticalCentre = "analytical-centre", Social = "social", Other = "other");

/// A place that issues publications and is visited again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Short and lasting: what people type and what the ledger names.
    pub slug: String,
    /// What is fetched: an address, or a path on this machine.
    pub url: String,
    pub form: Form,
    pub title: Option<String>,
    /// The site's page for people.
    pub site: Option<String>,
    pub lang: Option<Lang>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub publisher: Option<String>,
    pub standing: Standing,
    /// A note on how far it can be relied on.
    pub reliability: Option<String>,
    /// Minutes between two visits, where a person fixed them; learned otherwise.
    pub every_minutes: Option<u32>,
    pub tags: Vec<String>,
    /// Of a listing page: which links are publications, as the parser of listings understands it.
    pub rule: Option<String>,
    /// Whether it is visited.
    pub is_active: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        assert!(Form::ALL.iter().all(|form| Form::of_name(form.name()) == Some(*form)));
        assert!(Standing::ALL.iter().all(|one| Standing::of_name(one.name()) == Some(*one)));
        assert_eq!(Form::of_name("Feed"), None);
    }
}
