//! PostgreSQL: the durable store for many machines.
//!
//! A step is one transaction that begins with an advisory lock on its person or key: it orders the steps also where there
//! is no row yet, lives no longer than the transaction, and works behind a pooler. Time is the server's
//! (`clock_timestamp()`), read under the lock.

mod fault;
mod notices;
mod schema;

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use fitbit_core::UserId;
use fitbit_core::auth::TokenState;
use fitbit_core::budget::{BudgetKey, BudgetSettings, Ledger};
use fitbit_core::jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Postgres as Driver, Transaction};

use crate::error::OpenError;
use crate::fault::Fault;
use crate::row::{self, Columns, Record};
use crate::statements;

/// How long a step may take as a whole, waiting for a connection and a lock included.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server's time, as rows have it.
const NOW: &str = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

pub(crate) struct Postgres {
    pool: PgPool,
    swept: AtomicI64,
}

/// The driver's options for a URL. A parameter that the driver would pass over is an error: it may be a misspelt password.
pub(crate) fn options(url: &str) -> Result<PgConnectOptions, OpenError> {
    const KNOWN: [&str; 18] = [
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "statement-cache-capacity",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "application_name",
        "options",
    ];
    let invalid = |reason| OpenError::InvalidUrl { reason };
    let parsed = url::Url::parse(url).map_err(|_| {
        invalid("write postgres://USER:PASSWORD@HOST/DATABASE, with what is special in a part percent-encoded")
    })?;
    let is_known = |name: &str| KNOWN.contains(&name) || name.starts_with("options[");
    if !parsed.query_pairs().all(|(name, _)| is_known(&name)) {
        return Err(invalid("it has a parameter that the driver does not know"));
    }
    let options: PgConnectOptions = url
        .parse()
        .map_err(|_| invalid("a parameter of it has a value that the driver does not take"))?;
    // A process that is stopped in a step must not hold its lock for ever.
    let unless_said = |options: PgConnectOptions, name: &str| {
        if options
            .get_options()
            .is_some_and(|said| said.contains(name))
        {
            options
        } else {
            options.options([(name, "10s")])
        }
    };
    let options = unless_said(options, "statement_timeout");
    Ok(unless_said(options, "idle_in_transaction_session_timeout"))
}

impl Postgres {
    /// With a pool of the driver's usual size.
    pub(crate) async fn connect(
        options: PgConnectOptions,
        migrates: bool,
    ) -> Result<Self, OpenError> {
        // A pool tries again for its whole patience where nobody listens; one connection says at once what is wrong.
        in_time(async { options.connect().await?.close().await }).await?;
        let pool = PgPoolOptions::new()
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options);
        Self::open(pool, migrates).await
    }

    pub(crate) async fn open(pool: PgPool, migrates: bool) -> Result<Self, OpenError> {
        schema::prepare(&pool, migrates).await?;
        Ok(Self {
            pool,
            swept: AtomicI64::new(0),
        })
    }

    pub(crate) async fn load(&self, app: &str, person: &UserId) -> Result<Option<Record>, Fault> {
        let row: Option<Columns> = in_time(
            sqlx::query_as(statements::READ)
                .bind(app)
                .bind(person.as_str())
                .fetch_optional(&self.pool),
        )
        .await?;
        row.map(row::read).transpose()
    }

    /// One step of a record, by the server's clock.
    pub(crate) async fn step<T>(
        &self,
        app: &str,
        person: &UserId,
        run: impl FnOnce(&mut Option<Record>, Timestamp) -> T,
    ) -> Result<T, Fault> {
        let lock = lock(&[b"tokens", app.as_bytes(), person.as_str().as_bytes()]);
        let within = async {
            let mut transaction = begin(&self.pool, lock).await?;
            let (now, columns) = read(&mut transaction, app, person).await?;
            let decide = || -> Result<_, Fault> {
                let before = columns.map(row::read).transpose()?;
                let mut after = before.clone();
                let result = run(&mut after, row::instant(now)?);
                Ok((before != after, after, result))
            };
            let decided = decide();
            if let Ok((true, after, _)) = &decided {
                write(&mut transaction, app, person, after.as_ref()).await?;
            }
            transaction.commit().await?;
            Ok(decided.map(|(_, _, result)| result))
        };
        in_time(within).await?
    }

    pub(crate) async fn remove(&self, app: &str, person: &UserId) -> Result<bool, Fault> {
        let lock = lock(&[b"tokens", app.as_bytes(), person.as_str().as_bytes()]);
        let within = async {
            let mut transaction = begin(&self.pool, lock).await?;
            let removed = delete(&mut transaction, app, person).await?;
            transaction.commit().await?;
            Ok(removed)
        };
        in_time(within).await
    }

    pub(crate) async fn list(
        &self,
        app: &str,
        state: TokenState,
        after: Option<&UserId>,
        limit: usize,
    ) -> Result<Vec<String>, Fault> {
        let [one, other] = row::states(state);
        in_time(
            sqlx::query_scalar(statements::LIST)
                .bind(app)
                .bind(one)
                .bind(other)
                .bind(after.map_or("", UserId::as_str))
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .fetch_all(&self.pool),
        )
        .await
    }

    /// One step of a ledger, by the server's clock.
    pub(crate) async fn count<T>(
        &self,
        key: BudgetKey,
        settings: &BudgetSettings,
        run: impl Fn(&mut Ledger, Timestamp) -> T,
    ) -> Result<T, Fault> {
        let key = key.to_bytes();
        let within = async {
            let mut transaction = begin(&self.pool, lock(&[b"budgets", &key])).await?;
            let (now, row): (i64, Option<String>) = sqlx::query_as(AssertSqlSafe(format!(
                "select {NOW}, (select ledger from fitbit_budgets where key = $1)"
            )))
            .bind(&key[..])
            .fetch_one(&mut *transaction)
            .await?;
            let decide = || -> Result<_, Fault> {
                let now = row::instant(now)?;
                let before: Option<Ledger> = row
                    .map(|row| serde_json::from_str(&row))
                    .transpose()
                    .map_err(|_| Fault::Unreadable)?;
                let mut ledger = before.clone().unwrap_or_else(|| Ledger::new(now, settings));
                let result = run(&mut ledger, now);
                let text = serde_json::to_string(&ledger).map_err(|_| Fault::Driver)?;
                Ok((before != Some(ledger), text, result))
            };
            let decided = decide();
            if let Ok((true, ledger, _)) = &decided {
                let kept = i64::try_from(row::kept(settings).as_millis()).unwrap_or(i64::MAX);
                sqlx::query(statements::COUNT)
                    .bind(&key[..])
                    .bind(ledger)
                    .bind(now.saturating_add(kept))
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
            Ok((now, decided.map(|(_, _, result)| result)))
        };
        let (now, result) = in_time(within).await?;
        self.sweep(now, settings).await;
        result
    }

    /// Removes the ledgers that say nothing any more, now and then.
    async fn sweep(&self, now: i64, settings: &BudgetSettings) {
        let rest = i64::try_from(settings.window().as_millis() / 4).unwrap_or(i64::MAX);
        if now.abs_diff(self.swept.load(Ordering::Relaxed)) < rest.unsigned_abs() {
            return;
        }
        self.swept.store(now, Ordering::Relaxed);
        let swept = sqlx::query(statements::SWEEP).bind(now).execute(&self.pool);
        // The step is done; what could not be removed now is removed by the next one who comes by.
        let _ = in_time(swept).await;
    }
}

