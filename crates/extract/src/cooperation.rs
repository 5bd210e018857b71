//! Cooperation: with which other organisations one is said to work.

use rules::Mention;

use crate::chairs::one_body;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::{forms, people};

/// One fact for each partner that is named. States are no partners here: they are members, or what a meeting tells of.
pub(crate) fn find(doc: &Doc<'_, '_>) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    for &id in doc.all("cooperation") {
        for fact in cooperation(doc, doc.mention(id)) {
            let same = found.iter_mut().find(|known| {
                known.get("partner") == fact.get("partner")
                    && known.get("organisation") == fact.get("organisation")
            });
            match same {
                Some(known) => known.evidence.extend(fact.evidence),
                None => found.push(fact),
            }
        }
    }
    found
}

fn cooperation(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Fact> {
    let partners = mention.parts("partner").map(|part| part.tokens.clone());
    let mut partners: Vec<Tokens> = partners.collect();
    let main = doc.main_org.clone();
    let whose = match mention.part("org").map(|part| doc.full_org(&part.tokens)) {
        // between two, the one that the text is about comes first
        Some(said) => {
            match partners.iter_mut().find(|one| main.as_ref().is_some_and(|main| is_same(doc, one, main))) {
                Some(partner) => std::mem::replace(partner, said),
                None => said,
            }
        }
        None => match main {
            Some(main) => main,
            None => return Vec::new(),
        },
    };
    if !is_organisation(doc, &whose) {
        return Vec::new();
    }
    let organisation = people::organisation_name(doc, &whose);
    let fact = |tokens: &Tokens| {
        let mut fact = Fact::new("cooperation", mention.rule.clone());
        fact.set("organisation", organisation.clone());
        fact.set("partner", forms::nominative(doc, tokens));
        fact.evidence.push(doc.sentence(mention.tokens.start));
        fact
    };
    partners
        .iter()
        .filter(|&tokens| is_organisation(doc, tokens) && !is_same(doc, tokens, &whose))
        .map(fact)
        .collect()
}

/// One that a profile knows or whose head noun says so; a ministry, a party or a company is none.
fn is_organisation(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let kind = || doc.org_head(tokens).and_then(|head| head.attribute("kind"));
    !doc.short_org(tokens) && (slug(doc, tokens).is_some() || kind() == Some("organisation"))
}

/// What the profiles know the organisation as; of a body, the organisation that has it.
fn slug<'d>(doc: &Doc<'d, '_>, tokens: &Tokens) -> Option<&'d str> {
    let known = |class| doc.within(class, tokens).last().and_then(|known| known.attribute("id"));
    let id = known("known-org").or_else(|| known("known-body"))?;
    id.split(['/', ':']).next()
}

fn is_same(doc: &Doc<'_, '_>, partner: &Tokens, whose: &Tokens) -> bool {
    match (slug(doc, partner), slug(doc, whose)) {
        (Some(partner), Some(whose)) => partner == whose,
        (None, None) => one_body(&forms::nominative(doc, partner), &forms::nominative(doc, whose)),
        _ => false,
    }
}
