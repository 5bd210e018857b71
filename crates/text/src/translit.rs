//! Names across scripts and spellings: Latin forms, keys to compare by, and how like two names are.
//!
//! Nothing here is for show: the Latin form is a key. What letters stand for one another is data
//! (`data/letters.tsv`), learned from pairs of names and not from any one language's rules.

mod letters;

use std::collections::HashMap;
use std::sync::LazyLock;

use letters::Letters;

/// The likeness from which two names count as the same, given nothing else about their bearers.
pub const SAME: f64 = 0.7;

/// What part of the letters may differ before [`SAME`] is lost; where names that are the same part from
/// neighbours in the alphabet, over Wikidata's pairs and the name bench of OpenSanctions together.
const TOLERANCE: f64 = 0.15;

/// What leaving out a word that the other name has costs, a letter, in hundredths: a patronymic, a middle name.
const LEFT_OUT: u32 = 12;
/// The same where the shorter name is a single word: a family name alone is weak evidence.
const LEFT_OUT_OF_ONE: u32 = 45;
/// An initial that the other name spells out.
const INITIAL: u32 = 20;
/// Words of both names that answer nothing in the other contradict: more than as many wrong letters.
const CONTRADICTED: u32 = 220;
/// What an initial counts for when it contradicts, in letters.
const INITIAL_WEIGHT: usize = 3;
/// The part of a word that may differ at the plain cost, in percent; what goes beyond costs twice.
const SPELLING: u32 = 15;
/// The part of a word that may differ before the words are no pair at all, in percent.
const LIMIT: u32 = 35;

/// The text in Latin letters, ASCII alone; case is kept.
pub fn latin(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match OVERRIDES.get(&letter) {
            Some(form) => out.push_str(form),
            None => out.push_str(any_ascii::any_ascii_char(letter)),
        }
    }
    out
}

static OVERRIDES: LazyLock<HashMap<char, &'static str>> = LazyLock::new(|| {
    let rows = rows(include_str!("../data/latin.tsv"));
    rows.filter_map(|mut row| Some((row.next()?.chars().next()?, row.next()?))).collect()
});

/// The cells of each row of a table that is not a comment.
fn rows(table: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t'))
}

/// One word of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameWord {
    /// Lower-case ASCII letters and digits.
    pub letters: String,
    /// Whether it stands for a longer word: `K.`.
    pub initial: bool,
}

/// A name taken apart for comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey {
    /// The words that count, in the order of the name.
    pub words: Vec<NameWord>,
    /// The class of its legal form, where it has one.
    form: Option<&'static str>,
    /// All words but titles and legal forms, written together.
    joined: String,
}

enum Role {
    Form(&'static str),
    Title,
    Light,
}

static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let mut roles = HashMap::new();
    for mut row in rows(include_str!("../data/name-words.tsv")) {
        let Some(head) = row.next() else { continue };
        for word in row {
            let role = match head.split_once(' ') {
                Some((_, class)) => Role::Form(class),
                None if head == "title" => Role::Title,
                None => Role::Light,
            };
            roles.insert(word, role);
        }
    }
    roles
});

/// Takes a name apart: words in Latin letters, initials told from words, titles and legal forms set aside.
pub fn name_key(name: &str) -> NameKey {
    let all = words_of(name);
    let mut words: Vec<NameWord> = Vec::with_capacity(all.len());
    let (mut form, mut joined) = (None, String::new());
    let mut at = 0;
    while at < all.len() {
        let rest = all.get(at..).unwrap_or_default();
        if let Some((class, count)) = legal_form(rest) {
            form = form.or(Some(class));
            at += count;
            continue;
        }
        if let Some(word) = rest.first() {
            let role = if word.initial { None } else { ROLES.get(word.letters.as_str()) };
            if role.is_none() {
                words.push(word.clone());
            }
            if !matches!(role, Some(Role::Title)) {
                joined.push_str(&word.letters);
            }
        }
        at += 1;
    }
    if words.is_empty() {
        joined = all.iter().map(|word| word.letters.as_str()).collect();
        words = all;
    }
    NameKey { words, form, joined }
}

/// A legal form at the start of the words, spelled out or abbreviated, and how many words it takes.
fn legal_form(words: &[NameWord]) -> Option<(&'static str, usize)> {
    let mut joined = String::new();
    let mut found = None;
    for (index, word) in words.iter().take(5).enumerate() {
        joined.push_str(&word.letters);
        // initials make a form only at the end: `A.B.` of `A.B.C.` is none, nor of `A.B. Carter`
        let cut = word.initial && words.get(index + 1).is_some();
        if let Some(Role::Form(class)) = ROLES.get(joined.as_str())
            && !cut
        {
            found = Some((*class, index + 1));
        }
    }
    found
}

