//! The files of the workspace, as the checks see them: paths with `/`, and contents.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

/// Files by path; a test builds one in memory.
#[derive(Default)]
pub struct Tree {
    files: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    /// What git tracks or would track: what is ignored is none of the checks' business.
    pub fn load(root: &Path) -> anyhow::Result<Tree> {
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("could not run git to list the files of the workspace")?;
        if !listing.status.success() {
            bail!(
                "git could not list the files of {}: {}",
                root.display(),
                String::from_utf8_lossy(&listing.stderr)
            );
        }
        let mut tree = Tree::default();
        for path in String::from_utf8_lossy(&listing.stdout).split('\0').filter(|path| !path.is_empty()) {
            let place = root.join(path);
            // a file that was deleted but not yet committed as such is listed all the same
            if place.is_file() {
                let bytes = std::fs::read(&place).with_context(|| format!("could not read {path}"))?;
                tree.files.insert(path.to_owned(), bytes);
            }
        }
        Ok(tree)
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        Tree { files: files.collect() }
    }

    /// The text of a file; `None` where it is not there or no UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }

    /// Every file that is UTF-8, with its text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether there is a file, or a folder with a file in it, at this path.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        if self.files.contains_key(path) {
            return true;
        }
        let folder = format!("{path}/");
        self.files.range(folder.clone()..).next().is_some_and(|(first, _)| first.starts_with(&folder))
    }

    /// The names of the folders directly within this one.
    pub fn folders(&self, within: &str) -> Vec<&str> {
        let prefix = format!("{}/", within.trim_end_matches('/'));
        let inner = self.paths().filter_map(|path| path.strip_prefix(&prefix)?.split_once('/'));
        let mut names: Vec<&str> = inner.map(|(name, _)| name).collect();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_files_and_folders() {
        let tree = Tree::of(&[("a/b/c.rs", ""), ("a/d/e.rs", ""), ("a/f.rs", ""), ("ab", "")]);
        assert!(tree.has("a/b/c.rs") && tree.has("a/b") && tree.has("a/b/") && !tree.has("a/c"));
        assert_eq!(tree.folders("a"), ["b", "d"]);
    }
}
