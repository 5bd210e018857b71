//! Fetching against hosts on loopback that behave well and badly.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod fetching;
mod secure;
