//! One publication under the reader's eyes: its chart, its dates, its persons, and where things stand.

use std::collections::HashMap;
use std::ops::Range;

use record::Date;
use rules::chart::Class;
use rules::words::Forms;
use rules::{Chart, Mention, MentionId, Pack};
use text::morph::Tags;
use text::segment::BlockKind;

use crate::people::Persons;
use crate::time::{self, Time};

pub(crate) type Tokens = Range<usize>;

pub(crate) struct Doc<'a, 't> {
    pub chart: &'a Chart<'t>,
    pub pack: &'a Pack,
    pub published_on: Option<Date>,
    pub times: Vec<Time>,
    pub persons: Persons,
    /// The organisation that the publication is mostly about, as it first names it.
    pub main_org: Option<Tokens>,
    by_class: HashMap<&'static str, Vec<MentionId>>,
    forms: &'a Forms,
}

/// Classes that this room asks packs for.
const CLASSES: &[&str] = &[
    "time",
    "number",
    "place",
    "org",
    "known-org",
    "person",
    "title",
    "office",
    "event",
    "document",
    "quoted",
    "country",
    "country-adjective",
    "chairmanship",
    "membership",
    "doc-action",
    "status-word",
    "format-word",
    "part-verb",
    "speech-verb",
    "speech-source",
    "role",
    "figure",
    "publicity",
    "pronoun",
    "collective",
    "group-of-states",
    "by-word",
    "known-body",
    "impersonal",
    "state",
    "basis-document",
    "as-word",
    "back-cue",
    "membership-lead",
    "chair-word",
    "chairmanship-lead",
    "audience",
    "state-word",
];

impl<'a, 't> Doc<'a, 't> {
    pub fn new(
        chart: &'a Chart<'t>,
        pack: &'a Pack,
        forms: &'a Forms,
        published_on: Option<Date>,
    ) -> Doc<'a, 't> {
        let by_class = CLASSES
            .iter()
            .map(|&name| (name, pack.class(name).map_or_else(Vec::new, |class| outermost(chart, class))))
            .collect();
        let mut doc = Doc {
            chart,
            pack,
            published_on,
            times: Vec::new(),
            persons: Persons::default(),
            main_org: None,
            by_class,
            forms,
        };
        doc.times = time::resolve(&doc);
        doc.main_org = doc.most_named_org();
        doc.persons = Persons::collect(&doc);
        doc
    }

    /// A word of this reading in its dictionary form, where the language's morphology has one.
    pub fn dictionary_form(&self, word: &str, reading: Tags) -> Option<String> {
        self.forms.nominative(word, reading, &*self.pack.morphology)
    }

    /// The outermost mentions of a class, in order.
    pub fn all(&self, class: &str) -> &[MentionId] {
        self.by_class.get(class).map_or(&[], Vec::as_slice)
    }

