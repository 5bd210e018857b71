//! Mentions read as events: which kind, by which name, and which of them are none.

use rules::Mention;

use super::name::{
    after_time, dated_word, is_in_a_name, is_plural, is_proper, listed_names, longest_head, number_in,
    trailing_name, without_dateline, without_host, without_persons,
};
use super::occasions::occasions;
use super::programme;
use crate::doc::{Doc, Tokens};
use crate::forms;

/// One mention read as an event.
pub(super) struct Candidate {
    pub kind: String,
    pub tokens: Tokens,
    /// Tokens of the name; `None` where the mention is a mere "the session".
    pub name: Option<Tokens>,
    pub body: Option<Tokens>,
    pub proper: bool,
    pub generic: bool,
    /// Of a meeting: its words say that it is another than the session spoken of.
    pub apart: bool,
    /// A verb of meeting alone, with no body that meets.
    pub bare_verb: bool,
    /// A verb of meeting.
    pub meets: bool,
    /// Of "the session" in a sentence that says who gathered for it.
    pub gathered: bool,
    /// A word for any gathering: it means the one spoken of, whatever its kind.
    pub any: bool,
    /// What a gathering with a quoted name is called beside it: "the Fifth Forum of A" before the name.
    pub designation: Option<Tokens>,
    /// Where its own time and place stand, where one verb tells of several.
    pub told: Option<Tokens>,
    pub body_id: Option<String>,
    pub org_id: Option<String>,
    pub rule: std::sync::Arc<str>,
}

/// "The Conference of Ministers held its ninth meeting": what is called a conference is a body that meets.
pub(super) fn is_standing(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let covers = |org: &Mention| {
        org.attribute("sits").is_some()
            && org.tokens.start <= mention.tokens.start
            && mention.tokens.end <= org.tokens.end
    };
    doc.all("org").iter().any(|&id| covers(doc.mention(id)))
}

/// Inside the title of a document, or inside a quotation that is not its own name.
pub(super) fn is_inside_title(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let holds = |other: &Tokens| {
        other.start <= mention.tokens.start && mention.tokens.end <= other.end && *other != mention.tokens
    };
    // "Communique of the ninth session of the Council", "Report on the Lake Conference" over a text name what it is about
    let heads_text = |title: &Mention| {
        const HEAD: usize = 3;
        let number = doc.block_of(title.tokens.start);
        let head = title.part("head").and_then(|head| doc.starts("document-head", head.tokens.start));
        let kind = head.and_then(|head| head.attribute("kind"));
        // the programme of a gathering stands over lines by the clock
        let by_clock = || {
            (number + 1..=number + HEAD)
                .any(|line| line < doc.chart.segments.blocks.len() && programme::is_line(doc, line))
        };
        let named = match kind {
            Some("communique" | "report") => doc.pack.setting("verb-early").is_some(),
            Some("programme") => doc.pack.setting("verb-early").is_some() || by_clock(),
            _ => false,
        };
        number < HEAD && doc.block(number).start == title.tokens.start && named
    };
    let titles = doc.all("document").iter().map(|&id| doc.mention(id));
    titles.into_iter().any(|title| holds(&title.tokens) && !heads_text(title))
}

/// A head noun within a short quoted name: "Borders after Floods" tells of no flood.
pub(super) fn is_inside_name(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const LONGEST: usize = 14;
    let strictly = |quoted: &Tokens| {
        quoted.start < mention.tokens.start && mention.tokens.end < quoted.end && quoted.len() <= LONGEST
    };
    doc.all("quoted").iter().any(|&id| strictly(&doc.mention(id).tokens))
}

/// "the Forum Fisheries Agency", "Herald of the Forum for Schools": a head noun with a capital inside the name of a body
/// that goes on, or of an office, names no gathering.
pub(super) fn is_word_of_name(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let Some(head) = mention.part("head").map(|head| &head.tokens) else { return false };
    let capital =
        doc.chart.tokens()[head.start].is_capitalised() && doc.sentence(head.start).start < head.start;
    let goes_on =
        |org: &Mention| org.tokens.start <= mention.tokens.start && mention.tokens.end < org.tokens.end;
    let led = |title: &Mention| title.tokens.start < mention.tokens.start && head.end <= title.tokens.end;
    let within = |class: &str, holds: &dyn Fn(&Mention) -> bool| {
        doc.covering(class, head).any(|name| name.tokens != *head && holds(name))
    };
    capital && number_in(doc, &mention.tokens).is_none() && (within("org", &goes_on) || within("title", &led))
}

