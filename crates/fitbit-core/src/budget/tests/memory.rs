//! The ledgers of one process come and go.

use std::sync::Arc;

use super::*;
use crate::clock::ManualClock;

fn person(number: u32) -> BudgetKey {
    BudgetKey::new("app", &format!("{number}"))
}

#[tokio::test]
async fn whoever_has_no_window_and_does_not_wait_costs_nothing() {
    let clock = ManualClock::new(at("10:10:00"));
    let store = Arc::new(MemoryBudgetStore::new(hourly(150), Arc::new(clock.clone())));
    let shared: Arc<dyn BudgetStore> = Arc::<MemoryBudgetStore>::clone(&store);
    let budget = Budget::new(shared, Arc::new(clock.clone()));
    for number in 0..1_000 {
        let key = person(number);
        let permit = budget.acquire(key, Priority::Backfill, Patience::AtOnce);
        let mut permit = permit.await.unwrap();
        permit.sent();
        permit
            .complete(&rate(150, 149, 3_000), StatusCode::OK)
            .await
            .unwrap();
    }
    let open = budget.acquire(person(7), Priority::Backfill, Patience::AtOnce);
    let open = open.await.unwrap();
    assert_eq!((store.len(), budget.busy_keys()), (1_000, 0));
    clock.advance(HOUR);
    store.sweep();
    assert_eq!(store.len(), 1, "a call is under way");
    drop(open);
    store.sweep();
    assert!(store.is_empty());
}

#[tokio::test]
async fn a_shard_that_is_used_sweeps_itself() {
    let clock = ManualClock::new(at("10:10:00"));
    let store = MemoryBudgetStore::new(hourly(150), Arc::new(clock.clone()));
    let take = async |number| {
        let verdict = store.take(person(number), Priority::Backfill, 1).await;
        let Verdict::Granted(grant) = verdict.unwrap() else {
            panic!("a new ledger is full");
        };
        let lost = Settlement::new(grant.window, Outcome::Lost);
        store.settle_at_once(person(number), &lost).unwrap();
    };
    for number in 0..5_000 {
        take(number).await;
    }
    clock.advance(HOUR);
    for number in 5_000..6_000 {
        take(number).await;
    }
    assert_eq!(store.len(), 1_000);
}
