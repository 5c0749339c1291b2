//! What every [`BudgetStore`] must do, as checks that a store's tests run against it.
//!
//! They are for tests and panic like them. What has nothing to do with time runs in windows that do not end meanwhile, so
//! that a store whose clock cannot be moved is as good as any other; the rest waits for [`WINDOW`] now and then.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use http::StatusCode;

use super::{
    BudgetKey, BudgetSettings, BudgetStore, Grant, Outcome, Priority, Settlement, Verdict,
};
use crate::rate::RateLimit;

/// How long the windows are for which the checks wait.
pub const WINDOW: Duration = Duration::from_secs(2);

/// The calls of a window in the checks.
const LIMIT: u32 = 20;

/// Runs every check against an empty store. `open` gives a view of it with these settings, a new one each time, as another
/// process has it; `pass` lets at least so much time pass by the store's clock.
///
/// # Panics
///
/// When the store does not do what it must.
pub async fn check(
    open: impl AsyncFn(BudgetSettings) -> Arc<dyn BudgetStore>,
    pass: impl AsyncFn(Duration),
) {
    let month = BudgetSettings::new(LIMIT, Duration::from_hours(31 * 24))
        .and_then(|settings| settings.with_margin(Duration::ZERO))
        .and_then(|settings| settings.with_reserve(Priority::Interactive, 5))
        .expect("settings that can be kept");
    let (one, other) = (open(month).await, open(month).await);
    all_views_count_together(&*one, &*other).await;
    keys_are_counted_apart(&*one, &*other).await;
    at_once_no_more_is_granted_than_there_is(&*one, &*other).await;
    a_call_that_was_not_sent_is_free_for_everybody(&*one, &*other).await;
    a_call_without_an_answer_stays_counted(&*one, &*other).await;
    a_reserve_is_kept_over_all_views(&*one, &*other).await;
    what_the_server_says_is_left_holds_for_everybody(&*one, &*other).await;
    a_window_that_is_closed_is_closed_for_everybody(&*one, &*other).await;

    let short = BudgetSettings::new(LIMIT, WINDOW).expect("settings that can be kept");
    let (one, other) = (open(short).await, open(short).await);
    a_new_window_is_full_but_for_what_is_under_way(&*one, &*other, &pass).await;
}

fn key(name: &str) -> BudgetKey {
    BudgetKey::new("conformance", name)
}

async fn take(store: &dyn BudgetStore, key: BudgetKey, priority: Priority, up_to: u32) -> Verdict {
    store
        .take(key, priority, up_to)
        .await
        .expect("the store works")
}

async fn granted(store: &dyn BudgetStore, key: BudgetKey, up_to: u32) -> Grant {
    match take(store, key, Priority::Interactive, up_to).await {
        Verdict::Granted(grant) => grant,
        Verdict::Later(wait) => panic!("no call for {wait:?}"),
    }
}

async fn wait(store: &dyn BudgetStore, key: BudgetKey) -> Duration {
    match take(store, key, Priority::Interactive, 1).await {
        Verdict::Granted(grant) => panic!("{} calls too many", grant.calls),
        Verdict::Later(wait) => wait,
    }
}

async fn settle(store: &dyn BudgetStore, key: BudgetKey, grant: &Grant, outcome: Outcome) -> bool {
    store
        .settle(key, vec![Settlement::new(grant.window, outcome)])
        .await
        .expect("the store works")
}

fn answer(status: StatusCode, rate: RateLimit) -> Outcome {
    Outcome::Answered {
        rate,
        status,
        took: Duration::from_millis(10),
    }
}

async fn all_views_count_together(one: &dyn BudgetStore, other: &dyn BudgetStore) {
    let key = key("together");
    let first = granted(one, key, 15).await;
    assert_eq!((first.calls, first.left), (15, 5));
    let second = granted(other, key, 15).await;
    assert_eq!((second.calls, second.left), (5, 0));
    assert_eq!(first.window, second.window);
    assert!(wait(one, key).await > Duration::ZERO);
    assert!(wait(other, key).await > Duration::ZERO);
}

async fn keys_are_counted_apart(one: &dyn BudgetStore, other: &dyn BudgetStore) {
    granted(one, key("apart, one"), LIMIT).await;
    let second = granted(other, key("apart, another"), LIMIT).await;
    assert_eq!(second.calls, LIMIT);
}

