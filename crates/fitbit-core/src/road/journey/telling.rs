//! What a call tells those who count and trace.

use std::time::Duration;

use super::super::permit::Permit;
use super::Journey;
use crate::error::{Error, ErrorKind};
use crate::metrics::Measurement;

impl Journey<'_> {
    pub(super) fn record_retry(&self, error: ErrorKind) {
        self.road.metrics.record(&Measurement::Retry {
            operation: self.operation.id,
            error,
        });
    }

    pub(super) fn note_wait(&self, permit: &Permit) {
        let wait = permit.waited();
        if wait > Duration::ZERO {
            self.road.metrics.record(&Measurement::Wait {
                operation: self.operation.id,
                error: ErrorKind::BudgetSpent,
                wait,
            });
        }
    }

    pub(super) fn report(&self, error: Option<&Error>) {
        if let Some(status) = self.status {
            self.span.record("http.response.status_code", status);
        }
        self.span.record(
            "http.request.resend_count",
            self.state.attempts.saturating_sub(1),
        );
        if let Some(error) = error {
            self.span.record("error.type", error.kind().as_str());
            tracing::debug!(
                attempts = self.state.attempts,
                "error.type" = error.kind().as_str(),
                "failed"
            );
        }
        if self.road.metrics.is_on() {
            self.road.metrics.record(&Measurement::Call {
                operation: self.operation.id,
                status: self.status,
                error: error.map(Error::kind),
                attempts: self.state.attempts,
                duration: self.deadline.elapsed(&*self.road.clock),
            });
        }
    }
}
