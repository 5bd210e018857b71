//! What fetching asks of the parsers.

use std::time::Duration;

/// The rules of one host's `robots.txt` for one product token (RFC 9309).
pub trait Robots: Send + Sync {
    /// Whether this path with its query may be fetched.
    fn allows(&self, target: &str) -> bool;

    /// The `Crawl-delay` of the group that applies.
    fn delay(&self) -> Option<Duration>;

    /// Absolute addresses of sitemaps.
    fn sitemaps(&self) -> &[String];
}
