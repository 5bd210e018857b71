//! From the words of a pattern to its tree.

use text::fold::fold;
use text::morph::Tags;

use super::{Names, Node, Test};
use crate::traits::Traits;

/// Repeats without an end of their own are no longer than this.
pub(super) const MOST_REPEATS: usize = 200;

/// Reads the words of a pattern, macros expanded.
pub(super) fn parse(words: &[&str], names: &mut Names<'_>) -> Result<Node, String> {
    Parser { words, at: 0, names }.alternatives(0)
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
