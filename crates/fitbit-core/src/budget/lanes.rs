//! The queues of those who wait, one lane a key. It must not lose a wake-up, whoever leaves at whatever point; and a lane
//! in which nobody waits and nothing lies must not exist.
//!
//! Only the first of a lane asks the store. Everybody else sleeps until nudged: the next one when the first leaves, the
//! first when a call may have become free. A nudge is a mark under the lock, so that it cannot come between looking and
//! sleeping.

use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::task::{Poll, Waker};

use jiff::Timestamp;

use super::sync::{Arc, Mutex, MutexGuard, PoisonError};
use super::{BudgetKey, Outcome, Priority, Settlement, WindowNumber};

const SHARDS: usize = 64;

/// All lanes of a budget.
pub(crate) struct Lanes(Box<[Mutex<HashMap<BudgetKey, Lane>>]>);

#[derive(Default)]
struct Lane {
    /// First comes the highest priority, and in it whoever came first.
    waiting: BTreeMap<(Priority, u64), Waiter>,
    arrivals: u64,
    /// Calls that are granted and in nobody's hands.
    spares: Vec<Spare>,
    /// What the store has yet to be told.
    dues: Vec<Settlement>,
}

#[derive(Default)]
struct Waiter {
    waker: Option<Waker>,
    nudged: bool,
    /// Whether it waits as long as it takes.
    patient: bool,
    /// The time until which the store has nothing, while this one waits for it.
    asleep_until: Option<Timestamp>,
}

/// A granted call in nobody's hands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spare {
    /// For which priority it was granted. It may serve a higher one, but not break a reserve.
    pub(crate) priority: Priority,
    pub(crate) window: WindowNumber,
    pub(crate) left: u32,
    /// From when on it is given back and not handed out.
    pub(crate) until: Timestamp,
}

impl Spare {
    fn due(&self) -> Settlement {
        Settlement::new(self.window, Outcome::Unsent)
    }
}

/// Where somebody stands in a lane.
pub(crate) enum Standing {
    First,
    /// Behind somebody who asks, or who knows until when there is nothing.
    Behind(Option<Timestamp>),
}

impl Lanes {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self((0..SHARDS).map(|_| Mutex::default()).collect()))
    }

    /// Takes the last place of its priority.
    pub(crate) fn join(
        self: &Arc<Self>,
        key: BudgetKey,
        priority: Priority,
        patient: bool,
    ) -> Place {
        let mut lanes = self.lock(key);
        let lane = lanes.entry(key).or_default();
        let order = (priority, lane.arrivals);
        lane.arrivals += 1;
        let waiter = Waiter {
            patient,
            ..Waiter::default()
        };
        lane.waiting.insert(order, waiter);
        Place {
            lanes: Arc::clone(self),
            key,
            order,
        }
    }

    /// Lets the first of the lane ask again.
    pub(crate) fn nudge_first(&self, key: BudgetKey) {
        let mut lanes = self.lock(key);
        let waker = lanes.get_mut(&key).and_then(Lane::nudge_first);
        drop(lanes);
        waker.into_iter().for_each(Waker::wake);
    }

    /// Lays granted calls ready. The first is to be nudged afterwards, unless it is the caller who leaves.
    pub(crate) fn lay_ready(&self, key: BudgetKey, spares: impl Iterator<Item = Spare>) {
        let mut spares = spares.peekable();
        if spares.peek().is_some() {
            self.lock(key).entry(key).or_default().spares.extend(spares);
        }
    }

    /// A call that lies ready and may serve this priority.
    pub(crate) fn take_spare(
        &self,
        key: BudgetKey,
        priority: Priority,
        now: Timestamp,
    ) -> Option<Spare> {
        let mut lanes = self.lock(key);
        let spares = &mut lanes.get_mut(&key)?.spares;
        let fits = |spare: &Spare| spare.priority >= priority && now < spare.until;
        let index = spares.iter().position(fits)?;
        Some(spares.swap_remove(index))
    }

    /// Keeps what the store has yet to be told.
    pub(crate) fn owe(&self, key: BudgetKey, settlement: Settlement) {
        let mut lanes = self.lock(key);
        lanes.entry(key).or_default().dues.push(settlement);
    }

    /// All that the store has yet to be told, with the calls that lay ready for too long.
    pub(crate) fn take_dues(&self, key: BudgetKey, now: Timestamp) -> Vec<Settlement> {
        let mut lanes = self.lock(key);
        let Some(lane) = lanes.get_mut(&key) else {
            return Vec::new();
        };
        let mut dues = std::mem::take(&mut lane.dues);
        lane.spares.retain(|spare| {
            let keep = now < spare.until;
            if !keep {
                dues.push(spare.due());
            }
            keep
        });
        if lane.is_empty() {
            lanes.remove(&key);
        }
        dues
    }

    /// Everything that is owed and all that lies ready, of every key.
    pub(crate) fn clear(&self) -> Vec<(BudgetKey, Vec<Settlement>)> {
        let mut all = Vec::new();
        for shard in &self.0 {
            let mut lanes = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for (key, lane) in lanes.iter_mut() {
                let mut dues = std::mem::take(&mut lane.dues);
                dues.extend(lane.spares.drain(..).map(|spare| spare.due()));
                if !dues.is_empty() {
                    all.push((*key, dues));
                }
            }
            lanes.retain(|_, lane| !lane.is_empty());
        }
        all
    }

    /// How many keys have somebody who waits, or something that lies.
    pub(crate) fn len(&self) -> usize {
        let lock = |shard: &Mutex<HashMap<_, Lane>>| {
            let lanes = shard.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.len()
        };
        self.0.iter().map(lock).sum()
    }

    fn lock(&self, key: BudgetKey) -> MutexGuard<'_, HashMap<BudgetKey, Lane>> {
        let shard = &self.0[key.shard(SHARDS)];
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane {
    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.spares.is_empty() && self.dues.is_empty()
    }

    fn nudge_first(&mut self) -> Option<Waker> {
        self.waiting.values_mut().next().and_then(Waiter::nudge)
    }
}

