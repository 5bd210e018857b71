//! Events: what took place or is planned, with its date, place, organiser and status.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::segment::BlockKind;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::time::{self, Time};

/// One event of the publication.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub fact: Fact,
    /// Where it is named, first place first.
    pub mentions: Vec<Tokens>,
    /// It bears a name of its own: quoted, dated, numbered or in capitals.
    proper: bool,
    /// Enough is said of it to enter it.
    pub worth: bool,
    words: Vec<String>,
    /// What the pack knows its body as.
    body_id: Option<String>,
}

impl Event {
    pub fn kind(&self) -> &str {
        self.fact.get("kind").unwrap_or_default()
    }

    pub fn status(&self) -> &str {
        self.fact.get("status").unwrap_or_default()
    }

    /// How others refer to it.
    pub fn name(&self) -> Option<&str> {
        self.fact.get("name").or_else(|| self.fact.get("body"))
    }

    /// Whether people gather at it: sentences after it speak of it.
    fn gathers(&self) -> bool {
        !matches!(self.kind(), "incident" | "press-conference" | "vote")
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    pub list: Vec<Event>,
}

impl Events {
    pub fn into_facts(self) -> Vec<(usize, Fact)> {
        self.list.into_iter().enumerate().filter(|(_, event)| event.worth).map(|(number, event)| (number, event.fact)).collect()
    }

    /// The event named in these tokens, nearest to `at`.
    pub fn named_in(&self, scope: &Tokens, at: usize) -> Option<usize> {
        let inside = |tokens: &Tokens| scope.start <= tokens.start && tokens.end <= scope.end;
        let distance = |tokens: &Tokens| if tokens.start >= at { tokens.start - at } else { at - tokens.start };
        let near = |event: &Event| event.mentions.iter().filter(|tokens| inside(tokens)).map(distance).min();
        let worth = self.list.iter().enumerate().filter(|(_, event)| event.worth);
        worth.filter_map(|(number, event)| Some((near(event)?, number))).min().map(|(_, number)| number)
    }

    /// The gathering that the text is about at this token: the latest one named before, planned ones aside.
    pub fn in_focus(&self, at: usize) -> Option<usize> {
        let fits = |event: &&(usize, &Event)| event.1.worth && event.1.gathers() && !matches!(event.1.status(), "planned" | "cancelled");
        let list: Vec<(usize, &Event)> = self.list.iter().enumerate().collect();
        let latest = list.iter().filter(fits).filter_map(|(number, event)| {
            let last = event.mentions.iter().filter(|tokens| tokens.start <= at).map(|tokens| tokens.start).max()?;
            Some((last, *number))
        });
        latest.max().map(|(_, number)| number)
    }

