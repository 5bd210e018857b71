//! A pack: all that is known of one language, as data.
//!
//! ```text
//! packs/<lang>/pack.toml       what follows, and in which order rules run
//! packs/<lang>/lexicon/*.tsv   words and phrases; the file's name is their class
//! packs/<lang>/rules/*.toml    patterns
//! packs/und/...                what holds in every language
//! packs/orgs/*.toml            organisations, whose names join every language's lexicon
//! ```

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use record::Profile;
use serde::Deserialize;
use text::fold::fold;
use text::morph::{Dictionary, Ending, Morphology, Suffixes, Tags};
use text::quote::quoted;
use text::segment::{Abbreviation, segment};

use crate::chart::{Chart, Class, Mention};
use crate::engine::{self, Pass, Rule};
use crate::lexicon::{Attributes, Lexicon, Row, parse_line};
use crate::pattern::{Names, compile};
use crate::symbols::Symbols;
use crate::words::Memory;

/// Pack files by path below `packs/`, with `/` between folders.
pub type Files = BTreeMap<String, String>;

/// What is wrong with a pack, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    pub file: String,
    /// 1 for the first line; 0 where the whole file is meant.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message),
            line => write!(f, "{}:{line}: {}", self.file, self.message),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Manifest {
    lang: String,
    version: String,
    morphology: MorphologyKind,
    /// What separates decimals: "." or ",".
    decimal: String,
    /// The rule files of each pass.
    passes: Vec<Vec<String>>,
    /// Lexicons whose forms match as written only, not by their dictionary forms.
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    macros: HashMap<String, String>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum MorphologyKind {
    Dictionary,
    Suffixes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    rule: Vec<RuleSource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    id: toml::Spanned<String>,
    yields: String,
    pattern: Option<String>,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(default)]
    overlaps: bool,
}

/// All that is known of one language, ready to run.
pub struct Pack {
    pub lang: String,
    /// `ru@0.1.0`
    pub version: String,
    pub decimal_comma: bool,
    /// Small choices that other rooms ask for by name.
    pub settings: BTreeMap<String, String>,
    pub morphology: Arc<dyn Morphology>,
    symbols: Symbols,
    classes: Vec<Box<str>>,
    lexicon: Lexicon,
    passes: Vec<Pass>,
    abbreviations: HashMap<String, Abbreviation>,
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
    for (path, source) in
        files.iter().filter(|(path, _)| path.starts_with("orgs/") && path.ends_with(".toml"))
    {
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
        for pass in &self.passes {
            engine::apply(pass, &mut chart);
        }
        chart
    }

    fn chart<'t>(&self, text: &'t str, memory: &mut Memory) -> Chart<'t> {
        let segments =
            segment(text, &|word| self.abbreviations.get(word).copied().unwrap_or(Abbreviation::No));
        let written = segments.tokens.iter().map(|token| token.span.of(text).unwrap_or_default());
        let words = written.map(|word| memory.word(word, &self.symbols, &*self.morphology)).collect();
        let quotes = quoted(text, &segments);
        let mut chart = Chart::new(text, segments, words);
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
        self.passes[..pass].iter().for_each(|pass| engine::apply(pass, &mut chart));
        let rule = self.passes[pass].rules.iter().find(|one| &*one.id == rule)?;
        let traces = engine::explain(rule, &chart);
        let written = traces.iter().map(|trace| chart.written(&trace.tokens).to_owned()).collect();
        Some((traces, written))
    }

    /// The number of a class; a class that nothing of the pack yields has none.
    pub fn class(&self, name: &str) -> Option<Class> {
        self.classes.iter().position(|known| &**known == name).map(|at| Class(at as u16))
    }

    /// The canonical form of a lexicon's row, by class and id: the name of a state for its code.
    pub fn lexicon_form(&self, class: &str, id: &str) -> Option<&str> {
        self.lexicon.form(self.class(class)?, id)
    }

    /// An attribute of a lexicon's row, by class and id: the capital of a state.
    pub fn lexicon_attribute(&self, class: &str, id: &str, name: &str) -> Option<&str> {
        self.lexicon.attribute(self.class(class)?, id, name)
    }

    pub fn class_name(&self, class: Class) -> &str {
        self.classes.get(class.0 as usize).map_or("", |name| name)
    }

    pub fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.passes.iter().flat_map(|pass| pass.rules.iter().map(|rule| &*rule.id))
    }

    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str)
    }
}

struct Loader<'a> {
    files: &'a Files,
    lang: &'a str,
    errors: Vec<PackError>,
}

