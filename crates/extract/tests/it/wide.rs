//! Times and places beyond claims, read by the packs as they are.

use extract::{Gazetteer, Input, Wide};
use record::PublicationId;
use rules::words::Memory;

use crate::packs::PACKS;

fn widen(lang: &str, text: &str) -> Wide {
    let table =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/und/gazetteer/places.tsv"));
    let table = table.unwrap_or_else(|error| panic!("the gazetteer cannot be read: {error}"));
    let gazetteer = Gazetteer::load(&table).unwrap_or_else(|error| panic!("the gazetteer: {error}"));
    let pack = &PACKS[lang];
    let published_on = "2024-11-13".parse().ok();
    let publication = PublicationId::of([text.as_bytes()]);
    let input = Input { publication, version: 1, text, published_on };
    let mut memory = Memory::default();
    let reading = extract::read(input, pack, &mut memory);
    extract::widen(input, None, pack, &mut memory, &reading, &gazetteer)
}

fn times(lang: &str, text: &str) -> Vec<(String, String)> {
    let words = |(span, value): (record::Span, String)| (span.of(text).unwrap_or_default().to_owned(), value);
    widen(lang, text).times.into_iter().map(words).collect()
}

#[test]
fn every_expression_of_time_has_its_value() {
    for (text, words, value) in [
        ("The bridge took almost two and a half years.", "almost two and a half years", "P2.5Y"),
        ("It is a 12-hour flight.", "12-hour", "PT12H"),
        ("They waited several days.", "several days", "PXD"),
        ("It opened three weeks ago.", "three weeks ago", "2024-10-23"),
        ("Doors open at 18:30 UTC.", "18:30 UTC", "2024-11-13T18:30Z"),
        ("It began on 9 May 2024 at 7 p.m. sharp.", "9 May 2024 at 7 p.m.", "2024-05-09T19:00"),
        ("The council sits next Tuesday.", "next Tuesday", "2024-11-19"),
        ("Sales fell in the last quarter.", "the last quarter", "2024-Q3"),
        ("It met on the second Monday of March 2023.", "the second Monday of March 2023", "2023-03-13"),
        ("The deal was signed on 7/8/07.", "7/8/07", "2007-07-08"),
        ("They are open this morning.", "this morning", "2024-11-13TMO"),
        ("It is currently closed.", "currently", "PRESENT_REF"),
        ("The ferry leaves tomorrow at 5pm.", "tomorrow at 5pm", "2024-11-14T17:00"),
        ("The mill closed on the last Friday of May 2023.", "the last Friday of May 2023", "2023-05-26"),
        (
            "The pool opens from 3 to 5pm on 20 November.",
            "from 3 to 5pm on 20 November",
            "2024-11-20T15:00/2024-11-20T17:00",
        ),
        ("The choir sang on Christmas Eve 2019.", "Christmas Eve 2019", "2019-12-24"),
    ] {
        let found = times("en", text);
        assert!(found.contains(&(words.to_owned(), value.to_owned())), "{text}: {found:?}");
    }
    let russian = times("ru", "Заседание прошло 28 октября 2014 в 07:54.");
    assert_eq!(russian, [("28 октября 2014 в 07:54".to_owned(), "2014-10-28T07:54".to_owned())]);
    for text in [
        "Version 1.1.1 is out.",
        "They won 4:3 on points.",
        "They lost at 200 stalls, by about 20 points.",
        "The bill ended in a draw; she may march.",
    ] {
        assert_eq!(times("en", text), [], "{text}");
    }
}

/// The GeoNames ids of the places of a text.
fn places(text: &str) -> Vec<(String, String)> {
    let place = |one: extract::Location| {
        (one.span.of(text).unwrap_or_default().to_owned(), one.id.unwrap_or_default())
    };
    widen("en", text).locations.into_iter().map(place).collect()
}

