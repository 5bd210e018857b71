//! A linear-chain CRF over features of words, its weights in one byte each.
//!
//! File: count and hashes of the features in order, where the weights of each begin, then for each weight its
//! label and its value in steps; the scores of label after label.

pub(crate) mod features;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::bytes::{Bytes, Damaged, Reader, Writer, u32_at};
use crate::chain::Chain;
use crate::{Hint, Words};
use features::{Look, PLACES, Place, REACH, echoes, of_word, quoted, seen};

/// Words that a memory keeps; it forgets all when it is full.
const MOST_WORDS: usize = 40_000;
/// A sentence is tagged in runs of at most so many words; longer ones are no sentences.
const RUN: usize = 2000;

#[derive(Clone, Debug)]
pub(crate) struct Line {
    file: Bytes,
    labels: usize,
    /// Where in the file the hashes of the features stand, in order.
    hashes: Range<usize>,
    /// Where the place in `weights` of each feature stands, and one more.
    starts: Range<usize>,
    /// Where pairs of label and value stand.
    weights: Range<usize>,
    /// What one step of a value is worth.
    step: f32,
    chain: Chain,
    /// The first feature whose hash begins with these two bytes.
    buckets: Vec<u32>,
}

/// What is known of a word between texts.
#[derive(Clone, Debug)]
struct Known {
    look: Look,
    /// What it gives to each label, place by place.
    gives: Vec<f32>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    words: HashMap<Box<str>, Arc<Known>>,
}

/// A text with all that is known of its words.
struct Text<'a> {
    words: &'a Words<'a>,
    known: &'a [Arc<Known>],
    looks: &'a [Look],
    echoes: &'a [Vec<u32>],
}

/// A weight that training found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight {
    pub feature: u32,
    pub label: u8,
    pub value: f32,
}

impl Line {
    pub fn read(file: Bytes, mut from: Reader<'_>, labels: usize) -> Result<Line, Damaged> {
        let step = from.floats(1)?.first().copied().unwrap_or(0.0);
        let chain = Chain::new(labels, from.floats(labels.saturating_mul(labels))?);
        let (count, weight_count) = (from.count()?, from.count()?);
        let hashes = from.range(count.saturating_mul(4))?;
        let starts = from.range((count + 1).saturating_mul(4))?;
        let weights = from.range(weight_count.saturating_mul(2))?;
        from.end()?;
        let list = file.get(hashes.clone()).unwrap_or_default();
        let mut buckets = Vec::with_capacity(0x1_0001);
        for at in 0..count {
            let top = u32_at(list, at) >> 16;
            while buckets.len() <= top as usize {
                buckets.push(at as u32);
            }
        }
        buckets.resize(0x1_0001, count as u32);
        Ok(Line { file, labels, hashes, starts, weights, step, chain, buckets })
    }

