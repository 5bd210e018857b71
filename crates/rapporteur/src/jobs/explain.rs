//! `rapporteur explain`: why a rule matched in a publication, or how far it came.

use std::fmt::Write as _;

use anyhow::Context;
use rules::words::Memory;
use text::gate::Limits;

use crate::cli::Explain as Args;
use crate::desk::{Desk, Manner};
use crate::input::{self, Found};
use crate::out::{Ending, Out, Usage, one_line};
use crate::packs::Packs;
use crate::quote::{Style, safe};

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    let manner = Manner { lang: args.lang.clone(), ..Manner::default() };
    let desk = Desk::new(&packs, &manner);
    let mut out = Out::new();
    let style = Style::of(out.is_terminal());
    let mut found: Vec<Found> = Vec::new();
    input::each(std::slice::from_ref(&args.path), args.input, &Limits::default(), &mut |one| {
        found.push(one);
        std::ops::ControlFlow::Continue(())
    });
    let mut memory = Memory::default();
    for one in found {
        let opened = one.and_then(|piece| desk.open(&piece));
        let (opened, told) = match opened {
            Ok(opened) => opened,
            Err(trouble) => {
                out.trouble(trouble.0);
                continue;
            }
        };
        // `ru/office#...` names its language
        let by_rule =
            args.rule.split('/').next().filter(|lang| packs.languages().any(|known| known == *lang));
        let lang = args.lang.as_deref().or(by_rule).or(told.pack.as_deref());
        let lang = lang.with_context(|| {
            format!("{}: no pack for {:?}: name one with --lang", opened.file, told.lang.as_str())
        })?;
        let Some(pack) = packs.pack(lang)? else {
            return Err(Usage(format!("there is no pack {lang:?}")).into());
        };
        let text = &opened.given.text;
        let Some((traces, words)) = pack.explain(text, &args.rule, &mut memory) else {
            return Err(unknown(&args.rule, pack.rule_ids()).into());
        };
        let mut page = format!("{}: rule {} of {}\n", style.bold(&opened.file), args.rule, pack.version);
        if traces.is_empty() {
            page.push_str("  it did not begin to match anywhere\n");
        }
        for (trace, words) in traces.iter().zip(words) {
            if args.matched && !trace.matched {
                continue;
            }
            let verdict = if trace.matched { style.alert("matched ") } else { style.dim("got to  ") };
            let _ = writeln!(page, "  {verdict} {}", safe(&one_line(&words, 160)));
            let _ = writeln!(page, "           {}", style.dim(&trace.pattern));
        }
        if out.print(&page).is_break() {
            break;
        }
    }
    out.end()
}

/// Names the rules that the person may have meant.
fn unknown<'r>(asked: &str, rules: impl Iterator<Item = &'r str>) -> Usage {
    let all: Vec<&str> = rules.collect();
    let last = asked.rsplit(['#', '/']).next().unwrap_or(asked);
    let mut near: Vec<&str> =
        all.iter().copied().filter(|rule| last.len() > 2 && rule.contains(last)).collect();
    if near.is_empty() {
        let kind = asked.split('#').next().unwrap_or(asked);
        near = all.iter().copied().filter(|rule| rule.starts_with(kind)).collect();
    }
    near.truncate(12);
    let hint = match near.is_empty() {
        true => "`rapporteur read FILE --format jsonl` names the rule of each claim".to_owned(),
        false => format!("did you mean {}?", near.join(", ")),
    };
    Usage(format!("there is no rule {asked:?}: {hint}"))
}
