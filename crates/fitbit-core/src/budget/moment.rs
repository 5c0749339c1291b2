//! A point of time in milliseconds, small enough for a million ledgers.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970, UTC. Arithmetic stops at the ends of what it can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Moment(i64);

impl Moment {
    pub(crate) const LONG_AGO: Self = Self(i64::MIN);

    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    pub(crate) fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// The time from an earlier moment to this one; zero if that one is later.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }

    /// How many windows of this length have begun since 1970.
    pub(crate) fn window(self, length: Duration) -> i64 {
        self.0.div_euclid(millis(length).max(1))
    }

    /// The end of the window of this length that began so many windows after 1970.
    pub(crate) fn end_of_window(number: i64, length: Duration) -> Self {
        Self(number.saturating_add(1).saturating_mul(millis(length)))
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.as_millisecond())
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
