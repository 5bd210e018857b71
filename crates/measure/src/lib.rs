//! What a reading says against what annotators say: annotated publications and facts that were found to
//! precision, recall and F1, by type, language and publication, with the intervals that so many documents allow.
//!
//! It follows the scorer of the gold format step by step, and shows figures to people and programs. It never
//! reads a text for facts itself and holds no floor: whoever asks brings what was found. It reads folders of
//! annotated publications, and nothing else from outside.
//!
//! Start reading at [`Tally`].

mod agree;
mod gold;
mod interval;
mod table;
mod tally;

pub use agree::pair;
pub use gold::{Annotated, BadGold, Fact, Found, GROUPS, Set, found, input};
pub use interval::{Interval, Sampling};
pub use table::{between, json, markdown, misses, plain, slots};
pub use tally::{Counts, Miss, Scores, TYPES, Tally};
