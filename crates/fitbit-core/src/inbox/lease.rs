//! The words in which consumers and an inbox speak about a row.

use std::fmt;
use std::time::Duration;

use super::Notice;

/// What became of notices that were accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// How many rows are new.
    pub new: usize,
    /// How many of the notices have a row already.
    pub further: usize,
}

impl Accepted {
    /// So many new rows, and so many that were there.
    pub const fn new(new: usize, further: usize) -> Self {
        Self { new, further }
    }
}

/// The right to work on a notice for some time.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "nobody else gets the notice until the lease is over"]
pub struct Lease {
    notice: Notice,
    fence: u64,
    attempt: u32,
}

impl Lease {
    /// A lease with this fence on a notice, which is lent for this attempt.
    pub const fn new(notice: Notice, fence: u64, attempt: u32) -> Self {
        Self {
            notice,
            fence,
            attempt,
        }
    }

    /// What is to be looked at.
    pub const fn notice(&self) -> &Notice {
        &self.notice
    }

    /// Its number: higher than that of every earlier lease of the inbox.
    pub const fn fence(&self) -> u64 {
        self.fence
    }

    /// How often the row was lent since a notice of it last arrived, this time included: 1 for the first one. By this
    /// a consumer makes its waits longer.
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Lease")
            .field("fence", &self.fence)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// What came of ending a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub enum Ended {
    /// The row is removed, or put off, as was asked.
    Done,
    /// A further notice arrived meanwhile: the row is due at once, as if it were new.
    DueAgain,
    /// The row is gone or was lent again: nothing changed.
    Superseded,
}

/// How much an inbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Pending {
    /// All rows: those that are due, put off or lent.
    pub notices: usize,
    /// How long ago the row that stands first in line became due; `None` when none is due.
    pub waiting_for: Option<Duration>,
}

impl Pending {
    /// So many rows, of which the oldest that is due has been waiting for this long.
    pub const fn new(notices: usize, waiting_for: Option<Duration>) -> Self {
        Self {
            notices,
            waiting_for,
        }
    }
}
