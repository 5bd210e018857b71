//! The matching engine: packs of lexicons and patterns on one side, tokens on the other, mentions out.
//!
//! This room knows how to match and nothing about what is matched: no language, no kind of entry.
//! A language is a folder of data ([`pack`]); a pattern is compiled to a small program ([`pattern`]) that
//! [`engine`] runs over a [`chart`] of tokens and mentions, pass after pass, so that later rules build on
//! what earlier ones found. Start reading at [`engine::apply`].

pub mod chart;
pub mod corpus;
pub mod engine;
mod error;
pub mod habits;
mod index;
pub mod lexicon;
mod load;
mod machine;
pub mod pack;
pub mod pattern;
mod presence;
pub mod reach;
mod reduce;
mod setting;
pub mod symbols;
pub mod tag;
mod token;
pub mod traits;
pub mod wordlist;
pub mod words;

/// Maps that are asked at every token: the hasher is several times as fast on short keys as the standard one, and
/// seeded as that is.
pub(crate) type Map<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
pub(crate) type Set<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;

pub use chart::{Chart, Mention, MentionId, Part};
pub use error::PackError;
pub use pack::{Files, Pack};
pub use setting::Setting;
pub use symbols::Symbol;
