#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod docx;
mod odd;
mod pages;
mod pdf;
mod words;

// The fictional organisation whose report the tests of `report` render.
#[path = "../../../report/tests/it/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "../../../report/tests/it/league.rs"]
#[allow(dead_code)]
mod league;