async fn at_once_no_more_is_granted_than_there_is(one: &dyn BudgetStore, other: &dyn BudgetStore) {
    let key = key("at once");
    let asks = (0..2 * LIMIT).map(|number| {
        let store = if number % 2 == 0 { one } else { other };
        take(store, key, Priority::Interactive, 1)
    });
    let verdicts = join_all(asks).await;
    let calls: u32 = verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Granted(grant) => grant.calls,
            Verdict::Later(_) => 0,
        })
        .sum();
    assert_eq!(calls, LIMIT, "every call once, and not one more");
}

async fn a_call_that_was_not_sent_is_free_for_everybody(
    one: &dyn BudgetStore,
    other: &dyn BudgetStore,
) {
    let key = key("unsent");
    let grant = granted(one, key, LIMIT).await;
    wait(other, key).await;
    assert!(
        settle(one, key, &grant, Outcome::Unsent).await,
        "somebody may ask again"
    );
    assert_eq!(granted(other, key, LIMIT).await.calls, 1);
    // Several at once are booked one after the other.
    let unsent = vec![Settlement::new(grant.window, Outcome::Unsent); 3];
    assert_eq!(other.settle(key, unsent).await, Ok(true));
    assert_eq!(granted(one, key, LIMIT).await.calls, 3);
}

async fn a_call_without_an_answer_stays_counted(one: &dyn BudgetStore, other: &dyn BudgetStore) {
    let key = key("lost");
    let grant = granted(one, key, LIMIT).await;
    assert!(!settle(other, key, &grant, Outcome::Lost).await);
    wait(one, key).await;
}

async fn a_reserve_is_kept_over_all_views(one: &dyn BudgetStore, other: &dyn BudgetStore) {
    let key = key("reserve");
    for (store, expected) in [(one, 10), (other, 5)] {
        match take(store, key, Priority::Backfill, 10).await {
            Verdict::Granted(grant) => assert_eq!(grant.calls, expected),
            Verdict::Later(wait) => panic!("no call for {wait:?}"),
        }
    }
    let backfill = take(one, key, Priority::Backfill, 1).await;
    assert!(matches!(backfill, Verdict::Later(_)), "the reserve is kept");
    assert_eq!(granted(other, key, LIMIT).await.calls, 5);
}

async fn what_the_server_says_is_left_holds_for_everybody(
    one: &dyn BudgetStore,
    other: &dyn BudgetStore,
) {
    let key = key("headers");
    let grant = granted(one, key, 1).await;
    let rate = RateLimit {
        limit: Some(LIMIT),
        remaining: Some(2),
        ..RateLimit::default()
    };
    settle(one, key, &grant, answer(StatusCode::OK, rate)).await;
    assert_eq!(granted(other, key, LIMIT).await.calls, 2);
}

async fn a_window_that_is_closed_is_closed_for_everybody(
    one: &dyn BudgetStore,
    other: &dyn BudgetStore,
) {
    let hour = Duration::from_hours(1);
    let refused = key("refused");
    let grant = granted(one, refused, 1).await;
    let rate = RateLimit {
        retry_after: Some(hour),
        ..RateLimit::default()
    };
    let outcome = answer(StatusCode::TOO_MANY_REQUESTS, rate);
    settle(one, refused, &grant, outcome).await;
    // Until the end of the window, and not shorter than was asked for.
    let left = wait(other, refused).await;
    assert!(left > hour / 2, "{left:?}");

    let closed = key("closed");
    granted(one, closed, 1).await;
    assert_eq!(other.close(closed, hour).await, Ok(()));
    let left = wait(one, closed).await;
    assert!(left > hour / 2 && left < 2 * hour, "{left:?}");
}

async fn a_new_window_is_full_but_for_what_is_under_way(
    one: &dyn BudgetStore,
    other: &dyn BudgetStore,
    pass: &impl AsyncFn(Duration),
) {
    let key = key("turn");
    let under_way = granted(one, key, 3).await;
    pass(under_way.ends_in + WINDOW / 60).await;
    let later = granted(other, key, LIMIT).await;
    assert!(later.window != under_way.window, "another window");
    assert_eq!(later.calls, LIMIT - 3, "three may count in this one");
    let wait = wait(one, key).await;
    assert!(wait <= 2 * WINDOW, "{wait:?}");
    // All of that was never heard of again: it is written off, and the key is as good as new.
    pass(5 * WINDOW).await;
    assert_eq!(granted(other, key, LIMIT).await.calls, LIMIT);
}
