//! A record made for tests, and the hands that keep it: a merge in small stands for the real one.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use record::{
    Claim, ClaimDraft, ClaimId, Entry, EntryId, Evidence, Judgement, Lang, Origin, Property, Publication,
    Span, Value, Verdict,
};
use search::{Card, Index};
use store::reviews::Standing;
use store::{Archive, CaptureOrigin, ClaimFilter, Growth, PublicationFilter, Reading, Reviews, SqliteStore};
use tempfile::TempDir;
use web::house::{Ask, Call, Done, Drawn, Errand, Kind, NotDone, NotDrawn, Wrong};
use web::{Hands, Spot};

pub const NOW: &str = "2024-12-01T10:00:00Z";

/// Publications: name, language, day, text. All of them are fictional.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    (
        "steppe-wire",
        "en",
        "2024-11-29",
        "Council meets\nThe session of the Council took place in Astana on 28 November 2024.\nBy our count 13 documents were signed.",
    ),
    (
        "plateau",
        "ru",
        "2024-11-30",
        "\u{421}\u{435}\u{441}\u{441}\u{438}\u{44f}\n\u{421}\u{435}\u{441}\u{441}\u{438}\u{44f} \u{421}\u{43e}\u{432}\u{435}\u{442}\u{430} \u{43f}\u{440}\u{43e}\u{448}\u{43b}\u{430} \u{432} \u{410}\u{441}\u{442}\u{430}\u{43d}\u{435}.\n\u{41f}\u{43e}\u{434}\u{43f}\u{438}\u{441}\u{430}\u{43d}\u{43e} 14 \u{434}\u{43e}\u{43a}\u{443}\u{43c}\u{435}\u{43d}\u{442}\u{43e}\u{432}.",
    ),
    (
        "hostile",
        "en",
        "2024-11-27",
        "<script>alert(1)</script>\nA meeting of <b>\"Friends\" & others</b> was held in Astana.",
    ),
];

/// Claims: publication, kind, slots, quote, confidence.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, u8);
const CLAIMS: &[Row] = &[
    (
        "steppe-wire",
        "event",
        &[
            ("kind", "session"),
            ("name", "session of the Council"),
            ("place", "Astana"),
            ("date", "2024-11-28"),
            ("status", "held"),
        ],
        "The session of the Council took place in Astana on 28 November 2024.",
        90,
    ),
    (
        "plateau",
        "event",
        &[("kind", "session"), ("name", "session of the Council"), ("place", "Astana")],
        "\u{421}\u{435}\u{441}\u{441}\u{438}\u{44f} \u{421}\u{43e}\u{432}\u{435}\u{442}\u{430} \u{43f}\u{440}\u{43e}\u{448}\u{43b}\u{430} \u{432} \u{410}\u{441}\u{442}\u{430}\u{43d}\u{435}.",
        85,
    ),
    (
        "steppe-wire",
        "figure",
        &[("name", "documents"), ("what", "documents"), ("value", "13")],
        "13 documents",
        90,
    ),
    (
        "plateau",
        "figure",
        &[("name", "documents"), ("what", "documents"), ("value", "14")],
        "14 \u{434}\u{43e}\u{43a}\u{443}\u{43c}\u{435}\u{43d}\u{442}\u{43e}\u{432}",
        90,
    ),
    (
        "hostile",
        "event",
        &[("kind", "meeting"), ("name", "meeting of <b>\"Friends\" & others</b>"), ("status", "held")],
        "A meeting of <b>\"Friends\" & others</b> was held in Astana.",
        55,
    ),
];

/// What answers calls to a provider of identities.
type Answers = Box<dyn Fn(&Call) -> Result<Vec<u8>, String> + Send>;

pub struct House {
    dir: TempDir,
    state: AtomicU64,
    log: Mutex<Vec<String>>,
    /// What delivery was asked to do, and by whom.
    pub errands: Mutex<Vec<(Errand, String)>>,
    pub provider: Mutex<Option<Answers>>,
}

fn claim(publication: &Publication, text: &str, row: &Row) -> Claim {
    let (_, kind, slots, quote, confidence) = row;
    let start = text.find(quote).unwrap();
    let evidence = Evidence {
        publication: publication.id,
        version: publication.version,
        span: Span::new(start, start + quote.len()),
        quote: (*quote).to_owned(),
    };
    ClaimDraft {
        kind: (*kind).to_owned(),
        slots: slots.iter().map(|(slot, value)| ((*slot).to_owned(), (*value).to_owned())).collect(),
        refs: BTreeMap::new(),
        evidence: vec![evidence],
        attribution: None,
        origin: Origin::Rule { rule: format!("en/{kind}#test"), pack: "en@1".to_owned() },
        confidence: *confidence,
    }
    .seal()
}

