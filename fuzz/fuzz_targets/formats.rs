//! Any bytes are a document, a mailbox or an archive, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use text::formats::mbox::Mbox;
use text::formats::warc::Warc;
use text::formats::{docx, epub, mail, odt, pages};
use text::gate::Limits;
use text::html::PagePack;
use text::input::sniff;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { bytes: 4096, unpacked_bytes: 65_536, parts: 20, ..Limits::default() };
    let _ = (docx::read(bytes, &limits), odt::read(bytes, &limits), epub::read(bytes, &limits));
    let _ = mail::read(bytes, &PagePack::default(), &limits);
    Mbox::new(bytes, limits).for_each(drop);
    Warc::new(bytes, limits).for_each(drop);
    sniff("a", bytes);
    let lines: Vec<String> = String::from_utf8_lossy(bytes).split('\u{c}').map(str::to_owned).collect();
    pages::text(&lines);
});
