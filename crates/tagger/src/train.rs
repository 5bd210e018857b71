//! Training of linear-chain CRFs: conditional likelihood by stochastic gradient with AdaGrad steps and an L2
//! prior. Deterministic: the same sentences give the same model.

use std::collections::HashMap;

use crate::bytes::Writer;
use crate::line::features::{Look, PLACES, Place, REACH, of_word, quoted, seen};
use crate::line::{Line, Weight};
use crate::{Hint, LINE, MAGIC};

/// A sentence to learn from: its words, what lexicons say of them, and a label for each by number.
#[derive(Clone, Debug, Default)]
pub struct Example {
    pub words: Vec<String>,
    pub hints: Vec<Vec<Hint>>,
    /// What [`echoes`] says of each word.
    pub echoes: Vec<Vec<u32>>,
    pub labels: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub rounds: usize,
    /// The length of the first steps.
    pub rate: f32,
    /// How strongly weights are held near zero.
    pub prior: f32,
    /// A feature must have been seen so often.
    pub least: u32,
    /// Weights nearer to zero than this are left out of the file.
    pub cut: f32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { rounds: 16, rate: 0.25, prior: 0.8, least: 2, cut: 0.03 }
    }
}

/// What the rest of a text says of each of its words.
pub fn echoes(words: &[&str]) -> Vec<Vec<u32>> {
    let looks: Vec<Look> = words.iter().map(|word| Look::of(word)).collect();
    crate::line::features::echoes(&looks)
}

/// The features of each word of an example, by number of feature.
struct Seen {
    features: Vec<Vec<u32>>,
    labels: Vec<usize>,
}

struct Learner {
    labels: usize,
    /// For each feature, the first of its weights and how often it was seen.
    first: Vec<u32>,
    often: Vec<f32>,
    label_of: Vec<u8>,
    weights: Vec<f32>,
    squares: Vec<f32>,
    follows: Vec<f32>,
    follow_squares: Vec<f32>,
    /// Sums over the rounds remembered, and how many they are.
    weight_sums: Vec<f32>,
    follow_sums: Vec<f32>,
    remembered: f32,
}

