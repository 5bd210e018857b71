//! What the merge does, behaviour by behaviour, on small invented claims: the Northern Union and its people
//! do not exist.

#![allow(clippy::panic, reason = "a test says by a panic what is wrong")]

mod behaviour;
mod growth;
mod laws;
mod world;
