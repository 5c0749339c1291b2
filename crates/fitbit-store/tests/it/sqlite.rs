//! Faults of SQLite: a full disk, a lock that others hold, a process that dies in a step.

use std::sync::Arc;
use std::time::Duration;

use fitbit_core::auth::{
    Begun, Insertion, RefreshToken, StoreErrorKind, StoredToken, Swap, TokenSet, TokenStore as _,
};
use fitbit_core::budget::{BudgetKey, BudgetStore as _, Verdict};
use fitbit_core::{AccessToken, BudgetSettings, Clock, ManualClock, Priority, UserId};
use fitbit_store::StoreOptions;
use fitbit_store::sqlx::sqlite::SqliteConnectOptions;
use fitbit_store::sqlx::{ConnectOptions as _, Connection as _, Executor as _};

use crate::engines::{APP, File, clock, protection};

const LEASE: Duration = Duration::from_secs(45);

fn token(person: &str) -> TokenSet {
    TokenSet::new(
        person.parse().unwrap(),
        AccessToken::new("a".repeat(1_000)).unwrap(),
        RefreshToken::new("0invented0refresh0").unwrap(),
    )
}

#[tokio::test]
async fn a_full_disk_is_said_so_and_loses_nothing() {
    let file = File::new();
    drop(file.open(&clock()).await);
    let options = SqliteConnectOptions::new()
        .filename(file.path())
        .pragma("max_page_count", "40");
    let now = clock().now();
    let clock: Arc<dyn Clock> = Arc::new(clock());
    let store = StoreOptions::sqlite(options).with_clock(clock).open().await;
    let store = store.unwrap();
    let tokens = store.tokens(APP, protection()).unwrap();

    let mut kept = 0;
    let error = loop {
        let token = token(&format!("PERSON{kept}"));
        match tokens.insert(&token, Insertion::Replace).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1_000, "the disk is not full");
    };
    assert_eq!(error.kind(), StoreErrorKind::Unusable);
    assert!(error.to_string().contains("no space"), "{error}");
    let nobody = format!("PERSON{kept}").parse().unwrap();
    assert!(
        matches!(tokens.load(&nobody).await, Ok(None)),
        "half a record"
    );
    // A rotation in the middle of which the disk is full can be saved once there is room: the lease is still the latest.
    let person: UserId = "PERSON0".parse().unwrap();
    let begun = tokens
        .begin(&person, token("PERSON0").refresh().hash(), LEASE)
        .await;
    let roomy = file.open(&ManualClock::new(now)).await;
    let roomy = roomy.tokens(APP, protection()).unwrap();
    match begun {
        Ok(Begun::Leased(lease)) => {
            let swapped = roomy.complete(&lease, &token("PERSON0")).await;
            assert_eq!(swapped, Ok(Swap::Swapped));
        }
        Err(error) => assert_eq!(error.kind(), StoreErrorKind::Unusable),
        other => panic!("{other:?}"),
    }
    // Everybody who was kept is there, and goes on.
    for number in 0..kept {
        let person: UserId = format!("PERSON{number}").parse().unwrap();
        let Ok(Some(StoredToken::Active(old))) = tokens.load(&person).await else {
            panic!("a token is gone");
        };
        let begun = roomy.begin(&person, old.refresh().hash(), LEASE).await;
        assert!(matches!(begun, Ok(Begun::Leased(_))), "{begun:?}");
    }
}

#[tokio::test]
async fn a_budget_without_room_grants_nothing() {
    let file = File::new();
    drop(file.open(&clock()).await);
    let options = SqliteConnectOptions::new()
        .filename(file.path())
        .pragma("max_page_count", "12");
    let clock: Arc<dyn Clock> = Arc::new(clock());
    let store = StoreOptions::sqlite(options).with_clock(clock).open().await;
    let budgets = store.unwrap().budgets(BudgetSettings::fitbit());
    let mut granted = 0;
    let error = loop {
        let key = BudgetKey::new(APP, &format!("PERSON{granted}"));
        match budgets.take(key, Priority::Interactive, 1).await {
            Ok(Verdict::Granted(_)) => granted += 1,
            Ok(Verdict::Later(wait)) => panic!("a new key waits for {wait:?}"),
            Err(error) => break error,
        }
        assert!(granted < 1_000, "the disk is not full");
    };
    assert!(error.to_string().contains("no space"), "{error}");
    // Those who have a ledger are counted on.
    let key = BudgetKey::new(APP, "PERSON0");
    let verdict = budgets.take(key, Priority::Interactive, 1).await;
    assert!(
        matches!(verdict, Ok(Verdict::Granted(grant)) if grant.left == 148),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn a_step_that_nobody_waits_for_any_more_leaves_a_store_that_goes_on() {
    let file = File::new();
    let store = file.open(&clock()).await;
    let tokens = store.tokens(APP, protection()).unwrap();
    let old = token("GGNJL9");
    assert_eq!(tokens.insert(&old, Insertion::Replace).await, Ok(true));
    // Somebody holds the lock, so the step waits in the middle; then its caller goes.
    let options = SqliteConnectOptions::new().filename(file.path());
    let mut holder = options.connect().await.unwrap();
    holder.execute("begin immediate").await.unwrap();
    {
        let cut = tokens.forget(old.owner());
        tokio::pin!(cut);
        let turn = std::future::poll_fn(|context| {
            let _ = cut.as_mut().poll(context);
            std::task::Poll::Ready(())
        });
        turn.await;
    }
    holder.execute("rollback").await.unwrap();
    holder.close().await.unwrap();
    // The store goes on, whichever of both it was.
    let again = tokens.insert(&old, Insertion::Replace).await;
    assert_eq!(again, Ok(true));
    assert!(matches!(
        tokens.load(old.owner()).await,
        Ok(Some(StoredToken::Active(_)))
    ));
}
