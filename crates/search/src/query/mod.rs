//! What a user asks, and what the engine is asked for it.
//!
//! | written | means |
//! |---|---|
//! | `council session` | both words, in any form |
//! | `"council session"` | these words in this order; one word in quotes: exactly this form |
//! | `council OR assembly` | either; `OR` binds its two neighbours |
//! | `-draft`, `NOT draft` | without it |
//! | `secretar*` | words that begin so |
//! | `kind:event` | of this kind, or `entry`, or `publication`; also `type:` |
//! | `lang:ru` | in this language |
//! | `org:csto` `place:minsk` | of this organisation, at this place |
//! | `doc:notes-3` | from the publication of this name |
//! | `from:2024-01-01` `to:2024-12-31` `date:2024-11` | not before, not after, some day within; years and months will do |
//!
//! One field twice means either value, and a minus before a field excludes. Every text is a query: what is
//! not understood is searched for as words, and a note says so.

mod expand;
mod marks;
mod parse;
mod phrase;
mod plan;
mod weigh;

pub(crate) use parse::parse;

pub(crate) use marks::{Marked, Marks};
pub(crate) use plan::{Plan, plan};
pub(crate) use weigh::Statistics;
