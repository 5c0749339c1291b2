//! The promises of stores, checked on those in memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

use std::sync::Arc;

use fitbit_core::auth::{MemoryTokenStore, conformance};
use fitbit_core::budget::{self, BudgetStore, MemoryBudgetStore};
use fitbit_core::{BudgetSettings, ManualClock};

fn clock() -> ManualClock {
    ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap())
}

#[tokio::test]
async fn the_token_store_in_memory_conforms() {
    let clock = clock();
    let one = MemoryTokenStore::with_clock(Arc::new(clock.clone()));
    let other = one.clone();
    conformance::check(&one, &other, async || clock.advance(conformance::LEASE)).await;
}

#[tokio::test]
async fn the_budget_store_in_memory_conforms() {
    let clock = clock();
    let stores = std::sync::Mutex::new(Vec::<(BudgetSettings, Arc<dyn BudgetStore>)>::new());
    // A store in memory has one view, which all share.
    let open = async |settings: BudgetSettings| {
        let mut stores = stores.lock().unwrap();
        let known = stores.iter().find(|(other, _)| *other == settings);
        if let Some((_, store)) = known {
            return Arc::clone(store);
        }
        let store = Arc::new(MemoryBudgetStore::new(settings, Arc::new(clock.clone())));
        stores.push((settings, Arc::clone(&store) as _));
        store
    };
    budget::conformance::check(open, async |time| clock.advance(time)).await;
}
