//! An openly fictional organisation and its record: the League of Lake States in 2024.

use record::{EntryId, Profile};
use report::{Directory, Input, Period, Shelf};

use crate::desk::{Desk, Made, day};

pub const PROFILE: &str = r#"
slug = "lls"
names.en = ["League of Lake States", "LLS"]
names.ru = ["Лига приозёрных государств", "ЛПГ"]
members = ["QN", "QE", "QM"]

[[body]]
id = "council"
kind = "council"
names.en = ["Council of Lake States", "LLS Council"]
names.ru = ["Совет приозёрных государств", "Совет ЛПГ"]

[[body]]
id = "secretariat"
kind = "secretariat"
names.en = ["Secretariat", "LLS Secretariat"]
names.ru = ["Секретариат", "Секретариат ЛПГ"]

[[series]]
id = "calm-water"
kind = "exercise"
names.en = ["Calm Water"]
names.ru = ["Тихая вода"]

[[series]]
id = "beacon"
kind = "operation"
names.en = ["Beacon"]
names.ru = ["Маяк"]
"#;

const OTHER: &str = r#"
slug = "mc"
names.en = ["Mountain Compact"]
names.ru = ["Горное соглашение"]

[[body]]
id = "assembly"
kind = "assembly"
names.en = ["Assembly of the Mountain Compact"]
"#;

pub fn profile() -> Profile {
    Profile::parse(PROFILE).unwrap_or_else(|error| panic!("{error}"))
}

pub fn directory() -> Directory {
    let mut directory = Directory::new(str::to_lowercase);
    for source in [PROFILE, OTHER] {
        directory.add_profile(&Profile::parse(source).unwrap_or_else(|error| panic!("{error}")));
    }
    let countries = [
        ("QN", "Norvalia", "Норвалия", "Grenholm"),
        ("QE", "Esterland", "Эстерланд", "Alder"),
        ("QM", "Maravia", "Маравия", "Sorn"),
    ];
    for (code, english, russian, capital) in countries {
        let official = format!("Republic of {english}");
        directory.add_country(code, "en", [english, &official], Some(capital));
        directory.add_country(code, "ru", [russian], None);
    }
    directory.add_country("QN", "ru", [], Some("Гренхольм"));
    directory
}

pub fn input<'a>(shelf: &'a Shelf, profile: &'a Profile, names: &'a Directory, lang: &'a str) -> Input<'a> {
    let period = Period::new(day("2024-01-01"), day("2024-12-31"));
    let period = period.unwrap_or_else(|| panic!("a year has days"));
    Input { record: shelf, profile, names, period, lang, as_of: day("2025-01-15") }
}

const GAZETTE: &str = "\
Lake leaders meet in Grenholm
The League of Lake States (LLS) unites Norvalia, Esterland and Maravia; Tarn is an observer.
The session of the Council of Lake States took place in Grenholm on 28 November 2024, first in narrow and then in extended format. \
It was attended by the President of Norvalia, Ansel Brandt, the President of Esterland, Mira Kovar, and the LLS Secretary-General, Tomas Eld. Maravia sent nobody.
President Ansel Brandt opened the meeting. “The lakes bind us more than they part us,” he said. He noted that the water level is everyone's concern.
Mira Kovar spoke of the need to train more rescue divers.
During the session 14 documents were signed. They include the Grenholm Declaration and the decision “On the Common Register of Vessels”; the text of the decision was not published.
In 2024 Norvalia held the chairmanship; on 1 January 2025 it passes to Esterland.
About 60 events were held during the year.
Next year the League will hold a conference on clean water in Alder.";

const SECRETARIAT: &str = "\
Outcomes of the work of the League of Lake States in 2024
In 2024 the exercise Calm Water-2024 was held in the Republic of Maravia from 17 to 21 October, with 1500 people taking part.
The standing operation Beacon goes on. Its stage Beacon – Night Patrol was carried out in June 2024 off Sorn.
The Assembly of the Mountain Compact adopted on 5 May 2024 a resolution on cooperation between the Mountain Compact and the League of Lake States.
A round table “Fish without Borders” was held in Alder on 12 March 2024; experts of the Mountain Compact took part.
According to the harbour master, the Secretariat has prepared a programme of dredging.";

const VESTNIK: &str = "\
В Гренхольме прошла сессия Совета приозёрных государств
28 ноября 2024 года в Гренхольме прошла сессия Совета приозёрных государств. Подписано 13 документов, в том числе Гренхольмская декларация.
В заседании участвовали президент Норвалии Ансель Брандт и президент Эстерланда Мира Ковар.
Учение «Тихая вода – 2024» прошло в Маравии с 16 по 21 октября.
Генеральный секретарь ЛПГ Томас Эльд заявил, что лига открыта для соседей.";

