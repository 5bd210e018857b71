//! The names that a text has for organisations and for their bodies, in sentences and in titles in capitals.

use std::collections::HashSet;

use rules::Mention;
use text::morph::Tags;
use text::segment::BlockKind;
use text::token::{Shape, TokenKind};

use super::{Doc, Tokens, shorts};
use crate::forms;

impl Doc<'_, '_> {
    /// A head noun standing alone for a body named in full elsewhere.
    pub fn short_org(&self, tokens: &Tokens) -> bool {
        let bare = forms::bare(self, tokens);
        bare.len() == 1 && self.starts("org-head", bare.start).is_some_and(|head| head.tokens == bare)
    }

    /// "the organisation" of a text about one: the name of that one.
    pub fn spoken_of(&self, tokens: &Tokens) -> Tokens {
        let full = self.full_org(tokens);
        let bare = forms::bare(self, tokens);
        let head = self.starts("org-head", bare.start).and_then(|head| head.attribute("kind"));
        let small = self.short_org(&full)
            && head == Some("organisation")
            && !forms::heads_last(self)
            && !self.chart.tokens()[bare.start].is_capitalised();
        self.main_org.clone().filter(|_| small).unwrap_or(full)
    }

    fn orgs_in_full(&self) -> Vec<Tokens> {
        let named = self.all("org").iter().map(|&id| self.mention(id).tokens.clone());
        let mut named: Vec<Tokens> = named.chain(organisations(self)).collect();
        named.retain(|name| !self.short_org(name));
        named.sort_by_key(|name| name.start);
        named
    }

    /// The fullest name of a body that a head noun alone refers back to.
    pub fn full_org(&self, tokens: &Tokens) -> Tokens {
        if !self.short_org(tokens) {
            return tokens.clone();
        }
        let word = self.chart.words[forms::bare(self, tokens).start].clone();
        // a head may be of several words: "security council"
        let is_head = |at: usize| self.chart.words[at].keys.iter().any(|key| word.keys.contains(key));
        let same_head = |other: &&Tokens| {
            let head = (*other).clone().find_map(|at| self.starts("org-head", at));
            other.len() > 1 && head.is_some_and(|head| head.tokens.clone().any(is_head))
        };
        let named = self.named_orgs.get_or_init(|| self.orgs_in_full());
        let before = &named[..named.partition_point(|other| other.start < tokens.start)];
        // a body named only within others' names may be what the whole text is about
        let main = || {
            let main = self.main_org.clone()?;
            let head = main.clone().find(|&at| self.starts("org-head", at).is_some())?;
            self.chart.words[head].keys.iter().any(|key| word.keys.contains(key)).then_some(main)
        };
        // "the union" of a text about one union is that one, whatever other union was named last
        let bare = forms::bare(self, tokens).start;
        let organisation =
            self.starts("org-head", bare).is_some_and(|head| head.attribute("kind") == Some("organisation"));
        let spoken_of = main().filter(|main| organisation && main.len() > 1 && main.start < tokens.start);
        let last = || before.iter().rfind(same_head).cloned();
        spoken_of.or_else(last).or_else(main).unwrap_or_else(|| tokens.clone())
    }
}

/// The last token of the head noun of an organisation's name.
pub(super) fn head_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<usize> {
    let head = doc.org_head(tokens).or_else(|| led_head(doc, tokens)).or_else(|| {
        let mut heads = tokens.clone().filter_map(|at| doc.starts("org-head", at));
        if forms::heads_last(doc) { heads.next_back() } else { heads.next() }
    })?;
    head.tokens.end.checked_sub(1)
}

