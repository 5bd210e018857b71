//! Any markup becomes a page or is refused.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use text::gate::Limits;
use text::html::cues::Cues;
use text::html::dates::Months;
use text::html::{PagePack, read};

fn pack() -> &'static PagePack {
    static PACK: OnceLock<PagePack> = OnceLock::new();
    PACK.get_or_init(|| PagePack {
        cues: Cues::load(include_str!("../../packs/und/pages/cues.tsv")).expect("the pack is sound"),
        months: Months::load(include_str!("../../packs/und/pages/months.tsv")).expect("the pack is sound"),
    })
}

fuzz_target!(|bytes: &[u8]| {
    let markup = String::from_utf8_lossy(bytes);
    // Small limits, so that short inputs reach them.
    let limits =
        Limits { nesting: 12, elements: 400, attributes: 4, attribute_bytes: 64, ..Limits::default() };
    for limits in [limits, Limits::default()] {
        if let Ok(page) = read(&markup, pack(), &limits) {
            assert!((0.0..=1.0).contains(&page.confidence));
            assert!(page.text.lines().all(|line| !line.trim().is_empty()));
        }
    }
});
