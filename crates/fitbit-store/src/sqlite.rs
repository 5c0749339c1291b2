//! SQLite: one file that the processes of one machine share.
//!
//! The journal is a write-ahead log, so readers never wait. Tokens and notices are on the disk before a step is done
//! (`synchronous = full`); the counts of budgets need not be: after a power cut the server's own count speaks. One
//! connection a purpose writes, so that tasks of one process queue here, in order, and only processes meet at the file.

mod fault;
mod notices;
mod schema;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use fitbit_core::auth::TokenState;
use fitbit_core::budget::{BudgetKey, BudgetSettings, Ledger};
use fitbit_core::jiff::Timestamp;
use fitbit_core::{Clock, UserId};
use sqlx::Connection as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};

use crate::error::OpenError;
use crate::fault::Fault;
use crate::row::{self, Columns, Record};
use crate::statements;

/// How long a step waits for another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many connections read.
const READERS: u32 = 4;

/// Writing is allowed to one task at a time, without a second to find out that it is not.
const BEGIN: &str = "begin immediate";

pub(crate) struct Sqlite {
    tokens: SqlitePool,
    notices: SqlitePool,
    counts: SqlitePool,
    reads: SqlitePool,
    clock: Arc<dyn Clock>,
    swept: AtomicI64,
}

/// The driver's options for a URL.
pub(crate) fn options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    let invalid = |reason| OpenError::InvalidUrl { reason };
    let options: SqliteConnectOptions = url.parse().map_err(|_| {
        invalid("write sqlite:PATH, with ?mode=ro, rw or rwc behind it where that matters")
    })?;
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let says_mode = query.split('&').any(|pair| pair.starts_with("mode="));
    if path.ends_with(":memory:") || query.contains("mode=memory") {
        return Err(invalid(
            "a database in memory is not shared with anybody: name a file, or take the core's stores in memory",
        ));
    }
    if options.get_filename().as_os_str().is_empty() {
        return Err(invalid("it names no file"));
    }
    Ok(options.create_if_missing(!says_mode))
}

