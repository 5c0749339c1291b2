//! Empty stores for tests. A server that a test needs is named by the environment; without it the test fails, because a
//! skipped test looks like one that passed.

use std::sync::Arc;

use fitbit_core::{Clock, ManualClock};
use fitbit_store::{Store, StoreOptions, TokenKey, TokenProtection};
use tempfile::TempDir;

pub(crate) const APP: &str = "23ABCD";

pub(crate) fn clock() -> ManualClock {
    ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap())
}

pub(crate) fn protection() -> TokenProtection {
    TokenProtection::encrypted(TokenKey::new("spring", [7; 32]).unwrap())
}

/// A file for SQLite that goes with this value.
pub(crate) struct File(TempDir);

impl File {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.0.path().join("fitbit.sqlite")
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    pub(crate) fn options(&self) -> StoreOptions {
        StoreOptions::new(&self.url()).unwrap()
    }

    /// A view as another process has it, on this clock.
    pub(crate) async fn open(&self, clock: &ManualClock) -> Store {
        let clock: Arc<dyn Clock> = Arc::new(clock.clone());
        self.options().with_clock(clock).open().await.unwrap()
    }
}

/// A schema of its own in the test's PostgreSQL.
#[cfg(feature = "postgres")]
pub(crate) struct Schema(String);

#[cfg(feature = "postgres")]
impl Schema {
    pub(crate) async fn new(name: &str) -> Self {
        use fitbit_store::sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

        let server = server();
        let mut connection = PgConnection::connect(&server).await.unwrap();
        let create = format!("drop schema if exists {name} cascade; create schema {name}");
        connection.execute(AssertSqlSafe(create)).await.unwrap();
        connection.close().await.unwrap();
        let mut url: url::Url = server.parse().unwrap();
        url.query_pairs_mut()
            .append_pair("options[search_path]", name);
        Self(url.into())
    }

    pub(crate) fn url(&self) -> &str {
        &self.0
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.0).await.unwrap()
    }
}

/// The server that `cargo xtask test` has started.
#[cfg(feature = "postgres")]
pub(crate) fn server() -> String {
    std::env::var("FITBIT_TEST_POSTGRES_URL").expect(
        "FITBIT_TEST_POSTGRES_URL names no PostgreSQL: run `cargo xtask test`, or `cargo xtask services` beside this",
    )
}

/// Keys of its own in the test's Redis.
#[cfg(feature = "redis")]
pub(crate) struct Keys(String);

#[cfg(feature = "redis")]
impl Keys {
    pub(crate) async fn new(name: &str) -> Self {
        let prefix = format!("test:{name}:");
        let mut connection = crate::redis::connection(&redis()).await;
        let old: Vec<String> =
            crate::redis::ask(&mut connection, &["KEYS", &format!("{prefix}*")]).await;
        for key in old {
            let _: i64 = crate::redis::ask(&mut connection, &["DEL", &key]).await;
        }
        Self(prefix)
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.0
    }

    /// A view as another process has it, with a connection of its own.
    pub(crate) async fn open(&self) -> Store {
        let options = StoreOptions::new(&redis()).unwrap();
        options.with_key_prefix(&self.0).open().await.unwrap()
    }
}

/// The Redis that `cargo xtask test` has started.
#[cfg(feature = "redis")]
pub(crate) fn redis() -> String {
    std::env::var("FITBIT_TEST_REDIS_URL").expect(
        "FITBIT_TEST_REDIS_URL names no Redis: run `cargo xtask test`, or `cargo xtask services` beside this",
    )
}
