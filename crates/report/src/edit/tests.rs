use super::*;
use crate::outcomes::{Cites, Piece, Worded};
use crate::wording::{Count, Group, Row, Section, Table};
use crate::{html, kept, markdown};

fn locale() -> &'static Locale {
    Locale::built_in("en").unwrap()
}

fn line(words: &str, number: u32) -> Rich {
    vec![Inline::Text(words.to_owned()), Inline::Cite(Cites { numbers: vec![number], more: 0 })]
}

fn item(words: &str, number: u32, items: Vec<Item>) -> Item {
    Item { id: Some(format!("e-{number}")), text: line(words, number), items }
}

fn passage(number: u32) -> Shown {
    let pieces =
        vec![Piece::Plain("It said: ".to_owned()), Piece::Marked(format!("words {number}")), Piece::Cut];
    Shown { number, lang: "en".to_owned(), pieces, from: text("a source") }
}

fn section(id: &'static str, tone: Tone, blocks: Vec<Block>) -> Section {
    Section { id: id.into(), title: id.to_owned(), tone, blocks }
}

fn page() -> Page {
    let nested = vec![item("speech", 3, Vec::new())];
    let row = |number: u32| Row { id: None, cells: vec![line("title", number), text("adopted")] };
    let table = Table {
        caption: "documents".to_owned(),
        columns: vec!["Title".to_owned(), "Done".to_owned()],
        groups: vec![Group { title: Some("Decisions".to_owned()), rows: vec![row(4), row(5)] }],
    };
    let heading = |words: &str| Block::Heading { id: None, text: text(words) };
    let count = |number, to: &'static str| Count { number, label: to.to_owned(), to: to.into() };
    Page {
        lang: "en".to_owned(),
        kicker: "Report".to_owned(),
        title: text("League"),
        period: "2024".to_owned(),
        opening: vec![text("As of today.")],
        counts: vec![count(2, "events"), count(2, "documents")],
        sections: vec![
            section(
                "events",
                Tone::Body,
                vec![Block::List(vec![item("one", 1, nested), item("two", 2, Vec::new())])],
            ),
            section("documents", Tone::Body, vec![Block::Table(table)]),
            section(
                "stories",
                Tone::Body,
                vec![
                    heading("First"),
                    Block::Paragraph(line("lead", 6)),
                    heading("Second"),
                    Block::Paragraph(line("other", 7)),
                ],
            ),
            section(
                "passages",
                Tone::Apparatus,
                vec![
                    heading("Source A"),
                    Block::Passages((1..=5).map(passage).collect()),
                    heading("Source B"),
                    Block::Passages(vec![passage(6)]),
                    heading("Source C"),
                    Block::Passages(vec![passage(7)]),
                ],
            ),
        ],
    }
}

fn act(number: u64, act: Act) -> Signed {
    Signed { number, by: "Eve <b>".to_owned(), at: "2024-12-01T10:00:00Z".to_owned(), act }
}

fn add(piece: &str, words: &str) -> Act {
    Act::Add { piece: piece.to_owned(), words: words.to_owned() }
}

fn written(acts: &[Act]) -> String {
    let acts: Vec<Signed> = (1..).zip(acts.iter().cloned()).map(|(number, one)| act(number, one)).collect();
    markdown::page(&Edited::of(page(), &acts).page(locale()), locale())
}

fn piece(name: &str) -> String {
    name.to_owned()
}

#[test]
fn pieces_have_names_in_the_order_of_the_page() {
    let lines = Edited::new(page()).lines();
    let shown: Vec<String> = lines
        .iter()
        .map(|line| format!("{}{} {}", "-".repeat(line.depth), line.key, crate::wording::plain(&line.words)))
        .collect();
    assert_eq!(
        shown,
        [
            "events events",
            "-events.1 one",
            "--events.2 speech",
            "-events.3 two",
            "documents documents",
            "-documents.1 title \u{b7} adopted",
            "-documents.2 title \u{b7} adopted",
            "stories stories",
            "-stories.1 First",
            "--stories.2 lead",
            "-stories.3 Second",
            "--stories.4 other",
            "passages passages",
        ]
    );
    let of = |key: &str| lines.iter().find(|line| line.key == key).unwrap();
    assert!(!of("events.1").may_rise && of("events.1").may_sink);
    assert!(of("stories.1").may_sink && !of("stories.3").may_sink);
    // how the report was made stays, and stays last
    let last = of("passages");
    assert!(!(last.may_rise || last.may_sink || last.may_drop || last.may_comment));
    assert!(!of("stories").may_sink);
}

