//! Publications and claims in few words.

use std::collections::{BTreeMap, BTreeSet};

use merge::{Delta, Grown, Known, Merged, Shelf, Source, Sources, merge};
use record::{
    Author, Claim, ClaimDraft, ClaimId, Entry, EntryId, Evidence, Judgement, Lang, Origin, Publication,
    PublicationId, Span, Verdict,
};

/// Publications as they are written down, then merged.
#[derive(Clone, Default)]
pub struct World {
    pub claims: Vec<Claim>,
    pub sources: Sources,
    pub judgements: Vec<Judgement>,
}

/// A publication that claims are being added to.
pub struct Page<'w> {
    world: &'w mut World,
    doc: String,
    at: usize,
}

impl World {
    /// A publication: its name, language and date (empty where unknown).
    pub fn page(&mut self, doc: &str, lang: &str, date: &str) -> Page<'_> {
        let source = Source { lang: Lang::new(lang), published_on: date.parse().ok(), ..Source::default() };
        self.sources.insert(Publication::identity(doc), source);
        Page { world: self, doc: doc.to_owned(), at: 0 }
    }

    pub fn merged(&self) -> Merged {
        merge(&self.claims, &self.sources, &self.judgements, &known())
    }

    pub fn judge(&mut self, left: ClaimId, right: ClaimId, verdict: Verdict) {
        self.judgements.push(Judgement {
            left,
            right,
            verdict,
            score: 1.0,
            reasons: Vec::new(),
            author: Author::Person("clerk".to_owned()),
        });
    }
}

impl Page<'_> {
    /// A claim: `event` with `"kind=session name=session of the Council"`, slots separated by `|`.
    pub fn claim(&mut self, kind: &str, slots: &str) -> ClaimId {
        self.refer(kind, slots, None)
    }

    /// The same, speaking of an event.
    pub fn of(&mut self, event: ClaimId, kind: &str, slots: &str) -> ClaimId {
        self.refer(kind, slots, Some(event))
    }

    fn refer(&mut self, kind: &str, slots: &str, event: Option<ClaimId>) -> ClaimId {
        self.at += 10;
        let pairs = slots.split('|').filter_map(|slot| slot.split_once('='));
        let claim = ClaimDraft {
            kind: kind.to_owned(),
            slots: pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect(),
            refs: event.map(|event| ("event".to_owned(), event)).into_iter().collect::<BTreeMap<_, _>>(),
            evidence: vec![Evidence {
                publication: Publication::identity(&self.doc),
                version: 1,
                span: Span::new(self.at, self.at + 9),
                quote: "some words".to_owned(),
            }],
            attribution: None,
            origin: Origin::Rule { rule: "test".to_owned(), pack: "none".to_owned() },
            confidence: 90,
        };
        let claim = claim.seal();
        let id = claim.id;
        self.world.claims.push(claim);
        id
    }
}

/// The entry of this kind that holds a claim.
pub fn entry<'m>(merged: &'m Merged, kind: &str, claim: ClaimId) -> &'m Entry {
    let mut entries =
        merged.entries.iter().filter(|entry| entry.kind == kind && entry.claims.contains(&claim));
    let entry = entries.next().unwrap_or_else(|| panic!("no {kind} holds the claim"));
    assert!(entries.next().is_none(), "two entries of the kind {kind} hold one claim");
    entry
}

/// Whether all these claims share one entry.
pub fn one(merged: &Merged, kind: &str, claims: &[ClaimId]) -> bool {
    claims.windows(2).all(|pair| entry(merged, kind, pair[0]).id == entry(merged, kind, pair[1]).id)
}

