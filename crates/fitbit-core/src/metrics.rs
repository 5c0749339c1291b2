//! What a service counts: events with names that stay the same, handed to a function of its own.
//!
//! No event holds a person, an id, a URL or a value. What they are counted with is the service's business: this crate
//! depends on no metrics library.

use std::sync::Arc;
use std::time::Duration;

use crate::drift::Drift;
use crate::error::ErrorKind;

/// Something that happened, to be counted. [`Measurement::name`] is its name in every metrics system.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Measurement<'a> {
    /// A call has ended.
    Call {
        /// The operation's id.
        operation: &'static str,
        /// The status of the last answer, where there was one.
        status: Option<u16>,
        /// What went wrong, if something did. A body that does not decode comes after the call, and is not among them.
        error: Option<ErrorKind>,
        /// Requests sent.
        attempts: u32,
        /// From the beginning to the end, by the wall clock: all attempts and waits.
        duration: Duration,
    },
    /// A request is about to be sent once more.
    Retry {
        /// The operation's id.
        operation: &'static str,
        /// Why.
        error: ErrorKind,
    },
    /// The server said that the quota is spent.
    RateLimited {
        /// The operation's id.
        operation: &'static str,
        /// The time until a call can succeed, margin included.
        retry_after: Duration,
    },
    /// A call waits before it sends again.
    Wait {
        /// The operation's id.
        operation: &'static str,
        /// Why.
        error: ErrorKind,
        /// How long.
        wait: Duration,
    },
    /// Another token was asked for because the server does not take the old one any more.
    Refresh {
        /// The operation's id.
        operation: &'static str,
        /// Whether there was one.
        renewed: bool,
    },
    /// An answer holds something that the spec does not list.
    Drift {
        /// The operation's id.
        operation: &'static str,
        /// Where, and what.
        drift: &'a Drift,
    },
}

impl Measurement<'_> {
    /// The name to count it by. It never changes.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Call { .. } => "fitbit.client.calls",
            Self::Retry { .. } => "fitbit.client.retries",
            Self::RateLimited { .. } => "fitbit.client.rate_limited",
            Self::Wait { .. } => "fitbit.client.waits",
            Self::Refresh { .. } => "fitbit.client.refreshes",
            Self::Drift { .. } => "fitbit.client.drift",
        }
    }

    /// The operation's id.
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::Call { operation, .. }
            | Self::Retry { operation, .. }
            | Self::RateLimited { operation, .. }
            | Self::Wait { operation, .. }
            | Self::Refresh { operation, .. }
            | Self::Drift { operation, .. } => operation,
        }
    }
}

type Listener = dyn Fn(&Measurement<'_>) + Send + Sync;

/// Who is told, if anybody is.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Option<Arc<Listener>>);

impl Metrics {
    pub(crate) fn new(listener: impl Fn(&Measurement<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn record(&self, measurement: &Measurement<'_>) {
        if let Some(listener) = &self.0 {
            listener(measurement);
        }
    }
}
