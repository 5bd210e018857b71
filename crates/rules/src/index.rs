//! Which patterns of a pass are worth a try at a token.
//!
//! Hundreds of patterns run over every sentence and most fit almost nowhere. A sentence is looked through once for
//! the rarest thing that each pattern needs; a pattern that lacks it is not thought of again before the next
//! sentence. What is left is tried where it can start. None of this keeps a pattern from a match.

use std::ops::Range;

use crate::chart::Chart;
use crate::engine::Rule;
use crate::presence::{Need, Presence};
use crate::reach::First;
use crate::token::Opening;
use crate::{Map, pattern::Program};

/// One pattern of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    pub rule: u32,
    pub variant: u32,
    /// What must be there beside the rarest.
    rest: Vec<Need>,
    opens_sentence: bool,
    /// What it can start with, by number, where any token may be that.
    opening: Option<u32>,
}

/// The patterns that a word or class calls for, while they are being collected.
#[derive(Clone, Debug, Default)]
struct Row {
    /// Those that can start with it.
    starts: Places,
    /// Those whose rarest need it is.
    needs: Vec<u32>,
}

/// Lists of things one behind another, so that a short one lies beside the next.
#[derive(Clone, Debug)]
struct Lists<T> {
    things: Vec<T>,
    /// Where each list begins, and where the last ends.
    bounds: Vec<u32>,
}

impl<T> Default for Lists<T> {
    fn default() -> Lists<T> {
        Lists { things: Vec::new(), bounds: vec![0] }
    }
}

impl<T> Lists<T> {
    fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.things.extend(list);
        self.bounds.push(self.things.len() as u32);
    }

    fn get(&self, number: usize) -> &[T] {
        let bounds = self.bounds.get(number..number + 2);
        let Some(&[from, to]) = bounds else { return &[] };
        &self.things[from as usize..to as usize]
    }
}

/// A set of patterns by number: of 64 that follow each other those that are in it, a bit each. A word that hundreds
/// of patterns can start with is asked of a few numbers instead of hundreds.
#[derive(Clone, Debug, Default)]
struct Places(Vec<(u32, u64)>);

impl Places {
    fn add(&mut self, place: u32) {
        let (at, bit) = (place / 64, 1 << (place % 64));
        match self.0.iter_mut().find(|(word, _)| *word == at) {
            Some((_, bits)) => *bits |= bit,
            None => self.0.push((at, bit)),
        }
    }
}

/// The patterns of one pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    pub tries: Vec<Try>,
    /// By the number of a symbol: its row, counted from one; most words have none.
    keyed: Vec<u32>,
    /// By the number of a class, alike.
    by_class: Vec<u32>,
    /// By row: what can start with it.
    starts: Lists<(u32, u64)>,
    /// By row: what has its rarest need in it.
    needs: Lists<u32>,
    /// What patterns that any token may start can start with; `None` for anything.
    openings: Vec<Option<Opening>>,
    /// Patterns that need nothing.
    always: Vec<u32>,
}

impl Index {
    pub fn new(rules: &[Rule]) -> Index {
        let mut index = Index::default();
        let programs = || rules.iter().flat_map(|rule| &rule.programs);
        // what many patterns name is common: marks, small words, places
        let mut named: Map<First, usize> = Map::default();
        programs().for_each(|program| program.needs.each(&mut |one| *named.entry(one).or_default() += 1));
        let common = |one: First| named.get(&one).copied().unwrap_or_default();
        let mut collected: Vec<Row> = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            for (variant, program) in rule.programs.iter().enumerate() {
                index.add(number, variant, program, &common, &mut collected);
            }
        }
        for row in collected {
            index.starts.push(row.starts.0);
            index.needs.push(row.needs);
        }
        index
    }

    fn add(
        &mut self,
        rule: usize,
        variant: usize,
        program: &Program,
        common: &impl Fn(First) -> usize,
        collected: &mut Vec<Row>,
    ) {
        let place = self.tries.len() as u32;
        let rows = program.needs.rows(common);
        for one in rows.first().into_iter().flatten() {
            self.row(*one, collected).needs.push(place);
        }
        if rows.is_empty() {
            self.always.push(place);
        }
        for one in program.first.iter().flatten() {
            self.row(*one, collected).starts.add(place);
        }
        let opening = program.first.is_none().then(|| {
            let known = self.openings.iter().position(|opening| *opening == program.starts);
            known.unwrap_or_else(|| {
                self.openings.push(program.starts.clone());
                self.openings.len() - 1
            }) as u32
        });
        self.tries.push(Try {
            rule: rule as u32,
            variant: variant as u32,
            rest: rows.iter().skip(1).map(|row| Need::one_of(row)).collect(),
            opens_sentence: program.opens_sentence,
            opening,
        });
    }

    fn row<'r>(&mut self, one: First, collected: &'r mut Vec<Row>) -> &'r mut Row {
        let row = match one {
            First::Class(class) => slot(&mut self.by_class, class.0 as usize),
            First::Key(symbol) => slot(&mut self.keyed, symbol.number()),
        };
        if *row == 0 {
            collected.push(Row::default());
            *row = collected.len() as u32;
        }
        &mut collected[*row as usize - 1]
    }

    /// The rows of what stands at a token, by number.
    fn at<'i>(&'i self, chart: &'i Chart<'_>, at: usize) -> impl Iterator<Item = usize> {
        let keys = chart.rule_keys(at).iter().map(|key| self.keyed.get(key.number()));
        let classes = chart.heads_at(at).iter().map(|head| self.by_class.get(head.class.0 as usize));
        keys.chain(classes).filter_map(|row| Some(row?.checked_sub(1)? as usize))
    }
}

