//! Annotated texts of other projects, one a line: `{"text", "mentions": [{"start", "end", "type"}]}`.

use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

/// A text and the names that people found in it.
pub struct Gold {
    pub text: String,
    pub names: Vec<Name>,
}

/// A name, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub start: usize,
    pub end: usize,
    pub kind: String,
}

/// The program's names for kinds, and what the sources call them.
const KINDS: &[(&str, &[&str])] = &[
    ("person", &["PER", "PERSON"]),
    ("place", &["LOC", "LOCATION", "GPE"]),
    ("organisation", &["ORG", "ORGANIZATION", "ORGANISATION"]),
    ("office", &["POSITION", "PROFESSION", "TITLE"]),
    ("event", &["EVT", "EVENT"]),
    ("document", &["LAW"]),
    ("product", &["PRO", "PRODUCT"]),
    ("work", &["ART", "WORK_OF_ART"]),
    ("number", &["CARDINAL", "NUMBER"]),
    ("percent", &["PERCENT", "PERCENTAGE"]),
];

#[derive(Deserialize)]
struct Line {
    text: String,
    mentions: Vec<Mention>,
}

#[derive(Deserialize)]
struct Mention {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

fn kind(source: &str) -> String {
    let known = KINDS.iter().find(|(_, names)| names.contains(&source.to_uppercase().as_str()));
    known.map_or_else(|| source.to_lowercase(), |(name, _)| (*name).to_owned())
}

pub fn read(file: &Path) -> anyhow::Result<Vec<Gold>> {
    let source = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = source.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let line: Line = serde_json::from_str(line).with_context(|| format!("{}", file.display()))?;
            let mut starts: Vec<usize> = line.text.char_indices().map(|(at, _)| at).collect();
            starts.push(line.text.len());
            let byte = |at: usize| starts.get(at).copied().unwrap_or(line.text.len());
            let name =
                |one: &Mention| Name { start: byte(one.start), end: byte(one.end), kind: kind(&one.kind) };
            let names = line.mentions.iter().map(name).collect();
            Ok(Gold { names, text: line.text })
        })
        .collect()
}

/// Names that do not lie in another, in order.
pub fn outermost(names: &[Name]) -> Vec<&Name> {
    let mut sorted: Vec<&Name> = names.iter().collect();
    sorted.sort_by_key(|name| (name.start, std::cmp::Reverse(name.end)));
    let mut kept: Vec<&Name> = Vec::new();
    for name in sorted {
        if kept.last().is_none_or(|last| name.start >= last.end) {
            kept.push(name);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_one_name_and_inner_names_are_passed_over() {
        assert_eq!([kind("GPE"), kind("Person"), kind("NORP")], ["place", "person", "norp"]);
        let name = |start, end| Name { start, end, kind: String::new() };
        let names = [name(4, 9), name(0, 3), name(4, 6), name(10, 12)];
        let kept: Vec<usize> = outermost(&names).iter().map(|name| name.start).collect();
        assert_eq!(kept, [0, 4, 10]);
    }
}
