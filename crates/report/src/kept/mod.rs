//! A page as it is kept with its edition, so that an editor finds it years later as it was built: JSON with a version.
//!
//! The shapes here are the format, and the page's own types are not: those may change, these are read for ever.

mod drawn;
mod shape;
mod turned;

use serde::Deserialize;

use self::shape::Kept;
use crate::wording;

/// Why bytes are no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPage(String);

impl std::fmt::Display for BadPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadPage {}

const VERSION: u32 = 1;

/// The page as JSON.
pub fn write(page: &wording::Page) -> String {
    let kept = Kept { version: VERSION, page: page.into() };
    // Writing to memory fails on no shape below: all keys are strings.
    let mut json = serde_json::to_string_pretty(&kept).unwrap_or_default();
    json.push('\n');
    json
}

pub fn read(json: &str) -> Result<wording::Page, BadPage> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let bad = |error: serde_json::Error| BadPage(format!("this is no page of a report: {error}"));
    let Version { version } = serde_json::from_str(json).map_err(bad)?;
    if version > VERSION {
        return Err(BadPage("this page was kept by a newer program: update this one".to_owned()));
    }
    let kept: Kept = serde_json::from_str(json).map_err(bad)?;
    Ok(kept.page.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_page_is_told() {
        for (json, why) in [
            ("", "no page"),
            ("{\"version\": 1}", "page"),
            ("{\"version\": 2, \"page\": {}}", "newer"),
            ("{\"version\": 1, \"page\": {\"lang\": 3}}", "no page"),
        ] {
            let told = read(json).unwrap_err().to_string();
            assert!(told.contains(why), "{told}");
        }
    }
}
