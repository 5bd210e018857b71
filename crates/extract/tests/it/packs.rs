//! The shipped packs, loaded once for all tests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rules::{Files, Pack};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

pub static FILES: LazyLock<Files> = LazyLock::new(|| {
    let mut files = Files::new();
    collect(&root(), &root(), &mut files);
    files
});

pub static PACKS: LazyLock<HashMap<String, Pack>> = LazyLock::new(|| {
    rules::pack::languages(&FILES).into_iter().map(|lang| (lang.clone(), load(&lang))).collect()
});

pub fn load(lang: &str) -> Pack {
    Pack::load(&FILES, lang).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn collect(root: &Path, dir: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let (Ok(source), Ok(name)) = (std::fs::read_to_string(&path), path.strip_prefix(root)) {
            files.insert(name.to_string_lossy().replace('\\', "/"), source);
        }
    }
}
