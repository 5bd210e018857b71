//! What becomes one entry, what stays apart, and what an entry shows.

use record::{Edtf, Verdict};

use crate::world::{World, entry, one};

#[test]
fn a_session_told_in_two_languages_is_one_entry_and_the_next_session_another() {
    let mut world = World::default();
    let mut wire = world.page("wire", "en", "2024-11-29");
    let en = wire.claim("event", "kind=session|name=session of the Council|body=Northern Council|date=2024-11-28|place=Klow|status=held");
    let next = wire.claim("event", "kind=session|name=session of the Council|body=Northern Council|date=2025-11|place=Borduria|status=planned");
    let mut post = world.page("post", "ru", "2024-11-28");
    let ru = post.claim("event", "kind=session|name=сессия Совета Северного союза|body=Совет Северного союза|date=2024-11-28|place=Клоу|status=held");
    let mut plan = world.page("plan", "ru", "2024-11-01");
    let planned = plan.claim(
        "event",
        "kind=session|name=заседание Северного совета|body=Северный совет|date=2024-11|status=planned",
    );
    let later = plan.claim(
        "event",
        "kind=session|name=следующая сессия|body=Северный совет|date=2025|place=Шохода|status=planned",
    );

    let merged = world.merged();
    assert!(one(&merged, "event", &[en, ru, planned]));
    assert!(one(&merged, "event", &[next, later]));
    assert!(!one(&merged, "event", &[en, next]));
    let session = entry(&merged, "event", en);
    assert_eq!(session.value("date"), Some("2024-11-28"), "the most precise");
    assert_eq!(session.value("status"), Some("held"), "the latest");
    assert!(!session.is_disputed(), "less said is not otherwise said: {:?}", session.properties);
    let join = merged.judgements.iter().find(|judgement| judgement.verdict == Verdict::Same);
    assert!(
        join.is_some_and(|join| join.reasons.iter().any(|reason| reason == "same body") && join.score >= 0.9)
    );
}

#[test]
fn sessions_of_other_bodies_on_one_day_stay_apart() {
    let mut world = World::default();
    let council = world
        .page("a", "en", "")
        .claim("event", "kind=session|name=session|body=Northern Council|date=2024-11-28|place=Klow");
    let board = world.page("b", "en", "").claim(
        "event",
        "kind=session|name=session|body=Board of the Northern Union|date=2024-11-28|place=Klow",
    );
    let unknown =
        world.page("c", "en", "").claim("event", "kind=session|name=session|date=2024-11-28|place=Klow");
    let merged = world.merged();
    assert!(!one(&merged, "event", &[council, board]));
    assert!(!one(&merged, "event", &[council, unknown]), "day and place do not tell which body sat");
}

#[test]
fn whose_council_is_meant_is_told_by_what_the_publication_speaks_of() {
    let mut world = World::default();
    let mut ministers = Vec::new();
    for (doc, organisation) in [("a", "Eastern Union"), ("b", "Northern Union"), ("c", "Eastern Union")] {
        let mut page = world.page(doc, "en", "");
        page.claim("membership", &format!("member=Syldavia|organisation={organisation}"));
        ministers.push(page.claim(
            "event",
            "kind=session|name=session|body=Council of Ministers|date=2024-05-02|place=Klow",
        ));
    }
    let merged = world.merged();
    assert!(one(&merged, "event", &[ministers[0], ministers[2]]));
    assert!(!one(&merged, "event", &ministers[..2]));

    let mut world = World::default();
    world
        .page("a", "ru", "")
        .claim("event", "kind=session|name=сессия|body=Северный совет|date=2024-05-02|place=Клоу");
    let mut eastern = world.page("b", "en", "");
    eastern.claim("membership", "member=Syldavia|organisation=Eastern Union");
    eastern.claim("event", "kind=session|name=session|body=Council of Ministers|date=2024-05-02|place=Klow");
    assert_eq!(world.merged().entries.iter().filter(|entry| entry.kind == "event").count(), 2);
}