/// Everything at once: disputes, two languages, stages, attribution, plans.
pub fn desk() -> Desk {
    let mut desk = Desk::default();
    let head = |title, publisher, date| [Some(title), publisher, Some(date)];
    let gazette = head("Lake leaders meet in Grenholm", Some("Lake Gazette"), "2024-11-29");
    let a = desk.publication("gazette-grenholm", "en", gazette, GAZETTE);
    let outcomes = head(
        "Outcomes of the work of the League of Lake States in 2024",
        Some("LLS Secretariat"),
        "2024-12-20",
    );
    let b = desk.publication("secretariat-outcomes", "en", outcomes, SECRETARIAT);
    let vestnik = head("В Гренхольме прошла сессия Совета приозёрных государств", None, "2024-11-28");
    let c = desk.publication("vestnik-sessiya", "ru", vestnik, VESTNIK);
    society(&mut desk, a);
    let session = session(&mut desk, a, c);
    documents(&mut desk, a, b, c, session);
    rest(&mut desk, a, b, c);
    desk
}

fn society(desk: &mut Desk, a: usize) {
    let unites = "The League of Lake States (LLS) unites Norvalia, Esterland and Maravia";
    for member in ["Norvalia", "Esterland", "Maravia"] {
        desk.fact(
            a,
            "membership",
            &[("member", member), ("organisation", "League of Lake States"), ("role", "member")],
            &[unites],
        );
    }
    let observer = [("member", "Tarn"), ("organisation", "LLS"), ("role", "observer")];
    desk.fact(a, "membership", &observer, &["The League of Lake States (LLS)", "Tarn is an observer"]);
    let chair = "In 2024 Norvalia held the chairmanship";
    let now = [("holder", "Norvalia"), ("organisation", "LLS"), ("period", "2024"), ("status", "current")];
    desk.fact(a, "chairmanship", &now, &[chair]);
    let next =
        [("holder", "Esterland"), ("organisation", "LLS"), ("period", "2025-01-01/.."), ("status", "next")];
    desk.fact(a, "chairmanship", &next, &["on 1 January 2025 it passes to Esterland"]);
}

