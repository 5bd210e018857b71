//! Rounds against a world on loopback, by a clock that the test sets: everything that was announced is accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use collect::fetch::{Limits, Manner, Pace, Reach};
use jiff::Timestamp;
use record::{Form, Source, Standing};
use store::collection::{Collection, Item, ItemState};
use store::{Archive, PublicationFilter, SqliteStore, Versions};
use testkit::{Article, Newsroom, Trick, World};

use super::clock::Clock;
use super::health;
use super::meter::Meter;
use super::run::{Outcome, Round, Visits, run};
use crate::out::Out;
use crate::packs::Packs;

static PACKS: LazyLock<Packs> = LazyLock::new(|| Packs::open(None).unwrap());

/// A clock that stands still until it is set on.
struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

impl Set {
    fn new() -> Set {
        Set(AtomicI64::new("2024-12-01T00:00:00Z".parse::<Timestamp>().unwrap().as_second()))
    }

    fn on(&self, hours: i64) {
        self.0.fetch_add(hours * 3600, Ordering::SeqCst);
    }
}

/// A directory with a record, and a world of newsrooms that are its sources.
struct Stage {
    dir: tempfile::TempDir,
    clock: Set,
    world: World,
    rooms: Vec<Newsroom>,
}

impl Stage {
    fn new(rooms: Vec<Newsroom>) -> Stage {
        let world = World::start(rooms.iter().map(Newsroom::site).collect());
        let stage = Stage { dir: tempfile::tempdir().unwrap(), clock: Set::new(), world, rooms };
        let mut store = stage.store();
        for host in 0..stage.world.len() {
            let source = Source {
                slug: format!("lake-{host:03}"),
                url: format!("{}/feed.json", stage.world.base(host)),
                form: Form::Feed,
                title: None,
                site: None,
                lang: None,
                country: None,
                publisher: Some(format!("Lake District {host}")),
                standing: Standing::Official,
                reliability: None,
                every_minutes: None,
                tags: Vec::new(),
                rule: None,
                is_active: true,
            };
            let host = collect::fetch::host_of(&source.url).unwrap();
            store.save_source(&source, &host, stage.clock.now()).unwrap();
        }
        stage
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(self.dir.path()).unwrap()
    }

    fn look(&self) -> SqliteStore {
        SqliteStore::open_to_read(self.dir.path()).unwrap()
    }

    fn round(&self, now: Visits) -> Outcome {
        let limits =
            Limits { bytes: 1 << 20, silence: Duration::from_secs(5), redirects: 4, ..Limits::default() };
        let pace = Pace { pause: Duration::ZERO, ..Pace::default() };
        let round = Round {
            dir: self.dir.path(),
            packs: &PACKS,
            clock: &self.clock,
            fetching: Manner { reach: Reach::Anywhere, limits, pace, ..Manner::new(None) },
            hands: 2,
            watch: false,
            patience: Duration::ZERO,
            now,
            meter: Arc::new(Meter::default()),
            is_measured: true,
            meter_file: None,
        };
        run(&round, |_, _| ()).unwrap()
    }

    /// Rounds until nothing waits any more, the clock set on between them as retries want it.
    fn rounds(&self) -> usize {
        for number in 1..20 {
            let outcome = self.round(Visits::AsDue);
            self.accounted();
            if outcome.waiting == 0 && outcome.failed.is_empty() {
                return number;
            }
            self.clock.on(1);
        }
        panic!("something waits for ever");
    }

    /// What was seen is what was settled and what waits, for every source after every round.
    fn accounted(&self) {
        let store = self.look();
        for filed in store.sources().unwrap() {
            let slug = &filed.source.slug;
            let sum = store.ledger_sum(slug).unwrap();
            assert_eq!(sum.seen, sum.settled() + filed.waiting, "{slug}: {sum:?}, {} waiting", filed.waiting);
            let waiting =
                items(&store, slug).values().filter(|item| item.state == ItemState::Waiting).count();
            assert_eq!(waiting as u64, filed.waiting, "{slug}");
        }
    }

    fn item(&self, host: usize, name: &str) -> Item {
        let all = items(&self.look(), &format!("lake-{host:03}"));
        all.get(&format!("{}/{name}", self.world.base(host)))
            .cloned()
            .unwrap_or_else(|| panic!("{name} is lost"))
    }
}

fn items(store: &SqliteStore, slug: &str) -> BTreeMap<String, Item> {
    let mut found = BTreeMap::new();
    store
        .each_item(Some(slug), &mut |item| {
            found.insert(item.url.clone().unwrap_or_default(), item);
            Ok(())
        })
        .unwrap();
    found
}

