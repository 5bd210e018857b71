//! Which body words mean: one by its name, by its head noun alone, by an abbreviation, or not at all.

use std::collections::HashMap;

use text::fold::fold;
use text::morph::Tags;
use text::token::{Shape, TokenKind};

use crate::doc::{Doc, Tokens, without_letters};
use crate::forms;

/// An organisation that something is told of: its name as the words there have it, and what the pack knows it as.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub name: String,
    pub id: Option<String>,
}

impl Body {
    /// By its full name.
    pub fn of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Body {
        Body { name: forms::nominative(doc, &without_letters(doc, tokens)), id: known(doc, tokens) }
    }

    /// "The Assembly" is the one that the text names in full, where it does; else it stays the Assembly.
    pub fn said(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<Body> {
        let full = doc.full_org(tokens);
        if let Some(main) = last_of_main(doc, &full) {
            return Some(Body::of(doc, &main));
        }
        if full == *tokens && !doc.short_org(&full) {
            return Some(Body::of(doc, &full));
        }
        let alone = doc.short_org(&full);
        let named = if alone { stands_for(doc, forms::bare(doc, tokens).start) } else { Some(full) };
        named.map(|full| Body::of(doc, &full))
    }
}

/// "The Forum" of a text about the A Forum, where that word heads no body of others.
fn last_of_main(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<Tokens> {
    doc.pack.setting("any-body-words").filter(|_| !forms::heads_last(doc))?;
    let bare = forms::bare(doc, tokens);
    let main = doc.main_org.as_ref().filter(|main| main.len() > 1 && bare.len() == 1)?;
    let last = without_letters(doc, main).end.checked_sub(1)?;
    let same = fold(doc.word(last)) == fold(doc.word(bare.start));
    (same && doc.starts("org-head", bare.start).is_none()).then(|| main.clone())
}

/// Whether a name, in full or in short, is that of the body of another name of the text.
pub(crate) fn one_of_text(doc: &Doc<'_, '_>, tokens: &Tokens, other: &Tokens) -> bool {
    let full = doc.full_org(tokens);
    let (one, another) = (known(doc, &full), known(doc, other));
    if one.is_some() || another.is_some() {
        return one == another;
    }
    full == *other || crate::chairs::one_body(&Body::of(doc, &full).name, &Body::of(doc, other).name)
}

/// Whether words name a body at all, in full or in short; a pronoun does not.
pub(crate) fn names(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    tokens.len() > 1
        || doc.chart.tokens()[tokens.start].is_capitalised()
        || ["org", "org-head", "known-org"].iter().any(|class| doc.starts(class, tokens.start).is_some())
}

fn known(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<String> {
    doc.within("known-org", tokens).next().and_then(|org| org.attribute("id")).map(str::to_owned)
}

/// The head nouns of the organisations that a text names, by dictionary form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heads(HashMap<String, Vec<Tokens>>);

impl Heads {
    pub fn collect(doc: &Doc<'_, '_>) -> Heads {
        let mut heads: HashMap<String, Vec<Tokens>> = HashMap::new();
        let named = doc.all("org").iter().map(|&id| &doc.mention(id).tokens);
        // a title in capitals is no mention of a rule
        for tokens in named.chain(&doc.main_org) {
            if tokens.len() < 2 || doc.short_org(tokens) {
                continue;
            }
            // "the press service of the League" is no league
            let first = || tokens.clone().find_map(|at| doc.starts("org-head", at));
            let last = || doc.starts("org-head", tokens.end - 1);
            let head = if forms::heads_last(doc) { last() } else { first() };
            let Some(head) = head.filter(|head| is_standing(head.attribute("kind"))) else { continue };
            for form in dictionary_forms(doc, head.tokens.end - 1) {
                heads.entry(form).or_default().push(tokens.clone());
            }
        }
        Heads(heads)
    }
}

/// Bodies that have members and a chair.
fn is_standing(kind: Option<&str>) -> bool {
    matches!(kind, Some("organisation" | "council" | "assembly" | "committee" | "court" | "office" | "group"))
}

fn dictionary_forms(doc: &Doc<'_, '_>, at: usize) -> Vec<String> {
    forms_of(doc, doc.word(at))
}

fn forms_of(doc: &Doc<'_, '_>, word: &str) -> Vec<String> {
    let mut forms: Vec<String> =
        doc.pack.morphology.analyse(word).into_iter().map(|one| fold(&one.lemma)).collect();
    forms.push(fold(word));
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The body named in full that a word alone stands for: its head noun, outside any longer name.
pub(crate) fn stands_for(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    let word = doc.chart.words.get(at)?;
    let nominal = word.readings.is_empty() || word.reads_as(Tags::NOUN) || word.reads_as(Tags::PROPN);
    if doc.chart.tokens()[at].kind != TokenKind::Word || !nominal || word.reads_as(Tags::NOUN.with(Tags::PL))
    {
        return None;
    }
    if doc.holding("org", at).is_some_and(|org| org.len() > 1 && !doc.short_org(&org)) {
        return None;
    }
    let heads = doc.heads();
    let named: Vec<&Tokens> =
        dictionary_forms(doc, at).iter().filter_map(|form| heads.0.get(form)).flatten().collect();
    // "the Union" of a text about one that it calls by its abbreviation
    let id = doc.main_org.as_ref().and_then(|main| known(doc, main));
    let same = |org: &&&Tokens| id.is_some() && known(doc, org) == id;
    let spelled = || {
        let full = doc.pack.lexicon_form("known-org", id.as_deref()?)?;
        let last = forms::heads_last(doc);
        let heads = full.split_whitespace().rev().take(if last { 1 } else { usize::MAX });
        let forms =
            if last || doc.starts("org-head", at).is_some() { dictionary_forms(doc, at) } else { Vec::new() };
        let is_head =
            |word: &str| !forms.is_empty() && forms_of(doc, word).iter().any(|form| forms.contains(form));
        heads.into_iter().any(is_head).then_some(doc.main_org.as_ref()).flatten()
    };
    let main = doc.main_org.as_ref().filter(|main| named.contains(main));
    let main = main.or_else(|| named.iter().find(same).copied()).or_else(spelled);
    let before = || named.iter().copied().filter(|org| org.start < at).max_by_key(|org| org.start);
    let after = || named.iter().copied().min_by_key(|org| org.start);
    main.or_else(before).or_else(after).cloned()
}

/// The body named in full that a word with a small letter means: by its head noun, by the last word of the name that
/// the text is about, or by a word for any body.
pub(crate) fn meant_by(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    let noun = doc.starts("org-head", at).filter(|head| head.tokens.len() == 1);
    if is_standing(noun.and_then(|head| head.attribute("kind")))
        && let Some(full) = stands_for(doc, at)
    {
        return Some(full);
    }
    let main = doc.main_org.as_ref().filter(|main| main.len() > 1)?;
    let any = doc.pack.setting("any-body-words").is_some_and(|words| doc.is_any_of(at, words));
    // "the forum" of a text about the A Forum
    let last = without_letters(doc, main).end.checked_sub(1)?;
    let own = !forms::heads_last(doc) && fold(doc.word(last)) == fold(doc.word(at));
    (any || own && doc.pack.setting("any-body-words").is_some()).then(|| main.clone())
}

/// The body that a word names by its head noun alone, or by an abbreviation.
pub(crate) fn called(doc: &Doc<'_, '_>, at: usize) -> Option<Body> {
    let here = at..at + 1;
    let abbreviation = doc.at("org", &here).is_some() && begins_in_capitals(doc, at);
    if abbreviation {
        return Some(Body::of(doc, &here));
    }
    stands_for(doc, at).map(|full| Body::of(doc, &full))
}

/// Capitals alone, or with an ending.
fn begins_in_capitals(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].shape == Shape::Upper
        || doc.word(at).chars().take_while(|letter| letter.is_uppercase()).count() > 2
}

/// The body that some words name in short, nearest to a mention; names of events and papers, and what is told to stand
/// apart, aside. Beyond the mention itself a small letter may be any such body.
pub(crate) fn named_in(doc: &Doc<'_, '_>, scope: &Tokens, near: &Tokens, apart: &[Tokens]) -> Option<Body> {
    let meant = |at: usize| {
        near.contains(&at) || doc.chart.tokens()[at].is_capitalised() || {
            let main = doc.main_org.as_ref();
            main.is_some_and(|main| stands_for(doc, at).as_ref() == Some(main))
        }
    };
    let free = |at: &usize| {
        !apart.iter().any(|tokens| tokens.contains(at))
            && !["event", "document"].iter().any(|class| doc.holding(class, *at).is_some())
            && meant(*at)
    };
    let distance = |at: &usize| crate::time::distance(doc, near, &(*at..at + 1));
    let mut words: Vec<usize> = scope.clone().filter(free).collect();
    words.sort_by_key(distance);
    words.into_iter().find_map(|at| called(doc, at))
}
