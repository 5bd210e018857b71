//! Patterns over tokens and mentions, compiled to small programs.
//!
//! A pattern is a line of elements separated by blanks:
//!
//! | element | matches |
//! |---|---|
//! | `session` | the word, in any case of letters; a mark matches itself |
//! | `~session` | any word whose dictionary form it is |
//! | `%cap` | a token with a property: see [`Traits`]; `%noun/gen` asks one reading for all the tags |
//! | `@place` | a mention of the class; `@time/gen` with such a word in it; `@title[kind=head]` with the attribute |
//! | `a\|~b\|@c` | one of these |
//! | `%cap&%noun` | a token with both |
//! | `!x` | nothing, where `x` does not match here |
//! | `( ... )` | a group; `( a \| b c )` alternatives, with blanks around the bar |
//! | `x?` `x*` `x+` `x{2,5}` | optional, any number, at least one, a range; as many as possible |
//! | `..6` | at most six tokens of any kind, as few as possible |
//! | `^` `$` | start and end of the sentence |
//! | `name:x` | what `x` matched is a part of the mention with this name |
//! | `$name` | a macro of the pack |
//!
//! Nothing matches across a sentence's end.

use std::collections::HashMap;
use std::sync::Arc;

use text::fold::fold;
use text::morph::Tags;

use crate::chart::Class;
use crate::reach::{First, Needs, Start, first_of, needs_of, opens_sentence, starts_of};
use crate::reduce::reduce;
use crate::symbols::{Symbol, Symbols};
use crate::token::{Choice, Opening};
use crate::traits::Traits;

/// A property of one token.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The word itself.
    Surface(Symbol),
    /// A dictionary form of it.
    Lemma(Symbol),
    /// One reading has all these tags: `%noun/gen`.
    Tags(Tags),
    /// It shows these by its letters: `%cap`.
    Is(Traits),
    /// `%any`
    Any,
    Not(Box<Test>),
    All(Vec<Test>),
}

