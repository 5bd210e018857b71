//! How long the merge takes on many claims: `cargo run --release -p merge --example volume -- 100000`; and, with
//! `grow` behind the number, how long where they come a thousand publications at a time, and what one more costs.
//!
//! The claims are made up: openly fictional unions, councils, exercises and officials, reported by many
//! publications in two spellings, with the repetition that news has.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::convert::Infallible;
use std::time::Instant;

use merge::{Grown, Known, Shelf, Source, Sources, merge};
use record::{Claim, ClaimDraft, ClaimId, Evidence, Lang, Origin, Publication, PublicationId, Span};

const SYLLABLES: &[&str] =
    &["ka", "ro", "mi", "ten", "va", "lu", "sho", "der", "bek", "na", "zi", "gor", "pa", "lim", "tu", "ser"];

/// A small generator of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides.max(1)
    }
}

/// A word made of syllables, the same for the same number.
fn word(number: u64, length: u32) -> String {
    let mut rest = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut out = String::new();
    for _ in 0..length {
        out.push_str(SYLLABLES[(rest % SYLLABLES.len() as u64) as usize]);
        rest /= SYLLABLES.len() as u64;
    }
    out[..1].to_uppercase() + &out[1..]
}

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let (claims, sources) = make(count);
    let mut known = Known::default();
    for union in 0..20 {
        let (slug, name) = (format!("union{union}"), format!("{} Union", word(union, 2)));
        known.name(&slug, &name);
        for body in 0..5 {
            known.name(
                &format!("{slug}/body{body}"),
                &format!("Council {} of the {name}", word(body + 90, 1)),
            );
        }
    }
    for place in 0..300 {
        known.name(&format!("city{place}"), &word(1000 + place, 3));
        known.lies_inside(&format!("city{place}"), &format!("C{}", place % 40));
    }
    if std::env::args().nth(2).is_some_and(|how| how == "grow") {
        return grow(claims, &sources, &known);
    }
    let start = Instant::now();
    let merged = merge(&claims, &sources, &[], &known);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} claims: {seconds:.2} s, {} entries, {} judgements, {} unsure",
        claims.len(),
        merged.entries.len(),
        merged.judgements.len(),
        merged.unsure.len()
    );
}

/// Claims by publication and by id.
struct Shelves<'a> {
    pages: BTreeMap<PublicationId, Vec<Claim>>,
    of: HashMap<ClaimId, (PublicationId, usize)>,
    sources: &'a Sources,
}

impl Shelf for Shelves<'_> {
    type Error = Infallible;

    fn claims(&self, publication: &PublicationId) -> Result<Vec<Claim>, Infallible> {
        Ok(self.pages.get(publication).cloned().unwrap_or_default())
    }

    fn claim(&self, id: &ClaimId) -> Result<Option<Claim>, Infallible> {
        Ok(self.of.get(id).and_then(|(page, at)| self.pages.get(page)?.get(*at)).cloned())
    }

    fn source(&self, publication: &PublicationId) -> Result<Option<Source>, Infallible> {
        Ok(self.sources.get(publication).cloned())
    }
}

fn grow(claims: Vec<Claim>, sources: &Sources, known: &Known) {
    let count = claims.len();
    let mut shelves = Shelves { pages: BTreeMap::new(), of: HashMap::new(), sources };
    let mut order = Vec::new();
    for claim in claims {
        let id = claim.evidence[0].publication;
        let page = shelves.pages.entry(id).or_insert_with(|| {
            order.push(id);
            Vec::new()
        });
        shelves.of.insert(claim.id, (id, page.len()));
        page.push(claim);
    }
    let start = Instant::now();
    let mut grown = Grown::default();
    let last = order.split_off(order.len() - 20);
    let mut update = |pages: &[PublicationId]| {
        let start = Instant::now();
        let touched: BTreeSet<PublicationId> = pages.iter().copied().collect();
        let Ok(delta) = grown.update(&touched, &[], known, &shelves);
        (start.elapsed().as_secs_f64(), delta.entries.len(), delta.claims.len())
    };
    let slowest = order.chunks(1000).map(&mut update).fold(0.0, |most: f64, (seconds, ..)| most.max(seconds));
    println!(
        "{count} claims in portions: {:.2} s, the slowest {slowest:.2} s",
        start.elapsed().as_secs_f64()
    );
    for page in last.iter().rev().take(5) {
        let (seconds, entries, claims) = update(&[*page]);
        println!("one more publication: {:.1} ms, {entries} entries, {claims} claims", seconds * 1000.0);
    }
}

