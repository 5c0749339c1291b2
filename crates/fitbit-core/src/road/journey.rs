//! One call on its way: attempts, and what is done between them.
//!
//! All of its state is in its future, so that a dropped call leaves nothing behind but what it has sent.

mod dress;
mod telling;

use std::mem;
use std::time::Duration;

use bytes::Bytes;
use fitbit_api::facts::{Idempotency, Operation};
use http::{HeaderMap, Method, StatusCode};
use reqwest::{Request, Response};
use tracing::Span;

use super::answer::{classify, not_answered, refuses_token};
use super::body::whole_body;
use super::deadline::Deadline;
use super::permit::{Permit, closed_for};
use super::{CallContext, Road};
use crate::auth::AuthErrorKind;
use crate::budget::Patience;
use crate::error::{Error, ErrorKind};
use crate::metrics::Measurement;
use crate::rate::RateLimit;
use crate::reply::Arrival;
use crate::retry::{Failure, RetryState, Verdict};
use crate::token::{Grant, TokenError};
use crate::view::Subject;

pub(super) struct Journey<'a> {
    road: &'a Road,
    http: &'a reqwest::Client,
    operation: &'static Operation,
    context: &'a CallContext,
    span: Span,
    deadline: Deadline,
    state: RetryState,
    /// The token for the next attempt, if the source is not to be asked.
    renewed: Option<Grant>,
    /// One of the requests was sent, is no read, and no answer says that it failed.
    may_have_taken_effect: bool,
    /// The status of the last answer.
    status: Option<u16>,
}

/// An answer that is a success by its status.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    rate: RateLimit,
    body: Bytes,
}

impl<'a> Journey<'a> {
    pub(super) fn new(
        road: &'a Road,
        http: &'a reqwest::Client,
        operation: &'static Operation,
        context: &'a CallContext,
        span: Span,
    ) -> Self {
        Self {
            road,
            http,
            operation,
            context,
            span,
            deadline: Deadline::new(&*road.clock, context.options.retry.deadline()),
            state: RetryState::default(),
            renewed: None,
            may_have_taken_effect: false,
            status: None,
        }
    }

    /// The answer to the call, after as many attempts as the policy allows.
    ///
    /// # Cancel safety
    ///
    /// A dropped call sends nothing more. What it has sent may have taken effect.
    pub(super) async fn travel(mut self, request: Request) -> Result<Response, Error> {
        let result = loop {
            let error = match self.attempt(&request).await {
                Ok(answer) => break Ok(self.arrive(answer)),
                Err(error) => error,
            };
            if self.was_deleted_before(&request, &error) {
                tracing::debug!("nothing is left to delete: an earlier attempt took effect");
                break Ok(self.arrive(Answer {
                    status: StatusCode::NOT_FOUND,
                    headers: HeaderMap::new(),
                    rate: *error.rate_limit(),
                    body: Bytes::new(),
                }));
            }
            if let Err(error) = self.prepare_next(error).await {
                break Err(error
                    .with_operation(self.operation)
                    .with_attempts(self.state.attempts, self.may_have_taken_effect));
            }
        };
        self.report(result.as_ref().err());
        result
    }

    /// One attempt, from the permit to the whole body.
    async fn attempt(&mut self, request: &Request) -> Result<Answer, Error> {
        if self.road.retirement.is_complete() {
            return Err(Error::new(ErrorKind::Retired)
                .with_detail("the service answered 410 before; nothing is sent any more"));
        }
        let out_of_time = || {
            Error::new(ErrorKind::Timeout).with_detail("the deadline of the whole call has passed")
        };
        let mut permit = Permit::acquire(self.road, self.context, &mut self.deadline).await?;
        self.note_wait(&permit);
        let grant = match self.renewed.take() {
            Some(grant) => grant,
            None => self
                .deadline
                .hold(self.context.source.grant())
                .await
                .ok_or_else(out_of_time)?
                .map_err(|error| self.without_token(&error))?,
        };
        let request = self.dressed(request, &grant)?;
        let subject = Subject::of(&self.context.who, grant.owner());
        self.context.lock().grant = Some(grant);

        permit.sent();
        let left = permit.left();
        self.state.attempts += 1;
        let answered = self.deadline.hold(self.http.execute(request)).await;
        let mut response = answered
            .ok_or_else(out_of_time)
            .and_then(|result| result.map_err(|error| not_answered(&error)))
            .map_err(|error| self.unanswered(error))?;
        let status = response.status();
        let headers = mem::take(response.headers_mut());
        let rate = RateLimit::from_headers(&headers);
        self.status = Some(status.as_u16());
        let booked = permit.complete(status, &rate);
        let _ = self.deadline.hold(booked).await;
        tracing::debug!(
            attempt = self.state.attempts,
            "http.response.status_code" = status.as_u16(),
            "fitbit.budget.left" = left.or(rate.remaining),
            "answered"
        );

        let body = self
            .deadline
            .hold(whole_body(response, self.road.largest_body))
            .await
            .ok_or_else(out_of_time)
            .and_then(|body| body);
        let body = match body {
            Ok(body) => body,
            Err(error) if status.is_success() => {
                let error = error.with_answer(status.as_u16(), rate, Bytes::new());
                return Err(self.unanswered(error));
            }
            // The status has said already that it failed.
            Err(_) => Bytes::new(),
        };
        match classify(status, &body, subject) {
            None => Ok(Answer {
                status,
                headers,
                rate,
                body,
            }),
            Some(error) => {
                let error = error.with_answer(status.as_u16(), rate, body);
                Err(self.refused(error, status, &rate).await)
            }
        }
    }

