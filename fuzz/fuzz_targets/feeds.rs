//! Any bytes are a list of publications, or none.
#![no_main]

use std::sync::OnceLock;

use collect::{Robots, discover, feed, listing, mastodon, opml, robots, sitemap, telegram};
use libfuzzer_sys::fuzz_target;
use text::gate::Limits;
use text::html::dates::Months;

fn months() -> &'static Months {
    static MONTHS: OnceLock<Months> = OnceLock::new();
    MONTHS.get_or_init(|| {
        Months::load(include_str!("../../packs/und/pages/months.tsv")).expect("the pack is sound")
    })
}

fuzz_target!(|bytes: &[u8]| {
    let (months, limits) = (months(), Limits::default());
    let address = "http://example.org/a/b";
    let found = feed::read(bytes, None, address, months);
    found.harvest(months);
    feed::named(&found.feed, true);
    found.entries.iter().for_each(|entry| drop(feed::named(entry, false)));
    sitemap::read(bytes, None, address, months, 65_536);
    mastodon::read(bytes, months);
    let outlines = opml::read(bytes);
    assert!(opml::read(opml::write("t", &outlines).as_bytes()).len() >= outlines.len());
    let _ = discover::read(bytes, None, address, &limits);
    let _ = telegram::read(bytes, None, months, &limits);
    let text = String::from_utf8_lossy(bytes);
    let rule = text.get(..text.floor_char_boundary(12));
    let _ = listing::read(bytes, None, address, rule, months, &limits);
    let rules = robots::Rules::read(bytes, "rapporteur");
    rules.allows(&text);
    rules.allows_address(&text);
});
