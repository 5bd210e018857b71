//! Vectors of words, three convolutions and a linear-chain CRF: the network of Slovnet.
//!
//! The first convolution is linear in each word of its window, so that what a word gives to each place of
//! the window is worked out once a word and remembered; the others are matrix products over a whole text.

mod shape;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView1, ArrayView2, ArrayViewMut2, Axis, Slice};

use crate::bytes::{Bytes, Damaged, Reader};
use crate::chain::Chain;
use shape::Shapes;
use words::Vectors;

/// Words that a memory keeps; it forgets all when it is full. A word takes about three kilobytes.
const MOST_WORDS: usize = 12_000;
/// A convolution looks at a word and at one on either side.
const WINDOW: usize = 3;
/// Texts are tagged in runs of about so many words, so that memory stays flat however long a text is.
const RUN: usize = 4096;
/// What of the words around a run decides on its words: one a convolution, and room for the chain.
const MARGIN: usize = 32;

#[derive(Clone, Debug)]
pub(crate) struct Net {
    file: Bytes,
    shapes: Shapes,
    vectors: Vectors,
    /// What each shape gives to each place of the first window.
    shape_gives: Array2<f32>,
    first: Layer,
    others: Vec<Layer>,
    out: Array2<f32>,
    out_bias: Vec<f32>,
    chain: Chain,
}

/// One convolution, a ramp, and a scale and shift for each of its outputs.
#[derive(Clone, Debug)]
struct Layer {
    /// Inputs by outputs, for each place of the window; of the first layer, all places side by side.
    places: Vec<Array2<f32>>,
    bias: Vec<f32>,
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl Layer {
    fn read(
        from: &mut Reader<'_>,
        inputs: usize,
        outputs: usize,
        side_by_side: bool,
    ) -> Result<Layer, Damaged> {
        let (count, width) = if side_by_side { (1, WINDOW * outputs) } else { (WINDOW, outputs) };
        let places = (0..count).map(|_| from.matrix(inputs, width)).collect::<Result<_, _>>()?;
        Ok(Layer {
            places,
            bias: from.floats(outputs)?,
            scale: from.floats(outputs)?,
            shift: from.floats(outputs)?,
        })
    }

    fn outputs(&self) -> usize {
        self.bias.len()
    }

    fn finish(&self, row: &mut [f32]) {
        let consts = self.scale.iter().zip(&self.shift);
        for (value, (scale, shift)) in row.iter_mut().zip(consts) {
            *value = value.max(0.0) * scale + shift;
        }
    }
}

/// What words give to the windows that they stand in, by the word as written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    words: HashMap<Box<str>, Arc<[f32]>>,
}

impl Net {
    pub fn read(file: Bytes, mut from: Reader<'_>, labels: usize) -> Result<Net, Damaged> {
        let shapes = Shapes::read(&mut from)?;
        let (shape_count, shape_width) = (from.count()?, from.count()?);
        if shapes.largest() >= shape_count {
            return Err(from.damaged("a shape has no vector"));
        }
        let shape_vectors = from.matrix(shape_count, shape_width)?;
        let vectors = Vectors::read(&mut from)?;
        let widths = (0..from.count()?).map(|_| from.count()).collect::<Result<Vec<usize>, _>>()?;
        let Some((&width, rest)) = widths.split_first() else {
            return Err(from.damaged("the network has no layers"));
        };
        let first = Layer::read(&mut from, vectors.width(), width, true)?;
        let shape_weights = from.matrix(shape_width, WINDOW * width)?;
        let (mut others, mut inputs) = (Vec::new(), width);
        for &outputs in rest {
            others.push(Layer::read(&mut from, inputs, outputs, false)?);
            inputs = outputs;
        }
        let out = from.matrix(inputs, labels)?;
        let out_bias = from.floats(labels)?;
        let chain = Chain::new(labels, from.floats(labels.saturating_mul(labels))?);
        from.end()?;
        let shape_gives = shape_vectors.dot(&shape_weights);
        Ok(Net { file, shapes, vectors, shape_gives, first, others, out, out_bias, chain })
    }

