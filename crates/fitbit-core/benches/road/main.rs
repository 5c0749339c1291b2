//! Calls by the road against a loop that somebody would write by hand with reqwest and serde: the same server on
//! loopback, the same bodies, the same fields decoded, both sides in turn in one run. It prints medians and judges
//! nothing. `README.md` beside it has the command and numbers.

#![allow(missing_docs, reason = "a program of its own")]
#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on stops there"
)]

mod bodies;
mod by_hand;
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use fitbit_core::jiff::civil::date;
use fitbit_core::types::ActivityResource;
use fitbit_core::{
    AccessToken, Budget, BudgetSettings, Client, ListQuery, Period, SystemClock, User,
};

use by_hand::ByHand;

fn main() {
    let server = server::start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        // The budget counts, and never runs out.
        let settings = BudgetSettings::new(1_000_000_000, Duration::from_hours(1)).unwrap();
        let budget = Budget::in_process(settings, Arc::new(SystemClock));
        let client = Client::builder()
            .base_url(&server)
            .budget(budget)
            .build()
            .unwrap();
        let user = client.user(AccessToken::new("a.test.token").unwrap());
        let by_hand = ByHand::new(&server);
        println!("{:<34}{:>10}{:>10}{:>8}", "", "by hand", "road", "ratio");

        compare(
            "a body of 1 kB",
            300,
            40,
            async || by_hand.badges().await,
            async || user.get_badges().await.unwrap().raw().badges.len(),
        )
        .await;
        compare(
            "100 activities",
            120,
            4,
            async || by_hand.activities().await,
            async || {
                let mut pages = user
                    .get_activity_log_list(ListQuery::after(date(2026, 1, 1)))
                    .pages();
                let page = pages.next().await.unwrap().unwrap();
                page.reply().raw().activities.len()
            },
        )
        .await;
        compare(
            "a year of steps",
            150,
            20,
            async || by_hand.steps().await,
            async || {
                let series = user.get_activity_time_series(
                    ActivityResource::Steps,
                    date(2026, 12, 31),
                    Period::OneYear,
                );
                let reply = series.await.unwrap();
                reply.raw().activities_steps.as_ref().unwrap().len()
            },
        )
        .await;
        walk(&user).await;
    });
}

/// The medians of so many rounds, each of so many calls by hand and as many by the road, in changing order.
async fn compare(
    name: &str,
    rounds: u32,
    calls: u32,
    by_hand: impl AsyncFn() -> usize,
    road: impl AsyncFn() -> usize,
) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    assert_eq!(by_hand().await, road().await);
    for round in 0..rounds {
        if round % 2 == 0 {
            left.push(time(calls, &by_hand).await);
            right.push(time(calls, &road).await);
        } else {
            right.push(time(calls, &road).await);
            left.push(time(calls, &by_hand).await);
        }
    }
    let ratio = median(left.iter().zip(&right).map(|(left, right)| right / left));
    println!(
        "{name:<34}{:>7.1} µs{:>7.1} µs{ratio:>8.3}",
        median(left.iter().copied()),
        median(right.iter().copied()),
    );
}

/// Microseconds a call.
async fn time(calls: u32, call: &impl AsyncFn() -> usize) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        std::hint::black_box(call().await);
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Walks a list of a thousand pages and looks at the memory on the way.
async fn walk(user: &User) {
    let mut pages = user
        .get_activity_log_list(ListQuery::after(date(2026, 1, 1)).with_limit(20))
        .pages();
    let (mut read, mut items) = (0_u32, 0);
    let mut first = 0;
    let start = Instant::now();
    while let Some(page) = pages.next().await {
        items += page.unwrap().into_items().len();
        read += 1;
        if read == 100 {
            first = resident();
        }
    }
    let took: Duration = start.elapsed();
    println!(
        "{read} pages, {items} activities: {} ms; resident after 100 pages {first} kB, at the end {} kB",
        took.as_millis(),
        resident()
    );
}

/// Resident memory of this process in kB, server and client together; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| {
            line.strip_prefix("VmRSS:")?
                .trim()
                .strip_suffix(" kB")?
                .parse()
                .ok()
        })
        .unwrap_or_default()
}
