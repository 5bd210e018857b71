//! The organisation that a chair or a membership is told of.

use rules::Mention;

use crate::bodies::{Body, named_in, names, one_of_text, stands_for};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;

impl Body {
    pub(super) fn enter(&self, fact: &mut Fact) {
        fact.set("organisation", self.name.clone());
        fact.scope.clone_from(&self.id);
    }
}

/// Words that tell of a chair or of members.
pub(super) struct Told {
    pub tokens: Tokens,
    /// The words for the organisation.
    pub org: Option<Tokens>,
    /// Members and holders: their names name no organisation.
    pub apart: Vec<Tokens>,
    /// Whether they name who holds a chair.
    pub held: bool,
}

impl Told {
    pub fn of(doc: &Doc<'_, '_>, mention: &Mention) -> Told {
        let parties = ["member", "holder", "from"];
        let apart = parties.iter().flat_map(|part| mention.parts(part)).map(|part| part.tokens.clone());
        Told {
            tokens: mention.tokens.clone(),
            org: mention.part("org").map(|part| part.tokens.clone()),
            apart: apart.collect(),
            held: mention.part("holder").is_some() && doc.class("chairmanship") == Some(mention.class),
        }
    }

    /// The body that they name.
    fn said(&self, doc: &Doc<'_, '_>) -> Option<Body> {
        self.org.as_ref().filter(|said| names(doc, said)).and_then(|said| Body::said(doc, said))
    }

    /// "In the Council of the Network A is in the chair": the one body that they name in full.
    fn own(&self, doc: &Doc<'_, '_>) -> Option<Body> {
        let outside = |org: &&Mention| !self.apart.iter().any(|other| other.contains(&org.tokens.start));
        let full = |org: &&Mention| org.tokens.len() > 1 && !doc.short_org(&org.tokens);
        let mut bodies = doc.within("org", &self.tokens).filter(|_| self.held).filter(outside);
        let only = bodies.next().filter(|_| bodies.next().is_none())?;
        let words = doc.pack.setting("place-words").unwrap_or_default();
        let within = |org: &&Mention| org.tokens.start > 0 && doc.is_any_of(org.tokens.start - 1, words);
        Some(only).filter(full).filter(within).map(|org| Body::of(doc, &org.tokens))
    }

    fn short(&self, doc: &Doc<'_, '_>, scope: &Tokens) -> Option<Body> {
        named_in(doc, scope, &self.tokens, &self.apart)
    }
}

/// The organisations that chairs and members are told of by name, in the order of the text.
pub(super) struct Spoken(Vec<(usize, Body)>);

impl Spoken {
    pub fn collect(doc: &Doc<'_, '_>) -> Spoken {
        let mentions = ["chairmanship", "membership"].iter().flat_map(|class| doc.every(class));
        let named = |mention: &Mention| {
            let told = Told::of(doc, mention);
            told.said(doc).or_else(|| told.own(doc)).map(|body| (told.tokens.start, body))
        };
        let mut found: Vec<(usize, Body)> = mentions.filter_map(|&id| named(doc.mention(id))).collect();
        found.sort_by_key(|(at, _)| *at);
        Spoken(found)
    }

    /// The one told of last before in the same paragraph.
    pub fn before(&self, doc: &Doc<'_, '_>, at: usize) -> Option<&Body> {
        let paragraph = doc.block(doc.block_of(at));
        let (start, body) = self.0[..self.0.partition_point(|(start, _)| *start < at)].last()?;
        paragraph.contains(start).then_some(body)
    }
}

