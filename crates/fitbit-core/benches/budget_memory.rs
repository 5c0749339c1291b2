//! How much memory an idle user costs in a budget: a million users make one call each in one window, and then none.
//! `cargo bench -p fitbit-core --bench budget_memory` prints resident bytes a user; it judges nothing. Linux only: it
//! reads `/proc/self/statm`.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fitbit_core::budget::{BudgetStore, MemoryBudgetStore};
use fitbit_core::{Budget, BudgetKey, BudgetSettings, ManualClock, Patience, Priority, RateLimit};

const USERS: usize = 1_000_000;

fn resident() -> Result<usize, Box<dyn Error>> {
    const PAGE: usize = 4096;

    let statm = fs::read_to_string("/proc/self/statm")?;
    let pages = statm
        .split(' ')
        .nth(1)
        .ok_or("statm has no second number")?;
    Ok(pages.parse::<usize>()? * PAGE)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let clock = ManualClock::new("2026-05-20T10:10:00Z".parse()?);
    let settings = BudgetSettings::fitbit();
    let store = Arc::new(MemoryBudgetStore::new(settings, Arc::new(clock.clone())));
    let shared: Arc<dyn BudgetStore> = Arc::<MemoryBudgetStore>::clone(&store);
    let budget = Budget::new(shared, Arc::new(clock.clone()));
    let mut rate = RateLimit::default();
    rate.limit = Some(150);
    rate.remaining = Some(149);
    rate.reset = Some(Duration::from_mins(50));

    let before = resident()?;
    let began = Instant::now();
    for number in 0..USERS {
        let key = BudgetKey::new("23BQ7X", &format!("{number:06}"));
        let permit = budget.acquire(key, Priority::Backfill, Patience::AtOnce);
        let mut permit = permit.await?;
        permit.sent();
        permit.complete(&rate, http::StatusCode::OK).await?;
    }
    let each = began.elapsed() / u32::try_from(USERS)?;
    let after = resident()?;
    let users = black_box(&store).len();
    println!(
        "{users} users in a live window: {} bytes each",
        (after - before) / users
    );
    println!("a permit, acquired and completed: {each:?}");

    clock.advance(Duration::from_hours(1));
    store.sweep();
    let rest = resident()?.saturating_sub(before);
    println!(
        "{} users after the window: {rest} bytes in all kept by the allocator",
        store.len()
    );
    Ok(())
}
