//! What a database did not do, in a few words of our own: a driver's error prints addresses, passwords and rows, so none
//! leaves this crate.

use fitbit_core::auth::{StoreError, StoreErrorKind};
use fitbit_core::budget::BudgetStoreError;

/// Why a step failed.
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres", feature = "redis")),
    allow(dead_code, reason = "not every database fails in every way")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no connection.
    Unreachable,
    /// The connection ended in the middle of a step, or the database is going down.
    Interrupted,
    /// Others hold what is needed, for longer than a step may wait.
    TimedOut,
    /// User, password or certificate are not taken, or do not suffice.
    AccessDenied,
    /// It can be read and not written.
    ReadOnly,
    /// The disk is full.
    NoSpace,
    /// It is one node of a cluster, and the key is on another.
    Cluster,
    /// This kind of database is not used for that.
    NotOffered,
    /// The file is no database, or a damaged one.
    NotADatabase,
    /// Tables or columns are missing.
    Schema,
    /// A row says what no version of this crate has written.
    Unreadable,
    /// The row is encrypted with a key that was not given.
    UnknownKey,
    /// The row does not decrypt with the key that it names.
    Undecryptable,
    /// The row is in plain text, which was not allowed.
    PlainText,
    /// No secure random bytes.
    Randomness,
    /// The driver failed in a way that none of these names.
    Driver,
}

impl Fault {
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Unreachable => {
                "the database cannot be reached: is it running, and is its address right?"
            }
            Self::Interrupted => {
                "the connection to the database was cut during a step, so it is not known whether it was done: load again"
            }
            Self::TimedOut => {
                "the database did not answer in time: it is overloaded, or somebody holds a lock on it"
            }
            Self::AccessDenied => {
                "the database does not let this user in: mend user, password or rights"
            }
            Self::ReadOnly => {
                "the database is read-only: open it for writing, or go to the primary"
            }
            Self::NoSpace => {
                "the database has no space left: make room on its disk or in its memory"
            }
            Self::Cluster => {
                "the server is one node of a cluster: go through the cluster's proxy, or to a server that is none"
            }
            Self::NotOffered => {
                "Redis keeps the counts of budgets and no tokens: keep tokens on PostgreSQL or SQLite"
            }
            Self::NotADatabase => "the file is no SQLite database, or a damaged one: restore it",
            Self::Schema => {
                "the tables of the store are missing or not as expected: open the store again to mend them"
            }
            Self::Unreadable => {
                "the record is damaged: forget the person, and ask for consent again"
            }
            Self::UnknownKey => {
                "the record is encrypted with a key that was not given: give it as a retired key"
            }
            Self::Undecryptable => {
                "the record does not decrypt with the key of its id: is the right key under that id?"
            }
            Self::PlainText => {
                "the record is in plain text: allow it with `reading_plain_text` and reseal the store"
            }
            Self::Randomness => "this machine gives no random bytes to encrypt with",
            Self::Driver => "the database's driver failed",
        }
    }

    const fn kind(self) -> StoreErrorKind {
        match self {
            Self::Unreachable | Self::Interrupted | Self::TimedOut | Self::Driver => {
                StoreErrorKind::Unavailable
            }
            Self::AccessDenied
            | Self::ReadOnly
            | Self::NoSpace
            | Self::NotADatabase
            | Self::Schema
            | Self::Cluster
            | Self::NotOffered
            | Self::Randomness => StoreErrorKind::Unusable,
            Self::Unreadable | Self::UnknownKey | Self::Undecryptable | Self::PlainText => {
                StoreErrorKind::Unreadable
            }
        }
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        Self::new(fault.kind(), fault.reason())
    }
}

impl From<Fault> for BudgetStoreError {
    fn from(fault: Fault) -> Self {
        Self::new(fault.reason())
    }
}
