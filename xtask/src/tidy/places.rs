//! Nothing in the project may point at one machine, or at the host of a package registry.

use super::Finding;
use crate::tree::Tree;

/// Folders that only one machine has; split, so that this file passes its own check.
const FOLDERS: &[&str] = &[
    concat!("/t", "mp/"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/fa", "rm/"),
    concat!("/Us", "ers/"),
];
const HOSTS: &[&str] = &[
    concat!("crates", "."),
    concat!("pypi", "."),
    concat!("pythonhosted", "."),
    concat!("npmjs", "."),
    concat!("debian", "."),
];

pub fn places(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    // cargo writes the lock file, the registry's index included
    for (path, text) in tree.texts().filter(|(path, _)| !path.ends_with("Cargo.lock")) {
        for (number, line) in text.lines().enumerate() {
            if let Some(folder) = FOLDERS.iter().find(|folder| names_folder(line, folder)) {
                let what = format!("a path of one machine: {folder}");
                findings.push(Finding::new(
                    path,
                    number + 1,
                    what,
                    "the project runs anywhere",
                    "write a path relative to the workspace",
                ));
            }
            if let Some(host) = hosts(line).find(|host| HOSTS.iter().any(|registry| host.contains(registry)))
            {
                let what = format!("the host of a package registry: {host}");
                findings.push(Finding::new(
                    path,
                    number + 1,
                    what,
                    "packages come through their clients",
                    "name the package instead",
                ));
            }
        }
    }
    findings
}

/// Whether the folder stands there from the root of the file system, not within a longer path or address.
fn names_folder(line: &str, folder: &str) -> bool {
    let from_root = |at: usize| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '}' | ')' | '>' | '*')
        })
    };
    line.match_indices(folder).any(|(at, _)| from_root(at))
}

fn hosts(line: &str) -> impl Iterator<Item = &str> {
    let after = line.match_indices("://").map(|(at, sign)| &line[at + sign.len()..]);
    after.filter_map(|rest| {
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_machine_paths_and_registry_hosts() {
        let text = [
            concat!("cd /t", "mp/x"),
            concat!("see a/wo", "rk/x and https://example.org/ho", "me/"),
            concat!("\"/ho", "me/somebody/data\""),
            concat!("https://static.crates", ".io/x"),
            concat!("https://github.com/rust-lang/crates", ".io-index"),
        ];
        let found: Vec<usize> =
            places(&Tree::of(&[("a.md", &text.join("\n"))])).iter().map(|finding| finding.line).collect();
        assert_eq!(found, [1, 3, 4]);
        assert!(places(&Tree::of(&[("Cargo.lock", text[3])])).is_empty());
    }
}