#[test]
fn lines_and_sections_change_places() {
    let down = written(&[Act::Down(piece("events.1"))]);
    assert!(down.find("two").unwrap() < down.find("one").unwrap());
    let up = written(&[Act::Up(piece("stories")), Act::Up(piece("stories"))]);
    assert!(up.find("## 1. stories").is_some() && up.find("## 2. events").is_some(), "{up}");
    let story = written(&[Act::Up(piece("stories.3"))]);
    assert!(story.find("Second").unwrap() < story.find("First").unwrap());
    assert!(
        story.find("other").unwrap() < story.find("First").unwrap(),
        "a story keeps what is told under it"
    );
    let row = written(&[Act::Down(piece("documents.1"))]);
    assert!(row.find("[^5]").unwrap() < row.find("[^4]").unwrap());
}

#[test]
fn what_is_left_out_takes_its_passages_and_its_count_with_it_and_is_told() {
    let out = written(&[Act::Drop(piece("events.1")), Act::Drop(piece("stories.1"))]);
    for gone in ["- one", "speech", "lead", "[^1]", "[^3]", "[^6]", "Source B", "**2** events"] {
        assert!(!out.contains(gone), "{gone} is there: {out}");
    }
    for kept in ["two", "[^2]", "Source A", "**2** documents", "Edited by Eve", "3 lines are left out"] {
        assert!(out.contains(kept), "{kept} is gone: {out}");
    }
    assert_eq!(
        written(&[Act::Drop(piece("events.1")), Act::Restore(piece("events.1"))])
            .lines()
            .filter(|line| !line.contains("Edited by"))
            .collect::<Vec<_>>()
            .join("\n")
            .replace("\n\n\n", "\n\n"),
        written(&[]).trim_end()
    );
    let section = written(&[Act::Drop(piece("stories"))]);
    assert!(!section.contains("stories") && !section.contains("Source C"), "{section}");
}

#[test]
fn what_an_editor_adds_bears_his_name_in_every_format() {
    let acts = [
        add("top", "A foreword."),
        add("events", "At the head."),
        add("events.1", "Between\nthe <i>lines</i>."),
        add("documents.1", "In the table."),
        add("stories.2", "Below a lead."),
        Act::Comment { piece: piece("events.2"), words: "Heard twice.".to_owned() },
        Act::Comment { piece: piece("documents.2"), words: "Not yet published.".to_owned() },
    ];
    let signed: Vec<Signed> = (1..).zip(acts.clone()).map(|(number, one)| act(number, one)).collect();
    let edited = Edited::of(page(), &signed);
    let out = edited.page(locale());
    let shown = html::page(&out, locale());
    assert!(!shown.contains("<i>") && !shown.contains("Eve <b>"), "words of an editor are no markup");
    for text in [markdown::page(&out, locale()).replace('\\', ""), shown] {
        assert_eq!(text.matches("Added by Eve").count(), 5, "{text}");
        assert_eq!(text.matches("Comment by Eve").count(), 2, "{text}");
        assert!(text.find("A foreword.").unwrap() < text.find("At the head.").unwrap());
        assert!(text.find("one").unwrap() < text.find("Between the").unwrap());
    }
    let back = [&acts[..], &[Act::Drop(piece("added.1")), Act::Drop(piece("comment.6"))]].concat();
    let back = written(&back);
    assert!(
        !back.contains("foreword") && !back.contains("Heard twice") && !back.contains("left out"),
        "{back}"
    );
}

#[test]
fn no_act_reaches_the_words_of_a_line() {
    let built = page();
    let words = |page: &Page| {
        let mut all: Vec<String> = Vec::new();
        for line in Edited::new(page.clone()).lines() {
            all.push(format!("{:?}", line.words));
        }
        all.sort();
        all
    };
    let edited = Edited::of(
        page(),
        &[
            act(1, Act::Up(piece("stories"))),
            act(2, Act::Down(piece("events.1"))),
            act(3, Act::Up(piece("documents.2"))),
        ],
    );
    assert_eq!(words(&built), words(&edited.page(locale())));
}