/// Publications of about twenty claims: a session with its documents, officials, participants and figures, or
/// an exercise. The number of things grows with the number of claims; each is reported about ten times.
fn make(count: usize) -> (Vec<Claim>, Sources) {
    let mut dice = Dice(7);
    let mut claims: Vec<Claim> = Vec::with_capacity(count + 30);
    let mut sources = Sources::default();
    let scenes = (count / 200).max(1) as u64;
    let mut publications = 0;
    while claims.len() < count {
        let publication = Publication::identity(&format!("publication {publications}"));
        publications += 1;
        let scene = dice.roll(scenes);
        let (year, month, day) = (2000 + scene % 25, 1 + scene / 25 % 12, 1 + scene / 300 % 28);
        let date = format!("{year}-{month:02}-{day:02}");
        let lang = if dice.roll(2) == 0 { "en" } else { "fr" };
        let published_on = date.parse().ok();
        sources.insert(publication, Source { lang: Lang::new(lang), published_on, ..Source::default() });
        let mut at = 0;
        let mut add = |kind: &str, slots: &[(&str, String)], event: Option<record::ClaimId>| {
            at += 10;
            let claim = ClaimDraft {
                kind: kind.to_owned(),
                slots: slots.iter().map(|(slot, value)| ((*slot).to_owned(), value.clone())).collect(),
                refs: event.map(|event| ("event".to_owned(), event)).into_iter().collect(),
                evidence: vec![Evidence {
                    publication,
                    version: 1,
                    span: Span::new(at, at + 9),
                    quote: "made up".to_owned(),
                }],
                attribution: None,
                origin: Origin::Rule { rule: "volume".to_owned(), pack: "none".to_owned() },
                confidence: 90,
            };
            let claim = claim.seal();
            let id = claim.id;
            claims.push(claim);
            id
        };
        let union = scene % 20;
        let body = format!("Council {} of the {} Union", word(scene % 5 + 90, 1), word(union, 2));
        let place = word(1000 + scene % 300, 3);
        let event = add(
            "event",
            &[
                ("kind", "session".to_owned()),
                ("name", format!("session of the {body}")),
                ("body", body.clone()),
                ("date", if dice.roll(4) == 0 { format!("{year}-{month:02}") } else { date.clone() }),
                ("place", place.clone()),
                ("status", "held".to_owned()),
            ],
            None,
        );
        add(
            "event",
            &[
                ("kind", "exercise".to_owned()),
                ("name", format!("{}-{year}", word(scene % 997 + 5000, 3))),
                ("date", year.to_string()),
                ("place", place.clone()),
            ],
            None,
        );
        for number in 0..4 {
            let title = format!(
                "On the {} of {} and {}",
                word(scene * 7 + number, 3),
                word(scene + number, 4),
                word(number, 3)
            );
            add(
                "document",
                &[
                    ("kind", "decision".to_owned()),
                    ("title", title),
                    ("body", body.clone()),
                    ("date", date.clone()),
                    ("action", "signed".to_owned()),
                ],
                None,
            );
        }
        for number in 0..5 {
            let official = (scene * 3 + number) % (scenes * 2).max(10);
            let (given, family) = (word(official * 31 + 7, 2), word(official * 17 + 3, 4));
            let name = if dice.roll(3) == 0 {
                format!("{}. {family}", &given[..1])
            } else {
                format!("{given} {family}")
            };
            let country = word(official % 40 + 300, 3);
            add(
                "office",
                &[("person", name.clone()), ("title", "minister".to_owned()), ("organisation", country)],
                None,
            );
            add(
                "participation",
                &[("participant", name.clone()), ("event", format!("session of the {body}"))],
                Some(event),
            );
            if number < 2 {
                let quote: Vec<String> = (0..12).map(|at| word(scene * 13 + number * 5 + at, 3)).collect();
                add("statement", &[("speaker", name), ("quote", quote.join(" "))], None);
            }
        }
        add(
            "figure",
            &[("what", "documents".to_owned()), ("value", (12 + dice.roll(3)).to_string())],
            Some(event),
        );
        add(
            "figure",
            &[("what", "delegates".to_owned()), ("value", (100 + dice.roll(2)).to_string())],
            Some(event),
        );
    }
    (claims, sources)
}
