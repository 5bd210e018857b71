//! Pages that stay true: what ARCHITECTURE.md, README.md and the guide name exists.

use std::collections::BTreeSet;

use super::{CHECKS, Finding, rust};
use crate::tree::Tree;

/// ARCHITECTURE.md names each crate and no other, only paths that exist, and every check by its name.
pub fn architecture(tree: &Tree) -> Vec<Finding> {
    const PAGE: &str = "ARCHITECTURE.md";
    let Some(text) = tree.text(PAGE) else {
        return vec![Finding::new(PAGE, 0, "no such page", "a newcomer starts there", "write it")];
    };
    let mut findings = Vec::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut checks: BTreeSet<&str> = BTreeSet::new();
    for (line, quoted) in quoted(text) {
        if let Some(check) = quoted.strip_prefix("tidy:") {
            checks.insert(check);
            if !CHECKS.iter().any(|(name, _)| *name == check) {
                let what = format!("there is no check `{check}`");
                findings.push(Finding::new(
                    PAGE,
                    line,
                    what,
                    "a law without its guard is a wish",
                    "name a check of xtask/src/tidy/mod.rs",
                ));
            }
        }
        if is_path(quoted) {
            named.extend(
                quoted
                    .strip_prefix("crates/")
                    .and_then(|rest| rest.split('/').next())
                    .filter(|name| !name.is_empty()),
            );
            if !tree.has(quoted) {
                let what = format!("`{quoted}` does not exist");
                findings.push(Finding::new(
                    PAGE,
                    line,
                    what,
                    "the page says what is there",
                    "name what is there, or leave it out",
                ));
            }
        }
    }
    for crate_name in
        tree.folders("crates").into_iter().filter(|name| tree.has(&format!("crates/{name}/Cargo.toml")))
    {
        if !named.contains(crate_name) {
            let what = format!("`crates/{crate_name}` is not on the page");
            findings.push(Finding::new(
                PAGE,
                0,
                what,
                "the code map is complete",
                "add its line to the code map",
            ));
        }
    }
    for (check, _) in CHECKS.iter().filter(|(name, _)| !checks.contains(name)) {
        let what = format!("`tidy:{check}` is not on the page");
        findings.push(Finding::new(
            PAGE,
            0,
            what,
            "a reader sees which law a check guards",
            "name it beside its law",
        ));
    }
    findings
}

/// Commands in fenced blocks of the pages exist: of cargo xtask, of the program, and scripts.
pub fn commands(tree: &Tree) -> Vec<Finding> {
    let program = subcommands(tree);
    let mut findings = Vec::new();
    let is_page = |path: &str| {
        matches!(path, "README.md" | "CONTRIBUTING.md")
            || (path.starts_with("docs/guide/") && path.ends_with(".md"))
    };
    for (path, text) in tree.texts().filter(|(path, _)| is_page(path)) {
        let mut fenced = false;
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if fenced
                && let Some(unknown) = unknown_command(line.trim().trim_start_matches("$ "), &program, tree)
            {
                let what = format!("there is no `{unknown}`");
                findings.push(Finding::new(
                    path,
                    number + 1,
                    what,
                    "a reader types what the page says",
                    "write a command that exists",
                ));
            }
        }
    }
    findings
}

/// The part of a command line that does not exist.
fn unknown_command(line: &str, program: &BTreeSet<String>, tree: &Tree) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().take_while(|word| !word.starts_with('#')).collect();
    let subcommand =
        |rest: &[&str]| rest.iter().find(|word| !word.starts_with('-')).map(|word| (*word).to_owned());
    match words.as_slice() {
        ["cargo", "xtask", rest @ ..] => subcommand(rest)
            .filter(|name| !crate::COMMANDS.contains(&name.as_str()))
            .map(|name| format!("cargo xtask {name}")),
        ["cargo", "run", rest @ ..] => {
            let after = rest.iter().position(|word| *word == "--")?;
            rest.get(after + 1)
                .filter(|name| !name.starts_with('-') && !program.contains(**name))
                .map(|name| format!("rapporteur {name}"))
        }
        ["rapporteur", rest @ ..] => subcommand(rest.get(..1)?)
            .filter(|name| !program.contains(name))
            .map(|name| format!("rapporteur {name}")),
        [script, ..] if script.starts_with('.') && is_path(script) => {
            let path = script.trim_start_matches("./");
            (!tree.has(path)).then(|| (*script).to_owned())
        }
        _ => None,
    }
}

