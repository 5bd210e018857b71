//! The organisation that a text is about.

use std::collections::HashMap;

use text::fold::fold;
use text::morph::Tags;
use text::token::Shape;

use super::named::{councils, head_of, organisations, standing_bodies};
use super::{Doc, Tokens, without_letters};
use crate::forms;

/// An organisation as the text names it, and how much it is spoken of.
struct Candidate {
    tokens: Tokens,
    /// How often it is named, in full and in short; names in the opening weigh more.
    count: usize,
    /// By full names alone.
    in_full: usize,
    /// Whether the title or the first paragraph names it.
    opens: bool,
    /// Whether the lines above the first paragraph do.
    titled: bool,
    /// Whether it is only named as one of those who belong to something.
    belongs: bool,
    /// Whether it is a council, a commission, a court or an agency.
    is_body: bool,
    /// Whether nothing but the title names it so.
    in_title: bool,
    /// Whether the opening names it and the text goes on with letters for it.
    lettered: bool,
}

/// The one named most, in full and in short. One of no profile that the opening names goes before one of a profile that
/// is named in passing.
pub(super) fn organisation(doc: &Doc<'_, '_>) -> Option<Tokens> {
    const IN_PASSING: usize = 2;
    const OFTENER: usize = 3;
    let text = Text { doc, alone: heads_alone(doc), opening: first_paragraph(doc) };
    match (most_named_known(&text), most_named_new(&text)) {
        (Some(known), Some(new)) => {
            let passing = new.opens && !known.opens && known.in_full <= IN_PASSING;
            // a council that the text calls so is as a rule that of the organisation that the opening names, unless the
            // title speaks of the council alone
            let aside = new.titled && !known.titled && new.count > known.count;
            let often = new.count > OFTENER * known.count;
            let beside = known.opens && new.in_full <= 2 * known.in_full && !aside && !often;
            let body_of = new.is_body && (beside || is_of_known(doc, &new.tokens));
            // named once, far from the opening, it is not what a text about a known one is about
            let single = known.opens && !new.opens && new.in_full <= 1;
            let chosen = if body_of || single || known.count >= new.count && !passing { known } else { new };
            Some(chosen.tokens)
        }
        (known, new) => known.or(new).map(|one| one.tokens),
    }
}

/// A text, the head nouns that stand alone in it, and its first paragraph.
struct Text<'s, 'a, 't> {
    doc: &'s Doc<'a, 't>,
    alone: Vec<usize>,
    opening: usize,
}

/// "the Ministerial Council" of a text that names that of a known organisation.
fn is_of_known(doc: &Doc<'_, '_>, body: &Tokens) -> bool {
    let name = fold(&forms::plain(doc, body));
    doc.all("org").iter().map(|&id| &doc.mention(id).tokens).any(|org| {
        doc.within("known-org", org).next().is_some() && fold(&forms::plain(doc, org)).contains(&name)
    })
}

/// The first paragraph of a text: its first lines are its title, and who publishes it.
fn first_paragraph(doc: &Doc<'_, '_>) -> usize {
    const LINES: usize = 5;
    const SHORTEST: usize = 16;
    (1..LINES).find(|&number| doc.block(number).len() >= SHORTEST).unwrap_or(1)
}

/// What a mention weighs in telling what a text is about: its title and first paragraph say it.
fn prominence(doc: &Doc<'_, '_>, opening: usize, at: usize) -> usize {
    match doc.block_of(at) {
        block if block < opening => 3,
        block if block == opening => 2,
        _ => 1,
    }
}

/// Head nouns that stand alone for a body named elsewhere, in any case.
fn heads_alone(doc: &Doc<'_, '_>) -> Vec<usize> {
    let Some(class) = doc.class("org-head") else { return Vec::new() };
    let heads = |at: usize| doc.chart.starting_at(at).any(|(_, mention)| mention.class == class);
    let named = |at: usize| {
        doc.holding("org", at).is_some_and(|org| org.len() > 1 && !doc.short_org(&org))
            || doc.chart.words[at].reads_as(Tags::NOUN.with(Tags::PL))
                && !doc.chart.words[at].reads_as(Tags::NOUN.with(Tags::SG))
    };
    // "commission members" and "the commission of the parliament" speak of no one's own
    let small = |at: usize| {
        let next = doc.chart.words.get(at + 1).and_then(|word| word.readings.first());
        !forms::heads_last(doc)
            && !doc.chart.tokens()[at].is_capitalised()
            && next.is_some_and(|tags| tags.has(Tags::NOUN))
    };
    (0..doc.chart.words.len()).filter(|&at| heads(at) && !named(at) && !small(at)).collect()
}

