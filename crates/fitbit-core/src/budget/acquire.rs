//! Getting a permit: the thin shell that waits, around a store that counts. It must decide nothing about numbers.

use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use futures_util::future::{Either, select};
use jiff::Timestamp;

use super::lanes::{Lanes, Place, Spare, Standing};
use super::sync::Arc;
use super::{
    BudgetError, BudgetKey, BudgetSettings, BudgetStore, BudgetStoreError, MemoryBudgetStore,
    Permit, Priority, Verdict,
};
use crate::clock::Clock;

/// How long a caller waits for a permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// As long as it takes.
    Wait,
    /// At most so long. If it is known that it would take longer, the caller is told at once.
    AtMost(Duration),
    /// Not at all.
    AtOnce,
}

impl Patience {
    /// The error for a wait that is longer than this patience.
    fn refuses(self, wait: Duration, waited: Duration) -> Option<BudgetError> {
        match self {
            Self::Wait => None,
            Self::AtMost(most) => {
                (wait > most.saturating_sub(waited)).then_some(BudgetError::WaitTooLong { wait })
            }
            Self::AtOnce => Some(BudgetError::Spent { wait }),
        }
    }
}

/// Hands out permits: whoever gets one may make one call. Clones are the same budget.
///
/// See the [module](crate::budget) for what a budget is.
#[derive(Clone)]
pub struct Budget {
    parts: Arc<Parts>,
    chunk: NonZeroU32,
}

/// What a budget and its permits share.
pub(crate) struct Parts {
    pub(crate) store: Arc<dyn BudgetStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) lanes: Arc<Lanes>,
}

impl Budget {
    /// A budget that is counted in this store. The clock is for waiting; the store has its own.
    pub fn new(store: Arc<dyn BudgetStore>, clock: Arc<dyn Clock>) -> Self {
        let lanes = Lanes::new();
        Self {
            parts: Arc::new(Parts {
                store,
                clock,
                lanes,
            }),
            chunk: NonZeroU32::MIN,
        }
    }

    /// A budget that this process has for itself.
    pub fn in_process(settings: BudgetSettings, clock: Arc<dyn Clock>) -> Self {
        let store = Arc::new(MemoryBudgetStore::new(settings, Arc::clone(&clock)));
        Self::new(store, clock)
    }

    /// Takes calls from the store by so many at once and hands them out here; 1 unless set. It saves steps of a shared
    /// store; what lies here unused is kept from the other processes until this one asks again after the window's end,
    /// or [`settle`](Self::settle)s.
    #[must_use]
    pub fn with_chunk(self, chunk: NonZeroU32) -> Self {
        Self { chunk, ..self }
    }

    /// Waits for the right to make one call.
    ///
    /// Those of one priority are served in the order in which they came, and nobody before a higher one.
    ///
    /// # Errors
    ///
    /// [`BudgetError::Spent`] or [`BudgetError::WaitTooLong`] when there is none within the caller's patience, with the
    /// time until there may be; [`BudgetError::Store`] when the count cannot be reached: then no call may be made.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it leaves the queue, and nobody else's place changes. Dropped while a store is being asked,
    /// calls may stay counted until the window after the next; with [`MemoryBudgetStore`] nothing is lost.
    pub async fn acquire(
        &self,
        key: BudgetKey,
        priority: Priority,
        patience: Patience,
    ) -> Result<Permit, BudgetError> {
        let clock = &self.parts.clock;
        let began = clock.now();
        let patient = patience == Patience::Wait;
        let place = self.parts.lanes.join(key, priority, patient);
        let mut alarm = match patience {
            Patience::AtMost(most) => clock.sleep(most),
            _ => Box::pin(std::future::pending()),
        };
        let mut known = Duration::ZERO;
        loop {
            let in_time = match place.standing() {
                Standing::First => match self.ask(key, priority).await? {
                    Answer::Spare(spare) => {
                        let waited = since(clock.now(), began);
                        let parts = Arc::clone(&self.parts);
                        return Ok(Permit::new(parts, key, spare, waited));
                    }
                    Answer::Later(wait) => {
                        if let Some(error) = patience.refuses(wait, since(clock.now(), began)) {
                            return Err(error);
                        }
                        known = wait;
                        self.rest(&place, wait, &mut alarm).await
                    }
                },
                Standing::Behind(asleep_until) => {
                    let now = clock.now();
                    if let Some(until) = asleep_until {
                        known = since(until, now);
                        if let Some(error) = patience.refuses(known, since(now, began)) {
                            return Err(error);
                        }
                    }
                    let nudged = std::pin::pin!(place.nudged());
                    matches!(select(nudged, &mut alarm).await, Either::Left(_))
                }
            };
            if !in_time {
                return Err(BudgetError::WaitTooLong { wait: known });
            }
        }
    }

    /// Tells the store at once what it has yet to be told, and gives back what lies here unused: for the end of a process,
    /// or now and then in one that shares its budget.
    ///
    /// # Errors
    ///
    /// [`BudgetStoreError`] when the store did not book it. The calls stay counted until the window after the next.
    pub async fn settle(&self) -> Result<(), BudgetStoreError> {
        let mut failed = None;
        for (key, settlements) in self.parts.lanes.clear() {
            match self.parts.store.settle(key, settlements).await {
                Ok(_) => self.parts.lanes.nudge_first(key),
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// For how many keys somebody waits, or something lies here that the store has yet to be told.
    pub fn busy_keys(&self) -> usize {
        self.parts.lanes.len()
    }

    async fn ask(&self, key: BudgetKey, priority: Priority) -> Result<Answer, BudgetStoreError> {
        let Parts {
            store,
            clock,
            lanes,
        } = &*self.parts;
        if let Some(spare) = lanes.take_spare(key, priority, clock.now()) {
            return Ok(Answer::Spare(spare));
        }
        let dues = lanes.take_dues(key, clock.now());
        if !dues.is_empty() {
            store.settle(key, dues).await?;
        }
        match store.take(key, priority, self.chunk.get()).await? {
            Verdict::Later(wait) => Ok(Answer::Later(wait.max(Duration::from_millis(1)))),
            Verdict::Granted(grant) => {
                let now = clock.now();
                let until = now.checked_add(grant.ends_in).unwrap_or(Timestamp::MAX);
                // The first to be handed out has the most left after it.
                let left = |later: u32| grant.left.saturating_add(grant.calls - later);
                let spare = |later: u32| Spare {
                    priority,
                    window: grant.window,
                    left: left(later),
                    until,
                };
                lanes.lay_ready(key, (2..=grant.calls).map(spare));
                Ok(Answer::Spare(spare(1)))
            }
        }
    }

    /// Sleeps for as long as the store has nothing. False if the caller's alarm went first.
    async fn rest(
        &self,
        place: &Place,
        wait: Duration,
        alarm: &mut (impl Future<Output = ()> + Unpin),
    ) -> bool {
        let clock = &self.parts.clock;
        let until = clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
        place.fall_asleep(until);
        let nudged = std::pin::pin!(place.nudged());
        let woken = select(nudged, clock.sleep(wait));
        let in_time = matches!(select(woken, alarm).await, Either::Left(_));
        place.rise();
        in_time
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Budget")
    }
}

enum Answer {
    Spare(Spare),
    Later(Duration),
}

/// The time from one reading of the wall clock to a later one; none if it was set back.
fn since(later: Timestamp, earlier: Timestamp) -> Duration {
    later.duration_since(earlier).try_into().unwrap_or_default()
}
