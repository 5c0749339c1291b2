//! The place of one request in the quota: acquired before a token is asked for, given back when dropped before it was
//! sent, spent after it, completed with what the answer says about the quota.

use std::time::Duration;

use http::StatusCode;

use super::deadline::Deadline;
use super::{CallContext, Road};
use crate::budget::{self, BudgetError, Patience};
use crate::error::{Error, ErrorKind};
use crate::rate::RateLimit;

/// A permit of the budget, or nothing if the client keeps none.
pub(super) struct Permit(Option<budget::Permit>);

impl Permit {
    /// Waits for a call of the budget: within the deadline, unless the caller has more patience than that.
    ///
    /// # Cancel safety
    ///
    /// As [`Budget::acquire`](budget::Budget::acquire).
    pub(super) async fn acquire(
        road: &Road,
        context: &CallContext,
        deadline: &mut Deadline,
    ) -> Result<Self, Error> {
        let Some(budget) = &road.budget else {
            return Ok(Self(None));
        };
        let left = deadline.left(&*road.clock);
        let ask = |patience| budget.acquire(context.key, context.options.priority, patience);
        let acquired = match context.options.patience {
            // What somebody is willing to wait for without end is no part of the call's time.
            Some(Patience::Wait) => {
                let waiting = ask(Patience::Wait);
                deadline.excuse(&*road.clock, waiting).await
            }
            Some(Patience::AtOnce) => ask(Patience::AtOnce).await,
            Some(Patience::AtMost(most)) => ask(Patience::AtMost(most.min(left))).await,
            None => ask(Patience::AtMost(left)).await,
        };
        acquired
            .map(|permit| Self(Some(permit)))
            .map_err(|error| no_call(&error))
    }

    /// The request leaves now: from here on it counts, whatever comes of it.
    pub(super) fn sent(&mut self) {
        if let Some(permit) = &mut self.0 {
            permit.sent();
        }
    }

    /// How long it was waited for.
    pub(super) fn waited(&self) -> Duration {
        self.0
            .as_ref()
            .map_or(Duration::ZERO, budget::Permit::waited)
    }

    /// How many calls of this priority were left after it.
    pub(super) fn left(&self) -> Option<u32> {
        self.0.as_ref().map(budget::Permit::left)
    }

    /// An answer has come. If the store cannot book it, the call stays counted, and the call itself goes on.
    pub(super) async fn complete(self, status: StatusCode, rate: &RateLimit) {
        if let Some(permit) = self.0
            && let Err(error) = permit.complete(rate, status).await
        {
            tracing::warn!(reason = %error, "the budget did not book an answer; its call stays counted");
        }
    }
}

/// How long the budget lets no call like this one go; zero if it lets one go now, or cannot be asked.
///
/// # Cancel safety
///
/// As [`Budget::acquire`](budget::Budget::acquire).
pub(super) async fn closed_for(road: &Road, context: &CallContext) -> Duration {
    let Some(budget) = &road.budget else {
        return Duration::ZERO;
    };
    let priority = context.options.priority;
    // A permit that is granted all the same is given back.
    match budget
        .acquire(context.key, priority, Patience::AtOnce)
        .await
    {
        Err(BudgetError::Spent { wait } | BudgetError::WaitTooLong { wait }) => wait,
        Ok(_) | Err(BudgetError::Store(_)) => Duration::ZERO,
    }
}

fn no_call(error: &BudgetError) -> Error {
    match error {
        BudgetError::Store(_) => Error::new(ErrorKind::Store).with_detail(error.to_string()),
        BudgetError::Spent { wait } | BudgetError::WaitTooLong { wait } => {
            Error::new(ErrorKind::BudgetSpent).with_retry_after(*wait)
        }
    }
}
