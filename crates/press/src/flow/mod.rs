//! A page with its citations numbered and its links resolved: what both formats lay out.
//!
//! Words are the same, and in the same order, as on the HTML page.

mod write;

use report::picture::Picture;
use report::wording::Tone;

pub use write::of;

/// Characters of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    /// Where it is not that of the page.
    pub lang: Option<String>,
    pub look: Look,
    pub link: Option<Link>,
    /// The anchor that stands here.
    pub id: Option<String>,
    /// What an abbreviation stands for.
    pub expansion: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    pub strong: bool,
    /// Words that a claim rests on.
    pub mark: bool,
    /// Remarks beside what the sources say.
    pub aside: bool,
    /// Number of a citation.
    pub cite: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To an anchor that the flow has.
    Within(String),
    Web(String),
}

pub type Runs = Vec<Run>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    pub lang: String,
    /// The title with the period, without markup.
    pub name: String,
    /// The kind of report with the title and the period, for the foot of a page.
    pub foot: String,
    pub kicker: Runs,
    pub title: Runs,
    pub period: Runs,
    pub opening: Vec<Runs>,
    pub counts: Vec<Runs>,
    pub contents: Runs,
    pub sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub id: String,
    pub title: Runs,
    pub tone: Tone,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Paragraph(Runs),
    Heading { id: Option<String>, runs: Runs },
    List(Vec<Item>),
    Table(Table),
    Passages(Vec<Passage>),
    Chart(Chart),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    pub title: Runs,
    /// What is to be seen, for whoever cannot look at it.
    pub about: String,
    pub picture: Picture,
    /// The same for a format that draws nothing.
    pub table: Table,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: Option<String>,
    pub runs: Runs,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Runs>,
    pub groups: Vec<Group>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub title: Option<Runs>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: Option<String>,
    /// As many as there are columns.
    pub cells: Vec<Runs>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// In brackets, as it is cited.
    pub number: Runs,
    pub quote: Runs,
    /// The places that cite it.
    pub back: Runs,
}

impl Passage {
    /// The passage and, beside it, what cites it.
    pub fn words(&self) -> Runs {
        let mut runs = self.quote.clone();
        if !self.back.is_empty() {
            runs.extend(plain("  "));
        }
        runs.extend(self.back.iter().cloned());
        runs
    }
}

/// One run of plain text.
fn plain(text: &str) -> Runs {
    vec![Run { text: clean(text, false), ..Run::default() }]
}

/// The words of runs alone.
pub fn words(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Text that may stand in any file: control characters are blanks, and blanks in a row are one. Lines are
/// kept where they are asked for.
fn clean(text: &str, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\n' if lines => '\n',
            '\u{2028}' | '\u{2029}' => ' ',
            // They set the direction of what follows, and would do so past the end of a quotation.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => continue,
            '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c if c.is_control() => ' ',
            c => c,
        };
        let doubled = c == ' ' && out.ends_with([' ', '\n']) || c == '\n' && out.ends_with('\n');
        if !doubled {
            out.push(c);
        }
    }
    out
}
