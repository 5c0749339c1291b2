//! The inbox in a database: notices that were accepted outlive the process that accepted them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fitbit_core::inbox::{AcceptError, Accepted, Ended, Inbox, Lease, Notice, Pending, StoreError};
use fitbit_core::{BoxFuture, UserId};

use crate::error::OpenError;
use crate::fault::Fault;
use crate::sqlite::Sqlite;
use crate::store::Database;

/// Keeps the notices about one app's people for all processes that share the database.
#[derive(Clone)]
pub struct SharedInbox {
    database: Arc<Database>,
    app: Arc<str>,
    capacity: usize,
}

impl SharedInbox {
    pub(crate) fn new(
        database: Arc<Database>,
        app: &str,
        capacity: usize,
    ) -> Result<Self, OpenError> {
        let inbox = Self {
            database,
            app: app.into(),
            capacity,
        };
        match inbox.sqlite() {
            Ok(_) => Ok(inbox),
            Err(_) => Err(OpenError::NotOffered {
                reason: "notices are kept on SQLite only: open a second store, at a sqlite: URL, for them",
            }),
        }
    }

    /// The one engine that keeps notices.
    #[allow(
        unreachable_patterns,
        clippy::match_wildcard_for_single_variants,
        reason = "which engines there are depends on features"
    )]
    fn sqlite(&self) -> Result<&Sqlite, Fault> {
        match &*self.database {
            Database::Sqlite(sqlite) => Ok(sqlite),
            _ => Err(Fault::Schema),
        }
    }
}

impl Inbox for SharedInbox {
    fn accept<'a>(&'a self, notices: &'a [Notice]) -> BoxFuture<'a, Result<Accepted, AcceptError>> {
        Box::pin(async move {
            let sqlite = self.sqlite().map_err(StoreError::from)?;
            let accepted = sqlite.accept(&self.app, notices, self.capacity).await;
            accepted.map_err(StoreError::from)?.ok_or(AcceptError::Full)
        })
    }

    fn lease(
        &self,
        up_to: usize,
        lasts: Duration,
    ) -> BoxFuture<'_, Result<Vec<Lease>, StoreError>> {
        Box::pin(async move { Ok(self.sqlite()?.lease(&self.app, up_to, lasts).await?) })
    }

    fn finish<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(async move { Ok(self.sqlite()?.end(&self.app, lease, None).await?) })
    }

    fn postpone<'a>(
        &'a self,
        lease: &'a Lease,
        after: Duration,
    ) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(async move { Ok(self.sqlite()?.end(&self.app, lease, Some(after)).await?) })
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(async move { Ok(self.sqlite()?.forget(&self.app, person).await?) })
    }

    fn pending(&self) -> BoxFuture<'_, Result<Pending, StoreError>> {
        Box::pin(async move { Ok(self.sqlite()?.pending(&self.app).await?) })
    }
}

impl fmt::Debug for SharedInbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedInbox")
    }
}
