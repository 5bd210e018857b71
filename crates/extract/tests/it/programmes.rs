//! Programmes and plans: each line is a gathering of its own, and says when and where it is.

use extract::{Input, read};
use record::Publication;
use rules::words::Memory;

use crate::packs::PACKS;

/// Two slots of each event that a text of 6 June 2031 tells of.
fn events(lang: &str, text: &str, slots: [&str; 2]) -> Vec<(String, String)> {
    events_of(lang, text, "2031-06-06".parse().ok(), slots)
}

fn events_of(
    lang: &str,
    text: &str,
    published_on: Option<record::Date>,
    slots: [&str; 2],
) -> Vec<(String, String)> {
    let Some(pack) = PACKS.get(lang) else { panic!("no pack for {lang}") };
    let publication = Publication::identity("test");
    let input = Input { publication, version: 1, text, published_on };
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

#[test]
fn the_head_of_a_programme_says_where_all_of_it_is() {
    let text = "LAKES WEEK 2031\nOsh, Kyrgyzstan, 9-11 September 2031\n\nTuesday, 9 September\n\
                09:00 Opening ceremony\n11:00 Round table \"Quiet Water\"\n\nWednesday, 10 September\n\
                10:00 Training course for rowers (online only)\n15:00 Press conference\n";
    let places: Vec<String> =
        events("en", text, ["name", "place"]).into_iter().map(|(_, place)| place).collect();
    assert_eq!(places.iter().filter(|place| *place == "Osh").count(), 3, "{places:?}");
}

#[test]
fn a_day_that_no_gathering_has_is_none_however_it_is_counted() {
    for nth in ["40th", "99999999th", "9223372036854775807th"] {
        let text = format!(
            "The Lakes Forum was held in Osh on 2-5 June 2031. On the {nth} day a round table took place.\n"
        );
        assert!(!events("en", &text, ["name", "date"]).is_empty(), "{nth}");
    }
}

#[test]
fn the_year_of_a_plan_dates_no_day_of_the_text() {
    let text = "КӨЛ ОДАҒЫ\nХатшылық жаңалықтары\n\n2029 жылғы 4–5 маусымда Ошта Көл кеңесінің отырысы \
                өтті.\n\nКеңес қорытындысында мынадай құжаттарға қол қойылды:\n– Ош декларациясы;\n– бөгеттерді \
                жаңартудың 2040 жылға дейінгі жол картасы.\n\n5 маусымда Ошта бөгеттер туралы дөңгелек үстел \
                өтті.\n";
    let days: Vec<String> =
        events_of("kk", text, None, ["name", "date"]).into_iter().map(|(_, day)| day).collect();
    assert_eq!(days, ["2029-06-04/2029-06-05", "2029-06-05"]);
}

#[test]
fn a_report_under_the_line_of_its_body_tells_of_the_year_of_its_title() {
    let text = "LAKES UNION\nWhat was done in 2029\n\nOn 20 May the Lakes Council met in Osh. It signed the programme \
                of action for 2030-2032.\n";
    let days: Vec<String> =
        events_of("en", text, None, ["name", "date"]).into_iter().map(|(_, day)| day).collect();
    assert_eq!(days, ["2029-05-20"]);
}

#[test]
fn what_is_put_off_is_to_be_held_on_the_new_day() {
    let texts = [
        ("en", "The exercise \"Heron-2031\" set for 20 June has been moved to September.\n"),
        ("ru", "Учения «Цапля-2031», намеченные на 20 июня в Осло, перенесены на сентябрь.\n"),
        ("be", "Вучэнні «Чапля-2031», намечаныя на 20 чэрвеня ў Осла, перанесены на верасень.\n"),
        ("kk", "20 маусымға жоспарланған «Тырна-2031» жаттығуы қыркүйекке шегерілді.\n"),
        ("ky", "20-июнга пландаштырылган «Турна-2031» машыгуусу сентябрга жылдырылды.\n"),
        (
            "tg",
            "Машқи «Турна-2031», ки барои 20 июн ба нақша гирифта шуда буд, ба моҳи сентябр мавқуф гузошта шуд.\n",
        ),
    ];
    for (lang, text) in texts {
        let expected = [("2031-09".to_owned(), "planned".to_owned())];
        assert_eq!(events(lang, text, ["date", "status"]), expected, "{lang}");
    }
}
