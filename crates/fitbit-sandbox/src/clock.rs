//! The time inside a sandbox. Nothing else in this crate may ask for the current time.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

/// Tells a sandbox what time it is.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Clock {
    /// The instant at which [`Clock::default`] stands still: 2026-05-20 10:17:30 UTC, a Wednesday.
    pub const STANDSTILL: Timestamp = Timestamp::constant(1_779_272_250, 0);

    /// A clock that stands still, so that every answer is the same on every run.
    pub fn fixed(now: Timestamp) -> Self {
        Self::from_fn(move || now)
    }

    /// The real time.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn system() -> Self {
        Self::from_fn(Timestamp::now)
    }

    /// A clock that the caller moves.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.now)()
    }
}

/// Earlier by so much, or the earliest instant there is.
pub(crate) fn before(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// Stands still at [`Clock::STANDSTILL`].
impl Default for Clock {
    fn default() -> Self {
        Self::fixed(Self::STANDSTILL)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_clock_stands_still_at_the_documented_instant() {
        assert_eq!(Clock::default().now().to_string(), "2026-05-20T10:17:30Z");
    }
}
