//! What one reader may see of an index.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::ground::Ground;
use crate::index::guarded;
use crate::rank::answer;
use crate::schema::Fields;
use crate::{Answer, Card, Error, Index, Page};

/// An index as far as somebody may see it. It answers like an index that holds nothing else, to the last place in
/// the order and the last word of a note; it stays as it is when the index changes.
pub struct View {
    ground: Ground,
    fields: Fields,
    dir: PathBuf,
}

impl View {
    /// Shows what of an index has one of these keys (see [`key`](crate::key)), and these cards beside it, which stand in the
    /// place of others there.
    pub fn new(
        index: &Index,
        keys: &HashSet<u64>,
        instead: impl IntoIterator<Item = Card>,
    ) -> Result<View, Error> {
        let mut beside = Index::create_in_memory()?;
        beside.update(instead, "")?;
        let fields = *index.fields();
        let ground = guarded(index.dir(), || {
            let (admitted, all) = (|key| keys.contains(&key), |_| true);
            let parts: Vec<(_, &dyn Fn(u64) -> bool)> =
                vec![(index.searcher(), &admitted), (beside.searcher(), &all)];
            Ground::seen(parts, &fields)
        })?;
        Ok(View { ground, fields, dir: index.dir().to_owned() })
    }

    /// What answers a query, as [`Index::search`] does.
    pub fn search(&self, query: &str, page: Page) -> Result<Answer, Error> {
        guarded(&self.dir, || answer(&self.ground, &self.fields, query, page))
    }
}
