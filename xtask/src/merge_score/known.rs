//! What packs know of names: profiles of organisations, places, words of titles.

use std::path::{Path, PathBuf};

use anyhow::Context;
use merge::Known;
use record::Profile;

/// What packs know of names: profiles of organisations, places, words of titles.
pub fn known(packs: &Path) -> anyhow::Result<Known> {
    let mut known = Known::default();
    for path in files(&packs.join("orgs"), "toml")? {
        let source = read(&path)?;
        known
            .profile(&Profile::parse(&source).with_context(|| format!("{} does not parse", path.display()))?);
    }
    for language in folders(packs)? {
        for path in
            files(&language.join("lexicon"), "tsv")?.into_iter().chain(files(&language.join("merge"), "tsv")?)
        {
            let class = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            known.table(&class, &read(&path)?);
        }
    }
    Ok(known)
}

/// The files of a folder with this extension, in order; none where there is no folder.
fn files(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let paths = list(folder)?.into_iter();
    Ok(paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect())
}

fn folders(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    Ok(list(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn list(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.with_context(|| format!("could not list {}", folder.display()))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}
