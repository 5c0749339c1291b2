//! Drives one refresh: does the steps of the state machine on the real store, the real endpoint and the clock.
//!
//! Whether enough of the lease is left is told by a pause that began before the lease was asked for, not by the wall
//! clock, which somebody may set.

use std::sync::Arc;
use std::time::Duration;

use fitbit_api::BoxFuture;
use futures_util::FutureExt;
use jiff::Timestamp;

use super::{Outcome, Person};
use crate::auth::endpoint::Failed;
use crate::auth::error::{AuthError, AuthErrorKind};
use crate::auth::refresh::timing::{LEASE, REQUEST_TIMEOUT};
use crate::auth::refresh::{Answer, End, Event, Failure, Refresh, Seen, Step, Urgency};
use crate::auth::store::{Begun, Lease, Loss, StoreError, StoredToken};
use crate::auth::token_set::TokenSet;
use crate::token::AccessToken;

/// Which token serves.
pub(super) enum Purpose {
    /// One that lasts longer than this.
    Lasting(Duration),
    /// Any other than the one that the server refused.
    OtherThan(AccessToken),
}

impl Purpose {
    fn is_served_by(&self, token: &TokenSet, now: Timestamp) -> bool {
        match self {
            Self::Lasting(ahead) => token.outlasts(now, *ahead),
            Self::OtherThan(refused) => {
                token.access() != refused && token.outlasts(now, Duration::ZERO)
            }
        }
    }
}

/// What a flight brought.
pub(super) struct Flown {
    pub(super) outcome: Outcome,
    /// The token came by a refresh and not from the store.
    pub(super) issued: bool,
}

impl Person {
    pub(super) async fn fly(
        self: &Arc<Self>,
        urgency: Urgency,
        purpose: Purpose,
        generation: u64,
    ) -> Flown {
        let mut flight = Flight {
            person: self,
            purpose,
            loaded: None,
            lease: None,
            may_send: None,
            issued: None,
            store_error: None,
            endpoint_error: None,
            loss: None,
        };
        if let Some((lease, token)) = self.shared.take_unsaved(&self.id) {
            flight.lease = Some(lease);
            flight.issued = Some(token);
            let (refresh, step) = Refresh::resume(lease.spends());
            let end = flight.drive(refresh, step).await;
            flight.keep_unsaved(end, generation);
            if matches!(end, End::Failed(_)) {
                return Flown {
                    outcome: flight.outcome(end),
                    issued: false,
                };
            }
        }
        let (refresh, step) = Refresh::start(urgency);
        let end = flight.drive(refresh, step).await;
        flight.keep_unsaved(end, generation);
        Flown {
            outcome: flight.outcome(end),
            issued: end == End::Issued,
        }
    }
}

struct Flight<'a> {
    person: &'a Arc<Person>,
    purpose: Purpose,
    /// The tokens of the record when it was last seen.
    loaded: Option<TokenSet>,
    lease: Option<Lease>,
    /// Ready when too little of the lease is left for a request.
    may_send: Option<BoxFuture<'static, ()>>,
    /// Issued and not yet known to be saved.
    issued: Option<TokenSet>,
    store_error: Option<StoreError>,
    endpoint_error: Option<AuthError>,
    loss: Option<Loss>,
}

