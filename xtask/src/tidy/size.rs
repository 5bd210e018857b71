//! Files that a person can hold in mind.

use super::Finding;
use crate::tree::Tree;

const AIM: usize = 400;
const LIMIT: usize = 700;

pub fn size(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with(".rs")) {
        let lines = text.lines().count();
        if lines > AIM {
            let what = format!("{lines} lines, over {}", if lines > LIMIT { LIMIT } else { AIM });
            let finding = Finding::new(
                path,
                0,
                what,
                "a long file does a second thing",
                "find it and give it a file of its own",
            );
            findings.push(Finding { warning: lines <= LIMIT, ..finding });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warns_and_then_fails() {
        let long = |lines: usize| "x\n".repeat(lines);
        let tree = Tree::of(&[
            ("a.rs", &long(400)),
            ("b.rs", &long(401)),
            ("c.rs", &long(701)),
            ("d.toml", &long(900)),
        ]);
        let found: Vec<(String, bool)> =
            size(&tree).into_iter().map(|finding| (finding.path, finding.warning)).collect();
        assert_eq!(found, [("b.rs".to_owned(), true), ("c.rs".to_owned(), false)]);
    }
}
