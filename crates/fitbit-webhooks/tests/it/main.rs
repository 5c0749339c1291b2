//! What a subscriber promises, on the crate as a service sees it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod batch;
#[cfg(feature = "inbox")]
mod burst;
mod coalesce;
#[cfg(feature = "axum")]
mod endpoint;
#[cfg(feature = "inbox")]
mod receiver;
mod sha1;
mod signature;
#[cfg(feature = "axum")]
mod socket;
#[cfg(feature = "inbox")]
mod stage;
