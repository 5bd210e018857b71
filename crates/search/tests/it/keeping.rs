//! What an index keeps: changes, marks, versions.

use search::{Error, Index, Page, Type};

use super::{card, found, id, set};

#[test]
fn cards_are_replaced_and_deleted() {
    let mut index = Index::create_in_memory().unwrap();
    index.update([card("a", "en", "A", "council"), card("b", "en", "B", "council")], "1").unwrap();
    assert_eq!(set(&index, "council"), ["a", "b"]);
    index.update([card("a", "en", "A", "assembly")], "2").unwrap();
    assert_eq!(
        (found(&index, "council"), found(&index, "assembly")),
        (vec!["b".to_owned()], vec!["a".to_owned()])
    );
    index.delete([id("b"), id("never")], "3").unwrap();
    assert_eq!((found(&index, "council").len(), index.count()), (0, 1));
    assert_eq!(index.mark().unwrap().as_deref(), Some("3"));
}

#[test]
fn one_card_twice_in_a_batch_is_one_card() {
    let mut index = Index::create_in_memory().unwrap();
    index.update([card("a", "en", "A", "council"), card("a", "en", "A", "assembly")], "").unwrap();
    assert_eq!((index.count(), found(&index, "council").len()), (1, 0));
}

#[test]
fn clearing_takes_out_what_was_there_and_what_the_batch_put_in() {
    let mut index = Index::create_in_memory().unwrap();
    index.update([card("a", "en", "A", "council")], "").unwrap();
    let mut batch = index.batch().unwrap();
    batch.put(&card("b", "en", "B", "council")).unwrap();
    batch.clear().unwrap();
    batch.put(&card("c", "en", "C", "council")).unwrap();
    batch.commit("").unwrap();
    assert_eq!(set(&index, "council"), ["c"]);
    let mut batch = index.batch().unwrap();
    batch.clear_type(Type::Entry);
    batch.commit("").unwrap();
    assert_eq!(index.count(), 1);
    let mut batch = index.batch().unwrap();
    batch.clear_type(Type::Publication);
    batch.commit("").unwrap();
    assert_eq!(index.count(), 0);
}

#[test]
fn a_batch_that_is_dropped_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::rebuild(dir.path(), [card("a", "en", "A", "council")], "1").unwrap();
    let mut batch = index.batch().unwrap();
    batch.put(&card("b", "en", "B", "council")).unwrap();
    batch.delete(id("a"));
    drop(batch);
    assert_eq!(set(&index, "council"), ["a"]);
    drop(index);
    let mut index = Index::open(dir.path()).unwrap();
    assert_eq!((set(&index, "council"), index.mark().unwrap()), (vec!["a".to_owned()], Some("1".to_owned())));
    index.update([card("b", "en", "B", "council")], "2").unwrap();
    assert_eq!(set(&Index::open(dir.path()).unwrap(), "council"), ["a", "b"]);
}

#[test]
fn a_directory_without_an_index_is_missing() {
    let dir = tempfile::tempdir().unwrap();
    let error = Index::open(dir.path()).err().unwrap();
    assert!(matches!(error, Error::Missing { .. }) && error.is_mended_by_rebuild());
    assert!(matches!(Index::open(dir.path().join("none")), Err(Error::Missing { .. })));
}

#[test]
fn an_index_that_was_begun_and_not_filled_is_stale() {
    let dir = tempfile::tempdir().unwrap();
    Index::create(dir.path()).unwrap();
    let error = Index::open(dir.path()).err().unwrap();
    assert!(matches!(error, Error::Stale { .. }) && error.is_mended_by_rebuild(), "{error}");
    Index::rebuild(dir.path(), [], "").unwrap();
    assert_eq!(Index::open(dir.path()).unwrap().count(), 0);
}

#[test]
fn another_version_of_the_analysis_is_stale_and_a_rebuild_mends_it() {
    let dir = tempfile::tempdir().unwrap();
    Index::rebuild(dir.path(), [card("a", "en", "A", "council")], "m").unwrap();
    let meta = dir.path().join("meta.json");
    let text = std::fs::read_to_string(&meta).unwrap();
    assert!(text.contains("\"search "), "{text}");
    std::fs::write(&meta, text.replace("\"search ", "\"search 0.")).unwrap();
    let error = Index::open(dir.path()).err().unwrap();
    assert!(matches!(error, Error::Stale { .. }), "{error}");
    assert!(error.to_string().contains("rebuild it"));
    let index = Index::rebuild(dir.path(), [card("b", "en", "B", "council")], "n").unwrap();
    assert_eq!((set(&index, "council"), index.mark().unwrap()), (vec!["b".to_owned()], Some("n".to_owned())));
    index.check().unwrap();
}

#[test]
fn a_rebuild_is_not_seen_before_its_end_and_leaves_other_files() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::rebuild(dir.path(), [card("a", "en", "A", "council")], "").unwrap();
    std::fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    let reader = Index::open(dir.path()).unwrap();
    drop(index);
    let cards = [card("b", "en", "B", "council"), card("c", "en", "C", "council")];
    let mut seen = Vec::new();
    let cards = cards.into_iter().inspect(|_| {
        seen.push(set(&Index::open(dir.path()).unwrap(), "council"));
    });
    Index::rebuild(dir.path(), cards, "").unwrap();
    assert_eq!(seen, [["a"], ["a"]]);
    assert_eq!(set(&reader, "council"), ["a"], "until it is refreshed");
    reader.refresh().unwrap();
    assert_eq!(set(&reader, "council"), ["b", "c"]);
    Index::create(dir.path()).unwrap();
    assert_eq!(std::fs::read_to_string(dir.path().join("notes.txt")).unwrap(), "mine");
}

#[test]
fn only_one_writes() {
    let dir = tempfile::tempdir().unwrap();
    let mut index = Index::rebuild(dir.path(), [], "").unwrap();
    let mut other = Index::open(dir.path()).unwrap();
    let batch = index.batch().unwrap();
    assert!(matches!(other.batch(), Err(Error::Busy { .. })));
    assert!(matches!(Index::create(dir.path()), Err(Error::Busy { .. })));
    assert_eq!(other.search("council", Page::default()).unwrap().total, 0);
    drop(batch);
    other.batch().unwrap();
}

#[test]
fn the_same_cards_give_the_same_answers_whatever_their_order() {
    let texts = ["council met", "council council met in minsk", "the assembly met", "minsk council assembly"];
    let cards: Vec<_> =
        texts.iter().enumerate().map(|(n, text)| card(&n.to_string(), "en", "", text)).collect();
    let forth = super::index_of(&cards);
    let back = super::index_of(&cards.into_iter().rev().collect::<Vec<_>>());
    for query in ["council", "minsk council", "met", "assembly OR minsk"] {
        let scores = |index: &Index| {
            let mut hits: Vec<(String, u32)> = super::ask(index, query)
                .hits
                .iter()
                .map(|hit| (hit.docs.concat(), hit.score.to_bits()))
                .collect();
            hits.sort();
            hits
        };
        assert_eq!(scores(&forth), scores(&back), "{query}");
    }
}
