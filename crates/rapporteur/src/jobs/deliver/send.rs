//! Parcels on their way: each is marked before it goes and after, so that whatever ends the run, the next one knows.

use std::time::Duration;

use collect::fetch::Reach;
use deliver::hook::Caller;
use deliver::smtp::{Leave, Post};
use deliver::{Address, Attachment, Failure, Letter};
use jiff::Timestamp;
use store::Delivery as _;
use store::delivery::{FiledEdition, Parcel, ParcelState, Recipient, ReleaseId};

use super::desk::Desk;
use super::settings::{FILE, Settings};

/// How long to wait after each try that failed; after the last the parcel has failed.
const PAUSES: [Duration; 7] = [
    Duration::from_secs(60),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3600),
    Duration::from_secs(6 * 3600),
    Duration::from_secs(12 * 3600),
    Duration::from_secs(24 * 3600),
];

/// What a round of sending came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub sent: usize,
    /// To be tried again.
    pub later: usize,
    pub failed: usize,
}

/// Whoever carries parcels out.
pub struct Carrier {
    post: Result<Option<Post>, String>,
    caller: Caller,
    url: Option<String>,
}

impl Carrier {
    pub fn new(settings: &Settings, reach: Reach) -> anyhow::Result<Carrier> {
        let post = match settings.relay() {
            Ok(Some(relay)) => Post::open(&relay).map(Some).map_err(|error| error.to_string()),
            Ok(None) => Ok(None),
            Err(error) => Err(format!("{error:#}")),
        };
        Ok(Carrier { post, caller: Caller::new(reach)?, url: settings.url.clone() })
    }

    fn carry(&self, recipient: &Recipient, letter: &Letter, now: Timestamp) -> Result<String, Failure> {
        match Address::parse(&recipient.address).map_err(Failure::Never)? {
            Address::Folder(folder) => deliver::folder::put(&folder, letter),
            Address::Hook(url) => self.caller.call(&url, &recipient.secret, letter, now.as_second()),
            Address::Mail(to) => match &self.post {
                Ok(Some(post)) => post.send(letter, &to, &self.leave(recipient)),
                Ok(None) => Err(Failure::Again(format!("{FILE} names no relay for letters: give it [smtp]"))),
                Err(why) => Err(Failure::Again(why.clone())),
            },
        }
    }

    fn leave(&self, recipient: &Recipient) -> Leave {
        let link = |url: &String| format!("{}/leave/{}", url.trim_end_matches('/'), recipient.secret);
        Leave { link: self.url.as_ref().map(link), subject: format!("leave-{}", recipient.secret) }
    }
}

/// Sends what is due now.
pub fn due(
    desk: &Desk,
    carrier: &Carrier,
    now: Timestamp,
    mut told: impl FnMut(&Parcel, &Failure),
) -> anyhow::Result<Sent> {
    let mut sent = Sent::default();
    for mut parcel in desk.read()?.due_parcels(now)? {
        let store = desk.read()?;
        let edition = store.edition(parcel.edition)?;
        let recipient =
            store.recipients()?.into_iter().find(|one| one.name == parcel.recipient && one.left.is_none());
        let (Some(edition), Some(recipient)) = (edition, recipient) else { continue };
        let letter = letter(&store, &edition, &recipient)?;
        drop(store);
        (parcel.state, parcel.tries, parcel.changed_at) = (ParcelState::Sending, parcel.tries + 1, now);
        desk.write(|store| Ok(store.save_parcel(&parcel)?))?;
        match carrier.carry(&recipient, &letter, now) {
            Ok(said) => {
                (parcel.state, parcel.said) = (ParcelState::Sent, Some(said));
                sent.sent += 1;
            }
            Err(failure) => {
                let pause = PAUSES.get(parcel.tries.saturating_sub(1) as usize);
                let pause = pause.filter(|_| matches!(failure, Failure::Again(_)));
                parcel.said = Some(failure.to_string());
                match pause.and_then(|pause| now.checked_add(*pause).ok()) {
                    Some(due_at) => {
                        (parcel.state, parcel.due_at) = (ParcelState::Waiting, due_at);
                        sent.later += 1;
                    }
                    None => {
                        parcel.state = ParcelState::Failed;
                        sent.failed += 1;
                    }
                }
                told(&parcel, &failure);
            }
        }
        desk.write(|store| Ok(store.save_parcel(&parcel)?))?;
    }
    Ok(sent)
}

/// An edition as it goes out: as it was built, or as an editor let it go last.
pub struct Outgoing {
    pub release: Option<ReleaseId>,
    /// Formats with their bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Outgoing {
    pub fn of(store: &store::SqliteStore, edition: &FiledEdition) -> anyhow::Result<Outgoing> {
        let last = store.releases(edition.id)?.pop().filter(|last| !last.formats.is_empty());
        let Some(last) = last else { return Outgoing::as_built(store, edition) };
        let mut files = Vec::new();
        for (format, _) in last.formats {
            let bytes = store.released_file(last.id, &format)?;
            files.extend(bytes.map(|bytes| (format, bytes)));
        }
        Ok(Outgoing { release: Some(last.id), files })
    }

    pub fn as_built(store: &store::SqliteStore, edition: &FiledEdition) -> anyhow::Result<Outgoing> {
        let mut files = Vec::new();
        for (format, _) in &edition.formats {
            let bytes = store.edition_file(edition.id, format)?;
            files.extend(bytes.map(|bytes| (format.clone(), bytes)));
        }
        Ok(Outgoing { release: None, files })
    }
}

fn letter(
    store: &store::SqliteStore,
    edition: &FiledEdition,
    recipient: &Recipient,
) -> anyhow::Result<Letter> {
    let (mut plain, mut html, mut attachments) = (String::new(), None, Vec::new());
    let mail = recipient.address.contains('@') && !recipient.address.starts_with("http");
    let Outgoing { release, files } = Outgoing::of(store, edition)?;
    let alone = files.len() == 1;
    for (format, bytes) in files {
        let only_plain = format == "md" && !alone;
        match format.as_str() {
            "md" => plain = String::from_utf8_lossy(&bytes).into_owned(),
            "html" if mail => html = Some(String::from_utf8_lossy(&bytes).into_owned()),
            _ => {}
        }
        let in_the_letter = only_plain || mail && format == "html";
        if !in_the_letter {
            attachments.push(Attachment {
                name: format!(
                    "{}-{}-{}.{format}",
                    edition.edition.series, edition.edition.as_of, edition.edition.lang
                ),
                media_type: report::media_type(&format).to_owned(),
                bytes,
            });
        }
    }
    // whoever is sent it, the same edition bears the same id; as an editor let it go again it is another
    let fit = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let of = blake3::hash(recipient.name.as_bytes()).to_hex();
    let series: String = edition.edition.series.chars().map(fit).collect();
    let release = release.map(|release| format!(".e{}", release.0)).unwrap_or_default();
    let id = format!(
        "{series}.{}.{}.{}{release}",
        edition.id.0,
        edition.edition.built_at.as_second(),
        of.get(..16).unwrap_or_default()
    );
    Ok(Letter {
        id,
        subject: edition.edition.title.clone(),
        lang: edition.edition.lang.clone(),
        plain,
        html,
        attachments,
        at: edition.edition.built_at.into(),
    })
}