pub fn known() -> Known {
    let mut known = Known::default();
    for (id, forms) in [
        ("nu", "Northern Union|NU|Северный союз|СС"),
        ("nu/council", "Council of the Northern Union|Northern Council|Совет Северного союза|Северный совет"),
        ("nu/board", "Board of the Northern Union|Правление Северного союза"),
        ("eu2/ministers", "Council of Ministers"),
        ("eu2", "Eastern Union|Восточный союз"),
        ("BR", "Borduria|Бордурия"),
        ("SY", "Syldavia|Сильдавия"),
        ("c1", "Klow|Клоу"),
        ("c2", "Szohod|Шохода"),
    ] {
        forms.split('|').for_each(|form| known.name(id, form));
    }
    known.lies_inside("c1", "SY");
    known.lies_inside("c2", "BR");
    for (notion, forms) in [
        ("kind:session", "session|сессия|заседание"),
        ("kind:conference", "conference|конференция"),
        ("kind:press-conference", "press conference|пресс-конференция"),
        ("kind:declaration", "declaration|декларация"),
        ("kind:decision", "decision|решение"),
        ("kind:programme", "programme|programme|программа"),
        ("kind:international", "international|международная"),
        ("n:2", "second|вторая"),
        ("n:3", "third|третья"),
        ("water", "water|вода"),
        ("border", "border|граница"),
        ("strengthen", "strengthening|укрепление"),
        ("security", "security|безопасность"),
    ] {
        forms.split('|').for_each(|form| known.word(notion, form));
    }
    let counted = "document|documents|документ|документы\tdocument\n# a comment\nbroken\n\t\n\
        participant|participants\tparticipant\nserviceman|servicemen|soldier|soldiers\tserviceman\tof=participant";
    known.table("figure-nouns", counted);
    let profile = record::Profile::parse(
        r#"
        slug = "nu"
        names.en = ["Northern Union"]
        [[series]]
        id = "falcon"
        kind = "operation"
        names.en = ["Falcon"]
        names.ru = ["Сокол"]
        [[series]]
        id = "shield"
        kind = "exercise"
        names.en = ["Shield"]
        names.ru = ["Щит"]
        "#,
    );
    known.profile(&profile.unwrap_or_else(|error| panic!("{error}")));
    known
}

impl Shelf for World {
    type Error = std::convert::Infallible;

    fn claims(&self, publication: &PublicationId) -> Result<Vec<Claim>, Self::Error> {
        let of = |claim: &&Claim| claim.evidence[0].publication == *publication;
        Ok(self.claims.iter().filter(of).cloned().collect())
    }

    fn claim(&self, id: &ClaimId) -> Result<Option<Claim>, Self::Error> {
        Ok(self.claims.iter().find(|claim| claim.id == *id).cloned())
    }

    fn source(&self, publication: &PublicationId) -> Result<Option<Source>, Self::Error> {
        Ok(self.sources.get(publication).cloned())
    }
}

/// A record that is kept up to date as a world changes.
#[derive(Default)]
pub struct Kept {
    pub grown: Grown,
    entries: BTreeMap<EntryId, Entry>,
    judgements: Vec<Judgement>,
    unsure: Vec<Judgement>,
}

impl Kept {
    pub fn update(&mut self, world: &World, touched: &BTreeSet<PublicationId>) {
        let Ok(delta) = self.grown.update(touched, &world.judgements, &known(), world);
        self.apply(delta);
    }

    fn apply(&mut self, delta: Delta) {
        delta.gone.iter().for_each(|id| drop(self.entries.remove(id)));
        self.entries.extend(delta.entries.into_iter().map(|entry| (entry.id, entry)));
        let other = |one: &Judgement| {
            delta.claims.binary_search(&one.left).is_err() && delta.claims.binary_search(&one.right).is_err()
        };
        self.judgements.retain(other);
        self.unsure.retain(other);
        self.judgements.extend(delta.judgements);
        self.unsure.extend(delta.unsure);
    }

    /// What a record is that has learned all at once and is asked for everything.
    pub fn told(world: &World, pages: &BTreeSet<PublicationId>) -> Kept {
        let mut kept = Kept::default();
        let Ok(()) = kept.grown.learn(pages, &world.judgements, &known(), world);
        let mut told = Vec::new();
        let Ok(()) = kept.grown.tell_all(&known(), world, &mut |delta| {
            told.push(delta);
            Ok(())
        });
        told.into_iter().for_each(|delta| kept.apply(delta));
        kept
    }

    /// What it holds, in the order in which the merge of the whole gives it.
    pub fn merged(&self) -> Merged {
        let kinds = record::Schema::built_in().kinds();
        let place =
            |entry: &Entry| kinds.iter().position(|kind| kind.name == entry.kind).unwrap_or(kinds.len());
        let mut entries: Vec<Entry> = self.entries.values().cloned().collect();
        entries.sort_by_key(|entry| (place(entry), entry.kind.clone(), entry.label.clone(), entry.id));
        let (mut judgements, mut unsure) = (self.judgements.clone(), self.unsure.clone());
        judgements.sort_by_key(|judgement| (judgement.left, judgement.right));
        unsure.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.left, a.right).cmp(&(b.left, b.right))));
        Merged { entries, judgements, unsure }
    }
}
