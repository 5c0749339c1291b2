//! How the quota is counted and told.

use std::time::Duration;

use jiff::Timestamp;

/// How the quota is counted and told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRules {
    pub(super) limit: Option<u32>,
    window: Duration,
    pub(super) lag: u32,
    pub(crate) headers: bool,
    pub(crate) refusal: QuotaRefusal,
    pub(crate) retry_after: RetryAfter,
}

/// How a call beyond the quota is refused. All were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuotaRefusal {
    /// An error of type `system`: "Too Many Requests".
    #[default]
    System,
    /// An error of type `request` with the older, longer text.
    Request,
    /// A body of no bytes.
    Empty,
}

/// Whether a refusal has `Retry-After`, and what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    #[default]
    Missing,
    /// The time until the window ends.
    True,
    /// So many seconds, whatever the truth is.
    Says(u32),
}

impl RetryAfter {
    /// What the header says, if it is there, in a window that ends in so many seconds.
    pub(crate) fn seconds(self, reset: i64) -> Option<i64> {
        match self {
            Self::Missing => None,
            Self::True => Some(reset),
            Self::Says(seconds) => Some(seconds.into()),
        }
    }
}

impl QuotaRules {
    /// The calls in a window unless set otherwise.
    pub const LIMIT: u32 = 150;

    /// With another number of calls in a window; `None` refuses nobody.
    #[must_use]
    pub fn with_limit(mut self, calls: Option<u32>) -> Self {
        self.limit = calls;
        self
    }

    /// With windows of another length than an hour, to the millisecond and of at least one. They begin at whole
    /// multiples of their length.
    #[must_use]
    pub fn with_window(mut self, length: Duration) -> Self {
        self.window = length.max(Duration::from_millis(1));
        self
    }

    /// With headers that tell of a call only after so many further ones.
    #[must_use]
    pub fn with_lag(mut self, calls: u32) -> Self {
        self.lag = calls;
        self
    }

    /// Without the three headers on any answer.
    #[must_use]
    pub fn without_headers(mut self) -> Self {
        self.headers = false;
        self
    }

    /// With refusals of another form.
    #[must_use]
    pub fn with_refusal(mut self, form: QuotaRefusal) -> Self {
        self.refusal = form;
        self
    }

    /// With a `Retry-After` on refusals that says when the window ends.
    #[must_use]
    pub fn with_retry_after(mut self) -> Self {
        self.retry_after = RetryAfter::True;
        self
    }

    /// With a `Retry-After` on refusals that always says so many seconds, true or not.
    #[must_use]
    pub fn with_retry_after_of(mut self, seconds: u32) -> Self {
        self.retry_after = RetryAfter::Says(seconds);
        self
    }

    pub(super) fn window_number(&self, now: Timestamp) -> i64 {
        now.as_millisecond().div_euclid(self.window_millis())
    }

    pub(super) fn begin(&self, number: i64) -> Timestamp {
        let millis = number.saturating_mul(self.window_millis());
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MIN)
    }

    /// Whole seconds, rounded up: a window is never over sooner than told.
    pub(super) fn until_reset(&self, now: Timestamp) -> i64 {
        let window = self.window_millis();
        let left = window - now.as_millisecond().rem_euclid(window);
        (left + 999) / 1_000
    }

    fn window_millis(&self) -> i64 {
        i64::try_from(self.window.as_millis()).unwrap_or(i64::MAX)
    }
}

/// 150 calls in a clock hour, told at once.
impl Default for QuotaRules {
    fn default() -> Self {
        Self {
            limit: Some(Self::LIMIT),
            window: Duration::from_hours(1),
            lag: 0,
            headers: true,
            refusal: QuotaRefusal::default(),
            retry_after: RetryAfter::default(),
        }
    }
}
