//! The whole way from claims to entries, kind by kind, so that what speaks of others comes after them:
//! events, persons and their offices, documents, then memberships, participations, figures and statements.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{Author, Claim, ClaimId, Entry, EntryId, Judgement, Property, Schema, Value, Verdict};

use crate::judge::{Edge, Ruling, judge};
use crate::kinds::Subject;
use crate::kinds::document::Document;
use crate::kinds::event::Event;
use crate::kinds::person::{Office, Person};
use crate::kinds::plain::Plain;
use crate::known::Known;
use crate::scene::{Contexts, Scenes, main_events};
use crate::score::{Pairing, Tally, probability};
use crate::settle::settle;
use crate::source::Sources;
use crate::stage::{Clusters, Ground, Stage, beside};
use crate::ties::TieFinder;

/// What the merge gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// In order of kind as the schema lists them, then of label.
    pub entries: Vec<Entry>,
    /// Why claims share an entry: one judgement for each step that put two of them together.
    pub judgements: Vec<Judgement>,
    /// Pairs that a person should look at, with the verdict unsure; the likeliest first.
    pub unsure: Vec<Judgement>,
}

/// Puts claims together to entries.
///
/// Judgements by persons bind: same joins, different and unsure keep apart; judgements by rules are made anew
/// and may be passed or not. A judgement on two offices speaks of the persons who hold them.
///
/// An entry's id comes from its claim of the earliest publication, so entries keep their ids as later
/// publications arrive; an older publication that is found later, or a cluster that a judgement parts, may
/// give another.
pub fn merge(claims: &[Claim], sources: &Sources, judgements: &[Judgement], known: &Known) -> Merged {
    let ground = Ground::new(claims, sources, judgements, known);
    let mut work = Work {
        ground: &ground,
        entry_of: HashMap::new(),
        persons: HashMap::new(),
        refs: BTreeMap::new(),
        out: Merged::default(),
    };

    let scenes = work.events();
    let persons = work.persons();
    work.documents(&scenes);
    work.plain(&scenes, &persons);
    work.finish()
}

struct Work<'g, 'a> {
    ground: &'g Ground<'a>,
    /// The entry of each claim.
    entry_of: HashMap<u32, EntryId>,
    /// The entries of persons, by their clusters.
    persons: HashMap<u32, EntryId>,
    /// Entries that entries speak of, by slot, with how many claims say so.
    refs: BTreeMap<(EntryId, String), BTreeMap<EntryId, usize>>,
    out: Merged,
}

impl Work<'_, '_> {
    fn events(&mut self) -> Scenes {
        let ground = self.ground;
        let numbers = ground.of_kind(|kind| kind == "event");
        let stage = Stage::new(
            ground,
            &numbers,
            |number, claim, source| {
                Event::signature(claim, source, &ground.home(number, claim, Event::body_slot(claim)))
            },
            |number, claim, source| {
                Event::of(claim, source, ground.known, &ground.home(number, claim, Event::body_slot(claim)))
            },
        );
        let verdicts = ground.human.on_nodes(&stage.nodes);
        let plain = |one: u32, two: u32| beside(&stage, one, two);
        let first = judge(&stage, &verdicts, ground.known, Vec::new(), &plain);

        // what publications are about tells which of their lesser events are the same
        let main = main_events(ground, &stage.nodes, &first);
        let contexts = Contexts::new(&stage, &first, &main);
        let around = |one: u32, two: u32| contexts.pairing(one, two, beside(&stage, one, two));
        let ruling = judge(&stage, &verdicts, ground.known, contexts.pairs(&stage), &around);
        self.report(&stage, &ruling, &around);
        let clusters = Clusters::of(&stage.nodes, &ruling);
        self.enter("event", &clusters);
        let main = main_events(ground, &stage.nodes, &ruling);
        Scenes { clusters, main }
    }

