#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod bulletins;
mod citations;
mod desk;
mod hostile;
mod league;
mod rules;
mod snapshots;
