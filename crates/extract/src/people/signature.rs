//! Who signs: the post and the name that end a decree.

use text::token::TokenKind;

use super::{organisation_name, title_name};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};

/// The end of a decree: a line that is a post and whose it is, and a line that is a name.
pub(super) fn signatures(doc: &Doc<'_, '_>) -> Vec<Fact> {
    let word = |at: &usize| doc.chart.tokens()[*at].kind != TokenKind::Mark;
    let words = |tokens: Tokens| -> Option<Tokens> {
        let mut inner = tokens.filter(word);
        let first = inner.next()?;
        Some(first..inner.next_back().unwrap_or(first) + 1)
    };
    let capital = |at: usize| doc.chart.tokens()[at].is_capitalised();
    let signed = |number: usize| {
        let (post, name) = (doc.block(number), words(doc.block(number + 1))?);
        let title = words(post.clone()).and_then(|post| doc.starts("title", post.start))?;
        let (who, person) = doc.persons.within(&doc.block(number + 1)).next()?;
        let rest = words(title.tokens.end..post.end);
        let whose = |rest: &Tokens| {
            ["org", "state", "country", "known-org"].iter().any(|class| doc.at(class, rest).is_some())
        };
        // "of the Republic": small words may stand between the post and whose it is
        let rest = rest.map(|rest| rest.clone().find(|&at| capital(at)).unwrap_or(rest.start)..rest.end);
        if who.start > name.start || who.end + 1 < name.end || rest.as_ref().is_some_and(|rest| !whose(rest))
        {
            return None;
        }
        let mut fact = Fact::new("office", "extract/signature".into());
        fact.set("person", doc.persons.known[person].name.clone());
        fact.set("title", title_name(doc, &title.tokens, false));
        if let Some(organisation) = rest.map(|rest| organisation_name(doc, &rest)) {
            fact.set("organisation", organisation);
        }
        fact.set("status", "current".to_owned());
        fact.evidence.push(post.start..doc.block(number + 1).end);
        Some(fact)
    };
    // "(signed) X" and the post in the line below
    let above = |number: usize| {
        let (name, post) = (words(doc.block(number))?, words(doc.block(number + 1))?);
        let title = doc.starts("title", post.start).filter(|title| title.tokens.end == post.end)?;
        let (who, person) = doc.persons.within(&doc.block(number)).next()?;
        let marked = name.start < who.start && doc.is_mark(who.start - 1, &[")"]);
        if who.end != name.end || !marked && name.start != who.start || !capital(post.start) {
            return None;
        }
        let mut fact = Fact::new("office", "extract/signature".into());
        fact.set("person", doc.persons.known[person].name.clone());
        fact.set("title", title_name(doc, &title.tokens, false));
        fact.set("status", "current".to_owned());
        let head = title.tokens.clone().find_map(|at| doc.starts("title-head", at));
        fact.scope = head.and_then(|head| head.attribute("scope")).map(str::to_owned);
        fact.evidence.push(doc.block(number).start..doc.block(number + 1).end);
        Some(fact)
    };
    const LAST: usize = 6;
    let blocks = doc.blocks();
    let pairs = blocks.start..blocks.end.saturating_sub(1);
    let last = pairs.end.saturating_sub(LAST).max(pairs.start)..pairs.end;
    pairs.filter_map(signed).chain(last.filter_map(above)).collect()
}
