//! What delivery is asked to do, whoever asks: the command line and the browser have the same done, and each change
//! stands in the log under the name of who made it.

use anyhow::Context;
use clap::ValueEnum as _;
use deliver::Address;
use jiff::Timestamp;
use report::edit::{Act, Edited, Signed};
use report::{Locale, kept};
use store::delivery::{
    ActId, EditionAct, EditionFile, EditionId, FiledEdition, Parcel, ParcelState, Recipient, ReleaseId,
    Schedule,
};
use store::staff::Deed;
use store::{Archive, Delivery as _};
use web::house::Wrong;

use super::build::{self, Order};
use super::desk::Desk;
use super::times::Times;
use crate::cli::Page;
use crate::data;
use crate::jobs::report::print;
use crate::out::Usage;

/// Why an errand is not done.
#[derive(Debug)]
pub enum Fault {
    /// With the words for a command line.
    Wrong(Wrong, String),
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Fault {
    fn from(error: anyhow::Error) -> Fault {
        Fault::Broken(error)
    }
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Fault {
        Fault::Broken(error.into())
    }
}

impl From<Fault> for anyhow::Error {
    fn from(fault: Fault) -> anyhow::Error {
        match fault {
            Fault::Wrong(_, why) => Usage(why).into(),
            Fault::Broken(error) => error,
        }
    }
}

fn wrong(what: Wrong) -> impl Fn(Usage) -> Fault {
    move |Usage(why)| Fault::Wrong(what, why)
}

/// Who asks.
pub struct Asker<'a> {
    pub desk: &'a Desk,
    pub name: &'a str,
}

/// What a schedule is asked to be.
pub struct Plan {
    pub name: String,
    pub words: Vec<String>,
    pub formats: Vec<String>,
    pub days: Vec<String>,
    pub time: String,
    pub zone: String,
    pub roles: Vec<String>,
    pub held: bool,
}

/// What an edition is asked to be.
pub struct Wanted {
    pub series: String,
    pub words: Vec<String>,
    pub formats: Vec<String>,
    pub roles: Vec<String>,
    pub held: bool,
}