/// The organisation of a profile that is named most.
fn most_named_known(text: &Text<'_, '_, '_>) -> Option<Candidate> {
    let doc = text.doc;
    let mut named: HashMap<&str, Candidate> = HashMap::new();
    for &id in doc.all("known-org") {
        let mention = doc.mention(id);
        let Some(known) = mention.attribute("id") else { continue };
        count(&mut named, known, text, &mention.tokens);
    }
    // the Council of an organisation speaks of it
    for &id in doc.all("known-body") {
        let mention = doc.mention(id);
        let owner = mention.attribute("id").and_then(|id| id.split(['/', ':']).next());
        let weight = prominence(doc, text.opening, mention.tokens.start);
        if doc.within("known-org", &mention.tokens).next().is_none()
            && let Some(one) = owner.and_then(|owner| named.get_mut(owner))
        {
            one.count += weight;
            one.opens |= weight > 1;
        }
    }
    let mut best = named.into_iter().max_by_key(|(_, one)| (one.count, usize::MAX - one.tokens.start))?;
    // "the Organization" of a text that names it in full, or by letters that stand for a name with that head
    let last = forms::heads_last(doc);
    let forms = |word: &str| {
        let lemmas = doc.pack.morphology.analyse(word).into_iter().map(|one| fold(&one.lemma));
        lemmas.chain([fold(word)]).collect::<Vec<String>>()
    };
    let form = doc.pack.lexicon_form("known-org", best.0).filter(|form| form.contains(' '));
    let words: Vec<&str> = form.unwrap_or_default().split_whitespace().collect();
    let heads = if last { &words[words.len().saturating_sub(1)..] } else { &words[..] };
    let own: Vec<String> = heads.iter().flat_map(|word| forms(word)).collect();
    let spoken = text.alone.iter().filter(|&&at| {
        let said = forms(doc.word(at));
        said.iter().any(|form| own.contains(form))
    });
    best.1.count += spoken.count();
    Some(best.1)
}

fn count<K: std::hash::Hash + Eq>(
    named: &mut HashMap<K, Candidate>,
    name: K,
    text: &Text<'_, '_, '_>,
    tokens: &Tokens,
) {
    let weight = prominence(text.doc, text.opening, tokens.start);
    let slot = named.entry(name).or_insert(Candidate {
        tokens: tokens.clone(),
        count: 0,
        in_full: 0,
        opens: false,
        titled: false,
        belongs: true,
        is_body: false,
        in_title: true,
        lettered: false,
    });
    slot.in_title &= text.doc.block_of(tokens.start) < text.opening;
    slot.count += weight;
    slot.in_full += weight;
    slot.opens |= weight > 1;
    slot.titled |= weight > 2;
    slot.belongs &= is_member(text.doc, tokens);
}

/// Whether a name stands as that of a member.
fn is_member(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let within =
        |part: &rules::chart::Part| part.tokens.start <= tokens.start && tokens.end <= part.tokens.end;
    doc.every("membership").iter().any(|&id| doc.mention(id).parts("member").any(within))
}

/// The organisation of no profile that is named most: by its full name, also within the names of its bodies, by its
/// abbreviation and by its head noun alone. A council, commission or court that the opening names and that is named more
/// than any organisation goes before it; where there is none, a council that is named more than once.
fn most_named_new(text: &Text<'_, '_, '_>) -> Option<Candidate> {
    let doc = text.doc;
    const OFTEN: usize = 4;
    let named = |names: Vec<Tokens>| most_named(text, names);
    let organisation = named(organisations(doc));
    let body = named(standing_bodies(doc)).filter(|body| body.count >= OFTEN);
    let most = organisation.as_ref().map_or(0, |organisation| organisation.count);
    if let Some(body) = body.filter(|body| body.count > most && body.opens) {
        return Some(Candidate { is_body: true, ..body });
    }
    if most > 1 {
        return organisation;
    }
    let council = named(councils(doc)).filter(|council| council.count > 1);
    council.map(|council| Candidate { is_body: true, ..council }).or(organisation)
}