    fn persons(&mut self) -> Clusters {
        let ground = self.ground;
        let numbers = ground.of_kind(|kind| kind == "office");
        let stage = Stage::new(
            ground,
            &numbers,
            |_, claim, source| Person::signature(claim, source),
            |_, claim, source| Person::of(claim, source, ground.known),
        );
        let verdicts = ground.human.on_nodes(&stage.nodes);
        let around = |one: u32, two: u32| beside(&stage, one, two);
        let ruling = judge(&stage, &verdicts, ground.known, Vec::new(), &around);
        self.report(&stage, &ruling, &around);
        let persons = Clusters::of(&stage.nodes, &ruling);

        let person_of = |number: u32| persons.get(number).unwrap_or(u32::MAX);
        let offices = Stage::new(
            ground,
            &numbers,
            |number, claim, source| Office::signature(claim, source, person_of(number)),
            |number, claim, source| Office::of(claim, source, ground.known, person_of(number)),
        );
        let around = |one: u32, two: u32| beside(&offices, one, two);
        let ruling = judge(&offices, &BTreeMap::new(), ground.known, Vec::new(), &around);
        self.enter("office", &Clusters::of(&offices.nodes, &ruling));
        self.enter_persons(&persons);
        persons
    }

    fn documents(&mut self, scenes: &Scenes) {
        let ground = self.ground;
        let numbers = ground.of_kind(|kind| kind == "document");
        let stage = Stage::new(
            ground,
            &numbers,
            |number, claim, source| Document::signature(claim, source, &ground.home(number, claim, "body")),
            |number, claim, source| {
                Document::of(claim, source, ground.known, &ground.home(number, claim, "body"))
            },
        );
        let verdicts = ground.human.on_nodes(&stage.nodes);
        let mains = |node: u32| -> BTreeSet<u32> {
            let publications =
                stage.node(node).map(|(node, _)| node.publications.as_slice()).unwrap_or_default();
            publications
                .iter()
                .take(8)
                .filter_map(|publication| scenes.main.get(publication).copied())
                .collect()
        };
        let around = |one: u32, two: u32| Pairing {
            one_context: !mains(one).is_disjoint(&mains(two)),
            ..beside(&stage, one, two)
        };
        let ruling = judge(&stage, &verdicts, ground.known, Vec::new(), &around);
        self.report(&stage, &ruling, &around);
        self.enter("document", &Clusters::of(&stage.nodes, &ruling));
    }

    /// All kinds that are told by what they join, and those that nothing is known of.
    fn plain(&mut self, scenes: &Scenes, persons: &Clusters) {
        let ground = self.ground;
        let kinds: BTreeSet<&str> = ground.claims.iter().map(|claim| claim.kind.as_str()).collect();
        let ties = TieFinder::new(ground, scenes, persons);
        for kind in kinds.into_iter().filter(|kind| !matches!(*kind, "event" | "document" | "office")) {
            let numbers = ground.of_kind(|other| other == kind);
            let stage = Stage::new(
                ground,
                &numbers,
                |number, claim, source| Plain::signature(claim, source, ties.of(number, claim)),
                |number, claim, source| Plain::of(claim, source, ground.known, ties.of(number, claim)),
            );
            let verdicts = ground.human.on_nodes(&stage.nodes);
            let around = |one: u32, two: u32| beside(&stage, one, two);
            let ruling = judge(&stage, &verdicts, ground.known, Vec::new(), &around);
            self.report(&stage, &ruling, &around);
            self.enter(kind, &Clusters::of(&stage.nodes, &ruling));
        }
        for (number, claim) in ground.claims.iter().enumerate() {
            let number = number as u32;
            let Some(&entry) = self.entry_of.get(&number) else { continue };
            for (slot, target) in &claim.refs {
                let target = ground.number_of(target).and_then(|target| self.entry_of.get(&target)).copied();
                if let Some(target) = target.filter(|target| *target != entry) {
                    self.refer(entry, slot, target);
                }
            }
            if matches!(claim.kind.as_str(), "participation" | "statement" | "figure") {
                let tied = ties.of(number, claim);
                let event = tied.event.filter(|_| !claim.refs.contains_key("event"));
                if let Some(event) =
                    event.and_then(|event| ties.event_claim(event)).and_then(|c| self.entry_of.get(&c))
                {
                    self.refer(entry, "event", *event);
                }
                if let Some(person) = tied.person.and_then(|person| self.persons.get(&person)) {
                    self.refer(entry, "person", *person);
                }
            }
        }
    }