    pub fn mention(&self, id: MentionId) -> &'a Mention {
        self.chart.mention(id)
    }

    /// The outermost mentions of a class that lie within these tokens.
    pub fn within<'s>(
        &'s self,
        class: &str,
        tokens: &'s Tokens,
    ) -> impl DoubleEndedIterator<Item = &'a Mention> + 's {
        let ids = self.all(class);
        let from = ids.partition_point(|&id| self.mention(id).tokens.start < tokens.start);
        let chart = self.chart;
        let to = from + ids[from..].partition_point(|&id| chart.mention(id).tokens.start < tokens.end);
        ids[from..to]
            .iter()
            .map(move |&id| chart.mention(id))
            .filter(move |mention| mention.tokens.end <= tokens.end)
    }

    /// Every mention of a class at exactly these tokens.
    pub fn at<'s>(&'s self, class: &'s str, tokens: &'s Tokens) -> Option<&'a Mention> {
        let class = self.pack.class(class)?;
        self.chart
            .starting_at(tokens.start)
            .map(|(_, mention)| mention)
            .find(|mention| mention.class == class && mention.tokens == *tokens)
    }

    /// The longest mention of a class that starts at a token.
    pub fn starts(&self, class: &str, at: usize) -> Option<&'a Mention> {
        let class = self.pack.class(class)?;
        self.chart.starting_at(at).map(|(_, mention)| mention).find(|mention| mention.class == class)
    }

    pub fn sentence(&self, at: usize) -> Tokens {
        self.chart.sentence_tokens(at)
    }

    pub fn sentence_count(&self) -> usize {
        self.chart.segments.sentences.len()
    }

    pub fn block_of(&self, at: usize) -> usize {
        self.chart.segments.sentences.get(self.chart.sentence_of(at)).map_or(0, |sentence| sentence.block)
    }

    pub fn block(&self, number: usize) -> Tokens {
        self.chart.segments.blocks.get(number).map_or(0..0, |block| block.tokens.clone())
    }

    pub fn block_kind(&self, number: usize) -> BlockKind {
        self.chart.segments.blocks.get(number).map_or(BlockKind::Paragraph, |block| block.kind)
    }

    /// For an item of a list: the line that leads into the list, and items above it are passed over.
    /// For a paragraph under a heading: `None`.
    pub fn lead_in(&self, block: usize) -> Option<Tokens> {
        let blocks = &self.chart.segments.blocks;
        let above = match blocks.get(block)?.kind {
            BlockKind::Item => {
                let above = blocks[..block].iter().rposition(|block| block.kind != BlockKind::Item)?;
                // a dash opens a turn of a dialogue too, which nothing leads into
                let turn = self.is_mark(self.block(block).start, &["\u{2013}", "\u{2014}"]);
                Some(above).filter(|&above| !turn || self.ends_with(above, ":"))?
            }
            _ => (0..block)
                .rev()
                .find(|&above| !self.ends_with(above, ";"))
                .filter(|&above| self.ends_with(above, ":"))?,
        };
        let last = blocks[above].sentences.clone().next_back()?;
        // "Fourteen papers were signed. Among them are:" leads in together
        let short =
            self.chart.segments.sentences[last].tokens.len() <= 8 && last > blocks[above].sentences.start;
        let first = if short { last - 1 } else { last };
        Some(
            self.chart.segments.sentences[first].tokens.start..self.chart.segments.sentences[last].tokens.end,
        )
    }

    /// The items of the list that a sentence leads into: it closes its paragraph, and a list or lines that
    /// end with semicolons follow.
    pub fn items_after(&self, sentence: &Tokens) -> Vec<Tokens> {
        let blocks = &self.chart.segments.blocks;
        let own = self.block_of(sentence.start);
        if sentence.is_empty() || self.block(own).end != sentence.end {
            return Vec::new();
        }
        let colon = self.ends_with(own, ":");
        let mut items = Vec::new();
        for (number, block) in blocks.iter().enumerate().skip(own + 1) {
            let listed = block.kind == BlockKind::Item
                || (colon && (self.ends_with(number, ";") || self.ends_with(number - 1, ";")));
            if !listed {
                break;
            }
            items.push(self.block(number));
        }
        items
    }

    fn ends_with(&self, block: usize, mark: &str) -> bool {
        let tokens = self.block(block);
        !tokens.is_empty() && self.is_mark(tokens.end - 1, &[mark])
    }

    pub fn word(&self, at: usize) -> &'t str {
        self.chart.token_text(at)
    }

    pub fn is_mark(&self, at: usize, marks: &[&str]) -> bool {
        at < self.chart.words.len() && marks.contains(&self.chart.token_text(at))
    }

    pub fn class(&self, name: &str) -> Option<Class> {
        self.pack.class(name)
    }

    fn most_named_org(&self) -> Option<Tokens> {
        let mut counts: HashMap<&str, (usize, Tokens)> = HashMap::new();
        for &id in self.all("known-org") {
            let mention = self.mention(id);
            let Some(known) = mention.attribute("id") else { continue };
            let slot = counts.entry(known).or_insert((0, mention.tokens.clone()));
            slot.0 += 1;
        }
        let known = counts.into_values().max_by_key(|(count, tokens)| (*count, usize::MAX - tokens.start));
        let new = self.most_named_new_org();
        match (known, new) {
            (Some(known), Some(new)) if known.0 >= new.0 => Some(known.1),
            (_, Some(new)) => Some(new.1),
            (known, None) => known.map(|known| known.1),
        }
    }

    /// The organisation of no profile that is named most: by its full name, and by its head noun alone.
    fn most_named_new_org(&self) -> Option<(usize, Tokens)> {
        let mut counts: HashMap<String, (usize, Tokens)> = HashMap::new();
        let orgs = || self.all("org").iter().map(|&id| self.mention(id));
        let whole = |mention: &&Mention| {
            // where heads end their phrases, the first word bears the capital
            let named =
                crate::forms::heads_last(self) && self.chart.tokens()[mention.tokens.start].is_capitalised();
            let head = mention.tokens.clone().find_map(|at| {
                self.starts("org-head", at).filter(|_| self.chart.tokens()[at].is_capitalised() || named)
            });
            let organisation = head.is_some_and(|head| head.attribute("kind") == Some("organisation"));
            organisation
                && mention.tokens.len() > 1
                && self.within("known-org", &mention.tokens).next().is_none()
        };
        for mention in orgs().filter(whole) {
            let name = crate::forms::plain(self, &mention.tokens);
            counts.entry(name).or_insert((0, mention.tokens.clone())).0 += 1;
        }
        // "the League" alone counts for the one name that ends or begins with it
        for mention in orgs().filter(|mention| self.short_org(&mention.tokens)) {
            let word = text::fold::fold(self.word(crate::forms::bare(self, &mention.tokens).start));
            let mut fitting = counts
                .iter_mut()
                .filter(|(name, _)| name.split_whitespace().any(|part| text::fold::fold(part) == word));
            if let (Some((_, slot)), None) = (fitting.next(), fitting.next()) {
                slot.0 += 1;
            }
        }
        counts.into_values().max_by_key(|(count, tokens)| (*count, usize::MAX - tokens.start))
    }

    /// A head noun standing alone for a body named in full elsewhere.
    pub fn short_org(&self, tokens: &Tokens) -> bool {
        let bare = crate::forms::bare(self, tokens);
        bare.len() == 1 && self.starts("org-head", bare.start).is_some_and(|head| head.tokens == bare)
    }

    /// The fullest name of a body that a head noun alone refers back to.
    pub fn full_org(&self, tokens: &Tokens) -> Tokens {
        if !self.short_org(tokens) {
            return tokens.clone();
        }
        let word = self.chart.words[crate::forms::bare(self, tokens).start].clone();
        let same_head = |other: &&Mention| {
            let head = other.tokens.clone().find(|&at| self.starts("org-head", at).is_some());
            other.tokens.len() > 1
                && head.is_some_and(|at| self.chart.words[at].keys.iter().any(|key| word.keys.contains(key)))
        };
        let mut before = self
            .all("org")
            .iter()
            .map(|&id| self.mention(id))
            .filter(|other| other.tokens.start < tokens.start)
            .filter(same_head);
        // a body named only within others' names may be what the whole text is about
        let main = || {
            let main = self.main_org.clone()?;
            let head = main.clone().find(|&at| self.starts("org-head", at).is_some())?;
            self.chart.words[head].keys.iter().any(|key| word.keys.contains(key)).then_some(main)
        };
        before.next_back().map(|other| other.tokens.clone()).or_else(main).unwrap_or_else(|| tokens.clone())
    }
}

/// The mentions of a class that do not lie within another of it, in order.
fn outermost(chart: &Chart<'_>, class: Class) -> Vec<MentionId> {
    chart.outermost(class)
}
