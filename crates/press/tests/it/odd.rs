//! Pages that no report has, and that must be printed all the same.

use pdf_extract::Document;
use press::{Format, render};
use proptest::prelude::*;
use report::wording::{Bar, Block, Chart, Drawn, Group, Item, Page, Row, Table, Tone, text};

use crate::pages::{self, page, passage};
use crate::pdf::parts;
use crate::words::{of_docx, squeezed};

fn formats(page: &Page) -> [Vec<u8>; 2] {
    let formats = [Format::Docx(None), Format::Pdf];
    formats.map(|format| render(page, pages::locale("en"), pages::as_of(), format).unwrap())
}

#[test]
fn nothing_at_all() {
    formats(&pages::empty());
    formats(&page(Vec::new()));
}

#[test]
fn everything_at_once() {
    let [docx, _] = formats(&pages::everything());
    let words = squeezed(&of_docx(&docx));
    for (_, said) in pages::SCRIPTS.iter().filter(|(lang, _)| *lang != "und") {
        assert!(words.contains(&squeezed(said)), "{said}");
    }
}

#[test]
fn ten_thousand_rows() {
    let row = |number: usize| Row {
        id: Some(format!("row-{number}")),
        cells: vec![text(format!("On the state of lake {number}")), text("adopted"), text("2024")],
    };
    let columns = ["Title", "Action", "Year"].map(str::to_owned).to_vec();
    let groups = vec![Group { title: Some("Documents".to_owned()), rows: (0..10_000).map(row).collect() }];
    formats(&page(vec![Block::Table(Table { caption: "Documents".to_owned(), columns, groups })]));
}

#[test]
fn a_chart_higher_than_a_page_is_a_table() {
    let bar = |number: u64| Bar { label: format!("Bar {number}"), amount: number, shown: number.to_string() };
    let chart = |count: u64| {
        let columns = ["What".to_owned(), "How many".to_owned()];
        let (title, about) = ("Bars".to_owned(), String::new());
        page(vec![Block::Chart(Chart {
            title,
            about,
            columns,
            drawn: Drawn::Bars((0..count).map(bar).collect()),
        })])
    };
    let figures = |page: &Page| {
        let [_, pdf] = formats(page);
        parts(&Document::load_mem(&pdf).unwrap()).get("Figure").copied().unwrap_or(0)
    };
    assert_eq!((figures(&chart(30)), figures(&chart(300))), (1, 0));
}

#[test]
fn words_that_cannot_be_broken() {
    let long = "Donaudampfschifffahrt".repeat(2000);
    let rows = vec![Row { id: None, cells: vec![text(long.clone()), text(long.clone())] }];
    let columns = vec![long.clone(), String::new()];
    let groups = vec![Group { title: Some(long.clone()), rows }];
    let blocks = vec![
        Block::Heading { id: None, text: text(long.clone()) },
        Block::Paragraph(text(long.clone())),
        Block::Table(Table { caption: long.clone(), columns, groups }),
        Block::Passages(vec![passage(1, "de", &long)]),
    ];
    formats(&page(blocks));
}

#[test]
fn forty_columns_and_lists_in_lists() {
    let columns: Vec<String> = (0..40).map(|number| format!("Column {number}")).collect();
    let rows = vec![Row { id: None, cells: columns.iter().map(|column| text(column.clone())).collect() }];
    let groups = vec![Group { title: None, rows }];
    let list = (0..60).fold(Vec::new(), |items, depth| {
        vec![Item { id: None, text: text(format!("level {depth}")), items }]
    });
    formats(&page(vec![Block::Table(Table { caption: String::new(), columns, groups }), Block::List(list)]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_words(words in "\\PC{0,200}", wild in any::<String>(), lang in "[a-z]{0,3}") {
        let mut page = page(vec![
            Block::Heading { id: Some(wild.clone()), text: text(words.clone()) },
            Block::Paragraph(text(wild.clone())),
            Block::Passages(vec![passage(1, &lang, &wild), passage(1, &lang, &words)]),
        ]);
        page.lang = lang;
        page.period = wild;
        formats(&page);
    }
}

/// Words enough for anything between nothing and some pages.
fn some_words() -> impl Strategy<Value = String> {
    (
        0usize..400,
        prop_oneof![
            Just("word "),
            Just("\u{441}\u{43b}\u{43e}\u{432}\u{43e} "),
            Just("unbroken"),
            Just("line\n")
        ],
    )
        .prop_map(|(count, word)| word.repeat(count))
}

fn some_block() -> impl Strategy<Value = Block> {
    let item = |words: Vec<String>| {
        words
            .into_iter()
            .rev()
            .fold(Vec::new(), |items, word| vec![Item { id: None, text: text(word), items }])
    };
    let table = |(columns, words, title): (usize, Vec<String>, bool)| {
        let rows = words
            .chunks(columns.max(1))
            .map(|cells| Row { id: None, cells: cells.iter().map(|cell| text(cell.clone())).collect() });
        let rows = rows.collect();
        let columns = (0..columns).map(|number| format!("Column {number}")).collect();
        let groups = vec![Group { title: title.then(|| "Group".to_owned()), rows }];
        Block::Table(Table { caption: "Table".to_owned(), columns, groups })
    };
    let many = || proptest::collection::vec(some_words(), 0..12);
    prop_oneof![
        some_words().prop_map(|words| Block::Paragraph(text(words))),
        some_words().prop_map(|words| Block::Heading { id: None, text: text(words) }),
        many().prop_map(move |words| Block::List(item(words))),
        (0usize..6, many(), any::<bool>()).prop_map(table),
        many().prop_map(|words| {
            Block::Passages((1..).zip(&words).map(|(number, words)| passage(number, "en", words)).collect())
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn any_blocks(blocks in proptest::collection::vec(some_block(), 0..8), tone in 0usize..3) {
        let mut page = page(blocks);
        page.sections[0].tone = [Tone::Body, Tone::Warning, Tone::Apparatus][tone];
        let [_, pdf] = formats(&page);
        // Some pages each, not one for every line.
        let pages = Document::load_mem(&pdf).unwrap().get_pages().len();
        prop_assert!(pages < 400, "{pages}");
    }
}
