//! Runs compiled rules over a chart, pass after pass.

use std::ops::Range;
use std::sync::Arc;

use crate::chart::{Chart, Class, Mention};
use crate::machine::Runner;
use crate::pattern::Program;
use crate::presence::{Need, Presence};
use crate::reach::{First, Start};
use crate::symbols::Symbol;
use crate::token::holds;

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
    tries: Vec<Try>,
    /// By the number of a symbol: its row of `by_key`, counted from one; most words have none.
    keyed: Vec<u32>,
    /// Which tries can start with a symbol.
    by_key: Vec<Vec<u32>>,
    /// By class: which tries can start with it.
    by_class: Vec<Vec<u32>>,
    anywhere: Vec<u32>,
    /// A rule that is passed over.
    muted: Option<u32>,
}

/// One pattern of a rule, with what must be there for it to be worth a try.
#[derive(Clone, Debug)]
struct Try {
    rule: u32,
    variant: u32,
    needs: Vec<Need>,
}

impl Pass {
    pub fn new(name: &str, rules: Vec<Rule>) -> Pass {
        let mut pass = Pass { name: name.to_owned(), rules, ..Pass::default() };
        for (number, rule) in pass.rules.iter().enumerate() {
            for (variant, program) in rule.programs.iter().enumerate() {
                let place = pass.tries.len() as u32;
                pass.tries.push(Try {
                    rule: number as u32,
                    variant: variant as u32,
                    needs: program.needs.iter().map(|row| Need::one_of(row)).collect(),
                });
                let Some(first) = &program.first else {
                    pass.anywhere.push(place);
                    continue;
                };
                for first in first {
                    let row = match first {
                        First::Key(symbol) => {
                            let row = slot(&mut pass.keyed, symbol.number());
                            if *row == 0 {
                                pass.by_key.push(Vec::new());
                                *row = pass.by_key.len() as u32;
                            }
                            &mut pass.by_key[*row as usize - 1]
                        }
                        First::Class(class) => slot(&mut pass.by_class, class.0 as usize),
                    };
                    if !row.contains(&place) {
                        row.push(place);
                    }
                }
            }
        }
        pass
    }

    fn starting_with(&self, key: Symbol) -> &[u32] {
        let row = self.keyed.get(key.number()).and_then(|row| row.checked_sub(1));
        row.and_then(|row| self.by_key.get(row as usize)).map_or(&[], Vec::as_slice)
    }

    /// Passes over one rule, or over none.
    pub fn mute(&mut self, rule: Option<&str>) {
        let at = rule.and_then(|id| self.rules.iter().position(|rule| &*rule.id == id));
        self.muted = at.map(|at| at as u32);
    }
}

/// A place of a table that grows as it is used.
fn slot<T: Clone + Default>(table: &mut Vec<T>, at: usize) -> &mut T {
    if table.len() <= at {
        table.resize(at + 1, T::default());
    }
    &mut table[at]
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
///
/// A text that keeps rules trying far beyond what texts do is not searched to its end: whether all of it was is
/// the answer. Steps are counted, not time, so that reading again gives the same.
pub fn apply(pass: &Pass, chart: &mut Chart<'_>) -> bool {
    let budget = LEAST_BUDGET.saturating_add(STEPS_A_TOKEN.saturating_mul(chart.words.len() as u64));
    let mut runner = Runner::with(budget);
    // by class: where its last mention ends
    let mut taken: Vec<usize> = Vec::new();
    let mut candidates: Vec<u32> = Vec::new();
    let mut anywhere: Vec<u32> = Vec::new();
    let mut presence = Presence::default();
    for sentence in 0..chart.segments.sentences.len() {
        let tokens = chart.segments.sentences[sentence].tokens.clone();
        presence.gather(chart, &tokens);
        let is_worth = |number: u32, presence: &Presence, start: usize| {
            pass.tries[number as usize].needs.iter().all(|need| presence.from(start, need))
        };
        // most lack what they need in the whole sentence, and none comes by what its pass finds there
        anywhere.clear();
        anywhere.extend(pass.anywhere.iter().filter(|&&number| is_worth(number, &presence, tokens.start)));
        for start in tokens {
            candidates.clear();
            candidates.extend_from_slice(&anywhere);
            for key in &chart.words[start].keys {
                candidates.extend(pass.starting_with(*key));
            }
            for head in chart.heads_at(start) {
                candidates.extend(pass.by_class.get(head.class.0 as usize).into_iter().flatten());
            }
            candidates.retain(|&number| is_worth(number, &presence, start));
            if candidates.is_empty() {
                continue;
            }
            candidates.sort_unstable();
            candidates.dedup();
            let found = best_by_class(pass, chart, start, &candidates, &taken, &mut runner);
            for mention in found {
                if mention.tokens.start < mention.tokens.end {
                    *slot(&mut taken, mention.class.0 as usize) = mention.tokens.end;
                    chart.add(mention);
                }
            }
        }
    }
    add_aliases(pass, chart);
    runner.left > 0
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
            let taken = chart.heads_at(at).iter().any(|head| head.class == class);
            // an abbreviation takes its endings after a hyphen
            let rest = chart.token_text(at).strip_prefix(alias.as_str());
            let same =
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '\u{2010}', '\u{2011}']));
            if at != defined_at && !taken && same {
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
    candidates: &[u32],
    taken: &[usize],
    runner: &mut Runner,
) -> Vec<Mention> {
    let mut best: Vec<(Mention, bool)> = Vec::new();
    for &candidate in candidates {
        let Try { rule: number, variant, .. } = pass.tries[candidate as usize];
        let rule = &pass.rules[number as usize];
        if pass.muted == Some(number) {
            continue;
        }
        if !rule.overlaps && taken.get(rule.yields.0 as usize).is_some_and(|&end| start < end) {
            continue;
        }
        let program = &rule.programs[variant as usize];
        if !can_start(program, chart, start) {
            continue;
        }
        let Some(end) = runner.run(program, chart, start) else { continue };
        let rival = best
            .iter_mut()
            .find(|(other, overlaps)| other.class == rule.yields && !overlaps && !rule.overlaps);
        if rival.as_ref().is_some_and(|(other, _)| other.tokens.end >= end) {
            continue;
        }
        let mention = runner.mention(rule, program, chart, start..end);
        match rival {
            Some(slot) => *slot = (mention, rule.overlaps),
            None => best.push((mention, rule.overlaps)),
        }
    }
    best.into_iter().map(|(mention, _)| mention).collect()
}

