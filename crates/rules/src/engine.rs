//! Runs compiled rules over a chart, pass after pass.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use text::morph::Tags;
use text::token::{Shape, TokenKind};

use crate::chart::{Chart, Class, Mention, MentionId, Part};
use crate::pattern::{First, Inst, Program, Test};
use crate::symbols::Symbol;

/// A rule ready to run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `en/office#title-of-org`
    pub id: Arc<str>,
    pub yields: Class,
    pub programs: Vec<Program>,
    pub attributes: Arc<[(Box<str>, Box<str>)]>,
    /// Whether its mentions may overlap others of their class.
    pub overlaps: bool,
}

/// The rules that run together, with an index by what they start with.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    pub name: String,
    pub rules: Vec<Rule>,
    by_key: HashMap<Symbol, Vec<(u32, u32)>>,
    by_class: HashMap<Class, Vec<(u32, u32)>>,
    anywhere: Vec<(u32, u32)>,
    /// A rule that is passed over.
    muted: Option<u32>,
}

impl Pass {
    pub fn new(name: &str, rules: Vec<Rule>) -> Pass {
        let mut pass = Pass { name: name.to_owned(), rules, ..Pass::default() };
        for (number, rule) in pass.rules.iter().enumerate() {
            for (variant, program) in rule.programs.iter().enumerate() {
                let place = (number as u32, variant as u32);
                let Some(first) = &program.first else {
                    pass.anywhere.push(place);
                    continue;
                };
                for first in first {
                    let row = match first {
                        First::Key(symbol) => pass.by_key.entry(*symbol).or_default(),
                        First::Class(class) => pass.by_class.entry(*class).or_default(),
                    };
                    if !row.contains(&place) {
                        row.push(place);
                    }
                }
            }
        }
        pass
    }

    /// Passes over one rule, or over none.
    pub fn mute(&mut self, rule: Option<&str>) {
        let at = rule.and_then(|id| self.rules.iter().position(|rule| &*rule.id == id));
        self.muted = at.map(|at| at as u32);
    }
}

/// How far one try of a rule came, for `explain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub rule: Arc<str>,
    pub pattern: String,
    /// The tokens from the start of the try to the furthest token that fitted.
    pub tokens: Range<usize>,
    pub matched: bool,
}

/// Runs one pass: at every token the rules that can start there; of one class the longest match wins, and
/// the search goes on after it.
pub fn apply(pass: &Pass, chart: &mut Chart<'_>) {
    let mut runner = Runner::default();
    let mut taken: HashMap<Class, usize> = HashMap::new();
    let mut candidates: Vec<(u32, u32)> = Vec::new();
    for start in 0..chart.words.len() {
        candidates.clear();
        candidates.extend_from_slice(&pass.anywhere);
        for key in &chart.words[start].keys {
            candidates.extend(pass.by_key.get(key).into_iter().flatten());
        }
        for (_, mention) in chart.starting_at(start) {
            candidates.extend(pass.by_class.get(&mention.class).into_iter().flatten());
        }
        if candidates.is_empty() {
            continue;
        }
        candidates.sort_unstable();
        candidates.dedup();
        let found = best_by_class(pass, chart, start, &candidates, &taken, &mut runner);
        for mention in found {
            if mention.tokens.start < mention.tokens.end {
                taken.insert(mention.class, mention.tokens.end);
                chart.add(mention);
            }
        }
    }
    add_aliases(pass, chart);
}

/// A part named `alias` gives its mention a second name: the same words elsewhere are mentions of the class too.
fn add_aliases(pass: &Pass, chart: &mut Chart<'_>) {
    let of_pass = |mention: &&Mention| pass.rules.iter().any(|rule| rule.yields == mention.class);
    let aliases: Vec<(Class, Arc<str>, String, usize)> = chart
        .mentions()
        .map(|(_, mention)| mention)
        .filter(of_pass)
        .filter_map(|mention| {
            let alias = mention.part("alias").filter(|part| part.tokens.len() == 1)?;
            Some((
                mention.class,
                mention.rule.clone(),
                chart.written(&alias.tokens).to_owned(),
                alias.tokens.start,
            ))
        })
        .collect();
    for (class, rule, alias, defined_at) in aliases {
        for at in 0..chart.words.len() {
            let taken = chart.starting_at(at).any(|(_, mention)| mention.class == class);
            if at != defined_at && !taken && chart.token_text(at) == alias {
                chart.add(Mention {
                    class,
                    tokens: at..at + 1,
                    rule: rule.clone(),
                    attributes: Arc::new([]),
                    parts: Vec::new(),
                });
            }
        }
    }
}

