//! `rapporteur deliver`: reports built on time, kept, and sent once to each who is to have them.

mod build;
mod desk;
mod history;
mod send;
mod settings;
mod times;

use std::time::Duration;

use anyhow::Context;
use clap::ValueEnum as _;
use collect::fetch::Reach;
use deliver::Address;
use jiff::Timestamp;
use store::delivery::{Recipient, Schedule};
use store::{Delivery as _, SqliteStore};

use self::build::Order;
use self::desk::Desk;
use self::send::Carrier;
use self::settings::Settings;
use self::times::Times;
use crate::cli::{
    DeliverBuild, DeliverJob, DeliverName, DeliverRun, Page, RecipientAdd, RecipientJob, ScheduleAdd,
    ScheduleJob,
};
use crate::data;
use crate::out::{Ending, Out, Usage, counted};
use crate::quote::safe;

/// How often a run that watches looks what is due.
const LOOK: Duration = Duration::from_secs(15);

pub fn run(job: DeliverJob) -> anyhow::Result<Ending> {
    match job {
        DeliverJob::Recipient(RecipientJob::Add(args)) => add_recipient(args),
        DeliverJob::Recipient(RecipientJob::List(args)) => history::recipients(&args),
        DeliverJob::Recipient(RecipientJob::Remove(args)) => {
            remove(&args, "recipient", |store, name, now| Ok(store.leave(name, "taken off by hand", now)?))
        }
        DeliverJob::Schedule(ScheduleJob::Add(args)) => add_schedule(args),
        DeliverJob::Schedule(ScheduleJob::List(args)) => history::schedules(&args),
        DeliverJob::Schedule(ScheduleJob::Remove(args)) => {
            remove(&args, "schedule", |store, name, now| Ok(store.remove_schedule(name, now)?))
        }
        DeliverJob::Run(args) => deliver(&args),
        DeliverJob::Build(args) => build(&args),
        DeliverJob::History(args) => history::editions(&args),
        DeliverJob::Edition(args) => history::edition(&args),
        DeliverJob::Resend(args) => history::resend(&args),
    }
}

fn desk(data: &crate::cli::Data) -> anyhow::Result<Desk> {
    let desk = Desk { dir: data::locate(data.data.as_deref())? };
    drop(data::open_up_to_date(&desk.dir)?);
    Ok(desk)
}

fn add_recipient(args: RecipientAdd) -> anyhow::Result<Ending> {
    super::name_is_fit("recipient", &args.name)?;
    let address = Address::parse(&args.address).map_err(Usage)?;
    crate::jobs::report::locale(&args.lang)?;
    let desk = desk(&args.data)?;
    let known = desk.read()?.recipients()?.into_iter().find(|one| one.name == args.name);
    // a link that went out leads off the list still
    let secret = match known {
        Some(known) => known.secret,
        None => fresh()?,
    };
    let recipient = Recipient {
        name: args.name.clone(),
        address: address.to_string(),
        lang: args.lang,
        roles: args.roles,
        secret: secret.clone(),
        added_at: Timestamp::now(),
        left: None,
    };
    desk.write(|store| Ok(store.save_recipient(&recipient)?))?;
    let mut out = Out::new();
    let mut told = format!(
        "{}: {} in {}, on {}\n",
        args.name,
        safe(&recipient.address),
        recipient.lang,
        recipient.roles.join(", ")
    );
    if matches!(address, Address::Hook(_)) {
        told.push_str(&format!("calls are signed (HMAC-SHA256, Standard Webhooks) with the key {secret}\n"));
    }
    let _ = out.print(&told);
    out.end()
}

/// A secret of 128 random bits.
fn fresh() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).context("this machine gives no random numbers")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn remove(
    args: &DeliverName,
    what: &str,
    work: impl FnOnce(&mut SqliteStore, &str, Timestamp) -> anyhow::Result<bool>,
) -> anyhow::Result<Ending> {
    let desk = desk(&args.data)?;
    if !desk.write(|store| work(store, &args.name, Timestamp::now()))? {
        return Err(Usage(format!(
            "there is no {what} {:?}: `rapporteur deliver {what} list` names them",
            args.name
        ))
        .into());
    }
    let mut out = Out::new();
    let _ = out.print(&format!("{what} {} is removed\n", args.name));
    out.end()
}

fn names(formats: &[Page]) -> Vec<String> {
    let name = |format: &Page| format.to_possible_value().map(|value| value.get_name().to_owned());
    formats.iter().filter_map(name).collect()
}

fn add_schedule(args: ScheduleAdd) -> anyhow::Result<Ending> {
    super::name_is_fit("schedule", &args.name)?;
    let times = Times::new(&args.on, &args.at, &args.zone)?;
    let now = Timestamp::now();
    build::check(&args.words, times.date(now))?;
    let next_at = times.next(now).ok_or_else(|| Usage("these days never come".to_owned()))?;
    let desk = desk(&args.data)?;
    let schedule = Schedule {
        name: args.name,
        words: args.words,
        formats: names(&args.formats),
        days: args.on,
        time: args.at,
        zone: args.zone,
        roles: args.roles,
        added_at: now,
        next_at,
    };
    desk.write(|store| Ok(store.save_schedule(&schedule)?))?;
    let mut out = Out::new();
    let _ = out.print(&format!("{}: next at {next_at}\n", schedule.name));
    out.end()
}

fn build(args: &DeliverBuild) -> anyhow::Result<Ending> {
    super::name_is_fit("series", &args.name)?;
    let desk = desk(&args.data)?;
    let now = Timestamp::now();
    let order = Order {
        series: &args.name,
        words: &args.words,
        formats: &names(&args.formats),
        roles: &args.roles,
        due_at: None,
        today: data::today(),
    };
    let built = order.build(&desk, now)?;
    let mut out = Out::new();
    for id in built {
        let _ = out.print(&format!("edition {} of {}\n", id.0, args.name));
    }
    out.end()
}

fn deliver(args: &DeliverRun) -> anyhow::Result<Ending> {
    let desk = desk(&args.data)?;
    let _alone = desk.alone()?;
    let settings = Settings::read(&desk.dir)?;
    let reach = if args.allow_private { Reach::Anywhere } else { Reach::Public };
    let carrier = Carrier::new(&settings, reach)?;
    let mut out = Out::new();
    loop {
        let now = Timestamp::now();
        let built = build::due(&desk, now);
        let built = match built {
            // one report that cannot be built keeps no other from going out
            Err(error) if args.watch => {
                out.note(format!("{error:#}"));
                0
            }
            Err(error) => {
                out.trouble(format!("{error:#}"));
                0
            }
            Ok(built) => built.len(),
        };
        let mut troubles = Vec::new();
        let sent = send::due(&desk, &carrier, now, |parcel, failure| {
            troubles.push(format!(
                "edition {} to {}: {}",
                parcel.edition.0,
                parcel.recipient,
                safe(&failure.to_string())
            ));
        })?;
        for trouble in troubles {
            if args.watch { out.note(trouble) } else { out.trouble(trouble) }
        }
        let told = format!(
            "{} built; {} sent, {} to be tried again, {} failed\n",
            counted(built, "edition"),
            sent.sent,
            sent.later,
            sent.failed
        );
        if !args.watch || built > 0 || sent != send::Sent::default() {
            let _ = out.print(&told);
        }
        if !args.watch {
            return out.end();
        }
        std::thread::sleep(LOOK);
    }
}
