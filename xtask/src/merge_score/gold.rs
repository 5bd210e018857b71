//! The annotated facts as claims, and which of them are one thing.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Context;
use measure::{Annotated, Fact, GROUPS, Set};
use merge::{Source, Sources};
use record::{Claim, ClaimDraft, ClaimId, Evidence, Lang, Origin, Publication, Span};
use serde::Deserialize;

/// Facts that are one thing.
#[derive(Deserialize)]
pub struct Group {
    #[serde(rename = "type")]
    pub kind: String,
    pub members: Vec<(String, usize)>,
    #[serde(default)]
    pub disagree: BTreeMap<String, String>,
}

/// A gold fact: its document and its place there.
pub type Item = (String, usize);

/// Facts as claims, with what is truly one thing.
pub struct Gold {
    pub claims: Vec<Claim>,
    pub sources: Sources,
    /// The claim of each fact.
    pub ids: BTreeMap<Item, ClaimId>,
    pub kinds: BTreeMap<Item, String>,
    pub words: BTreeMap<Item, String>,
    /// Facts that are one thing, of the chosen languages; facts in no group stand alone.
    pub truth: BTreeMap<Item, usize>,
    pub groups: Vec<Group>,
}

impl Gold {
    /// The annotated facts of the chosen languages, as if somebody had read them without a miss.
    pub fn load(folder: &Path, chosen: impl Fn(&str) -> bool) -> anyhow::Result<Gold> {
        let mut gold = Gold {
            claims: Vec::new(),
            sources: Sources::default(),
            ids: BTreeMap::new(),
            kinds: BTreeMap::new(),
            words: BTreeMap::new(),
            truth: BTreeMap::new(),
            groups: Vec::new(),
        };
        let set = Set::load("gold", folder)?
            .with_context(|| format!("there is no gold set in {}", folder.display()))?;
        for annotated in set.documents.iter().filter(|document| chosen(&document.lang)) {
            gold.add(annotated);
        }
        let same = folder.join(GROUPS);
        let source =
            std::fs::read_to_string(&same).with_context(|| format!("could not read {}", same.display()))?;
        let groups: Vec<Group> =
            serde_json::from_str(&source).with_context(|| format!("{} does not parse", same.display()))?;
        gold.group(groups);
        Ok(gold)
    }

    fn add(&mut self, annotated: &Annotated) {
        let text = annotated.text.as_str();
        let publication = Publication::identity(&annotated.doc);
        let source = Source {
            lang: Lang::new(&annotated.lang),
            published_on: annotated.published.as_ref().and_then(|date| date.parse().ok()),
            ..Source::default()
        };
        self.sources.insert(publication, source);
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        let byte = |count: i64| {
            usize::try_from(count).ok().and_then(|count| starts.get(count).copied()).unwrap_or(text.len())
        };
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
            let evidence = fact.evidence.iter().map(|&[start, end]| {
                let (start, end) = (byte(start), byte(end));
                let span = Span::new(start.min(end), end);
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

pub fn word(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
