//! The verdict on one failed attempt.

use std::time::Duration;

use jiff::Timestamp;

use super::RetryPolicy;
use crate::error::ErrorKind;
use crate::rate::RateLimit;

/// What is known about a call when an attempt has failed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RetryState {
    /// Requests sent, this one counted.
    pub(crate) attempts: u32,
    /// Attempts that a pause followed, which the length of the next one goes by.
    pub(crate) pauses: u32,
    /// Time since the call began.
    pub(crate) elapsed: Duration,
    /// Whether a new token was asked for already.
    pub(crate) renewed: bool,
}

/// How an attempt failed, as far as the verdict goes by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) status: Option<u16>,
    /// The server said that it does not take this token any more, and not that somebody may not do this.
    pub(crate) token_refused: bool,
    /// Twice has the effect of once.
    pub(crate) repeatable: bool,
    /// The wait that the answer asks for.
    pub(crate) asked: Option<Duration>,
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Get another token and send at once.
    Renew,
    /// Wait so long and send again.
    Wait(Duration),
    /// The failure is final.
    Stop,
}

impl Failure {
    /// Whether it speaks of a server in trouble: only such retries are throttled.
    pub(crate) fn is_outage(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Interrupted | ErrorKind::Server
        )
    }
}

impl RetryPolicy {
    /// The verdict on a failed attempt. `fraction`, from 0 to below 1, is what chance has to say.
    pub(crate) fn verdict(&self, state: RetryState, failure: &Failure, fraction: f64) -> Verdict {
        if state.attempts >= self.attempts.get() {
            return Verdict::Stop;
        }
        let wait = match failure.kind {
            // The server did nothing: whatever the request was, it may be sent again.
            ErrorKind::Unauthorized if failure.token_refused && !state.renewed => {
                return Verdict::Renew;
            }
            ErrorKind::RateLimited => match failure.asked {
                Some(asked) => asked,
                None => return Verdict::Stop,
            },
            ErrorKind::Connect => self.pause(state.pauses, fraction),
            ErrorKind::Timeout | ErrorKind::Interrupted if failure.repeatable => {
                self.pause(state.pauses, fraction)
            }
            // 501 and 505 speak of the request and not of the moment.
            ErrorKind::Server
                if failure.repeatable && !matches!(failure.status, Some(501 | 505)) =>
            {
                let asked = failure.asked.unwrap_or_default();
                self.pause(state.pauses, fraction).max(asked)
            }
            _ => return Verdict::Stop,
        };
        let fits = state
            .elapsed
            .checked_add(wait)
            .is_some_and(|end| end < self.deadline);
        if fits {
            Verdict::Wait(wait)
        } else {
            Verdict::Stop
        }
    }

    /// The pause after so many before it: exponential, with full jitter.
    fn pause(&self, pauses: u32, fraction: f64) -> Duration {
        let bound = 2_u32
            .checked_pow(pauses)
            .and_then(|factor| self.first_pause.checked_mul(factor))
            .map_or(self.longest_pause, |bound| bound.min(self.longest_pause));
        bound.mul_f64(fraction)
    }

    /// The wait that an answer asks for whose status says that the quota is spent: the larger of what its headers say,
    /// or to the end of a window that begins on the clock, and the margin.
    pub(crate) fn quota_wait(&self, rate: &RateLimit, now: Timestamp) -> Duration {
        rate.reset
            .max(rate.retry_after)
            .unwrap_or_else(|| self.rest_of_window(now))
            .saturating_add(self.quota_margin)
    }

    fn rest_of_window(&self, now: Timestamp) -> Duration {
        let window = self.quota_window.as_nanos();
        let since_1970 = u128::try_from(now.as_nanosecond()).unwrap_or_default();
        match since_1970.checked_rem(window) {
            Some(begun) => Duration::from_nanos_u128(window - begun),
            None => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests;
