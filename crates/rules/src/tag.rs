//! The learned tagger of a pack: what the lexicons tell it of a text, and what it proposes.

use std::ops::Range;
use std::sync::Arc;

use tagger::{Hint, Tagger, Words, hint};

use crate::chart::Chart;
use crate::words::Memory;

/// A tagger at work in a pack.
#[derive(Clone, Debug)]
pub struct Names {
    tagger: Tagger,
    /// Name and version of the model: the rule id of what it proposes.
    pub rule: Arc<str>,
    /// The hints of each class of the pack: that a phrase of it opens, and that it goes on.
    hint_of: Vec<(Hint, Hint)>,
}

/// A name that the tagger proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal<'n> {
    pub tokens: Range<usize>,
    /// `person`, `place`, `organisation` or what else the model was taught.
    pub kind: &'n str,
}

impl Names {
    pub(crate) fn new(tagger: Tagger, classes: &[Box<str>]) -> Names {
        Names { rule: tagger.name().into(), hint_of: hint_of(classes), tagger }
    }

    /// What the tagger can propose.
    pub fn kinds(&self) -> &[String] {
        self.tagger.kinds()
    }

    /// The names of a text, in order; none overlaps another.
    pub fn propose(&self, chart: &Chart<'_>, memory: &mut Memory) -> Vec<Proposal<'_>> {
        let sentences: Vec<Range<usize>> =
            chart.segments.sentences.iter().map(|sentence| sentence.tokens.clone()).collect();
        let hints = if self.tagger.takes_hints() { hints(&self.hint_of, chart) } else { Vec::new() };
        let words = Words { text: chart.text, tokens: chart.tokens(), sentences: &sentences, hints: &hints };
        let found = self.tagger.tag(&words, &mut memory.names).into_iter();
        found
            .filter_map(|one| Some(Proposal { tokens: one.tokens, kind: self.kinds().get(one.kind)? }))
            .collect()
    }
}

pub(crate) fn hint_of(classes: &[Box<str>]) -> Vec<(Hint, Hint)> {
    classes.iter().map(|class| (hint(class, true), hint(class, false))).collect()
}

/// What lexicons say of each token. Mentions that rules found are no hints: a model would be worth less with
/// every change of a rule.
pub(crate) fn hints(hint_of: &[(Hint, Hint)], chart: &Chart<'_>) -> Vec<Vec<Hint>> {
    let mut hints = vec![Vec::new(); chart.words.len()];
    for (_, mention) in chart.mentions() {
        let from_lexicon = mention.rule.contains("/lexicon/") || mention.rule.starts_with("orgs/");
        let Some(&(opens, goes_on)) = hint_of.get(usize::from(mention.class.0)).filter(|_| from_lexicon)
        else {
            continue;
        };
        for at in mention.tokens.clone() {
            let hint = if at == mention.tokens.start { opens } else { goes_on };
            if let Some(slot) = hints.get_mut(at).filter(|slot: &&mut Vec<Hint>| !slot.contains(&hint)) {
                slot.push(hint);
            }
        }
    }
    hints
}