/// The names of organisations, also where they end the names of their bodies: "the Council of the Union of A".
pub(super) fn organisations(doc: &Doc<'_, '_>) -> Vec<Tokens> {
    let capital = |at: usize| doc.chart.tokens()[at].is_capitalised();
    let organisation =
        |head: &Mention| head.attribute("kind") == Some("organisation") && capital(head.tokens.start);
    // "the Court of the Customs union": an adjective's capital opens the name
    let led = |inner: &Mention, head: usize| {
        inner.attribute("kind") == Some("organisation")
            && inner.tokens.start > head
            && capital(inner.tokens.start - 1)
            && doc.chart.words[inner.tokens.start - 1].reads_as(Tags::ADJ)
    };
    let name = |mention: &Mention| {
        let tokens = &mention.tokens;
        if mention.attribute("kind") == Some("organisation") {
            return Some(tokens.clone());
        }
        let head = doc.org_head(tokens).or_else(|| led_head(doc, tokens))?;
        if head.attribute("kind") == Some("organisation") {
            return Some(below(doc, tokens, head).unwrap_or_else(|| tokens.clone()));
        }
        if forms::governed_from_behind(doc) {
            // "the B Union's Council of Ministers" names the Union
            let union = tokens.clone().filter_map(|at| doc.starts("org-head", at)).find(|head| {
                head.attribute("kind") == Some("organisation") && head.tokens.end < tokens.end
            })?;
            return Some(tokens.start..union.tokens.end).filter(|name| capital(name.start));
        }
        let inner = (head.tokens.end..tokens.end)
            .filter_map(|at| doc.starts("org-head", at))
            .find(|inner| organisation(inner) || led(inner, head.tokens.end))?;
        let start = (head.tokens.end..inner.tokens.start).rev().take_while(|&at| capital(at)).last();
        Some(start.unwrap_or(inner.tokens.start)..tokens.end)
    };
    let mut names: Vec<Tokens> = doc.all("org").iter().filter_map(|&id| name(doc.mention(id))).collect();
    names.extend(titles(doc, &["organisation"]));
    let known = |name: &Tokens| {
        doc.all("org").iter().any(|&id| {
            let org = &doc.mention(id).tokens;
            org.start <= name.start && name.end <= org.end
        })
    };
    let spelt = shorts::spelt_out(doc).into_iter().map(|(name, _)| name);
    names.extend(spelt.filter(|name| !known(name)));
    names
}

/// "The Audit board of the League of A": the League, where a head noun with a small letter stands above it.
fn below(doc: &Doc<'_, '_>, tokens: &Tokens, head: &Mention) -> Option<Tokens> {
    if forms::heads_last(doc) {
        return None;
    }
    let capital = |at: usize| doc.chart.tokens()[at].is_capitalised();
    let heads = (tokens.start..head.tokens.start).filter_map(|at| doc.starts("org-head", at));
    let above = heads.filter(|above| above.attribute("kind") != Some("organisation")).last()?;
    let adjectives = (above.tokens.end..head.tokens.start).rev().take_while(|&at| capital(at)).last();
    let genitive = doc.chart.words[head.tokens.start].reads_as(Tags::GEN);
    (!capital(above.tokens.start) && genitive).then(|| adjectives.unwrap_or(head.tokens.start)..tokens.end)
}

/// Councils by name; "the Council of Ministers" is a body of something else.
pub(super) fn councils(doc: &Doc<'_, '_>) -> Vec<Tokens> {
    bodies(doc, &["council"], |tokens| of_persons(doc, tokens))
}

/// Councils, commissions, courts and agencies that no organisation and no state is named to own.
pub(super) fn standing_bodies(doc: &Doc<'_, '_>) -> Vec<Tokens> {
    const OWNERS: [&str; 2] = ["country", "country-adjective"];
    const KINDS: [&str; 5] = ["council", "committee", "court", "office", "assembly"];
    // "the Upper Basin Authority": a name that no list has is a state's where the text has it alone as well
    let states = doc.all("state").iter().map(|&id| &doc.mention(id).tokens);
    let alone: HashSet<&str> = states
        .filter(|state| doc.holding("org", state.start).is_none())
        .map(|state| doc.chart.written(state))
        .collect();
    let of_state = |tokens: &Tokens| {
        doc.within("state", tokens).any(|state| alone.contains(doc.chart.written(&state.tokens)))
    };
    let owned = |tokens: &Tokens| {
        let organisation = |at: usize| {
            doc.starts("org-head", at).is_some_and(|head| head.attribute("kind") == Some("organisation"))
        };
        let end = doc.org_head(tokens).map_or(tokens.end, |head| head.tokens.end);
        let inner = (end..tokens.end).any(|at| doc.starts("org-head", at).is_some());
        of_persons(doc, tokens)
            || !forms::heads_last(doc) && inner
            || OWNERS.iter().any(|class| doc.within(class, tokens).next().is_some())
            || of_state(tokens)
            || tokens.clone().any(organisation)
    };
    let mut names = bodies(doc, &KINDS, owned);
    names.extend(titles(doc, &KINDS).into_iter().filter(|tokens| !owned(tokens)));
    names
}

