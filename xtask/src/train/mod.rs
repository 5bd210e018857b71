//! `cargo xtask train LANG`: learns the tagger of a language from annotated texts, or says by cross-validation
//! what such a tagger is worth.

mod texts;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::Context;
use rules::words::Memory;
use rules::{Files, Pack};
use tagger::train::{Example, Settings, train};
use tagger::{Tagger, Words};

use texts::{Gold, Name};

/// What a language's tagger is learned from: the file below `../shared/bench`. A text whose licence does not
/// allow it is not here, whatever it would be worth.
const SOURCES: &[(&str, &str)] = &[("hy", "names-hy/armtdp.jsonl"), ("kk", "names-kk/kaznerd-valid.jsonl")];

/// A kind seen more seldom than this is not learned.
const LEAST: usize = 15;

/// One text, cut up and labelled.
struct Lesson {
    gold: Vec<Name>,
    text: String,
    tokens: Vec<text::token::Token>,
    sentences: Vec<Range<usize>>,
    hints: Vec<Vec<tagger::Hint>>,
    labels: Vec<usize>,
}

pub fn run(args: &[String]) -> anyhow::Result<bool> {
    let (lang, rest) = args.split_first().context("which language? `cargo xtask train kk`")?;
    crate::known(rest, &[], &["--folds", "--rounds", "--rate", "--prior", "--least", "--cut"])?;
    let number = |name: &str, usual: f32| -> anyhow::Result<f32> {
        crate::option(rest, name)?
            .map_or(Ok(usual), |value| value.parse().with_context(|| format!("{name} {value}: no number")))
    };
    let usual = Settings::default();
    let settings = Settings {
        rounds: number("--rounds", usual.rounds as f32)? as usize,
        rate: number("--rate", usual.rate)?,
        prior: number("--prior", usual.prior)?,
        least: number("--least", usual.least as f32)? as u32,
        cut: number("--cut", usual.cut)?,
    };
    let folds = number("--folds", 0.0)? as usize;
    let source = SOURCES.iter().find(|(known, _)| known == lang);
    let (_, file) = source.with_context(|| format!("no texts to learn {lang:?} from"))?;
    let gold = texts::read(&crate::shared().join("bench").join(file))?;
    let pack = load(lang)?;
    let labels = labels(&gold);
    let lessons = lessons(&pack, gold, &labels);
    if folds > 1 {
        validate(lang, &lessons, &labels, &settings, folds)?;
        return Ok(true);
    }
    let examples: Vec<Example> = lessons.iter().flat_map(Lesson::examples).collect();
    let model = train(&format!("{lang}/names@1"), &labels, &examples, &settings);
    let out = crate::root().join("packs").join(lang).join("model/names.bin");
    std::fs::create_dir_all(out.parent().unwrap_or(&out))?;
    std::fs::write(&out, &model).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{lang}: {} texts, {} labels, {} bytes", lessons.len(), labels.len(), model.len());
    Ok(true)
}

fn load(lang: &str) -> anyhow::Result<Pack> {
    let root = crate::root().join("packs");
    let mut files = Files::new();
    for group in ["und", lang, "orgs"] {
        collect(&root, &root.join(group), &mut files)?;
    }
    Pack::load(&files, lang).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(lines.join("\n"))
    })
}