    /// The file of a model of these weights, which must be in order of their features.
    pub fn write(weights: &[Weight], follows: &[f32]) -> Vec<u8> {
        let largest = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.value.abs()));
        let step = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        let steps = |weight: &Weight| (weight.value / step).round().clamp(-127.0, 127.0) as i8;
        let kept: Vec<&Weight> = weights.iter().filter(|weight| steps(weight) != 0).collect();
        let (mut hashes, mut starts, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (at, weight) in kept.iter().enumerate() {
            if hashes.last() != Some(&weight.feature) {
                hashes.push(weight.feature);
                starts.push(at as u32);
            }
            values.extend([weight.label, steps(weight) as u8]);
        }
        starts.push(kept.len() as u32);
        let mut out = Writer::default();
        out.floats(&[step]);
        out.floats(follows);
        out.count(hashes.len());
        out.count(kept.len());
        hashes.iter().chain(&starts).for_each(|&number| out.u32(number));
        out.0.extend(values);
        out.0
    }

    /// A label for each word of each sentence, sentence by sentence.
    pub fn tag(&self, words: &Words<'_>, memory: &mut Memory) -> Vec<Vec<usize>> {
        let tokens = 0..words.tokens.len();
        let known: Vec<Arc<Known>> = tokens.map(|at| self.known(words.written(at), memory)).collect();
        let looks: Vec<Look> = known.iter().map(|known| known.look).collect();
        let text = Text { words, known: &known, looks: &looks, echoes: &echoes(&looks) };
        words.sentences.iter().map(|sentence| self.tag_sentence(&text, sentence.clone())).collect()
    }

    fn tag_sentence(&self, text: &Text<'_>, sentence: Range<usize>) -> Vec<usize> {
        let mut row = Vec::with_capacity(sentence.len());
        let mut from = sentence.start;
        while from < sentence.end {
            let to = (from + RUN).min(sentence.end);
            row.extend(self.chain.best(&self.emissions(text, from..to)));
            from = to;
        }
        row
    }

    fn emissions(&self, text: &Text<'_>, tokens: Range<usize>) -> Vec<f32> {
        let known = text.known.get(tokens.clone()).unwrap_or_default();
        let looks = text.looks.get(tokens.clone()).unwrap_or_default();
        let echoes = text.echoes.get(tokens.clone()).unwrap_or_default();
        let quoted = quoted(looks);
        let hints: &[Vec<Hint>] = text.words.hints.get(tokens).unwrap_or_default();
        let place = Place { looks, hints, quoted: &quoted };
        let mut out = vec![0.0; known.len() * self.labels];
        for (at, row) in out.chunks_exact_mut(self.labels.max(1)).enumerate() {
            for from in 0..PLACES {
                // the word at `at + REACH - from` is seen from here in place `from`
                let Some(known) = (at + REACH).checked_sub(from).and_then(|at| known.get(at)) else {
                    continue;
                };
                let gives = &known.gives[from * self.labels..(from + 1) * self.labels];
                row.iter_mut().zip(gives).for_each(|(value, given)| *value += given);
            }
            place.give(at, &mut |feature| self.add(feature, row));
            echoes.get(at).into_iter().flatten().for_each(|&feature| self.add(feature, row));
        }
        out
    }

    fn known(&self, word: &str, memory: &mut Memory) -> Arc<Known> {
        if let Some(known) = memory.words.get(word) {
            return known.clone();
        }
        let mut gives = vec![0.0; PLACES * self.labels];
        of_word(word, &mut |feature, reach| {
            for place in REACH - reach..=REACH + reach {
                self.add(seen(feature, place), &mut gives[place * self.labels..(place + 1) * self.labels]);
            }
        });
        let known = Arc::new(Known { look: Look::of(word), gives });
        if memory.words.len() >= MOST_WORDS {
            memory.words.clear();
        }
        memory.words.insert(word.into(), known.clone());
        known
    }

    /// Adds what a feature is worth to each label.
    fn add(&self, feature: u32, row: &mut [f32]) {
        let top = (feature >> 16) as usize;
        let (Some(&from), Some(&to)) = (self.buckets.get(top), self.buckets.get(top + 1)) else { return };
        let hashes = self.file.get(self.hashes.clone()).unwrap_or_default();
        let Some(at) = (from as usize..to as usize).find(|&at| u32_at(hashes, at) >= feature) else { return };
        if u32_at(hashes, at) != feature {
            return;
        }
        let starts = self.file.get(self.starts.clone()).unwrap_or_default();
        let (from, to) = (u32_at(starts, at) as usize, u32_at(starts, at + 1) as usize);
        let weights = self.file.get(self.weights.clone()).unwrap_or_default();
        for pair in weights.get(from * 2..to * 2).unwrap_or_default().chunks_exact(2) {
            if let [label, value] = *pair
                && let Some(slot) = row.get_mut(usize::from(label))
            {
                *slot += f32::from(value as i8) * self.step;
            }
        }
    }
}
