//! Every pack against its corpus, and every claim against its text.

mod corpus;
mod packs;
mod quotes;
