//! What each version of a publication changed in the one before it, paragraph by paragraph.

use std::collections::BTreeMap;

use record::Publication;
use store::Archive;

/// What one version changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub version: u32,
    pub removed: Vec<String>,
    pub added: Vec<String>,
}

/// Of all versions that the record holds, in their order.
pub fn of(archive: &dyn Archive, publication: &Publication) -> Result<Vec<Edit>, store::Error> {
    let mut edits = Vec::new();
    let Some(mut before) = archive.text(publication.id, 1)? else { return Ok(edits) };
    for version in 2.. {
        let Some(text) = archive.text(publication.id, version)? else { break };
        edits.push(Edit { version, removed: only(&before, &text), added: only(&text, &before) });
        before = text;
    }
    Ok(edits)
}

/// The paragraphs that only the first has, as often as it has them more often. Where they stand is no difference.
fn only(these: &str, those: &str) -> Vec<String> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for line in those.lines() {
        *left.entry(line.trim()).or_default() += 1;
    }
    let mut found = Vec::new();
    for line in these.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match left.get_mut(line) {
            Some(count) if *count > 0 => *count -= 1,
            _ => found.push(line.to_owned()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_counted_and_their_place_is_no_difference() {
        let (before, after) = ("One.\nTwo.\nTwo.\n", "Two.\n\n  One.\nThree.\n");
        assert_eq!(only(before, after), ["Two."]);
        assert_eq!(only(after, before), ["Three."]);
        assert!(only(before, before).is_empty());
    }
}
