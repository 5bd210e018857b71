//! Publications that tell one story, in one language or several: what a digest shows as one thing with its carriers.
//!
//! Publications are held against each other by what translations keep ([`text::imprint`]), rare terms
//! counting more. The likest go together first; two groups are one where their publications are alike on
//! average and no two in one language contradict it.

mod groups;

use std::collections::HashMap;

use record::{Date, Lang};
use text::imprint::Imprint;

use groups::Groups;

/// A publication as grouping sees it.
#[derive(Clone, Debug)]
pub struct Telling {
    pub lang: Lang,
    pub published_on: Option<Date>,
    pub imprint: Imprint,
}

/// How alike two groups must be on average to tell one story.
const ALIKE: f32 = 0.14;
/// How alike two publications in one language must be: copies and retellings of one text, not two reports on
/// one matter, which each have translations of their own.
const ALIKE_IN_LANGUAGE: f32 = 0.6;
/// Days after which a story is another one.
const DAYS_APART: i32 = 4;
/// Pairs below this are not looked at.
const FAINT: f32 = 0.05;
/// Rarity is that among so many publications at least: in a handful every shared term would seem common.
const FEWEST: usize = 20;
/// Of many publications only those are held against each other that share a term that no more have.
const SELDOM: usize = 200;

/// The number of the story of each publication, from 0 in the order in which stories first appear.
pub fn stories(tellings: &[Telling]) -> Vec<usize> {
    let mut groups = Groups::new(tellings, likenesses(tellings));
    while groups.join_likest() {}
    groups.numbers()
}

/// For each publication that is not in this language, the likest that is: of its own story, where that has one.
pub fn likest_in(tellings: &[Telling], stories: &[usize], lang: &Lang) -> Vec<Option<usize>> {
    let mut best: Vec<Option<(bool, f32, usize)>> = vec![None; tellings.len()];
    for ((a, b), likeness) in likenesses(tellings) {
        for (from, to) in [(a, b), (b, a)] {
            let is = |at: usize| tellings.get(at).is_some_and(|one| one.lang == *lang);
            let same_story = stories.get(from) == stories.get(to);
            if let Some(slot) = best.get_mut(from).filter(|_| is(to) && !is(from)) {
                let rank = (same_story, likeness, to);
                // ties go to the publication that comes first
                let better = slot.is_none_or(|(story, most, known)| {
                    (same_story, likeness) > (story, most)
                        || ((same_story, likeness) == (story, most) && to < known)
                });
                if better {
                    *slot = Some(rank);
                }
            }
        }
    }
    best.into_iter().map(|best| best.map(|(_, _, at)| at)).collect()
}

/// How alike publications are, the lower number first; pairs that cannot be of one story are left out.
fn likenesses(tellings: &[Telling]) -> HashMap<(usize, usize), f32> {
    let names = Weighed::of(tellings.iter().map(|one| &one.imprint.names));
    let words = Weighed::of(tellings.iter().map(|one| &one.imprint.words));
    let mut pairs = HashMap::new();
    let mut desk = Desk { sums: vec![0.0; tellings.len()], mine: vec![0.0; names.columns.len()] };
    for (at, one) in tellings.iter().enumerate() {
        // in one language less than this keeps any two apart, however alike their groups are
        let least = |to: usize| {
            let other = tellings.get(to).filter(|other| near(one.published_on, other.published_on))?;
            Some(if one.lang == other.lang { ALIKE_IN_LANGUAGE } else { FAINT })
        };
        for (to, likeness) in names.alike(at, &mut desk, least) {
            let is_translation = tellings.get(to).is_some_and(|other| other.lang != one.lang);
            let by_words = if is_translation { 1.0 } else { words.likeness(at, to) };
            if by_words >= ALIKE_IN_LANGUAGE {
                pairs.insert((at, to), likeness.min(by_words));
            }
        }
    }
    pairs
}

fn near(a: Option<Date>, b: Option<Date>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    (b - a).get_days().abs() <= DAYS_APART
}

