//! Pages to print: the report of the fictional league, and odd ones.

use report::outcomes::{Cites, Piece, Worded};
use report::wording::{
    Bar, Block, Chart, Count, Drawn, Group, Inline, Item, Moment, Page, Row, Section, Shown, Spot, Table,
    Tone, page as words, text,
};
use report::{Locale, compose};

use crate::desk::day;
use crate::league;

pub fn locale(lang: &str) -> &'static Locale {
    Locale::built_in(lang).unwrap()
}

pub fn as_of() -> record::Date {
    day("2025-01-15")
}

/// The outcomes of the League of Lake States.
pub fn outcomes(lang: &str) -> Page {
    let shelf = league::desk().shelf();
    let (profile, names) = (league::profile(), league::directory());
    words(&compose(&league::input(&shelf, &profile, &names, lang)), locale(lang))
}

/// A page with one section of these blocks.
pub fn page(blocks: Vec<Block>) -> Page {
    Page {
        lang: "en".to_owned(),
        kicker: "Report".to_owned(),
        title: text("League of Lake States"),
        period: "2024".to_owned(),
        opening: Vec::new(),
        counts: Vec::new(),
        sections: vec![Section { id: "all".into(), title: "All".to_owned(), tone: Tone::Body, blocks }],
    }
}

pub fn empty() -> Page {
    Page {
        lang: String::new(),
        kicker: String::new(),
        title: Vec::new(),
        period: String::new(),
        opening: Vec::new(),
        counts: Vec::new(),
        sections: Vec::new(),
    }
}

pub fn cite(number: u32) -> Inline {
    Inline::Cite(Cites { numbers: vec![number], more: 0 })
}

pub fn passage(number: u32, lang: &str, words: &str) -> Shown {
    let pieces = vec![Piece::Plain("It said: ".to_owned()), Piece::Marked(words.to_owned()), Piece::Cut];
    Shown { number, lang: lang.to_owned(), pieces, from: Vec::new() }
}

/// Words in many scripts, some of which no font here has.
pub const SCRIPTS: &[(&str, &str)] = &[
    ("kk", "Қазақстан Республикасының әскери қызметі, өңір, үкімет, ұжым, һәм"),
    ("tg", "Ҷумҳурии Тоҷикистон, ӯҳдадориҳо, ғамхорӣ, қарор"),
    ("ky", "Кыргыз Республикасынын өкмөтү, үчүн, коңшу"),
    ("be", "Рэспубліка Беларусь, прэс-служба, ўрад, дзейнасць"),
    ("hy", "Հայաստանի Հանրապետություն, նիստը կայացել է"),
    ("ka", "საქართველო, სხდომა"),
    ("el", "Ελληνική Δημοκρατία"),
    ("ru", "Во́йска, ёлка, № 5 — «цитата» … −5 °C, 10 €"),
    ("uz", "Oʻzbekiston, gʻalaba, sh’yor"),
    ("az", "Azərbaycan, çörək, ğ, ı, İ, ş"),
    ("ar", "جلسة مجلس الأمن الجماعي"),
    ("he", "ישיבת המועצה"),
    ("zh", "上海合作组织成员国"),
    ("ja", "会議が開かれた。"),
    ("th", "การประชุม"),
    ("hi", "सामूहिक सुरक्षा"),
    (
        "und",
        "\u{1f600} \u{10ffff} \u{fffe} a\u{301}\u{300}\u{302} \u{202e}abc\u{202c} \u{ad}x\u{200b}y\u{feff}",
    ),
];

