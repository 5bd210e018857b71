//! The shipped packs over any text: no panic, and every claim quotes its passage exactly.
#![no_main]

mod packs;

use extract::{Input, read};
use libfuzzer_sys::fuzz_target;
use record::Publication;
use rules::words::Memory;

use crate::packs::PACKS;

fuzz_target!(|text: &str| {
    assert!(!PACKS.is_empty());
    for pack in PACKS.iter() {
        let input =
            Input { publication: Publication::identity("fuzz"), version: 1, text, published_on: None };
        for claim in read(input, pack, &mut Memory::default()).claims {
            for evidence in &claim.evidence {
                assert_eq!(evidence.span.of(text), Some(evidence.quote.as_str()));
            }
        }
    }
});
