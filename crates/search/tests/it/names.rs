//! Morphology, and names across scripts, through the whole index.

use search::Index;

use super::{ask, card, found, index_of, set};

fn index() -> Index {
    index_of(&[
        card(
            "en",
            "en",
            "Session in Astana",
            "President Tokayev opened the session. Lukashenko, Japarov and Rahmon signed the declaration; Tasmagambetov reported.",
        ),
        card(
            "ru",
            "ru",
            "Заседание в Астане",
            "Под председательством Президента Токаева прошло заседание. Лукашенко встретился с Жапаровым и Рахмоном, стороны подписали декларацию; доложил Тасмагамбетов.",
        ),
        card("kk", "kk", "Астанадағы отырыс", "Президент Тоқаевтың төрағалығымен отырыс өтті."),
        card("hy", "hy", "Նիստ Երևանում", "Վարչապետ Փաշինյանը մասնակցեց նիստին։"),
        card("other", "ru", "Погода", "В городе дождь, метель и ветер."),
    ])
}

#[test]
fn names_are_found_across_scripts_both_ways() {
    let index = index();
    for query in ["Tokayev", "Токаев", "Токаевым", "Тоқаев", "tokayev", "токаеву"]
    {
        assert_eq!(set(&index, query), ["en", "kk", "ru"], "{query}");
    }
    for (latin, cyrillic) in [
        ("Lukashenko", "Лукашенко"),
        ("Japarov", "Жапаров"),
        ("Zhaparov", "Жапаровым"),
        ("Rahmon", "Рахмон"),
        ("Tasmagambetov", "Тасмагамбетову"),
    ] {
        assert_eq!(set(&index, latin), ["en", "ru"], "{latin}");
        assert_eq!(set(&index, cyrillic), ["en", "ru"], "{cyrillic}");
    }
    assert_eq!(set(&index, "Pashinyan"), ["hy"]);
    assert_eq!(set(&index, "Пашинян"), ["hy"]);
}

#[test]
fn what_is_written_as_asked_comes_first() {
    let index = index();
    assert_eq!(found(&index, "Tokayev")[0], "en");
    assert_eq!(found(&index, "Токаева")[0], "ru");
    assert_eq!(found(&index, "Тоқаев")[0], "kk");
}

#[test]
fn places_are_found_in_any_case_and_script() {
    let index = index();
    for query in ["Astana", "Астана", "в Астане", "Астаной"] {
        assert_eq!(set(&index, query), ["en", "kk", "ru"], "{query}");
    }
    assert_eq!(set(&index, "Երևան"), ["hy"]);
}

#[test]
fn russian_and_english_words_are_found_in_any_form() {
    let index = index();
    for query in ["подписание", "подписать декларации", "ЗАСЕДАНИЯ", "доложили"]
    {
        assert_eq!(found(&index, query), ["ru"], "{query}");
    }
    for query in ["signing", "sessions", "declarations reporting", "opening"] {
        assert_eq!(found(&index, query), ["en"], "{query}");
    }
}

#[test]
fn a_language_without_a_stemmer_is_found_by_its_first_letters() {
    assert_eq!(found(&index(), "отырысында"), ["kk"]);
}

#[test]
fn phrases_go_through_endings_and_scripts() {
    let index = index();
    let president = found(&index, "\"президент токаев\"");
    assert_eq!((president.len(), president[0].as_str()), (3, "ru"), "{president:?}");
    assert_eq!(found(&index, "\"President Tokayev\" session"), ["en"]);
    assert_eq!(found(&index, "\"Tokayev President\""), Vec::<String>::new());
    assert_eq!(found(&index, "\"стороны подписали\""), ["ru"]);
}

#[test]
fn words_that_answer_are_marked_in_the_passage() {
    let index = index();
    let hit = ask(&index, "Токаевым подписание").hits.remove(0);
    let snippet = hit.snippet.unwrap();
    let marked: Vec<&str> =
        snippet.pieces().into_iter().filter(|(_, marked)| *marked).map(|(text, _)| text).collect();
    assert_eq!(marked, ["Токаева", "подписали"]);
    let hit = ask(&index, "Astana").hits.into_iter().find(|hit| hit.docs == ["ru"]).unwrap();
    let marked: Vec<&str> = hit.title_marks.iter().map(|span| span.of(&hit.title).unwrap()).collect();
    assert_eq!(marked, ["Астане"]);
}

#[test]
fn a_long_phrase_is_found_with_every_ending_changed() {
    let index = index_of(&[
        card("ru", "ru", "", "Заседание Комитета секретарей советов безопасности государств завершилось."),
        card("order", "ru", "", "Советы секретарей безопасности комитета, заседание государства."),
    ]);
    assert_eq!(found(&index, "\"заседания комитет секретарям совета безопасностью государства\""), ["ru"]);
}

#[test]
fn answers_are_the_same_over_many_segments_and_deletions() {
    let mut index = index_of(&[]);
    for n in 0..12 {
        let text = format!("Токаев и Лукашенко обсудили вопрос {n}");
        index.update([card(&format!("{n:02}"), "ru", "Встреча", &text)], "").unwrap();
    }
    index.delete((0..6).map(|n| super::id(&format!("{n:02}"))), "").unwrap();
    for query in ["Tokayev", "\"Лукашенко обсудил\"", "встречи", "вопр*", "обсуидли"]
    {
        assert_eq!(set(&index, query), ["06", "07", "08", "09", "10", "11"], "{query}");
    }
    assert_eq!(set(&index, "\"вопрос 7\""), ["07"]);
    assert_eq!(set(&index, "\"вопрос 3\""), Vec::<String>::new());
}