/// A page with a block of every kind, nested and cited.
pub fn everything() -> Page {
    let item = |text: Vec<Inline>, items: Vec<Item>| Item { id: None, text, items };
    let foreign = |lang: &str, words: &str| Worded { text: words.to_owned(), lang: lang.to_owned() };
    let deep = (0..9).fold(Vec::new(), |items, depth| {
        vec![item(vec![Inline::Text(format!("level {depth}")), cite(1)], items)]
    });
    let scripts = SCRIPTS.iter().map(|(lang, words)| {
        item(vec![Inline::Foreign(foreign(lang, words)), Inline::Quote(foreign(lang, words))], Vec::new())
    });
    let row = |id: &str, cells: Vec<Vec<Inline>>| Row { id: Some(id.to_owned()), cells };
    let table = Table {
        caption: "A table".to_owned(),
        columns: vec!["Title".to_owned(), "Text published".to_owned(), "Sources".to_owned()],
        groups: vec![
            Group {
                title: Some("Decisions".to_owned()),
                rows: vec![
                    row("e-1", vec![text("On the lake"), text("yes"), vec![cite(1), cite(2)]]),
                    row("e-1", vec![text("A row that is short")]),
                    row("e-2", vec![text("Too long"), text("b"), text("c"), text("d"), text("e")]),
                ],
            },
            Group { title: None, rows: Vec::new() },
        ],
    };
    let timeline = Drawn::Timeline {
        from: day("2024-01-01"),
        to: day("2024-12-31"),
        moments: vec![Moment {
            label: "Calm Water".to_owned(),
            from: day("2024-03-01"),
            to: day("2024-05-01"),
            when: "March to May".to_owned(),
            link: Some("e-1".to_owned()),
            planned: true,
            cites: Cites { numbers: vec![1], more: 0 },
        }],
        marks: vec![(day("2024-07-01"), "July".to_owned())],
    };
    let bars = Drawn::Bars(vec![
        Bar { label: "January".to_owned(), amount: 3, shown: "3".to_owned() },
        Bar { label: "February".to_owned(), amount: 0, shown: "0".to_owned() },
    ]);
    let spot = |label: &str, amount: u64, at: (i32, i32)| Spot {
        label: label.to_owned(),
        amount,
        shown: amount.to_string(),
        at,
    };
    let map = Drawn::Map {
        spots: vec![spot("Esterland", 4, (276, -599)), spot("A land far in the west", 1, (-1780, 300))],
        note: "Borders are for orientation".to_owned(),
    };
    let chart = |drawn: Drawn| {
        let columns = ["When".to_owned(), "What".to_owned()];
        Block::Chart(Chart { title: "By month".to_owned(), about: "Bars".to_owned(), columns, drawn })
    };
    let link = |to: &str| Inline::Link { to: to.to_owned(), text: text("there") };
    let paragraph = vec![
        Inline::Text("Plain & <b>not bold</b>\u{0}\u{b} ".to_owned()),
        Inline::Strong(vec![Inline::Text("strong ".to_owned()), link("e-1"), cite(2)]),
        Inline::Aside(vec![Inline::Text("aside ".to_owned()), link("nowhere")]),
        Inline::Web("https://example.org/?a=1&b=\"2\"".to_owned()),
        Inline::Cite(Cites { numbers: vec![1, 2, 77], more: 3 }),
    ];
    let mut page = page(vec![
        Block::Heading { id: Some("e-1".to_owned()), text: text("A heading") },
        Block::Paragraph(paragraph),
        Block::List(deep),
        Block::List(scripts.collect()),
        Block::Table(table),
        Block::Table(Table { caption: String::new(), columns: Vec::new(), groups: Vec::new() }),
        chart(bars),
        chart(Drawn::Bars(Vec::new())),
        chart(timeline),
        chart(map),
        Block::List(Vec::new()),
        Block::Paragraph(Vec::new()),
        Block::Passages(vec![
            passage(1, "en", "one\n\ntwo"),
            passage(2, "ru", "три"),
            passage(3, "hy", "չորս"),
        ]),
    ]);
    page.opening = vec![text("An opening.")];
    page.counts = vec![Count { number: 1234, label: "things".to_owned(), to: "all".into() }];
    page.sections[0].tone = Tone::Warning;
    page
}