/// As the words name it, else the one that they are about.
pub(super) fn organisation(doc: &Doc<'_, '_>, told: &Told, spoken: &Spoken) -> Option<Body> {
    let said = told.org.as_ref().filter(|said| names(doc, said));
    if let Some(body) = told.said(doc) {
        return Some(body);
    }
    let sentence = doc.sentence(told.tokens.start);
    // in a text about an organisation that no profile has, one that is named in passing is not meant
    let known = |scope: &Tokens| doc.within("known-org", scope).next_back().is_some();
    let paragraph = doc.block(doc.block_of(sentence.start));
    let spoken_of = |main: &Tokens| {
        doc.within("org", &paragraph).any(|org| one_of_text(doc, &org.tokens, main))
            || paragraph.clone().any(|at| stands_for(doc, at).as_ref() == Some(main))
    };
    let new = doc.main_org.as_ref().is_some_and(|main| !known(main));
    let aside = new && doc.main_org.as_ref().is_some_and(spoken_of);
    // a paragraph of its own about a session of another one
    let sits = |org: &Mention| !aside && doc.holding("event", org.tokens.start).is_some();
    let meant = |org: &&Mention| !new || told.tokens.contains(&org.tokens.start) || sits(org);
    let near = || doc.within("known-org", &sentence).find(meant).map(|org| Body::of(doc, &org.tokens));
    let here = || near().or_else(|| named_by_head(doc, told).map(|org| Body::of(doc, &org)));
    // the body last named in the paragraph, then the one that the whole text is about
    let above = doc.block(doc.block_of(sentence.start)).start..sentence.start;
    let last = || doc.within("known-org", &above).rfind(meant).map(|org| org.tokens.clone());
    let section = || doc.section_org(told.tokens.start);
    let before = || spoken.before(doc, told.tokens.start).cloned();
    let full = || section().or_else(last).or_else(|| doc.main_org.clone());
    // "the bloc" that the text names nowhere in full says no more than what the text is about
    let short = || {
        if said.is_some() {
            return None;
        }
        told.own(doc).or_else(|| told.short(doc, &told.tokens)).or_else(|| told.short(doc, &sentence))
    };
    // "the Council" of a text that names it in no other way
    let alone = said.filter(|said| {
        let at = forms::bare(doc, said).start;
        let kind = doc.starts("org-head", at).and_then(|head| head.attribute("kind"));
        doc.short_org(said)
            && doc.chart.tokens()[at].is_capitalised()
            && kind.is_some_and(|kind| kind != "organisation")
    });
    if let Some(alone) = alone {
        return Some(Body::of(doc, alone));
    }
    short()
        .or_else(here)
        .or_else(before)
        .or_else(|| full().map(|org| Body::of(doc, &org)))
        .or_else(|| said.map(|tokens| Body::of(doc, tokens)))
}

/// "The chair of the Council": the body named last before whose head noun the words around repeat.
fn named_by_head(doc: &Doc<'_, '_>, mention: &Told) -> Option<Tokens> {
    let free = |at: &usize| !mention.apart.iter().any(|other| other.contains(at));
    let words: Vec<usize> = mention.tokens.clone().filter(free).collect();
    let shares = |at: usize| {
        let keys = &doc.chart.words[at].keys;
        words.iter().any(|&word| doc.chart.words[word].keys.iter().any(|key| keys.contains(key)))
    };
    let head = |org: &Mention| match forms::heads_last(doc) {
        true => org.tokens.end - 1,
        false => org.tokens.start,
    };
    let fits = |org: &&Mention| {
        org.tokens.end <= mention.tokens.start
            && org.tokens.len() > 1
            && doc.starts("org-head", head(org)).is_some()
            && shares(head(org))
    };
    // "the union" of a text about one union is that one
    let main = doc.main_org.clone().filter(|main| {
        let at = if forms::heads_last(doc) { main.end.saturating_sub(1) } else { main.start };
        let kind = doc.starts("org-head", at).and_then(|head| head.attribute("kind"));
        main.end <= mention.tokens.start && main.len() > 1 && kind == Some("organisation") && shares(at)
    });
    let mut above = doc.all("org").iter().map(|&id| doc.mention(id));
    main.or_else(|| above.rfind(fits).map(|org| org.tokens.clone()))
}