impl House {
    pub fn new() -> House {
        House::of(|_| true)
    }

    /// The same with some of the publications alone.
    pub fn of(has: impl Fn(&str) -> bool) -> House {
        let dir = tempfile::tempdir().unwrap();
        let mut store = SqliteStore::open(dir.path()).unwrap();
        for (doc, lang, date, text) in TEXTS.iter().filter(|one| has(one.0)) {
            let origin =
                CaptureOrigin { name: (*doc).to_owned(), url: None, media_type: None, at: NOW.to_owned() };
            let filed = store.file_capture(text.as_bytes(), &origin).unwrap();
            let publication = Publication {
                id: Publication::identity(doc),
                version: 1,
                doc: (*doc).to_owned(),
                url: (*doc == "hostile").then(|| "javascript:alert(1)".to_owned()),
                publisher: Some(format!("{doc} (fictional)")),
                title: text.lines().next().map(str::to_owned),
                lang: Lang::new(lang),
                published_on: date.parse().ok(),
                capture: filed.capture,
            };
            let claims: Vec<Claim> =
                CLAIMS.iter().filter(|row| row.0 == *doc).map(|row| claim(&publication, text, row)).collect();
            let reading = Reading { publication: &publication, origin: filed.origin, text, claims: &claims };
            store.file_reading(&reading).unwrap();
        }
        let house = House {
            dir,
            state: AtomicU64::new(1),
            log: Mutex::default(),
            errands: Mutex::default(),
            provider: Mutex::default(),
        };
        merge(&mut store);
        house.build_index(&store);
        house
    }

    fn build_index(&self, store: &SqliteStore) {
        let entries = store.entries(None).unwrap();
        let card = |entry: &Entry| {
            let mut card = Card::entry(entry);
            for id in store.publications_behind(entry.id).unwrap() {
                let publication = store.publication(id, None).unwrap().unwrap();
                card.langs.push(publication.lang);
                card.docs.push(publication.doc);
            }
            card
        };
        let mut cards: Vec<Card> = entries.iter().map(card).collect();
        for publication in store.publications(&PublicationFilter::default()).unwrap() {
            let text = store.text(publication.id, publication.version).unwrap().unwrap();
            cards.push(Card::publication(&publication, &text));
        }
        Index::rebuild(self.dir.path().join("index"), cards, "1").unwrap();
    }

    /// To write to.
    pub fn desk(&self) -> SqliteStore {
        SqliteStore::open_beside(self.dir.path()).unwrap()
    }

    pub fn store(&self) -> SqliteStore {
        SqliteStore::open_to_read(self.dir.path()).unwrap()
    }

    pub fn log_lines(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// The entry of this kind and label.
    pub fn entry(&self, kind: &str) -> Entry {
        let found = self.store().entries(Some(kind)).unwrap();
        found.into_iter().max_by_key(|entry| entry.claims.len()).unwrap()
    }
}

/// Claims of one kind and name are one entry; those of the two languages were judged unsurely.
fn merge(store: &mut SqliteStore) {
    let history = store.review_history().unwrap();
    let claims = Standing::of(&history).apply(store.claims(&ClaimFilter::default()).unwrap());
    let mut groups: BTreeMap<(String, String), Vec<&Claim>> = BTreeMap::new();
    for claim in &claims {
        groups.entry((claim.kind.clone(), claim.slots["name"].clone())).or_default().push(claim);
    }
    let entries: Vec<Entry> =
        groups.into_iter().map(|((kind, label), group)| entry(&kind, &label, &group)).collect();
    let events: Vec<ClaimId> = claims
        .iter()
        .filter(|claim| claim.kind == "event" && claim.confidence > 80)
        .map(|claim| claim.id)
        .collect();
    let unsure = events.windows(2).map(|pair| Judgement {
        left: pair[0].min(pair[1]),
        right: pair[0].max(pair[1]),
        verdict: Verdict::Unsure,
        score: 0.5,
        reasons: vec!["same place".to_owned()],
        author: record::Author::Rule("merge@1".to_owned()),
    });
    store.replace_machine_judgements(&unsure.collect::<Vec<_>>()).unwrap();
    store.replace_entries(&entries).unwrap();
}

fn entry(kind: &str, label: &str, claims: &[&Claim]) -> Entry {
    let mut properties: BTreeMap<&str, BTreeMap<&str, Vec<ClaimId>>> = BTreeMap::new();
    for claim in claims {
        for (slot, value) in &claim.slots {
            properties.entry(slot).or_default().entry(value).or_default().push(claim.id);
        }
    }
    let mut ids: Vec<ClaimId> = claims.iter().map(|claim| claim.id).collect();
    ids.sort();
    let property = |(name, values): (&str, BTreeMap<&str, Vec<ClaimId>>)| Property {
        name: name.to_owned(),
        disputed: name == "value" && values.len() > 1,
        values: values
            .into_iter()
            .map(|(text, claims)| Value { text: text.to_owned(), claims, shown: true })
            .collect(),
    };
    Entry {
        id: EntryId::of([kind.as_bytes(), ids[0].as_bytes().as_slice()]),
        kind: kind.to_owned(),
        label: label.to_owned(),
        properties: properties.into_iter().map(property).collect(),
        refs: BTreeMap::new(),
        claims: ids,
    }
}

impl Hands for House {
    fn state(&self) -> String {
        self.state.load(Ordering::SeqCst).to_string()
    }

