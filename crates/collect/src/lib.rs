//! Collection: from an address to what lies behind it, and from a feed to what it announces.
//!
//! This room fetches, politely and within bounds, and reads what lists publications: feeds, sitemaps,
//! listing pages, channels, mailboxes. The parsers are pure functions from bytes to a [`Harvest`]; only
//! fetching touches the network. It never reads a publication itself, never decides what a page means,
//! keeps nothing on the disk and has no clock of its own in its decisions: instants are arguments.
//!
//! Start reading at [`lead`], the values that parsers give; [`fetch`] is the network.

pub mod address;
pub mod cadence;
pub mod discover;
pub mod feed;
pub mod fetch;
pub mod lead;
pub mod listing;
pub mod mastodon;
pub mod opml;
pub mod reading;
pub mod robots;
pub mod seam;
pub mod sitemap;
pub mod telegram;

pub use lead::{Body, Harvest, Lead, When};
pub use seam::Robots;
