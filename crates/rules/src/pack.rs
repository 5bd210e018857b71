//! A pack: all that is known of one language, as data.
//!
//! ```text
//! packs/<lang>/pack.toml       what follows, and in which order rules run
//! packs/<lang>/lexicon/*.tsv   words and phrases; the file's name is their class
//! packs/<lang>/wide/*.tsv      as lexicon, for annotation alone: words too common to look for in all reading
//! packs/<lang>/rules/*.toml    patterns
//! packs/<lang>/reporting.tsv   words by which annotation tells attributions apart
//! packs/und/...                what holds in every language
//! packs/orgs/*.toml            organisations, whose names join every language's lexicon
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use record::Profile;
use tagger::Tagger;
use text::morph::Morphology;
use text::quote::quoted;
use text::segment::segment;

use crate::Map;
use crate::chart::{Chart, Class, Mention};
use crate::engine::{self, Ended, Pass};
use crate::error::{PackError, toml_error};
use crate::habits::PackHabits;
use crate::lexicon::Lexicon;
use crate::load::Loader;
use crate::setting::{Setting, Settings};
use crate::symbols::Symbols;
use crate::tag::{self, Names};
use crate::wordlist::WordList;
use crate::words::Memory;

/// Pack files by path below `packs/`, with `/` between folders.
pub type Files = BTreeMap<String, String>;

/// All that is known of one language, ready to run.
pub struct Pack {
    pub lang: String,
    /// `ru@0.1.0`
    pub version: String,
    pub decimal_comma: bool,
    /// Small choices that other rooms ask for by name.
    pub(crate) settings: Settings,
    pub morphology: Arc<dyn Morphology>,
    pub(crate) symbols: Symbols,
    /// How many of these rules name: they are the first.
    pub(crate) named_by_rules: usize,
    pub(crate) classes: Vec<Box<str>>,
    /// The same by name, once all are known.
    pub(crate) class_numbers: Map<Box<str>, Class>,
    pub(crate) lexicon: Lexicon,
    /// What only annotation looks for.
    pub(crate) wide_lexicon: Lexicon,
    pub(crate) passes: Vec<Pass>,
    pub(crate) wide_passes: Vec<Pass>,
    pub(crate) habits: PackHabits,
    pub(crate) names: Option<Names>,
    /// Words by which attributions are told apart; empty where the language has none.
    pub reporting: WordList,
}

/// The languages that these files hold packs of.
pub fn languages(files: &Files) -> Vec<String> {
    files
        .keys()
        .filter_map(|path| path.strip_suffix("/pack.toml"))
        .filter(|lang| !lang.contains('/'))
        .map(str::to_owned)
        .collect()
}

/// The organisation profiles among these files, with every error.
pub fn profiles(files: &Files) -> (Vec<Profile>, Vec<PackError>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    let is_profile =
        |path: &str| path.starts_with("orgs/") && path.ends_with(".toml") && !path.ends_with("/sources.toml");
    for (path, source) in files.iter().filter(|(path, _)| is_profile(path)) {
        match Profile::parse(source) {
            Ok(profile) => found.push(profile),
            Err(error) => errors.push(toml_error(path, source, &error)),
        }
    }
    (found, errors)
}

impl Pack {
    /// Loads the pack of one language; on failure, everything that is wrong with it.
    pub fn load(files: &Files, lang: &str) -> Result<Pack, Vec<PackError>> {
        let mut loader = Loader { files, lang, errors: Vec::new() };
        let pack = loader.load();
        match pack {
            Some(pack) if loader.errors.is_empty() => Ok(pack),
            _ => Err(loader.errors),
        }
    }