fn best_by_class(
    pass: &Pass,
    chart: &Chart<'_>,
    start: usize,
    candidates: &[(u32, u32)],
    taken: &HashMap<Class, usize>,
    runner: &mut Runner,
) -> Vec<Mention> {
    let mut best: Vec<(Mention, bool)> = Vec::new();
    for &(number, variant) in candidates {
        let rule = &pass.rules[number as usize];
        if pass.muted == Some(number) {
            continue;
        }
        if !rule.overlaps && taken.get(&rule.yields).is_some_and(|&end| start < end) {
            continue;
        }
        let Some(end) = runner.run(&rule.programs[variant as usize], chart, start) else { continue };
        let rival = best
            .iter_mut()
            .find(|(other, overlaps)| other.class == rule.yields && !overlaps && !rule.overlaps);
        if rival.as_ref().is_some_and(|(other, _)| other.tokens.end >= end) {
            continue;
        }
        let mention = runner.mention(rule, &rule.programs[variant as usize], chart, start..end);
        match rival {
            Some(slot) => *slot = (mention, rule.overlaps),
            None => best.push((mention, rule.overlaps)),
        }
    }
    best.into_iter().map(|(mention, _)| mention).collect()
}

/// Why a rule did or did not match: its furthest try in each sentence.
pub fn explain(rule: &Rule, chart: &Chart<'_>) -> Vec<Trace> {
    let mut runner = Runner::default();
    let mut traces = Vec::new();
    for sentence in &chart.segments.sentences {
        let mut best: Option<Trace> = None;
        for start in sentence.tokens.clone() {
            for program in &rule.programs {
                let end = runner.run(program, chart, start);
                let tokens = start..end.unwrap_or(runner.furthest.max(start));
                let better = best
                    .as_ref()
                    .is_none_or(|best| (end.is_some(), tokens.len()) > (best.matched, best.tokens.len()));
                if better {
                    best = Some(Trace {
                        rule: rule.id.clone(),
                        pattern: program.source.clone(),
                        tokens,
                        matched: end.is_some(),
                    });
                }
            }
        }
        traces.extend(best.filter(|trace| trace.matched || !trace.tokens.is_empty()));
    }
    traces
}

/// Tries after which a start is given up; patterns of packs stay far below it.
const MOST_STEPS: u32 = 50_000;

/// What a run has passed; backtracking cuts it short.
#[derive(Clone, Copy)]
enum Event {
    Open(u8, usize),
    Close(u8, usize),
    Loop(u8, usize),
}

#[derive(Default)]
struct Runner {
    events: Vec<Event>,
    steps: u32,
    furthest: usize,
}

impl Runner {
    /// The end of the preferred match that starts at a token.
    fn run(&mut self, program: &Program, chart: &Chart<'_>, start: usize) -> Option<usize> {
        self.events.clear();
        self.steps = 0;
        self.furthest = start;
        let sentence = chart.sentence_tokens(start);
        self.go(program, chart, &sentence, 0, start)
    }

    fn go(
        &mut self,
        program: &Program,
        chart: &Chart<'_>,
        sentence: &Range<usize>,
        mut pc: usize,
        mut at: usize,
    ) -> Option<usize> {
        let passed = self.events.len();
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return None;
            }
            let fits = match &program.code[pc] {
                Inst::Match => return Some(at),
                Inst::Token(tests) => {
                    let fits = at < sentence.end && tests.iter().any(|test| holds(test, chart, at));
                    at += usize::from(fits);
                    fits
                }
                Inst::Mention { class, tags, attribute } => {
                    let ends = if at < sentence.end {
                        ends_of(chart, sentence, at, *class, *tags, attribute.as_ref())
                    } else {
                        Vec::new()
                    };
                    let found = ends.into_iter().find_map(|end| {
                        self.furthest = self.furthest.max(end);
                        self.go(program, chart, sentence, pc + 1, end)
                    });
                    if found.is_none() {
                        self.events.truncate(passed);
                    }
                    return found;
                }
                Inst::Split(branches) => {
                    let found =
                        branches.iter().find_map(|&branch| self.go(program, chart, sentence, branch, at));
                    if found.is_none() {
                        self.events.truncate(passed);
                    }
                    return found;
                }
                Inst::Jump(target) => {
                    pc = *target;
                    continue;
                }
                Inst::Open(part) => {
                    self.events.push(Event::Open(*part, at));
                    true
                }
                Inst::Close(part) => {
                    self.events.push(Event::Close(*part, at));
                    true
                }
                Inst::SentenceStart => at == sentence.start,
                Inst::SentenceEnd => at == sentence.end,
                Inst::Not { next } => {
                    let before = self.events.len();
                    let found = self.go(program, chart, sentence, pc + 1, at).is_some();
                    self.events.truncate(before);
                    if !found {
                        pc = *next;
                        continue;
                    }
                    false
                }
                Inst::Progress(guard) => {
                    let last = self.events.iter().rev().find_map(|event| match event {
                        Event::Loop(number, place) if number == guard => Some(*place),
                        _ => None,
                    });
                    self.events.push(Event::Loop(*guard, at));
                    last != Some(at)
                }
            };
            if !fits {
                self.events.truncate(passed);
                return None;
            }
            self.furthest = self.furthest.max(at);
            pc += 1;
        }
    }

    fn mention(&self, rule: &Rule, program: &Program, chart: &Chart<'_>, tokens: Range<usize>) -> Mention {
        let mut open: Vec<(u8, usize)> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        for event in &self.events {
            match *event {
                Event::Open(part, at) => open.push((part, at)),
                Event::Close(part, end) => {
                    let Some(place) = open.iter().rposition(|(number, _)| *number == part) else { continue };
                    let tokens = open.remove(place).1..end;
                    if tokens.start < tokens.end {
                        let mention = filling(chart, &tokens);
                        parts.push(Part { name: program.parts[part as usize].clone(), tokens, mention });
                    }
                }
                Event::Loop(..) => {}
            }
        }
        parts.sort_by_key(|part| part.tokens.start);
        // a part named `span` narrows the mention to what it holds
        let tokens =
            parts.iter().find(|part| &*part.name == "span").map_or(tokens, |part| part.tokens.clone());
        Mention {
            class: rule.yields,
            tokens,
            rule: rule.id.clone(),
            attributes: rule.attributes.clone(),
            parts,
        }
    }
}

