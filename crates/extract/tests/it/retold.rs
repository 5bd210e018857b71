//! An event told of once more, and what is none: bare heads, first and last days, words within names.

use extract::{Input, read};
use record::{Claim, Publication};
use rules::words::Memory;

use crate::packs::PACKS;

/// The claims of a kind in a text of 6 June 2031.
fn claims(lang: &str, text: &str, kind: &str) -> Vec<Claim> {
    let Some(pack) = PACKS.get(lang) else { panic!("no pack for {lang}") };
    let publication = Publication::identity("test");
    let input = Input { publication, version: 1, text, published_on: "2031-06-06".parse().ok() };
    let reading = read(input, pack, &mut Memory::default());
    reading.claims.into_iter().filter(|claim| claim.kind == kind).collect()
}

fn slot<'c>(claim: &'c Claim, name: &str) -> &'c str {
    claim.slots.get(name).map(String::as_str).unwrap_or_default()
}

#[test]
fn the_day_on_which_an_event_began_is_no_other_event() {
    let texts = [
        (
            "en",
            "The exercise \"Grey Heron 2031\" ended near Osh on 5 June.\n\n\
             The exercise began on 2 June. Norway and Chad took part in the exercise.\n",
            "Grey Heron 2031",
        ),
        (
            "ru",
            "5 июня под Ошем завершились учения «Серая цапля – 2031».\n\n\
             Учения начались 2 июня. В учениях участвовали Норвегия и Чад.\n",
            "Серая цапля – 2031",
        ),
        (
            "ky",
            "5-июнда Ошто «Боз кытан – 2031» машыгуусу аяктады.\n\n\
             Машыгуу 2-июнда башталып, ага Норвегия менен Чад катышты.\n",
            "Боз кытан – 2031",
        ),
    ];
    for (lang, text, name) in texts {
        let events = claims(lang, text, "event");
        let told: Vec<_> = events.iter().map(|event| (slot(event, "name"), slot(event, "date"))).collect();
        assert_eq!(told, [(name, "2031-06-02/2031-06-05")], "{lang}");
    }
}

#[test]
fn a_sitting_on_another_day_stays_another_one() {
    let text =
        "The Lakes Council held its session in Osh on 2 June. The session on 5 June adopted a budget.\n";
    let events = claims("en", text, "event");
    let days: Vec<&str> = events.iter().map(|event| slot(event, "date")).collect();
    assert_eq!(days, ["2031-06-02", "2031-06-05"]);
}

#[test]
fn a_dateline_in_capitals_names_the_place_that_the_text_names() {
    let text = "НОВЫЙ-БЕРЕГ, 6 июня. Заседание Озёрного совета завершилось в четверг в Новый-Береге.\n";
    let places: Vec<String> =
        claims("ru", text, "event").iter().map(|event| slot(event, "place").to_owned()).collect();
    assert!(places.iter().all(|place| !place.contains("-б")), "{places:?}");
    let text = "РОСТОВ-НА-ДОНУ, 6 июня. Двухдневную встречу открыл президент Озёрного союза Иван Репкин.\n";
    let events = claims("ru", text, "event");
    let places: Vec<&str> = events.iter().map(|event| slot(event, "place")).collect();
    assert_eq!(places, ["Ростов-на-Дону"]);
}

#[test]
fn the_name_of_an_agency_tells_of_no_disaster() {
    let text = "Делегаты из Чада, глава Агентства Катастроф и спасения Иван Репкин и другие прибыли в Ош.\n";
    assert_eq!(claims("ru", text, "event").len(), 0);
    let text = "Катастрофа случилась 2 июня под Ошем.\n";
    assert_eq!(claims("ru", text, "event").len(), 1);
}

#[test]
fn what_somebody_did_years_ago_is_not_done_at_the_gathering() {
    let text = "The Lakes Forum was held in Osh on 5 June 2031.\n\n\
                Norway took part. Chad in 2016 pulled out.\n";
    let told = claims("en", text, "participation");
    let who: Vec<&str> = told.iter().map(|one| slot(one, "participant")).collect();
    assert_eq!(who, ["Norway"]);
}

#[test]
fn talks_beside_a_session_leave_it_its_own_day() {
    let text = "Заседание Озёрного совета прошло 5 июня в Оше.\n\n\
                4 июня на полях заседания прошли переговоры министров Чада и Норвегии.\n";
    let events = claims("ru", text, "event");
    let told: Vec<_> = events.iter().map(|event| (slot(event, "kind"), slot(event, "date"))).collect();
    assert_eq!(told, [("session", "2031-06-05"), ("meeting", "2031-06-04")]);
}

#[test]
fn what_sums_an_exercise_up_says_nothing_of_its_day_and_place() {
    let texts = [
        (
            "en",
            "The exercise \"Grey Heron\" was held near Bergen on 2 June.\n\n\
             On 4 June a press conference on the results of the exercise took place in Osh.\n",
        ),
        (
            "tg",
            "2 июн дар вилояти Суғд амалиёти «Куланги кабуд» гузаронида шуд.\n\n\
             4 июн дар Ош оид ба натиҷаҳои амалиёт нишасти хабарӣ баргузор гардид.\n",
        ),
    ];
    for (lang, text) in texts {
        let events = claims(lang, text, "event");
        let drills = events.iter().filter(|event| matches!(slot(event, "kind"), "exercise" | "operation"));
        let days: Vec<&str> = drills.map(|event| slot(event, "date")).collect();
        assert_eq!(days, ["2031-06-02"], "{lang}: {events:?}");
    }
}

#[test]
fn talks_within_the_days_of_a_meeting_are_talks_of_their_own() {
    let text = "2031 жылғы 4–5 маусымда Ош қаласында Көл ұйымына мүше мемлекеттердің балық министрлерінің \
                12-кеңесі өтті.\n\n4 маусымда Ошта Асан Тасов Чад министрі Айгүл Арновамен екіжақты келіссөз \
                жүргізді.\n";
    assert_eq!(claims("kk", text, "event").len(), 2);
}

#[test]
fn who_took_part_before_a_semicolon_is_not_who_stayed_away_behind_it() {
    let text = "Ошто 2-июнда «Боз кытан – 2031» машыгуусу өттү. Машыгууга Норвегиядан жана Чаддан \
                куткаруучулар катышты; Иран адам жибере турган, бирок келген жок.\n";
    let absent: Vec<String> = claims("ky", text, "participation")
        .iter()
        .filter(|part| slot(part, "role") == "absent")
        .map(|part| slot(part, "participant").to_owned())
        .collect();
    assert!(!absent.iter().any(|who| who == "Норвегия" || who == "Чад"), "{absent:?}");
}
