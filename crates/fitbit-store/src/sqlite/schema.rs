//! The tables on SQLite.

#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;

use std::time::Duration;

use fitbit_core::{Clock as _, SystemClock};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::fault;
use crate::error::OpenError;
use crate::fault::Fault;
use crate::schema::{Found, VERSION, plan};

/// Released ones are never changed; the next version is one more.
const SCRIPTS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// Looks at the file, and makes or mends the tables. A file that is newer or foreign stays as it was.
pub(super) async fn prepare(
    options: &SqliteConnectOptions,
    migrates: bool,
) -> Result<(), OpenError> {
    create(options);
    let known = |error: sqlx::Error| fault::of(&error);
    let mut connection = options.connect().await.map_err(known)?;
    let done = async {
        let planned = plan(
            look(&mut connection).await.map_err(known)?,
            SCRIPTS.len(),
            migrates,
        )?;
        if planned.is_empty() {
            writable(&mut connection).await.map_err(known)?;
        } else {
            migrate(&mut connection, migrates).await?;
        }
        Ok(write_ahead(&mut connection).await?)
    };
    let done: Result<(), OpenError> = done.await;
    // Nothing is lost with a connection that does not close in order.
    let _ = connection.close().await;
    done
}

async fn migrate(connection: &mut SqliteConnection, migrates: bool) -> Result<(), OpenError> {
    let known = |error: sqlx::Error| fault::of(&error);
    let mut transaction = connection.begin_with(super::BEGIN).await.map_err(known)?;
    let found = look(&mut transaction).await.map_err(known)?;
    for place in plan(found, SCRIPTS.len(), migrates)? {
        sqlx::raw_sql(SCRIPTS[place])
            .execute(&mut *transaction)
            .await
            .map_err(known)?;
    }
    let committed = transaction.commit().await;
    committed.map_err(|error| known(error).into())
}

/// Readers and a writer beside each other, from now on and for everybody. For the moment of the change SQLite needs the
/// file for itself, and does not wait for it.
async fn write_ahead(connection: &mut SqliteConnection) -> Result<(), Fault> {
    let mut tries = 0;
    loop {
        let switched = sqlx::raw_sql("pragma journal_mode = wal")
            .execute(&mut *connection)
            .await;
        match switched.map_err(|error| fault::of(&error)) {
            Err(Fault::TimedOut) if tries < 100 => tries += 1,
            other => return other.map(drop),
        }
        SystemClock.sleep(Duration::from_millis(50)).await;
    }
}

/// A file that nobody else can read, because tokens go into it. Where it cannot be made, SQLite says why.
fn create(options: &SqliteConnectOptions) {
    let mut file = std::fs::OpenOptions::new();
    #[cfg(unix)]
    file.mode(0o600);
    let creates = options
        .to_url_lossy()
        .query_pairs()
        .any(|(name, value)| name == "mode" && value == "rwc");
    if creates {
        let _ = file
            .write(true)
            .create_new(true)
            .open(options.get_filename());
    }
}

async fn look(connection: &mut SqliteConnection) -> sqlx::Result<Found> {
    let ours: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where name like 'fitbit\\_%' escape '\\'",
    )
    .fetch_all(&mut *connection)
    .await?;
    if ours.is_empty() {
        return Ok(Found::Nothing);
    }
    if !ours.iter().any(|name| name == "fitbit_schema") {
        return Ok(Found::Foreign);
    }
    let version: Option<i64> = sqlx::query_scalar(VERSION)
        .fetch_optional(&mut *connection)
        .await?;
    Ok(version.map_or(Found::Foreign, Found::Version))
}

/// Whether a step could write: a lock can be had on a file that is read-only.
async fn writable(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let mut transaction = connection.begin_with(super::BEGIN).await?;
    sqlx::query("update fitbit_schema set version = version")
        .execute(&mut *transaction)
        .await?;
    transaction.rollback().await
}
