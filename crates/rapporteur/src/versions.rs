//! A publication in other languages, as its page names them (`hreflang`).

use collect::{address, discover};
use record::Publication;
use store::Archive;
use text::gate::Limits;
use text::input::Format;

use crate::filing::from_media_type;
use crate::online;

/// What a page says of itself in another language.
pub struct Version {
    /// As the page writes it.
    pub lang: String,
    pub url: String,
    /// Where the record holds it.
    pub publication: Option<Publication>,
}

/// In the order of the page. They follow from its bytes, and are kept nowhere else.
pub fn of(archive: &dyn Archive, publication: &Publication) -> Result<Vec<Version>, store::Error> {
    let Some(own) = publication.url.as_deref().and_then(address::canonical) else { return Ok(Vec::new()) };
    let origin = archive.origins_of(publication.capture)?.into_iter().next();
    let written = origin.and_then(|origin| origin.origin.media_type);
    let Some((Format::Html, charset, _)) = written.as_deref().and_then(from_media_type) else {
        return Ok(Vec::new());
    };
    let bytes = archive.capture(publication.capture)?.unwrap_or_default();
    let Ok(found) = discover::read(&bytes, charset.as_deref(), &own, &Limits::default()) else {
        return Ok(Vec::new());
    };
    let mut versions: Vec<Version> = Vec::new();
    // what is for whoever speaks none of the others is one of them
    for (lang, url) in found.languages.into_iter().filter(|(lang, _)| !lang.eq_ignore_ascii_case("x-default"))
    {
        let Some(url) = address::canonical(&url) else { continue };
        if url == own || versions.iter().any(|version| version.url == url) {
            continue;
        }
        let publication = archive.publication(online::identity_of(&url), None)?;
        versions.push(Version { lang, url, publication });
    }
    Ok(versions)
}
