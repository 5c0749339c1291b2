//! What the processes do, over and over.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fitbit_core::auth::{Insertion, RefreshToken, TokenSet, TokenStore as _};
use fitbit_core::{
    AccessToken, Budget, BudgetKey, BudgetSettings, Patience, Priority, RateLimit, ScopeSet,
    SystemClock, UserId,
};
use fitbit_store::{Store, TokenKey, TokenProtection};

use crate::Result;
use crate::by_hand::Counter;

const APP: &str = "23ABCD";

/// How many there are where there are many.
const MANY: u64 = 1_000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// A permit, acquired and completed, by the core's `Budget`.
    Permit,
    /// The rival: a counter by hand.
    Counter,
    /// Tokens, loaded and decrypted.
    Load,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum People {
    One,
    Many,
}

impl Work {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Permit => "permit",
            Self::Counter => "bare counter",
            Self::Load => "token load",
        }
    }

    pub(crate) fn of(name: &str) -> Result<Self> {
        let all = [Self::Permit, Self::Counter, Self::Load];
        let found = all.into_iter().find(|work| work.name() == name);
        found.ok_or_else(|| "unknown work".into())
    }

    pub(crate) async fn run(
        self,
        url: &str,
        people: People,
        time: Duration,
    ) -> Result<Vec<Duration>> {
        let number = std::env::var("FITBIT_BENCH_NUMBER")?.parse::<u64>()?;
        let mut person = people.walk(number);
        match self {
            Self::Permit => {
                let settings = BudgetSettings::new(1_000_000_000, Duration::from_hours(24 * 31))?;
                let budgets = Store::open(url).await?.budgets(settings);
                let budget = Budget::new(Arc::new(budgets), Arc::new(SystemClock));
                repeat(time, async || {
                    let key = BudgetKey::new(APP, &person());
                    let permit = budget.acquire(key, Priority::Interactive, Patience::AtOnce);
                    let mut permit = permit.await?;
                    permit.sent();
                    permit
                        .complete(&RateLimit::default(), http::StatusCode::OK)
                        .await?;
                    Ok(())
                })
                .await
            }
            Self::Counter => {
                let counter = Counter::open(url).await?;
                repeat(time, async || counter.count(&person()).await).await
            }
            Self::Load => {
                let tokens = Store::open(url).await?.tokens(APP, protection()?)?;
                repeat(time, async || {
                    let person: UserId = person().parse()?;
                    tokens.load(&person).await?.ok_or("nobody")?;
                    Ok(())
                })
                .await
            }
        }
    }
}

impl People {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Many => "1,000",
        }
    }

    pub(crate) fn of(name: &str) -> Result<Self> {
        let all = [Self::One, Self::Many];
        let found = all.into_iter().find(|people| people.name() == name);
        found.ok_or_else(|| "unknown people".into())
    }

    /// One after the other, every process by a walk of its own.
    fn walk(self, process: u64) -> impl FnMut() -> String {
        let mut place = process * 97;
        move || {
            place = (place + 7_919) % MANY;
            match self {
                Self::One => name(0),
                Self::Many => name(place),
            }
        }
    }
}

fn name(number: u64) -> String {
    format!("B{number:05}")
}

/// Does it until the time is over, one after the other.
async fn repeat(
    time: Duration,
    mut work: impl AsyncFnMut() -> Result<()>,
) -> Result<Vec<Duration>> {
    // The first ones open connections.
    for _ in 0..20 {
        work().await?;
    }
    let begin = Instant::now();
    let mut times = Vec::new();
    while begin.elapsed() < time {
        let before = Instant::now();
        work().await?;
        times.push(before.elapsed());
    }
    Ok(times)
}

/// Tokens for everybody, as long as those of the service.
pub(crate) async fn prepare(store: &Store, url: &str) -> Result<()> {
    if let Ok(tokens) = store.tokens(APP, protection()?) {
        for number in 0..MANY {
            let access = AccessToken::new(format!("{number:0300}"))?;
            let refresh = RefreshToken::new(format!("{number:064}"))?;
            let token = TokenSet::new(name(number).parse()?, access, refresh)
                .with_scopes(ScopeSet::parse("activity heartrate profile sleep weight"));
            tokens.insert(&token, Insertion::Replace).await?;
        }
    }
    Counter::prepare(url).await
}

fn protection() -> Result<TokenProtection> {
    Ok(TokenProtection::encrypted(TokenKey::new("bench", [7; 32])?))
}