    /// The session that adopts the documents named here.
    pub fn session_before(&self, at: usize) -> Option<usize> {
        let fits = |event: &Event| event.worth && matches!(event.kind(), "session" | "conference" | "meeting") && event.status() != "cancelled";
        let latest = self.list.iter().enumerate().filter(|(_, event)| fits(event)).filter_map(|(number, event)| {
            let last = event.mentions.iter().filter(|tokens| tokens.start <= at).map(|tokens| tokens.start).max()?;
            let session = event.kind() == "session" && event.status() != "planned";
            Some((session, last, number))
        });
        latest.max().map(|(_, _, number)| number)
    }
}

/// One mention read as an event.
struct Candidate {
    kind: String,
    tokens: Tokens,
    /// Tokens of the name; `None` where the mention is a mere "the session".
    name: Option<Tokens>,
    body: Option<Tokens>,
    proper: bool,
    generic: bool,
    body_id: Option<String>,
    rule: std::sync::Arc<str>,
}

pub(crate) fn find(doc: &Doc<'_, '_>) -> Events {
    let mut events = Events::default();
    let mut found: Vec<Candidate> = Vec::new();
    for &id in doc.all("event") {
        let mention = doc.mention(id);
        // a line in capitals is a rubric, not a report
        let rubric = mention.tokens.len() > 1 && mention.tokens.clone().all(|at| !matches!(doc.chart.tokens()[at].shape, text::token::Shape::Lower | text::token::Shape::Title));
        if !rubric && !is_inside_title(doc, mention) && !is_inside_name(doc, mention) {
            found.extend(candidates(doc, mention));
        }
    }
    found.extend(bare_names(doc, &found));
    found.sort_by_key(|candidate| candidate.tokens.start);
    for candidate in found {
        enter(doc, &mut events, candidate);
    }
    date_by_title(doc, &mut events);
    for number in 0..events.list.len() {
        events.list[number].worth = is_worth(&events.list[number]);
    }
    events
}

/// Outcomes of a year: what such a text tells without a date was held in the year of its title.
fn date_by_title(doc: &Doc<'_, '_>, events: &mut Events) {
    let title = doc.block(0);
    let Some(year) = doc.times.iter().find(|time| time.precision == 1 && !time.value.is_interval() && title.contains(&time.tokens.start)) else { return };
    let several = events.list.iter().filter(|event| event.status() == "held").count() >= 4;
    if doc.published_on.is_some() || !several {
        return;
    }
    for event in events.list.iter_mut().filter(|event| event.status() == "held" && event.fact.get("date").is_none() && event.kind() != "press-conference") {
        event.fact.set("date", year.value.to_string());
        event.fact.evidence.push(title.clone());
    }
}

/// Inside the title of a document, or inside a quotation that is not its own name.
fn is_inside_title(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let holds = |other: &Tokens| other.start <= mention.tokens.start && mention.tokens.end <= other.end && *other != mention.tokens;
    doc.all("document").iter().any(|&id| holds(&doc.mention(id).tokens))
}

/// A head noun within a short quoted name: "Borders after Floods" tells of no flood.
fn is_inside_name(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const LONGEST: usize = 14;
    let strictly = |quoted: &Tokens| quoted.start < mention.tokens.start && mention.tokens.end < quoted.end && quoted.len() <= LONGEST;
    doc.all("quoted").iter().any(|&id| strictly(&doc.mention(id).tokens))
}

fn candidates(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Candidate> {
    let head = mention.part("head").map(|part| longest_head(doc, &part.tokens, &mention.tokens, "event-head"));
    let head = head.as_ref();
    let head_mention = head.and_then(|head| doc.at("event-head", head));
    let series = mention.part("name").and_then(|name| {
        let inner = forms::bare(doc, &name.tokens);
        doc.starts("series", inner.start)
    });
    let kind = mention.attribute("kind").or_else(|| head_mention.and_then(|head| head.attribute("kind"))).or_else(|| series.and_then(|series| series.attribute("kind")));
    let Some(kind) = kind else { return Vec::new() };
    let kind = if kind == "meeting" && is_of_body(doc, mention) { "session" } else { kind };
    let body = mention.part("body").map(|part| part.tokens.clone());
    let meets = mention.attribute("meets").is_some();
    let base = |name: Option<Tokens>, proper, generic| Candidate {
        kind: kind.to_owned(),
        tokens: mention.tokens.clone(),
        name,
        body: body.clone(),
        proper,
        generic,
        body_id: doc.within("known-body", &mention.tokens).next().and_then(|known| known.attribute("id")).map(str::to_owned),
        rule: mention.rule.clone(),
    };
    if meets {
        return vec![base(None, false, false)];
    }
    let names: Vec<&Tokens> = mention.parts("name").map(|part| &part.tokens).collect();
    let own_names: Vec<&&Tokens> = names.iter().filter(|name| doc.at("quoted", name).is_some()).collect();
    if !own_names.is_empty() {
        return own_names.into_iter().filter(|name| name.len() <= 22).map(|name| base(Some((*name).clone()), true, false)).collect();
    }
    let Some(name) = names.first() else { return vec![base(None, false, true)] };
    let name = strip_loose(doc, name);
    let listed = listed_names(doc, mention, head);
    if !listed.is_empty() {
        return listed.into_iter().map(|name| base(Some(name), true, false)).collect();
    }
    let named_later = matches!(kind, "exercise" | "operation" | "roundtable" | "seminar" | "conference");
    if let Some(later) = trailing_name(doc, mention).filter(|_| named_later && !is_plural(doc, head)) {
        return vec![base(Some(later), true, false)];
    }
    let proper = is_proper(doc, &name);
    let generic = !proper && head.is_some_and(|head| name.start >= head.start && name.end <= head.end);
    if is_plural(doc, head) && !proper {
        return Vec::new();
    }
    vec![base(Some(name), proper, generic)]
}

/// Quoted names without a head of their own: those of a known series, and names with a year in a text that
/// speaks of exercises.
fn bare_names(doc: &Doc<'_, '_>, found: &[Candidate]) -> Vec<Candidate> {
    let exercises = found.iter().any(|candidate| candidate.kind == "exercise");
    let named = |tokens: &Tokens| found.iter().any(|candidate| candidate.name.as_ref().is_some_and(|name| name.start <= tokens.start && tokens.end <= name.end));
    let mut bare = Vec::new();
    for &id in doc.all("quoted") {
        let tokens = doc.mention(id).tokens.clone();
        let inside = tokens.start + 1..tokens.end - 1;
        let of_place = ["place", "org"].iter().any(|class| doc.all(class).iter().any(|&id| doc.mention(id).tokens.start < tokens.start && tokens.end <= doc.mention(id).tokens.end));
        if of_place || tokens.len() > 9 || named(&tokens) || is_inside_title(doc, doc.mention(id)) || inside.is_empty() {
            continue;
        }
        let series = doc.starts("series", inside.start).and_then(|series| series.attribute("kind")).map(str::to_owned);
        let dated = inside.clone().any(|at| dated_word(doc.word(at))) && exercises;
        // "Glass Harbour" was held: a name that a verb of holding follows is of the kind spoken of before
        let held = (tokens.end..tokens.end + 2).any(|at| doc.starts("status-word", at).is_some());
        let capital = doc.chart.tokens()[inside.start].is_capitalised();
        let spoken_of = || found.iter().rev().find(|candidate| candidate.tokens.end <= tokens.start && tokens.start - candidate.tokens.end <= 40).map(|candidate| candidate.kind.clone());
        let kind = series.or_else(|| dated.then(|| "exercise".to_owned())).or_else(|| if held && capital { spoken_of() } else { None });
        let Some(kind) = kind else { continue };
        let rule = doc.mention(id).rule.clone();
        bare.push(Candidate { kind, tokens: tokens.clone(), name: Some(tokens), body: None, proper: true, generic: false, body_id: None, rule });
    }
    bare
}

/// "Name-2024"
fn dated_word(word: &str) -> bool {
    let year = word.rsplit(['-', '\u{2013}']).next().unwrap_or_default();
    year.len() == 4 && year.len() < word.len() && year.bytes().all(|byte| byte.is_ascii_digit())
}

/// The longest head that ends where this one does: "press conference" rather than its last word.
pub(crate) fn longest_head(doc: &Doc<'_, '_>, head: &Tokens, within: &Tokens, class: &str) -> Tokens {
    let longer = (within.start..head.start).find(|&at| doc.starts(class, at).is_some_and(|other| other.tokens.end == head.end));
    longer.unwrap_or(head.start)..head.end
}

/// A short quoted name further on in the sentence, where no other head comes between.
fn trailing_name(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Tokens> {
    const REACH: usize = 22;
    let sentence = doc.sentence(mention.tokens.start);
    let rest = mention.tokens.end..sentence.end.min(mention.tokens.end + REACH);
    let quoted = doc.within("quoted", &(rest.start..sentence.end)).next()?;
    let near = quoted.tokens.start < rest.end && quoted.tokens.len() <= 16;
    let capital = doc.chart.tokens().get(quoted.tokens.start + 1).is_some_and(|token| token.is_capitalised());
    let between = mention.tokens.end..quoted.tokens.start;
    let blocked = ["event-head", "document-head", "speech-verb"].iter().any(|class| between.clone().any(|at| doc.starts(class, at).is_some()));
    let broken = between.clone().any(|at| doc.is_mark(at, &[";", ":"]));
    (near && capital && !blocked && !broken).then(|| quoted.tokens.clone())
}

/// Whether a meeting is that of a standing body: "meeting of the Council of Ministers".
fn is_of_body(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const SITS: [&str; 4] = ["council", "committee", "assembly", "court"];
    doc.within("org", &mention.tokens).any(|org| {
        let known = doc.within("known-body", &org.tokens).last().and_then(|body| body.attribute("kind"));
        let head = org.tokens.clone().find_map(|at| doc.starts("org-head", at)).and_then(|head| head.attribute("kind"));
        known.or(head).is_some_and(|kind| SITS.contains(&kind))
    })
}

/// Short quoted names after a plural head in its sentence: "operations ... «A», «B» and «C»".
fn listed_names(doc: &Doc<'_, '_>, mention: &Mention, head: Option<&Tokens>) -> Vec<Tokens> {
    if !is_plural(doc, head) {
        return Vec::new();
    }
    let rest = mention.tokens.end..doc.sentence(mention.tokens.start).end;
    let short = |quoted: &&Mention| quoted.tokens.len() <= 8 && doc.chart.tokens().get(quoted.tokens.start + 1).is_some_and(|token| token.is_capitalised());
    let names: Vec<Tokens> = doc.within("quoted", &rest).filter(short).map(|quoted| quoted.tokens.clone()).collect();
    let other_head = doc.within("event", &rest).next().map(|event| event.tokens.start);
    names.into_iter().filter(|name| other_head.is_none_or(|at| name.start < at || doc.starts("series", name.start + 1).is_some())).collect()
}

fn is_plural(doc: &Doc<'_, '_>, head: Option<&Tokens>) -> bool {
    let Some(head) = head else { return false };
    let last = head.clone().rev().find(|&at| doc.chart.words[at].reads_as(Tags::NOUN)).unwrap_or(head.start);
    let word = &doc.chart.words[last];
    let singular_only = doc.pack.setting("plural-events").is_some_and(|words| words.split(' ').any(|one| one == fold(doc.word(last))));
    !singular_only && word.reads_as(Tags::NOUN.with(Tags::PL)) && !word.reads_as(Tags::NOUN.with(Tags::SG)) && word.readings.first().is_some_and(|tags| tags.has(Tags::PL))
}

fn strip_loose(doc: &Doc<'_, '_>, name: &Tokens) -> Tokens {
    let mut tokens = forms::bare(doc, name);
    while tokens.len() > 1 {
        let Some(loose) = doc.starts("loose-modifier", tokens.start).filter(|loose| loose.tokens.end < tokens.end) else { break };
        tokens = forms::bare(doc, &(loose.tokens.end..tokens.end));
    }
    tokens
}

/// A number, a year or a capital that the sentence does not ask for.
fn is_proper(doc: &Doc<'_, '_>, name: &Tokens) -> bool {
    let first = doc.sentence(name.start).start;
    let numbered = name.clone().any(|at| {
        matches!(doc.chart.tokens()[at].kind, text::token::TokenKind::Ordinal) || doc.starts("ordinal", at).is_some() || roman(doc.word(at))
    });
    let capital = name.clone().filter(|&at| at != first).any(|at| {
        let state = doc.starts("country", at).is_some() || doc.starts("country-adjective", at).is_some();
        doc.chart.tokens()[at].is_capitalised() && !state
    });
    numbered || capital
}

fn roman(word: &str) -> bool {
    word.len() <= 6 && !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L'))
}

fn enter(doc: &Doc<'_, '_>, events: &mut Events, candidate: Candidate) {
    let mut fact = Fact::new("event", candidate.rule.clone());
    fact.set("kind", candidate.kind.clone());
    if let Some(name) = &candidate.name {
        let quoted = doc.at("quoted", name).is_some();
        let text = if quoted { forms::plain(doc, name) } else { forms::nominative(doc, name) };
        fact.set("name", text);
    }
    let scope = scope_of(doc, &candidate.tokens);
    let lead = doc.lead_in(doc.block_of(candidate.tokens.start));
    set_body(doc, &mut fact, &candidate, &scope);
    let when = date_of(doc, &candidate.tokens, &scope, lead.as_ref());
    let place = place_of(doc, &candidate.tokens, &scope, lead.as_ref());
    fact.evidence.push(doc.sentence(candidate.tokens.start));
    fact.evidence.extend(scope_evidence(doc, &scope, &candidate.tokens));
    if let Some((time, from)) = &when {
        fact.set("date", time.value.as_str().to_owned());
        fact.evidence.extend(from.clone());
        fact.evidence.extend(time.anchored_at.clone().map(|at| doc.sentence(at.start)));
    }
    if let Some((place, from)) = &place {
        fact.set("place", place_name(doc, place));
        fact.evidence.extend(from.clone());
    }
    let status = status_of(doc, &candidate.tokens, &scope, when.as_ref().map(|(time, _)| *time));
    fact.set("status", status.to_owned());
    set_format(doc, &mut fact, &candidate.tokens, &scope);
    let words = words_of(fact.get("name").unwrap_or_default());
    let known = events.list.iter().rposition(|event| is_same(event, &candidate, &fact, &words));
    match known {
        Some(number) => merge(&mut events.list[number], fact, candidate),
        None => events.list.push(Event { fact, mentions: vec![candidate.tokens], proper: candidate.proper, worth: false, words, body_id: candidate.body_id }),
    }
}

/// The name of a place; "the Kazakh capital" is called by its name where the text has it.
fn place_name(doc: &Doc<'_, '_>, place: &Tokens) -> String {
    let state = place.clone().find_map(|at| doc.starts("country-adjective", at).or_else(|| doc.starts("country", at)));
    let described = doc.at("place", place).is_some_and(|place| place.attribute("kind") == Some("city")) && state.is_some() && doc.at("city", place).is_none();
    let capital = state.filter(|_| described).and_then(|state| doc.pack.lexicon_attribute("country", state.attribute("id")?, "capital"));
    let capital = capital.map(|capital| capital.replace('_', " "));
    let named = capital.filter(|capital| doc.all("place").iter().any(|&id| fold(&forms::nominative(doc, &doc.mention(id).tokens)) == fold(capital)));
    named.unwrap_or_else(|| forms::nominative(doc, place))
}

/// The sentence; for an item of a list, the whole item.
fn scope_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    const OPENING: usize = 6;
    let number = doc.block_of(tokens.start);
    let (block, own) = (doc.block(number), doc.sentence(tokens.start));
    if doc.block_kind(number) == BlockKind::Item && block.len() <= 60 {
        return block;
    }
    // "Dushanbe. Meeting of the Council ...": the opening words of a diary's line place what follows
    let opening = doc.sentence(block.start);
    // the dateline of a report dates its telling rather than what it tells of
    let dateline = number < 4 && doc.within("time", &opening).next().is_some();
    let places = !dateline && opening.len() <= OPENING && opening.end <= own.start && block.len() <= 60;
    let said = places && (doc.within("place", &opening).next().is_some() || doc.within("time", &opening).next().is_some());
    if said { block.start..own.end } else { own }
}

/// A heading that is little more than a date: it dates the lines under it.
fn dated_heading(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    const LONGEST: usize = 8;
    let above = (0..doc.block_of(at)).rev().find(|&block| doc.block_kind(block) == BlockKind::Heading)?;
    let heading = doc.block(above);
    let time = doc.within("time", &heading).next()?;
    (heading.len() <= LONGEST && time.tokens.start <= heading.start + 3).then_some(heading)
}

/// In a list item, the sentences that hold its dates and places besides the event's own.
fn scope_evidence(doc: &Doc<'_, '_>, scope: &Tokens, tokens: &Tokens) -> Option<Tokens> {
    let own = doc.sentence(tokens.start);
    (scope.start < own.start).then(|| scope.start..own.start)
}

fn set_body(doc: &Doc<'_, '_>, fact: &mut Fact, candidate: &Candidate, scope: &Tokens) {
    let own = candidate.body.clone().or_else(|| {
        let inside = doc.within("org", &candidate.tokens).next();
        inside.map(|org| org.tokens.clone())
    });
    let session = candidate.kind == "session";
    let body = match own {
        Some(body) if session || candidate.body.is_some() => Some(body),
        Some(body) if matches!(candidate.kind.as_str(), "operation" | "exercise" | "vote") && is_owner(doc, candidate, &body) => Some(body),
        _ => organiser(doc, scope).or_else(|| own_subject(doc, candidate, scope)),
    };
    if let Some(body) = body {
        fact.set("body", forms::nominative(doc, &doc.full_org(&body)));
    }
}

/// "The Assembly held its session": the body that "its" means.
fn own_subject(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    let words = doc.pack.setting("own-words")?;
    let name = candidate.name.as_ref().unwrap_or(&candidate.tokens);
    let own = (scope.start..name.start).rev().take(4).any(|at| words.split(' ').any(|word| word == fold(doc.word(at))));
    let subject = doc.within("org", &(scope.start..name.start)).next()?;
    own.then(|| subject.tokens.clone())
}

/// Whether a body within the event's words owns it: it stands before the head or right after it. Whom an
/// exercise is held with does not hold it.
fn is_owner(doc: &Doc<'_, '_>, candidate: &Candidate, body: &Tokens) -> bool {
    let Some(head) = (candidate.tokens.start..candidate.tokens.end).rev().find_map(|at| doc.starts("event-head", at)) else { return false };
    let words = doc.pack.setting("with-words").unwrap_or_default();
    let with = (head.tokens.end..body.start).any(|at| words.split(' ').any(|word| word == fold(doc.word(at))));
    body.end <= head.tokens.start || (!with && body.start <= head.tokens.end + 3)
}

/// The body that the sentence says organised it: "organised by X", "X ran a round table".
fn organiser(doc: &Doc<'_, '_>, scope: &Tokens) -> Option<Tokens> {
    let by = doc.within("by-word", scope).next()?;
    let after = by.tokens.end..(by.tokens.end + 6).min(scope.end);
    let before = scope.start..by.tokens.start;
    let org = |tokens: &Tokens, last: bool| {
        let mut orgs = doc.within("org", tokens).chain(doc.within("country", tokens)).map(|org| org.tokens.clone()).collect::<Vec<_>>();
        orgs.sort_by_key(|tokens| tokens.start);
        if last { orgs.pop() } else { orgs.into_iter().next() }
    };
    match by.attribute("side") {
        Some("before") => org(&before, true),
        _ => org(&after, false),
    }
}

type Dated<'d> = (&'d Time, Option<Tokens>);

/// The date said of an event: in its scope, in the line that leads into its list, or where a text speaks of
/// what has just been, none.
fn date_of<'d>(doc: &'d Doc<'_, '_>, tokens: &Tokens, scope: &Tokens, lead: Option<&Tokens>) -> Option<Dated<'d>> {
    let near = |scope: &Tokens| {
        let fits = |time: &&Time| {
            let inside = time.tokens.start >= scope.start && time.tokens.end <= scope.end;
            let in_name = tokens.contains(&time.tokens.start) && time.precision == 1;
            let in_title = doc.all("document").iter().any(|&id| doc.mention(id).tokens.contains(&time.tokens.start) && time.precision == 1);
            inside && !in_name && !in_title
        };
        doc.times.iter().filter(fits).min_by_key(|time| {
            let other = doc.within("event", scope).any(|event| event.tokens != *tokens && between(&event.tokens, tokens, &time.tokens));
            (other, time::distance(doc, tokens, &time.tokens) + if time.precision == 1 { 12 } else { 0 })
        })
    };
    if let Some(time) = near(scope) {
        return Some((time, None));
    }
    let from = lead.cloned().filter(|lead| near(lead).is_some()).or_else(|| dated_heading(doc, tokens.start))?;
    near(&from).map(|time| (time, Some(from)))
}

