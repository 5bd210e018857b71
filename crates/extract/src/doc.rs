//! One publication under the reader's eyes: its chart, its dates, its persons, and where things stand.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use record::Date;
use rules::chart::Class;
use rules::words::Forms;
use rules::{Chart, Mention, MentionId, Pack, Setting};
use text::morph::Tags;
use text::segment::BlockKind;

use crate::agenda;
use crate::bodies::Heads;
use crate::people::Persons;
use crate::time::{self, Time};
use shorts::Shorts;

pub(crate) use shorts::without_letters;

mod about;
mod named;
mod shorts;

pub(crate) type Tokens = Range<usize>;

pub(crate) struct Doc<'a, 't> {
    pub chart: &'a Chart<'t>,
    pub pack: &'a Pack,
    pub published_on: Option<Date>,
    pub times: Vec<Time>,
    pub persons: Persons,
    /// The organisation that the publication is mostly about, as it first names it.
    pub main_org: Option<Tokens>,
    /// What the text calls organisations in short.
    pub shorts: Rc<Shorts>,
    /// By the number of a class of [`CLASSES`], its outermost mentions.
    by_class: Vec<Vec<MentionId>>,
    every: HashMap<&'static str, Vec<MentionId>>,
    /// The names of bodies in full, in order.
    named_orgs: OnceCell<Vec<Tokens>>,
    /// The part of the text that is looked at, where that is not all of it.
    stretch: Option<Tokens>,
    forms: &'a Forms,
    heads: OnceCell<Rc<Heads>>,
    /// Which blocks tell of what is to come.
    ahead: OnceCell<Rc<[bool]>>,
}

/// Classes of which mentions within others count as well.
const EVERY: &[&str] = &["office", "chairmanship", "membership"];

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
    "membership-status",
    "member-word",
    "member-turn",
    "status-of-member",
    "chair-word",
    "chairmanship-lead",
    "audience",
    "state-word",
    "place-noun",
    "whole-year",
    "year-part",
    "same-place",
    "same-post",
    "cooperation",
];

