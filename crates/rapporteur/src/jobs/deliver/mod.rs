//! `rapporteur deliver`: reports built on time, kept, and sent once to each who is to have them.

pub mod browser;
mod build;
pub mod desk;
pub mod errand;
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

use self::desk::Desk;
use self::errand::{Asker, Plan, Wanted};
use self::send::Carrier;
use self::settings::Settings;
pub use self::times::Times;
use crate::cli::{
    DeliverBuild, DeliverJob, DeliverName, DeliverRelease, DeliverResend, DeliverRun, Page, RecipientAdd,
    RecipientJob, ScheduleAdd, ScheduleJob,
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
            remove(&args, "recipient", |asker, name| asker.remove_recipient(name))
        }
        DeliverJob::Schedule(ScheduleJob::Add(args)) => add_schedule(args),
        DeliverJob::Schedule(ScheduleJob::List(args)) => history::schedules(&args),
        DeliverJob::Schedule(ScheduleJob::Remove(args)) => {
            remove(&args, "schedule", |asker, name| asker.remove_schedule(name))
        }
        DeliverJob::Run(args) => deliver(&args),
        DeliverJob::Build(args) => build(args),
        DeliverJob::History(args) => history::editions(&args),
        DeliverJob::Edition(args) => history::edition(&args),
        DeliverJob::Release(args) => release(&args),
        DeliverJob::Resend(args) => resend(&args),
    }
}

fn desk(data: &crate::cli::Data) -> anyhow::Result<Desk> {
    let desk = Desk { dir: data::locate(data.data.as_deref())? };
    drop(data::open_up_to_date(&desk.dir)?);
    Ok(desk)
}

/// The command line as whoever asks.
fn by_hand(desk: &Desk) -> Asker<'_> {
    Asker { desk, name: "deliver" }
}

fn add_recipient(args: RecipientAdd) -> anyhow::Result<Ending> {
    let address = Address::parse(&args.address).map_err(Usage)?;
    let desk = desk(&args.data)?;
    let recipient = by_hand(&desk).save_recipient(&args.name, &address, &args.lang, &args.roles)?;
    let mut out = Out::new();
    let mut told = format!(
        "{}: {} in {}, on {}\n",
        args.name,
        safe(&recipient.address),
        recipient.lang,
        recipient.roles.join(", ")
    );
    if matches!(address, Address::Hook(_)) {
        told.push_str(&format!(
            "calls are signed (HMAC-SHA256, Standard Webhooks) with the key {}\n",
            recipient.secret
        ));
    }
    let _ = out.print(&told);
    out.end()
}

/// A secret of 128 random bits.
pub fn fresh() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).context("this machine gives no random numbers")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn remove(
    args: &DeliverName,
    what: &str,
    work: impl FnOnce(&Asker<'_>, &str) -> anyhow::Result<bool>,
) -> anyhow::Result<Ending> {
    let desk = desk(&args.data)?;
    if !work(&by_hand(&desk), &args.name)? {
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
    let desk = desk(&args.wish.data)?;
    let plan = Plan {
        name: args.name,
        formats: names(&args.wish.formats),
        words: args.wish.words,
        days: args.on,
        time: args.at,
        zone: args.zone,
        roles: args.roles,
        held: args.wish.held,
    };
    let schedule = by_hand(&desk).save_schedule(plan)?;
    let mut out = Out::new();
    let _ = out.print(&format!("{}: next at {}\n", schedule.name, schedule.next_at));
    out.end()
}

fn build(args: DeliverBuild) -> anyhow::Result<Ending> {
    let desk = desk(&args.wish.data)?;
    let wanted = Wanted {
        series: args.name,
        formats: names(&args.wish.formats),
        words: args.wish.words,
        roles: args.roles,
        held: args.wish.held,
    };
    let built = by_hand(&desk).build(&wanted)?;
    let mut out = Out::new();
    for id in built {
        let _ = out.print(&format!("edition {} of {}\n", id.0, wanted.series));
    }
    out.end()
}

fn release(args: &DeliverRelease) -> anyhow::Result<Ending> {
    let desk = desk(&args.data)?;
    Asker { desk: &desk, name: &args.by }.release(args.number, None)?;
    let mut out = Out::new();
    let _ = out.print(&format!("edition {} goes out with the next `rapporteur deliver run`\n", args.number));
    out.end()
}

fn resend(args: &DeliverResend) -> anyhow::Result<Ending> {
    let desk = desk(&args.data)?;
    let parcels = by_hand(&desk).resend(args.number, args.recipient.as_deref())?;
    let mut out = Out::new();
    let told = format!("{} wait for the next `rapporteur deliver run`\n", counted(parcels, "parcel"));
    let _ = out.print(&told);
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
