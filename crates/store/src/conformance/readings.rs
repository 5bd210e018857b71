//! Readings: whole or not at all, versions by text, and nothing new when nothing is new.

use record::{Lang, Publication};

use super::{ASTANA, ASTANA_CORRECTED, Check, MINSK, PACK, dumped, id, ingest, origin, read, reread};
use crate::{
    Archive, ClaimChanges, ClaimFilter, Error, FiledReading, Place, PublicationFilter, Reading, Refusal,
    Versions,
};

pub const CHECKS: &[Check] = &[
    ("a reading is filed whole, and again changes nothing", again_changes_nothing),
    ("another text is the next version, and both are kept", versions),
    ("a source that goes back to a former text makes that version current", back_again),
    ("of two origins of one text the later stands, in whatever order they are read", later_origin),
    ("a better reading retires and changes claims of rules", better_reading),
    ("a bad reading is refused alone", refused_alone),
    ("text of any kind comes back", odd_text),
    ("publications are found by name, prefix and filter, in order", found),
    ("a visit ends where it is told to", visit_ends),
];

fn again_changes_nothing(archive: &mut dyn Archive) {
    assert_eq!(archive.place(id("astana"), ASTANA).unwrap(), Place { version: 1, new: true });
    let (capture, filed) = ingest(archive, "astana", ASTANA).unwrap();
    let claims = ClaimChanges { added: 2, ..ClaimChanges::default() };
    assert_eq!(filed, FiledReading { version: 1, new_version: true, revised: false, claims });
    assert!(!filed.is_unchanged());
    let before = dumped(archive);
    let (_, again) = ingest(archive, "astana", ASTANA).unwrap();
    assert!(again.is_unchanged(), "{again:?}");
    assert_eq!(dumped(archive), before);

    let (publication, claims) = read("astana", 1, capture.capture, ASTANA, PACK);
    assert_eq!(archive.publication(id("astana"), None).unwrap(), Some(publication.clone()));
    assert_eq!(archive.publication(id("astana"), Some(1)).unwrap(), Some(publication));
    assert_eq!(archive.publication(id("astana"), Some(2)).unwrap(), None);
    assert_eq!(archive.publication(id("minsk"), None).unwrap(), None);
    assert_eq!(archive.text(id("astana"), 1).unwrap().as_deref(), Some(ASTANA));
    assert_eq!(archive.text(id("astana"), 2).unwrap(), None);
    for claim in &claims {
        assert_eq!(archive.claim(claim.id).unwrap().as_ref(), Some(claim));
    }
    assert_eq!(archive.claims(&ClaimFilter::default()).unwrap().len(), claims.len());
}

