//! When a fact that was found agrees with one of the gold record.
//!
//! This follows the scorer that comes with the gold format step by step, so that both give the same
//! figures; a test runs the two side by side where that scorer is there.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::gold::Fact;

/// Words that do not count, and letters that are taken for one another.
struct Folding {
    articles: Vec<&'static str>,
    letters: Vec<(&'static str, &'static str)>,
}

static FOLDING: LazyLock<Folding> = LazyLock::new(|| {
    let mut folding = Folding { articles: Vec::new(), letters: Vec::new() };
    for line in include_str!("../data/folding.tsv").lines() {
        let mut cells = line.split('\t');
        match (cells.next(), cells.next()) {
            (Some("article"), Some(first)) => {
                folding.articles.push(first);
                folding.articles.extend(cells);
            }
            (Some("fold"), Some(from)) => folding.letters.extend(cells.map(|to| (from, to))),
            _ => {}
        }
    }
    folding
});

fn is_article(word: &str) -> bool {
    FOLDING.articles.contains(&word)
}

const ENUM: &[&str] =
    &["kind", "status", "format", "action", "published", "role", "mode", "qualifier", "unit"];
const DATES: &[&str] = &["date", "period"];

/// How facts of a type are told apart.
struct Keys {
    kind: &'static str,
    /// (slot, its weight); a fact matches where the weighted agreement reaches 0.5.
    weights: &'static [(&'static str, f64)],
    /// Slots that must agree by themselves.
    must: &'static [&'static str],
}

const KEYS: &[Keys] = &[
    Keys { kind: "document", weights: &[("title", 1.0)], must: &["title"] },
    Keys { kind: "office", weights: &[("person", 0.6), ("title", 0.4)], must: &["person"] },
    Keys { kind: "membership", weights: &[("member", 0.7), ("organisation", 0.3)], must: &["member"] },
    Keys { kind: "chairmanship", weights: &[("holder", 0.7), ("organisation", 0.3)], must: &["holder"] },
    Keys {
        kind: "participation",
        weights: &[("participant", 0.6), ("event", 0.4)],
        must: &["participant", "event"],
    },
    Keys { kind: "statement", weights: &[("quote", 0.6), ("speaker", 0.4)], must: &["quote"] },
    Keys { kind: "figure", weights: &[("value", 0.6), ("what", 0.4)], must: &["value"] },
];

/// A pattern that is written here and compiles, which a test shows; without it nothing would match.
fn pattern(source: &str) -> Option<Regex> {
    Regex::new(source).ok()
}

static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"[\p{L}\p{N}_]+"));
static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"\s*\([^)]*\)"));
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"-?\d+(?:\.\d+)?"));

fn words(text: &str) -> Vec<&str> {
    WORD.as_ref().map(|word| word.find_iter(text).map(|found| found.as_str()).collect()).unwrap_or_default()
}

fn tokens(text: &str) -> Vec<String> {
    let normal: String = text.nfkc().collect();
    let mut folded = caseless::default_case_fold_str(&normal);
    for (from, to) in &FOLDING.letters {
        folded = folded.replace(from, to);
    }
    let kept = words(&folded).into_iter().filter(|word| !is_article(word));
    kept.map(|word| word.chars().take(6).collect()).collect()
}

/// The text without what stands in brackets, such as an abbreviation after a name.
fn bare(text: &str) -> String {
    let without = BRACKETS.as_ref().map_or(text.into(), |brackets| brackets.replace_all(text, ""));
    match without.trim() {
        "" => text.to_owned(),
        bare => bare.to_owned(),
    }
}

fn initials(text: &str) -> String {
    let folded = caseless::default_case_fold_str(text);
    words(&folded)
        .into_iter()
        .filter(|word| !is_article(word))
        .filter_map(|word| word.chars().next())
        .collect()
}

fn is_abbreviation_of(short: &str, full: &str) -> bool {
    let upper = short.chars().any(char::is_uppercase) && !short.chars().any(char::is_lowercase);
    upper
        && !short.contains(' ')
        && short.chars().count() > 2
        && initials(full) == caseless::default_case_fold_str(short)
}