/// No step takes longer than this, also where the network swallows everything.
async fn in_time<T>(step: impl Future<Output = sqlx::Result<T>>) -> Result<T, Fault> {
    match tokio::time::timeout(PATIENCE, step).await {
        Ok(done) => done.map_err(|error| fault::of(&error)),
        Err(_) => Err(Fault::TimedOut),
    }
}

/// The number of the advisory lock for what these parts name. Two that share one wait for each other, and no more.
fn lock(parts: &[&[u8]]) -> i64 {
    let mut hash = Sha256::new();
    hash.update(b"fitbit-store");
    for part in parts {
        hash.update([0xff]);
        hash.update(part);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let (first, _) = hash.split_first_chunk().expect("32 bytes have 8");
    i64::from_be_bytes(*first)
}

/// A transaction that has the lock. What a statement reads is what was committed before it, whatever the server's default.
async fn begin(pool: &PgPool, lock: i64) -> sqlx::Result<Transaction<'static, Driver>> {
    // One round trip for both.
    pool.begin_with(AssertSqlSafe(format!(
        "begin isolation level read committed; select pg_advisory_xact_lock({lock})"
    )))
    .await
}

async fn read(
    transaction: &mut Transaction<'_, Driver>,
    app: &str,
    person: &UserId,
) -> sqlx::Result<(i64, Option<Columns>)> {
    let row: Option<Columns> = sqlx::query_as(statements::READ)
        .bind(app)
        .bind(person.as_str())
        .fetch_optional(&mut **transaction)
        .await?;
    let now = sqlx::query_scalar(AssertSqlSafe(format!("select {NOW}")))
        .fetch_one(&mut **transaction)
        .await?;
    Ok((now, row))
}

async fn write(
    transaction: &mut Transaction<'_, Driver>,
    app: &str,
    person: &UserId,
    record: Option<&Record>,
) -> sqlx::Result<()> {
    let Some(record) = record else {
        return delete(transaction, app, person).await.map(drop);
    };
    let (state, key, tokens, refresh, fence, leased_until, marked_at) = row::write(record);
    sqlx::query(statements::WRITE)
        .bind(app)
        .bind(person.as_str())
        .bind(state)
        .bind(key)
        .bind(tokens)
        .bind(refresh)
        .bind(fence)
        .bind(leased_until)
        .bind(marked_at)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn delete(
    transaction: &mut Transaction<'_, Driver>,
    app: &str,
    person: &UserId,
) -> sqlx::Result<bool> {
    let done = sqlx::query(statements::REMOVE)
        .bind(app)
        .bind(person.as_str())
        .execute(&mut **transaction)
        .await?;
    Ok(done.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_differ_by_what_they_are_for() {
        let locks = [
            lock(&[b"tokens", b"23ABCD", b"GGNJL9"]),
            lock(&[b"tokens", b"23ABCDG", b"GNJL9"]),
            lock(&[b"budgets", b"23ABCDGGNJL9"]),
        ];
        assert!(locks[0] != locks[1] && locks[1] != locks[2]);
    }

    #[test]
    fn a_parameter_that_the_driver_would_pass_over_is_refused() {
        for url in [
            "postgres://db/fitbit?passwd=secret",
            "postgres://db/fitbit?sslmode=perhaps",
            "postgres://db:port/fitbit",
            "postgres://[db/fitbit",
        ] {
            let error = options(url).unwrap_err();
            assert!(matches!(error, OpenError::InvalidUrl { .. }), "{url}");
            assert!(!error.to_string().contains("secret"));
        }
        let set = options("postgres://db/fitbit?options=-c%20statement_timeout%3D3s").unwrap();
        let set = set.get_options().unwrap();
        assert!(set.contains("statement_timeout=3s") && !set.contains("statement_timeout=10s"));
        assert!(set.contains("idle_in_transaction_session_timeout=10s"));
    }
}
