//! Keeps an outage from being amplified: retries after failures are paid for from a bucket that successes fill.
//!
//! While nearly everything succeeds the bucket is full and nobody notices it. When everything fails it runs dry, and a
//! call then costs the server one request and not four.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many retries after failures all calls of one client may make together.
///
/// Waits for a quota and renewals of a token are no failures of the server and are not counted.
///
/// ```
/// use std::num::NonZeroU32;
/// use fitbit_core::RetryThrottle;
///
/// let strict = RetryThrottle::new().with_burst(10);
/// assert_eq!((strict.burst(), strict.answers_per_retry().get()), (10, 10));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct RetryThrottle {
    burst: u32,
    answers_per_retry: NonZeroU32,
}

impl RetryThrottle {
    /// A hundred retries in a row, and one more for every ten answers.
    pub const fn new() -> Self {
        Self {
            burst: 100,
            answers_per_retry: NonZeroU32::MIN.saturating_add(9),
        }
    }

    /// The retries that may follow each other while nothing is answered; 0 forbids them from the start.
    pub const fn with_burst(mut self, burst: u32) -> Self {
        self.burst = burst;
        self
    }

    /// The answers that earn one retry.
    pub const fn with_answers_per_retry(mut self, answers: NonZeroU32) -> Self {
        self.answers_per_retry = answers;
        self
    }

    /// The retries that may follow each other while nothing is answered.
    pub const fn burst(&self) -> u32 {
        self.burst
    }

    /// The answers that earn one retry.
    pub const fn answers_per_retry(&self) -> NonZeroU32 {
        self.answers_per_retry
    }
}

impl Default for RetryThrottle {
    fn default() -> Self {
        Self::new()
    }
}

/// The bucket of one client, counted in answers.
pub(crate) struct Tokens {
    left: AtomicU64,
    full: u64,
    price: u64,
}

impl Tokens {
    pub(crate) fn new(throttle: RetryThrottle) -> Self {
        let price = u64::from(throttle.answers_per_retry.get());
        let full = u64::from(throttle.burst) * price;
        Self {
            left: AtomicU64::new(full),
            full,
            price,
        }
    }

    /// Pays for one retry; `false` when there is too little left. A retry that is dropped before it is sent stays paid.
    #[must_use]
    pub(crate) fn take(&self) -> bool {
        self.left
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(self.price)
            })
            .is_ok()
    }

    /// The server gave an answer, whatever it said.
    pub(crate) fn answered(&self) {
        // A full bucket is the usual case and is not written to: all calls of a client share this line of the cache.
        if self.left.load(Ordering::Relaxed) < self.full {
            let _ = self
                .left
                .try_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    (left < self.full).then_some(left + 1)
                });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn retries_are_never_more_than_the_burst_and_what_answers_earned(
            burst in 0_u32..20,
            price in 1_u32..20,
            events in proptest::collection::vec(proptest::prelude::any::<bool>(), 0..400),
        ) {
            let price = NonZeroU32::new(price).unwrap();
            let tokens = Tokens::new(
                RetryThrottle::new().with_burst(burst).with_answers_per_retry(price),
            );
            let (mut retries, mut answers) = (0, 0);
            for is_answer in events {
                if is_answer {
                    tokens.answered();
                    answers += 1;
                } else if tokens.take() {
                    retries += 1;
                }
                proptest::prop_assert!(retries <= burst + answers / price.get());
            }
        }
    }

    #[test]
    fn a_dry_bucket_is_filled_by_answers_and_not_over_its_brim() {
        let price = NonZeroU32::new(3).unwrap();
        let tokens = Tokens::new(
            RetryThrottle::new()
                .with_burst(1)
                .with_answers_per_retry(price),
        );
        assert!(tokens.take());
        assert!(!tokens.take());
        for _ in 0..2 {
            tokens.answered();
        }
        assert!(!tokens.take());
        for _ in 0..10 {
            tokens.answered();
        }
        assert!(tokens.take());
        assert!(!tokens.take(), "a burst of one is one");
    }
}
