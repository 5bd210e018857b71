//! Documents: what was signed, adopted, prepared or published, by whom and when.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::token::TokenKind;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::{forms, time};

mod again;
mod body;
mod circumstance;
mod itself;
mod publicity;
mod subject;

pub(crate) use body::is_subject;
use circumstance::set_circumstances;

const STRENGTH: [&str; 8] =
    ["planned", "prepared", "considered", "published", "approved", "adopted", "signed", "ratified"];

/// Of what is to be considered: a draft is there by then, what is no draft is only planned.
const TO_CONSIDER: &str = "to be considered";

struct Found {
    fact: Fact,
    words: Vec<String>,
    /// Where it is named.
    mentions: Vec<Tokens>,
}

impl Found {
    fn last(&self) -> usize {
        self.mentions.last().map_or(0, |tokens| tokens.start)
    }
}

pub(crate) fn find(doc: &Doc<'_, '_>, events: &Events) -> Vec<Fact> {
    let mut found: Vec<Found> = Vec::new();
    for &id in doc.all("document") {
        let mention = &*subject::parted(doc, doc.mention(id));
        let Some(fact) = document(doc, events, mention) else { continue };
        let words = words_of(fact.get("title").unwrap_or_default());
        let known = found.iter_mut().find(|known| is_same(known, &fact, &words));
        match known {
            Some(known) => {
                strengthen(&mut known.fact, fact);
                known.mentions.push(mention.tokens.clone());
            }
            None => found.push(Found { fact, words, mentions: vec![mention.tokens.clone()] }),
        }
    }
    again::complete(doc, &mut found);
    if let Some(fact) = itself::itself(doc, events) {
        enter_itself(&mut found, fact);
    }
    publicity::tell(doc, &mut found);
    found.into_iter().map(|found| found.fact).collect()
}

/// Enters what the publication itself is. What an order approves without saying more is of its day and its maker.
fn enter_itself(found: &mut Vec<Found>, fact: Fact) {
    if fact.get("kind") == Some("decision") {
        let approved = |found: &&mut Found| {
            found.fact.get("action") == Some("approved") && found.fact.get("date").is_none()
        };
        for other in found.iter_mut().filter(approved) {
            for slot in ["body", "date", "place"] {
                if let Some(value) = fact.get(slot).filter(|_| other.fact.get(slot).is_none()) {
                    other.fact.set(slot, value.to_owned());
                }
            }
            other.fact.evidence.extend(fact.evidence.first().cloned());
        }
    }
    let title = fact.get("title").unwrap_or_default();
    let words = words_of(title);
    if !found.iter().any(|known| is_same(known, &fact, &words)) {
        found.insert(0, Found { mentions: fact.evidence.clone(), fact, words });
    }
}