impl Asker<'_> {
    /// Changes the record and notes it in the log, both or neither.
    fn change<T>(
        &self,
        (action, subject, detail): (&str, &str, &str),
        work: impl FnOnce(&mut dyn Archive) -> Result<T, store::Error>,
    ) -> anyhow::Result<T> {
        let deed = Deed {
            at: Timestamp::now(),
            actor: self.name.to_owned(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_owned(),
        };
        self.desk.write(|store| {
            let (mut work, mut made) = (Some(work), None);
            store.transaction(&mut |archive| {
                if let Some(work) = work.take() {
                    made = Some(work(archive)?);
                    archive.note(&deed)?;
                }
                Ok(())
            })?;
            made.context("the change was not made")
        })
    }

    /// Puts somebody on lists. Whoever has the name already is replaced, and a link that went out leads off the lists
    /// still.
    pub fn save_recipient(
        &self,
        name: &str,
        address: &Address,
        lang: &str,
        roles: &[String],
    ) -> Result<Recipient, Fault> {
        crate::jobs::name_is_fit("recipient", name).map_err(wrong(Wrong::Name))?;
        let langs: Vec<&str> = Locale::tags().collect();
        if !langs.contains(&lang) {
            let why = format!("reports are not written in {lang:?}: the languages are {}", langs.join(", "));
            return Err(Fault::Wrong(Wrong::Lang, why));
        }
        let known = self.desk.read()?.recipients()?.into_iter().find(|one| one.name == name);
        let secret = match known {
            Some(known) => known.secret,
            None => super::fresh()?,
        };
        let recipient = Recipient {
            name: name.to_owned(),
            address: address.to_string(),
            lang: lang.to_owned(),
            roles: roles.to_vec(),
            secret,
            added_at: Timestamp::now(),
            left: None,
        };
        self.change(("recipient", name, &roles.join(", ")), |archive| archive.save_recipient(&recipient))?;
        Ok(recipient)
    }

    /// Takes somebody off all lists; `false` where there is nobody of the name.
    pub fn remove_recipient(&self, name: &str) -> anyhow::Result<bool> {
        let there = self.desk.read()?.recipients()?.iter().any(|one| one.name == name && one.left.is_none());
        if !there {
            return Ok(false);
        }
        self.change(("recipient-removed", name, ""), |archive| {
            archive.leave(name, "taken off by hand", Timestamp::now())
        })
    }

    pub fn save_schedule(&self, plan: Plan) -> Result<Schedule, Fault> {
        crate::jobs::name_is_fit("schedule", &plan.name).map_err(wrong(Wrong::Name))?;
        let Plan { name, words, formats, days, time, zone, roles, held } = plan;
        let times = Times::new(&days, &time, &zone).map_err(wrong(Wrong::Times))?;
        let now = Timestamp::now();
        are_formats(&formats)?;
        build::check(&words, times.date(now)).map_err(wrong(Wrong::Report))?;
        let never = || Fault::Wrong(Wrong::Times, "these days never come".to_owned());
        let next_at = times.next(now).ok_or_else(never)?;
        let schedule =
            Schedule { name, words, formats, days, time, zone, roles, added_at: now, next_at, held };
        let detail = schedule.words.join(" ");
        self.change(("schedule", &schedule.name, &detail), |archive| archive.save_schedule(&schedule))?;
        Ok(schedule)
    }

    pub fn remove_schedule(&self, name: &str) -> anyhow::Result<bool> {
        if !self.desk.read()?.schedules()?.iter().any(|one| one.name == name) {
            return Ok(false);
        }
        self.change(("schedule-removed", name, ""), |archive| archive.remove_schedule(name, Timestamp::now()))
    }

    /// Builds an edition now, one for each language of those who get it.
    pub fn build(&self, wanted: &Wanted) -> Result<Vec<EditionId>, Fault> {
        crate::jobs::name_is_fit("series", &wanted.series).map_err(wrong(Wrong::Name))?;
        let today = data::today();
        are_formats(&wanted.formats)?;
        build::check(&wanted.words, today).map_err(wrong(Wrong::Report))?;
        let order = Order {
            series: &wanted.series,
            words: &wanted.words,
            formats: &wanted.formats,
            roles: &wanted.roles,
            due_at: None,
            today,
            held: wanted.held,
        };
        let built = order.build(self.desk, Timestamp::now()).map_err(|error| match error.downcast() {
            Ok(Usage(why)) => Fault::Wrong(Wrong::Report, why),
            Err(error) => Fault::Broken(error),
        })?;
        let numbers: Vec<String> = built.iter().map(|id| id.0.to_string()).collect();
        self.change(("edition", &wanted.series, &numbers.join(", ")), |_| Ok(()))?;
        Ok(built)
    }

    /// Puts parcels back to waiting: that of one recipient, or all that did not arrive.
    pub fn resend(&self, number: u64, recipient: Option<&str>) -> Result<usize, Fault> {
        let store = self.desk.read()?;
        let filed = known(&store, number)?;
        let now = Timestamp::now();
        let mut parcels = store.parcels(Some(filed.id))?;
        match recipient {
            None => parcels.retain(|parcel| parcel.state != ParcelState::Sent),
            Some(name) => {
                let known = store.recipients()?.into_iter().any(|one| one.name == name && one.left.is_none());
                if !known {
                    let why = format!(
                        "there is no recipient {name:?}: `rapporteur deliver recipient list` names them"
                    );
                    return Err(Fault::Wrong(Wrong::Missing, why));
                }
                parcels.retain(|parcel| parcel.recipient == name);
                if parcels.is_empty() {
                    parcels.push(Parcel {
                        edition: filed.id,
                        recipient: name.to_owned(),
                        state: ParcelState::Waiting,
                        tries: 0,
                        due_at: now,
                        said: None,
                        changed_at: now,
                    });
                }
            }
        }
        drop(store);
        for parcel in &mut parcels {
            (parcel.state, parcel.tries, parcel.due_at, parcel.changed_at) =
                (ParcelState::Waiting, 0, now, now);
        }
        let detail = recipient.unwrap_or_default();
        self.change(("resend", &number.to_string(), detail), |archive| {
            parcels.iter().try_for_each(|parcel| archive.save_parcel(parcel))
        })?;
        Ok(parcels.len())
    }

    /// Lets an edition go with what editors did so far. `seen`: the last act that whoever asks has seen, where that
    /// is to be the last.
    pub fn release(&self, number: u64, seen: Option<Option<u64>>) -> Result<ReleaseId, Fault> {
        let store = self.desk.read()?;
        let filed = known(&store, number)?;
        let acts = store.edition_acts(filed.id)?;
        let last = acts.last().map(|(id, _)| *id);
        if seen.is_some_and(|seen| seen.map(ActId) != last) {
            let why = format!("edition {number} was edited again meanwhile: look at it once more");
            return Err(Fault::Wrong(Wrong::Changed, why));
        }
        let files = edited_files(&store, &filed, &acts)?;
        drop(store);
        let detail = format!("{} acts", acts.len());
        let released = self.change(("release", &number.to_string(), &detail), |archive| {
            archive.release_edition(filed.id, self.name, Timestamp::now(), last, &files)
        })?;
        Ok(released)
    }
}

