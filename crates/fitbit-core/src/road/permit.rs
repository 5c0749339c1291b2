//! The place of one request in the quota. No budget is kept yet: every permit is granted at once.
//!
//! The order is fixed already: acquired before a token is asked for, given back when dropped before [`Permit::sent`],
//! spent after it, completed with what the answer says about the quota.

use crate::error::Error;
use crate::rate::RateLimit;

pub(super) struct Permit;

impl Permit {
    #[expect(clippy::unused_async, reason = "a budget makes it wait")]
    pub(super) async fn acquire() -> Result<Self, Error> {
        Ok(Self)
    }

    /// The request leaves now: from here on it counts, whatever comes of it.
    #[expect(clippy::unused_self, reason = "a budget notes it")]
    pub(super) fn sent(&mut self) {}

    /// An answer has come.
    #[expect(clippy::unused_self, reason = "a budget notes it")]
    pub(super) fn complete(self, _status: u16, _rate: &RateLimit) {}
}
