//! The two hash functions by which the network's tables are entered (both by Austin Appleby, public domain).

/// MurmurHash64A of a word: its number.
pub(crate) fn word(word: &str) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const SEED: u64 = 1;
    if word.is_empty() {
        return 0;
    }
    let bytes = word.as_bytes();
    let mut hash = SEED ^ (bytes.len() as u64).wrapping_mul(M);
    let (blocks, rest) = bytes.as_chunks::<8>();
    for &block in blocks {
        let mut part = u64::from_le_bytes(block).wrapping_mul(M);
        part ^= part >> 47;
        hash = (hash ^ part.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let part = rest.iter().rev().fold(0_u64, |part, &byte| part << 8 | u64::from(byte));
        hash = (hash ^ part).wrapping_mul(M);
    }
    hash ^= hash >> 47;
    hash = hash.wrapping_mul(M);
    hash ^ hash >> 47
}

/// MurmurHash3 (128 bits) of a number: four places in a table.
pub(crate) fn places(number: u64, seed: u32) -> [u32; 4] {
    let mix = |mut value: u64| {
        value ^= value >> 33;
        value = value.wrapping_mul(0xff51_afd7_ed55_8ccd);
        value ^= value >> 33;
        value = value.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        value ^ value >> 33
    };
    let part = number.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    let (mut a, mut b) = (u64::from(seed) ^ part ^ 8, u64::from(seed) ^ 8);
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    (a, b) = (mix(a), mix(b));
    a = a.wrapping_add(b);
    b = b.wrapping_add(a);
    [a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(places(word("hello"), 7), [1_425_366_723, 2_113_798_920, 1_233_984_481, 4_040_107_070]);
        assert_eq!(word(""), 0);
    }
}
