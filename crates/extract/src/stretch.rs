//! Long texts are read in stretches: what is told of in a book is looked for in its chapter.
//!
//! Who is who, what the text is about and when it is are told by the whole of it; which event a sentence speaks of, or
//! which document, is looked for some sixty pages around. So a text of twice the length takes twice as long, and no
//! publication of ordinary length is parted.

use rules::Chart;
use text::segment::BlockKind;

use crate::doc::Tokens;

/// Tokens of one stretch at most, about sixty pages.
const LONGEST: usize = 25_000;

/// The stretches of a text, in order; together they are all its tokens. They are parted at headings where there
/// are some, else between paragraphs, else between sentences.
pub(crate) fn stretches(chart: &Chart<'_>) -> Vec<Tokens> {
    within(chart, LONGEST)
}

fn within(chart: &Chart<'_>, longest: usize) -> Vec<Tokens> {
    let all = chart.tokens().len();
    let (mut found, mut start) = (Vec::new(), 0);
    for block in &chart.segments.blocks {
        let long = block.tokens.start.saturating_sub(start);
        let full = block.tokens.end.saturating_sub(start) > longest;
        let chapter = block.kind == BlockKind::Heading && long > longest / 2 && all > longest;
        if long > 0 && (full || chapter) {
            found.push(start..block.tokens.start);
            start = block.tokens.start;
        }
        for sentence in &chart.segments.sentences[block.sentences.clone()] {
            if sentence.tokens.end.saturating_sub(start) > longest && sentence.tokens.start > start {
                found.push(start..sentence.tokens.start);
                start = sentence.tokens.start;
            }
        }
    }
    found.push(start..all);
    found
}

#[cfg(test)]
mod tests {
    use rules::words::Memory;
    use rules::{Files, Pack};

    use super::*;

    fn parted(text: &str, longest: usize) -> Vec<String> {
        let manifest =
            "lang = \"xx\"\nversion = \"1\"\nmorphology = \"suffixes\"\ndecimal = \".\"\npasses = []\n";
        let files: Files = [("xx/pack.toml".to_owned(), manifest.to_owned())].into();
        let pack = Pack::load(&files, "xx").unwrap_or_else(|errors| panic!("{errors:?}"));
        let chart = pack.chart(text, &mut Memory::default());
        within(&chart, longest).iter().map(|tokens| chart.written(tokens).to_owned()).collect()
    }

    #[test]
    fn a_short_text_is_one_stretch() {
        assert_eq!(parted("One two. Three four.", 10), ["One two. Three four."]);
        assert_eq!(parted("", 10), [""]);
    }

    #[test]
    fn a_long_text_is_parted_between_paragraphs_and_a_long_paragraph_between_sentences() {
        let text = "One two three.\n\nFour five.\n\nSix seven eight nine ten. Eleven twelve. Thirteen.";
        assert_eq!(
            parted(text, 8),
            ["One two three.\n\nFour five.", "Six seven eight nine ten.", "Eleven twelve. Thirteen."]
        );
        assert_eq!(parted("One two three four five six.", 3), ["One two three four five six."]);
    }
}
