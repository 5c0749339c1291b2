//! A store that fails when the test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fitbit_core::auth::{
    Begun, Insertion, Lease, Loss, Mark, MemoryTokenStore, StoreError, StoreErrorKind, StoredToken,
    Swap, TokenHash, TokenSet, TokenState, TokenStore,
};
use fitbit_core::{BoxFuture, UserId};

#[derive(Clone)]
pub(crate) struct FaultyStore {
    pub(crate) inner: MemoryTokenStore,
    /// So many of the next loads fail.
    pub(crate) loads: Arc<AtomicUsize>,
    /// So many of the next saves fail.
    pub(crate) saves: Arc<AtomicUsize>,
    /// Failed saves that took effect, although they said that they failed.
    pub(crate) saves_in_silence: Arc<AtomicUsize>,
}

impl FaultyStore {
    pub(crate) fn new(inner: MemoryTokenStore) -> Self {
        Self {
            inner,
            loads: Arc::default(),
            saves: Arc::default(),
            saves_in_silence: Arc::default(),
        }
    }
}

fn fails(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
        left.checked_sub(1)
    })
    .is_ok()
}

const DOWN: StoreError = StoreError::new(StoreErrorKind::Unavailable, "the store is down");

type Answer<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

impl TokenStore for FaultyStore {
    fn load<'a>(&'a self, person: &'a UserId) -> Answer<'a, Option<StoredToken>> {
        if fails(&self.loads) {
            return Box::pin(async { Err(DOWN) });
        }
        self.inner.load(person)
    }

    fn begin<'a>(
        &'a self,
        person: &'a UserId,
        spends: TokenHash,
        lasts: Duration,
    ) -> Answer<'a, Begun> {
        self.inner.begin(person, spends, lasts)
    }

    fn complete<'a>(&'a self, lease: &'a Lease, issued: &'a TokenSet) -> Answer<'a, Swap> {
        if fails(&self.saves) {
            return Box::pin(async { Err(DOWN) });
        }
        if fails(&self.saves_in_silence) {
            return Box::pin(async {
                let _ = self.inner.complete(lease, issued).await?;
                Err(DOWN)
            });
        }
        self.inner.complete(lease, issued)
    }

    fn abandon<'a>(&'a self, person: &'a UserId, lease: &'a Lease, mark: Mark) -> Answer<'a, ()> {
        self.inner.abandon(person, lease, mark)
    }

    fn give_up<'a>(&'a self, person: &'a UserId, lease: &'a Lease, loss: Loss) -> Answer<'a, Swap> {
        self.inner.give_up(person, lease, loss)
    }

    fn insert<'a>(&'a self, token: &'a TokenSet, insertion: Insertion) -> Answer<'a, bool> {
        self.inner.insert(token, insertion)
    }

    fn revoke<'a>(&'a self, person: &'a UserId) -> Answer<'a, bool> {
        self.inner.revoke(person)
    }

    fn forget<'a>(&'a self, person: &'a UserId) -> Answer<'a, bool> {
        self.inner.forget(person)
    }

    fn list<'a>(
        &'a self,
        state: TokenState,
        after: Option<&'a UserId>,
        limit: usize,
    ) -> Answer<'a, Vec<UserId>> {
        self.inner.list(state, after, limit)
    }
}
