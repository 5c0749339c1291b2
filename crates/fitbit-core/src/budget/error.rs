//! Why there is no permit.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// Why there is no permit. Nothing was sent and nothing was spent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BudgetError {
    /// The window is spent, or closed by a 429, and the caller did not want to wait.
    Spent {
        /// The time until it would succeed, if nobody else is faster.
        wait: Duration,
    },
    /// The caller's patience is shorter than the wait.
    WaitTooLong {
        /// The time until it would succeed, as far as it is known now.
        wait: Duration,
    },
    /// The store does not answer. Without the shared count no call is made.
    Store(BudgetStoreError),
}

impl BudgetError {
    /// The time after which asking again may succeed; `None` if it is not known.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Spent { wait } | Self::WaitTooLong { wait } => Some(*wait),
            Self::Store(_) => None,
        }
    }
}

impl fmt::Display for BudgetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spent { wait } => {
                write!(formatter, "the quota is spent: ask again in {wait:?}")
            }
            Self::WaitTooLong { wait } => write!(
                formatter,
                "the quota is spent for longer than the call may wait: ask again in {wait:?}"
            ),
            Self::Store(_) => formatter.write_str(
                "the count of the quota cannot be reached, so no call is made: mend the budget's store",
            ),
        }
    }
}

impl Error for BudgetError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

impl From<BudgetStoreError> for BudgetError {
    fn from(error: BudgetStoreError) -> Self {
        Self::Store(error)
    }
}

/// A store did not do its step, or it is not known whether it did.
///
/// It has no source: a driver's error may print addresses, passwords and rows. The store says in its own words what failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetStoreError(Cow<'static, str>);

impl BudgetStoreError {
    /// What failed, in words that may be logged: no address, no password, no key.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for BudgetStoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for BudgetStoreError {}