fn between(middle: &Tokens, a: &Tokens, b: &Tokens) -> bool {
    let (low, high) = if a.start < b.start { (a.end, b.start) } else { (b.end, a.start) };
    low <= middle.start && middle.end <= high
}

/// The place said of an event: after a word of place in its scope, or in the first words of a list item.
fn place_of(doc: &Doc<'_, '_>, tokens: &Tokens, scope: &Tokens, lead: Option<&Tokens>) -> Option<(Tokens, Option<Tokens>)> {
    let located = |scope: &Tokens| {
        let fits = |place: &&Mention| is_located(doc, place, scope) && !tokens.contains(&place.tokens.start) || is_tail(doc, place, tokens);
        let places = doc.within("place", scope).filter(fits);
        let rank = |place: &&Mention| {
            let other = doc.within("event", scope).any(|event| event.tokens != *tokens && between(&event.tokens, tokens, &place.tokens));
            let before = place.tokens.start < tokens.start;
            (other, time::distance(doc, tokens, &place.tokens) + if before { 4 } else { 0 })
        };
        places.min_by_key(rank).map(|place| place.tokens.clone())
    };
    if let Some(place) = located(scope) {
        return Some((place, None));
    }
    let lead = lead?;
    located(lead).map(|place| (place, Some(lead.clone())))
}

