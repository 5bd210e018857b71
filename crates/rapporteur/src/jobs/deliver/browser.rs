//! Errands of delivery that are asked for in a browser.
//!
//! Whoever sits there names a report by its parts, never in words of the command line: those can name files. For the
//! same reason no folder of this machine can be made a recipient from there.

use deliver::Address;
use store::delivery::EditionId;
use web::house::{Done, Errand, NotDone, Order, Span, Wrong};

use super::desk::Desk;
use super::errand::{Asker, Fault, Plan, Wanted};

/// The words of a report, as after `rapporteur report`.
fn words(order: &Order) -> Result<Vec<String>, NotDone> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if order.kind.is_empty() || order.kind.starts_with('-') || !order.kind.chars().all(plain) {
        return Err(NotDone::Wrong(Wrong::Report));
    }
    let mut words = vec![order.kind.clone()];
    // behind an equals sign nothing is taken for an option
    let mut give =
        |name: &str, value: &str| words.push(format!("--{name}={}", value.replace(['{', '}'], "")));
    order.orgs.iter().for_each(|org| give("org", org));
    order.of.iter().for_each(|of| give("of", of));
    order.query.iter().for_each(|query| give("query", query));
    let (from, to) = match order.span {
        Span::Day => ("{today}".to_owned(), "{today}".to_owned()),
        Span::DayBefore => ("{yesterday}".to_owned(), "{yesterday}".to_owned()),
        Span::Week => ("{week-ago}".to_owned(), "{yesterday}".to_owned()),
        Span::Month => ("{month-start}".to_owned(), "{today}".to_owned()),
        Span::Year => ("{year-start}".to_owned(), "{today}".to_owned()),
        Span::Between(from, to) => (from.to_string(), to.to_string()),
    };
    words.extend([format!("--from={from}"), format!("--to={to}")]);
    if order.roles.is_empty() {
        words.extend(["--lang".to_owned(), order.lang.clone()]);
    }
    Ok(words)
}

/// The formats that are asked for; a page where none are.
fn formats(order: &Order) -> Vec<String> {
    if order.formats.is_empty() { vec!["html".to_owned()] } else { order.formats.clone() }
}

fn refused(fault: Fault) -> NotDone {
    match fault {
        Fault::Wrong(what, _) => NotDone::Wrong(what),
        Fault::Broken(error) => broken(error),
    }
}

fn broken(error: anyhow::Error) -> NotDone {
    match error.downcast_ref() {
        Some(store::Error::Busy { .. } | store::Error::InUse { .. }) => NotDone::Busy,
        _ => NotDone::Broken(format!("{error:#}")),
    }
}

pub fn run(desk: &Desk, errand: &Errand, by: &str) -> Result<Done, NotDone> {
    let asker = Asker { desk, name: by };
    let there = |done: bool| if done { Ok(Done::Well) } else { Err(NotDone::Wrong(Wrong::Missing)) };
    match errand {
        Errand::Recipient { name, address, lang, roles } => {
            let address = Address::parse(address).map_err(|_| NotDone::Wrong(Wrong::Address))?;
            if matches!(address, Address::Folder(_)) {
                return Err(NotDone::Wrong(Wrong::Address));
            }
            let known = desk.read().map_err(broken)?;
            let known = store::Delivery::recipients(&known).map_err(|error| broken(error.into()))?;
            let is_new = !known.iter().any(|one| one.name == *name);
            let saved = asker.save_recipient(name, &address, lang, roles).map_err(refused)?;
            let signs = is_new && matches!(address, Address::Hook(_));
            Ok(if signs { Done::Key(saved.secret) } else { Done::Well })
        }
        Errand::RemoveRecipient { name } => there(asker.remove_recipient(name).map_err(broken)?),
        Errand::Schedule { name, order, days, time, zone } => {
            let plan = Plan {
                name: name.clone(),
                words: words(order)?,
                formats: formats(order),
                days: days.clone(),
                time: time.clone(),
                zone: zone.clone(),
                roles: order.roles.clone(),
                held: order.held,
            };
            asker.save_schedule(plan).map_err(refused)?;
            Ok(Done::Well)
        }
        Errand::RemoveSchedule { name } => there(asker.remove_schedule(name).map_err(broken)?),
        Errand::Build { series, order } => {
            let wanted = Wanted {
                series: series.clone(),
                words: words(order)?,
                formats: formats(order),
                roles: order.roles.clone(),
                held: order.held,
            };
            let built = asker.build(&wanted).map_err(refused)?;
            Ok(Done::Editions(built.into_iter().map(|EditionId(number)| number).collect()))
        }
        Errand::Resend { edition, recipient } => {
            asker.resend(*edition, recipient.as_deref()).map_err(refused)?;
            Ok(Done::Well)
        }
        Errand::Release { edition, seen } => {
            asker.release(*edition, Some(*seen)).map_err(refused)?;
            Ok(Done::Well)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(kind: &str) -> Order {
        Order {
            kind: kind.to_owned(),
            orgs: vec!["csto".to_owned()],
            of: None,
            query: Some("--template=/etc/passwd {today}".to_owned()),
            span: Span::Week,
            formats: Vec::new(),
            roles: Vec::new(),
            lang: "en".to_owned(),
            held: false,
        }
    }

    #[test]
    fn nothing_that_is_typed_becomes_an_option() {
        assert_eq!(
            words(&order("digest")).unwrap(),
            [
                "digest",
                "--org=csto",
                "--query=--template=/etc/passwd today",
                "--from={week-ago}",
                "--to={yesterday}",
                "--lang",
                "en"
            ]
        );
        for kind in ["", "--help", "digest --template", "/etc"] {
            assert_eq!(words(&order(kind)), Err(NotDone::Wrong(Wrong::Report)), "{kind}");
        }
    }

    #[test]
    fn no_folder_of_this_machine_is_a_recipient() {
        let desk = Desk { dir: std::path::PathBuf::from("/nowhere") };
        let errand = Errand::Recipient {
            name: "x".to_owned(),
            address: "file:/etc".to_owned(),
            lang: "en".to_owned(),
            roles: vec!["board".to_owned()],
        };
        assert_eq!(run(&desk, &errand, "eve"), Err(NotDone::Wrong(Wrong::Address)));
    }
}
