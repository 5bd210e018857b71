//! How the width of a table is shared out among its columns.

use crate::flow::{self, Runs, Table};

/// The share of each column in the whole; they add up to one.
///
/// A column gets room for its longest word, and of the rest as much as its text calls for: by the root of
/// its length, so that a column of long titles does not starve the others.
pub fn shares(table: &Table) -> Vec<f32> {
    let count = table.columns.len();
    let mut longest_word = vec![0_usize; count];
    let mut length = vec![0_usize; count];
    let rows = table.groups.iter().flat_map(|group| &group.rows).map(|row| &row.cells);
    for cells in rows.chain(std::iter::once(&table.columns)) {
        for (index, cell) in cells.iter().enumerate().take(count) {
            let (word, all) = measure(cell);
            if let (Some(longest), Some(length)) = (longest_word.get_mut(index), length.get_mut(index)) {
                *longest = (*longest).max(word);
                *length = (*length).max(all);
            }
        }
    }
    // A word as long as a line is broken rather than given the line.
    const WORD: usize = 18;
    const LEAST: usize = 4;
    let weight = |(word, length): (&usize, &usize)| {
        let word = (*word).clamp(LEAST, WORD) as f32;
        word + (*length as f32).sqrt() * 3.0
    };
    let weights: Vec<f32> = longest_word.iter().zip(&length).map(weight).collect();
    let whole: f32 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / whole).collect()
}

/// The length of the longest word and of the whole, in characters.
fn measure(cell: &Runs) -> (usize, usize) {
    let words = flow::words(cell);
    let longest = words.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    (longest, words.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Group, Row, Run};

    fn cell(text: &str) -> Runs {
        vec![Run { text: text.to_owned(), ..Run::default() }]
    }

    #[test]
    fn long_titles_get_more_room_and_leave_some() {
        let title = "on the state of the collective forces ".repeat(5);
        let rows = vec![Row { id: None, cells: vec![cell(&title), cell("adopted"), cell("")] }];
        let columns = vec![cell("Title"), cell("What was done"), cell("Text published")];
        let table = Table { caption: String::new(), columns, groups: vec![Group { title: None, rows }] };
        let shares = shares(&table);
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(shares[0] > 0.4 && shares[0] < 0.7, "{shares:?}");
        assert!(shares[1] > 0.15 && shares[2] > 0.15, "{shares:?}");
    }

    #[test]
    fn a_table_without_columns_has_no_shares() {
        let table = Table { caption: String::new(), columns: Vec::new(), groups: Vec::new() };
        assert!(shares(&table).is_empty());
    }
}
