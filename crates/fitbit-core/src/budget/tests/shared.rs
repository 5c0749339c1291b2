//! A budget over a store that has to be waited for, takes chunks, and fails.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use fitbit_api::BoxFuture;
use tokio::task::yield_now;

use super::*;
use crate::clock::{Clock, ManualClock};

/// Every step takes a while, and settles nothing at once.
struct Remote {
    ledgers: MemoryBudgetStore,
    takes: AtomicUsize,
    down: AtomicBool,
}

impl Remote {
    async fn travel(&self) -> Result<(), BudgetStoreError> {
        yield_now().await;
        if self.down.load(Ordering::SeqCst) {
            return Err(BudgetStoreError::new("the database is down"));
        }
        Ok(())
    }
}

impl BudgetStore for Remote {
    fn take(
        &self,
        key: BudgetKey,
        priority: Priority,
        up_to: u32,
    ) -> BoxFuture<'_, Result<Verdict, BudgetStoreError>> {
        Box::pin(async move {
            self.takes.fetch_add(1, Ordering::SeqCst);
            self.travel().await?;
            self.ledgers.take(key, priority, up_to).await
        })
    }

    fn settle(
        &self,
        key: BudgetKey,
        settlements: Vec<Settlement>,
    ) -> BoxFuture<'_, Result<bool, BudgetStoreError>> {
        Box::pin(async move {
            self.travel().await?;
            self.ledgers.settle(key, settlements).await
        })
    }

    fn close(&self, key: BudgetKey, wait: Duration) -> BoxFuture<'_, Result<(), BudgetStoreError>> {
        Box::pin(async move {
            self.travel().await?;
            self.ledgers.close(key, wait).await
        })
    }
}

fn remote(limit: u32) -> (Arc<Remote>, ManualClock) {
    let clock = ManualClock::new(at("10:10:00"));
    let ledgers = MemoryBudgetStore::new(hourly(limit), Arc::new(clock.clone()));
    let remote = Remote {
        ledgers,
        takes: AtomicUsize::new(0),
        down: AtomicBool::new(false),
    };
    (Arc::new(remote), clock)
}

fn process(remote: &Arc<Remote>, clock: &ManualClock, chunk: u32) -> Budget {
    let store: Arc<dyn BudgetStore> = Arc::<Remote>::clone(remote);
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    Budget::new(store, clock).with_chunk(NonZeroU32::new(chunk).unwrap())
}

async fn spend(budget: &Budget, calls: usize) -> usize {
    let mut spent = 0;
    for _ in 0..calls {
        let permit = budget.acquire(key(), Priority::Backfill, Patience::AtOnce);
        let Ok(mut permit) = permit.await else { break };
        permit.sent();
        let ok = StatusCode::OK;
        permit.complete(&RateLimit::default(), ok).await.unwrap();
        spent += 1;
    }
    spent
}

#[tokio::test]
async fn two_processes_share_one_limit_and_a_chunk_saves_steps() {
    let (remote, clock) = remote(20);
    let (one, other) = (process(&remote, &clock, 5), process(&remote, &clock, 5));
    assert_eq!(spend(&one, 10).await, 10);
    assert_eq!(remote.takes.load(Ordering::SeqCst), 2);
    assert_eq!(spend(&other, 100).await, 10);
    assert_eq!(spend(&one, 1).await, 0);
}

#[tokio::test]
async fn what_lies_unused_at_the_end_of_the_window_is_given_back() {
    let (remote, clock) = remote(20);
    let (one, other) = (process(&remote, &clock, 5), process(&remote, &clock, 1));
    assert_eq!(spend(&one, 1).await, 1);
    assert_eq!(one.busy_keys(), 1);
    clock.advance(HOUR);
    assert_eq!(spend(&one, 1).await, 1);
    assert_eq!(spend(&other, 100).await, 15);
    one.settle().await.unwrap();
    assert_eq!(one.busy_keys(), 0);
    assert_eq!(spend(&other, 100).await, 4);
}

#[tokio::test]
async fn a_dropped_permit_is_handed_out_again_without_the_store() {
    let (remote, clock) = remote(1);
    let budget = process(&remote, &clock, 1);
    let acquire = |priority| budget.acquire(key(), priority, Patience::AtOnce);
    drop(acquire(Priority::Webhook).await.unwrap());
    // It was granted to a webhook: a backfill must not have it, a higher one may.
    acquire(Priority::Backfill).await.unwrap_err();
    let mut permit = acquire(Priority::Interactive).await.unwrap();
    permit.sent();
    drop(permit);
    acquire(Priority::Interactive).await.unwrap_err();
}

#[tokio::test]
async fn without_its_store_a_budget_grants_nothing_and_goes_on_when_it_is_back() {
    let (remote, clock) = remote(2);
    let budget = process(&remote, &clock, 1);
    let acquire = || budget.acquire(key(), Priority::Interactive, Patience::Wait);
    remote.down.store(true, Ordering::SeqCst);
    let failures = futures_util::future::join_all((0..10).map(|_| acquire())).await;
    for failure in failures {
        let error = failure.unwrap_err();
        assert!(matches!(error, BudgetError::Store(_)), "{error}");
    }
    remote.down.store(false, Ordering::SeqCst);
    assert_eq!(spend(&budget, 5).await, 2);
    assert_eq!(budget.busy_keys(), 0);
}
