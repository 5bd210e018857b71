//! Who stands under which key. Most keys are those of one node, and are held apart for it: they take a third of the
//! room.

use std::collections::HashMap;

use super::insert;

#[derive(Debug, Default)]
pub(super) struct Blocks {
    alone: HashMap<u64, u32>,
    shared: HashMap<u64, Vec<u32>>,
}

impl Blocks {
    /// Those who stand under a key, in the order in which they were put there.
    pub(super) fn get(&self, key: u64) -> &[u32] {
        match self.alone.get(&key) {
            Some(node) => std::slice::from_ref(node),
            None => self.shared.get(&key).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    /// Puts a node at a place among those who stand there.
    pub(super) fn insert(&mut self, key: u64, at: usize, node: u32) {
        if let Some(first) = self.alone.remove(&key) {
            self.shared.insert(key, if at == 0 { vec![node, first] } else { vec![first, node] });
        } else if let Some(block) = self.shared.get_mut(&key) {
            let at = at.min(block.len());
            insert(block, at, node);
        } else {
            self.alone.insert(key, node);
        }
    }

    pub(super) fn remove(&mut self, key: u64, node: u32) {
        if self.alone.get(&key) == Some(&node) {
            self.alone.remove(&key);
        } else if let Some(block) = self.shared.get_mut(&key) {
            block.retain(|other| *other != node);
            if let [last] = *block.as_slice() {
                self.shared.remove(&key);
                self.alone.insert(key, last);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_come_and_go_and_keep_their_order() {
        let mut blocks = Blocks::default();
        for (at, node) in [(0, 5), (0, 3), (2, 9), (1, 4)] {
            blocks.insert(7, at, node);
        }
        blocks.insert(8, 0, 5);
        assert_eq!((blocks.get(7), blocks.get(8), blocks.get(9)), (&[3, 4, 5, 9][..], &[5][..], &[][..]));
        for node in [4, 3, 1] {
            blocks.remove(7, node);
        }
        assert_eq!(blocks.get(7), [5, 9]);
        blocks.remove(7, 5);
        blocks.remove(7, 5);
        assert_eq!((blocks.get(7), blocks.shared.len()), (&[9][..], 0));
        blocks.remove(7, 9);
        assert_eq!(blocks.get(7), [0; 0]);
    }
}
