//! How fast one core reads, language by language: the texts of `gold/open`, through the whole of `extract::read`.
//!
//! `cargo bench -p extract`; `-- ru` for one language. Items a second are tokens a second.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use extract::{Input, read};
use record::Publication;
use rules::words::Memory;
use rules::{Files, Pack};

static SHELF: LazyLock<BTreeMap<String, (Pack, Vec<String>)>> = LazyLock::new(|| {
    let (mut files, mut texts) = (Files::new(), Files::new());
    collect(&root().join("packs"), Path::new(""), &mut files);
    collect(&root().join("gold/open"), Path::new(""), &mut texts);
    let shelf = rules::pack::languages(&files).into_iter().filter_map(|lang| {
        let pack = Pack::load(&files, &lang)
            .inspect_err(|errors| errors.iter().for_each(|error| eprintln!("error: {error}")))
            .ok()?;
        let ends = format!("-{lang}.txt");
        let of_lang = texts.iter().filter(|(name, _)| name.ends_with(&ends));
        let of_lang = of_lang.map(|(_, text)| text.clone()).collect();
        Some((lang, (pack, of_lang)))
    });
    shelf.collect()
});

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All text files below a folder, by their path in it.
fn collect(folder: &Path, below: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder.join(below)).into_iter().flatten().flatten() {
        let name = below.join(entry.file_name());
        if entry.path().is_dir() {
            collect(folder, &name, files);
        } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
            files.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
}

fn main() {
    divan::main();
}

#[divan::bench(args = SHELF.keys().map(String::as_str))]
fn tokens(bencher: Bencher<'_, '_>, lang: &str) {
    let Some((pack, texts)) = SHELF.get(lang) else { return };
    let publication = Publication::identity("benchmark");
    // what is remembered of words is warm, as it is in a long run
    let mut memory = Memory::default();
    let mut round = || {
        let input = |text| Input { publication, version: 1, text, published_on: None };
        texts.iter().map(|text| read(input(text), pack, &mut memory).tokens).sum::<usize>()
    };
    let tokens = round();
    bencher.counter(ItemsCount::new(tokens)).bench_local(round);
}
