//! A store in the memory of one process: for tests, for tools, and to show what a store must do.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fitbit_api::{BoxFuture, UserId};
use jiff::Timestamp;

use super::{
    Begun, Insertion, Lease, Loss, Mark, StoreError, StoredToken, Swap, TokenRecord, TokenState,
    TokenStore,
};
use crate::auth::token_set::{TokenHash, TokenSet};
use crate::clock::{Clock, SystemClock};

/// A store in the memory of one process. Clones are the same store; with the last one everything is gone.
#[derive(Clone)]
pub struct MemoryTokenStore {
    records: Arc<Mutex<BTreeMap<UserId, TokenRecord>>>,
    clock: Arc<dyn Clock>,
}

impl MemoryTokenStore {
    /// An empty store whose leases end by this machine's clock.
    pub fn new() -> Self {
        Self::with_clock(Arc::new(SystemClock))
    }

    /// An empty store whose leases end by this clock.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        Self {
            records: Arc::default(),
            clock,
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<UserId, TokenRecord>> {
        // Nothing that is done while it is held panics half-way.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One step of a record.
    fn step<T>(
        &self,
        person: &UserId,
        run: impl FnOnce(&mut TokenRecord, Timestamp) -> T,
    ) -> Option<T> {
        // Read under the lock, so that no step sees an earlier time than the one before it.
        let mut records = self.lock();
        let now = self.clock.now();
        records.get_mut(person).map(|record| run(record, now))
    }

    fn insert_now(&self, token: &TokenSet, insertion: Insertion) -> bool {
        let refresh = token.refresh().hash();
        match self.lock().entry(token.owner().clone()) {
            Entry::Occupied(mut record) => {
                insertion == Insertion::Replace && {
                    record.get_mut().replace(token.clone(), refresh);
                    true
                }
            }
            Entry::Vacant(place) => {
                place.insert(TokenRecord::new(token.clone(), refresh));
                true
            }
        }
    }
}

impl Default for MemoryTokenStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryTokenStore")
    }
}

impl TokenStore for MemoryTokenStore {
    fn load<'a>(
        &'a self,
        person: &'a UserId,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        Box::pin(async move { Ok(self.lock().get(person).map(|record| record.token.clone())) })
    }

    fn begin<'a>(
        &'a self,
        person: &'a UserId,
        spends: TokenHash,
        lasts: Duration,
    ) -> BoxFuture<'a, Result<Begun, StoreError>> {
        Box::pin(async move {
            let begun = self.step(person, |record, now| record.begin(now, spends, lasts));
            Ok(begun.unwrap_or(Begun::Moved))
        })
    }

    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        issued: &'a TokenSet,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let refresh = issued.refresh().hash();
            let swap = self.step(issued.owner(), |record, now| {
                record.complete(now, lease, issued.clone(), refresh)
            });
            Ok(swap.unwrap_or(Swap::Superseded))
        })
    }

    fn abandon<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        mark: Mark,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.step(person, |record, _| record.abandon(lease, mark));
            Ok(())
        })
    }

    fn give_up<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        loss: Loss,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let swap = self.step(person, |record, _| record.give_up(lease, loss));
            Ok(swap.unwrap_or(Swap::Superseded))
        })
    }

    fn insert<'a>(
        &'a self,
        token: &'a TokenSet,
        insertion: Insertion,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move { Ok(self.insert_now(token, insertion)) })
    }

    fn revoke<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move { Ok(self.step(person, |record, _| record.revoke()).is_some()) })
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move { Ok(self.lock().remove(person).is_some()) })
    }

    fn list<'a>(
        &'a self,
        state: TokenState,
        after: Option<&'a UserId>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<UserId>, StoreError>> {
        Box::pin(async move {
            let begin = after.map_or(Bound::Unbounded, Bound::Excluded);
            let records = self.lock();
            Ok(records
                .range::<UserId, _>((begin, Bound::Unbounded))
                .filter(|(_, record)| record.token.state() == state)
                .map(|(person, _)| person.clone())
                .take(limit)
                .collect())
        })
    }
}
