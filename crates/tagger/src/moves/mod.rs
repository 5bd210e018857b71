//! Hashed features of words, four convolutions with maxout, and moves chosen word by word: the network of
//! spaCy's small models.
//!
//! What a word is worth alone is worked out once and remembered. The layers are matrix products over a text;
//! the moves then begin, go on with and end names, each choice seeing the last.

mod cut;
mod hash;

use std::collections::HashMap;
use std::sync::Arc;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Slice};

use crate::Words;
use crate::bytes::{Damaged, Reader};
use crate::spans::{Kinds, Tagged};
use cut::{Piece, cut, shape};

/// Words that a memory keeps; it forgets all when it is full.
const MOST_WORDS: usize = 40_000;
/// Outputs of a layer compete in threes, those of the state of the moves in twos.
const PIECES: usize = 3;
const STATE_PIECES: usize = 2;
/// What a move sees: the word, the first word of the open name, and the word before.
const SEEN: usize = 3;
/// Texts are read in runs of about so many words, so that memory stays flat however long a text is.
const RUN: usize = 4096;

#[derive(Clone, Debug)]
pub(crate) struct Moves {
    /// What is written otherwise for the same, by the hash of the word as written.
    norms: HashMap<u64, String>,
    tables: Vec<Table>,
    mix: Layer,
    layers: Vec<Layer>,
    narrow: Array2<f32>,
    narrow_bias: Vec<f32>,
    /// What a word gives to the state, in each way of being seen.
    see: Array2<f32>,
    see_bias: Vec<f32>,
    unseen: Vec<f32>,
    choose: Array2<f32>,
    choose_bias: Vec<f32>,
    actions: Vec<Action>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Begin,
    GoOn,
    End,
    Single,
    Pass,
}

#[derive(Clone, Copy, Debug)]
struct Action {
    act: Act,
    /// The kind as the network tells kinds apart; several may have one name.
    kind: u32,
}

/// Vectors of one sort of feature; a feature's is the sum of four of them.
#[derive(Clone, Debug)]
struct Table {
    seed: u32,
    rows: Array2<f32>,
}

