//! Editions: a report built in every format that is wanted and kept as it went out.

use std::collections::BTreeSet;
use std::path::Path;

use ::report::kept;
use anyhow::Context;
use clap::{Parser as _, ValueEnum as _};
use jiff::Timestamp;
use jiff::civil::Date;
use press::docx::Style;
use store::Delivery as _;
use store::delivery::{Built, Edition, EditionFile, EditionId, Recipient, Schedule};

use super::desk::Desk;
use super::times::{Times, dated};
use crate::cli::{Cli, Command, Page, ReportKind};
use crate::jobs::report;
use crate::out::Usage;

/// So many missed moments of a schedule are made up for; older ones are left out, which the run says.
const MOST_MISSED: usize = 60;

/// What is asked for once.
pub struct Order<'a> {
    pub series: &'a str,
    pub words: &'a [String],
    pub formats: &'a [String],
    pub roles: &'a [String],
    pub due_at: Option<Timestamp>,
    /// The day that the report is of.
    pub today: Date,
    /// Whether it waits until an editor lets it go.
    pub held: bool,
}

/// Builds all that schedules want until now; gives the new editions.
pub fn due(desk: &Desk, now: Timestamp) -> anyhow::Result<Vec<EditionId>> {
    let mut built = Vec::new();
    for mut schedule in desk.read()?.schedules()? {
        let times = Times::new(&schedule.days, &schedule.time, &schedule.zone)?;
        let mut missed = 0;
        while schedule.next_at <= now && missed < MOST_MISSED {
            let due_at = schedule.next_at;
            let order = Order {
                series: &schedule.name,
                words: &schedule.words,
                formats: &schedule.formats,
                roles: &schedule.roles,
                due_at: Some(due_at),
                today: times.date(due_at),
                held: schedule.held,
            };
            let editions = order
                .build(desk, now)
                .with_context(|| format!("schedule {} cannot be kept", order.series))?;
            built.extend(editions);
            let next = times.next(due_at).context("the schedule has no next time")?;
            schedule = Schedule { next_at: next, ..schedule };
            desk.write(|store| Ok(store.save_schedule(&schedule)?))?;
            missed += 1;
        }
    }
    Ok(built)
}

impl Order<'_> {
    /// One edition for each language of those who get it, or in the report's own where nobody does.
    pub fn build(&self, desk: &Desk, now: Timestamp) -> anyhow::Result<Vec<EditionId>> {
        let recipients = self.recipients(desk)?;
        let langs: BTreeSet<&str> = recipients.iter().map(|one| one.lang.as_str()).collect();
        let langs: Vec<Option<&str>> =
            if langs.is_empty() { vec![None] } else { langs.into_iter().map(Some).collect() };
        let mut built = Vec::new();
        for lang in langs {
            let (words, lang) = self.words(lang);
            let (page, files) = files(&words, self.formats, &desk.dir)?;
            let names: Vec<String> =
                recipients.iter().filter(|one| one.lang == lang).map(|one| one.name.clone()).collect();
            let edition = Edition {
                series: self.series.to_owned(),
                title: title(&files).unwrap_or_else(|| self.series.to_owned()),
                words,
                lang,
                as_of: self.today,
                due_at: self.due_at,
                built_at: now,
                held: self.held,
            };
            let made = Built { page: Some(&page), files: &files };
            built.extend(desk.write(|store| Ok(store.file_edition(&edition, made, &names)?))?);
        }
        Ok(built)
    }

    fn recipients(&self, desk: &Desk) -> anyhow::Result<Vec<Recipient>> {
        let mut all = desk.read()?.recipients()?;
        all.retain(|one| one.left.is_none() && one.roles.iter().any(|role| self.roles.contains(role)));
        Ok(all)
    }

    /// The words with their dates and language, and the language.
    fn words(&self, lang: Option<&str>) -> (Vec<String>, String) {
        let mut words = dated(self.words, self.today);
        let has = |words: &[String], name: &str| {
            words
                .iter()
                .any(|word| word == name || word.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
        };
        let mut give = |name: &str, value: &str| {
            if !has(&words, name) {
                words.extend([name.to_owned(), value.to_owned()]);
            }
        };
        let today = self.today.to_string();
        give("--as-of", &today);
        if let Some(lang) = lang {
            give("--lang", lang);
        }
        let after = |at: usize| words.get(at + 1).cloned();
        let own = words.iter().position(|word| word == "--lang").and_then(after);
        let own = own.unwrap_or_else(|| "en".to_owned());
        (words, lang.map_or(own, str::to_owned))
    }
}

/// The report that words ask for, as after `rapporteur report`; `ours` are words that nobody else may give.
fn asked(words: &[String], ours: &[String]) -> Result<ReportKind, Usage> {
    let command = ["rapporteur", "report"].map(str::to_owned);
    let words = command.into_iter().chain(words.iter().cloned()).chain(ours.iter().cloned());
    let cli = Cli::try_parse_from(words)
        .map_err(|error| Usage(format!("the report cannot be asked for so: {}", error.render())))?;
    match cli.command {
        Command::Report(args) if report::is_report(&args.what) => Ok(args.what),
        _ => Err(Usage("only reports are delivered: give outcomes, digest or another kind".to_owned())),
    }
}

/// The page of the report, and the report in each format and in Markdown, which is the plain part of letters.
fn files(words: &[String], formats: &[String], dir: &Path) -> anyhow::Result<(String, Vec<EditionFile>)> {
    let what = asked(words, &["--data".to_owned(), dir.to_string_lossy().into_owned()])?;
    let style = report::docx_style(&what)?;
    let made = report::make(&what)?;
    let mut files = Vec::new();
    for format in formats.iter().map(String::as_str).chain(["md"]).collect::<BTreeSet<&str>>() {
        let page = Page::from_str(format, false)
            .map_err(|_| Usage(format!("there is no format {format:?}: give html, docx, pdf or another")))?;
        let bytes = made
            .render(page, style.as_ref())
            .with_context(|| format!("the report could not be written in {format}"))?;
        files.push(EditionFile { format: format.to_owned(), bytes });
    }
    Ok((kept::write(&made.page()), files))
}

/// Checks that a report can be asked for in these words, without building it.
pub fn check(words: &[String], today: Date) -> Result<(), Usage> {
    asked(&dated(words, today), &[]).map(drop)
}

/// The styles that a DOCX of an edition takes.
pub fn style(words: &[String]) -> anyhow::Result<Option<Style>> {
    report::docx_style(&asked(words, &[])?)
}

/// The heading of the Markdown and the period under it.
fn title(files: &[EditionFile]) -> Option<String> {
    let file = files.iter().find(|file| file.format == "md")?;
    let written = String::from_utf8_lossy(&file.bytes);
    let plain = |line: &str| line.replace(['*', '\\', '`'], "").trim().to_owned();
    let heading = written.lines().find_map(|line| line.strip_prefix("# ")).map(plain)?;
    let period = written.lines().find(|line| line.starts_with("**") && line.ends_with("**")).map(plain);
    Some(period.map_or(heading.clone(), |period| format!("{heading} \u{2013} {period}")))
}
