//! The queue and the permits of the budget under a scheduler that tries their interleavings. The sources are those of the
//! crate, compiled once more with locks that the scheduler controls; nothing here is a copy.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_imports,
    clippy::duplicate_mod,
    clippy::unwrap_used,
    reason = "the modules are private parts of another crate, and the rest is a test"
)]

#[path = "../src/budget/acquire.rs"]
mod acquire;
#[path = "../src/budget/error.rs"]
mod error;
#[path = "../src/budget/key.rs"]
mod key;
#[path = "../src/budget/lanes.rs"]
mod lanes;
#[path = "../src/budget/ledger.rs"]
mod ledger;
#[path = "../src/budget/memory.rs"]
mod memory;
#[path = "../src/budget/moment.rs"]
mod moment;
#[path = "../src/budget/permit.rs"]
mod permit;
#[path = "../src/budget/priority.rs"]
mod priority;
#[path = "../src/budget/settings.rs"]
mod settings;
#[path = "../src/budget/store.rs"]
mod store;

mod sync {
    pub(crate) use std::sync::{Arc, PoisonError};

    pub(crate) use shuttle::sync::{Mutex, MutexGuard};
}

mod clock {
    pub(crate) use fitbit_core::{Clock, ManualClock};
}

mod rate {
    pub(crate) use fitbit_core::RateLimit;
}

pub use acquire::{Budget, Patience};
pub use error::{BudgetError, BudgetStoreError};
pub use key::BudgetKey;
pub use ledger::Ledger;
pub use memory::MemoryBudgetStore;
pub use permit::Permit;
pub use priority::Priority;
pub use settings::{BudgetSettings, BudgetSettingsError};
pub use store::{BudgetStore, Grant, Outcome, Settlement, Verdict, WindowNumber};

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fitbit_api::BoxFuture;
use shuttle::future::{self, JoinHandle, yield_now};

use clock::ManualClock;
use rate::RateLimit;

const ROUNDS: usize = 80;

fn key() -> BudgetKey {
    BudgetKey::new("app", "person")
}

fn clock() -> ManualClock {
    ManualClock::new("2026-05-20T10:10:00Z".parse().unwrap())
}

fn settings(limit: u32) -> BudgetSettings {
    BudgetSettings::new(limit, Duration::from_hours(1)).unwrap()
}

/// A store that may be elsewhere: it settles nothing at once, and others run while it is asked.
struct Remote(MemoryBudgetStore);

impl BudgetStore for Remote {
    fn take(
        &self,
        key: BudgetKey,
        priority: Priority,
        up_to: u32,
    ) -> BoxFuture<'_, Result<Verdict, BudgetStoreError>> {
        Box::pin(async move {
            yield_now().await;
            let verdict = self.0.take(key, priority, up_to).await;
            yield_now().await;
            verdict
        })
    }

    fn settle(
        &self,
        key: BudgetKey,
        settlements: Vec<Settlement>,
    ) -> BoxFuture<'_, Result<bool, BudgetStoreError>> {
        Box::pin(async move {
            yield_now().await;
            self.0.settle(key, settlements).await
        })
    }

    fn close(&self, key: BudgetKey, wait: Duration) -> BoxFuture<'_, Result<(), BudgetStoreError>> {
        self.0.close(key, wait)
    }
}

fn near(limit: u32) -> Budget {
    Budget::in_process(settings(limit), Arc::new(clock()))
}

fn far(limit: u32, chunk: u32) -> Budget {
    let store = MemoryBudgetStore::new(settings(limit), Arc::new(clock()));
    let budget = Budget::new(Arc::new(Remote(store)), Arc::new(clock()));
    budget.with_chunk(NonZeroU32::new(chunk).unwrap())
}

/// Holds a permit for a while and drops it unsent, so that the next one can have it.
fn borrow(budget: &Budget, priority: Priority, held: &Arc<AtomicUsize>) -> JoinHandle<()> {
    let (budget, held) = (budget.clone(), Arc::clone(held));
    future::spawn(async move {
        let permit = budget.acquire(key(), priority, Patience::Wait).await;
        let permit = permit.unwrap();
        held.fetch_add(1, Ordering::SeqCst);
        yield_now().await;
        drop(permit);
    })
}

/// No time passes here: whoever waits is woken by a permit that comes back, or never. A lost wake-up is a deadlock.
fn everybody_gets_a_turn(budget: &Budget) {
    let held = Arc::new(AtomicUsize::new(0));
    let tasks = [
        Priority::Backfill,
        Priority::Interactive,
        Priority::Backfill,
        Priority::Webhook,
    ];
    let tasks: Vec<_> = tasks
        .iter()
        .map(|priority| borrow(budget, *priority, &held))
        .collect();
    future::block_on(async {
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(held.load(Ordering::SeqCst), 4);
}

#[test]
fn no_wake_up_is_lost_when_permits_come_back() {
    shuttle::check_random(|| everybody_gets_a_turn(&near(1)), ROUNDS);
    shuttle::check_pct(|| everybody_gets_a_turn(&near(2)), ROUNDS, 3);
}

#[test]
fn no_wake_up_is_lost_when_those_who_wait_leave() {
    let check = || {
        let budget = near(1);
        let held = Arc::new(AtomicUsize::new(0));
        let stays = [0, 1].map(|_| borrow(&budget, Priority::Backfill, &held));
        let leaves = [Priority::Interactive, Priority::Backfill]
            .map(|priority| borrow(&budget, priority, &held));
        let last = borrow(&budget, Priority::Backfill, &held);
        for task in leaves {
            task.abort();
        }
        future::block_on(async {
            for task in stays.into_iter().chain([last]) {
                task.await.unwrap();
            }
        });
        assert!(held.load(Ordering::SeqCst) >= 3);
    };
    shuttle::check_random(check, ROUNDS);
    shuttle::check_pct(check, ROUNDS, 3);
}

#[test]
fn the_limit_holds_and_those_at_once_are_told_whatever_the_order() {
    fn check(budget: &Budget, limit: usize) {
        let sent = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..5)
            .map(|_| {
                let (budget, sent) = (budget.clone(), Arc::clone(&sent));
                future::spawn(async move {
                    let permit = budget.acquire(key(), Priority::Backfill, Patience::AtOnce);
                    match permit.await {
                        Ok(mut permit) => {
                            permit.sent();
                            sent.fetch_add(1, Ordering::SeqCst);
                            yield_now().await;
                            let ok = http::StatusCode::OK;
                            permit.complete(&RateLimit::default(), ok).await.unwrap();
                        }
                        Err(error) => assert!(matches!(error, BudgetError::Spent { .. })),
                    }
                })
            })
            .collect();
        future::block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert_eq!(sent.load(Ordering::SeqCst), limit);
        assert_eq!(budget.busy_keys(), 0);
    }
    shuttle::check_random(|| check(&near(3), 3), ROUNDS);
    shuttle::check_random(|| check(&far(3, 1), 3), ROUNDS);
    shuttle::check_random(|| check(&far(4, 2), 4), ROUNDS);
}

#[test]
fn no_wake_up_is_lost_over_a_store_that_is_elsewhere() {
    let check = |chunk| {
        let budget = far(2, chunk);
        let held = Arc::new(AtomicUsize::new(0));
        let tasks = [0; 4].map(|_| borrow(&budget, Priority::Backfill, &held));
        future::block_on(async {
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert_eq!(held.load(Ordering::SeqCst), 4);
    };
    shuttle::check_random(move || check(1), ROUNDS);
    shuttle::check_random(move || check(2), ROUNDS);
}
