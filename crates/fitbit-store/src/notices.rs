//! The inbox in a database: notices that were accepted outlive the process that accepted them.

pub(crate) mod row;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fitbit_core::inbox::{AcceptError, Accepted, Ended, Inbox, Lease, Notice, Pending, StoreError};
use fitbit_core::{BoxFuture, UserId};

use crate::error::OpenError;
use crate::store::Database;

/// Keeps the notices about one app's people for all processes that share the database.
#[derive(Clone)]
pub struct SharedInbox {
    database: Arc<Database>,
    app: Arc<str>,
    capacity: usize,
}

impl SharedInbox {
    #[cfg_attr(
        not(feature = "redis"),
        expect(clippy::unnecessary_wraps, reason = "only Redis keeps none")
    )]
    pub(crate) fn new(
        database: Arc<Database>,
        app: &str,
        capacity: usize,
    ) -> Result<Self, OpenError> {
        #[cfg(feature = "redis")]
        if let Database::Redis(_) = &*database {
            return Err(OpenError::NotOffered {
                reason: "Redis keeps budgets alone: open a second store, on SQLite or PostgreSQL, for notices",
            });
        }
        Ok(Self {
            database,
            app: app.into(),
            capacity,
        })
    }
}

/// The same step on whichever engine it is.
macro_rules! on_engine {
    ($inbox:expr, $database:ident => $step:expr) => {
        match &*$inbox.database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite($database) => $step.await,
            #[cfg(feature = "postgres")]
            Database::Postgres($database) => $step.await,
            #[cfg(feature = "redis")]
            Database::Redis(_) => Err(crate::fault::Fault::NotOffered),
        }
    };
}

impl Inbox for SharedInbox {
    fn accept<'a>(&'a self, notices: &'a [Notice]) -> BoxFuture<'a, Result<Accepted, AcceptError>> {
        Box::pin(async move {
            let accepted =
                on_engine!(self, database => database.accept(&self.app, notices, self.capacity));
            accepted.map_err(StoreError::from)?.ok_or(AcceptError::Full)
        })
    }

    fn lease(
        &self,
        up_to: usize,
        lasts: Duration,
    ) -> BoxFuture<'_, Result<Vec<Lease>, StoreError>> {
        Box::pin(async move {
            Ok(on_engine!(self, database => database.lease(&self.app, up_to, lasts))?)
        })
    }

    fn finish<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(
            async move { Ok(on_engine!(self, database => database.end(&self.app, lease, None))?) },
        )
    }

    fn postpone<'a>(
        &'a self,
        lease: &'a Lease,
        after: Duration,
    ) -> BoxFuture<'a, Result<Ended, StoreError>> {
        Box::pin(async move {
            Ok(on_engine!(self, database => database.end(&self.app, lease, Some(after)))?)
        })
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(
            async move { Ok(on_engine!(self, database => database.forget(&self.app, person))?) },
        )
    }

    fn pending(&self) -> BoxFuture<'_, Result<Pending, StoreError>> {
        Box::pin(async move { Ok(on_engine!(self, database => database.pending(&self.app))?) })
    }
}

impl fmt::Debug for SharedInbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedInbox")
    }
}
