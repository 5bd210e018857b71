//! Runs compiled rules over a chart, pass after pass.

use std::ops::Range;
use std::sync::Arc;

use crate::Map;
use crate::chart::{Chart, Class, Mention};
use crate::index::{Index, Sweep, Try, can_open, slot};
use crate::machine::Runner;
use crate::pattern::Program;

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

/// The rules that run together, with an index of what they start with and need.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    pub name: String,
    pub rules: Vec<Rule>,
    index: Index,
    /// Classes whose rules give second names.
    naming: Vec<Class>,
    /// A rule that is passed over.
    muted: Option<u32>,
}

impl Pass {
    pub fn new(name: &str, rules: Vec<Rule>) -> Pass {
        let names = |program: &Program| program.parts.iter().any(|part| &**part == "alias");
        let naming = rules.iter().filter(|rule| rule.programs.iter().any(names)).map(|rule| rule.yields);
        Pass {
            name: name.to_owned(),
            index: Index::new(&rules),
            naming: naming.collect(),
            rules,
            muted: None,
        }
    }

    /// Passes over one rule, or over none.
    pub fn mute(&mut self, rule: Option<&str>) {
        let at = rule.and_then(|id| self.rules.iter().position(|rule| &*rule.id == id));
        self.muted = at.map(|at| at as u32);
    }
}

/// How a pass over a text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every rule was tried everywhere.
    Whole,
    /// The text kept rules trying for too long.
    CutShort,
    /// Whoever asked for it wants no more.
    Stopped,
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
/// A text that keeps rules trying far beyond what texts do is not searched to its end. Steps are counted, not time,
/// so that reading again gives the same. Before every sentence `go_on` is asked, and where it says no all ends.
pub fn apply(pass: &Pass, chart: &mut Chart<'_>, go_on: &dyn Fn() -> bool) -> Ended {
    let budget = LEAST_BUDGET.saturating_add(STEPS_A_TOKEN.saturating_mul(chart.words.len() as u64));
    let mut runner = Runner::with(budget);
    // by class: where its last mention ends
    let mut taken: Vec<usize> = Vec::new();
    let mut candidates: Vec<u32> = Vec::new();
    let mut sweep = Sweep::new(&pass.index);
    for sentence in 0..chart.segments.sentences.len() {
        if !go_on() {
            return Ended::Stopped;
        }
        let tokens = chart.segments.sentences[sentence].tokens.clone();
        if !sweep.enter(chart, &tokens) {
            continue;
        }
        for start in tokens.clone() {
            sweep.candidates(chart, start, &mut candidates);
            if candidates.is_empty() {
                continue;
            }
            let found = best_by_class(pass, chart, &tokens, start, &candidates, &taken, &mut runner);
            for mention in found {
                if mention.tokens.start < mention.tokens.end {
                    *slot(&mut taken, mention.class.0 as usize) = mention.tokens.end;
                    chart.add(mention);
                }
            }
        }
    }
    add_aliases(pass, chart);
    if runner.left > 0 { Ended::Whole } else { Ended::CutShort }
}

/// A part named `alias` gives its mention a second name: the same words elsewhere are mentions of the class too.
fn add_aliases(pass: &Pass, chart: &mut Chart<'_>) {
    if pass.naming.is_empty() {
        return;
    }
    let mut aliases: Map<String, Vec<Alias>> = Map::default();
    for (_, mention) in chart.mentions().filter(|(_, mention)| pass.naming.contains(&mention.class)) {
        let Some(alias) = mention.part("alias").filter(|part| part.tokens.len() == 1) else { continue };
        let named = aliases.entry(chart.written(&alias.tokens).to_owned()).or_default();
        let (class, defined_at) = (mention.class, alias.tokens.start);
        let mut known = named.iter().filter(|known| known.class == class);
        // the first two tell all: where a name is defined it is none, unless it is defined elsewhere too
        if known.clone().count() < 2 && known.all(|known| known.defined_at != defined_at) {
            named.push(Alias { class, rule: mention.rule.clone(), defined_at });
        }
    }
    for at in (0..chart.words.len()).filter(|_| !aliases.is_empty()) {
        let written = chart.token_text(at);
        // an abbreviation takes its endings after a hyphen or right beside it
        let hyphens = written.match_indices(['-', '\u{2010}', '\u{2011}']).map(|(end, _)| end);
        let ends = hyphens.chain([written.len()]).chain(capitals_before_ending(written));
        let names = ends.filter_map(|end| aliases.get(written.get(..end)?));
        for alias in names.flatten() {
            let taken = chart.heads_at(at).iter().any(|head| head.class == alias.class);
            if at != alias.defined_at && !taken {
                chart.add(Mention {
                    class: alias.class,
                    tokens: at..at + 1,
                    rule: alias.rule.clone(),
                    attributes: Arc::new([]),
                    parts: Vec::new(),
                });
            }
        }
    }
}

