//! The application: what it holds, and which handler answers what.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use store::staff::Digest;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::api;
use crate::error::{Fault, dress};
use crate::frame::{Frame, Visitor};
use crate::guard::{self, Pace, Peer};
use crate::house::{Hands, Lore};
use crate::login::{Passwords, gate, know, openid};
use crate::pages::{self, assets};
use crate::pool::Pool;
use crate::shelf::Shelf;

/// How the site is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Names, with ports, by which the site may be asked for.
    pub hosts: BTreeSet<String>,
    /// Whether requests come through a proxy that says whom they are from.
    pub behind_proxy: bool,
    /// The address of the site.
    pub url: String,
    /// Whether it is reached over TLS.
    pub secure: bool,
    /// Whether anybody may look without an account.
    pub open: bool,
    /// How long a request may take.
    pub patience: Duration,
    /// Whether the map draws borders between countries.
    pub borders: bool,
    /// Whether what changes entries waits until a second person confirms it.
    pub two_persons: bool,
    /// Who else may say who somebody is.
    pub openid: Option<openid::Provider>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            hosts: BTreeSet::new(),
            behind_proxy: false,
            url: String::new(),
            secure: false,
            open: false,
            patience: Duration::from_secs(30),
            borders: true,
            two_persons: false,
            openid: None,
        }
    }
}

impl Settings {
    pub fn is_own_host(&self, host: &str) -> bool {
        self.hosts.contains(&host.to_ascii_lowercase())
    }
}

/// How often one address may do what.
pub struct Paces {
    pub pages: Pace<IpAddr>,
    pub logins: Pace<IpAddr>,
    pub accounts: Pace<Digest>,
}

/// All that handlers share.
pub struct Web {
    pub settings: Settings,
    pub hands: Arc<dyn Hands>,
    pub lore: Arc<dyn Lore>,
    pub shelf: Shelf,
    pub paces: Paces,
    pub passwords: Passwords,
    pub openid: openid::Door,
    /// Whoever writes waits for the one before.
    pub writing: Mutex<()>,
    pub pool: Arc<Pool>,
}

pub type App = Arc<Web>;

impl Web {
    pub fn new(settings: Settings, hands: Arc<dyn Hands>, lore: Arc<dyn Lore>) -> Web {
        let pool = Arc::new(Pool::new(hands.clone()));
        let shelf = Shelf::new(hands.clone(), lore.clone());
        let paces = Paces {
            pages: Pace::new(400, Duration::from_millis(20)),
            logins: Pace::new(10, Duration::from_secs(10)),
            accounts: Pace::new(10, Duration::from_secs(30)),
        };
        let (passwords, writing, openid) = (Passwords::default(), Mutex::new(()), openid::Door::default());
        Web { settings, hands, lore, shelf, paces, passwords, openid, writing, pool }
    }

    /// The frame of a page whose title is a message.
    pub fn frame(&self, visitor: &Visitor, here: &'static str, title: &str) -> Frame {
        Frame {
            w: visitor.words,
            theme: visitor.theme.name(),
            here,
            title: visitor.words.t(title),
            asked: String::new(),
            address: visitor.address.clone(),
            behind: self.shelf.is_behind(),
            who: visitor.who.clone(),
            mark: visitor.who.as_ref().map(|who| who.mark.clone()).unwrap_or_default(),
            styles: assets::styles(),
            script: assets::script(),
        }
    }

    /// Whom a request is from; what a proxy says only where there is one.
    pub fn peer(&self, request: &Request) -> IpAddr {
        let told = || {
            let header = request.headers().get_all("x-forwarded-for").iter().next_back()?;
            header.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
        };
        let direct = request.extensions().get::<Peer>().map_or([127, 0, 0, 1].into(), |peer| peer.0);
        if self.settings.behind_proxy { told().unwrap_or(direct) } else { direct }
    }
}

/// A template as a page.
pub fn page(template: &impl Template) -> Result<Response, Fault> {
    let page = template.render().map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(Html(page).into_response())
}

/// The largest form or piece of JSON that is taken in.
const BODY: usize = 256 << 10;

/// Addresses, as the router writes them, with what answers there.
pub type Table = Vec<(&'static str, MethodRouter<App>)>;

/// Every address of the site.
pub fn addresses() -> Vec<&'static str> {
    let all = pages().into_iter().chain(api::table());
    all.map(|(address, _)| address).chain([STATIC]).collect()
}

/// Where the site's own files are.
const STATIC: &str = "/static/{name}";

fn pages() -> Table {
    vec![
        ("/", get(pages::today::today)),
        ("/entries", get(pages::entries::entries)),
        ("/entries/{id}", get(pages::entry::entry)),
        ("/publications", get(pages::publications::publications)),
        ("/publications/{id}", get(pages::publication::publication)),
        ("/search", get(pages::search::search)),
        ("/people", get(pages::people::people)),
        ("/figures", get(pages::figures::figures)),
        ("/sources", get(pages::sources::sources)),
        ("/calendar", get(pages::calendar::calendar)),
        ("/map", get(pages::map::map)),
        ("/reports", get(pages::reports::reports)),
        ("/reports/page", get(pages::reports::drawn)),
        ("/entries/{id}/correct", get(pages::correct::ask).post(pages::correct::save)),
        ("/review", get(pages::review::desk).post(pages::review::decide)),
        ("/review/waiting", get(pages::review::waiting)),
        ("/review/waiting/{id}", post(pages::review::settle)),
        ("/review/undo", post(pages::review::undo)),
        ("/reviews/{id}/withdraw", post(pages::review::withdraw)),
        ("/delivery", get(pages::delivery::editions).post(pages::delivery::build)),
        ("/delivery/{id}", get(pages::delivery::edition).post(pages::delivery::act)),
        ("/delivery/{id}/files/{format}", get(pages::delivery::file)),
        ("/delivery/{id}/page", get(pages::edit::preview)),
        ("/delivery/{id}/edit", get(pages::edit::ask).post(pages::edit::save)),
        ("/schedules", get(pages::lists::schedules).post(pages::lists::change_schedule)),
        ("/recipients", get(pages::lists::recipients).post(pages::lists::change_recipient)),
        ("/login", get(pages::login::ask).post(pages::login::log_in)),
        ("/login/openid", get(pages::openid::leave_for)),
        ("/login/openid/back", get(pages::openid::come_back)),
        ("/logout", post(pages::login::log_out)),
        ("/welcome/{secret}", get(pages::login::welcome).post(pages::login::join)),
        ("/leave/{secret}", get(pages::leave::ask).post(pages::leave::leave)),
        ("/account", get(pages::staff::account).post(pages::staff::change)),
        ("/staff", get(pages::staff::staff).post(pages::staff::manage)),
        ("/audit", get(pages::staff::audit)),
        ("/groups", get(pages::groups::groups).post(pages::groups::change)),
        ("/settings", post(pages::settings::settings)),
        ("/calendar.ics", get(pages::calendar::ics)),
    ]
}

/// The site.
pub fn router(app: App) -> Router {
    let all = pages().into_iter().chain(api::table());
    all.fold(Router::new(), |router, (address, answers)| router.route(address, answers))
        .layer(from_fn_with_state(app.clone(), gate))
        .layer(from_fn_with_state(app.clone(), guard::time))
        .layer(from_fn_with_state(app.clone(), dress))
        .layer(from_fn_with_state(app.clone(), know))
        .layer(from_fn_with_state(app.clone(), guard::rate))
        .route(STATIC, get(assets::asset))
        // a page is packed for one reader and thrown away
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(app.clone(), guard::host))
        .layer(from_fn(guard::headers))
        .with_state(app)
}
