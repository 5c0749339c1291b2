//! The token source of one person: what is remembered between calls, and who waits for whom.
//!
//! One flight of a person is under way at a time; a flight looks at the store and refreshes if it must. Tasks whose
//! token still serves do not wait for it. A flight runs to its end even if everybody stops waiting: an answer that
//! nobody saves may be the person's only one.

mod flight;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use fitbit_api::{BoxFuture, UserId};
use jiff::Timestamp;
use tokio::sync::watch;

use super::authenticator::Shared;
use super::error::{AuthError, AuthErrorKind};
use super::refresh::Urgency;
use super::refresh::timing::{AHEAD, PACE, RECHECK};
use super::token_set::TokenSet;
use crate::budget::BudgetKey;
use crate::token::{AccessToken, Grant, TokenError, TokenSource};
use flight::{Flown, Purpose};

/// The tokens of one person, kept alive. Clones, and all credentials of the person from one
/// [`Authenticator`](super::Authenticator), are the same.
///
/// A token is refreshed [`AHEAD`](super::timing::AHEAD) of its end: the call that notices refreshes, all others go on
/// with the old one. Without a token that serves, all wait for the same refresh.
///
/// # Cancel safety
///
/// Whoever stops waiting loses nothing: a refresh that was begun runs to its end on the Tokio runtime.
#[derive(Clone)]
pub struct Credentials(pub(super) Arc<Person>);

/// What the process knows about a person while somebody has credentials.
pub(super) struct Person {
    id: UserId,
    shared: Arc<Shared>,
    kept: Mutex<Kept>,
}

type Outcome = Result<TokenSet, AuthError>;
type Landing = watch::Receiver<Option<Outcome>>;

#[derive(Default)]
struct Kept {
    token: Option<TokenSet>,
    looked_at: Option<Timestamp>,
    /// When a refresh ahead of the end was last tried, and when a new token last came by a refresh of this process.
    tried_ahead_at: Option<Timestamp>,
    issued_at: Option<Timestamp>,
    flight: Option<Landing>,
    /// Goes up when everything known is to be forgotten: what a flight brings from before is not remembered.
    generation: u64,
}

enum Plan {
    Serve(TokenSet),
    /// Nothing else will help.
    Refusal,
    Wait {
        landing: Landing,
        meanwhile: Option<TokenSet>,
    },
}

impl Credentials {
    /// Whose credentials they are.
    pub fn person(&self) -> &UserId {
        &self.0.id
    }

    async fn current(&self) -> Outcome {
        match self.0.plan()? {
            Plan::Serve(token) => Ok(token),
            Plan::Refusal => Err(AuthError::new(AuthErrorKind::Busy)),
            Plan::Wait { landing, meanwhile } => match landed(landing).await {
                Ok(token) => Ok(token),
                // It was ahead of time: the old token serves on, unless the consent is known to be over.
                Err(error) if !error.needs_consent() => meanwhile
                    .filter(|token| token.outlasts(self.0.now(), Duration::ZERO))
                    .ok_or(error),
                Err(error) => Err(error),
            },
        }
    }

    async fn other_than(&self, refused: &AccessToken) -> Result<Option<TokenSet>, AuthError> {
        // The first flight may be one that began before the refusal; the second one is about it.
        for _ in 0..2 {
            let token = match self.0.plan_renewal(refused)? {
                Plan::Serve(token) => token,
                Plan::Refusal => return Ok(None),
                Plan::Wait { landing, .. } => landed(landing).await?,
            };
            if token.access() != refused {
                return Ok(Some(token));
            }
        }
        Ok(None)
    }
}

impl TokenSource for Credentials {
    fn budget_key(&self) -> Option<BudgetKey> {
        Some(BudgetKey::new(
            &self.0.shared.app.0.client_id,
            self.0.id.as_str(),
        ))
    }

    fn grant(&self) -> BoxFuture<'_, Result<Grant, TokenError>> {
        Box::pin(async move { Ok(self.current().await?.grant()) })
    }

    /// `None` also when the refused token is one that a refresh brought less than
    /// [`PACE`](super::timing::PACE) ago: then it is not its age that the server minds.
    fn renewed<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<Grant>, TokenError>> {
        Box::pin(async move { Ok(self.other_than(refused).await?.map(|token| token.grant())) })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials")
    }
}

impl Person {
    pub(super) fn new(id: UserId, shared: Arc<Shared>) -> Self {
        Self {
            id,
            shared,
            kept: Mutex::default(),
        }
    }

    /// Forgets what is in memory. A flight that is under way ends by itself, and nothing of it is kept.
    pub(super) fn clear(&self) {
        let mut kept = self.lock();
        *kept = Kept {
            generation: kept.generation + 1,
            ..Kept::default()
        };
    }