impl Test {
    /// The word that a token must be to pass, where the test names one.
    pub fn key(&self) -> Option<Symbol> {
        match self {
            Test::Surface(symbol) | Test::Lemma(symbol) => Some(*symbol),
            Test::All(tests) => tests.iter().find_map(Test::key),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Inst {
    Token(Choice),
    Mention {
        class: Class,
        tags: Tags,
        attribute: Option<(Box<str>, Box<str>)>,
    },
    /// Tries these in order.
    Split(Vec<usize>),
    Jump(usize),
    Open(u8),
    Close(u8),
    SentenceStart,
    SentenceEnd,
    /// None of these stands here.
    Bar(Box<Opening>),
    /// Goes on at `next` where the program from here + 1 does not match.
    Not {
        next: usize,
    },
    /// Repeat guard: fails where nothing was consumed since the last time here.
    Progress(u8),
    Match,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Program {
    pub code: Vec<Inst>,
    /// Names of the parts, by number.
    pub parts: Vec<Arc<str>>,
    pub loops: u8,
    /// What a match can start with; `None` for anything.
    pub first: Option<Vec<First>>,
    /// Tests of which the first token passes one, where classes do not stand for it; `None` for anything.
    pub starts: Option<Opening>,
    /// What each match has somewhere.
    pub needs: Needs,
    /// Whether it can match at the start of a sentence only.
    pub opens_sentence: bool,
    pub source: String,
}

/// Names that patterns use: classes grow as rules name them, macros are fixed.
pub struct Names<'a> {
    pub symbols: &'a mut Symbols,
    pub classes: &'a mut Vec<Box<str>>,
    pub macros: &'a HashMap<String, String>,
}

impl Names<'_> {
    pub fn class(&mut self, name: &str) -> Class {
        let at = self.classes.iter().position(|known| &**known == name).unwrap_or_else(|| {
            self.classes.push(name.into());
            self.classes.len() - 1
        });
        Class(at as u16)
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Node {
    Token(Vec<Test>),
    Mention { class: Class, tags: Tags, attribute: Option<(Box<str>, Box<str>)> },
    Seq(Vec<Node>),
    Alt(Vec<Node>),
    Repeat { node: Box<Node>, least: usize, most: usize, greedy: bool },
    Part(String, Box<Node>),
    Not(Box<Node>),
    Start,
    End,
}

/// Compiles a pattern; the error says what is wrong and where.
pub fn compile(source: &str, names: &mut Names<'_>) -> Result<Program, String> {
    let expanded = expand(source, names.macros, 0)?;
    let words: Vec<&str> = expanded.split_whitespace().collect();
    let mut parser = Parser { words: &words, at: 0, names };
    let node = parser.alternatives(0)?;
    let first = first_of(&node);
    let mut program = Program {
        code: Vec::new(),
        parts: Vec::new(),
        loops: 0,
        first: None,
        starts: starts_of(&node).0.map(|starts| Opening::new(&starts)),
        needs: needs_of(&node),
        opens_sentence: opens_sentence(&node),
        source: source.to_owned(),
    };
    emit(&reduce(node), &mut program)?;
    program.code.push(Inst::Match);
    program.first = match first {
        (_, true) => return Err("the pattern can match nothing at all".to_owned()),
        (first, false) => first,
    };
    Ok(program)
}

const DEEPEST_MACRO: usize = 12;

fn expand(source: &str, macros: &HashMap<String, String>, depth: usize) -> Result<String, String> {
    if depth > DEEPEST_MACRO {
        return Err("macros call each other in a circle".to_owned());
    }
    let mut out = String::with_capacity(source.len());
    for word in source.split_whitespace() {
        out.push(' ');
        let Some(at) = word.find('$').filter(|&at| word.len() > at + 1) else {
            out.push_str(word);
            continue;
        };
        let name_end = word[at + 1..]
            .find(|c: char| !(c.is_ascii_lowercase() || c == '-'))
            .map_or(word.len(), |end| at + 1 + end);
        let name = &word[at + 1..name_end];
        let Some(body) = macros.get(name) else { return Err(format!("no macro ${name}")) };
        let body = expand(body, macros, depth + 1)?;
        out.push_str(&format!("{}( {body} ){}", &word[..at], &word[name_end..]));
    }
    // a group glued to a prefix or a quantifier is one element for the parser: "name:(" and ")?"
    Ok(out)
}

struct Parser<'a, 'n> {
    words: &'a [&'a str],
    at: usize,
    names: &'a mut Names<'n>,
}

const DEEPEST_GROUP: usize = 40;

impl Parser<'_, '_> {
    fn alternatives(&mut self, depth: usize) -> Result<Node, String> {
        if depth > DEEPEST_GROUP {
            return Err("groups lie too deep in each other".to_owned());
        }
        let mut branches = vec![Vec::new()];
        while let Some(&word) = self.words.get(self.at) {
            if word.starts_with(')') && depth > 0 {
                break;
            }
            self.at += 1;
            if word == "|" {
                branches.push(Vec::new());
                continue;
            }
            let node = self.element(word, depth)?;
            if let Some(branch) = branches.last_mut() {
                branch.push(node);
            }
        }
        let mut sequences: Vec<Node> = branches.into_iter().map(Node::Seq).collect();
        Ok(if sequences.len() == 1 { sequences.remove(0) } else { Node::Alt(sequences) })
    }

    fn element(&mut self, word: &str, depth: usize) -> Result<Node, String> {
        if let Some(rest) = word.strip_prefix('!').filter(|rest| !rest.is_empty()) {
            return Ok(Node::Not(Box::new(self.element(rest, depth)?)));
        }
        if let Some((name, rest)) = part_name(word) {
            return Ok(Node::Part(name.to_owned(), Box::new(self.element(rest, depth)?)));
        }
        if word.starts_with(')') {
            return Err("a bracket closes that none opened".to_owned());
        }
        if word == "^" {
            return Ok(Node::Start);
        }
        if word == "$" {
            return Ok(Node::End);
        }
        if let Some(count) = word
            .strip_prefix("..")
            .filter(|count| count.bytes().all(|b| b.is_ascii_digit()) && !count.is_empty())
        {
            let most = count.parse().map_err(|_| format!("not a number of tokens: {word}"))?;
            return Ok(Node::Repeat {
                node: Box::new(Node::Token(vec![Test::Any])),
                least: 0,
                most,
                greedy: false,
            });
        }
        if word == "(" {
            let node = self.alternatives(depth + 1)?;
            let Some(&close) = self.words.get(self.at) else {
                return Err("a group is not closed".to_owned());
            };
            self.at += 1;
            return quantified(node, &close[1..]);
        }
        let (body, quantifier) = split_quantifier(word);
        let node = self.choices(body)?;
        quantified(node, quantifier)
    }

    /// `a|~b|@c`
    fn choices(&mut self, word: &str) -> Result<Node, String> {
        let mut tests = Vec::new();
        let mut nodes = Vec::new();
        let choices: Vec<&str> = if word == "|" { vec![word] } else { word.split('|').collect() };
        for choice in choices {
            if choice.is_empty() {
                return Err(format!("an empty choice in {word}"));
            }
            match choice.strip_prefix('@') {
                Some(class) => nodes.push(self.mention(class)?),
                None => tests.push(self.conjunction(choice)?),
            }
        }
        if !tests.is_empty() {
            nodes.push(Node::Token(tests));
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Alt(nodes) })
    }

    fn mention(&mut self, written: &str) -> Result<Node, String> {
        let (head, attribute) = match written.split_once('[') {
            Some((head, rest)) => {
                let pair = rest.strip_suffix(']').and_then(|pair| pair.split_once('='));
                let Some((key, value)) = pair else {
                    return Err(format!("an attribute is written @class[key=value]: @{written}"));
                };
                (head, Some((key.into(), value.into())))
            }
            None => (written, None),
        };
        let (class, tags) = match head.split_once('/') {
            Some((class, tags)) => {
                (class, Tags::parse(tags).ok_or_else(|| format!("unknown tag in @{written}"))?)
            }
            None => (head, Tags::NONE),
        };
        if class.is_empty() || !class.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
            return Err(format!("a class is written in small letters and hyphens: @{written}"));
        }
        Ok(Node::Mention { class: self.names.class(class), tags, attribute })
    }

    fn conjunction(&mut self, choice: &str) -> Result<Test, String> {
        if choice == "&" || !choice.contains("&%") && !choice.contains("&!") && !choice.contains("&~") {
            return self.test(choice);
        }
        let tests: Result<Vec<Test>, String> = choice.split('&').map(|one| self.test(one)).collect();
        tests.map(Test::All)
    }

    fn test(&mut self, written: &str) -> Result<Test, String> {
        if let Some(rest) = written.strip_prefix('!').filter(|rest| !rest.is_empty()) {
            return Ok(Test::Not(Box::new(self.test(rest)?)));
        }
        if let Some(lemma) = written.strip_prefix('~').filter(|lemma| !lemma.is_empty()) {
            return Ok(Test::Lemma(self.names.symbols.add(&fold(lemma))));
        }
        let Some(property) = written.strip_prefix('%').filter(|property| !property.is_empty()) else {
            return Ok(Test::Surface(self.names.symbols.add(&fold(written))));
        };
        if let Some(traits) = Traits::named(property) {
            return Ok(Test::Is(traits));
        }
        Ok(match property {
            "any" => Test::Any,
            tags => Test::Tags(Tags::parse(tags).ok_or_else(|| format!("unknown property %{tags}"))?),
        })
    }
}

fn part_name(word: &str) -> Option<(&str, &str)> {
    let (name, rest) = word.split_once(':')?;
    let fits = !name.is_empty()
        && !rest.is_empty()
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    fits.then_some((name, rest))
}

fn split_quantifier(word: &str) -> (&str, &str) {
    if word.len() > 1 {
        if let Some(body) = word.strip_suffix(['?', '*', '+']) {
            return (body, &word[body.len()..]);
        }
        if word.ends_with('}')
            && let Some(at) = word.rfind('{').filter(|&at| at > 0)
        {
            return word.split_at(at);
        }
    }
    (word, "")
}

const MOST_REPEATS: usize = 200;

fn quantified(node: Node, quantifier: &str) -> Result<Node, String> {
    let (least, most) = match quantifier {
        "" => return Ok(node),
        "?" => (0, 1),
        "*" => (0, MOST_REPEATS),
        "+" => (1, MOST_REPEATS),
        range => {
            let bounds = range
                .strip_prefix('{')
                .and_then(|range| range.strip_suffix('}'))
                .and_then(|range| range.split_once(','));
            let bounds = bounds.and_then(|(least, most)| Some((least.parse().ok()?, most.parse().ok()?)));
            bounds
                .filter(|(least, most)| least <= most && *most <= MOST_REPEATS)
                .ok_or_else(|| format!("not a quantifier: {range}"))?
        }
    };
    Ok(Node::Repeat { node: Box::new(node), least, most, greedy: true })
}

const LONGEST_PROGRAM: usize = 20_000;

fn emit(node: &Node, program: &mut Program) -> Result<(), String> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> Result<Program, String> {
        let macros =
            HashMap::from([("of".to_owned(), "of the?".to_owned()), ("loop".to_owned(), "$loop".to_owned())]);
        let (mut symbols, mut classes) = (Symbols::default(), Vec::new());
        compile(source, &mut Names { symbols: &mut symbols, classes: &mut classes, macros: &macros })
    }

