//! When a failed attempt is made again: state and failure in, verdict out.
//!
//! Nothing here sends, sleeps, reads a clock or knows the API: the road does what the verdict says. A request that may
//! have taken effect is made again only where twice has the effect of once.

mod jitter;
mod throttle;
mod verdict;

use std::num::NonZeroU32;
use std::time::Duration;

pub(crate) use jitter::Jitter;
pub use throttle::RetryThrottle;
pub(crate) use throttle::Tokens;
pub(crate) use verdict::{Failure, RetryState, Verdict};

/// How often and how long a call is tried.
///
/// What is tried again: a request that did not reach the server; a failure of the server or a broken answer, if twice
/// has the effect of once; a spent quota, if its window ends before the deadline; a token that the server does not take
/// any more, once, with a new one. Pauses between failures double and are drawn from zero to their length, so that
/// callers who failed together do not come back together.
///
/// ```
/// use std::num::NonZeroU32;
/// use std::time::Duration;
/// use fitbit_core::RetryPolicy;
///
/// let patient = RetryPolicy::new()
///     .with_attempts(NonZeroU32::new(8).expect("8 is not zero"))
///     .with_deadline(Duration::from_mins(90));
/// assert_eq!(patient.deadline(), Duration::from_mins(90));
/// assert_eq!(RetryPolicy::never().attempts().get(), 1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    attempts: NonZeroU32,
    deadline: Duration,
    first_pause: Duration,
    longest_pause: Duration,
    quota_margin: Duration,
    quota_window: Duration,
}

impl RetryPolicy {
    /// Four attempts within two minutes; pauses from half a second to half a minute; ten seconds after a quota window.
    pub const fn new() -> Self {
        Self {
            attempts: NonZeroU32::MIN.saturating_add(3),
            deadline: Duration::from_mins(2),
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(30),
            quota_margin: Duration::from_secs(10),
            quota_window: Duration::from_hours(1),
        }
    }

    /// One attempt, within two minutes: no request is sent twice, not even with a new token.
    pub const fn never() -> Self {
        Self::new().with_attempts(NonZeroU32::MIN)
    }

    /// The most requests of one call.
    pub const fn with_attempts(mut self, attempts: NonZeroU32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest time of one call: all attempts, and every wait before and between them.
    pub const fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The bounds of the pauses after failures: the first is drawn up to `first`, each further one up to twice as much,
    /// none up to more than `longest`.
    pub const fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first_pause = first;
        self.longest_pause = longest;
        self
    }

    /// The time after the end of a quota window before a call is tried again: clocks differ, and counts lag.
    pub const fn with_quota_margin(mut self, margin: Duration) -> Self {
        self.quota_margin = margin;
        self
    }

    /// The length of a quota window, for an answer that says that the quota is spent and not when it ends. Such windows
    /// are taken to begin at multiples of their length since 1970: those of an hour on the clock hour.
    pub const fn with_quota_window(mut self, window: Duration) -> Self {
        self.quota_window = window;
        self
    }

    /// The most requests of one call.
    pub const fn attempts(&self) -> NonZeroU32 {
        self.attempts
    }

    /// The longest time of one call.
    pub const fn deadline(&self) -> Duration {
        self.deadline
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}
