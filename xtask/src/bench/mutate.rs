//! Many publications out of few: seeded mutation of annotated texts.
//!
//! Sentences, names, numbers and dates change places within a language, so that no two publications are
//! alike, the words stay natural, and the same seed gives the same bytes.

use std::collections::BTreeMap;

use serde_json::json;

/// A text to mutate.
#[derive(Clone)]
pub struct Model {
    pub lang: String,
    pub text: String,
}

/// Splitmix64: small, and the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// True once in `n` times.
    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// What texts of one language have to swap.
#[derive(Default)]
struct Pool<'a> {
    sentences: Vec<&'a str>,
    names: Vec<&'a str>,
}

/// The day of [`day`].
pub const DAY: &str = "2025-03-10";
/// How many publish on it.
const PUBLISHERS: usize = 180;

/// Lines as those of [`publications`], all of one day: a few stories that many carry and many that few do, each
/// carrier with a text that is nearly that of the others or leaves something out.
pub fn day(models: &[Model], count: usize, seed: u64) -> String {
    let pools = pools(models);
    let mut dice = Dice::new(seed);
    let mut out = String::new();
    let (mut number, mut rank) = (0, 0);
    while number < count {
        let Some(model) = dice.pick(models) else { break };
        let Some(pool) = pools.get(model.lang.as_str()) else { break };
        rank += 1;
        let text = mutate(&model.text, pool, &mut dice);
        let most = (count / 20) / rank;
        let carriers = if most > 3 { most } else { 1 + dice.below(3) };
        for _ in 0..carriers.min(count - number) {
            number += 1;
            let mut kept: Vec<&str> = sentences(&text);
            if kept.len() > 4 && dice.once_in(2) {
                kept.pop();
            }
            if kept.len() > 4 && dice.once_in(4) {
                kept.remove(1 + dice.below(kept.len() - 1));
            }
            let line = json!({
                "doc": format!("{}-{number:06}", model.lang),
                "title": kept.iter().map(|one| one.trim()).find(|one| !one.is_empty()),
                "publisher": format!("Outlet {:03}", dice.below(PUBLISHERS)),
                "text": kept.concat(),
                "published": DAY,
            });
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

/// Lines of `{"doc", "text", "published"}`.
pub fn publications(models: &[Model], count: usize, seed: u64) -> String {
    let pools = pools(models);
    let mut dice = Dice::new(seed);
    let mut out = String::new();
    for number in 0..count {
        let Some(model) = dice.pick(models) else { break };
        let Some(pool) = pools.get(model.lang.as_str()) else { continue };
        let text = mutate(&model.text, pool, &mut dice);
        let published =
            format!("20{}-{:02}-{:02}", 18 + dice.below(8), 1 + dice.below(12), 1 + dice.below(28));
        let line =
            json!({"doc": format!("{}-{number:06}", model.lang), "text": text, "published": published});
        out.push_str(&format!("{line}\n"));
    }
    out
}

/// Lines as those of [`publications`], each with a title, an address and one of [`PUBLISHERS`], numbered from `first` on:
/// what a record of some years is made of.
pub fn library(models: &[Model], first: usize, count: usize, seed: u64) -> String {
    let pools = pools(models);
    let mut out = String::new();
    for number in first..first + count {
        // each by itself, so that a library is the beginning of a larger one
        let mut dice = Dice::new(seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let Some(model) = dice.pick(models) else { break };
        let Some(pool) = pools.get(model.lang.as_str()) else { continue };
        let text = mutate(&excerpt(&model.text, &mut dice), pool, &mut dice);
        let publisher = dice.below(PUBLISHERS);
        let published =
            format!("20{}-{:02}-{:02}", 18 + dice.below(8), 1 + dice.below(12), 1 + dice.below(28));
        let line = json!({
            "doc": format!("{}-{number:06}", model.lang),
            "title": text.lines().map(str::trim).find(|line| !line.is_empty()),
            "publisher": format!("Outlet {publisher:03}"),
            "url": format!("https://outlet{publisher:03}.example/{number}"),
            "text": text,
            "published": published,
        });
        out.push_str(&format!("{line}\n"));
    }
    out
}

/// Two fifths of a text, sentences that follow one another: about ten claims.
fn excerpt(text: &str, dice: &mut Dice) -> String {
    let all = sentences(text);
    let count = (all.len() * 2 / 5).max(1);
    let from = dice.below(all.len().saturating_sub(count) + 1);
    all.iter().skip(from).take(count).copied().collect()
}

fn pools(models: &[Model]) -> BTreeMap<&str, Pool<'_>> {
    let mut pools: BTreeMap<&str, Pool> = BTreeMap::new();
    for model in models {
        let pool = pools.entry(&model.lang).or_default();
        for sentence in sentences(&model.text) {
            pool.sentences.push(sentence);
            // the first word is written with a capital for another reason
            pool.names.extend(words(sentence).skip(1).filter(|word| is_name(word)));
        }
    }
    pools
}

fn mutate(text: &str, pool: &Pool, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len());
    for sentence in sentences(text) {
        let ending = &sentence[sentence.trim_end().len()..];
        let chosen = match dice.below(4) {
            0 => dice.pick(&pool.sentences).copied().unwrap_or(sentence).trim_end(),
            _ => sentence.trim_end(),
        };
        let mut first = true;
        for part in parts(chosen) {
            if part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty() {
                out.push_str(&number(part, dice));
            } else if !first && is_name(part) && dice.once_in(5) {
                out.push_str(dice.pick(&pool.names).copied().unwrap_or(part));
            } else {
                out.push_str(part);
            }
            first &= !part.chars().any(char::is_alphanumeric);
        }
        out.push_str(ending);
    }
    out
}

/// Another number of the same kind: a year stays a year, a day of a month one.
fn number(digits: &str, dice: &mut Dice) -> String {
    match (digits.len(), digits.parse::<usize>().unwrap_or_default()) {
        (4, 1990..=2049) => format!("{}", 2018 + dice.below(8)),
        (1 | 2, 1..=28) => format!(
            "{:0width$}",
            1 + dice.below(28),
            width = digits.len().min(if digits.starts_with('0') { 2 } else { 1 })
        ),
        (length @ 1..=6, _) => format!("{}", 1 + dice.below(10usize.pow(length as u32) - 1)),
        _ => digits.to_owned(),
    }
}

/// Pieces that end after a full stop, question or exclamation mark or a line break, blanks included.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let ends = matches!(before, '.' | '!' | '?' | '…') && c.is_whitespace();
        if c == '\n' || ends {
            let end = at + c.len_utf8();
            found.extend(text.get(from..end));
            from = end;
        }
        before = c;
    }
    found.extend(text.get(from..).filter(|rest| !rest.is_empty()));
    found
}

