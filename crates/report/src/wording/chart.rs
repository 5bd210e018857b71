//! Pictures as values: renderers draw them ([`crate::picture`] says where each stroke goes) or show their table.

use record::Date;

use super::{Group, Inline, Rich, Row, Table, text};
use crate::outcomes::Cites;

/// A picture with all that its table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    pub title: String,
    /// What is to be seen, in a sentence, for whoever cannot look at it.
    pub about: String,
    /// The columns of its table.
    pub columns: [String; 2],
    pub drawn: Drawn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Amounts side by side.
    Bars(Vec<Bar>),
    /// Amounts at places of the world.
    Map { spots: Vec<Spot>, note: String },
    /// What happened when, from the first day to the last.
    Timeline { from: Date, to: Date, moments: Vec<Moment>, marks: Vec<(Date, String)> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub label: String,
    pub amount: u64,
    /// The amount in words of the report's language.
    pub shown: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub label: String,
    pub amount: u64,
    /// The amount in words of the report's language.
    pub shown: String,
    pub at: crate::atlas::Point,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub label: String,
    pub from: Date,
    /// The same day where it took one.
    pub to: Date,
    /// The date in words.
    pub when: String,
    /// The anchor of what it stands for.
    pub link: Option<String>,
    /// Whether it is still to come.
    pub planned: bool,
    /// What it rests on; the table shows it, the drawing leads to the line that does.
    pub cites: Cites,
}

impl Chart {
    /// The same as a table, for renderers that draw nothing.
    pub fn table(&self) -> Table {
        self.rows(Moment::cited)
    }

    /// The same beside a picture, which cites nothing: the lines that it leads to do.
    pub fn table_aside(&self) -> Table {
        self.rows(|moment| text(moment.label.clone()))
    }

    fn rows(&self, told: fn(&Moment) -> Rich) -> Table {
        let row = |first: &String, second: Rich| Row { id: None, cells: vec![text(first.clone()), second] };
        let rows = match &self.drawn {
            Drawn::Bars(bars) => bars.iter().map(|bar| row(&bar.label, text(bar.shown.clone()))).collect(),
            Drawn::Map { spots, .. } => {
                spots.iter().map(|spot| row(&spot.label, text(spot.shown.clone()))).collect()
            }
            Drawn::Timeline { moments, .. } => {
                moments.iter().map(|moment| row(&moment.when, told(moment))).collect()
            }
        };
        Table {
            caption: self.title.clone(),
            columns: self.columns.to_vec(),
            groups: vec![Group { title: None, rows }],
        }
    }
}

impl Moment {
    fn cited(&self) -> Rich {
        let mut told = text(self.label.clone());
        if !self.cites.numbers.is_empty() {
            told.extend([Inline::Text("\u{a0}".to_owned()), Inline::Cite(self.cites.clone())]);
        }
        told
    }
}
