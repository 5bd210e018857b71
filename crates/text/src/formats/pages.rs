//! Printed pages to a text: lines of a column become paragraphs again, and what stands on every page is left out.

use std::collections::HashMap;

/// The text of pages whose lines are as they were printed; a blank line stands where there was a gap.
pub fn text(pages: &[String]) -> String {
    let pages: Vec<Vec<&str>> = pages.iter().map(|page| page.lines().map(str::trim).collect()).collect();
    let running = running(&pages);
    let width = width(&pages);
    let mut paragraphs: Vec<String> = Vec::new();
    // whether the last paragraph may go on, and whether there was a gap after it
    let (mut open, mut gap) = (false, true);
    for page in &pages {
        let shown: Vec<&str> = kept(page, &running);
        for line in &shown {
            if line.is_empty() {
                (open, gap) = (false, true);
                continue;
            }
            let small = line.chars().next().is_some_and(char::is_lowercase);
            let goes_on =
                |last: &&mut String| !opens_item(line) && (open || small && !gap && !ends_sentence(last));
            match paragraphs.last_mut().filter(goes_on) {
                Some(last) => join(last, line),
                None => paragraphs.push((*line).to_owned()),
            }
            // a line that stops early ends its paragraph, and one that stops half way is a heading
            let length = line.chars().count() * 10;
            open = length >= width * 8 || length >= width * 5 && !ends_sentence(line);
            gap = false;
        }
    }
    paragraphs.join("\n")
}

/// How many lines at the top and at the foot of a page can be running titles.
const EDGE: usize = 3;

/// Lines that stand at the edge of three pages or more, numbers aside.
fn running(pages: &[Vec<&str>]) -> HashMap<String, usize> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages {
        let filled: Vec<&str> = page.iter().copied().filter(|line| !line.is_empty()).collect();
        let mut seen: Vec<String> =
            filled.iter().take(EDGE).chain(filled.iter().rev().take(EDGE)).map(|line| bare(line)).collect();
        seen.sort();
        seen.dedup();
        for line in seen {
            *counts.entry(line).or_default() += 1;
        }
    }
    let least = 3.max(pages.len() / 3);
    counts.retain(|_, count| *count >= least);
    counts
}

/// A line without its numbers.
fn bare(line: &str) -> String {
    line.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect()
}

/// The lines of a page without running titles and page numbers at its edges.
fn kept<'p>(page: &[&'p str], running: &HashMap<String, usize>) -> Vec<&'p str> {
    let filled: Vec<usize> =
        page.iter().enumerate().filter(|(_, line)| !line.is_empty()).map(|(at, _)| at).collect();
    let is_edge = |at: usize| {
        let place = filled.binary_search(&at).unwrap_or_default();
        place < EDGE || place + EDGE >= filled.len()
    };
    let is_number = |line: &str| {
        line.chars().count() <= 12
            && line.chars().any(|c| c.is_ascii_digit())
            && line
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_whitespace() || "-\u{2013}\u{2014}/|.".contains(c))
    };
    let outer = |at: usize| filled.first() == Some(&at) || filled.last() == Some(&at);
    let dropped = |at: usize, line: &str| {
        is_edge(at) && running.contains_key(&bare(line)) || outer(at) && is_number(line)
    };
    let lines: Vec<&str> = page
        .iter()
        .enumerate()
        .filter(|&(at, line)| line.is_empty() || !dropped(at, line))
        .map(|(_, line)| *line)
        .collect();
    let from = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let to = lines.iter().rposition(|line| !line.is_empty()).map_or(from, |at| at + 1);
    lines.get(from..to).unwrap_or_default().to_vec()
}

/// How long a full line is: nine in ten lines are no longer.
fn width(pages: &[Vec<&str>]) -> usize {
    let mut lengths: Vec<usize> =
        pages.iter().flatten().map(|line| line.chars().count()).filter(|&length| length > 0).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() * 9 / 10).or(lengths.last()).copied().unwrap_or_default()
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '\'', ')', '\u{bb}', '\u{201d}', '\u{2019}'])
        .ends_with(['.', '!', '?', ':', ';', '\u{2026}', '\u{589}'])
}

/// A bullet, a dash or a number that opens an item.
fn opens_item(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let bullet = matches!(
        first,
        "\u{2022}" | "\u{25aa}" | "\u{25cf}" | "\u{25e6}" | "-" | "\u{2013}" | "\u{2014}" | "*" | "\u{b7}"
    );
    let number = first.trim_end_matches(['.', ')']);
    let counted = number.len() < first.len()
        && !number.is_empty()
        && number.len() <= 6
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    bullet || counted
}

/// Joins a line to the one before; a hyphen that parted a word goes.
fn join(last: &mut String, line: &str) {
    let small = line.chars().next().is_some_and(char::is_lowercase);
    let parted = last
        .strip_suffix(['-', '\u{ad}', '\u{2010}'])
        .is_some_and(|head| head.ends_with(char::is_alphabetic));
    if parted && small {
        last.pop();
    } else if !parted {
        last.push(' ');
    }
    last.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs_and_running_titles_go() {
        let page = |number: usize, body: &str| {
            format!("Bulletin of the council   No {number}\n\n{body}\n\n{number}\n")
        };
        let pages = [
            page(
                1,
                "Communique\n\nThe council met in the capital on the third day of Novem-\nber and adopted a plan of exercises for the coming year.",
            ),
            page(
                2,
                "It heard a report of the secretary on what was done in the\nyear that has passed.\n\nThe council decided to meet once more in the second half of the\nyear, and that the chair",
            ),
            page(
                3,
                "will call the meeting by the end of the month of April and\ntell the members of it.\n1. The plan is to be published.\n2. The report is to be sent to all.",
            ),
        ];
        assert_eq!(
            text(&pages),
            "Communique\nThe council met in the capital on the third day of November and adopted a plan of exercises for the coming year. \
            It heard a report of the secretary on what was done in the year that has passed.\n\
            The council decided to meet once more in the second half of the year, and that the chair \
            will call the meeting by the end of the month of April and tell the members of it.\n\
            1. The plan is to be published.\n2. The report is to be sent to all."
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(pages in proptest::collection::vec("[a-cA-C0-9Ж .\n-]{0,80}", 0..6)) {
            let _ = text(&pages);
        }
    }
}
