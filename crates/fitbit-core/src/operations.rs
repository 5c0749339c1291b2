//! The operations of the API, by the names and groups of its documentation.
//!
//! Each is a few lines over the one road: arguments that can be wrong are checked before a call is spent, and nothing
//! else stands here. The facts about an operation are in the spec.

mod activity;
mod friends;
mod subscription;
mod user;

pub use activity::ActivityLogQuery;
pub use friends::Invitee;
