//! Claims of many publications and languages, with the judgements on them, to entries of the record.
//!
//! Five steps, a module each: [`block`] (who could be the same), [`score`] with [`kinds`] (what speaks for
//! it and against), [`judge`] (sure pairs are put together unless something forbids it, unsure ones go to
//! review), [`settle`] (what an entry shows of each property) and [`link`] (entries that speak of others).
//!
//! This room never sees prose, a rule, a clock or a store. The same claims, sources, names and judgements
//! give the same entries in whatever order they come, so a judgement that is withdrawn leaves no trace.
//! Law 5: merging is judgement, not overwriting; no value of any claim is dropped.
//!
//! [`Grown`] does the same for a record that grows, and looks only at what is touched.
//!
//! Start reading at [`merge`], then [`kinds::event`] for how one kind is weighed.

mod block;
pub mod copies;
mod grow;
mod judge;
mod kinds;
mod known;
mod lately;
mod link;
mod phrase;
mod scene;
mod score;
mod settle;
mod source;
mod stage;
pub mod story;
mod ties;
mod word;

pub use grow::{Delta, Grown, Shelf};
pub use known::Known;
pub use link::{Merged, merge};
pub use source::{Source, Sources};

/// The name under which the merge signs its judgements; the number rises when its rules change.
pub const AUTHOR: &str = "merge@1";