impl<'a, 't> Doc<'a, 't> {
    pub fn new(
        chart: &'a Chart<'t>,
        pack: &'a Pack,
        forms: &'a Forms,
        published_on: Option<Date>,
    ) -> Doc<'a, 't> {
        let classes: Vec<Class> = CLASSES.iter().filter_map(|name| pack.class(name)).collect();
        let mut by_class = Vec::new();
        for (class, ids) in classes.iter().zip(chart.outermost(&classes)) {
            let number = usize::from(class.0);
            by_class.resize(by_class.len().max(number + 1), Vec::new());
            by_class[number] = ids;
        }
        let numbered: Vec<(Class, &'static str)> =
            EVERY.iter().filter_map(|&name| Some((pack.class(name)?, name))).collect();
        let mut every: HashMap<&'static str, Vec<MentionId>> = HashMap::new();
        for (id, mention) in chart.mentions() {
            if let Some((_, name)) = numbered.iter().find(|(class, _)| *class == mention.class) {
                every.entry(name).or_default().push(id);
            }
        }
        let mut doc = Doc {
            chart,
            pack,
            published_on,
            times: Vec::new(),
            persons: Persons::default(),
            main_org: None,
            shorts: Rc::default(),
            by_class,
            every,
            named_orgs: OnceCell::new(),
            stretch: None,
            forms,
            heads: OnceCell::new(),
            ahead: OnceCell::new(),
        };
        doc.times = time::resolve(&doc);
        doc.shorts = Rc::new(Shorts::collect(&doc));
        doc.main_org = about::organisation(&doc);
        doc.persons = Persons::collect(&doc);
        doc.drop_times_in_names();
        doc
    }

    /// "Jan Berg", "April Moss": a given name that is a month as well tells no time.
    fn drop_times_in_names(&mut self) {
        let named = &self.persons.named;
        let mut times = std::mem::take(&mut self.times);
        times.retain(|time| {
            let before = named.partition_point(|(name, _)| name.start <= time.tokens.start);
            let inside = before.checked_sub(1).and_then(|at| named.get(at));
            inside.is_none_or(|(name, _)| name.end < time.tokens.end || name.len() <= time.tokens.len())
        });
        self.times = times;
    }

    /// A part of the text as a text: what stands elsewhere is not seen, but who is who, what the text is about and
    /// when things are is what it is for the whole.
    pub fn stretch(&self, tokens: &Tokens) -> Doc<'a, 't> {
        // bodies are named anywhere in a text
        self.heads();
        let of = |all: &[MentionId]| {
            let before = |at: usize| move |id: &MentionId| self.mention(*id).tokens.start < at;
            all[all.partition_point(before(tokens.start))..all.partition_point(before(tokens.end))].to_vec()
        };
        let times = self.times.iter().filter(|time| tokens.contains(&time.tokens.start));
        let seen = |id: &&MentionId| tokens.contains(&self.mention(**id).tokens.start);
        let every = self.every.iter();
        let every = every.map(|(class, all)| (*class, all.iter().filter(seen).copied().collect()));
        Doc {
            chart: self.chart,
            pack: self.pack,
            published_on: self.published_on,
            times: times.cloned().collect(),
            persons: self.persons.stretch(tokens),
            main_org: self.main_org.clone(),
            shorts: self.shorts.clone(),
            by_class: self.by_class.iter().map(|all| of(all)).collect(),
            every: every.collect(),
            named_orgs: OnceCell::new(),
            stretch: Some(tokens.clone()),
            forms: self.forms,
            heads: self.heads.clone(),
            ahead: self.ahead.clone(),
        }
    }

    /// Whether a token stands where the text, by a heading or a line over a list, tells of what is to come.
    pub fn is_ahead(&self, at: usize) -> bool {
        let ahead = self.ahead.get_or_init(|| agenda::blocks_ahead(self).into());
        ahead.get(self.block_of(at)).is_some_and(|ahead| *ahead)
    }

    /// Every mention of a class of [`EVERY`], those within others too, in the order in which they were found.
    pub fn every(&self, class: &str) -> &[MentionId] {
        self.every.get(class).map_or(&[], Vec::as_slice)
    }

    /// The outermost mentions of a class that hold all of these tokens.
    pub fn covering<'s>(&'s self, class: &str, tokens: &'s Tokens) -> impl Iterator<Item = &'a Mention> + 's {
        // none of them lies within another: they end in the order in which they start
        let ids = self.all(class);
        let from = ids.partition_point(|&id| self.mention(id).tokens.end < tokens.end);
        let after = ids[from..].iter().map(|&id| self.mention(id));
        after.take_while(|mention| mention.tokens.start <= tokens.start)
    }

    /// The first block that is looked at.
    fn first_block(&self) -> usize {
        self.stretch.as_ref().map_or(0, |stretch| self.block_of(stretch.start))
    }

    /// A word of this reading in its dictionary form, where the language's morphology has one.
    pub fn dictionary_form(&self, word: &str, reading: Tags) -> Option<String> {
        self.forms.nominative(word, reading, &*self.pack.morphology)
    }

    /// The outermost mentions of a class, in order.
    pub fn all(&self, class: &str) -> &[MentionId] {
        let class = self.pack.class(class);
        class.and_then(|class| self.by_class.get(usize::from(class.0))).map_or(&[], Vec::as_slice)
    }

