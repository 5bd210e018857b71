//! How the width of a table is shared out among its columns.

use crate::flow::{self, Runs, Table};

/// What a column needs, in any unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Need {
    /// For its longest word.
    pub least: f32,
    /// For its longest cell in one line.
    pub most: f32,
}

/// Rows beyond these say nothing new of how wide columns are.
pub const LOOKED_AT: usize = 300;

/// The width of each column; they add up to the room.
///
/// A column gets what its longest word needs, and of the rest as much as its text calls for: less than in
/// proportion, so that a column of long titles does not starve the others.
pub fn widths(needs: &[Need], room: f32) -> Vec<f32> {
    if needs.is_empty() {
        return Vec::new();
    }
    let fair = room / needs.len() as f32;
    let least: f32 = needs.iter().map(|need| need.least).sum();
    if least >= room {
        // Words as long as a line are broken rather than given the line.
        let cut: f32 = needs.iter().map(|need| need.least.min(fair)).sum();
        let rest = (room - cut).max(0.0);
        let over: f32 = needs.iter().map(|need| (need.least - fair).max(0.0)).sum();
        let width = |need: &Need| {
            let more = (need.least - fair).max(0.0);
            need.least.min(fair) + if over > 0.0 { rest * more / over } else { 0.0 }
        };
        return needs.iter().map(width).collect();
    }
    let call = |need: &Need| (need.most - need.least).max(0.0).powf(0.65) + 1.0;
    let calls: f32 = needs.iter().map(call).sum();
    needs.iter().map(|need| need.least + (room - least) * call(need) / calls).collect()
}

/// The share of each column in the whole, for programs that set the words themselves: reckoned in letters, of
/// which so many go into a line as wide as the table.
pub fn shares(table: &Table, letters: f32) -> Vec<f32> {
    let mut needs = vec![Need::default(); table.columns.len()];
    let rows = table.groups.iter().flat_map(|group| &group.rows).map(|row| &row.cells).take(LOOKED_AT);
    for cells in rows.chain(std::iter::once(&table.columns)) {
        for (need, cell) in needs.iter_mut().zip(cells) {
            let (word, all) = measure(cell);
            need.least = need.least.max(word as f32 + 3.0);
            need.most = need.most.max(all as f32 + 3.0);
        }
    }
    widths(&needs, letters).into_iter().map(|width| width / letters).collect()
}

/// The length of the longest word and of the whole, in characters.
fn measure(cell: &Runs) -> (usize, usize) {
    let words = flow::words(cell);
    // A line may break between the numbers of citations.
    let parts = words.split(|c: char| c.is_whitespace() || c == ']');
    (parts.map(|word| word.chars().count()).max().unwrap_or(0), words.chars().count())
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
        let shares = shares(&table, 105.0);
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(shares[0] > 0.45 && shares[0] < 0.8, "{shares:?}");
        assert!(shares[1] > 0.12 && shares[2] > 0.12, "{shares:?}");
    }

    #[test]
    fn a_table_without_columns_has_no_shares() {
        let table = Table { caption: String::new(), columns: Vec::new(), groups: Vec::new() };
        assert!(shares(&table, 105.0).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn columns_fill_the_room_and_keep_their_words_whole_where_they_can(
            needs in proptest::collection::vec((0.0f32..400.0, 0.0f32..4000.0), 1..12),
        ) {
            let needs: Vec<Need> =
                needs.into_iter().map(|(least, more)| Need { least, most: least + more }).collect();
            let widths = widths(&needs, 470.0);
            let sum: f32 = widths.iter().sum();
            proptest::prop_assert!((sum - 470.0).abs() < 0.5, "{sum}");
            let least: f32 = needs.iter().map(|need| need.least).sum();
            for (width, need) in widths.iter().zip(&needs) {
                proptest::prop_assert!(*width >= 0.0);
                proptest::prop_assert!(least >= 470.0 || *width >= need.least - 0.01);
            }
        }
    }
}
