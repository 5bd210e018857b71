//! The record in a browser: pages for people, JSON for programs, feeds.
//!
//! This room answers requests from the record as it stands; it never reads a publication, applies a rule or
//! merges. What must be derived again after a change it asks of its [`Hands`], which the program that wires
//! the rooms puts in. Everything that comes out of a source is escaped, nothing internal is shown, and no
//! page asks anything of another host.
//!
//! Start reading at [`app`] for what there is, then [`pages`]; [`catalogue`] says why lists are fast.

mod acts;
mod api;
pub mod app;
pub mod catalogue;
mod choice;
mod error;
mod facets;
mod frame;
mod guard;
pub mod house;
mod locale;
mod login;
mod pages;
mod passage;
mod pool;
mod proposals;
mod serve;
mod shelf;
mod sight;

pub use app::{Settings, Web, addresses, router};
pub use house::{Hands, Lore, Spot};
pub use login::openid::{Provider, Secret};
pub use pages::login::first_link;
pub use serve::{Limits, keep_fresh, run, serve};