    fn reader(&self) -> Result<Box<dyn Archive>, store::Error> {
        Ok(Box::new(SqliteStore::open_to_read(self.dir.path())?))
    }

    fn writer(&self) -> Result<Box<dyn Archive>, store::Error> {
        Ok(Box::new(SqliteStore::open_beside(self.dir.path())?))
    }

    fn changing(&self) -> std::io::Result<()> {
        Ok(())
    }

    fn derive(&self) {
        let mut store = SqliteStore::open_beside(self.dir.path()).unwrap();
        merge(&mut store);
        self.state.fetch_add(1, Ordering::SeqCst);
    }

    fn index(&self) -> Result<Option<Index>, search::Error> {
        Index::open(self.dir.path().join("index")).map(Some)
    }

    fn now(&self) -> jiff::Timestamp {
        NOW.parse().unwrap()
    }

    fn reports(&self, _: &str) -> Vec<Kind> {
        vec![Kind { kind: "digest".to_owned(), title: "Digest of a day".to_owned(), ..Kind::default() }]
    }

    fn report_formats(&self) -> &'static [&'static str] {
        &["html", "md"]
    }

    fn organisations(&self, _: &str) -> Vec<(String, String)> {
        vec![("lls".to_owned(), "League <of> Lake States".to_owned())]
    }

    fn draw(&self, ask: &Ask) -> Result<Drawn, NotDrawn> {
        if ask.kind != "digest" {
            return Err(NotDrawn::NoKind);
        }
        let until = ask.to.map(|day| day.to_string()).unwrap_or_default();
        let body = format!("<!doctype html><title>a digest until {until}</title>").into_bytes();
        Ok(Drawn { body, media_type: "text/html; charset=utf-8", name: "a \"digest\"\r\n.html".to_owned() })
    }

    fn run(&self, errand: &Errand, by: &str) -> Result<Done, NotDone> {
        self.errands.lock().unwrap().push((errand.clone(), by.to_owned()));
        match errand {
            Errand::Recipient { address, .. } if address.starts_with("file:") => {
                Err(NotDone::Wrong(Wrong::Address))
            }
            Errand::Recipient { .. } => Ok(Done::Key("the key of a program".to_owned())),
            Errand::Build { .. } => Ok(Done::Editions(vec![1])),
            Errand::Release { edition: 99, .. } => Err(NotDone::Wrong(Wrong::Changed)),
            Errand::RemoveSchedule { .. } => Err(NotDone::Wrong(Wrong::Missing)),
            _ => Ok(Done::Well),
        }
    }

    fn call(&self, call: &Call) -> Result<Vec<u8>, String> {
        match &*self.provider.lock().unwrap() {
            Some(answers) => answers(call),
            None => Err("nobody answers".to_owned()),
        }
    }

    fn log(&self, line: &str) {
        self.log.lock().unwrap().push(line.to_owned());
    }
}

/// Knows one place.
pub struct Lore;

impl report::Names for Lore {
    fn organisations(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn organisation_name(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn country(&self, _: &str) -> Option<String> {
        None
    }

    fn country_name(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}

impl web::Lore for Lore {
    fn spot(&self, place: &str) -> Option<Spot> {
        let spot =
            Spot { key: "1526273".to_owned(), country: Some("KZ".to_owned()), at: Some((51.18, 71.45)) };
        (place == "Astana").then_some(spot)
    }

    fn spot_name(&self, _: &str, _: &str) -> Option<String> {
        Some("Astana".to_owned())
    }
}
