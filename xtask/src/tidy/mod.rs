//! The laws of the house, held by checks over the files of the workspace.
//!
//! A check is a function from the tree to findings; it reads nothing else, so each is tested on a
//! small tree in memory. ARCHITECTURE.md names each check beside the law that it guards.

use std::fmt;

use crate::tree::Tree;

mod deps;
mod gold;
mod laws;
mod packs;
mod pages;
mod places;
mod purity;
mod rust;
mod size;

/// What a check found at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    /// Counted from 1; 0 where the finding is about the file as a whole.
    pub line: usize,
    /// What was found, why it matters, and what to do about it.
    pub message: String,
    /// A warning is printed and fails nothing.
    pub warning: bool,
}

impl Finding {
    pub fn new(path: &str, line: usize, what: impl fmt::Display, why: &str, todo: &str) -> Finding {
        Finding { path: path.to_owned(), line, message: format!("{what}; {why}; {todo}"), warning: false }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

type Check = fn(&Tree) -> Vec<Finding>;

/// Every check, by the name under which ARCHITECTURE.md refers to it.
pub const CHECKS: &[(&str, Check)] = &[
    ("imports", deps::imports),
    ("libraries", deps::libraries),
    ("unused", deps::unused),
    ("pure", purity::pure),
    ("letters", laws::letters),
    ("unfinished", laws::unfinished),
    ("opening", laws::opening),
    ("names", laws::names),
    ("size", size::size),
    ("packs", packs::packs),
    ("corpus", packs::corpus),
    ("gold", gold::gold),
    ("architecture", pages::architecture),
    ("commands", pages::commands),
    ("decisions", pages::decisions),
    ("places", places::places),
];

pub fn run(args: &[String]) -> anyhow::Result<bool> {
    crate::known(args, &[], &[])?;
    let tree = Tree::load(&crate::root())?;
    let mut errors = 0;
    for (name, check) in CHECKS {
        for finding in check(&tree) {
            let level = if finding.warning { "warning" } else { "error" };
            println!("{level}[{name}]: {finding}");
            errors += usize::from(!finding.warning);
        }
    }
    let files = tree.paths().count();
    println!("tidy: {} checks over {files} files, {errors} broken", CHECKS.len());
    Ok(errors == 0)
}

/// The number of the line, counted from 1, that holds this byte.
fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_where_what_why_and_what_to_do() {
        let finding = Finding::new("a.rs", 3, "a thing", "the law", "mend it");
        assert_eq!(finding.to_string(), "a.rs:3: a thing; the law; mend it");
        assert_eq!(Finding { line: 0, ..finding }.to_string(), "a.rs: a thing; the law; mend it");
        assert_eq!(line_at("a\nb\nc", 4), 3);
    }
}