fn collect(root: &Path, dir: &Path, files: &mut Files) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let path = entry?.path();
        let text = path.extension().is_some_and(|ending| ending == "toml" || ending == "tsv");
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if text {
            let inner = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.insert(inner, std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// `O`, then the two labels of each kind, the most frequent kinds first.
fn labels(gold: &[Gold]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in gold.iter().flat_map(|gold| &gold.names) {
        *counts.entry(&name.kind).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count >= LEAST).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let labels = kinds.iter().flat_map(|(kind, _)| [format!("B-{kind}"), format!("I-{kind}")]);
    std::iter::once("O".to_owned()).chain(labels).collect()
}

fn lessons(pack: &Pack, gold: Vec<Gold>, labels: &[String]) -> Vec<Lesson> {
    let mut memory = Memory::default();
    let of = |gold: Gold| {
        let chart = pack.chart(&gold.text, &mut memory);
        let tokens = chart.tokens().to_vec();
        let mut row = vec![0; tokens.len()];
        for name in texts::outermost(&gold.names) {
            let from = tokens.partition_point(|token| token.span.end <= name.start);
            let to = tokens.partition_point(|token| token.span.start < name.end);
            let label =
                |role: &str| labels.iter().position(|label| *label == format!("{role}-{}", name.kind));
            for (number, slot) in row.get_mut(from..to).unwrap_or_default().iter_mut().enumerate() {
                *slot = label(if number == 0 { "B" } else { "I" }).unwrap_or(0);
            }
        }
        let sentences = chart.segments.sentences.iter().map(|sentence| sentence.tokens.clone()).collect();
        let hints = pack.hints(&chart);
        drop(chart);
        Lesson { gold: gold.names, text: gold.text, tokens, sentences, hints, labels: row }
    };
    gold.into_iter().map(of).collect()
}

impl Lesson {
    /// Whether the name begins where a token does and ends where one does.
    fn can_say(&self, name: &Name) -> bool {
        let begins = self.tokens.binary_search_by_key(&name.start, |token| token.span.start).is_ok();
        begins && self.tokens.binary_search_by_key(&name.end, |token| token.span.end).is_ok()
    }

    fn examples(&self) -> Vec<Example> {
        let words = self.tokens.iter().map(|token| token.span.of(&self.text).unwrap_or_default());
        let words: Vec<&str> = words.collect();
        let echoes = tagger::train::echoes(&words);
        let example = |tokens: &Range<usize>| Example {
            words: words[tokens.clone()].iter().map(|&word| word.to_owned()).collect(),
            hints: self.hints[tokens.clone()].to_vec(),
            echoes: echoes[tokens.clone()].to_vec(),
            labels: self.labels[tokens.clone()].to_vec(),
        };
        self.sentences.iter().map(example).collect()
    }
}

/// Right, proposed and wanted, by kind.
type Counts = BTreeMap<String, [usize; 3]>;

fn validate(
    lang: &str,
    lessons: &[Lesson],
    labels: &[String],
    settings: &Settings,
    folds: usize,
) -> anyhow::Result<()> {
    let mut counts = Counts::new();
    let gold = || lessons.iter().flat_map(|lesson| lesson.gold.iter().map(move |name| (lesson, name)));
    let apart = gold().filter(|(lesson, name)| !lesson.can_say(name)).count();
    println!("{apart} of {} names do not begin and end with a token", gold().count());
    for fold in 0..folds {
        let others = lessons.iter().enumerate().filter(|(at, _)| at % folds != fold);
        let examples: Vec<Example> = others.flat_map(|(_, lesson)| lesson.examples()).collect();
        let model = train(&format!("{lang}/names@{fold}"), labels, &examples, settings);
        let tagger = Tagger::load(Cow::Owned(model.clone()))?;
        let mut memory = tagger::Memory::default();
        for lesson in lessons.iter().skip(fold).step_by(folds) {
            let words = Words {
                text: &lesson.text,
                tokens: &lesson.tokens,
                sentences: &lesson.sentences,
                hints: &lesson.hints,
            };
            let found: Vec<Name> = tagger
                .tag(&words, &mut memory)
                .into_iter()
                .filter_map(|one| {
                    let (first, last) =
                        (lesson.tokens.get(one.tokens.start)?, lesson.tokens.get(one.tokens.end - 1)?);
                    let kind = tagger.kinds().get(one.kind)?.clone();
                    Some(Name { start: first.span.start, end: last.span.end, kind })
                })
                .collect();
            count(&mut counts, &lesson.gold, &found);
        }
        println!("fold {}: F1 {:.4}, {} bytes", fold + 1, f1(total(&counts, |_| true)), model.len());
    }
    let main = ["person", "place", "organisation"];
    print("all kinds", total(&counts, |_| true));
    print("person, place, organisation", total(&counts, |kind| main.contains(&kind)));
    let mut rows: Vec<(&String, &[usize; 3])> = counts.iter().collect();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts[2]));
    rows.into_iter().for_each(|(kind, counts)| print(&format!("  {kind}"), *counts));
    Ok(())
}

fn count(counts: &mut Counts, gold: &[Name], found: &[Name]) {
    for (number, names) in [(1, found), (2, gold)] {
        for name in names {
            counts.entry(name.kind.clone()).or_default()[number] += 1;
        }
    }
    for name in found.iter().filter(|name| gold.contains(name)) {
        counts.entry(name.kind.clone()).or_default()[0] += 1;
    }
}

fn total(counts: &Counts, of: impl Fn(&str) -> bool) -> [usize; 3] {
    let rows = counts.iter().filter(|(kind, _)| of(kind));
    rows.fold([0; 3], |sum, (_, row)| [sum[0] + row[0], sum[1] + row[1], sum[2] + row[2]])
}

fn f1([right, found, wanted]: [usize; 3]) -> f64 {
    2.0 * right as f64 / (found + wanted).max(1) as f64
}

fn print(name: &str, counts: [usize; 3]) {
    let [right, found, wanted] = counts;
    let share = |of: usize| right as f64 / of.max(1) as f64;
    println!("{name:30} P {:.4}  R {:.4}  F1 {:.4}  of {wanted}", share(found), share(wanted), f1(counts));
}
