//! A store in the memory of one process: for tests, for tools, and to show what a store must do.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fitbit_api::{BoxFuture, UserId};
use jiff::Timestamp;

use super::{
    Begun, Insertion, Lease, Loss, Mark, StoreError, StoredToken, Swap, TokenState, TokenStore,
};
use crate::auth::token_set::{TokenHash, TokenSet};
use crate::clock::{Clock, SystemClock};

/// A store in the memory of one process. Clones are the same store; with the last one everything is gone.
#[derive(Clone)]
pub struct MemoryTokenStore {
    records: Arc<Mutex<BTreeMap<UserId, Record>>>,
    clock: Arc<dyn Clock>,
}

struct Record {
    token: StoredToken,
    /// Of the refresh token that the record is about, also when it is dead.
    refresh: TokenHash,
    fence: u64,
    leased_until: Option<Timestamp>,
    marked_at: Option<Timestamp>,
}

impl Record {
    fn new(token: &TokenSet) -> Self {
        Self {
            token: StoredToken::Active(token.clone()),
            refresh: token.refresh().hash(),
            fence: 0,
            leased_until: None,
            marked_at: None,
        }
    }

    /// The lease is the latest one, and the record is about what it spends.
    fn belongs_to(&self, lease: &Lease) -> bool {
        self.fence == lease.fence() && self.refresh == lease.spends()
    }

    /// Another token or none: no lease and no mark outlasts it. The fence goes on.
    fn become_token(&mut self, token: StoredToken) {
        if let StoredToken::Active(token) = &token {
            self.refresh = token.refresh().hash();
        }
        self.token = token;
        self.leased_until = None;
        self.marked_at = None;
    }
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

    fn lock(&self) -> MutexGuard<'_, BTreeMap<UserId, Record>> {
        // Nothing that is done while it is held panics half-way.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_now(&self, person: &UserId, spends: TokenHash, lasts: Duration) -> Begun {
        let now = self.clock.now();
        let mut records = self.lock();
        let Some(record) = records.get_mut(person) else {
            return Begun::Moved;
        };
        if !matches!(record.token, StoredToken::Active(_)) || record.refresh != spends {
            return Begun::Moved;
        }
        if record.leased_until.is_some_and(|until| now < until) {
            return Begun::Busy;
        }
        record.fence += 1;
        record.leased_until = Some(now.checked_add(lasts).unwrap_or(Timestamp::MAX));
        let lease = Lease::new(record.fence, spends);
        let lease = match record.marked_at.replace(record.marked_at.unwrap_or(now)) {
            Some(marked_at) => {
                let age = Duration::try_from(now.duration_since(marked_at)).unwrap_or_default();
                lease.with_mark_found(age)
            }
            None => lease,
        };
        Begun::Leased(lease)
    }

    fn complete_now(&self, lease: &Lease, issued: &TokenSet) -> Swap {
        let mut records = self.lock();
        let Some(record) = records.get_mut(issued.owner()) else {
            return Swap::Superseded;
        };
        let may = match record.token {
            StoredToken::Active(_) => record.belongs_to(lease),
            StoredToken::NeedsConsent(_) => record.refresh == lease.spends(),
            StoredToken::Revoked => false,
        };
        if !may {
            return Swap::Superseded;
        }
        record.become_token(StoredToken::Active(issued.clone()));
        Swap::Swapped
    }

    fn abandon_now(&self, person: &UserId, lease: &Lease, mark: Mark) {
        if let Some(record) = self.lock().get_mut(person)
            && record.belongs_to(lease)
        {
            record.leased_until = None;
            if mark == Mark::Goes {
                record.marked_at = None;
            }
        }
    }

    fn give_up_now(&self, person: &UserId, lease: &Lease, loss: Loss) -> Swap {
        match self.lock().get_mut(person) {
            Some(record)
                if record.belongs_to(lease) && record.token.state() == TokenState::Active =>
            {
                record.become_token(StoredToken::NeedsConsent(loss));
                Swap::Swapped
            }
            _ => Swap::Superseded,
        }
    }

    fn insert_now(&self, token: &TokenSet, insertion: Insertion) -> bool {
        let mut records = self.lock();
        match (records.get_mut(token.owner()), insertion) {
            (Some(_), Insertion::IfAbsent) => return false,
            (Some(record), Insertion::Replace) => {
                record.become_token(StoredToken::Active(token.clone()));
                // A holder of a lease on the same token must not take the new record for the old one.
                record.fence += 1;
            }
            (None, _) => drop(records.insert(token.owner().clone(), Record::new(token))),
        }
        true
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
        Box::pin(async move { Ok(self.begin_now(person, spends, lasts)) })
    }

    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        issued: &'a TokenSet,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move { Ok(self.complete_now(lease, issued)) })
    }

    fn abandon<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        mark: Mark,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.abandon_now(person, lease, mark);
            Ok(())
        })
    }

    fn give_up<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        loss: Loss,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move { Ok(self.give_up_now(person, lease, loss)) })
    }

    fn insert<'a>(
        &'a self,
        token: &'a TokenSet,
        insertion: Insertion,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move { Ok(self.insert_now(token, insertion)) })
    }

    fn revoke<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let mut records = self.lock();
            let record = records.get_mut(person);
            Ok(record
                .map(|record| record.become_token(StoredToken::Revoked))
                .is_some())
        })
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
