//! The body that stands beside a post: before it where heads end their phrases, else behind it.

use text::morph::Tags;
use text::token::TokenKind;

use super::owner::organisation_of;
use crate::bodies::{self, Body};
use crate::doc::{Doc, Tokens};
use crate::forms;

/// "The Assembly's secretary", "secretary of the A": a body beside the title that is named by its head noun alone or by
/// an abbreviation; or in full, where no rule sees it.
pub(super) fn beside(doc: &Doc<'_, '_>, title: &Tokens) -> Option<String> {
    let sentence = doc.sentence(title.start);
    if let Some(body) = touching(doc, title) {
        return Some(organisation_of(doc, &body));
    }
    if let Some(body) = of_own_head(doc, title, &sentence) {
        return Some(forms::nominative(doc, &body));
    }
    if doc.pack.setting("definite-words").is_some()
        && let Some(body) = small_owner(doc, title, &sentence)
    {
        return Some(Body::of(doc, &body).name);
    }
    if !forms::heads_last(doc) {
        let at = Some(title.end).filter(|at| sentence.contains(at))?;
        let owned = doc.chart.words[at].readings.is_empty() || doc.chart.words[at].reads_as(Tags::GEN);
        return bodies::called(doc, at).filter(|_| owned).map(|body| body.name);
    }
    let before = title.start.checked_sub(1).filter(|at| sentence.contains(at))?;
    // "the Assembly's new secretary"
    let adjective = doc.chart.words[before].readings.first().is_some_and(|tags| tags.has(Tags::ADJ));
    let further = before.checked_sub(1).filter(|at| adjective && sentence.contains(at));
    let near = || [Some(before), further].into_iter().flatten();
    let called = near().find_map(|at| bodies::called(doc, at)).map(|body| body.name);
    called.or_else(|| near().find_map(|at| same_noun(doc, at)))
}

/// "The forum's new secretary", "head of the body": the body that the text names in full.
fn small_owner(doc: &Doc<'_, '_>, title: &Tokens, sentence: &Tokens) -> Option<Tokens> {
    const BETWEEN: usize = 3;
    let owner = |at: usize| doc.is_mark(at, &["'s", "\u{2019}s"]) && at > sentence.start;
    let from = title.start.saturating_sub(BETWEEN).max(sentence.start);
    let mark = (from..title.start).rev().find(|&at| owner(at));
    let plain = |at: usize| {
        !doc.chart.tokens()[at].is_capitalised() && doc.chart.tokens()[at].kind == TokenKind::Word
    };
    if let Some(mark) = mark.filter(|&mark| (mark + 1..title.start).all(plain)) {
        let meant = |at: usize| bodies::meant_by(doc, at).or_else(|| named_with(doc, at));
        return Some(mark - 1).filter(|&at| plain(at)).and_then(meant);
    }
    let words = doc.pack.setting("body-words").unwrap_or_default();
    let articles = doc.pack.setting("definite-words").unwrap_or_default();
    let at = title.end + 2;
    (at < sentence.end
        && doc.is_any_of(title.end, words)
        && doc.is_any_of(title.end + 1, articles)
        && plain(at))
    .then(|| bodies::meant_by(doc, at).or_else(|| named_with(doc, at)))
    .flatten()
}

/// "The university's rector" of a text that named one before: what the same noun heads there.
fn same_noun(doc: &Doc<'_, '_>, at: usize) -> Option<String> {
    let word = doc.chart.words.get(at)?;
    let owns = word.reads_as(Tags::GEN) || word.reads_as(Tags::NOM) || word.readings.is_empty();
    named_with(doc, at).filter(|_| owns).map(|body| Body::of(doc, &body).name)
}