/// The subcommands of the program: the variants of the enum that derives clap's `Subcommand`.
fn subcommands(tree: &Tree) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = ["help".to_owned()].into();
    for (_, _, source) in
        rust::shipped(tree).into_iter().filter(|(path, _, _)| path.starts_with("crates/rapporteur/src/"))
    {
        for at in source.find("Subcommand") {
            let rest = source.code.get(at..).unwrap_or_default();
            // the derive stands above its enum, not in a `use` or a field's attribute
            let Some((head, body)) = rest.split_once('{') else { continue };
            if head.contains(';') || !head.split_whitespace().any(|word| word == "enum") {
                continue;
            }
            let (mut depth, mut fresh) = (0usize, true);
            let mut word = String::new();
            for c in body.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' | '(' | '[' => depth += 1,
                    '}' | ')' | ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 && fresh && rust::is_word(c) {
                    word.push(c);
                } else if !word.is_empty() {
                    names.insert(kebab(&std::mem::take(&mut word)));
                    fresh = false;
                }
                if depth == 0 && c == ',' {
                    fresh = true;
                }
            }
        }
    }
    names
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Decisions are numbered without gaps and each opens with its title.
pub fn decisions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let why = "decisions are cited by number";
    let pages = tree.texts().filter(|(path, _)| {
        path.starts_with("docs/decisions/") && path.ends_with(".md") && !path.ends_with("README.md")
    });
    for (expected, (path, text)) in (1..).zip(pages) {
        let name = path.trim_start_matches("docs/decisions/");
        let number = name
            .split_once('-')
            .filter(|(number, _)| number.len() == 4)
            .and_then(|(number, _)| number.parse::<usize>().ok());
        if number != Some(expected) {
            findings.push(Finding::new(
                path,
                0,
                format!("the next decision is {expected:04}"),
                why,
                &format!("call it {expected:04}-title.md"),
            ));
        }
        let title = number.map(|number| format!("# {number}. "));
        if title.is_some_and(|title| !text.starts_with(&title)) {
            findings.push(Finding::new(
                path,
                1,
                "no title",
                why,
                &format!("open with \"# {expected}. Title\""),
            ));
        }
    }
    findings
}

/// What stands in backquotes outside fenced blocks, with its line.
fn quoted(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(|part| (number + 1, part)));
        }
    }
    found
}

/// Whether it reads as a path of the workspace: a slash or a known ending, and nothing that stands for something else.
fn is_path(quoted: &str) -> bool {
    let ending = [".rs", ".toml", ".md", ".tsv"].iter().any(|ending| quoted.ends_with(ending));
    let plain = quoted.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
    plain && (ending || quoted.contains('/')) && !quoted.starts_with('/') && !quoted.starts_with("../")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(check: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(|finding| finding.to_string().split(';').next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn architecture_names_what_is_there_and_all_of_it() {
        let guards: String = CHECKS.iter().skip(1).map(|(name, _)| format!("`tidy:{name}` ")).collect();
        let page = format!(
            "- `crates/text`: see `crates/text/src/lib.rs` and `crates/gone`\n{guards}\n`tidy:magic` `packs/<lang>/x` `a/b.rs`\n```\n`c/d.rs`\n```\n"
        );
        let found = messages(
            architecture,
            &[
                ("ARCHITECTURE.md", &page),
                ("crates/text/Cargo.toml", ""),
                ("crates/text/src/lib.rs", ""),
                ("crates/rules/Cargo.toml", ""),
            ],
        );
        assert_eq!(
            found,
            [
                "ARCHITECTURE.md:1: `crates/gone` does not exist",
                "ARCHITECTURE.md:3: there is no check `magic`",
                "ARCHITECTURE.md:3: `a/b.rs` does not exist",
                "ARCHITECTURE.md: `crates/rules` is not on the page",
                "ARCHITECTURE.md: `tidy:imports` is not on the page",
            ]
        );
    }

    #[test]
    fn commands_on_the_pages_exist() {
        let cli = "use clap::{Parser, Subcommand};\n#[derive(Debug, Subcommand)]\nenum Command {\n    /// Reads {things}, all.\n    #[command(visible_alias = \"r\")]\n    Read(ReadArgs),\n    ShowAll { a: u8, b: u8 },\n    Demo,\n}\n";
        let page = "cargo xtask gone\n```console\n$ cargo run --release -- demo\n$ cargo run -- vanish\ncargo xtask test # all\ncargo xtask dance\nrapporteur read a.txt\nrapporteur --help\nrapporteur show-all\nrapporteur b\n./run.sh\n.ci/run\ncargo build\n```\n";
        let found = messages(
            commands,
            &[("README.md", page), ("crates/rapporteur/src/cli.rs", cli), (".ci/run", "")],
        );
        assert_eq!(
            found,
            [
                "README.md:4: there is no `rapporteur vanish`",
                "README.md:6: there is no `cargo xtask dance`",
                "README.md:10: there is no `rapporteur b`",
                "README.md:11: there is no `./run.sh`",
            ]
        );
    }

    #[test]
    fn decisions_are_numbered_and_titled() {
        let found = messages(
            decisions,
            &[
                ("docs/decisions/0001-a.md", "# 1. A\n"),
                ("docs/decisions/0003-b.md", "# 3. B\n"),
                ("docs/decisions/0004-c.md", "C\n"),
            ],
        );
        assert_eq!(
            found,
            [
                "docs/decisions/0003-b.md: the next decision is 0002",
                "docs/decisions/0004-c.md: the next decision is 0003",
                "docs/decisions/0004-c.md:1: no title",
            ]
        );
    }
}
