//! What is new in a report against an earlier one, told from the Markdown of both.
//!
//! Lines are compared within their section. Numbers of citations and the place of a line in its section are
//! no difference: they change with every publication that comes in, and say nothing by themselves.

use std::collections::BTreeMap;

/// What changed in a section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The title of the section, without its number; empty for what stands above the first.
    pub section: String,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Removed(String),
    Added(String),
}

/// The sections in which the later report differs from the earlier one, in the order of the later.
pub fn between(earlier: &str, later: &str) -> Vec<Change> {
    let (earlier, later) = (sections(earlier), sections(later));
    let gone = earlier.iter().filter(|(title, _)| !later.iter().any(|(other, _)| other == title));
    let nothing = Vec::new();
    let of =
        |title: &str| earlier.iter().find(|(other, _)| other == title).map_or(&nothing, |(_, lines)| lines);
    let mut changes: Vec<Change> = later
        .iter()
        .map(|(title, lines)| Change { section: title.clone(), lines: compare(of(title), lines) })
        .collect();
    changes.extend(gone.map(|(title, lines)| Change { section: title.clone(), lines: compare(lines, &[]) }));
    changes.retain(|change| !change.lines.is_empty());
    changes
}

/// Titles with the lines under them; a title that comes twice is one section.
fn sections(markdown: &str) -> Vec<(String, Vec<String>)> {
    let mut sections: Vec<(String, Vec<String>)> = vec![(String::new(), Vec::new())];
    for line in markdown.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            let title = title.split_once(". ").map_or(title, |(_, title)| title).to_owned();
            match sections.iter().position(|(other, _)| *other == title) {
                // It goes on where it was.
                Some(at) => {
                    let section = sections.remove(at);
                    sections.push(section);
                }
                None => sections.push((title, Vec::new())),
            }
            continue;
        }
        // Footnotes are the passages; what rests on them is compared.
        let line = if line.starts_with("[^") { String::new() } else { bare(line) };
        if !line.is_empty()
            && let Some((_, lines)) = sections.last_mut()
        {
            lines.push(line);
        }
    }
    sections
}

/// A line without its marks of citations, of lists and of quotations.
fn bare(line: &str) -> String {
    let line = line.trim_start_matches(['>', ' ']).trim_start_matches("- ").trim_start_matches("### ");
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("[^") {
        out.push_str(before.trim_end());
        rest = match after.split_once(']') {
            Some((number, tail)) if number.bytes().all(|byte| byte.is_ascii_digit()) => more(tail),
            _ => {
                out.push_str("[^");
                after
            }
        };
    }
    out.push_str(rest);
    let out = out.trim();
    // The line between the head and the rows of a table.
    if out.chars().all(|c| matches!(c, '|' | '-' | ' ')) { String::new() } else { out.to_owned() }
}

/// What follows a citation, without the count of those that are not shown.
fn more(tail: &str) -> &str {
    let Some(count) = tail.strip_prefix(" +") else { return tail };
    let digits = count.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < count.len() { digits } else { tail }
}

/// What was removed, each before what took its place, then all else that was added.
fn compare(earlier: &[String], later: &[String]) -> Vec<Line> {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for line in those {
            *left.entry(line).or_default() += 1;
        }
        let fresh = |line: &&String| match left.get_mut(line.as_str()) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        these.iter().filter(fresh).cloned().collect()
    };
    let (removed, mut added) = (only(earlier, later), only(later, earlier));
    let mut lines = Vec::new();
    for line in removed {
        let heir = head(&line).and_then(|name| added.iter().position(|other| head(other) == Some(name)));
        lines.push(Line::Removed(plain(&line)));
        if let Some(at) = heir {
            lines.push(Line::Added(plain(&added.remove(at))));
        }
    }
    lines.extend(added.iter().map(|line| Line::Added(plain(line))));
    lines
}

/// A line for people: without marks of emphasis and of cells, and without what keeps marks from being marks.
fn plain(line: &str) -> String {
    let row = line.strip_prefix('|').and_then(|row| row.strip_suffix('|'));
    let line = match row {
        Some(row) => {
            let cells = row.split(" | ").map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
            let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
            cells.join(" | ")
        }
        None => line.to_owned(),
    };
    let mut out = String::with_capacity(line.len());
    let mut chars = line.replace("**", "").chars().collect::<Vec<_>>().into_iter().peekable();
    while let Some(c) = chars.next() {
        let escapes = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        out.extend(if escapes { chars.next() } else { Some(c) });
    }
    out
}

/// What a line is about: the name that it opens with, or the first cell of a row.
fn head(line: &str) -> Option<&str> {
    match line.strip_prefix("**") {
        Some(rest) => rest.split_once("**").map(|(name, _)| name),
        None => line.strip_prefix("| ")?.split_once(" | ").map(|(name, _)| name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLIER: &str = "Report\n\n# League\n\n## 1. Exercises\n\n- **Calm Water.** It is planned\u{a0}[^1].\n- **Beacon.** It goes on [^2][^3] +2.\n\n## 2. Documents\n\n| Title | Done |\n| --- | --- |\n| On vessels | signed [^4] |\n\n## 3. Passages\n\n### \u{201c}One\u{201d}\n\n[^1]: the passage\n";

    #[test]
    fn numbers_and_order_are_no_difference() {
        let later = EARLIER
            .replace(
                "- **Calm Water.** It is planned\u{a0}[^1].\n- **Beacon.** It goes on [^2][^3] +2.",
                "- **Beacon.** It goes on [^7].\n- **Calm Water.** It is planned [^9][^12] +40.",
            )
            .replace("## 2. Doc", "## 5. Doc")
            .replace("[^1]: the passage", "[^9]: another passage");
        assert_eq!(between(EARLIER, &later), []);
        assert_eq!(between(EARLIER, EARLIER), []);
        assert_eq!(between("", ""), []);
    }

    #[test]
    fn what_changed_stands_with_what_it_was_and_sections_come_and_go() {
        let later = EARLIER
            .replace("It is planned", "It took place")
            .replace(
                "| On vessels | signed [^4] |",
                "| On vessels | ratified [^4] |\n| On fish | signed [^5] |",
            )
            .replace("## 3. Passages", "## 3. Statements\n\n- He spoke [^6]\n\n## 4. Passages")
            .replace("### \u{201c}One\u{201d}\n", "");
        let (removed, added) =
            (|line: &str| Line::Removed(line.into()), |line: &str| Line::Added(line.into()));
        let change = |section: &str, lines: Vec<Line>| Change { section: section.into(), lines };
        assert_eq!(
            between(EARLIER, &later),
            [
                change(
                    "Exercises",
                    vec![removed("Calm Water. It is planned."), added("Calm Water. It took place.")]
                ),
                change(
                    "Documents",
                    vec![
                        removed("On vessels | signed"),
                        added("On vessels | ratified"),
                        added("On fish | signed"),
                    ]
                ),
                change("Statements", vec![added("He spoke")]),
                change("Passages", vec![removed("\u{201c}One\u{201d}")]),
            ]
        );
        let gone = between("## 1. Figures\n- 14\n", "## 1. Other\n");
        assert_eq!(gone, [change("Figures", vec![removed("14")])]);
    }

    proptest::proptest! {
        #[test]
        fn a_report_differs_from_itself_in_nothing(text in "(\\PC|[-#>*|\\[\\]^\\n ]){0,200}") {
            proptest::prop_assert_eq!(between(&text, &text), []);
            let _ = between(&text, "## 1. x\n- y [^1]");
        }
    }
}