fn document(doc: &Doc<'_, '_>, events: &Events, mention: &Mention) -> Option<Fact> {
    let head =
        &crate::events::longest_head(doc, &mention.part("head")?.tokens, &mention.tokens, "document-head");
    let kind = doc.at("document-head", head)?.attribute("kind")?;
    // a title that stands in quotation marks as a whole
    let whole = doc
        .all("quoted")
        .iter()
        .map(|&id| &doc.mention(id).tokens)
        .find(|quoted| quoted.start + 1 == mention.tokens.start && quoted.end > mention.tokens.end)
        .filter(|quoted| !forms::heads_last(doc) || quoted.end == mention.tokens.end + 1);
    let name = whole.unwrap_or(&mention.part("name")?.tokens);
    let quoted = doc.at("quoted", name).is_some();
    if !quoted && inside_quotation(doc, mention) {
        return None;
    }
    let tokens = if quoted { name.clone() } else { forms::without_loose_modifiers(doc, name) };
    let (tokens, city) = if quoted { (tokens, None) } else { without_city(doc, tokens) };
    // "international law", "the UN Charter": cited as a basis, not made; or the name of a body that holds it
    let basis = doc.within("basis-document", &mention.tokens).next().is_some();
    let in_org = doc.all("org").iter().any(|&id| {
        let org = &doc.mention(id).tokens;
        org.start <= mention.tokens.start && tokens.end < org.end
    });
    if basis || in_org {
        return None;
    }
    // a communique is called no more than that; "memorandum of understanding" says enough of itself
    const SAYS_ENOUGH: usize = 3;
    let described = kind == "report" && head.len() > 1
        || matches!(kind, "declaration" | "statement") && head.len() > 1
        || quoted
        || tokens.len() > head.len()
        || head.len() >= SAYS_ENOUGH
        || kind == "communique";
    // "ten years since the Treaty was signed": what only dates another thing
    let since = doc.pack.setting("since-words").is_some_and(|words| {
        let before = mention.tokens.start.saturating_sub(2)..mention.tokens.start;
        before.clone().any(|at| doc.is_any_of(at, words))
    });
    if !described || since || is_ground(doc, mention) || counted(doc, &tokens, head) {
        return None;
    }
    let sentence = doc.sentence(mention.tokens.start);
    let lead = listed_before(doc, &sentence).or_else(|| doc.lead_in(doc.block_of(mention.tokens.start)));
    // "a decision was taken on A": what was done stands between the head and the rest of the title
    let parted = !quoted && !name.contains(&head.start);
    let said = if parted { name } else { &mention.tokens };
    let (action, from_lead) = action_of(doc, said, &sentence, lead.as_ref())?;
    let action = match action {
        TO_CONSIDER if is_draft(doc, &mention.tokens) => "prepared",
        TO_CONSIDER => "planned",
        action => action,
    };
    // "reviewed the directives", "reports of difficulties were issued": papers in general
    let last = head.end.checked_sub(1).and_then(|at| doc.chart.words.get(at));
    let plural = last.and_then(|word| word.readings.first()).is_some_and(|tags| tags.has(Tags::PL));
    if plural
        && !quoted
        && doc.pack.setting("counts-are-figures").is_some()
        && matches!(action, "considered" | "published" | "prepared")
    {
        return None;
    }
    let mut fact = Fact::new("document", mention.rule.clone());
    fact.set("kind", kind.to_owned());
    let title = if quoted { forms::plain(doc, &tokens) } else { forms::nominative(doc, &tokens) };
    let title = if parted { format!("{} {title}", forms::plain(doc, head)) } else { title };
    fact.set("title", title);
    fact.set("action", action.to_owned());
    fact.evidence.push(sentence.clone());
    if from_lead {
        fact.evidence.extend(lead.clone());
    }
    let lead = lead.filter(|_| from_lead);
    set_circumstances(doc, events, &mut fact, mention, &sentence, lead.as_ref());
    if let Some(city) = city.filter(|_| fact.get("place").is_none()) {
        fact.set("place", forms::nominative(doc, &city));
    }
    Some(fact)
}

/// "a fund under the Strategy", "in accordance with the Treaty": what only says by what right something is done.
fn is_ground(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const BACK: usize = 3;
    let Some(words) = doc.pack.setting("ground-words") else { return false };
    let sentence = doc.sentence(mention.tokens.start);
    let before = mention.tokens.start.saturating_sub(BACK).max(sentence.start)..mention.tokens.start;
    let verb = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::VERB) && !tags.has(Tags::NOUN))
    };
    let ground = before.clone().rev().find(|&at| doc.is_any_of(at, words));
    // "under the agreement signed on Tuesday" tells of the agreement too
    let acted = doc.within("doc-action", &(mention.tokens.end..sentence.end)).next();
    let own = acted.is_some_and(|act| act.tokens.start <= mention.tokens.end + 1);
    // "rivers are cleaned under the Plan" tells of the plan: what is done stands right before
    let done = |at: usize| {
        let acts = doc.within("doc-action", &(sentence.start..at)).next_back();
        acts.is_some_and(|act| act.tokens.end + 1 < at)
    };
    ground.is_some_and(|at| done(at) && !(at + 1..before.end).any(|at| verb(at) || is_stop(doc, at))) && !own
}

/// "a treaty on fishing in Osh": the city is where it was done; a state may be what it is about.
fn without_city(doc: &Doc<'_, '_>, title: Tokens) -> (Tokens, Option<Tokens>) {
    let words = doc.pack.setting("place-words").unwrap_or_default();
    let is_place_word = |at: usize| doc.is_any_of(at, words);
    let city = |at: &usize| {
        doc.at("city", &(*at..title.end)).is_some() && *at > title.start + 1 && is_place_word(at - 1)
    };
    let cut = (title.start..title.end)
        .rev()
        .take(3)
        .find(city)
        .filter(|_| doc.pack.setting("body-words").is_some());
    match cut {
        Some(at) => (title.start..at - 1, Some(at..title.end)),
        None => (title, None),
    }
}

fn is_draft(doc: &Doc<'_, '_>, title: &Tokens) -> bool {
    const BACK: usize = 2;
    let words = doc.pack.setting("draft-words");
    let mut around = title.start.saturating_sub(BACK).max(doc.sentence(title.start).start)..title.end;
    words.is_none_or(|words| around.any(|at| doc.is_any_of(at, words)))
}

