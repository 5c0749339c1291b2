//! The words in which callers and stores speak about a person's record.

use std::time::Duration;

use crate::auth::token_set::{TokenHash, TokenSet};

/// What a store has about a person. `T` is the form in which it has the tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredToken<T = TokenSet> {
    /// There is a consent, with its tokens.
    Active(T),
    /// There was one, and its refresh token is dead. Only the person can help.
    NeedsConsent(Loss),
    /// It was withdrawn.
    Revoked,
}

impl<T> StoredToken<T> {
    /// The state, without the tokens.
    pub fn state(&self) -> TokenState {
        match self {
            Self::Active(_) => TokenState::Active,
            Self::NeedsConsent(_) => TokenState::NeedsConsent,
            Self::Revoked => TokenState::Revoked,
        }
    }
}

/// The state of a person's consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenState {
    /// There are tokens.
    Active,
    /// The refresh token is dead.
    NeedsConsent,
    /// The consent was withdrawn.
    Revoked,
}

/// How a refresh token died.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// The server does not take it: the person withdrew the consent, the app's permissions were changed, or somebody
    /// outside this store spent it.
    Refused,
    /// An answer to a refresh was lost, and nobody asked again before the server stopped repeating it.
    AnswerLost,
}

/// The right to send the refresh request of one person, and to save what comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub struct Lease {
    fence: u64,
    spends: TokenHash,
    mark_found: Option<Duration>,
}

impl Lease {
    /// A lease with this fence on the refresh token of this hash.
    pub const fn new(fence: u64, spends: TokenHash) -> Self {
        Self {
            fence,
            spends,
            mark_found: None,
        }
    }

    /// Says that an earlier holder left a mark this long ago, by the store's clock: its request may have been sent.
    pub const fn with_mark_found(mut self, age: Duration) -> Self {
        self.mark_found = Some(age);
        self
    }

    /// Its number: higher than that of every earlier lease of the record.
    pub const fn fence(&self) -> u64 {
        self.fence
    }

    /// The hash of the refresh token that it allows to spend.
    pub const fn spends(&self) -> TokenHash {
        self.spends
    }

    /// How old the mark of an earlier holder is, if there was one.
    pub const fn mark_found(&self) -> Option<Duration> {
        self.mark_found
    }
}

/// What came of asking for a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Begun {
    /// It is lent.
    Leased(Lease),
    /// Somebody else has it.
    Busy,
    /// The record is gone, not active, or about another token by now: load again.
    Moved,
}

/// What came of a compare-and-swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub enum Swap {
    /// It is done.
    Swapped,
    /// The record is not what the caller thought, and stays as it was: load again.
    Superseded,
}

/// What becomes of the mark of a refresh that ends without a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A request may have taken effect: whoever comes next must know.
    Stays,
    /// No request with this token can have taken effect.
    Goes,
}

/// What becomes of a record that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Insertion {
    /// The new tokens take its place: the person has consented anew.
    Replace,
    /// It stays: tokens that a service had before may be older than what the store has.
    IfAbsent,
}