#[test]
fn namesakes_are_told_by_what_stands_around_them() {
    let of = |text: &str, name: &str| {
        places(text).into_iter().find(|(words, _)| words == name).map_or_else(String::new, |(_, id)| id)
    };
    assert_eq!(of("The fair opened in Paris on Monday.", "Paris"), "2988507");
    assert_eq!(of("The fair opened in Paris, Texas, on Monday.", "Paris"), "4717560");
    assert_eq!(
        of("Farmers of Texas met. The fair opened in Athens, Texas. Athens is small.", "Athens"),
        "4671545"
    );
    assert_eq!(of("The ministers of Kazakhstan met in Astana.", "Kazakhstan"), "1522867");
}

#[test]
fn bodies_persons_and_small_words_are_no_places() {
    for text in [
        "The University of Reading published it.",
        "Jack London wrote it.",
        "He is a man of hope, OR so they say.",
    ] {
        assert_eq!(places(text), [], "{text}");
    }
}

/// Attributions as "source | cue | content / content", with a mark before those in quotation marks.
fn attributions(text: &str) -> Vec<String> {
    let words = |span: record::Span| span.of(text).unwrap_or_default();
    let shown = |one: extract::Speech| {
        let content: Vec<&str> = one.content.into_iter().map(words).collect();
        let [source, cue] = [one.source, one.cue].map(|span| span.map_or("-", words));
        format!("{source} | {cue} | {}{}", if one.direct { "> " } else { "" }, content.join(" / "))
    };
    widen("en", text).speech.into_iter().map(shown).collect()
}

#[test]
fn attributions_have_source_cue_and_all_of_their_content() {
    for (text, expected) in [
        (
            "“The bridge is safe,” said Ada Marlow of the ferry union. “We checked it twice.”",
            &["Ada Marlow of the ferry union | said | > “The bridge is safe,” / “We checked it twice.”"][..],
        ),
        (
            "“The road,” Marlow told reporters, “opens in May.”",
            &["Marlow | told | > “The road,” / “opens in May.”"],
        ),
        ("Marlow told reporters on Monday: “We open in May.”", &["Marlow | told | > “We open in May.”"]),
        (
            "Ada Marlow, the head of the port, said that the road would open in May.",
            &["Ada Marlow, the head of the port, | said | that the road would open in May"],
        ),
        (
            "The union said the road was open, adding that tolls would rise.",
            &["The union | said | the road was open", "The union | adding | that tolls would rise"],
        ),
        ("The road will open in May, the union said.", &["the union | said | The road will open in May"]),
        ("The port, she said, needs a second pier.", &["she | said | The port / needs a second pier"]),
        (
            "The crossing takes three hours, according to the timetable.",
            &["the timetable | according to | The crossing takes three hours"],
        ),
        ("According to Marlow, the pier is old.", &["Marlow | According to | the pier is old"]),
        (
            "The mayor called the toll “a tax on islanders” and wants to abolish it.",
            &[
                "The mayor | called | the toll “a tax on islanders” and wants to abolish it",
                "The mayor | wants | to abolish it",
            ],
        ),
        (
            "The council rejected her claim that the pier was unsafe.",
            &[
                "her | claim | that the pier was unsafe",
                "The council | rejected | her claim that the pier was unsafe",
            ],
        ),
        ("Ferries are expected to return in June.", &["- | are expected | Ferries / to return in June"]),
        // a quotation of a paragraph of its own goes on with whoever spoke last; mixed marks close each other
        (
            "“We wait,\" Marlow said.\n\n“And we count the days until the ferry is back.”",
            &[
                "Marlow | said | > “We wait,\"",
                "Marlow | - | > “And we count the days until the ferry is back.”",
            ],
        ),
        // nouns that look like verbs, names in quotation marks
        ("The report on the plans for the pier came late.", &[]),
        ("The ferry “Morning Star” sailed at noon.", &[]),
    ] {
        let mut found = attributions(text);
        found.sort();
        let mut expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
        expected.sort();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_language_without_words_for_attributions_shows_its_statements() {
    let speech = widen("ru", "«Мост открыт», — сказала министр Анна Лодочникова.").speech;
    assert_eq!(speech.len(), 1);
    assert!(speech[0].direct);
}

#[test]
fn endless_sentences_come_to_an_end() {
    for part in
        ["said, ", "(said) ", "“a” said ", ", ", "X, who said ", "according to ", "“ ", "that she said "]
    {
        widen("en", &part.repeat(8_000 / part.len()));
    }
}
