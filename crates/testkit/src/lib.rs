//! What tests of several rooms share: a world of hosts on loopback that behave well and badly.
//!
//! It is for tests alone: nothing that ships depends on it, it never listens on anything but loopback, and whatever
//! it serves is openly fictional. A failure here is a panic, as in any test.
//!
//! Start reading at [`world`], the hosts; [`newsroom`] is a site with a feed and articles;
//! [`post`] is a mail relay, [`secure`] a host that speaks TLS.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

pub mod newsroom;
pub mod post;
pub mod secure;
pub mod world;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub use newsroom::{Article, Newsroom, Trick};
pub use secure::{Authority, Flaw, Secure};
pub use world::{Ask, How, Reply, World};

/// All but unreserved characters (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as a part of an address, as a browser writes it.
pub fn percent(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