#[test]
fn what_cannot_be_done_is_refused_and_changes_nothing() {
    let mut edited = Edited::new(page());
    let mut check = |one: Act, why: Refused| {
        assert_eq!(edited.act(&act(1, one.clone())), Err(why), "{one:?}");
        assert!(edited.is_as_built());
    };
    check(Act::Up(piece("events.1")), Refused::NotSo);
    check(Act::Up(piece("")), Refused::NoPiece);
    check(Act::Down(piece("nowhere.1")), Refused::NoPiece);
    check(Act::Drop(piece("passages")), Refused::NotSo);
    check(Act::Down(piece("stories")), Refused::NotSo);
    check(Act::Restore(piece("events.1")), Refused::NotSo);
    check(add("passages", "x"), Refused::NotSo);
    check(add("events.1", " \n\u{0} "), Refused::Words);
    check(add("events.1", &"x".repeat(LONGEST + 1)), Refused::Words);
    check(Act::Comment { piece: piece("events"), words: "x".to_owned() }, Refused::NotSo);
    assert_eq!(edited.page(locale()), page());
}

#[test]
fn acts_are_known_by_their_names() {
    for name in ["up", "down", "drop", "restore", "comment", "add"] {
        let act = Act::of(name, "events.1", "w").unwrap();
        assert_eq!((act.name(), act.piece()), (name, "events.1"));
    }
    assert_eq!(Act::of("burn", "events.1", ""), None);
}

#[test]
fn a_page_is_read_again_as_it_was_written() {
    use crate::wording::{Bar, Chart, Drawn, Moment, Spot};
    let mut page = page();
    let day = |text: &str| text.parse().unwrap();
    let words = Worded { text: "слово".to_owned(), lang: "ru".to_owned() };
    page.sections[0].blocks.push(Block::Paragraph(vec![
        Inline::Foreign(words.clone()),
        Inline::Quote(words),
        Inline::Strong(vec![Inline::Web("https://example.org/".to_owned())]),
        Inline::Aside(vec![Inline::Link { to: "events".to_owned(), text: text("there") }]),
        Inline::Cite(Cites { numbers: vec![1, 2], more: 3 }),
    ]));
    let moment = Moment {
        label: "m".to_owned(),
        from: day("2024-03-01"),
        to: day("2024-03-02"),
        when: "then".to_owned(),
        link: None,
        planned: true,
        cites: Cites { numbers: vec![2], more: 1 },
    };
    let bar = Bar { label: "b".to_owned(), amount: 2, shown: "two".to_owned() };
    let (from, to) = (day("2024-01-01"), day("2024-12-31"));
    let timeline =
        Drawn::Timeline { from, to, moments: vec![moment], marks: vec![(day("2024-02-01"), "F".to_owned())] };
    let spot = Spot { label: "s".to_owned(), amount: 2, shown: "two".to_owned(), at: (276, -599) };
    let map = Drawn::Map { spots: vec![spot], note: "n".to_owned() };
    for drawn in [Drawn::Bars(vec![bar]), map, timeline] {
        let columns = ["a".to_owned(), "b".to_owned()];
        page.sections[0].blocks.push(Block::Chart(Chart {
            title: "t".to_owned(),
            about: "a".to_owned(),
            columns,
            drawn,
        }));
    }
    assert_eq!(kept::read(&kept::write(&page)).unwrap(), page);
}

proptest::proptest! {
    #[test]
    fn any_acts_leave_a_sound_page(
        acts in proptest::collection::vec((0_usize..6, 0_usize..20, "\\PC{0,12}"), 0..30),
    ) {
        let names = ["up", "down", "drop", "restore", "comment", "add"];
        let mut edited = Edited::new(page());
        for (number, (name, at, words)) in (1..).zip(acts) {
            let lines = edited.lines();
            let key = lines.get(at).map_or("top", |line| line.key.as_str());
            let act = self::act(number, Act::of(names[name], key, &words).unwrap());
            let line = lines.get(at).cloned();
            let may = match (&act.act, &line) {
                (Act::Up(_), Some(line)) => line.may_rise,
                (Act::Down(_), Some(line)) => line.may_sink,
                _ => true,
            };
            let done = edited.act(&act);
            // what is offered can be done
            if may && matches!(act.act, Act::Up(_) | Act::Down(_)) && line.is_some() {
                proptest::prop_assert!(done.is_ok());
            }
        }
        let out = edited.page(locale());
        let cited = cited(&out);
        let listed: BTreeSet<u32> = out
            .sections
            .iter()
            .flat_map(|section| &section.blocks)
            .filter_map(|block| match block {
                Block::Passages(passages) => Some(passages.iter().map(|passage| passage.number)),
                _ => None,
            })
            .flatten()
            .collect();
        proptest::prop_assert_eq!(cited, listed);
        let text = markdown::page(&out, locale());
        proptest::prop_assert!(!text.is_empty());
    }
}