pub(super) fn candidates(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Candidate> {
    let head =
        mention.part("head").map(|part| longest_head(doc, &part.tokens, &mention.tokens, "event-head"));
    let head = head.as_ref();
    let head_mention = head.and_then(|head| doc.at("event-head", head));
    let series = mention.part("name").and_then(|name| {
        let inner = forms::bare(doc, &name.tokens);
        doc.starts("series", inner.start)
    });
    let kind = mention
        .attribute("kind")
        .or_else(|| head_mention.and_then(|head| head.attribute("kind")))
        .or_else(|| series.and_then(|series| series.attribute("kind")));
    // "the vice-president of A toured the port": the one who did is not A
    let officer = |at: usize| {
        let words = doc.pack.setting("body-words").unwrap_or_default();
        let article = doc.pack.setting("definite-words").is_some_and(|words| doc.is_any_of(at, words));
        let of = if article { at.checked_sub(1) } else { Some(at) };
        of.is_some_and(|of| doc.is_any_of(of, words) && doc.holding("title", of.saturating_sub(1)).is_some())
    };
    let visit = mention.attribute("kind") == Some("visit") && mention.part("party").is_some();
    if visit && mention.tokens.start.checked_sub(1).is_some_and(officer) {
        return Vec::new();
    }
    // "talks by A and B" are speeches at something else
    let speeches = head.is_some_and(|head| {
        doc.starts("part-verb", head.start).is_some_and(|verb| verb.tokens.end > head.end)
    });
    let Some(kind) = kind.filter(|_| !speeches && !is_founded(doc, mention)) else { return Vec::new() };
    // "- an agreement on help in case of earthquakes": an item that a document opens tells of no disaster
    let titled = || {
        let item = doc.block(doc.block_of(mention.tokens.start));
        let word = item.clone().find(|&at| doc.chart.tokens()[at].kind != text::token::TokenKind::Mark);
        doc.block_kind(doc.block_of(item.start)) == text::segment::BlockKind::Item
            && word.is_some_and(|at| doc.starts("document-head", at).is_some())
    };
    let drilled = || {
        let heads = mention.tokens.clone().filter_map(|at| doc.starts("event-head", at));
        heads.into_iter().any(|head| head.attribute("kind") == Some("exercise"))
    };
    if kind == "incident" && (head.is_some_and(|head| is_in_a_name(doc, head)) || titled() || drilled()) {
        return Vec::new();
    }
    let sits =
        || is_of_body(doc, mention) || is_numbered_sitting(doc, mention) || is_own_sitting(doc, mention);
    let kind = if kind == "meeting" && sits() { "session" } else { kind };
    let body = mention.part("body").map(|part| part.tokens.clone());
    let meets = mention.attribute("meets").is_some();
    let base = |name: Option<Tokens>, proper, generic| Candidate {
        kind: kind.to_owned(),
        tokens: mention.tokens.clone(),
        name,
        body: body.clone(),
        proper,
        generic,
        apart: is_apart(doc, mention, head),
        bare_verb: meets && body.is_none(),
        meets,
        gathered: false,
        any: head_mention.is_some_and(|head| head.attribute("any").is_some()),
        designation: None,
        told: None,
        org_id: doc
            .within("known-org", &mention.tokens)
            .next()
            .and_then(|known| known.attribute("id"))
            .map(str::to_owned),
        body_id: doc
            .within("known-body", &mention.tokens)
            .next()
            .and_then(|known| known.attribute("id"))
            .map(str::to_owned),
        rule: mention.rule.clone(),
    };
    let each = |occasions: Vec<Tokens>| -> Vec<Candidate> {
        let body = body.clone().or_else(|| subject_before(doc, &mention.tokens));
        let one = |told| Candidate { told: Some(told), body: body.clone(), ..base(None, false, false) };
        occasions.into_iter().map(one).collect()
    };
    if meets {
        let occasions = if body.is_some() { occasions(doc, mention) } else { Vec::new() };
        return if occasions.is_empty() { vec![base(None, false, false)] } else { each(occasions) };
    }
    let names: Vec<&Tokens> = mention.parts("name").map(|part| &part.tokens).collect();
    let own_names: Vec<&&Tokens> = names.iter().filter(|name| doc.at("quoted", name).is_some()).collect();
    if !own_names.is_empty() {
        return own_names
            .into_iter()
            .filter(|name| name.len() <= 22)
            .map(|name| Candidate {
                designation: (mention.tokens.start < name.start).then_some(mention.tokens.start..name.start),
                ..base(Some((*name).clone()), true, false)
            })
            .collect();
    }
    if let Some(name) = dated_name(doc, mention).filter(|_| matches!(kind, "exercise" | "operation")) {
        let designation = Some(mention.tokens.start..name.start);
        return vec![Candidate { designation, ..base(Some(name), true, false) }];
    }
    let Some(name) = names.first() else { return vec![base(None, false, true)] };
    let name = forms::without_loose_modifiers(doc, name);
    // "attacks and drugs: «Canal»": what befell bears no quoted names in a list
    let listed = if kind == "incident" { Vec::new() } else { listed_names(doc, mention, head) };
    if !listed.is_empty() {
        return listed.into_iter().map(|name| base(Some(name), true, false)).collect();
    }
    let named_later = matches!(kind, "exercise" | "operation" | "roundtable" | "seminar" | "conference");
    if let Some(later) =
        trailing_name(doc, mention, kind == "conference").filter(|_| named_later && !is_plural(doc, head))
    {
        return vec![base(Some(later), true, false)];
    }
    let name = without_persons(doc, &name, head);
    let name = without_dateline(doc, after_time(doc, name));
    let whole = name.end;
    let name = without_host(doc, name);
    let within_head = head.is_some_and(|head| name.start >= head.start && name.end <= head.end);
    // "the Meeting": a capital alone makes no name of its own
    let proper = !within_head && is_proper(doc, &name);
    let generic = !proper && head.is_some_and(|head| name.start >= head.start && name.end <= head.end);
    if is_plural(doc, head) {
        let occasions = occasions(doc, mention);
        if !proper || !occasions.is_empty() {
            return each(occasions);
        }
    }
    let tokens = if name.end < whole { mention.tokens.start..name.end } else { mention.tokens.clone() };
    vec![Candidate { tokens, ..base(Some(name), proper, generic) }]
}

/// "the exercise of the rescue services «Summit-2024»": a quoted name with a year is the event's, whatever stands
/// before it.
fn dated_name(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Tokens> {
    let last = doc.within("quoted", &mention.tokens).last()?;
    let ends = last.tokens.end == mention.tokens.end && last.tokens.start > mention.tokens.start;
    let dated = || last.tokens.clone().any(|at| dated_word(doc.word(at)));
    (ends && dated()).then(|| last.tokens.clone())
}

/// The body that sits, right before the words that say that it did.
pub(super) fn subject_before(doc: &Doc<'_, '_>, said: &Tokens) -> Option<Tokens> {
    const GAP: usize = 4;
    let before = doc.sentence(said.start).start..said.start;
    // "(AB)" behind the name explains it
    let explains = |org: &&Mention| org.tokens.start > 0 && doc.is_mark(org.tokens.start - 1, &["("]);
    let org = doc.within("org", &before).rfind(|org| !explains(org))?;
    (said.start - org.tokens.end <= GAP && sits(doc, &org.tokens)).then(|| org.tokens.clone())
}

/// "bilateral meeting", "talks between A and B", "working lunch": no other name of a session.
fn is_apart(doc: &Doc<'_, '_>, mention: &Mention, head: Option<&Tokens>) -> bool {
    const REACH: usize = 5;
    let words = doc.pack.setting("party-words").unwrap_or_default();
    let sentence = doc.sentence(mention.tokens.start);
    let after = mention.tokens.start..sentence.end.min(mention.tokens.end + REACH);
    let parties = || after.clone().any(|at| doc.is_any_of(at, words));
    head.is_some_and(|head| head.len() > 1) || parties()
}

/// "agreed to form a Forum": what is founded is not held.
fn is_founded(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const BACK: usize = 3;
    let Some(words) = doc.pack.setting("founding-words") else { return false };
    let start = mention.tokens.start;
    let from = start.saturating_sub(BACK).max(doc.sentence(start).start);
    (from..start).any(|at| doc.is_any_of(at, words))
}

/// Quoted names without a head of their own: those of a known series, and names with a year in a text that
/// speaks of exercises.
pub(super) fn bare_names(doc: &Doc<'_, '_>, found: &[Candidate]) -> Vec<Candidate> {
    let exercises = found.iter().any(|candidate| candidate.kind == "exercise");
    let named = |tokens: &Tokens| {
        found.iter().any(|candidate| {
            candidate.name.as_ref().is_some_and(|name| name.start <= tokens.start && tokens.end <= name.end)
        })
    };
    let mut bare = Vec::new();
    for &id in doc.all("quoted") {
        let tokens = doc.mention(id).tokens.clone();
        let inside = tokens.start + 1..tokens.end - 1;
        let of_place = ["place", "org"].iter().any(|class| {
            doc.all(class).iter().any(|&id| {
                let other = &doc.mention(id).tokens;
                other.start <= tokens.start && tokens.end <= other.end && other.len() > tokens.len()
            })
        });
        // "the centre «Name»": what a body is called
        let of_body =
            (tokens.start.saturating_sub(2)..tokens.start).any(|at| doc.starts("org-head", at).is_some());
        if of_place
            || of_body
            || tokens.len() > 9
            || named(&tokens)
            || is_inside_title(doc, doc.mention(id))
            || inside.is_empty()
        {
            continue;
        }
        let series =
            doc.starts("series", inside.start).and_then(|series| series.attribute("kind")).map(str::to_owned);
        let dated = inside.clone().any(|at| dated_word(doc.word(at))) && exercises;
        // "Glass Harbour" was held: a name that a verb of holding follows is of the kind spoken of before
        let held = (tokens.end..doc.sentence(tokens.start).end.min(tokens.end + 2))
            .any(|at| doc.starts("status-word", at).is_some());
        let capital = doc.chart.tokens()[inside.start].is_capitalised();
        let spoken_of = || {
            found
                .iter()
                .rev()
                .find(|candidate| {
                    candidate.tokens.end <= tokens.start && tokens.start - candidate.tokens.end <= 40
                })
                .map(|candidate| candidate.kind.clone())
        };
        let kind = series
            .or_else(|| listed_under(doc, &tokens).filter(|_| capital))
            .or_else(|| dated.then(|| "exercise".to_owned()))
            .or_else(|| if held && capital { spoken_of() } else { None });
        let Some(kind) = kind else { continue };
        let rule = doc.mention(id).rule.clone();
        bare.push(Candidate {
            kind,
            tokens: tokens.clone(),
            name: Some(tokens),
            body: None,
            proper: true,
            generic: false,
            apart: false,
            bare_verb: false,
            meets: false,
            gathered: false,
            any: false,
            designation: None,
            told: None,
            body_id: None,
            org_id: None,
            rule,
        });
    }
    bare
}

/// "The largest operations were:" over "- «A» (June)": the kind that the line over a list says of the quoted names that
/// open its items.
fn listed_under(doc: &Doc<'_, '_>, name: &Tokens) -> Option<String> {
    const NAMED: [&str; 5] = ["exercise", "operation", "conference", "roundtable", "seminar"];
    let number = doc.block_of(name.start);
    let opens = (doc.block(number).start..name.start)
        .all(|at| doc.chart.tokens()[at].kind != text::token::TokenKind::Word);
    let lead = doc.lead_in(number).filter(|_| opens)?;
    let mut heads = lead.clone().filter_map(|at| doc.starts("event-head", at));
    let (head, document) = (heads.next()?, doc.within("document-head", &lead).next());
    let kind = head.attribute("kind").filter(|kind| NAMED.contains(kind))?;
    (document.is_none() && is_plural(doc, Some(&head.tokens))).then(|| kind.to_owned())
}

/// Whether a meeting is that of a standing body: "meeting of the Council of Ministers".
pub(super) fn is_of_body(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let words = doc.pack.setting("with-words").unwrap_or_default();
    // "consultations with the Committee" are not its sitting
    let with = |org: &Mention| {
        let before = mention.tokens.start..org.tokens.start;
        before.rev().take(2).any(|at| doc.is_any_of(at, words))
    };
    doc.within("org", &mention.tokens).filter(|org| !with(org)).any(|org| sits(doc, &org.tokens))
}

/// Whether a body is one that meets in sessions.
pub(super) fn sits(doc: &Doc<'_, '_>, org: &Tokens) -> bool {
    const SITS: [&str; 4] = ["council", "committee", "assembly", "court"];
    if doc.at("org", org).is_some_and(|org| org.attribute("sits").is_some()) {
        return true;
    }
    let known = doc.within("known-body", org).last().and_then(|body| body.attribute("kind"));
    let first = || org.clone().find_map(|at| doc.starts("org-head", at));
    let head = doc.org_head(org).or_else(first).and_then(|head| head.attribute("kind"));
    known.or(head).is_some_and(|kind| SITS.contains(&kind))
}

/// "The Tenth Meeting", "20th ministerial meeting": what bears a number in a row is the sitting of a standing body.
fn is_numbered_sitting(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    doc.pack.setting("numbered-meetings").as_deref() == Some("session")
        && number_in(doc, &mention.tokens).is_some()
}

/// "The Council held its meeting": the sitting of the body that "its" means.
fn is_own_sitting(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let Some(words) = doc.pack.setting("own-words") else { return false };
    let start = mention.tokens.start;
    let own = (start.saturating_sub(3)..start).any(|at| doc.is_any_of(at, words));
    let sentence = doc.sentence(start);
    let subject = || doc.within("org", &(sentence.start..start)).next_back().map(|org| org.tokens.clone());
    own && subject().is_some_and(|org| sits(doc, &org))
}
