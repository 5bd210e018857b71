//! B-cubed precision, recall and F1 (Bagga and Baldwin 1998): how much of each item's company is right.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::gold::Item;

/// B-cubed figures over items.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    pub items: usize,
    pub precision: f64,
    pub recall: f64,
}

impl Score {
    pub fn f1(&self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// For each item, the shares of its predicted and of its true company that are right; averaged. An item that is
/// in no cluster has no say on precision and none of its company.
pub fn b_cubed(items: &[&Item], predicted: &BTreeMap<Item, usize>, truth: &BTreeMap<Item, usize>) -> Score {
    let company = |clusters: &BTreeMap<Item, usize>| -> HashMap<usize, BTreeSet<Item>> {
        let mut company: HashMap<usize, BTreeSet<Item>> = HashMap::new();
        for item in items {
            if let Some(&cluster) = clusters.get(*item) {
                company.entry(cluster).or_default().insert((*item).clone());
            }
        }
        company
    };
    let (found, true_ones) = (company(predicted), company(truth));
    let (mut precision, mut recall, mut placed) = (0.0, 0.0, 0);
    for item in items {
        let mine = predicted.get(*item).and_then(|cluster| found.get(cluster));
        let theirs = truth.get(*item).and_then(|cluster| true_ones.get(cluster));
        if let (Some(mine), Some(theirs)) = (mine, theirs) {
            let right = mine.intersection(theirs).count() as f64;
            placed += 1;
            precision += right / mine.len() as f64;
            recall += right / theirs.len() as f64;
        }
    }
    Score {
        items: items.len(),
        precision: precision / f64::from(placed.max(1)),
        recall: recall / items.len().max(1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: usize) -> Item {
        ("doc".to_owned(), number)
    }

    #[test]
    fn b_cubed_counts_each_items_company() {
        let items: Vec<Item> = (0..4).map(item).collect();
        let items: Vec<&Item> = items.iter().collect();
        let clusters = |numbers: [usize; 4]| (0..4).map(item).zip(numbers).collect::<BTreeMap<_, _>>();
        let truth = clusters([0, 0, 2, 3]);
        let same = b_cubed(&items, &truth, &truth);
        assert_eq!((same.precision, same.recall, same.f1()), (1.0, 1.0, 1.0));
        let apart = b_cubed(&items, &clusters([0, 1, 2, 3]), &truth);
        assert_eq!((apart.precision, apart.recall), (1.0, 0.75));
        let lumped = b_cubed(&items, &clusters([0, 0, 0, 3]), &truth);
        assert!(lumped.precision < 0.7 && lumped.recall == 1.0);
    }
}