/// The body last named in full before a noun that heads its name; as far back as a reader may look for it.
fn named_with(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    const BACK: usize = 40;
    let word = doc.chart.words.get(at)?;
    let free = doc.chart.tokens()[at].kind == TokenKind::Word
        && !word.reads_as(Tags::NOUN.with(Tags::PL))
        && doc.starts("title-head", at).is_none()
        && doc.holding("org", at).is_none_or(|org| org.len() == 1 || doc.short_org(&org));
    if !free {
        return None;
    }
    let ids = doc.all("org");
    let before = &ids[..ids.partition_point(|&id| doc.mention(id).tokens.end <= at)];
    let headed = |org: &&Tokens| {
        let last = org.end.checked_sub(1);
        let head =
            if forms::heads_last(doc) { last } else { doc.org_head(org).map(|head| head.tokens.start) };
        let head = head.or(last).and_then(|head| doc.chart.words.get(head));
        org.len() > 1 && head.is_some_and(|head| head.keys.iter().any(|key| word.keys.contains(key)))
    };
    before.iter().rev().take(BACK).map(|&id| &doc.mention(id).tokens).find(headed).cloned()
}

/// "The audit commission's chair", "chair of the commission on water" where heads end their phrases: a body that its head
/// noun and the words before it name, though no rule takes them for a name.
fn of_own_head(doc: &Doc<'_, '_>, title: &Tokens, sentence: &Tokens) -> Option<Tokens> {
    const LONGEST: usize = 7;
    if !forms::governed_from_behind(doc) {
        return None;
    }
    let last = title.start.checked_sub(1).filter(|at| sentence.contains(at))?;
    let long = |org: &Tokens| org.len() > 1 && !doc.short_org(org);
    let bodies = doc.pack.setting("bare-body-words")?;
    if !doc.is_any_of(last, bodies) || doc.holding("org", last).is_some_and(|org| long(&org)) {
        return None;
    }
    let about = doc.pack.setting("about-words").unwrap_or_default();
    let mut start = last;
    let mut within = false;
    while start > sentence.start && last - start < LONGEST {
        let at = start - 1;
        let word = &doc.chart.words[at];
        let small = !doc.chart.tokens()[at].is_capitalised();
        let plain = doc.chart.tokens()[at].kind == TokenKind::Word
            && !word.reads_as(Tags::DET)
            && doc.persons.at(&(at..at + 1)).is_none();
        let adjective = word.readings.first().is_some_and(|tags| tags.has(Tags::ADJ));
        let topic = within
            && small
            && (word.reads_as(Tags::NOM)
                || word.reads_as(Tags::CONJ)
                || adjective
                || word.readings.is_empty());
        let of_name = !small && (adjective || word.readings.is_empty() || word.reads_as(Tags::GEN));
        if plain && doc.is_any_of(at, about) {
            within = true;
        } else if !plain || !(topic || adjective && small || of_name) {
            break;
        }
        start = at;
    }
    while start < last && (doc.chart.words[start].reads_as(Tags::CONJ) || doc.is_any_of(start, about)) {
        start += 1;
    }
    (start < last).then_some(start..title.start)
}

/// The body named in full whose name touches a title: before it where heads end their phrases, else behind it.
fn touching(doc: &Doc<'_, '_>, title: &Tokens) -> Option<Tokens> {
    let sentence = doc.sentence(title.start);
    let full = |org: &Tokens| org.len() > 1 && sentence.start <= org.start && org.end <= sentence.end;
    if forms::governed_from_behind(doc) {
        let body = doc.holding("org", title.start.checked_sub(1)?)?;
        return Some(body).filter(|body| body.end == title.start && full(body));
    }
    let body = doc.holding("org", title.end)?;
    let owned =
        doc.chart.words[body.start].readings.is_empty() || doc.chart.words[body.start].reads_as(Tags::GEN);
    Some(body).filter(|body| body.start == title.end && owned && full(body) && !forms::heads_last(doc))
}

/// "the «A» centre's director" of which a rule took "centre's director" for the post: the post and the body.
pub(super) fn within(doc: &Doc<'_, '_>, title: &Tokens) -> Option<(Tokens, Tokens)> {
    let body = doc.holding("org", title.start).filter(|_| forms::governed_from_behind(doc))?;
    let rest = body.end..title.end;
    let post = body.start < title.start && rest.clone().any(|at| doc.starts("title-head", at).is_some());
    post.then_some((rest, body))
}
