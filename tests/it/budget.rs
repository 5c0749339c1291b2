//! The budget against a service that counts for itself: never a call too many, and none is wasted.

use std::sync::Arc;
use std::time::Duration;

use fitbit_core::budget::{BudgetStoreError, Settlement, Verdict};
use fitbit_core::{
    BoxFuture, Budget, BudgetKey, BudgetSettings, BudgetStore, Error, ErrorKind, Patience,
    Priority, RetryPolicy, User,
};
use fitbit_sandbox::{
    AbsurdHeaders, App as Registered, Effect, Fault, QuotaRefusal, QuotaRules, people,
};
use tokio::task::JoinHandle;

use crate::stage::{Stage, read};

const HOUR: Duration = Duration::from_hours(1);

/// 150 calls an hour and no reserve.
fn plain() -> BudgetSettings {
    BudgetSettings::new(150, HOUR).unwrap()
}

fn start(user: &User, calls: usize) -> Vec<JoinHandle<Result<u32, Error>>> {
    (0..calls)
        .map(|_| tokio::spawn(read(user.clone())))
        .collect()
}

fn end<T>(tasks: &[JoinHandle<T>]) {
    tasks.iter().for_each(JoinHandle::abort);
}

async fn with_budget(stage: &Stage, settings: BudgetSettings) -> User {
    let client = stage.client().budget(stage.budget(settings));
    client.build().unwrap().user(stage.credentials().await)
}

/// A store that nobody reaches.
struct Away;

impl BudgetStore for Away {
    fn take(
        &self,
        _: BudgetKey,
        _: Priority,
        _: u32,
    ) -> BoxFuture<'_, Result<Verdict, BudgetStoreError>> {
        Box::pin(async { Err(BudgetStoreError::new("the database is away")) })
    }

    fn settle(
        &self,
        _: BudgetKey,
        _: Vec<Settlement>,
    ) -> BoxFuture<'_, Result<bool, BudgetStoreError>> {
        Box::pin(async { Err(BudgetStoreError::new("the database is away")) })
    }

    fn close(&self, _: BudgetKey, _: Duration) -> BoxFuture<'_, Result<(), BudgetStoreError>> {
        Box::pin(async { Err(BudgetStoreError::new("the database is away")) })
    }
}

#[tokio::test]
async fn without_the_shared_count_no_call_is_made() {
    let stage = Stage::new().await;
    let budget = Budget::new(Arc::new(Away), Arc::new(stage.clock.clone()));
    let client = stage.client().budget(budget).build().unwrap();
    let user = client.user(stage.credentials().await);
    let error = read(user).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    assert!(error.is_transient() && error.attempts() == 0);
    assert!(stage.sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_thousand_calls_spend_a_hundred_and_fifty_a_window_and_the_rest_wait() {
    let stage = Stage::new().await;
    let user = with_budget(&stage, plain())
        .await
        .with_patience(Patience::Wait);
    let calls = start(&user, 1_000);
    assert_eq!(stage.settled(&calls).await, 150);
    assert_eq!(stage.windows(), [(150, 0)]);
    for window in 2..=7 {
        stage.clock.advance(HOUR);
        let over = stage.settled(&calls).await;
        assert_eq!(over, (150 * window).min(1_000));
    }
    let windows = stage.windows();
    assert_eq!(windows.last(), Some(&(100, 0)));
    assert!(
        windows
            .iter()
            .rev()
            .skip(1)
            .all(|&window| window == (150, 0))
    );
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
}

#[tokio::test]
async fn who_does_not_wait_is_told_when_a_call_will_succeed() {
    let stage = Stage::new().await;
    let user = with_budget(&stage, plain())
        .await
        .with_patience(Patience::AtOnce);
    let calls = start(&user, 1_000);
    assert_eq!(stage.settled(&calls).await, 1_000);
    let mut waits = Vec::new();
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => {}
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::BudgetSpent);
                assert_eq!(error.attempts(), 0, "nothing was sent");
                assert!(error.is_transient());
                waits.push(error.retry_after().unwrap());
            }
        }
    }
    assert_eq!((waits.len(), stage.windows()), (850, vec![(150, 0)]));
    stage.clock.advance(waits.into_iter().max().unwrap());
    stage.standing(read(user)).await.unwrap();
}

