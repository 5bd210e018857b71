//! Markdown is read as the text that it is: spans count its bytes, so no mark is taken out.
//!
//! What the marks mean for the layout is told beside the text.

use record::Span;

/// What a line is, by its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `# ...` to `###### ...`, or a line underlined with `===` or `---`.
    Heading(u8),
    /// `- ...`, `* ...`, `+ ...`, `1. ...`.
    Item,
    /// `> ...`
    Quote,
    /// A row of a table; the row of dashes is a [`Mark::Rule`].
    Row,
    /// A line of dashes, stars or underscores, or the frame of a table: no text.
    Rule,
    /// Between fences of backticks or tildes, or the fence itself.
    Code,
    /// Between `---` at the very start: data about the text.
    Front,
}

/// One marked line: the whole of it without its line break, and its text behind the mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    pub line: Span,
    pub text: Span,
    pub mark: Mark,
}

/// The marked lines of a text, in order; plain lines are not among them.
pub fn hints(text: &str) -> Vec<Hint> {
    let mut found: Vec<Hint> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut front = false;
    let mut before: Option<Span> = None;
    let mut at = 0;
    for (index, whole) in text.split_inclusive('\n').enumerate() {
        let line = whole.trim_end_matches(['\n', '\r']);
        let span = Span::new(at, at + line.len());
        at += whole.len();
        let body = line.trim();
        let indent = line.len() - line.trim_start().len();
        let inner = |skip: usize| {
            let rest = body.get(skip..).unwrap_or_default();
            let start = span.start + indent + skip + (rest.len() - rest.trim_start().len());
            Span::new(start, start + rest.trim().len())
        };
        let mut push = |mark: Mark, text: Span| found.push(Hint { line: span, text, mark });
        if index == 0 && body == "---" {
            front = text.split('\n').skip(1).any(|line| line.trim() == "---");
        } else if front && body == "---" {
            front = false;
            push(Mark::Front, inner(body.len()));
            continue;
        }
        if front {
            push(Mark::Front, inner(body.len()));
            continue;
        }
        let opens = ["```", "~~~"].into_iter().find(|mark| body.starts_with(mark));
        match (fence, opens) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) => {
                let underlines = |c: char| body.len() >= 3 && body.chars().all(|other| other == c);
                match (underlines('='), underlines('-'), before.take()) {
                    (true, _, Some(title)) => found.push(heading(title, 1)),
                    (_, true, Some(title)) => found.push(heading(title, 2)),
                    _ => match mark_of(body) {
                        Some((mark, skip)) => push(mark, inner(skip)),
                        None => before = (!body.is_empty()).then_some(span),
                    },
                }
                continue;
            }
            _ => {}
        }
        before = None;
        push(Mark::Code, inner(0));
    }
    found.sort_by_key(|hint| hint.line);
    found
}

fn heading(line: Span, level: u8) -> Hint {
    Hint { line, text: line, mark: Mark::Heading(level) }
}

/// The mark of a line and how many bytes of it are the mark.
fn mark_of(body: &str) -> Option<(Mark, usize)> {
    let hashes = body.bytes().take_while(|&byte| byte == b'#').count();
    if (1..=6).contains(&hashes) && body.get(hashes..).is_some_and(|rest| rest.starts_with(' ')) {
        return Some((Mark::Heading(hashes as u8), hashes));
    }
    let bare: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let rule = |c: char| bare.len() >= 3 && bare.chars().all(|other| other == c);
    let frame = bare.contains("--") && bare.contains('|') && bare.chars().all(|c| "|-:".contains(c));
    if frame || rule('-') || rule('*') || rule('_') {
        return Some((Mark::Rule, body.len()));
    }
    if body.starts_with('>') {
        return Some((Mark::Quote, 1));
    }
    if body.starts_with('|') && body.len() > 1 {
        return Some((Mark::Row, 1));
    }
    if ["- ", "* ", "+ "].iter().any(|bullet| body.starts_with(bullet)) {
        return Some((Mark::Item, 1));
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=9).contains(&digits)
        && body.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
    numbered.then_some((Mark::Item, digits + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<(Mark, &str)> {
        hints(text).into_iter().map(|hint| (hint.mark, hint.text.of(text).unwrap())).collect()
    }

    #[test]
    fn marks_lines_and_leaves_the_text_alone() {
        let text = "Итоги\r\n=====\n\n## Участники\n- Минск\n2) Астана\n> слова\n| a | b |\n|---|---|\n***\nпросто\n";
        assert_eq!(
            seen(text),
            [
                (Mark::Heading(1), "Итоги"),
                (Mark::Heading(2), "Участники"),
                (Mark::Item, "Минск"),
                (Mark::Item, "Астана"),
                (Mark::Quote, "слова"),
                (Mark::Row, "a | b |"),
                (Mark::Rule, ""),
                (Mark::Rule, ""),
            ]
        );
    }

    #[test]
    fn front_matter_and_code_are_told_apart() {
        let text = "---\ntitle: x\n---\n# Y\n```\n# no heading\n```\n#no heading either\n";
        let marks: Vec<Mark> = seen(text).into_iter().map(|(mark, _)| mark).collect();
        assert_eq!(
            marks,
            [Mark::Front, Mark::Front, Mark::Front, Mark::Heading(1), Mark::Code, Mark::Code, Mark::Code]
        );
    }

    proptest::proptest! {
        #[test]
        fn spans_fit_any_text(text in "[#>|*`~\\-=. \r\n1а-я]{0,80}") {
            for hint in hints(&text) {
                proptest::prop_assert!(hint.line.of(&text).is_some() && hint.text.of(&text).is_some());
            }
        }
    }
}
