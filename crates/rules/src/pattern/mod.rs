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

mod emit;
mod parse;

use std::collections::HashMap;
use std::sync::Arc;

use text::morph::Tags;

use crate::chart::Class;
use crate::reach::{First, Needs, first_of, needs_of, opens_sentence, starts_of};
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
    let node = parse::parse(&words, names)?;
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
    emit::emit(&reduce(node), &mut program)?;
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