fn are_formats(formats: &[String]) -> Result<(), Fault> {
    match formats.iter().find(|format| Page::from_str(format, false).is_err()) {
        Some(format) => Err(Fault::Wrong(Wrong::Format, format!("there is no format {format:?}"))),
        None => Ok(()),
    }
}

pub fn known(store: &store::SqliteStore, number: u64) -> Result<FiledEdition, Fault> {
    let none = format!("there is no edition {number}: `rapporteur deliver history` lists them");
    store.edition(EditionId(number))?.ok_or(Fault::Wrong(Wrong::Missing, none))
}

/// Acts as the report room knows them.
pub fn signed(acts: &[(ActId, EditionAct)]) -> Vec<Signed> {
    let signed = |(id, act): &(ActId, EditionAct)| {
        Some(Signed {
            number: id.0,
            by: act.person.clone(),
            at: act.at.to_string(),
            act: Act::of(&act.act, &act.piece, &act.words)?,
        })
    };
    acts.iter().filter_map(signed).collect()
}

/// The edition as editors left it, in the formats that a page is written in; nothing where they left it as it was.
fn edited_files(
    store: &store::SqliteStore,
    filed: &FiledEdition,
    acts: &[(ActId, EditionAct)],
) -> Result<Vec<EditionFile>, Fault> {
    if acts.is_empty() {
        return Ok(Vec::new());
    }
    let number = filed.id.0;
    let page = store.edition_page(filed.id)?;
    let page = page.with_context(|| format!("edition {number} was kept without its page"))?;
    let page = kept::read(&page).with_context(|| format!("the page of edition {number} cannot be read"))?;
    let locale = crate::jobs::report::locale(&filed.edition.lang)?;
    let edited = Edited::of(page, &signed(acts)).page(locale);
    let style = build::style(&filed.edition.words)?;
    let mut files = Vec::new();
    for (name, _) in &filed.formats {
        let bytes = match Page::from_str(name, false) {
            Ok(Page::Json) => kept::write(&edited).into_bytes(),
            Ok(format @ (Page::Html | Page::Md | Page::Docx | Page::Pdf)) => {
                print(&edited, locale, filed.edition.as_of, format, style.as_ref())?
            }
            // made of the record, not of the page: they would hold what an editor left out
            Ok(Page::Ics | Page::Atom) | Err(_) => continue,
        };
        files.push(EditionFile { format: name.clone(), bytes });
    }
    Ok(files)
}
