//! Learns what letters stand for one another: `cargo run --release -p text --example learn_letters -- PAIRS.tsv`.
//!
//! PAIRS.tsv has one pair a line: a name, the same name in another spelling or script, and how often the pair
//! was seen. Printed is the table of `data/letters.tsv`: two groups of Latin letters and the cost of taking one
//! for the other, in hundredths of a plainly wrong letter.
//!
//! Pairs are aligned in steps of up to three letters on either side, again and again, each time by the steps
//! that the last alignment used most (hard expectation maximisation); pairs that will not align, such as
//! translations and pen names, are left out.

use std::collections::{BTreeMap, HashMap};

use text::translit::latin;

/// Longest spelling of one step, and of both its sides together.
const REACH: usize = 3;
const BOTH: usize = 5;
const ROUNDS: usize = 6;
/// Mean cost of a step beyond which a pair is no transliteration: in the first round, and later.
const HOPELESS: (f64, f64) = (3.2, 6.0);
/// How much dearer each further letter makes a step: long steps are learned by heart, short ones generalise.
const LONGER: f64 = 0.25;
/// Steps seen less often than this are chance.
const SEEN: f64 = 30.0;
/// What a wrong letter is worth in natural logarithms of a step's probability.
const WRONG: f64 = 8.0;
/// What a longer step must save over the shorter ones, in wrong letters.
const SAVES: f64 = 0.05;

type Step = (String, String);

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: learn_letters PAIRS.tsv");
        std::process::exit(2);
    };
    let pairs = match std::fs::read_to_string(&path) {
        Ok(table) => read(&table),
        Err(error) => {
            eprintln!("could not read {path}: {error}");
            std::process::exit(1);
        }
    };
    for ((x, y), cost) in costs(&pairs) {
        println!("{x}\t{y}\t{:.0}", cost * 100.0);
    }
}

fn read(table: &str) -> Vec<(String, String, f64)> {
    let letters = |name: &str| -> String {
        latin(name).to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let pair = |line: &str| {
        let mut cells = line.split('\t');
        let (one, two) = (letters(cells.next()?), letters(cells.next()?));
        let count: f64 = cells.next().and_then(|count| count.parse().ok()).unwrap_or(1.0);
        let fits = |name: &str| (1..=24).contains(&name.len());
        (fits(&one) && fits(&two)).then(|| (one, two, 1.0 + count.max(1.0).ln()))
    };
    table.lines().filter_map(pair).collect()
}

/// The cheapest way from one spelling to the other: its cost and its steps.
fn align<'a>(
    a: &'a str,
    b: &'a str,
    cost: &dyn Fn(&str, &str) -> Option<f64>,
) -> (f64, Vec<(&'a str, &'a str)>) {
    let width = b.len() + 1;
    let mut best = vec![(f64::INFINITY, (0, 0)); (a.len() + 1) * width];
    best[0].0 = 0.0;
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let so_far = best[i * width + j].0;
            for di in 0..=REACH.min(a.len() - i) {
                for dj in 0..=REACH.min(b.len() - j) {
                    let left_out = di.min(dj) == 0 && di + dj > 1;
                    if di + dj == 0 || di + dj > BOTH || left_out {
                        continue;
                    }
                    let Some(step) = cost(&a[i..i + di], &b[j..j + dj]) else { continue };
                    let slot = &mut best[(i + di) * width + j + dj];
                    if so_far + step < slot.0 {
                        *slot = (so_far + step, (di, dj));
                    }
                }
            }
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut steps = Vec::new();
    while i + j > 0 {
        let (di, dj) = best[i * width + j].1;
        if di + dj == 0 {
            break;
        }
        (i, j) = (i - di, j - dj);
        steps.push((&a[i..i + di], &b[j..j + dj]));
    }
    (best[a.len() * width + b.len()].0, steps)
}

fn is_vowel(letter: &str) -> bool {
    "aeiouy".contains(letter)
}

