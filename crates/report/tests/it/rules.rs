//! The rules of inclusion and of the period, and the wording, one small record at a time.

use expect_test::{Expect, expect};
use report::{Locale, Names, compose, markdown};

use crate::desk::{Desk, Made};
use crate::league;

type Slots<'a> = &'a [(&'a str, &'a str)];

/// What the sections say of things told by one publication, under its title and date.
fn check(head: [Option<&str>; 3], text: &str, facts: &[(&str, Slots)], expected: Expect) {
    check_in("en", head, text, facts, expected);
}

fn check_in(lang: &str, head: [Option<&str>; 3], text: &str, facts: &[(&str, Slots)], expected: Expect) {
    let mut desk = Desk::default();
    let at = desk.publication("doc", lang, head, text);
    for (kind, slots) in facts {
        desk.fact(at, kind, slots, &[text.lines().last().unwrap()]);
    }
    expected.assert_eq(&sections(&desk, lang));
}

/// The body of the Markdown report: from the first section to the apparatus.
fn sections(desk: &Desk, lang: &str) -> String {
    let shelf = desk.shelf();
    let (profile, names) = (league::profile(), league::directory());
    let outcomes = compose(&league::input(&shelf, &profile, &names, lang));
    let text = markdown::render(&outcomes, Locale::built_in(lang).unwrap());
    let lines = text.lines().skip_while(|line| !line.starts_with("## ")).filter(|line| !line.is_empty());
    let method = Locale::built_in(lang).unwrap().text("h-method");
    let mut body: String =
        lines.take_while(|line| !line.ends_with(&method)).map(|line| format!("{line}\n")).collect();
    body = body.replace("\u{a0}[^1]", " [1]");
    body
}

const PLAIN: [Option<&str>; 3] = [Some("News"), None, Some("2024-06-01")];
const ABOUT: [Option<&str>; 3] = [Some("What the LLS did"), None, Some("2024-06-01")];

