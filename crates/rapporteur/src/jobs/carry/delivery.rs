//! Recipients, schedules and editions on their way into another record.
//!
//! Keys of programs and links that lead off a list are secrets: they go along only where that is asked for, and
//! recipients get new ones where they do not. An import sends nothing by itself: schedules go on from the next moment
//! after it, and what waited to be sent is told as not delivered, for a person to send again.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use store::delivery::{
    ActId, Built, Edition, EditionAct, EditionFile, FiledEdition, Parcel, ParcelState, Recipient, Schedule,
};
use store::{Delivery as _, SqliteStore};

use super::{from_hex, hex};
use crate::jobs::deliver::{Times, fresh};

/// A value in the words that it is printed in.
struct Told<T>(T);

impl<T: Display> Serialize for Told<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Told<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Told<T>, D::Error> {
        String::deserialize(deserializer)?.parse().map(Told).map_err(serde::de::Error::custom)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientLine {
    name: String,
    address: String,
    lang: String,
    roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    added_at: Told<Timestamp>,
    left: Option<(Told<Timestamp>, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleLine {
    name: String,
    words: Vec<String>,
    formats: Vec<String>,
    days: Vec<String>,
    time: String,
    zone: String,
    roles: Vec<String>,
    added_at: Told<Timestamp>,
    held: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionLine {
    series: String,
    words: Vec<String>,
    lang: String,
    title: String,
    as_of: Told<record::Date>,
    due_at: Option<Told<Timestamp>>,
    built_at: Told<Timestamp>,
    held: bool,
    page: Option<String>,
    /// Formats with their bytes.
    files: Vec<(String, Bytes)>,
    acts: Vec<ActLine>,
    releases: Vec<ReleaseLine>,
    parcels: Vec<ParcelLine>,
}

/// As text where they are UTF-8, else in hexadecimal digits.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Bytes {
    Text(String),
    Hex(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActLine {
    id: u64,
    act: String,
    piece: String,
    words: String,
    person: String,
    at: Told<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseLine {
    person: String,
    at: Told<Timestamp>,
    last_act: Option<u64>,
    files: Vec<(String, Bytes)>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParcelLine {
    recipient: String,
    state: String,
    tries: u32,
    said: Option<String>,
    changed_at: Told<Timestamp>,
}

impl Bytes {
    fn of(bytes: Vec<u8>) -> Bytes {
        match String::from_utf8(bytes) {
            Ok(text) => Bytes::Text(text),
            Err(error) => Bytes::Hex(hex(error.as_bytes())),
        }
    }

    fn read(self) -> anyhow::Result<Vec<u8>> {
        match self {
            Bytes::Text(text) => Ok(text.into_bytes()),
            Bytes::Hex(digits) => from_hex(&digits),
        }
    }
}

pub fn recipients(store: &SqliteStore, with_secrets: bool) -> anyhow::Result<Vec<RecipientLine>> {
    let line = |one: Recipient| RecipientLine {
        secret: with_secrets.then_some(one.secret),
        name: one.name,
        address: one.address,
        lang: one.lang,
        roles: one.roles,
        added_at: Told(one.added_at),
        left: one.left.map(|(at, why)| (Told(at), why)),
    };
    Ok(store.recipients()?.into_iter().map(line).collect())
}

pub fn schedules(store: &SqliteStore) -> anyhow::Result<Vec<ScheduleLine>> {
    let line = |one: Schedule| ScheduleLine {
        name: one.name,
        words: one.words,
        formats: one.formats,
        days: one.days,
        time: one.time,
        zone: one.zone,
        roles: one.roles,
        added_at: Told(one.added_at),
        held: one.held,
    };
    Ok(store.schedules()?.into_iter().map(line).collect())
}

pub fn edition(store: &SqliteStore, filed: FiledEdition) -> anyhow::Result<EditionLine> {
    let FiledEdition { id, edition, formats } = filed;
    let mut files = Vec::new();
    for (format, _) in formats {
        let bytes = store.edition_file(id, &format)?.unwrap_or_default();
        files.push((format, Bytes::of(bytes)));
    }
    let act = |(id, act): (ActId, EditionAct)| ActLine {
        id: id.0,
        act: act.act,
        piece: act.piece,
        words: act.words,
        person: act.person,
        at: Told(act.at),
    };
    let mut releases = Vec::new();
    for release in store.releases(id)? {
        let mut files = Vec::new();
        for (format, _) in release.formats {
            let bytes = store.released_file(release.id, &format)?.unwrap_or_default();
            files.push((format, Bytes::of(bytes)));
        }
        let last_act = release.last_act.map(|act| act.0);
        releases.push(ReleaseLine { person: release.person, at: Told(release.at), last_act, files });
    }
    let parcel = |parcel: Parcel| ParcelLine {
        recipient: parcel.recipient,
        state: parcel.state.as_str().to_owned(),
        tries: parcel.tries,
        said: parcel.said,
        changed_at: Told(parcel.changed_at),
    };
    let Edition { series, words, lang, title, as_of, due_at, built_at, held } = edition;
    Ok(EditionLine {
        series,
        words,
        lang,
        title,
        as_of: Told(as_of),
        due_at: due_at.map(Told),
        built_at: Told(built_at),
        held,
        page: store.edition_page(id)?,
        files,
        acts: store.edition_acts(id)?.into_iter().map(act).collect(),
        releases,
        parcels: store.parcels(Some(id))?.into_iter().map(parcel).collect(),
    })
}

impl RecipientLine {
    pub fn restore(self, store: &mut SqliteStore) -> anyhow::Result<()> {
        let RecipientLine { name, address, lang, roles, secret, added_at, left } = self;
        let secret = match secret {
            Some(secret) => secret,
            None => fresh()?,
        };
        let left = left.map(|(Told(at), why)| (at, why));
        let added_at = added_at.0;
        Ok(store.save_recipient(&Recipient { name, address, lang, roles, secret, added_at, left })?)
    }
}

impl ScheduleLine {
    pub fn restore(self, store: &mut SqliteStore, now: Timestamp) -> anyhow::Result<()> {
        let ScheduleLine { name, words, formats, days, time, zone, roles, added_at, held } = self;
        let added_at = added_at.0;
        let next = Times::new(&days, &time, &zone)?.next(now);
        let next_at = next.with_context(|| format!("the schedule {name} has no next time"))?;
        let schedule = Schedule { name, words, formats, days, time, zone, roles, added_at, next_at, held };
        Ok(store.save_schedule(&schedule)?)
    }
}

fn files(lines: Vec<(String, Bytes)>) -> anyhow::Result<Vec<EditionFile>> {
    lines.into_iter().map(|(format, bytes)| Ok(EditionFile { format, bytes: bytes.read()? })).collect()
}

impl EditionLine {
    pub fn restore(self, store: &mut SqliteStore) -> anyhow::Result<()> {
        let EditionLine { series, words, lang, title, as_of, due_at, built_at, held, .. } = self;
        let (due_at, as_of, built_at) = (due_at.map(|at| at.0), as_of.0, built_at.0);
        let edition = Edition { series, words, lang, title, as_of, due_at, built_at, held };
        let built_files = files(self.files)?;
        let built = Built { page: self.page.as_deref(), files: &built_files };
        let filed = store.file_edition(&edition, built, &[])?;
        let id = filed.with_context(|| format!("an edition of {} comes twice", edition.series))?;
        let mut acts: BTreeMap<u64, ActId> = BTreeMap::new();
        for ActLine { id: old, act, piece, words, person, at } in self.acts {
            let act = EditionAct { act, piece, words, person, at: at.0 };
            acts.insert(old, store.add_edition_act(id, &act)?);
        }
        for ReleaseLine { person, at, last_act, files: lines } in self.releases {
            let last_act = last_act.and_then(|act| acts.get(&act).copied());
            store.release_edition(id, &person, at.0, last_act, &files(lines)?)?;
        }
        for ParcelLine { recipient, state, tries, said, changed_at } in self.parcels {
            let state = ParcelState::parse(&state).with_context(|| format!("{state:?} is no state"))?;
            let waited = matches!(state, ParcelState::Waiting | ParcelState::Sending);
            let (state, said) = match waited {
                true => (ParcelState::Failed, Some(WAITED.to_owned())),
                false => (state, said),
            };
            store.save_parcel(&Parcel {
                edition: id,
                recipient,
                state,
                tries,
                due_at: changed_at.0,
                said,
                changed_at: changed_at.0,
            })?;
        }
        Ok(())
    }
}

/// What is told of a parcel that was on its way.
const WAITED: &str = "it waited to be sent when the record was exported";
