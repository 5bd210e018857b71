//! Just enough of Rust's grammar for the checks: which bytes are code, and which of them are tests.
//!
//! Comments and the insides of literals are blanked, so that a search in the code finds no words of a
//! comment; lengths and line breaks stay, so that offsets point at the source.

use std::ops::Range;

use crate::tree::Tree;

/// A source file with its comments and literals blanked.
pub struct Source {
    pub code: String,
    /// Items under `#[cfg(test)]` or `#[test]`, in bytes.
    tests: Vec<Range<usize>>,
    /// Modules that are declared under `#[cfg(test)]` and live in a file of their own.
    test_modules: Vec<String>,
}

impl Source {
    pub fn parse(text: &str) -> Source {
        let code = blank(text);
        let mut source = Source { code, tests: Vec::new(), test_modules: Vec::new() };
        source.find_tests();
        source
    }

    pub fn is_test(&self, byte: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&byte))
    }

    /// Places outside tests where `path` stands as whole words.
    pub fn find(&self, path: &str) -> Vec<usize> {
        self.find_anywhere(path).into_iter().filter(|byte| !self.is_test(*byte)).collect()
    }

    pub fn find_anywhere(&self, path: &str) -> Vec<usize> {
        let whole = |start: usize| {
            let before = self.code[..start].chars().next_back();
            let after = self.code[start + path.len()..].chars().next();
            let joins =
                |c: Option<char>, edge: Option<char>| edge.is_some_and(is_word) && c.is_some_and(is_word);
            !joins(before, path.chars().next()) && !joins(after, path.chars().next_back())
        };
        self.code.match_indices(path).map(|(start, _)| start).filter(|start| whole(*start)).collect()
    }

    fn find_tests(&mut self) {
        let code = self.code.as_bytes();
        let mut at = 0;
        while let Some(found) = self.code.get(at..).and_then(|rest| rest.find('#')) {
            let start = at + found;
            let inner = code.get(start + 1) == Some(&b'!');
            let open = start + 1 + usize::from(inner);
            at = start + 1;
            if code.get(open) != Some(&b'[') {
                continue;
            }
            let close = matching(code, open);
            at = close;
            if !is_test_attribute(&self.code[open + 1..close.saturating_sub(1).max(open + 1)]) {
                continue;
            }
            if inner {
                self.tests.push(0..code.len());
                return;
            }
            let end = item_end(code, close);
            let mut words =
                self.code[close..end].split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
            if self.code[close..end].trim_end().ends_with(';') && words.any(|word| word == "mod") {
                self.test_modules.extend(words.next().map(str::to_owned));
            }
            self.tests.push(start..end);
            at = end;
        }
    }
}

/// `cfg(test)`, `cfg(all(test, ...))`, `cfg(any(test, ...))`, `test`; not `cfg(not(test))`.
fn is_test_attribute(attribute: &str) -> bool {
    let compact: String = attribute.chars().filter(|c| !c.is_whitespace()).collect();
    let names_test = || compact.split(|c: char| !is_word(c)).any(|word| word == "test");
    compact == "test" || (compact.starts_with("cfg(") && names_test() && !compact.contains("not(test"))
}

/// The byte after the bracket that closes the one at `open`.
fn matching(code: &[u8], open: usize) -> usize {
    let mut depth = 0usize;
    for (at, byte) in code.iter().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// The byte after the item that starts at `from`: after its `;` or its closing brace.
fn item_end(code: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = code.get(at) {
        match byte {
            b';' => return at + 1,
            b'{' => return matching(code, at),
            b'(' | b'[' => at = matching(code, at),
            _ => at += 1,
        }
    }
    code.len()
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Blanks comments and the insides of literals.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let starts_word = !out.last().is_some_and(|b: &u8| b.is_ascii_alphanumeric() || *b == b'_');
        let (end, keep) = if rest.starts_with(b"//") {
            (at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()), 0)
        } else if rest.starts_with(b"/*") {
            (at + block_comment(rest), 0)
        } else if let Some(length) = starts_word.then(|| raw_string(rest)).flatten() {
            (at + length, 0)
        } else if byte == b'"' {
            (at + string(rest), 1)
        } else if byte == b'\'' {
            (at + char_literal(text.get(at..).unwrap_or_default()), 1)
        } else {
            (at + 1, 1)
        };
        for (offset, byte) in bytes.get(at..end).unwrap_or_default().iter().enumerate() {
            let stays = offset < keep || *byte == b'\n';
            // what is no ASCII and code at all is an identifier: one byte a byte, so that offsets stay
            let shown = if byte.is_ascii() { *byte } else { b'?' };
            out.push(if stays { shown } else { b' ' });
        }
        at = end.max(at + 1);
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The length of a comment that may hold others.
fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        match rest.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth.saturating_sub(1), at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(rest.len())
}

