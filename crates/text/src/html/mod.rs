//! Pages: their main text and what they tell of themselves.

pub mod aside;
pub mod blocks;
pub mod density;
pub mod headline;
pub mod lex;
pub mod tree;
