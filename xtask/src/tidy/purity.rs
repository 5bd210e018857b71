//! Law 1: pure means pure. No clock, file, network, environment, randomness or async in the pure rooms.
//!
//! `cargo xtask test` lets clippy hold the same law by resolved names (`xtask/pure/clippy.toml`); this
//! check needs no build and sees what clippy does not, such as `async` and printing.

use super::{Finding, deps, line_at, rust};
use crate::tree::Tree;

/// (what may not stand there, what it would bring in)
const BANNED: &[(&str, &str)] = &[
    ("std::fs", "files"),
    ("std::net", "the network"),
    ("std::env", "the environment"),
    ("std::process", "other programs"),
    ("std::thread", "threads"),
    ("std::io::stdin", "standard input"),
    ("std::io::stdout", "standard output"),
    ("std::io::stderr", "standard error"),
    ("SystemTime", "the clock"),
    ("Instant", "the clock"),
    ("Timestamp::now", "the clock"),
    ("Zoned::now", "the clock"),
    ("rand", "randomness"),
    ("fastrand", "randomness"),
    ("getrandom", "randomness"),
    ("tokio", "async"),
    ("async", "async"),
    ("await", "async"),
    ("println!", "standard output"),
    ("print!", "standard output"),
    ("eprintln!", "standard error"),
    ("eprint!", "standard error"),
];

pub fn pure(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text, source) in rust::shipped(tree) {
        if !path.split('/').nth(1).is_some_and(deps::is_pure) {
            continue;
        }
        let mut found: Vec<(usize, &str, &str)> = Vec::new();
        for (banned, brings) in BANNED {
            found.extend(source.find(banned).into_iter().map(|byte| (byte, *banned, *brings)));
        }
        for (byte, import) in imports(&source) {
            let named = BANNED
                .iter()
                .find(|(banned, _)| import == *banned || import.starts_with(&format!("{banned}::")));
            found.extend(named.map(|(banned, brings)| (byte, *banned, *brings)));
        }
        found.sort_unstable();
        found.dedup_by_key(|(byte, banned, _)| (line_at(text, *byte), *banned));
        for (byte, banned, brings) in found {
            let what = format!("`{banned}` brings in {brings}");
            let todo = "take the value as an argument, or do it in a room that does IO";
            findings.push(Finding::new(
                path,
                line_at(text, byte),
                what,
                "a pure room takes values and gives values (law 1)",
                todo,
            ));
        }
    }
    findings
}

/// The paths of grouped imports: `use std::{fs, io::{self, stdin}};` gives `std::fs`, `std::io`, `std::io::stdin`.
fn imports(source: &rust::Source) -> Vec<(usize, String)> {
    let mut paths = Vec::new();
    for start in source.find("use") {
        let rest = source.code.get(start + 3..).unwrap_or_default();
        let tree = rest.split(';').next().unwrap_or_default();
        if tree.contains('{') {
            let compact: String = tree.chars().filter(|c| !c.is_whitespace()).collect();
            expand(&compact, "", &mut |path| paths.push((start, path)));
        }
    }
    paths
}

fn expand(tree: &str, prefix: &str, found: &mut impl FnMut(String)) {
    match tree.split_once('{') {
        None => found(format!("{prefix}{}", tree.trim_end_matches("::self"))),
        Some((head, group)) => {
            let inner = group.strip_suffix('}').unwrap_or(group);
            let prefix = format!("{prefix}{head}");
            let (mut depth, mut from) = (0usize, 0);
            for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
                match c {
                    '{' => depth += 1,
                    '}' => depth = depth.saturating_sub(1),
                    ',' if depth == 0 => {
                        match &inner[from..at] {
                            "" => {}
                            "self" => found(prefix.trim_end_matches(':').to_owned()),
                            part => expand(part, &prefix, found),
                        }
                        from = at + 1;
                    }
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<String> {
        pure(&Tree::of(&[(path, text)]))
            .iter()
            .map(|f| format!("{}:{}", f.line, f.message.split('`').nth(1).unwrap_or_default()))
            .collect()
    }

    #[test]
    fn finds_the_world_in_a_pure_room_and_leaves_others_alone() {
        let text = "use std::fs;\n// std::net\nfn f() { let now = SystemTime::now(); }\n#[cfg(test)]\nmod tests { use std::env; }";
        assert_eq!(lines("crates/text/src/lib.rs", text), ["1:std::fs", "3:SystemTime"]);
        assert!(lines("crates/store/src/lib.rs", text).is_empty());
        assert!(lines("crates/text/tests/it/main.rs", text).is_empty());
    }

    #[test]
    fn sees_through_grouped_imports() {
        let text = "use std::{collections::BTreeMap, fs::{self, File}, io::{Read, stdin}};";
        assert_eq!(lines("crates/rules/src/a.rs", text), ["1:std::fs", "1:std::io::stdin"]);
        assert!(
            lines("crates/rules/src/a.rs", "use std::{fmt, collections::{BTreeMap, BTreeSet}};").is_empty()
        );
    }

    #[test]
    fn words_that_only_look_alike_pass() {
        assert!(
            lines("crates/rules/src/a.rs", "let operand = brand(); struct InstantNoodle; writeln!(f)")
                .is_empty()
        );
    }
}
