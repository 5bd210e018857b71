//! From the tree of a pattern to the steps that match it.

use text::morph::Tags;

use super::parse::MOST_REPEATS;
use super::{Inst, Node, Program};
use crate::reach::Start;
use crate::token::{Choice, Opening};

const LONGEST_PROGRAM: usize = 20_000;

pub(super) fn emit(node: &Node, program: &mut Program) -> Result<(), String> {
    if program.code.len() > LONGEST_PROGRAM {
        return Err("the pattern is too large".to_owned());
    }
    match node {
        Node::Token(tests) => program.code.push(Inst::Token(Choice::new(tests))),
        Node::Mention { class, tags, attribute } => {
            program.code.push(Inst::Mention { class: *class, tags: *tags, attribute: attribute.clone() });
        }
        Node::Seq(nodes) => nodes.iter().try_for_each(|node| emit(node, program))?,
        Node::Alt(nodes) => emit_alternatives(nodes, program)?,
        Node::Repeat { node, least, most, greedy } => emit_repeat(node, *least, *most, *greedy, program)?,
        Node::Part(name, node) => {
            let number = program.parts.iter().position(|known| **known == **name).unwrap_or_else(|| {
                program.parts.push(name.as_str().into());
                program.parts.len() - 1
            });
            let number = u8::try_from(number).map_err(|_| "too many parts".to_owned())?;
            program.code.push(Inst::Open(number));
            emit(node, program)?;
            program.code.push(Inst::Close(number));
        }
        Node::Not(node) => emit_not(node, program)?,
        Node::Start => program.code.push(Inst::SentenceStart),
        Node::End => program.code.push(Inst::SentenceEnd),
    }
    Ok(())
}

/// What a token or a mention alone tells is asked for at once, the rest way by way.
fn emit_not(node: &Node, program: &mut Program) -> Result<(), String> {
    let ways = if let Node::Alt(ways) = node { ways.as_slice() } else { std::slice::from_ref(node) };
    let mut starts = Vec::new();
    let mut longer = Vec::new();
    for way in ways {
        match way {
            Node::Token(tests) => starts.extend(tests.iter().cloned().map(Start::Test)),
            Node::Mention { class, tags: Tags::NONE, attribute: None } => starts.push(Start::Class(*class)),
            _ => longer.push(way),
        }
    }
    if !starts.is_empty() {
        program.code.push(Inst::Bar(Box::new(Opening::new(&starts))));
    }
    for way in longer {
        let at = program.code.len();
        program.code.push(Inst::Not { next: 0 });
        emit(way, program)?;
        program.code.push(Inst::Match);
        program.code[at] = Inst::Not { next: program.code.len() };
    }
    Ok(())
}

fn emit_alternatives(nodes: &[Node], program: &mut Program) -> Result<(), String> {
    let split = program.code.len();
    program.code.push(Inst::Split(Vec::new()));
    let (mut starts, mut jumps) = (Vec::new(), Vec::new());
    for node in nodes {
        starts.push(program.code.len());
        emit(node, program)?;
        jumps.push(program.code.len());
        program.code.push(Inst::Jump(0));
    }
    let end = program.code.len();
    for jump in jumps {
        program.code[jump] = Inst::Jump(end);
    }
    program.code[split] = Inst::Split(starts);
    Ok(())
}

fn emit_repeat(
    node: &Node,
    least: usize,
    most: usize,
    greedy: bool,
    program: &mut Program,
) -> Result<(), String> {
    for _ in 0..least {
        emit(node, program)?;
    }
    let order = |inside: usize, after: usize| if greedy { vec![inside, after] } else { vec![after, inside] };
    if most == MOST_REPEATS {
        let guard = program.loops;
        program.loops = guard.checked_add(1).ok_or("too many repeats")?;
        let split = program.code.len();
        program.code.push(Inst::Split(Vec::new()));
        program.code.push(Inst::Progress(guard));
        emit(node, program)?;
        program.code.push(Inst::Jump(split));
        let end = program.code.len();
        program.code[split] = Inst::Split(order(split + 1, end));
        return Ok(());
    }
    let mut splits = Vec::new();
    for _ in least..most {
        splits.push(program.code.len());
        program.code.push(Inst::Split(Vec::new()));
        emit(node, program)?;
    }
    let end = program.code.len();
    for split in splits {
        program.code[split] = Inst::Split(order(split + 1, end));
    }
    Ok(())
}
