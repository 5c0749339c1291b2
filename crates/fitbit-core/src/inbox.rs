//! What stands between a notification that was answered and the work that it asks for.
//!
//! The service says that something changed and waits for seconds only, while the reading may have to wait for the
//! quota. So a [`Notice`] is kept in an [`Inbox`] before it is answered, and worked off afterwards, by one process or by
//! several. A notice has no number and no order: it is its own key, and a thousand of them about one day are one row.
//!
//! An inbox decides nothing: when to read a day again and how long to wait after a failure is the consumer's business.
//!
//! ```
//! use std::time::Duration;
//!
//! use fitbit_core::inbox::{Collection, Inbox, MemoryInbox, Notice};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let inbox = MemoryInbox::new(100_000);
//! let steps = Notice::new("28H22H".parse()?, Collection::Activities, "2026-05-20".parse().ok());
//! inbox.accept(&[steps]).await?; // Now it may be answered.
//!
//! for lease in inbox.lease(10, Duration::from_secs(60)).await? {
//!     // Read lease.notice() from the API here. If that fails: inbox.postpone(&lease, …).
//!     let _ = inbox.finish(&lease).await?;
//! }
//! # Ok(())
//! # }
//! ```

mod collection;
pub mod conformance;
mod lease;
mod memory;
mod notice;

use std::fmt;
use std::time::Duration;

use fitbit_api::{BoxFuture, UserId};

pub use crate::auth::{StoreError, StoreErrorKind};
pub use collection::{Collection, OtherCollection};
pub use lease::{Accepted, Ended, Lease, Pending};
pub use memory::MemoryInbox;
pub use notice::{Notice, NoticeError};

/// Keeps notices from the answer to the server until somebody has worked them off.
///
/// It has one row a notice. The promises below hold for all processes that share the inbox; [`conformance`] checks them.
/// Every method is one atomic step: it has happened as a whole or not at all, also when the process dies in it. Times
/// pass by the inbox's own clock, never by that of a process; no instant crosses this trait, only durations.
///
/// A notice is lent at least once, and perhaps more often: a lease that is over is lent again. So reading a day must have
/// the same effect twice as once.
///
/// # Cancel safety
///
/// A method that is dropped before it is ready has happened or not. Accepting and forgetting may be repeated; a lease
/// whose answer was lost is over by itself.
///
/// # Errors
///
/// Every method: [`StoreError`] when the inbox cannot tell or cannot do what was asked.
pub trait Inbox: Send + Sync + 'static {
    /// Keeps all these notices or none of them. When it is ready, they are safe: they outlive the process, if anything
    /// of this inbox does.
    ///
    /// A notice without a row gets one, which is due at once. One that has a row is a *further* notice: the row is due at
    /// once if it was put off, and if it is lent, it outlives that lease. A notice that stands there twice counts once.
    ///
    /// # Errors
    ///
    /// [`AcceptError::Full`] when there is no room for all rows that would be new. Nothing was kept then, also nothing
    /// of the notices that have a row.
    fn accept<'a>(&'a self, notices: &'a [Notice]) -> BoxFuture<'a, Result<Accepted, AcceptError>>;

    /// Lends rows that are due, at most so many, those first that became due first. For as long as the lease lasts
    /// nobody else gets them.
    ///
    /// No two leases of an inbox have the same fence, and a later one has a higher one; also when the row was removed
    /// and came again in between.
    fn lease(&self, up_to: usize, lasts: Duration)
    -> BoxFuture<'_, Result<Vec<Lease>, StoreError>>;

    /// Says that the work is done, and removes the row.
    ///
    /// If a further notice arrived since the lease began, the row stays and is due at once ([`Ended::DueAgain`]). It
    /// takes effect if the lease is the latest one of the row, even if its time is over.
    fn finish<'a>(&'a self, lease: &'a Lease) -> BoxFuture<'a, Result<Ended, StoreError>>;

    /// Gives the row back, to be due after this long: after a failure, for want of quota, or because more data of the
    /// day is expected.
    ///
    /// If a further notice arrived since the lease began, the row is due at once ([`Ended::DueAgain`]). It takes effect
    /// if the lease is the latest one of the row, even if its time is over.
    fn postpone<'a>(
        &'a self,
        lease: &'a Lease,
        after: Duration,
    ) -> BoxFuture<'a, Result<Ended, StoreError>>;

    /// Removes every row of a person, lent or not; how many there were. Leases on them have no effect any more, that of
    /// the notice which told of the revocation included.
    fn forget<'a>(&'a self, person: &'a UserId) -> BoxFuture<'a, Result<usize, StoreError>>;

    /// How much there is to do, to be watched.
    fn pending(&self) -> BoxFuture<'_, Result<Pending, StoreError>>;
}

/// Why notices were not accepted. None of them was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AcceptError {
    /// There is no room: the consumers do not keep up.
    Full,
    /// The inbox does not work.
    Store(StoreError),
}

impl fmt::Display for AcceptError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => formatter.write_str(
                "the inbox is full, so nothing was accepted: work it off faster, or give it more room",
            ),
            Self::Store(_) => formatter
                .write_str("the inbox does not work, so nothing was accepted: mend its store"),
        }
    }
}

impl std::error::Error for AcceptError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Full => None,
            Self::Store(error) => Some(error),
        }
    }
}

impl From<StoreError> for AcceptError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
