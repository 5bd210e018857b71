//! Quotation marks in pairs.

use std::ops::Range;

use crate::segment::Segments;

/// A passage between quotation marks, marks included, as tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    pub tokens: Range<usize>,
}

impl Quoted {
    /// The tokens between the marks.
    pub fn inside(&self) -> Range<usize> {
        self.tokens.start + 1..self.tokens.end - 1
    }
}

/// The closing marks that can answer an opening one.
fn answers(open: &str) -> Option<&'static [&'static str]> {
    Some(match open {
        "«" => &["»"],
        "“" => &["”"],
        "„" => &["“", "”"],
        "\"" => &["\""],
        "‹" => &["›"],
        _ => return None,
    })
}

/// All pairs of marks, outer ones before those within. A pair lies in one block; a mark without its
/// partner is left out, unless the next block begins with such a mark as well: a quotation of several paragraphs closes
/// in the last one.
pub fn quoted(text: &str, segments: &Segments) -> Vec<Quoted> {
    /// Marks that wait for their partner; with more, the first ones have none.
    const MOST_OPEN: usize = 16;
    let mut found = Vec::new();
    for (number, block) in segments.blocks.iter().enumerate() {
        let mut open: Vec<(usize, &'static [&'static str])> = Vec::new();
        for at in block.tokens.clone() {
            let mark = segments.tokens[at].span.of(text).unwrap_or_default();
            if let Some(place) = open.iter().rposition(|(_, closing)| closing.contains(&mark)) {
                let (start, _) = open[place];
                open.truncate(place);
                found.push(Quoted { tokens: start..at + 1 });
            } else if let Some(closing) = answers(mark) {
                if open.len() == MOST_OPEN {
                    open.remove(0);
                }
                open.push((at, closing));
            }
        }
        let goes_on = || {
            let next = segments.blocks.get(number + 1)?.tokens.start;
            answers(segments.tokens.get(next)?.span.of(text)?)
        };
        if let Some(&(start, _)) = open.last().filter(|&&(_, closing)| goes_on() == Some(closing)) {
            found.push(Quoted { tokens: start..block.tokens.end });
        }
    }
    found.retain(|quoted| quoted.tokens.len() > 2);
    found.sort_by_key(|quoted| (quoted.tokens.start, usize::MAX - quoted.tokens.end));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{Abbreviation, segment};

    fn pairs(text: &str) -> Vec<String> {
        let segments = segment(text, &|_: &str| Abbreviation::No);
        let found = quoted(text, &segments);
        found
            .iter()
            .map(|quoted| segments.span(&quoted.tokens).of(text).unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn marks_pair_up_inside_a_block() {
        assert_eq!(
            pairs("Он сказал: «В плане „Рубеж“ всё ясно»."),
            ["«В плане „Рубеж“ всё ясно»", "„Рубеж“"]
        );
        assert_eq!(pairs("\"One,\" he said. \"Two.\""), ["\"One,\"", "\"Two.\""]);
        assert_eq!(pairs("“We came”\n“no end"), ["“We came”"]);
        assert_eq!(pairs("“We came.\n“We saw,” he said"), ["“We came.", "“We saw,”"]);
        assert_eq!(pairs("«»"), Vec::<String>::new());
        assert_eq!(pairs(&format!("{}«and now»", "« ".repeat(40))), ["«and now»"]);
    }
}
