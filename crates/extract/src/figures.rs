//! Figures: counted quantities about the work of an organisation or an event.

use rules::Mention;
use text::morph::Tags;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::statements::Speech;
use crate::{forms, time};

pub(crate) fn find(doc: &Doc<'_, '_>, events: &Events, speech: &[Speech]) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    for &id in doc.all("figure") {
        let mention = doc.mention(id);
        let Some(fact) = figure(doc, events, speech, mention) else { continue };
        let same = |known: &&mut Fact| {
            let words = |fact: &Fact| fact.get("what").map(text::fold::fold);
            known.get("value") == fact.get("value")
                && known
                    .get("period")
                    .is_none_or(|period| fact.get("period").is_none_or(|other| other == period))
                && words(known) == words(&fact)
        };
        match found.iter_mut().find(same) {
            Some(known) => {
                known.evidence.extend(fact.evidence);
                for (slot, value) in fact.slots {
                    known.slots.entry(slot).or_insert(value);
                }
            }
            None => found.push(fact),
        }
    }
    found
}

/// "60 events this year": what is counted ends where it is said when.
fn before_time(doc: &Doc<'_, '_>, what: &Tokens) -> Tokens {
    let times = doc.all("time").iter().map(|&id| doc.mention(id).tokens.start);
    let cut = times.filter(|start| what.start < *start && *start < what.end).min();
    what.start..cut.unwrap_or(what.end)
}

fn figure(doc: &Doc<'_, '_>, events: &Events, speech: &[Speech], mention: &Mention) -> Option<Fact> {
    let number = mention.part("number").and_then(|part| doc.at("number", &part.tokens))?;
    let what = &before_time(doc, &mention.part("what")?.tokens);
    // a number inside a name or a title counts nothing
    let in_title = doc.all("document").iter().any(|&id| {
        let document = doc.mention(id);
        document.part("name").is_some_and(|name| {
            name.tokens.contains(&number.tokens.start) && doc.at("quoted", &name.tokens).is_some()
        })
    });
    // "the Seven Rivers", "2025 Security Forum": part of a name
    let first = number.tokens.start;
    let next_is_capital =
        doc.chart.tokens().get(number.tokens.end).is_some_and(|token| token.is_capitalised());
    let written = doc.word(first);
    let year_like =
        written.len() == 4 && matches!(written.parse::<u16>(), Ok(1900..=2100)) && number.tokens.len() == 1;
    if next_is_capital && (year_like || doc.chart.tokens()[first].is_capitalised()) {
        return None;
    }
    let of_body = doc.all("org").iter().any(|&id| doc.mention(id).tokens.contains(&first));
    if of_body && doc.pack.setting("counts-are-figures").is_some() {
        return None;
    }
    // "order No. 41"
    let numbered = first.checked_sub(1).is_some_and(|at| doc.is_mark(at, &["\u{2116}"]));
    if numbered {
        return None;
    }
    let dated = doc.times.iter().any(|time| time.tokens.contains(&number.tokens.start));
    if in_title || dated {
        return None;
    }
    // "the three organisations" were counted before; "one of them" counts nothing
    let definite = number.tokens.start > 0
        && doc
            .pack
            .setting("articles")
            .is_some_and(|articles| doc.is_any_of(number.tokens.start - 1, articles));
    let value = value_of(doc, number)
        .filter(|value| !definite && (*value != 1.0 || number.part("multiplier").is_some()))?;
    // what may be counted in passing counts as a figure from a number on, and in the text's own voice
    // a number within somebody's own words is a way of speaking
    let quoted = |speech: &Speech| speech.direct && speech.cue.is_some();
    let spoken = || speech.iter().any(|speech| quoted(speech) && speech.holds(mention.tokens.start));
    if doc.pack.setting("spoken-numbers").as_deref() == Some("no") && spoken() {
        return None;
    }
    if let Some(least) = mention.attribute("least").and_then(|least| least.parse::<f64>().ok()) {
        let quoted = speech.iter().any(|speech| quoted(speech) && speech.holds(mention.tokens.start));
        if quoted || value < least {
            return None;
        }
    }
    // "the Group of 20 summit": a number before one gathering or paper counts no others
    let last = what.end.checked_sub(1).and_then(|at| doc.chart.words.get(at));
    let single = last
        .and_then(|word| word.readings.first())
        .is_some_and(|tags| tags.has(Tags::NOUN) && !tags.has(Tags::PL));
    let named = ["event-head", "document-head"]
        .iter()
        .any(|class| doc.within(class, what).next_back().is_some_and(|head| head.tokens.end == what.end));
    if single && named && value > 1.0 && doc.pack.setting("counts-are-figures").is_some() {
        return None;
    }
    let mut fact = Fact::new("figure", mention.rule.clone());
    fact.set("value", decimal(value));
    fact.set("what", forms::nominative(doc, what));
    if let Some(unit) = mention.attribute("unit").or_else(|| unit_of(doc, mention)) {
        fact.set("unit", unit.replace('_', " "));
    }
    let qualifier = number
        .part("q")
        .and_then(|part| doc.at("qualifier", &part.tokens))
        .and_then(|qualifier| qualifier.attribute("q"));
    fact.set("qualifier", qualifier.unwrap_or("exact").to_owned());
    let sentence = doc.sentence(mention.tokens.start);
    if let Some((period, said_at)) = period_of(doc, mention, &sentence) {
        fact.set("period", period);
        fact.evidence.extend(said_at.map(|at| doc.sentence(at)));
    }
    fact.event = events
        .named_in(&sentence, mention.tokens.start)
        .or_else(|| events.in_focus(doc, mention.tokens.start));
    fact.attribution =
        speech.iter().find(|speech| speech.holds(mention.tokens.start)).map(|speech| speech.name(doc));
    fact.evidence.push(sentence);
    Some(fact)
}

