//! A record that is kept up to date is the record that is merged as a whole.

use std::collections::BTreeSet;

use merge::{Grown, Source, merge};
use proptest::prelude::*;
use record::{ClaimId, Entry, Publication, PublicationId, Verdict};

use crate::laws::{Rough, judge, picks, world};
use crate::world::{Kept, World, known};

/// What happens at once: to which pages, which of their claims are there then, on which day they are dated, and all
/// that persons have judged then.
type Step = (u8, u64, u8, Vec<(usize, usize, usize)>);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((any::<u8>(), any::<u64>(), any::<u8>(), picks()), 1..6)
}

fn page(number: usize) -> PublicationId {
    Publication::identity(&format!("page {number}"))
}

/// The claims of `all` that a step leaves on the pages that it touches; the other pages stay as they were.
fn step(now: &mut World, all: &World, (pages, seed, dated, picks): &Step) -> BTreeSet<PublicationId> {
    let mut touched = BTreeSet::new();
    for number in (0..6).filter(|number| pages & (1 << number) != 0) {
        let id = page(number);
        touched.insert(id);
        now.claims.retain(|claim| claim.evidence[0].publication != id);
        let of_page = all.claims.iter().filter(|claim| claim.evidence[0].publication == id);
        let chance = seed >> (number * 8);
        let stays = |at: usize| match chance % 4 {
            0 => true,
            1 => false,
            _ => chance.wrapping_mul(at as u64 * 2 + 1).is_multiple_of(3),
        };
        now.claims.extend(of_page.enumerate().filter(|(at, _)| stays(*at)).map(|(_, claim)| claim.clone()));
        if dated & (1 << number) != 0 {
            let day = format!("2024-1{}-0{}", seed % 3, number + 1).parse().ok();
            let source = all.sources.get(&id).cloned().unwrap_or_default();
            now.sources.insert(id, Source { published_on: day, ..source });
        }
    }
    now.judgements.clear();
    let mut judged = all.clone();
    judged.judgements.clear();
    judge(&mut judged, picks);
    now.judgements = judged.judgements;
    touched
}

fn check(rough: &[Rough], steps: &[Step]) -> Result<(), TestCaseError> {
    let all = world(rough);
    let mut now = World { sources: all.sources.clone(), ..World::default() };
    let mut kept = Kept::default();
    for taken in steps {
        let touched = step(&mut now, &all, taken);
        kept.update(&now, &touched);
        prop_assert_eq!(kept.grown.count(), now.claims.len());
        let (kept, whole) = (kept.merged(), now.merged());
        for entry in &whole.entries {
            let same = kept.entries.iter().find(|other| other.id == entry.id);
            prop_assert_eq!(same, Some(entry));
        }
        prop_assert_eq!(&kept.judgements, &whole.judgements);
        prop_assert_eq!(&kept.unsure, &whole.unsure);
        prop_assert_eq!(kept, whole);
    }
    let pages: BTreeSet<PublicationId> = (0..6).map(page).collect();
    prop_assert_eq!(Kept::told(&now, &pages).merged(), now.merged());
    Ok(())
}

/// Many claims of few kinds and words, so that blocks are overfull.
fn crowd() -> impl Strategy<Value = Vec<Rough>> {
    prop::collection::vec(
        (0..6usize, 0..3usize, prop::collection::vec(0..100usize, 6)).prop_map(|(page, kind, words)| {
            // the word before the last is the place, and the date has few days
            let words = match kind {
                0 => vec![28, words[1] % 4 * 3 + 4, 2, words[3] % 3 + 13, words[4] % 4 + 7, words[5]],
                1 => vec![26, words[1], 2, words[3] % 3 + 13, words[4] % 4 + 7, words[5]],
                _ => vec![23 + words[0] % 3, words[1], words[2] % 3 + 9, words[3], words[4], words[5]],
            };
            (page, kind, words)
        }),
        30..140,
    )
}

fn rough() -> impl Strategy<Value = Vec<Rough>> {
    prop::collection::vec((0..6usize, 0..9usize, prop::collection::vec(0..100usize, 6)), 0..60)
}

fn entry(entries: &[Entry], claim: ClaimId) -> &Entry {
    let found = entries.iter().find(|entry| entry.claims.contains(&claim));
    found.unwrap_or_else(|| panic!("no entry holds the claim"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn in_any_order_and_any_portions_it_comes_to_what_the_whole_comes_to(rough in rough(), steps in steps()) {
        check(&rough, &steps)?;
    }

    #[test]
    fn so_it_does_where_many_share_a_key(rough in crowd(), steps in steps()) {
        check(&rough, &steps)?;
    }
}

#[test]
fn what_is_not_touched_is_not_written_again() {
    let mut world = World::default();
    let told = "kind=session|name=session|body=Northern Council|date=2024-11-28|place=Klow";
    let session = world.page("a", "en", "2024-11-28").claim("event", told);
    let exercise = world
        .page("b", "en", "2024-12-01")
        .claim("event", "kind=exercise|name=Shield-2024|date=2024-09|place=Klow");
    let mut grown = Grown::default();
    let id = Publication::identity;
    let all = BTreeSet::from([id("a"), id("b")]);
    let Ok(first) = grown.update(&all, &[], &known(), &world);
    assert_eq!(first.entries.len(), 2);

    let again = world.page("c", "en", "2024-11-29").claim("event", told);
    let Ok(delta) = grown.update(&BTreeSet::from([id("c")]), &[], &known(), &world);
    assert_eq!(delta.entries.len(), 1, "the exercise is left alone");
    assert!(delta.entries[0].claims.contains(&again) && delta.gone.is_empty());

    let pair = (session, exercise);
    world.judge(pair.0, pair.1, Verdict::Same);
    let Ok(delta) = grown.update(&BTreeSet::new(), &world.judgements, &known(), &world);
    assert_eq!(delta.gone, [entry(&first.entries, pair.1).id], "a person put them together");
    let mut whole = merge(&world.claims, &world.sources, &world.judgements, &known()).entries;
    whole.sort_by_key(|entry| entry.id);
    assert_eq!(delta.entries, whole);
    world.judgements.clear();
    let Ok(delta) = grown.update(&BTreeSet::new(), &[], &known(), &world);
    assert_eq!(delta.entries.len(), 2, "and takes it back");
    let Ok(delta) = grown.update(&BTreeSet::new(), &[], &known(), &world);
    assert_eq!(delta, merge::Delta::default(), "nothing happened");
}
