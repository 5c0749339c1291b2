//! What a service counts: events with names that stay the same, handed to a function of its own. None holds a person, an
//! id, a day or a text that was received.

use std::time::Duration;

use crate::answer::Answer;
use crate::batch::MisfitKind;

/// Something that happened, to be counted. [`Measurement::name`] is its name in every metrics system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Measurement {
    /// A request was answered.
    Request {
        /// With what.
        answer: Answer,
        /// From its head to the answer, by the wall clock.
        duration: Duration,
    },
    /// Notices are safe in the inbox.
    Notices {
        /// How many are new there.
        new: usize,
        /// How many were there already.
        further: usize,
    },
    /// An item of a signed batch is not as it should be.
    Misfit {
        /// What is wrong with it.
        kind: MisfitKind,
    },
}

impl Measurement {
    /// The name to count it by. It never changes.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "fitbit.webhooks.requests",
            Self::Notices { .. } => "fitbit.webhooks.notices",
            Self::Misfit { .. } => "fitbit.webhooks.misfits",
        }
    }
}

type Listener = dyn Fn(&Measurement) + Send + Sync;

/// Who is told, if anybody is.
#[derive(Default)]
pub(crate) struct Metrics(Option<Box<Listener>>);

impl Metrics {
    pub(crate) fn new(listener: impl Fn(&Measurement) + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(listener)))
    }

    pub(crate) fn record(&self, measurement: &Measurement) {
        if let Some(listener) = &self.0 {
            listener(measurement);
        }
    }
}