/// A place at the very end of the event's own words, after a word of place.
fn is_tail(doc: &Doc<'_, '_>, place: &Mention, tokens: &Tokens) -> bool {
    place.tokens.start > tokens.start && place.tokens.end == tokens.end && is_located(doc, place, tokens)
}

/// Whether the ending of a place's last word says that something is there: languages without prepositions.
pub(crate) fn in_place_case(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let Some(case) = doc.pack.setting("place-case").and_then(Tags::parse) else { return false };
    let word = tokens.end.checked_sub(1).and_then(|at| doc.chart.words.get(at));
    word.is_some_and(|word| word.reads_as(case) && !word.reads_as(Tags::NOM))
}

fn is_located(doc: &Doc<'_, '_>, place: &Mention, scope: &Tokens) -> bool {
    let at = place.tokens.start;
    let in_org = doc.all("org").iter().chain(doc.all("document")).any(|&id| {
        let other = &doc.mention(id).tokens;
        other.start <= at && place.tokens.end <= other.end && *other != place.tokens
    });
    if in_org {
        return false;
    }
    let words = doc.pack.setting("place-words").unwrap_or_default();
    let is_place_word = |at: usize| words.split(' ').any(|word| word == fold(doc.word(at)));
    let after_word = (1..=3).any(|back| {
        let Some(before) = at.checked_sub(back).filter(|&before| before >= scope.start) else { return false };
        let skipped = (before + 1..at).all(|skipped| doc.chart.words[skipped].reads_as(Tags::ADJ) || doc.chart.words[skipped].reads_as(DET) || doc.starts("place-noun", skipped).is_some());
        is_place_word(before) && skipped
    });
    let block = doc.block_of(at);
    let opening = doc.block(block).start + 14 > at;
    let item = doc.block_kind(block) != BlockKind::Paragraph && opening && at > 0 && (doc.is_mark(at - 1, &[",", "–", "—", "-", "(", "|", ":", "•", "▪", "📍"]));
    let bracket = at > 0 && doc.is_mark(at - 1, &["("]) && doc.is_mark(place.tokens.end, &[",", ")"]);
    let parted = place.tokens.end < doc.chart.words.len() && doc.is_mark(place.tokens.end, &[",", ".", "–", "—", "-", "|", ":", ";", "("]);
    let alone = doc.sentence(at).start == at && doc.sentence(at).end <= place.tokens.end + 1 && scope.start == at;
    after_word || in_place_case(doc, &place.tokens) || bracket || (item && parted) || alone
}

