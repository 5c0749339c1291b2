//! The right to make one call. However it ends, its call is booked exactly once.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;

use super::acquire::Parts;
use super::lanes::Spare;
use super::sync::Arc;
use super::{BudgetKey, BudgetStoreError, Outcome, Settlement};
use crate::rate::RateLimit;

/// The right to make one call. It counts from the moment it is granted.
///
/// Dropped before [`sent`](Self::sent) it is given back; dropped afterwards it is spent; [`complete`](Self::complete)
/// tells the budget what the answer said. It must not be held for longer than half a window: see
/// [`BudgetSettings::new`](super::BudgetSettings::new).
#[must_use = "a permit that is dropped at once is given back"]
pub struct Permit {
    parts: Arc<Parts>,
    key: BudgetKey,
    spare: Spare,
    waited: Duration,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    Granted,
    Sent(Timestamp),
    Booked,
}

impl Permit {
    pub(super) fn new(parts: Arc<Parts>, key: BudgetKey, spare: Spare, waited: Duration) -> Self {
        Self {
            parts,
            key,
            spare,
            waited,
            state: State::Granted,
        }
    }

    /// The call is about to be sent: from now on it is spent, whatever happens. To be called before the first byte leaves.
    pub fn sent(&mut self) {
        self.state = State::Sent(self.parts.clock.now());
    }

    /// Tells the budget what the answer said. A 429 closes the window for everybody who shares it.
    ///
    /// # Errors
    ///
    /// [`BudgetStoreError`] when the store did not book it. The call stays counted.
    ///
    /// # Cancel safety
    ///
    /// Dropped, the answer may go unbooked; the call stays counted. With [`MemoryBudgetStore`](super::MemoryBudgetStore)
    /// nothing is waited for.
    pub async fn complete(
        mut self,
        rate: &RateLimit,
        status: StatusCode,
    ) -> Result<(), BudgetStoreError> {
        let now = self.parts.clock.now();
        let took = match self.state {
            State::Sent(sent) => now.duration_since(sent).try_into().unwrap_or_default(),
            State::Granted | State::Booked => Duration::ZERO,
        };
        let outcome = Outcome::Answered {
            rate: *rate,
            status,
            took,
        };
        self.state = State::Booked;
        let settlement = Settlement::new(self.spare.window, outcome);
        let (parts, key) = (Arc::clone(&self.parts), self.key);
        drop(self);
        let wake = match parts.store.settle_at_once(key, &settlement) {
            Some(wake) => wake,
            None => parts.store.settle(key, vec![settlement]).await?,
        };
        if wake {
            parts.lanes.nudge_first(key);
        }
        Ok(())
    }

    /// How long the permit was waited for.
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// How many calls were left in the window for the same priority after this one, when it was granted.
    pub fn left(&self) -> u32 {
        self.spare.left
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let (parts, key) = (&self.parts, self.key);
        let outcome = match self.state {
            State::Granted => Outcome::Unsent,
            State::Sent(_) => Outcome::Lost,
            State::Booked => return,
        };
        let settlement = Settlement::new(self.spare.window, outcome);
        let wake = match parts.store.settle_at_once(key, &settlement) {
            Some(wake) => wake,
            None if settlement.outcome == Outcome::Unsent => {
                parts.lanes.lay_ready(key, std::iter::once(self.spare));
                true
            }
            None => {
                parts.lanes.owe(key, settlement);
                false
            }
        };
        if wake {
            parts.lanes.nudge_first(key);
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Permit")
            .field("waited", &self.waited)
            .field("left", &self.left())
            .finish_non_exhaustive()
    }
}
