//! The conformance checks of the core, on every engine.

use std::sync::Arc;
use std::time::Duration;

use fitbit_core::auth::conformance as tokens;
use fitbit_core::budget::{BudgetSettings, BudgetStore, conformance as budgets};
use fitbit_core::inbox::conformance as notices;

use crate::engines::{APP, File, clock, protection};

#[tokio::test]
async fn tokens_on_sqlite_conform() {
    let (clock, file) = (clock(), File::new());
    let one = file.open(&clock).await;
    let other = file.open(&clock).await;
    tokens::check(
        &one.tokens(APP, protection()).unwrap(),
        &other.tokens(APP, protection()).unwrap(),
        async || clock.advance(tokens::LEASE),
    )
    .await;
}

#[tokio::test]
async fn budgets_on_sqlite_conform() {
    let (clock, file) = (clock(), File::new());
    let open = async |settings: BudgetSettings| {
        let store: Arc<dyn BudgetStore> = Arc::new(file.open(&clock).await.budgets(settings));
        store
    };
    budgets::check(open, async |time: Duration| clock.advance(time)).await;
}

/// A server's clock cannot be moved.
#[cfg(any(feature = "postgres", feature = "redis"))]
#[expect(
    clippy::disallowed_methods,
    reason = "the clock of a server is not ours"
)]
pub(crate) async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}

#[tokio::test]
async fn notices_on_sqlite_conform() {
    let (clock, file) = (clock(), File::new());
    let one = file.open(&clock).await;
    let other = file.open(&clock).await;
    notices::check(
        &one.inbox(APP, notices::CAPACITY).unwrap(),
        &other.inbox(APP, notices::CAPACITY).unwrap(),
        async || clock.advance(notices::LEASE),
    )
    .await;
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::*;
    use crate::engines::Schema;

    #[tokio::test]
    async fn tokens_on_postgresql_conform() {
        let schema = Schema::new("tokens_conform").await;
        let (one, other) = (schema.open().await, schema.open().await);
        tokens::check(
            &one.tokens(APP, protection()).unwrap(),
            &other.tokens(APP, protection()).unwrap(),
            async || pass(tokens::LEASE).await,
        )
        .await;
    }

    #[tokio::test]
    async fn notices_on_postgresql_conform() {
        let schema = Schema::new("notices_conform").await;
        let (one, other) = (schema.open().await, schema.open().await);
        notices::check(
            &one.inbox(APP, notices::CAPACITY).unwrap(),
            &other.inbox(APP, notices::CAPACITY).unwrap(),
            async || pass(notices::LEASE).await,
        )
        .await;
    }

    #[tokio::test]
    async fn budgets_on_postgresql_conform() {
        let schema = Schema::new("budgets_conform").await;
        let open = async |settings: BudgetSettings| {
            let store: Arc<dyn BudgetStore> = Arc::new(schema.open().await.budgets(settings));
            store
        };
        budgets::check(open, pass).await;
    }
}

#[cfg(feature = "redis")]
#[tokio::test]
async fn budgets_on_redis_conform() {
    let keys = crate::engines::Keys::new("conformance").await;
    let open = async |settings: BudgetSettings| {
        let store: Arc<dyn BudgetStore> = Arc::new(keys.open().await.budgets(settings));
        store
    };
    budgets::check(open, pass).await;
}
