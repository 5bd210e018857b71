//! Small laws on single files: letters, what is left unfinished, how a crate opens.

use super::{Finding, line_at, rust};
use crate::tree::Tree;

/// Law 9: no code names a language, country or organisation.
pub fn letters(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text, source) in rust::shipped(tree) {
        let mut last = 0;
        for (byte, letter) in text.char_indices().filter(|(_, c)| c.is_alphabetic() && !c.is_ascii()) {
            let line = line_at(text, byte);
            if line != last && !source.is_test(byte) {
                let word: String = text[byte..].chars().take_while(|c| c.is_alphabetic()).take(20).collect();
                let what = format!("{word:?} has the letter {letter:?} outside ASCII");
                let why = "knowledge of languages lives in packs/ (law 9)";
                findings.push(Finding::new(
                    path,
                    line,
                    what,
                    why,
                    "move the word into a lexicon, or the case into a test",
                ));
            }
            last = line;
        }
    }
    findings
}

/// Nothing is left unfinished, and nothing is switched off without saying why.
pub fn unfinished(tree: &Tree) -> Vec<Finding> {
    const LEFT: &[(&str, &str)] = &[
        ("todo!", "write it, or leave it out"),
        ("unimplemented!", "write it, or leave it out"),
        ("dbg!", "take it out"),
        ("#[ignore]", "write `#[ignore = \"why\"]`, or better, assert what is true today"),
    ];
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with(".rs")) {
        let source = rust::Source::parse(text);
        for (left, todo) in LEFT {
            for byte in source.find_anywhere(left) {
                let what = format!("`{left}`");
                findings.push(Finding::new(
                    path,
                    line_at(text, byte),
                    what,
                    "what ships is finished and every test runs",
                    todo,
                ));
            }
        }
    }
    findings
}

/// Every crate opens with what it does, what it never does, and where to start reading.
pub fn opening(tree: &Tree) -> Vec<Finding> {
    let opens = |path: &str| {
        let parts: Vec<&str> = path.split('/').collect();
        matches!(parts.as_slice(), ["crates", _, "src", "lib.rs" | "main.rs"] | ["xtask", "src", "main.rs"])
    };
    let silent = tree.texts().filter(|(path, text)| opens(path) && !text.trim_start().starts_with("//!"));
    let todo = "open with `//!`: what this room does, what it never does, where to start reading";
    silent
        .map(|(path, _)| Finding::new(path, 1, "no opening", "a reader enters a crate here", todo))
        .collect()
}

/// A file is named for what it holds; a name that fits anything gathers anything.
pub fn names(tree: &Tree) -> Vec<Finding> {
    const EMPTY: &[&str] =
        &["util", "utils", "helper", "helpers", "common", "misc", "manager", "service", "info"];
    let mut findings = Vec::new();
    for path in tree.paths().filter(|path| path.ends_with(".rs")) {
        let mut parts = path.trim_end_matches(".rs").split('/');
        if let Some(name) = parts.find(|part| EMPTY.contains(part)) {
            let why = "a name that fits anything gathers anything";
            findings.push(Finding::new(
                path,
                0,
                format!("`{name}` says nothing"),
                why,
                "name it for what it holds",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_outside_ascii_are_found_once_a_line_outside_tests() {
        let text =
            "// Минск Астана\nlet dash = '–'; let x = \"é\";\n#[cfg(test)]\nmod tests { /* Минск */ }\n";
        let tree = Tree::of(&[
            ("crates/text/src/a.rs", text),
            ("crates/text/tests/it/main.rs", text),
            ("xtask/src/a.rs", text),
        ]);
        let found: Vec<usize> = letters(&tree).iter().map(|finding| finding.line).collect();
        assert_eq!(found, [1, 2]);
        assert!(letters(&tree)[0].message.starts_with("\"Минск\" has the letter 'М'"));
    }

    #[test]
    fn the_unfinished_is_found_in_code_only() {
        let left = ["todo", "dbg"].map(|name| format!("fn f() {{ {name}!(1); }} // {name}!(2)\n"));
        let text = format!(
            "{}{}#[ignore]\nfn g() {{}}\n#[ignore = \"needs a network\"]\nfn h() {{}}\n",
            left[0], left[1]
        );
        let found: Vec<usize> =
            unfinished(&Tree::of(&[("crates/a/tests/it/main.rs", &text)])).iter().map(|f| f.line).collect();
        assert_eq!(found, [1, 2, 3]);
    }

    #[test]
    fn names_say_what_a_file_holds() {
        let tree = Tree::of(&[
            ("crates/a/src/utils.rs", ""),
            ("crates/a/src/common/x.rs", ""),
            ("crates/a/src/b.rs", ""),
        ]);
        let found: Vec<String> = names(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/a/src/common/x.rs", "crates/a/src/utils.rs"]);
    }

    #[test]
    fn a_crate_opens_with_its_purpose() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "//! Does.\n"),
            ("crates/b/src/lib.rs", "mod c;\n"),
            ("crates/b/src/c.rs", ""),
        ]);
        let found: Vec<String> = opening(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/b/src/lib.rs"]);
    }
}