/// Words, numbers, and what stands between them, in order; together they are the text.
fn parts(text: &str) -> Vec<&str> {
    let class = |c: char| if c.is_ascii_digit() { 1 } else { u8::from(c.is_alphanumeric()) * 2 };
    let mut found = Vec::new();
    let mut from = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| last != class(c)) {
            found.extend(text.get(from..at));
            from = at;
        }
        last = Some(class(c));
    }
    found.extend(text.get(from..));
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    parts(text).into_iter().filter(|part| part.chars().any(char::is_alphabetic))
}

fn is_name(word: &str) -> bool {
    word.chars().count() > 3
        && word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().skip(1).all(char::is_lowercase)
}

/// Tokens as the benchmark counts them: runs of letters and digits, and every other visible character.
pub fn tokens(text: &str) -> usize {
    let visible = |part: &&str| part.chars().any(char::is_alphanumeric);
    let words = parts_of_words(text).filter(visible).count();
    words + text.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace()).count()
}

fn parts_of_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models() -> Vec<Model> {
        let english = "The Lake Council met in Verkhny on 3 May 2024. It signed 14 documents.\n\nNext year Ozersk will host it.";
        let russian = "Совет встретился в Озёрске 3 мая 2024 года. Подписано 14 документов.";
        [("en", english), ("ru", russian)]
            .map(|(lang, text)| Model { lang: lang.to_owned(), text: text.to_owned() })
            .into()
    }

    #[test]
    fn a_day_has_stories_of_many_carriers_and_of_few_and_is_the_same_again() {
        let day = |seed| super::day(&models(), 300, seed);
        let lines = day(1);
        assert_eq!(lines.lines().count(), 300);
        assert_eq!(lines, day(1));
        assert_ne!(lines, day(2));
        assert!(lines.lines().all(|line| line.contains(DAY)));
    }

    #[test]
    fn parts_and_sentences_make_up_their_text() {
        let text = &models()[0].text;
        assert_eq!(&sentences(text).concat(), text);
        assert_eq!(&parts(text).concat(), text);
        assert_eq!(sentences("A b. C d?\nE"), ["A b. ", "C d?\n", "E"]);
        assert_eq!(parts("CSTO-2024 met"), ["CSTO", "-", "2024", " ", "met"]);
    }

    #[test]
    fn the_same_seed_gives_the_same_publications_and_another_seed_others() {
        let models = models();
        let lines = publications(&models, 50, 7);
        assert_eq!(lines, publications(&models, 50, 7));
        assert_ne!(lines, publications(&models, 50, 8));
        let texts: std::collections::BTreeSet<String> = lines
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].to_string())
            .collect();
        assert_eq!(lines.lines().count(), 50);
        assert!(texts.len() > 40, "{} different texts", texts.len());
    }

    #[test]
    fn numbers_keep_their_kind() {
        let mut dice = Dice::new(1);
        for _ in 0..100 {
            let year: usize = number("2024", &mut dice).parse().unwrap();
            assert!((2018..=2025).contains(&year));
            let day: usize = number("09", &mut dice).parse().unwrap();
            assert!((1..=28).contains(&day));
            assert!(number("345", &mut dice).len() <= 3);
        }
        assert_eq!(number("12345678", &mut dice), "12345678");
    }

    #[test]
    fn tokens_are_words_and_signs() {
        assert_eq!(tokens("The CSTO-2024 met, in Минск."), 9);
        assert_eq!(tokens(" \n"), 0);
    }

    #[test]
    fn no_models_give_no_publications() {
        assert_eq!(publications(&[], 5, 1), "");
    }
}