fn session(desk: &mut Desk, a: usize, c: usize) -> EntryId {
    let english = [
        ("kind", "session"),
        ("name", "session of the Council of Lake States"),
        ("body", "Council of Lake States"),
        ("date", "2024-11-28"),
        ("place", "Grenholm"),
        ("status", "held"),
        ("format", "narrow"),
    ];
    let quote = "The session of the Council of Lake States took place in Grenholm on 28 November 2024, first in narrow and then in extended format";
    let narrow = desk.claim(a, "event", &english, &[quote]);
    let extended: Vec<(&str, &str)> = english
        .iter()
        .map(|(slot, value)| (*slot, if *slot == "format" { "extended" } else { *value }))
        .collect();
    let extended = desk.claim(a, "event", &extended, &[quote]);
    let russian = [
        ("kind", "session"),
        ("name", "сессия Совета приозёрных государств"),
        ("body", "Совет приозёрных государств"),
        ("date", "2024-11-28"),
        ("place", "Гренхольм"),
        ("status", "held"),
    ];
    let told = desk.claim(
        c,
        "event",
        &russian,
        &["28 ноября 2024 года в Гренхольме прошла сессия Совета приозёрных государств"],
    );
    let claims = [narrow, extended, told];
    let session = desk.entry(
        "event",
        "session of the Council of Lake States",
        Made { claims: &claims, ..Made::default() },
    );

    let attended = "It was attended by the President of Norvalia, Ansel Brandt, the President of Esterland, Mira Kovar, and the LLS Secretary-General, Tomas Eld";
    let people = [
        (
            "Ansel Brandt",
            "Ансель Брандт",
            "President",
            "Norvalia",
            "chair",
            "the President of Norvalia, Ansel Brandt",
        ),
        (
            "Mira Kovar",
            "Мира Ковар",
            "President",
            "Esterland",
            "speaker",
            "the President of Esterland, Mira Kovar",
        ),
    ];
    for (name, cyrillic, title, of, role, quote) in people {
        let office = desk.claim(
            a,
            "office",
            &[("person", name), ("title", title), ("organisation", of), ("status", "current")],
            &[quote],
        );
        let together =
            "В заседании участвовали президент Норвалии Ансель Брандт и президент Эстерланда Мира Ковар";
        let country = if of == "Norvalia" { "Норвалия" } else { "Эстерланд" };
        let slots =
            [("person", cyrillic), ("title", "президент"), ("organisation", country), ("status", "current")];
        let cyrillic_office = desk.claim(c, "office", &slots, &[together]);
        let person =
            desk.entry("person", name, Made { claims: &[office, cyrillic_office], ..Made::default() });
        if let Some(entry) = desk.entries.last_mut() {
            for property in &mut entry.properties {
                if property.name == "person" {
                    property.name = "name".to_owned();
                }
            }
        }
        let refs = [("person", person)];
        desk.entry(
            "office",
            name,
            Made { claims: &[office, cyrillic_office], refs: &refs, ..Made::default() },
        );
        let refs = [("event", session), ("person", person)];
        let slots =
            [("participant", name), ("event", "session of the Council of Lake States"), ("role", role)];
        let taken = desk.claim(a, "participation", &slots, &[attended]);
        let slots =
            [("participant", cyrillic), ("event", "сессия Совета приозёрных государств"), ("role", role)];
        let cyrillic_taken = desk.claim(c, "participation", &slots, &[together]);
        desk.entry(
            "participation",
            name,
            Made { claims: &[taken, cyrillic_taken], refs: &refs, ..Made::default() },
        );
    }
    let eld = [
        ("person", "Tomas Eld"),
        ("title", "Secretary-General"),
        ("organisation", "LLS"),
        ("status", "current"),
    ];
    desk.fact(a, "office", &eld, &["the LLS Secretary-General, Tomas Eld"]);
    let event = ("event", "session of the Council of Lake States");
    desk.fact(
        a,
        "participation",
        &[("participant", "Tomas Eld"), event, ("role", "participant")],
        &[attended],
    );
    desk.fact(
        a,
        "participation",
        &[("participant", "Maravia"), event, ("role", "absent")],
        &["Maravia sent nobody"],
    );

    let said = [
        ("speaker", "Ansel Brandt"),
        ("mode", "direct"),
        ("quote", "The lakes bind us more than they part us,"),
    ];
    desk.fact(a, "statement", &said, &["“The lakes bind us more than they part us,” he said"]);
    let noted = [
        ("speaker", "Ansel Brandt"),
        ("mode", "indirect"),
        ("quote", "the water level is everyone's concern"),
    ];
    desk.fact(a, "statement", &noted, &["He noted that the water level is everyone's concern"]);
    let spoke =
        [("speaker", "Mira Kovar"), ("mode", "indirect"), ("quote", "the need to train more rescue divers")];
    desk.fact(a, "statement", &spoke, &["Mira Kovar spoke of the need to train more rescue divers"]);
    let open = [("speaker", "Томас Эльд"), ("mode", "indirect"), ("quote", "лига открыта для соседей")];
    desk.fact(
        c,
        "statement",
        &open,
        &["Генеральный секретарь ЛПГ Томас Эльд заявил, что лига открыта для соседей"],
    );
    session
}

fn documents(desk: &mut Desk, a: usize, b: usize, c: usize, session: EntryId) {
    let fourteen = desk.claim(
        a,
        "figure",
        &[("what", "documents"), ("value", "14"), ("qualifier", "exact")],
        &["14 documents were signed"],
    );
    let thirteen = desk.claim(
        c,
        "figure",
        &[("what", "документы"), ("value", "13"), ("qualifier", "exact")],
        &["Подписано 13 документов"],
    );
    let made = Made { claims: &[fourteen, thirteen], disputed: &["value"], refs: &[("event", session)] };
    desk.entry("figure", "documents", made);
    let about = [("what", "events"), ("value", "60"), ("qualifier", "about"), ("period", "2024")];
    desk.fact(a, "figure", &about, &["About 60 events were held during the year"]);

    let at = [
        ("body", "Council of Lake States"),
        ("date", "2024-11-28"),
        ("place", "Grenholm"),
        ("action", "signed"),
    ];
    let mut declaration = vec![("kind", "declaration"), ("title", "Grenholm Declaration")];
    declaration.extend(at);
    let signed = "During the session 14 documents were signed";
    let english = desk.claim(a, "document", &declaration, &[signed, "They include the Grenholm Declaration"]);
    let russian = [
        ("kind", "declaration"),
        ("title", "Гренхольмская декларация"),
        ("date", "2024-11-28"),
        ("action", "signed"),
    ];
    let russian = desk.claim(
        c,
        "document",
        &russian,
        &["Подписано 13 документов, в том числе Гренхольмская декларация"],
    );
    desk.entry("document", "Grenholm Declaration", Made { claims: &[english, russian], ..Made::default() });
    let mut decision =
        vec![("kind", "decision"), ("title", "On the Common Register of Vessels"), ("published", "no")];
    decision.extend(at);
    desk.fact(
        a,
        "document",
        &decision,
        &[
            signed,
            "the decision “On the Common Register of Vessels”",
            "the text of the decision was not published",
        ],
    );

    let resolution = [
        ("kind", "resolution"),
        ("title", "resolution on cooperation between the Mountain Compact and the League of Lake States"),
        ("body", "Assembly of the Mountain Compact"),
        ("date", "2024-05-05"),
        ("action", "adopted"),
    ];
    let quote = "The Assembly of the Mountain Compact adopted on 5 May 2024 a resolution on cooperation between the Mountain Compact and the League of Lake States";
    desk.fact(b, "document", &resolution, &[quote]);
    let dredging = [
        ("kind", "programme"),
        ("title", "programme of dredging"),
        ("body", "Secretariat"),
        ("action", "prepared"),
    ];
    let quotes = ["the Secretariat has prepared a programme of dredging"];
    let dredging = desk.attributed(b, "document", &dredging, &quotes, Some("the harbour master"));
    desk.entry("document", "programme of dredging", Made { claims: &[dredging], ..Made::default() });
}