impl Waiter {
    fn nudge(&mut self) -> Option<Waker> {
        self.nudged = true;
        self.waker.take()
    }
}

/// A place in a lane. It is left when it is dropped, and then the next one is first.
pub(crate) struct Place {
    lanes: Arc<Lanes>,
    key: BudgetKey,
    order: (Priority, u64),
}

impl Place {
    pub(crate) fn standing(&self) -> Standing {
        let lanes = self.lanes.lock(self.key);
        let first = lanes.get(&self.key).map(|lane| &lane.waiting);
        match first.and_then(BTreeMap::first_key_value) {
            Some((order, first)) if *order < self.order => Standing::Behind(first.asleep_until),
            _ => Standing::First,
        }
    }

    /// Says until when there is nothing, so that those behind who will not wait so long can leave.
    pub(crate) fn fall_asleep(&self, until: Timestamp) {
        let mut lanes = self.lanes.lock(self.key);
        let mut wakers = Vec::new();
        let waiting = lanes.get_mut(&self.key).map(|lane| &mut lane.waiting);
        for (order, waiter) in waiting.into_iter().flatten() {
            if *order == self.order {
                waiter.asleep_until = Some(until);
            } else if *order > self.order && !waiter.patient {
                wakers.extend(waiter.nudge());
            }
        }
        drop(lanes);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Asks again: what was said of the time is no longer so.
    pub(crate) fn rise(&self) {
        let mut lanes = self.lanes.lock(self.key);
        let lane = lanes.get_mut(&self.key);
        if let Some(waiter) = lane.and_then(|lane| lane.waiting.get_mut(&self.order)) {
            waiter.asleep_until = None;
        }
    }

    /// Ready once this place was nudged since the last time.
    pub(crate) async fn nudged(&self) {
        poll_fn(|context| {
            let mut lanes = self.lanes.lock(self.key);
            let lane = lanes.get_mut(&self.key);
            match lane.and_then(|lane| lane.waiting.get_mut(&self.order)) {
                Some(waiter) if !waiter.nudged => {
                    waiter.waker = Some(context.waker().clone());
                    Poll::Pending
                }
                Some(waiter) => {
                    waiter.nudged = false;
                    Poll::Ready(())
                }
                None => Poll::Ready(()),
            }
        })
        .await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lanes = self.lanes.lock(self.key);
        let Some(lane) = lanes.get_mut(&self.key) else {
            return;
        };
        let was_first = lane.waiting.keys().next() == Some(&self.order);
        lane.waiting.remove(&self.order);
        let waker = was_first.then(|| lane.nudge_first()).flatten();
        if lane.is_empty() {
            lanes.remove(&self.key);
        }
        drop(lanes);
        waker.into_iter().for_each(Waker::wake);
    }
}
