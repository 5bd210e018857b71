//! The main text by where running text stands densest.
//!
//! Each block counts for or against being in the article; the element whose blocks sum highest holds it,
//! and the run of blocks within it that sums highest is it. The headline, and what stands between it and
//! the text, come before.

use super::aside::Aside;
use super::blocks::{Block, Blocks, Kind, blocks};
use std::collections::HashSet;

use super::PagePack;
use super::cues::{Cue, Cues};
use super::headline::{self, Headline};
use super::repeats;
use super::tree::{NodeId, ROOT, Tree};

/// What was found on a page.
pub struct Found {
    pub headline: Option<Headline>,
    /// The lines of the main text, the headline first.
    pub lines: Vec<String>,
    /// How sure it is that these lines are the article, 0 to 1.
    pub confidence: f32,
    pub blocks: Vec<Block>,
    /// The first block of the article.
    pub start: usize,
    pub aside: Aside,
}

/// What a block counts for the article that it stands in.
fn worth(block: &Block) -> f32 {
    let chars = block.chars as f32;
    let density = block.link_density();
    if block.aside {
        return -20.0 - chars * 0.2;
    }
    if block.is_prose() {
        return chars.min(600.0) * (1.0 - density);
    }
    match block.kind {
        Kind::Heading(_) if density < 0.5 => 0.0,
        Kind::Caption => 0.0,
        Kind::Item if density < 0.3 && chars > 30.0 => chars * 0.3,
        Kind::Row if density < 0.5 => chars * 0.3,
        _ if density > 0.5 => -25.0 - chars * 0.3,
        _ => -10.0,
    }
}

/// The main text of a page.
pub fn extract(tree: &Tree<'_>, pack: &PagePack) -> Found {
    let cues = &pack.cues;
    let bare = blocks(tree, &|_| false);
    let guess = Aside::mark(tree, &bare, None);
    let headline = headline::find(tree, &bare.list, &|block| guess.holds_any(block.node));
    let index = headline.as_ref().and_then(|headline| headline.block);
    let around = index.and_then(|index| bare.list.get(index)).map(|block| block.node);
    let mut aside = Aside::mark(tree, &bare, around);
    repeats::mark(tree, &bare, around, &pack.months, &mut aside);
    let marked = run(tree, blocks(tree, &|id| aside.holds(id)), cues, index);
    let unmarked = run(tree, bare, cues, index);
    let confidence = confidence(&marked, &unmarked, index);
    // Class names can mislead; where they leave next to nothing, they did. A short text under the headline is
    // something, though, and what stands far from it is not made the article by being longer.
    let little = marked.prose * 5 < unmarked.prose && marked.prose < 400;
    let headed = marked.prose > 0 && marked.is_headed(index) && !unmarked.is_headed(index);
    let best = if little && !headed { unmarked } else { marked };
    let lines = lines(&best.blocks, best.from, best.to, headline.as_ref());
    Found { lines, headline, confidence, start: best.from, blocks: best.blocks.list, aside }
}

/// Two readings, with and without what class names say, that agree; a headline on the page; text enough to judge.
fn confidence(marked: &Run, unmarked: &Run, headline: Option<usize>) -> f32 {
    let chars = |from: usize, to: usize| -> f32 {
        let held = marked.blocks.list.get(from..to.max(from)).unwrap_or_default();
        held.iter().map(|block| block.chars as f32).sum()
    };
    let shared = chars(marked.from.max(unmarked.from), marked.to.min(unmarked.to));
    let both = chars(marked.from, marked.to) + chars(unmarked.from, unmarked.to);
    let agreement = if both > 0.0 { 2.0 * shared / both } else { 0.0 };
    let headed = if headline.is_some() { 1.0 } else { 0.0 };
    let enough = (marked.prose as f32 / 500.0).min(1.0);
    0.6 * agreement + 0.2 * headed + 0.2 * enough
}

struct Run {
    blocks: Blocks,
    from: usize,
    to: usize,
    /// Characters of running text in it.
    prose: usize,
}

impl Run {
    /// Begins at the headline or soon after it.
    fn is_headed(&self, headline: Option<usize>) -> bool {
        headline.is_some_and(|index| self.to > index && self.from <= index + NEAR_HEADLINE)
    }
}

/// Lines that can stand between the headline and the text: days, authors, tools.
const NEAR_HEADLINE: usize = 15;

