//! The tables on SQLite.

#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt as _;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::fault;
use crate::error::OpenError;
use crate::schema::{Found, VERSION, plan};

/// Released ones are never changed; the next version is one more.
const SCRIPTS: [&str; 1] = [include_str!("schema/1.sql")];

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
            return writable(&mut connection)
                .await
                .map_err(|error| known(error).into());
        }
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
    };
    let done: Result<(), OpenError> = done.await;
    // Nothing is lost with a connection that does not close in order.
    let _ = connection.close().await;
    done
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

/// Whether a step could write.
async fn writable(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    connection.begin_with(super::BEGIN).await?.rollback().await
}
