//! The ledgers of one process. It must stay small for a million users, and must not keep anybody whose window has passed.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use fitbit_api::BoxFuture;
use jiff::Timestamp;

use super::sync::{Arc, Mutex, MutexGuard, PoisonError};
use super::{
    BudgetKey, BudgetSettings, BudgetStore, BudgetStoreError, Ledger, Priority, Settlement, Verdict,
};
use crate::clock::Clock;

const SHARDS: usize = 64;

/// Keeps the ledgers of one process in memory. Nothing here ever waits.
///
/// A ledger whose window has passed is removed when its shard is used again, or by [`sweep`](Self::sweep).
pub struct MemoryBudgetStore {
    settings: BudgetSettings,
    clock: Arc<dyn Clock>,
    shards: Box<[Mutex<Shard>]>,
}

/// A tree and not a hash table: it has no size at which it doubles, and it gives memory back.
#[derive(Default)]
struct Shard {
    ledgers: BTreeMap<BudgetKey, Ledger>,
    swept: Timestamp,
}

impl MemoryBudgetStore {
    /// No ledgers yet.
    pub fn new(settings: BudgetSettings, clock: Arc<dyn Clock>) -> Self {
        Self {
            settings,
            clock,
            shards: (0..SHARDS).map(|_| Mutex::new(Shard::default())).collect(),
        }
    }

    /// How many ledgers are kept.
    pub fn len(&self) -> usize {
        let shards = self.shards.iter();
        shards.map(|shard| lock(shard).ledgers.len()).sum()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes everybody whose window has passed. Shards that are in use do it themselves; this is for a process that
    /// makes no calls for long and wants its memory back.
    pub fn sweep(&self) {
        let now = self.clock.now();
        for shard in &self.shards {
            lock(shard).sweep(now, &self.settings);
        }
    }

    fn step<T>(&self, key: BudgetKey, run: impl FnOnce(&mut Ledger, Timestamp) -> T) -> T {
        let mut shard = lock(&self.shards[key.shard(SHARDS)]);
        // Read under the lock, so that no step sees an earlier time than the one before it.
        let now = self.clock.now();
        let rest = self.settings.window() / 4;
        if now.duration_since(shard.swept).unsigned_abs() >= rest {
            shard.sweep(now, &self.settings);
        }
        let fresh = || Ledger::new(now, &self.settings);
        run(shard.ledgers.entry(key).or_insert_with(fresh), now)
    }
}

impl Shard {
    fn sweep(&mut self, now: Timestamp, settings: &BudgetSettings) {
        self.swept = now;
        self.ledgers
            .retain(|_, ledger| !ledger.is_over(now, settings));
    }
}

impl BudgetStore for MemoryBudgetStore {
    fn take(
        &self,
        key: BudgetKey,
        priority: Priority,
        up_to: u32,
    ) -> BoxFuture<'_, Result<Verdict, BudgetStoreError>> {
        Box::pin(async move {
            Ok(self.step(key, |ledger, now| {
                ledger.take(now, &self.settings, priority, up_to)
            }))
        })
    }

    fn settle(
        &self,
        key: BudgetKey,
        settlements: Vec<Settlement>,
    ) -> BoxFuture<'_, Result<bool, BudgetStoreError>> {
        Box::pin(async move {
            Ok(self.step(key, |ledger, now| {
                settlements.iter().fold(false, |wake, settlement| {
                    ledger.settle(now, &self.settings, settlement) | wake
                })
            }))
        })
    }

    fn close(&self, key: BudgetKey, wait: Duration) -> BoxFuture<'_, Result<(), BudgetStoreError>> {
        Box::pin(async move {
            self.step(key, |ledger, now| ledger.close(now, &self.settings, wait));
            Ok(())
        })
    }

    fn settle_at_once(&self, key: BudgetKey, settlement: &Settlement) -> Option<bool> {
        Some(self.step(key, |ledger, now| {
            ledger.settle(now, &self.settings, settlement)
        }))
    }
}

impl fmt::Debug for MemoryBudgetStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryBudgetStore")
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