#[test]
fn a_body_a_series_or_a_name_makes_a_thing_the_organisations_own() {
    let text = "Intro\nSomething else\nThe LLS and others met.";
    check(
        PLAIN,
        text,
        &[
            (
                "event",
                &[
                    ("name", "meeting of ministers"),
                    ("kind", "meeting"),
                    ("body", "Council of Lake States"),
                    ("date", "2024"),
                    ("status", "held"),
                ],
            ),
            (
                "event",
                &[("name", "Calm Water-2024"), ("kind", "exercise"), ("date", "2024"), ("status", "held")],
            ),
            ("event", &[("name", "LLS Week"), ("kind", "conference"), ("date", "2024"), ("status", "held")]),
        ],
        expect![[r#"
            ## 1. Sessions and meetings
            ### Meeting of ministers
            The meeting took place in 2024 [1]. Organiser: Council of Lake States.
            ## 2. Exercises by territory
            ### Territory not stated
            - **Calm Water-2024**. The exercise took place in 2024 [1].
            ## 3. Conferences, round tables and seminars
            - **LLS Week**. The conference took place in 2024 [1].
        "#]],
    );
}

#[test]
fn a_bare_name_counts_only_where_the_publication_names_the_organisation() {
    let slots: Slots = &[
        ("name", "meeting of staff"),
        ("kind", "session"),
        ("body", "Secretariat"),
        ("date", "2024"),
        ("status", "held"),
    ];
    check(PLAIN, "Intro\nElse\nThe Secretariat met.", &[("event", slots)], expect![""]);
    let named = "Intro\nElse\nThe Secretariat met in the house of the LLS.";
    check(
        PLAIN,
        named,
        &[("event", slots)],
        expect![[r#"
        ## 1. Sessions and meetings
        ### Meeting of staff
        The session took place in 2024 [1]. Body: Secretariat.
    "#]],
    );
}

#[test]
fn what_nobody_owns_is_in_where_the_sentence_or_the_title_names_the_organisation() {
    let slots: Slots = &[
        ("name", "regatta"),
        ("kind", "ceremony"),
        ("date", "2024-05"),
        ("place", "Sorn"),
        ("status", "held"),
    ];
    check(PLAIN, "Intro\nElse\nA regatta was held.", &[("event", slots)], expect![""]);
    check(
        PLAIN,
        "Intro\nElse\nA regatta of the LLS was held.",
        &[("event", slots)],
        expect![[r#"
            ## 1. Other events
            - **Regatta**. The ceremony took place in Sorn in May 2024 [1].
        "#]],
    );
    check(
        ABOUT,
        "Intro\nElse\nA regatta was held.",
        &[("event", slots)],
        expect![[r#"
            ## 1. Other events
            - **Regatta**. The ceremony took place in Sorn in May 2024 [1].
        "#]],
    );
    let incident: Slots = &[("name", "storm"), ("kind", "incident"), ("date", "2024-05"), ("status", "held")];
    check(ABOUT, "Intro\nElse\nA storm broke out.", &[("event", incident)], expect![""]);
}

#[test]
fn things_of_others_are_cooperation_or_nothing() {
    check(
        ABOUT,
        "Intro\nElse\nBoth met.",
        &[
            (
                "event",
                &[
                    ("name", "summit"),
                    ("kind", "session"),
                    ("body", "Mountain Compact"),
                    ("date", "2024"),
                    ("status", "held"),
                ],
            ),
            (
                "event",
                &[
                    ("name", "Mountain Compact summit"),
                    ("kind", "session"),
                    ("date", "2024"),
                    ("status", "held"),
                ],
            ),
            (
                "document",
                &[
                    ("title", "memorandum of the LLS and the Mountain Compact"),
                    ("kind", "treaty"),
                    ("date", "2024"),
                    ("action", "signed"),
                ],
            ),
        ],
        expect![[r#"
            ## 1. Documents
            The sources name one document. Text published: 0; not published: 0; not stated: 1.
            | Title | Body | What was done | Text published | Sources |
            | --- | --- | --- | --- | --- |
            | **Treaties and agreements (1)** |  |  |  |  |
            | Memorandum of the LLS and the Mountain Compact |  | Signed in 2024 | Not stated | [^1] |
            ## 2. Cooperation with other organisations
            ### Mountain Compact
            - **Memorandum of the LLS and the Mountain Compact**. Signed in 2024 [1].
        "#]],
    );
}

#[test]
fn partners_are_named_once_whichever_way_they_are_told_of() {
    check(
        ABOUT,
        "Intro\nElse\nThe LLS works with the Mountain Compact and the Fishery Bureau.",
        &[
            ("cooperation", &[("organisation", "LLS"), ("partner", "Mountain Compact")]),
            ("cooperation", &[("organisation", "Mountain Compact"), ("partner", "League of Lake States")]),
            ("cooperation", &[("organisation", "League of Lake States"), ("partner", "Fishery Bureau")]),
            ("cooperation", &[("organisation", "Mountain Compact"), ("partner", "Fishery Bureau")]),
        ],
        expect![[r#"
            ## 1. Cooperation with other organisations
            The sources speak of cooperation with these organisations: Fishery Bureau and Mountain Compact [1].
        "#]],
    );
}

#[test]
fn what_is_told_again_under_one_name_without_a_day_is_no_stage() {
    check(
        ABOUT,
        "Intro\nElse\nThe LLS went out.",
        &[
            ("event", &[("name", "Heron"), ("kind", "operation"), ("date", "2024-02"), ("status", "held")]),
            ("event", &[("name", "Heron"), ("kind", "operation"), ("status", "ongoing")]),
        ],
        expect![[r#"
            ## 1. Operations
            - **Heron**. The operation took place in February 2024 [1].
              - According to the sources, the operation was under way [1]. The sources give no date.
        "#]],
    );
}

#[test]
fn a_conference_of_others_that_the_organisation_attends_is_told_in_both_places() {
    check(
        PLAIN,
        "Intro\nElse\nThe LLS came to Peak Days.",
        &[
            (
                "event",
                &[
                    ("name", "Peak Days"),
                    ("kind", "conference"),
                    ("body", "Mountain Compact"),
                    ("date", "2024-02"),
                    ("status", "held"),
                ],
            ),
            ("participation", &[("participant", "LLS"), ("event", "Peak Days"), ("role", "participant")]),
        ],
        expect![[r#"
            ## 1. Conferences, round tables and seminars
            - **Peak Days**. The conference took place in February 2024 [1]. Organiser: Mountain Compact.
              - The sources name these participants: LLS [1].
            ## 2. Cooperation with other organisations
            ### Mountain Compact
            - **Peak Days**. The conference took place in February 2024 [1]. Organiser: Mountain Compact. Participant: LLS [1].
        "#]],
    );
}

#[test]
fn the_period_decides_and_what_has_no_date_says_so() {
    let facts: &[(&str, Slots)] = &[
        ("event", &[("name", "LLS A"), ("kind", "seminar"), ("date", "2023-12"), ("status", "held")]),
        (
            "event",
            &[("name", "LLS B"), ("kind", "seminar"), ("date", "2023-12-30/2024-01-02"), ("status", "held")],
        ),
        ("event", &[("name", "LLS C"), ("kind", "seminar"), ("status", "held")]),
        ("event", &[("name", "LLS D"), ("kind", "seminar")]),
        ("event", &[("name", "LLS E"), ("kind", "seminar"), ("date", "2025-02"), ("status", "held")]),
        ("event", &[("name", "LLS F"), ("kind", "seminar"), ("date", "2025-02")]),
        ("event", &[("name", "LLS G"), ("kind", "seminar"), ("date", "2024-04")]),
        ("event", &[("name", "LLS H"), ("kind", "seminar"), ("date", "2024-03-03"), ("status", "cancelled")]),
        (
            "event",
            &[
                ("name", "LLS I"),
                ("kind", "seminar"),
                ("date", "2025"),
                ("place", "Maravia"),
                ("status", "planned"),
            ],
        ),
    ];
    let text = "Intro\nElse\nThe LLS did much.";
    check(
        PLAIN,
        text,
        facts,
        expect![[r#"
            ## 1. At a glance
            **What happened when**
            | Date | Event or document |
            | --- | --- |
            | from 30 December 2023 to 2 January 2024 | LLS B [1] |
            | 3 March 2024 | LLS H [1] |
            | April 2024 | LLS G [1] |
            ## 2. Conferences, round tables and seminars
            - **LLS B**. The seminar took place from 30 December 2023 to 2 January 2024 [1].
            - **LLS H**. The seminar was cancelled (3 March 2024) [1].
            - **LLS G**. The sources tell of the seminar (April 2024) without saying whether it took place [1].
            - **LLS C**. The seminar took place [1]. The sources give no date.
            ## 3. What is planned
            - **LLS I**. The seminar is planned in Maravia for 2025 [1].
            - **LLS F**. The sources tell of the seminar (February 2025) without saying whether it took place [1].
        "#]],
    );
    // A later publication does not speak of the period: what it leaves undated is not of this year.
    let later = [Some("News"), None, Some("2025-06-01")];
    check(
        later,
        text,
        facts,
        expect![[r#"
            ## 1. At a glance
            **What happened when**
            | Date | Event or document |
            | --- | --- |
            | from 30 December 2023 to 2 January 2024 | LLS B [1] |
            | 3 March 2024 | LLS H [1] |
            | April 2024 | LLS G [1] |
            ## 2. Conferences, round tables and seminars
            - **LLS B**. The seminar took place from 30 December 2023 to 2 January 2024 [1].
            - **LLS H**. The seminar was cancelled (3 March 2024) [1].
            - **LLS G**. The sources tell of the seminar (April 2024) without saying whether it took place [1].
        "#]],
    );
}

#[test]
fn chairs_are_told_once_with_the_most_precise_period() {
    let chair = |holder, period, status| {
        [("holder", holder), ("organisation", "LLS"), ("period", period), ("status", status)]
    };
    let (a, b, c, d) = (
        chair("Norvalia", "2024", "current"),
        chair("Republic of Norvalia", "2024-01-01/2024-12-31", "current"),
        chair("Esterland", "2025", "next"),
        chair("Maravia", "2020", "former"),
    );
    let undated = [("holder", "Esterland"), ("organisation", "LLS"), ("status", "next")];
    check(
        ABOUT,
        "Intro\nElse\nChairs change.",
        &[
            ("chairmanship", &a),
            ("chairmanship", &b),
            ("chairmanship", &c),
            ("chairmanship", &undated),
            ("chairmanship", &d),
        ],
        expect![[r#"
            ## 1. Membership and chairmanship
            Norvalia held the chairmanship from 1 January to 31 December 2024 [1].
            The chairmanship passes to Esterland in 2025 [1].
        "#]],
    );
}

#[test]
fn a_claim_in_somebodys_mouth_stays_there() {
    let mut desk = Desk::default();
    let at = desk.publication("doc", "en", ABOUT, "Intro\nElse\nA regatta was held.\nTwo came.");
    let slots = [("name", "regatta"), ("kind", "ceremony"), ("date", "2024"), ("status", "held")];
    let claim = desk.attributed(at, "event", &slots, &["A regatta was held."], Some("the mayor of Sorn"));
    desk.entry("event", "regatta", Made { claims: &[claim], ..Made::default() });
    let figure = [("what", "guests"), ("value", "2"), ("qualifier", "more-than")];
    let claim = desk.attributed(at, "figure", &figure, &["Two came."], Some("the mayor of Sorn"));
    desk.entry("figure", "guests", Made { claims: &[claim], ..Made::default() });
    expect![[r#"
        ## 1. Other events
        - **Regatta**. The ceremony took place in 2024 (according to the mayor of Sorn) [1].
        ## 2. Figures
        | What was counted | Number | Event, period | Sources |
        | --- | --- | --- | --- |
        | Guests | more than 2 (according to the mayor of Sorn) |  | [^2] |
    "#]]
    .assert_eq(&sections(&desk, "en"));
}

#[test]
fn stages_without_their_operation_stand_under_the_name_of_the_series() {
    check(
        PLAIN,
        "Intro\nElse\nThe LLS went out at night.",
        &[
            (
                "event",
                &[("name", "Beacon – Night"), ("kind", "operation"), ("date", "2024-02"), ("status", "held")],
            ),
            (
                "event",
                &[("name", "Beacon – Dawn"), ("kind", "operation"), ("date", "2024-01"), ("status", "held")],
            ),
        ],
        expect![[r#"
            ## 1. At a glance
            **What happened when**
            | Date | Event or document |
            | --- | --- |
            | January 2024 | Beacon – Dawn [1] |
            | February 2024 | Beacon – Night [1] |
            ## 2. Operations
            - **Beacon**. Under this name:
              - **Beacon – Dawn**. The operation took place in January 2024 [1].
              - **Beacon – Night**. The operation took place in February 2024 [1].
        "#]],
    );
}

#[test]
fn russian_agrees_in_gender_and_case() {
    let about = [Some("Итоги работы ЛПГ"), None, Some("2024-06-01")];
    let event = |kind, name, status| {
        [("name", name), ("kind", kind), ("date", "2024-03"), ("place", "Маравия"), ("status", status)]
    };
    let (a, b, c, d) = (
        event("conference", "Озёра и право", "held"),
        event("roundtable", "Рыба без границ", "held"),
        event("exercise", "Тихая вода – 2024", "cancelled"),
        event("meeting", "переговоры", "ongoing"),
    );
    let treaty =
        [("title", "Соглашение о судах"), ("kind", "treaty"), ("date", "2024-03-01"), ("action", "ratified")];
    check_in(
        "ru",
        about,
        "Начало\nДалее\nВсё прошло.",
        &[("event", &a), ("event", &b), ("event", &c), ("event", &d), ("document", &treaty)],
        expect![[r#"
            ## 1. Обзор
            **Когда что произошло**
            | Дата | Событие или документ |
            | --- | --- |
            | март 2024 года | Озёра и право [1] |
            | март 2024 года | Тихая вода – 2024 [1] |
            | март 2024 года | Рыба без границ [1] |
            ## 2. Документы
            Источники называют 1 документ. Текст опубликован: 0; не опубликован: 0; не указано: 1.
            | Название | Орган | Что сделано | Текст опубликован | Источники |
            | --- | --- | --- | --- | --- |
            | **Договоры и соглашения (1)** |  |  |  |  |
            | Соглашение о судах |  | Ратифицирован 1 марта 2024 года | Не указано | [^1] |
            ## 3. Учения по территориям
            ### Маравия
            - **Тихая вода – 2024**. Учение отменено (Маравия, март 2024 года) [1].
            ## 4. Конференции, круглые столы и семинары
            - **Озёра и право**. Конференция прошла в марте 2024 года (Маравия) [1].
            - **Рыба без границ**. Круглый стол прошёл в марте 2024 года (Маравия) [1].
            ## 5. Другие мероприятия
            - **Переговоры**. По данным источников, встреча проходила в марте 2024 года (Маравия) [1].
        "#]],
    );
}

#[test]
fn a_body_is_known_with_the_name_of_its_organisation_after_it() {
    let names = league::directory();
    let known = names.organisations("Council of Lake States");
    assert_eq!(names.organisations("Council of Lake States of the League of Lake States"), known);
    assert_eq!(known.len(), 1, "{known:?}");
    assert!(names.organisations("Council of Lake States of the Mountain Compact").is_empty());
    assert!(names.organisations("Council of Lake States on fishing in the League of Lake States").is_empty());
}
