//! Tokens in a database: the core's record, one step at a time, with the tokens sealed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fitbit_core::auth::{
    Begun, Insertion, Lease, Loss, Mark, StoreError, StoredToken, Swap, TokenHash, TokenSet,
    TokenState, TokenStore,
};
use fitbit_core::jiff::Timestamp;
use fitbit_core::{BoxFuture, UserId};

use crate::error::OpenError;
use crate::fault::Fault;
use crate::row::Record;
use crate::seal::TokenProtection;
use crate::store::Database;

/// How many people [`SharedTokenStore::reseal`] looks up at once.
const PAGE: usize = 500;

/// Keeps the tokens of one app's people for all processes that share the database.
#[derive(Clone)]
pub struct SharedTokenStore {
    database: Arc<Database>,
    app: Arc<str>,
    protection: TokenProtection,
}

/// What [`SharedTokenStore::reseal`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Resealed {
    /// Records that are now sealed with the present key.
    pub resealed: usize,
    /// Records that were so already.
    pub current: usize,
    /// Records that could not be read; they stay as they are.
    pub unreadable: usize,
}

impl SharedTokenStore {
    #[cfg_attr(
        not(feature = "redis"),
        expect(
            clippy::unnecessary_wraps,
            reason = "not every kind of database keeps tokens"
        )
    )]
    pub(crate) fn new(
        database: Arc<Database>,
        app: &str,
        protection: TokenProtection,
    ) -> Result<Self, OpenError> {
        #[cfg(feature = "redis")]
        if matches!(&*database, Database::Redis(_)) {
            return Err(Fault::NotOffered.into());
        }
        Ok(Self {
            database,
            app: app.into(),
            protection,
        })
    }

    /// Seals every record with the present key, so that older keys can go. It may run beside everything else and may be
    /// repeated; leases and marks stay as they are.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database failed. What was resealed by then is.
    ///
    /// # Cancel safety
    ///
    /// Dropped, it has resealed some records as a whole and no other.
    pub async fn reseal(&self) -> Result<Resealed, StoreError> {
        let mut done = Resealed::default();
        let mut after: Option<UserId> = None;
        loop {
            let people = self.list(TokenState::Active, after.as_ref(), PAGE).await?;
            let Some(last) = people.last().cloned() else {
                return Ok(done);
            };
            for person in &people {
                let resealed = self.step(person, |record, _| self.reseal_record(person, record));
                match resealed.await? {
                    Ok(true) => done.resealed += 1,
                    Ok(false) => done.current += 1,
                    Err(_) => done.unreadable += 1,
                }
            }
            after = Some(last);
        }
    }

    fn reseal_record(&self, person: &UserId, record: &mut Option<Record>) -> Result<bool, Fault> {
        let Some(record) = record else {
            return Ok(false);
        };
        let refresh = record.refresh;
        let StoredToken::Active(sealed) = &mut record.token else {
            return Ok(false);
        };
        // Also what is sealed with the present key's id may not be so with the key.
        let token = self.protection.open(&self.app, person, refresh, sealed)?;
        let is_current = self.protection.is_current(sealed);
        if !is_current {
            *sealed = self.protection.seal(&self.app, &token)?;
        }
        Ok(!is_current)
    }

    async fn step<T>(
        &self,
        person: &UserId,
        run: impl FnOnce(&mut Option<Record>, Timestamp) -> T,
    ) -> Result<T, Fault> {
        match &*self.database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(database) => database.step(&self.app, person, run).await,
            #[cfg(feature = "postgres")]
            Database::Postgres(database) => database.step(&self.app, person, run).await,
            #[cfg(feature = "redis")]
            Database::Redis(_) => Err(Fault::NotOffered),
        }
    }

    async fn stored(&self, person: &UserId) -> Result<Option<StoredToken>, Fault> {
        let record: Result<Option<Record>, Fault> = match &*self.database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(database) => database.load(&self.app, person).await,
            #[cfg(feature = "postgres")]
            Database::Postgres(database) => database.load(&self.app, person).await,
            #[cfg(feature = "redis")]
            Database::Redis(_) => Err(Fault::NotOffered),
        };
        let Some(record) = record? else {
            return Ok(None);
        };
        Ok(Some(match record.token {
            StoredToken::Active(sealed) => StoredToken::Active(self.protection.open(
                &self.app,
                person,
                record.refresh,
                &sealed,
            )?),
            StoredToken::NeedsConsent(loss) => StoredToken::NeedsConsent(loss),
            StoredToken::Revoked => StoredToken::Revoked,
        }))
    }

    async fn people(
        &self,
        state: TokenState,
        after: Option<&UserId>,
        limit: usize,
    ) -> Result<Vec<UserId>, Fault> {
        let people: Result<Vec<String>, Fault> = match &*self.database {
            #[cfg(feature = "sqlite")]
            Database::Sqlite(database) => database.list(&self.app, state, after, limit).await,
            #[cfg(feature = "postgres")]
            Database::Postgres(database) => database.list(&self.app, state, after, limit).await,
            #[cfg(feature = "redis")]
            Database::Redis(_) => Err(Fault::NotOffered),
        };
        people?
            .iter()
            .map(|person| person.parse().map_err(|_| Fault::Unreadable))
            .collect()
    }
}