    /// A label for each word.
    pub fn tag(&self, words: &[&str], memory: &mut Memory) -> Vec<usize> {
        let mut labels = Vec::with_capacity(words.len());
        while labels.len() < words.len() {
            let from = labels.len().saturating_sub(MARGIN);
            let to = (labels.len() + RUN + MARGIN).min(words.len());
            let keep = if to == words.len() { to } else { to - MARGIN };
            let found = self.chain.best(&self.emissions(&words[from..to], memory));
            let fresh = labels.len() - from..keep - from;
            labels.extend_from_slice(&found[fresh]);
        }
        labels
    }

    /// How well each label fits each word.
    fn emissions(&self, words: &[&str], memory: &mut Memory) -> Vec<f32> {
        let gives: Vec<Arc<[f32]>> = words.iter().map(|word| self.gives(word, memory)).collect();
        let width = self.first.outputs();
        let mut rows = Array2::<f32>::zeros((words.len(), width));
        for (at, mut row) in rows.rows_mut().into_iter().enumerate() {
            let Some(row) = row.as_slice_mut() else { continue };
            row.copy_from_slice(&self.first.bias);
            for place in 0..WINDOW {
                let Some(given) = (at + place).checked_sub(WINDOW / 2).and_then(|at| gives.get(at)) else {
                    continue;
                };
                let given = &given[place * width..(place + 1) * width];
                row.iter_mut().zip(given).for_each(|(value, given)| *value += given);
            }
            self.first.finish(row);
        }
        for layer in &self.others {
            rows = convolve(layer, rows.view());
        }
        let mut out = biased(words.len(), &self.out_bias);
        general_mat_mul(1.0, &rows, &self.out, 1.0, &mut out);
        out.into_raw_vec_and_offset().0
    }

    /// What a word gives to the place before it, its own, and the one after it.
    fn gives(&self, word: &str, memory: &mut Memory) -> Arc<[f32]> {
        if let Some(known) = memory.words.get(word) {
            return known.clone();
        }
        let mut vector = vec![0.0; self.vectors.width()];
        self.vectors.of(&self.file, &word.to_lowercase(), &mut vector);
        let mut given = self.shape_gives.row(self.shapes.of(word)).to_vec();
        let width = given.len();
        let vector = ArrayView2::from_shape((1, vector.len()), &vector);
        let into = ArrayViewMut2::from_shape((1, width), &mut given);
        if let (Ok(vector), Ok(mut into), Some(weights)) = (vector, into, self.first.places.first()) {
            general_mat_mul(1.0, &vector, weights, 1.0, &mut into);
        }
        let given: Arc<[f32]> = given.into();
        if memory.words.len() >= MOST_WORDS {
            memory.words.clear();
        }
        memory.words.insert(word.into(), given.clone());
        given
    }
}

/// Rows that hold the bias, to which products are added.
pub(crate) fn biased(count: usize, bias: &[f32]) -> Array2<f32> {
    let mut rows = Array2::<f32>::zeros((count, bias.len()));
    rows += &ArrayView1::from(bias);
    rows
}

fn convolve(layer: &Layer, rows: ArrayView2<'_, f32>) -> Array2<f32> {
    let count = rows.nrows();
    let mut out = biased(count, &layer.bias);
    for (place, weights) in layer.places.iter().enumerate() {
        // the word at `at` sees, in this place of its window, the one at `at + place - 1`
        let from = usize::from(place == 0).min(count);
        let shift = place.saturating_sub(WINDOW / 2).min(count);
        let seen = rows.slice_axis(Axis(0), Slice::from(shift..count - from));
        let mut seeing = out.slice_axis_mut(Axis(0), Slice::from(from..count - shift));
        general_mat_mul(1.0, &seen, weights, 1.0, &mut seeing);
    }
    for mut row in out.rows_mut() {
        if let Some(row) = row.as_slice_mut() {
            layer.finish(row);
        }
    }
    out
}
