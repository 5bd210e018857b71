//! The site as browsers and programs meet it: requests in, answers out, over a record made for the purpose.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

mod attacks;
mod delivery;
mod desk;
mod groups;
mod house;
mod openid;
mod scenarios;
mod two;
mod veils;
mod writes;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use tower::ServiceExt;
use web::{Settings, Web, router};

use house::House;
use testkit::percent;

/// The site with a browser that keeps its cookie.
struct Browser {
    site: Router,
    cookie: Option<String>,
    lang: &'static str,
}

/// An answer, read to its end.
#[derive(Debug)]
struct Answer {
    status: u16,
    location: String,
    headers: axum::http::HeaderMap,
    body: String,
}

const HOST: &str = "desk.example:7878";

fn settings(open: bool) -> Settings {
    Settings { hosts: [HOST.to_owned()].into(), url: format!("http://{HOST}"), open, ..Settings::default() }
}

/// A site over the record of a house.
fn site(house: &Arc<House>, open: bool) -> Browser {
    let web = Arc::new(Web::new(settings(open), house.clone(), Arc::new(house::Lore)));
    web.shelf.renew().unwrap();
    Browser { site: router(web), cookie: None, lang: "en" }
}

impl Browser {
    async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.site.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 8 << 20).await.unwrap();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            if pair.starts_with("rapporteur=") {
                self.cookie = Some(pair.to_owned()).filter(|pair| pair.len() > "rapporteur=".len());
            }
        }
        let text = |name| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        Answer {
            status: parts.status.as_u16(),
            location: text(header::LOCATION),
            headers: parts.headers.clone(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn request(&self, method: &str, address: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(address).header(header::HOST, HOST);
        request = request.header(header::ACCEPT_LANGUAGE, self.lang);
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    async fn get(&mut self, address: &str) -> Answer {
        let request = self.request("GET", address).body(Body::empty()).unwrap();
        self.send(request).await
    }

    async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body =
            fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect::<Vec<_>>();
        let request = self
            .request("POST", address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// Follows an invitation and is logged in then.
    async fn join(&mut self, link: &str, name: &str) {
        let fields = [("name", name), ("password", "a quiet river"), ("again", "a quiet river")];
        let answer = self.post(link, &fields).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/"), "{}", answer.body);
        assert!(self.cookie.is_some());
    }

    /// The mark that forms of this login bear.
    async fn mark(&mut self) -> String {
        let page = self.get("/account").await;
        field(&page.body, "mark")
    }
}

/// The value of the first hidden field of a name.
fn field(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let at = page.find(&start).unwrap_or_else(|| panic!("no {name} in {page}")) + start.len();
    page[at..].split('"').next().unwrap().to_owned()
}