/// A product, the largest of each three outputs, evened out.
#[derive(Clone, Debug)]
struct Layer {
    weights: Array2<f32>,
    bias: Vec<f32>,
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl Layer {
    fn read(from: &mut Reader<'_>, inputs: usize, width: usize) -> Result<Layer, Damaged> {
        Ok(Layer {
            weights: from.matrix(inputs, width * PIECES)?,
            bias: from.floats(width * PIECES)?,
            scale: from.floats(width)?,
            shift: from.floats(width)?,
        })
    }

    /// The largest of each three, then evened out to mean 0 and variance 1, scaled and shifted.
    fn finish(&self, sums: &[f32], into: &mut [f32]) {
        for (value, three) in into.iter_mut().zip(sums.chunks_exact(PIECES)) {
            *value = three.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        }
        let count = into.len().max(1) as f32;
        let mean = into.iter().sum::<f32>() / count;
        let variance = into.iter().map(|value| (value - mean) * (value - mean)).sum::<f32>() / count + 1e-8;
        let even = 1.0 / variance.sqrt();
        for (value, (scale, shift)) in into.iter_mut().zip(self.scale.iter().zip(&self.shift)) {
            *value = (*value - mean) * even * scale + shift;
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    words: HashMap<Box<str>, Arc<[f32]>>,
}

impl Moves {
    pub fn read(mut from: Reader<'_>, labels: usize) -> Result<Moves, Damaged> {
        let from = &mut from;
        let norms = (0..from.count()?).map(|_| Ok((from.u64()?, from.text()?))).collect::<Result<_, _>>()?;
        let width = from.count()?;
        let mut tables = Vec::new();
        for _ in 0..from.count()? {
            let (seed, rows) = (from.u32()?, from.count()?);
            if rows == 0 {
                return Err(from.damaged("a table is empty"));
            }
            tables.push(Table { seed, rows: from.matrix(rows, width)? });
        }
        let mix = Layer::read(from, tables.len() * width, width)?;
        let layers =
            (0..from.count()?).map(|_| Layer::read(from, 3 * width, width)).collect::<Result<_, _>>()?;
        let hidden = from.count()?;
        let given = SEEN * hidden * STATE_PIECES;
        let moves = Moves {
            norms,
            tables,
            mix,
            layers,
            narrow: from.matrix(width, hidden)?,
            narrow_bias: from.floats(hidden)?,
            see: from.matrix(hidden, given)?,
            see_bias: from.floats(hidden * STATE_PIECES)?,
            unseen: from.floats(given)?,
            choose: from.matrix(hidden, labels)?,
            choose_bias: from.floats(labels)?,
            actions: (0..labels).map(|_| Action::read(from)).collect::<Result<_, _>>()?,
        };
        from.end()?;
        Ok(moves)
    }

    /// The names of a text.
    pub fn tag(&self, words: &Words<'_>, kinds: &Kinds, memory: &mut Memory) -> Vec<Tagged> {
        let pieces = cut(words);
        let mut labels = Vec::with_capacity(pieces.len());
        let mut from = 0;
        while from < pieces.len() {
            // a run ends where a sentence does, unless that goes on for ever
            let limit = (from + RUN).min(pieces.len());
            let end = (from + 1..limit).rev().find(|&at| pieces[at].opens).filter(|_| limit < pieces.len());
            let to = end.unwrap_or(limit);
            labels.extend(self.walk(&pieces[from..to], memory));
            from = to;
        }
        let mut found: Vec<Tagged> = Vec::new();
        for one in kinds.spans(&labels, 0) {
            let (Some(first), Some(last)) = (pieces.get(one.tokens.start), pieces.get(one.tokens.end - 1))
            else {
                continue;
            };
            let tokens = first.tokens.start..last.tokens.end;
            // two names within one token are one
            if found.last().is_none_or(|last| last.tokens.end <= tokens.start) {
                found.push(Tagged { tokens, kind: one.kind });
            }
        }
        found
    }

    /// A move for each piece.
    fn walk(&self, pieces: &[Piece<'_>], memory: &mut Memory) -> Vec<usize> {
        let rows = self.rows(pieces, memory);
        let mut narrow = crate::net::biased(pieces.len(), &self.narrow_bias);
        general_mat_mul(1.0, &rows, &self.narrow, 1.0, &mut narrow);
        let gives = narrow.dot(&self.see);
        let mut open: Option<(usize, u32)> = None;
        let mut chosen = Vec::with_capacity(pieces.len());
        for at in 0..pieces.len() {
            let before = open.and_then(|_| at.checked_sub(1));
            let seen = [Some(at), open.map(|(first, _)| first), before];
            let scores = self.scores(&gives, &seen);
            let last = pieces.get(at + 1).is_none_or(|next| next.opens);
            let most = self
                .actions
                .iter()
                .zip(&scores)
                .enumerate()
                .filter(|(_, (action, _))| action.fits(open, last));
            let most = most.fold(None, |best: Option<(usize, f32)>, (number, (_, &score))| match best {
                Some((_, top)) if top >= score => best,
                _ => Some((number, score)),
            });
            let number = most.map_or(0, |(number, _)| number);
            let action = self.actions.get(number).copied().unwrap_or(Action { act: Act::Pass, kind: 0 });
            open = match action.act {
                Act::Begin => Some((at, action.kind)),
                Act::GoOn => open,
                Act::End | Act::Single | Act::Pass => None,
            };
            chosen.push(number);
        }
        chosen
    }

    fn scores(&self, gives: &Array2<f32>, seen: &[Option<usize>; SEEN]) -> Vec<f32> {
        let width = self.see_bias.len();
        let mut state = self.see_bias.clone();
        for (way, at) in seen.iter().enumerate() {
            let place = way * width..(way + 1) * width;
            let row = at.and_then(|at| gives.row(at).to_slice()).unwrap_or(&self.unseen);
            let row = row.get(place).unwrap_or_default();
            state.iter_mut().zip(row).for_each(|(value, given)| *value += given);
        }
        let hidden: Vec<f32> = state
            .chunks_exact(STATE_PIECES)
            .map(|pieces| pieces.iter().copied().fold(f32::NEG_INFINITY, f32::max))
            .collect();
        let mut scores = self.choose_bias.clone();
        for (value, weights) in hidden.iter().zip(self.choose.rows()) {
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += value * weight);
        }
        scores
    }

    fn rows(&self, pieces: &[Piece<'_>], memory: &mut Memory) -> Array2<f32> {
        let width = self.narrow.nrows();
        let mut rows = Array2::<f32>::zeros((pieces.len(), width));
        for (mut row, piece) in rows.rows_mut().into_iter().zip(pieces) {
            row.assign(&ArrayView1::from(&*self.word(piece.text, memory)));
        }
        for layer in &self.layers {
            let mut sums = crate::net::biased(pieces.len(), &layer.bias);
            // before, itself, after; nothing where the text ends
            for place in 0..3 {
                let from = usize::from(place == 0).min(pieces.len());
                let shift = usize::from(place == 2).min(pieces.len());
                let weights =
                    layer.weights.slice_axis(Axis(0), Slice::from(place * width..(place + 1) * width));
                let seen = rows.slice_axis(Axis(0), Slice::from(shift..pieces.len() - from));
                let mut seeing = sums.slice_axis_mut(Axis(0), Slice::from(from..pieces.len() - shift));
                general_mat_mul(1.0, &seen, &weights, 1.0, &mut seeing);
            }
            let mut out = vec![0.0; width];
            for (mut row, sums) in rows.rows_mut().into_iter().zip(sums.rows()) {
                layer.finish(sums.to_slice().unwrap_or_default(), &mut out);
                row.iter_mut().zip(&out).for_each(|(value, more)| *value += more);
            }
        }
        rows
    }

    /// What a word is worth alone.
    fn word(&self, word: &str, memory: &mut Memory) -> Arc<[f32]> {
        if let Some(known) = memory.words.get(word) {
            return known.clone();
        }
        let lower = word.to_lowercase();
        let norm = self.norms.get(&hash::word(word)).map_or(&*lower, String::as_str);
        let prefix = word.char_indices().nth(1).map_or(word, |(at, _)| &word[..at]);
        let suffix = word.char_indices().rev().nth(2).map_or(word, |(at, _)| &word[at..]);
        let shape = shape(word);
        let width = self.narrow.nrows();
        let mut features = Vec::with_capacity(self.tables.len() * width);
        for (table, feature) in self.tables.iter().zip([norm, prefix, suffix, &shape]) {
            let mut sum = vec![0.0; width];
            for place in hash::places(hash::word(feature), table.seed) {
                let row = table.rows.row(place as usize % table.rows.nrows());
                sum.iter_mut().zip(row).for_each(|(value, more)| *value += more);
            }
            features.extend(sum);
        }
        let mut sums = crate::net::biased(1, &self.mix.bias);
        if let Ok(features) = ArrayView2::from_shape((1, features.len()), &features)
            && features.ncols() == self.mix.weights.nrows()
        {
            general_mat_mul(1.0, &features, &self.mix.weights, 1.0, &mut sums);
        }
        let mut out = vec![0.0; width];
        self.mix.finish(sums.as_slice().unwrap_or_default(), &mut out);
        let out: Arc<[f32]> = out.into();
        if memory.words.len() >= MOST_WORDS {
            memory.words.clear();
        }
        memory.words.insert(word.into(), out.clone());
        out
    }
}

impl Action {
    fn read(from: &mut Reader<'_>) -> Result<Action, Damaged> {
        let act = match from.u32()? {
            0 => Act::Begin,
            1 => Act::GoOn,
            2 => Act::End,
            3 => Act::Single,
            4 => Act::Pass,
            _ => return Err(from.damaged("a move is of an unknown sort")),
        };
        Ok(Action { act, kind: from.u32()? })
    }

    /// Whether the move can be made with this name open, at the last word of a sentence or before it.
    fn fits(self, open: Option<(usize, u32)>, last: bool) -> bool {
        match (self.act, open) {
            (Act::Begin, None) => !last,
            (Act::Single | Act::Pass, None) => true,
            (Act::GoOn, Some((_, kind))) => kind == self.kind && !last,
            (Act::End, Some((_, kind))) => kind == self.kind,
            _ => false,
        }
    }
}
