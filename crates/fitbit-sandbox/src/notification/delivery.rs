//! What became of one POST.

use jiff::Timestamp;

/// One attempt to deliver a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// When, by the sandbox's clock.
    pub at: Timestamp,
    /// The client id of the application.
    pub app: String,
    /// The id of the subscriber.
    pub subscriber: String,
    /// The number of the batch, which its attempts have in common; unique for a subscriber.
    pub batch: u64,
    /// How many notices are in it.
    pub notices: usize,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// The status of the answer; `None` if none came in time.
    pub status: Option<u16>,
    /// Whether the subscriber took it.
    pub accepted: bool,
}
