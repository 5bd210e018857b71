//! Editions of reports: what was built, where it went, what did not arrive; and the building of a new one.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use store::Archive;
use store::delivery::{EditionId, FiledEdition, Parcel, ParcelState, Release};
use store::staff::Role;

use super::staff::allow;
use super::{Pager, first, malformed, pairs};
use crate::app::page;
use crate::error::{Fault, Key};
use crate::frame::{Frame, Visitor};
use crate::guard::SelfContained;
use crate::house::{Done, Errand, Kind, NotDone, Order, Span, Wrong};
use crate::locale;
use crate::login::{Fields, Who};
use crate::sight::Sight;

/// Editions on one page.
const SIZE: usize = 50;

/// What a form for a report offers.
pub struct Offers {
    pub kinds: Vec<Kind>,
    pub formats: Vec<&'static str>,
    /// Slugs and names.
    pub orgs: Vec<(String, String)>,
    /// Tags and names, and which one is chosen.
    pub langs: Vec<(String, String, bool)>,
    /// Lists that somebody is on.
    pub roles: Vec<String>,
    pub today: String,
}

impl Offers {
    pub fn of(app: &Sight, visitor: &Visitor, archive: &dyn Archive) -> Result<Offers, Fault> {
        let lang = &visitor.words.lang;
        let langs = locale::all().iter();
        let roles: std::collections::BTreeSet<String> =
            archive.recipients()?.into_iter().flat_map(|one| one.roles).collect();
        Ok(Offers {
            kinds: app.hands.reports(lang),
            formats: app.hands.report_formats().to_vec(),
            orgs: app.hands.organisations(lang),
            langs: langs.map(|words| (words.lang.clone(), words.name.clone(), words.lang == *lang)).collect(),
            roles: roles.into_iter().collect(),
            today: app.hands.now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string(),
        })
    }
}

/// An edition as a line of a list.
pub struct EditionLine {
    pub number: u64,
    pub title: String,
    pub series: String,
    pub lang: String,
    pub at: String,
    /// Whether it waits for an editor.
    pub waits: bool,
    pub edited: bool,
    pub sent: usize,
    pub waiting: usize,
    pub failed: usize,
}

/// An instant for people, in UTC.
fn told(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

impl EditionLine {
    fn of(filed: &FiledEdition, parcels: &[Parcel], releases: &[Release]) -> EditionLine {
        let count =
            |states: &[ParcelState]| parcels.iter().filter(|parcel| states.contains(&parcel.state)).count();
        EditionLine {
            number: filed.id.0,
            title: filed.edition.title.clone(),
            series: filed.edition.series.clone(),
            lang: filed.edition.lang.clone(),
            at: told(filed.edition.built_at),
            waits: filed.edition.held && releases.is_empty(),
            edited: releases.last().is_some_and(|last| !last.formats.is_empty()),
            sent: count(&[ParcelState::Sent]),
            waiting: count(&[ParcelState::Waiting, ParcelState::Sending]),
            failed: count(&[ParcelState::Failed]),
        }
    }
}

#[derive(Template)]
#[template(path = "delivery.html")]
struct Editions {
    f: Frame,
    offers: Offers,
    lines: Vec<EditionLine>,
    pager: Pager,
    only_failed: bool,
}

pub async fn editions(app: Sight, visitor: Visitor, who: Who, query: RawQuery) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let asked = pairs(&query);
    let number = first(&asked, "page").and_then(|page| page.parse().ok()).unwrap_or(0_usize);
    let only_failed = first(&asked, "failed").is_some();
    let f = app.frame(&visitor, "delivery", "nav-delivery");
    let worker = app.clone();
    let template = app
        .read(move |archive, _| {
            let mut all = Vec::new();
            for filed in archive.editions(None)?.into_iter().rev() {
                let parcels = archive.parcels(Some(filed.id))?;
                let failed = parcels.iter().any(|parcel| parcel.state == ParcelState::Failed);
                if failed || !only_failed {
                    all.push((filed, parcels));
                }
            }
            let kept = if only_failed { "failed=1&" } else { "" };
            let pager = Pager::new(number, SIZE, all.len(), |page| format!("/delivery?{kept}page={page}"));
            let mut lines = Vec::new();
            for (filed, parcels) in all.iter().skip(number.saturating_mul(SIZE)).take(SIZE) {
                lines.push(EditionLine::of(filed, parcels, &archive.releases(filed.id)?));
            }
            let offers = Offers::of(&worker, &visitor, archive)?;
            Ok(Editions { f, offers, lines, pager, only_failed })
        })
        .await?;
    page(&template)
}

