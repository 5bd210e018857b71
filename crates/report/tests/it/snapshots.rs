//! The whole report of the fictional league, as files. `UPDATE_EXPECT=1 cargo test -p report` writes them anew.

use expect_test::expect_file;
use report::{Locale, Outcomes, Shelf, compose, html, json, markdown};

use crate::league;

fn outcomes(shelf: &Shelf, lang: &str) -> (Outcomes, &'static Locale) {
    let (profile, names) = (league::profile(), league::directory());
    (compose(&league::input(shelf, &profile, &names, lang)), Locale::built_in(lang).unwrap())
}

#[test]
fn english() {
    let (outcomes, locale) = outcomes(&league::desk().shelf(), "en");
    expect_file!["expected/outcomes.en.md"].assert_eq(&markdown::render(&outcomes, locale));
    expect_file!["expected/outcomes.en.html"].assert_eq(&html::render(&outcomes, locale));
    expect_file!["expected/outcomes.en.json"].assert_eq(&json::render(&outcomes));
}

#[test]
fn russian() {
    let (outcomes, locale) = outcomes(&league::desk().shelf(), "ru");
    expect_file!["expected/outcomes.ru.md"].assert_eq(&markdown::render(&outcomes, locale));
    expect_file!["expected/outcomes.ru.html"].assert_eq(&html::render(&outcomes, locale));
    expect_file!["expected/outcomes.ru.json"].assert_eq(&json::render(&outcomes));
}

#[test]
fn the_order_in_which_the_record_is_given_changes_nothing() {
    let mut desk = league::desk();
    let (first, locale) = outcomes(&desk.shelf(), "en");
    desk.entries.reverse();
    desk.readings.reverse();
    let (second, _) = outcomes(&desk.shelf(), "en");
    assert_eq!(html::render(&first, locale), html::render(&second, locale));
    assert_eq!(json::render(&first), json::render(&second));
}

#[test]
fn nothing_known_is_said_plainly() {
    let (outcomes, locale) = outcomes(&Shelf::default(), "en");
    let text = markdown::render(&outcomes, locale);
    assert!(text.contains("The record holds nothing on the organisation for this period."));
    assert!(text.contains(
        "The publications read give nothing for: Membership and chairmanship; Sessions and meetings;"
    ));
}