/// A place of a table that grows as it is used.
pub(crate) fn slot<T: Clone + Default>(table: &mut Vec<T>, at: usize) -> &mut T {
    if table.len() <= at {
        table.resize(at + 1, T::default());
    }
    &mut table[at]
}

/// One pass on its way through a text, sentence by sentence.
pub(crate) struct Sweep<'i> {
    index: &'i Index,
    tokens: Range<usize>,
    /// By pattern: one past the last token of the sentence where its rarest need stands; 0 where nothing does.
    until: Vec<usize>,
    /// The patterns whose needs are there.
    live: Vec<u32>,
    /// These and those that need nothing, a bit each.
    alive: Vec<u64>,
    /// What can start at a token, a bit each.
    starting: Vec<u64>,
    /// Of these, what any token may start, by opening.
    open: Vec<(u32, u32)>,
    presence: Presence,
}

impl<'i> Sweep<'i> {
    pub fn new(index: &'i Index) -> Sweep<'i> {
        let mut until = vec![0; index.tries.len()];
        let words = index.tries.len().div_ceil(64);
        let mut alive = vec![0; words];
        for &place in &index.always {
            until[place as usize] = usize::MAX;
            set(&mut alive, place);
        }
        Sweep {
            index,
            tokens: 0..0,
            until,
            live: Vec::new(),
            alive,
            starting: vec![0; words],
            open: Vec::new(),
            presence: Presence::default(),
        }
    }

    /// Looks through a sentence; says whether any pattern is worth a try in it. Mentions that are added later
    /// start where the search already was.
    pub fn enter(&mut self, chart: &Chart<'_>, tokens: &Range<usize>) -> bool {
        let Sweep { index, until, live, alive, open, presence, .. } = self;
        self.tokens = tokens.clone();
        for place in live.drain(..) {
            until[place as usize] = 0;
            unset(alive, place);
        }
        for at in tokens.clone() {
            for row in index.at(chart, at) {
                for &place in index.needs.get(row) {
                    let until = &mut until[place as usize];
                    if *until == 0 {
                        live.push(place);
                    }
                    *until = at + 1;
                }
            }
        }
        if live.is_empty() && index.always.is_empty() {
            return false;
        }
        if live.iter().any(|&place| !index.tries[place as usize].rest.is_empty()) {
            presence.gather(chart, tokens);
            live.retain(|&place| {
                let holds =
                    index.tries[place as usize].rest.iter().all(|need| presence.from(tokens.start, need));
                if !holds {
                    until[place as usize] = 0;
                }
                holds
            });
        }
        for &place in live.iter() {
            set(alive, place);
        }
        open.clear();
        let places = live.iter().chain(&index.always);
        open.extend(places.filter_map(|&place| Some((index.tries[place as usize].opening?, place))));
        open.sort_unstable();
        !live.is_empty() || !open.is_empty()
    }

    /// The patterns that can start at a token, in order.
    pub fn candidates(&mut self, chart: &Chart<'_>, start: usize, found: &mut Vec<u32>) {
        found.clear();
        let mut any = 0;
        let mut last = None;
        for &(opening, place) in &self.open {
            let fits = match last {
                Some((known, fits)) if known == opening => fits,
                _ => can_open(&self.index.openings[opening as usize], chart, start),
            };
            last = Some((opening, fits));
            if fits {
                set(&mut self.starting, place);
                any = 1;
            }
        }
        for row in self.index.at(chart, start) {
            for &(word, bits) in self.index.starts.get(row) {
                let live = bits & self.alive[word as usize];
                self.starting[word as usize] |= live;
                any |= live;
            }
        }
        if any == 0 {
            return;
        }
        for word in 0..self.starting.len() {
            let mut bits = std::mem::take(&mut self.starting[word]);
            while bits != 0 {
                let place = word as u32 * 64 + bits.trailing_zeros();
                bits &= bits - 1;
                if self.is_worth(place, start) {
                    found.push(place);
                }
            }
        }
    }

    fn is_worth(&self, place: u32, start: usize) -> bool {
        if self.until[place as usize] <= start {
            return false;
        }
        let one = &self.index.tries[place as usize];
        (!one.opens_sentence || start == self.tokens.start)
            && one.rest.iter().all(|need| self.presence.from(start, need))
    }
}

fn set(bits: &mut [u64], place: u32) {
    bits[place as usize / 64] |= 1 << (place % 64);
}

fn unset(bits: &mut [u64], place: u32) {
    bits[place as usize / 64] &= !(1 << (place % 64));
}

/// Whether a token is what a pattern can start with: far cheaper than a try, and mostly the end of it.
pub(crate) fn can_open(opening: &Option<Opening>, chart: &Chart<'_>, at: usize) -> bool {
    opening.as_ref().is_none_or(|opening| opening.holds(chart, at, usize::MAX))
}