fn articles(host: usize, count: usize) -> Vec<Article> {
    (0..count).map(|number| Article::fictional(host, number)).collect()
}

fn dump(dir: &Path) -> String {
    let mut out = Vec::new();
    store::dump(&SqliteStore::open_to_read(dir).unwrap(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn everything_that_a_bad_world_announces_is_accounted_for_none_lost_none_twice() {
    let tricks = [
        Trick::None,
        Trick::StatusFirst(500, 2),
        Trick::Status(403),
        Trick::TooMany(1),
        Trick::Loop,
        Trick::CutFirst,
        Trick::CutAlways,
        Trick::Bomb(8 << 20),
        Trick::Slow,
        Trick::Moved,
        Trick::WrongCharset,
        Trick::Skewed,
    ];
    let rooms: Vec<Newsroom> = (0..24)
        .map(|host| {
            let mut all = articles(host, 6);
            all[2].trick = tricks[host % tricks.len()];
            // every second host says nothing of its articles but their titles
            if host >= tricks.len() {
                all.iter_mut().for_each(|article| article.summary = None);
            }
            Newsroom::new(all)
        })
        .collect();
    for (room, trick) in rooms.iter().zip([
        Trick::None,
        Trick::StatusFirst(503, 1),
        Trick::CutFirst,
        Trick::Moved,
        Trick::Skewed,
        Trick::TooMany(1),
        Trick::Slow,
    ]) {
        room.feed(trick);
    }
    let stage = Stage::new(rooms);
    stage.rounds();

    let store = stage.look();
    let mut expected = 0;
    for host in 0..24 {
        let trick = tricks[host % tricks.len()];
        let never = matches!(trick, Trick::Status(_) | Trick::Loop | Trick::CutAlways | Trick::Bomb(_));
        let has_summary = host < tricks.len();
        for number in 0..6 {
            let item = stage.item(host, &format!("a{number}"));
            let lost = number == 2 && never && !has_summary;
            let state = if lost { ItemState::Failed } else { ItemState::Stored };
            assert_eq!(item.state, state, "host {host}, article {number}, {trick:?}: {item:?}");
            assert_eq!(
                item.reason.is_some(),
                number == 2 && never,
                "host {host}, article {number}: {item:?}"
            );
            expected += usize::from(!lost);
            if let Some(publication) = item.publication {
                let text = store.text(publication, 1).unwrap().unwrap();
                assert!(text.contains(&format!("session number {number}")), "host {host}: {text}");
            }
        }
    }
    let all = store
        .publications(&PublicationFilter { versions: Versions::All, ..PublicationFilter::default() })
        .unwrap();
    assert_eq!(all.len(), expected, "one publication for each, and one version");
    let addresses: BTreeSet<_> = all.iter().map(|one| one.url.clone()).collect();
    assert_eq!(addresses.len(), expected);
    assert!(all.iter().all(|one| one.publisher.is_some()));
    let moved = store.source("lake-003").unwrap().unwrap();
    assert!(moved.source.url.ends_with("/new-feed.json"), "{}", moved.source.url);
    assert_eq!(store::audit(&store).unwrap(), Vec::<String>::new());
    assert!(store.counts().unwrap().claims > 0);
    drop(store);

    // what is known is not asked for again
    stage.world.forget();
    stage.clock.on(1);
    let again = stage.round(Visits::All);
    assert_eq!((again.account.stored, again.waiting, again.tally.publications()), (0, 0, 0), "{again:?}");

    // all that is derived follows from the captures
    let before = dump(stage.dir.path());
    crate::jobs::rebuild::rebuild(stage.dir.path(), &PACKS, 2, &mut Out::new()).unwrap();
    assert_eq!(dump(stage.dir.path()), before);
}

#[test]
fn edits_are_versions_deletions_leave_what_was_stored_and_a_host_may_be_away_for_a_day() {
    let rooms = vec![Newsroom::new(articles(0, 4)), Newsroom::new(articles(1, 4))];
    let stage = Stage::new(rooms);
    stage.rounds();
    stage.clock.on(2);
    let (edited, away) = (&stage.rooms[0], &stage.rooms[1]);
    edited.change(|all| {
        all[0].title.push_str(", corrected");
        all[0].paragraphs[1] = "Members agreed to count the boats of the lakes once more.".to_owned();
        all[1].title.push_str(", withdrawn");
        all[1].trick = Trick::Status(410);
    });
    away.feed(Trick::Status(502));
    away.change(|all| all.extend((4..7).map(|number| Article::fictional(1, number))));
    let outcome = stage.round(Visits::All);
    stage.accounted();
    assert_eq!(outcome.failed.keys().collect::<Vec<_>>(), ["lake-001"]);

    let item = stage.item(0, "a0");
    let store = stage.look();
    let now = store.publication(item.publication.unwrap(), None).unwrap().unwrap();
    assert_eq!(now.version, 2);
    assert!(store.text(now.id, 1).unwrap().unwrap().contains("water level"));
    assert!(store.text(now.id, 2).unwrap().unwrap().contains("count the boats"));
    drop(store);
    let gone = stage.item(0, "a1");
    assert_eq!((gone.state, gone.gone_at.is_some()), (ItemState::Stored, true));
    assert!(gone.reason.unwrap().contains("410"));
    assert!(stage.look().publication(gone.publication.unwrap(), None).unwrap().is_some());

    away.feed(Trick::None);
    stage.clock.on(24);
    stage.rounds();
    for number in 0..7 {
        assert_eq!(stage.item(1, &format!("a{number}")).state, ItemState::Stored);
    }
    // an article that says nothing of its change is looked at again while it is young
    edited.change(|all| all[2].paragraphs[1] = "Members changed their minds in silence.".to_owned());
    stage.clock.on(25);
    edited.change(|all| all.push(Article::fictional(0, 9)));
    stage.round(Visits::All);
    let silent = stage.item(0, "a2").publication.unwrap();
    assert_eq!(stage.look().publication(silent, None).unwrap().unwrap().version, 2);
}

#[test]
fn a_feed_of_thousands_is_gone_through_and_a_source_that_falls_silent_is_told() {
    let mut many = articles(0, 1500);
    many.iter_mut().for_each(|article| (article.trick, article.summary) = (Trick::Status(404), None));
    let stage = Stage::new(vec![Newsroom::new(many), Newsroom::new(articles(1, 1))]);
    stage.rounds();
    let sum = stage.look().ledger_sum("lake-000").unwrap();
    assert_eq!((sum.seen, sum.failed), (1500, 1500));

    // four a day for five days, then nothing
    let busy = &stage.rooms[1];
    for number in 1..20 {
        stage.clock.on(6);
        busy.change(|all| all.push(Article::fictional(1, number)));
        stage.round(Visits::These(vec!["lake-001".to_owned()]));
    }
    let silence = |stage: &Stage| {
        let store = stage.look();
        let filed = store.source("lake-001").unwrap().unwrap();
        health::silence(&store, &filed, stage.clock.now()).unwrap().map(|silent| silent.as_secs() / 3600)
    };
    stage.clock.on(35);
    assert_eq!(silence(&stage), None);
    stage.clock.on(1);
    assert_eq!(silence(&stage), Some(36));
    let learned = stage.look().source("lake-001").unwrap().unwrap();
    assert_eq!(learned.standing.gap_seconds, Some(6 * 3600));
}

#[test]
fn carriers_of_one_text_find_each_other_and_one_address_is_fetched_once() {
    let rooms: Vec<Newsroom> = (0..4).map(|host| Newsroom::new(articles(host, 2))).collect();
    for room in &rooms {
        room.change(|all| {
            let mut carried = Article::fictional(77, 5);
            carried.name = "carried".to_owned();
            let words = (0..90).map(|number| format!("shore{number} ")).collect::<String>();
            carried.paragraphs[1] = format!("The delegations went round the lakes by {words}and came back.");
            all.push(carried);
        });
    }
    // no two of them in the very same bytes
    for (host, room) in rooms.iter().enumerate() {
        room.change(|all| all[2].paragraphs.push(format!("Carried by lake {host}.")));
    }
    let stage = Stage::new(rooms);
    let mut store = stage.store();
    let twin = store.source("lake-000").unwrap().unwrap().source;
    let twin = Source { slug: "twin".to_owned(), ..twin };
    store.save_source(&twin, &collect::fetch::host_of(&twin.url).unwrap(), stage.clock.now()).unwrap();
    drop(store);
    stage.rounds();
    let store = stage.look();
    let of = |host: usize| stage_item(&store, &stage.world.base(host), host);
    let copies = store.copies(of(0).publication.unwrap()).unwrap();
    assert_eq!(copies.len(), 3, "{copies:?}");
    assert!(copies.iter().all(|copy| copy.likeness > 0.7 && copy.publication.doc.ends_with("/carried")));
    assert!(items(&store, "twin").values().all(|item| item.state == ItemState::Stored));
    let publications = store.publications(&PublicationFilter::default()).unwrap().len();
    assert_eq!(publications, 4 * 3);
}

fn stage_item(store: &SqliteStore, base: &str, host: usize) -> Item {
    items(store, &format!("lake-{host:03}")).remove(&format!("{base}/carried")).unwrap()
}
