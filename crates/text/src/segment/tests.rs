use super::*;

fn cut(text: &str) -> Vec<String> {
    let known = |word: &str| match word {
        "ст" | "им" | "mr" => Abbreviation::Inner,
        "г" | "тыс" => Abbreviation::MayEnd,
        _ => Abbreviation::No,
    };
    let segments = segment(text, &known);
    segments
        .sentences
        .iter()
        .map(|s| segments.span(&s.tokens).of(text).unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn initials_and_abbreviations_do_not_end_sentences() {
    assert_eq!(
        cut("Прибыл К.К. Токаев. Встреча им. Абая в 2024 г. прошла."),
        ["Прибыл К.К. Токаев.", "Встреча им. Абая в 2024 г. прошла."]
    );
    assert_eq!(
        cut("Сессия (г. Минск, 4 марта) прошла. Форум открыт в г. Минск. Всё."),
        ["Сессия (г. Минск, 4 марта) прошла.", "Форум открыт в г. Минск.", "Всё."]
    );
    assert_eq!(cut("Это было в 2024 г. Потом уехали."), ["Это было в 2024 г.", "Потом уехали."]);
    assert_eq!(
        cut("See rap.example.org for it. Mr. Hyde left!"),
        ["See rap.example.org for it.", "Mr. Hyde left!"]
    );
}

struct Openers;

impl Habits for Openers {
    fn abbreviation(&self, word: &str) -> Abbreviation {
        match word {
            "см" | "им" => Abbreviation::Inner,
            "ж" => Abbreviation::MayEnd,
            _ => Abbreviation::No,
        }
    }

    fn opens(&self, word: &str) -> bool {
        matches!(word, "для" | "по" | "в" | "this")
    }
}

#[test]
fn a_word_that_begins_no_name_ends_what_an_abbreviation_leaves_open() {
    for (text, sentences) in [
        ("Выпало 10 см. Для гор это мало.", 2),
        ("Дорогу показали им. По ней и шли.", 2),
        ("Учение им. Абая прошло.", 1),
        ("Учение им. В. Озёрного прошло.", 1),
        ("They earned an A. This shows it.", 2),
        ("George A. This came later.", 1),
    ] {
        assert_eq!(segment(text, &Openers).sentences.len(), sentences, "{text}");
    }
}

#[test]
fn a_measure_may_be_written_together_with_its_number() {
    for (text, sentences) in
        [("Жыйын 2018-ж. 29-сентябрда өттү.", 1), ("Ал 2018-ж. өттү.", 1), ("Жыйын 2018-ж. Ошто өттү.", 2)]
    {
        assert_eq!(segment(text, &Openers).sentences.len(), sentences, "{text}");
    }
}

#[test]
fn a_quotation_goes_on_to_its_attribution() {
    assert_eq!(cut("«Да. Нет!» — сказал он. Ушёл."), ["«Да.", "Нет!» — сказал он.", "Ушёл."]);
    assert_eq!(cut("“Yes.” He left."), ["“Yes.”", "He left."]);
}

struct Armenian;

impl Habits for Armenian {
    fn abbreviation(&self, _: &str) -> Abbreviation {
        Abbreviation::No
    }

    fn stops(&self, mark: &str) -> bool {
        mark == ":"
    }

    fn opens(&self, word: &str) -> bool {
        word == "the" || word == "in"
    }
}

#[test]
fn a_language_may_end_sentences_with_a_mark_of_its_own() {
    let sentences = |text: &str| segment(text, &Armenian).sentences.len();
    assert_eq!(sentences("Նիստը կայացավ: Որոշումն ընդունվեց:"), 2);
    assert_eq!(sentences("Նա ասաց. «Այո»։ 2016թ. Երևանում։"), 2);
    assert_eq!(sentences("Նիստն ավարտվեց: 1930-ական թվականներն էին: ՙՄենք գիտենք՚:"), 3);
    assert_eq!(sentences("Նա ասաց: -Մենք գիտենք:"), 2);
    assert_eq!(sentences("Մասնակցեցին երեքը: նախագահը և երկու նախարար։"), 1);
    assert_eq!(sentences("Խորհուրդ. Նոր կարգ: Նա եկավ: Նա գնաց:"), 3);
    assert_eq!(sentences("Նա եկավ. Նա գնաց. Նա ասաց:"), 3, "typed with full stops throughout");
}

#[test]
fn a_headline_without_its_line_is_told_by_the_word_that_opens_the_text() {
    let sentences = |text: &str| segment(text, &Armenian).sentences.len();
    assert_eq!(sentences("Volcano spews ash on the city In the morning it fell."), 2);
    assert_eq!(sentences("He was praised by The Economist and in The end."), 1);
    assert_eq!(sentences("He left. They sang Stay In the rain."), 2, "only in the first sentence of a block");
}

#[test]
fn a_sentence_without_an_end_is_read_in_pieces() {
    let count = |text: &str| segment(text, &|_: &str| Abbreviation::No).sentences.len();
    assert_eq!(count(&"word ".repeat(600)), 1);
    let listed = format!("{}; {}", "word ".repeat(500), "word ".repeat(500));
    let segments = segment(&listed, &|_: &str| Abbreviation::No);
    assert_eq!(segments.sentences[0].tokens, 0..501, "cut behind the semicolon");
    assert_eq!(count(&"word ".repeat(6_000)), 10);
}

#[test]
fn an_age_opens_a_sentence_as_a_number_does() {
    assert_eq!(cut("Он уехал. 41-летний певец вернулся."), ["Он уехал.", "41-летний певец вернулся."]);
}

#[test]
fn lines_become_headings_items_and_paragraphs() {
    let text = "What was agreed\n• First thing – adopted\n1. Second;\nIt ended on Friday.\n";
    let segments = segment(text, &|_: &str| Abbreviation::No);
    let kinds: Vec<_> = segments.blocks.iter().map(|block| (block.kind, block.marker)).collect();
    assert_eq!(
        kinds,
        [(BlockKind::Heading, 0), (BlockKind::Item, 1), (BlockKind::Item, 2), (BlockKind::Paragraph, 0)]
    );
}

proptest::proptest! {
    #[test]
    fn every_token_is_in_one_sentence_of_one_block(text in "[A-Za-zа-яА-Я0-9 .,!?«»\n•—-]{0,120}|\\PC*") {
        let segments = segment(&text, &|_: &str| Abbreviation::No);
        let mut at = 0;
        for block in &segments.blocks {
            proptest::prop_assert_eq!(block.tokens.start, at);
            for sentence in &segments.sentences[block.sentences.clone()] {
                proptest::prop_assert_eq!(sentence.tokens.start, at);
                at = sentence.tokens.end;
            }
            proptest::prop_assert_eq!(block.tokens.end, at);
        }
        proptest::prop_assert_eq!(at, segments.tokens.len());
    }
}
