//! Telling the subscribers of applications what is new: who is told, in which batches, how often it is tried, and when a
//! subscriber is given up.
//!
//! Everything in here but [`post`] and [`deliver`] is a step from one state to the next at an instant, and knows nothing of
//! sockets. Nothing is sent to any address but loopback.

mod cause;
mod deliver;
mod delivery;
mod mailbox;
mod misdelivery;
mod notice;
mod outbox;
mod post;
mod rules;
mod signature;
mod subscriber;
mod target;

pub(crate) use deliver::{deliver, deliver_until, verify};
pub use delivery::Delivery;
pub use misdelivery::Misdelivery;
pub(crate) use outbox::{Outbox, Unnamed};
pub use rules::NotificationRules;
pub use subscriber::{Subscriber, SubscriberState, Verification};

/// What faults of deliveries are about, beside the ids of operations.
pub(crate) const NOTIFICATION: &str = "notification";

/// The subscriber that an application has without saying anything.
pub(crate) const FIRST_SUBSCRIBER: &str = "1";
