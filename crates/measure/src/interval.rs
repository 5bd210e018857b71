//! How far a figure could lie elsewhere on other publications of the same kind: the bootstrap.
//!
//! Publications are drawn with replacement, as many as there are, many times over; the middle 95 % of the
//! figures is the interval. The draw is seeded, so the same set gives the same interval.

use crate::tally::{Counts, Scores};

/// The bounds of the middle 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// How often to draw, and from which seed.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    pub draws: usize,
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Sampling {
        Sampling { draws: 1000, seed: 0 }
    }
}

impl Sampling {
    /// The interval of an F1 over publications; `None` where there is nothing to draw from.
    pub fn f1(self, publications: &[Scores], counts: impl Fn(&Scores) -> Counts) -> Option<Interval> {
        let rows: Vec<Counts> = publications.iter().map(counts).collect();
        if rows.len() < 2 || self.draws == 0 {
            return None;
        }
        let mut dice = Dice(self.seed);
        let mut figures: Vec<f64> = (0..self.draws)
            .map(|_| {
                let mut drawn = Counts::default();
                (0..rows.len())
                    .filter_map(|_| rows.get(dice.below(rows.len())))
                    .for_each(|row| drawn.add(*row));
                drawn.f1()
            })
            .collect();
        figures.sort_by(f64::total_cmp);
        let at = |share: f64| figures.get((share * (self.draws - 1) as f64).round() as usize).copied();
        Some(Interval { low: at(0.025)?, high: at(0.975)? })
    }
}

/// Splitmix64: a small generator, so that the draw is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n.max(1) as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn publications(rows: &[(usize, usize, usize)]) -> Vec<Scores> {
        let scores = |&(right, spurious, missed): &(usize, usize, usize)| Scores {
            types: [("event", Counts { right, spurious, missed })].into(),
            ..Scores::default()
        };
        rows.iter().map(scores).collect()
    }

    #[test]
    fn publications_that_are_alike_leave_no_doubt() {
        let same = publications(&[(3, 1, 1); 8]);
        let interval = Sampling::default().f1(&same, Scores::total).unwrap();
        assert_eq!((interval.low, interval.high), (0.75, 0.75));
    }

    #[test]
    fn publications_that_differ_give_a_range_around_the_figure_and_the_same_one_each_time() {
        let mixed = publications(&[(9, 1, 0), (1, 5, 9), (6, 0, 3), (2, 2, 2), (0, 4, 1), (8, 0, 0)]);
        let whole = Counts { right: 26, spurious: 12, missed: 15 }.f1();
        let sampling = Sampling { draws: 2000, seed: 7 };
        let interval = sampling.f1(&mixed, Scores::total).unwrap();
        assert!(interval.low < whole && whole < interval.high, "{interval:?}");
        assert!(interval.high - interval.low > 0.2, "{interval:?}");
        assert_eq!(sampling.f1(&mixed, Scores::total), Some(interval));
        assert_ne!(Sampling { seed: 8, ..sampling }.f1(&mixed, Scores::total), Some(interval));
    }

    #[test]
    fn one_publication_says_nothing_of_others() {
        assert_eq!(Sampling::default().f1(&publications(&[(1, 0, 0)]), Scores::total), None);
        assert_eq!(Sampling::default().f1(&[], Scores::total), None);
    }
}
