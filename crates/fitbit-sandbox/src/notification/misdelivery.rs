//! What can go wrong with a batch on command: all that a subscriber has to live with, and some that it must refuse.

use serde::{Deserialize, Serialize};

/// What goes wrong with a batch. It is the effect of a fault on `notification`:
/// [`Effect::Misdeliver`](crate::Effect::Misdeliver).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Misdelivery {
    /// It is delivered twice, as batches of their own.
    Duplicate,
    /// Its notices stand in the opposite order.
    Reorder,
    /// It is due so many seconds later, by the sandbox's clock.
    Delay {
        /// How long.
        seconds: u32,
    },
    /// Each of its notices is delivered in a batch of its own.
    Split,
    /// Its first attempt has a signature of another key; what comes after a refusal has the right one.
    WrongSignature,
    /// It has one more notice, of a collection that nobody knows.
    UnknownCollection,
    /// Its notices have the shape that was announced for revocations: `2020-06` for a date, and no `ownerType`.
    AnnouncedShape,
}
