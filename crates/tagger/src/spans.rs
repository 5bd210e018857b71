//! Rows of labels (`O`, `B-person`, `I-person`; with `L-` for the last word and `U-` for the only one) to spans.

use std::ops::Range;

/// What a tagger proposes: tokens and the number of their kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged {
    pub tokens: Range<usize>,
    pub kind: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Outside,
    Begins(usize),
    GoesOn(usize),
}

/// The kinds behind the labels of a model.
#[derive(Clone, Debug)]
pub(crate) struct Kinds {
    pub names: Vec<String>,
    /// A label that says that a word belongs to nothing.
    pub outside: usize,
    roles: Vec<Role>,
}

impl Kinds {
    pub fn of(labels: &[String]) -> Kinds {
        let mut names: Vec<String> = Vec::new();
        let mut number = |name: &str| {
            names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        };
        let roles: Vec<Role> = labels
            .iter()
            .map(|label| match label.split_once('-') {
                Some(("B" | "U", kind)) => Role::Begins(number(kind)),
                Some(("I" | "L", kind)) => Role::GoesOn(number(kind)),
                _ => Role::Outside,
            })
            .collect();
        let outside = roles.iter().position(|role| *role == Role::Outside).unwrap_or(0);
        Kinds { names, outside, roles }
    }

    /// The spans of a row of labels whose first word is the token `from`. A name that goes on where none
    /// began begins there.
    pub fn spans(&self, row: &[usize], from: usize) -> Vec<Tagged> {
        let mut found: Vec<Tagged> = Vec::new();
        let mut open = false;
        for (at, &label) in row.iter().enumerate() {
            let at = from + at;
            match self.roles.get(label).copied().unwrap_or(Role::Outside) {
                Role::Outside => open = false,
                Role::GoesOn(kind) if open && found.last().is_some_and(|last| last.kind == kind) => {
                    if let Some(last) = found.last_mut() {
                        last.tokens.end = at + 1;
                    }
                }
                Role::Begins(kind) | Role::GoesOn(kind) => {
                    found.push(Tagged { tokens: at..at + 1, kind });
                    open = true;
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_spans() {
        let labels = ["<pad>", "O", "B-person", "I-person", "B-place", "I-place"].map(str::to_owned);
        let kinds = Kinds::of(&labels);
        assert_eq!(kinds.names, ["person", "place"]);
        let tagged = |tokens, kind| Tagged { tokens, kind };
        let found = kinds.spans(&[2, 3, 2, 1, 3, 5, 5, 0, 5], 10);
        let expected =
            [tagged(10..12, 0), tagged(12..13, 0), tagged(14..15, 0), tagged(15..17, 1), tagged(18..19, 1)];
        assert_eq!(found, expected);
        assert!(kinds.spans(&[99], 0).is_empty());
    }
}
