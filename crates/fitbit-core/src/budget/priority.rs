//! Who goes first.

/// How urgent a call is. The order is the one in which calls are served: `Interactive < Webhook < Backfill`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Somebody is waiting for the answer.
    Interactive,
    /// News was announced; it should be fetched soon.
    Webhook,
    /// Everything that may take hours.
    Backfill,
}