/// "31 decisions": how many there are, and none of them.
fn counted(doc: &Doc<'_, '_>, tokens: &Tokens, head: &Tokens) -> bool {
    let number = doc.chart.tokens()[tokens.start].kind == TokenKind::Number
        || doc.starts("numeral", tokens.start).is_some();
    let last = head.end.checked_sub(1).and_then(|at| doc.chart.words.get(at));
    let plural = last.and_then(|word| word.readings.first()).is_some_and(|tags| tags.has(Tags::PL));
    number && plural && doc.pack.setting("counts-are-figures").is_some()
}

/// In somebody's speech rather than in a title: quotation marks around more than the document's name.
fn inside_quotation(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    doc.all("quoted").iter().any(|&id| {
        let quoted = &doc.mention(id).tokens;
        quoted.start < mention.tokens.start
            && mention.tokens.end < quoted.end
            && quoted.len() > mention.tokens.len() + 4
    })
}

/// What was done to it: the nearest word of action in its sentence, else in the line that leads into its list.
fn action_of<'d>(
    doc: &Doc<'d, '_>,
    tokens: &Tokens,
    sentence: &Tokens,
    lead: Option<&Tokens>,
) -> Option<(&'d str, bool)> {
    let near = |scope: &Tokens, reach: usize| {
        let words = doc
            .within("doc-action", scope)
            .filter(|word| word.tokens.end <= tokens.start || word.tokens.start >= tokens.end);
        // "adopted A and took note of B": what is done to the next document is not done to this one
        let of_next = |word: &Mention| {
            const NEXT: usize = 4;
            let after = word.tokens.end..(word.tokens.end + NEXT).min(sentence.end);
            let next = |other: &Mention| other.tokens.start < after.end && other.tokens != *tokens;
            doc.pack.setting("subject-first").is_some()
                && word.tokens.start >= tokens.end
                && doc.within("document", &(after.start..sentence.end)).next().is_some_and(next)
        };
        // "adopted A but failed to agree on B": what was done to the one was not done to the other
        let denied =
            |word: &Mention| word.tokens.end <= tokens.start && denies(doc, &(word.tokens.end..tokens.start));
        let reachable = words
            .filter(|word| !of_next(word) && !denied(word))
            .map(|word| (time::distance(doc, tokens, &word.tokens), word))
            .filter(|(distance, _)| *distance <= reach);
        reachable.min_by_key(|(distance, _)| *distance).and_then(|(_, word)| action_in(doc, word))
    };
    if let Some(action) = near(sentence, 14) {
        return Some((ratified_after(doc, tokens, sentence).unwrap_or(action), false));
    }
    // "they signed a declaration on ..., an agreement on ... and a protocol on ..."
    let before = sentence.start..tokens.start;
    let listing = doc.within("document", &before).next().is_some()
        || doc.is_mark(tokens.start.saturating_sub(1), &[":"]);
    if let Some(action) =
        doc.within("doc-action", &before).last().filter(|_| listing).and_then(|word| action_in(doc, word))
    {
        return Some((action, false));
    }
    if let Some(action) = among(doc, sentence) {
        return Some((action, true));
    }
    let lead = lead?;
    let strongest = |scope: &Tokens| {
        let words = doc.within("doc-action", scope).filter_map(|word| action_in(doc, word));
        words
            .max_by_key(|action| STRENGTH.iter().position(|known| known == action))
            .map(|action| (action, true))
    };
    // "Among the results are:" leaves it to the paragraph before to say what was done
    let above = doc.block_of(lead.start).checked_sub(1).map(|block| doc.block(block));
    strongest(lead).or_else(|| above.and_then(|above| strongest(&above)))
}

/// "Four papers were signed. Among them are A and B.": the sentence before says what was done to them.
fn among<'d>(doc: &Doc<'d, '_>, sentence: &Tokens) -> Option<&'d str> {
    let before = listed_before(doc, sentence)?;
    let mut words = doc.within("doc-action", &before).filter_map(|word| action_in(doc, word));
    words.next_back()
}

/// The sentence that one which opens with "among them" goes on from.
fn listed_before(doc: &Doc<'_, '_>, sentence: &Tokens) -> Option<Tokens> {
    const OPENING: usize = 3;
    let words = doc.pack.setting("among-words")?;
    let opens =
        (sentence.start..sentence.end.min(sentence.start + OPENING)).any(|at| doc.is_any_of(at, words));
    let before = sentence.start.checked_sub(1).map(|at| doc.sentence(at))?;
    let together = doc.block_of(before.start) == doc.block_of(sentence.start);
    (opens && together).then_some(before)
}

