//! What holds when several processes share a person's tokens and budget: real processes, on every engine, with a fake
//! service in this one that counts and remembers what each of them sent.
//!
//! Every scenario runs in a small size here, and in the full one where `FITBIT_TEST_SCALE` is `full`, as
//! `cargo xtask evidence processes` sets it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod careless;
mod clocks;
mod cuts;
mod engines;
mod fleet;
mod judge;
mod rotations;
mod scene;
mod service;
mod spending;
mod table;

use tokio::sync::{Mutex, MutexGuard};

/// Each scenario counts on the whole machine.
async fn alone() -> MutexGuard<'static, ()> {
    static MACHINE: Mutex<()> = Mutex::const_new(());
    MACHINE.lock().await
}

/// Whether the sizes are those of the evidence.
fn is_full() -> bool {
    std::env::var("FITBIT_TEST_SCALE").is_ok_and(|scale| scale == "full")
}
