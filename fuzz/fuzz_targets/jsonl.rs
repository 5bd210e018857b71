//! Any lines are read or named, and pieces of any size give the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use text::gate::Limits;
use text::input::{BadInput, Given, Jsonl, jsonl, sniff};

fuzz_target!(|bytes: &[u8]| {
    sniff("-", bytes);
    let limits = Limits { line_bytes: 256, ..Limits::default() };
    let whole: Vec<Result<Given, BadInput>> = jsonl("-", bytes, &limits).collect();
    let mut pieces = Vec::new();
    let mut reader = Jsonl::new("-", limits);
    let size = usize::from(bytes.first().copied().unwrap_or_default()) % 50 + 1;
    bytes.chunks(size).for_each(|piece| reader.feed(piece, &mut |one| pieces.push(one)));
    reader.finish(&mut |one| pieces.push(one));
    assert_eq!(whole, pieces);
});
