//! Any bytes become text, and notes point into it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use text::decode::{decode, decode_markup};

fuzz_target!(|bytes: &[u8]| {
    // The first bytes serve as a declared charset half of the time.
    let label = bytes.get(..8).map(|label| String::from_utf8_lossy(label).into_owned());
    for read in [decode(bytes, None), decode(bytes, label.as_deref()), decode_markup(bytes, None)] {
        for note in &read.notes {
            assert!(note.span.is_none_or(|span| span.of(&read.text).is_some()), "{note}");
        }
    }
});