fn bodies(doc: &Doc<'_, '_>, kinds: &[&str], not: impl Fn(&Tokens) -> bool) -> Vec<Tokens> {
    let name = |mention: &Mention| {
        let head = doc.org_head(&mention.tokens).or_else(|| led_head(doc, &mention.tokens))?;
        let kind = head.attribute("kind")?;
        (kinds.contains(&kind) && !not(&mention.tokens)).then(|| mention.tokens.clone())
    };
    doc.all("org").iter().filter_map(|&id| name(doc.mention(id))).collect()
}

/// A line in capitals throughout at the head of the text that is nothing but a body's name, with its abbreviation
/// perhaps: no rule tells names from words there.
fn titles(doc: &Doc<'_, '_>, kinds: &[&str]) -> Vec<Tokens> {
    const LINES: usize = 3;
    const LONGEST: usize = 14;
    let name = |line: Tokens| {
        let open = line.clone().find(|&at| doc.is_mark(at, &["("])).unwrap_or(line.end);
        let name = forms::bare(doc, &(line.start..open));
        let word = |at: &usize| doc.chart.tokens()[*at].kind == TokenKind::Word;
        let words: Vec<usize> = name.clone().filter(word).collect();
        let whole = words.len() > 1
            && name.len() <= LONGEST
            && words.iter().all(|&at| doc.chart.tokens()[at].shape == Shape::Upper)
            && doc.within("org", &name).next().is_none();
        let named = ["event-head", "document-head"]
            .iter()
            .any(|class| name.clone().any(|at| doc.starts(class, at).is_some()));
        if !whole || named {
            return None;
        }
        let kind = title_head(doc, &name)?.attribute("kind")?;
        kinds.contains(&kind).then_some(name)
    };
    let heading =
        |number: &usize| matches!(doc.block_kind(*number), BlockKind::Heading | BlockKind::Paragraph);
    (0..LINES).filter(heading).filter_map(|number| name(doc.sentence(doc.block(number).start))).collect()
}

/// The head noun of a name in capitals: among its first words, or its last where heads end their phrases.
fn title_head<'d>(doc: &'d Doc<'_, '_>, name: &Tokens) -> Option<&'d Mention> {
    const FIRST: usize = 4;
    if forms::heads_last(doc) {
        let last = |at: usize| doc.starts("org-head", at).filter(|head| head.tokens.end == name.end);
        // where cases alone stand last, heads open their phrases
        return (name.start..name.end)
            .find_map(last)
            .or_else(|| doc.starts("org-head", name.start).filter(|_| !forms::governed_from_behind(doc)));
    }
    (name.start..name.end.min(name.start + FIRST)).find_map(|at| doc.starts("org-head", at))
}

/// "Council of Ministers", "Committee of Senior Officials".
pub(super) fn of_persons(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let Some(head) = doc.org_head(tokens) else { return false };
    let rest = head.tokens.end..tokens.end;
    rest.clone().any(|at| doc.starts("title-head", at).is_some())
        || doc.within("collective", &rest).next().is_some()
}

/// "in the Steppe union": the head of a name that begins with an adjective's capital, where no sentence asks
/// for it.
fn led_head<'d>(doc: &'d Doc<'_, '_>, tokens: &Tokens) -> Option<&'d Mention> {
    const REACH: usize = 2;
    let first = tokens.start;
    let adjective = doc.chart.tokens()[first].is_capitalised() && doc.chart.words[first].reads_as(Tags::ADJ);
    let named = doc.sentence(first).start < first || !doc.chart.words[first].known;
    (!forms::heads_last(doc) && adjective && named)
        .then(|| (first + 1..tokens.end.min(first + 1 + REACH)).find_map(|at| doc.starts("org-head", at)))
        .flatten()
}
