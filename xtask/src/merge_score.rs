//! How well the merge puts together what annotators say is one thing: B-cubed precision, recall and F1 over
//! the gold facts, so that reading plays no part, and the share of listed disagreements that it finds.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::Context;
use merge::{Known, Merged, Source, Sources};
use record::{Claim, ClaimDraft, ClaimId, Entry, Evidence, Lang, Origin, Profile, Publication, Span};
use serde::Deserialize;

/// The kinds that are scored: kind of fact, kind of entry.
const SCORED: &[(&str, &str)] = &[("event", "event"), ("document", "document"), ("office", "person")];

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// By kind of fact, in the order of [`SCORED`], and at last in total.
    pub scores: Vec<(String, Score)>,
    /// Disagreements that the annotators list, and how many of them are shown as disputed (or, for names and
    /// titles, with every wording).
    pub disagreements: (usize, usize),
}

/// B-cubed figures over items.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    pub items: usize,
    pub precision: f64,
    pub recall: f64,
}

impl Score {
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

impl Summary {
    pub fn total(&self) -> Score {
        self.scores.last().map(|(_, score)| *score).unwrap_or_default()
    }
}

/// Scores and prints: `[FOLDER] [--langs en,ru|all] [--misses] [--quiet]`.
pub fn run(args: &[String]) -> anyhow::Result<Summary> {
    let value = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let langs: Option<BTreeSet<&str>> = match value("--langs").map(String::as_str) {
        None | Some("all") => None,
        Some(list) => Some(list.split(',').collect()),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let folder = args.first().filter(|arg| !arg.starts_with("--"));
    let folder = folder.map_or_else(|| root.join("../shared/gold/dev"), PathBuf::from);
    let gold = Gold::load(&folder, |lang| langs.as_ref().is_none_or(|langs| langs.contains(lang)))?;
    let known = known(&root.join("packs"))?;
    let merged = merge::merge(&gold.claims, &gold.sources, &[], &known);
    let summary = Summary { scores: gold.score(&merged), disagreements: gold.disagreements(&merged) };
    if !args.iter().any(|arg| arg == "--quiet") {
        print(&summary);
    }
    if args.iter().any(|arg| arg == "--misses") {
        gold.print_misses(&merged);
    }
    Ok(summary)
}

fn print(summary: &Summary) {
    println!("merge        items  precision  recall     F1");
    for (kind, score) in &summary.scores {
        let Score { items, precision, recall } = score;
        println!("  {kind:<10} {items:>5}      {precision:.3}   {recall:.3}  {:.3}", score.f1());
    }
    let (listed, found) = summary.disagreements;
    println!("  disagreements found: {found} of {listed}");
}

/// What packs know of names: profiles of organisations, places, words of titles.
pub fn known(packs: &Path) -> anyhow::Result<Known> {
    let mut known = Known::default();
    for path in files(&packs.join("orgs"), "toml")? {
        let source = read(&path)?;
        known
            .profile(&Profile::parse(&source).with_context(|| format!("{} does not parse", path.display()))?);
    }
    for language in folders(packs)? {
        for path in
            files(&language.join("lexicon"), "tsv")?.into_iter().chain(files(&language.join("merge"), "tsv")?)
        {
            let class = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            known.table(&class, &read(&path)?);
        }
    }
    Ok(known)
}

/// The files of a folder with this extension, in order; none where there is no folder.
fn files(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let paths = list(folder)?.into_iter();
    Ok(paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect())
}

fn folders(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    Ok(list(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn list(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.with_context(|| format!("could not list {}", folder.display()))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

#[derive(Deserialize)]
struct Annotated {
    doc: String,
    lang: String,
    published: Option<String>,
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
struct Fact {
    #[serde(rename = "type")]
    kind: String,
    slots: BTreeMap<String, serde_json::Value>,
    evidence: Vec<(usize, usize)>,
}

/// Facts that are one thing.
#[derive(Deserialize)]
struct Group {
    #[serde(rename = "type")]
    kind: String,
    members: Vec<(String, usize)>,
    #[serde(default)]
    disagree: BTreeMap<String, String>,
}

/// A gold fact: its document and its place there.
type Item = (String, usize);

struct Gold {
    claims: Vec<Claim>,
    sources: Sources,
    /// The claim of each fact.
    ids: BTreeMap<Item, ClaimId>,
    kinds: BTreeMap<Item, String>,
    words: BTreeMap<Item, String>,
    /// Facts that are one thing, of the chosen languages; facts in no group stand alone.
    truth: BTreeMap<Item, usize>,
    groups: Vec<Group>,
}

impl Gold {
    fn load(folder: &Path, chosen: impl Fn(&str) -> bool) -> anyhow::Result<Gold> {
        let mut gold = Gold {
            claims: Vec::new(),
            sources: Sources::default(),
            ids: BTreeMap::new(),
            kinds: BTreeMap::new(),
            words: BTreeMap::new(),
            truth: BTreeMap::new(),
            groups: Vec::new(),
        };
        let same = folder.join("same.json");
        for path in files(folder, "json")?.into_iter().filter(|path| *path != same) {
            let annotated: Annotated = serde_json::from_str(&read(&path)?)
                .with_context(|| format!("{} does not parse", path.display()))?;
            if chosen(&annotated.lang) {
                let text = read(&path.with_extension("txt"))?;
                gold.add(&annotated, &text);
            }
        }
        let groups: Vec<Group> = serde_json::from_str(&read(&same)?)
            .with_context(|| format!("{} does not parse", same.display()))?;
        gold.group(groups);
        Ok(gold)
    }

    fn add(&mut self, annotated: &Annotated, text: &str) {
        let publication = Publication::identity(&annotated.doc);
        let source = Source {
            lang: Lang::new(&annotated.lang),
            published_on: annotated.published.as_ref().and_then(|date| date.parse().ok()),
            ..Source::default()
        };
        self.sources.insert(publication, source);
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        let byte = |count: usize| starts.get(count).copied().unwrap_or(text.len());
        let slot = |fact: &Fact, name: &str| fact.slots.get(name).map(word).unwrap_or_default();

        // events first: other facts speak of them
        let mut events: Vec<(usize, ClaimId)> = Vec::new();
        let main = main_event(annotated);
        let ordered = annotated.facts.iter().enumerate();
        let (first, then): (Vec<_>, Vec<_>) = ordered.partition(|(_, fact)| fact.kind == "event");
        for (number, fact) in first.into_iter().chain(then) {
            let mut refs = BTreeMap::new();
            let event = match fact.kind.as_str() {
                "participation" => events.iter().find(|(at, _)| {
                    let named = annotated.facts.get(*at).map(|event| slot(event, "name").to_lowercase());
                    named == Some(slot(fact, "event").to_lowercase())
                }),
                "figure" => events.iter().find(|(at, _)| Some(*at) == main),
                _ => None,
            };
            if let Some((_, id)) = event {
                refs.insert("event".to_owned(), *id);
            }
            let evidence = fact.evidence.iter().map(|&(start, end)| {
                let span = Span::new(byte(start).min(byte(end)), byte(end));
                let quote = span.of(text).unwrap_or_default().to_owned();
                Evidence { publication, version: 1, span, quote }
            });
            let claim = ClaimDraft {
                kind: fact.kind.clone(),
                slots: fact.slots.iter().map(|(name, value)| (name.clone(), word(value))).collect(),
                refs,
                evidence: evidence.collect(),
                attribution: None,
                origin: Origin::Person { name: "annotator".to_owned() },
                confidence: 100,
            };
            let claim = claim.seal();
            if fact.kind == "event" {
                events.push((number, claim.id));
            }
            let item = (annotated.doc.clone(), number);
            let words = ["name", "title", "person", "kind", "organisation", "date", "place"];
            let words: Vec<String> =
                words.iter().map(|name| slot(fact, name)).filter(|word| !word.is_empty()).collect();
            self.ids.insert(item.clone(), claim.id);
            self.kinds.insert(item.clone(), fact.kind.clone());
            self.words.insert(item, words.join(", "));
            self.claims.push(claim);
        }
    }

    /// Facts of one group are one thing; so are the offices of one name in one publication.
    fn group(&mut self, groups: Vec<Group>) {
        let mut by_name: HashMap<(String, String), usize> = HashMap::new();
        for (next, (item, kind)) in self.kinds.iter().enumerate() {
            let mut number = next;
            if kind == "office" {
                let name =
                    self.words.get(item).and_then(|words| words.split(", ").nth(1)).unwrap_or_default();
                number = *by_name.entry((item.0.clone(), name.to_owned())).or_insert(next);
            }
            self.truth.insert(item.clone(), number);
        }
        for group in &groups {
            let members: Vec<usize> =
                group.members.iter().filter_map(|item| self.truth.get(item).copied()).collect();
            let Some(&root) = members.first() else { continue };
            for number in self.truth.values_mut().filter(|number| members.contains(number)) {
                *number = root;
            }
        }
        self.groups = groups;
    }

    /// The entry of each scored item, by the kind of entry that is scored for it.
    fn predicted(&self, merged: &Merged) -> BTreeMap<Item, usize> {
        let mut of_claim: HashMap<(&str, ClaimId), usize> = HashMap::new();
        for (number, entry) in merged.entries.iter().enumerate() {
            of_claim.extend(entry.claims.iter().map(|claim| ((entry.kind.as_str(), *claim), number)));
        }
        let entry = |item: &Item| {
            let kind = self.kinds.get(item)?;
            let (_, kind) = SCORED.iter().find(|(fact, _)| fact == kind)?;
            of_claim.get(&(*kind, *self.ids.get(item)?)).copied()
        };
        self.ids.keys().filter_map(|item| Some((item.clone(), entry(item)?))).collect()
    }

    fn score(&self, merged: &Merged) -> Vec<(String, Score)> {
        let predicted = self.predicted(merged);
        let mut scores = Vec::new();
        let mut all = Vec::new();
        for (kind, _) in SCORED {
            let items: Vec<&Item> = predicted
                .keys()
                .filter(|item| self.kinds.get(*item).is_some_and(|found| found == kind))
                .collect();
            scores.push(((*kind).to_owned(), b_cubed(&items, &predicted, &self.truth)));
            all.extend(items);
        }
        scores.push(("total".to_owned(), b_cubed(&all, &predicted, &self.truth)));
        scores
    }

    /// How many disagreements the annotators list among the chosen languages, and how many are found.
    fn disagreements(&self, merged: &Merged) -> (usize, usize) {
        let mut counts = (0, 0);
        for (number, key, found) in self.disagreement_list(merged) {
            let _ = (number, key);
            counts.0 += 1;
            counts.1 += usize::from(found);
        }
        counts
    }

    fn disagreement_list(&self, merged: &Merged) -> Vec<(usize, String, bool)> {
        let mut out = Vec::new();
        for (number, group) in self.groups.iter().enumerate() {
            let members: Vec<&Item> =
                group.members.iter().filter(|item| self.ids.contains_key(*item)).collect();
            let entry = self.entry_of(&group.kind, &members, merged);
            for (key, words) in &group.disagree {
                let slot = key.split([' ', '.']).next().unwrap_or_default();
                let found = if slot == "figure" {
                    let numbers = self.numbers_of(words);
                    let differ = key.starts_with("figure.qualifier") || numbers.len() > 1;
                    if !differ || self.documents_in(words) < 2 {
                        continue;
                    }
                    let property = key.split(['.', ' ']).nth(1).unwrap_or("value");
                    entry.is_some_and(|entry| figure_disputed(entry, property, &numbers, merged))
                } else {
                    let values: BTreeSet<&str> =
                        members.iter().filter_map(|item| self.claim(item)?.slot(slot)).collect();
                    if values.len() < 2 {
                        continue;
                    }
                    let wording = slot == "name" || slot == "title";
                    entry.and_then(|entry| entry.property(slot)).is_some_and(|property| {
                        property.disputed
                            || wording && property.values.iter().filter(|value| value.shown).count() > 1
                    })
                };
                out.push((number, key.clone(), found));
            }
        }
        out
    }

    fn claim(&self, item: &Item) -> Option<&Claim> {
        let id = self.ids.get(item)?;
        self.claims.iter().find(|claim| claim.id == *id)
    }

    /// The entry that most members share.
    fn entry_of<'m>(&self, kind: &str, members: &[&Item], merged: &'m Merged) -> Option<&'m Entry> {
        let ids: BTreeSet<ClaimId> = members.iter().filter_map(|item| self.ids.get(*item).copied()).collect();
        let entries = merged.entries.iter().filter(|entry| entry.kind == kind);
        entries.max_by_key(|entry| entry.claims.iter().filter(|claim| ids.contains(claim)).count())
    }

    /// How many of the chosen documents a description names.
    fn documents_in(&self, words: &str) -> usize {
        let documents: BTreeSet<&str> = self.ids.keys().map(|(doc, _)| doc.as_str()).collect();
        documents.into_iter().filter(|doc| words.contains(doc)).count()
    }

    /// The numbers that a description gives for the chosen documents.
    fn numbers_of(&self, words: &str) -> BTreeSet<String> {
        let parts = words.split(';').filter(|part| self.documents_in(part) > 0);
        let digits = parts
            .filter_map(|part| part.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty()));
        digits.map(str::to_owned).collect()
    }

    fn print_misses(&self, merged: &Merged) {
        let predicted = self.predicted(merged);
        let label = |item: &Item| {
            format!("{}:{} {}", item.0, item.1, self.words.get(item).map_or("", String::as_str))
        };
        for (group, name) in [(false, "wrong merges"), (true, "missed merges")] {
            println!("{name}:");
            let items: Vec<&Item> = predicted.keys().collect();
            for (at, one) in items.iter().enumerate() {
                for two in items.iter().skip(at + 1) {
                    let truly = self.truth.get(*one) == self.truth.get(*two);
                    let together = predicted.get(*one) == predicted.get(*two);
                    if truly != together && truly == group {
                        println!("  {}\n    {}", label(one), label(two));
                        self.print_reasons(one, two, merged);
                    }
                }
            }
        }
        println!("disagreements not found:");
        for (number, key, _) in self.disagreement_list(merged).into_iter().filter(|(.., found)| !found) {
            let group = self.groups.get(number).and_then(|group| group.members.first());
            println!("  {key}: {}", group.map(label).unwrap_or_default());
        }
    }

    fn print_reasons(&self, one: &Item, two: &Item, merged: &Merged) {
        let (Some(one), Some(two)) = (self.ids.get(one), self.ids.get(two)) else { return };
        let pair = (*one.min(two), *one.max(two));
        for judgement in merged.judgements.iter().chain(&merged.unsure) {
            if (judgement.left, judgement.right) == pair {
                println!(
                    "      {} {}: {}",
                    judgement.verdict.as_str(),
                    judgement.score,
                    judgement.reasons.join("; ")
                );
            }
        }
    }
}

/// Whether a figure of the event has disputed values among these numbers.
fn figure_disputed(event: &Entry, property: &str, numbers: &BTreeSet<String>, merged: &Merged) -> bool {
    merged
        .entries
        .iter()
        .filter(|entry| entry.kind == "figure" && entry.refs.get("event") == Some(&event.id))
        .any(|entry| {
            let values: BTreeSet<&str> = entry
                .property("value")
                .iter()
                .flat_map(|value| &value.values)
                .map(|value| value.text.as_str())
                .collect();
            let given = numbers.iter().filter(|number| values.contains(number.as_str())).count();
            entry.property(property).is_some_and(|property| property.disputed) && given == numbers.len()
        })
}

/// The event that a publication is about: held, with the most participants; else the first.
fn main_event(annotated: &Annotated) -> Option<usize> {
    let slot = |fact: &Fact, name: &str| fact.slots.get(name).map(word).unwrap_or_default();
    let events = annotated.facts.iter().enumerate().filter(|(_, fact)| fact.kind == "event");
    let participants = |event: &Fact| {
        let name = slot(event, "name");
        annotated
            .facts
            .iter()
            .filter(|fact| fact.kind == "participation" && slot(fact, "event") == name)
            .count()
    };
    let held = events.clone().filter(|(_, event)| slot(event, "status") == "held");
    let best = held.max_by_key(|(at, event)| (participants(event), std::cmp::Reverse(*at)));
    best.or_else(|| events.clone().next()).map(|(at, _)| at)
}

fn word(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// B-cubed: for each item, the shares of its predicted and of its true company that are right; averaged.
fn b_cubed(items: &[&Item], predicted: &BTreeMap<Item, usize>, truth: &BTreeMap<Item, usize>) -> Score {
    let company = |clusters: &BTreeMap<Item, usize>| -> HashMap<usize, BTreeSet<Item>> {
        let mut company: HashMap<usize, BTreeSet<Item>> = HashMap::new();
        for item in items {
            if let Some(&cluster) = clusters.get(*item) {
                company.entry(cluster).or_default().insert((*item).clone());
            }
        }
        company
    };
    let (found, true_ones) = (company(predicted), company(truth));
    let (mut precision, mut recall) = (0.0, 0.0);
    for item in items {
        let mine = predicted.get(*item).and_then(|cluster| found.get(cluster));
        let theirs = truth.get(*item).and_then(|cluster| true_ones.get(cluster));
        if let (Some(mine), Some(theirs)) = (mine, theirs) {
            let right = mine.intersection(theirs).count() as f64;
            precision += right / mine.len() as f64;
            recall += right / theirs.len() as f64;
        }
    }
    let count = items.len().max(1) as f64;
    Score { items: items.len(), precision: precision / count, recall: recall / count }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: usize) -> Item {
        ("doc".to_owned(), number)
    }

    #[test]
    fn b_cubed_counts_each_items_company() {
        let items: Vec<Item> = (0..4).map(item).collect();
        let items: Vec<&Item> = items.iter().collect();
        let clusters = |numbers: [usize; 4]| (0..4).map(item).zip(numbers).collect::<BTreeMap<_, _>>();
        let truth = clusters([0, 0, 2, 3]);
        let same = b_cubed(&items, &truth, &truth);
        assert_eq!((same.precision, same.recall, same.f1()), (1.0, 1.0, 1.0));
        let apart = b_cubed(&items, &clusters([0, 1, 2, 3]), &truth);
        assert_eq!((apart.precision, apart.recall), (1.0, 0.75));
        let lumped = b_cubed(&items, &clusters([0, 0, 0, 3]), &truth);
        assert!(lumped.precision < 0.7 && lumped.recall == 1.0);
    }
}
