//! Whose posts the lines of a life list: "2010-2015: ambassador to A" under or behind the name of the one it is about.

use rules::Mention;

use crate::doc::{Doc, Tokens};

/// The one person whom the paragraph names before the line, or the nearest of the paragraphs above that names any.
pub(super) fn whose(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Tokens> {
    const BACK: usize = 15;
    mention.attribute("career")?;
    let number = doc.block_of(mention.tokens.start);
    let above = (number.saturating_sub(BACK)..number).rev().map(|above| doc.block(above));
    let scopes = std::iter::once(doc.block(number).start..mention.tokens.start).chain(above);
    let named = scopes
        .map(|scope| doc.persons.within(&scope).map(|(name, at)| (name.clone(), at)).collect::<Vec<_>>());
    let named = named.into_iter().find(|named| !named.is_empty())?;
    let (name, person) = named.first()?;
    named.iter().all(|(_, other)| other == person).then(|| name.clone())
}

/// What became of a post by the years that its line gives: held still where they are open ("since"), left where they end. A year
/// alone says neither.
pub(super) fn status(doc: &Doc<'_, '_>, mention: &Mention) -> Option<&'static str> {
    mention.attribute("career")?;
    let mut times = doc.times.iter().filter(|time| mention.tokens.contains(&time.tokens.start));
    let (time, None) = (times.next()?, times.next()) else { return None };
    let open = time.open || time.value.as_str().ends_with("..");
    match (open, time.value.is_interval()) {
        (false, true) => Some("former"),
        (true, _) => Some("current"),
        _ => mention.attribute("since").map(|_| "current"),
    }
}