impl Flight<'_> {
    async fn drive(&mut self, mut refresh: Refresh, mut step: Step) -> End {
        loop {
            if let Step::Done(end) = step {
                return end;
            }
            tracing::trace!(step = step.name(), "refresh");
            let event = match self.act(step).await {
                Ok(event) => event,
                Err(error) => {
                    tracing::warn!(kind = ?error.kind(), step = step.name(), "the token store failed");
                    self.store_error = Some(error);
                    Event::StoreFailed
                }
            };
            step = refresh.next(event);
        }
    }

    async fn act(&mut self, step: Step) -> Result<Event, StoreError> {
        let shared = &self.person.shared;
        let (store, clock) = (&*shared.store, &shared.app.0.clock);
        let id = &self.person.id;
        Ok(match step {
            Step::Load => {
                let record = store.load(id).await?;
                Event::Loaded(self.look(record))
            }
            Step::Begin(spends) => {
                self.may_send = Some(clock.sleep(LEASE.saturating_sub(REQUEST_TIMEOUT)));
                let begun = store.begin(id, spends, LEASE).await?;
                if let Begun::Leased(lease) = begun {
                    self.lease = Some(lease);
                }
                Event::Began(begun)
            }
            Step::Send => self.send().await,
            Step::Save => match (&self.lease, &self.issued) {
                (Some(lease), Some(issued)) => Event::Saved(store.complete(lease, issued).await?),
                _ => Event::Paused,
            },
            Step::GiveUp(loss) => {
                self.loss = Some(loss);
                match &self.lease {
                    Some(lease) => Event::GaveUp(store.give_up(id, lease, loss).await?),
                    None => Event::Paused,
                }
            }
            Step::Abandon(mark) => {
                if let Some(lease) = &self.lease {
                    store.abandon(id, lease, mark).await?;
                }
                Event::Abandoned
            }
            Step::Pause(pause) => {
                clock.sleep(pause).await;
                Event::Paused
            }
            Step::Done(_) => Event::Paused,
        })
    }

    fn look(&mut self, record: Option<StoredToken>) -> Seen {
        match record {
            Some(StoredToken::Active(token)) => {
                let serves = self.purpose.is_served_by(&token, self.person.now());
                let hash = token.refresh().hash();
                self.loaded = Some(token);
                if serves {
                    Seen::Serves
                } else {
                    Seen::Due(hash)
                }
            }
            Some(StoredToken::NeedsConsent(loss)) => {
                self.loss = Some(loss);
                Seen::NeedsConsent
            }
            Some(StoredToken::Revoked) => Seen::Revoked,
            None => Seen::Absent,
        }
    }

    async fn send(&mut self) -> Event {
        let over = self
            .may_send
            .as_mut()
            .is_none_or(|pause| pause.now_or_never().is_some());
        let (Some(spent), false) = (&self.loaded, over) else {
            self.may_send = None;
            return Event::LeaseOver;
        };
        match self.person.shared.app.refresh(spent).await {
            Ok(issued) => {
                self.issued = Some(issued);
                Event::Answered(Answer::Issued)
            }
            Err(failed) => {
                let answer = meaning(&failed);
                tracing::debug!(kind = ?failed.error.kind(), status = failed.error.status(), ?answer, "no tokens issued");
                self.endpoint_error = Some(failed.error);
                Event::Answered(answer)
            }
        }
    }

    /// Tokens that were issued and not saved stay in memory, for whoever asks next. They are not used.
    fn keep_unsaved(&mut self, end: End, generation: u64) {
        let unsettled = matches!(end, End::Failed(Failure::Store | Failure::Busy));
        if let (true, Some(lease), Some(issued)) = (unsettled, self.lease, &self.issued)
            && self.person.lock().generation == generation
        {
            self.person.shared.keep_unsaved(lease, issued.clone());
        }
        if end != End::Issued {
            self.issued = None;
        }
    }

    fn outcome(self, end: End) -> Outcome {
        let gone = || AuthError::new(AuthErrorKind::UnknownPerson);
        match end {
            End::Loaded => self.loaded.ok_or_else(gone),
            End::Issued => self.issued.ok_or_else(gone),
            End::Failed(failure) => Err(match failure {
                Failure::Absent => gone(),
                Failure::Revoked => AuthError::new(AuthErrorKind::Revoked),
                Failure::Busy => AuthError::new(AuthErrorKind::Busy),
                Failure::NeedsConsent => {
                    AuthError::new(AuthErrorKind::NeedsConsent).with_detail(match self.loss {
                        Some(Loss::AnswerLost) => {
                            "an answer to a refresh was lost for longer than the server repeats it"
                        }
                        _ => "the server does not take the refresh token",
                    })
                }
                Failure::Store => self
                    .store_error
                    .map_or_else(|| AuthError::new(AuthErrorKind::Store), AuthError::from),
                Failure::Endpoint => self
                    .endpoint_error
                    .unwrap_or_else(|| AuthError::new(AuthErrorKind::Unreachable)),
            }),
        }
    }
}

/// What an answer without tokens means for the token that was sent.
fn meaning(failed: &Failed) -> Answer {
    match failed.error.kind() {
        _ if failed.unsent => Answer::Unsent,
        AuthErrorKind::InvalidGrant => Answer::Dead,
        AuthErrorKind::Busy => Answer::Conflict,
        // An answer that cannot be read may be the one that spent the token.
        AuthErrorKind::Unreachable
        | AuthErrorKind::MalformedAnswer
        | AuthErrorKind::OtherPerson => Answer::Lost,
        _ => Answer::Refused,
    }
}
