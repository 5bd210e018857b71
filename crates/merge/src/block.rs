//! Blocking: who could be the same. Only claims that share a key are ever weighed, so that the work grows
//! with the number of claims and not with its square.

/// Blocks up to this size are compared in full; a key that more share tells little.
pub(crate) const FULL: usize = 16;
/// In larger blocks each is compared with this many that follow it in order of rank: likely partners stand
/// near each other there, and finer keys find the others.
pub(crate) const WINDOW: usize = 5;

/// Pairs of numbers that share a key, each pair once, the smaller number first. `ranks` puts the members of
/// overfull blocks in order.
pub(crate) fn pairs(mut keyed: Vec<(u64, u32)>, ranks: &[u32]) -> Vec<(u32, u32)> {
    let rank = |number: u32| ranks.get(number as usize).copied().unwrap_or(number);
    keyed.sort_unstable_by_key(|&(key, number)| (key, rank(number), number));
    keyed.dedup();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        let reach = if block.len() <= FULL { block.len() } else { WINDOW };
        for (at, &(_, one)) in block.iter().enumerate() {
            for &(_, two) in block.iter().skip(at + 1).take(reach) {
                pairs.push((one.min(two), one.max(two)));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_blocks_are_compared_in_full_and_large_ones_along_their_order() {
        assert_eq!(pairs(vec![(1, 0), (1, 2), (1, 1), (2, 2), (2, 1)], &[]), [(0, 1), (0, 2), (1, 2)]);
        let many: Vec<(u64, u32)> = (0..1000).map(|number| (7, number)).collect();
        let found = pairs(many, &[]);
        assert!(found.len() <= 1000 * WINDOW && found.contains(&(10, 11)));
    }
}