/// Whether the first token fits: far cheaper than a try, and mostly the end of it.
fn can_start(program: &Program, chart: &Chart<'_>, at: usize) -> bool {
    program.starts.as_ref().is_none_or(|starts| {
        starts.iter().any(|start| match start {
            Start::Test(test) => holds(test, chart, at),
            Start::Class(class) => chart.heads_at(at).iter().any(|head| head.class == *class),
        })
    })
}

/// Why a rule did or did not match: its furthest try in each sentence.
pub fn explain(rule: &Rule, chart: &Chart<'_>) -> Vec<Trace> {
    let mut runner = Runner::with(u64::MAX);
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

/// Steps of one pass over a text, for each of its tokens; passes over running text take fewer than 1,000.
const STEPS_A_TOKEN: u64 = 5_000;
const LEAST_BUDGET: u64 = 1_000_000;

#[cfg(test)]
mod tests {
    use crate::pack::{Files, Pack};
    use crate::words::Memory;

    fn pack(rules: &str) -> Pack {
        let manifest = "lang = \"xx\"\nversion = \"1\"\nmorphology = \"suffixes\"\ndecimal = \".\"\n\
                        passes = [[\"first\"], [\"second\"]]\n";
        let files: Files = [
            ("xx/pack.toml", manifest),
            ("xx/lexicon/body.tsv", "council\nassembly\n"),
            ("xx/rules/first.toml", rules),
            ("xx/rules/second.toml", ""),
        ]
        .into_iter()
        .map(|(path, source)| (path.to_owned(), source.to_owned()))
        .collect();
        Pack::load(&files, "xx").unwrap_or_else(|errors| panic!("{errors:?}"))
    }

    fn found(pattern: &str, text: &str) -> Vec<String> {
        let pack = pack(&format!("[[rule]]\nid = \"x\"\nyields = \"x\"\npattern = '{pattern}'\n"));
        let chart = pack.read(text, &mut Memory::default());
        let class = pack.class("x");
        let of_class = chart.mentions().filter(|(_, mention)| Some(mention.class) == class);
        of_class.map(|(_, mention)| chart.written(&mention.tokens).to_owned()).collect()
    }

    #[test]
    fn what_a_pattern_needs_late_does_not_keep_it_from_matching() {
        let text = "Old words precede the council. The assembly met; nobody else did.";
        assert_eq!(found("%word ( the | a ) @body", text), ["precede the council"]);
        assert_eq!(found("%cap ( @body | nobody ) met?", text), ["The assembly met"]);
        assert_eq!(found("( %word ){2,9} ( council | @body )", text), ["Old words precede the council"]);
        assert_eq!(found("%word !council @body", text), ["The assembly"]);
        assert_eq!(found("%word council met", text), [] as [&str; 0]);
    }

    #[test]
    fn a_loop_over_a_very_long_sentence_does_not_fill_the_stack() {
        assert_eq!(found("( a | the )* council", &"a ".repeat(8_000)), [] as [&str; 0]);
        assert_eq!(found("( a ){1,2} ( a | the )* council", "a a a the council"), ["a a a the council"]);
    }

    #[test]
    fn a_text_that_keeps_rules_trying_is_cut_short_and_says_so() {
        let pack =
            pack("[[rule]]\nid = \"x\"\nyields = \"x\"\npattern = '( a* ){1,9} ( a* ){1,9} ( a* ){1,9} b'\n");
        let mut memory = Memory::default();
        assert!(!pack.read("a a a b", &mut memory).cut_short);
        let sentence = format!("{}c b x b\n\n", "a ".repeat(150));
        assert!(pack.read(&sentence.repeat(4), &mut memory).cut_short);
    }
}