/// "signed in A in March, has been ratified by B": what follows on the act, where no other document comes between.
fn ratified_after<'d>(doc: &Doc<'d, '_>, tokens: &Tokens, sentence: &Tokens) -> Option<&'d str> {
    let next = doc.within("document", &(tokens.end..sentence.end)).next();
    let rest = tokens.end..next.map_or(sentence.end, |other| other.tokens.start);
    doc.within("doc-action", &rest)
        .filter_map(|word| action_in(doc, word))
        .find(|action| *action == "ratified")
}

/// A word of action in the future or infinitive after a word of planning plans.
fn action_in<'d>(doc: &Doc<'d, '_>, word: &'d Mention) -> Option<&'d str> {
    let action = word.attribute("action")?;
    let reads = |tags: &str| {
        text::morph::Tags::parse(tags).is_some_and(|tags| doc.chart.reads_as(&word.tokens, tags))
    };
    // "efforts to adopt a resolution": not yet
    const BACK: usize = 3;
    let infinitive = doc.pack.setting("infinitive-words").is_some_and(|words| {
        let before = word.tokens.start.saturating_sub(BACK)..word.tokens.start;
        let base = doc.chart.words[word.tokens.start].readings.first();
        !reads("verb/past")
            && base.is_some_and(|tags| tags.has(Tags::VERB) && !tags.has(Tags::PART))
            && before.clone().any(|at| doc.is_any_of(at, words))
            && !before.clone().any(|at| doc.chart.tokens()[at].kind == TokenKind::Mark)
    });
    if infinitive {
        return Some("planned");
    }
    // "will be signed", "shall adopt"
    let to_come = doc.pack.setting("future-words").is_some_and(|words| {
        let start = doc.sentence(word.tokens.start).start.max(word.tokens.start.saturating_sub(BACK));
        let before = start..word.tokens.start;
        before.clone().any(|at| doc.is_any_of(at, words))
            && !before.clone().any(|at| doc.chart.tokens()[at].kind == TokenKind::Mark)
    });
    if to_come && !matches!(action, "considered" | "prepared") {
        return Some("planned");
    }
    // "did not sign", "was not adopted": it was before them
    const DENIED: usize = 3;
    let start = doc.sentence(word.tokens.start).start.max(word.tokens.start.saturating_sub(DENIED));
    let parted = |at: usize| doc.chart.tokens()[at].kind == TokenKind::Mark;
    let from = (start..word.tokens.start).rev().find(|&at| parted(at)).map_or(start, |at| at + 1);
    if matches!(action, "signed" | "adopted" | "approved" | "ratified")
        && denies(doc, &(from..word.tokens.start))
    {
        return Some("considered");
    }
    let future = reads("verb/fut") && !reads("verb/past") && action != "considered";
    let planned = reads("verb/inf")
        && doc
            .within("status-word", &doc.sentence(word.tokens.start))
            .any(|word| word.attribute("status") == Some("planned"));
    if (future || planned) && !matches!(action, "prepared") {
        Some("planned")
    } else if reads("verb/fut") && !reads("verb/past") && action == "considered" {
        Some(TO_CONSIDER)
    } else {
        Some(action)
    }
}

/// Whether words deny what goes on behind them; "not only" does not.
fn denies(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let Some(words) = doc.pack.setting("negation-words") else { return false };
    let only = doc.pack.setting("only-words").unwrap_or_default();
    tokens.clone().any(|at| doc.is_any_of(at, words) && !doc.is_any_of(at + 1, only))
}

/// A mark that parts clauses.
fn is_stop(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].kind == TokenKind::Mark
}

fn words_of(title: &str) -> Vec<String> {
    title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 2)
        .map(|word| fold(word).chars().take(6).collect())
        .collect()
}

fn is_same(known: &Found, fact: &Fact, words: &[String]) -> bool {
    if known.fact.get("kind") != fact.get("kind") {
        return false;
    }
    let (short, long) = if words.len() <= known.words.len() {
        (words, known.words.as_slice())
    } else {
        (known.words.as_slice(), words)
    };
    let common = short.iter().filter(|word| long.contains(word)).count();
    !short.is_empty() && common * 10 >= short.len() * 9 && (short.len() >= 2 || short.len() == long.len())
}

fn strengthen(known: &mut Fact, fact: Fact) {
    let strength = |fact: &Fact| {
        fact.get("action").and_then(|action| STRENGTH.iter().position(|known| *known == action))
    };
    if strength(&fact) > strength(known)
        && let Some(action) = fact.get("action")
    {
        known.set("action", action.to_owned());
    }
    for (slot, value) in fact.slots {
        known.slots.entry(slot).or_insert(value);
    }
    known.evidence.extend(fact.evidence);
}
