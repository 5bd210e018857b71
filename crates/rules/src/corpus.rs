//! The corpus of a pack: sentences with what must be found in them, beside the rules that find it.
//!
//! ```toml
//! # packs/<lang>/corpus/<kind>.toml
//! as_of = 2024-12-01
//! [[case]]
//! text   = "The [name|session of the Council] took place in [place=Minsk|Minsk]."
//! expect = "event"      # a kind, or "nothing"
//! gap    = true         # this case fails today, and `why` says why
//! ```
//!
//! `[slot|words]` gives a slot the words, `[slot=value|words]` another value. What is done with a case is the
//! business of the room that reads; this one only says what is written.

use std::collections::BTreeMap;

use record::Date;
use serde::Deserialize;

use crate::error::{PackError, line_of, toml_error};

/// All cases of one file.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// `en/corpus/event.toml`
    pub file: String,
    /// The kind that `nothing` speaks of: the file's name.
    pub kind: String,
    /// The date of publication of every case.
    pub as_of: Option<Date>,
    pub cases: Vec<Case>,
}

/// One sentence, or a few, and what it must give.
#[derive(Clone, Debug)]
pub struct Case {
    pub line: usize,
    pub text: String,
    pub slots: BTreeMap<String, String>,
    /// `None` where nothing of the corpus's kind may be found.
    pub expect: Option<String>,
    /// Whether the case is known to fail.
    pub gap: bool,
    pub why: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    as_of: toml::value::Datetime,
    #[serde(default)]
    case: Vec<CaseSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseSource {
    text: toml::Spanned<String>,
    expect: String,
    #[serde(default)]
    gap: bool,
    why: Option<String>,
}

/// Whether a pack file is a corpus of the language, and of which kind.
pub fn kind_of<'a>(lang: &str, file: &'a str) -> Option<&'a str> {
    file.strip_prefix(lang)?.strip_prefix("/corpus/")?.strip_suffix(".toml")
}

/// Reads one corpus file.
pub fn parse(file: &str, kind: &str, source: &str) -> Result<Corpus, PackError> {
    let read: Source = toml::from_str(source).map_err(|error| toml_error(file, source, &error))?;
    let as_of = read
        .as_of
        .date
        .and_then(|date| Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok());
    let mut cases = Vec::new();
    for case in read.case {
        let line = line_of(source, case.text.span().start);
        if case.gap && case.why.is_none() {
            let message = "a gap needs a `why`".to_owned();
            return Err(PackError { file: file.to_owned(), line, message });
        }
        let (text, slots) = unmark(case.text.get_ref());
        let expect = (case.expect != "nothing").then_some(case.expect);
        cases.push(Case { line, text, slots, expect, gap: case.gap, why: case.why });
    }
    Ok(Corpus { file: file.to_owned(), kind: kind.to_owned(), as_of, cases })
}

/// The line without its marks, and the slots that they give.
fn unmark(marked: &str) -> (String, BTreeMap<String, String>) {
    let (mut text, mut slots) = (String::new(), BTreeMap::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inside, left)) = after.split_once(']') else { break };
        text.push_str(before);
        match inside.split_once('|') {
            Some((slot, words)) => {
                let (name, value) = slot.split_once('=').unwrap_or((slot, words));
                slots.insert(name.trim().to_owned(), value.trim().to_owned());
                text.push_str(words);
            }
            None => text.extend(["[", inside, "]"]),
        }
        rest = left;
    }
    text.push_str(rest);
    (text, slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_give_slots_and_leave_the_words() {
        let (text, slots) = unmark("The [name|session] met [place=Minsk|in Minsk] [sic] on [ 3 May.");
        assert_eq!(text, "The session met in Minsk [sic] on [ 3 May.");
        let slots: Vec<_> = slots.iter().map(|(slot, value)| (slot.as_str(), value.as_str())).collect();
        assert_eq!(slots, [("name", "session"), ("place", "Minsk")]);
    }

    #[test]
    fn a_gap_without_a_reason_is_an_error_with_its_line() {
        let source = "as_of = 2024-12-01\n[[case]]\ntext = \"x\"\nexpect = \"nothing\"\ngap = true\n";
        let error = parse("en/corpus/event.toml", "event", source).unwrap_err();
        assert_eq!(error.to_string(), "en/corpus/event.toml:3: a gap needs a `why`");
    }
}
