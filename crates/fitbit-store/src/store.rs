//! The store that a service opens once, and the kinds of databases behind it.

use std::fmt;
use std::sync::Arc;

use fitbit_core::budget::BudgetSettings;

use crate::budgets::SharedBudgetStore;
use crate::error::OpenError;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use crate::notices::SharedInbox;
use crate::options::StoreOptions;
use crate::seal::TokenProtection;
use crate::tokens::SharedTokenStore;

/// The kinds of databases.
pub(crate) enum Database {
    #[cfg(feature = "sqlite")]
    Sqlite(crate::sqlite::Sqlite),
    #[cfg(feature = "postgres")]
    Postgres(crate::postgres::Postgres),
    #[cfg(feature = "redis")]
    Redis(crate::redis::Redis),
}

/// A database that several processes share. Cheap to clone; clones use the same connections.
///
/// See the [crate](crate) for an example.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Database>);

impl Store {
    /// Opens the store at this URL and makes its tables if they are not there: [`StoreOptions::open`] as it is.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing was changed then.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        StoreOptions::new(url)?.open().await
    }

    /// The tokens of the people of one app, which its client id names.
    ///
    /// # Errors
    ///
    /// [`OpenError::NotOffered`] when this kind of database keeps no tokens.
    pub fn tokens(
        &self,
        app: &str,
        protection: TokenProtection,
    ) -> Result<SharedTokenStore, OpenError> {
        SharedTokenStore::new(Arc::clone(&self.0), app, protection)
    }

    /// The counts of the budgets, which every kind of database keeps. All processes must give the same settings.
    pub fn budgets(&self, settings: BudgetSettings) -> SharedBudgetStore {
        SharedBudgetStore::new(Arc::clone(&self.0), settings)
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl Store {
    /// The notices about the people of one app, which its client id names, with room for so many.
    ///
    /// # Errors
    ///
    /// [`OpenError::NotOffered`] when this kind of database keeps no notices.
    pub fn inbox(&self, app: &str, capacity: usize) -> Result<SharedInbox, OpenError> {
        SharedInbox::new(Arc::clone(&self.0), app, capacity)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &*self.0 {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => "Store(SQLite)",
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => "Store(PostgreSQL)",
            #[cfg(feature = "redis")]
            Database::Redis(_) => "Store(Redis)",
        })
    }
}
