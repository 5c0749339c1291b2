//! The queue, on a clock that tests move.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::task::{JoinHandle, yield_now};

use super::*;
use crate::clock::{Clock, ManualClock};

fn budget(settings: BudgetSettings) -> (Budget, ManualClock) {
    let clock = ManualClock::new(at("10:10:00"));
    let budget = Budget::in_process(settings, Arc::new(clock.clone()));
    (budget, clock)
}

/// Lets every task run as far as it can.
async fn settle_down() {
    for _ in 0..50 {
        yield_now().await;
    }
}

/// A task that makes one call, and writes down when it was let through.
fn call(
    budget: &Budget,
    priority: Priority,
    name: usize,
    passed: &Arc<Mutex<Vec<usize>>>,
) -> JoinHandle<()> {
    let (budget, passed) = (budget.clone(), Arc::clone(passed));
    tokio::spawn(async move {
        let permit = budget.acquire(key(), priority, Patience::Wait).await;
        let mut permit = permit.unwrap();
        passed.lock().unwrap().push(name);
        permit.sent();
        let ok = StatusCode::OK;
        permit.complete(&RateLimit::default(), ok).await.unwrap();
    })
}

async fn thousand(settings: BudgetSettings, spent: usize) {
    let (budget, clock) = budget(settings);
    let passed = Arc::new(AtomicUsize::new(0));
    let refused = Arc::new(AtomicUsize::new(0));
    for number in 0..1_000 {
        let (budget, passed, refused) = (budget.clone(), Arc::clone(&passed), Arc::clone(&refused));
        let patience = match number % 4 {
            0 => Patience::AtOnce,
            1 => Patience::AtMost(secs(60)),
            _ => Patience::Wait,
        };
        tokio::spawn(async move {
            match budget.acquire(key(), Priority::Backfill, patience).await {
                Ok(mut permit) => {
                    permit.sent();
                    passed.fetch_add(1, Ordering::SeqCst);
                    yield_now().await;
                    let ok = StatusCode::OK;
                    permit.complete(&RateLimit::default(), ok).await.unwrap();
                }
                Err(error) => {
                    assert_eq!(error.wait(), Some(secs(50 * 60 + 30)));
                    refused.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
    }
    settle_down().await;
    let patient = |all: usize| 1_000 - all;
    assert_eq!(passed.load(Ordering::SeqCst), spent);
    let gone = refused.load(Ordering::SeqCst);
    assert!(gone > 400, "{gone}");
    let mut left = patient(gone + spent);
    clock.advance(secs(50 * 60 + 29));
    settle_down().await;
    assert_eq!(
        passed.load(Ordering::SeqCst),
        spent,
        "not before the margin"
    );
    clock.advance(secs(1));
    while left > 0 {
        settle_down().await;
        left = left.saturating_sub(spent);
        assert_eq!(passed.load(Ordering::SeqCst), patient(gone + left));
        clock.advance(HOUR);
    }
    assert_eq!(budget.busy_keys(), 0);
}

#[tokio::test]
async fn a_thousand_tasks_spend_exactly_the_limit_in_a_window() {
    thousand(hourly(150), 150).await;
}

#[tokio::test]
async fn a_thousand_tasks_of_the_lowest_priority_leave_the_reserve() {
    let settings = hourly(150).with_reserve(Priority::Interactive, 10);
    thousand(settings.unwrap(), 140).await;
}

#[test]
fn the_preset_leaves_ten_to_those_who_are_higher() {
    let settings = BudgetSettings::fitbit();
    assert_eq!(settings.limit() - settings.reserve(Priority::Backfill), 140);
    assert_eq!(settings.reserve(Priority::Interactive), 0);
}

#[tokio::test]
async fn one_priority_is_served_in_the_order_of_arrival_and_a_higher_one_before_it() {
    let (budget, clock) = budget(hourly(5));
    let passed = Arc::new(Mutex::new(Vec::new()));
    for number in 0..5 {
        call(&budget, Priority::Backfill, number, &passed)
            .await
            .unwrap();
    }
    for number in [20, 21, 22] {
        call(&budget, Priority::Backfill, number, &passed);
        settle_down().await;
    }
    call(&budget, Priority::Webhook, 10, &passed);
    settle_down().await;
    call(&budget, Priority::Interactive, 6, &passed);
    settle_down().await;
    call(&budget, Priority::Interactive, 7, &passed);
    settle_down().await;
    assert_eq!(passed.lock().unwrap().len(), 5);
    clock.advance(HOUR);
    settle_down().await;
    assert_eq!(passed.lock().unwrap()[5..], [6, 7, 10, 20, 21]);
    clock.advance(HOUR);
    settle_down().await;
    assert_eq!(passed.lock().unwrap()[10..], [22]);
}

#[tokio::test]
async fn a_permit_that_is_dropped_before_it_was_sent_goes_to_the_first_who_waits() {
    let (budget, _clock) = budget(hourly(1));
    let permit = budget.acquire(key(), Priority::Backfill, Patience::AtOnce);
    let permit = permit.await.unwrap();
    assert_eq!((permit.left(), permit.waited()), (0, Duration::ZERO));
    let passed = Arc::new(Mutex::new(Vec::new()));
    call(&budget, Priority::Backfill, 1, &passed);
    settle_down().await;
    call(&budget, Priority::Backfill, 2, &passed);
    settle_down().await;
    assert!(passed.lock().unwrap().is_empty());
    drop(permit);
    settle_down().await;
    assert_eq!(*passed.lock().unwrap(), [1]);
}

#[tokio::test]
async fn a_permit_that_is_dropped_after_it_was_sent_is_spent() {
    let (budget, clock) = budget(hourly(1));
    let permit = budget.acquire(key(), Priority::Interactive, Patience::AtOnce);
    let mut permit = permit.await.unwrap();
    permit.sent();
    drop(permit);
    let again = || budget.acquire(key(), Priority::Interactive, Patience::AtOnce);
    let wait = secs(50 * 60 + 30);
    assert_eq!(again().await.unwrap_err(), BudgetError::Spent { wait });
    clock.advance(wait);
    drop(again().await.unwrap());
}

#[tokio::test]
async fn a_429_closes_the_window_for_all() {
    let (budget, clock) = budget(hourly(150));
    let acquire = |patience| budget.acquire(key(), Priority::Interactive, patience);
    let mut permit = acquire(Patience::AtOnce).await.unwrap();
    permit.sent();
    let refused = StatusCode::TOO_MANY_REQUESTS;
    permit.complete(&rate(150, 80, 600), refused).await.unwrap();
    let wait = secs(630);
    assert_eq!(
        acquire(Patience::AtOnce).await.unwrap_err(),
        BudgetError::Spent { wait }
    );
    assert_eq!(
        acquire(Patience::AtMost(secs(629))).await.unwrap_err(),
        BudgetError::WaitTooLong { wait }
    );
    let other = BudgetKey::new("app", "another");
    let other = budget.acquire(other, Priority::Backfill, Patience::AtOnce);
    drop(other.await.unwrap());
    let (waiter, ()) = tokio::join!(acquire(Patience::AtMost(wait)), async {
        clock.until_sleepers(2).await;
        clock.advance(wait);
    });
    assert_eq!(waiter.unwrap().waited(), wait);
}

#[tokio::test]
async fn patience_that_ends_in_the_queue_is_told_so() {
    let (budget, clock) = budget(hourly(2));
    let passed = Arc::new(Mutex::new(Vec::new()));
    for number in 0..5 {
        call(&budget, Priority::Interactive, number, &passed);
    }
    settle_down().await;
    // In the next window there are two for the three who came before.
    let late = budget.clone();
    let late = tokio::spawn(async move {
        let patience = Patience::AtMost(HOUR);
        late.acquire(key(), Priority::Interactive, patience).await
    });
    settle_down().await;
    clock.advance(secs(50 * 60 + 30));
    settle_down().await;
    assert_eq!(passed.lock().unwrap().len(), 4);
    assert_eq!(
        late.await.unwrap().unwrap_err(),
        BudgetError::WaitTooLong { wait: HOUR }
    );
}

#[tokio::test]
async fn whoever_leaves_the_queue_at_any_point_takes_nobody_with_it() {
    let (budget, clock) = budget(hourly(2));
    let passed = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = (0..8)
        .map(|number| call(&budget, Priority::Backfill, number, &passed))
        .collect();
    settle_down().await;
    for number in [2, 5] {
        tasks[number].abort();
    }
    settle_down().await;
    clock.advance(HOUR);
    settle_down().await;
    clock.advance(HOUR);
    settle_down().await;
    assert_eq!(*passed.lock().unwrap(), [0, 1, 3, 4, 6, 7]);
    assert_eq!(budget.busy_keys(), 0);
    assert_eq!(clock.sleepers(), 0);
}

#[tokio::test]
async fn an_end_that_is_announced_sooner_wakes_who_waits() {
    let (budget, clock) = budget(hourly(1));
    let acquire = |patience| budget.acquire(key(), Priority::Backfill, patience);
    let mut permit = acquire(Patience::AtOnce).await.unwrap();
    permit.sent();
    let (waiter, ()) = tokio::join!(acquire(Patience::Wait), async {
        clock.until_sleepers(1).await;
        let ok = StatusCode::OK;
        permit.complete(&rate(1, 0, 60), ok).await.unwrap();
        settle_down().await;
        clock.advance(secs(90));
    });
    assert_eq!(waiter.unwrap().waited(), secs(90));
}

#[tokio::test]
async fn a_clock_set_back_while_somebody_waits_opens_nothing_early() {
    let (budget, clock) = budget(hourly(1));
    let acquire = |patience| budget.acquire(key(), Priority::Backfill, patience);
    let mut permit = acquire(Patience::AtOnce).await.unwrap();
    permit.sent();
    drop(permit);
    let (waiter, ()) = tokio::join!(acquire(Patience::Wait), async {
        clock.until_sleepers(1).await;
        clock.set(at("10:00:00"));
        clock.advance(secs(50 * 60 + 30));
        settle_down().await;
        assert_eq!(clock.until_first(), Some(secs(10 * 60)));
        clock.advance(secs(10 * 60));
    });
    drop(waiter.unwrap());
    assert!(clock.now() >= at("11:00:30"));
}
