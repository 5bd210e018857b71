//! The format itself: what these shapes say is read for ever.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub version: u32,
    pub page: Page,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Page {
    pub lang: String,
    pub kicker: String,
    pub title: Vec<Run>,
    pub period: String,
    pub opening: Vec<Vec<Run>>,
    pub counts: Vec<Count>,
    pub sections: Vec<Section>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Count {
    pub number: usize,
    pub label: String,
    pub to: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Section {
    pub id: String,
    pub title: String,
    pub tone: Tone,
    pub blocks: Vec<Piece>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Tone {
    Body,
    Warning,
    Apparatus,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Run {
    Text(String),
    Foreign {
        text: String,
        lang: String,
    },
    Strong(Vec<Run>),
    Quote {
        text: String,
        lang: String,
    },
    Cite {
        passages: Vec<u32>,
        #[serde(default)]
        more: usize,
    },
    Link {
        to: String,
        text: Vec<Run>,
    },
    Web(String),
    Aside(Vec<Run>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Piece {
    Paragraph(Vec<Run>),
    Heading { id: Option<String>, text: Vec<Run> },
    List(Vec<Item>),
    Table { caption: String, columns: Vec<String>, groups: Vec<Group> },
    Passages(Vec<Passage>),
    Chart { title: String, about: String, columns: [String; 2], drawn: Drawn },
}

#[derive(Serialize, Deserialize)]
pub(super) struct Item {
    pub id: Option<String>,
    pub text: Vec<Run>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Group {
    pub title: Option<String>,
    pub rows: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Row {
    pub id: Option<String>,
    pub cells: Vec<Vec<Run>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Passage {
    pub number: u32,
    pub lang: String,
    pub pieces: Vec<Words>,
    pub from: Vec<Run>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Words {
    Plain(String),
    Marked(String),
    Cut,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Drawn {
    Bars(Vec<Bar>),
    Map { spots: Vec<Spot>, note: String },
    Timeline { from: String, to: String, moments: Vec<Moment>, marks: Vec<(String, String)> },
}

#[derive(Serialize, Deserialize)]
pub(super) struct Bar {
    pub label: String,
    pub amount: u64,
    pub shown: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Spot {
    pub label: String,
    pub amount: u64,
    pub shown: String,
    pub at: (i32, i32),
}

#[derive(Serialize, Deserialize)]
pub(super) struct Moment {
    pub label: String,
    pub from: String,
    pub to: String,
    pub when: String,
    pub link: Option<String>,
    pub planned: bool,
    /// Missing in editions kept before moments were cited.
    #[serde(default)]
    pub passages: Vec<u32>,
    #[serde(default)]
    pub more: usize,
}