impl Sqlite {
    pub(crate) async fn open(
        options: SqliteConnectOptions,
        clock: Arc<dyn Clock>,
        migrates: bool,
    ) -> Result<Self, OpenError> {
        let options = options.busy_timeout(PATIENCE);
        schema::prepare(&options, migrates).await?;
        let options = options
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal);
        let pool = |connections, synchronous| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(2 * PATIENCE)
                .connect_with(options.clone().synchronous(synchronous))
        };
        let opened = async {
            Ok(Self {
                tokens: pool(1, SqliteSynchronous::Full).await?,
                notices: pool(1, SqliteSynchronous::Full).await?,
                counts: pool(1, SqliteSynchronous::Normal).await?,
                reads: pool(READERS, SqliteSynchronous::Normal).await?,
                clock,
                swept: AtomicI64::new(0),
            })
        };
        opened.await.map_err(|error| fault::of(&error).into())
    }

    pub(crate) async fn load(&self, app: &str, person: &UserId) -> Result<Option<Record>, Fault> {
        let row: Option<Columns> = sqlx::query_as(statements::READ)
            .bind(app)
            .bind(person.as_str())
            .fetch_optional(&self.reads)
            .await
            .map_err(|error| fault::of(&error))?;
        row.map(row::read).transpose()
    }

    /// One step of a record, by this machine's clock.
    pub(crate) async fn step<T>(
        &self,
        app: &str,
        person: &UserId,
        run: impl FnOnce(&mut Option<Record>, Timestamp) -> T,
    ) -> Result<T, Fault> {
        let step = async |transaction: &mut SqliteConnection| {
            let row: Option<Columns> = sqlx::query_as(statements::READ)
                .bind(app)
                .bind(person.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
            let before = match row.map(row::read).transpose() {
                Ok(before) => before,
                Err(fault) => return Ok(Err(fault)),
            };
            let mut after = before.clone();
            let result = run(&mut after, self.clock.now());
            if after != before {
                write(transaction, app, person, after.as_ref()).await?;
            }
            Ok(Ok(result))
        };
        in_transaction(&self.tokens, step).await?
    }

    pub(crate) async fn remove(&self, app: &str, person: &UserId) -> Result<bool, Fault> {
        let removed = sqlx::query(statements::REMOVE)
            .bind(app)
            .bind(person.as_str())
            .execute(&self.tokens)
            .await;
        let removed = removed.map_err(|error| fault::of(&error))?;
        Ok(removed.rows_affected() > 0)
    }

    pub(crate) async fn list(
        &self,
        app: &str,
        state: TokenState,
        after: Option<&UserId>,
        limit: usize,
    ) -> Result<Vec<String>, Fault> {
        let [one, other] = row::states(state);
        sqlx::query_scalar(statements::LIST)
            .bind(app)
            .bind(one)
            .bind(other)
            .bind(after.map_or("", UserId::as_str))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&self.reads)
            .await
            .map_err(|error| fault::of(&error))
    }

    /// One step of a ledger, by this machine's clock.
    pub(crate) async fn count<T>(
        &self,
        key: BudgetKey,
        settings: &BudgetSettings,
        run: impl Fn(&mut Ledger, Timestamp) -> T,
    ) -> Result<T, Fault> {
        let key = key.to_bytes();
        let step = async |transaction: &mut SqliteConnection| {
            let row: Option<String> =
                sqlx::query_scalar("select ledger from fitbit_budgets where key = $1")
                    .bind(&key[..])
                    .fetch_optional(&mut *transaction)
                    .await?;
            // Read under the lock, so that no step sees an earlier time than the one before it.
            let now = self.clock.now();
            let before: Option<Ledger> = match row.map(|row| serde_json::from_str(&row)).transpose()
            {
                Ok(before) => before,
                Err(_) => return Ok(Err(Fault::Unreadable)),
            };
            let mut ledger = before.clone().unwrap_or_else(|| Ledger::new(now, settings));
            let result = run(&mut ledger, now);
            if before.as_ref() != Some(&ledger) {
                let kept = now.saturating_add(row::kept(settings));
                sqlx::query(statements::COUNT)
                    .bind(&key[..])
                    .bind(serde_json::to_string(&ledger).expect("numbers are JSON"))
                    .bind(kept.map_or(i64::MAX, Timestamp::as_millisecond))
                    .execute(&mut *transaction)
                    .await?;
            }
            self.sweep(transaction, now, settings).await?;
            Ok(Ok(result))
        };
        in_transaction(&self.counts, step).await?
    }

    /// Removes the ledgers that say nothing any more, now and then.
    async fn sweep(
        &self,
        transaction: &mut SqliteConnection,
        now: Timestamp,
        settings: &BudgetSettings,
    ) -> sqlx::Result<()> {
        let now = now.as_millisecond();
        let rest = i64::try_from(settings.window().as_millis() / 4).unwrap_or(i64::MAX);
        if now.abs_diff(self.swept.load(Ordering::Relaxed)) >= rest.unsigned_abs() {
            self.swept.store(now, Ordering::Relaxed);
            sqlx::query(statements::SWEEP)
                .bind(now)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(())
    }
}

/// All of it or nothing. After a failure the connection goes: what state a full disk has left it in, the driver cannot tell.
async fn in_transaction<T>(
    pool: &SqlitePool,
    step: impl AsyncFnOnce(&mut SqliteConnection) -> sqlx::Result<T>,
) -> Result<T, Fault> {
    let mut connection = pool.acquire().await.map_err(|error| fault::of(&error))?;
    let done = async {
        let mut transaction = connection.begin_with(BEGIN).await?;
        let result = step(&mut transaction).await?;
        transaction.commit().await?;
        Ok(result)
    };
    match done.await {
        Ok(result) => Ok(result),
        Err(error) => {
            let fault = fault::of(&error);
            // What it says is about the connection that goes.
            let _ = connection.close().await;
            Err(fault)
        }
    }
}

async fn write(
    transaction: &mut SqliteConnection,
    app: &str,
    person: &UserId,
    record: Option<&Record>,
) -> sqlx::Result<()> {
    let Some(record) = record else {
        sqlx::query(statements::REMOVE)
            .bind(app)
            .bind(person.as_str())
            .execute(&mut *transaction)
            .await?;
        return Ok(());
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
        .execute(&mut *transaction)
        .await?;
    Ok(())
}