const DET: Tags = Tags(1 << 7);

/// Held, planned, ongoing or cancelled: what the sentence says, else what the date says.
fn status_of(doc: &Doc<'_, '_>, tokens: &Tokens, scope: &Tokens, when: Option<&Time>) -> &'static str {
    let mut words: Vec<(&str, usize)> = Vec::new();
    for word in doc.within("status-word", scope) {
        let status = match word.attribute("status") {
            Some(status) => status,
            None => tense_of(doc, &word.tokens),
        };
        if !status.is_empty() && !(tokens.contains(&word.tokens.start) && word.tokens.len() > 1) {
            words.push((status, time::distance(doc, tokens, &word.tokens)));
        }
    }
    let has = |wanted: &str| words.iter().any(|(status, distance)| *status == wanted && *distance <= 25);
    if has("cancelled") {
        return "cancelled";
    }
    let nearest = words.iter().min_by_key(|(_, distance)| *distance).map(|(status, _)| *status);
    let after = when.and_then(|time| Some((time.value.first_day()?, doc.published_on?))).map(|(day, today)| day > today);
    match (nearest, after) {
        (_, Some(true)) => "planned",
        (Some("ongoing"), _) => "ongoing",
        (Some("planned"), None) => "planned",
        (Some("planned"), Some(false)) if when.is_some_and(|time| time.precision < 3 || doc.published_on.is_some_and(|today| time.value.last_day() >= Some(today))) => "planned",
        _ => "held",
    }
}

