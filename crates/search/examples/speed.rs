//! How fast the index is built and asked: `cargo run --release -p search --example speed [CARDS]`.
//!
//! Texts are words drawn by Zipf's law from a vocabulary of two alphabets with endings, so that terms repeat and
//! vary as in real texts; the same number gives the same texts on every machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement, not a program"
)]

use std::time::{Duration, Instant};

use record::{EntryId, Lang, Publication};
use search::{Card, Id, Index, Page};

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// A rank below `n`, the first ones the most often.
    fn rank(&mut self, n: usize) -> usize {
        let share = self.next() as f64 / u64::MAX as f64;
        ((n as f64).powf(share) - 1.0) as usize
    }
}

/// Words of syllables; one in four begins with a capital, as names do.
fn vocabulary(size: usize, vowels: &[char], consonants: &[char], dice: &mut Dice) -> Vec<String> {
    (0..size)
        .map(|n| {
            let mut word = String::new();
            for _ in 0..2 + dice.below(3) {
                word.push(consonants[dice.below(consonants.len())]);
                word.push(vowels[dice.below(vowels.len())]);
            }
            if n % 4 == 3 {
                word[..1.max(word.chars().next().unwrap().len_utf8())].to_uppercase()
                    + &word[word.chars().next().unwrap().len_utf8()..]
            } else {
                word
            }
        })
        .collect()
}

fn main() {
    let count: usize = std::env::args().nth(1).map_or(100_000, |arg| arg.parse().expect("a number of cards"));
    let dice = &mut Dice(1);
    let letters = |range: std::ops::RangeInclusive<u32>| range.filter_map(char::from_u32).collect::<Vec<_>>();
    let latin = vocabulary(30_000, &['a', 'e', 'i', 'o', 'u'], &letters(0x62..=0x7a), dice);
    let vowels: Vec<char> =
        [0x430, 0x435, 0x438, 0x43e, 0x443].into_iter().filter_map(char::from_u32).collect();
    let cyrillic = vocabulary(30_000, &vowels, &letters(0x431..=0x449), dice);
    let endings: Vec<String> =
        ["", "", "\u{43e}\u{43c}", "\u{430}", "\u{443}", "\u{438}"].map(str::to_owned).to_vec();

    let mut bytes = 0;
    let cards: Vec<Card> = (0..count)
        .map(|n| {
            let russian = dice.below(2) == 0;
            let mut words = |count: usize| {
                let mut text = String::new();
                for _ in 0..count {
                    if russian {
                        text.push_str(&cyrillic[dice.rank(cyrillic.len())]);
                        text.push_str(&endings[dice.below(endings.len())]);
                    } else {
                        text.push_str(&latin[dice.rank(latin.len())]);
                    }
                    text.push(' ');
                }
                text
            };
            let (title, text) = (words(6), words(80));
            bytes += title.len() + text.len();
            let name = n.to_string();
            Card {
                id: if n % 2 == 0 {
                    Id::Publication(Publication::identity(&name))
                } else {
                    Id::Entry(EntryId::of([name.as_bytes()]))
                },
                title,
                text,
                kinds: vec![["event", "document", "office"][n % 3].to_owned()],
                langs: vec![Lang::new(if russian { "ru" } else { "en" })],
                dates: vec![format!("20{:02}-{:02}", n % 25, n % 12 + 1).parse().unwrap()],
                orgs: vec![format!("org{}", n % 50)],
                places: vec![latin[n % 40 * 4 + 3].clone()],
                docs: vec![name],
                claims: Vec::new(),
            }
        })
        .collect();

    let dir = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let index = Index::rebuild(dir.path(), cards, "").unwrap();
    let took = start.elapsed();
    let size: u64 =
        std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    println!(
        "{count} cards, {:.1} MB of text: indexed in {:.1} s ({:.0} cards/s), {:.1} MB on disk",
        bytes as f64 / 1e6,
        took.as_secs_f64(),
        count as f64 / took.as_secs_f64(),
        size as f64 / 1e6
    );
    drop(index);
    let start = Instant::now();
    let mut index = Index::open(dir.path()).unwrap();
    println!("opened in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    index.check().unwrap();
    println!("checked in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);

    type Make = fn(&mut dyn FnMut() -> String) -> String;
    let kinds: [(&str, Make); 7] = [
        ("one word", |word| word()),
        ("two words", |word| format!("{} {}", word(), word())),
        ("phrase", |word| format!("\"{} {}\"", word(), word())),
        ("either", |word| format!("{} OR {}", word(), word())),
        ("word and filters", |word| format!("{} kind:event from:2010 to:2015-06 lang:ru", word())),
        ("prefix", |word| format!("{}*", word().chars().take(3).collect::<String>())),
        ("slip", |word| word().chars().rev().collect()),
    ];
    for (name, make) in kinds {
        let mut times: Vec<Duration> = Vec::new();
        let mut total = 0;
        for _ in 0..500 {
            let mut word = || {
                let of = if dice.below(2) == 0 { &latin } else { &cyrillic };
                of[dice.rank(of.len())].clone()
            };
            let query = make(&mut word);
            let start = Instant::now();
            let answer = index.search(&query, Page::default()).unwrap();
            times.push(start.elapsed());
            total += answer.total;
        }
        times.sort();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        println!(
            "{name:17} median {:6.2} ms, p99 {:6.2} ms, {:6} hits a query",
            at(0.5),
            at(0.99),
            total / 500
        );
    }

    let start = Instant::now();
    let changed = (0..100).map(|n| Card {
        id: Id::Publication(Publication::identity(&(n * 2).to_string())),
        title: latin[n].clone(),
        text: cyrillic[n].clone(),
        kinds: Vec::new(),
        langs: Vec::new(),
        dates: Vec::new(),
        orgs: Vec::new(),
        places: Vec::new(),
        docs: Vec::new(),
        claims: Vec::new(),
    });
    index.update(changed, "").unwrap();
    println!("100 cards replaced in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
}