/// What a form says of a report.
pub fn order(fields: &Fields) -> Result<Order, Fault> {
    let text = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
    let date =
        |name: &str| text(name).map(|date| date.parse().map_err(|_| malformed("report-no-date"))).transpose();
    let span = match fields.get("span") {
        "day" => Span::Day,
        "day-before" => Span::DayBefore,
        "week" => Span::Week,
        "month" => Span::Month,
        "year" => Span::Year,
        _ => match (date("from")?, date("to")?) {
            (Some(from), Some(to)) if from > to => return Err(malformed("report-backwards")),
            (Some(from), Some(to)) => Span::Between(from, to),
            (None, Some(day)) | (Some(day), None) => Span::Between(day, day),
            (None, None) => Span::Day,
        },
    };
    let mut roles: Vec<String> = fields.all("role").map(|role| role.trim().to_owned()).collect();
    roles.extend(fields.get("roles").split(',').map(|role| role.trim().to_owned()));
    roles.retain(|role| !role.is_empty());
    roles.dedup();
    Ok(Order {
        kind: fields.get("kind").to_owned(),
        orgs: fields.all("org").filter(|org| !org.is_empty()).map(str::to_owned).collect(),
        of: text("of"),
        query: text("query"),
        span,
        formats: fields.all("format").map(str::to_owned).collect(),
        roles,
        lang: text("lang").unwrap_or_else(|| "en".to_owned()),
        held: !fields.get("held").is_empty(),
    })
}

/// Has an errand done in the name of who asks.
pub async fn run(app: &Sight, errand: Errand, by: &str) -> Result<Done, Fault> {
    let (worker, by) = (app.clone(), by.to_owned());
    let done = tokio::task::spawn_blocking(move || worker.hands.run(&errand, &by)).await;
    done.map_err(|error| Fault::Broken(error.to_string()))?.map_err(|error| match error {
        NotDone::Wrong(Wrong::Name) => malformed("wrong-series"),
        NotDone::Wrong(Wrong::Address) => malformed("wrong-address"),
        NotDone::Wrong(Wrong::Lang | Wrong::Format) => malformed("report-no-kind"),
        NotDone::Wrong(Wrong::Times) => malformed("wrong-times"),
        NotDone::Wrong(Wrong::Report) => malformed("wrong-report"),
        NotDone::Wrong(Wrong::Missing) => Fault::Missing,
        NotDone::Wrong(Wrong::Changed) => Fault::Changed,
        NotDone::Busy => Fault::Busy,
        NotDone::Broken(what) => Fault::Broken(what),
    })
}

pub async fn build(app: Sight, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let errand = Errand::Build { series: fields.get("series").to_owned(), order: order(&fields)? };
    let address = match run(&app, errand, &who.name).await? {
        Done::Editions(numbers) if numbers.len() == 1 => {
            numbers.first().map_or("/delivery".to_owned(), |number| format!("/delivery/{number}"))
        }
        _ => "/delivery".to_owned(),
    };
    Ok(Redirect::to(&address).into_response())
}

pub struct ParcelLine {
    pub recipient: String,
    pub state: &'static str,
    pub state_name: String,
    pub tries: u32,
    pub said: String,
    pub at: String,
    /// When it is tried again.
    pub due: String,
}

pub struct ReleaseLine {
    pub by: String,
    pub at: String,
    pub edited: bool,
}

#[derive(Template)]
#[template(path = "edition.html")]
struct EditionPage {
    f: Frame,
    line: EditionLine,
    words: String,
    as_of: String,
    /// How it goes out.
    formats: Vec<String>,
    parcels: Vec<ParcelLine>,
    releases: Vec<ReleaseLine>,
    acts: usize,
    /// The last act, as forms bear it.
    seen: String,
    /// Whether there is a page to edit.
    editable: bool,
    /// Whether acts wait to be let go.
    changed: bool,
    others: Vec<String>,
}

/// An edition of an address.
pub fn known(archive: &dyn Archive, asked: &str) -> Result<FiledEdition, Fault> {
    let number = asked.parse().map_err(|_| Fault::Missing)?;
    archive.edition(EditionId(number))?.ok_or(Fault::Missing)
}

fn state_name(visitor: &Visitor, state: ParcelState) -> String {
    let key = match state {
        ParcelState::Waiting => Key("parcel-waiting"),
        ParcelState::Sending => Key("parcel-sending"),
        ParcelState::Sent => Key("parcel-sent"),
        ParcelState::Failed => Key("parcel-failed"),
    };
    visitor.words.t(key.0)
}

