//! What holds only when the crates work together: the client on the fake service, and the client on a server that
//! misbehaves.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod bodies;
mod budget;
mod canary;
mod capture;
mod consent;
mod faults;
mod forms;
mod invitations;
mod leniency;
mod pages;
mod parameters;
mod pending;
mod people;
mod quantities;
mod ranges;
mod refusals;
mod retry;
mod road;
mod schemas;
mod scripted;
mod stage;
mod subscriptions;
mod toy;
mod values;
