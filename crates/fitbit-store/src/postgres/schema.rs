//! The tables on PostgreSQL, in the first schema of the connection's search path.

use sqlx::postgres::{PgConnection, PgPool};

use super::{fault, lock};
use crate::error::OpenError;
use crate::schema::{Found, VERSION, plan};

/// Released ones are never changed; the next version is one more.
const SCRIPTS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// Looks at the tables, and makes or mends them. What is newer or foreign stays as it was.
pub(super) async fn prepare(pool: &PgPool, migrates: bool) -> Result<(), OpenError> {
    let known = |error: sqlx::Error| fault::of(&error);
    let mut connection = pool.acquire().await.map_err(known)?;
    let found = look(&mut connection).await.map_err(known)?;
    let planned = plan(found, SCRIPTS.len(), migrates)?;
    if read_only(&mut connection).await.map_err(known)? {
        return Err(OpenError::ReadOnly);
    }
    drop(connection);
    if planned.is_empty() {
        return Ok(());
    }
    let mut transaction = super::begin(pool, lock(&[b"schema"]))
        .await
        .map_err(known)?;
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

async fn look(connection: &mut PgConnection) -> sqlx::Result<Found> {
    // By the catalogue's rows: a name that was not there is remembered as such by a connection, until it touches a table.
    let (versions, others): (bool, bool) = sqlx::query_as(
        "select coalesce(bool_or(relname = 'fitbit_schema'), false),
         coalesce(bool_or(relname <> 'fitbit_schema'), false)
         from pg_catalog.pg_class
         where relname in ('fitbit_schema', 'fitbit_tokens', 'fitbit_budgets', 'fitbit_notices',
         'fitbit_fences') and pg_table_is_visible(oid)",
    )
    .fetch_one(&mut *connection)
    .await?;
    if !versions {
        return Ok(if others {
            Found::Foreign
        } else {
            Found::Nothing
        });
    }
    let version: Option<i64> = sqlx::query_scalar(VERSION)
        .fetch_optional(&mut *connection)
        .await?;
    Ok(version.map_or(Found::Foreign, Found::Version))
}

/// A standby, or a database or user that is set to read only.
async fn read_only(connection: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'",
    )
    .fetch_one(connection)
    .await
}
