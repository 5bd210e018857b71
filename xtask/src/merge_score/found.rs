//! What a merge made of the facts: which are together, which disagreements show, what went wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use merge::Merged;
use record::{Claim, ClaimId, Edtf, Entry};

use super::SCORED;
use super::cubed::{Score, b_cubed};
use super::gold::{Gold, Item};

impl Gold {
    /// The entry of each scored item, by the kind of entry that is scored for it.
    fn predicted(&self, merged: &Merged) -> BTreeMap<Item, usize> {
        let mut of_claim: HashMap<(&str, ClaimId), usize> = HashMap::new();
        for (number, entry) in merged.entries.iter().enumerate() {
            of_claim.extend(entry.claims.iter().map(|claim| ((entry.kind.as_str(), *claim), number)));
        }
        let entry = |item: &Item| {
            let kind = self.kinds.get(item)?;
            let (_, kind) = SCORED.iter().find(|(fact, _)| fact == kind)?;
            of_claim.get(&(*kind, *self.ids.get(item)?)).copied()
        };
        self.ids.keys().filter_map(|item| Some((item.clone(), entry(item)?))).collect()
    }

    pub fn score(&self, merged: &Merged) -> Vec<(String, Score)> {
        let predicted = self.predicted(merged);
        let mut scores = Vec::new();
        let mut all = Vec::new();
        for (kind, _) in SCORED {
            // all of them, so that a fact that was not read counts as missed
            let items: Vec<&Item> =
                self.kinds.iter().filter(|(_, found)| found == kind).map(|(item, _)| item).collect();
            scores.push(((*kind).to_owned(), b_cubed(&items, &predicted, &self.truth)));
            all.extend(items);
        }
        scores.push(("total".to_owned(), b_cubed(&all, &predicted, &self.truth)));
        scores
    }

    /// How many disagreements the annotators list among the chosen languages, and how many are found.
    pub fn disagreements(&self, merged: &Merged) -> (usize, usize) {
        let mut counts = (0, 0);
        for (number, key, found) in self.disagreement_list(merged) {
            let _ = (number, key);
            counts.0 += 1;
            counts.1 += usize::from(found);
        }
        counts
    }

    fn disagreement_list(&self, merged: &Merged) -> Vec<(usize, String, bool)> {
        let mut out = Vec::new();
        for (number, group) in self.groups.iter().enumerate() {
            let members: Vec<&Item> =
                group.members.iter().filter(|item| self.ids.contains_key(*item)).collect();
            let entry = self.entry_of(&group.kind, &members, merged);
            for (key, words) in &group.disagree {
                let slot = key.split([' ', '.']).next().unwrap_or_default();
                let found = if slot == "figure" {
                    let numbers = self.numbers_of(words);
                    let differ = key.starts_with("figure.qualifier") || numbers.len() > 1;
                    if !differ || self.documents_in(words) < 2 {
                        continue;
                    }
                    let property = key.split(['.', ' ']).nth(1).unwrap_or("value");
                    entry.is_some_and(|entry| figure_disputed(entry, property, &numbers, merged))
                } else {
                    let values: BTreeSet<&str> =
                        members.iter().filter_map(|item| self.claim(item)?.slot(slot)).collect();
                    if !differ(slot, &values) {
                        continue;
                    }
                    let wording = slot == "name" || slot == "title";
                    entry.and_then(|entry| entry.property(slot)).is_some_and(|property| {
                        property.disputed
                            || wording && property.values.iter().filter(|value| value.shown).count() > 1
                    })
                };
                out.push((number, key.clone(), found));
            }
        }
        out
    }

    fn claim(&self, item: &Item) -> Option<&Claim> {
        let id = self.ids.get(item)?;
        self.claims.iter().find(|claim| claim.id == *id)
    }