/// The years or months that a figure is of, and where the text says so apart from its sentence.
fn period_of(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<(String, Option<usize>)> {
    let year = doc.times.iter().filter(|time| {
        // a season that is known by its year alone tells no period
        let season = doc.at("time", &time.tokens).is_some_and(|time| time.part("season").is_some());
        let months = time.precision == 2 && time.value.is_interval();
        (time.precision == 1 || months)
            && !season
            && sentence.start <= time.tokens.start
            && time.tokens.end <= sentence.end
    });
    let inside_name = |at: usize| {
        doc.within("document", sentence)
            .chain(doc.within("event", sentence))
            .any(|named| named.tokens.contains(&at) && named.part("name").is_some())
    };
    // "over the year", in a text whose head names the year that it tells of
    let whole: Vec<&Mention> = doc.within("whole-year", sentence).collect();
    let told = if whole.is_empty() { None } else { year_told_of(doc) };
    let of_whole = |time: &time::Time| {
        told.is_some()
            && whole
                .iter()
                .any(|word| word.tokens.start < time.tokens.end && time.tokens.start < word.tokens.end)
    };
    let said = year
        .filter(|time| !inside_name(time.tokens.start) && !is_compared(doc, &time.tokens, sentence))
        .filter(|time| !of_another_clause(doc, &mention.tokens, &time.tokens) && !of_whole(time))
        .min_by_key(|time| time::distance(doc, &mention.tokens, &time.tokens));
    if let Some(time) = said {
        let value = time::parts::of_year(doc, time).unwrap_or_else(|| time.value.clone());
        return Some((value.to_string(), time.anchored_at.as_ref().map(|at| at.start)));
    }
    let part = time::parts::last_over(doc, sentence);
    if let Some((value, _)) = part.filter(|(_, at)| !of_another_clause(doc, &mention.tokens, at)) {
        return Some((value.to_string(), None));
    }
    let same_clause = |word: &&&Mention| !of_another_clause(doc, &mention.tokens, &word.tokens);
    whole.iter().find(same_clause)?;
    told.map(|(year, at)| (year, Some(at)))
}

/// The only year that the first lines of a text name in figures.
fn year_told_of(doc: &Doc<'_, '_>) -> Option<(String, usize)> {
    let title = doc.block(0);
    let end = title.end.max(doc.sentence(doc.block(1).start).end);
    let written = |time: &&time::Time| {
        let digits = |at: usize| doc.word(at).chars().take_while(char::is_ascii_digit).count() == 4;
        time.precision == 1 && !time.open && time.tokens.clone().any(digits)
    };
    let mut years = doc.times.iter().take_while(|time| time.tokens.start < end).filter(written);
    let first = years.next().filter(|first| !first.value.is_interval())?;
    years.all(|other| other.value == first.value).then(|| (first.value.to_string(), first.tokens.start))
}

/// "three were let in; A left last year": what stands behind a semicolon dates what is told there.
fn of_another_clause(doc: &Doc<'_, '_>, mention: &Tokens, time: &Tokens) -> bool {
    let gap = if time.end <= mention.start { time.end..mention.start } else { mention.end..time.start };
    doc.pack.setting("counts-are-figures").is_some() && gap.into_iter().any(|at| doc.is_mark(at, &[";"]))
}

/// "More than in 2023": whether a word of comparison leads to a time, a small word between.
fn is_compared(doc: &Doc<'_, '_>, time: &Tokens, sentence: &Tokens) -> bool {
    const BACK: usize = 2;
    let words = doc.pack.setting("compared-words").unwrap_or_default();
    (time.start.saturating_sub(BACK).max(sentence.start)..time.start).any(|at| doc.is_any_of(at, words))
}

fn unit_of<'d>(doc: &Doc<'d, '_>, mention: &Mention) -> Option<&'d str> {
    let unit = mention.part("unit")?;
    doc.starts("unit", unit.tokens.start)?.attribute("unit")
}

/// The number meant: digits with separators, or words; times a multiplier.
fn value_of(doc: &Doc<'_, '_>, number: &Mention) -> Option<f64> {
    if number.parts("value").nth(1).is_some() {
        return added(doc, number);
    }
    let written = number.part("value").map(|part| part.tokens.clone());
    let value = match &written {
        Some(tokens) => match doc.at("numeral", tokens) {
            Some(numeral) => numeral.attribute("value")?.parse().ok()?,
            None => in_words(doc, tokens)
                .or_else(|| parse(without_ending(doc.chart.written(tokens)), doc.pack.decimal_comma))
                .unwrap_or(1.0),
        },
        None => 1.0,
    };
    let multiplier = number.part("multiplier").and_then(|part| factor(doc, &part.tokens)).unwrap_or(1.0);
    Some(value * multiplier)
}

/// "1 million 300 thousand", "4 thousand 300": each number times what follows it, the smaller behind the greater.
fn added(doc: &Doc<'_, '_>, number: &Mention) -> Option<f64> {
    let mut all = 0.0;
    let mut greatest = f64::INFINITY;
    for value in number.parts("value") {
        let follows = number.parts("multiplier").find(|part| part.tokens.start == value.tokens.end);
        let times = follows.map_or(Some(1.0), |part| factor(doc, &part.tokens))?;
        let written = without_ending(doc.chart.written(&value.tokens));
        let here = parse(written, doc.pack.decimal_comma)? * times;
        if here >= greatest {
            return None;
        }
        greatest = times;
        all += here;
    }
    Some(all)
}

/// Several numerals in a row: "two hundred and fifty" without the small words.
fn in_words(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<f64> {
    let value = |at: usize| doc.starts("numeral", at)?.attribute("value")?.parse::<f64>().ok();
    tokens.clone().map(value).collect::<Option<Vec<f64>>>().map(|values| values.iter().sum())
}

fn factor(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<f64> {
    doc.starts("multiplier", tokens.start)?.attribute("value")?.parse().ok()
}

/// Digits without the grammatical ending that some languages write after them.
fn without_ending(written: &str) -> &str {
    let end = written.find(|c: char| c.is_alphabetic()).unwrap_or(written.len());
    written[..end].trim_end_matches(['-', '\u{2010}', '\u{2011}', '\'', '\u{2019}'])
}

/// Reads `1,300`, `2.5`, `10 000` as the language separates them.
fn parse(written: &str, decimal_comma: bool) -> Option<f64> {
    let digits: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, decimal) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let mut groups = digits.split(whole);
    let grouped = digits.contains(whole)
        && groups.next().is_some_and(|first| first.len() <= 3)
        && groups.all(|group| group.len() == 3);
    let plain = if grouped { digits.replace(whole, "") } else { digits };
    let plain = plain.replace([decimal, ','], ".");
    plain.parse().ok()
}

/// A plain decimal without a useless fraction.
fn decimal(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_follow_the_language() {
        assert_eq!(parse("1,300", false), Some(1300.0));
        assert_eq!(parse("2.5", false), Some(2.5));
        assert_eq!(parse("2,5", true), Some(2.5));
        assert_eq!(parse("10\u{a0}000", true), Some(10000.0));
        assert_eq!(parse("1.300", true), Some(1300.0));
        assert_eq!(parse("24", true), Some(24.0));
        assert_eq!(without_ending("60-қа"), "60");
        assert_eq!(without_ending("100дөн"), "100");
        assert_eq!(decimal(2.5), "2.5");
        assert_eq!(decimal(1300.0), "1300");
    }
}
