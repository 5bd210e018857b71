//! Writes the report of a fictional organisation in all formats and languages into a folder:
//! `cargo run -p report --example sample -- FOLDER`

#[path = "../tests/it/desk.rs"]
#[allow(dead_code, clippy::panic)]
mod desk;
#[path = "../tests/it/league.rs"]
#[allow(dead_code, clippy::panic)]
mod league;

use report::{Locale, compose, html, json, markdown};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    std::fs::create_dir_all(&folder)?;
    let (shelf, profile, names) = (league::desk().shelf(), league::profile(), league::directory());
    for lang in Locale::tags() {
        let locale = Locale::built_in(lang).ok_or("no such language")?;
        let outcomes = compose(&league::input(&shelf, &profile, &names, lang));
        std::fs::write(format!("{folder}/outcomes.{lang}.html"), html::render(&outcomes, locale))?;
        std::fs::write(format!("{folder}/outcomes.{lang}.md"), markdown::render(&outcomes, locale))?;
        std::fs::write(format!("{folder}/outcomes.{lang}.json"), json::render(&outcomes))?;
    }
    Ok(())
}