impl TokenStore for SharedTokenStore {
    fn load<'a>(
        &'a self,
        person: &'a UserId,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        Box::pin(async move { Ok(self.stored(person).await?) })
    }

    fn begin<'a>(
        &'a self,
        person: &'a UserId,
        spends: TokenHash,
        lasts: Duration,
    ) -> BoxFuture<'a, Result<Begun, StoreError>> {
        Box::pin(async move {
            let begun = self.step(person, |record, now| match record {
                Some(record) => record.begin(now, spends, lasts),
                None => Begun::Moved,
            });
            Ok(begun.await?)
        })
    }

    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        issued: &'a TokenSet,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let sealed = self.protection.seal(&self.app, issued)?;
            let swap = self.step(issued.owner(), |record, now| match record {
                Some(record) => record.complete(now, lease, sealed, issued.refresh().hash()),
                None => Swap::Superseded,
            });
            Ok(swap.await?)
        })
    }

    fn abandon<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        mark: Mark,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let abandoned = self.step(person, |record, _| {
                if let Some(record) = record {
                    record.abandon(lease, mark);
                }
            });
            Ok(abandoned.await?)
        })
    }

    fn give_up<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        loss: Loss,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let swap = self.step(person, |record, _| match record {
                Some(record) => record.give_up(lease, loss),
                None => Swap::Superseded,
            });
            Ok(swap.await?)
        })
    }

    fn insert<'a>(
        &'a self,
        token: &'a TokenSet,
        insertion: Insertion,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let sealed = self.protection.seal(&self.app, token)?;
            let refresh = token.refresh().hash();
            let inserted = self.step(token.owner(), |record, _| match record {
                Some(_) if insertion == Insertion::IfAbsent => false,
                Some(record) => {
                    record.replace(sealed, refresh);
                    true
                }
                None => {
                    *record = Some(Record::new(sealed, refresh));
                    true
                }
            });
            Ok(inserted.await?)
        })
    }

    fn revoke<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let revoked = self.step(person, |record, _| {
                record.as_mut().map(Record::revoke).is_some()
            });
            Ok(revoked.await?)
        })
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        // Without a look at the record: also one that cannot be read any more has to go.
        Box::pin(async move {
            let removed = match &*self.database {
                #[cfg(feature = "sqlite")]
                Database::Sqlite(database) => database.remove(&self.app, person).await,
                #[cfg(feature = "postgres")]
                Database::Postgres(database) => database.remove(&self.app, person).await,
                #[cfg(feature = "redis")]
                Database::Redis(_) => Err(Fault::NotOffered),
            };
            Ok(removed?)
        })
    }

    fn list<'a>(
        &'a self,
        state: TokenState,
        after: Option<&'a UserId>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<UserId>, StoreError>> {
        Box::pin(async move { Ok(self.people(state, after, limit).await?) })
    }
}

impl fmt::Debug for SharedTokenStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SharedTokenStore")
    }
}