/// Term vectors of length one. Terms have numbers in their alphabetical order, so that sums are always taken in
/// one order and come out the same.
struct Weighed {
    /// Terms of each publication, ascending.
    rows: Vec<Vec<(u32, f32)>>,
    /// Publications of each term, ascending.
    columns: Vec<Vec<(usize, f32)>>,
    /// A term of more publications says nothing of what they share.
    common: usize,
    /// Terms of each publication that neither few nor most have, ascending, and how long the vector of them is.
    rests: Vec<(Vec<(u32, f32)>, f32)>,
}

/// What is written on while one publication is held against the others; all 0 in between.
struct Desk {
    /// For each publication.
    sums: Vec<f32>,
    /// For each term.
    mine: Vec<f32>,
}

/// More than sums of so many small numbers are off.
const SLACK: f32 = 0.001;

impl Weighed {
    fn of<'a>(prints: impl Iterator<Item = &'a HashMap<String, u32>> + Clone) -> Weighed {
        let mut spread: HashMap<&str, usize> = HashMap::new();
        let mut count = 0_usize;
        for print in prints.clone() {
            count += 1;
            for term in print.keys() {
                *spread.entry(term).or_default() += 1;
            }
        }
        let mut terms: Vec<(&str, usize)> = spread.iter().map(|(term, holders)| (*term, *holders)).collect();
        terms.sort_unstable();
        let mut columns: Vec<Vec<(usize, f32)>> = vec![Vec::new(); terms.len()];
        let numbers: HashMap<&str, (u32, f32)> = (0_u32..)
            .zip(&terms)
            .map(|(number, (term, holders))| {
                let rarity = ((count.max(FEWEST) as f32 + 1.0) / (*holders as f32 + 0.5)).ln().max(0.0);
                (*term, (number, rarity))
            })
            .collect();
        let mut rows = Vec::with_capacity(count);
        for (at, print) in prints.enumerate() {
            let weight = |(term, times): (&String, &u32)| {
                let (number, rarity) = *numbers.get(term.as_str())?;
                Some((number, (1.0 + (*times as f32).ln()) * rarity))
            };
            let mut row: Vec<(u32, f32)> = print.iter().filter_map(weight).collect();
            row.sort_unstable_by_key(|(number, _)| *number);
            let length = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            for (number, weight) in &mut row {
                *weight /= length.max(f32::MIN_POSITIVE);
                if let Some(column) = columns.get_mut(*number as usize) {
                    column.push((at, *weight));
                }
            }
            rows.push(row);
        }
        let common = (count / 3).max(40);
        let seldom = common.min(SELDOM);
        let rest = |row: &Vec<(u32, f32)>| {
            let is_rest = |(term, _): &&(u32, f32)| {
                columns
                    .get(*term as usize)
                    .is_some_and(|column| (seldom + 1..=common).contains(&column.len()))
            };
            let terms: Vec<(u32, f32)> = row.iter().filter(is_rest).copied().collect();
            let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
            (terms, length)
        };
        let rests = rows.iter().map(rest).collect();
        Weighed { rows, columns, common, rests }
    }

    fn rest(&self, at: usize) -> (&[(u32, f32)], f32) {
        self.rests.get(at).map(|(terms, length)| (terms.as_slice(), *length)).unwrap_or_default()
    }

    fn row(&self, at: usize) -> &[(u32, f32)] {
        self.rows.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    fn column(&self, term: u32) -> &[(usize, f32)] {
        self.columns.get(term as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The sum over the terms that two publications share.
    fn likeness(&self, a: usize, b: usize) -> f32 {
        let mut theirs = self.row(b);
        let mut sum = 0.0;
        for &(term, mine) in self.row(a) {
            let skipped = theirs.iter().take_while(|(other, _)| *other < term).count();
            theirs = theirs.get(skipped..).unwrap_or_default();
            if let Some(&(_, weight)) = theirs.first().filter(|(other, _)| *other == term) {
                sum += mine * weight;
            }
        }
        sum
    }

    /// The publications after this one that share a term with it that few have, and how alike they are in
    /// terms not found in most; those alone that are as alike as is asked of them, where anything is.
    fn alike(&self, at: usize, desk: &mut Desk, least: impl Fn(usize) -> Option<f32>) -> Vec<(usize, f32)> {
        let Desk { sums, mine } = desk;
        let seldom = self.common.min(SELDOM);
        let mut met: Vec<usize> = Vec::new();
        for &(term, own) in self.row(at) {
            let column = self.column(term);
            if column.len() <= seldom {
                let after = column.partition_point(|(other, _)| *other <= at);
                for &(other, theirs) in column.get(after..).unwrap_or_default() {
                    let Some(sum) = sums.get_mut(other) else { continue };
                    if *sum <= 0.0 {
                        met.push(other);
                    }
                    *sum += own * theirs;
                }
            }
        }
        let (rest, length) = self.rest(at);
        for &(term, own) in rest {
            if let Some(slot) = mine.get_mut(term as usize) {
                *slot = own;
            }
        }
        let mut found: Vec<(usize, f32)> = Vec::new();
        for other in met {
            let mut sum = sums.get_mut(other).map(std::mem::take).unwrap_or_default();
            // terms of weight nothing may meet a publication twice
            let Some(least) = least(other).filter(|_| sum >= FAINT / 2.0) else { continue };
            let (theirs, far) = self.rest(other);
            // the rest adds no more than its lengths allow: most pairs are settled by that
            if sum + length * far + SLACK < least {
                continue;
            }
            let shared =
                |(term, weight): &(u32, f32)| mine.get(*term as usize).map_or(0.0, |own| own * weight);
            sum += theirs.iter().map(shared).sum::<f32>();
            if sum >= least {
                found.push((other, sum));
            }
        }
        for (term, _) in rest {
            if let Some(slot) = mine.get_mut(*term as usize) {
                *slot = 0.0;
            }
        }
        found.sort_unstable_by_key(|(other, _)| *other);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::imprint::imprint;

    fn telling(lang: &str, date: Option<&str>, text: &str) -> Telling {
        Telling {
            lang: Lang::new(lang),
            published_on: date.map(|date| date.parse().unwrap()),
            imprint: imprint(text),
        }
    }

    const STORIES: &[(&str, &str)] = &[
        (
            "en",
            "The Lake Council met in Verkhny on 14 May. Chair Olga Sedova named 384 delegates from Tarasovo and Gorodets.",
        ),
        (
            "ru",
            "В Верхнем 14 мая заседал Озёрный совет. Председатель Ольга Седова назвала 384 делегата из Тарасово и Городца.",
        ),
        (
            "en",
            "Fishermen of Port Marlow landed 1250 tonnes of herring, said Captain Edwin Rask of the ship Aurora.",
        ),
        ("ru", "Рыбаки Порт-Марлоу сдали 1250 тонн сельди, сказал капитан судна «Аврора» Эдвин Раск."),
    ];

    #[test]
    fn translations_tell_one_story_and_other_texts_another() {
        let tellings: Vec<Telling> = STORIES.iter().map(|(lang, text)| telling(lang, None, text)).collect();
        assert_eq!(stories(&tellings), [0, 0, 1, 1]);
        let best = likest_in(&tellings, &[0, 0, 1, 1], &Lang::new("en"));
        assert_eq!(best, [None, Some(0), None, Some(2)]);
    }

    #[test]
    fn what_was_published_weeks_apart_is_another_story() {
        let (lang, text) = STORIES[0];
        let dates = ["2024-05-14", "2024-05-15", "2024-06-20"];
        let tellings: Vec<Telling> = dates.iter().map(|date| telling(lang, Some(date), text)).collect();
        assert_eq!(stories(&tellings), [0, 0, 1]);
    }

    #[test]
    fn nothing_and_texts_without_names_are_no_story() {
        assert_eq!(stories(&[]), Vec::<usize>::new());
        assert_eq!(stories(&[telling("en", None, ""), telling("en", None, "")]), [0, 1]);
    }
}
