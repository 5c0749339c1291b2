//! How much memory an idle user costs: in a budget, where a million users make one call each in one window and then none;
//! and in a token store that is kept in memory. `cargo bench -p fitbit-core --bench idle_memory` prints resident bytes a
//! user; it judges nothing. Linux only: it reads `/proc/self/statm`.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fitbit_core::auth::{Insertion, MemoryTokenStore, RefreshToken, TokenSet, TokenStore};
use fitbit_core::budget::{BudgetStore, MemoryBudgetStore};
use fitbit_core::{
    AccessToken, Budget, BudgetKey, BudgetSettings, ManualClock, Patience, Priority, RateLimit,
    ScopeSet,
};

const USERS: usize = 1_000_000;

/// Fewer, because their secrets alone are long.
const TOKENS: usize = 100_000;

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
    // Kept until the end: freed, it would be what the budget then takes.
    let _kept = tokens().await?;
    budget().await
}

async fn tokens() -> Result<MemoryTokenStore, Box<dyn Error>> {
    let store = MemoryTokenStore::new();
    let before = resident()?;
    for number in 0..TOKENS {
        // As long as those of the service: a JWT of 300 characters and 64 hexadecimal digits.
        let access = AccessToken::new(format!("{number:0300}"))?;
        let refresh = RefreshToken::new(format!("{number:064}"))?;
        let token = TokenSet::new(format!("{number:06}").parse()?, access, refresh)
            .with_scopes(ScopeSet::parse("activity heartrate profile sleep weight"))
            .with_expires_at("2026-05-20T18:10:00Z".parse()?);
        store.insert(&token, Insertion::IfAbsent).await?;
    }
    let after = resident()?;
    println!(
        "{TOKENS} people in a token store in memory: {} bytes each, 364 of them secrets",
        (after - before) / TOKENS
    );
    Ok(store)
}

async fn budget() -> Result<(), Box<dyn Error>> {
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
