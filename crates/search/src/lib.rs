//! Full-text search over entries and publications.
//!
//! The index is derived: it holds nothing that the store does not, and may be deleted and built again at
//! any time. What it is given are [`Card`]s, one for each entry and publication; what it answers are
//! [`Hit`]s with the passages that answer the query. This room never reads the store, knows no SQL and
//! decides nothing about what a text means. It fails on a damaged disk, never on what a user asks.
//!
//! Start reading at [`Index`] (and [`View`], for who may see a part of it), then [`query`] for what can be asked, then `analyse`, which says when two words are the same.

mod analyse;
mod answer;
mod card;
mod error;
mod ground;
mod index;
pub mod query;
mod rank;
mod schema;
mod snippet;
mod view;

pub use answer::{Answer, Hit, Page};
pub use card::{BadId, Card, Id, Type};
pub use error::Error;
pub use index::{Batch, Index};
pub use schema::key;
pub use snippet::Snippet;
pub use text::note::Note;
pub use view::View;
