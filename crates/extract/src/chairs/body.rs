//! The organisation that a chair or a membership is told of.

use rules::Mention;

use crate::bodies::{Body, named_in, names};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;

impl Body {
    pub(super) fn enter(&self, fact: &mut Fact) {
        fact.set("organisation", self.name.clone());
        fact.scope.clone_from(&self.id);
    }
}

/// As the words name it, else the one that they are about.
pub(super) fn organisation(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Body> {
    let said = mention.part("org").map(|part| &part.tokens).filter(|said| names(doc, said));
    if let Some(body) = said.and_then(|tokens| Body::said(doc, tokens)) {
        return Some(body);
    }
    let sentence = doc.sentence(mention.tokens.start);
    let parties = ["member", "holder", "from"];
    let apart: Vec<Tokens> =
        parties.iter().flat_map(|part| mention.parts(part)).map(|part| part.tokens.clone()).collect();
    let short = |scope: &Tokens| named_in(doc, scope, &mention.tokens, &apart);
    // in a text about an organisation that no profile has, one that is named in passing is not meant
    let known = |scope: &Tokens| doc.within("known-org", scope).next_back().is_some();
    let new = doc.main_org.as_ref().is_some_and(|main| !known(main));
    let meant = |org: &&Mention| !new || mention.tokens.contains(&org.tokens.start);
    let near = || doc.within("known-org", &sentence).find(meant).map(|org| Body::of(doc, &org.tokens));
    let here = || near().or_else(|| named_by_head(doc, mention, &apart).map(|org| Body::in_short(doc, &org)));
    // "in the Council of the Network A is in the chair": the one body that the words name in full
    let own = || {
        mention.part("holder").filter(|_| doc.class("chairmanship") == Some(mention.class))?;
        let outside = |org: &&Mention| !apart.iter().any(|other| other.contains(&org.tokens.start));
        let full = |org: &&Mention| org.tokens.len() > 1 && !doc.short_org(&org.tokens);
        let mut bodies = doc.within("org", &mention.tokens).filter(outside);
        let only = bodies.next().filter(|_| bodies.next().is_none())?;
        let words = doc.pack.setting("place-words").unwrap_or_default();
        let within = |org: &&Mention| org.tokens.start > 0 && doc.is_any_of(org.tokens.start - 1, words);
        Some(only).filter(full).filter(within).map(|org| Body::of(doc, &org.tokens))
    };
    // the body last named in the paragraph, then the one that the whole text is about
    let above = doc.block(doc.block_of(sentence.start)).start..sentence.start;
    let last = || doc.within("known-org", &above).rfind(meant).map(|org| org.tokens.clone());
    let section = || doc.section_org(mention.tokens.start);
    let full = || section().or_else(last).or_else(|| doc.main_org.clone());
    // "the bloc" that the text names nowhere in full says no more than what the text is about
    let short = || {
        if said.is_some() {
            None
        } else {
            own().or_else(|| short(&mention.tokens)).or_else(|| short(&sentence))
        }
    };
    short()
        .or_else(here)
        .or_else(|| full().map(|org| Body::in_short(doc, &org)))
        .or_else(|| said.map(|tokens| Body::of(doc, tokens)))
}

/// "The chair of the Council": the body named last before whose head noun the words around repeat.
fn named_by_head(doc: &Doc<'_, '_>, mention: &Mention, apart: &[Tokens]) -> Option<Tokens> {
    let free = |at: &usize| !apart.iter().any(|other| other.contains(at));
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
