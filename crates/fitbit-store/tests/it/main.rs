//! The promises of the shared stores, on every engine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod agreement;
mod conformance;
mod engines;
mod notices;
mod opening;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redis")]
mod redis;
mod sqlite;
mod tokens;
