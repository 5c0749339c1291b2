//! The end of a call's time, which cuts every wait of it short.

use std::pin::pin;
use std::time::Duration;

use fitbit_api::BoxFuture;
use futures_util::future::{Either, select};
use jiff::Timestamp;

use crate::clock::Clock;

pub(super) struct Deadline {
    began: Timestamp,
    after: Duration,
    /// Time that does not count.
    excused: Duration,
    alarm: BoxFuture<'static, ()>,
}

impl Deadline {
    pub(super) fn new(clock: &dyn Clock, after: Duration) -> Self {
        Self {
            began: clock.now(),
            after,
            excused: Duration::ZERO,
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

    /// What comes of `work`, whose time does not count.
    pub(super) async fn excuse<T>(
        &mut self,
        clock: &dyn Clock,
        work: impl Future<Output = T>,
    ) -> T {
        let (begun, left) = (clock.now(), self.left(clock));
        let result = work.await;
        let took = since(clock.now(), begun);
        if took > Duration::ZERO {
            self.excused += took;
            self.alarm = clock.sleep(left);
        }
        result
    }

    /// The time since the beginning, by the wall clock. If that is set back meanwhile, the alarm still goes off in time.
    pub(super) fn elapsed(&self, clock: &dyn Clock) -> Duration {
        since(clock.now(), self.began).saturating_sub(self.excused)
    }

    /// The time that is left.
    pub(super) fn left(&self, clock: &dyn Clock) -> Duration {
        self.after.saturating_sub(self.elapsed(clock))
    }
}

/// None if the clock was set back.
fn since(later: Timestamp, earlier: Timestamp) -> Duration {
    later.duration_since(earlier).try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    const MINUTE: Duration = Duration::from_mins(1);

    fn clock() -> ManualClock {
        ManualClock::new(Timestamp::constant(1_000, 0))
    }

    #[tokio::test]
    async fn excused_time_does_not_count_and_the_rest_does() {
        let clock = clock();
        let mut deadline = Deadline::new(&clock, 3 * MINUTE);
        clock.advance(MINUTE);
        deadline
            .excuse(&clock, async { clock.advance(60 * MINUTE) })
            .await;
        assert_eq!(deadline.elapsed(&clock), MINUTE);
        assert_eq!(deadline.left(&clock), 2 * MINUTE);
        let over = deadline.hold(async { clock.advance(MINUTE) }).await;
        assert_eq!(over, Some(()));
        // The alarm is at the new end: not before it, and not after it.
        assert_eq!(clock.until_first(), Some(MINUTE));
        clock.advance(MINUTE);
        assert_eq!(deadline.hold(std::future::pending::<()>()).await, None);
    }

    #[tokio::test]
    async fn what_took_no_time_moves_no_alarm() {
        let clock = clock();
        let mut deadline = Deadline::new(&clock, MINUTE);
        deadline.excuse(&clock, async {}).await;
        assert_eq!(clock.until_first(), Some(MINUTE));
    }

    #[tokio::test]
    async fn what_is_ready_at_the_last_moment_is_not_given_up() {
        let clock = clock();
        let mut deadline = Deadline::new(&clock, MINUTE);
        clock.advance(MINUTE);
        assert_eq!(deadline.hold(async { 1 }).await, Some(1));
    }
}
