//! The claims of a record as the merge asks for them, from one connection or from a second one beside it.

use std::cell::RefCell;
use std::iter::Peekable;
use std::path::Path;
use std::sync::mpsc::{IntoIter, SyncSender, sync_channel};

use merge::{Delta, Grown, Known, Shelf, Source};
use record::{Claim, ClaimId, Publication, PublicationId};
use store::reviews::Standing;
use store::{Archive, ClaimFilter, SqliteStore};

use crate::crew;
use crate::names::Publishers;

/// The claims of a record that count.
pub struct Shelves<'a, 'b, 'c> {
    pub archive: &'a RefCell<&'b mut (dyn Archive + 'c)>,
    pub standing: &'a Standing,
    pub publishers: &'a Publishers,
    pub ahead: Option<Ahead>,
}

/// A publication with its claims.
type Page = (PublicationId, Vec<Claim>);

/// Publications whose claims were read before they were asked for, in the order in which they will be.
pub struct Ahead(RefCell<Peekable<IntoIter<Page>>>);

impl Ahead {
    fn take(&self, publication: &PublicationId) -> Option<Vec<Claim>> {
        self.0.borrow_mut().next_if(|(next, _)| next == publication).map(|(_, claims)| claims)
    }
}

impl Shelf for Shelves<'_, '_, '_> {
    type Error = store::Error;

    fn claims(&self, publication: &PublicationId) -> Result<Vec<Claim>, store::Error> {
        match self.ahead.as_ref().and_then(|ahead| ahead.take(publication)) {
            Some(claims) => Ok(claims),
            None => claims_of(&**self.archive.borrow(), self.standing, publication),
        }
    }

    fn claim(&self, id: &ClaimId) -> Result<Option<Claim>, store::Error> {
        let claim = self.archive.borrow().claim(*id)?;
        Ok(self.standing.apply(claim.into_iter().collect()).pop())
    }

    fn source(&self, publication: &PublicationId) -> Result<Option<Source>, store::Error> {
        let publication = self.archive.borrow().publication(*publication, None)?;
        Ok(publication.map(|publication| {
            let official = self.publishers.issued(&publication);
            let Publication { lang, published_on, publisher, .. } = publication;
            Source { lang, published_on, publisher, official }
        }))
    }
}

fn claims_of(
    archive: &dyn Archive,
    standing: &Standing,
    publication: &PublicationId,
) -> Result<Vec<Claim>, store::Error> {
    let of = ClaimFilter { publication: Some(*publication), ..ClaimFilter::default() };
    Ok(standing.apply(archive.claims(&of)?))
}

/// Publications whose claims wait to be asked for.
const AHEAD: usize = 64;

/// Portions of entries that wait to be filed.
const TOLD: usize = 2;

/// Megabytes of the record that a second connection keeps.
const PAGES: u32 = 32;

/// Does something while the claims of these publications are read ahead by a connection of their own. Where that
/// cannot be, whoever asks for them reads them himself.
pub fn reading_ahead<T>(
    dir: &Path,
    order: impl Iterator<Item = PublicationId> + Send,
    standing: &Standing,
    work: impl FnOnce(Option<Ahead>) -> T,
) -> T {
    std::thread::scope(|scope| {
        let (give, ahead) = sync_channel(AHEAD);
        let read = move || {
            let Ok(archive) = open(dir) else { return };
            for page in order {
                let Ok(claims) = claims_of(&archive, standing, &page) else { return };
                if give.send((page, claims)).is_err() {
                    return;
                }
            }
        };
        let reads = crew::builder("read ahead").spawn_scoped(scope, read).is_ok();
        work(reads.then(|| Ahead(RefCell::new(ahead.into_iter().peekable()))))
    })
}

/// Tells of all entries over a connection of its own, while `file` files what was told. What is told of must be
/// committed, and nobody else may write meanwhile.
pub fn telling_beside(
    dir: &Path,
    grown: &mut Grown,
    known: &mut Known,
    standing: &Standing,
    publishers: &Publishers,
    mut file: impl FnMut(Delta) -> Result<(), store::Error>,
) -> Result<(), store::Error> {
    std::thread::scope(|scope| {
        let (give, told) = sync_channel(TOLD);
        let tell = move || tell(dir, grown, known, standing, publishers, &give);
        let teller = crew::builder("tell").spawn_scoped(scope, tell).map_err(store::Error::caller)?;
        told.into_iter().try_for_each(&mut file)?;
        teller.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn tell(
    dir: &Path,
    grown: &mut Grown,
    known: &Known,
    standing: &Standing,
    publishers: &Publishers,
    give: &SyncSender<Delta>,
) -> Result<(), store::Error> {
    let mut archive = open(dir)?;
    let archive: RefCell<&mut dyn Archive> = RefCell::new(&mut archive);
    let shelf = Shelves { archive: &archive, standing, publishers, ahead: None };
    grown.tell_all(known, &shelf, &mut |delta| {
        give.send(delta).map_err(|_| store::Error::caller("nobody files what is told"))
    })
}

fn open(dir: &Path) -> Result<SqliteStore, store::Error> {
    let archive = SqliteStore::open_to_read(dir)?;
    archive.keep_pages(PAGES)?;
    Ok(archive)
}