/// A verb's tense: past is held, future planned, present of what goes on, ongoing.
fn tense_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> &'static str {
    let word = |tags: &str| Tags::parse(tags).is_some_and(|tags| doc.chart.reads_as(tokens, tags));
    match () {
        () if word("past") => "held",
        () if word("fut") => "planned",
        () if word("pres") => "ongoing",
        () if word("inf") => "planned",
        () => "",
    }
}

fn set_format(doc: &Doc<'_, '_>, fact: &mut Fact, tokens: &Tokens, scope: &Tokens) {
    let near = |word: &&Mention| time::distance(doc, tokens, &word.tokens) <= 14 || scope.len() < 24;
    let formats: Vec<&str> = doc.within("format-word", scope).filter(near).filter_map(|word| word.attribute("format")).collect();
    let narrow_and_extended = formats.contains(&"narrow") && formats.contains(&"extended");
    let relevant = |format: &str| match format {
        "joint" => fact.get("kind") == Some("session") && doc.within("format-word", tokens).any(|word| word.attribute("format") == Some("joint")),
        "narrow" | "extended" => !narrow_and_extended && fact.get("kind") == Some("session") && doc.within("format-word", tokens).next().is_some(),
        _ => true,
    };
    if let Some(format) = formats.into_iter().find(|format| relevant(format)) {
        let format = format.to_owned();
        fact.set("format", format);
    }
}