fn versions(archive: &mut dyn Archive) {
    ingest(archive, "astana", ASTANA).unwrap();
    let (_, filed) = ingest(archive, "astana", ASTANA_CORRECTED).unwrap();
    assert_eq!((filed.version, filed.new_version, filed.claims.added), (2, true, 2));
    assert_eq!(archive.publication(id("astana"), None).unwrap().map(|one| one.version), Some(2));
    assert_eq!(archive.text(id("astana"), 1).unwrap().as_deref(), Some(ASTANA));
    assert_eq!(archive.text(id("astana"), 2).unwrap().as_deref(), Some(ASTANA_CORRECTED));
    let figures = |versions| {
        let kind = Some("figure".to_owned());
        let claims = archive.claims(&ClaimFilter { kind, versions, ..ClaimFilter::default() }).unwrap();
        claims.iter().map(|claim| claim.slot("name").unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(figures(Versions::Current), ["14 documents"]);
    assert_eq!(figures(Versions::Only(1)), ["13 documents"]);
    assert_eq!(figures(Versions::All), ["13 documents", "14 documents"]);
    let counts = archive.counts().unwrap();
    assert_eq!((counts.publications, counts.versions, counts.claims, counts.superseded_claims), (1, 2, 2, 2));
}

fn back_again(archive: &mut dyn Archive) {
    for (text, version, new) in [(ASTANA, 1, true), (ASTANA_CORRECTED, 2, true), (ASTANA, 1, false)] {
        let (_, filed) = ingest(archive, "astana", text).unwrap();
        assert_eq!((filed.version, filed.new_version), (version, new));
        let current = archive.publication(id("astana"), None).unwrap();
        assert_eq!(current.map(|one| one.version), Some(version));
    }
    assert_eq!(archive.counts().unwrap().versions, 2);
}

fn later_origin(archive: &mut dyn Archive) {
    // The same name in two folders, once with the same words in other bytes.
    let first = archive.file_capture(ASTANA.as_bytes(), &origin("a/astana")).unwrap();
    let second = archive.file_capture(b"<p>the same", &origin("b/astana")).unwrap();
    let third = archive.file_capture(ASTANA_CORRECTED.as_bytes(), &origin("c/astana")).unwrap();
    let mut go = |which: usize| {
        let (capture, text) = [(first, ASTANA), (second, ASTANA), (third, ASTANA_CORRECTED)][which];
        reread(archive, "astana", &capture.capture, capture.origin, text, PACK).unwrap()
    };
    go(0);
    assert!(go(1).revised, "the later origin describes it");
    go(2);
    for which in [0, 1, 2, 1, 0, 2] {
        let filed = go(which);
        assert!(filed.is_unchanged(), "{which}: {filed:?}");
    }
    let captures = |version| archive.publication(id("astana"), version).unwrap().map(|one| one.capture);
    assert_eq!(captures(Some(1)), Some(second.capture));
    assert_eq!(captures(None), Some(third.capture));
}

fn better_reading(archive: &mut dyn Archive) {
    let (capture, _) = ingest(archive, "astana", ASTANA).unwrap();
    let (mut publication, mut claims) = read("astana", 1, capture.capture, ASTANA, "test@2");
    publication.title = Some("A better title".to_owned());
    let figure = claims.pop().unwrap();
    let reading =
        Reading { publication: &publication, origin: capture.origin, text: ASTANA, claims: &claims };
    let filed = archive.file_reading(&reading).unwrap();
    assert!(filed.revised && !filed.new_version);
    assert_eq!(filed.claims, ClaimChanges { added: 0, changed: 1, retired: 1 });
    assert_eq!(archive.claim(figure.id).unwrap(), None);
    assert_eq!(archive.claims(&ClaimFilter::default()).unwrap(), claims);
    assert_eq!(archive.publication(id("astana"), None).unwrap(), Some(publication.clone()));

    // Two rules that assert the same: the surer one, whatever the order.
    let sure = record::Claim { confidence: 95, ..claims[0].clone() };
    let both = [[claims[0].clone(), sure.clone()], [sure.clone(), claims[0].clone()]];
    for claims in &both {
        let reading = Reading { claims, ..reading };
        archive.file_reading(&reading).unwrap();
        assert_eq!(archive.claims(&ClaimFilter::default()).unwrap(), std::slice::from_ref(&sure));
    }
}

fn refused_alone(archive: &mut dyn Archive) {
    let texts = [("astana", ASTANA), ("broken", ASTANA), ("minsk", MINSK)];
    let read = texts.map(|(doc, text)| {
        let capture = archive.file_capture(text.as_bytes(), &origin(doc)).unwrap();
        let (publication, claims) = read(doc, 1, capture.capture, text, PACK);
        (publication, capture.origin, text, claims)
    });
    let mut readings = read.each_ref().map(|(publication, origin, text, claims)| Reading {
        publication,
        origin: *origin,
        text,
        claims,
    });
    readings[1].text = MINSK;
    let filed = archive.file_readings(&readings).unwrap();
    assert_eq!(filed.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    assert!(matches!(filed[1], Err(Refusal::QuoteNotAtSpan { .. })), "{filed:?}");
    assert_eq!(archive.publication(id("broken"), None).unwrap(), None);
    let counts = archive.counts().unwrap();
    assert_eq!((counts.publications, counts.claims), (2, 3));
}

fn odd_text(archive: &mut dyn Archive) {
    let odd = [
        "",
        "\n\n",
        "event: a\0b\n",
        "event: '); DROP TABLE claim; --\n",
        "event: \u{41c}\u{438}\u{43d}\u{441}\u{43a} \u{1f3db}\u{fe0f} \u{5e9}\u{5dc}\u{5d5}\u{5dd} e\u{301}\n",
        "event: \\u0000 \"quoted\" {json}\r\nfigure: \u{feff}\u{202e}12\n",
    ];
    for (number, text) in odd.iter().enumerate() {
        let doc = format!("odd {number} '\u{44f}\0");
        let (capture, _) = ingest(archive, &doc, text).unwrap();
        let (publication, mut claims) = read(&doc, 1, capture.capture, text, PACK);
        assert_eq!(archive.text(id(&doc), 1).unwrap().as_deref(), Some(*text));
        assert_eq!(archive.publications_by_doc(&doc).unwrap(), std::slice::from_ref(&publication));
        let filter = ClaimFilter { publication: Some(publication.id), ..ClaimFilter::default() };
        claims.sort_by_key(|claim| claim.id);
        assert_eq!(archive.claims(&filter).unwrap(), claims);
    }
    assert_eq!(
        archive.claims(&ClaimFilter { kind: Some("' OR 1".to_owned()), ..Default::default() }).unwrap(),
        []
    );
}

fn found(archive: &mut dyn Archive) {
    let docs = ["a", "b", "c", "d"];
    let days = [Some("2024-01-01"), Some("2024-06-30"), Some("2025-01-01"), None];
    for ((doc, day), lang) in docs.into_iter().zip(days).zip(["en", "ru", "en", "ru"]) {
        let capture = archive.file_capture(doc.as_bytes(), &origin(doc)).unwrap();
        let (publication, claims) = read(doc, 1, capture.capture, doc, PACK);
        let published_on = day.and_then(|day| day.parse().ok());
        let publication = Publication { published_on, lang: Lang::new(lang), ..publication };
        let reading =
            Reading { publication: &publication, origin: capture.origin, text: doc, claims: &claims };
        archive.file_reading(&reading).unwrap();
    }
    let docs_of = |filter: PublicationFilter| {
        let found = archive.publications(&filter).unwrap();
        assert!(found.is_sorted_by_key(|one| (one.id, one.version)));
        let mut docs: Vec<String> = found.into_iter().map(|one| one.doc).collect();
        docs.sort();
        docs.concat()
    };
    let (from, to) = ("2024-06-30".parse().ok(), "2024-12-31".parse().ok());
    assert_eq!(docs_of(PublicationFilter::default()), "abcd");
    assert_eq!(docs_of(PublicationFilter { from, ..Default::default() }), "bc");
    assert_eq!(docs_of(PublicationFilter { to, ..Default::default() }), "ab");
    assert_eq!(docs_of(PublicationFilter { from, to, ..Default::default() }), "b");
    let lang = Some(Lang::new("ru"));
    assert_eq!(docs_of(PublicationFilter { lang, ..Default::default() }), "bd");
    assert_eq!(docs_of(PublicationFilter { versions: Versions::Only(2), ..Default::default() }), "");

    let whole = id("a").to_string();
    let by_prefix = archive.publication_by_prefix(&whole[..12]).unwrap();
    assert_eq!(by_prefix.map(|one| one.id), Some(id("a")));
    assert_eq!(archive.publication_by_prefix(&"0".repeat(32)).unwrap(), None);
    assert!(matches!(archive.publication_by_prefix("no digits"), Err(Error::BadPrefix { .. })));
}

fn visit_ends(archive: &mut dyn Archive) {
    for number in 0..5 {
        ingest(archive, &format!("doc {number}"), ASTANA).unwrap();
    }
    let mut seen = 0;
    let ended = archive.each_publication(&PublicationFilter::default(), &mut |publication| {
        seen += 1;
        // A visit may ask for more while it goes on.
        assert!(archive.text(publication.id, publication.version)?.is_some());
        let filter = ClaimFilter { publication: Some(publication.id), ..ClaimFilter::default() };
        assert_eq!(archive.claims(&filter)?.len(), 2);
        if seen == 3 { Err(Error::caller("enough")) } else { Ok(()) }
    });
    assert_eq!(ended.unwrap_err().to_string(), "enough");
    assert_eq!(seen, 3);
}