/// The length of `r"..."`, `br#"..."#` and the like; `None` where it is something else, such as `r#type`.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let prefix = [b"r".as_slice(), b"br", b"cr"].into_iter().find(|prefix| rest.starts_with(prefix))?;
    let hashes = rest[prefix.len()..].iter().take_while(|b| **b == b'#').count();
    let open = prefix.len() + hashes;
    if rest.get(open) != Some(&b'"') {
        return None;
    }
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let body = rest.get(open + 1..)?;
    let length = body.windows(close.len()).position(|window| window == close).unwrap_or(body.len());
    Some((open + 1 + length + close.len()).min(rest.len()))
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of `'x'` or `'\n'`; 1 where the quote opens a lifetime.
fn char_literal(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            chars.find(|(_, c)| *c == '\'').map_or(rest.len(), |(at, _)| at + 1)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// The Rust files of `crates/*/src`, parsed, without those that are tests as a whole.
pub fn shipped(tree: &Tree) -> Vec<(&str, &str, Source)> {
    let in_src = |path: &str| path.starts_with("crates/") && path.split('/').nth(2) == Some("src");
    let rust = tree.texts().filter(|(path, _)| in_src(path) && path.ends_with(".rs"));
    let parsed: Vec<(&str, &str, Source)> =
        rust.map(|(path, text)| (path, text, Source::parse(text))).collect();
    let test_files: Vec<String> = parsed
        .iter()
        .flat_map(|(path, _, source)| source.test_modules.iter().map(move |module| module_stem(path, module)))
        .collect();
    let is_test = |path: &str| {
        test_files.iter().any(|stem| {
            path.strip_prefix(stem.as_str()).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        })
    };
    parsed.into_iter().filter(|(path, _, _)| !is_test(path)).collect()
}

/// Where the module that a file declares lives, without `.rs`.
fn module_stem(path: &str, module: &str) -> String {
    let stem = path.trim_end_matches(".rs");
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    match name {
        "lib" | "main" | "mod" => format!("{folder}/{module}"),
        _ => format!("{stem}/{module}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_comments_and_literals_and_nothing_else() {
        let text =
            "let a = \"std::fs // no\"; // std::net\n/* x /* y */ z */ let b = 'q'; fn f<'a>(c: &'a str) {}";
        let code = blank(text);
        assert_eq!(code.len(), text.len());
        assert!(!code.contains("std") && !code.contains("x ") && !code.contains('q'));
        assert!(code.contains("fn f<'a>(c: &'a str) {}"), "{code}");
        for literal in [
            "r\"std\"",
            "r##\"std \"# more\"##",
            "br#\"std\"#",
            "b\"std\"",
            "'\\''",
            "'\\u{41}'",
            "\"\\\"std\"",
        ] {
            let code = blank(&format!("let a = {literal}; let std = r#type;"));
            assert_eq!(code.matches("std").count(), 1, "{literal}: {code}");
            assert!(code.ends_with("let std = r#type;"), "{literal}: {code}");
        }
    }

    #[test]
    fn survives_what_does_not_end() {
        for text in [
            "\"",
            "/*",
            "r#\"",
            "'",
            "'\\",
            "#[cfg(test)]",
            "#[",
            "#![cfg(test)",
            "#[cfg(test)] mod x {",
            "]",
            "#",
        ] {
            Source::parse(text);
        }
    }

    #[test]
    fn knows_which_items_are_tests() {
        let text = "use a;\n#[cfg(test)]\nuse b::{c};\nfn d() {}\n#[cfg(all(test, unix))]\n#[allow(x)]\nmod tests { fn e() { [1; 2]; } }\nfn f() {}\n#[cfg(not(test))]\nfn g() {}";
        let source = Source::parse(text);
        let shown = |name: &str| !source.find(name).is_empty();
        assert!(shown("d") && shown("f") && shown("g"));
        assert!(!shown("b") && !shown("e"));
        assert!(Source::parse("#![cfg(test)]\nfn h() {}").find("h").is_empty());
    }

    #[test]
    fn finds_whole_words_only() {
        let source = Source::parse("use std::fs; my_std::fs(); std::fs_extra(); Instant::now()");
        assert_eq!(source.find("std::fs").len(), 1);
        assert_eq!(source.find("Instant").len(), 1);
    }

    #[test]
    fn a_module_that_is_declared_as_test_is_test_in_its_own_file() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "mod b;\n#[cfg(test)]\nmod tests;"),
            ("crates/a/src/b.rs", "#[cfg(test)]\npub(crate) mod cases;"),
            ("crates/a/src/tests.rs", ""),
            ("crates/a/src/tests/more.rs", ""),
            ("crates/a/src/b/cases.rs", ""),
            ("crates/a/tests/it/main.rs", ""),
        ]);
        let paths: Vec<&str> = shipped(&tree).into_iter().map(|(path, _, _)| path).collect();
        assert_eq!(paths, ["crates/a/src/b.rs", "crates/a/src/lib.rs"]);
    }
}