impl Loader<'_> {
    fn load(&mut self) -> Option<Pack> {
        let path = format!("{}/pack.toml", self.lang);
        let Some(source) = self.files.get(&path) else {
            self.error(&path, 0, format!("no pack for language {:?}", self.lang));
            return None;
        };
        let manifest: Manifest = self.parse(&path, source)?;
        if manifest.lang != self.lang {
            self.error(&path, 0, format!("lang is {:?}, the folder is {:?}", manifest.lang, self.lang));
        }
        let morphology = self.morphology(&manifest)?;
        let mut pack = Pack {
            lang: manifest.lang.clone(),
            version: format!("{}@{}", manifest.lang, manifest.version),
            decimal_comma: manifest.decimal == ",",
            settings: manifest.settings,
            morphology,
            symbols: Symbols::default(),
            classes: Vec::new(),
            lexicon: Lexicon::default(),
            passes: Vec::new(),
            abbreviations: HashMap::new(),
        };
        self.lexicons(&manifest.exact, &mut pack);
        self.organisations(&mut pack);
        for (number, names) in manifest.passes.iter().enumerate() {
            let mut rules = Vec::new();
            for name in names {
                self.rules(name, &manifest.macros, &mut pack, &mut rules);
            }
            pack.passes.push(Pass::new(&format!("pass {}", number + 1), rules));
        }
        Some(pack)
    }

    fn morphology(&mut self, manifest: &Manifest) -> Option<Arc<dyn Morphology>> {
        match manifest.morphology {
            MorphologyKind::Dictionary => match Dictionary::bundled() {
                Some(dictionary) => Some(Arc::new(dictionary)),
                None => {
                    self.error(
                        &format!("{}/pack.toml", self.lang),
                        0,
                        "the morphological dictionary does not open".to_owned(),
                    );
                    None
                }
            },
            MorphologyKind::Suffixes => Some(Arc::new(self.suffixes())),
        }
    }

    /// `words.tsv`: FORM, lemma, pos tags; `endings.tsv`: suffix, replacement, tags and `stem=N`.
    fn suffixes(&mut self) -> Suffixes {
        let (mut known, mut endings) = (Vec::new(), Vec::new());
        for (file, line, columns) in self.table("words.tsv") {
            match columns.as_slice() {
                [form, lemma, tags] => match Tags::parse(tags) {
                    Some(tags) => known.push((
                        form.clone(),
                        if lemma == "-" { form.clone() } else { lemma.clone() },
                        tags,
                    )),
                    None => self.error(&file, line, format!("unknown tags {tags:?}")),
                },
                _ => self.error(&file, line, "a row is FORM, LEMMA (or -), TAGS".to_owned()),
            }
        }
        for (file, line, columns) in self.table("endings.tsv") {
            match columns.as_slice() {
                [suffix, replacement, tags, stem] => match (Tags::parse(tags), stem.parse()) {
                    (Some(tags), Ok(least_stem)) => {
                        let replacement =
                            if replacement == "-" { String::new() } else { replacement.clone() };
                        endings.push(Ending { suffix: fold(suffix), replacement, tags, least_stem });
                    }
                    _ => self.error(&file, line, "unknown tags, or no number of letters".to_owned()),
                },
                _ => self.error(
                    &file,
                    line,
                    "a row is SUFFIX, REPLACEMENT (or -), TAGS, LEAST-STEM".to_owned(),
                ),
            }
        }
        Suffixes::new(known, endings)
    }

    fn table(&self, name: &str) -> Vec<(String, usize, Vec<String>)> {
        let file = format!("{}/{name}", self.lang);
        let Some(source) = self.files.get(&file) else { return Vec::new() };
        let rows = source.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        rows.map(|(number, line)| (file.clone(), number + 1, line.split('\t').map(str::to_owned).collect()))
            .collect()
    }

    fn lexicons(&mut self, exact: &[String], pack: &mut Pack) {
        for folder in ["und", self.lang] {
            let prefix = format!("{folder}/lexicon/");
            let files = self.files;
            for (path, source) in
                files.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix))
            {
                let Some(class) = path[prefix.len()..].strip_suffix(".tsv") else { continue };
                self.lexicon(path, class, source, exact.iter().any(|name| name == class), pack);
            }
        }
    }

    fn lexicon(&mut self, path: &str, class: &str, source: &str, exact: bool, pack: &mut Pack) {
        let number = class_number(&mut pack.classes, class);
        let id: Arc<str> = path.trim_end_matches(".tsv").into();
        for (line, row) in source.lines().enumerate() {
            match parse_line(row) {
                Ok(None) => {}
                Ok(Some((forms, attributes))) => {
                    if class == "abbreviation" {
                        let kind =
                            if attributes.iter().any(|(key, value)| &**key == "end" && &**value == "maybe") {
                                Abbreviation::MayEnd
                            } else {
                                Abbreviation::Inner
                            };
                        pack.abbreviations.extend(forms.iter().map(|form| (fold(form), kind)));
                        continue;
                    }
                    // a weak row is an ordinary word as well: rules ask for it by a class of its own
                    let weak = attributes.iter().any(|(key, value)| &**key == "weak" && &**value == "1");
                    let number =
                        if weak { class_number(&mut pack.classes, &format!("weak-{class}")) } else { number };
                    add_row(pack, &forms, number, &id, attributes, exact);
                }
                Err(message) => self.error(path, line + 1, message.to_owned()),
            }
        }
    }

    /// Names of organisations, their bodies and series, in this language and abbreviations of all.
    fn organisations(&mut self, pack: &mut Pack) {
        let (found, errors) = profiles(self.files);
        self.errors.extend(errors);
        for profile in &found {
            let source: Arc<str> = format!("orgs/{}", profile.slug).into();
            let mut add = |class: &str, id: &str, kind: &str, names: &record::profile::NamesByLang| {
                let Some(forms) = names.get(self.lang) else { return };
                let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
                let Some(first) = forms.first() else { return };
                let number = class_number(&mut pack.classes, class);
                let attributes: Attributes = vec![
                    ("form".into(), (*first).into()),
                    ("id".into(), id.into()),
                    ("kind".into(), kind.into()),
                    ("org".into(), profile.slug.as_str().into()),
                ];
                add_row(pack, &forms, number, &source, attributes, false);
            };
            add("known-org", &profile.slug, "organisation", &profile.names);
            for body in &profile.bodies {
                add("known-body", &format!("{}/{}", profile.slug, body.id), &body.kind, &body.names);
            }
            for series in &profile.series {
                add("series", &format!("{}/{}", profile.slug, series.id), &series.kind, &series.names);
            }
        }
    }

    fn rules(
        &mut self,
        name: &str,
        macros: &HashMap<String, String>,
        pack: &mut Pack,
        rules: &mut Vec<Rule>,
    ) {
        let own = format!("{}/rules/{name}.toml", self.lang);
        let shared = format!("und/rules/{name}.toml");
        let mut seen = false;
        for path in [shared, own.clone()] {
            let Some(source) = self.files.get(&path) else { continue };
            seen = true;
            let Some(file) = self.parse::<RuleFile>(&path, source) else { continue };
            let folder = path.split('/').next().unwrap_or_default().to_owned();
            for rule in file.rule {
                self.rule(&path, source, &folder, name, rule, macros, pack, rules);
            }
        }
        if !seen {
            self.error(&own, 0, "a pass names this rule file, but it is not there".to_owned());
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn rule(
        &mut self,
        path: &str,
        source: &str,
        folder: &str,
        name: &str,
        rule: RuleSource,
        macros: &HashMap<String, String>,
        pack: &mut Pack,
        rules: &mut Vec<Rule>,
    ) {
        let line = line_of(source, rule.id.span().start);
        let id = format!("{folder}/{name}#{}", rule.id.get_ref());
        if rules.iter().any(|known: &Rule| *known.id == *id) {
            self.error(path, line, format!("two rules are called {id}"));
        }
        let mut programs = Vec::new();
        for pattern in rule.pattern.iter().chain(&rule.patterns) {
            let mut names = Names { symbols: &mut pack.symbols, classes: &mut pack.classes, macros };
            match compile(pattern, &mut names) {
                Ok(program) => programs.push(program),
                Err(message) => self.error(path, line, format!("rule {id}: {message}: {pattern}")),
            }
        }
        if programs.is_empty() && rule.pattern.is_none() && rule.patterns.is_empty() {
            self.error(path, line, format!("rule {id} has no pattern"));
        }
        let yields = class_number(&mut pack.classes, &rule.yields);
        let attributes: Attributes =
            rule.set.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        rules.push(Rule {
            id: id.into(),
            yields,
            programs,
            attributes: attributes.into(),
            overlaps: rule.overlaps,
        });
    }

    fn parse<T: serde::de::DeserializeOwned>(&mut self, path: &str, source: &str) -> Option<T> {
        match toml::from_str(source) {
            Ok(value) => Some(value),
            Err(error) => {
                self.errors.push(toml_error(path, source, &error));
                None
            }
        }
    }

    fn error(&mut self, file: &str, line: usize, message: String) {
        self.errors.push(PackError { file: file.to_owned(), line, message });
    }
}

fn class_number(classes: &mut Vec<Box<str>>, name: &str) -> Class {
    let at = classes.iter().position(|known| &**known == name).unwrap_or_else(|| {
        classes.push(name.into());
        classes.len() - 1
    });
    Class(at as u16)
}

fn add_row(
    pack: &mut Pack,
    forms: &[&str],
    class: Class,
    source: &Arc<str>,
    attributes: Attributes,
    exact: bool,
) {
    let row = Row { class, source: source.clone(), attributes: attributes.into() };
    let morphology = if exact { None } else { Some(&*pack.morphology) };
    pack.lexicon.add(forms, row, &mut pack.symbols, morphology);
}

fn toml_error(path: &str, source: &str, error: &toml::de::Error) -> PackError {
    let line = error.span().map_or(0, |span| line_of(source, span.start));
    PackError { file: path.to_owned(), line, message: error.message().to_owned() }
}

fn line_of(source: &str, at: usize) -> usize {
    source.get(..at).unwrap_or(source).matches('\n').count() + 1
}
