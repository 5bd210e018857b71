//! What was asked for of late: as much as is said and as much again, and no more, however much is asked for.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Things by key. When [`Lately::age`] finds more than `MOST` that were new or asked for since it last did so, what
/// was not asked for since is forgotten; in between nothing is.
#[derive(Clone, Debug)]
pub(crate) struct Lately<K, T, const MOST: usize> {
    now: HashMap<K, T>,
    before: HashMap<K, T>,
}

impl<K, T, const MOST: usize> Default for Lately<K, T, MOST> {
    fn default() -> Lately<K, T, MOST> {
        Lately { now: HashMap::new(), before: HashMap::new() }
    }
}

impl<K: Eq + Hash, T, const MOST: usize> Lately<K, T, MOST> {
    pub(crate) fn peek<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&T>
    where
        K: Borrow<Q>,
    {
        self.now.get(key).or_else(|| self.before.get(key))
    }

    /// The thing, as one that was asked for.
    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&T>
    where
        K: Borrow<Q>,
    {
        if let Some((key, thing)) = self.before.remove_entry(key) {
            self.now.insert(key, thing);
        }
        self.now.get(key)
    }

    pub(crate) fn insert(&mut self, key: K, thing: T) {
        self.before.remove(&key);
        self.now.insert(key, thing);
    }

    pub(crate) fn forget<Q: Eq + Hash + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.now.remove(key);
        self.before.remove(key);
    }

    pub(crate) fn insert_if_room(&mut self, key: K, thing: T) {
        if self.now.len() < MOST / 4 {
            self.insert(key, thing);
        }
    }

    /// Keeps a quarter of it at most.
    pub(crate) fn shrink(&mut self) {
        self.before = HashMap::new();
        if self.now.len() > MOST / 4 {
            self.now = HashMap::new();
        }
    }

    pub(crate) fn age(&mut self) {
        if self.now.len() > MOST {
            self.before = std::mem::take(&mut self.now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let mut lately: Lately<u32, u32, 10> = Lately::default();
        for number in 0..100 {
            lately.age();
            lately.insert(number, number);
            assert_eq!(lately.get(&0), Some(&0), "{number}");
            assert!(lately.now.len() + lately.before.len() <= 22, "{number}");
        }
        assert_eq!((lately.peek(&99), lately.peek(&50)), (Some(&99), None));
        lately.forget(&99);
        assert_eq!(lately.peek(&99), None);
        lately.shrink();
        assert_eq!(lately.peek(&0), None);
        (0..10).for_each(|number| lately.insert_if_room(number, number));
        lately.shrink();
        assert_eq!((lately.peek(&0), lately.peek(&1), lately.peek(&2)), (Some(&0), Some(&1), None));
    }

    #[test]
    fn nothing_goes_while_it_does_not_age() {
        let mut lately: Lately<u32, u32, 10> = Lately::default();
        (0..100).for_each(|number| lately.insert(number, number));
        assert!((0..100).all(|number| lately.peek(&number) == Some(&number)));
        lately.insert(7, 8);
        lately.age();
        lately.insert(7, 9);
        assert_eq!(lately.get(&7), Some(&9));
        assert!((0..100).all(|number| lately.peek(&number).is_some()));
    }
}
