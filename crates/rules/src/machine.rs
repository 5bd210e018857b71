//! Runs one compiled pattern from one token on: backtracking, with the parts that were passed kept on a trail.
//!
//! A long try remembers where it failed before, so that it takes at most as many steps as the pattern is long
//! times the tokens that it looks at; without that, loops within loops take twice as many with every word.

use std::ops::Range;

use text::morph::Tags;

use crate::Set;
use crate::chart::{Chart, Class, Mention, MentionId, Part};
use crate::engine::Rule;
use crate::pattern::{Inst, Program};
use crate::token::{Opening, bit_of_class};

/// Tries after which a start is given up; patterns of packs stay far below it.
const MOST_STEPS: u32 = 50_000;
/// Choices within choices after which a way is given up: each takes a part of the stack, and no sentence that
/// somebody wrote needs so many.
const DEEPEST: u32 = 1_000;
/// Steps after which a try remembers where it failed: most end before, and would pay for what they do not use.
const SHORT: u32 = 100;
/// What a run has passed; backtracking cuts it short.
#[derive(Clone, Copy)]
enum Event {
    Open(u8, usize),
    Close(u8, usize),
    Loop(u8, usize),
}

/// Where a try takes place.
#[derive(Clone, Copy)]
struct Ground<'a, 't> {
    program: &'a Program,
    chart: &'a Chart<'t>,
    sentence: &'a Range<usize>,
}

impl Ground<'_, '_> {
    /// Whether a mention of the class perhaps starts here.
    fn may_open(&self, class: Class, at: usize) -> bool {
        at < self.sentence.end && self.chart.glances[at].classes & bit_of_class(class) != 0
    }

    /// Whether one of these stands here.
    fn bars(&self, opening: &Opening, at: usize) -> bool {
        at < self.sentence.end && opening.holds(self.chart, at, self.sentence.end)
    }

    /// Whether a way cannot be gone, told by its first instructions alone.
    fn is_closed(&self, mut pc: usize, at: usize) -> bool {
        loop {
            return match &self.program.code[pc] {
                Inst::Open(_) | Inst::Progress(_) => {
                    pc += 1;
                    continue;
                }
                Inst::Bar(opening) if !self.bars(opening, at) => {
                    pc += 1;
                    continue;
                }
                Inst::Bar(_) => true,
                Inst::Jump(target) => {
                    pc = *target;
                    continue;
                }
                Inst::SentenceStart if at == self.sentence.start => {
                    pc += 1;
                    continue;
                }
                Inst::Token(tests) => at >= self.sentence.end || !tests.holds(self.chart, at),
                Inst::Mention { class, .. } => !self.may_open(*class, at),
                Inst::SentenceStart => true,
                Inst::SentenceEnd => at != self.sentence.end,
                _ => false,
            };
        }
    }
}

#[derive(Default)]
pub(crate) struct Runner {
    events: Vec<Event>,
    pub(crate) steps: u32,
    /// The furthest token that a try came to.
    pub(crate) furthest: usize,
    /// Steps that the text still has.
    pub(crate) left: u64,
    /// Instructions that failed at a token in this try, whatever was passed before.
    failed: Set<(u32, u32)>,
    depth: u32,
    /// Whether something failed because of what was passed before it, so that it may fit on another way.
    by_history: bool,
}

impl Runner {
    /// A machine for a text that has so many steps.
    pub(crate) fn with(left: u64) -> Runner {
        Runner { left, ..Runner::default() }
    }

    /// The end of the preferred match that starts at a token.
    pub(crate) fn run(
        &mut self,
        program: &Program,
        chart: &Chart<'_>,
        sentence: &Range<usize>,
        start: usize,
    ) -> Option<usize> {
        self.events.clear();
        self.failed.clear();
        self.by_history = false;
        self.depth = 0;
        self.steps = 0;
        self.furthest = start;
        if self.left == 0 {
            return None;
        }
        let end = self.go(&Ground { program, chart, sentence }, 0, start);
        self.left = self.left.saturating_sub(u64::from(self.steps));
        end
    }

    fn go(&mut self, ground: &Ground<'_, '_>, pc: usize, at: usize) -> Option<usize> {
        if self.depth >= DEEPEST {
            self.by_history = true;
            return None;
        }
        self.depth += 1;
        let end = self.go_on(ground, pc, at);
        self.depth -= 1;
        end
    }

    fn go_on(&mut self, ground: &Ground<'_, '_>, mut pc: usize, mut at: usize) -> Option<usize> {
        let Ground { program, chart, sentence } = *ground;
        let passed = self.events.len();
        loop {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                self.by_history = true;
                return None;
            }
            let fits = match &program.code[pc] {
                Inst::Match => return Some(at),
                Inst::Token(tests) => {
                    let fits = at < sentence.end && tests.holds(chart, at);
                    at += usize::from(fits);
                    fits
                }
                Inst::Mention { class, tags, attribute } => {
                    // the last end that fits is gone on from here, those before it on their own
                    let mut last = None;
                    let heads = if ground.may_open(*class, at) { chart.heads_at(at) } else { &[] };
                    for head in heads {
                        let end = head.end;
                        let fits = head.class == *class
                            && last != Some(end)
                            && end <= sentence.end
                            && (*tags == Tags::NONE || chart.reads_as(&(at..end), *tags))
                            && attribute.as_ref().is_none_or(|(key, value)| {
                                chart.mention(head.id).attribute(key) == Some(&**value)
                            });
                        if !fits {
                            continue;
                        }
                        self.furthest = self.furthest.max(end);
                        if let Some(longer) = last.replace(end) {
                            let found = self.go(ground, pc + 1, longer);
                            if found.is_some() {
                                return found;
                            }
                        }
                    }
                    at = last.unwrap_or(at);
                    last.is_some()
                }
                Inst::Split(branches) => {
                    let remembers = self.steps > SHORT;
                    let place = (pc as u32, at as u32);
                    if remembers && self.failed.contains(&place) {
                        self.events.truncate(passed);
                        return None;
                    }
                    let mut open = branches.iter().copied().filter(|&branch| !ground.is_closed(branch, at));
                    if !remembers {
                        let Some(mut branch) = open.next() else {
                            self.events.truncate(passed);
                            return None;
                        };
                        for next in open {
                            let found = self.go(ground, branch, at);
                            if found.is_some() {
                                return found;
                            }
                            branch = next;
                        }
                        pc = branch;
                        continue;
                    }
                    let before = std::mem::take(&mut self.by_history);
                    let found = open.find_map(|branch| self.go(ground, branch, at));
                    if found.is_none() {
                        self.events.truncate(passed);
                        if !self.by_history {
                            self.failed.insert(place);
                        }
                    }
                    self.by_history |= before;
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
                Inst::Bar(opening) => !ground.bars(opening, at),
                Inst::Not { next } => {
                    let closed = ground.is_closed(pc + 1, at);
                    let before = self.events.len();
                    let found = !closed && self.go(ground, pc + 1, at).is_some();
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
                    self.by_history |= last == Some(at);
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

    pub(crate) fn mention(
        &self,
        rule: &Rule,
        program: &Program,
        chart: &Chart<'_>,
        tokens: Range<usize>,
    ) -> Mention {
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

/// The mention that fills these tokens, the latest found first.
fn filling(chart: &Chart<'_>, tokens: &Range<usize>) -> Option<MentionId> {
    let fitting = chart.heads_at(tokens.start).iter().filter(|head| head.end == tokens.end);
    fitting.map(|head| head.id).max()
}
