//! The promises of a token store, checked on the two stores that there are so far.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod sqlite;

use std::sync::Arc;

use fitbit_core::auth::{MemoryTokenStore, conformance};
use fitbit_core::{Clock, ManualClock};

use sqlite::SqliteTokenStore;

fn clock() -> ManualClock {
    ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap())
}

#[tokio::test]
async fn the_store_in_memory_conforms() {
    let clock = clock();
    let one = MemoryTokenStore::with_clock(Arc::new(clock.clone()));
    let other = one.clone();
    conformance::check(&one, &other, async || clock.advance(conformance::LEASE)).await;
}

#[tokio::test]
async fn a_store_on_sqlite_conforms_from_two_connections() {
    let clock = clock();
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let clock: Arc<dyn Clock> = Arc::new(clock.clone());
        SqliteTokenStore::open(&folder.path().join("tokens.sqlite"), clock)
    };
    conformance::check(&open(), &open(), async || clock.advance(conformance::LEASE)).await;
}
