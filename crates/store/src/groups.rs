//! The seam of groups: who may see what came from restricted sources; and whom a provider of identities vouches for.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::Error;
use crate::staff::Account;

/// Somebody as a provider of identities (OpenID Connect) names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    /// Never given to anybody else by this issuer.
    pub subject: String,
}

/// A group of people who may see what others may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    /// Accounts.
    pub members: BTreeSet<String>,
    /// Names of publishers and hosts, in lower case: see [`crate::veil::Veil`].
    pub sources: BTreeSet<String>,
    pub created_at: Timestamp,
}

/// The part of the store that says who may see what.
pub trait Groups {
    /// By name.
    fn groups(&self) -> Result<Vec<Group>, Error>;

    /// Files a group in place of the one of that name; members have accounts.
    fn save_group(&mut self, group: &Group) -> Result<(), Error>;

    /// Dissolves a group; sources that stand in no other are open to all then. `false` where there is none.
    fn remove_group(&mut self, name: &str) -> Result<bool, Error>;

    /// Sources that stand in a group, and in none that this account is a member of; of nobody's account all that
    /// stand in a group.
    fn hidden_from(&self, account: Option<&str>) -> Result<BTreeSet<String>, Error>;

    /// Whose account it is that a provider vouches for.
    fn identified(&self, identity: &Identity) -> Result<Option<Account>, Error>;

    /// Ties an identity to an account, for good.
    fn identify(&mut self, identity: &Identity, account: &str, at: Timestamp) -> Result<(), Error>;
}
