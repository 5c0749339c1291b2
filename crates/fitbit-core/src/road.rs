//! The one road that every request takes, whichever crate it was built in.
//!
//! Permit, token, scope check, origin check, headers, send, observe the headers, read the body, classify, verdict: in
//! this order, for every operation, also one called on the raw client. Nothing here knows an endpoint: what differs
//! between operations comes from their facts. No URL, id or value reaches a span, an event or a measurement.

mod answer;
mod body;
mod deadline;
mod journey;
mod permit;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fitbit_api::facts::Operation;
use fitbit_api::{BoxFuture, Call, Transport, UserIdOrOwn, carry};
use reqwest::{Request, Response};
use tracing::Instrument;
use url::Origin;

use crate::budget::{Budget, BudgetKey, Patience, Priority};
use crate::clock::Clock;
use crate::drift::Observer;
use crate::error::{Error, ErrorKind};
use crate::locale::Locale;
use crate::metrics::Metrics;
use crate::reply::Arrival;
use crate::retirement::Retirement;
use crate::retry::{Jitter, RetryPolicy, Tokens};
use crate::token::{Grant, TokenSource};
use crate::units::UnitSystem;

use journey::Journey;

/// What all calls of one client share.
pub(crate) struct Road {
    pub(crate) origin: Origin,
    /// The host of the origin, for spans.
    pub(crate) host: Box<str>,
    pub(crate) units: UnitSystem,
    pub(crate) locale: Locale,
    pub(crate) largest_body: usize,
    pub(crate) clock: Arc<dyn Clock>,
    /// `None`: nothing is counted.
    pub(crate) budget: Option<Budget>,
    pub(crate) jitter: Jitter,
    pub(crate) throttle: Tokens,
    pub(crate) metrics: Metrics,
    pub(crate) drift: Observer,
    pub(crate) retirement: Retirement,
}

/// What the caller chose for the calls of one handle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallOptions {
    pub(crate) retry: RetryPolicy,
    pub(crate) priority: Priority,
    /// `None`: as long as the deadline leaves.
    pub(crate) patience: Option<Patience>,
}

/// What one call brings along and takes home.
pub(crate) struct CallContext {
    source: Arc<dyn TokenSource>,
    who: UserIdOrOwn,
    options: CallOptions,
    /// Whose budget it is.
    key: BudgetKey,
    notes: Mutex<Notes>,
}

/// What the road noted on the way.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) arrival: Option<Arrival>,
    pub(crate) grant: Option<Grant>,
}

/// An error on its way through progenitor's error type.
pub(crate) struct Carrier(Mutex<Option<Error>>);

impl Carrier {
    /// The error; there is one for whoever asks first.
    pub(crate) fn take(&self) -> Option<Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl CallContext {
    pub(crate) fn new(
        source: Arc<dyn TokenSource>,
        who: UserIdOrOwn,
        options: CallOptions,
        key: BudgetKey,
    ) -> Self {
        Self {
            source,
            who,
            options,
            key,
            notes: Mutex::default(),
        }
    }

    pub(crate) fn take_notes(&self) -> Notes {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Road {
    fn execute<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
        call: Call<'a>,
    ) -> BoxFuture<'a, reqwest::Result<Response>> {
        let operation = Operation::find(call.operation_id);
        let context = call.context.and_then(|context| context.downcast_ref());
        let (Some(operation), Some(context)) = (operation, context) else {
            let error = Error::new(ErrorKind::InvalidRequest)
                .with_detail("a raw client must come from a person's handle");
            return Box::pin(async { Ok(carried(error)) });
        };
        let span = tracing::debug_span!(
            "fitbit.call",
            operation = operation.id,
            "http.request.method" = operation.method,
            "url.template" = operation.path,
            "server.address" = &*self.host,
            "http.response.status_code" = tracing::field::Empty,
            "http.request.resend_count" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        );
        let journey = Journey::new(self, http, operation, context, span.clone());
        let travel = async move { Ok(journey.travel(request).await.unwrap_or_else(carried)) };
        Box::pin(travel.instrument(span))
    }
}

fn carried(error: Error) -> Response {
    carry(Carrier(Mutex::new(Some(error))))
}
