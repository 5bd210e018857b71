//! What goes wrong with a request, and the page that says so. Nothing internal is shown: what broke goes to the
//! operator's log under a number, and the page shows the number.

use std::sync::atomic::{AtomicU64, Ordering};

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::app::App;
use crate::frame::{Frame, Visitor};

/// Why a request is not answered as asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    #[error("there is nothing at this address")]
    Missing,
    /// The key of the message that says what is wrong.
    #[error("the request cannot be understood")]
    Malformed(Key),
    /// Nobody is logged in, or the token is no good.
    #[error("log in, or give a token")]
    NotIn,
    #[error("this is not allowed")]
    Forbidden,
    /// What was shown is no longer so.
    #[error("it has changed since it was shown")]
    Changed,
    #[error("too much was asked at once")]
    TooMany,
    #[error("the request took too long")]
    TooLong,
    #[error("the record cannot be reached just now")]
    Busy,
    /// What broke, for the operator alone.
    #[error("something broke")]
    Broken(String),
}

/// The mark of an answer that is a page already, whatever its status.
#[derive(Clone, Copy, Debug)]
pub struct Dressed;

/// The key of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(pub &'static str);

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Fault {
        match error {
            store::Error::Busy { .. } | store::Error::InUse { .. } => Fault::Busy,
            store::Error::Refused(
                store::Refusal::ReviewWithdrawn { .. } | store::Refusal::AlreadyWithdrawn { .. },
            ) => Fault::Changed,
            store::Error::Refused(store::Refusal::UnknownReview { .. }) => Fault::Missing,
            store::Error::Caller(cause) => match cause.downcast::<Fault>() {
                Ok(fault) => *fault,
                Err(cause) => Fault::Broken(cause.to_string()),
            },
            other => Fault::Broken(other.to_string()),
        }
    }
}

impl From<search::Error> for Fault {
    fn from(error: search::Error) -> Fault {
        Fault::Broken(error.to_string())
    }
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Fault::Missing => StatusCode::NOT_FOUND,
            Fault::Malformed(_) => StatusCode::BAD_REQUEST,
            Fault::NotIn => StatusCode::UNAUTHORIZED,
            Fault::Forbidden => StatusCode::FORBIDDEN,
            Fault::Changed => StatusCode::CONFLICT,
            Fault::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Fault::TooLong => StatusCode::REQUEST_TIMEOUT,
            Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The key of the message that a person gets.
    pub fn key(&self) -> &'static str {
        match self {
            Fault::Missing => Key("error-missing").0,
            Fault::Malformed(key) => key.0,
            Fault::NotIn => Key("error-not-in").0,
            Fault::Forbidden => Key("error-forbidden").0,
            Fault::Changed => Key("review-changed").0,
            Fault::TooMany => Key("error-too-many").0,
            Fault::TooLong => Key("error-too-long").0,
            Fault::Busy => Key("error-busy").0,
            Fault::Broken(_) => Key("error-broken").0,
        }
    }
}

impl IntoResponse for Fault {
    /// Bare; [`dress`] puts the page around it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if matches!(self, Fault::TooMany | Fault::Busy) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if matches!(self, Fault::NotIn) {
            // RFC 9110, section 15.5.2: whoever is refused so is told how to be let in
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    f: Frame,
    message: String,
    number: Option<u64>,
}

/// Numbers of faults, so that an operator finds the line of the log that a person tells of.
static NUMBER: AtomicU64 = AtomicU64::new(1);

/// Puts a page, or JSON for programs, around whatever went wrong further in.
pub async fn dress(State(app): State<App>, visitor: Visitor, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if response.extensions().get::<Dressed>().is_some() {
        return response;
    }
    let status = response.status();
    let fault = response.extensions().get::<Fault>().cloned();
    let fault = match (fault, status) {
        (Some(fault), _) => fault,
        (None, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) => Fault::Missing,
        // what the framework refuses before a handler sees it
        (
            None,
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ) => Fault::Malformed(Key("error-malformed")),
        (None, StatusCode::PAYLOAD_TOO_LARGE) => Fault::Malformed(Key("error-too-large")),
        _ => return response,
    };
    let number = match &fault {
        Fault::Broken(what) => {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            app.hands.log(&format!("error {number} at {path}: {what}"));
            Some(number)
        }
        _ => None,
    };
    let f = app.frame(&visitor, "", Key("title-error").0);
    let message = f.t(fault.key());
    let body = if path.starts_with("/api/") {
        let value = serde_json::json!({ "error": fault.to_string(), "number": number });
        (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
    } else {
        match (ErrorPage { f, message, number }).render() {
            Ok(page) => (status, Html(page)).into_response(),
            Err(_) => status.into_response(),
        }
    };
    let mut body = body;
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            body.headers_mut().insert(name, value.clone());
        }
    }
    body
}