    pub fn mention(&self, id: MentionId) -> &'a Mention {
        self.chart.mention(id)
    }

    /// The head nouns of the organisations that the text names.
    pub fn heads(&self) -> &Heads {
        self.heads.get_or_init(|| Rc::new(Heads::collect(self)))
    }

    /// The outermost mention of a class that a token stands in.
    pub fn holding(&self, class: &str, at: usize) -> Option<Tokens> {
        let ids = self.all(class);
        let after = ids.partition_point(|&id| self.mention(id).tokens.start <= at);
        let last = ids.get(after.checked_sub(1)?)?;
        Some(self.mention(*last).tokens.clone()).filter(|tokens| tokens.contains(&at))
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
        // most tokens start nothing, and need no class looked up
        if self.chart.starts_nothing(at) {
            return None;
        }
        self.chart.longest(self.pack.class(class)?, at)
    }

    pub fn sentence(&self, at: usize) -> Tokens {
        self.chart.sentence_tokens(at)
    }

    /// The tokens that are looked at.
    pub fn tokens(&self) -> Tokens {
        self.stretch.clone().unwrap_or(0..self.chart.words.len())
    }

    /// The sentences that are looked at, by number.
    pub fn sentences(&self) -> Tokens {
        let (all, sentences) = (self.tokens(), &self.chart.segments.sentences);
        let first = |at: usize| sentences.partition_point(|sentence| sentence.tokens.start < at);
        first(all.start)..first(all.end)
    }

    /// The blocks that are looked at, by number.
    pub fn blocks(&self) -> Tokens {
        let (all, blocks) = (self.tokens(), &self.chart.segments.blocks);
        let first = |at: usize| blocks.partition_point(|block| block.tokens.start < at);
        first(all.start)..first(all.end)
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
        const LONGEST_LEAD: usize = 14;
        let blocks = &self.chart.segments.blocks;
        let above = match blocks.get(block)?.kind {
            BlockKind::Item => {
                // "6. The following were signed:" is an item that leads in others
                let leads = |at: &usize| blocks[*at].kind != BlockKind::Item || self.ends_with(*at, ":");
                let above = (self.first_block()..block).rev().find(leads)?;
                // a dash opens a turn of a dialogue too, which nothing leads into
                let turn = self.is_mark(self.block(block).start, &["\u{2013}", "\u{2014}"]);
                // a long paragraph leads into a list by its colon alone
                let long = self.pack.setting("sections-name-bodies").is_some()
                    && self.block_kind(above) == BlockKind::Paragraph
                    && self.block(above).len() > LONGEST_LEAD;
                // "The Plenary adopted" without a mark goes on in its items
                let last = self.block(above).end.checked_sub(1);
                let open = last.is_some_and(|at| self.chart.words[at].reads_as(Tags::VERB));
                Some(above).filter(|&above| (!turn || open) && !long || self.ends_with(above, ":"))?
            }
            _ => (self.first_block()..block)
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
        let is = |length: usize| {
            marks.iter().any(|mark| mark.len() == length && *mark == self.chart.token_text(at))
        };
        self.chart.tokens().get(at).is_some_and(|token| is(token.span.end - token.span.start))
    }

    pub fn class(&self, name: &str) -> Option<Class> {
        self.pack.class(name)
    }

    /// The head noun of a body's name: the last one before its first small word; where heads end their phrases,
    /// the first that bears a capital or stands in a name that does.
    pub fn org_head(&self, tokens: &Tokens) -> Option<&'a Mention> {
        let capital = |at: usize| self.chart.tokens()[at].is_capitalised();
        let heads = tokens.clone().filter_map(|at| self.starts("org-head", at));
        if crate::forms::heads_last(self) {
            let named = capital(tokens.start);
            return heads.into_iter().find(|head| capital(head.tokens.start) || named);
        }
        let article = usize::from(tokens.len() > 1 && self.chart.words[tokens.start].reads_as(Tags::DET));
        let small = (tokens.start + article..tokens.end).find(|&at| !capital(at)).unwrap_or(tokens.end);
        let mut heads = heads.filter(|head| capital(head.tokens.start)).peekable();
        let first = heads.peek().copied();
        heads.rfind(|head| head.tokens.start < small).or(first)
    }

    /// The organisation that the section is about: the one that its heading names, where it is no title of the whole.
    pub fn section_org(&self, at: usize) -> Option<Tokens> {
        let own = self.block_of(at);
        let heading = (self.first_block().max(1)..own)
            .rev()
            .find(|&block| self.block_kind(block) == BlockKind::Heading)?;
        let tokens = self.block(heading);
        self.pack.setting("sections-name-bodies")?;
        self.within("org", &tokens)
            .next()
            .map(|org| org.tokens.clone())
            .filter(|org| org.len() * 2 >= tokens.len())
    }

    /// Whether the word is one of those that a setting of the pack lists.
    pub fn is_any_of(&self, at: usize, listed: Setting<'_>) -> bool {
        self.chart.words.get(at).is_some_and(|word| word.is_listed(listed))
    }
}
