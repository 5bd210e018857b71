//! What holds whatever the claims are.

use std::collections::BTreeMap;

use proptest::prelude::*;
use record::{Entry, Verdict};

use crate::world::World;

const WORDS: &[&str] = &[
    "session",
    "сессия",
    "Northern Council",
    "Совет Северного союза",
    "Falcon",
    "Сокол",
    "Falcon – Dawn",
    "Klow",
    "Клоу",
    "Syldavia",
    "Borduria",
    "2024",
    "2024-11",
    "2024-11-28",
    "2024-11-27/2024-11-28",
    "2025",
    "held",
    "planned",
    "documents",
    "документы",
    "13",
    "14",
    "more-than",
    "Sergei Khravkov",
    "С.Хравков",
    "Pavel Khravkov",
    "declaration",
    "Declaration of the Council",
    "programme",
    "operation",
    "exercise",
    "",
    " ",
    "\u{301}",
    "I I I",
    "10000000000000000000000",
];
const SLOTS: &[(&str, &[&str])] = &[
    ("event", &["kind", "name", "body", "date", "place", "status"]),
    ("document", &["kind", "title", "body", "date", "place", "action"]),
    ("office", &["person", "title", "organisation", "status"]),
    ("membership", &["member", "organisation", "role"]),
    ("chairmanship", &["holder", "organisation", "period", "status"]),
    ("participation", &["participant", "event", "role"]),
    ("figure", &["what", "value", "qualifier", "unit"]),
    ("statement", &["speaker", "quote"]),
    ("oddity", &["name"]),
];

/// A claim as numbers: publication, kind, and a word for each slot.
pub type Rough = (usize, usize, Vec<usize>);

pub fn world(rough: &[Rough]) -> World {
    let mut world = World::default();
    let mut pages: BTreeMap<usize, Vec<&Rough>> = BTreeMap::new();
    rough.iter().for_each(|claim| pages.entry(claim.0 % 6).or_default().push(claim));
    for (number, claims) in pages {
        let lang = if number % 2 == 0 { "en" } else { "ru" };
        let date = if number % 3 == 0 { String::new() } else { format!("2024-12-0{}", number + 1) };
        let mut page = world.page(&format!("page {number}"), lang, &date);
        let mut last = None;
        for (_, kind, words) in claims {
            let (kind, slots) = SLOTS[kind % SLOTS.len()];
            let pairs = slots.iter().zip(words).filter(|(_, word)| **word % 3 != 0);
            let slots: Vec<String> =
                pairs.map(|(slot, word)| format!("{slot}={}", WORDS[word % WORDS.len()])).collect();
            let id = match last.filter(|_| kind == "figure" || kind == "participation") {
                Some(event) => page.of(event, kind, &slots.join("|")),
                None => page.claim(kind, &slots.join("|")),
            };
            last = if kind == "event" { Some(id) } else { last };
        }
    }
    world
}

fn rough() -> impl Strategy<Value = Vec<Rough>> {
    prop::collection::vec((0..6usize, 0..9usize, prop::collection::vec(0..100usize, 6)), 0..40)
}

fn holds_all(entries: &[Entry], world: &World) -> bool {
    world.claims.iter().all(|claim| {
        entries.iter().filter(|entry| entry.kind == claim.kind && entry.claims.contains(&claim.id)).count()
            == 1
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_claim_stands_in_one_entry_of_its_kind_and_no_value_is_lost(rough in rough()) {
        let world = world(&rough);
        let merged = world.merged();
        prop_assert!(holds_all(&merged.entries, &world));
        for claim in &world.claims {
            let entry = merged.entries.iter().find(|entry| entry.kind == claim.kind && entry.claims.contains(&claim.id));
            for property in entry.iter().flat_map(|entry| &entry.properties) {
                let given = property.values.iter().filter(|value| value.claims.contains(&claim.id)).count();
                prop_assert_eq!(given, usize::from(claim.slots.contains_key(&property.name)));
                prop_assert!(property.values.iter().any(|value| value.shown));
            }
        }
        let mut ids: Vec<_> = merged.entries.iter().map(|entry| entry.id).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), merged.entries.len(), "two entries share an id");
    }

    #[test]
    fn the_order_of_claims_and_judgements_does_not_matter(rough in rough(), turn in 0..40usize, picks in picks()) {
        let mut world = world(&rough);
        judge(&mut world, &picks);
        let merged = world.merged();
        let mut turned = world.clone();
        if !turned.claims.is_empty() {
            let count = turned.claims.len();
            turned.claims.rotate_left(turn % count);
            let again: Vec<_> = turned.claims.iter().take(3).cloned().collect();
            turned.claims.extend(again);
        }
        turned.judgements.reverse();
        prop_assert_eq!(turned.merged(), merged);
    }

    #[test]
    fn judgements_bind_and_leave_no_trace_when_withdrawn(rough in rough(), picks in picks()) {
        let mut world = world(&rough);
        let before = world.merged();
        judge(&mut world, &picks);
        let merged = world.merged();
        prop_assert!(holds_all(&merged.entries, &world));
        for judgement in world.judgements.iter().filter(|judgement| judgement.verdict == Verdict::Different) {
            let kind = |id| world.claims.iter().find(|claim| claim.id == id).map(|claim| claim.kind.as_str());
            let told = if kind(judgement.left) == Some("office") { "person" } else { kind(judgement.left).unwrap_or_default() };
            let both = merged.entries.iter().any(|entry| {
                entry.kind == told && entry.claims.contains(&judgement.left) && entry.claims.contains(&judgement.right)
            });
            prop_assert!(!both, "judged different, and together");
        }
        // what the machine judged may be passed back: it is made anew
        let mut again = world.clone();
        again.judgements.extend(merged.judgements.iter().cloned());
        prop_assert_eq!(again.merged(), merged);
        world.judgements.clear();
        prop_assert_eq!(world.merged(), before);
    }

    #[test]
    fn claims_of_any_text_do_no_harm(texts in prop::collection::vec(("\\PC{0,12}", "\\PC{0,30}"), 0..12)) {
        let mut world = World::default();
        for (number, (one, two)) in texts.iter().enumerate() {
            let (kind, slots) = SLOTS[number % SLOTS.len()];
            let clean = |text: &str| text.replace(['|', '='], " ");
            let slots: Vec<String> = slots.iter().enumerate().map(|(at, slot)| format!("{slot}={}", clean(if at % 2 == 0 { one } else { two }))).collect();
            world.page(&format!("page {}", number % 4), "und", "").claim(kind, &slots.join("|"));
        }
        prop_assert!(holds_all(&world.merged().entries, &world));
    }
}

/// Judgements as numbers: two claims and a verdict.
pub fn picks() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((0..40usize, 0..40usize, 0..3usize), 0..4)
}

pub fn judge(world: &mut World, picks: &[(usize, usize, usize)]) {
    let ids: Vec<_> = world.claims.iter().map(|claim| (claim.id, claim.kind.clone())).collect();
    for &(left, right, verdict) in picks {
        if ids.is_empty() {
            return;
        }
        let (left, right) = (&ids[left % ids.len()], &ids[right % ids.len()]);
        if left.1 == right.1 && left.0 != right.0 {
            let verdict = [Verdict::Same, Verdict::Different, Verdict::Unsure][verdict];
            world.judge(left.0, right.0, verdict);
        }
    }
}
