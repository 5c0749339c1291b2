//! Budgets on Redis: what a server that restarts, refuses, forgets its scripts or loses an answer does to the count.

mod cut;
mod refused;
mod server;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use fitbit_core::budget::{
    BudgetKey, BudgetSettings, BudgetStore as _, BudgetStoreError, Grant, Outcome, Priority,
    Settlement, Verdict,
};
use fitbit_store::redis_rs::aio::MultiplexedConnection;
use fitbit_store::redis_rs::{Client, FromRedisValue, cmd};
use fitbit_store::{SharedBudgetStore, Store};

use crate::conformance::pass;
use crate::engines::{Keys, redis};

/// The calls of a window in these tests.
const LIMIT: u32 = 20;

/// A connection beside the store's.
pub(crate) async fn connection(url: &str) -> MultiplexedConnection {
    let client = Client::open(url).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

/// A command of the server's.
pub(crate) async fn ask<T: FromRedisValue>(
    connection: &mut MultiplexedConnection,
    words: &[&str],
) -> T {
    let mut command = cmd(words[0]);
    for word in &words[1..] {
        command.arg(*word);
    }
    command.query_async(connection).await.unwrap()
}

/// A window that does not end while a test runs.
fn month() -> BudgetSettings {
    BudgetSettings::new(LIMIT, Duration::from_hours(31 * 24)).unwrap()
}

fn key() -> BudgetKey {
    BudgetKey::new("23ABCD", "GGNJL9")
}

fn budgets(store: &Store) -> SharedBudgetStore {
    store.budgets(month())
}

async fn take(store: &SharedBudgetStore) -> Result<Verdict, BudgetStoreError> {
    store.take(key(), Priority::Interactive, 1).await
}

/// How many calls are left after one more.
async fn left(store: &SharedBudgetStore) -> u32 {
    match take(store).await.unwrap() {
        Verdict::Granted(grant) => grant.left,
        Verdict::Later(wait) => panic!("no call for {wait:?}"),
    }
}

/// An error that names nobody and no place.
fn typed(result: Result<Verdict, BudgetStoreError>) -> String {
    let error = result.expect_err("nothing is granted");
    let text = format!("{error} {error:?}");
    for part in ["secret", "127.0.0.1", "GGNJL9", "test:"] {
        assert!(!text.contains(part), "{text}");
    }
    error.to_string()
}

/// Takes what there is until this moment; every call is over at once.
async fn work(store: SharedBudgetStore, end: Instant) -> Vec<Grant> {
    let mut grants = Vec::new();
    while Instant::now() < end {
        match store.take(key(), Priority::Interactive, 2).await.unwrap() {
            Verdict::Granted(grant) => {
                let lost = Settlement::new(grant.window, Outcome::Lost);
                let settlements = vec![lost; grant.calls as usize];
                store.settle(key(), settlements).await.unwrap();
                grants.push(grant);
            }
            Verdict::Later(wait) => pass(wait.min(Duration::from_millis(50))).await,
        }
    }
    grants
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_connections_never_get_more_than_the_limit_in_a_window() {
    let settings = BudgetSettings::new(LIMIT, Duration::from_secs(1)).unwrap();
    let keys = Keys::new("eight").await;
    let end = Instant::now() + Duration::from_millis(4500);
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let store = keys.open().await.budgets(settings);
        tasks.push(tokio::spawn(work(store, end)));
    }
    let mut windows: BTreeMap<String, u32> = BTreeMap::new();
    let mut at_work = 0;
    for task in tasks {
        let grants = task.await.unwrap();
        at_work += u32::from(!grants.is_empty());
        for grant in grants {
            // A window's number can be compared, and not be read.
            let window = serde_json::to_string(&grant.window).unwrap();
            *windows.entry(window).or_default() += grant.calls;
        }
    }
    assert!(windows.values().all(|calls| *calls <= LIMIT), "{windows:?}");
    let whole = windows.values().filter(|calls| **calls == LIMIT).count();
    assert!(
        whole >= 3,
        "the limit is used while there is work: {windows:?}"
    );
    assert!(at_work >= 2, "one connection kept all others out");
}

#[tokio::test]
async fn scripts_that_the_server_forgot_run_once() {
    let keys = Keys::new("flush").await;
    let store = budgets(&keys.open().await);
    let mut connection = connection(&redis()).await;
    for expected in (10..LIMIT).rev() {
        let () = ask(&mut connection, &["SCRIPT", "FLUSH"]).await;
        assert_eq!(left(&store).await, expected);
    }
}

#[tokio::test]
async fn nothing_is_kept_for_ever_and_nothing_too_short() {
    let keys = Keys::new("kept").await;
    let settings = BudgetSettings::new(LIMIT, Duration::from_mins(10)).unwrap();
    let store = keys.open().await.budgets(settings);
    take(&store).await.unwrap();
    store.close(key(), Duration::from_hours(9)).await.unwrap();
    let mut connection = connection(&redis()).await;
    let pattern = format!("{}*", keys.prefix());
    let found: Vec<String> = ask(&mut connection, &["KEYS", &pattern]).await;
    assert_eq!(found.len(), 1, "the ledger, and nothing of the opening");
    let kept: u64 = ask(&mut connection, &["PTTL", &found[0]]).await;
    let kept = Duration::from_millis(kept);
    // A window that is closed is so for a window and its margins at most.
    let needed = 2 * (settings.window() + 2 * settings.margin());
    assert!(kept > needed && kept < 3 * needed, "{kept:?}");
}

#[tokio::test]
async fn a_value_that_no_store_wrote_grants_nothing_and_stays() {
    let keys = Keys::new("foreign").await;
    let store = budgets(&keys.open().await);
    take(&store).await.unwrap();
    let mut connection = connection(&redis()).await;
    let pattern = format!("{}*", keys.prefix());
    let found: Vec<String> = ask(&mut connection, &["KEYS", &pattern]).await;
    let () = ask(&mut connection, &["SET", &found[0], "a letter"]).await;
    typed(take(&store).await);
    let kept: String = ask(&mut connection, &["GET", &found[0]]).await;
    assert_eq!(kept, "a letter");
}

#[tokio::test]
async fn prefixes_are_counted_apart() {
    let (one, other) = (Keys::new("apart-one").await, Keys::new("apart-two").await);
    let (one, other) = (budgets(&one.open().await), budgets(&other.open().await));
    assert_eq!(left(&one).await, LIMIT - 1);
    assert_eq!(left(&other).await, LIMIT - 1);
    assert_eq!(left(&one).await, LIMIT - 2);
}
