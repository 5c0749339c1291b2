//! Joins an app with the store of its people's tokens, and hands out each person's credentials.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use fitbit_api::UserId;

use super::app::App;
use super::authorization::{Consent, PendingAuthorization};
use super::credentials::{Credentials, Known, Person};
use super::error::{AuthError, AuthErrorKind};
use super::refresh::timing::{SAVES, backoff};
use super::store::{Insertion, Lease, StoreErrorKind, StoredToken, TokenStore};
use super::token_set::TokenSet;

/// One app with the tokens of its people. Cheap to clone; clones are the same.
///
/// ```no_run
/// use fitbit_core::auth::{App, Authenticator, ClientSecret, MemoryTokenStore};
/// use fitbit_core::{Client, ScopeSet};
///
/// # async fn run(redirect: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let app = App::server("23ABCD", ClientSecret::new("…")).build()?;
/// let authenticator = Authenticator::new(app.clone(), MemoryTokenStore::new());
///
/// let (page, pending) = app.authorize(ScopeSet::parse("profile sleep")).begin()?;
/// // The person goes to `page`, and comes back with `redirect`.
/// let consent = authenticator.accept(pending, redirect).await?;
///
/// let credentials = authenticator.credentials(consent.token().owner());
/// let badges = Client::builder().build()?.user(credentials).get_badges().await?;
/// # let _ = (page, badges);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Authenticator(Arc<Shared>);

/// What all people of one app share.
pub(super) struct Shared {
    pub(super) app: App,
    pub(super) store: Arc<dyn TokenStore>,
    people: Mutex<Known>,
    /// Issued and not saved, because the store failed for too long. Whoever asks next tries again.
    unsaved: Mutex<std::collections::HashMap<UserId, (Lease, TokenSet)>>,
}

impl Authenticator {
    /// An app with its store.
    pub fn new(app: App, store: impl TokenStore) -> Self {
        Self(Arc::new(Shared {
            app,
            store: Arc::new(store),
            people: Mutex::default(),
            unsaved: Mutex::default(),
        }))
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The store.
    pub fn store(&self) -> &dyn TokenStore {
        &*self.0.store
    }

    /// The credentials of a person. The store is not asked before the first call; a person who is not in it is
    /// [`AuthErrorKind::UnknownPerson`] then.
    ///
    /// Keep them while there is work for the person: the last one to go takes along what is known in this process.
    pub fn credentials(&self, person: &UserId) -> Credentials {
        let mut people = lock(&self.0.people);
        if let Some(known) = people.get(person).and_then(Weak::upgrade) {
            return Credentials(known);
        }
        let new = Arc::new(Person::new(person.clone(), Arc::clone(&self.0)));
        people.insert(person.clone(), Arc::downgrade(&new));
        Credentials(new)
    }

    /// Finishes an authorisation: reads the redirect, exchanges the code, and keeps the tokens.
    ///
    /// # Errors
    ///
    /// As [`PendingAuthorization::code`] and [`App::exchange`]; [`AuthErrorKind::Store`] when the tokens could not be
    /// saved in several tries: the person must begin again then.
    ///
    /// # Cancel safety
    ///
    /// The exchange and the saving run to their end on the Tokio runtime, also when nobody waits any more.
    pub async fn accept(
        &self,
        pending: PendingAuthorization,
        redirect: &str,
    ) -> Result<Consent, AuthError> {
        let code = pending.code(redirect)?;
        let this = self.clone();
        let stopped = |detail| AuthError::new(AuthErrorKind::Configuration).with_detail(detail);
        tokio::runtime::Handle::try_current()
            .map_err(|_| stopped("call it within a Tokio runtime"))?
            .spawn(async move {
                let consent = this.0.app.exchange(&pending, code).await?;
                this.insert(consent.token()).await?;
                Ok(consent)
            })
            .await
            .unwrap_or_else(|_| Err(stopped("the runtime was shut down")))
    }

    async fn insert(&self, token: &TokenSet) -> Result<(), AuthError> {
        let mut tries = 0;
        loop {
            let Err(error) = self.0.store.insert(token, Insertion::Replace).await else {
                self.clear(token.owner());
                return Ok(());
            };
            tries += 1;
            if tries >= SAVES || error.kind() != StoreErrorKind::Unavailable {
                return Err(error.into());
            }
            self.0.app.0.clock.sleep(backoff(tries)).await;
        }
    }

    /// Takes over tokens that a service had before; whether they were taken.
    ///
    /// A person who is in the store already is left alone, so that an import can be repeated: the tokens there may come
    /// from a refresh that spent the imported ones.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Store`] when the store failed.
    pub async fn import(&self, token: &TokenSet) -> Result<bool, AuthError> {
        let accepted = self.0.store.insert(token, Insertion::IfAbsent).await?;
        if accepted {
            self.clear(token.owner());
        }
        Ok(accepted)
    }

    /// What the store has about a person.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Store`] when the store failed.
    pub async fn stored(&self, person: &UserId) -> Result<Option<StoredToken>, AuthError> {
        Ok(self.0.store.load(person).await?)
    }

    /// Ends a person's consent at the service, and notes it in the store; whether there was a record.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Store`] when the store failed, and what the token endpoint can answer: then the record is as it
    /// was.
    pub async fn revoke(&self, person: &UserId) -> Result<bool, AuthError> {
        if let Some(StoredToken::Active(token)) = self.0.store.load(person).await? {
            self.0.app.revoke(token.refresh()).await?;
        }
        self.note_revoked(person).await
    }

    /// Notes that the person withdrew the consent, for example when a notification said so; whether there was a record.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Store`] when the store failed.
    pub async fn note_revoked(&self, person: &UserId) -> Result<bool, AuthError> {
        self.clear(person);
        let known = self.0.store.revoke(person).await?;
        self.clear(person);
        Ok(known)
    }

    /// Removes everything about a person from memory and from the store; whether there was a record. The consent at the
    /// service goes on: see [`revoke`](Self::revoke).
    ///
    /// Other processes go on with a token that they hold for [`RECHECK`](super::timing::RECHECK) at most.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Store`] when the store failed. The memory is clean then, the store is not: call it again.
    pub async fn forget(&self, person: &UserId) -> Result<bool, AuthError> {
        self.clear(person);
        let known = self.0.store.forget(person).await?;
        // Whoever asked meanwhile may have loaded the record once more.
        self.clear(person);
        Ok(known)
    }

    fn clear(&self, person: &UserId) {
        let known = lock(&self.0.people).get(person).and_then(Weak::upgrade);
        if let Some(known) = known {
            known.clear();
        }
        lock(&self.0.unsaved).remove(person);
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Authenticator")
            .field("app", &self.0.app)
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(super) fn keep_unsaved(&self, lease: Lease, issued: TokenSet) {
        lock(&self.unsaved).insert(issued.owner().clone(), (lease, issued));
    }

    pub(super) fn take_unsaved(&self, person: &UserId) -> Option<(Lease, TokenSet)> {
        lock(&self.unsaved).remove(person)
    }

    /// The last credentials of a person are gone.
    pub(super) fn dismiss(&self, person: &UserId) {
        let mut people = lock(&self.people);
        // Somebody may have asked for new ones meanwhile.
        if people
            .get(person)
            .is_some_and(|known| known.strong_count() == 0)
        {
            people.remove(person);
        }
    }
}

/// A panic while it was held leaves whole entries behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
