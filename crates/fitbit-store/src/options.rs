//! How a store is opened: by URL, or with the options and pools of its driver.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "sqlite")]
use fitbit_core::{Clock, SystemClock};

use crate::error::OpenError;
use crate::location::Kind;
use crate::store::{Database, Store};

/// What is to be opened, and how.
///
/// ```no_run
/// use fitbit_store::StoreOptions;
///
/// # async fn run() -> Result<(), fitbit_store::OpenError> {
/// // A program that may not change tables leaves them to one that may.
/// let store = StoreOptions::new("postgres://service@db.internal/fitbit?sslmode=verify-full")?
///     .without_migrations()
///     .open()
///     .await?;
/// # let _ = store;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StoreOptions {
    driver: Driver,
    #[cfg(feature = "sqlite")]
    clock: Arc<dyn Clock>,
    migrates: bool,
    #[cfg(feature = "redis")]
    prefix: String,
}

#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "there is one, and not for long")]
enum Driver {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteConnectOptions),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgConnectOptions),
    #[cfg(feature = "postgres")]
    PostgresPool(sqlx::postgres::PgPool),
    #[cfg(feature = "redis")]
    Redis(::redis::Client),
    #[cfg(feature = "redis")]
    RedisConnection(::redis::aio::ConnectionManager),
}

impl StoreOptions {
    /// The store at this URL: `sqlite:PATH`, `postgres://…` or `redis://…`, with the options that its driver knows.
    ///
    /// # Errors
    ///
    /// [`OpenError::UnknownScheme`], [`OpenError::NotCompiledIn`] or [`OpenError::InvalidUrl`]; none shows the URL.
    pub fn new(url: &str) -> Result<Self, OpenError> {
        let driver = match Kind::of(url)? {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite => Driver::Sqlite(crate::sqlite::options(url)?),
            #[cfg(not(feature = "sqlite"))]
            Kind::Sqlite => return Err(OpenError::NotCompiledIn { feature: "sqlite" }),
            #[cfg(feature = "postgres")]
            Kind::Postgres => Driver::Postgres(crate::postgres::options(url)?),
            #[cfg(not(feature = "postgres"))]
            Kind::Postgres => {
                return Err(OpenError::NotCompiledIn {
                    feature: "postgres",
                });
            }
            #[cfg(feature = "redis")]
            Kind::Redis => Driver::Redis(crate::redis::client(url)?),
            #[cfg(not(feature = "redis"))]
            Kind::Redis => return Err(OpenError::NotCompiledIn { feature: "redis" }),
        };
        Ok(Self::with(driver))
    }

    /// The SQLite file that these options of the driver name.
    #[cfg(feature = "sqlite")]
    pub fn sqlite(options: sqlx::sqlite::SqliteConnectOptions) -> Self {
        Self::with(Driver::Sqlite(options))
    }

    /// The PostgreSQL database that this pool has connections to: for settings of its size, times and TLS. Its connections
    /// should have a `statement_timeout` and an `idle_in_transaction_session_timeout`, as those made for a URL have.
    #[cfg(feature = "postgres")]
    pub fn postgres(pool: sqlx::postgres::PgPool) -> Self {
        Self::with(Driver::PostgresPool(pool))
    }

    /// The Redis or Valkey that this connection of the driver leads to: for settings of its times and TLS. A step takes one
    /// or two round trips, and fails when one of them fails.
    #[cfg(feature = "redis")]
    pub fn redis(connection: ::redis::aio::ConnectionManager) -> Self {
        Self::with(Driver::RedisConnection(connection))
    }

    fn with(driver: Driver) -> Self {
        Self {
            #[cfg(feature = "redis")]
            prefix: crate::redis::PREFIX.to_owned(),
            driver,
            #[cfg(feature = "sqlite")]
            clock: Arc::new(SystemClock),
            migrates: true,
        }
    }

    /// Whether this kind of store keeps tokens, or budgets alone.
    pub fn keeps_tokens(&self) -> bool {
        match self.driver {
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(_) => true,
            #[cfg(feature = "postgres")]
            Driver::Postgres(_) | Driver::PostgresPool(_) => true,
            #[cfg(feature = "redis")]
            Driver::Redis(_) | Driver::RedisConnection(_) => false,
        }
    }

    /// The clock by which leases and windows end on SQLite, which has none of its own. The clock of this machine unless set;
    /// databases with a server always use the server's.
    #[cfg(feature = "sqlite")]
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// What the keys on Redis begin with: `fitbit:budget:` unless set. All processes that share a budget must say the same;
    /// other databases have tables and no keys.
    #[cfg(feature = "redis")]
    #[must_use]
    pub fn with_key_prefix(self, prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            ..self
        }
    }

    /// Leaves the tables as they are: a schema that is too old is an error then.
    #[must_use]
    pub fn without_migrations(self) -> Self {
        Self {
            migrates: false,
            ..self
        }
    }

    /// Opens the store; makes its tables if they are not there, and brings older ones up to date. Several processes may do
    /// so at once.
    ///
    /// # Errors
    ///
    /// [`OpenError`]; nothing was changed then.
    pub async fn open(self) -> Result<Store, OpenError> {
        let database = match self.driver {
            #[cfg(feature = "sqlite")]
            Driver::Sqlite(options) => Database::Sqlite(
                crate::sqlite::Sqlite::open(options, self.clock, self.migrates).await?,
            ),
            #[cfg(feature = "postgres")]
            Driver::Postgres(options) => Database::Postgres(
                crate::postgres::Postgres::connect(options, self.migrates).await?,
            ),
            #[cfg(feature = "postgres")]
            Driver::PostgresPool(pool) => {
                Database::Postgres(crate::postgres::Postgres::open(pool, self.migrates).await?)
            }
            #[cfg(feature = "redis")]
            Driver::Redis(client) => {
                Database::Redis(crate::redis::Redis::connect(client, self.prefix).await?)
            }
            #[cfg(feature = "redis")]
            Driver::RedisConnection(connection) => {
                Database::Redis(crate::redis::Redis::open(connection, self.prefix).await?)
            }
        };
        Ok(Store(Arc::new(database)))
    }
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StoreOptions")
    }
}