fn text_f1(a: &str, b: &str) -> f64 {
    let (a, b) = (bare(a), bare(b));
    if is_abbreviation_of(&a, &b) || is_abbreviation_of(&b, &a) {
        return 1.0;
    }
    let (a, b) = (tokens(&a), tokens(&b));
    if a.is_empty() || b.is_empty() {
        return if a == b { 1.0 } else { 0.0 };
    }
    let mut left = b.clone();
    let mut hit = 0.0;
    for token in &a {
        if let Some(at) = left.iter().position(|other| other == token) {
            left.remove(at);
            hit += 1.0;
        }
    }
    if hit == 0.0 {
        return 0.0;
    }
    let (p, r) = (hit / b.len() as f64, hit / a.len() as f64);
    2.0 * p * r / (p + r)
}

fn date_score(a: &str, b: &str) -> f64 {
    let head = |text: &str, count: usize| -> String { text.chars().take(count).collect() };
    let long = |text: &str| text.chars().count() >= 7;
    if a == b {
        1.0
    } else if head(a, 7) == head(b, 7) && long(a) && long(b) {
        0.5
    } else if head(a, 4) == head(b, 4) {
        0.25
    } else {
        0.0
    }
}

fn number(text: &str) -> Option<f64> {
    let compact: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
    NUMBER.as_ref()?.find(&compact)?.as_str().parse().ok()
}

/// A value as the reference scorer prints it before it compares.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

/// Whether a slot has something in it.
fn filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(bool) => *bool,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(values) => !values.is_empty(),
    }
}

/// The value of a slot, where it has something in it.
fn slot<'a>(fact: &'a Fact, name: &str) -> Option<&'a Value> {
    fact.slots.get(name).filter(|value| filled(value))
}

pub fn slot_score(name: &str, gold: &Value, found: Option<&Value>) -> f64 {
    let Some(found) = found.filter(|value| !value.is_null() && value.as_str() != Some("")) else {
        return 0.0;
    };
    let (gold, found) = (shown(gold), shown(found));
    let yes = |agrees: bool| if agrees { 1.0 } else { 0.0 };
    if ENUM.contains(&name) {
        yes(caseless::default_case_fold_str(&gold) == caseless::default_case_fold_str(&found))
    } else if DATES.contains(&name) {
        date_score(&gold, &found)
    } else if name == "value" {
        yes(number(&gold).is_some() && number(&gold) == number(&found))
    } else {
        text_f1(&gold, &found)
    }
}

/// How well a fact that was found agrees with one of the gold record of the same type; 0 where they do not match.
pub fn similarity(kind: &str, gold: &Fact, found: &Fact) -> f64 {
    let agreement = |name: &str, value: &Value| slot_score(name, value, found.slots.get(name));
    if kind == "event" {
        return event_similarity(gold, found);
    }
    let Some(keys) = KEYS.iter().find(|keys| keys.kind == kind) else { return 0.0 };
    for name in keys.must {
        if slot(gold, name).is_some_and(|value| agreement(name, value) < 0.5) {
            return 0.0;
        }
    }
    let given: Vec<(&str, f64, &Value)> =
        keys.weights.iter().filter_map(|(name, weight)| Some((*name, *weight, slot(gold, name)?))).collect();
    let total: f64 = given.iter().map(|(_, weight, _)| weight).sum();
    let total = if total == 0.0 { 1.0 } else { total };
    let score =
        given.iter().map(|(name, weight, value)| weight * agreement(name, value)).sum::<f64>() / total;
    if score >= 0.5 { score } else { 0.0 }
}

fn event_similarity(gold: &Fact, found: &Fact) -> f64 {
    let agreement = |name: &str| slot(gold, name).map(|value| slot_score(name, value, found.slots.get(name)));
    let named = slot(gold, "name").is_some();
    let name = agreement("name").unwrap_or(0.0);
    let present = |fact: &Fact| fact.slots.get("kind").filter(|kind| !kind.is_null()).cloned();
    let same_kind = present(gold) == present(found);
    let context = ["place", "date", "body"].into_iter().filter_map(agreement).fold(0.0, f64::max);
    let by_context = if same_kind && context >= 0.5 && !named { 0.3 + 0.7 * context } else { 0.0 };
    let score = name.max(by_context);
    if score >= 0.5 { score + if same_kind { 0.05 } else { 0.0 } + 0.05 * context } else { 0.0 }
}

