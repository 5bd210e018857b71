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
    let blocks = doc.blocks();
    (blocks.start..blocks.end.saturating_sub(1)).filter_map(signed).collect()
}
