//! The time, as this crate sees it. Whoever needs the present or a pause asks a [`Clock`]; nothing else here reads one,
//! so that a test moves hours in no time.
//!
//! Two kinds of time are told apart: the wall clock, which may jump, and a pause, which passes whatever the wall clock
//! does meanwhile.

mod manual;

use std::time::Duration;

use fitbit_api::BoxFuture;
use jiff::Timestamp;

pub use manual::ManualClock;

/// Tells the present and waits.
pub trait Clock: Send + Sync + 'static {
    /// The present, by the wall clock. Two readings may be equal, and the second one earlier if somebody set the clock.
    fn now(&self) -> Timestamp;

    /// A future that is ready once this much time has passed, counted from the call.
    ///
    /// # Cancel safety
    ///
    /// Dropping it ends the pause and nothing else.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The clock of this machine. Its pauses need a Tokio runtime with time enabled.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