fn rest(desk: &mut Desk, a: usize, b: usize, c: usize) {
    let english = [
        ("kind", "exercise"),
        ("name", "Calm Water-2024"),
        ("date", "2024-10-17/2024-10-21"),
        ("place", "Republic of Maravia"),
        ("status", "held"),
    ];
    let held = "the exercise Calm Water-2024 was held in the Republic of Maravia from 17 to 21 October";
    let english = desk.claim(b, "event", &english, &[held]);
    let russian = [
        ("kind", "exercise"),
        ("name", "Тихая вода – 2024"),
        ("date", "2024-10-16/2024-10-21"),
        ("place", "Маравия"),
        ("status", "held"),
    ];
    let russian =
        desk.claim(c, "event", &russian, &["Учение «Тихая вода – 2024» прошло в Маравии с 16 по 21 октября"]);
    let made = Made { claims: &[english, russian], disputed: &["date"], ..Made::default() };
    let exercise = desk.entry("event", "Calm Water-2024", made);
    let people = [("what", "participants"), ("value", "1500"), ("unit", "people"), ("qualifier", "exact")];
    desk.fact_of(b, "figure", &people, &["with 1500 people taking part"], &[("event", exercise)]);

    let beacon = [("kind", "operation"), ("name", "Beacon"), ("status", "ongoing")];
    desk.fact(b, "event", &beacon, &["The standing operation Beacon goes on"]);
    let patrol = [
        ("kind", "operation"),
        ("name", "Beacon – Night Patrol"),
        ("date", "2024-06"),
        ("place", "Sorn"),
        ("status", "held"),
    ];
    desk.fact(
        b,
        "event",
        &patrol,
        &["Its stage Beacon – Night Patrol was carried out in June 2024 off Sorn"],
    );

    let table = [
        ("kind", "roundtable"),
        ("name", "Fish without Borders"),
        ("date", "2024-03-12"),
        ("place", "Alder"),
        ("status", "held"),
    ];
    let quote = "A round table “Fish without Borders” was held in Alder on 12 March 2024";
    let table = desk.fact(b, "event", &table, &[quote]);
    let experts =
        [("participant", "Mountain Compact"), ("event", "Fish without Borders"), ("role", "participant")];
    desk.fact_of(
        b,
        "participation",
        &experts,
        &["experts of the Mountain Compact took part"],
        &[("event", table)],
    );

    let plan = [
        ("kind", "conference"),
        ("name", "conference on clean water"),
        ("date", "2025"),
        ("place", "Alder"),
        ("status", "planned"),
    ];
    desk.fact(a, "event", &plan, &["Next year the League will hold a conference on clean water in Alder"]);
    // None of these belongs in the report.
    let past = [("kind", "exercise"), ("name", "Calm Water-2022"), ("date", "2022"), ("status", "held")];
    desk.fact(b, "event", &past, &["the exercise Calm Water-2024 was held"]);
    let theirs = [
        ("kind", "session"),
        ("name", "session"),
        ("body", "Assembly of the Mountain Compact"),
        ("date", "2024"),
        ("status", "held"),
    ];
    desk.fact(b, "event", &theirs, &["The Assembly of the Mountain Compact"]);
}
