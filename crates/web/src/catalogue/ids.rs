//! Tables by id. An id is a hash already, so that hashing it once more would only cost time; whoever could make ids
//! collide would have to break the hash that they are.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub type ById<I, T> = HashMap<I, T, BuildHasherDefault<Taken>>;
pub type Ids<I> = HashSet<I, BuildHasherDefault<Taken>>;

/// Takes the last eight bytes that it is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken(u64);

impl Hasher for Taken {
    fn write(&mut self, bytes: &[u8]) {
        let last = bytes.last_chunk::<8>().copied().map(u64::from_le_bytes);
        self.0 = last.unwrap_or(bytes.len() as u64);
    }

    // the length of an array comes before it and says nothing
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::EntryId;

    #[test]
    fn ids_are_found_again_and_told_apart() {
        let id = |number: u32| EntryId::of([number.to_le_bytes().as_slice()]);
        let known: ById<EntryId, u32> = (0..10_000).map(|number| (id(number), number)).collect();
        assert!((0..10_000).all(|number| known.get(&id(number)) == Some(&number)));
        assert_eq!(known.get(&id(10_000)), None);
    }
}
