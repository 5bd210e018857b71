//! A word of another orthography in the letters of the one that a dictionary keeps to.
//!
//! What changes is data of a pack. Changes of one group go together; a word may need some groups and not others,
//! so each combination is a guess, and whoever asks keeps the guess that the dictionary has.

/// One row: letters and what stands for them, perhaps only where a word begins or ends.
#[derive(Clone, Debug)]
struct Change {
    from: String,
    to: String,
    opens: bool,
    ends: bool,
}

/// What stands for what, group by group.
#[derive(Clone, Debug, Default)]
pub struct Respelling {
    groups: Vec<Vec<Change>>,
}

/// With more groups than this there would be too many guesses at a word.
pub const MOST_GROUPS: usize = 5;

impl Respelling {
    /// Takes a row into a group, counted from one: `^` before the letters asks that they open the word, `$` after
    /// them that they end it. False where the row says nothing or the group is beyond the last.
    pub fn add(&mut self, group: usize, from: &str, to: &str) -> bool {
        let letters = from.trim_start_matches('^').trim_end_matches('$');
        if letters.is_empty() || !(1..=MOST_GROUPS).contains(&group) {
            return false;
        }
        self.groups.resize_with(self.groups.len().max(group), Vec::new);
        let change = Change {
            from: letters.to_owned(),
            to: to.to_owned(),
            opens: from.starts_with('^'),
            ends: from.ends_with('$'),
        };
        self.groups[group - 1].push(change);
        true
    }

    /// The other spellings of a folded word, those that fewer groups make first.
    pub fn guesses(&self, word: &str) -> Vec<String> {
        let mut sets: Vec<u32> = (1..1 << self.groups.len()).collect();
        sets.sort_by_key(|set| set.count_ones());
        let mut found: Vec<String> = Vec::new();
        for set in sets {
            let chosen = self.groups.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0);
            let guess = chosen.fold(word.to_owned(), |word, (_, group)| changed(word, group));
            if guess != word && !found.contains(&guess) {
                found.push(guess);
            }
        }
        found
    }
}

fn changed(word: String, group: &[Change]) -> String {
    group.iter().fold(word, |word, change| match (change.opens, change.ends) {
        _ if !word.contains(&change.from) => word,
        (true, true) if word == change.from => change.to.clone(),
        (true, true) => word,
        (true, false) => match word.strip_prefix(&change.from) {
            Some(rest) => format!("{}{rest}", change.to),
            None => word,
        },
        (false, true) => match word.strip_suffix(&change.from) {
            Some(stem) => format!("{stem}{}", change.to),
            None => word,
        },
        (false, false) => word.replace(&change.from, &change.to),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_apply_apart_and_together() {
        let mut spelling = Respelling::default();
        assert!(spelling.add(1, "our", "or"));
        assert!(spelling.add(2, "ise$", "ize"));
        assert!(spelling.add(2, "^ae", "e"));
        assert_eq!(spelling.guesses("colourise"), ["colorise", "colourize", "colorize"]);
        assert_eq!(spelling.guesses("aerial"), ["erial"]);
        assert_eq!(spelling.guesses("risen"), Vec::<String>::new());
    }

    #[test]
    fn a_whole_word_changes_as_a_whole_only() {
        let mut spelling = Respelling::default();
        assert!(spelling.add(1, "^an$", "a"));
        assert_eq!(spelling.guesses("an"), ["a"]);
        assert_eq!(spelling.guesses("ant"), Vec::<String>::new());
        assert!(!spelling.add(0, "x", "y"));
        assert!(!spelling.add(MOST_GROUPS + 1, "x", "y"));
        assert!(!spelling.add(1, "^$", "y"));
    }
}