fn most_named(text: &Text<'_, '_, '_>, names: Vec<Tokens>) -> Option<Candidate> {
    let doc = text.doc;
    let known = |tokens: &Tokens| doc.within("known-org", tokens).next().is_some();
    let capitals = |tokens: &Tokens| tokens.clone().all(|at| doc.chart.tokens()[at].shape != Shape::Title);
    let mut named: HashMap<String, Candidate> = HashMap::new();
    for tokens in names.into_iter().filter(|tokens| tokens.len() > 1 && !known(tokens)) {
        let name = fold(&forms::nominative(doc, &without_letters(doc, &tokens)));
        count(&mut named, name.clone(), text, &tokens);
        // a title in capitals names it as the text does
        if let Some(slot) = named.get_mut(&name)
            && capitals(&slot.tokens)
            && !capitals(&tokens)
        {
            slot.tokens = tokens;
        }
    }
    let mut found: Vec<(String, Candidate)> = named.into_iter().collect();
    found.sort_by_key(|(_, one)| one.tokens.start);
    // "the League" alone counts for the one that is named most of those with this head
    let mut by_head = HashMap::new();
    for (number, (_, one)) in found.iter().enumerate() {
        let Some(head) = head_of(doc, &one.tokens) else { continue };
        for &key in &doc.chart.words[head].keys {
            let first = by_head.entry(key).or_insert(number);
            if found[*first].1.in_full < one.in_full {
                *first = number;
            }
        }
    }
    in_short(doc, &mut found);
    for &at in &text.alone {
        let meant = doc.chart.words[at].keys.iter().find_map(|key| by_head.get(key));
        if let Some(&number) = meant {
            found[number].1.count += 1;
        }
    }
    for (name, one) in &mut found {
        let times = doc.shorts.times(name);
        one.count += times;
        one.lettered = one.opens && times > 1;
    }
    // what the title names, or the first paragraph and letters of its own from then on
    let heads: Vec<usize> = found.iter().filter_map(|(_, one)| head_of(doc, &one.tokens)).collect();
    let sole = |one: &Candidate| {
        let shares = |a: usize, b: usize| {
            let keys = &doc.chart.words[a].keys;
            doc.chart.words[b].keys.iter().any(|key| keys.contains(key))
        };
        head_of(doc, &one.tokens)
            .is_some_and(|own| heads.iter().filter(|&&other| shares(own, other)).count() == 1)
    };
    let titled = |one: &Candidate| one.titled && (!one.in_title || sole(one));
    let weight = |one: &Candidate| if one.lettered || titled(one) { 2 * one.count } else { one.count };
    let spoken_of = found.iter().enumerate().filter(|(_, (_, one))| one.opens || !one.belongs);
    let order = |(_, (_, one)): &(usize, &(String, Candidate))| (weight(one), usize::MAX - one.tokens.start);
    let most = spoken_of.max_by_key(order).map(|(number, _)| number)?;
    Some(found.swap_remove(most).1)
}

/// "The Rail Association has a new head" of a text that goes on about the Association of Eastern Railways: a title may
/// name in short what the first paragraph names in full, with the same head noun.
fn in_short(doc: &Doc<'_, '_>, found: &mut [(String, Candidate)]) {
    let keys = |one: &Candidate| head_of(doc, &one.tokens).map(|head| &doc.chart.words[head].keys);
    for short in 0..found.len() {
        let one = &found[short].1;
        let (count, in_full) = (one.count, one.in_full);
        let Some(head) = keys(one).filter(|_| one.in_title) else { continue };
        let same = |other: &Candidate| {
            let longer = other.tokens.len() > one.tokens.len();
            longer
                && other.opens
                && !other.in_title
                && keys(other).is_some_and(|other| other.iter().any(|key| head.contains(key)))
        };
        let Some(full) = found.iter().position(|(_, other)| same(other)) else { continue };
        found[full].1.count += count;
        found[full].1.in_full += in_full;
        found[short].1.count = 0;
    }
}