    /// There is no whole answer: nobody knows whether the request took effect, unless it never reached the server.
    fn unanswered(&mut self, error: Error) -> Error {
        if error.kind() != ErrorKind::Connect {
            self.note_effect();
        }
        error
    }

    /// The answer is an error.
    async fn refused(&mut self, error: Error, status: StatusCode, rate: &RateLimit) -> Error {
        if status == StatusCode::GONE {
            self.road.retirement.note(self.operation.id);
        }
        match error.kind() {
            ErrorKind::Server | ErrorKind::Redirected => self.note_effect(),
            _ => {}
        }
        match error.kind() {
            ErrorKind::RateLimited => {
                let policy = self.context.options.retry;
                let asked = policy.quota_wait(rate, self.road.clock.now());
                // The budget has a margin of its own, and whoever comes before it opens is not let through.
                let closed = closed_for(self.road, self.context);
                let closed = self.deadline.hold(closed).await.unwrap_or_default();
                let wait = asked.max(closed);
                self.road.metrics.record(&Measurement::RateLimited {
                    operation: self.operation.id,
                    retry_after: wait,
                });
                error.with_retry_after(wait)
            }
            ErrorKind::Server => match rate.retry_after {
                Some(wait) => error.with_retry_after(wait),
                None => error,
            },
            _ => error,
        }
    }

    fn note_effect(&mut self) {
        self.may_have_taken_effect |= self.operation.idempotency != Idempotency::Safe;
    }

    /// Whether nothing is there to delete because an attempt before this one, whose answer broke, deleted it.
    fn was_deleted_before(&self, request: &Request, error: &Error) -> bool {
        self.may_have_taken_effect
            && request.method() == Method::DELETE
            && error.kind() == ErrorKind::NotFound
    }

    /// Does what it takes before the next attempt; fails with the error that is final.
    async fn prepare_next(&mut self, error: Error) -> Result<(), Error> {
        let failure = Failure {
            kind: error.kind(),
            status: error.status(),
            token_refused: refuses_token(&error),
            repeatable: self.operation.idempotency != Idempotency::None,
            asked: error.retry_after(),
        };
        if !failure.is_outage() && self.state.attempts > 0 {
            self.road.throttle.answered();
        }
        self.state.elapsed = self.deadline.elapsed(&*self.road.clock);
        let policy = self.context.options.retry;
        // The budget has closed the window: whoever waits for it without end waits there.
        let waits_there = self.road.budget.is_some()
            && self.context.options.patience == Some(Patience::Wait)
            && failure.kind == ErrorKind::RateLimited
            && self.state.attempts < policy.attempts().get();
        if waits_there {
            self.record_retry(failure.kind);
            return Ok(());
        }
        match policy.verdict(self.state, &failure, self.road.jitter.draw()) {
            Verdict::Stop => return Err(error),
            Verdict::Renew => self.renew(error).await?,
            Verdict::Wait(wait) => {
                if failure.is_outage() && !self.road.throttle.take() {
                    return Err(error.with_detail(
                        "not tried again: too many calls of this client fail at the moment",
                    ));
                }
                self.pause(error, wait).await?;
            }
        }
        self.record_retry(failure.kind);
        Ok(())
    }

    /// There is no token to send. If the token endpoint is switched off, so is everything.
    fn without_token(&self, reason: &TokenError) -> Error {
        if reason
            .auth()
            .is_some_and(|auth| auth.kind() == AuthErrorKind::Retired)
        {
            self.road.retirement.note_token_endpoint();
        }
        Error::from(reason)
    }

    /// Asks for another token than the one that the server refused, once a call.
    async fn renew(&mut self, error: Error) -> Result<(), Error> {
        self.state.renewed = true;
        let Some(refused) = self.context.lock().grant.clone() else {
            return Err(error);
        };
        let renewal = self.context.source.renewed(refused.token());
        let Some(renewal) = self.deadline.hold(renewal).await else {
            return Err(error);
        };
        self.road.metrics.record(&Measurement::Refresh {
            operation: self.operation.id,
            renewed: matches!(renewal, Ok(Some(_))),
        });
        match renewal {
            Ok(Some(grant)) => {
                tracing::debug!("the server refused the token; there is another one");
                self.renewed = Some(grant);
                Ok(())
            }
            Ok(None) => Err(error),
            Err(reason) => Err(self.without_token(&reason)),
        }
    }

    async fn pause(&mut self, error: Error, wait: Duration) -> Result<(), Error> {
        self.state.pauses += 1;
        tracing::debug!(
            attempt = self.state.attempts,
            "error.type" = error.kind().as_str(),
            "fitbit.wait_ms" = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            "trying again after a pause"
        );
        self.road.metrics.record(&Measurement::Wait {
            operation: self.operation.id,
            error: error.kind(),
            wait,
        });
        let pause = self.road.clock.sleep(wait);
        self.deadline.hold(pause).await.ok_or(error)
    }

    /// Notes the answer for whoever called, and hands it to the generated code: read already, and without the URL.
    fn arrive(&self, answer: Answer) -> Response {
        let Answer {
            status,
            headers,
            rate,
            body,
        } = answer;
        let road = self.road;
        road.throttle.answered();
        road.drift.look(self.operation, &body, |drift| {
            road.metrics.record(&Measurement::Drift {
                operation: self.operation.id,
                drift,
            });
        });
        self.context.lock().arrival = Some(Arrival {
            status: status.as_u16(),
            rate,
            attempts: self.state.attempts,
            body: body.clone(),
        });
        let mut response = http::Response::new(body);
        // The generated code knows statuses of success only; who called is told the one that came.
        *response.status_mut() = if status.is_success() {
            status
        } else {
            StatusCode::NO_CONTENT
        };
        *response.headers_mut() = headers;
        response.into()
    }
}