fn words_of(name: &str) -> Vec<String> {
    let letters = |word: &&str| word.chars().any(char::is_alphanumeric);
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).filter(letters).map(|word| fold(word).chars().take(6).collect()).collect()
}

/// Whether a mention speaks of an event entered before.
fn is_same(event: &Event, candidate: &Candidate, fact: &Fact, words: &[String]) -> bool {
    let kinds = |a: &str, b: &str| a == b || matches!((a, b), ("session", "meeting") | ("meeting", "session") | ("operation", "exercise") | ("exercise", "operation"));
    if candidate.generic {
        let same_kind = event.kind() == candidate.kind || (kinds(event.kind(), &candidate.kind) && fact.get("date").is_none());
        let undated = fact.get("date").is_none();
        return same_kind && dates_agree(event, fact) && event.status() == fact.get("status").unwrap_or_default() && (undated || places_agree(event, fact));
    }
    if !kinds(event.kind(), &candidate.kind) || !dates_agree(event, fact) {
        return false;
    }
    if candidate.proper && event.proper {
        return words == event.words.as_slice() || (candidate.kind == "session" && overlap(words, &event.words) >= 0.75 && numbers(words) == numbers(&event.words));
    }
    let statuses = event.status() == fact.get("status").unwrap_or_default();
    let bodies = match (event.fact.get("body"), fact.get("body")) {
        (Some(a), Some(b)) => event.body_id.is_some() && event.body_id == candidate.body_id || overlap(&words_of(a), &words_of(b)) >= 0.5,
        _ => overlap(words, &event.words) >= 0.6,
    };
    event.kind() == candidate.kind && statuses && bodies && places_agree(event, fact) && (candidate.kind == "session" || overlap(words, &event.words) >= 0.6)
}

