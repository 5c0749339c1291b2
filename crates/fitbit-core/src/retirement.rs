//! Remembers that the API is switched off.
//!
//! One operation that answers 410 may be withdrawn alone; two different ones mean the whole service. From then on no
//! request is sent: a client that treats the end as an outage would go on for ever.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// The state that all users of one client share.
#[derive(Debug, Default)]
pub(crate) struct Retirement {
    first: Mutex<Option<&'static str>>,
    complete: AtomicBool,
}

impl Retirement {
    /// Whether the whole service is known to be gone.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete.load(Ordering::Relaxed)
    }

    /// Notes that the token endpoint answered 410: without tokens there is nothing left to call.
    pub(crate) fn note_token_endpoint(&self) {
        self.complete.store(true, Ordering::Relaxed);
    }

    /// Notes that `operation` answered 410.
    pub(crate) fn note(&self, operation: &'static str) {
        // A panic while it was held leaves nothing half-done: the one write is a whole value.
        let mut first = self
            .first
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match *first {
            None => *first = Some(operation),
            Some(known) if known != operation => self.complete.store(true, Ordering::Relaxed),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_operation_is_withdrawn_alone_and_two_are_the_service() {
        let retirement = Retirement::default();
        retirement.note("get_badges");
        retirement.note("get_badges");
        assert!(!retirement.is_complete());
        retirement.note("get_friends");
        assert!(retirement.is_complete());
    }
}
