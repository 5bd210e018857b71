//! Lines by which sites part an article from what surrounds it, from a pack.

use std::collections::HashMap;
use std::fmt;

/// What a line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// What follows is not the article's own text.
    End,
    /// The line is the site's own.
    Notice,
}

/// The cues of all languages; a page is not read by the language that it is in.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    /// Words before the date of a change.
    updated: Vec<String>,
    /// By the first word.
    lines: HashMap<String, Vec<(Cue, String)>>,
}

/// A line of the list that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCue {
    pub line: usize,
    pub what: &'static str,
}

impl fmt::Display for BadCue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cues.tsv, line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for BadCue {}

impl Cues {
    /// Reads the list: what the cue does, language, how the line begins.
    pub fn load(list: &str) -> Result<Cues, BadCue> {
        let mut cues = Cues::default();
        for (index, line) in list.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |what| BadCue { line: index + 1, what };
            let mut fields = line.split('\t');
            let cue = match fields.next() {
                Some("end") => Cue::End,
                Some("notice") => Cue::Notice,
                Some("updated") => {
                    let text = fold(fields.nth(1).ok_or(bad("no text"))?);
                    cues.updated.push(format!(" {text} "));
                    continue;
                }
                _ => return Err(bad("neither `end` nor `notice` nor `updated`")),
            };
            let text = fold(fields.nth(1).ok_or(bad("no text"))?);
            let first = text.split(' ').next().filter(|word| !word.is_empty()).ok_or(bad("no text"))?;
            cues.lines.entry(first.to_owned()).or_default().push((cue, text));
        }
        Ok(cues)
    }

    /// The part of a line before it comes to a change of the text.
    pub fn before_update<'l>(&self, line: &'l str) -> &'l str {
        let folded = format!(" {} ", fold(line));
        if !self.updated.iter().any(|words| folded.contains(words.as_str())) {
            return line;
        }
        // Where the words stand is told by the words before them, since folding keeps their number.
        let first =
            self.updated.iter().filter_map(|words| folded.find(words.as_str())).min().unwrap_or_default();
        let before = folded.get(..first).map_or(0, |head| head.split_whitespace().count());
        let mut starts = line.char_indices().filter(|&(at, c)| {
            is_word(c) && !line.get(..at).and_then(|head| head.chars().next_back()).is_some_and(is_word)
        });
        let end = starts.nth(before).map_or(0, |(at, _)| at);
        line.get(..end).unwrap_or_default()
    }

    /// Whether a line tells of a change of the text.
    pub fn is_of_update(&self, line: &str) -> bool {
        let folded = format!(" {} ", fold(line));
        self.updated.iter().any(|words| folded.contains(words.as_str()))
    }

    /// What a line tells, if anything.
    pub fn of(&self, line: &str) -> Option<Cue> {
        let head = line.get(..line.floor_char_boundary(200)).unwrap_or_default();
        if head.contains('\u{a9}') {
            return Some(Cue::Notice);
        }
        let line = fold(head);
        let known = self.lines.get(line.split(' ').next()?)?;
        let tells = |(cue, text): &&(Cue, String)| match cue {
            Cue::End => line == *text,
            Cue::Notice => {
                line.strip_prefix(text.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            }
        };
        known.iter().find(tells).map(|(cue, _)| *cue)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphabetic() || c == '\''
}

/// Words in small letters; numbers and marks left out.
fn fold(text: &str) -> String {
    let words = text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_cue_only_where_it_says_nothing_else() {
        let cues = Cues::load("# x\nend\tru\tкомментарии\nnotice\ten\tall rights reserved\n").unwrap();
        for (line, expected) in [
            ("Комментарии (12):", Some(Cue::End)),
            ("Комментарии министра заняли две страницы.", None),
            ("ALL RIGHTS RESERVED. Reprint is forbidden", Some(Cue::Notice)),
            ("All rights reservedly", None),
            ("\u{a9} 2024 Agency", Some(Cue::Notice)),
            ("", None),
        ] {
            assert_eq!(cues.of(line), expected, "{line}");
        }
        assert_eq!(Cues::load("end\tru\n").unwrap_err().to_string(), "cues.tsv, line 1: no text");
        assert!(Cues::load("x\ty\tz").is_err());
    }

    #[test]
    fn the_date_of_a_change_is_left_out() {
        let cues = Cues::load("updated\tru\tпоследнее обновление\nupdated\ten\tupdated").unwrap();
        for (line, before) in [
            ("28 ноября, 10:15 | Последнее обновление: 29 ноября", "28 ноября, 10:15 | "),
            ("Updated 29 November", ""),
            ("28 November", "28 November"),
        ] {
            assert_eq!(cues.before_update(line), before);
        }
    }

    #[test]
    fn the_pack_is_sound() {
        Cues::load(include_str!("../../../../packs/und/pages/cues.tsv")).unwrap();
    }
}