#[test]
fn an_operation_is_not_its_stage_and_a_series_crosses_languages() {
    let mut world = World::default();
    let mut en = world.page("en", "en", "");
    let whole = en.claim("event", "kind=operation|name=Falcon|body=Northern Union|status=ongoing");
    let stage = en.claim("event", "kind=operation|name=Falcon – Vanguard|date=2024|place=Szohod|status=held");
    let mut ru = world.page("ru", "ru", "2024-11-12");
    let whole_ru = ru.claim("event", "kind=operation|name=Сокол|body=Северный союз|date=2024|status=held");
    let stage_ru = ru.claim(
        "event",
        "kind=operation|name=Сокол – Вангард|date=2024-10-21/2024-10-25|place=Шохода|status=held",
    );
    let merged = world.merged();
    assert!(one(&merged, "event", &[whole, whole_ru]));
    assert!(one(&merged, "event", &[stage, stage_ru]));
    assert!(!one(&merged, "event", &[whole, stage]));
    let operation = entry(&merged, "event", whole);
    assert!(
        operation.property("status").is_some_and(|status| status.disputed),
        "held, and going on: neither is later"
    );
}

#[test]
fn an_undated_operation_that_fits_two_years_is_left_to_a_person() {
    let mut world = World::default();
    let first =
        world.page("a", "en", "").claim("event", "kind=operation|name=Falcon|body=Northern Union|date=2021");
    let second =
        world.page("b", "en", "").claim("event", "kind=operation|name=Falcon|body=Northern Union|date=2024");
    let undated = world.page("c", "ru", "").claim("event", "kind=operation|name=Сокол|body=Северный союз");
    let merged = world.merged();
    assert!(!one(&merged, "event", &[first, undated]) && !one(&merged, "event", &[second, undated]));
    assert!(merged.unsure.iter().any(|pair| [pair.left, pair.right].contains(&undated)));
}

#[test]
fn exercises_of_one_publication_with_other_names_are_others() {
    let mut world = World::default();
    let mut list = world.page("list", "en", "");
    let shield = list.claim("event", "kind=exercise|name=Shield-2024|date=2024-09|place=Klow");
    let echo = list.claim("event", "kind=exercise|name=Echo-2024|date=2024-09|place=Klow");
    let last = list.claim("event", "kind=exercise|name=Shield-2023|date=2023-09|place=Klow");
    let mut ru = world.page("ru", "ru", "2024-10-01");
    let shield_ru = ru.claim("event", "kind=exercise|name=Щит – 2024|date=2024-09-03/2024-09-09|place=Клоу");
    let echo_ru = ru.claim("event", "kind=exercise|name=Эхо-2024|date=2024-09-03/2024-09-09|place=Клоу");
    let merged = world.merged();
    assert!(one(&merged, "event", &[shield, shield_ru]));
    assert!(one(&merged, "event", &[echo, echo_ru]), "by sound, year, month and place");
    assert!(!one(&merged, "event", &[shield, echo]) && !one(&merged, "event", &[shield, last]));
}

#[test]
fn a_press_conference_belongs_to_the_session_that_both_publications_report() {
    let session = "kind=session|name=session|body=Northern Council|date=2024-11-28|place=Klow|status=held";
    let other = "kind=session|name=session|body=Northern Council|date=2023-11-28|place=Klow|status=held";
    let mut world = World::default();
    let mut conferences = Vec::new();
    for (doc, session, person) in
        [("a", session, "Ana Orlo"), ("b", session, "Ana Orlo"), ("c", other, "Ana Orlo")]
    {
        let mut page = world.page(doc, "en", "");
        let event = page.claim("event", session);
        page.of(event, "participation", &format!("participant={person}|event=session"));
        conferences.push(page.claim("event", "kind=press-conference|name=press conference|status=held"));
    }
    let merged = world.merged();
    assert!(one(&merged, "event", &conferences[..2]));
    assert!(!one(&merged, "event", &conferences[1..]), "another session, another press conference");
}

#[test]
fn documents_agree_by_what_their_titles_say_in_either_language() {
    let mut world = World::default();
    let mut en = world.page("en", "en", "");
    let base = "body=Northern Council|date=2024-11-28|place=Klow";
    let programme = en.claim(
        "document",
        &format!("kind=programme|title=Programme for strengthening the border|{base}|action=signed"),
    );
    let decision = en.claim(
        "document",
        &format!(
            "kind=decision|title=Decision on the Programme for strengthening the border|{base}|action=signed"
        ),
    );
    let declaration = en.claim(
        "document",
        &format!("kind=declaration|title=Declaration of the Council|{base}|action=adopted"),
    );
    let mut ru = world.page("ru", "ru", "");
    let base = "body=Совет Северного союза|date=2024-11-28|place=Клоу";
    let programme_ru = ru.claim(
        "document",
        &format!("kind=programme|title=Программа укрепления границы|{base}|action=approved"),
    );
    let declaration_ru = ru.claim(
        "document",
        &format!("kind=declaration|title=Декларация Совета Северного союза|{base}|action=signed"),
    );
    let merged = world.merged();
    assert!(one(&merged, "document", &[programme, programme_ru]));
    assert!(one(&merged, "document", &[declaration, declaration_ru]));
    assert!(
        !one(&merged, "document", &[programme, decision]),
        "a decision on a programme is not the programme"
    );
    assert_eq!(entry(&merged, "document", programme).value("action"), Some("signed"), "the strongest");
}