    fn now(&self) -> Timestamp {
        self.shared.app.0.clock.now()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // A panic while it was held leaves whole values behind.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn plan(self: &Arc<Self>) -> Result<Plan, AuthError> {
        let now = self.now();
        let mut kept = self.lock();
        let serves = kept
            .token
            .clone()
            .filter(|token| token.outlasts(now, Duration::ZERO));
        if let Some(landing) = kept.under_way() {
            return Ok(match serves {
                Some(token) => Plan::Serve(token),
                None => Plan::Wait {
                    landing,
                    meanwhile: None,
                },
            });
        }
        let Some(token) = serves else {
            let landing = self.take_off(&mut kept, Urgency::Needed, Purpose::Lasting(AHEAD))?;
            return Ok(Plan::Wait {
                landing,
                meanwhile: None,
            });
        };
        let is_due = !token.outlasts(now, AHEAD) && !within(kept.tried_ahead_at, now, PACE);
        if !is_due && within(kept.looked_at, now, RECHECK) {
            return Ok(Plan::Serve(token));
        }
        let ahead = if is_due { AHEAD } else { Duration::ZERO };
        let landing = self.take_off(&mut kept, Urgency::Ahead, Purpose::Lasting(ahead))?;
        Ok(Plan::Wait {
            landing,
            meanwhile: Some(token),
        })
    }

    fn plan_renewal(self: &Arc<Self>, refused: &AccessToken) -> Result<Plan, AuthError> {
        let now = self.now();
        let mut kept = self.lock();
        if let Some(token) = &kept.token {
            if token.access() != refused && token.outlasts(now, Duration::ZERO) {
                return Ok(Plan::Serve(token.clone()));
            }
            if token.access() == refused && within(kept.issued_at, now, PACE) {
                return Ok(Plan::Refusal);
            }
        }
        let landing = match kept.under_way() {
            Some(landing) => landing,
            None => self.take_off(
                &mut kept,
                Urgency::Needed,
                Purpose::OtherThan(refused.clone()),
            )?,
        };
        Ok(Plan::Wait {
            landing,
            meanwhile: None,
        })
    }

    /// Begins a flight that nobody can stop.
    fn take_off(
        self: &Arc<Self>,
        kept: &mut Kept,
        urgency: Urgency,
        purpose: Purpose,
    ) -> Result<Landing, AuthError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| {
            AuthError::new(AuthErrorKind::Configuration)
                .with_detail("call it within a Tokio runtime")
        })?;
        let (lands, landing) = watch::channel(None);
        let person = Arc::clone(self);
        let generation = kept.generation;
        kept.flight = Some(landing.clone());
        runtime.spawn(async move {
            let ahead = matches!(purpose, Purpose::Lasting(ahead) if !ahead.is_zero());
            let flown = person.fly(urgency, purpose, generation).await;
            let outcome = person.land(flown, ahead && urgency == Urgency::Ahead, generation);
            lands.send_replace(Some(outcome));
        });
        Ok(landing)
    }

    /// Remembers what a flight brought.
    fn land(&self, flown: Flown, ahead: bool, generation: u64) -> Outcome {
        let now = self.now();
        let mut kept = self.lock();
        if kept.generation != generation {
            return flown.outcome;
        }
        kept.flight = None;
        // Also after a failure: a store or a server that is down is not asked on every call.
        kept.looked_at = Some(now);
        if ahead {
            kept.tried_ahead_at = Some(now);
        }
        match &flown.outcome {
            Ok(token) => {
                if flown.issued {
                    kept.issued_at = Some(now);
                }
                kept.token = Some(token.clone());
            }
            Err(error) => {
                if error.needs_consent() {
                    kept.token = None;
                }
                tracing::warn!(kind = ?error.kind(), status = error.status(), ahead, "no new token");
            }
        }
        flown.outcome
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        self.shared.dismiss(&self.id);
    }
}

impl Kept {
    fn under_way(&self) -> Option<Landing> {
        // A flight whose sender is gone without a result has crashed.
        self.flight
            .clone()
            .filter(|landing| landing.has_changed().is_ok())
    }
}

/// Whether `then` is less than `span` ago. What lies in the future was noted before somebody set the clock back.
fn within(then: Option<Timestamp>, now: Timestamp, span: Duration) -> bool {
    then.is_some_and(|then| {
        Duration::try_from(now.duration_since(then)).is_ok_and(|passed| passed < span)
    })
}

async fn landed(mut landing: Landing) -> Outcome {
    match landing.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or_else(|| Err(crashed())),
        Err(_) => Err(crashed()),
    }
}

/// The runtime was shut down under it.
const fn crashed() -> AuthError {
    AuthError::new(AuthErrorKind::Busy).with_detail("the refresh was stopped; try again")
}

/// The people that somebody has credentials of.
pub(super) type Known = std::collections::HashMap<UserId, Weak<Person>>;
