//! Random histories: whatever is filed in whatever order, doing it again changes nothing and a rebuild
//! gives equal rows.

use proptest::prelude::*;
use store::conformance::{PACK, dumped, ingest, origin, read, reread_all};
use store::{Archive, Error, Reading, Refusal, SqliteStore, audit};

/// A few names and a few texts, so that the same ones meet again and again.
fn history() -> impl Strategy<Value = Vec<(String, String)>> {
    let line =
        prop_oneof!["event: [ab]", "figure: [12]", "[xy]", Just("document: \u{44f}\u{1f3db}".to_owned())];
    let text = proptest::collection::vec(line, 0..3).prop_map(|lines| lines.join("\n"));
    proptest::collection::vec(("[pqr]", text), 0..12)
}

fn apply(archive: &mut dyn Archive, history: &[(String, String)]) -> Result<(), Error> {
    history.iter().try_for_each(|(doc, text)| ingest(archive, doc, text).map(drop))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn doing_it_again_changes_nothing_and_a_rebuild_gives_equal_rows(history in history()) {
        let mut store = SqliteStore::open_in_memory().unwrap();
        apply(&mut store, &history).unwrap();
        let before = dumped(&store);
        reread_all(&mut store).unwrap();
        prop_assert_eq!(&dumped(&store), &before, "read again");
        apply(&mut store, &history).unwrap();
        prop_assert_eq!(&dumped(&store), &before, "filed again");
        store.rebuild(&mut reread_all).unwrap();
        prop_assert_eq!(&dumped(&store), &before, "rebuilt");
        prop_assert_eq!(audit(&store).unwrap(), Vec::<String>::new());

        // In one transaction or in many, the rows are the same.
        let mut other = SqliteStore::open_in_memory().unwrap();
        other.transaction(&mut |archive| apply(archive, &history)).unwrap();
        prop_assert_eq!(&dumped(&other), &before, "in one transaction");
    }

    #[test]
    fn a_quote_stands_at_its_span_or_nothing_is_filed(
        text in "(event: [a\u{44f}\u{1f3db}]{1,4}\n){1,3}",
        which in 0_usize..3,
        start in 0_usize..40,
        end in 0_usize..40,
    ) {
        let mut store = SqliteStore::open_in_memory().unwrap();
        let capture = store.file_capture(text.as_bytes(), &origin("doc")).unwrap();
        let (publication, mut claims) = read("doc", 1, capture.capture, &text, PACK);
        let which = which % claims.len();
        let claim = &mut claims[which];
        claim.evidence[0].span = record::Span { start, end };
        let record::Claim { kind, slots, refs, evidence, attribution, origin, confidence, .. } = claim.clone();
        *claim = record::ClaimDraft { kind, slots, refs, evidence, attribution, origin, confidence }.seal();
        let stands = text.get(start..end) == Some(claims[which].evidence[0].quote.as_str());
        let reading = Reading { publication: &publication, origin: capture.origin, text: &text, claims: &claims };
        match store.file_reading(&reading) {
            Ok(_) => prop_assert!(stands),
            Err(Error::Refused(Refusal::QuoteNotAtSpan { start: at, end: to, .. })) => {
                prop_assert!(!stands);
                prop_assert_eq!((at, to), (start, end));
                prop_assert_eq!(dumped(&store), "");
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn any_bytes_and_names_come_back(
        filings in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 0..3000), ".*", any::<Option<String>>()), 1..6)
    ) {
        let mut store = SqliteStore::open_in_memory().unwrap();
        for (bytes, name, url) in &filings {
            let from = store::CaptureOrigin { url: url.clone(), ..origin(name) };
            let filed = store.file_capture(bytes, &from).unwrap();
            let back = store.capture(filed.capture).unwrap();
            prop_assert_eq!(back.as_ref(), Some(bytes));
            let origins = store.origins_of(filed.capture).unwrap();
            prop_assert!(origins.iter().any(|one| one.id == filed.origin && one.origin == from));
        }
    }
}