/// What a step costs before anything is learned.
fn first_guess(x: &str, y: &str) -> Option<f64> {
    Some(match (x.len(), y.len()) {
        (1, 1) if x == y => 0.3,
        (1, 1) if is_vowel(x) == is_vowel(y) => 5.0,
        (1, 1) => 7.0,
        (0, _) | (_, 0) => 6.0,
        (p, q) if x[..1] == y[..1] || x[p - 1..] == y[q - 1..] && p + q > 3 => return None,
        (p, q) => 5.0 * p.max(q) as f64,
    })
}

fn count_steps(pairs: &[(String, String, f64)]) -> HashMap<Step, f64> {
    let mut learned: HashMap<Step, f64> = HashMap::new();
    let mut counts: HashMap<Step, f64> = HashMap::new();
    for round in 0..ROUNDS {
        let cost = |x: &str, y: &str| {
            if round == 0 {
                return first_guess(x, y);
            }
            let single = x.len() <= 1 && y.len() <= 1;
            learned.get(&(x.to_owned(), y.to_owned())).copied().or(single.then_some(13.0))
        };
        counts = HashMap::new();
        for (one, two, weight) in pairs {
            let (total, steps) = align(one, two, &cost);
            let limit = if round == 0 { HOPELESS.0 } else { HOPELESS.1 };
            if total / one.len().max(two.len()) as f64 <= limit {
                for (x, y) in steps {
                    *counts.entry((x.to_owned(), y.to_owned())).or_default() += weight;
                }
            }
        }
        let total: f64 = counts.values().sum();
        let frequent = counts.iter().filter(|(_, count)| **count >= 5.0);
        let price = |(step, count): (&Step, &f64)| {
            let longer = step.0.len().max(step.1.len()) as f64 - 1.0;
            (step.clone(), -(count / total).ln() * (1.0 + LONGER * longer))
        };
        learned = frequent.map(price).collect();
    }
    counts
}

/// The table: how unlikely a step is, given the likelier of its sides, where shorter steps do not explain it.
fn costs(pairs: &[(String, String, f64)]) -> BTreeMap<Step, f64> {
    let counts = count_steps(pairs);
    let mut seen: [HashMap<&str, f64>; 2] = [HashMap::new(), HashMap::new()];
    for (one, two, weight) in pairs {
        for (side, name) in [one, two].into_iter().enumerate() {
            for length in 1..=REACH.min(name.len()) {
                for start in 0..=name.len() - length {
                    *seen[side].entry(&name[start..start + length]).or_default() += weight;
                }
            }
        }
    }
    let mut table: BTreeMap<Step, f64> = BTreeMap::new();
    for ((x, y), count) in counts.iter().filter(|((x, y), count)| x != y && **count >= SEEN) {
        let share = |side: usize, group: &str| seen[side].get(group).map_or(0.0, |all| count / all);
        let likely = share(0, x).max(share(1, y)).min(1.0);
        let cost = (-likely.ln() / WRONG).clamp(0.0, 1.0);
        let step = if x <= y { (x.clone(), y.clone()) } else { (y.clone(), x.clone()) };
        let kept = table.entry(step).or_insert(cost);
        *kept = kept.min(cost);
    }
    let explained = |step: &Step| {
        let cost = |x: &str, y: &str| {
            let pair = if x <= y { (x.to_owned(), y.to_owned()) } else { (y.to_owned(), x.to_owned()) };
            let known = table.get(&pair).filter(|_| pair != *step).copied();
            let plain = match (x.len(), y.len()) {
                (1, 1) if x == y => Some(0.0),
                (1, 1) if is_vowel(x) && is_vowel(y) => Some(0.9),
                (0, 1) | (1, 0) | (1, 1) => Some(1.0),
                _ => None,
            };
            known.or(plain)
        };
        align(&step.0, &step.1, &cost).0
    };
    table
        .iter()
        .filter(|(step, cost)| explained(step) > **cost + SAVES)
        .map(|(step, cost)| (step.clone(), *cost))
        .collect()
}