    /// The entry that most members share.
    fn entry_of<'m>(&self, kind: &str, members: &[&Item], merged: &'m Merged) -> Option<&'m Entry> {
        let ids: BTreeSet<ClaimId> = members.iter().filter_map(|item| self.ids.get(*item).copied()).collect();
        let entries = merged.entries.iter().filter(|entry| entry.kind == kind);
        entries.max_by_key(|entry| entry.claims.iter().filter(|claim| ids.contains(claim)).count())
    }

    /// How many of the chosen documents a description names.
    fn documents_in(&self, words: &str) -> usize {
        let documents: BTreeSet<&str> = self.ids.keys().map(|(doc, _)| doc.as_str()).collect();
        documents.into_iter().filter(|doc| words.contains(doc)).count()
    }

    /// The numbers that a description gives for the chosen documents.
    fn numbers_of(&self, words: &str) -> BTreeSet<String> {
        let parts = words.split(';').filter(|part| self.documents_in(part) > 0);
        let digits = parts
            .filter_map(|part| part.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty()));
        digits.map(str::to_owned).collect()
    }

    pub fn print_misses(&self, merged: &Merged) {
        let predicted = self.predicted(merged);
        let label = |item: &Item| {
            format!("{}:{} {}", item.0, item.1, self.words.get(item).map_or("", String::as_str))
        };
        for (group, name) in [(false, "wrong merges"), (true, "missed merges")] {
            println!("{name}:");
            let items: Vec<&Item> = predicted.keys().collect();
            for (at, one) in items.iter().enumerate() {
                for two in items.iter().skip(at + 1) {
                    let truly = self.truth.get(*one) == self.truth.get(*two);
                    let together = predicted.get(*one) == predicted.get(*two);
                    if truly != together && truly == group {
                        println!("  {}\n    {}", label(one), label(two));
                        self.print_reasons(one, two, merged);
                    }
                }
            }
        }
        println!("disagreements not found:");
        for (number, key, _) in self.disagreement_list(merged).into_iter().filter(|(.., found)| !found) {
            let group = self.groups.get(number).and_then(|group| group.members.first());
            println!("  {key}: {}", group.map(label).unwrap_or_default());
        }
    }

    fn print_reasons(&self, one: &Item, two: &Item, merged: &Merged) {
        let (Some(one), Some(two)) = (self.ids.get(one), self.ids.get(two)) else { return };
        let pair = (*one.min(two), *one.max(two));
        for judgement in merged.judgements.iter().chain(&merged.unsure) {
            if (judgement.left, judgement.right) == pair {
                println!(
                    "      {} {}: {}",
                    judgement.verdict.as_str(),
                    judgement.score,
                    judgement.reasons.join("; ")
                );
            }
        }
    }
}

/// Whether what the chosen members say differs. A year holds its days: where the member that gives other days is in a
/// language that was not chosen, there is nothing left to find.
fn differ(slot: &str, values: &BTreeSet<&str>) -> bool {
    let dates: Vec<Edtf> = values.iter().filter_map(|value| value.parse().ok()).collect();
    if slot != "date" || dates.len() < values.len() {
        return values.len() > 1;
    }
    let holds = |one: &Edtf, two: &Edtf| one.precision() < two.precision() && one.covers(two);
    let mut pairs = dates.iter().enumerate();
    pairs.any(|(at, one)| dates.iter().skip(at + 1).any(|two| !holds(one, two) && !holds(two, one)))
}

/// Whether a figure of the event has disputed values among these numbers.
fn figure_disputed(event: &Entry, property: &str, numbers: &BTreeSet<String>, merged: &Merged) -> bool {
    merged
        .entries
        .iter()
        .filter(|entry| entry.kind == "figure" && entry.refs.get("event") == Some(&event.id))
        .any(|entry| {
            let values: BTreeSet<&str> = entry
                .property("value")
                .iter()
                .flat_map(|value| &value.values)
                .map(|value| value.text.as_str())
                .collect();
            let given = numbers.iter().filter(|number| values.contains(number.as_str())).count();
            entry.property(property).is_some_and(|property| property.disputed) && given == numbers.len()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_does_not_differ_from_its_days() {
        let differ = |slot, values: &[&str]| differ(slot, &values.iter().copied().collect());
        assert!(!differ("date", &["2024", "2024-10-17/2024-10-21"]), "less said, and not otherwise");
        assert!(differ("date", &["2024", "2024-10-16/2024-10-21", "2024-10-17/2024-10-21"]));
        assert!(differ("date", &["2023", "2024-10-17"]));
        assert!(differ("status", &["held", "ongoing"]) && !differ("status", &["held"]));
    }
}