#[test]
fn documents_with_other_numbers_and_declarations_of_other_years_stay_apart() {
    let mut world = World::default();
    let first = world
        .page("a", "en", "")
        .claim("document", "kind=programme|title=Plan for 2021–2025|body=Northern Council");
    let second = world
        .page("b", "en", "")
        .claim("document", "kind=programme|title=Plan for 2026–2030|body=Northern Council");
    let old = world
        .page("c", "en", "2023-11-30")
        .claim("document", "kind=declaration|title=Declaration of the Council|body=Northern Council");
    let new = world
        .page("d", "en", "2024-11-30")
        .claim("document", "kind=declaration|title=Declaration of the Council|body=Northern Council");
    let merged = world.merged();
    assert!(!one(&merged, "document", &[first, second]));
    assert!(!one(&merged, "document", &[old, new]), "one after each session, and nothing tells which");
}

#[test]
fn a_person_is_one_across_scripts_and_initials_and_holds_offices() {
    let mut world = World::default();
    let mut en = world.page("en", "en", "");
    let president =
        en.claim("office", "person=Sergei Khravkov|title=President|organisation=Syldavia|status=current");
    let namesake =
        en.claim("office", "person=Pavel Khravkov|title=Minister|organisation=Borduria|status=current");
    let mut ru = world.page("ru", "ru", "");
    let full =
        ru.claim("office", "person=Сергей Храўкоў|title=президент|organisation=Сильдавия|status=current");
    let mut notes = world.page("notes", "ru", "");
    let short =
        notes.claim("office", "person=С.П.Храўкоў|title=Президент|organisation=Сильдавия|status=current");
    let chair = notes
        .claim("office", "person=С.П.Храўкоў|title=председатель|organisation=Северный совет|status=current");
    let merged = world.merged();
    assert!(one(&merged, "person", &[president, full, short, chair]));
    assert!(!one(&merged, "person", &[president, namesake]));
    assert_eq!(entry(&merged, "person", short).label, "Sergei Khravkov", "the fullest name");
    assert!(one(&merged, "office", &[full, short]), "one post");
    assert!(!one(&merged, "office", &[short, chair]), "two posts");
    let person = entry(&merged, "person", president).id;
    assert_eq!(entry(&merged, "office", chair).refs.get("person"), Some(&person));
}

#[test]
fn numbers_that_contradict_stand_in_one_figure_of_one_event() {
    let session = "kind=session|name=session|body=Northern Council|date=2024-11-28|place=Klow";
    let mut world = World::default();
    let mut en = world.page("en", "en", "");
    let event = en.claim("event", session);
    let thirteen = en.of(event, "figure", "what=documents|value=13|qualifier=exact");
    let delegates = en.of(event, "figure", "what=guests|value=100|qualifier=more-than");
    let mut other = world.page("other", "en", "");
    let again = other.claim("event", session);
    let guests = other.of(again, "figure", "what=guests|value=120|qualifier=exact");
    let mut ru = world.page("ru", "ru", "");
    let event_ru =
        ru.claim("event", "kind=session|name=сессия|body=Северный совет|date=2024-11-28|place=Клоу");
    let fourteen = ru.of(event_ru, "figure", "what=документы|value=14|qualifier=exact");
    let merged = world.merged();
    assert!(one(&merged, "figure", &[thirteen, fourteen]));
    let figure = entry(&merged, "figure", thirteen);
    let value = figure.property("value").unwrap_or_else(|| panic!("a figure has a value"));
    assert!(value.disputed && value.values.len() == 2 && value.values.iter().all(|value| value.shown));
    assert_eq!(figure.refs.get("event"), Some(&entry(&merged, "event", event).id));
    assert!(one(&merged, "figure", &[delegates, guests]));
    assert!(!entry(&merged, "figure", guests).is_disputed(), "more than 100 allows for 120");
}

