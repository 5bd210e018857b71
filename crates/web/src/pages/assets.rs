//! Files that pages bring with them. Their address names their content, so that a browser keeps them.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::Fault;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    body: &'static [u8],
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "desk.css",
        media_type: "text/css; charset=utf-8",
        body: include_bytes!("../../static/desk.css"),
    },
    Asset {
        name: "desk.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_bytes!("../../static/desk.js"),
    },
    Asset { name: "world.svg", media_type: "image/svg+xml", body: report::atlas::WORLD.as_bytes() },
    Asset { name: "mark.svg", media_type: "image/svg+xml", body: include_bytes!("../../static/mark.svg") },
];

fn address(name: &str) -> String {
    let body = ASSETS.iter().find(|asset| asset.name == name).map_or(&[][..], |asset| asset.body);
    let hash = blake3::hash(body).to_hex();
    format!("/static/{name}?{}", hash.get(..12).unwrap_or_default())
}

pub fn styles() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| address("desk.css"));
    &ADDRESS
}

pub fn script() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| address("desk.js"));
    &ADDRESS
}

pub fn world() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| address("world.svg"));
    &ADDRESS
}

pub async fn asset(Path(name): Path<String>) -> Result<Response, Fault> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or(Fault::Missing)?;
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.body).into_response())
}
