//! The main text by where running text stands densest.
//!
//! Each block counts for or against being in the article; the element whose blocks sum highest holds it,
//! and the run of blocks within it that sums highest is it. The headline, and what stands between it and
//! the text, come before.

use super::aside::Aside;
use super::blocks::{Block, Blocks, Kind, blocks};
use super::headline::{self, Headline};
use super::tree::{NodeId, ROOT, Tree};

/// What was found on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub headline: Option<String>,
    pub lines: Vec<String>,
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
        Kind::Item | Kind::Row if density < 0.3 && chars > 30.0 => chars * 0.3,
        _ if density > 0.5 => -25.0 - chars * 0.3,
        _ => -10.0,
    }
}

/// The main text of a page.
pub fn extract(tree: &Tree<'_>) -> Found {
    let bare = blocks(tree, &|_| false);
    let mut aside = Aside::mark(tree);
    let headline = headline::find(tree, &bare.list, &|block| aside.holds_any(tree, block.node));
    if let Some(block) = headline.as_ref().and_then(|headline| headline.block).and_then(|index| bare.list.get(index)) {
        aside.clear_around(tree, block.node);
    }
    let marked = run(tree, blocks(tree, &|id| aside.holds(id)));
    let unmarked = run(tree, bare);
    // Class names can mislead; where they leave next to nothing, they did.
    let best = if marked.prose * 5 < unmarked.prose { unmarked } else { marked };
    let lines = lines(&best.blocks, best.from, best.to, headline.as_ref());
    Found { lines, headline: headline.map(|headline| headline.text) }
}

struct Run {
    blocks: Blocks,
    from: usize,
    to: usize,
    /// Characters of running text in it.
    prose: usize,
}

fn run(tree: &Tree<'_>, blocks: Blocks) -> Run {
    let mut worths: Vec<f32> = blocks.list.iter().map(worth).collect();
    teasers(&blocks.list, &mut worths);
    let (_, first) = densest_element(tree, &blocks, &worths);
    let core = core(tree, &blocks, &worths, first);
    for (index, worth) in worths.iter_mut().enumerate() {
        if *worth > 0.0 && !(core.0..core.1).contains(&index) {
            *worth *= OUTSIDE;
        }
    }
    let (_, (from, to)) = densest_element(tree, &blocks, &worths);
    let held = blocks.list.get(from..to).unwrap_or_default();
    let prose = held.iter().filter(|block| !block.aside && block.is_prose()).map(|block| block.chars).sum();
    Run { from, to, prose, blocks }
}

/// What text outside the core counts of what it would within.
const OUTSIDE: f32 = 0.4;

/// Takes the worth from lists of what else there is to read: a linked title and a summary, several times.
fn teasers(list: &[Block], worths: &mut [f32]) {
    let linked = |block: &Block| block.chars >= 12 && block.link_density() > 0.75;
    let pairs: Vec<bool> = list.windows(2).map(|pair| matches!(pair, [title, summary] if linked(title) && summary.is_prose())).collect();
    for (index, _) in pairs.iter().enumerate().filter(|(_, pair)| **pair) {
        let near = |from: usize, to: usize| pairs.get(from..to.min(pairs.len())).is_some_and(|near| near.contains(&true));
        let repeated = near(index + 1, index + 4) || near(index.saturating_sub(3), index);
        if let Some(worth) = worths.get_mut(index + 1).filter(|_| repeated) {
            *worth = -30.0;
        }
    }
}

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

/// The smallest element with most of the running text of a run: what is in it belongs together.
fn core(tree: &Tree<'_>, blocks: &Blocks, worths: &[f32], (from, to): (usize, usize)) -> (usize, usize) {
    let gains: Vec<f32> = worths.iter().map(|worth| worth.max(0.0)).collect();
    let sums = sums(&gains);
    let whole = at(&sums, to) - at(&sums, from);
    let held = |id: NodeId| {
        let (first, last) = blocks.held.get(id).copied().unwrap_or_default();
        (first.max(from), last.min(to))
    };
    let most = |id: &NodeId| {
        let (first, last) = held(*id);
        last > first && at(&sums, last) - at(&sums, first) >= whole * CORE
    };
    let smallest = tree.elements().filter(|&id| tree.is_block(id)).filter(most).min_by_key(|&id| {
        let (first, last) = held(id);
        (last - first, std::cmp::Reverse(id))
    });
    smallest.map_or((from, to), held)
}

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
