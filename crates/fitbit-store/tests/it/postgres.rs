//! Faults of PostgreSQL: a connection that is cut at any point of a step, a server that goes and comes back, a process
//! that stands still with a lock.

mod server;
mod wire;

use std::time::Duration;

use fitbit_core::auth::{
    Begun, Insertion, Lease, RefreshToken, StoreErrorKind, StoredToken, Swap, TokenSet,
    TokenStore as _,
};
use fitbit_core::budget::{BudgetKey, BudgetStore as _, Verdict};
use fitbit_core::{AccessToken, BudgetSettings, Priority};
use fitbit_store::sqlx::postgres::PgPoolOptions;
use fitbit_store::{SharedTokenStore, Store, StoreOptions};

use crate::engines::{APP, Schema, protection};
use server::Server;
use wire::Wire;

fn token(generation: u32) -> TokenSet {
    TokenSet::new(
        "GGNJL9".parse().unwrap(),
        AccessToken::new(format!("access.{generation}")).unwrap(),
        RefreshToken::new(format!("{generation:064x}")).unwrap(),
    )
}

async fn lease(tokens: &SharedTokenStore, generation: u32) -> Lease {
    let spends = token(generation).refresh().hash();
    let begun = tokens
        .begin(token(0).owner(), spends, Duration::from_secs(45))
        .await;
    match begun {
        Ok(Begun::Leased(lease)) => lease,
        other => panic!("no lease: {other:?}"),
    }
}

async fn has(tokens: &SharedTokenStore, generation: u32) -> bool {
    match tokens.load(token(0).owner()).await {
        Ok(Some(StoredToken::Active(stored))) => {
            stored.refresh().hash() == token(generation).refresh().hash()
        }
        other => panic!(
            "no token: {:?}",
            other.map(|token| token.map(|token| token.state()))
        ),
    }
}

#[tokio::test]
async fn a_swap_that_is_cut_anywhere_has_happened_or_not_and_can_be_repeated() {
    let schema = Schema::new("cut").await;
    let straight = schema.open().await.tokens(APP, protection()).unwrap();
    straight
        .insert(&token(0), Insertion::Replace)
        .await
        .unwrap();

    let mut generation = 0;
    let (mut done, mut undone) = (0, 0);
    for after in 0.. {
        let wire = Wire::start(schema.url()).await;
        let cut = Store::open(wire.url()).await.unwrap();
        let cut = cut.tokens(APP, protection()).unwrap();
        // The connection is there and warm; what is cut is the swap.
        assert!(has(&cut, generation).await);
        let lease = lease(&cut, generation).await;
        wire.cut_after(after);
        let swap = cut.complete(&lease, &token(generation + 1)).await;
        if swap == Ok(Swap::Swapped) {
            assert!(has(&straight, generation + 1).await);
            assert!(after > 3, "the wire was never cut in the middle of a swap");
            break;
        }
        assert_eq!(swap.unwrap_err().kind(), StoreErrorKind::Unavailable);
        // As the refresh does: the same swap again, and a look at the record if it is refused.
        let again = straight.complete(&lease, &token(generation + 1)).await;
        match again {
            Ok(Swap::Swapped) => undone += 1,
            Ok(Swap::Superseded) => done += 1,
            Err(error) => panic!("{error}"),
        }
        generation += 1;
        assert!(has(&straight, generation).await, "the new token is there");
    }
    assert!(undone > 0 && done > 0, "cut before and after the commit");
}

#[tokio::test]
async fn a_server_that_goes_is_an_error_and_one_that_comes_back_has_everything() {
    let mut server = Server::new();
    server.start().await;
    let store = Store::open(server.url()).await.unwrap();
    let tokens = store.tokens(APP, protection()).unwrap();
    let budgets = store.budgets(BudgetSettings::fitbit());
    let key = BudgetKey::new(APP, "GGNJL9");
    tokens.insert(&token(0), Insertion::Replace).await.unwrap();
    let lease = lease(&tokens, 0).await;
    let taken = budgets.take(key, Priority::Interactive, 10).await;
    assert!(matches!(taken, Ok(Verdict::Granted(_))), "{taken:?}");

    server.kill();
    let error = tokens.load(token(0).owner()).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    let error = tokens.complete(&lease, &token(1)).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    let refused = budgets.take(key, Priority::Interactive, 1).await;
    assert!(refused.is_err(), "no count, no call");

    server.start().await;
    assert!(has(&tokens, 0).await);
    let swap = tokens.complete(&lease, &token(1)).await;
    assert_eq!(swap, Ok(Swap::Swapped), "the lease has outlived the server");
    let taken = budgets.take(key, Priority::Interactive, 1).await;
    assert!(
        matches!(taken, Ok(Verdict::Granted(grant)) if grant.left == 139),
        "{taken:?}"
    );
}

#[tokio::test]
async fn a_pool_of_the_services_own_is_taken_as_it_is() {
    let schema = Schema::new("pool").await;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect(schema.url())
        .await
        .unwrap();
    let store = StoreOptions::postgres(pool.clone()).open().await.unwrap();
    let tokens = store.tokens(APP, protection()).unwrap();
    tokens.insert(&token(0), Insertion::Replace).await.unwrap();
    pool.close().await;
    let error = tokens.load(token(0).owner()).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
}
