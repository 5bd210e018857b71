//! Programmes and plans: each line is a gathering of its own, and says when and where it is.

use extract::{Input, read};
use record::Publication;
use rules::words::Memory;

use crate::packs::PACKS;

/// Two slots of each event that a text of 6 June 2031 tells of.
fn events(lang: &str, text: &str, slots: [&str; 2]) -> Vec<(String, String)> {
    let Some(pack) = PACKS.get(lang) else { panic!("no pack for {lang}") };
    let publication = Publication::identity("test");
    let input = Input { publication, version: 1, text, published_on: "2031-06-06".parse().ok() };
    let reading = read(input, pack, &mut Memory::default());
    let of = |claim: &record::Claim, slot: &str| claim.slots.get(slot).cloned().unwrap_or_default();
    let events = reading.claims.iter().filter(|claim| claim.kind == "event");
    events.map(|claim| (of(claim, slots[0]), of(claim, slots[1]))).collect()
}

#[test]
fn each_line_of_a_plan_is_a_sitting_of_its_own_at_the_place_that_opens_it() {
    let text = "Norland Union: the week ahead, 9–15 June 2031\n\nMonday, 9 June\n\n\
                10:00, Vienna. Meeting of the Permanent Council.\n\n\
                10:00, Osh. Meeting of the Committee on Fisheries.\n\n\
                Vienna. Meeting of the Committee on Roads.\n";
    let expected = [
        ("Permanent Council", "Vienna"),
        ("Committee on Fisheries", "Osh"),
        ("Committee on Roads", "Vienna"),
    ]
    .map(|(body, place)| (body.to_owned(), place.to_owned()));
    assert_eq!(events("en", text, ["body", "place"]), expected);
}

#[test]
fn lines_that_open_with_a_day_are_a_plan_and_no_datelines() {
    let plans = [
        (
            "en",
            "What the Lakes Union plans\n\n15–16 September, Baku. Seminar \"Green Roads\".\n\n\
             18 September, Osh. Meeting of the Youth Council.\n",
            ["Baku", "Osh"],
        ),
        (
            "ru",
            "Мероприятия Союза озёр\n\n15–16 сентября, Баку. Семинар «Зелёные дороги».\n\n\
             18 сентября, Ош. Заседание Молодёжного совета.\n",
            ["Баку", "Ош"],
        ),
        (
            "kk",
            "Көлдер одағының іс-шаралары\n\n15–16 қыркүйек, Баку. «Жасыл жолдар» семинары.\n\n\
             18 қыркүйек, Астана. Жастар кеңесінің отырысы.\n",
            ["Баку", "Астана"],
        ),
        (
            "tg",
            "Чорабиниҳои Иттиҳоди Кӯлҳо\n\n15–16 сентябр, Боку. Семинари «Роҳҳои сабз».\n\n\
             18 сентябр, Душанбе. Ҷаласаи Шӯрои ҷавонон.\n",
            ["Боку", "Душанбе"],
        ),
        (
            "hy",
            "Լճերի միության միջոցառումները\n\nՍեպտեմբերի 15–16, Բաքու։ «Կանաչ ճանապարհներ» սեմինար։\n\n\
             Սեպտեմբերի 18, Երևան։ Երիտասարդական խորհրդի նիստ։\n",
            ["Բաքու", "Երևան"],
        ),
        (
            "be",
            "Мерапрыемствы Саюза азёраў\n\n15–16 верасня, Баку. Семінар «Зялёныя дарогі».\n\n\
             18 верасня, Мінск. Пасяджэнне Маладзёжнага савета.\n",
            ["Баку", "Мінск"],
        ),
    ];
    for (lang, text, places) in plans {
        let expected = [("2031-09-15/2031-09-16", places[0]), ("2031-09-18", places[1])]
            .map(|(date, place)| (date.to_owned(), place.to_owned()));
        assert_eq!(events(lang, text, ["date", "place"]), expected, "{lang}");
    }
}
