//! Who was where: gatherings in one row, rows of names that no lexicon has, words for a gathering that stand alone.

use extract::{Input, read};
use record::Publication;
use rules::words::Memory;

use crate::packs::PACKS;

fn claims(lang: &str, text: &str) -> Vec<record::Claim> {
    let Some(pack) = PACKS.get(lang) else { panic!("no pack for {lang}") };
    let publication = Publication::identity("test");
    let input = Input { publication, version: 1, text, published_on: "2031-06-06".parse().ok() };
    read(input, pack, &mut Memory::default()).claims
}

/// Who a text of 6 June 2031 says was at which event, and in which part.
fn told(lang: &str, text: &str) -> Vec<(String, String, String)> {
    let claims = claims(lang, text);
    let slot = |claim: &record::Claim, name: &str| claim.slots.get(name).cloned().unwrap_or_default();
    let of = |claim: &record::Claim| (slot(claim, "participant"), slot(claim, "event"), slot(claim, "role"));
    claims.iter().filter(|claim| claim.kind == "participation").map(of).collect()
}

#[test]
fn one_verb_tells_of_gatherings_in_a_row() {
    let texts = [
        (
            "en",
            "On 4 June Serbia took part in the exercise Ford-2031 in Osh and in a seminar on bees in Minsk.",
        ),
        ("ru", "4 июня Сербия участвовала в учении «Брод-2031» в Оше и в семинаре лоцманов в Минске."),
        ("be", "4 чэрвеня Сербія ўдзельнічала ў вучэнні «Брод-2031» у Ошы і ў семінары лоцманаў у Мінску."),
        (
            "kk",
            "4 маусымда Сербия Оштағы «Өткел-2031» жаттығуына және Минскідегі лоцмандар семинарына қатысты.",
        ),
        ("ky", "4-июнда Сербия Оштогу «Кечүү-2031» машыгуусуна жана Минсктеги лоцмандар семинарына катышты."),
        (
            "tg",
            "4 июн Сербия дар машқи «Гузар-2031» дар Ош ва дар семинари лотсманҳо дар Минск иштирок кард.",
        ),
        (
            "hy",
            "Հունիսի 4-ին Սերբիան մասնակցեց Օշում «Հուն-2031» զորավարժությանը և Մինսկում նավավարների սեմինարին։",
        ),
    ];
    for (lang, text) in texts {
        assert_eq!(told(lang, text).len(), 2, "{lang}: {:?}", told(lang, text));
    }
}

#[test]
fn a_word_for_a_gathering_means_the_one_told_of() {
    let texts = [
        (
            "kk",
            "Көлдер кеңесінің отырысы 4 маусымда Ошта өтті. Отырыста Сәуле Бекенова көлдердің тартылып жатқанын атап өтті.",
        ),
        (
            "ky",
            "Көлдөр кеңешинин жыйыны 4-июнда Ошто өттү. Жыйында Лола Рахимова көлдөр тартылып жатканын белгиледи.",
        ),
    ];
    for (lang, text) in texts {
        let roles: Vec<String> = told(lang, text).into_iter().map(|(_, _, role)| role).collect();
        assert_eq!(roles, ["speaker"], "{lang}");
    }
}

#[test]
fn who_hosts_the_next_sitting_does_not_host_the_last() {
    let texts = [
        (
            "en",
            "The session of the Lakes Council took place in Osh on 4 June. The next session will be held in 2033; Serbia has offered to host it.",
        ),
        ("kk", "Көлдер кеңесінің отырысы 4 маусымда Ошта өтті. Келесі отырысты 2033 жылы Сербия қабылдайды."),
        ("ky", "Көлдөр кеңешинин жыйыны 4-июнда Ошто өттү. Кийинки жыйынды 2033-жылы Сербия кабыл алат."),
        (
            "tg",
            "Ҷаласаи Шӯрои кӯлҳо 4 июн дар шаҳри Ош баргузор гардид. Ҷаласаи ояндаро соли 2033 Сербия мепазирад.",
        ),
    ];
    for (lang, text) in texts {
        let hosted: Vec<(String, String, String)> = told(lang, text);
        assert_eq!(hosted.len(), 1, "{lang}: {hosted:?}");
        assert!(hosted[0].1.split(' ').count() < 3, "{lang}: {hosted:?}");
    }
}

#[test]
fn both_are_the_two_gatherings_named_last() {
    let texts = [
        (
            "en",
            "The Lakes Council held its session in Osh on 2 June and a seminar on bees in Minsk on 4 June. Both were chaired by Ilan Doru.",
        ),
        (
            "ru",
            "Сессия Совета озёр прошла в Оше 2 июня. Семинар лоцманов прошёл в Минске 4 июня. На обоих председательствовал Олег Снежин.",
        ),
    ];
    for (lang, text) in texts {
        let roles: Vec<String> = told(lang, text).into_iter().map(|(_, _, role)| role).collect();
        assert_eq!(roles, ["chair", "chair"], "{lang}");
    }
}

#[test]
fn a_talk_told_by_a_verb_has_no_chair() {
    let text = "Сессия Совета озёр прошла в Оше 2 июня. Анна Ветрова встретилась в Оше с Петром Лугиным. \
                Председательствовал Олег Снежин.";
    let told = told("ru", text);
    let chair = told.iter().find(|(_, _, role)| role == "chair");
    assert_eq!(chair.map(|(_, event, _)| event.as_str()), Some("Сессия Совета озёр"), "{told:?}");
}

#[test]
fn whose_rescuers_drill_took_part_in_the_drill() {
    let texts = [
        (
            "ru",
            "Учение «Тихий брод – 2031» началось под Ошем 4 июня. Спасатели из Сербии и Армении тушат условный пожар.",
        ),
        (
            "be",
            "Вучэнне «Ціхі брод – 2031» пачалося пад Ошам 4 чэрвеня. Ратавальнікі з Сербіі і Арменіі тушаць умоўны пажар.",
        ),
    ];
    for (lang, text) in texts {
        assert_eq!(told(lang, text).len(), 2, "{lang}: {:?}", told(lang, text));
    }
}

#[test]
fn who_chairs_one_gathering_holds_no_chair_of_its_organisation() {
    let texts = [
        (
            "en",
            "The Dune Council will hold its ninth meeting in Osh on 20 July under the chairmanship of Serbia.",
        ),
        ("en", "Ninth meeting of the Dune Council, Osh, 20 July. Chair: Serbia."),
        ("be", "Дзявятае пасяджэнне Савета дзюн пройдзе ў Ошы 20 ліпеня пад старшынствам Сербіі."),
        ("kk", "Құм кеңесінің тоғызыншы отырысы 20 шілдеде Ошта Сербияның төрағалығымен өтеді."),
        ("ky", "Кум кеңешинин тогузунчу отуруму 20-июлда Ошто Сербиянын төрагалыгы астында өтөт."),
    ];
    for (lang, text) in texts {
        let found = claims(lang, text);
        assert!(!found.iter().any(|claim| claim.kind == "chairmanship"), "{lang}: {found:?}");
        let told = told(lang, text);
        assert!(told.iter().any(|(_, _, role)| role == "chair"), "{lang}: {told:?}");
    }
    let held =
        claims("en", "Serbia is now in the chair, until the ninth meeting of the Dune Council in Osh.");
    assert!(held.iter().any(|claim| claim.kind == "chairmanship"), "{held:?}");
}
