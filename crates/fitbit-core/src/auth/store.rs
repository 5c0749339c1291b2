//! What keeps the tokens of all people of one app, for several processes at once.
//!
//! A store decides nothing: it keeps one record a person, lends leases, and swaps a token for the next one if the record
//! is still what the caller thinks. A failure is an error; it is never taken for a person without a token.

mod memory;
mod record;
mod terms;

use std::fmt;
use std::time::Duration;

use fitbit_api::{BoxFuture, UserId};

use super::token_set::{TokenHash, TokenSet};

pub use memory::MemoryTokenStore;
pub use record::TokenRecord;
pub use terms::{Begun, Insertion, Lease, Loss, Mark, StoredToken, Swap, TokenState};

/// Keeps one record a person: the state of the consent, the tokens, the lease of a refresh and its mark.
///
/// The promises below hold for all processes that share the store; [`conformance`](super::conformance) checks them.
/// Every method is one atomic step: it has happened as a whole or not at all, also when the process dies in it. A lease
/// ends by the store's own clock, never by that of a process. One store serves one app.
///
/// An implementation reads the [`TokenRecord`] of the person, runs one operation of it, and writes it back, as one atomic
/// step.
///
/// # Cancel safety
///
/// A method that is dropped before it is ready has happened or not. Callers find out by loading again.
///
/// # Errors
///
/// Every method: [`StoreError`] when the store cannot tell or cannot do what was asked.
pub trait TokenStore: Send + Sync + 'static {
    /// The record of a person; `None` when there is none.
    fn load<'a>(
        &'a self,
        person: &'a UserId,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>>;

    /// Lends the refresh of a person to the caller for this long, and marks that the refresh request with the token of
    /// this hash is about to be sent.
    ///
    /// It is lent if the record is active, its refresh token has this hash, and no lease on it is in force. Every lease
    /// of a record has a higher fence than the one before. If a mark for the same hash is there already, it stays as it
    /// is, and the lease says how old it is.
    fn begin<'a>(
        &'a self,
        person: &'a UserId,
        spends: TokenHash,
        lasts: Duration,
    ) -> BoxFuture<'a, Result<Begun, StoreError>>;

    /// Puts the tokens that a refresh yielded in place of those that it spent, and ends lease and mark.
    ///
    /// It is swapped if the record still is about the token that the lease spends, and either nobody else's lease is in
    /// force (this one may be over, and a later one given back or over as well), or the consent was given up meanwhile
    /// ([`StoredToken::NeedsConsent`]): the one who gave it up could not know this answer. The record is active then.
    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        issued: &'a TokenSet,
    ) -> BoxFuture<'a, Result<Swap, StoreError>>;

    /// Ends a lease early; the mark stays or goes. Without effect when the lease is not the latest one.
    fn abandon<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        mark: Mark,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Gives the consent up under this lease: the record becomes [`StoredToken::NeedsConsent`], its tokens are wiped,
    /// and only the hash of the refresh token stays.
    ///
    /// It is swapped if the record still is about the token that the lease spends, and the lease is the latest one.
    fn give_up<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        loss: Loss,
    ) -> BoxFuture<'a, Result<Swap, StoreError>>;

    /// Keeps the tokens of a consent; whether it did. Lease and mark of an earlier record end.
    fn insert<'a>(
        &'a self,
        token: &'a TokenSet,
        insertion: Insertion,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Notes that the consent was withdrawn and wipes the tokens; whether there was a record.
    fn revoke<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Removes everything about a person; whether there was a record.
    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// People in this state, in the order of their ids, at most `limit` of them, beginning behind `after`.
    fn list<'a>(
        &'a self,
        state: TokenState,
        after: Option<&'a UserId>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<UserId>, StoreError>>;
}

/// Why a store failed, as coarse as a caller would branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// It cannot be reached or does not answer in time. It may come back.
    Unavailable,
    /// It is set up wrongly: a schema that this version does not know, no right to write, no space.
    Unusable,
    /// The record is there and cannot be read: it is damaged, or encrypted with another key.
    Unreadable,
}

/// A failure of a store.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreError {
    kind: StoreErrorKind,
    reason: &'static str,
}

impl StoreError {
    /// A failure with a reason that says what to do. It must not name a person or show a secret.
    pub const fn new(kind: StoreErrorKind, reason: &'static str) -> Self {
        Self { kind, reason }
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.reason)
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StoreError({:?}, {})", self.kind, self.reason)
    }
}

impl std::error::Error for StoreError {}