fn words_of(name: &str) -> Vec<NameWord> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in name.char_indices().chain([(name.len(), ' ')]) {
        let inside = letter.is_alphanumeric() || is_mark(letter) || is_apostrophe(letter);
        match start {
            None if inside => start = Some(at),
            Some(from) if !inside => {
                push_word(&mut words, name.get(from..at).unwrap_or_default(), letter == '.');
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn push_word(words: &mut Vec<NameWord>, word: &str, dotted: bool) {
    let mut letters = latin(word);
    letters.retain(|c| c.is_ascii_alphanumeric());
    letters.make_ascii_lowercase();
    if !letters.is_empty() {
        let single = word.chars().filter(|c| c.is_alphanumeric()).count() == 1;
        let initial = single && word.chars().any(char::is_alphabetic) && (dotted || word.is_ascii());
        words.push(NameWord { letters, initial });
    }
}

/// Combining marks, of any script, belong to their word.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{d7f}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{17ff}')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{2bb}'..='\u{2bf}')
}

/// How like two names are, whatever their scripts: 0 to 1, and from [`SAME`] on the same but for spelling.
///
/// Words may come in any order, stand together or apart, be left out of one name (a patronymic) or be
/// shortened to an initial; words of both names that answer nothing in the other speak against.
pub fn name_similarity(a: &str, b: &str) -> f64 {
    name_key(a).similarity(&name_key(b))
}

/// How like two single words are, on the same scale.
pub fn word_similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (plain(a), plain(b));
    scale(Letters::shared().distance(&a, &b), 100 * a.len().max(b.len()))
}

/// What a word sounds like, roughly: its consonants in eight classes. Spellings of one name nearly always
/// agree in it, so it tells which names are worth comparing.
pub fn sound(word: &str) -> String {
    let letters = plain(word);
    let mut out = String::new();
    let mut last = None;
    for (at, &letter) in letters.iter().enumerate() {
        let (before, next) = (at.checked_sub(1).and_then(|at| letters.get(at)), letters.get(at + 1));
        let class = match letter {
            b'b' | b'p' => 'P',
            b'f' | b'v' | b'w' => 'F',
            b'd' | b't' => match next {
                Some(b'z' | b's' | b'j') => continue,
                _ => 'T',
            },
            // breathed, or a part of x
            b'k' if matches!(next, Some(b'h' | b's')) => continue,
            // the end of a nasal, which other spellings leave out
            b'g' if before == Some(&b'n') && !next.is_some_and(|next| b"aeiouy".contains(next)) => continue,
            b'g' | b'k' | b'q' => 'K',
            b'c' => match next {
                Some(b'h' | b'e' | b'i' | b'z') => 'S',
                _ => 'K',
            },
            b'j' | b's' | b'z' | b'x' => 'S',
            b'l' => 'L',
            b'm' | b'n' => 'N',
            b'r' => 'R',
            b'0'..=b'9' => letter as char,
            b'h' => continue,
            _ => {
                last = None;
                continue;
            }
        };
        if last != Some(class) {
            out.push(class);
        }
        last = Some(class);
    }
    out
}

fn plain(word: &str) -> Vec<u8> {
    let mut letters = latin(word).into_bytes();
    letters.retain(u8::is_ascii_alphanumeric);
    letters.make_ascii_lowercase();
    letters
}

/// Likeness from a cost in hundredths of a letter and the letters compared, in hundredths too.
fn scale(cost: u32, of: usize) -> f64 {
    if of == 0 {
        return 0.0;
    }
    let kept = 1.0 - (f64::from(cost) / of as f64).min(1.0);
    let mark = 1.0 - TOLERANCE;
    if kept >= mark { SAME + (1.0 - SAME) * (kept - mark) / TOLERANCE } else { SAME * kept / mark }
}

impl NameKey {
    /// All words but titles and legal forms, written together.
    pub fn joined(&self) -> &str {
        &self.joined
    }

    /// See [`name_similarity`].
    pub fn similarity(&self, other: &NameKey) -> f64 {
        let nameless = |key: &NameKey| key.words.iter().all(|word| word.initial);
        if nameless(self) || nameless(other) {
            return if self.joined == other.joined && !self.joined.is_empty() { 1.0 } else { 0.0 };
        }
        let forms_differ = matches!((self.form, other.form), (Some(mine), Some(theirs)) if mine != theirs);
        if self.joined == other.joined {
            return if forms_differ { SAME } else { 1.0 };
        }
        let apart = self.aligned(other);
        let together = self.run_together(other);
        let likeness = apart.max(together);
        if forms_differ { likeness - 0.1 * likeness } else { likeness }
    }

    /// Both written as one word, for words that one source joins and another parts.
    fn run_together(&self, other: &NameKey) -> f64 {
        if self.words.len() == other.words.len() {
            return 0.0;
        }
        let (mine, theirs) = (self.joined.as_bytes(), other.joined.as_bytes());
        let (short, long) = (mine.len().min(theirs.len()), mine.len().max(theirs.len()));
        if short * 4 < long * 3 {
            return 0.0;
        }
        scale(Letters::shared().distance(mine, theirs), 100 * long)
    }

    /// Word by word: the likest pairs first, each word once.
    fn aligned(&self, other: &NameKey) -> f64 {
        let mut pairs = Vec::with_capacity(self.words.len() * other.words.len());
        for (i, mine) in self.words.iter().enumerate() {
            for (j, theirs) in other.words.iter().enumerate() {
                if let Some((cost, of)) = compare(mine, theirs) {
                    pairs.push((u64::from(cost) * 10_000 / of.max(1) as u64, i, j, cost, of));
                }
            }
        }
        // ties: longer words first, then those that stand nearest to each other in order
        pairs.sort_unstable_by_key(|&(share, i, j, _, of)| {
            (share, std::cmp::Reverse(of), i.abs_diff(j), i + j, i.min(j))
        });
        let mut mine = vec![false; self.words.len()];
        let mut theirs = vec![false; other.words.len()];
        let (mut cost, mut of) = (0u32, 0usize);
        for (_, i, j, pair_cost, pair_of) in pairs {
            let (Some(mine), Some(theirs)) = (mine.get_mut(i), theirs.get_mut(j)) else { continue };
            if !*mine && !*theirs {
                (*mine, *theirs) = (true, true);
                cost += pair_cost;
                of += pair_of;
            }
        }
        let (mine, theirs) = (left(&self.words, &mine), left(&other.words, &theirs));
        let single = self.words.len() == 1 || other.words.len() == 1;
        let extra = if single { LEFT_OUT_OF_ONE } else { LEFT_OUT };
        let (both, more) = (mine.min(theirs), mine.max(theirs) - mine.min(theirs));
        cost += both as u32 * CONTRADICTED + more as u32 * if both > 0 { 50 } else { extra };
        of += 100 * mine.max(theirs);
        scale(cost, of)
    }
}

/// The letters of the words that found no answer. Where one initial did, the others are excused: they may
/// stand for a patronymic that the other name leaves out.
fn left(words: &[NameWord], used: &[bool]) -> usize {
    let excused = words.iter().zip(used).any(|(word, used)| word.initial && *used);
    let unanswered = words.iter().zip(used).filter(|(word, used)| !(**used || word.initial && excused));
    unanswered.map(|(word, _)| if word.initial { INITIAL_WEIGHT } else { word.letters.len() }).sum()
}

fn first(word: &[u8], count: usize) -> &[u8] {
    word.get(..count).unwrap_or(word)
}

/// The cost of taking one word for the other and the letters compared, both in hundredths; `None` where they
/// are no pair.
fn compare(a: &NameWord, b: &NameWord) -> Option<(u32, usize)> {
    let letters = Letters::shared();
    let (x, y) = (a.letters.as_bytes(), b.letters.as_bytes());
    if a.initial || b.initial {
        let count = if a.initial && b.initial {
            x.len().max(y.len())
        } else if a.initial {
            x.len()
        } else {
            y.len()
        };
        let cost = letters.distance(first(x, count), first(y, count));
        let spelled = if a.initial && b.initial { 0 } else { INITIAL };
        return (cost <= 40 * count as u32).then_some((spelled + cost, 100 * (count + 1)));
    }
    let long = x.len().max(y.len());
    if x.len().min(y.len()) * 2 < long {
        return None;
    }
    let cost = letters.within(x, y, LIMIT * long as u32);
    let beyond = cost.saturating_sub(SPELLING * long as u32);
    (cost <= LIMIT * long as u32).then_some((cost + beyond, 100 * long))
}

#[cfg(test)]
mod tests;
