//! Near-copies among many publications: one text that many carry is shown once, with its carriers.

use std::collections::HashMap;

use text::fingerprint::likeness;

/// Bytes of a print that are looked up together: two texts that share eight tenths of their runs of words have
/// some such piece in common 999 times in 1000.
const PIECE: usize = 4;

/// Of each publication, by its print, the first that it is a copy of; its own number where it is of none.
///
/// Every copy is alike to that first one, not only to another copy, so that a text which changes from carrier to
/// carrier does not draw in others. Whoever has no print, because the text is short, is a copy of none.
pub fn copies<P: AsRef<[u8]>>(prints: &[Option<P>], alike: f64) -> Vec<usize> {
    let mut firsts: HashMap<(usize, &[u8]), Vec<usize>> = HashMap::new();
    let mut copies = Vec::with_capacity(prints.len());
    for (at, print) in prints.iter().enumerate() {
        let Some(print) = print.as_ref().map(AsRef::as_ref) else {
            copies.push(at);
            continue;
        };
        let mut met: Vec<usize> =
            pieces(print).filter_map(|piece| firsts.get(&piece)).flatten().copied().collect();
        met.sort_unstable();
        met.dedup();
        let is_alike = |first: &usize| {
            let other = prints.get(*first).and_then(Option::as_ref);
            other.is_some_and(|other| likeness(print, other.as_ref()) >= alike)
        };
        match met.into_iter().find(is_alike) {
            Some(first) => copies.push(first),
            None => {
                pieces(print).for_each(|piece| firsts.entry(piece).or_default().push(at));
                copies.push(at);
            }
        }
    }
    copies
}

fn pieces(print: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    print.chunks_exact(PIECE).enumerate()
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::fingerprint::Fingerprint;

    fn words(from: usize, to: usize) -> String {
        (from..to).map(|number| format!("word{number} ")).collect()
    }

    #[test]
    fn copies_go_with_the_first_and_short_texts_with_none() {
        let texts = [words(0, 300), words(900, 1300), words(0, 290), "short".to_owned(), "short".to_owned()];
        let prints: Vec<Option<Fingerprint>> = texts.iter().map(|text| Fingerprint::of(text)).collect();
        let prints: Vec<Option<&[u8]>> =
            prints.iter().map(|print| print.as_ref().map(Fingerprint::as_bytes)).collect();
        assert_eq!(copies(&prints, 0.7), [0, 1, 0, 3, 4]);
        assert_eq!(copies(&prints, 1.1), [0, 1, 2, 3, 4]);
        assert_eq!(copies::<&[u8]>(&[], 0.7), Vec::<usize>::new());
    }

    #[test]
    fn prints_of_other_lengths_are_no_copies() {
        assert_eq!(copies(&[Some(vec![1, 2, 3]), Some(vec![1, 2, 3]), Some(Vec::new())], 0.7), [0, 1, 2]);
    }
}
