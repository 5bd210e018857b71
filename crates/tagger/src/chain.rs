//! The best row of labels: what fits each word, and what likes to follow what.

/// Scores of label after label.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    labels: usize,
    /// By label, then by the label before it.
    after: Vec<f32>,
}

impl Chain {
    /// `follows` is by label, then by the label that follows it.
    pub fn new(labels: usize, follows: Vec<f32>) -> Chain {
        let mut after = vec![0.0; labels * labels];
        for (from, row) in follows.chunks(labels.max(1)).enumerate() {
            for (to, &score) in row.iter().enumerate() {
                if let Some(slot) = after.get_mut(to * labels + from) {
                    *slot = score;
                }
            }
        }
        Chain { labels, after }
    }

    /// The best row (Viterbi), given how well each label fits each word; of equals the first label wins.
    pub fn best(&self, emissions: &[f32]) -> Vec<usize> {
        let labels = self.labels.max(1);
        let mut words = emissions.chunks_exact(labels);
        let Some(first) = words.next() else { return Vec::new() };
        let mut scores = first.to_vec();
        let mut next = vec![0.0; labels];
        let mut came_from: Vec<u16> = Vec::with_capacity(emissions.len());
        for word in words {
            for ((label, after), fits) in self.after.chunks_exact(labels).enumerate().zip(word) {
                let (mut best, mut from) = (f32::NEG_INFINITY, 0);
                for (before, (score, after)) in scores.iter().zip(after).enumerate() {
                    if score + after > best {
                        (best, from) = (score + after, before);
                    }
                }
                next[label] = best + fits;
                came_from.push(from as u16);
            }
            std::mem::swap(&mut scores, &mut next);
        }
        let last = scores.iter().enumerate().fold((0, f32::NEG_INFINITY), |best, (label, &score)| {
            if score > best.1 { (label, score) } else { best }
        });
        let mut row = vec![last.0];
        let mut label = last.0;
        for from in came_from.chunks_exact(labels).rev() {
            label = usize::from(from[label]);
            row.push(label);
        }
        row.reverse();
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_what_outweighs_a_weak_word() {
        // labels: O, B, I; I never follows O
        let chain = Chain::new(3, vec![0.0, 0.0, -9.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
        let row = chain.best(&[1.0, 0.5, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.5]);
        assert_eq!(row, [1, 2, 2]);
        assert_eq!(chain.best(&[1.0, 0.5, 0.0, 1.0, 0.0, 0.6]), [1, 2]);
        assert_eq!(chain.best(&[2.0, 0.5, 0.0, 1.0, 0.0, 0.5]), [0, 0]);
        assert!(chain.best(&[]).is_empty());
    }
}
