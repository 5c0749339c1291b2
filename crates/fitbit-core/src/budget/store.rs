//! The seam behind which the count is kept. It must stay thin: a step is one [`Ledger`] operation, and whatever shares a
//! ledger between processes has to do that step atomically, nothing more.

use std::time::Duration;

use fitbit_api::BoxFuture;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{BudgetKey, BudgetStoreError, Priority};
use crate::rate::RateLimit;

#[cfg(doc)]
use super::{Budget, Ledger};

/// Keeps the ledgers, for one process or for many.
///
/// An implementation reads the ledger of the key ([`Ledger::new`] if there is none), runs one operation of it, and writes
/// it back, as one atomic step: a transaction that locks the row, or a comparison of the whole old value before it is
/// replaced. It promises:
///
/// - **One time for all.** The `now` that a ledger is given is the store's (the database's clock, or the one clock of the
///   process), never that of whoever asks. No instant crosses this trait, only durations.
/// - **No step is done twice.** A step whose outcome is unknown (a cut connection) is an error and is not repeated. What
///   was lost so stays counted: it costs calls and never exceeds the limit.
/// - **No step is dropped silently.** When the store cannot be reached, that is a [`BudgetStoreError`]; no call is
///   granted then.
/// - **The same settings everywhere** that one key is used.
/// - **Nothing is kept for ever.** A ledger that [`is_over`](Ledger::is_over) may be deleted at any time, and is at some time.
///
/// # Cancel safety
///
/// A future that is dropped has done its step or not; the caller treats it as done.
pub trait BudgetStore: Send + Sync + 'static {
    /// Asks for up to so many calls: [`Ledger::take`].
    fn take(
        &self,
        key: BudgetKey,
        priority: Priority,
        up_to: u32,
    ) -> BoxFuture<'_, Result<Verdict, BudgetStoreError>>;

    /// Books what became of granted calls, one after the other: [`Ledger::settle`]. True if somebody who waits should
    /// ask again.
    fn settle(
        &self,
        key: BudgetKey,
        settlements: Vec<Settlement>,
    ) -> BoxFuture<'_, Result<bool, BudgetStoreError>>;

    /// Closes the window for everybody for this long from now on, plus the margin: [`Ledger::close`].
    fn close(&self, key: BudgetKey, wait: Duration) -> BoxFuture<'_, Result<(), BudgetStoreError>>;

    /// As [`settle`](Self::settle), for stores that need not wait for anything. `None` means that nothing was done:
    /// the settlement is then kept and comes by `settle`, before the next `take` of this key by this process.
    fn settle_at_once(&self, key: BudgetKey, settlement: &Settlement) -> Option<bool> {
        let _ = (key, settlement);
        None
    }
}

/// The answer to whoever asked for calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Some or all of them.
    Granted(Grant),
    /// None now. It may succeed after this time.
    Later(Duration),
}

/// Calls that may be made. They count from now on, until they are settled one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// How many; at least one.
    pub calls: u32,
    /// The window in which they were granted; every settlement names it.
    pub window: WindowNumber,
    /// How many calls are left after them for the same priority in this window.
    pub left: u32,
    /// The time until the window ends. What is not handed out by then is given back.
    pub ends_in: Duration,
}

impl Grant {
    /// A grant, as a ledger made it.
    pub fn new(calls: u32, window: WindowNumber, left: u32, ends_in: Duration) -> Self {
        Self {
            calls,
            window,
            left,
            ends_in,
        }
    }
}

/// Names a window of a ledger. Numbers only tell windows apart; they say nothing about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WindowNumber(pub(crate) u32);

/// What became of one granted call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settlement {
    /// The window in which it was granted.
    pub window: WindowNumber,
    /// What became of it.
    pub outcome: Outcome,
}

impl Settlement {
    /// What became of a call that was granted in this window.
    pub fn new(window: WindowNumber, outcome: Outcome) -> Self {
        Self { window, outcome }
    }
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was never sent.
    Unsent,
    /// It was sent, and no answer came.
    Lost,
    /// It was answered.
    Answered {
        /// What the headers said.
        rate: RateLimit,
        /// The status of the answer.
        status: StatusCode,
        /// The time from sending it to its answer.
        took: Duration,
    },
}
