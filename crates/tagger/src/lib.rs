//! Learned taggers: the words of a text to names of persons, places, organisations and whatever else a model
//! was taught, proposed beside what rules find.
//!
//! A model is data, a file in the pack of its language ([`Tagger::load`]); this room knows how to run three kinds of
//! them, two networks ([`net`], [`moves`]) and a linear-chain CRF over features of words ([`line`]), and how to
//! train the third ([`train`]). It knows no language, reads no file, and never changes a text. Start
//! reading at [`Tagger::tag`].

mod bytes;
mod chain;
mod hash;
mod line;
mod moves;
mod net;
mod spans;
pub mod train;

use std::ops::Range;

use text::token::{Token, TokenKind};

pub use bytes::{Bytes, Damaged};
pub use spans::Tagged;

/// How a model file begins.
const MAGIC: &[u8] = b"RTAG\x01\0\0\0";
const NET: u32 = 1;
const LINE: u32 = 2;
const MOVES: u32 = 3;

/// What a lexicon says of a word, by number: see [`hint`].
pub type Hint = u64;

/// The hint that a word opens (or goes on with) a phrase of a class.
pub fn hint(class: &str, opens: bool) -> Hint {
    hash::Hash::new(u8::from(opens)).text(class).finish()
}

/// A text cut up, as a tagger sees it.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    /// The sentences, in order, as runs of tokens.
    pub sentences: &'a [Range<usize>],
    /// What lexicons say of each token; a model that was taught without may be given none.
    pub hints: &'a [Vec<Hint>],
}

impl<'a> Words<'a> {
    fn written(&self, at: usize) -> &'a str {
        self.tokens.get(at).and_then(|token| token.span.of(self.text)).unwrap_or_default()
    }
}

/// A model, ready to run.
#[derive(Clone, Debug)]
pub struct Tagger {
    name: String,
    /// `O`, `B-person`, `I-person` and so on.
    labels: Vec<String>,
    kinds: spans::Kinds,
    model: Model,
}

#[derive(Clone, Debug)]
enum Model {
    Net(Box<net::Net>),
    Line(line::Line),
    Moves(Box<moves::Moves>),
}

/// What a tagger remembers of words between texts; one for each thread and tagger.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    net: net::Memory,
    line: line::Memory,
    moves: moves::Memory,
}

impl Tagger {
    /// Reads a model file.
    pub fn load(file: Bytes) -> Result<Tagger, Damaged> {
        let copy = file.clone();
        let mut from = bytes::Reader::new(&copy);
        if from.take(MAGIC.len())? != MAGIC {
            return Err(from.damaged("it does not begin as one"));
        }
        let kind = from.u32()?;
        let name = from.text()?;
        let labels = from.texts()?;
        if labels.is_empty() || labels.len() > usize::from(u8::MAX) {
            return Err(from.damaged("it has no labels, or too many"));
        }
        let model = match kind {
            NET => Model::Net(Box::new(net::Net::read(file, from, labels.len())?)),
            LINE => Model::Line(line::Line::read(file, from, labels.len())?),
            MOVES => Model::Moves(Box::new(moves::Moves::read(from, labels.len())?)),
            _ => return Err(from.damaged("it is of an unknown kind")),
        };
        Ok(Tagger { name, kinds: spans::Kinds::of(&labels), labels, model })
    }

    /// Name and version, such as `ru/names@1`: the rule id of what it proposes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it can propose, such as `person`, by number.
    pub fn kinds(&self) -> &[String] {
        &self.kinds.names
    }

    /// The names of a text, in order; none overlaps another.
    pub fn tag(&self, words: &Words<'_>, memory: &mut Memory) -> Vec<Tagged> {
        match &self.model {
            Model::Net(net) => {
                let (pieces, owners) = pieces(words);
                let labels = net.tag(&pieces, &mut memory.net);
                // a token is labelled as its first piece is
                let mut row = vec![None; words.tokens.len()];
                for (owner, label) in owners.into_iter().zip(labels).rev() {
                    row[owner] = Some(label);
                }
                let row: Vec<usize> =
                    row.into_iter().map(|label| label.unwrap_or(self.kinds.outside)).collect();
                self.kinds.spans(&row, 0)
            }
            Model::Moves(moves) => moves.tag(words, &self.kinds, &mut memory.moves),
            Model::Line(line) => {
                let mut found = Vec::new();
                for (row, sentence) in line.tag(words, &mut memory.line).into_iter().zip(words.sentences) {
                    found.extend(self.kinds.spans(&row, sentence.start));
                }
                found
            }
        }
    }

    /// Whether the model looks at what lexicons say.
    pub fn takes_hints(&self) -> bool {
        matches!(self.model, Model::Line(_))
    }

    /// The labels of the model, as its file has them.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}

/// The words as the network was taught to cut them: an initial without its dot, a number without its blanks.
/// With each piece, its token.
fn pieces<'a>(words: &Words<'a>) -> (Vec<&'a str>, Vec<usize>) {
    let (mut pieces, mut owners) =
        (Vec::with_capacity(words.tokens.len()), Vec::with_capacity(words.tokens.len()));
    for (at, token) in words.tokens.iter().enumerate() {
        let written = words.written(at);
        let mut give = |piece: &'a str| {
            pieces.push(piece);
            owners.push(at);
        };
        match (token.kind, written.strip_suffix('.')) {
            (TokenKind::Initial, Some(letter)) => {
                give(letter);
                give(&written[letter.len()..]);
            }
            (TokenKind::Number, _) => written.split(char::is_whitespace).for_each(give),
            _ => give(written),
        }
    }
    (pieces, owners)
}