    #[test]
    fn compiles_what_the_table_promises() {
        for good in [
            "took place in place:@place date:@time?",
            "( the | a )? %adj&!~next* ~session $of name:@body[kind=council]",
            "^ x:( a b | c )+ ..6 ~end{1,3} $",
            "! the session",
            "!the %noun/gen|@org/gen",
            ", | ;",
        ] {
            if let Err(error) = check(good) {
                panic!("{good}: {error}");
            }
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (bad, why) in [
            ("( a", "not closed"),
            ("a )", "none opened"),
            ("$nothing", "no macro"),
            ("$loop", "circle"),
            ("%nonsense", "unknown property"),
            ("@Org", "small letters"),
            ("a{3,1}", "not a quantifier"),
            ("a? b?", "nothing at all"),
        ] {
            match check(bad) {
                Err(error) => assert!(error.contains(why), "{bad}: {error}"),
                Ok(_) => panic!("{bad} compiled"),
            }
        }
    }

    #[test]
    fn what_matches_the_same_takes_the_same_steps() {
        let code = |source| check(source).map(|program| program.code);
        for (long, short) in [
            ("( a | b ) c", "a|b c"),
            ("( a | ( ~b | %cap ) ) c", "a|~b|%cap c"),
            ("( a ( b c ) )? d", "( a b c )? d"),
            ("!a !b c", "!a|b c"),
            ("!@x !b !@y c", "!@x|b|@y c"),
            ("!( a | @x | b c ) d", "!a|@x !( b c ) d"),
        ] {
            assert_eq!(code(long), code(short), "{long}");
        }
        // which way is gone first stays what it is
        assert_ne!(code("( a | @x | b ) c"), code("( @x | a | b ) c"));
        assert_ne!(code("a !b c"), code("a|b c"));
    }

    #[test]
    fn knows_what_a_match_starts_with() {
        let keys = |source| check(source).map(|program| program.first.map(|first| first.len()));
        assert_eq!(keys("the? ~session x"), Ok(Some(2)));
        assert_eq!(keys("%cap x"), Ok(None));
        assert_eq!(keys("@a|b c"), Ok(Some(2)));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(source in "[a-z@%~$!()|?*+{},0-9:.^ -]{0,60}") {
            let _ = check(&source);
        }
    }
}
