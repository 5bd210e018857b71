//! Captures: filed once, by hash, with every place that they came from.

use record::CaptureId;

use super::{Check, NOW, origin};
use crate::{Archive, CaptureOrigin, Error, Origin, OriginId, Refusal};

pub const CHECKS: &[Check] = &[
    ("bytes are filed once under their hash and come back", filed_once),
    ("a name that gives other bytes gets another origin, in order", origins_in_order),
    ("origins come in pages", pages),
    ("a capture needs an instant", instants),
];

fn filed_once(archive: &mut dyn Archive) {
    let random: Vec<u8> = (0..9000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let bodies: [&[u8]; 4] = [b"", b"short", &[b'a'; 100_000], &random];
    for (number, bytes) in bodies.iter().enumerate() {
        let name = format!("{number}.txt");
        let first = archive.file_capture(bytes, &origin(&name)).unwrap();
        assert_eq!(first.capture, CaptureId::of([*bytes]));
        assert!(first.new_bytes && first.new_origin);
        let again = archive.file_capture(bytes, &origin(&name)).unwrap();
        assert_eq!((again.capture, again.origin), (first.capture, first.origin));
        assert!(!again.new_bytes && !again.new_origin);
        assert_eq!(archive.capture(first.capture).unwrap().as_deref(), Some(*bytes));
    }
    assert_eq!(archive.capture(CaptureId::of([b"never filed".as_slice()])).unwrap(), None);
    let counts = archive.counts().unwrap();
    assert_eq!((counts.captures, counts.origins, counts.capture_bytes), (4, 4, 109_005));
}

fn origins_in_order(archive: &mut dyn Archive) {
    let html = CaptureOrigin { media_type: Some("text/html".to_owned()), ..origin("a") };
    let url = CaptureOrigin { url: Some("https://example.org/a".to_owned()), ..origin("a") };
    let filings: [(&[u8], &CaptureOrigin, bool); 8] = [
        (b"one", &origin("a"), true),
        (b"one", &origin("a"), false),
        (b"two", &origin("a"), true),
        (b"one", &origin("a"), true),
        (b"one", &html, true),
        (b"one", &url, true),
        (b"one", &url, false),
        (b"one", &origin("b"), true),
    ];
    for (step, (bytes, origin, new)) in filings.into_iter().enumerate() {
        let filed = archive.file_capture(bytes, origin).unwrap();
        assert_eq!(filed.new_origin, new, "step {step}");
    }
    let one = CaptureId::of([b"one".as_slice()]);
    let origins = archive.origins_of(one).unwrap();
    let expected = [origin("a"), origin("a"), html, url, origin("b")];
    assert_eq!(origins.iter().map(|one| one.origin.clone()).collect::<Vec<_>>(), expected);
    assert!(origins.iter().all(|filed| filed.capture == one));
    assert!(origins.is_sorted_by_key(|one| one.id));
}

fn pages(archive: &mut dyn Archive) {
    let names: Vec<CaptureOrigin> = (0..25).map(|number| origin(&number.to_string())).collect();
    let captures: Vec<(&[u8], &CaptureOrigin)> =
        names.iter().map(|origin| (origin.name.as_bytes(), origin)).collect();
    assert_eq!(archive.file_captures(&captures).unwrap().len(), 25);
    let (mut all, mut after) = (Vec::<Origin>::new(), OriginId::START);
    loop {
        let page = archive.origins(after, 10).unwrap();
        assert!(page.len() <= 10);
        let Some(last) = page.last() else { break };
        after = last.id;
        all.extend(page);
    }
    assert_eq!(all.into_iter().map(|one| one.origin).collect::<Vec<_>>(), names);
    assert_eq!(archive.origins(OriginId(u64::MAX), usize::MAX).unwrap(), []);
    assert_eq!(archive.file_captures(&[]).unwrap(), []);
}

fn instants(archive: &mut dyn Archive) {
    let bad = CaptureOrigin { at: "yesterday".to_owned(), ..origin("a") };
    let good = origin("b");
    let refused = archive.file_captures(&[(b"b", &good), (b"a", &bad)]);
    let expected = Refusal::BadInstant { value: "yesterday".to_owned() };
    assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal == expected));
    assert_eq!(archive.counts().unwrap().captures, 0, "captures given together are filed together");
    assert_eq!(good.at, NOW);
}
