//! What no veil is over: collection, delivery, people and the log are passed on as they are; so is what is written.

use std::collections::BTreeSet;

use jiff::Timestamp;
use record::{ItemId, PublicationId, Source};

use super::Veiled;
use crate::Error;
use crate::archive::Visit;
use crate::collection::*;
use crate::delivery::*;
use crate::groups::{Group, Groups, Identity};
use crate::staff::{
    Account as Person, AuditLine, Deed, Digest, Invitation, Login, SavedSearch, SearchId, Staff, Token,
    TokenId,
};

/// Functions that are passed on as they are.
macro_rules! passed {
    ($(fn $name:ident(&self $(, $arg:ident: $type:ty)*) -> $ret:ty;)*) => {
        $(fn $name(&self $(, $arg: $type)*) -> Result<$ret, Error> { self.inner.$name($($arg),*) })*
    };
}

macro_rules! passed_mut {
    ($(fn $name:ident(&mut self $(, $arg:ident: $type:ty)*) -> $ret:ty;)*) => {
        $(fn $name(&mut self $(, $arg: $type)*) -> Result<$ret, Error> { self.inner.$name($($arg),*) })*
    };
}

impl Collection for Veiled<'_> {
    fn fingerprint(&self, publication: PublicationId) -> Result<Option<Vec<u8>>, Error> {
        if self.sees(publication)? { self.inner.fingerprint(publication) } else { Ok(None) }
    }

    fn copies(&self, publication: PublicationId) -> Result<Vec<Copy>, Error> {
        if !self.sees(publication)? {
            return Ok(Vec::new());
        }
        self.seen(self.inner.copies(publication)?, |copy| self.sees(copy.publication.id))
    }

    passed! {
        fn source(&self, slug: &str) -> Option<FiledSource>;
        fn sources(&self) -> Vec<FiledSource>;
        fn next_due(&self) -> Option<Timestamp>;
        fn jobs_waiting(&self) -> Vec<(String, u64)>;
        fn item(&self, source: &str, id: ItemId) -> Option<Item>;
        fn item_elsewhere(&self, source: &str, id: ItemId) -> Option<Item>;
        fn each_item(&self, source: Option<&str>, visit: Visit<'_, Item>) -> ();
        fn arrivals(&self, source: &str, most: usize) -> Vec<Timestamp>;
        fn ledger(&self, source: Option<&str>, most: usize) -> Vec<LedgerLine>;
        fn ledger_sum(&self, source: &str) -> Account;
    }

    passed_mut! {
        fn save_source(&mut self, source: &Source, host: &str, at: Timestamp) -> bool;
        fn remove_source(&mut self, slug: &str, at: Timestamp) -> bool;
        fn save_source_state(&mut self, slug: &str, state: &SourceState) -> ();
        fn enqueue(&mut self, job: &NewJob) -> bool;
        fn lease(&mut self, lease: &Lease<'_>) -> Vec<Job>;
        fn finish_job(&mut self, id: JobId) -> ();
        fn postpone_job(&mut self, id: JobId, due_at: Timestamp, tries: u32, error: Option<&str>) -> ();
        fn call_visit(&mut self, slug: &str, due_at: Timestamp) -> bool;
        fn release_leases(&mut self, before: Option<Timestamp>) -> u64;
        fn save_item(&mut self, item: &Item) -> ();
        fn begin_run(&mut self, at: Timestamp) -> RunId;
        fn end_run(&mut self, run: RunId, at: Timestamp) -> ();
        fn enter(&mut self, run: RunId, source: &str, account: &Account) -> ();
    }
}

impl Delivery for Veiled<'_> {
    passed! {
        fn recipients(&self) -> Vec<Recipient>;
        fn schedules(&self) -> Vec<Schedule>;
        fn editions(&self, series: Option<&str>) -> Vec<FiledEdition>;
        fn edition(&self, id: EditionId) -> Option<FiledEdition>;
        fn edition_file(&self, id: EditionId, format: &str) -> Option<Vec<u8>>;
        fn parcels(&self, edition: Option<EditionId>) -> Vec<Parcel>;
        fn edition_page(&self, id: EditionId) -> Option<String>;
        fn edition_acts(&self, id: EditionId) -> Vec<(ActId, EditionAct)>;
        fn releases(&self, id: EditionId) -> Vec<Release>;
        fn released_file(&self, id: ReleaseId, format: &str) -> Option<Vec<u8>>;
        fn due_parcels(&self, now: Timestamp) -> Vec<Parcel>;
    }

    passed_mut! {
        fn save_recipient(&mut self, recipient: &Recipient) -> ();
        fn leave(&mut self, name: &str, why: &str, at: Timestamp) -> bool;
        fn save_schedule(&mut self, schedule: &Schedule) -> ();
        fn remove_schedule(&mut self, name: &str, at: Timestamp) -> bool;
        fn file_edition(&mut self, edition: &Edition, built: Built<'_>, recipients: &[String]) -> Option<EditionId>;
        fn add_edition_act(&mut self, id: EditionId, act: &EditionAct) -> ActId;
        fn release_edition(&mut self, id: EditionId, person: &str, at: Timestamp, last_act: Option<ActId>, files: &[EditionFile]) -> ReleaseId;
        fn save_parcel(&mut self, parcel: &Parcel) -> ();
    }
}

impl Groups for Veiled<'_> {
    passed! {
        fn groups(&self) -> Vec<Group>;
        fn hidden_from(&self, account: Option<&str>) -> BTreeSet<String>;
        fn identified(&self, identity: &Identity) -> Option<Person>;
    }

    passed_mut! {
        fn save_group(&mut self, group: &Group) -> ();
        fn remove_group(&mut self, name: &str) -> bool;
        fn identify(&mut self, identity: &Identity, account: &str, at: Timestamp) -> ();
    }
}

impl Staff for Veiled<'_> {
    passed! {
        fn account(&self, name: &str) -> Option<Person>;
        fn accounts(&self) -> Vec<Person>;
        fn invitation(&self, digest: &Digest, now: Timestamp) -> Option<Invitation>;
        fn login(&self, digest: &Digest, now: Timestamp) -> Option<Person>;
        fn tokens(&self, account: &str) -> Vec<Token>;
        fn token(&self, digest: &Digest, now: Timestamp) -> Option<(Token, Person)>;
        fn saved_searches(&self, account: &str) -> Vec<SavedSearch>;
        fn audit_log(&self, before: Option<u64>, limit: usize) -> Vec<AuditLine>;
        fn each_audit_line(&self, visit: Visit<'_, AuditLine>) -> ();
    }

    passed_mut! {
        fn save_account(&mut self, account: &Person) -> ();
        fn invite(&mut self, invitation: &Invitation) -> ();
        fn use_invitation(&mut self, digest: &Digest, now: Timestamp) -> bool;
        fn log_in(&mut self, login: &Login) -> ();
        fn log_out(&mut self, digest: &Digest) -> bool;
        fn log_out_everywhere(&mut self, account: &str) -> u64;
        fn forget_logins(&mut self, now: Timestamp) -> u64;
        fn add_token(&mut self, token: &Token, digest: &Digest) -> TokenId;
        fn revoke_token(&mut self, account: &str, id: TokenId, at: Timestamp) -> bool;
        fn save_search(&mut self, account: &str, title: &str, address: &str, at: Timestamp) -> SearchId;
        fn remove_search(&mut self, account: &str, id: SearchId) -> bool;
        fn note(&mut self, deed: &Deed) -> AuditLine;
    }
}
