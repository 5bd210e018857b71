//! Pictures as values: renderers draw them ([`crate::picture`] says where each stroke goes) or show their table.

use record::Date;

use super::{Group, Row, Table, text};

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
}

impl Chart {
    /// The same as a table, for renderers that draw nothing.
    pub fn table(&self) -> Table {
        let rows: Vec<[String; 2]> = match &self.drawn {
            Drawn::Bars(bars) => bars.iter().map(|bar| [bar.label.clone(), bar.shown.clone()]).collect(),
            Drawn::Map { spots, .. } => {
                spots.iter().map(|spot| [spot.label.clone(), spot.shown.clone()]).collect()
            }
            Drawn::Timeline { moments, .. } => {
                moments.iter().map(|moment| [moment.when.clone(), moment.label.clone()]).collect()
            }
        };
        let row = |cells: [String; 2]| Row { id: None, cells: cells.into_iter().map(text).collect() };
        let rows = rows.into_iter().map(row).collect();
        Table {
            caption: self.title.clone(),
            columns: self.columns.to_vec(),
            groups: vec![Group { title: None, rows }],
        }
    }
}
