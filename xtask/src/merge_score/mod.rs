//! How well the merge puts together what annotators say is one thing: B-cubed precision, recall and F1, and
//! the share of listed disagreements that it finds. Once over the annotated facts, so that reading plays no
//! part, and once over what the program reads, where a fact that was not read counts as missed.

use std::collections::BTreeSet;

use measure::Set;

mod as_read;
mod cubed;
mod found;
mod gold;
mod known;

pub use cubed::Score;
use gold::Gold;

/// The kinds that are scored: kind of fact, kind of entry.
const SCORED: &[(&str, &str)] = &[("event", "event"), ("document", "document"), ("office", "person")];

/// What was measured of one merge.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// By kind of fact, in the order of [`SCORED`], and at last in total.
    pub scores: Vec<(String, Score)>,
    /// Disagreements that the annotators list, and how many of them are shown as disputed (or, for names and
    /// titles, with every wording).
    pub disagreements: (usize, usize),
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub annotated: Figures,
    /// Over the program's own claims.
    pub read: Figures,
}

impl Figures {
    pub fn total(&self) -> Score {
        self.scores.last().map(|(_, score)| *score).unwrap_or_default()
    }
}

/// Scores the merge of a set with groups: of its facts, and of what the program printed for it. Empty `langs`
/// are all.
pub fn run(set: &Set, lines: &str, langs: &[String], misses: bool) -> anyhow::Result<Summary> {
    let langs: BTreeSet<&str> = langs.iter().map(String::as_str).collect();
    let chosen = |lang: &str| langs.is_empty() || langs.contains(lang);
    let known = known::known(&crate::root().join("packs"))?;
    let score = |gold: &Gold| {
        let merged = merge::merge(&gold.claims, &gold.sources, &[], &known);
        if misses {
            gold.print_misses(&merged);
        }
        Figures { scores: gold.score(&merged), disagreements: gold.disagreements(&merged) }
    };
    let annotated = score(&Gold::load(&set.folder, chosen)?);
    let gold = Gold::load(&set.folder, chosen)?;
    let documents: Vec<_> = set.documents.iter().filter(|document| chosen(&document.lang)).cloned().collect();
    let read = score(&as_read::as_read(gold, &documents, lines)?);
    Ok(Summary { annotated, read })
}

/// For people.
pub fn print(summary: &Summary) {
    for (what, figures) in [("annotated facts", &summary.annotated), ("facts as read", &summary.read)] {
        println!("merge of {what:<16} items  precision  recall     F1");
        for (kind, score) in &figures.scores {
            let Score { items, precision, recall } = score;
            println!("  {kind:<22} {items:>5}      {precision:.3}   {recall:.3}  {:.3}", score.f1());
        }
        let (listed, found) = figures.disagreements;
        println!("  disagreements found: {found} of {listed}");
    }
}