fn run(tree: &Tree<'_>, mut blocks: Blocks, cues: &Cues, headline: Option<usize>) -> Run {
    let mut told: Vec<Option<Cue>> = blocks.list.iter().map(|block| cues.of(&block.text)).collect();
    forget_tabs(&blocks.list, &mut told, headline);
    for (block, cue) in blocks.list.iter_mut().zip(&told) {
        block.aside |= *cue == Some(Cue::Notice) && block.chars < 400;
    }
    let mut worths: Vec<f32> = blocks.list.iter().map(worth).collect();
    teasers(&blocks.list, &mut worths);
    copies(&blocks.list, &mut worths);
    let mut cut = worths.clone();
    cut_at_ends(&told, &[], &mut cut, headline);
    let (_, first) = densest_element(tree, &blocks, &cut);
    let core = core(tree, &blocks, &cut, first);
    cut_at_ends(&told, &core, &mut worths, headline);
    for (index, worth) in worths.iter_mut().enumerate() {
        *worth *= match (*worth > 0.0, within(&core, index)) {
            (true, false) => OUTSIDE,
            (false, true) => INSIDE,
            _ => 1.0,
        };
    }
    let (_, (from, to)) = densest_element(tree, &blocks, &worths);
    let held = blocks.list.get(from..to).unwrap_or_default();
    let prose = held.iter().filter(|block| !block.aside && block.is_prose()).map(|block| block.chars).sum();
    Run { from, to, prose, blocks }
}

/// What text outside the core counts of what it would within.
const OUTSIDE: f32 = 0.4;

/// What a line against the article counts within the core of what it would outside.
const INSIDE: f32 = 0.7;

/// Takes the worth from lists of what else there is to read: a linked title and a summary, several times.
fn teasers(list: &[Block], worths: &mut [f32]) {
    let linked = |block: &Block| block.chars >= 12 && block.link_density() > 0.75;
    let pairs: Vec<bool> = list
        .windows(2)
        .map(|pair| matches!(pair, [title, summary] if linked(title) && summary.is_prose()))
        .collect();
    for (index, _) in pairs.iter().enumerate().filter(|(_, pair)| **pair) {
        let near = |from: usize, to: usize| {
            pairs.get(from..to.min(pairs.len())).is_some_and(|near| near.contains(&true))
        };
        let repeated = near(index + 1, index + 4) || near(index.saturating_sub(3), index);
        if let Some(worth) = worths.get_mut(index + 1).filter(|_| repeated) {
            *worth = -30.0;
        }
    }
}

/// Takes the worth from paragraphs that stood on the page before in the same order: a version to print, a window
/// over the page.
fn copies(list: &[Block], worths: &mut [f32]) {
    let prose: Vec<(usize, &str)> = list
        .iter()
        .enumerate()
        .filter(|(_, block)| block.is_prose() && !block.aside)
        .map(|(index, block)| (index, block.text.as_str()))
        .collect();
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    for pair in prose.windows(2) {
        let [(first, one), (second, other)] = pair else { continue };
        if !seen.insert((one, other)) {
            for index in [first, second] {
                worths.get_mut(*index).into_iter().for_each(|worth| *worth = COPY);
            }
        }
    }
}

const COPY: f32 = -20.0;

/// The name of a tab above the text ends nothing: a short item among others, with no more than a lead before it.
fn forget_tabs(list: &[Block], told: &mut [Option<Cue>], headline: Option<usize>) {
    let Some(headline) = headline else { return };
    let tab = |block: &Block| block.kind == Kind::Item && block.chars < LONGEST_TAB;
    let after = list.iter().enumerate().skip(headline + 1).take(NEAR_HEADLINE);
    let mut leads = 0;
    for (index, block) in after {
        leads += usize::from(block.is_prose());
        let beside = [index - 1, index + 1].into_iter().any(|at| list.get(at).is_some_and(tab));
        if let Some(cue) = told.get_mut(index).filter(|_| leads <= 1 && tab(block) && beside) {
            *cue = None;
        }
    }
}

const LONGEST_TAB: usize = 30;

/// After a line that ends the article little counts, if there was an article before.
///
/// A line in a box within the article ends only what is in boxes.
fn cut_at_ends(told: &[Option<Cue>], core: &[(usize, usize)], worths: &mut [f32], headline: Option<usize>) {
    let start = headline.map_or(0, |index| index + 1);
    let mut gained = 0.0;
    for index in start..worths.len() {
        let ends = told.get(index).is_some_and(|cue| *cue == Some(Cue::End));
        if ends && gained > 200.0 {
            let boxed = !within(core, index);
            let rest: f32 = worths.iter().skip(index).map(|worth| worth.max(0.0)).sum();
            let left = if gained > rest { AFTER_MOST } else { AFTER_END };
            let after = worths.iter_mut().enumerate().skip(index);
            let cut = after.filter(|(at, worth)| **worth > 0.0 && !(boxed && within(core, *at)));
            cut.for_each(|(_, worth)| *worth *= left);
            return;
        }
        gained += worths.get(index).copied().unwrap_or_default().max(0.0);
    }
}