/// Trains a model and gives its file.
pub fn train(name: &str, labels: &[String], examples: &[Example], settings: &Settings) -> Vec<u8> {
    let count = labels.len();
    let hashed: Vec<Vec<Vec<u32>>> = examples.iter().map(features).collect();
    let (numbers, hashes, seen) = number(examples, &hashed, count, settings.least);
    drop(hashed);
    let mut learner = Learner::new(&seen, numbers, count);
    let mut order: Vec<usize> = (0..seen.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..settings.rounds {
        shuffle(&mut order, &mut random);
        for &at in &order {
            learner.learn(&seen[at], settings);
        }
        // the mean of the later rounds is steadier than the last one
        if 2 * round >= settings.rounds {
            learner.remember();
        }
    }
    learner.settle();
    let mut out = Writer::default();
    out.0.extend(MAGIC);
    out.u32(LINE);
    out.text(name);
    out.texts(labels);
    out.0.extend(Line::write(&learner.kept(&hashes, settings.cut), &learner.follows));
    out.0
}

fn shuffle(order: &mut [usize], random: &mut u64) {
    for at in (1..order.len()).rev() {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        order.swap(at, (*random % (at as u64 + 1)) as usize);
    }
}

/// The features of each word of an example, as hashes; the same that [`Line`] looks up.
fn features(example: &Example) -> Vec<Vec<u32>> {
    let count = example.words.len();
    let mut found: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (at, word) in example.words.iter().enumerate() {
        of_word(word, &mut |feature, reach| {
            for place in REACH - reach..=REACH + reach {
                // seen in this place from the word at `at + place - REACH`
                let from = (at + place).checked_sub(REACH);
                if let Some(found) = from.and_then(|from| found.get_mut(from)) {
                    found.push(seen(feature, place));
                }
            }
        });
    }
    debug_assert_eq!(PLACES, 2 * REACH + 1);
    let looks: Vec<Look> = example.words.iter().map(|word| Look::of(word)).collect();
    let quoted = quoted(&looks);
    let place = Place { looks: &looks, hints: &example.hints, quoted: &quoted };
    for (at, found) in found.iter_mut().enumerate() {
        place.give(at, &mut |feature| found.push(feature));
        found.extend(example.echoes.get(at).into_iter().flatten());
    }
    found
}

type Numbered = (Vec<Vec<u8>>, Vec<u32>, Vec<Seen>);

/// Numbers the features that were seen often enough, with the labels that each was seen with.
fn number(examples: &[Example], hashed: &[Vec<Vec<u32>>], labels: usize, least: u32) -> Numbered {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for &feature in hashed.iter().flatten().flatten() {
        *counts.entry(feature).or_default() += 1;
    }
    let mut hashes: Vec<u32> =
        counts.iter().filter(|(_, count)| **count >= least).map(|(&feature, _)| feature).collect();
    hashes.sort_unstable();
    drop(counts);
    let mut with: Vec<Vec<u8>> = vec![Vec::new(); hashes.len()];
    let mut seen = Vec::with_capacity(examples.len());
    for (example, hashed) in examples.iter().zip(hashed) {
        let mut features = Vec::with_capacity(hashed.len());
        for (word, &label) in hashed.iter().zip(&example.labels) {
            let known: Vec<u32> = word
                .iter()
                .filter_map(|feature| hashes.binary_search(feature).ok().map(|at| at as u32))
                .collect();
            if label < labels {
                for &feature in &known {
                    let with = &mut with[feature as usize];
                    if !with.contains(&(label as u8)) {
                        with.push(label as u8);
                    }
                }
            }
            features.push(known);
        }
        seen.push(Seen {
            features,
            labels: example.labels.iter().map(|&label| label.min(labels - 1)).collect(),
        });
    }
    with.iter_mut().for_each(|labels| labels.sort_unstable());
    (with, hashes, seen)
}

impl Learner {
    fn new(seen: &[Seen], with: Vec<Vec<u8>>, labels: usize) -> Learner {
        let mut often = vec![0.0_f32; with.len()];
        for &feature in seen.iter().flat_map(|one| &one.features).flatten() {
            often[feature as usize] += 1.0;
        }
        let mut first = Vec::with_capacity(with.len() + 1);
        let mut label_of = Vec::new();
        for labels in with {
            first.push(label_of.len() as u32);
            label_of.extend(labels);
        }
        first.push(label_of.len() as u32);
        Learner {
            labels,
            first,
            often,
            weights: vec![0.0; label_of.len()],
            squares: vec![1e-3; label_of.len()],
            follows: vec![0.0; labels * labels],
            follow_squares: vec![1e-3; labels * labels],
            weight_sums: vec![0.0; label_of.len()],
            follow_sums: vec![0.0; labels * labels],
            remembered: 0.0,
            label_of,
        }
    }

    fn remember(&mut self) {
        self.weight_sums.iter_mut().zip(&self.weights).for_each(|(sum, value)| *sum += value);
        self.follow_sums.iter_mut().zip(&self.follows).for_each(|(sum, value)| *sum += value);
        self.remembered += 1.0;
    }

    fn settle(&mut self) {
        if self.remembered > 0.0 {
            let mean = |sum: &f32| sum / self.remembered;
            self.weights = self.weight_sums.iter().map(mean).collect();
            self.follows = self.follow_sums.iter().map(mean).collect();
        }
    }

    fn range(&self, feature: u32) -> std::ops::Range<usize> {
        self.first[feature as usize] as usize..self.first[feature as usize + 1] as usize
    }

    /// One step along the gradient of one sentence's likelihood.
    fn learn(&mut self, one: &Seen, settings: &Settings) {
        let (count, labels) = (one.labels.len(), self.labels);
        if count == 0 {
            return;
        }
        let mut fits = vec![0.0_f32; count * labels];
        for (row, features) in fits.chunks_exact_mut(labels).zip(&one.features) {
            for &feature in features {
                for at in self.range(feature) {
                    row[usize::from(self.label_of[at])] += self.weights[at];
                }
            }
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            row.iter_mut().for_each(|value| *value = (*value - most).exp());
        }
        let follow: Vec<f32> = self.follows.iter().map(|value| value.exp()).collect();
        let (alpha, beta) = (self.forward(&fits, &follow), self.backward(&fits, &follow));
        let mut expected = vec![0.0_f32; labels * labels];
        let mut pairs = vec![0.0_f32; labels * labels];
        for at in 0..count {
            let (alpha, beta) =
                (&alpha[at * labels..(at + 1) * labels], &beta[at * labels..(at + 1) * labels]);
            let mut chance: Vec<f32> = alpha.iter().zip(beta).map(|(a, b)| a * b).collect();
            let sum: f32 = chance.iter().sum();
            chance.iter_mut().for_each(|value| *value /= sum.max(f32::MIN_POSITIVE));
            for &feature in &one.features[at] {
                let pull = settings.prior / self.often[feature as usize];
                for weight in self.range(feature) {
                    let label = usize::from(self.label_of[weight]);
                    let right = if one.labels[at] == label { 1.0 } else { 0.0 };
                    let slope = right - chance[label] - pull * self.weights[weight];
                    self.squares[weight] += slope * slope;
                    self.weights[weight] += settings.rate * slope / self.squares[weight].sqrt();
                }
            }
        }
        for at in 1..count {
            let before = &alpha[(at - 1) * labels..at * labels];
            let (fits, beta) = (&fits[at * labels..(at + 1) * labels], &beta[at * labels..(at + 1) * labels]);
            let mut sum = 0.0;
            for (from, row) in pairs.chunks_exact_mut(labels).enumerate() {
                for (to, value) in row.iter_mut().enumerate() {
                    *value = before[from] * follow[from * labels + to] * fits[to] * beta[to];
                    sum += *value;
                }
            }
            let scale = 1.0 / sum.max(f32::MIN_POSITIVE);
            expected.iter_mut().zip(&pairs).for_each(|(total, value)| *total += value * scale);
            expected[one.labels[at - 1] * labels + one.labels[at]] -= 1.0;
        }
        for (at, expected) in expected.iter().enumerate() {
            let slope = -expected - settings.prior * 1e-3 * self.follows[at];
            self.follow_squares[at] += slope * slope;
            self.follows[at] += settings.rate * slope / self.follow_squares[at].sqrt();
        }
    }

    fn forward(&self, fits: &[f32], follow: &[f32]) -> Vec<f32> {
        let labels = self.labels;
        let mut alpha = vec![0.0_f32; fits.len()];
        for at in 0..fits.len() / labels {
            let (done, rest) = alpha.split_at_mut(at * labels);
            let row = &mut rest[..labels];
            match at.checked_sub(1).map(|before| &done[before * labels..]) {
                None => row.fill(1.0),
                Some(before) => {
                    for (before, follow) in before.iter().zip(follow.chunks_exact(labels)) {
                        row.iter_mut().zip(follow).for_each(|(value, follow)| *value += before * follow);
                    }
                }
            }
            row.iter_mut().zip(&fits[at * labels..]).for_each(|(value, fits)| *value *= fits);
            normalise(row);
        }
        alpha
    }

    fn backward(&self, fits: &[f32], follow: &[f32]) -> Vec<f32> {
        let labels = self.labels;
        let count = fits.len() / labels;
        let mut beta = vec![1.0_f32; fits.len()];
        for at in (0..count.saturating_sub(1)).rev() {
            let (done, rest) = beta.split_at_mut((at + 1) * labels);
            let row = &mut done[at * labels..];
            let next: Vec<f32> = rest[..labels]
                .iter()
                .zip(&fits[(at + 1) * labels..])
                .map(|(beta, fits)| beta * fits)
                .collect();
            for (value, follow) in row.iter_mut().zip(follow.chunks_exact(labels)) {
                *value = follow.iter().zip(&next).map(|(follow, next)| follow * next).sum();
            }
            normalise(row);
        }
        beta
    }

    fn kept(&self, hashes: &[u32], cut: f32) -> Vec<Weight> {
        let mut kept = Vec::new();
        for (at, &feature) in hashes.iter().enumerate() {
            for weight in self.range(at as u32) {
                let value = self.weights[weight];
                if value.abs() >= cut {
                    kept.push(Weight { feature, label: self.label_of[weight], value });
                }
            }
        }
        kept
    }
}

fn normalise(row: &mut [f32]) {
    let sum: f32 = row.iter().sum();
    let scale = 1.0 / sum.max(f32::MIN_POSITIVE);
    row.iter_mut().for_each(|value| *value *= scale);
}
