//! Budgets in a database: the core's ledger, one step at a time.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fitbit_core::BoxFuture;
use fitbit_core::budget::{
    BudgetKey, BudgetSettings, BudgetStore, BudgetStoreError, Ledger, Priority, Settlement, Verdict,
};
use fitbit_core::jiff::Timestamp;

use crate::fault::Fault;
use crate::store::Database;

/// Keeps the counts of budgets for all processes that share the database.
#[derive(Clone)]
pub struct SharedBudgetStore {
    database: Arc<Database>,
    settings: BudgetSettings,
}

impl SharedBudgetStore {
    pub(crate) fn new(database: Arc<Database>, settings: BudgetSettings) -> Self {
        Self { database, settings }
    }

    async fn step<T: Send>(
        &self,
        key: BudgetKey,
        run: impl Fn(&mut Ledger, Timestamp) -> T + Send + Sync,
    ) -> Result<T, BudgetStoreError> {
        let settings = &self.settings;
        let result: Result<T, Fault> = match &*self.database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(database) => database.count(key, settings, run).await,
            #[cfg(feature = "postgres")]
            Database::Postgres(database) => database.count(key, settings, run).await,
            #[cfg(feature = "redis")]
            Database::Redis(database) => database.count(key, settings, run).await,
        };
        Ok(result?)
    }
}

impl BudgetStore for SharedBudgetStore {
    fn take(
        &self,
        key: BudgetKey,
        priority: Priority,
        up_to: u32,
    ) -> BoxFuture<'_, Result<Verdict, BudgetStoreError>> {
        Box::pin(self.step(key, move |ledger, now| {
            ledger.take(now, &self.settings, priority, up_to)
        }))
    }

    fn settle(
        &self,
        key: BudgetKey,
        settlements: Vec<Settlement>,
    ) -> BoxFuture<'_, Result<bool, BudgetStoreError>> {
        Box::pin(self.step(key, move |ledger, now| {
            settlements.iter().fold(false, |wake, settlement| {
                ledger.settle(now, &self.settings, settlement) | wake
            })
        }))
    }

    fn close(&self, key: BudgetKey, wait: Duration) -> BoxFuture<'_, Result<(), BudgetStoreError>> {
        Box::pin(self.step(key, move |ledger, now| {
            ledger.close(now, &self.settings, wait);
        }))
    }
}

impl fmt::Debug for SharedBudgetStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedBudgetStore")
    }
}