/// Where the capitals of a word end that goes on with a short ending in small letters.
fn capitals_before_ending(written: &str) -> Option<usize> {
    const SHORTEST: usize = 3;
    const LONGEST_ENDING: usize = 5;
    let (end, _) = written.char_indices().find(|(_, letter)| !letter.is_uppercase())?;
    let (capitals, ending) = written.split_at_checked(end)?;
    let small = ending.chars().all(char::is_lowercase) && ending.chars().count() <= LONGEST_ENDING;
    (small && capitals.chars().count() >= SHORTEST).then_some(end)
}

/// What a name stands for, and where that is said.
struct Alias {
    class: Class,
    rule: Arc<str>,
    defined_at: usize,
}

fn best_by_class(
    pass: &Pass,
    chart: &Chart<'_>,
    sentence: &Range<usize>,
    start: usize,
    candidates: &[u32],
    taken: &[usize],
    runner: &mut Runner,
) -> Vec<Mention> {
    let mut best: Vec<(Mention, bool)> = Vec::new();
    for &candidate in candidates {
        let Try { rule: number, variant, .. } = pass.index.tries[candidate as usize];
        let rule = &pass.rules[number as usize];
        if pass.muted == Some(number) {
            continue;
        }
        if !rule.overlaps && taken.get(rule.yields.0 as usize).is_some_and(|&end| start < end) {
            continue;
        }
        let program = &rule.programs[variant as usize];
        if program.first.is_some() && !can_open(&program.starts, chart, start) {
            continue;
        }
        let Some(end) = runner.run(program, chart, sentence, start) else { continue };
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

/// Why a rule did or did not match: its furthest try in each sentence.
pub fn explain(rule: &Rule, chart: &Chart<'_>) -> Vec<Trace> {
    let mut runner = Runner::with(u64::MAX);
    let mut traces = Vec::new();
    for sentence in &chart.segments.sentences {
        let mut best: Option<Trace> = None;
        for start in sentence.tokens.clone() {
            for program in &rule.programs {
                let end = runner.run(program, chart, &sentence.tokens, start);
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
    fn what_must_not_stand_somewhere_keeps_a_pattern_from_it_alone() {
        let text = "The council met. A council met. Old words council met. The assembly of the council met.";
        assert_eq!(found("!the !old %cap !( assembly | words ) @body", text), ["A council"]);
        assert_eq!(found("%cap !( @body of ) !words @body", text), ["The council", "A council"]);
        assert_eq!(
            found("( %cap )? !@body !met %word @body", text),
            ["The council", "A council", "Old words council", "The assembly", "the council"]
        );
        assert_eq!(found("@body met !. !%word", text), [] as [&str; 0]);
    }

    #[test]
    fn what_opens_a_sentence_is_found_there_alone() {
        let text = "Old words precede the council. The assembly met; The assembly left.";
        assert_eq!(found("^ %cap @body", text), ["The assembly"]);
        assert_eq!(found("!old ^ ( the | a )? @body", "The council met the council."), ["The council"]);
        assert_eq!(found("( ^ | %mark ) the @body", text), ["The assembly", "; The assembly"]);
        assert_eq!(found("( ^ )? %cap @body", text), ["The assembly", "The assembly"]);
    }

    #[test]
    fn each_way_of_a_group_is_taken_with_what_it_needs() {
        let text = "The council of the lakes met. The council of rivers left. Nobody of the assembly stayed.";
        let pattern =
            "%cap ( council of the lakes | @body of rivers | of the @body ) ( met | left | stayed )";
        let all =
            ["The council of the lakes met", "The council of rivers left", "Nobody of the assembly stayed"];
        assert_eq!(found(pattern, text), all);
        assert_eq!(
            found("( @body | nobody )+ of ( the )? ( lakes | @body ) ( met )?", text)[1],
            "Nobody of the assembly"
        );
    }

    #[test]
    fn a_second_name_holds_wherever_it_stands() {
        let rules = "[[rule]]\nid = \"x\"\nyields = \"x\"\npattern = '@body %open alias:%upper %close'\n";
        let pack = pack(rules);
        let text = "LC met. The council (LC) met; LC-2 and LCA too. The assembly (LA), once more LA.";
        let chart = pack.read(text, &mut Memory::default());
        let class = pack.class("x");
        let mut found: Vec<usize> = chart
            .mentions()
            .filter(|(_, mention)| Some(mention.class) == class)
            .map(|(_, mention)| mention.tokens.start)
            .collect();
        found.sort_unstable();
        let written: Vec<&str> = found.iter().map(|&at| chart.token_text(at)).collect();
        assert_eq!(written, ["LC", "council", "LC-2", "assembly", "LA"]);
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

    #[test]
    fn who_asks_for_a_text_can_have_enough_of_it_before_any_sentence() {
        let pack = pack("[[rule]]\nid = \"x\"\nyields = \"x\"\npattern = 'the council'\n");
        let asked = std::cell::Cell::new(0);
        let patience = |most: usize| {
            asked.set(0);
            let go_on = || asked.replace(asked.get() + 1) < most;
            pack.read_while("The council met. The council left.", &mut Memory::default(), &go_on).is_some()
        };
        assert!(!patience(0));
        assert_eq!(asked.get(), 1);
        assert!(!patience(1));
        // two passes over two sentences
        assert!(!patience(3));
        assert!(patience(4));
    }
}
