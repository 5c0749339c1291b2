//! The time of a run, which several processes must have in common: the machine's, or so many times as fast.

use std::time::Duration;

use fitbit_core::jiff::Timestamp;
use fitbit_core::{BoxFuture, Clock, SystemClock};
use serde::{Deserialize, Serialize};

/// A clock that showed the machine's time at one moment and runs so many times as fast. Processes that are given the same
/// one see the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// When it showed the machine's time, in milliseconds since 1970.
    from: i64,
    times: u32,
    /// By how much it is wrong.
    ahead_seconds: i64,
}

impl Pace {
    /// A clock that shows the machine's time now and runs so many times as fast.
    pub fn new(times: u32) -> Self {
        Self {
            from: SystemClock.now().as_millisecond(),
            times,
            ahead_seconds: 0,
        }
    }

    /// The same clock, wrong by so many seconds.
    #[must_use]
    pub fn wrong_by(self, ahead_seconds: i64) -> Self {
        Self {
            ahead_seconds,
            ..self
        }
    }

    /// The same clock, put right.
    #[must_use]
    pub fn put_right(self) -> Self {
        self.wrong_by(0)
    }

    /// When it showed the machine's time, in milliseconds since 1970.
    pub fn from(&self) -> i64 {
        self.from
    }

    /// How many times as fast as the machine's it runs.
    pub fn times(&self) -> u32 {
        self.times
    }
}

impl Clock for Pace {
    fn now(&self) -> Timestamp {
        let real = SystemClock.now().as_microsecond();
        let from = self.from * 1_000;
        let shown = from + (real - from) * i64::from(self.times) + self.ahead_seconds * 1_000_000;
        Timestamp::from_microsecond(shown).expect("a time of this century")
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        SystemClock.sleep(duration / self.times)
    }
}
