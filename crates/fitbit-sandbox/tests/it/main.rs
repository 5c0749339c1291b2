//! The sandbox over HTTP: what it promises to those who talk to it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod activity_log;
mod badges;
mod conformity;
mod friends;
mod http;
mod invitations;
mod life;
mod program;
mod schema;
mod subscriptions;