/// All slots of the gold fact agree, the fact that was found adds none, and a passage of both overlaps.
pub fn fully_agrees(gold: &Fact, found: &Fact) -> bool {
    let agree = gold.slots.iter().all(|(name, value)| slot_score(name, value, found.slots.get(name)) >= 0.5);
    let adds = found.slots.iter().any(|(name, value)| !gold.slots.contains_key(name) && filled(value));
    let overlap = gold.evidence.iter().any(|[a, b]| found.evidence.iter().any(|[c, d]| a < d && c < b));
    agree && !adds && overlap
}

/// Pairs (gold, found) of facts of one type, the best first, each fact used once.
pub fn pair(kind: &str, golds: &[&Fact], found: &[&Fact]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, gold) in golds.iter().enumerate() {
        pairs.extend(found.iter().enumerate().map(|(j, one)| (similarity(kind, gold, one), i, j)));
    }
    pairs.retain(|(score, _, _)| *score > 0.0);
    // as the reference does: by score, then by place, the last first
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((b.1, b.2).cmp(&(a.1, a.2))));
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in pairs {
        if out.iter().all(|(gold, one)| *gold != i && *one != j) {
            out.push((i, j));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(kind: &str, slots: Value) -> Fact {
        let slots = slots.as_object().cloned().unwrap_or_default().into_iter().collect();
        Fact { kind: kind.to_owned(), slots, evidence: vec![[0, 10]] }
    }

    #[test]
    fn the_patterns_compile() {
        assert!(WORD.is_some() && BRACKETS.is_some() && NUMBER.is_some());
    }

    #[test]
    fn text_agrees_by_the_first_letters_of_its_words() {
        assert_eq!(tokens("The Session of the Совете Ёлка_1"), ["sessio", "совете", "елка_1"]);
        assert_eq!(bare("Council (CSC) of X"), "Council of X");
        assert_eq!(bare("(CSC)"), "(CSC)");
        assert_eq!(text_f1("Collective Security Council", "CSC"), 1.0);
        assert_eq!(text_f1("Совет коллективной безопасности", "СКБ"), 1.0);
        assert_eq!(text_f1("of", "the"), 1.0);
        assert_eq!(text_f1("of", "Minsk"), 0.0);
        assert!((text_f1("session of the Council", "sessions") - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn dates_numbers_and_terms_agree_by_their_own_rules() {
        assert_eq!(date_score("2024-11-28", "2024-11"), 0.5);
        assert_eq!(date_score("2024-11-28", "2024"), 0.25);
        assert_eq!(date_score("2024-11-28", "2023"), 0.0);
        assert_eq!(number("about 1 250,5 kg"), Some(12505.0));
        let (five, text) = (Value::from(5), Value::from("5"));
        assert_eq!(slot_score("value", &five, Some(&text)), 1.0);
        assert_eq!(slot_score("status", &Value::from("held"), Some(&Value::from("Held"))), 1.0);
        assert_eq!(slot_score("name", &text, Some(&Value::from(""))), 0.0);
    }

    #[test]
    fn an_event_without_a_name_is_known_by_its_kind_and_context() {
        let gold = fact("event", serde_json::json!({"kind": "visit", "place": "Minsk"}));
        let same = fact("event", serde_json::json!({"kind": "visit", "place": "Minsk", "name": "visit"}));
        let other = fact("event", serde_json::json!({"kind": "meeting", "place": "Minsk"}));
        assert!((similarity("event", &gold, &same) - 1.1).abs() < 1e-12);
        assert_eq!(similarity("event", &gold, &other), 0.0);
        assert!(fully_agrees(&gold, &gold) && !fully_agrees(&gold, &same));
    }

    #[test]
    fn each_fact_is_used_once_and_ties_go_to_the_last() {
        let gold = fact("membership", serde_json::json!({"member": "Belarus"}));
        let pairs = pair("membership", &[&gold, &gold], &[&gold, &gold, &gold]);
        assert_eq!(pairs, [(1, 2), (0, 1)]);
    }
}