    /// Tokens, words, lexicon and all passes over one text.
    pub fn read<'t>(&self, text: &'t str, memory: &mut Memory) -> Chart<'t> {
        let mut chart = self.chart(text, memory);
        run(&self.passes, &mut chart, &|| true);
        chart
    }

    /// As [`Pack::read`], for as long as `go_on` says so: it is asked again and again, and where it says no there is
    /// no chart.
    pub fn read_while<'t>(
        &self,
        text: &'t str,
        memory: &mut Memory,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Chart<'t>> {
        let mut chart = self.chart(text, memory);
        run(&self.passes, &mut chart, go_on).then_some(chart)
    }

    /// Tokens, words, lexicon, the first pass, then the wide lexicon and passes: what annotation shows beyond claims.
    pub fn read_wide<'t>(&self, text: &'t str, memory: &mut Memory) -> Chart<'t> {
        let mut chart = self.chart(text, memory);
        run(self.passes.iter().take(1), &mut chart, &|| true);
        self.wide_lexicon.apply(&mut chart);
        run(&self.wide_passes, &mut chart, &|| true);
        chart
    }

    /// Tokens, words and lexicon over one text, and no rules.
    pub fn chart<'t>(&self, text: &'t str, memory: &mut Memory) -> Chart<'t> {
        let segments = segment(text, &self.habits);
        let written = segments.tokens.iter().map(|token| token.span.of(text).unwrap_or_default());
        let word = |word| memory.word(word, &self.symbols, &self.settings, &*self.morphology);
        let words = written.map(word).collect();
        let quotes = quoted(text, &segments);
        let mut chart = Chart::new(text, segments, words, self.named_by_rules);
        self.lexicon.apply(&mut chart);
        if let Some(class) = self.class("quoted") {
            let rule: Arc<str> = "und/quoted".into();
            for quote in quotes {
                chart.add(Mention {
                    class,
                    tokens: quote.tokens,
                    rule: rule.clone(),
                    attributes: Arc::new([]),
                    parts: Vec::new(),
                });
            }
        }
        chart
    }

    /// How far a rule came on a text; `None` where there is no such rule.
    pub fn explain(
        &self,
        text: &str,
        rule: &str,
        memory: &mut Memory,
    ) -> Option<(Vec<engine::Trace>, Vec<String>)> {
        let pass = self.passes.iter().position(|pass| pass.rules.iter().any(|one| &*one.id == rule))?;
        let mut chart = self.chart(text, memory);
        run(&self.passes[..pass], &mut chart, &|| true);
        let rule = self.passes[pass].rules.iter().find(|one| &*one.id == rule)?;
        let traces = engine::explain(rule, &chart);
        let written = traces.iter().map(|trace| chart.written(&trace.tokens).to_owned()).collect();
        Some((traces, written))
    }

    /// Gives the pack the learned tagger of its language.
    pub fn learn(&mut self, tagger: Tagger) {
        self.names = Some(Names::new(tagger, &self.classes));
    }

    /// The learned tagger of the language and what lexicons tell it.
    pub fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    /// What a tagger of this pack is told of a text.
    pub fn hints(&self, chart: &Chart<'_>) -> Vec<Vec<tagger::Hint>> {
        tag::hints(&tag::hint_of(&self.classes), chart)
    }

    /// The number of a class; a class that nothing of the pack yields has none.
    pub fn class(&self, name: &str) -> Option<Class> {
        self.class_numbers.get(name).copied()
    }

    /// The canonical form of a lexicon's row, by class and id: the name of a state for its code.
    pub fn lexicon_form(&self, class: &str, id: &str) -> Option<&str> {
        self.lexicon.form(self.class(class)?, id)
    }

    /// An attribute of a lexicon's row, by class and id: the capital of a state.
    pub fn lexicon_attribute(&self, class: &str, id: &str, name: &str) -> Option<&str> {
        self.lexicon.attribute(self.class(class)?, id, name)
    }

    /// An attribute of the row of the wide lexicon that a word by itself is a form of: for parts of written words.
    pub fn wide_attribute(&self, class: &str, word: &str, name: &str) -> Option<&str> {
        let symbol = self.symbols.get(&text::fold::fold(word));
        self.wide_lexicon.opened_by(self.class(class)?, symbol, name)
    }

    pub fn class_name(&self, class: Class) -> &str {
        self.classes.get(class.0 as usize).map_or("", |name| name)
    }

    pub fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.passes.iter().chain(&self.wide_passes).flat_map(|pass| pass.rules.iter().map(|rule| &*rule.id))
    }

    /// Reads as if one rule were not there: to see what it is good for.
    pub fn mute(&mut self, rule: Option<&str>) {
        for pass in self.passes.iter_mut().chain(&mut self.wide_passes) {
            pass.mute(rule);
        }
    }

    pub fn setting(&self, name: &str) -> Option<Setting<'_>> {
        self.settings.get(name)
    }
}

/// Runs passes one after another; says whether nobody stopped them.
fn run<'p>(
    passes: impl IntoIterator<Item = &'p Pass>,
    chart: &mut Chart<'_>,
    go_on: &dyn Fn() -> bool,
) -> bool {
    for pass in passes {
        match engine::apply(pass, chart, go_on) {
            Ended::Whole => {}
            Ended::CutShort => chart.cut_short = true,
            Ended::Stopped => return false,
        }
    }
    true
}