#[tokio::test]
async fn a_reserve_leaves_a_hundred_and_forty_for_the_lowest_priority() {
    let stage = Stage::new().await;
    let settings = plain().with_reserve(Priority::Interactive, 10).unwrap();
    let user = with_budget(&stage, settings)
        .await
        .with_patience(Patience::AtOnce);
    let calls = start(&user.clone().with_priority(Priority::Backfill), 1_000);
    stage.settled(&calls).await;
    assert_eq!(stage.windows(), [(140, 0)]);
    let calls = start(&user, 100);
    stage.settled(&calls).await;
    assert_eq!(stage.windows(), [(150, 0)]);
}

#[tokio::test]
async fn headers_that_lag_are_absent_or_absurd_lead_to_no_call_too_many() {
    let absurd = |headers| Some(Effect::AbsurdHeaders(headers));
    for (rules, effect) in [
        (QuotaRules::default().with_lag(40), None),
        (QuotaRules::default().without_headers(), None),
        (QuotaRules::default(), Some(Effect::MissingHeaders)),
        (QuotaRules::default(), absurd(AbsurdHeaders::Negative)),
        (QuotaRules::default(), absurd(AbsurdHeaders::Huge)),
        (QuotaRules::default(), absurd(AbsurdHeaders::Words)),
        (QuotaRules::default(), absurd(AbsurdHeaders::Epoch)),
    ] {
        let what = format!("{rules:?} {effect:?}");
        let stage = Stage::with(|sandbox| sandbox.quota_rules(rules)).await;
        if let Some(effect) = effect {
            stage.sandbox.inject(Fault::everywhere(effect)).unwrap();
        }
        let user = with_budget(&stage, plain())
            .await
            .with_patience(Patience::Wait);
        let calls = start(&user, 400);
        assert_eq!(stage.settled(&calls).await, 150, "{what}");
        // Just over the end of the hour, and then well into the next one.
        stage.clock.advance(Duration::from_mins(43));
        stage.settled(&calls).await;
        stage.clock.advance(Duration::from_mins(5));
        stage.settled(&calls).await;
        let windows = stage.windows();
        assert_eq!(windows.len(), 2, "{what}");
        assert!(windows.iter().all(|&(_, refused)| refused == 0), "{what}");
        assert!(windows[1].0 > 0, "{what}: the next window is used");
        end(&calls);
    }
}

#[tokio::test]
async fn another_apps_calls_for_the_same_person_are_no_business_of_ours() {
    let stage = Stage::new().await;
    let user = with_budget(&stage, plain())
        .await
        .with_patience(Patience::AtOnce);
    let token = stage
        .sandbox
        .token_for(Registered::CLIENT, people::OPEN)
        .unwrap();
    let token = fitbit_core::AccessToken::new(token).unwrap();
    let other = stage.client().without_budget().build().unwrap().user(token);
    let theirs = start(&other, 150);
    stage.settled(&theirs).await;
    let ours = start(&user, 150);
    assert_eq!(stage.settled(&ours).await, 150);
    for call in ours {
        call.await.unwrap().unwrap();
    }
    assert_eq!(stage.windows(), [(150, 0)]);
}

