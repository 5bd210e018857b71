//! Every pack against its corpus, and every claim against its text.

#![allow(clippy::panic, reason = "a helper of tests fails by panicking")]

mod attendance;
mod corpus;
mod long;
mod offices;
mod packs;
mod programmes;
mod quotes;
mod retold;
mod wide;
