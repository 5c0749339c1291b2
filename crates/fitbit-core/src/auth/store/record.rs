//! What a store keeps about one person, as a state machine: data in, verdict out. It reads no clock and waits for nothing,
//! so every store that can read and write a record in one atomic step keeps the same promises.

use std::time::Duration;

use jiff::Timestamp;

use super::{Begun, Lease, Loss, Mark, StoredToken, Swap, TokenState};
use crate::auth::token_set::{TokenHash, TokenSet};

/// The record of one person. `T` is the form in which the store has the tokens, such as an encrypted one: no operation
/// needs to read them.
///
/// ```
/// use std::time::Duration;
/// use fitbit_core::auth::{Begun, TokenHash, TokenRecord};
///
/// let spends = TokenHash::from_bytes([7; 32]);
/// let mut record = TokenRecord::new("sealed", spends);
/// let now = "2026-05-20T10:00:00Z".parse()?;
/// assert!(matches!(record.begin(now, spends, Duration::from_secs(45)), Begun::Leased(_)));
/// assert_eq!(record.begin(now, spends, Duration::from_secs(45)), Begun::Busy);
/// # Ok::<(), fitbit_core::jiff::Error>(())
/// ```
///
/// The fields are the columns of a table; stores write them all and never change one by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRecord<T = TokenSet> {
    /// The state, and the tokens while there are any.
    pub token: StoredToken<T>,
    /// Of the refresh token that the record is about, also when that is dead.
    pub refresh: TokenHash,
    /// The number of the latest lease; leases and replacements raise it.
    pub fence: u64,
    /// Until when the latest lease is in force, by the store's clock.
    pub leased_until: Option<Timestamp>,
    /// Since when a refresh request with this token may have been sent, by the store's clock.
    pub marked_at: Option<Timestamp>,
}

impl<T> TokenRecord<T> {
    /// A first record: tokens, with the hash of their refresh token.
    pub const fn new(token: T, refresh: TokenHash) -> Self {
        Self {
            token: StoredToken::Active(token),
            refresh,
            fence: 0,
            leased_until: None,
            marked_at: None,
        }
    }

    /// The step of [`TokenStore::begin`](super::TokenStore::begin). Without a record the answer is [`Begun::Moved`].
    pub fn begin(&mut self, now: Timestamp, spends: TokenHash, lasts: Duration) -> Begun {
        if self.token.state() != TokenState::Active || self.refresh != spends {
            return Begun::Moved;
        }
        let ends = now.checked_add(lasts).unwrap_or(Timestamp::MAX);
        if self.is_leased(now) {
            // A lease of somebody whose clock was ahead, or from before this one was set back, must not last until then.
            self.leased_until = self.leased_until.min(Some(ends));
            return Begun::Busy;
        }
        self.fence += 1;
        self.leased_until = Some(ends);
        let lease = Lease::new(self.fence, spends);
        let Some(marked_at) = self.marked_at else {
            self.marked_at = Some(now);
            return Begun::Leased(lease);
        };
        let age = Duration::try_from(now.duration_since(marked_at)).unwrap_or_default();
        Begun::Leased(lease.with_mark_found(age))
    }

    /// The step of [`TokenStore::complete`](super::TokenStore::complete), with the tokens that were issued and the hash of
    /// their refresh token. Without a record the answer is [`Swap::Superseded`].
    pub fn complete(
        &mut self,
        now: Timestamp,
        lease: &Lease,
        issued: T,
        refresh: TokenHash,
    ) -> Swap {
        let may = match self.token {
            // Whoever has it meanwhile may be about to send. Who gave it back, or is gone, has saved nothing.
            StoredToken::Active(_) => self.fence == lease.fence() || !self.is_leased(now),
            StoredToken::NeedsConsent(_) => true,
            StoredToken::Revoked => false,
        };
        if !may || self.refresh != lease.spends() {
            return Swap::Superseded;
        }
        self.refresh = refresh;
        self.become_token(StoredToken::Active(issued));
        Swap::Swapped
    }

    /// The step of [`TokenStore::abandon`](super::TokenStore::abandon).
    pub fn abandon(&mut self, lease: &Lease, mark: Mark) {
        if self.belongs_to(lease) {
            self.leased_until = None;
            if mark == Mark::Goes {
                self.marked_at = None;
            }
        }
    }

    /// The step of [`TokenStore::give_up`](super::TokenStore::give_up). Without a record the answer is
    /// [`Swap::Superseded`].
    pub fn give_up(&mut self, lease: &Lease, loss: Loss) -> Swap {
        if self.token.state() != TokenState::Active || !self.belongs_to(lease) {
            return Swap::Superseded;
        }
        self.become_token(StoredToken::NeedsConsent(loss));
        Swap::Swapped
    }

    /// The step of [`TokenStore::insert`](super::TokenStore::insert) where a record is there and gives way.
    pub fn replace(&mut self, token: T, refresh: TokenHash) {
        self.refresh = refresh;
        self.become_token(StoredToken::Active(token));
        // A holder of a lease on the same token must not take the new record for the old one.
        self.fence += 1;
    }

    /// The step of [`TokenStore::revoke`](super::TokenStore::revoke).
    pub fn revoke(&mut self) {
        self.become_token(StoredToken::Revoked);
    }

    fn is_leased(&self, now: Timestamp) -> bool {
        self.leased_until.is_some_and(|until| now < until)
    }

    /// The lease is the latest one, and the record is about what it spends.
    fn belongs_to(&self, lease: &Lease) -> bool {
        self.fence == lease.fence() && self.refresh == lease.spends()
    }

    /// Another token or none: no lease and no mark outlasts it. The fence goes on.
    fn become_token(&mut self, token: StoredToken<T>) {
        self.token = token;
        self.leased_until = None;
        self.marked_at = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LASTS: Duration = Duration::from_secs(45);

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(1_770_000_000, 0) + jiff::SignedDuration::from_secs(second)
    }

    #[test]
    fn a_lease_by_a_clock_that_was_ahead_ends_as_soon_as_any_other() {
        let spends = TokenHash::from_bytes([7; 32]);
        let mut record = TokenRecord::new((), spends);
        assert!(matches!(
            record.begin(at(3_600), spends, LASTS),
            Begun::Leased(_)
        ));
        assert_eq!(record.begin(at(0), spends, LASTS), Begun::Busy);
        assert_eq!(record.begin(at(44), spends, LASTS), Begun::Busy);
        let begun = record.begin(at(45), spends, LASTS);
        assert!(
            matches!(begun, Begun::Leased(lease) if lease.mark_found().is_some()),
            "{begun:?}"
        );
    }
}
