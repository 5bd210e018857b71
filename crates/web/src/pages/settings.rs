//! Language and colours, kept in cookies of the browser.

use axum::Form;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use crate::frame::{Theme, own_address};
use crate::locale;

#[derive(serde::Deserialize)]
pub struct Chosen {
    lang: Option<String>,
    theme: Option<String>,
    back: Option<String>,
}

pub async fn settings(Form(chosen): Form<Chosen>) -> Response {
    let lang = chosen.lang.as_deref().and_then(locale::of).map(|words| ("lang", words.lang.as_str()));
    let theme = chosen.theme.as_deref().and_then(Theme::of).map(|theme| ("theme", theme.name()));
    let cookies: Vec<_> = lang
        .into_iter()
        .chain(theme)
        .map(|(name, value)| {
            (header::SET_COOKIE, format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"))
        })
        .collect();
    let back = chosen.back.as_deref().map_or("/", own_address);
    (AppendHeaders(cookies), Redirect::to(back)).into_response()
}
