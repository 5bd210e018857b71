//! Quotes for a terminal: the words that a value rests on stand out in them.

use text::fold::fold;

/// Whether and how words stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    color: bool,
}

impl Style {
    /// Colour on a terminal, unless the person asked for none.
    pub fn of(is_terminal: bool) -> Style {
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Style { color: is_terminal && !refused }
    }

    pub fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    /// For what sources differ on.
    pub fn alert(self, text: &str) -> String {
        self.wrap("1;33", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// A quote in one line, cut at a length, in which the words of these values stand out.
    pub fn quote(self, quote: &str, values: &[&str], most: usize) -> String {
        let line = safe(&crate::out::one_line(quote, most));
        if !self.color {
            return line;
        }
        let wanted: Vec<String> =
            values.iter().flat_map(|value| words(value)).map(|(_, word)| fold(word)).collect();
        let mut out = String::new();
        let mut end = 0;
        for (start, word) in words(&line) {
            if wanted.iter().any(|wanted| is_form_of(wanted, &fold(word))) {
                out.push_str(line.get(end..start).unwrap_or_default());
                out.push_str(&self.bold(word));
                end = start + word.len();
            }
        }
        out.push_str(line.get(end..).unwrap_or_default());
        out
    }
}

/// A source's words could hold what moves a terminal's cursor or colours it.
pub fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// Words of letters and digits, with where they start.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.extend(text.get(from..at).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// How many letters at the end of a word may be its inflection.
const ENDING: usize = 3;

/// Whether two words are likely forms of one: they begin alike, and differ in an ending at most.
fn is_form_of(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if one.chars().chain(other.chars()).any(|c| !c.is_alphabetic()) {
        return false;
    }
    let lengths = [one.chars().count(), other.chars().count()];
    let alike = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    alike >= 3 && lengths.into_iter().all(|length| length >= 4 && length - alike <= ENDING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_value_stand_out_in_any_inflection() {
        let style = Style { color: true };
        let quote = style.quote("В Астане прошла сессия Совета.", &["Астана", "сессия Совета"], 100);
        assert_eq!(
            quote.replace("\u{1b}[1m", "<").replace("\u{1b}[0m", ">"),
            "В <Астане> прошла <сессия> <Совета>."
        );
        assert_eq!(Style { color: false }.quote("В Астане", &["Астана"], 100), "В Астане");
        assert_eq!(style.quote("in 2024 and 2023", &["2024"], 100).matches("\u{1b}[1m").count(), 1);
    }

    #[test]
    fn a_source_cannot_drive_the_terminal() {
        assert_eq!(safe("a\u{1b}[2Jb"), "a\u{fffd}[2Jb");
        assert!(!Style { color: true }.quote("x\u{1b}]0;title\u{7}y", &[], 100).contains('\u{1b}'));
    }
}
