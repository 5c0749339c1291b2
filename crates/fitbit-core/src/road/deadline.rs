//! The end of a call's time, which cuts every wait of it short.

use std::pin::pin;
use std::time::Duration;

use fitbit_api::BoxFuture;
use futures_util::future::{Either, select};
use jiff::Timestamp;

use crate::clock::Clock;

pub(super) struct Deadline {
    began: Timestamp,
    alarm: BoxFuture<'static, ()>,
}

impl Deadline {
    pub(super) fn new(clock: &dyn Clock, after: Duration) -> Self {
        Self {
            began: clock.now(),
            alarm: clock.sleep(after),
        }
    }

    /// What comes of `work`; `None` when the time is over first. After that there is nothing more to wait for.
    ///
    /// # Cancel safety
    ///
    /// `work` is dropped with it, and when the time is over.
    pub(super) async fn hold<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        // The work is asked first: what is ready is never given up for the deadline.
        match select(pin!(work), &mut self.alarm).await {
            Either::Left((result, _)) => Some(result),
            Either::Right(_) => None,
        }
    }

    /// The time since the beginning, by the wall clock. If that is set back meanwhile, the alarm still goes off in time.
    pub(super) fn elapsed(&self, clock: &dyn Clock) -> Duration {
        Duration::try_from(clock.now().duration_since(self.began)).unwrap_or_default()
    }
}
