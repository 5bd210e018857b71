//! Reports: what kinds there are, what each is asked, and the report itself, to be looked at or kept.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use record::Date;

use super::{first, malformed, pairs};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::guard::SelfContained;
use crate::house::{Ask, Kind, NotDrawn};
use crate::locale;
use crate::sight::Sight;

#[derive(Template)]
#[template(path = "reports.html")]
struct Reports {
    f: Frame,
    kinds: Vec<Kind>,
    formats: Vec<&'static str>,
    /// Slugs and names.
    orgs: Vec<(String, String)>,
    langs: Vec<(String, String, bool)>,
    today: String,
}

/// What may be asked for, as a form.
pub async fn reports(app: Sight, visitor: Visitor) -> Result<Response, Fault> {
    let f = app.frame(&visitor, "reports", "nav-reports");
    let today = app.hands.now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    let lang = visitor.words.lang.clone();
    let template = app
        .look(move |_, web| {
            let langs = locale::all()
                .iter()
                .map(|words| (words.lang.clone(), words.name.clone(), words.lang == lang));
            Ok(Reports {
                f,
                kinds: web.hands.reports(&lang),
                formats: web.hands.report_formats().to_vec(),
                orgs: web.hands.organisations(&lang),
                langs: langs.collect(),
                today,
            })
        })
        .await?;
    page(&template)
}

/// One report: shown, or to be kept where that is asked for.
pub async fn drawn(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let text = |name: &str| first(&pairs, name).map(str::to_owned);
    let ask = Ask {
        kind: text("kind").ok_or_else(|| malformed("report-no-kind"))?,
        orgs: pairs
            .iter()
            .filter(|(name, org)| name == "org" && !org.is_empty())
            .map(|(_, org)| org.clone())
            .collect(),
        of: text("of"),
        query: text("query"),
        from: date(&pairs, "from")?,
        to: date(&pairs, "to")?,
        lang: text("lang").unwrap_or_else(|| visitor.words.lang.clone()),
        format: text("format").unwrap_or_else(|| "html".to_owned()),
    };
    if ask.from.zip(ask.to).is_some_and(|(from, to)| from > to) {
        return Err(malformed("report-backwards"));
    }
    let keep = first(&pairs, "keep").is_some();
    let worker = app.clone();
    let done = tokio::task::spawn_blocking(move || worker.hands.draw(&ask)).await;
    let drawn = done.map_err(|error| Fault::Broken(error.to_string()))?.map_err(|error| match error {
        NotDrawn::NoKind => malformed("report-no-kind"),
        NotDrawn::NoSubject => malformed("report-no-subject"),
        NotDrawn::NotTaken => malformed("report-not-taken"),
        NotDrawn::Unknown => malformed("report-unknown"),
        NotDrawn::Busy => Fault::Busy,
        NotDrawn::Broken(what) => Fault::Broken(what),
    })?;
    let place = if keep { "attachment" } else { "inline" };
    let name: String =
        drawn.name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
    let headers = [
        (header::CONTENT_TYPE, drawn.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{place}; filename=\"{name}\"")),
    ];
    let mut response = (headers, drawn.body).into_response();
    response.extensions_mut().insert(SelfContained);
    Ok(response)
}

fn date(pairs: &[(String, String)], name: &str) -> Result<Option<Date>, Fault> {
    let given = first(pairs, name).map(str::parse::<Date>);
    given.transpose().map_err(|_| malformed("report-no-date"))
}