fn within(ranges: &[(usize, usize)], index: usize) -> bool {
    ranges.iter().any(|range| (range.0..range.1).contains(&index))
}

/// What text after the article's end counts of what it would before.
const AFTER_END: f32 = 0.2;

/// The same where most of the text stands before the line.
const AFTER_MOST: f32 = 0.0;

fn sums(worths: &[f32]) -> Vec<f32> {
    let running = worths.iter().scan(0.0, |sum, worth| {
        *sum += worth;
        Some(*sum)
    });
    std::iter::once(0.0).chain(running).collect()
}

/// The element whose blocks sum highest, and the densest run of blocks within it.
fn densest_element(tree: &Tree<'_>, blocks: &Blocks, worths: &[f32]) -> (NodeId, (usize, usize)) {
    let sums = sums(worths);
    let held = |id: NodeId| blocks.held.get(id).copied().unwrap_or_default();
    let sum = |id: NodeId| at(&sums, held(id).1) - at(&sums, held(id).0);
    let inhabited = tree.elements().filter(|&id| tree.is_block(id) && held(id).1 > held(id).0);
    let best = inhabited.max_by(|&a, &b| sum(a).total_cmp(&sum(b)).then(a.cmp(&b))).unwrap_or(ROOT);
    (best, densest(worths, held(best)))
}

/// The smallest element with most of the running text of a run, and those beside it that look like it: what is
/// in them belongs together.
fn core(tree: &Tree<'_>, blocks: &Blocks, worths: &[f32], (from, to): (usize, usize)) -> Vec<(usize, usize)> {
    let gains: Vec<f32> = worths.iter().map(|worth| worth.max(0.0)).collect();
    let sums = sums(&gains);
    let whole = at(&sums, to) - at(&sums, from);
    let held = |id: NodeId| blocks.held.get(id).copied().unwrap_or_default();
    let most = |id: &NodeId| {
        let (first, last) = (held(*id).0.max(from), held(*id).1.min(to));
        last > first && at(&sums, last) - at(&sums, first) >= whole * CORE
    };
    let smallest = tree.elements().filter(|&id| tree.is_block(id)).filter(most).min_by_key(|&id| {
        let (first, last) = held(id);
        (last - first, std::cmp::Reverse(id))
    });
    let Some(core) = smallest else {
        return vec![(from, to)];
    };
    let look = |id: NodeId| (tree.name(id), tree.attribute(id, "class"));
    let beside = tree.parent(core).map_or(&[][..], |parent| tree.children(parent));
    let alike =
        beside.iter().copied().filter(|&id| id != core && look(id) == look(core) && look(id).1.is_some());
    // More of them are a list: of comments, or of other articles.
    let alike: Vec<NodeId> = alike.take(FEW + 1).collect();
    let alike = if alike.len() > FEW { Vec::new() } else { alike };
    std::iter::once(core).chain(alike).map(held).collect()
}

/// How many elements may look like the core and belong to it.
const FEW: usize = 4;

/// The part of a run's text that its core holds at least.
const CORE: f32 = 0.6;

fn at(sums: &[f32], index: usize) -> f32 {
    sums.get(index).copied().unwrap_or_default()
}

/// The run within a range that sums highest.
fn densest(worths: &[f32], (from, to): (usize, usize)) -> (usize, usize) {
    let (mut best, mut run) = ((0.0, from, from), (0.0, from));
    for (index, worth) in worths.iter().enumerate().take(to).skip(from) {
        if run.0 <= 0.0 {
            run = (0.0, index);
        }
        run.0 += worth;
        if run.0 > best.0 {
            best = (run.0, run.1, index + 1);
        }
    }
    (best.1, best.2)
}

/// What of the run is kept, with the headline and the lead before it.
fn lines(blocks: &Blocks, from: usize, to: usize, headline: Option<&Headline>) -> Vec<String> {
    let list = &blocks.list;
    let mut kept: Vec<String> = Vec::new();
    let mut start = from;
    if let Some(headline) = headline {
        kept.push(headline.text.clone());
        match headline.block {
            Some(block) if block >= from && block < to => start = block + 1,
            Some(block) if block < from => {
                let lead = list.get(block + 1..from).unwrap_or_default();
                kept.extend(lead.iter().filter(|block| is_lead(block)).map(|block| block.text.clone()));
            }
            _ => {}
        }
    }
    for block in list.get(start..to).unwrap_or_default() {
        if block.aside || block.link_density() > 0.6 && !block.is_prose() {
            continue;
        }
        if headline.is_some_and(|headline| headline.text == block.text) {
            continue;
        }
        kept.push(block.text.clone());
    }
    kept
}

fn is_lead(block: &Block) -> bool {
    !block.aside && block.link_density() < 0.2 && block.chars >= 50
}
