//! Files of an index that were cut short, overwritten or removed.

use std::fs;
use std::path::{Path, PathBuf};

use search::{Error, Index, Page};

use super::{card, set};

fn build(dir: &Path) -> Index {
    let cards =
        (0..50).map(|n| card(&n.to_string(), "kk", "Council", &format!("council of Astana met {n} times")));
    Index::rebuild(dir, cards, "").unwrap()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| !file.to_str().unwrap().ends_with(".lock"));
    files.sort();
    files
}

/// Opens and searches what is left; whatever happens is an answer or an error that tells to rebuild.
fn survive(dir: &Path, what: &str) -> bool {
    let told = |error: Error| {
        assert!(error.is_mended_by_rebuild(), "{what}: {error}");
        true
    };
    let index = match Index::open(dir) {
        Ok(index) => index,
        Err(error) => return told(error),
    };
    let mut damaged = index.check().map_err(told).is_err();
    for query in ["council", "\"council of astana\"", "astna", "coun*", "lang:kk date:2024", "-x"] {
        damaged |= index.search(query, Page::default()).map_err(told).is_err();
    }
    damaged
}

#[test]
fn any_damage_is_told_and_mended() {
    let quiet = std::panic::take_hook();
    // the engine panics over what it finds impossible; the panics are expected and say nothing here
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(|| {
        let dir = tempfile::tempdir().unwrap();
        drop(build(dir.path()));
        for file in files(dir.path()) {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let sound = fs::read(&file).unwrap();
            let mut flipped = sound.clone();
            for at in [sound.len() / 3, sound.len() / 2, sound.len() * 2 / 3] {
                if let Some(byte) = flipped.get_mut(at) {
                    *byte ^= 0x5a;
                }
            }
            let zeroed = vec![0; sound.len()];
            let cut = sound[..sound.len() / 2].to_vec();
            for (how, bytes) in
                [("flipped", flipped), ("zeroed", zeroed), ("cut", cut), ("empty", Vec::new())]
            {
                fs::write(&file, bytes).unwrap();
                let told = survive(dir.path(), &format!("{how} {name}"));
                // the list of files is only for tidying up
                assert!(told || name == ".managed.json", "{how} {name} was not told");
            }
            fs::remove_file(&file).unwrap();
            let told = survive(dir.path(), &format!("removed {name}"));
            assert!(told || name == ".managed.json", "removed {name} was not told");
            fs::write(&file, &sound).unwrap();
        }
        assert!(!survive(dir.path(), "sound"));

        fs::write(dir.path().join("meta.json"), "{}").unwrap();
        let index = build(dir.path());
        index.check().unwrap();
        assert_eq!(set(&index, "\"council of Astana\"").len(), 20);
        assert_eq!(Index::open(dir.path()).unwrap().count(), 50);
    });
    std::panic::set_hook(quiet);
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}