pub async fn edition(
    app: Sight,
    visitor: Visitor,
    who: Who,
    Path(asked): Path<String>,
) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let mut f = app.frame(&visitor, "delivery", "nav-delivery");
    let template = app
        .read(move |archive, _| {
            let filed = known(archive, &asked)?;
            f.title.clone_from(&filed.edition.title);
            let parcels = archive.parcels(Some(filed.id))?;
            let releases = archive.releases(filed.id)?;
            let acts = archive.edition_acts(filed.id)?;
            let last = acts.last().map(|(id, _)| *id);
            let let_go = releases.last().and_then(|release| release.last_act);
            let going = match releases.last().filter(|last| !last.formats.is_empty()) {
                Some(last) => &last.formats,
                None => &filed.formats,
            };
            let has = |name: &str| parcels.iter().any(|parcel| parcel.recipient == name);
            let others = archive.recipients()?.into_iter();
            let others = others.filter(|one| one.left.is_none() && !has(&one.name)).map(|one| one.name);
            let parcel = |parcel: &Parcel| ParcelLine {
                recipient: parcel.recipient.clone(),
                state: parcel.state.as_str(),
                state_name: state_name(&visitor, parcel.state),
                tries: parcel.tries,
                said: parcel.said.clone().unwrap_or_default(),
                at: told(parcel.changed_at),
                due: if parcel.state == ParcelState::Waiting && parcel.tries > 0 {
                    told(parcel.due_at)
                } else {
                    String::new()
                },
            };
            let release = |release: &Release| ReleaseLine {
                by: release.person.clone(),
                at: told(release.at),
                edited: !release.formats.is_empty(),
            };
            Ok(EditionPage {
                f,
                line: EditionLine::of(&filed, &parcels, &releases),
                words: filed.edition.words.join(" "),
                as_of: visitor.words.date(&filed.edition.as_of.to_string()),
                formats: going.iter().map(|(format, _)| format.clone()).collect(),
                parcels: parcels.iter().map(parcel).collect(),
                releases: releases.iter().map(release).collect(),
                acts: acts.len(),
                seen: last.map(|last| last.0.to_string()).unwrap_or_default(),
                editable: archive.edition_page(filed.id)?.is_some(),
                changed: last.is_some() && last != let_go,
                others: others.collect(),
            })
        })
        .await?;
    page(&template)
}

/// Sends it again, or lets it go.
pub async fn act(app: Sight, who: Who, Path(asked): Path<String>, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let edition: u64 = asked.parse().map_err(|_| Fault::Missing)?;
    let errand = match fields.get("do") {
        "resend" => {
            let recipient = Some(fields.get("recipient").to_owned()).filter(|name| !name.is_empty());
            Errand::Resend { edition, recipient }
        }
        "release" => Errand::Release { edition, seen: fields.get("seen").parse().ok() },
        _ => return Err(malformed("error-malformed")),
    };
    run(&app, errand, &who.name).await?;
    Ok(Redirect::to(&format!("/delivery/{edition}")).into_response())
}

/// A file of an edition as it goes out; as it was built where that is asked for.
pub async fn file(
    app: Sight,
    who: Who,
    Path((asked, format)): Path<(String, String)>,
    query: RawQuery,
) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let built = first(&pairs(&query), "built").is_some();
    let (bytes, name) = app.read(move |archive, _| outgoing(archive, &asked, &format, built)).await?;
    Ok(as_file(bytes, &name))
}

/// The bytes of a format, and what their file is called.
pub fn outgoing(
    archive: &dyn Archive,
    asked: &str,
    format: &str,
    built: bool,
) -> Result<(Vec<u8>, String), Fault> {
    let filed = known(archive, asked)?;
    let last = archive.releases(filed.id)?.pop().filter(|last| !last.formats.is_empty() && !built);
    let bytes = match last {
        Some(last) => archive.released_file(last.id, format)?,
        None => archive.edition_file(filed.id, format)?,
    };
    let name = format!("{}-{}-{}.{format}", filed.edition.series, filed.edition.as_of, filed.edition.lang);
    Ok((bytes.ok_or(Fault::Missing)?, name))
}

pub fn as_file(bytes: Vec<u8>, name: &str) -> Response {
    let format = name.rsplit('.').next().unwrap_or_default();
    let fit = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let name: String = name.chars().filter(fit).collect();
    let shown = matches!(format, "html" | "pdf");
    let place = if shown { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, report::media_type(format).to_owned()),
        (header::CONTENT_DISPOSITION, format!("{place}; filename=\"{name}\"")),
    ];
    let mut response = (headers, bytes).into_response();
    response.extensions_mut().insert(SelfContained);
    response
}