/// Where the mentions of a class that start at a token end, longest first.
fn ends_of(
    chart: &Chart<'_>,
    sentence: &Range<usize>,
    at: usize,
    class: Class,
    tags: Tags,
    attribute: Option<&(Box<str>, Box<str>)>,
) -> Vec<usize> {
    let mut ends = Vec::new();
    for (_, mention) in chart.starting_at(at) {
        let fits = mention.class == class
            && mention.tokens.end <= sentence.end
            && (tags == Tags::NONE || chart.reads_as(&mention.tokens, tags))
            && attribute.is_none_or(|(key, value)| mention.attribute(key) == Some(&**value));
        if fits && ends.last() != Some(&mention.tokens.end) {
            ends.push(mention.tokens.end);
        }
    }
    ends
}

/// The mention that fills these tokens, the latest found first.
fn filling(chart: &Chart<'_>, tokens: &Range<usize>) -> Option<MentionId> {
    let fits = |(id, mention): (MentionId, &Mention)| (mention.tokens == *tokens).then_some(id);
    chart.starting_at(tokens.start).filter_map(fits).max()
}

fn holds(test: &Test, chart: &Chart<'_>, at: usize) -> bool {
    let token = chart.tokens()[at];
    let word = &chart.words[at];
    match test {
        Test::Surface(symbol) => word.surface == *symbol && !symbol.is_none(),
        Test::Lemma(symbol) => word.keys.contains(symbol),
        Test::Tags(tags) => word.reads_as(*tags),
        Test::Capital => token.is_capitalised(),
        Test::Upper => token.shape == Shape::Upper,
        Test::Lower => token.shape == Shape::Lower && token.kind == TokenKind::Word,
        Test::Word => token.kind == TokenKind::Word,
        Test::Number => token.kind == TokenKind::Number,
        Test::Ordinal => token.kind == TokenKind::Ordinal,
        Test::Initial => token.kind == TokenKind::Initial,
        Test::Mark => token.kind == TokenKind::Mark,
        Test::Dated => is_dated(chart.token_text(at)),
        Test::Glued => at > 0 && chart.tokens()[at - 1].span.end == token.span.start,
        Test::Unknown => token.kind == TokenKind::Word && !word.known,
        Test::Year => leading_digits(chart, at)
            .is_some_and(|digits| digits.len() == 4 && (b'1'..=b'2').contains(&digits.as_bytes()[0])),
        Test::Day => leading_digits(chart, at)
            .and_then(|digits| digits.parse().ok())
            .is_some_and(|day: u32| (1..=31).contains(&day)),
        Test::Datum => token.kind == TokenKind::Number && chart.token_text(at).matches('.').count() == 2,
        Test::Open => matches!(chart.token_text(at), "(" | "["),
        Test::Close => matches!(chart.token_text(at), ")" | "]"),
        Test::Any => true,
        Test::Not(test) => !holds(test, chart, at),
        Test::All(tests) => tests.iter().all(|test| holds(test, chart, at)),
    }
}

/// The digits of a number or ordinal; `None` where separators or other words stand in it.
fn leading_digits<'t>(chart: &Chart<'t>, at: usize) -> Option<&'t str> {
    if !matches!(chart.tokens()[at].kind, TokenKind::Number | TokenKind::Ordinal) {
        return None;
    }
    let written = chart.token_text(at);
    let end = written.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &written[end..];
    (end > 0 && !rest.starts_with(['.', ',', ':', ' ', '\u{a0}'])).then(|| &written[..end])
}

/// A word with a four-digit year after its last hyphen.
fn is_dated(word: &str) -> bool {
    let year = word.rsplit(['-', '\u{2013}']).next().unwrap_or_default();
    year.len() == 4 && year.len() < word.len() && year.bytes().all(|byte| byte.is_ascii_digit())
}