    /// Makes the entries of one kind.
    fn enter(&mut self, kind: &str, clusters: &Clusters) {
        for numbers in clusters.members().into_values() {
            let id = id_of(kind, &numbers, self.ground);
            self.entry_of.extend(numbers.iter().map(|&number| (number, id)));
            self.out.entries.push(thing_of(id, kind, &numbers, self.ground));
        }
    }

    /// Makes the entries of persons, and ties their offices to them.
    fn enter_persons(&mut self, persons: &Clusters) {
        for (cluster, numbers) in persons.members() {
            let id = id_of("person", &numbers, self.ground);
            self.persons.insert(cluster, id);
            self.out.entries.push(person_of(id, &numbers, self.ground));
            for number in numbers {
                if let Some(&office) = self.entry_of.get(&number) {
                    self.refer(office, "person", id);
                }
            }
        }
    }

    /// Writes down why nodes were put together, and what is left to a person.
    fn report<S: Subject>(
        &mut self,
        stage: &Stage<S>,
        ruling: &Ruling,
        around: &dyn Fn(u32, u32) -> Pairing,
    ) {
        for node in &stage.nodes {
            for &claim in node.claims.iter().skip(1) {
                let first = node.claims.first().copied().unwrap_or(claim);
                let reasons = vec!["worded alike".to_owned()];
                self.out.judgements.extend(self.judgement((first, claim), Verdict::Same, 0.99, reasons));
            }
        }
        let explain = |edge: &Edge| {
            let mut tally = Tally::explained();
            if let (Some((_, one)), Some((_, two))) = (stage.node(edge.one), stage.node(edge.two)) {
                one.weigh(two, around(edge.one, edge.two), self.ground.known, &mut tally);
            }
            tally.into_reasons()
        };
        let first = |node: u32| stage.node(node).and_then(|(node, _)| node.claims.first().copied());
        let judged = |edge: &Edge, verdict: Verdict| {
            let pair = (first(edge.one)?, first(edge.two)?);
            self.judgement(pair, verdict, probability(edge.points), explain(edge))
        };
        let joins: Vec<Judgement> =
            ruling.joins.iter().filter_map(|edge| judged(edge, Verdict::Same)).collect();
        let unsure: Vec<Judgement> =
            ruling.unsure.iter().filter_map(|edge| judged(edge, Verdict::Unsure)).collect();
        self.out.judgements.extend(joins);
        self.out.unsure.extend(unsure);
    }

    fn judgement(
        &self,
        pair: (u32, u32),
        verdict: Verdict,
        score: f64,
        reasons: Vec<String>,
    ) -> Option<Judgement> {
        Some(judgement(
            (self.ground.claim(pair.0)?.id, self.ground.claim(pair.1)?.id),
            verdict,
            score,
            reasons,
        ))
    }

    fn refer(&mut self, from: EntryId, slot: &str, to: EntryId) {
        *self.refs.entry((from, slot.to_owned())).or_default().entry(to).or_default() += 1;
    }

    fn finish(mut self) -> Merged {
        let mut refs: HashMap<EntryId, BTreeMap<String, EntryId>> = HashMap::new();
        for ((from, slot), targets) in self.refs {
            // what most claims say; among equals the smallest id
            let target = targets.into_iter().max_by_key(|&(id, count)| (count, Reverse(id)));
            if let Some((target, _)) = target {
                refs.entry(from).or_default().insert(slot, target);
            }
        }
        for entry in &mut self.out.entries {
            entry.refs = refs.remove(&entry.id).unwrap_or_default();
        }
        let kinds = Schema::built_in().kinds();
        let place = |kind: &str| kinds.iter().position(|one| one.name == kind).unwrap_or(kinds.len());
        self.out.entries.sort_by(|a, b| {
            let key = |entry: &Entry| (place(&entry.kind), entry.kind.clone());
            key(a).cmp(&key(b)).then_with(|| a.label.cmp(&b.label)).then(a.id.cmp(&b.id))
        });
        self.out.judgements.sort_by_key(|judgement| (judgement.left, judgement.right));
        self.out
            .unsure
            .sort_by(|a, b| b.score.total_cmp(&a.score).then((a.left, a.right).cmp(&(b.left, b.right))));
        self.out
    }
}