#[tokio::test]
async fn a_429_that_another_process_caused_closes_the_window_and_no_storm_follows() {
    let rules = QuotaRules::default()
        .without_headers()
        .with_refusal(QuotaRefusal::Empty);
    let stage = Stage::with(|sandbox| sandbox.quota_rules(rules)).await;
    let here = with_budget(&stage, plain())
        .await
        .with_patience(Patience::Wait);
    let there = stage
        .client()
        .budget(stage.budget(plain()))
        .build()
        .unwrap()
        .user(stage.authenticator.credentials(&crate::stage::person()))
        .with_patience(Patience::AtOnce);
    let spent = start(&there, 150);
    stage.settled(&spent).await;
    assert_eq!(stage.windows(), [(150, 0)]);

    // The first of ours is refused, and all the others are told before sending.
    let first = start(&here, 1);
    assert_eq!(stage.settled(&first).await, 0);
    assert_eq!(stage.windows(), [(150, 1)]);
    let waiting = start(&here, 500);
    stage.settled(&waiting).await;
    assert_eq!(stage.windows(), [(150, 1)], "no storm");
    let error = read(here.clone().with_patience(Patience::AtOnce))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BudgetSpent);
    assert_eq!(stage.windows(), [(150, 1)]);

    stage.clock.advance(error.retry_after().unwrap());
    stage.settled(&waiting).await;
    let windows = stage.windows();
    assert!(windows[1].0 > 0 && windows[1].1 == 0, "{windows:?}");
    end(&waiting);
}

#[tokio::test]
async fn a_refusal_names_the_time_after_which_a_call_succeeds() {
    let stage = Stage::new().await;
    let elsewhere = stage.client().without_budget().build().unwrap();
    let elsewhere = elsewhere.user(stage.credentials().await);
    let spent = start(&elsewhere, 150);
    stage.settled(&spent).await;
    let client = stage.client().budget(stage.budget(plain()));
    let user = client
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
        .user(stage.authenticator.credentials(&crate::stage::person()))
        .with_patience(Patience::AtOnce);
    let error = stage.standing(read(user.clone())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    stage.clock.advance(error.retry_after().unwrap());
    stage.standing(read(user)).await.unwrap();
    assert_eq!(stage.windows(), [(150, 1), (1, 0)]);
}

#[tokio::test]
async fn a_call_dropped_in_flight_is_spent_and_the_next_one_works() {
    let stage = Stage::new().await;
    let settings = BudgetSettings::new(2, HOUR).unwrap();
    let user = with_budget(&stage, settings)
        .await
        .with_patience(Patience::AtOnce);
    let slow = Effect::Latency { millis: 60_000 };
    stage
        .sandbox
        .inject(Fault::on("get_badges", slow).times(1))
        .unwrap();
    let call = tokio::spawn(read(user.clone()));
    stage
        .until("the pause of the call is over", |stage| {
            stage.clock.sleepers() > 0
        })
        .await;
    stage.settled(std::slice::from_ref(&call)).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    stage.standing(read(user.clone())).await.unwrap();
    let error = stage.standing(read(user)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BudgetSpent);
}

#[tokio::test]
async fn a_call_dropped_while_it_waits_takes_nobodys_place() {
    let stage = Stage::new().await;
    let user = with_budget(&stage, BudgetSettings::new(1, HOUR).unwrap())
        .await
        .with_patience(Patience::Wait);
    let calls = start(&user, 3);
    assert_eq!(stage.settled(&calls).await, 1);
    calls[1].abort();
    stage.settled(&calls).await;
    stage.clock.advance(HOUR);
    assert_eq!(stage.settled(&calls).await, 3, "the last one has its turn");
    assert_eq!(stage.windows(), [(1, 0), (1, 0)]);
}

#[tokio::test]
async fn a_wait_for_the_next_window_does_not_use_up_the_time_of_the_call() {
    let stage = Stage::new().await;
    let user = with_budget(&stage, BudgetSettings::new(1, HOUR).unwrap())
        .await
        .with_patience(Patience::Wait);
    stage.standing(read(user.clone())).await.unwrap();
    let call = start(&user, 1);
    stage.settled(&call).await;
    stage.clock.advance(HOUR);
    // An hour is longer than a call may take, and the answer still counts.
    let call = call.into_iter().next().unwrap();
    assert_eq!(stage.standing(call).await.unwrap().unwrap(), 1);
}
