//! What every page has around it: language, colours, where it stands, who looks at it.

use std::borrow::Borrow;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use store::staff::Role;

use crate::locale::{self, Words};
use crate::login::Who;

/// Who asks, as far as the request tells.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub words: &'static Words,
    pub theme: Theme,
    /// Path and query, to come back to.
    pub address: String,
    /// `None` for whoever is not logged in.
    pub who: Option<Who>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is set.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn of(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// The value of a cookie.
pub fn cookie<'h>(parts: &'h Parts, name: &str) -> Option<&'h str> {
    let headers = parts.headers.get_all(header::COOKIE).iter();
    let pairs = headers.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

impl Visitor {
    fn of(parts: &Parts) -> Visitor {
        let accepted = || {
            let header = parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            locale::accepted(header)
        };
        // the list is never empty: a test reads every locale
        let words = cookie(parts, "lang").and_then(locale::of).or_else(accepted);
        let address = parts.uri.path_and_query().map_or("/", |address| address.as_str());
        Visitor {
            words: words.unwrap_or_else(locale::first),
            theme: cookie(parts, "theme").and_then(Theme::of).unwrap_or_default(),
            address: address.to_owned(),
            who: parts.extensions.get::<Who>().cloned(),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Self::Rejection> {
        Ok(Visitor::of(parts))
    }
}

/// What a template needs to draw the frame.
pub struct Frame {
    pub w: &'static Words,
    pub theme: &'static str,
    /// Which part of the navigation the page belongs to.
    pub here: &'static str,
    pub title: String,
    /// What stands in the search box.
    pub asked: String,
    pub address: String,
    /// Whether entries are being made anew.
    pub behind: bool,
    pub who: Option<Who>,
    /// What forms bear.
    pub mark: String,
    pub styles: &'static str,
    pub script: &'static str,
}

impl Frame {
    pub fn t(&self, key: &str) -> String {
        self.w.t(key)
    }

    // templates hand over values and references alike
    pub fn n(&self, key: &str, number: impl Borrow<usize>) -> String {
        self.w.n(key, *number.borrow())
    }

    pub fn count(&self, number: impl Borrow<usize>) -> String {
        self.w.count(*number.borrow())
    }

    pub fn yes(&self, yes: impl Borrow<bool>) -> bool {
        *yes.borrow()
    }

    pub fn may_review(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.role >= Role::Analyst)
    }

    pub fn may_edit(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.role >= Role::Editor)
    }

    pub fn may_manage(&self) -> bool {
        self.who.as_ref().is_some_and(|who| who.role >= Role::Administrator)
    }

    pub fn is(&self, here: &str) -> bool {
        self.here == here
    }

    pub fn languages(&self) -> &'static [Words] {
        locale::all()
    }

    pub fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }

    /// What a format of reports is called.
    pub fn format(&self, format: &str) -> String {
        match format {
            "html" => self.t("format-html"),
            "docx" => self.t("format-docx"),
            "pdf" => self.t("format-pdf"),
            "md" => self.t("format-md"),
            "json" => self.t("format-json"),
            "ics" => self.t("format-ics"),
            "atom" => self.t("format-atom"),
            other => other.to_uppercase(),
        }
    }

    /// The words for a colour scheme.
    pub fn theme_name(&self, theme: &Theme) -> String {
        match theme {
            Theme::Auto => self.t("theme-auto"),
            Theme::Light => self.t("theme-light"),
            Theme::Dark => self.t("theme-dark"),
        }
    }
}

/// All but unreserved characters (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as a part of an address.
pub fn percent(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// An address of this site to go back to; the first page for anything else.
pub fn own_address(back: &str) -> &str {
    let own = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && back.bytes().all(|byte| byte.is_ascii_graphic());
    if own { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_addresses_are_gone_back_to() {
        assert_eq!(own_address("/entries?kind=event&page=2"), "/entries?kind=event&page=2");
        for foreign in ["", "//evil.example", "https://evil.example", "/\\evil", "/a\r\nb", "javascript:x"] {
            assert_eq!(own_address(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn text_survives_an_address() {
        assert_eq!(percent("a b&c=\u{439}"), "a%20b%26c%3D%D0%B9");
    }
}