#[test]
fn a_part_that_is_more_than_the_whole_contradicts_it_and_a_smaller_one_does_not() {
    let exercise = "kind=exercise|name=Stone Bridge-2024|date=2024-09-03|place=Klow";
    let told = |soldiers: &str| {
        let mut world = World::default();
        let mut page = world.page("one", "en", "");
        let event = page.claim("event", exercise);
        let whole = page.of(event, "figure", "what=participants|value=1500|unit=people|qualifier=about");
        let mut page = world.page("two", "en", "");
        let event = page.claim("event", exercise);
        let part = page.of(event, "figure", &format!("what=soldiers|value={soldiers}|unit=people"));
        let merged = world.merged();
        let value = entry(&merged, "figure", whole).property("value").map(|value| value.disputed);
        (one(&merged, "figure", &[whole, part]), value)
    };
    assert_eq!(told("1800"), (true, Some(true)));
    assert_eq!(told("300"), (false, Some(false)), "300 of the 1,500 may be soldiers");
}

#[test]
fn terms_that_exclude_each_other_are_disputed_where_they_speak_of_one_number() {
    let session = "kind=session|name=session|body=Northern Council|date=2024-11-28|place=Klow";
    let disputed = |left: &str, right: &str| {
        let mut world = World::default();
        let mut en = world.page("en", "en", "");
        let event = en.claim("event", session);
        let first = en.of(event, "figure", &format!("what=documents|{left}"));
        let mut other = world.page("other", "en", "");
        let event = other.claim("event", session);
        let second = other.of(event, "figure", &format!("what=documents|{right}"));
        let merged = world.merged();
        assert!(one(&merged, "figure", &[first, second]));
        entry(&merged, "figure", first).property("qualifier").is_some_and(|property| property.disputed)
    };
    assert!(disputed("value=15|qualifier=exact", "value=15|qualifier=more-than"));
    assert!(!disputed("value=15|qualifier=about", "value=15|qualifier=more-than"));
    assert!(!disputed("value=15|qualifier=more-than", "value=18|qualifier=exact"), "18 are more than 15");

    let mut world = World::default();
    let document = "title=Charter of the Northern Lakes|body=Northern Council|date=2024-11-28|place=Klow";
    let said = ["adopted", "approved", "signed"].map(|action| {
        world.page(action, "en", "").claim("document", &format!("kind=treaty|{document}|action={action}"))
    });
    let merged = world.merged();
    assert!(one(&merged, "document", &said));
    let of = entry(&merged, "document", said[0]);
    assert!(of.property("action").is_some_and(|action| action.disputed));
    assert!(of.property("kind").is_some_and(|kind| !kind.disputed));
    let mut world = World::default();
    let pair = [("a", "adopted"), ("b", "signed")].map(|(page, action)| {
        world.page(page, "en", "").claim("document", &format!("kind=treaty|{document}|action={action}"))
    });
    let merged = world.merged();
    assert!(!entry(&merged, "document", pair[0]).is_disputed(), "what was adopted may be signed too");
}

#[test]
fn participations_know_their_event_and_their_person() {
    let mut world = World::default();
    let mut en = world.page("en", "en", "");
    let event =
        en.claim("event", "kind=session|name=session|body=Northern Council|date=2024-11-28|place=Klow");
    let office = en.claim("office", "person=Sergei Khravkov|title=President|organisation=Syldavia");
    let chair = en.of(event, "participation", "participant=Sergei Khravkov|event=session|role=chair");
    let said = en.claim(
        "statement",
        "speaker=Sergei Khravkov|mode=direct|quote=We have agreed on everything that matters to us",
    );
    let mut ru = world.page("ru", "ru", "");
    ru.claim("event", "kind=session|name=сессия|body=Северный совет|date=2024-11-28|place=Клоу");
    ru.claim("office", "person=Сергей Хравков|title=президент|organisation=Сильдавия");
    let by_name = ru.claim("participation", "participant=Сергей Хравков|event=сессия|role=participant");
    let merged = world.merged();
    assert!(one(&merged, "participation", &[chair, by_name]));
    let participation = entry(&merged, "participation", chair);
    assert_eq!(participation.value("role"), Some("chair"));
    assert_eq!(participation.refs.get("event"), Some(&entry(&merged, "event", event).id));
    let person = entry(&merged, "person", office).id;
    assert_eq!(participation.refs.get("person"), Some(&person));
    assert_eq!(entry(&merged, "statement", said).refs.get("person"), Some(&person));
}

