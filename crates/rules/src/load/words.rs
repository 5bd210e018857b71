//! The words of a pack: its endings, its lexicons, the names of organisations.

use std::sync::Arc;

use text::fold::fold;
use text::morph::{Ending, Suffixes, Tags};
use text::respell::Respelling;
use text::segment::Abbreviation;

use super::{Loader, WIDE, class_number};
use crate::chart::Class;
use crate::lexicon::{Attributes, Row, parse_line};
use crate::pack::{Pack, profiles};
use crate::wordlist::WordList;

impl Loader<'_> {
    /// `words.tsv`: FORM, lemma, pos tags; `endings.tsv`: suffix, replacement, tags and `stem=N`.
    pub(super) fn suffixes(&mut self) -> Suffixes {
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
        Suffixes::new(known, endings).spelt(self.spelling())
    }

    /// `spelling.tsv`: letters of another orthography, the dictionary's, the number of their group.
    fn spelling(&mut self) -> Respelling {
        let mut spelling = Respelling::default();
        for (file, line, columns) in self.table("spelling.tsv") {
            let taken = match columns.as_slice() {
                [from, to, group] => group.parse().is_ok_and(|group| spelling.add(group, &fold(from), to)),
                _ => false,
            };
            if !taken {
                self.error(&file, line, "a row is FROM, TO, GROUP from 1 to 5".to_owned());
            }
        }
        spelling
    }

    /// Rows of FORMS, separated by `|`, and MARKS, separated by blanks.
    pub(super) fn word_list(&mut self, name: &str) -> WordList {
        let mut list = WordList::default();
        for (file, line, columns) in self.table(name) {
            let [forms, marks] = columns.as_slice() else {
                self.error(&file, line, "a row is FORMS, MARKS".to_owned());
                continue;
            };
            for (form, mark) in
                forms.split('|').flat_map(|form| marks.split(' ').map(move |mark| (form, mark)))
            {
                if !list.enter(fold(form), mark) {
                    self.error(&file, line, format!("the mark {mark:?} is one too many"));
                }
            }
        }
        list
    }

    fn table(&self, name: &str) -> Vec<(String, usize, Vec<String>)> {
        let file = format!("{}/{name}", self.lang);
        let Some(source) = self.files.get(&file) else { return Vec::new() };
        let rows = source.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        rows.map(|(number, line)| (file.clone(), number + 1, line.split('\t').map(str::to_owned).collect()))
            .collect()
    }

    pub(super) fn lexicons(&mut self, exact: &[String], pack: &mut Pack) {
        for folder in ["und", self.lang] {
            for part in ["lexicon", WIDE] {
                let prefix = format!("{folder}/{part}/");
                let files = self.files;
                for (path, source) in
                    files.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix))
                {
                    let Some(class) = path[prefix.len()..].strip_suffix(".tsv") else { continue };
                    self.lexicon(path, class, source, exact.iter().any(|name| name == class), pack);
                }
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
                        forms.iter().for_each(|form| pack.habits.abbreviate(form, kind));
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
    pub(super) fn organisations(&mut self, pack: &mut Pack) {
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
    let lexicon =
        if source.split('/').nth(1) == Some(WIDE) { &mut pack.wide_lexicon } else { &mut pack.lexicon };
    lexicon.add(forms, row, &mut pack.symbols, morphology);
}
