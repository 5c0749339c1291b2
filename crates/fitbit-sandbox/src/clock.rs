//! The time inside a sandbox. Nothing else in this crate may ask for the current time.
//!
//! A clock is a source of instants, and by how much it was moved on by hand: so every kind of clock can be moved, and
//! none can be moved back, because what a server has answered cannot become untrue.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// Tells a sandbox what time it is. Clones are the same clock.
#[derive(Clone)]
pub struct Clock {
    source: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    moved: Arc<Mutex<SignedDuration>>,
}

/// A clock was to be moved to an instant before its present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Backwards;

impl Clock {
    /// The instant at which [`Clock::default`] stands still: 2026-05-20 10:17:30 UTC, a Wednesday.
    pub const STANDSTILL: Timestamp = Timestamp::constant(1_779_272_250, 0);

    /// A clock that stands still, so that every answer is the same on every run, until it is moved.
    pub fn fixed(now: Timestamp) -> Self {
        Self::from_fn(move || now)
    }

    /// The real time.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn system() -> Self {
        Self::from_fn(Timestamp::now)
    }

    /// A clock that shows `from` now and runs so many times as fast as the real time.
    pub fn accelerated(from: Timestamp, times: u32) -> Self {
        let begun = Instant::now();
        Self::from_fn(move || after(from, begun.elapsed().saturating_mul(times)))
    }

    /// A clock that tells what the caller says.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self {
            source: Arc::new(now),
            moved: Arc::default(),
        }
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        let moved = *self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.source)();
        now.checked_add(moved).unwrap_or(Timestamp::MAX)
    }

    /// Moves the clock on. At the end of representable time it stands still.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        *moved = moved.saturating_add(by);
    }

    /// Moves the clock on to an instant.
    pub(crate) fn advance_to(&self, instant: Timestamp) -> Result<(), Backwards> {
        let by = instant.duration_since(self.now());
        self.advance(by.try_into().map_err(|_| Backwards)?);
        Ok(())
    }
}

/// Earlier by so much, or the earliest instant there is.
pub(crate) fn before(instant: Timestamp, by: SignedDuration) -> Timestamp {
    instant.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// Later by so much, or the latest instant there is.
pub(crate) fn after(instant: Timestamp, by: Duration) -> Timestamp {
    instant.checked_add(by).unwrap_or(Timestamp::MAX)
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

    #[test]
    fn every_clock_moves_on_and_none_moves_back() {
        let clock = Clock::default();
        clock.advance(Duration::from_secs(30));
        assert_eq!(clock.now().to_string(), "2026-05-20T10:18:00Z");
        assert_eq!(clock.advance_to(Clock::STANDSTILL), Err(Backwards));
        clock
            .advance_to("2026-05-20T11:00:00Z".parse().unwrap())
            .unwrap();
        assert_eq!(clock.clone().now().to_string(), "2026-05-20T11:00:00Z");
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[test]
    fn an_accelerated_clock_runs_ahead_of_the_real_time() {
        let begun = Instant::now();
        let clock = Clock::accelerated(Clock::STANDSTILL, 1_000_000);
        while begun.elapsed() < Duration::from_micros(10) {}
        assert!(clock.now() >= after(Clock::STANDSTILL, Duration::from_secs(10)));
    }
}
