//! The shipped packs that texts are tried on.

use std::path::Path;
use std::sync::LazyLock;

use rules::{Files, Pack};

pub static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
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
