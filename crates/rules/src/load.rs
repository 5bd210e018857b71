//! Loads a pack out of its files, and tells everything that is wrong with them.

mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use text::fold::fold;
use text::morph::{Dictionary, Morphology};

use crate::Map;
use crate::chart::Class;
use crate::engine::{Pass, Rule};
use crate::error::{PackError, line_of, toml_error};
use crate::habits::PackHabits;
use crate::lexicon::{Attributes, Lexicon};
use crate::pack::{Files, Pack};
use crate::pattern::{Names, compile};
use crate::setting::Settings;
use crate::symbols::Symbols;

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
    /// Passes that only annotation needs, after the first of `passes`.
    #[serde(default)]
    wide_passes: Vec<Vec<String>>,
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

/// The folder of a pack whose lexicons only annotation looks for.
const WIDE: &str = "wide";

pub(crate) struct Loader<'a> {
    pub(crate) files: &'a Files,
    pub(crate) lang: &'a str,
    pub(crate) errors: Vec<PackError>,
}

impl Loader<'_> {
    pub(crate) fn load(&mut self) -> Option<Pack> {
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
            habits: PackHabits::new(&manifest.settings),
            settings: Settings::new(manifest.settings),
            morphology,
            symbols: Symbols::default(),
            named_by_rules: 0,
            classes: Vec::new(),
            class_numbers: Map::default(),
            lexicon: Lexicon::default(),
            wide_lexicon: Lexicon::default(),
            passes: Vec::new(),
            names: None,
            wide_passes: Vec::new(),
            reporting: self.word_list("reporting.tsv"),
        };
        for (number, names) in manifest.passes.iter().enumerate() {
            let mut rules = Vec::new();
            for name in names {
                self.rules(name, &manifest.macros, &mut pack, &mut rules);
            }
            pack.passes.push(Pass::new(&format!("pass {}", number + 1), rules));
        }
        for (number, names) in manifest.wide_passes.iter().enumerate() {
            let mut rules = Vec::new();
            for name in names {
                self.rules(name, &manifest.macros, &mut pack, &mut rules);
            }
            pack.wide_passes.push(Pass::new(&format!("wide pass {}", number + 1), rules));
        }
        // tables by the words of rules stay small where these come first
        pack.named_by_rules = pack.symbols.count();
        self.lexicons(&manifest.exact, &mut pack);
        self.organisations(&mut pack);
        let numbered = pack.classes.iter().enumerate();
        pack.class_numbers = numbered.map(|(number, name)| (name.clone(), Class(number as u16))).collect();
        Some(pack)
    }

    fn morphology(&mut self, manifest: &Manifest) -> Option<Arc<dyn Morphology>> {
        match manifest.morphology {
            MorphologyKind::Dictionary => match Dictionary::bundled() {
                Some(dictionary) => {
                    let ends =
                        manifest.settings.get("patronymic-endings").map(String::as_str).unwrap_or_default();
                    Some(Arc::new(dictionary.with_patronymics(ends.split_whitespace().map(fold))))
                }
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