/// A judgement of the merge on two claims.
pub(crate) fn judgement(
    pair: (ClaimId, ClaimId),
    verdict: Verdict,
    score: f64,
    reasons: Vec<String>,
) -> Judgement {
    let author = Author::Rule(crate::AUTHOR.to_owned());
    Judgement { left: pair.0.min(pair.1), right: pair.0.max(pair.1), verdict, score, reasons, author }
}

/// The entry of claims that speak of one thing; what it speaks of in turn is not known here.
pub(crate) fn thing_of(id: EntryId, kind: &str, numbers: &[u32], ground: &Ground<'_>) -> Entry {
    let properties = Schema::built_in().kind(kind).map(|kind| settle(kind, numbers, ground));
    let properties = properties.unwrap_or_default();
    let claims = numbers.iter().filter_map(|&number| ground.claim(number)).map(|claim| claim.id).collect();
    let label = label_of(kind, &properties);
    Entry { id, kind: kind.to_owned(), label, properties, refs: BTreeMap::new(), claims }
}

/// The entry of a person, of claims that say which offices the person holds.
pub(crate) fn person_of(id: EntryId, numbers: &[u32], ground: &Ground<'_>) -> Entry {
    let claims = || numbers.iter().filter_map(|&number| ground.claim(number));
    let mut names: BTreeMap<&str, Vec<ClaimId>> = BTreeMap::new();
    for claim in claims() {
        names.entry(claim.slot("person").unwrap_or_default()).or_default().push(claim.id);
    }
    let mut values: Vec<Value> = names
        .into_iter()
        .map(|(name, claims)| Value { text: name.to_owned(), claims, shown: true })
        .collect();
    // the fullest name first
    values.sort_by_key(|value| (Reverse(fullness(&value.text)), Reverse(value.claims.len())));
    let label = values.first().map(|value| value.text.clone()).unwrap_or_default();
    let properties = vec![Property { name: "name".to_owned(), values, disputed: false }];
    let claims = claims().map(|claim| claim.id).collect();
    Entry { id, kind: "person".to_owned(), label, properties, refs: BTreeMap::new(), claims }
}

/// An id from the claim of the earliest publication; those without a date come last.
fn id_of(kind: &str, numbers: &[u32], ground: &Ground<'_>) -> EntryId {
    let claims = numbers.iter().filter_map(|&number| ground.claim(number));
    let age = |claim: &&Claim| {
        let day = ground.source(claim).and_then(|source| source.published_on);
        (day.is_none(), day, claim.id)
    };
    let first = claims.min_by_key(age).map(|claim| *claim.id.as_bytes()).unwrap_or_default();
    EntryId::of([kind.as_bytes(), first.as_slice()])
}

/// What to call an entry: its name or title, else what it joins.
fn label_of(kind: &str, properties: &[Property]) -> String {
    let value = |name: &str| {
        let property = properties.iter().find(|property| property.name == name)?;
        property.values.iter().find(|value| value.shown).map(|value| value.text.as_str())
    };
    let parts: &[&str] = match kind {
        "event" if value("name").is_some() => &["name"],
        "event" => &["kind", "body", "place", "date"],
        "document" if value("title").is_some() => &["title"],
        "document" => &["kind", "body", "date"],
        "office" => &["person", "title", "organisation"],
        "membership" => &["member", "organisation"],
        "chairmanship" => &["holder", "organisation", "period"],
        "cooperation" => &["organisation", "partner"],
        "participation" => &["participant", "event"],
        "statement" => &["speaker", "quote"],
        "figure" => &["what", "value"],
        _ => &["name"],
    };
    let words: Vec<&str> = parts.iter().filter_map(|part| value(part)).collect();
    words.join(", ")
}

/// How full a name is: words written out, then letters.
fn fullness(name: &str) -> (usize, usize) {
    let full = name.split([' ', '.']).filter(|word| word.chars().count() > 1).count();
    (full, name.chars().count())
}