#[test]
fn memberships_and_chairmanships_agree_by_what_they_join() {
    let mut world = World::default();
    let mut en = world.page("en", "en", "2024-05-01");
    let member = en.claim("membership", "member=Syldavia|organisation=Northern Union|role=member");
    let chair =
        en.claim("chairmanship", "holder=Syldavia|organisation=Northern Union|period=2024|status=current");
    let next =
        en.claim("chairmanship", "holder=Syldavia|organisation=Northern Union|period=2030|status=next");
    let mut ru = world.page("ru", "ru", "2024-06-01");
    let member_ru = ru.claim("membership", "member=Сильдавия|organisation=СС|role=observer");
    let chair_ru = ru.claim("chairmanship", "holder=Сильдавия|organisation=Северный союз|status=current");
    let merged = world.merged();
    assert!(one(&merged, "membership", &[member, member_ru]));
    assert_eq!(entry(&merged, "membership", member).value("role"), Some("observer"), "the latest");
    assert!(one(&merged, "chairmanship", &[chair, chair_ru]));
    assert!(!one(&merged, "chairmanship", &[chair, next]));
}

#[test]
fn statements_are_one_only_in_nearly_the_same_words() {
    let mut world = World::default();
    let said =
        "speaker=Ana Orlo|mode=direct|quote=The council will meet again in spring and decide on the border";
    let first = world.page("a", "en", "").claim("statement", said);
    let second = world.page("b", "en", "").claim("statement", said);
    let other = world.page("c", "en", "").claim(
        "statement",
        "speaker=Ana Orlo|mode=direct|quote=Nothing has been decided on the border so far",
    );
    let merged = world.merged();
    assert!(one(&merged, "statement", &[first, second]));
    assert!(!one(&merged, "statement", &[first, other]));
}

#[test]
fn dates_that_exclude_each_other_are_disputed_and_both_kept() {
    let mut world = World::default();
    let first = world
        .page("a", "en", "")
        .claim("event", "kind=exercise|name=Shield-2024|date=2024-10-17/2024-10-21|place=Klow");
    world
        .page("b", "ru", "")
        .claim("event", "kind=exercise|name=Щит-2024|date=2024-10-16/2024-10-21|place=Клоу");
    world.page("c", "en", "").claim("event", "kind=exercise|name=Shield-2024|date=2024|place=Syldavia");
    let merged = world.merged();
    let exercise = entry(&merged, "event", first);
    assert_eq!(exercise.claims.len(), 3);
    let date = exercise.property("date").unwrap_or_else(|| panic!("it has a date"));
    assert!(date.disputed && date.values.len() == 3);
    let shown: Vec<&str> =
        date.values.iter().filter(|value| value.shown).map(|value| value.text.as_str()).collect();
    assert!(
        matches!(shown.as_slice(), [one] if one.parse::<Edtf>().is_ok_and(|date| date.precision() == 3)),
        "{shown:?}"
    );
}

#[test]
fn a_person_joins_and_parts_what_the_machine_would_not() {
    let mut world = World::default();
    let base = "body=Northern Council|date=2024-11-28|place=Klow";
    let first = world.page("a", "en", "").claim("event", &format!("kind=session|name=session|{base}"));
    let second = world.page("b", "en", "").claim("event", &format!("kind=session|name=session|{base}"));
    let third = world.page("c", "en", "").claim("event", &format!("kind=session|name=session|{base}"));
    let far = world.page("d", "en", "").claim("event", "kind=visit|name=visit|date=2019-01-01");
    let before = world.merged();
    assert!(one(&before, "event", &[first, second, third]) && !one(&before, "event", &[first, far]));

    let mut judged = world.clone();
    judged.judge(first, second, Verdict::Different);
    judged.judge(third, far, Verdict::Same);
    let merged = judged.merged();
    assert!(!one(&merged, "event", &[first, second]), "even with a third that is like both");
    assert!(one(&merged, "event", &[third, far]));

    judged.judgements.clear();
    assert_eq!(judged.merged(), before, "a judgement withdrawn leaves no trace");
}

#[test]
fn an_entry_keeps_its_id_as_later_publications_arrive() {
    let base = "kind=session|name=session|body=Northern Council|date=2024-11-28|place=Klow";
    let mut world = World::default();
    let first = world.page("first", "en", "2024-11-28").claim("event", base);
    let id = entry(&world.merged(), "event", first).id;
    for day in 1..20 {
        world
            .page(&format!("later {day}"), "en", &format!("2024-12-{day:02}"))
            .claim("event", &format!("{base}|status=held"));
        assert_eq!(entry(&world.merged(), "event", first).id, id);
    }
}
