//! A clock that moves when it is told to, for tests.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use fitbit_api::BoxFuture;
use jiff::Timestamp;

use super::Clock;

/// A clock that moves when it is told to. Clones are the same clock.
///
/// ```
/// use std::time::Duration;
/// use fitbit_core::{Clock, ManualClock};
///
/// let clock = ManualClock::new("2026-05-20T10:17:30Z".parse()?);
/// clock.advance(Duration::from_secs(30));
/// assert_eq!(clock.now().to_string(), "2026-05-20T10:18:00Z");
/// # Ok::<(), fitbit_core::jiff::Error>(())
/// ```
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<Inner>>);

struct Inner {
    now: Timestamp,
    /// Time that has passed since the clock was made, whatever the wall clock was set to.
    passed: Duration,
    sleepers: Vec<Sleeper>,
    next_sleeper: u64,
    watchers: Vec<Waker>,
}

struct Sleeper {
    id: u64,
    until: Duration,
    waker: Option<Waker>,
}

impl ManualClock {
    /// A clock that stands at this instant.
    pub fn new(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            now,
            passed: Duration::ZERO,
            sleepers: Vec::new(),
            next_sleeper: 0,
            watchers: Vec::new(),
        })))
    }

    /// Lets time pass: the wall clock moves on, and pauses that are over end.
    ///
    /// At the end of representable time the wall clock stands still.
    pub fn advance(&self, by: Duration) {
        let mut inner = self.lock();
        inner.now = inner.now.checked_add(by).unwrap_or(Timestamp::MAX);
        inner.passed = inner.passed.saturating_add(by);
        let passed = inner.passed;
        let over = inner.sleepers.iter_mut();
        let over = over.filter(|sleeper| sleeper.until <= passed);
        let wakers: Vec<Waker> = over.filter_map(|sleeper| sleeper.waker.take()).collect();
        drop(inner);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Sets the wall clock, forwards or back, without any time passing: no pause ends.
    pub fn set(&self, now: Timestamp) {
        self.lock().now = now;
    }

    /// How many pauses are waited for at the moment.
    pub fn sleepers(&self) -> usize {
        self.lock().sleepers.len()
    }

    /// The time until the first of the pauses that are waited for ends.
    pub fn until_first(&self) -> Option<Duration> {
        let inner = self.lock();
        let first = inner.sleepers.iter().map(|sleeper| sleeper.until).min();
        first.map(|until| until.saturating_sub(inner.passed))
    }

    /// Ready once at least so many pauses are waited for: then it is time to [`advance`](Self::advance).
    pub async fn until_sleepers(&self, at_least: usize) {
        poll_fn(|context| {
            let mut inner = self.lock();
            if inner.sleepers.len() >= at_least {
                return Poll::Ready(());
            }
            inner.watchers.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.lock().now
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let pause = {
            let mut inner = self.lock();
            let id = inner.next_sleeper;
            inner.next_sleeper += 1;
            let until = inner.passed.saturating_add(duration);
            let waker = None;
            inner.sleepers.push(Sleeper { id, until, waker });
            for watcher in std::mem::take(&mut inner.watchers) {
                watcher.wake();
            }
            Pause {
                clock: self.clone(),
                id,
            }
        };
        Box::pin(async move {
            poll_fn(|context| {
                let mut inner = pause.clock.lock();
                let passed = inner.passed;
                let mut sleepers = inner.sleepers.iter_mut();
                match sleepers.find(|sleeper| sleeper.id == pause.id) {
                    Some(sleeper) if sleeper.until > passed => {
                        sleeper.waker = Some(context.waker().clone());
                        Poll::Pending
                    }
                    _ => Poll::Ready(()),
                }
            })
            .await;
        })
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ManualClock")
    }
}

/// Takes its sleeper with it, however it ends.
struct Pause {
    clock: ManualClock,
    id: u64,
}

impl Drop for Pause {
    fn drop(&mut self) {
        let id = self.id;
        self.clock
            .lock()
            .sleepers
            .retain(|sleeper| sleeper.id != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> ManualClock {
        ManualClock::new(Timestamp::constant(1_000, 0))
    }

    #[tokio::test]
    async fn a_pause_ends_when_its_time_has_passed_and_not_before() {
        let clock = clock();
        let pause = tokio::spawn(clock.sleep(Duration::from_secs(10)));
        clock.until_sleepers(1).await;
        clock.advance(Duration::from_secs(9));
        tokio::task::yield_now().await;
        assert!(!pause.is_finished());
        assert_eq!(clock.until_first(), Some(Duration::from_secs(1)));
        clock.advance(Duration::from_secs(1));
        pause.await.unwrap();
        assert_eq!(clock.sleepers(), 0);
    }

    #[tokio::test]
    async fn setting_the_wall_clock_ends_no_pause() {
        let clock = clock();
        let pause = tokio::spawn(clock.sleep(Duration::from_secs(10)));
        clock.until_sleepers(1).await;
        clock.set(Timestamp::constant(9_000, 0));
        tokio::task::yield_now().await;
        assert!(!pause.is_finished());
        assert_eq!(clock.now(), Timestamp::constant(9_000, 0));
    }

    #[test]
    fn a_dropped_pause_is_not_waited_for() {
        let clock = clock();
        drop(clock.sleep(Duration::from_secs(1)));
        assert_eq!(clock.sleepers(), 0);
    }
}
