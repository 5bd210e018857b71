//! The shipped packs over any text: no panic, and every claim quotes its passage exactly.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use extract::{Input, read};
use libfuzzer_sys::fuzz_target;
use record::Publication;
use rules::words::Memory;
use rules::{Files, Pack};

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs");
    let mut files = Files::new();
    collect(&root, &root, &mut files);
    ["en", "ru"].iter().filter_map(|lang| Pack::load(&files, lang).ok()).collect()
});

fn collect(root: &Path, dir: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let (Ok(source), Ok(name)) = (std::fs::read_to_string(&path), path.strip_prefix(root)) {
            files.insert(name.to_string_lossy().into_owned(), source);
        }
    }
}

fuzz_target!(|text: &str| {
    assert!(!PACKS.is_empty());
    for pack in PACKS.iter() {
        let input = Input { publication: Publication::identity("fuzz"), version: 1, text, published_on: None };
        for claim in read(input, pack, &mut Memory::default()).claims {
            for evidence in &claim.evidence {
                assert_eq!(evidence.span.of(text), Some(evidence.quote.as_str()));
            }
        }
    }
});