fn numbers(words: &[String]) -> Vec<&String> {
    words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit()) || roman(&word.to_uppercase())).collect()
}

/// The share of the shorter name's words that the longer one has.
fn overlap(a: &[String], b: &[String]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    short.iter().filter(|word| long.contains(word)).count() as f64 / short.len() as f64
}

fn dates_agree(event: &Event, fact: &Fact) -> bool {
    let (Some(a), Some(b)) = (event.fact.get("date"), fact.get("date")) else { return true };
    match (a.parse::<record::Edtf>(), b.parse::<record::Edtf>()) {
        (Ok(a), Ok(b)) => a.overlaps(&b),
        _ => true,
    }
}

fn places_agree(event: &Event, fact: &Fact) -> bool {
    match (event.fact.get("place"), fact.get("place")) {
        (Some(a), Some(b)) => a == b || event.fact.get("date").is_some() && event.fact.get("date") == fact.get("date"),
        _ => true,
    }
}

fn merge(event: &mut Event, fact: Fact, candidate: Candidate) {
    let more_precise = match (event.fact.get("date"), fact.get("date")) {
        (Some(old), Some(new)) => new.len() > old.len(),
        _ => true,
    };
    for (slot, value) in fact.slots {
        let better = match slot.as_str() {
            "date" => more_precise,
            "name" => candidate.proper && !event.proper,
            "place" | "body" | "format" if candidate.generic => false,
            _ => !event.fact.slots.contains_key(&slot),
        };
        if better {
            if slot == "name" {
                event.words = words_of(&value);
            }
            event.fact.slots.insert(slot, value);
        }
    }
    event.body_id = event.body_id.take().or(candidate.body_id);
    event.proper |= candidate.proper;
    event.fact.evidence.extend(fact.evidence);
    event.mentions.push(candidate.tokens);
}

/// A time or place of its own, a name of its own, or a kind that is entered whenever it is held.
fn is_worth(event: &Event) -> bool {
    let dated = event.fact.get("date").is_some() || event.fact.get("place").is_some();
    let whenever = matches!(event.kind(), "press-conference" | "ceremony");
    let long_dated = event.fact.get("date").is_some_and(|date| date.len() == 4) && !event.proper && event.words.len() < 2;
    (dated && !long_dated) || event.proper || whenever
}
